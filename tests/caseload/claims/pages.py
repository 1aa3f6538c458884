"""The pages of a claim, by their names."""

from django.urls import reverse

from tests.factories.people import Household


def page(home: Household, name: str = "legal_claim") -> str:
    return reverse(name, args=[home.account.pk])
