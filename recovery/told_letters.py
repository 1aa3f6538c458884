"""Letters outside the ladder: about an agreement, a death, a dispute, a contact plan, an invoice.

Queued to each tenant, or to who deals with an estate, they go through the print room like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recovery import drafts, outbox
from recovery.actions import locked, queue_draft
from recovery.drafts import Draft
from recovery.models import OutboxMessage
from recovery.rules import gates, wording
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.letters import Enclosure, Letter
from recovery.rules.told import Told
from staff.models import User
from tenancies.models import Person, RentAccount

PUBLIC_TRUSTEE = "The Public Trustee"
LETTER = OutboxMessage.OutboxChannel.LETTER


@transaction.atomic
def queue(
    tenants: Sequence[TenantFacts],
    *,
    account: RentAccount,
    action: Action,
    fill: Callable[[Letter], Letter],
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    press: UUID,
    said: str = "",
) -> tuple[list[OutboxMessage], list[str]]:
    """Queue the letter to each of these tenants who may be written to; and why it does not go to the others.

    `fill` puts in what the letter says of its own; `said` follows on the timeline. A letter that must be made by hand
    is work for a person.
    """
    account = locked(account)
    if stops := gates.blocking(gates.account_gates(action=action, facts=facts, user_id=by.pk)):
        return [], [gates.sentence(stop) for stop in stops]
    drafted, stopped = drafts.drafts_to(tenants, account=account, action=action, facts=facts, by=by, on=on)
    filled = [replace(draft, letter=fill(draft.letter)) for draft in drafted]
    queued = _queued(filled, account=account, by=by, on=on, at=at, press=press, said=said)
    return queued, [gates.sentence(stop) for stops in stopped for stop in stops]


@transaction.atomic
def queue_to_estate(
    tenant: TenantFacts,
    *,
    account: RentAccount,
    home: Sequence[str],
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    press: UUID,
) -> list[OutboxMessage]:
    """To each executor who is known with an address; else to the personal representatives at the last address, with
    the same for the Public Trustee (s.18 Law of Property (Miscellaneous Provisions) Act 1994; rulebook DTH-1).
    """
    account = locked(account)
    late = tenant.name
    if known := drafts.executors_of(tenant):
        wanted = [(Action.EXECUTOR_LETTER, each.name, each.address_lines, each.name) for each in known]
    else:
        estate = f"The Personal Representatives of {late}"
        wanted = [
            (Action.ESTATE_LETTER, estate, tuple(home), "Sir or Madam"),
            (Action.ESTATE_COPY, PUBLIC_TRUSTEE, (), "Sir or Madam"),
        ]
    # Whoever reads it needs no other format or language for that the tenant did.
    plain = replace(tenant, format_needed="", language="", interpreter=False)
    drafted: list[Draft] = []
    for action, addressee, lines, dear in wanted:
        [letter] = drafts.letters_to([plain], account=account, action=action, facts=facts, by=by, on=on, joint=False)
        told = Told(late=late, died_on=tenant.died_on, dear=dear)
        letter = replace(letter, addressee=addressee, address_lines=lines, told=told)
        if action == Action.ESTATE_COPY:
            letter = replace(letter, leaflets=(*letter.leaflets, _copy_of(drafted[0].letter)))
        drafted.append(Draft(tenant=tenant, letter=letter, channel=LETTER, to_representative=addressee))
    return _queued(drafted, account=account, by=by, on=on, at=at, press=press)


def _copy_of(letter: Letter) -> Enclosure:
    """A letter's words, to go with another."""
    said = wording.read_out(letter.wording.body if letter.wording else wording.shipped(letter.action), letter)
    address = "\n".join([letter.addressee, *letter.address_lines])
    text = f"{address}\n\nDear {letter.dear}\n\n{said}\n\n{letter.officer_name}\n{letter.council}"
    return Enclosure(title=f"Copy of our letter to {letter.addressee}", text=text, link="", expires_on=None)


def _queued(
    drafted: Sequence[Draft],
    *,
    account: RentAccount,
    by: User,
    on: date,
    at: datetime,
    press: UUID,
    said: str = "",
) -> list[OutboxMessage]:
    people = Person.objects.in_bulk([draft.tenant.person_id for draft in drafted])
    return [
        queue_draft(
            draft,
            account=account,
            person=people[draft.tenant.person_id],
            said=" ".join(["", *(part for part in (draft.note, said) if part)]),
            by=by,
            on=on,
            press=press,
            reason_given="",
            now=at,
        )
        for draft in drafted
    ]


@transaction.atomic
def withdraw_waiting(
    account: RentAccount, *actions: Action, why: str, by: User, on: date, at: datetime, **record: int
) -> None:
    """Letters of these kinds that still wait on an account are withdrawn: what they say is no longer so."""
    waiting = OutboxMessage.objects.select_for_update(of=["self"]).select_related("account", "person")
    waiting = waiting.filter(account=account, action__in=actions, state=OutboxMessage.State.QUEUED, **record)
    for message in waiting.order_by("pk"):
        outbox.withdrawn(message, why=why, by=by, on=on, at=at)
