"""Addresses of agreements, income and expenditure, and wages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
