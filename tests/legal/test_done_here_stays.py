"""What was done here with a notice, claim or order of the housing system stays, whatever the next extract says."""

import datetime as dt
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from caseload.load import load
from legal.models import Eviction, Hearing, Notice, PossessionClaim, PossessionOrder
from staff.models import User
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW

pytestmark = pytest.mark.django_db


def next_night(folder: Path) -> None:
    changed = Extract(extract_id="WEX-2")
    changed.change("court_cases.csv", "14:00,issued", "15:30,listed")
    changed.change("court_orders.csv", "2026-11-20,in_force", "2026-11-27,in_force")
    changed.change("notices.csv", "1|8,served", "1|8,superseded")
    assert load(changed.write(folder), today=NOW).refusals == []


@pytest.fixture
def officer(tmp_path: Path) -> User:
    assert load(Extract().write(tmp_path), today=NOW).refusals == []
    return User.objects.create_user("asha", name="Asha Patel", role="income_officer")


def test_what_nobody_touched_here_follows_the_housing_system(officer: User, tmp_path: Path) -> None:
    next_night(tmp_path)
    assert PossessionClaim.objects.get().status == "listed"
    assert PossessionOrder.objects.get().first_due_on == dt.date(2026, 11, 27)
    assert Notice.objects.get().status == "superseded"


def test_a_hearings_outcome_stays_when_the_next_extract_knows_nothing_of_it(officer: User, tmp_path: Path) -> None:
    claim = PossessionClaim.objects.get()
    Hearing.objects.create(
        tenancy=claim.tenancy,
        claim=claim,
        kind="first",
        on=dt.date(2026, 11, 12),
        made_by=officer,
        made_at=timezone.now(),
        outcome="struck_out",
        outcome_by=officer,
        outcome_at=timezone.now(),
        outcome_key=uuid4(),
    )
    PossessionClaim.objects.update(status="struck_out")
    next_night(tmp_path)
    assert PossessionClaim.objects.get().status == "struck_out"


def test_an_order_enforced_from_here_keeps_its_appointment(officer: User, tmp_path: Path) -> None:
    order = PossessionOrder.objects.get()
    Eviction.objects.create(order=order, on=dt.date(2026, 12, 15), made_by=officer, made_at=timezone.now())
    PossessionOrder.objects.update(eviction_on=dt.date(2026, 12, 15), eviction_outcome="booked")
    next_night(tmp_path)
    kept = PossessionOrder.objects.get()
    assert (kept.eviction_on, kept.first_due_on) == (dt.date(2026, 12, 15), dt.date(2026, 11, 20))


def test_a_notice_withdrawn_here_stays_withdrawn(officer: User, tmp_path: Path) -> None:
    Notice.objects.update(
        status="withdrawn", withdrawn_on=NOW, withdrawn_by=officer, withdrawn_why="The wrong tenant was named."
    )
    next_night(tmp_path)
    assert Notice.objects.get().status == "withdrawn"
