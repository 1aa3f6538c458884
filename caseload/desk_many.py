"""The acts of the desk on many accounts: gathered and decided together, each checked as if it were pressed alone.

Putting off is desk.defer_many, handing over handover.hand_over_many. No legal step is ever taken for many.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import prefetch_related_objects

from caseload import presence
from caseload.at_work import all_at_work
from caseload.desk import send
from caseload.explain import explain_tenancies
from caseload.holding import hold_locked
from recovery.account_facts import tenants_of_all
from recovery.actions import CannotSendLetter
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from recovery.rules.letters import KINDS
from staff.models import User
from staff.ui import words
from tenancies.models import RentAccount
from welfare.actions import CannotHold
from welfare.models import Hold

LETTERS_FOR_MANY = {Action.REMINDER, Action.LETTER_1, Action.LETTER_2}

Refusals = list[tuple[RentAccount, str]]


def press_letters(
    *,
    accounts: Sequence[RentAccount],
    by: User,
    on: date,
    press: UUID,
    only: Action | None = None,
    without_press: str = "",
) -> tuple[list[tuple[RentAccount, list[OutboxMessage]]], Refusals]:
    """Queue the reminder, letter 1 or letter 2 for each account whose step it is at this second.

    `only` one of them, where that is given; `without_press` says who let it go without one, and the timeline names
    nobody as having pressed. Each that refuses is named with why. The same press queues once.

    Raises what all_at_work raises.
    """
    sent: list[tuple[RentAccount, list[OutboxMessage]]] = []
    refused: Refusals = []
    with all_at_work(accounts, by=by, on=on) as all_locked:
        prefetch_related_objects(all_locked, "tenancy__home", "property")
        explained = {
            each.facts.account_id: each
            for each in explain_tenancies(sorted({locked.tenancy_id for locked in all_locked}), as_of=on)
        }
        tenants = tenants_of_all(all_locked, as_of=on)
        for locked in all_locked:
            now = explained[locked.pk]
            if now.action not in ({only} if only else LETTERS_FOR_MANY):
                refused.append((locked, _not_a_letter(now.action)))
                continue
            try:
                presence.check_not_taken(locked, by=by)
                own_press = uuid5(press, str(locked.pk))
                theirs = tenants[locked.pk]
                gone = send(locked, now, tenants=theirs, by=by, on=on, press=own_press, without_press=without_press)
                sent.append((locked, gone))
            except (Refused, CannotSendLetter, presence.Taken) as refusal:
                refused.append((locked, str(refusal)))
    return sent, refused


def _not_a_letter(action: Action) -> str:
    if action == Action.NONE:
        return "No step is suggested for this account."
    if action in KINDS:
        return f"The step is ‘{action.label}’, which is sent from the account itself."
    return f"The step is not a reminder, letter 1 or letter 2 but: {action.label.lower()}."


def hold_many(
    *, accounts: Sequence[RentAccount], reason: str, note: str, last_day: date, by: User, on: date, at: datetime
) -> tuple[list[RentAccount], Refusals]:
    """Hold several accounts to the end of a day. One held for as long or longer stays as it is, and is named."""
    held: list[RentAccount] = []
    refused: Refusals = []
    with all_at_work(accounts, by=by, on=on) as all_locked:
        longer = dict(
            Hold.objects.filter(account__in=all_locked, lifted_on=None, last_day__gte=last_day)
            .order_by("last_day")
            .values_list("account", "last_day")
        )
        for locked in all_locked:
            if locked.pk in longer:
                refused.append((locked, f"It is held until {words.long_day(longer[locked.pk])} already."))
                continue
            try:
                hold_locked(locked, reason=reason, note=note, last_day=last_day, by=by, on=on, at=at)
            except CannotHold as refusal:
                refused.append((locked, str(refusal)))
            else:
                held.append(locked)
    return held, refused
