"""Addresses. Each app's own are in its urls.py."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView

urlpatterns = [
    path("sign-in/", include("allauth.urls")),
    path("", include("staff.urls")),
    path("", include("recovery.urls")),
    path("", include("caseload.urls")),
    path("", include("caseload.urls_loads")),
    path("", include("caseload.urls_notes")),
    path("", include("caseload.urls_reminders")),
    path("", include("caseload.urls_messages")),
    path("", include("caseload.urls_find")),
    path("", include("caseload.urls_lists")),
    path("", include("caseload.urls_team")),
    path("", include("caseload.urls_day")),
    path("", include("caseload.urls_help")),
    path("", include("caseload.urls_practice")),
    path("", include("caseload.urls_estate")),
    path("", include("caseload.urls_campaigns")),
    path("", include("caseload.urls_policy")),
    path("", include("caseload.urls_safety")),
    path("", include("caseload.urls_care")),
    path("", include("caseload.urls_print")),
    path("", include("caseload.urls_agreements")),
    path("", include("caseload.urls_bundles")),
    path("", include("caseload.urls_claims")),
    path("", include("caseload.urls_legal")),
    path("", include("caseload.urls_court")),
    path("", include("caseload.urls_evictions")),
    path(
        "health/",
        login_not_required(
            HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
        ),
    ),
]
