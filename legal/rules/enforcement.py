"""From a broken order to an eviction: whose leave is needed, what is checked, and what stops it (rulebook 5, 7).

Codes of checks and risks are those that WarrantRequest.checks, WarrantRequest.risks and Eviction.checks hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from legal.rules.checks import Obstacle, Step, made
from legal.rules.evictions import notice_by
from legal.rules.orders import permission_from
from legal.rules.worked import Worked
from staff.ui.words import listed, long_day, pounds

FRESH_FOR = timedelta(days=28)
ATTENDANCE_NAMED_BY = timedelta(days=5)
PUT_RIGHT_WITHIN = timedelta(days=14)
RISKS = {
    "violence": "Violence, or threats of it",
    "firearms": "Firearms or other weapons",
    "crime": "Criminal or antisocial behaviour",
    "threats": "Threats against staff",
    "protest": "A protest group",
    "police": "Visits by police or social services",
    "animals": "Dangerous animals",
    "access_problems": "Problems of access",
    "vulnerable": "Vulnerable adults or children: drugs or alcohol, mental health, disability, domestic abuse",
}
# The checks before an eviction, in the order of the sheet: code, what is checked, what to do.
CHECKS = (
    ("benefits", "Benefits checked", "Check entitlement and claims."),
    ("managed_payment", "Managed payment or deduction looked at", "Ask the DWP, or write down why not."),
    ("crisis_fund", "Crisis and Resilience Fund looked at", "Apply with the tenant, or write down why not."),
    ("affordability", "Income and expenditure gone through", "Go through it afresh."),
    ("contact", "Two attempts at contact, one of them a visit", "Try again, and visit."),
    ("vulnerability", "Needs and vulnerability reviewed", "Review them."),
    ("children", "Children in the home looked at", "Ask who lives there, and refer."),
    ("equality", "Equality and proportionality record in full", "Write it in full."),
    ("homelessness", "Homelessness referral made, or refused on record", "Refer, or record the refusal."),
    ("terms", "The order’s terms read again", "Read the order."),
    ("breach", "Breach worked out again", "Work it out to today."),
    ("no_moratorium", "No breathing space or insolvency", "Look again: ask the register and the Gazette."),
    ("no_benefit_pending", "No benefit decision pending", "Ask the benefit office."),
    ("disrepair", "No disrepair counterclaim open", "Ask repairs and legal."),
    ("sign_off", "A senior’s sign-off", "Ask a senior."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check as it was made."""

    on: date
    by: str
    how: str = ""


def permission_obstacles(
    *,
    order_kind: str,
    order_made_on: date,
    on: date,
    other_breach: bool = False,
    parties_changed: bool = False,
    given: bool = False,
) -> list[Obstacle]:
    """When the court's permission is needed before a warrant; empty where it is not, or is given.

    Not where the only breach is non-payment (rulebook ORD-6); for another breach it is, CPR 83.2(3)(e). Six years or
    more after the order, or where the parties have changed, by death or another landlord, CPR 83.2(3)(a) and (b)
    (ORD-7).
    """
    if given:
        return []
    reasons = []
    if other_breach:
        reasons.append(("A breach other than non-payment is relied on.", "ORD-6"))
    old_from = permission_from(kind=order_kind, made_on=order_made_on).strict
    if old_from and on >= old_from:
        reasons.append((f"The order is six years old since {long_day(old_from)}.", "ORD-7"))
    if parties_changed:
        reasons.append(("The parties have changed since the order.", "ORD-7"))
    do = "Apply to the court for permission (N244) first."
    return [Obstacle(says=says, do=do, rule=rule) for says, rule in reasons]


def next_after_breach(
    *, warned_on: date | None, put_right_by: date | None, reviewed_on: date | None, on: date
) -> tuple[str, str]:
    """The one next step after a breach, and why: warn, wait, review, warrant (rulebook ORD-6).

    A warning with a time limit comes first, then the pre-eviction review, then the warrant.
    """
    if warned_on is None or put_right_by is None:
        return "warn", "Write to the tenant: what is short, and by when to put it right."
    if on <= put_right_by:
        return "wait", f"The tenant has until {long_day(put_right_by)}."
    if reviewed_on is None or reviewed_on < put_right_by or on - reviewed_on > FRESH_FOR:
        return "review", "Go through the checks before an eviction."
    return "warrant", "Ask for the warrant."


def put_right_by(*, warned_on: date) -> Worked:
    """The last day to put a breach right after a warning: fourteen days, the council's rule; the law sets none, and the
    protocol asks for clear time (Pre-Action Protocol, 2.12; rulebook ORD-6)."""
    return Worked(
        name="put_right_by",
        rule="ORD-6",
        law="Council policy; Pre-Action Protocol, 2.12",
        inputs={"warned_on": warned_on},
        default=warned_on + PUT_RIGHT_WITHIN,
        reason="Fourteen days after the warning.",
    )


def warning_obstacles(*, warned_on: date | None, since: date, on: date) -> list[Obstacle]:
    """Why a breach since a day may not lead to a warrant yet: nobody was warned of it, or the time to put it right
    still runs (rulebook ORD-6). A warning before that day was of another breach."""
    warned = warned_on if warned_on and warned_on >= since else None
    last = put_right_by(warned_on=warned).default if warned else None
    step, do = next_after_breach(warned_on=warned, put_right_by=last, reviewed_on=on, on=on)
    says = {
        "warn": f"The terms are short since {long_day(since)}, and not every tenant was warned of it.",
        "wait": "The time to put it right still runs.",
    }
    return [Obstacle(says=says[step], do=do, rule="ORD-6")] if step in says else []


def checklist(checked: Mapping[str, Checked], *, on: date) -> list[Step]:
    """The checks before a warrant and before an eviction, each good for 28 days, that day included (rulebook 7, EQ-3,
    SAF-1, HOM-2)."""
    found = []
    for code, name, do in CHECKS:
        last = checked.get(code)
        fresh = last is not None and last.on <= on <= last.on + FRESH_FOR
        stale = last is not None and not fresh
        found.append(
            made(
                code,
                name,
                rule="7",
                done=fresh,
                do=f"{do} It was last done on {long_day(last.on)}." if last and stale else do,
                evidence=(_evidence(last),) if last else (),
            )
        )
    return found


def _evidence(done: Checked) -> str:
    how = f": {done.how}" if done.how else ""
    return f"{long_day(done.on)}, {done.by}{how}"


def certificate(*, order_kind: str) -> tuple[str, ...]:
    """What is certified when a warrant is asked for, CPR 83.26, with a statement of payments due and made attached:
    form N325 for an outright order, N325A for a suspended one (rulebook ORD-8)."""
    common = ("that the defendant has not vacated", "the balance due under the order")
    if order_kind in {"suspended", "postponed"}:
        return (*common, "which of the payments ordered were not made", "a statement of payments due and made")
    return (*common, "a statement of the account")


def names_a_risk(answer: str) -> bool:
    """Whether an answer names a risk: 'no' and 'none' name none (rulebook ORD-8)."""
    return answer.strip().rstrip(".").lower() not in {"", "no", "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement:
    """What stands around a warrant or an eviction on a day."""

    on: date
    order_kind: str
    order_made_on: date
    possession_on: date | None = None
    has_terms: bool = False  # it stands suspended while terms are kept
    short: Decimal = Decimal("0.00")  # of a suspended order
    technical: bool = False
    permission_given: bool = False
    other_breach: bool = False
    parties_changed: bool = False
    moratorium_until: date | None = None
    in_moratorium: bool = False
    in_crisis: bool = False
    benefit_pending: bool = False
    agreement_approved: bool = False
    cleared: bool = False  # everything under the order is paid
    stay_asked_on: date | None = None
    stayed: bool = False


def warrant_obstacles(facts: Enforcement) -> list[Obstacle]:
    """Why a warrant may not be asked for on a day; empty where it may. The checklist is asked apart.

    Suspended order: only on a breach that is not technical (rulebook ORD-5, ORD-8); outright: once the day for
    possession has passed. Permission: ORD-6, ORD-7. Stopped by a breathing space (BS-3), a crisis, a stay (ORD-11), a
    cleared account or an agreement approved (ORD-15).
    """
    found = permission_obstacles(
        order_kind=facts.order_kind,
        order_made_on=facts.order_made_on,
        on=facts.on,
        other_breach=facts.other_breach,
        parties_changed=facts.parties_changed,
        given=facts.permission_given,
    )
    found += _not_ripe(facts)
    return found + stops(facts)


def _not_ripe(facts: Enforcement) -> list[Obstacle]:
    """The order itself does not allow a warrant yet."""
    suspended = facts.order_kind == "suspended" or (facts.order_kind == "consent" and facts.has_terms)
    if suspended and facts.short <= 0 and not facts.other_breach:
        return [Obstacle(says="The terms of the order are kept.", do="Leave it.", rule="ORD-5")]
    if suspended and facts.technical:
        return [
            Obstacle(
                says=f"The {pounds(facts.short)} short is benefit on its way: a technical breach.",
                do="Hold, and look again when it is in.",
                rule="ORD-5",
            )
        ]
    if facts.order_kind == "postponed" and facts.possession_on is None:
        return [
            Obstacle(
                says="A postponed order has no date for possession.",
                do="Write to the tenant, then ask the court for a date.",
                rule="ORD-13",
            )
        ]
    no_possession = facts.order_kind == "consent" and facts.possession_on is None
    if facts.order_kind in {"money_only", "adjourned_on_terms"} or no_possession:
        return [Obstacle(says="There is no order for possession.", do="Restore the claim first.", rule="ORD-3")]
    if facts.possession_on is None:
        return [Obstacle(says="The day for possession is not on record.", do="Enter it from the order.", rule="ORD-8")]
    if facts.on <= facts.possession_on:
        return [
            Obstacle(
                says=f"Possession is ordered for {long_day(facts.possession_on)}.",
                do="Wait until that day has passed.",
                rule="ORD-8",
            )
        ]
    return []


def stops(facts: Enforcement) -> list[Obstacle]:
    """What stops a warrant or an eviction whatever else is ready (rulebook BS-3, ORD-11, ORD-15)."""
    end = f" until {long_day(facts.moratorium_until)}" if facts.moratorium_until else ""
    rows = [
        (facts.in_moratorium, f"A breathing space runs{end}.", "Tell the court and the bailiff today.", "BS-3"),
        (facts.in_crisis, "Somebody here is in a crisis.", "Tell the court and the bailiff today.", "SAF-1"),
        (facts.stayed, "The court has stayed it.", "Wait for the court.", "ORD-11"),
        (facts.cleared, "Everything under the order is paid.", "Ask the court to cancel today.", "ORD-15"),
        (facts.agreement_approved, "An agreement was approved.", "Ask the court to cancel today.", "ORD-15"),
    ]
    return [Obstacle(says=says, do=do, rule=rule) for yes, says, do, rule in rows if yes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A bailiff's appointment as it is prepared."""

    on: date  # the day of the eviction
    approved: bool = False
    notice_delivered_on: date | None = None
    dispensed: bool = False  # the court shortened or dispensed with the notice of eviction
    warrant_last_day: date | None = None
    attends: str = ""
    attendance_confirmed: bool = False
    referral: str = ""  # made, refused or blank


def eviction_obstacles(booking: Booking, *, facts: Enforcement, checks: Mapping[str, Checked]) -> list[Obstacle]:
    """Why an eviction cannot go ahead; empty where it is ready.

    The notice of eviction delivered 14 clear days before it, CPR 83.8A (rulebook ORD-9); the warrant in force (ORD-10);
    every check within 28 days (7); a homelessness referral, or its refusal on record (HOM-2); a named person attends.
    """
    found = stops(facts)
    delivered = booking.notice_delivered_on
    last = notice_by(eviction_on=booking.on, bank_holidays=frozenset()).strict  # clear days above five: none is skipped
    if last and not booking.dispensed and (delivered is None or delivered > last):
        found.append(
            Obstacle(
                says=f"The notice of eviction must be delivered by {long_day(last)}.",
                do="Ask the bailiff when it was; else the day must move.",
                rule="ORD-9",
            )
        )
    if booking.warrant_last_day is None or booking.on > booking.warrant_last_day:
        found.append(
            Obstacle(says="The warrant does not run to that day.", do="Apply to extend it first.", rule="ORD-10")
        )
    if not booking.approved:
        found.append(Obstacle(says="It is not approved.", do="Ask a senior.", rule="7"))
    missing = [step.name for step in checklist(checks, on=facts.on) if not step.done]
    if missing:
        found.append(Obstacle(says=f"Not checked within 28 days: {listed(missing)}.", do="Check them.", rule="7"))
    if booking.referral not in {"made", "refused"}:
        found.append(
            Obstacle(
                says="No homelessness referral was made.",
                do="Refer, or record that it was refused.",
                rule="HOM-2",
            )
        )
    if not booking.attends.strip():
        found.append(Obstacle(says="Nobody is named to attend.", do="Name who goes.", rule="7"))
    return found


def attendance_flag(booking: Booking, *, on: date) -> str:
    """Five days before an eviction somebody must be named and have confirmed; blank while there is no need to say so.

    The council's rule, beside the checklist of rulebook 7.
    """
    if on < booking.on - ATTENDANCE_NAMED_BY:
        return ""
    if not booking.attends.strip():
        return "Nobody is named to attend."
    return "" if booking.attendance_confirmed else f"{booking.attends} has not confirmed."


def charge_name(*, on: date, order_executed_on: date | None = None, notice_to_quit_ended_on: date | None = None) -> str:
    """What a day's charge is: rent, or use_and_occupation.

    A statutory tenancy ends only when the order is carried out (Housing Act 1985, s.82(2); rulebook SEC-7, ORD-12), so
    rent runs to the day of the eviction. After a notice to quit has run out it is use and occupation: no new tenancy is
    made by taking it (NTQ-5).
    """
    if notice_to_quit_ended_on and on > notice_to_quit_ended_on:
        return "use_and_occupation"
    if order_executed_on and on > order_executed_on:
        return "use_and_occupation"
    return "rent"
