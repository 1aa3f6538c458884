"""Addresses of needs, holds, breathing space, insolvency and deaths."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
