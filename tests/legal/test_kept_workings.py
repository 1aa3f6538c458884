"""What records of the law keep of how their days were worked out, and who went by another."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from caseload import undo
from caseload.legal.claims import acts as claims
from caseload.legal.court import warning
from caseload.legal.evictions import acts as evictions
from caseload.models import Act
from legal import claim_life, court, notice_reviews, notice_service
from legal.decided import Decided
from legal.eviction_work import Arranged
from legal.evictions import Appointment
from legal.models import Eviction, Hearing, InstructionMessage
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power
from legal.rules.worked import VERSION
from recovery.models import ContactAttempt
from staff.models import Role
from tests.factories.people import OfficerFactory
from tests.legal import claiming, noticing
from tests.legal.enforcing import DAY, EVE, NOON, booked, broken, issued, prepared
from tests.legal.hearings import claimed, hearing_of, suspended

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
    decided = Decided(outcome=Outcome.ADJOURNED_TO_DATE, key=uuid4(), hearing_on=date(2027, 1, 12), cause="papers")

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


def test_an_order_that_section_89_binds_keeps_its_days_and_the_courts_own() -> None:
    """ORD-2, ORD-7; CPR 52.12. Made on Tuesday 24 November 2026: 14 days on, 8 December; six weeks on, 5 January 2027;
    21 days on, 15 December; six years on, 24 November 2032, the council warning on 24 May. The court gave the 22nd."""
    home = claiming.ready()
    hearing = hearing_of(claimed(home, kind="ntq", grounds=""), by=home.officer.pk)
    words = "Exceptional hardship: a child’s illness."
    decided = Decided(outcome=Outcome.OUTRIGHT, key=uuid4(), possession_on=date(2026, 12, 22), words=words)

    order = court.record(hearing, decided, power=Power.MANDATORY, by=home.officer, on=TUESDAY, at=claiming.NOON).order

    assert order is not None
    assert days(order) == {
        "possession_by": ("2026-12-08", "2026-12-08", "2026-12-22"),
        "hardship_max": ("2027-01-05", "2027-01-05", "2027-01-05"),
        "permission_from": ("2032-11-24", "2032-11-24", "2032-11-24"),
        "permission_alarm_on": (None, "2032-05-24", "2032-05-24"),
        "appeal_by": ("2026-12-15", "2026-12-15", "2026-12-15"),
    }
    kept = order.worked_out["dates"]["possession_by"]
    assert (kept["rule"], kept["version"]) == ("ORD-2", VERSION)
    assert kept["override"] == {"on": "2026-12-22", "by": home.officer.name, "why": words}


def test_an_order_that_section_89_does_not_bind_keeps_why_it_has_no_such_day() -> None:
    """ORD-2: of a secure tenancy the order itself names the day."""
    home = claiming.ready()
    decided = suspended()

    order = court.record(
        hearing_of(claimed(home), by=home.officer.pk), decided, power=Power.SECURE, by=home.officer, on=TUESDAY,
        at=claiming.NOON,
    ).order  # fmt: skip

    assert order is not None
    kept = order.worked_out["dates"]["possession_by"]
    assert (kept["answer"], kept["override"]) == (None, None)
    assert "Section 89 does not bind" in kept["reason"]


def test_a_claim_adjourned_generally_keeps_its_last_day_and_an_outcome_taken_back_takes_it_along() -> None:
    """ORD-3: twelve months from 24 November 2026, the council's own; the court gave 31 March."""
    home = claiming.ready()
    claim = claimed(home)
    hearing = hearing_of(claim, by=home.officer.pk)
    known: dict[str, Any] = {"power": Power.SECURE, "by": home.officer, "on": TUESDAY, "at": claiming.NOON}
    generally: dict[str, Any] = {"outcome": Outcome.ADJOURNED_GENERALLY, "cause": "papers"}

    court.record(hearing, Decided(key=uuid4(), **generally), **known)
    claim.refresh_from_db()
    assert days(claim) == {"restore_by": (None, "2027-11-24", "2027-11-24")}

    court.take_back(hearing, by=home.officer, on=TUESDAY)
    claim.refresh_from_db()
    assert days(claim) == {}

    given = Decided(key=uuid4(), restore_by=date(2027, 3, 31), words="Liberty to restore by 31 March", **generally)
    court.record(hearing, given, **known)
    claim.refresh_from_db()
    kept = claim.worked_out["dates"]["restore_by"]
    assert (kept["rule"], kept["default"], kept["answer"]) == ("ORD-3", "2027-11-24", "2027-03-31")
    assert kept["override"]["why"] == "Liberty to restore by 31 March"


def test_a_court_paper_keeps_from_when_it_counts_and_the_claim_its_last_day_for_a_defence() -> None:
    """CPR 6.14: posted on Friday 27 November 2026, Monday 30 November and Tuesday 1 December. CPR 15.4: 14 days on, the
    15th."""
    home = claiming.ready()
    claim = claiming.issued(home)
    paper = claim.papers.get(is_claim_form=True)
    friday, later = date(2026, 11, 27), date(2026, 12, 4)
    served = claim_life.Served(method="first_class", done_on=friday, done_at=None, evidence="Receipt of posting")
    known: dict[str, Any] = {"by": home.officer, "on": later, "at": claiming.NOON}

    claim_life.serve_paper(paper, served=served, **known)

    paper.refresh_from_db()
    claim.refresh_from_db()
    assert days(paper) == {"deemed_on": ("2026-12-01", "2026-12-01", "2026-12-01")}
    kept = paper.worked_out["dates"]["deemed_on"]
    assert (kept["rule"], kept["version"]) == ("CPR-6.14", VERSION)
    assert kept["inputs"] == {
        "document": "claim_form",
        "method": "first_class",
        "done_on": "2026-11-27",
        "done_at": None,
    }
    assert days(claim)["defence_by"] == ("2026-12-15", "2026-12-15", "2026-12-15")

    by_court = claim_life.Served(
        method="court",
        done_on=friday,
        done_at=None,
        evidence="Notice of issue, 2 December",
        deemed_on=date(2026, 12, 2),
    )
    claim_life.serve_paper(paper, served=by_court, **known)

    paper.refresh_from_db()
    claim.refresh_from_db()
    kept = paper.worked_out["dates"]["deemed_on"]
    override = {"on": "2026-12-02", "by": home.officer.name, "why": "Notice of issue, 2 December"}
    assert (kept["strict"], kept["answer"], kept["override"]) == (None, "2026-12-02", override)
    assert days(claim)["defence_by"][0] == "2026-12-16"


def test_a_warning_of_an_order_keeps_the_time_to_put_it_right_until_it_is_taken_back() -> None:
    """ORD-6: two tenants, told on 2 and 9 November 2026; fourteen days from the last, the 23rd."""
    found = broken({}, {"last_name": "Bello"})
    first, second = found.home.tenants

    def told(person: Any, on: date) -> None:
        typed = {"person": person, "channel": "letter", "said": "Nothing came in.", "warned_on": on}
        warning.note(order=found.order, typed=typed, **found.by())
        found.order.refresh_from_db()

    told(first, date(2026, 11, 2))
    assert days(found.order) == {}  # not all of them were warned
    told(second, date(2026, 11, 9))
    assert days(found.order) == {"put_right_by": (None, "2026-11-23", "2026-11-23")}
    kept = found.order.worked_out["dates"]["put_right_by"]
    assert (kept["inputs"], kept["rule"], kept["version"]) == ({"warned_on": "2026-11-09"}, "ORD-6", VERSION)

    undo.take_back(Act.objects.order_by("pk").last(), **found.by())

    found.order.refresh_from_db()
    assert days(found.order) == {}


def test_the_letter_that_warned_is_kept_once_a_warrant_is_asked_for() -> None:
    """ORD-6: a letter that went on 2 November 2026 gives until the 16th."""
    found = broken()
    warrant = prepared(found, without="warning")
    ContactAttempt.objects.create(
        tenancy=found.account.tenancy, person=found.home.tenants[0], on=date(2026, 11, 2), at=NOON, channel="letter",
        direction="out", purpose="agreement_warn", outcome="sent",
    )  # fmt: skip

    evictions.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())

    found.order.refresh_from_db()
    assert days(found.order)["put_right_by"] == (None, "2026-11-16", "2026-11-16")


def test_a_review_keeps_its_days_and_a_late_request_who_took_it() -> None:
    """INT-4, INT-5. Served on Monday 23 November 2026: asked for by 6 December; the result is told before Monday 21
    December; a hearing on the 15th is told of by the 10th."""
    home = noticing.owing(tenure="introductory", starts_on=date(2026, 4, 6), trial_last_day=date(2027, 4, 5))
    notice = noticing.served(home, kind="s128", grounds=(), reasons="Nothing was paid since June.")
    manager = noticing.leader_of(home, Role.INCOME_MANAGER)
    eighth = date(2026, 12, 8)
    known: dict[str, Any] = {"on": eighth, "at": noticing.NOW}

    notice_reviews.request_review(notice, requested_on=eighth, hearing_wanted=True, by=home.officer, **known)
    notice_reviews.rule_on_late(notice, taken=True, why="They were in hospital.", by=manager, **known)
    notice_reviews.set_hearing(notice, hearing_on=date(2026, 12, 15), told_on=eighth, by=home.officer, **known)

    notice.refresh_from_db()
    review = notice.worked_out["review"]
    assert {name: row["answer"] for name, row in review.items()} == {
        "review_result_by": "2026-12-20", "review_hearing_told_by": "2026-12-10"
    }  # fmt: skip
    assert {(row["rule"], row["version"]) for row in review.values()} == {("INT-5", VERSION)}
    asked = notice.worked_out["served"]["review_request_by"]
    override = {"on": "2026-12-08", "by": manager.name, "why": "They were in hospital."}
    assert (asked["strict"], asked["answer"], asked["override"]) == ("2026-12-06", "2026-12-08", override)


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
