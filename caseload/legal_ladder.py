"""The legal ladder of a tenancy as the page shows it: notice, claim, order, warrant, eviction; and what comes next.

Dates and states are those of the facts and the records; nothing is decided here.
"""

import datetime as dt
from dataclasses import dataclass

from caseload.on_record import OnRecord
from legal.models import Notice, PossessionClaim, PossessionOrder
from legal.notice_reviews import extension_of
from legal.notices import EXTENSION
from legal.rules.notices import NO_CLAIM_RESTS_ON
from recovery.rules.facts import AccountFacts
from staff.ui import words
from staff.ui.words import long_day, pounds
from tenancies.models import Tenancy

Status = PossessionClaim.Status
# These wait for a hearing, or for what came of one.
HEARD: set[str] = {Status.ISSUED, Status.LISTED, Status.ADJOURNED_TO_DATE}
COMES_NEXT: dict[str, str] = {
    **dict.fromkeys(HEARD, "Next: the court's day for the hearing."),
    Status.ADJOURNED_GENERALLY: "The claim is adjourned: it comes back only if somebody asks the court.",
    Status.ADJOURNED_ON_TERMS: "The claim is adjourned on terms: it comes back if they are not kept.",
    Status.STAYED: "The claim is stayed: nothing is done on it until the court says so.",
}


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One stage. `state`: reached, here (the furthest that is reached) or ahead."""

    name: str
    state: str
    lines: list[str]


@dataclass(frozen=True, kw_only=True)
class LegalLadder:
    rungs: list[Rung]
    next: str  # one sentence: what is next, and from or until when
    earlier: int  # notices and claims before those shown

    @property
    def begun(self) -> bool:
        return any(rung.lines for rung in self.rungs)


def legal_ladder(record: OnRecord, *, facts: AccountFacts, tenancy: Tenancy) -> LegalLadder:
    notice = _relied_on(record.notices, facts)
    claim = next(iter(record.claims), None)
    order = next(iter(claim.orders.all()), None) if claim else None
    lines = {
        "Notice": _notice(notice, facts) if notice else [],
        "Claim": _claim(claim) if claim else [],
        "Order": _order(order, facts) if order else [],
        "Warrant": _warrant(order) if order else [],
        "Eviction": _eviction(order) if order else [],
    }
    reached = [name for name, said in lines.items() if said]
    return LegalLadder(
        rungs=[
            Rung(name=name, state="here" if reached[-1:] == [name] else "reached" if said else "ahead", lines=said)
            for name, said in lines.items()
        ],
        next=_next(facts, record, tenancy=tenancy, claim=claim, order=order),
        earlier=max(len(record.notices) - 1, 0) + max(len(record.claims) - 1, 0),
    )


def _relied_on(found: list[Notice], facts: AccountFacts) -> Notice | None:
    """The notice that a claim would rest on; before any was served, the newest that was given up."""
    served = next((each for each in found if each.pk == facts.notice_id), None)
    return served or next((each for each in found if each.kind not in NO_CLAIM_RESTS_ON), None)


def _notice(notice: Notice, facts: AccountFacts) -> list[str]:
    state = NOTICE_STATES.get(facts.notice_state, "") if notice.status == "served" else notice.get_status_display()
    lines = [f"{notice.get_kind_display()}: {state.lower()}" if state else notice.get_kind_display()]
    served = [f"{s.person}, {s.get_method_display().lower()}, {long_day(s.done_on)}" for s in notice.services.all()]
    lines += [f"Served on {each}" for each in served] or ["No service is recorded"]
    if notice.arrears_stated is not None:
        lines.append(f"For {pounds(notice.arrears_stated)}")
    if notice.specified_on:
        lines.append(f"Date given in it: {long_day(notice.specified_on)}")
    if facts.notice_in_force and facts.notice_last_issue_on:
        lines.append(f"Lapses after {long_day(facts.notice_last_issue_on)}")
    return lines


def _claim(claim: PossessionClaim) -> list[str]:
    number = f" {claim.claim_number}" if claim.claim_number else ""
    lines = [f"Claim{number}: {claim.get_status_display().lower()}"]
    court = f", {claim.court}" if claim.court else ""
    lines.append(f"Issued {long_day(claim.issued_on)} for {pounds(claim.arrears_at_issue)}{court}")
    if claim.hearing_on:
        lines.append(f"Hearing {_moment(claim.hearing_on, claim.hearing_at)}")
    return lines


def _order(order: PossessionOrder, facts: AccountFacts) -> list[str]:
    lines = [f"{order.get_kind_display()}, {long_day(order.made_on)}: {order.get_status_display().lower()}"]
    terms = ["current rent"] if order.rent_terms == "current_rent" else []
    if order.instalment_amount:
        terms.append(f"{pounds(order.instalment_amount)} {order.frequency.replace('_', '-')}".strip())
    if terms:
        lines.append(f"Terms: {' plus '.join(terms)}")
    if order.status == PossessionOrder.Status.IN_FORCE and facts.order_shortfall is not None:
        kept = "the terms are kept" if not facts.order_shortfall else f"{pounds(facts.order_shortfall)} short of terms"
        lines.append(f"Up to today {kept}")
    if order.possession_on:
        lines.append(f"Possession on {long_day(order.possession_on)}")
    return lines


def _warrant(order: PossessionOrder) -> list[str]:
    lines = []
    if order.warrant_requested_on:
        lines.append(f"Requested {long_day(order.warrant_requested_on)}")
    if order.warrant_issued_on:
        number = f", {order.warrant_number}" if order.warrant_number else ""
        lines.append(f"Issued {long_day(order.warrant_issued_on)}{number}")
    return lines


def _eviction(order: PossessionOrder) -> list[str]:
    if not order.eviction_on:
        return []
    outcome = f": {order.get_eviction_outcome_display().lower()}" if order.eviction_outcome else ""
    return [f"{_moment(order.eviction_on, order.eviction_at)}{outcome}"]


def _of_claim(claim: PossessionClaim) -> str:
    """What a claim before the court waits for, once no hearing is ahead."""
    if claim.hearing_on and claim.status in HEARD:
        return f"Next: what the court decided on {long_day(claim.hearing_on)}, to be recorded."
    return COMES_NEXT[claim.status]


def _next(
    facts: AccountFacts,
    record: OnRecord,
    *,
    tenancy: Tenancy,
    claim: PossessionClaim | None,
    order: PossessionOrder | None,
) -> str:
    on = facts.as_of
    if order and order.eviction_on and order.eviction_on >= on and order.eviction_outcome in {"", "booked"}:
        return f"Next: the eviction, {_away(order.eviction_on, on)}."
    if facts.warrant_issued_on and not facts.eviction_on:
        return "Next: the bailiffs' date for the eviction."
    if facts.order_kind and not facts.order_executed:
        return "Next: the terms of the order; a warrant only if they are broken and a manager agrees."
    if claim and claim.hearing_on and claim.hearing_on >= on:
        return f"Next: the hearing, {_away(claim.hearing_on, on)}."
    if claim and claim.status in COMES_NEXT:
        return _of_claim(claim)
    if facts.notice_in_force and facts.notice_first_issue_on and facts.notice_last_issue_on:
        first, last = facts.notice_first_issue_on, facts.notice_last_issue_on
        if first > on:
            return f"Next: a claim may be issued from {long_day(first)}, and not after {long_day(last)}."
        return f"Next: a claim may be issued up to {long_day(last)}."
    if follows := _of_extension(record.notices, tenancy=tenancy, on=on):
        return follows
    if facts.notice_state == "expired":
        return "The notice has lapsed: a new one must be served before any claim."
    if facts.notice_state == "defective":
        return "The notice is defective: a new one must be served before any claim."
    if not record.notices and not record.claims:
        return "No notice has been served."
    return "Nothing runs now."


def _of_extension(found: list[Notice], *, tenancy: Tenancy, on: dt.date) -> str:
    """What the extension of a trial leads to; blank where none was served, or it is over (rulebook INT-7)."""
    served = (each for each in found if each.kind == EXTENSION and each.status == Notice.Status.SERVED)
    notice = next((each for each in served if each.not_sent_since is None), None)
    stands = extension_of(notice, tenancy=tenancy, on=on) if notice else None
    return stands.follows if stands else ""


def _away(day: dt.date, on: dt.date) -> str:
    days = (day - on).days
    return "today" if days == 0 else "tomorrow" if days == 1 else f"{words.counted(days, 'day')} away"


def _moment(day: dt.date, time: dt.time | None) -> str:
    return f"{long_day(day)} at {time:%H:%M}" if time else long_day(day)


NOTICE_STATES = {"in_force": "In force", "defective": "Defective", "expired": "Lapsed"}
