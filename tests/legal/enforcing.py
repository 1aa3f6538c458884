"""A warrant and an eviction at each of their stages, for tests. It is Monday 23 November 2026 unless told otherwise."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from caseload.legal.court import warning
from caseload.legal.evictions import acts
from legal.enforcing import ONLY_ON_RECORD
from legal.eviction_work import Arranged
from legal.evictions import Appointment
from legal.models import DecisionRecord, Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.rules import equality
from legal.rules.enforcement import CHECKS, RISKS
from staff.models import User
from tenancies.models import RentAccount
from tests.factories.people import Household, OfficerFactory
from tests.legal.bundling import case, ordered
from welfare.models import NeedsAsked

MONDAY = date(2026, 11, 23)
WARNED = date(2026, 11, 2)  # so until 16 November
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))
# Fourteen clear days after a notice delivered on the Monday: the 24th to the 7th; the 8th may be the day.
DAY = date(2026, 12, 8)
EVE = date(2026, 12, 7)
MORNING = datetime(2026, 12, 8, 8, 0, tzinfo=ZoneInfo("Europe/London"))
# To the court's questions about a warrant.
ANSWERS = dict.fromkeys(RISKS, "No") | {
    "animals": "A large dog",
    "name_and_address_right": "yes", "everyone_evicted": "yes", "legal_costs": "404.00", "land_registry_fee": "0.00",
    "truth_by": "claimant", "truth_name": "Nadia Rahman", "truth_position": "Income officer",
}  # fmt: skip
# Referred for by hand, or shown by a record.
BY_HAND = [code for code, _, _ in CHECKS if code not in ONLY_ON_RECORD | {"vulnerability", "homelessness"}]


@dataclass
class Enforced:
    """One case with whoever works it, and the income manager who decides."""

    home: Household
    order: PossessionOrder
    officer: User
    manager: User

    @property
    def account(self) -> RentAccount:
        return self.home.account

    def by(self, on: date = MONDAY, at: datetime = NOON) -> dict[str, Any]:
        return {"by": self.officer, "on": on, "at": at}

    def manages(self, on: date = MONDAY, at: datetime = NOON) -> dict[str, Any]:
        return {"by": self.manager, "on": on, "at": at}


def broken(*people: dict[str, Any], **order: Any) -> Enforced:
    """A suspended order whose day for possession passed on 10 August and whose terms nobody kept."""
    home = case(*people)
    usual: dict[str, Any] = {"possession_on": date(2026, 8, 10)}
    made = ordered(home, **usual | order)
    patch = home.account.tenancy.home.patch
    manager = OfficerFactory(name="Jo Hall", role="income_manager", patches=[patch])
    for person in home.tenants:
        NeedsAsked.objects.create(
            account=home.account, person=person, on=MONDAY, at=NOON, channel="phone", answer="none", by=home.officer
        )
    return Enforced(home, made, home.officer, manager)


def weighed(found: Enforced, *, on: date = MONDAY, stage: str = "warrant") -> DecisionRecord:
    """The record in full, approved by the manager."""
    return DecisionRecord.objects.create(
        tenancy=found.account.tenancy, stage=stage, full=True,
        answers={question.code: "Considered" for question in equality.questions(stage)},
        author=found.officer, on=on, at=NOON, approved_by=found.manager, approved_on=on,
    )  # fmt: skip


def warned(found: Enforced, *, on: date = WARNED) -> None:
    """Every tenant was told by letter what is short."""
    for person in found.home.tenants:
        typed = {"person": person, "channel": "letter", "said": "Nothing came in.", "warned_on": on}
        warning.note(order=found.order, typed=typed, **found.by())


def prepared(found: Enforced, *, without: str = "") -> WarrantRequest:
    """Everything done before asking, but for one thing."""
    warrant = acts.begin_warrant(order=found.order, **found.by())
    if without != "warning":
        warned(found)
    if without != "equality":
        weighed(found)
    if without != "homelessness":
        acts.refer(order=found.order, code="homelessness", why="They agree", refused=False, **found.by())
    for code in BY_HAND:
        if code != without:
            acts.check_warrant(warrant=warrant, code=code, how="Looked at", **found.by())
    if without != "risks":
        acts.answer_risks(warrant=warrant, answers=ANSWERS, vulnerable="", panel_on=MONDAY, **found.by())
    return WarrantRequest.objects.select_related("order__claim").get(pk=warrant.pk)


def asked(found: Enforced) -> LegalRequest:
    return acts.ask_for_warrant(warrant=prepared(found), note="Nothing was paid since the order", **found.by())


def approved(found: Enforced) -> WarrantRequest:
    return acts.approve_warrant(asked=asked(found), said="Agreed", **found.manages())


def issued(found: Enforced) -> WarrantRequest:
    warrant = approved(found)
    acts.warrant_sent(warrant=warrant, sent_on=MONDAY, **found.by())
    acts.warrant_issued(warrant=warrant, issued_on=MONDAY, number="W12345", fee=Decimal("148.00"), **found.by())
    return WarrantRequest.objects.select_related("order__claim").get(pk=warrant.pk)


def booked(found: Enforced, **known: Any) -> Eviction:
    issued(found)
    usual: dict[str, Any] = {"on": DAY, "at": time(10, 0), "notice_delivered_on": MONDAY}
    return acts.book(order=found.order, when=Appointment(**usual | known), **found.by())


def arranged(found: Enforced, eviction: Eviction) -> Eviction:
    """The officer attends and has said so; the manager has approved going ahead."""
    acts.arrange(
        eviction=eviction,
        arranged=Arranged(attends=found.officer, locksmith="Keys Ltd", at=time(10, 0), notice_delivered_on=MONDAY),
        **found.by(),
    )
    acts.confirm_attendance(eviction=eviction, **found.by())
    request = acts.ask_to_go_ahead(eviction=eviction, note="Nothing else is left", **found.by())
    acts.approve_eviction(asked=request, said="Agreed", **found.manages())
    return Eviction.objects.select_related("order__claim", "warrant", "attends").get(pk=eviction.pk)


def ready(found: Enforced) -> Eviction:
    """Confirmed ready on its morning."""
    eviction = arranged(found, booked(found))
    acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))
    return Eviction.objects.select_related("order__claim", "warrant", "attends").get(pk=eviction.pk)
