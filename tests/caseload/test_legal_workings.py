"""How the days of hearings, orders, claims, warrants, evictions and reviews were worked out, as their pages show it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.evictions import acts
from legal import claim_life, court, notice_reviews
from legal.decided import Decided
from legal.evictions import Appointment
from legal.models import Hearing
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power
from legal.rules.worked import VERSION
from recovery.models import ContactAttempt
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.legal import claiming, noticing
from tests.legal.enforcing import EVE, NOON, broken, issued
from tests.legal.hearings import TUESDAY, claimed, hearing_of

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


def test_the_page_of_an_order_gives_the_courts_own_day_and_by_whom(client: Client) -> None:
    """ORD-2, ORD-7. Made on Tuesday 24 November 2026: 14 days, and 22 December in hardship; six years."""
    home = claiming.ready()
    hearing = hearing_of(claimed(home), by=home.officer.pk)
    words = "Exceptional hardship: a child’s illness."
    decided = Decided(outcome=Outcome.OUTRIGHT, key=uuid4(), possession_on=date(2026, 12, 22), words=words)
    order = court.record(hearing, decided, power=Power.MANDATORY, by=home.officer, on=TUESDAY, at=claiming.NOON).order
    assert order is not None
    sign_in(client, home.officer)

    shown = text(client.get(reverse("court_order", args=[order.pk])))

    days = "Tuesday 22 December 2026 Tuesday 8 December 2026 Tuesday 8 December 2026"
    assert f"Last day for possession by the order {days} {home.officer.name}: {words}" in shown
    assert "A warrant needs the court’s permission from Wednesday 24 November 2032" in shown
    assert f"Housing Act 1980, s.89(1); rule ORD-2, version {VERSION}" in shown


def test_an_order_of_the_housing_system_gives_what_hangs_on_its_day(client: Client) -> None:
    """ORD-7; CPR 52.12. Made on Monday 13 July 2026: 21 days, and six years."""
    found = broken(source_ref="O1")
    sign_in(client, found.officer)

    shown = text(client.get(reverse("court_order", args=[found.order.pk])))

    assert "Last day to appeal Monday 3 August 2026" in shown
    assert "A warrant needs the court’s permission from Tuesday 13 July 2032" in shown
    assert "Last day for possession by the order" not in shown


def test_the_letter_that_warned_gives_its_day_as_soon_as_it_went(client: Client) -> None:
    """ORD-6. It went on Monday 16 November 2026: until the 30th."""
    found = broken()
    ContactAttempt.objects.create(
        tenancy=found.account.tenancy, person=found.home.tenants[0], on=date(2026, 11, 16), at=NOON, channel="letter",
        direction="out", purpose="agreement_warn", outcome="sent",
    )  # fmt: skip
    sign_in(client, found.officer)

    shown = text(client.get(reverse("court_order", args=[found.order.pk])))

    assert "Last day to put the breach right after the warning Monday 30 November 2026" in shown


def test_the_page_of_a_claim_gives_from_when_its_papers_count(client: Client) -> None:
    """CPR 6.14. Posted on Friday 27 November 2026: Tuesday 1 December; a defence by the 15th."""
    home = claiming.ready()
    claim = claiming.issued(home)
    served = claim_life.Served(method="first_class", done_on=date(2026, 11, 27), done_at=None, evidence="Receipt")
    claim_life.serve_paper(claim.papers.get(), served=served, by=home.officer, on=date(2026, 12, 4), at=claiming.NOON)
    sign_in(client, home.officer)

    shown = text(client.get(reverse("claim_record", args=[claim.pk])))

    assert HOW in shown
    assert f"particulars, defence form (N11R) and notes (N7A), {home.tenants[0]} Tuesday 1 December 2026" in shown
    assert "Last day for the tenant’s defence Tuesday 15 December 2026" in shown


def test_the_page_of_a_notice_gives_the_days_of_its_review(client: Client) -> None:
    """INT-5. The notice gives Monday 21 December 2026: the result is told by the 20th."""
    home = noticing.owing(tenure="introductory", starts_on=date(2026, 4, 6), trial_last_day=date(2027, 4, 5))
    notice = noticing.served(home, kind="s128", grounds=(), reasons="Nothing was paid since June.")
    notice_reviews.request_review(
        notice, requested_on=MONDAY, hearing_wanted=False, by=home.officer, on=MONDAY, at=noticing.NOW
    )
    sign_in(client, home.officer)

    shown = text(client.get(reverse("legal_notice", args=[notice.pk])))

    assert "Last day to tell the result of the review Sunday 20 December 2026" in shown
