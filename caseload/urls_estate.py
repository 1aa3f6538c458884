"""Addresses: the neighbourhood officer's homes and tasks, open cases, complex cases, meters, patches."""

from django.urls import path

from caseload.views import complex_cases, estate, meters, patches

urlpatterns = [
    path("estate/", estate.estate_list, name="estate"),
    path("estate/<int:pk>/", estate.estate_home, name="estate_home"),
    path("estate/<int:pk>/tasks/<int:task_pk>/answer/", estate.answer_task, name="answer_task"),
    path("estate/<int:pk>/tasks/<int:task_pk>/withdraw/", estate.withdraw_task, name="withdraw_task"),
    path("estate/<int:pk>/tasks/<int:task_pk>/read/", estate.read_task, name="read_task"),
    path("accounts/<int:pk>/ask-estate/", estate.ask_estate, name="ask_estate"),
    path("accounts/<int:pk>/cases/", estate.open_cases, name="open_cases"),
    path("accounts/<int:pk>/cases/<int:marker_pk>/close/", estate.close_case, name="close_case"),
    path("accounts/<int:pk>/complex/", complex_cases.complex_case, name="complex_case"),
    path("accounts/<int:pk>/complex/end/", complex_cases.end_complex_case, name="end_complex_case"),
    path("accounts/<int:pk>/meter/", meters.meter, name="meter"),
    path("patches/", patches.patch_list, name="patches"),
    path("patches/<int:pk>/", patches.patch, name="patch"),
    path("patches/<int:pk>/neighbourhood/", patches.pair, name="pair_patch"),
    path("patches/<int:pk>/moves/<int:move_pk>/call-off/", patches.call_off_move, name="call_off_move"),
]
