"""The advocate's brief of one hearing: what is asked for, today's figures, what a judge asks, and where it is weak.

One page of A4. The figures are the live ledger's of the minute in which it is made; every answer names its source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from caseload.legal.bundles.history import order_terms
from caseload.legal.court.known import Known
from legal import order_statement, protocol_sheet
from legal.models import Hearing
from legal.rules.checks import Step, done_of, holding
from legal.rules.particulars import FEES
from legal.rules.routes import Power
from recovery.agreement_letters import terms_in_words
from recovery.rules.facts import NeedsState
from recovery.rules.plans import EVERY
from staff.ui.words import counted, long_day, owed, pounds

SOUGHT = {
    Power.SECURE: "A possession order suspended on terms, with judgment for the arrears and costs.",
    Power.ASSURED: "A possession order suspended on terms, with judgment for the arrears and costs.",
    Power.PITCH: "Termination of the agreement, suspended on terms, with judgment for the arrears and costs.",
    Power.MANDATORY: "Possession within 14 days (Housing Act 1980, s.89), with judgment for the arrears and costs.",
}
SOUGHT_AT = {
    Hearing.Kind.SUSPENSION: "That the application is refused, or terms that clear the arrears and are kept.",
    Hearing.Kind.APPLICATION: "As the application or our answer to it says.",
    Hearing.Kind.SET_ASIDE: "That the order stands.",
    Hearing.Kind.APPEAL: "That the order stands.",
    Hearing.Kind.REVIEW_PANEL: "That the decision to seek possession is upheld.",
    Hearing.Kind.TRIBUNAL: "As our statement of case says.",
    Hearing.Kind.MAGISTRATES: "As the application says.",
}
NOT_MANDATORY = {Power.SECURE, Power.ASSURED}
NO_TENANCY = {"licence": "Licence", "pitch": "Pitch agreement"}
NO_OFFER = "No terms on record."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question that judges ask, its answer, and where the answer comes from."""

    question: str
    answer: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The page. `struck_at` is local: the minute of the figures."""

    known: Known
    struck_at: datetime
    sought: str
    figures: list[tuple[str, str]]
    lines: list[tuple[str, str]]
    asked: list[Asked]
    weak: list[str]

    @property
    def hearing(self) -> Hearing:
        return self.known.hearing

    @property
    def of_when(self) -> str:
        """When the figures were read, and to which day the ledger goes: '10:40 on 24 November 2026'."""
        as_at = self.known.ledger_as_at
        ledger = f", from the ledger as at {long_day(as_at)}" if as_at else ""
        return f"{self.struck_at:%H:%M} on {long_day(self.struck_at.date())}{ledger}"

    @property
    def held(self) -> str:
        """What the home is held by, and since when: 'Secure tenancy since 6 April 2020'."""
        tenancy = self.known.account.tenancy
        kind = NO_TENANCY.get(tenancy.tenancy_type) or f"{tenancy.get_tenancy_type_display()} tenancy"
        return f"{kind} since {long_day(tenancy.starts_on)}"


def brief_of(known: Known, *, struck_at: datetime) -> Brief:
    steps = _steps(known)
    return Brief(
        known=known,
        struck_at=struck_at,
        sought=sought(known),
        figures=_figures(known),
        lines=_lines(known, steps=steps),
        asked=_asked(known, steps=steps, struck_at=struck_at),
        weak=list(_weak(known, steps=steps)),
    )


def sought(known: Known) -> str:
    """What the council asks for: as it was written for this hearing, else what the road allows."""
    usual = SOUGHT_AT.get(Hearing.Kind(known.hearing.kind)) or SOUGHT[known.power]
    return known.hearing.order_sought or usual


def _figures(known: Known) -> list[tuple[str, str]]:
    facts, claim, notice = known.facts, known.hearing.claim, known.notice
    rows = [("Owed now", owed(facts.balance))]
    if facts.technical_arrears:
        rows.append(("Of it benefit still to come", pounds(facts.technical_arrears)))
    charge = FEES.get(known.account.tenancy.tenancy_type, "rent")
    rows.append((f"A week’s {charge}", pounds(facts.charge_week)))
    if notice and notice.arrears_stated is not None:
        rows.append(("When notice was given", pounds(notice.arrears_stated)))
    if claim:
        rows.append(("When the claim was issued", pounds(claim.arrears_at_issue)))
    if facts.last_payment_on:
        last = f"{pounds(facts.last_payment_amount)} on {long_day(facts.last_payment_on)}"
        rows.append(("Last payment", last))
    if known.order and known.order.costs:
        rows.append(("Costs in the order", pounds(known.order.costs)))
    if known.costs:
        rows.append(("Costs claimed, apart from the balance", pounds(known.costs)))
    return rows


def _lines(known: Known, *, steps: Sequence[Step]) -> list[tuple[str, str]]:
    lines = [
        ("Offer so far", _offered(known, steps=steps)),
        ("Defence", defence(known)),
        ("Protocol", protocol_line(known, steps=steps)),
        ("Seen before court", visit_line(known)),
        ("Needs at court", needs_line(known)),
    ]
    advocate = known.hearing.advocate
    return [*lines, ("Speaks for the council", advocate.name if advocate else "Nobody is named")]


def offer(known: Known) -> str:
    """The terms proposed or agreed, in a line."""
    if known.proposal:
        return f"Proposed, waits for a leader’s answer: {known.proposal.said}."
    if known.agreement:
        return f"Agreed on {long_day(known.agreement.made_on)}: {terms_in_words(known.agreement)}"
    order = known.order
    if order and (each_time := order.instalment_amount):
        rent = "current rent and " if order.rent_terms == "current_rent" else ""
        often = EVERY.get(order.frequency, "each time")
        return f"Under the order of {long_day(order.made_on)}: {rent}{pounds(each_time)} {often}."
    return NO_OFFER


def _offered(known: Known, *, steps: Sequence[Step]) -> str:
    """The same; with no terms on record, what the protocol sheet shows of it."""
    said = offer(known)
    noted = _noted(steps) if said == NO_OFFER else ""
    return f"{said} Noted: {noted}." if noted else said


def _noted(steps: Sequence[Step]) -> str:
    """What the protocol sheet shows of affordable sums tried for (rulebook P-2.2); blank where nothing."""
    return "; ".join(line for step in steps if step.code == "affordability" for line in step.evidence)


def defence(known: Known) -> str:
    if not known.defences:
        return "None received."
    disrepair = {True: ", disrepair", False: ""}
    said = [
        f"{each.get_kind_display()} of {long_day(each.received_on)}{disrepair[each.disrepair]}: {each.says}"
        for each in known.defences
    ]
    return " ".join(said)[:400]


def _steps(known: Known) -> list[Step]:
    """The protocol sheet, asked for one case at a time."""
    services = known.notice.services.all() if known.notice else ()
    return protocol_sheet.sheet(
        known.account.tenancy,
        facts=known.facts,
        served_on=max((each.done_on for each in services), default=None),
        mandatory=known.power is Power.MANDATORY,
        on=known.facts.as_of,
    )


def protocol_line(known: Known, *, steps: Sequence[Step] = ()) -> str:
    """The proof of the protocol in a line: what was done when (Pre-Action Protocol, Part 2)."""
    facts, parts = known.facts, []
    if steps:
        parts.append(done_of(steps))
    if facts.stage_on:
        parts.append(f"last letter {long_day(facts.stage_on)}")
    if known.notice:
        parts.append(f"{known.notice.get_kind_display().lower()} of {long_day(known.notice.prepared_on)}")
    if facts.spoke_on:
        parts.append(f"spoke {long_day(facts.spoke_on)}")
    ways = counted(known.other_ways, "other way", "other ways") if known.other_ways else "no other way"
    parts.append(f"{ways} than the court noted")
    return f"{'; '.join(parts)[:1].upper()}{'; '.join(parts)[1:]}."


def visit_line(known: Known) -> str:
    """What came of trying to see them in the four weeks before the hearing."""
    if spoke := known.reached:
        who = f" with {spoke.person}" if spoke.person else ""
        note = f": {spoke.note}" if spoke.note else ""
        return f"Spoke{who} on {long_day(spoke.on)} ({spoke.get_channel_display().lower()}){note}"[:300]
    tries = len(known.contacts)
    return f"Not reached after {counted(tries, 'try', 'tries')}." if tries else "Nobody has tried yet."


def needs_line(known: Known) -> str:
    """What must be arranged, never why: the paper lies open in court."""
    if known.adjustments:
        return "; ".join(dict.fromkeys(known.adjustments))
    said = {
        NeedsState.KNOWN: "Needs are known: see the account before you speak.",
        NeedsState.NONE: "Asked: none.",
        NeedsState.NEVER_ASKED: "Never asked: ask at court.",
        NeedsState.ASKED_NO_ANSWER: "Asked, no answer.",
    }
    return said[known.facts.needs]


# ------------------------------------------------------------------------------------------------- what judges ask


def _asked(known: Known, *, steps: Sequence[Step], struck_at: datetime) -> list[Asked]:
    """Five facts that judges ask for, each with its source; of an order in force, a sixth."""
    facts = known.facts
    as_at = f" as at {long_day(known.ledger_as_at)}" if known.ledger_as_at else ""
    ledger = f"Ledger{as_at}, {struck_at:%H:%M} on {long_day(struck_at.date())}"
    broken = counted(facts.broken_plans, "agreement") if facts.broken_plans else "No agreement"
    notice_source = "Notice and certificate of service" if known.notice else "No notice on record"
    return [
        *([_order_kept(known, source=ledger)] if known.order else []),
        Asked(question="How much is owed, and is it rent?", answer=_how_much(known), source=ledger),
        Asked(question="Is current rent being paid?", answer=_paying(known), source=ledger),
        Asked(question="What of benefit?", answer=_benefit(known), source="Benefit record of the housing system"),
        Asked(
            question="What can they afford, and was it offered?",
            answer=_affords(known, steps=steps),
            source="Income and expenditure form; agreements; protocol sheet",
        ),
        Asked(
            question="Was notice good, and the protocol kept?",
            answer=f"{_notice_in_words(known)} {broken} broken in two years.",
            source=f"{notice_source}; protocol sheet",
        ),
    ]


def _order_kept(known: Known, *, source: str) -> Asked:
    """What the order in force says, and what was paid under it (rulebook ORD-5)."""
    order = known.order
    assert order is not None
    stated = order_statement.statement_of(order, account=known.account, facts=known.facts, on=known.facts.as_of)
    told = [f"{order.get_kind_display()} of {long_day(order.made_on)}."]
    if order.eviction_on:
        told.append(f"The bailiff’s appointment: {long_day(order.eviction_on)}.")
    if stated.standing:
        told.append(stated.standing.says)
    told.append(order_terms(order))  # the longest comes last: the paper cuts what runs over its line
    answer = " ".join(told).strip()
    return Asked(question="What does the order say, and was it kept?", answer=answer, source=source)


def _how_much(known: Known) -> str:
    said = owed(known.facts.balance)
    claim = known.hearing.claim
    if claim is None:
        return f"{said}, no court costs in it."
    change = known.facts.balance - claim.arrears_at_issue
    way = "more" if change > 0 else "less"
    since = f"{pounds(abs(change))} {way} than at issue" if change else "as at issue"
    return f"{said}, {since}. Costs are not in it."


def _paying(known: Known) -> str:
    facts = known.facts
    paid = counted(facts.payments_26w, "payment") if facts.payments_26w else "no payment"
    said = f"{pounds(facts.charge_week)} falls due a week; {paid} in 26 weeks"
    if facts.last_payment_on is None:
        return f"{said}, and none on record before."
    last = f"the last, {pounds(facts.last_payment_amount)}, on {long_day(facts.last_payment_on)}"
    return f"{said}, {last}."


def _benefit(known: Known) -> str:
    if not known.benefits:
        return "No claim on record."
    parts = []
    for each in known.benefits:
        amount = each.weekly_amount or each.housing_element
        every = "a week" if each.weekly_amount else "a month"
        paid = f", {pounds(amount)} {every}" if amount else ""
        parts.append(f"{each.get_kind_display()}: {each.get_status_display().lower()}{paid}")
    due = known.facts.benefit_due
    return f"{'; '.join(parts)}.{f' {pounds(due)} is due for weeks already run.' if due else ''}"


def _affords(known: Known, *, steps: Sequence[Step]) -> str:
    budget = (
        f"Told us on {long_day(known.budget.on)}." if known.budget else "No form of what they can pay is on record."
    )
    offered = _offered(known, steps=steps)
    return f"{budget} Offer so far: {offered[:1].lower()}{offered[1:]}"


def _notice_in_words(known: Known) -> str:
    facts, notice = known.facts, known.notice
    if notice is None:
        return "No notice is on record."
    state = {"in_force": "in force", "expired": "lapsed", "defective": "not served on everybody in time"}
    said = state.get(facts.notice_state, facts.notice_state or "see the case")
    expires = f", date in it {long_day(notice.specified_on)}" if notice.specified_on else ""
    ground = f" {known.ground_8.says}" if known.ground_8 else ""
    return f"{notice.get_kind_display()} of {long_day(notice.prepared_on)}{expires}: {said}.{ground}"


def _weak(known: Known, *, steps: Sequence[Step]) -> Iterator[str]:
    """What the other side may say: know it before it is said."""
    facts = known.facts
    if facts.benefit_pending:
        yield "A benefit claim waits for its decision: an adjournment may be asked for."
    if facts.technical_arrears >= facts.balance > 0:
        yield "Benefit still to come covers all that is owed."
    if facts.disputed:
        yield "The balance is disputed."
    if facts.balance_mismatch:
        yield "The ledger and the housing system’s balance differ: have it explained before you stand up."
    if facts.complaint_open:
        yield "A complaint is open."
    if any(each.disrepair for each in known.defences):
        yield "Disrepair is pleaded: a set-off may take the arrears away."
    if known.notice and facts.notice_state == "defective" and not facts.order_kind:
        yield "The notice was not served on everybody in time."
    if known.ground_8 and not known.ground_8.met:
        yield known.ground_8.says
    if known.budget is None:
        only = ", only a note that it was tried" if _noted(steps) else ""
        yield f"No income and expenditure form is on record{only}."
    if known.decision is None:
        yield "No decision on equality and proportionality is on record."
    if steps and not facts.order_kind and (missing := holding(steps)):
        yield f"Not shown of the protocol: {'; '.join(step.name[:1].lower() + step.name[1:] for step in missing)}."
    if not known.other_ways and known.power in NOT_MANDATORY:
        yield "No other way than the court is noted (Pre-Action Protocol, 2.10)."
    if facts.in_breathing_space:
        yield "A tenant is in breathing space: nothing may be enforced."
    if facts.insolvency:
        yield "A tenant is insolvent: no order may depend on paying the debt that it covers."
    if facts.capacity_in_doubt:
        yield "Capacity is in doubt: a litigation friend may be needed."
