"""Addresses of bundles and witness statements."""

from django.urls import path

from caseload.views import bundles, redaction, witness

urlpatterns = [
    path("accounts/<int:pk>/bundles/", bundles.bundle_list, name="bundles"),
    path("accounts/<int:pk>/bundles/new/", bundles.new_bundle, name="new_bundle"),
    path("bundles/<int:pk>/", bundles.bundle, name="bundle"),
    path("bundles/<int:pk>/change/", bundles.change_bundle, name="change_bundle"),
    path("bundles/<int:pk>/progress/", bundles.bundle_progress, name="bundle_progress"),
    path("bundles/<int:pk>/stop/", bundles.stop_build, name="stop_bundle"),
    path("bundles/<int:pk>/upload/", bundles.upload_papers, name="upload_papers"),
    path("bundles/<int:pk>/file/", bundles.file_bundle, name="file_bundle"),
    path("bundles/<int:pk>/supplement/", bundles.new_supplement, name="new_supplement"),
    path("bundles/papers/<int:pk>/", redaction.black_out, name="redact_paper"),
    path("bundles/papers/<int:pk>/page-<int:page_number>.png", redaction.page_picture, name="paper_page"),
    path("bundles/papers/<int:pk>/paper.pdf", redaction.paper, name="bundle_paper"),
    path("accounts/<int:pk>/witness-statements/new/", witness.new_statement, name="new_statement"),
    path("witness-statements/<int:pk>/", witness.statement, name="witness_statement"),
    path("witness-statements/<int:pk>/sign/", witness.sign_statement, name="sign_statement"),
    path("witness-statements/<int:pk>/draft.pdf", witness.draft_pdf, name="statement_draft"),
    path("witness-statements/<int:pk>/prepare/", witness.prepare, name="witness_prepare"),
]
