"""The benefits clock: what is claimed, up to when it is paid, what comes next, and what is owed only because of that.

The sums are those of the facts (figures: technical arrears); a claim's own row gives its dates. Lengths are SVG units.
"""

import datetime as dt
from dataclasses import dataclass

from caseload.on_record import OnRecord
from recovery.rules.facts import AccountFacts
from staff.ui.words import long_day, pounds
from welfare.models import BenefitClaim

WIDTH = 220
SHOWN_BEFORE = dt.timedelta(days=21)  # of the time already paid for
RECENT = dt.timedelta(days=183)  # how long an ended claim is still shown
MOST = 4

Status = BenefitClaim.Status
WEIGHTS = {Status.LIVE: "quiet", Status.CLAIMED: "warn", Status.SUSPENDED: "stop", Status.REFUSED: "warn"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A line from the time already paid for to the next payment: paid up to, today, next."""

    width: int
    paid_to: float
    today: float
    next: float | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    name: str
    status: str
    weight: str  # of the mark that holds the status
    lines: list[str]
    strip: Strip | None


@dataclass(frozen=True, kw_only=True)
class BenefitClock:
    claims: list[Claim]
    behind: str  # why part of the balance is not arrears; blank where none is
    next: str


def benefit_clock(record: OnRecord, *, facts: AccountFacts) -> BenefitClock:
    """Running claims first, then those that ended within half a year."""
    running = {Status.LIVE, Status.CLAIMED, Status.SUSPENDED}
    shown = [c for c in record.benefits if c.status in running or _recent(c, facts.as_of)]
    shown.sort(key=lambda claim: claim.status not in running)
    live = [c for c in shown if c.status == Status.LIVE]
    behind = ""
    if facts.technical_arrears:
        names = " and ".join(sorted({c.get_kind_display() for c in live})) or "Benefit"
        up_to = [c.paid_up_to for c in live if c.paid_up_to]
        since = f" for the time since {long_day(min(up_to))}" if up_to else ""
        behind = (
            f"{names} is paid behind: {pounds(facts.technical_arrears)} of the balance is expected{since}. "
            "It is not arrears to chase."
        )
    return BenefitClock(
        claims=[_claim(claim, facts=facts, alone=len(live) == 1) for claim in shown[:MOST]],
        behind=behind,
        next=f"Next payment {long_day(facts.next_benefit_on)}{_amount(facts)}" if facts.next_benefit_on else "",
    )


def _recent(claim: BenefitClaim, on: dt.date) -> bool:
    return (claim.last_day or claim.from_on) > on - RECENT


def _amount(facts: AccountFacts) -> str:
    return f": {pounds(facts.next_benefit_amount)}" if facts.next_benefit_amount else ", its amount not known"


def _claim(claim: BenefitClaim, *, facts: AccountFacts, alone: bool) -> Claim:
    lines = []
    if claim.weekly_amount:
        weeks = f", paid every {claim.pay_weeks} weeks" if claim.pay_weeks and claim.pay_weeks > 1 else ""
        lines.append(f"{pounds(claim.weekly_amount)} a week{weeks}")
    elif claim.housing_element:
        sure = "" if claim.element_confirmed else ", not confirmed"
        to = "paid to us" if claim.managed_payment else "paid to the tenant"
        lines.append(f"{pounds(claim.housing_element)} a month for housing{sure}, {to}")
    elif claim.kind == BenefitClaim.Kind.UC and claim.status == Status.LIVE:
        lines.append("Housing element not known")
    if claim.deduction:
        lines.append(f"{pounds(claim.deduction)} a month taken for the arrears")
    if claim.paid_up_to:
        lines.append(f"Paid up to {long_day(claim.paid_up_to)}")
    if claim.status == Status.CLAIMED:
        lines.append(f"Claimed {long_day(claim.from_on)}")
    if claim.last_day:
        lines.append(f"{'Ends' if claim.last_day >= facts.as_of else 'Ended'} {long_day(claim.last_day)}")
    drawn = claim.status == Status.LIVE and alone
    return Claim(
        name=claim.get_kind_display(),
        status=claim.get_status_display(),
        weight=WEIGHTS.get(Status(claim.status), "quiet"),
        lines=lines,
        strip=_strip(claim, facts=facts) if drawn else None,
    )


def _strip(claim: BenefitClaim, *, facts: AccountFacts) -> Strip | None:
    paid, on, due = claim.paid_up_to, facts.as_of, facts.next_benefit_on
    if paid is None or paid > on:
        return None
    first, last = paid - SHOWN_BEFORE, max(due or on, on)
    unit = WIDTH / max((last - first).days, 1)
    x = [round((day - first).days * unit, 1) if day else None for day in (paid, on, due)]
    return Strip(width=WIDTH, paid_to=x[0] or 0.0, today=x[1] or 0.0, next=x[2])
