"""How the days of a hearing, a warrant and an eviction were worked out, as their pages show it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.evictions import acts
from legal.evictions import Appointment
from legal.models import Hearing
from legal.rules.worked import VERSION
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.legal import claiming
from tests.legal.enforcing import EVE, broken, issued
from tests.legal.hearings import claimed, hearing_of

HOW = "How the days were worked out"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    settings.COUNCIL_NAME = "Ottersby Council"


def test_the_page_of_a_hearing_gives_each_day_its_law_and_who_went_by_another(client: Client) -> None:
    home = claiming.ready()
    claiming.issued(home, hearing_on=date(2026, 12, 21), sooner="Order of DJ Ash, 24 November")
    sign_in(client, home.officer)

    shown = text(client.get(reverse("hearing", args=[Hearing.objects.get().pk])))

    assert HOW in shown
    # The day that the court gave, the law's and the council's own.
    days = "Monday 21 December 2026 Wednesday 23 December 2026 Wednesday 23 December 2026"
    assert f"First day for the hearing {days} Nadia Rahman: Order of DJ Ash, 24 November" in shown
    assert f"CPR 55.8(4), 2.8(4); rule 4.3, 13, version {VERSION}" in shown


def test_a_hearing_without_workings_shows_none(client: Client) -> None:
    home = claiming.ready()
    hearing = hearing_of(claimed(home), by=home.officer.pk)
    sign_in(client, home.officer)

    assert HOW not in text(client.get(reverse("hearing", args=[hearing.pk])))


def test_the_pages_of_a_warrant_and_an_eviction_give_their_days_and_the_courts_leave(client: Client) -> None:
    found = broken()
    issued(found)
    shortened = Appointment(on=EVE, notice_delivered_on=MONDAY, dispensed="Order of 20 November, para 3")
    eviction = acts.book(order=found.order, when=shortened, **found.by())
    sign_in(client, found.officer)

    warrant = text(client.get(reverse("warrant", args=[found.account.pk])))
    evicted = text(client.get(reverse("eviction", args=[eviction.pk])))

    # To go by, the law's, the council's: twelve months, with a day in hand.
    last = "Last day of the warrant Monday 22 November 2027 Tuesday 23 November 2027 Monday 22 November 2027"
    assert last in warrant
    assert last in evicted
    days = "Monday 7 December 2026 Tuesday 8 December 2026 Tuesday 8 December 2026"
    assert f"First day for the eviction {days} {found.officer.name}: Order of 20 November, para 3" in evicted
    assert f"CPR 83.8A; rule ORD-9, version {VERSION}" in evicted
