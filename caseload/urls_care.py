"""Addresses of needs, holds, breathing space, insolvency and deaths."""

from django.urls import URLPattern, path

from caseload.views import care_effects

urlpatterns: list[URLPattern] = [
    path("accounts/<int:pk>/what-may-be-done/", care_effects.what_may_be_done, name="what_may_be_done"),
]
