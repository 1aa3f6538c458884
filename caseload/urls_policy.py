"""Addresses of the policy, its trial, targets and rates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
