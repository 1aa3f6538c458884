"""Which form records what, and which record a form changes: the addresses of the page of needs and holds."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from caseload.care import forms, forms_changes, forms_law
from caseload.care.forms import CareForm
from tenancies.models import Person, RentAccount
from welfare.models import Adjustment, BreathingSpace, DeclaredInterest, Estate, Insolvency, Marker, Representative

ADDED: dict[str, type[CareForm]] = {
    "asked": forms.AskedForm,
    "told": forms.ToldForm,
    "need": forms.NeedForm,
    "safe-contact": forms.SafeContactForm,
    "representative": forms.RepresentativeForm,
    "risk": forms.RiskForm,
    "interest": forms.InterestForm,
    "breathing-space": forms_law.BreathingSpaceForm,
    "insolvency": forms_law.InsolvencyForm,
    "death": forms_law.DeathForm,
    "dispute": forms_law.DisputeForm,
}

Theirs = Callable[[list[Person], RentAccount], QuerySet[Any]]


def _of_person(model: type[Model], *related: str) -> Theirs:
    return lambda people, account: model._default_manager.filter(person__in=people).select_related("person", *related)


def _of_marker(model: type[Model]) -> Theirs:
    return lambda people, account: model._default_manager.filter(marker__person__in=people).select_related(
        "marker__person"
    )


def _markers(people: list[Person], account: RentAccount) -> QuerySet[Marker]:
    here = Q(person__in=people) | Q(tenancy=account.tenancy_id) | Q(person=None, tenancy__home=account.tenancy.home_id)
    return Marker.objects.filter(here, lifted_on=None).select_related("person", "tenancy", "owner")


def _disputes(people: list[Person], account: RentAccount) -> QuerySet[Marker]:
    return _markers(people, account).filter(kind=Marker.Kind.DISPUTE, detail="balance")


def _interests(people: list[Person], account: RentAccount) -> QuerySet[DeclaredInterest]:
    return DeclaredInterest.objects.filter(account__tenancy=account.tenancy_id, ended_at=None).select_related("user")


# For each address: its form, and the records that it may change here.
CHANGED: dict[str, tuple[type[CareForm], Theirs]] = {
    "end-adjustment": (forms_changes.EndAdjustmentForm, _of_person(Adjustment)),
    "end-representative": (forms_changes.EndRepresentativeForm, _of_person(Representative)),
    "review": (forms_changes.ReviewForm, _markers),
    "end": (forms_changes.EndMarkerForm, _markers),
    "end-interest": (forms_changes.EndInterestForm, _interests),
    "search": (forms_law.SearchForm, _of_marker(BreathingSpace)),
    "current-rent": (forms_law.CurrentRentForm, _of_marker(BreathingSpace)),
    "midway": (forms_law.MidwayForm, _of_marker(BreathingSpace)),
    "end-space": (forms_law.EndSpaceForm, _of_marker(BreathingSpace)),
    "advice": (forms_law.AdviceForm, _of_marker(Insolvency)),
    "end-insolvency": (forms_law.EndInsolvencyForm, _of_marker(Insolvency)),
    "estate-letters": (forms_law.EstateLettersForm, _of_person(Estate)),
    "estate-correct": (forms_law.CorrectDeathForm, _of_person(Estate)),
    "answer": (forms_law.AnswerDisputeForm, _disputes),
}
ANSWERED_BY_FINANCE = {"answer"}
OF_THE_DEAD = {"representative"}  # who deals with an estate acts for somebody who has died
