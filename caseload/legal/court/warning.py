"""The warning before a warrant at the desk: a letter to each tenant, or a note of one given otherwise (ORD-6)."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

from caseload import desk, undo
from caseload.at_work import at_work
from caseload.explain import explain
from caseload.models import Act
from caseload.noting import remember
from legal import order_warnings
from legal.accounts import main_account
from legal.models import PossessionOrder
from legal.order_warnings import Breach, CannotWarn
from recovery import told_letters
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.words import Explanation
from staff.models import User
from staff.ui.words import counted, long_day
from tenancies.models import RentAccount

KIND = "order_warned"


def send(*, order: PossessionOrder, by: User, on: dt.date, at: dt.datetime) -> str:
    """The letter to each tenant, into the day's batch; answers what to say. Raises CannotWarn, what at_work raises."""
    with at_work(main_account(order.claim.tenancy_id), by=by, on=on) as locked:
        now = explain(locked, as_of=on)
        facts = now.facts
        breach = order_warnings.breach_to_warn_of(order, account=locked, facts=facts, on=on)
        if waiting(locked):
            raise CannotWarn("Such a letter waits in the print room already. Release it there.")
        queued, stopped = told_letters.queue(
            tenants_of(locked, as_of=on), account=locked, action=Action.ORDER_WARNING,
            fill=lambda letter: replace(letter, agreement_shortfall=breach.short), facts=facts, by=by, on=on, at=at,
            press=uuid4(),
        )  # fmt: skip
        if not queued:
            raise CannotWarn(" ".join(stopped) or "No tenant can be written to: warn them otherwise, and note it.")
        told = {message.person_id for message in queued} | set(breach.warned)
        about = f"recovery.outboxmessage:{queued[0].pk}" + _step(locked, now, breach, told=told, by=by, on=on)
        undo.remember(user=by, account=locked, kind="letter", summary="Warning about the court’s order.", about=about,
                      at=at, undo_until=undo.end_of_day(queued[0].send_after))  # fmt: skip
    return " ".join([f"{counted(len(queued), 'letter')} in today’s batch.", *(f"No letter: {why}" for why in stopped)])


def waiting(account: RentAccount) -> bool:
    """Whether such a letter has yet to leave."""
    state = OutboxMessage.State.QUEUED
    return OutboxMessage.objects.filter(account=account, action=Action.ORDER_WARNING, state=state).exists()


def note(*, order: PossessionOrder, typed: dict[str, Any], by: User, on: dt.date, at: dt.datetime) -> None:
    """Raises CannotWarn, what at_work raises."""
    with at_work(main_account(order.claim.tenancy_id), by=by, on=on) as locked:
        now = explain(locked, as_of=on)
        made = order_warnings.note(order, account=locked, facts=now.facts, by=by, on=on, at=at, **typed)
        breach = order_warnings.breach_to_warn_of(order, account=locked, facts=now.facts, on=on)
        about = f"recovery.contactattempt:{made.pk} legal.possessionorder:{order.pk}"
        about += _step(locked, now, breach, told=set(breach.warned), by=by, on=on)
        remember(locked, KIND, f"{made.person} warned about the order.", about, by=by, at=at)


def _step(account: RentAccount, now: Explanation, breach: Breach, *, told: set[int], by: User, on: dt.date) -> str:
    """Once every tenant is told, the step that asks for the warning is done: its name for the act, else blank."""
    if any(person.pk not in told for person in breach.tenants):
        return ""
    step = desk.tick_off(account, now, Action.ORDER_BREACH, by=by, on=on)
    return f" caseload.step:{step.pk}" if step else ""


def _undo(act: Act, *, by: User, on: dt.date, at: dt.datetime) -> None:
    """The contact and the step are taken back; the time that it set running is worked out without it."""
    undo.undo_step(act, by=by, on=on, at=at)
    order = PossessionOrder.objects.select_related("claim").get(pk=undo.named(act, "legal.possessionorder"))
    facts = of_account(act.account, as_of=on)
    order_warnings.keep(order, account=main_account(order.claim.tenancy_id), facts=facts, on=on)


def said_of(breach: Breach, *, on: dt.date) -> list[str]:
    """Who was warned when, and until when they have."""
    found = [
        f"{person}: warned on {long_day(day)}." for person in breach.tenants if (day := breach.warned.get(person.pk))
    ]
    found += [f"{person}: not warned yet." for person in breach.tenants if person.pk not in breach.warned]
    if breach.until:
        found.append(f"{'They have' if on <= breach.until else 'They had'} until {long_day(breach.until)}.")
    return found


undo.UNDO[KIND] = _undo
