"""What an officer writes to one tenant in her own words, and what is done about messages that did not arrive."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from caseload import presence, undo
from caseload.at_work import at_work
from recovery import actions, drafts, outbox
from recovery import messages as recovery
from recovery.account_facts import of_account
from recovery.models import OutboxMessage
from recovery.rules import gates
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.messages import OPENINGS
from recovery.rules.phones import readable
from staff.asking import records_where
from staff.council import council_name
from staff.models import CASEWORK_ROLES, User
from tenancies.models import Person, RentAccount

MOST_WORDS = 60  # characters of a message in the list of acts


@dataclass(frozen=True, kw_only=True)
class Way:
    """One tenant by text or e-mail: where it goes, or why it cannot; what stops a chasing one, and what any."""

    value: str  # sms:12
    person_id: int
    name: str
    how: str  # Text, E-mail
    address: str
    why_not: str
    stopped: str  # blank: it may go
    only_help: str  # blank: a chasing one may go as well
    reason_wanted: str


@dataclass(frozen=True, kw_only=True)
class MessagePanel:
    ways: list[Way]
    openings: dict[str, tuple[str, str]]  # by name: what it is about, and its words
    waiting: list[OutboxMessage]  # on this account: about to go, or going
    to_check: list[OutboxMessage]  # on this account: failed, did not arrive, not known

    @property
    def open_ways(self) -> list[Way]:
        return [way for way in self.ways if not way.why_not and not way.stopped]

    @property
    def closed_ways(self) -> list[Way]:
        return [way for way in self.ways if way.why_not or way.stopped]

    @property
    def reasons_wanted(self) -> list[str]:
        return list(dict.fromkeys(way.reason_wanted for way in self.open_ways if way.reason_wanted))

    @property
    def only_help(self) -> list[str]:
        return list(dict.fromkeys(way.only_help for way in self.open_ways if way.only_help))


def message_panel(
    account: RentAccount, *, user: User, facts: AccountFacts, tenants: Sequence[TenantFacts]
) -> MessagePanel:
    """What the form needs. Those who have died are left out; whoever cannot be reached is named with why."""
    ways = [
        _way(channel, tenant, facts=facts, user=user)
        for tenant in tenants
        if not tenant.died_on
        for channel in sorted(WAYS, key=lambda channel: channel != tenant.preferred_channel)
    ]
    who = " on ".join(part for part in (user.name, user.phone) if part)
    council = council_name()
    waiting, trouble = _waiting_and_trouble(account)
    return MessagePanel(
        ways=ways,
        openings={
            name: (about, f"{council}: {words.format(who=who)}".removeprefix(": "))
            for name, (about, words) in OPENINGS.items()
        },
        waiting=waiting,
        to_check=trouble if user.role in CASEWORK_ROLES else [],
    )


def _waiting_and_trouble(account: RentAccount) -> tuple[list[OutboxMessage], list[OutboxMessage]]:
    """Of one account: what waits or is going, and what wants a person (outbox.TROUBLE), the oldest first."""
    found = records_where(
        OutboxMessage,
        "account_id = %(account)s AND (state IN ('queued', 'sending') OR seen_to_at IS NULL "
        "AND (state IN ('unknown', 'failed') OR delivery = 'failed'))",
        order="ended_at, id",
        related=["person"],
        account=account.pk,
    )
    waiting = [message for message in found if message.state in {"queued", "sending"}]
    return waiting, [message for message in found if message not in waiting]


WAYS = {"sms": "Text", "email": "E-mail"}


def _way(channel: str, tenant: TenantFacts, *, facts: AccountFacts, user: User) -> Way:
    to, why_not = drafts.address_of(channel, tenant)
    chasing, helping = (
        recovery.gates_of_message(channel=channel, purpose=purpose, facts=facts, tenant=tenant, user_id=user.pk)
        for purpose in ("general", "welfare")
    )
    return Way(
        value=f"{channel}:{tenant.person_id}",
        person_id=tenant.person_id,
        name=tenant.name,
        how=WAYS[channel],
        address=readable(to) if channel == "sms" and to else to,
        why_not=why_not,
        stopped=_said(_stops(helping)),
        only_help=_said(_stops(chasing)),
        reason_wanted=_said([gate for gate in chasing if gate.level == gates.Level.GATE]),
    )


def _stops(found: list[gates.Gate]) -> list[gates.Gate]:
    return [gate for gate in found if gate.level == gates.Level.STOP]


def _said(found: list[gates.Gate]) -> str:
    return " ".join(gates.sentence(gate) for gate in found)


def send(
    *,
    account: RentAccount,
    person: Person,
    channel: str,
    purpose: str,
    text: str,
    reason_given: str,
    by: User,
    on: dt.date,
    press: UUID,
) -> OutboxMessage:
    """Queue a text or e-mail to one tenant; it may be taken back until it leaves. The same press queues once.

    Raises gates.Refused, recovery.messages.CannotSendMessage, presence.Taken, and what at_work raises.
    """
    with at_work(account, by=by, on=on) as locked:
        if already := OutboxMessage.objects.filter(account=locked, press=press).select_related("person").first():
            return already
        presence.check_not_taken(locked, by=by)
        now = timezone.now()
        message = recovery.queue_message(
            account=locked,
            person=person,
            channel=channel,
            purpose=purpose,
            text=text,
            facts=of_account(locked, as_of=on),
            by=by,
            on=on,
            press=press,
            reason_given=reason_given,
            now=now,
        )
        _remember(message, f"{WAYS[channel]} to {person}: {_short(message.text)}", until=message.send_after, at=now)
    return message


def post_instead(*, message: OutboxMessage, by: User, on: dt.date, press: UUID) -> OutboxMessage:
    """Send by post what did not arrive, written afresh. Raises gates.Refused, CannotSendLetter, AlreadySettled."""
    with at_work(message.account, by=by, on=on) as locked:
        now = timezone.now()
        facts = of_account(locked, as_of=on)
        posted = actions.post_instead(message=message, facts=facts, by=by, on=on, press=press, now=now)
        summary = f"{posted.title} to {posted.person}, by post."
        _remember(posted, summary, until=undo.end_of_day(now), at=now)
    return posted


def settle(*, message: OutboxMessage, arrived: bool, by: User, on: dt.date) -> None:
    """Record what was found out about a message that may have gone. Raises AlreadySettled."""
    with at_work(message.account, by=by, on=on):
        recovery.settle(message=message, arrived=arrived, by=by, on=on, at=timezone.now())


def see_to(*, message: OutboxMessage, by: User, on: dt.date) -> None:
    """Nothing more is to be done about it. Raises AlreadySettled, CannotSendMessage."""
    with at_work(message.account, by=by, on=on):
        recovery.see_to(message=message, by=by, at=timezone.now())


def _remember(message: OutboxMessage, summary: str, *, until: dt.datetime, at: dt.datetime) -> None:
    undo.remember(
        user=message.queued_by,
        account=message.account,
        kind="message",
        summary=summary,
        about=outbox.about(message),
        at=at,
        undo_until=until,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS].rstrip()}…"
