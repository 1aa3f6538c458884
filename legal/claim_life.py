"""What happens to a claim once it is issued: answers of the tenant, papers served, other ways tried."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from legal.accounts import main_account
from legal.homes import DISPOSED
from legal.models import CourtPaper, Defence, OtherWay, PossessionClaim, PossessionOrder
from legal.rules import cpr, replies
from legal.rules.serving import later_today
from legal.rules.worked import Worked, kept
from recovery.gatekeeping import MARKERS
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, Person, ReceivedDocument, Tenancy
from welfare.models import Marker

What, Method = AccountEvent.What, CourtPaper.Method
DISPUTE = MARKERS["disputed"][0]
Claim = PossessionClaim.Status
TO_BE_HEARD = {Claim.ISSUED, Claim.LISTED, Claim.ADJOURNED_TO_DATE}
BY_COURT = "The court serves it and certifies it: its own day counts."


class CannotRecord(Exception):
    """It is not kept. The message says what to do."""


# -------------------------------------------------------------------------------------------------- the tenant's answer


@transaction.atomic
def record_defence(
    claim: PossessionClaim,
    *,
    kind: str,
    received_on: date,
    says: str,
    disrepair: bool,
    paper: ReceivedDocument | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Defence:
    """The tenant answered the claim. A counterclaim for disrepair marks the case as disputed, which stops the next step
    until it is looked into. Raises CannotRecord."""
    _live(claim)
    _past(received_on, since=claim.issued_on, on=on)
    if kind not in Defence.Kind.values:
        raise CannotRecord("Choose what the tenant answered.")
    if not says.strip():
        raise CannotRecord("Write what it says: the advocate reads it.")
    made = Defence.objects.create(
        claim=claim, kind=kind, received_on=received_on, says=says.strip(), disrepair=disrepair, paper=paper, by=by
    )
    account = main_account(claim.tenancy_id)
    said = f"{made.get_kind_display()} received{', about disrepair' if disrepair else ''}: {says.strip()}"
    timeline.record(account=account, what=What.LEGAL, on=received_on, by=by, at=at, about=f"legal.defence:{made.pk}",
                    summary=said)  # fmt: skip
    if disrepair:
        _dispute(claim.tenancy, by=by, on=on, at=at)
    return made


def _dispute(tenancy: Tenancy, *, by: User, on: date, at: datetime) -> None:
    if Marker.objects.live(on=on).filter(tenancy=tenancy, kind=DISPUTE).exists():
        return
    Marker.objects.create(kind=DISPUTE, detail="disrepair", tenancy=tenancy, from_on=on, owner=by)
    timeline.record(account=main_account(tenancy.pk), what=What.MARKER, on=on, by=by, at=at,
                    summary="Disputed: a counterclaim for disrepair. The next legal step waits for it.")  # fmt: skip


@transaction.atomic
def answer_defence(defence: Defence, *, answer: str, by: User, on: date, at: datetime) -> None:
    """What the council answered. Raises CannotRecord."""
    [found] = Defence.objects.select_for_update(of=["self"]).select_related("claim").filter(pk=defence.pk)
    if found.answered_on:
        raise CannotRecord(f"It was answered on {long_day(found.answered_on)}.")
    if not answer.strip():
        raise CannotRecord("Write the council’s answer.")
    found.answer, found.answered_on = answer.strip(), on
    found.save(update_fields=["answer", "answered_on"])
    timeline.record(account=main_account(found.claim.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"{found.get_kind_display()} answered: {answer.strip()}")  # fmt: skip


def defence_due(claim: PossessionClaim) -> Worked:
    """By when a defence is due: 14 days after the claim counts as served on the last defendant (rulebook 4.3)."""
    papers = [each for each in claim.papers.all() if each.is_claim_form]
    days = [each.deemed_on for each in papers]
    served = max(day for day in days if day) if papers and all(days) else None
    return replies.defence_by(served_on=served)


# ----------------------------------------------------------------------------------------------- papers and their proof


@dataclass(frozen=True, kw_only=True)
class Served:
    """How a paper was served. `deemed_on`: the court's own day, where the court served it."""

    method: str
    done_on: date
    done_at: time | None
    evidence: str
    deemed_on: date | None = None


@transaction.atomic
def add_paper(
    claim: PossessionClaim, *, title: str, person: Person | None, due_by: date | None, by: User, on: date, at: datetime
) -> CourtPaper:
    """A paper that must be served in the case. Raises CannotRecord."""
    _live(claim)
    if not title.strip():
        raise CannotRecord("Say which paper it is.")
    made = CourtPaper.objects.create(claim=claim, title=title.strip()[:120], person=person, due_by=due_by)
    to = f" on {person}" if person else ""
    timeline.record(account=main_account(claim.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    about=f"legal.courtpaper:{made.pk}", summary=f"To be served{to}: {made.title}")  # fmt: skip
    return made


@transaction.atomic
def serve_paper(paper: CourtPaper, *, served: Served, by: User, on: date, at: datetime) -> CourtPaper:
    """A paper was served, or the record of it is put right: the day it counts from, with its proof (CPR 6.14, 6.26).

    Raises CannotRecord.
    """
    [found] = CourtPaper.objects.select_for_update(of=["self"]).select_related("claim", "person").filter(pk=paper.pk)
    if served.method not in Method.values:
        raise CannotRecord("Choose how it was served.")
    _past(served.done_on, since=found.claim.issued_on, on=on)
    now = timezone.localtime(at).time()
    if later_today(served.done_on, served.done_at, today=on, now=now):
        raise CannotRecord(f"The time must be {now:%H:%M} or earlier: nothing is recorded before it is done.")
    if not served.evidence.strip():
        raise CannotRecord("Write what proves it: a certificate of service, a receipt, the court’s notice.")
    worked = deemed_on(found, served, by=by)
    deemed = worked.answer
    if deemed is None:
        raise CannotRecord(worked.reason)
    found.method, found.done_on, found.done_at = served.method, served.done_on, served.done_at
    found.deemed_on, found.evidence, found.by = deemed, served.evidence.strip()[:300], by
    found.worked_out = {"dates": kept([worked])}
    found.save()
    if found.is_claim_form:
        _keep_defence(found.claim)
    timeline.record(account=main_account(found.claim.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    person=found.person, summary=f"Served: {found.title}, {found.get_method_display().lower()} on "
                    f"{long_day(served.done_on)}; counts from {long_day(deemed)}. {found.evidence}")  # fmt: skip
    return found


def deemed_on(paper: CourtPaper, served: Served, *, by: User) -> Worked:
    """The day from which service counts (rulebook 2.3); where the court served it, the court's own, as `by` wrote it
    down. Raises CannotRecord."""
    if served.method == Method.COURT:
        if served.deemed_on is None:
            raise CannotRecord(f"{BY_COURT} Enter it from the notice of issue.")
        known: dict[str, Any] = {"rule": "CPR-6.14" if paper.is_claim_form else "CPR-6.26", "law": "CPR 6.18"}
        inputs = {"method": served.method, "done_on": served.done_on}
        blank = Worked(name="deemed_on", **known, inputs=inputs, reason=BY_COURT)
        return blank.overridden(on=served.deemed_on, by=by.name, why=served.evidence.strip())
    return cpr.deemed_on(
        document="claim_form" if paper.is_claim_form else "other",
        method=served.method,
        done_on=served.done_on,
        done_at=served.done_at,
        bank_holidays=bank_holidays.around(served.done_on),
    )


def _keep_defence(claim: PossessionClaim) -> None:
    """The last day for a defence, kept with the claim once every defendant is served."""
    claim.worked_out = {"dates": claim.worked_out.get("dates", {}) | kept([defence_due(claim)])}
    claim.save(update_fields=["worked_out"])


def settled(paper: CourtPaper, *, order: PossessionOrder | None) -> bool:
    """Whether the court has gone past a paper, so that nobody waits for its proof any more: the claim form once the
    claim is heard, another once an order was made after its day. `order`: in force or carried out, the newest."""
    if paper.is_claim_form and paper.claim.status not in TO_BE_HEARD:
        return True
    if order is None:
        return False
    carried_out = order.status == PossessionOrder.Status.EXECUTED
    return carried_out or (paper.due_by is not None and paper.due_by <= order.made_on)


def late(paper: CourtPaper) -> bool:
    """Served, but counting only after its last day: the court is asked to adjourn (rulebook 4.3)."""
    return bool(paper.due_by and paper.deemed_on and paper.deemed_on > paper.due_by)


# ----------------------------------------------------------------------------------------------------- other ways tried


@transaction.atomic
def log_other_way(
    tenancy: Tenancy,
    *,
    offered: str,
    not_suitable: str,
    offered_on: date,
    claim: PossessionClaim | None,
    by: User,
    on: date,
    at: datetime,
) -> OtherWay:
    """Another way than the court was offered, or found unsuitable with the reason (PAP 2.10). Raises CannotRecord."""
    if bool(offered.strip()) == bool(not_suitable.strip()):
        raise CannotRecord("Write what was offered, or why nothing else is suitable: one of the two.")
    _past(offered_on, since=tenancy.starts_on, on=on)
    made = OtherWay.objects.create(
        tenancy=tenancy, claim=claim, offered=offered.strip()[:500], not_suitable=not_suitable.strip()[:500],
        offered_on=offered_on, by=by,
    )  # fmt: skip
    said = f"Offered instead of court: {made.offered}" if made.offered else f"No other way: {made.not_suitable}"
    timeline.record(account=main_account(tenancy.pk), what=What.PROTOCOL, on=offered_on, by=by, at=at,
                    about=f"legal.otherway:{made.pk}", summary=said)  # fmt: skip
    return made


@transaction.atomic
def reply_to_other_way(way: OtherWay, *, reply: str, replied_on: date, by: User, on: date, at: datetime) -> None:
    """What the tenant answered to an offer. Raises CannotRecord."""
    [found] = OtherWay.objects.select_for_update(of=["self"]).filter(pk=way.pk)
    if not found.offered or found.replied_on:
        raise CannotRecord("Nothing waits for a reply here.")
    if not reply.strip():
        raise CannotRecord("Write what the tenant answered, or that no answer came.")
    _past(replied_on, since=found.offered_on, on=on)
    found.reply, found.replied_on = reply.strip()[:500], replied_on
    found.save(update_fields=["reply", "replied_on"])
    timeline.record(account=main_account(found.tenancy_id), what=What.PROTOCOL, on=replied_on, by=by, at=at,
                    summary=f"Answer to what was offered instead of court: {found.reply}")  # fmt: skip


def _live(claim: PossessionClaim) -> None:
    if claim.status in DISPOSED:
        raise CannotRecord(f"This claim is {claim.get_status_display().lower()}.")


def _past(day: date, *, since: date, on: date) -> None:
    if day > on:
        raise CannotRecord("The day must be today or earlier.")
    if day < since:
        raise CannotRecord(f"The day must be {long_day(since)} or later.")
