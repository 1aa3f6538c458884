"""Addresses. Each app's own are in its urls.py."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView

urlpatterns = [
    path("sign-in/", include("allauth.urls")),
    path("", include("recovery.urls")),
    path("", include("caseload.urls")),
    path("", include("caseload.urls_loads")),
    path(
        "health/",
        login_not_required(
            HealthCheckView.as_view(checks=["health_check.checks.Database", "health_check.checks.Cache"])
        ),
    ),
]
