"""Addresses of issued documents."""

from django.urls import path

from recovery import views

urlpatterns = [
    path("documents/<int:pk>/", views.document, name="document"),
]
