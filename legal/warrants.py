"""A warrant of possession: prepared, asked for, approved, sent to the court, issued, cancelled (rulebook 5, 7).

Its dates and number stand on the order, where the facts read them; what was checked and answered stands here.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from legal import asking, enforcing, gates, order_warnings, warrant_answers
from legal.accounts import main_account
from legal.enforcement_dates import last_day
from legal.enforcing import SIGN_OFF, CannotEnforce
from legal.models import ClaimCost, LegalRequest, PossessionOrder, WarrantRequest
from legal.notices import record_for
from legal.rules import equality
from legal.rules.checks import Obstacle
from legal.rules.enforcement import FRESH_FOR, checklist, warrant_obstacles
from recovery import gatekeeping
from recovery.gatekeeping import Brings
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, gates_for
from staff.clock import day_of
from staff.models import Role, User
from staff.ui.words import listed, long_day
from tenancies import storage, timeline
from tenancies.models import AccountEvent, RentAccount

State, What = WarrantRequest.State, AccountEvent.What
OPEN = [State.DRAFT, State.ASKED, State.APPROVED, State.SENT, State.ISSUED]


class CannotAskWarrant(CannotEnforce):
    """The warrant stays as it is. The message says why and what to do."""


def running(order: PossessionOrder) -> WarrantRequest | None:
    """The warrant of an order that is prepared, waits or runs."""
    found = WarrantRequest.objects.filter(order=order, state__in=OPEN)
    return found.select_related("made_by", "approved_by", "document").order_by("-pk").first()


def newest(order: PossessionOrder) -> WarrantRequest | None:
    """The last one, whatever became of it."""
    return (
        WarrantRequest.objects.filter(order=order)
        .select_related("made_by", "approved_by", "document")
        .order_by("-pk")
        .first()
    )


def request_of(warrant: WarrantRequest) -> LegalRequest | None:
    """What was last asked about it."""
    return warrant.requests.select_related("asked_by", "decided_by").order_by("-pk").first()


# ----------------------------------------------------------------------------------------------------------- obstacles


def obstacles(warrant: WarrantRequest, *, account: RentAccount, facts: AccountFacts, on: date) -> list[Obstacle]:
    """Why the warrant may not be asked for on a day; empty where it may (rulebook ORD-5 to ORD-8, 7, EQ-3, HOM-2):
    among them that every tenant was warned and had time to put the breach right (ORD-6).

    The senior's sign-off is the approval itself.
    """
    order = warrant.order
    since = warrant if warrant.state != State.DRAFT else None
    found = warrant_obstacles(enforcing.enforcement(order, facts=facts, on=on, since=since))
    if order.status != PossessionOrder.Status.IN_FORCE:
        found.append(Obstacle(says="The order is no longer in force.", do="Ask legal.", rule="ORD-1"))
    found += order_warnings.obstacles(order, account=account, facts=facts, on=on)
    found += equality.obstacles(record_for(account.tenancy, stage="warrant"), stage="warrant", on=on)
    checks = enforcing.checks_of(warrant.checks, account=account, order=order, facts=facts, on=on)
    missing = [step.name for step in checklist(checks, on=on) if not step.done and step.code != SIGN_OFF]
    if missing:
        found.append(Obstacle(says=f"Not checked within 28 days: {_few(missing)}.", do="Check them below.", rule="7"))
    if not enforcing.referred(account):
        found.append(
            Obstacle(
                says="No homelessness referral was made.", do="Refer, or record that it was refused.", rule="HOM-2"
            )
        )
    found += enforcing.not_told(order, account=account, on=on)
    if gaps := warrant_answers.gaps(warrant, account=account, facts=facts, on=on):
        do = "Answer each of the court’s questions below."
        says = gaps[0].says if len(gaps) == 1 else f"{len(gaps)} of the court’s questions are not answered."
        found.append(Obstacle(says=says, do=do, rule="ORD-8"))
    if warrant.panel_on is None or not warrant.panel_on <= on <= warrant.panel_on + FRESH_FOR:
        found.append(
            Obstacle(says="The panel has not looked at it within 28 days.", do="Enter the day of the panel.", rule="7")
        )
    return found


def _few(names: list[str]) -> str:
    """The names; of more than three how many, for the page names each below."""
    return listed(names) if len(names) <= 3 else f"{len(names)} of them"


def _refuse(found: list[Obstacle]) -> None:
    if found:
        raise CannotAskWarrant(" ".join(str(each) for each in found))


# ---------------------------------------------------------------------------------------------------------- preparing


@transaction.atomic
def begin(order: PossessionOrder, *, by: User, on: date, at: datetime) -> WarrantRequest:
    """Begin to prepare a warrant; nothing goes anywhere yet. Raises CannotAskWarrant."""
    order = PossessionOrder.objects.select_for_update(of=["self"]).select_related("claim__tenancy").get(pk=order.pk)
    if order.status != PossessionOrder.Status.IN_FORCE:
        raise CannotAskWarrant("The order is no longer in force.")
    if found := running(order):
        raise CannotAskWarrant(f"{found.made_by.name} is preparing a warrant already: go on with that one.")
    try:
        with transaction.atomic():
            made = WarrantRequest.objects.create(order=order, made_by=by, made_at=at)
    except IntegrityError as twice:
        raise CannotAskWarrant("Somebody is preparing a warrant already: go on with that one.") from twice
    _note(made, "A warrant is being prepared", suffix="", by=by, on=on, at=at)
    return made


def _note(warrant: WarrantRequest, said: str, *, suffix: str, by: User | None, on: date, at: datetime) -> None:
    account = main_account(warrant.order.claim.tenancy_id)
    about = f"legal.warrantrequest:{warrant.pk}{suffix}"
    timeline.record(account=account, what=What.WARRANT, on=on, by=by, at=at, summary=said, about=about)


def _locked(warrant: WarrantRequest, *states: str) -> WarrantRequest:
    found = (
        WarrantRequest.objects.select_for_update(of=["self"]).select_related("order__claim__tenancy").get(pk=warrant.pk)
    )
    if states and found.state not in states:
        raise CannotAskWarrant(f"The warrant is {found.get_state_display().lower()}: this can no longer be changed.")
    return found


@transaction.atomic
def check(
    warrant: WarrantRequest, *, code: str, how: str, account: RentAccount, facts: AccountFacts, by: User, on: date
) -> None:
    """Write down one check of the list as made today. Raises CannotEnforce."""
    found = _locked(warrant, State.DRAFT, State.APPROVED, State.SENT, State.ISSUED)
    enforcing.check(found.checks, code=code, how=how, account=account, facts=facts, by=by, on=on)
    found.save(update_fields=["checks"])


@transaction.atomic
def answer_risks(
    warrant: WarrantRequest, *, answers: dict[str, str], vulnerable: str, panel_on: date | None, on: date
) -> None:
    """The answers to the court's questions, about risks and the rest, who is vulnerable and how, and the day of the
    panel. What is left out is asked for later; what is wrong is not kept. Raises CannotAskWarrant."""
    found = _locked(warrant, State.DRAFT)
    if panel_on and panel_on > on:
        raise CannotAskWarrant("The day of the panel must be today or earlier.")
    kept = warrant_answers.kept(answers)
    if wrong := warrant_answers.faults(kept, vulnerable=vulnerable, on=on):
        raise CannotAskWarrant(" ".join(wrong))
    found.risks = kept
    found.vulnerable, found.panel_on = vulnerable.strip(), panel_on
    found.save(update_fields=["risks", "vulnerable", "panel_on"])


# ---------------------------------------------------------------------------------------------- asked, approved, back


@transaction.atomic
def ask(
    warrant: WarrantRequest,
    *,
    note: str,
    figures: dict[str, str],
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> LegalRequest:
    """Ask the income manager for the yes. `figures`: due, paid and owed as they stand. Raises CannotAskWarrant,
    gates.Refused."""
    found = _locked(warrant, State.DRAFT)
    if not note.strip():
        raise CannotAskWarrant("Say why a warrant is right now: the manager reads it, and it is kept.")
    _refuse(obstacles(found, account=account, facts=facts, on=on))
    given = replace(Brings(reason=note).given(by=by), manager=True)
    gatekeeping.check(gates_for(Act.WARRANT, facts=facts, user_id=by.pk), account=account, given=given, on=on)
    order_warnings.keep(found.order, account=account, facts=facts, on=on)
    found.figures, found.state = figures, State.ASKED
    found.save(update_fields=["figures", "state"])
    asked = LegalRequest.objects.create(
        tenancy=account.tenancy,
        step=LegalRequest.Step.WARRANT,
        warrant=found,
        note=note.strip(),
        was=asking.known(facts),
        asked_by=by,
        asked_at=at,
    )
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"Warrant: approval asked. {note.strip()}",
                    about=f"legal.legalrequest:{asked.pk}")  # fmt: skip
    return asked


@transaction.atomic
def approve(
    asked: LegalRequest,
    *,
    pdf: bytes,
    said: str,
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> WarrantRequest:
    """The income manager's yes: the data sheet is frozen, and the request may go to the court.

    Never one's own; everything is judged anew. Raises CannotAskWarrant, gates.Refused.
    """
    asked, warrant = to_decide(asked, by=by)
    _refuse(obstacles(warrant, account=account, facts=facts, on=on))
    brings = Brings(reason=asked.note, manager=by)
    gatekeeping.pass_gates(act=Act.WARRANT, account=account, facts=facts, by=by, on=on, at=at, brings=brings)
    warrant.state, warrant.approved_by, warrant.approved_at = State.APPROVED, by, at
    warrant.checks[SIGN_OFF] = {"on": on.isoformat(), "by": by.name, "how": "Approved the warrant"}
    warrant.document = storage.issue(account, pdf, title="Warrant: data sheet", template="warrant", by=by, at=at)
    warrant.save(update_fields=["state", "approved_by", "approved_at", "checks", "document"])
    asking.decide(asked, approved=True, said=said, account=account, by=by, on=on, at=at)
    return warrant


@transaction.atomic
def send_back(asked: LegalRequest, *, why: str, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """The manager's no, with its reason: it can be changed and asked for again. Raises CannotAskWarrant."""
    asked, warrant = to_decide(asked, by=by)
    warrant.state = State.DRAFT
    warrant.save(update_fields=["state"])
    asking.send_back(asked, why=why, refused=CannotAskWarrant, account=account, by=by, on=on, at=at)


@transaction.atomic
def reopen(warrant: WarrantRequest, *, by: User, on: date, at: datetime) -> None:
    """It is to be changed before it goes to the court: its request, or the yes to it, counts no more. Raises
    CannotAskWarrant."""
    found = _locked(warrant, State.ASKED, State.APPROVED)
    found.state, found.approved_by, found.approved_at, found.document = State.DRAFT, None, None, None
    found.checks.pop(SIGN_OFF, None)
    found.save(update_fields=["state", "approved_by", "approved_at", "document", "checks"])
    found.requests.filter(decided_at=None).delete()  # its history is kept by the database
    said = "Warrant opened again, to be changed before it goes to the court"
    _note(found, said, suffix=f":reopened:{at.isoformat()}", by=by, on=on, at=at)


def to_decide(asked: LegalRequest, *, by: User) -> tuple[LegalRequest, WarrantRequest]:
    found = LegalRequest.objects.select_for_update(of=["self"]).filter(pk=asked.pk, decided_at=None).first()
    if found is None or found.warrant is None:
        raise CannotAskWarrant("This does not wait any more: it was decided.")
    if by.role != Role.INCOME_MANAGER:
        raise CannotAskWarrant("The income manager decides on warrants.")
    warrant = _locked(found.warrant, State.ASKED)
    if by.pk in {found.asked_by_id, warrant.made_by_id}:
        raise CannotAskWarrant("Nobody approves their own warrant: ask another income manager.")
    return found, warrant


# ------------------------------------------------------------------------------------------- at the court, and the end


@transaction.atomic
def sent(
    warrant: WarrantRequest,
    *,
    sent_on: date,
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """It went to the court on a day; checks and gates are asked once more. Raises CannotAskWarrant, gates.Refused."""
    found = _locked(warrant, State.APPROVED)
    assert found.approved_at
    if not day_of(found.approved_at, on=on) <= sent_on <= on:
        raise CannotAskWarrant("The day it was sent lies between its approval and today.")
    _refuse(obstacles(found, account=account, facts=facts, on=on))
    gates.check_stops(Act.WARRANT, facts, account=account, by=by, on=on)
    found.state, found.sent_on = State.SENT, sent_on
    found.save(update_fields=["state", "sent_on"])
    PossessionOrder.objects.filter(pk=found.order_id).update(warrant_requested_on=sent_on)
    _note(found, f"Warrant asked for at court on {long_day(sent_on)}", suffix=":sent", by=by, on=on, at=at)


@transaction.atomic
def issued(
    warrant: WarrantRequest, *, issued_on: date, number: str, fee: Decimal, by: User, on: date, at: datetime
) -> WarrantRequest:
    """The court issued it: it runs twelve months (rulebook ORD-10), and its fee is claimed. Raises CannotAskWarrant."""
    found = _locked(warrant, State.SENT)
    assert found.sent_on
    if not found.sent_on <= issued_on <= on:
        raise CannotAskWarrant(f"The day of issue lies between {long_day(found.sent_on)}, when it was sent, and today.")
    if not number.strip():
        raise CannotAskWarrant("Enter the number of the warrant, as the court gives it.")
    found.state, found.issued_on, found.number = State.ISSUED, issued_on, number.strip()[:20]
    last = last_day(issued_on=issued_on)
    found.last_day, found.worked_out = last.answer, {"dates": {last.name: last.as_json()}}
    found.save(update_fields=["state", "issued_on", "number", "last_day", "worked_out"])
    PossessionOrder.objects.filter(pk=found.order_id).update(
        warrant_issued_on=issued_on,
        warrant_number=found.number,
        eviction_on=None,
        eviction_at=None,
        eviction_outcome="",
    )
    if fee > 0:
        ClaimCost.objects.create(
            claim=found.order.claim,
            kind=ClaimCost.Kind.WARRANT_FEE,
            amount=fee,
            on=issued_on,
            note="County Court",
            by=by,
        )
    _note(found, f"Warrant {found.number} issued on {long_day(issued_on)}", suffix=":issued", by=by, on=on, at=at)
    return found


@transaction.atomic
def cancel(warrant: WarrantRequest, *, why: str, by: User | None, on: date, at: datetime) -> None:
    """It is not wanted any more: nothing of it stands on the order. Raises CannotAskWarrant."""
    found = _locked(warrant, *OPEN)
    if not why.strip():
        raise CannotAskWarrant("Say why it is cancelled: it is kept with the case.")
    if found.evictions.filter(state__in=["booked", "ready"]).exists():
        raise CannotAskWarrant("An eviction is booked on this warrant: stop that first.")
    at_court = found.state in {State.SENT, State.ISSUED}
    found.state, found.cancelled_on, found.cancelled_why = State.CANCELLED, on, why.strip()[:300]
    found.court_told_at = at if at_court else None
    found.save(update_fields=["state", "cancelled_on", "cancelled_why", "court_told_at"])
    found.requests.filter(decided_at=None).delete()  # its history is kept by the database
    PossessionOrder.objects.filter(pk=found.order_id).update(
        warrant_requested_on=None, warrant_issued_on=None, warrant_number=""
    )
    _note(found, f"Warrant cancelled. {why.strip()}", suffix=":cancelled", by=by, on=on, at=at)
