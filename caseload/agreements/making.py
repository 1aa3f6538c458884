"""Agreements at the desk: agree and confirm in one press, vary, end, follow the court; above the safe amount a leader.

Each act stands in the frame of caseload.at_work. The letter that confirms goes with the agreement; an agreement stands
where its letter cannot go, and the page says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from caseload import undo
from caseload.agreements import plan
from caseload.agreements.starting import start
from caseload.at_work import at_work
from caseload.models import Act
from legal import agreements as ordered
from legal.models import PossessionOrder
from recovery import agreement_letters, agreements
from recovery.account_facts import of_account
from recovery.agreement_watch import in_words, schedule_of
from recovery.agreements import CannotAgree
from recovery.models import OutboxMessage, ProposedAgreement, RepaymentAgreement
from recovery.rules.plans import Terms
from staff.models import LEADING_ROLES, User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount


class NeedsYes(Exception):
    """It asks for more than is safe: only a leader's yes makes it. The message says by how much."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An agreement as the form asks for it."""

    terms: Terms
    covers: Sequence[tuple[RentAccount, Decimal]]  # in the order in which they are cleared
    people: Sequence[Person]
    explained_how: str
    paid_by: str
    note: str = ""
    why: str = ""  # where it asks for more than is safe
    vary_why: str = ""  # where it replaces one that runs
    varies: int | None = None  # the key of that one, as the page showed it


@dataclass(frozen=True, kw_only=True)
class Made:
    """The agreement, its letters, and why some letter does not go."""

    agreement: RepaymentAgreement
    letters: list[OutboxMessage]
    not_written: list[str]


def live_of(account: RentAccount) -> RepaymentAgreement | None:
    """Our agreement that runs and covers this account; else the housing system's."""
    covering = RepaymentAgreement.objects.filter(covers__account=account, covers__live=True)
    leading = RepaymentAgreement.objects.filter(account=account, status=RepaymentAgreement.Status.LIVE)
    return covering.order_by("-pk").first() or leading.order_by("-source_ref", "-pk").first()


def to_vary(account: RentAccount) -> RepaymentAgreement | None:
    """Our own that runs here: a new one varies it. None where none runs, or it is the housing system's."""
    running = live_of(account)
    return running if running and not running.source_ref else None


def made_since(varied: RepaymentAgreement) -> str:
    """What is said to whoever agrees on a page that did not show this one yet."""
    when = long_day(varied.made_on)
    return (
        f"{varied.made_by} made an agreement on this account on {when}, after this page was opened. Look at it first: "
        "keep it, or change it with a reason."
    )


def agree(*, account: RentAccount, asked: Asked, by: User, on: date, at: datetime, press: UUID) -> Made:
    """Make the agreement and queue its letter to each tenant. The same press makes one.

    Raises CannotAgree, plans.CannotPlan, gates.Refused; NeedsYes for more than is safe.
    """
    with at_work(account, by=by, on=on) as locked:
        if already := _of_press(locked, press):
            return already
        if why := plan.above(start(locked, on=on), asked.terms):
            raise NeedsYes(why)
        return _make(locked, asked, by=by, on=on, at=at, press=press)


def _of_press(account: RentAccount, press: UUID) -> Made | None:
    sent = list(OutboxMessage.objects.filter(press=press, letter__agreed__isnull=False).order_by("pk"))
    if not sent or not sent[0].letter:
        return None
    made = RepaymentAgreement.objects.get(pk=sent[0].letter["agreed"]["agreement_id"], covers__account=account)
    return Made(agreement=made, letters=sent, not_written=[])


def _make(locked: RentAccount, asked: Asked, *, by: User, on: date, at: datetime, press: UUID) -> Made:
    """Of a locked account. One that runs is varied: its letter that waits is withdrawn."""
    if not asked.covers:
        raise CannotAgree("Choose at least one account that the agreement covers.")
    varied = to_vary(locked)
    if varied and varied.pk != asked.varies:
        raise CannotAgree(made_since(varied))
    if asked.varies and not varied:
        raise CannotAgree("The agreement that this was to change has ended by now. Look at the account again first.")
    known: dict[str, Any] = {
        "terms": asked.terms,
        "covers": asked.covers,
        "people": asked.people,
        "explained_how": asked.explained_how,
        "facts": of_account(asked.covers[0][0], as_of=on),
        "by": by,
        "on": on,
        "at": at,
        "paid_by": asked.paid_by,
        "note": asked.note,
    }
    if varied:
        made = agreements.vary(varied, why=asked.vary_why, **known)
        why = "The agreement was changed"
        agreement_letters.withdraw_waiting(varied, why=why, by=by, on=on, at=at)
    else:
        made = agreements.make(**known)
    return _confirmed(locked, made, by=by, on=on, at=at, press=press)


def _confirmed(locked: RentAccount, made: RepaymentAgreement, *, by: User, on: date, at: datetime, press: UUID) -> Made:
    """With its letter, and remembered for the undo list until the letter leaves."""
    facts = of_account(made.account, as_of=on)
    queued, stopped = agreement_letters.queue(made, schedule_of(made), facts=facts, by=by, on=on, at=at, press=press)
    about = f"recovery.repaymentagreement:{made.pk}"
    leaves = at
    if queued:
        about += f" recovery.outboxmessage:{queued[0].pk}"
        leaves = max(message.send_after for message in queued)
    undo.remember(
        user=by,
        account=locked,
        kind="agreement",
        summary=f"{in_words(made)}.",
        about=about,
        at=at,
        undo_until=undo.end_of_day(leaves),
    )
    return Made(agreement=made, letters=queued, not_written=stopped)


def agree_as_ordered(
    *, account: RentAccount, order: PossessionOrder, people: Sequence[Person], by: User, on: date, at: datetime,
    press: UUID,
) -> Made:  # fmt: skip
    """The agreement that a court order asks for, on this account, with its letter. Raises CannotAgree."""
    with at_work(account, by=by, on=on) as locked:
        begun = start(locked, on=on)
        made = ordered.agree_as_ordered(
            order,
            covers=[(locked, begun.own_account)],
            rent_share=begun.share(order.frequency or "weekly"),
            people=people,
            facts=begun.facts,
            by=by,
            on=on,
            at=at,
        )
        return _confirmed(locked, made, by=by, on=on, at=at, press=press)


def end(*, account: RentAccount, broken: bool, why: str, by: User, on: date, at: datetime) -> RepaymentAgreement:
    """End the agreement that runs, as broken or called off, with a reason. Raises CannotAgree."""
    with at_work(account, by=by, on=on) as locked:
        running = live_of(locked)
        if running is None:
            raise CannotAgree("No agreement runs on this account any more.")
        ended = agreements.end(running, broken=broken, why=why, by=by, on=on, at=at)
        agreement_letters.withdraw_waiting(running, why="The agreement was ended", by=by, on=on, at=at)
        undo.remember(
            user=by,
            account=locked,
            kind="agreement_ended",
            summary=f"Agreement {ended.get_status_display().lower()}: {ended.ended_why}.",
            about=f"recovery.repaymentagreement:{ended.pk}",
            at=at,
            undo_until=undo.end_of_day(at),
        )
    return ended


def _undo_end(act: Act, *, by: User, on: date, at: datetime) -> None:
    agreement = RepaymentAgreement.objects.get(pk=undo.named(act, "recovery.repaymentagreement"))
    try:
        agreements.resume(agreement, by=by, on=on, at=at)
    except CannotAgree as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


undo.UNDO["agreement_ended"] = _undo_end


# ------------------------------------------------------------------------------------------ above the safe amount


def propose(
    *, account: RentAccount, asked: Asked, typed: dict[str, list[str]], by: User, on: date, at: datetime
) -> ProposedAgreement:
    """Ask a leader for an agreement above what is safe, with a reason; nothing is agreed yet. Raises CannotAgree."""
    if not asked.why.strip():
        raise CannotAgree("Write why more is asked than is safe: a leader reads it.")
    with at_work(account, by=by, on=on) as locked:
        begun = start(locked, on=on)
        reason = plan.above(begun, asked.terms)
        if not reason:
            raise CannotAgree("This is not above the safe amount any more: agree it yourself.")
        plan.plan(begun, asked.covers[0][0], asked.terms, on=on)  # terms that make no schedule are not asked
        if ProposedAgreement.objects.filter(account=locked, answered_at=None).exists():
            raise CannotAgree("An agreement for this account waits for a leader's answer already.")
        made = ProposedAgreement.objects.create(
            account=locked,
            typed=typed,
            said=_said(asked.terms),
            why=asked.why.strip(),
            above=reason,
            asked_by=by,
            asked_at=at,
        )
        said = f"A leader is asked about an agreement: {made.said}. {reason} Because: {made.why}"
        _event(locked, AccountEvent.What.ASKED, said, proposal=made, by=by, on=on, at=at)
    return made


def waiting_for(user: User) -> list[ProposedAgreement]:
    """Agreements above the safe amount that wait for this leader's yes, the oldest first; never her own."""
    if user.role not in LEADING_ROLES:
        return []
    visible = RentAccount.objects.visible_to(user)
    found = ProposedAgreement.objects.filter(answered_at=None, account__in=visible).exclude(asked_by=user)
    return list(found.select_related("account__tenancy__home", "asked_by").order_by("asked_at", "pk"))


def answer(
    *, proposal: ProposedAgreement, asked: Asked | None, said: str, by: User, on: date, at: datetime, press: UUID
) -> Made | None:
    """A leader's yes makes it as it was asked; `asked` None: a no, with a reason. Raises CannotAgree, CannotPlan."""
    if by.role not in LEADING_ROLES or by.pk == proposal.asked_by_id:
        raise CannotAgree("Another team leader or manager answers this: never who asked it.")
    with at_work(proposal.account, by=by, on=on) as locked:
        proposal = (
            ProposedAgreement.objects.select_for_update(of=["self"]).select_related("asked_by").get(pk=proposal.pk)
        )
        if proposal.answered_at:
            raise CannotAgree("This was answered already.")
        if asked is None and not said.strip():
            raise CannotAgree("Write why not: who asked reads it.")
        made = None
        if asked is not None:
            note = f"{asked.note} Above the safe amount: {proposal.why} Agreed by {by.name}.".strip()[:500]
            officer = proposal.asked_by
            made = _make(locked, replace(asked, note=note), by=officer, on=on, at=at, press=press)
            proposal.agreement = made.agreement
        proposal.answered_by, proposal.answered_at, proposal.answer = by, at, said.strip()
        proposal.save(update_fields=["answered_by", "answered_at", "answer", "agreement"])
        words = "Yes" if made else "No"
        _event(
            locked,
            AccountEvent.What.ANSWERED,
            f"{words} to the agreement: {proposal.said}. {proposal.answer}".strip(),
            proposal=proposal,
            by=by,
            on=on,
            at=at,
        )
    return made


def _said(terms: Terms) -> str:
    return (
        f"{pounds(terms.payment)} each time from {long_day(terms.first_due_on)}, of it {pounds(terms.rent_amount)} "
        f"rent, to clear {pounds(terms.total)}"
    )


def _event(
    account: RentAccount, what: AccountEvent.What, said: str, *, proposal: ProposedAgreement, by: User, on: date,
    at: datetime,
) -> None:  # fmt: skip
    about = f"recovery.proposedagreement:{proposal.pk}:{what.value}"
    timeline.record(account=account, what=what, on=on, by=by, at=at, summary=said[:500], about=about)
