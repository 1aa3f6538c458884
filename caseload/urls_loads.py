"""Addresses of the extracts' pages."""

from django.urls import path

from caseload.views import loads

urlpatterns = [
    path("extracts/", loads.loads, name="loads"),
    path("extracts/choose/", loads.load_upload, name="load_upload"),
    path("extracts/work/<int:pk>/", loads.load_preview, name="load_preview"),
    path("extracts/work/<int:pk>/progress/", loads.load_progress, name="load_progress"),
    path("extracts/work/<int:pk>/load/", loads.load_start, name="load_start"),
    path("extracts/work/<int:pk>/cancel/", loads.load_cancel, name="load_cancel"),
    path("extracts/work/<int:pk>/differences.csv", loads.load_differences, name="load_differences"),
    path("extracts/<int:pk>/", loads.load_detail, name="load_detail"),
    path("extracts/<int:pk>/rejected.csv", loads.load_report, name="load_report"),
]
