"""The constraints on the records of the officer's day, broken one by one in test_constraints.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from caseload.models import (
    Act,
    Draft,
    Note,
    Parked,
    Reminder,
    SavedView,
    Snapshot,
    Suggestion,
    ViewLook,
    WorkingWeek,
    WorkSession,
)
from recovery.models import OutboxMessage
from staff.models import Cover
from tenancies.models import AccountAccess, AccountRestriction, ComplexCase, Handover, MeteredCharge, PatchMove
from tests.constraints.breaking import DAY, NOW, twice
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory


def act(r: Any, **known: Any) -> Act:
    usual = {"user": r.officer, "at": NOW, "account": r.account, "kind": "note", "summary": "A note"}
    return Act.objects.create(**{**usual, "about": "caseload.note:1", **known})


def reminder(r: Any, **known: Any) -> Reminder:
    usual = {"account": r.account, "kind": "own", "text": "Ring them", "due_on": DAY, "made_by": r.officer}
    return Reminder.objects.create(**{**usual, "made_at": NOW, "for_user": r.officer, **known})


def note(r: Any, text: str) -> Note:
    return Note.objects.create(account=r.account, text=text, on=DAY, at=NOW, by=r.officer)


def suggestion(r: Any, **known: Any) -> Suggestion:
    usual = {"kind": "change", "by": r.officer, "at": NOW, "text": "Show the postcode"}
    return Suggestion.objects.create(**{**usual, **known})


def view(r: Any, **known: Any) -> SavedView:
    return SavedView.objects.create(**{"name": "Mine", "query": "", "owner": r.officer, "made_at": NOW, **known})


def draft(r: Any, **known: Any) -> Draft:
    return Draft.objects.create(**{"user": r.officer, "form": "note", "saved_at": NOW, **known})


def cover(r: Any, **known: Any) -> Cover:
    usual = {"absent": r.officer, "starts_on": DAY, "ends_on": DAY + timedelta(days=1), "made_by": r.officer}
    return Cover.objects.create(**{**usual, "covering": OfficerFactory(), "made_at": NOW, **known})


def access(r: Any, **known: Any) -> AccountAccess:
    usual = {"user": r.officer, "account": r.account, "reason": "Duty desk", "at": NOW}
    return AccountAccess.objects.create(**{**usual, "ends_at": NOW + timedelta(hours=12), **known})


def restriction(r: Any, **known: Any) -> AccountRestriction:
    usual = {"tenancy": r.tenancy, "reason": "A colleague's home", "set_by": r.officer, "set_at": NOW}
    return AccountRestriction.objects.create(**{**usual, **known})


def handover(r: Any, **known: Any) -> Handover:
    usual = {"account": r.account, "to": r.officer, "reason": "Joint case", "by": r.officer, "at": NOW}
    return Handover.objects.create(**{**usual, **known})


def text(r: Any, **known: Any) -> OutboxMessage:
    usual = {"account": r.account, "person": r.person, "channel": "sms", "action": "reminder", "text": "Please ring us",
             "queued_at": NOW, "queued_by": r.officer, "send_after": NOW, "press": "0" * 32}  # fmt: skip
    return OutboxMessage.objects.create(**{**usual, **known})


def complex_case(r: Any, **known: Any) -> ComplexCase:
    usual = {"account": r.account, "plan": "Weekly visits", "panel_on": DAY, "set_by": r.officer, "set_at": NOW}
    return ComplexCase.objects.create(**{**usual, **known})


def metered(r: Any, **known: Any) -> MeteredCharge:
    usual = {"account": r.account, "utility": "water", "meter": "W1", "first_on": DAY, "first_reading": 10,
             "last_on": DAY + timedelta(days=7), "last_reading": 12, "unit_rate": 3, "bought_at": 3, "amount": 6,
             "limit_source": "Water Resale Order 2006", "entry_id": 1, "by": r.officer, "at": NOW}  # fmt: skip
    return MeteredCharge.objects.create(**{**usual, **known})


def move(r: Any, **known: Any) -> PatchMove:
    usual = {"home": r.account.tenancy.home, "from_patch": r.patch, "to_patch": PatchFactory(code="P77")}
    usual |= {"from_on": DAY, "reason": "Nearer", "by": r.officer, "at": NOW}
    return PatchMove.objects.create(**{**usual, **known})


BREAKS: dict[str, Callable[[Any], Any]] = {
    "tenancies_complex_one_running": lambda r: twice(lambda: complex_case(r)),
    "tenancies_complex_has_plan": lambda r: complex_case(r, plan=""),
    "tenancies_complex_ended_by_someone": lambda r: complex_case(r, ended_at=NOW),
    "tenancies_metered_days_in_order": lambda r: metered(r, last_on=DAY),
    "tenancies_metered_readings_rise": lambda r: metered(r, last_reading=10),
    "tenancies_metered_within_resale_limit": lambda r: metered(r, unit_rate=4),
    "tenancies_metered_asked_or_posted": lambda r: metered(r, entry_id=None),
    "tenancies_move_one_running": lambda r: twice(lambda: move(r)),
    "tenancies_move_elsewhere": lambda r: move(r, to_patch=r.patch),
    "tenancies_move_has_reason": lambda r: move(r, reason=""),
    "staff_cover_by_another": lambda r: cover(r, covering=r.officer),
    "staff_cover_ends_after_start": lambda r: cover(r, ends_on=DAY),
    "tenancies_access_has_reason": lambda r: access(r, reason=""),
    "tenancies_access_ends": lambda r: access(r, ends_at=NOW),
    "tenancies_restriction_one_running": lambda r: twice(lambda: restriction(r)),
    "tenancies_restriction_lifted_by_someone": lambda r: restriction(r, lifted_at=NOW),
    "tenancies_handover_one_running": lambda r: twice(lambda: handover(r)),
    "tenancies_handover_has_reason": lambda r: handover(r, reason=""),
    "recovery_outbox_says_something": lambda r: text(r, text=""),
    "recovery_outbox_letter_laid_out": lambda r: text(r, channel="letter"),
    "recovery_outbox_delivery_has_time": lambda r: text(r, delivery="delivered"),
    "recovery_outbox_seen_to_by_someone": lambda r: text(r, seen_to_at=NOW),
    "caseload_working_week_fits_the_day": lambda r: WorkingWeek.objects.create(user=r.officer, monday=601),
    "caseload_session_one_open": lambda r: twice(
        lambda: WorkSession.objects.create(user=r.officer, on=DAY, started_at=NOW)
    ),
    "caseload_parked_once": lambda r: twice(
        lambda: Parked.objects.create(user=r.officer, account=r.account, parked_at=NOW)
    ),
    "caseload_draft_once": lambda r: twice(lambda: draft(r)),
    "caseload_reminder_done_by_someone": lambda r: reminder(r, done_at=NOW),
    "caseload_reminder_for_someone": lambda r: reminder(r, for_user=None),
    "caseload_reminder_says_what": lambda r: reminder(r, text=""),
    "caseload_reminder_done_or_withdrawn": lambda r: reminder(r, done_at=NOW, done_by=r.officer, withdrawn_at=NOW),
    "caseload_view_one_name": lambda r: twice(lambda: view(r)),
    "caseload_view_has_name": lambda r: view(r, name=""),
    "caseload_look_once": lambda r: twice(
        lambda: ViewLook.objects.create(user=r.officer, view="former", newest=0, looked_at=NOW)
    ),
    "caseload_act_undone_if_it_may": lambda r: act(r, undone_at=NOW),
    "caseload_note_length": lambda r: note(r, "a" * 10_001),
    "caseload_suggestion_says_what": lambda r: suggestion(r, text=""),
    "caseload_suggestion_answered_by_someone": lambda r: suggestion(r, answer="Done", answered_at=NOW),
    "caseload_snapshot_once": lambda r: twice(lambda: Snapshot.objects.create(on=DAY, patch=r.patch)),
    "caseload_snapshot_adds_up": lambda r: Snapshot.objects.create(on=DAY, patch=r.patch, gross=1),
}
