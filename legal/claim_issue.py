"""A claim is issued when the court's number is recorded; corrected and withdrawn with its history."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from legal import asking, gates, homes, protocol_sheet
from legal.accounts import main_account
from legal.claim_file import costs_on, notice_window
from legal.claims import CannotClaim, check_manager
from legal.hearing_dates import work_anew, workings
from legal.models import ClaimCost, ClaimPack, CourtPaper, Hearing, LegalRequest, PossessionClaim
from legal.rules import claim_schedule, hearings, protocol
from legal.rules.checks import year_mistyped
from legal.rules.issue_routes import Route
from legal.rules.worked import kept
from recovery.rules.facts import AccountFacts, AgreementState
from recovery.rules.gates import Act
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, Tenancy

What, Status, Cost = AccountEvent.What, PossessionClaim.Status, ClaimCost.Kind
CLAIM_FORM = "Claim form with particulars, defence form (N11R) and notes (N7A)"


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What the court answered. `fixed_costs`: asked for beside the fee. `sooner`: the court's words that shorten the
    time to the hearing."""

    claim_number: str
    court: str
    issued_on: date
    fee: Decimal
    fixed_costs: Decimal
    hearing_on: date | None = None
    hearing_at: time | None = None
    room: str = ""
    sooner: str = ""
    schedule_sent_on: date | None = None  # where the pack does not have the day yet


@transaction.atomic
def issue(pack: ClaimPack, *, told: Issued, facts: AccountFacts, by: User, on: date, at: datetime) -> PossessionClaim:
    """Record that the court issued the claim: the claim, its first hearing, its costs, and the papers to be served.

    `facts` are those of the day of issue. Recorded once, whoever is second is told. Raises CannotClaim.
    """
    packs = ClaimPack.objects.select_for_update(of=["self"]).select_related("tenancy", "claim__made_by", "notice")
    locked = packs.get(pk=pack.pk)
    if locked.claim:
        who = locked.claim.made_by.name if locked.claim.made_by else "Somebody"
        number, day = locked.claim.claim_number, long_day(locked.claim.issued_on)
        raise CannotClaim(f"{who} has recorded this claim already: {number}, issued on {day}.")
    if locked.state != ClaimPack.State.APPROVED:
        raise CannotClaim("This claim is not approved: the income manager decides before it is issued.")
    _check(locked, told, facts=facts, on=on)
    claim = PossessionClaim.objects.create(
        tenancy=locked.tenancy,
        notice=locked.notice,
        claim_number=told.claim_number.strip(),
        route=locked.route,
        court=told.court.strip(),
        issued_on=told.issued_on,
        arrears_at_issue=Decimal(locked.snapshot["data"]["arrears_total"]),
        fee=told.fee,
        hearing_on=told.hearing_on,
        hearing_at=told.hearing_at,
        status=Status.LISTED if told.hearing_on else Status.ISSUED,
        litigation_friend=locked.snapshot["data"].get("litigation_friend", ""),
        worked_out=_warned(locked.tenancy, facts=facts, on=told.issued_on),
        made_by=by,
        made_at=at,
    )
    locked.claim, locked.state = claim, ClaimPack.State.ISSUED
    locked.save(update_fields=["claim", "state"])
    _costs(claim, told, by=by)
    if told.hearing_on:
        _first_hearing(claim, told.hearing_on, told, by=by, at=at)
    _papers(claim, on=on)
    timeline.record(account=main_account(claim.tenancy_id), what=What.CLAIM, on=told.issued_on, by=by, at=at,
                    about=f"legal.possessionclaim:{claim.pk}", document=locked.document,
                    summary=f"Claim {claim.claim_number} issued at {claim.court} for {pounds(claim.arrears_at_issue)}"
                    + (f", hearing on {long_day(told.hearing_on)}" if told.hearing_on else ""))  # fmt: skip
    return claim


def _warned(tenancy: Tenancy, *, facts: AccountFacts, on: date) -> dict[str, Any]:
    """Of a claim after a broken agreement: until when it could be put right (rulebook P-2.9); else empty."""
    if facts.agreement_state != AgreementState.BROKEN:
        return {}
    found = protocol_sheet.facts_of(tenancy, facts=facts, served_on=None, mandatory=False, on=on)
    worked = protocol.put_right_by(found)
    return {"dates": kept([worked])} if worked else {}


def _check(pack: ClaimPack, told: Issued, *, facts: AccountFacts, on: date) -> None:
    if not (told.claim_number.strip() and told.court.strip()):
        raise CannotClaim("Enter the claim number and the court: only then is it issued.")
    if told.issued_on > on:
        raise CannotClaim("The day of issue must be today or earlier.")
    approved_on = date.fromisoformat(pack.snapshot["on"])
    if told.issued_on < approved_on:
        raise CannotClaim(f"The claim was approved on {long_day(approved_on)}: it cannot be issued before that.")
    found = notice_window(homes.home_of(pack.tenancy), pack.notice, facts=facts, on=told.issued_on)
    found += gates.shut(Act.CLAIM, facts)
    found += claim_schedule.not_sent_obstacles(
        online=pack.route != Route.PAPER,
        sent_on=told.schedule_sent_on or _day(pack.snapshot["data"].get("schedule_sent_on")),
        issued_on=told.issued_on,
    )
    if found:
        raise CannotClaim(" ".join(map(str, found)))
    _check_number(told.claim_number)
    _check_hearing(told)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check_number(number: str, *, claim: PossessionClaim | None = None) -> None:
    same = PossessionClaim.objects.filter(claim_number__iexact=number.strip(), not_sent_since=None)
    if same.exclude(pk=claim.pk if claim else 0).exists():
        raise CannotClaim("Another claim on record has this number: read it again from the court’s paper.")


def _check_hearing(told: Issued) -> None:
    """A day on which courts sit, 28 clear days from issue or more unless the court shortened it (rulebook 4.3)."""
    if told.hearing_on is None:
        return
    if far := year_mistyped(told.hearing_on, on=told.issued_on):
        raise CannotClaim(far)
    holidays = bank_holidays.around(told.hearing_on)
    if trouble := hearings.hearing_trouble(told.hearing_on, bank_holidays=holidays):
        raise CannotClaim(f"{trouble} Read the day again from the court’s notice.")
    earliest = hearings.earliest_hearing(issued_on=told.issued_on, bank_holidays=holidays).strict
    if earliest and told.hearing_on < earliest and not told.sooner.strip():
        raise CannotClaim(
            f"A hearing is not less than 28 clear days from issue: {long_day(earliest)} or later. "
            "If the court has shortened the time, write down by which order."
        )


def _costs(claim: PossessionClaim, told: Issued, *, by: User) -> None:
    """Claimed, apart from the balance: only an order awards them."""
    for kind, amount in ((Cost.ISSUE_FEE, told.fee), (Cost.FIXED_COSTS, told.fixed_costs)):
        if amount > 0:
            ClaimCost.objects.create(claim=claim, kind=kind, amount=amount, on=told.issued_on, by=by)


def _first_hearing(claim: PossessionClaim, day: date, told: Issued, *, by: User, at: datetime) -> None:
    Hearing.objects.create(
        tenancy=claim.tenancy, claim=claim, kind=Hearing.Kind.FIRST, on=day, at=told.hearing_at,
        court=claim.court, room=told.room.strip(), order_sought="Possession, the arrears and costs", made_by=by,
        made_at=at,
        worked_out=workings(
            Hearing.Kind.FIRST, hearing_on=day, claim=claim, by=by.name, sooner=told.sooner.strip()
        ),
    )  # fmt: skip


def _papers(claim: PossessionClaim, *, on: date) -> None:
    """The claim form for each defendant, by the last day for its service (rulebook 4.3)."""
    due_by = serve_by(claim)
    for person in homes.living_tenants(claim.tenancy, on=on):
        CourtPaper.objects.create(claim=claim, title=CLAIM_FORM, is_claim_form=True, person=person, due_by=due_by)


def serve_by(claim: PossessionClaim) -> date | None:
    """The last day on which service of the claim may count; None while no hearing is listed."""
    if claim.hearing_on is None:
        return None
    return hearings.serve_by(hearing_on=claim.hearing_on, bank_holidays=bank_holidays.around(claim.hearing_on)).strict


def usual_costs(on: date) -> dict[str, Decimal]:
    """The fee and fixed costs of the table on a day, to begin the form with."""
    fee, fixed = costs_on(on)
    return {"fee": fee.amount, "fixed_costs": fixed.amount}


# ------------------------------------------------------------------------------------------------ corrected, withdrawn


@transaction.atomic
def correct(
    claim: PossessionClaim,
    *,
    claim_number: str,
    court: str,
    issued_on: date,
    why: str,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> PossessionClaim:
    """The number, court or day was written down wrong; what stood before stays in the history. `facts`: of the day of
    issue. Raises CannotClaim."""
    [locked] = PossessionClaim.objects.select_for_update(of=["self"]).select_related("tenancy", "notice").filter(
        pk=claim.pk
    )  # fmt: skip
    _ours(locked)
    if not why.strip():
        raise CannotClaim("Say what was wrong: it is kept with the claim.")
    if not (claim_number.strip() and court.strip()):
        raise CannotClaim("Enter the claim number and the court.")
    if issued_on > on:
        raise CannotClaim("The day of issue must be today or earlier.")
    home = homes.home_with(locked.tenancy, claim_begun_on=issued_on)
    if issued_on != locked.issued_on and (found := notice_window(home, locked.notice, facts=facts, on=issued_on)):
        raise CannotClaim(" ".join(map(str, found)))
    if locked.hearing_on and locked.hearing_on <= issued_on:
        raise CannotClaim(f"The hearing is on {long_day(locked.hearing_on)}: the claim was issued before it.")
    _check_number(claim_number, claim=locked)
    was = f"{locked.claim_number}, {locked.court}, {long_day(locked.issued_on)}"
    locked.claim_number, locked.court, locked.issued_on = claim_number.strip(), court.strip(), issued_on
    locked.save(update_fields=["claim_number", "court", "issued_on"])
    work_anew(locked)
    now = f"{locked.claim_number}, {locked.court}, {long_day(issued_on)}"
    timeline.record(account=main_account(locked.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"Claim corrected: was {was}; is {now}. {why.strip()}")  # fmt: skip
    return locked


def _ours(claim: PossessionClaim) -> None:
    if claim.source_ref:
        raise CannotClaim("This claim is the housing system’s: change it there.")


@transaction.atomic
def ask_withdrawal(claim: PossessionClaim, *, note: str, by: User, on: date, at: datetime) -> LegalRequest:
    """Ask the income manager to withdraw a claim. Raises CannotClaim."""
    [locked] = PossessionClaim.objects.select_for_update(of=["self"]).filter(pk=claim.pk)
    _ours(locked)
    _live(locked)
    if not note.strip():
        raise CannotClaim("Say why the claim should be withdrawn: the income manager reads it, and it is kept.")
    try:
        with transaction.atomic():
            asked = LegalRequest.objects.create(
                tenancy=locked.tenancy, step=LegalRequest.Step.WITHDRAW, note=note.strip(),
                was={"claim": locked.pk}, asked_by=by, asked_at=at,
            )  # fmt: skip
    except IntegrityError as refusal:
        raise CannotClaim("Its withdrawal was asked for already.") from refusal
    timeline.record(account=main_account(locked.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    about=f"legal.legalrequest:{asked.pk}",
                    summary=f"Withdrawal of claim {locked.claim_number} asked. {note.strip()}")  # fmt: skip
    return asked


def _live(claim: PossessionClaim) -> None:
    if claim.status in homes.DISPOSED:
        raise CannotClaim(f"This claim is {claim.get_status_display().lower()} already.")
    if claim.status == Status.ORDER_MADE:
        raise CannotClaim("An order was made on this claim: have the order discharged instead.")


@transaction.atomic
def answer_withdrawal(asked: LegalRequest, *, agrees: bool, said: str, by: User, on: date, at: datetime) -> None:
    """The manager's answer. Yes: the claim is withdrawn, and its hearings to come are off. Raises CannotClaim."""
    found = LegalRequest.objects.select_for_update(of=["self"]).filter(
        pk=asked.pk, decided_at=None, step=LegalRequest.Step.WITHDRAW
    ).first()  # fmt: skip
    if found is None:
        raise CannotClaim("This does not wait any more: it was decided.")
    check_manager(by, own={found.asked_by_id})
    if not agrees and not said.strip():
        raise CannotClaim("Write why the claim goes on: who asked reads it.")
    claim = PossessionClaim.objects.select_for_update(of=["self"]).get(pk=found.was["claim"])
    if agrees:
        _live(claim)
        claim.status = Status.WITHDRAWN
        claim.save(update_fields=["status"])
        Hearing.objects.filter(claim=claim, outcome="", cancelled_on=None, on__gte=on).update(cancelled_on=on)
        ClaimCost.objects.filter(claim=claim, state=ClaimCost.State.CLAIMED).update(
            state=ClaimCost.State.REFUSED, decided_on=on
        )
    account = main_account(found.tenancy_id)
    asking.decide(found, approved=agrees, said=said, account=account, by=by, on=on, at=at)
