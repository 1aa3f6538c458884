"""Addresses of campaigns, engagement and approvals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
