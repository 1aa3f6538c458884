"""Letters to the tenants about an eviction: one to each, through the print room like any other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from django.db.models import QuerySet

from caseload import undo
from caseload.at_work import at_work
from legal.accounts import main_account
from legal.enforcing import CannotEnforce, owed_under
from legal.evictions import LIVE, Outcome
from legal.models import Eviction
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.letters import KINDS
from recovery.rules.told import Told
from staff.models import User
from staff.ui.words import counted, long_day, pounds
from tenancies.models import RentAccount

LEAVING = [OutboxMessage.State.QUEUED, OutboxMessage.State.SENDING, OutboxMessage.State.SENT]


def _coming(eviction: Eviction, facts: AccountFacts) -> tuple[str, ...]:
    """When, and what to pay to stop it (rulebook ORD-15). Where a moratorium or insolvency covers some of it no sum is
    asked for."""
    at = f" at {eviction.at:%H:%M}" if eviction.at else ""
    day = f"{eviction.on:%A} {long_day(eviction.on)}{at}"
    comes = f"The court’s bailiff will come to {eviction.order.claim.tenancy.home} on {day}."
    if facts.covered_of_somebody:
        return (comes,)
    return (
        comes,
        f"On {long_day(facts.ledger_on)} {pounds(owed_under(eviction.order))} was owed, with any costs that the court "
        "awarded. Rent that falls due after that day is added.",
    )


def _left_behind(eviction: Eviction, facts: AccountFacts) -> tuple[str, ...]:
    home, kept = eviction.order.claim.tenancy.home, eviction.storage or "the council"
    return (
        f"On {long_day(eviction.on)} the court’s bailiff gave us possession of {home}. These things were left there "
        "and are yours, or you may know whose they are:",
        eviction.belongings,
        f"They are kept by {kept}.",
    )


def _ended(eviction: Eviction, facts: AccountFacts) -> tuple[str, ...]:
    home, order = eviction.order.claim.tenancy.home, eviction.order
    return (
        f"Your tenancy of {home} ended on {long_day(eviction.on)}, when the court’s bailiff carried out the order of "
        f"{long_day(order.made_on)}.",
    )


@dataclass(frozen=True, kw_only=True)
class About:
    """One letter: what the record says in it."""

    action: Action
    says: Callable[[Eviction, AccountFacts], tuple[str, ...]]


LETTERS = {
    "date": About(action=Action.EVICTION_DATE, says=_coming),
    "belongings": About(action=Action.EVICTION_BELONGINGS, says=_left_behind),
    "final": About(action=Action.EVICTION_FINAL, says=_ended),
}


def send(*, eviction: Eviction, letter: str, by: User, on: date, at: datetime) -> str:
    """Into the day's batch, one to each tenant who can be written to; answers what to say. Raises CannotEnforce, what
    at_work raises."""
    if letter not in fitting(eviction):
        raise CannotEnforce("This letter does not fit how the eviction stands.")
    about = LETTERS[letter]
    title = KINDS[about.action].title
    with at_work(main_account(eviction.order.claim.tenancy_id), by=by, on=on) as account:
        if messages(eviction, account=account, letter=letter).filter(state__in=LEAVING).exists():
            raise CannotEnforce(f"{title}: it is on its way, or went already.")
        if letter == "belongings" and not eviction.belongings:
            raise CannotEnforce("The outcome does not say what was left behind, so there is nothing to write about.")
        facts = of_account(account, as_of=on)
        told = Told(record=eviction.pk, plan=about.says(eviction, facts))
        queued, stopped = told_letters.queue(
            tenants_of(account, as_of=on), account=account, action=about.action,
            fill=lambda each: replace(each, told=told), facts=facts, by=by, on=on, at=at,
            press=uuid4(),
        )  # fmt: skip
        if not queued:
            raise CannotEnforce(" ".join(stopped) or "No tenant can be written to.")
        undo.remember(
            user=by, account=account, kind="letter", summary=f"{title}.", at=at,
            about=f"recovery.outboxmessage:{queued[0].pk}", undo_until=undo.end_of_day(queued[0].send_after),
        )  # fmt: skip
    return " ".join([f"{counted(len(queued), 'letter')} in today’s batch.", *(f"No letter: {why}" for why in stopped)])


def withdraw_dates(eviction: Eviction, *, account: RentAccount, why: str, by: User, on: date, at: datetime) -> None:
    """Letters that wait with the day and hour of this eviction do not go: it was moved or stopped."""
    told_letters.withdraw_waiting(
        account, Action.EVICTION_DATE, why=why, by=by, on=on, at=at, letter__told__record=eviction.pk
    )


def fitting(eviction: Eviction) -> list[str]:
    """Which letters fit how it stands."""
    if eviction.state in LIVE:
        return ["date"]
    return ["belongings", "final"] if eviction.outcome == Outcome.POSSESSION else []


def messages(eviction: Eviction, *, account: RentAccount, letter: str) -> QuerySet[OutboxMessage]:
    """What was written about this eviction, the newest first: waiting, gone or withdrawn."""
    found = OutboxMessage.objects.filter(
        account=account, action=LETTERS[letter].action, letter__told__record=eviction.pk
    )
    return found.select_related("person", "document", "batch").order_by("-pk")
