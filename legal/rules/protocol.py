"""The Pre-Action Protocol for Possession Claims by Social Landlords (13 January 2020), step by step (rulebook 3).

Facts in, steps out: each done or missing, with what shows it and what to do. Codes of steps are those that
ProtocolStep and ProtocolOverride hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from legal.rules import enforcement
from legal.rules.checks import Obstacle, Step, StepState, holding, made, on_day
from legal.rules.protocol_facts import ProtocolFacts, TenantFacts
from legal.rules.protocol_part_3 import part_3
from legal.rules.worked import Worked
from staff.ui.words import counted, listed, long_day

STATEMENT_EVERY = timedelta(days=91)  # thirteen weeks
POST_NOTICE_TRIES = 2
ASKED = "Asked"
NEXT_DUE = "The next one is due by"
PAID_BY_DWP = "Universal Credit is paid to the rent account, on a claim from"


def _each(tenants: Sequence[TenantFacts], field: str, words: str) -> tuple[list[str], tuple[str, ...]]:
    """Who lacks it, and what shows it for the others."""
    lacking = [tenant.name for tenant in tenants if getattr(tenant, field) is None]
    shown = [f"{tenant.name}: {words} {long_day(day)}" for tenant in tenants if (day := getattr(tenant, field))]
    return lacking, tuple(shown)


def steps(facts: ProtocolFacts, *, on: date) -> list[Step]:
    """Every step before issue, in the protocol's own order, as it stands on a day.

    Paragraphs P-1 to P-2.10, and P-3 where the claim is of the mandatory type.
    """
    return [
        *before_notice(facts, on=on),
        *before_issue(facts, on=on),
        *part_3(facts),
    ]


def before_notice(facts: ProtocolFacts, *, on: date) -> list[Step]:
    """Paragraphs 1 to 2.7: what is done from the first arrears on, for each tenant separately (rulebook P-1, P-2.1 to
    P-2.5, P-2.7)."""
    return [
        understanding(facts),
        contact(facts),
        affordability(facts),
        statement(facts, on=on),
        dwp(facts),
        benefit_help(facts),
        debt_advice(facts),
    ]


def before_issue(facts: ProtocolFacts, *, on: date) -> list[Step]:
    """Paragraphs 2.6 to 2.10: what stands between notice and claim (rulebook PAP-HB, P-2.8 to P-2.10, BS-3)."""
    return [
        pending_benefit(facts),
        contact_after_notice(facts, on=on),
        protocol_sent(facts),
        agreement(facts),
        agreement_warned(facts, on=on),
        moratorium(facts),
        other_ways(facts),
    ]


def understanding(facts: ProtocolFacts) -> Step:
    """Each tenant's needs are looked at; who is under 18 or may lack capacity has a litigation friend (CPR 21;
    Equality Act 2010; rulebook P-1, SAF-1)."""
    lacking, shown = _each(facts.tenants, "vulnerability_reviewed_on", "needs looked at")
    friendless = [
        tenant.name
        for tenant in facts.tenants
        if (tenant.under_18 or tenant.capacity_in_doubt) and not tenant.litigation_friend
    ]
    do = []
    if lacking:
        do.append(f"Ask {listed(lacking)} about needs, or show the tries.")
    if friendless:
        do.append(f"Have a litigation friend appointed for {listed(friendless)}.")
    return made(
        "vulnerability",
        "Needs and understanding of each tenant",
        rule="P-1",
        done=not do,
        do=" ".join(do),
        evidence=shown,
    )


def contact(facts: ProtocolFacts) -> Step:
    """Each named tenant contacted, separately, as soon as reasonably possible, on cause, means and repayment (rulebook
    P-2.1, SRV-2)."""
    lacking, shown = _each(facts.tenants, "contacted_on", "contacted")
    return made(
        "contact",
        "Contact with each tenant",
        rule="P-2.1",
        done=bool(facts.tenants) and not lacking,
        do=f"Write to {listed(lacking)} separately." if lacking else "No tenant is on record.",
        evidence=shown,
    )


def affordability(facts: ProtocolFacts) -> Step:
    """Affordable sums were worked out from income and expenditure, or proposed in writing (rulebook P-2.2). The court
    asks for the attempt, not for its success."""
    return made(
        "affordability",
        "Affordable repayment tried",
        rule="P-2.2",
        done=bool(facts.affordability_on or facts.offer_on),
        do="Go through income and expenditure, or send an offer with a time limit.",
        evidence=on_day("Income and expenditure", facts.affordability_on) + on_day("Offer", facts.offer_on),
    )


def statement(facts: ProtocolFacts, *, on: date) -> Step:
    """A rent statement of the past 13 weeks was sent within 13 weeks: 91 days, that day included (rulebook P-2.3)."""
    last = facts.statement_on
    next_by = next_statement_by(last_sent_on=last).answer if last else None
    return made(
        "statement",
        "Rent statement within 13 weeks",
        rule="P-2.3",
        done=last is not None and next_by is not None and last <= on <= next_by,
        do="Send a rent statement.",
        evidence=on_day("Sent", last) + on_day(NEXT_DUE, next_by),
    )


def next_statement_by(*, last_sent_on: date) -> Worked:
    """By when the next quarterly statement is due: 91 days after the last (rulebook P-2.3)."""
    day = last_sent_on + STATEMENT_EVERY
    return Worked(
        name="next_statement_by",
        rule="P-2.3",
        law="Pre-action protocol for possession claims by social landlords, para 2.3",
        inputs={"last_sent_on": last_sent_on},
        strict=day,
        default=day,
        reason="Thirteen weeks after the last statement.",
    )


def for_court(step: Step) -> list[str]:
    """What shows a step on a paper for the court: our own next day stays at home (rulebook P-2.3)."""
    return [line for line in step.evidence if not line.startswith(NEXT_DUE)]


def dwp(facts: ProtocolFacts) -> Step:
    """A managed payment or deduction for arrears was asked for, is in place, or why not is written down (rulebook
    P-2.4). Housing benefit that is paid to the account counts, and is never told as asked for."""
    why_not = (f"Not asked for: {facts.dwp_why_not}",) if facts.dwp_why_not.strip() else ()
    shown = (
        *on_day(ASKED, facts.dwp_on),
        *on_day(PAID_BY_DWP, facts.uc_paid_from),
        *on_day("Housing Benefit is paid to the rent account, on a claim from", facts.hb_paid_from),
    )
    return made(
        "dwp",
        "Payment from benefit considered",
        rule="P-2.4",
        done=bool(shown or why_not),
        do="Ask the DWP, or write down why not.",
        evidence=shown or why_not,
    )


def benefit_help(facts: ProtocolFacts) -> Step:
    """Help was offered to claim HB, UC housing costs or a crisis grant (rulebook P-2.5)."""
    return made(
        "benefit_help",
        "Help with benefit offered",
        rule="P-2.5",
        done=facts.benefit_help_on is not None,
        do="Offer help with a claim.",
        evidence=on_day("Offered", facts.benefit_help_on),
        gate=False,
    )


def debt_advice(facts: ProtocolFacts) -> Step:
    """Each tenant was told of free debt advice (rulebook P-2.7)."""
    lacking, shown = _each(facts.tenants, "debt_advice_on", "told of free advice")
    return made(
        "debt_advice",
        "Free debt advice",
        rule="P-2.7",
        done=not lacking,
        do=f"Tell {listed(lacking)} where free debt advice is.",
        evidence=shown,
    )


def pending_benefit(facts: ProtocolFacts) -> Step:
    """No claim while a tenant has given all evidence for a housing cost claim, may expect to qualify and pays what it
    will not cover (rulebook PAP-HB, P-2.6). A stop: no reason of ours sets it aside."""
    benefit = facts.benefit
    protected = benefit.pending and benefit.all_evidence_given and benefit.expected_to_qualify and benefit.pays_the_rest
    return made(
        "pending_benefit",
        "No housing cost claim that protects the tenant",
        rule="PAP-HB",
        done=not protected,
        do="Wait for the decision on benefit, and press the benefit office for it with the tenant’s consent.",
        stop=True,
    )


def contact_after_notice(facts: ProtocolFacts, *, on: date) -> Step:
    """After the notice and before issue: two attempts or more to reach each tenant on the sum, its cause, repayment and
    benefit (rulebook P-2.8)."""
    served = facts.served_on
    tried = {
        tenant.name: [day for day in sorted(tenant.tries_after_notice) if served and served < day <= on]
        for tenant in facts.tenants
    }
    short = [name for name, days in tried.items() if len(days) < POST_NOTICE_TRIES]
    do = "Serve the notice first." if served is None else f"Try {listed(short)} again: each needs two tries."
    return made(
        "post_notice_contact",
        "Two attempts after the notice",
        rule="P-2.8",
        done=served is not None and bool(tried) and not short,
        do=do,
        evidence=[f"{name}: {listed([long_day(day) for day in days])}" for name, days in tried.items() if days],
    )


def protocol_sent(facts: ProtocolFacts) -> Step:
    """A copy of the protocol went to each tenant on or after the day of the notice (rulebook P-2.8)."""
    served = facts.served_on
    lacking = [
        tenant.name
        for tenant in facts.tenants
        if served is None or tenant.protocol_sent_on is None or tenant.protocol_sent_on < served
    ]
    return made(
        "protocol_sent",
        "Copy of the protocol sent",
        rule="P-2.8",
        done=bool(facts.tenants) and not lacking,
        do="Serve the notice first." if served is None else f"Send {listed(lacking)} a copy of the protocol.",
        evidence=_each(facts.tenants, "protocol_sent_on", "sent")[1],
    )


def agreement(facts: ProtocolFacts) -> Step:
    """No claim while an agreement is kept (rulebook P-2.9). A stop: the fact itself must change."""
    return made(
        "agreement",
        "No agreement that is being kept",
        rule="P-2.9",
        done=facts.agreement_state != "kept",
        do="Leave it: the tenant keeps to the agreement.",
        stop=True,
    )


def agreement_warned(facts: ProtocolFacts, *, on: date) -> Step:
    """Before a claim each tenant was warned that the agreement is broken, with clear time to put it right since the
    last of them was (rulebook P-2.9). Not needed where none is broken."""
    worked = put_right_by(facts)
    warned = all_warned_on(facts)
    held = after_breach(issued=False, warned_on=warned, put_right_by=worked.default if worked else None, on=on)
    lacking, shown = _each(facts.tenants, "agreement_warned_on", "warned")
    do = str(held[0]) if held else ""
    if shown and lacking:
        do = f"Warn {listed(lacking)} too, and give a clear day by which to put it right."
    return made(
        "agreement_warned",
        "A broken agreement warned of, with time to put it right",
        rule="P-2.9",
        done=not held,
        do=do,
        evidence=shown,
        needed=facts.agreement_state == "broken",
    )


def all_warned_on(facts: ProtocolFacts) -> date | None:
    """The day on which the last tenant was warned that the agreement is broken; None: not all of them were (P-2.9)."""
    days = [tenant.agreement_warned_on for tenant in facts.tenants]
    return max(day for day in days if day) if days and all(days) else None


def put_right_by(facts: ProtocolFacts) -> Worked | None:
    """The last day to put a broken agreement right before a claim; None: not every tenant was warned (P-2.9)."""
    warned = all_warned_on(facts)
    return enforcement.put_right_by(warned_on=warned) if warned else None


def moratorium(facts: ProtocolFacts) -> Step:
    """No claim while any tenant is in breathing space (SI 2020/1311, reg. 7; rulebook BS-3). A stop."""
    end = f" until {long_day(facts.breathing_space_until)}" if facts.breathing_space_until else ""
    return made(
        "moratorium",
        "No breathing space",
        rule="BS-3",
        done=not facts.breathing_space,
        do=f"Wait: a breathing space runs{end}.",
        stop=True,
    )


def other_ways(facts: ProtocolFacts) -> Step:
    """Negotiation or another way of settling was weighed, or found unsuitable with the reason: court is the last resort
    (rulebook P-2.10). The gate does not wait for it; a bundle without it is incomplete."""
    return made(
        "adr",
        "Another way than court",
        rule="P-2.10",
        done=facts.adr_on is not None,
        do="Offer another way, or write down why none is suitable.",
        evidence=on_day("Weighed", facts.adr_on),
        gate=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A manager lets the claim go on without some steps. The reason is printed in the bundle."""

    manager: str
    reason: str
    missing: frozenset[str]  # codes


def issue_obstacles(found: Sequence[Step], *, override: Override | None = None) -> list[Obstacle]:
    """Why the protocol holds the claim back; empty where it may go (rulebook PAP_ISSUE_OK)."""
    return [_obstacle(step) for step in holding_back(found, override=override)]


def holding_back(found: Sequence[Step], *, override: Override | None = None) -> list[Step]:
    """The steps for which the claim waits (rulebook PAP_ISSUE_OK).

    A named manager's reason sets aside the steps it names, but never a stop: pending benefit, an agreement kept, a
    breathing space. A step that went missing since is not in it.
    """
    passed = override.missing if override and override.manager.strip() and override.reason.strip() else frozenset()
    return [step for step in holding(found) if step.state is StepState.STOP or step.code not in passed]


def _obstacle(step: Step) -> Obstacle:
    """What is in the way: a fact that must change, or a step that was not taken."""
    says = "This stops the claim." if step.state is StepState.STOP else f"{step.name}: not done."
    return Obstacle(says=says, do=step.do, rule=step.rule)


def may_override(found: Sequence[Step]) -> list[Step]:
    """The missing steps that a named manager may set aside with a reason (rulebook PAP_ISSUE_OK)."""
    return [step for step in holding(found) if step.state is StepState.MISSING]


def override_in_words(override: Override, *, on: date) -> str:
    """How the bundle tells of it (rulebook PAP_ISSUE_OK)."""
    many = counted(len(override.missing), "step")
    return f"{override.manager} let the claim go on without {many} on {long_day(on)}: {override.reason}"


def pack_late(*, sent_on: date, pack_by: date) -> str:
    """What is wrong with a statement that went after its day, ten days before the hearing; blank where it went in time
    (rulebook P-2.11). `pack_by`: legal.rules.hearings."""
    return "" if sent_on <= pack_by else f"It went late, on {long_day(sent_on)}: tell the court why."


def kept_since_issue(*, agreement_state: str, made_on: date | None, issued_on: date) -> bool:
    """Whether an agreement made since the claim was issued is kept: a reason to adjourn (rulebook P-2.12)."""
    return agreement_state == "kept" and made_on is not None and made_on >= issued_on


def after_breach(*, issued: bool, warned_on: date | None, put_right_by: date | None, on: date) -> list[Obstacle]:
    """After an agreement is broken: a warning and clear time to put it right before the claim, or before it is restored
    to the court's list (rulebook P-2.9, P-2.12)."""
    back = "restoring the claim" if issued else "the claim"
    if warned_on is None or put_right_by is None:
        return [
            Obstacle(
                says=f"The tenant was not warned before {back}.",
                do="Write, and give a clear day by which to put it right.",
                rule="P-2.9",
            )
        ]
    if on <= put_right_by:
        return [
            Obstacle(
                says=f"The tenant has until {long_day(put_right_by)} to put it right.",
                do="Wait until that day has passed.",
                rule="P-2.9",
            )
        ]
    return []
