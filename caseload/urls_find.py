"""Addresses: finding accounts, opening them from outside, and whoever rings."""

from django.urls import path

from caseload.views import access, call_in, find

urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/while-typing/", find.while_typing, name="find_while_typing"),
    path("find/<int:number>/", find.found_before, name="found_before"),
    path("accounts/<int:pk>/open/", access.open_outside, name="open_outside"),
    path("accounts/<int:pk>/restrict/", access.restrict, name="restrict"),
    path("accounts/<int:pk>/restriction/lift/", access.lift_restriction, name="lift_restriction"),
    path("accounts/<int:pk>/call-in/", call_in.call_in, name="call_in"),
    path("accounts/<int:pk>/call-in/check/", call_in.check, name="call_in_check"),
    path("accounts/<int:pk>/call-in/record/", call_in.record, name="call_in_record"),
]
