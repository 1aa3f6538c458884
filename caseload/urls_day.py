"""Addresses of the officer's day."""

from django.urls import path

from caseload.views import day, session

urlpatterns = [
    path("session/back/", session.back, name="session_back"),
    path("session/start/", session.start, name="session_start"),
    path("session/end/", session.end, name="session_end"),
    path("session/<int:pk>/", session.card, name="session_card"),
    path("accounts/<int:pk>/skip/", session.later, name="skip"),
    path("accounts/<int:pk>/park/", session.park, name="park"),
    path("parked/<int:pk>/take-up/", session.take_up, name="take_up"),
    path("day-sheet/", day.sheet, name="day_sheet"),
    path("working-week/", day.working_week, name="working_week"),
]
