"""A visit to the home, suggested or not: what it leaves on record, and what stands in its way (product K02, 7.2)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from caseload.models import Act, Step
from recovery.models import ContactAttempt
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.recovery.flagged import mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def home(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


def visit(client: Client, home: Household, outcome: str = "seen", **typed: object) -> int:
    typed = {"person": home.tenants[0].pk, "outcome": outcome, "note": "She has lost hours at work"} | typed
    return client.post(reverse("visit", args=[home.account.pk]), typed).status_code


def test_it_is_on_record_as_a_contact_and_on_the_timeline(client: Client, home: Household) -> None:
    assert visit(client, home) == 302

    contact = ContactAttempt.objects.get()
    assert (contact.channel, contact.direction, contact.outcome, contact.on) == ("visit", "out", "seen", MONDAY)
    event = AccountEvent.objects.get(what="contact")
    assert event.summary == f"Visited {home.tenants[0]}: seen. She has lost hours at work"


def test_a_promise_made_at_the_door_is_held_to(client: Client, home: Household) -> None:
    assert visit(client, home, "promised", promised_amount="50", promised_on="27 November 2026") == 302

    contact = ContactAttempt.objects.get()
    assert (contact.promised_amount, contact.promised_on) == (Decimal("50.00"), MONDAY + timedelta(days=4))


def test_nothing_chosen_says_so_and_keeps_what_was_typed(client: Client, home: Household) -> None:
    page = client.post(reverse("visit", args=[home.account.pk]), {"note": "The gate was locked"})

    assert page.status_code == 422
    assert "Choose how the visit went." in text(page)
    assert "The gate was locked" in text(page)
    assert not ContactAttempt.objects.exists()


def test_where_a_visitor_is_at_risk_two_go(client: Client, home: Household) -> None:
    mark(home, "risk", "violence")
    assert "Who went with you" in text(client.get(home.account.get_absolute_url()))

    assert visit(client, home) == 409
    assert not ContactAttempt.objects.exists()

    second = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    assert visit(client, home, second_person=second.pk) == 302
    assert AccountEvent.objects.filter(what="gate", summary__contains="With Tom Fenwick.").exists()


def test_it_may_be_taken_back(client: Client, home: Household) -> None:
    visit(client, home)
    act = Act.objects.get(kind="visit")

    client.post(reverse("undo_act", args=[act.pk]))

    assert ContactAttempt.objects.get().taken_back_at is not None


def test_a_step_that_is_no_visit_stays_open(client: Client, home: Household) -> None:
    visit(client, home)

    assert not Step.objects.exists()


def test_whoever_only_reads_finds_no_visit_on_the_page(client: Client, home: Household) -> None:
    sign_in(client, OfficerFactory(role="auditor"))

    assert reverse("visit", args=[home.account.pk]) not in text(client.get(home.account.get_absolute_url()))
