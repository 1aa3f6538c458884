"""Addresses that belong to everybody."""

from django.urls import path

from staff import views

urlpatterns = [path("components/", views.components, name="components")]
