"""Addresses: lists of accounts, what is done for many of them, cover, and the coverage board."""

from django.urls import path

from caseload.views import bulk, cover, coverage, lists

urlpatterns = [
    path("accounts/", lists.accounts, name="accounts"),
    path("accounts/list.csv", lists.accounts_csv, name="accounts_csv"),
    path("accounts/list.xlsx", lists.accounts_xlsx, name="accounts_xlsx"),
    path("accounts/keep/", lists.save_view, name="save_view"),
    path("accounts/keep/<int:pk>/", lists.rename_view, name="rename_view"),
    path("accounts/keep/<int:pk>/delete/", lists.delete_view, name="delete_view"),
    path("accounts/bulk/", bulk.start, name="bulk"),
    path("accounts/bulk/<int:pk>/", bulk.job_page, name="bulk_job"),
    path("accounts/bulk/<int:pk>/progress/", bulk.job_progress, name="bulk_progress"),
    path("accounts/bulk/<int:pk>/press/", bulk.press, name="bulk_press"),
    path("accounts/bulk/<int:pk>/cancel/", bulk.cancel, name="bulk_cancel"),
    path("cover/", cover.cover_page, name="cover"),
    path("cover/<int:pk>/end/", cover.end_cover, name="end_cover"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("coverage/sweep/", coverage.sweep, name="coverage_sweep"),
    path("accounts/<int:pk>/looked-at/", coverage.looked_at, name="looked_at"),
    path("coverage/tiles/", coverage.tiles, name="coverage_tiles"),
    path("coverage/unowned/", coverage.unowned, name="coverage_unowned"),
    path("coverage/certificate/", coverage.certificate, name="coverage_certificate"),
    path("coverage/<slug:bucket>/", coverage.bucket, name="coverage_bucket"),
]
