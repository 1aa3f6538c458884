"""The acts of the desk as tests press them, on a Monday at noon."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from caseload import desk, holding, reminders
from caseload.explain import explain
from caseload.models import Act as Done
from caseload.models import Reminder, Step
from legal.models import PossessionClaim
from recovery.models import ContactAttempt, OutboxMessage
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.sweeping import MONDAY
from tests.factories.people import Household, household
from welfare.models import Hold

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 25)
Act = Callable[..., Any]


def fingerprint(home: Household, *, on: date = MONDAY) -> str:
    """As the card that the officer has open shows it."""
    return explain(home.account, as_of=on).decision.fingerprint


def press(home: Household, **changes: Any) -> list[OutboxMessage]:
    given = {"account": home.account, "by": home.officer, "on": MONDAY, "press": uuid4()} | changes
    given.setdefault("fingerprint", fingerprint(home))
    return desk.press_letter(**given)


def override(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "reason": "Paid at the office", "by": home.officer, "on": MONDAY} | changes
    return desk.override(fingerprint=fingerprint(home), **given)


def call(home: Household, outcome: str = "no_answer", **changes: Any) -> ContactAttempt:
    given = {
        "account": home.account,
        "person": home.tenants[0],
        "outcome": ContactAttempt.Outcome(outcome),
        "note": "",
        "promised_amount": None,
        "promised_on": None,
        "by": home.officer,
        "on": MONDAY,
        "at": NOON,
    }
    return desk.record_contact(**given | changes)


def hold(home: Household, **changes: Any) -> Hold:
    given = {
        "account": home.account,
        "reason": "benefit",
        "note": "",
        "last_day": date(2026, 12, 4),
        "by": home.officer,
        "on": MONDAY,
        "at": NOON,
    }
    return holding.put_on_hold(**given | changes)


def defer(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "until": date(2026, 11, 30), "by": home.officer, "on": MONDAY}
    return desk.defer(**given | changes)


def mark_done(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "note": "", "by": home.officer, "on": MONDAY} | changes
    return desk.mark_done(fingerprint=fingerprint(home), **given)


def remind(home: Household, **changes: Any) -> Reminder:
    """For Wednesday, of oneself, unless told otherwise."""
    given = {
        "account": home.account,
        "kind": Reminder.Kind.OWN,
        "text": "Read the benefit letter",
        "due_on": WEDNESDAY,
        "by": home.officer,
        "on": MONDAY,
        "at": NOON,
    }
    return reminders.remind(**given | changes)


ACTS: list[Act] = [press, override, call, hold, defer, mark_done]


def no_trace(account: RentAccount) -> bool:
    return not (
        Step.objects.exists()
        or Done.objects.exists()
        or OutboxMessage.objects.exists()
        or ContactAttempt.objects.exists()
        or Hold.objects.exists()
        or AccountEvent.objects.filter(account=account).exists()
    )


def with_hearing(*, on: date) -> Household:
    """The step is to prepare for the hearing: a day that the court has set."""
    home = household()
    with_claim(home, hearing_on=on)
    return home


def with_claim(home: Household, *, hearing_on: date) -> None:
    PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        route="pcol",
        issued_on=date(2026, 10, 1),
        arrears_at_issue=Decimal("900.00"),
        hearing_on=hearing_on,
        status="listed",
    )
