"""Addresses of crisis, concerns, incidents, plans and referrals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
