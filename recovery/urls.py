"""Addresses of issued documents, and of e-mails that may not have gone."""

from django.urls import path

from recovery import views

urlpatterns = [
    path("documents/<int:pk>/", views.document, name="document"),
    path("emails-to-check/", views.emails_to_check, name="emails_to_check"),
    path("emails-to-check/<int:pk>/", views.settle_email, name="settle_email"),
]
