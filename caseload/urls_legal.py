"""Addresses of notices, claims, hearings, orders and evictions."""

from django.urls import path

from caseload.views import legal_dates

urlpatterns = [
    path("notice-dates/", legal_dates.legal_dates, name="legal_dates"),
]
