"""Addresses of needs, holds, breathing space, insolvency and deaths."""

from django.urls import path

from caseload.views import care, care_effects

urlpatterns = [
    path("accounts/<int:pk>/what-may-be-done/", care_effects.what_may_be_done, name="what_may_be_done"),
    path("accounts/<int:pk>/care/", care.care, name="care"),
    path("accounts/<int:pk>/care/print/", care.care_print, name="care_print"),
    path("accounts/<int:pk>/care/<slug:what>/", care.care_add, name="care_add"),
    path("accounts/<int:pk>/care/<slug:what>/<int:record_pk>/", care.care_change, name="care_change"),
    path("care/due/", care.care_due, name="care_due"),
    path("care/disputes/", care.disputed, name="disputes"),
    path("care/notice/", care.notice_in, name="notice_in"),
]
