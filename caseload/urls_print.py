"""Addresses of the print room, templates and returned post."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
