"""What hearings, warrants, evictions and notices keep of how their days were worked out, and who went by another."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from caseload.legal.claims import acts as claims
from caseload.legal.evictions import acts as evictions
from legal import court, notice_service
from legal.eviction_work import Arranged
from legal.evictions import Appointment
from legal.models import Eviction, Hearing, InstructionMessage
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power
from legal.rules.worked import VERSION
from tests.factories.people import OfficerFactory
from tests.legal import claiming, noticing
from tests.legal.enforcing import DAY, EVE, booked, broken, issued
from tests.legal.hearings import claimed, hearing_of

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def training_site(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    settings.COUNCIL_NAME = "Ottersby Council"


def days(record: Any) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Of each date the law's, the council's, and the one to go by."""
    return {name: (row["strict"], row["default"], row["answer"]) for name, row in record.worked_out["dates"].items()}


def test_a_first_hearing_keeps_the_days_before_it() -> None:
    # Issued on Tuesday 24 November: 28 clear days end on 22 December, eight weeks on 19 January. Heard on Monday
    # 4 January: 21 clear days begin on 14 December; ten days before is Christmas Day, ten clear days begin on it.
    # Clear business days before: 31 and 30 December, and the 29th (1 January and 28 December are bank holidays).
    claiming.issued(claiming.ready())

    hearing = Hearing.objects.get()
    assert days(hearing) == {
        "earliest_hearing": ("2026-12-23", "2026-12-23", "2026-12-23"),
        "standard_limit": ("2027-01-19", "2027-01-19", "2027-01-19"),
        "serve_by": ("2026-12-13", "2026-12-11", "2026-12-13"),
        "pack_by": ("2026-12-25", "2026-12-24", "2026-12-24"),
        "evidence_by": ("2026-12-29", "2026-12-29", "2026-12-29"),
        "applications_by": ("2026-12-28", "2026-12-24", "2026-12-24"),
    }
    kept = hearing.worked_out["dates"]["serve_by"]
    assert kept["inputs"] == {"hearing_on": "2027-01-04"}
    assert (kept["rule"], kept["version"], kept["override"]) == ("4.3", VERSION, None)


def test_a_hearing_that_the_court_brought_forward_keeps_by_whose_order_and_a_correction_leaves_it() -> None:
    home = claiming.ready()
    claim = claiming.issued(home, hearing_on=date(2026, 12, 21), sooner="Order of DJ Ash, 24 November")

    kept = Hearing.objects.get().worked_out["dates"]["earliest_hearing"]
    override = {"on": "2026-12-21", "by": "Nadia Rahman", "why": "Order of DJ Ash, 24 November"}
    assert (kept["strict"], kept["answer"], kept["override"]) == ("2026-12-23", "2026-12-21", override)

    typed = {"claim_number": claim.claim_number, "court": claim.court, "issued_on": MONDAY, "why": "It was Monday."}
    claims.correct(claim=claim, typed=typed, **claiming.known(home.officer, on=TUESDAY))

    kept = Hearing.objects.get().worked_out["dates"]["earliest_hearing"]
    assert (kept["strict"], kept["answer"], kept["override"]) == ("2026-12-22", "2026-12-21", override)


def test_a_hearing_put_into_the_diary_keeps_the_days_of_its_kind() -> None:
    """Of Monday 7 December: 4, 3 and 2 December are the business days before; 27 November is ten days before."""
    home = claiming.ready()
    claim = claimed(home, hearing_on=None, hearing_at=None)
    usual = {"hearing_on": date(2026, 12, 7), "hearing_at": time(10, 0), "claim": claim}

    adjourned, set_aside, tribunal = (
        claims.add_hearing(tenancy=home.account.tenancy, typed=usual | {"kind": kind}, **claiming.known(home.officer))
        for kind in ("adjourned", "set_aside", "tribunal")
    )

    assert days(adjourned) == {
        "pack_by": ("2026-11-27", "2026-11-26", "2026-11-26"),
        "evidence_by": ("2026-12-02", "2026-12-02", "2026-12-02"),
        "applications_by": ("2026-12-01", "2026-12-01", "2026-12-01"),
    }
    assert days(set_aside).keys() == {"evidence_by", "applications_by"}
    assert tribunal.worked_out == {}


def test_the_hearing_that_an_adjournment_makes_keeps_its_days() -> None:
    """Of Tuesday 12 January 2027: Monday 11 and Friday 8 are clear."""
    home = claiming.ready()
    hearing = hearing_of(claimed(home), by=home.officer.pk)
    decided = court.Decided(
        outcome=Outcome.ADJOURNED_TO_DATE, key=uuid4(), hearing_on=date(2027, 1, 12), cause="papers"
    )

    following = court.record(
        hearing, decided, power=Power.SECURE, by=home.officer, on=TUESDAY, at=claiming.NOON
    ).following

    assert following is not None
    assert days(following)["evidence_by"] == ("2027-01-07", "2027-01-07", "2027-01-07")


def test_a_warrant_keeps_its_last_day_as_it_is_gone_by() -> None:
    """Twelve months from 23 November 2026; the council keeps a day in hand, and goes by that."""
    warrant = issued(broken())

    assert days(warrant) == {"last_day": ("2027-11-23", "2027-11-22", "2027-11-22")}
    kept = warrant.worked_out["dates"]["last_day"]
    assert (kept["inputs"], kept["rule"], kept["version"]) == ({"issued_on": "2026-11-23"}, "ORD-10", VERSION)


def test_an_eviction_keeps_the_days_of_its_notice_and_its_warrant() -> None:
    """Fourteen clear days between 23 November and 8 December; with another delivery they are worked out anew."""
    found = broken()
    eviction = booked(found)
    assert days(eviction) == {
        "notice_by": ("2026-11-23", "2026-11-23", "2026-11-23"),
        "earliest": ("2026-12-08", "2026-12-08", "2026-12-08"),
        "last_day": ("2027-11-23", "2027-11-22", "2027-11-22"),
    }

    arranged = Arranged(attends=found.officer, notice_delivered_on=date(2026, 11, 20))
    evictions.arrange(eviction=eviction, arranged=arranged, **found.by())

    assert days(Eviction.objects.get())["earliest"] == ("2026-12-05", "2026-12-07", "2026-12-05")


def test_an_eviction_sooner_than_its_notice_allows_keeps_who_wrote_down_the_courts_leave() -> None:
    found = broken()
    issued(found)
    shortened = Appointment(on=EVE, notice_delivered_on=MONDAY, dispensed="Order of 20 November, para 3")
    eviction = evictions.book(order=found.order, when=shortened, **found.by())
    colleague = OfficerFactory(patches=[found.account.tenancy.home.patch])
    arranged = Arranged(attends=colleague, notice_delivered_on=MONDAY)
    evictions.arrange(eviction=eviction, arranged=arranged, **found.by() | {"by": colleague})

    kept = Eviction.objects.get().worked_out["dates"]
    assert kept.keys() == {"earliest", "last_day"}
    assert kept["earliest"]["strict"] == DAY.isoformat()
    assert kept["earliest"]["override"] == {
        "on": EVE.isoformat(), "by": found.officer.name, "why": "Order of 20 November, para 3"
    }  # fmt: skip


def test_a_corrected_service_leaves_the_notices_override_with_its_dates() -> None:
    home = noticing.owing()
    notice = noticing.approved(
        home, serve_on=TUESDAY, on=MONDAY, specified_on=date(2027, 1, 4), override_why="The office is closed."
    )
    made = noticing.serve(home, notice, home.tenants[0])

    later = replace(noticing.given(home), done_on=TUESDAY)
    notice_service.correct_service(
        made, given=later, why="It was the next day.", by=home.officer, on=TUESDAY, at=noticing.NOW
    )

    notice.refresh_from_db()
    kept = notice.worked_out["served"]["specified_on"]
    assert (kept["answer"], kept["override"]["why"]) == ("2027-01-04", "The office is closed.")
    assert notice.worked_out["served"]["service_on"]["answer"] == "2026-11-24"


def test_a_message_to_a_solicitor_can_be_neither_changed_nor_deleted() -> None:
    home = claiming.ready()
    typed = {"claim": None, "firm": "Ash and Elm", "contact": "", "asks": "Issue and appear", "pdf": b"%PDF-1.7"}
    made = claims.instruct(tenancy=home.account.tenancy, typed=typed, **claiming.known(home.officer))
    note = {"text": "Will you act?", "from_them": False, "said_on": MONDAY}
    claims.write_to_solicitor(instruction=made, typed=note, **claiming.known(home.officer))

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        InstructionMessage.objects.update(text="We never asked")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        InstructionMessage.objects.all().delete()

    assert InstructionMessage.objects.get().text == "Will you act?"
