"""Agreements, notices and their service, court cases, orders and warrants, in step with the story and the ledger."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from .days import add_months, iso, monday_of, week_of, weekday
from .ledger import Ledger, pounds
from .stories import Story
from .words import TOWNS

if TYPE_CHECKING:
    from .tenancy import Maker, Tenancy

NOTICES = {
    "secure": "nosp",
    "flexible": "nosp",
    "introductory": "s128",
    "demoted": "s143e",
    "assured": "s8",
    "starter": "s8",
    "non_secure": "ntq",
    "licence": "ntq",
    "pitch": "notice_to_remedy",
}
GROUNDS = {"nosp": "1", "s8": "8|10|11"}
FEE_ROSE_ON = 739_810  # 13 July 2026


def make(maker: Maker, tenancy: Tenancy) -> None:
    """Everything formal on one current tenancy."""
    _agreements(maker, tenancy)
    _tenure_notices(maker, tenancy)
    story, ledger = tenancy.story, tenancy.ledger
    assert story
    assert ledger
    issued = 0
    if story.notice is not None:
        specified = _arrears_notice(maker, tenancy, story.notice)
        if specified and story.claim is not None:
            issued = _case(maker, tenancy, story, specified)
    if "court_costs" in tenancy.plan.extras:
        _costs_account(maker, tenancy, issued)


# --- agreements ---


def _agreements(maker: Maker, tenancy: Tenancy) -> None:
    story, rng, anchor = tenancy.story, tenancy.rng, maker.world.anchor
    assert story
    assert tenancy.ledger
    terms = story.terms
    if story.agreed is None or terms is None or not terms.is_made:
        return
    status, ended = "live", None
    if story.name == "plan_done":
        status, ended = "completed", monday_of(story.agreed + 26)
    elif story.name == "plan_broken" and rng.random() < 0.5:
        status, ended = "broken", anchor - rng.randrange(0, 3)
    account = tenancy.ledger.account
    values = {
        "frequency": terms.frequency,
        "rent_amount": pounds(terms.rent),
        "instalment_amount": pounds(terms.instalment),
        "made_by": tenancy.officer if rng.random() < 0.95 else "",
    }
    earlier = terms.made_on - 35
    if earlier > tenancy.start and tenancy.ledger.balance_on(earlier) > 2000 and rng.random() < 0.3:
        maker.sheets.add(
            "agreements",
            agreement_ref=f"A{tenancy.plan.number:07d}0",
            account_ref=account,
            made_on=iso(earlier),
            first_due_on=iso(earlier + rng.randrange(0, 12)),
            opening_arrears=pounds(tenancy.ledger.balance_on(earlier)),
            status=rng.choice(("superseded", "cancelled", "broken")),
            ended_on=iso(terms.made_on),
            **values,
        )
    maker.sheets.add(
        "agreements",
        agreement_ref=f"A{tenancy.plan.number:07d}1",
        account_ref=account,
        made_on=iso(terms.made_on),
        first_due_on=iso(terms.first_due_on),
        opening_arrears=pounds(terms.opening),
        status=status,
        ended_on=iso(ended),
        **values,
    )


def make_eviction(maker: Maker, tenancy: Tenancy, ledger: Ledger) -> None:
    """The papers of a tenancy that ended with an eviction for arrears, where it ran long enough for them."""
    rng, number, end = tenancy.rng, tenancy.plan.number, tenancy.end
    assert end
    notice, issued, made, asked = end - 300, end - 230, end - 180, end - 60
    if notice < tenancy.start + 60:
        return
    owed = [max(ledger.balance_on(day), 25_000) for day in (notice - 1, issued - 1, made)]
    specified = _specified("nosp", notice + 5, maker.world.offset)
    ref = _notice(maker, tenancy, "nosp", notice, "served", 2, specified, owed[0], notice - 1)
    _serve(maker, tenancy, ref, notice + 1)
    _add_case(maker, tenancy, issued, made, owed[1], "closed")
    maker.sheets.add(
        "court_orders",
        order_ref=f"O{number:07d}",
        case_ref=f"K{number:07d}",
        made_on=iso(made),
        order_type="outright",
        possession_date=iso(made + 28),
        arrears=pounds(owed[2]),
        costs=pounds(fee_on(issued)),
        status="executed",
        warrant_requested_on=iso(asked),
        warrant_issued_on=iso(asked + 9),
        warrant_number=f"{rng.randrange(1000, 9999)}/{iso(asked)[2:4]}",
        eviction_on=iso(end),
        eviction_at="11:00",
        eviction_outcome="executed",
    )


# --- notices ---


def was_extended(tenancy: Tenancy, anchor: int) -> bool:
    """True if an introductory tenancy's trial has been extended: one in six of those near their end."""
    served = add_months(tenancy.start, 12) - 62
    return tenancy.plan.number % 6 == 0 and served + 3 <= anchor


def fixed_term_end(tenancy: Tenancy, anchor: int) -> int:
    """The last day of a flexible tenancy's term: an anniversary, within four years of the anchor."""
    end = add_months(tenancy.start, 24) - 1
    while end < anchor - 20:
        end = add_months(end + 1, 12) - 1
    return add_months(end + 1, 12 * (tenancy.plan.number % 4)) - 1


def _tenure_notices(maker: Maker, tenancy: Tenancy) -> None:
    """Notices that have nothing to do with arrears: extension of a trial, the end of a fixed term."""
    anchor, number = maker.world.anchor, tenancy.plan.number
    if tenancy.plan.tenure == "introductory" and was_extended(tenancy, anchor):
        late = 10 if number % 30 == 0 else 0  # served under eight weeks before the trial's end
        served = min(add_months(tenancy.start, 12) - 62 + late, anchor)
        ref = _notice(maker, tenancy, "trial_extension", served - 1, "served", 7)
        _serve(maker, tenancy, ref, served)
    if tenancy.plan.tenure == "flexible" and number % 3 == 0:
        end = fixed_term_end(tenancy, anchor)
        for place, (kind, months) in enumerate((("flexible_non_renewal", 6), ("flexible_possession", 2)), 8):
            served = add_months(end, -months) - 9
            if tenancy.start + 100 < served <= anchor:
                ref = _notice(maker, tenancy, kind, served - 3, "served", place, specified=end)
                _serve(maker, tenancy, ref, served)


def _arrears_notice(maker: Maker, tenancy: Tenancy, week: int) -> int:
    """The arrears notice of the story; the specified date, or 0 where too little was owed for a notice."""
    story, ledger, rng, world = tenancy.story, tenancy.ledger, tenancy.rng, maker.world
    assert story
    assert ledger
    prepared = min(monday_of(week) + rng.randrange(0, 2), world.anchor)
    owed = ledger.balance_on(prepared - 1)
    if owed < 2 * tenancy.weekly or not tenancy.tenants:
        return 0
    kind = NOTICES[tenancy.plan.tenure]
    served = prepared + rng.randrange(1, 3)
    specified = _specified(kind, served + 4, world.offset)
    if rng.random() < 0.04:
        specified -= 14  # too early: a fault that somebody should see
    draft = story.name == "notice_draft"
    status = "draft" if draft else "withdrawn" if story.name == "notice_withdrawn" else "served"
    review: dict[str, object] = {}
    if kind in ("s128", "s143e") and not draft and rng.random() < 0.3:
        review = _review(rng, served, specified, world.anchor)
    if rng.random() < 0.08 and prepared - 40 > tenancy.start and ledger.balance_on(prepared - 41) > 0:
        before = ledger.balance_on(prepared - 41)
        old = _notice(maker, tenancy, kind, prepared - 40, "superseded", 1, prepared - 2, before, prepared - 41)
        _serve(maker, tenancy, old, prepared - 39)
    ref = _notice(maker, tenancy, kind, prepared, status, 2, specified, owed, prepared - 1, **review)
    if not draft:
        _serve(maker, tenancy, ref, served)
    return specified


def _specified(kind: str, served: int, offset: int) -> int:
    """The date to put in a notice served by this day (rulebook SEC-6, ASD-2)."""
    if kind == "s8":
        return served + 15
    earliest = served + 28
    return earliest + (offset - weekday(earliest)) % 7


def _review(rng: random.Random, served: int, specified: int, anchor: int) -> dict[str, object]:
    asked = served + rng.randrange(2, 13)
    if asked > anchor:
        return {}
    review: dict[str, object] = {"review_requested_on": iso(asked)}
    told = min(asked + 12, specified - 2)
    if told <= anchor:
        review["review_outcome"] = "upheld" if rng.random() < 0.8 else "overturned"
        review["review_notified_on"] = iso(told)
    return review


def _notice(
    maker: Maker,
    tenancy: Tenancy,
    kind: str,
    prepared: int,
    status: str,
    place: int,
    specified: int | None = None,
    owed: int | None = None,
    struck: int | None = None,
    **review: object,
) -> str:
    ref = _notice_ref(tenancy, place)
    maker.sheets.add(
        "notices",
        notice_ref=ref,
        tenancy_ref=tenancy.ref,
        notice_type=kind,
        prepared_on=iso(prepared),
        specified_date=iso(specified),
        arrears_stated="" if owed is None else pounds(owed),
        arrears_struck_on=iso(struck),
        grounds=GROUNDS.get(kind, ""),
        status=status,
        **review,
    )
    return ref


def _notice_ref(tenancy: Tenancy, place: int) -> str:
    return f"N{tenancy.plan.number:07d}{place}"


def _serve(maker: Maker, tenancy: Tenancy, ref: str, on: int) -> None:
    """A row for each living tenant; now and then the last joint tenant is forgotten."""
    rng = tenancy.rng
    served = tenancy.tenants
    if len(served) > 1 and rng.random() < 0.08:
        served = served[:-1]
    for person in served:
        method = rng.choice(("hand", "hand", "left_at_home", "left_at_home", "left_at_home", "first_class"))
        posted = method == "first_class"
        evidence = {"hand": "Handed over, certificate signed", "left_at_home": "Photograph of letterbox, certificate"}
        maker.sheets.add(
            "notice_service",
            notice_ref=ref,
            person_ref=person.ref,
            method=method,
            done_on=iso(on),
            done_at="" if posted else f"{rng.randrange(9, 18):02d}:{rng.randrange(0, 60, 5):02d}",
            served_by=tenancy.officer,
            evidence=evidence.get(method, "Proof of posting"),
        )


# --- court ---


def _case(maker: Maker, tenancy: Tenancy, story: Story, specified: int) -> int:
    """The claim, with its order where the story has one. Returns the day of issue; 0: it could not be issued yet."""
    rng, ledger, anchor = tenancy.rng, tenancy.ledger, maker.world.anchor
    assert ledger
    assert story.claim
    issued = max(monday_of(story.claim) + 2, specified + 1)
    if issued > anchor:
        return 0
    ref = f"K{tenancy.plan.number:07d}"
    hearing = monday_of(story.order) + 1 if story.order else issued + rng.randrange(33, 50)
    hearing += (7 - weekday(hearing)) % 7 if weekday(hearing) > 4 else 0
    status = "order_made"
    if not story.order:
        status = "listed" if issued < anchor - 8 else "issued"
        if story.name == "court_adjourned":
            status = rng.choice(("adjourned_generally", "adjourned_to_date", "adjourned_on_terms"))
        elif story.name == "court_lost":
            status = rng.choice(("dismissed", "struck_out", "withdrawn", "closed"))
    _add_case(maker, tenancy, issued, hearing, max(ledger.balance_on(issued - 1), 0), status)
    if story.order or status == "adjourned_on_terms":
        _order(maker, tenancy, story, ref, hearing, fee_on(issued))
    return issued


def _add_case(maker: Maker, tenancy: Tenancy, issued: int, hearing: int, owed: int, status: str) -> None:
    rng = tenancy.rng
    maker.sheets.add(
        "court_cases",
        case_ref=f"K{tenancy.plan.number:07d}",
        tenancy_ref=tenancy.ref,
        notice_ref=_notice_ref(tenancy, 2),
        claim_number=f"{rng.choice('ABCDEFGHJKLM')}{rng.randrange(10, 99)}ZZ{rng.randrange(100, 999)}",
        route=rng.choice(("pcol", "pcol", "pcs_online", "paper")),
        court=f"County Court at {TOWNS[0]}",
        issued_on=iso(issued),
        arrears_at_issue=pounds(owed),
        fee=pounds(fee_on(issued)),
        hearing_on="" if status == "issued" else iso(hearing),
        hearing_at="" if status == "issued" else f"{rng.choice((10, 11, 14))}:{rng.choice(('00', '15', '30'))}",
        status=status,
    )


def fee_on(day: int) -> int:
    """Pence of the fee for a possession claim issued that day: £404.00, and £415.00 from 13 July 2026."""
    return 41_500 if day >= FEE_ROSE_ON else 40_400


def _order(maker: Maker, tenancy: Tenancy, story: Story, case: str, made: int, costs: int) -> None:
    rng, ledger, terms = tenancy.rng, tenancy.ledger, story.terms
    assert ledger
    owed = max(ledger.balance_on(made), 0)
    kind = "adjourned_on_terms"
    if story.order:
        kinds = ("suspended", "suspended", "suspended", "postponed", "consent", "money_only")
        kind = rng.choice(kinds) if story.name == "order_kept" else "suspended"
        if story.name == "eviction_booked" and rng.random() < 0.5:
            kind = "outright"
    values: dict[str, object] = {}
    if kind not in ("adjourned_on_terms", "money_only"):
        values["possession_date"] = iso(made + 28)
    if kind != "outright":
        values["rent_terms"] = "current_rent" if kind != "money_only" else "none"
        values["instalment_amount"] = pounds(terms.instalment if terms else 500)
        values["frequency"] = terms.frequency if terms else "weekly"
        values["first_due_on"] = iso(terms.first_due_on if terms and terms.first_due_on else made + 14)
    values |= _warrant(rng, story.name, made, maker.world.anchor)
    maker.sheets.add(
        "court_orders",
        order_ref=f"O{tenancy.plan.number:07d}",
        case_ref=case,
        made_on=iso(made),
        order_type=kind,
        arrears=pounds(owed),
        costs=pounds(costs),
        status="in_force",
        **values,
    )


def _warrant(rng: random.Random, name: str, made: int, anchor: int) -> dict[str, object]:
    """What was done to enforce the order."""
    if name not in ("warrant", "eviction_booked"):
        if name != "order_kept" or made > anchor - 170 or rng.random() < 0.6:
            return {}
        requested = made + 70  # an earlier eviction that the court suspended or the council called off
        outcome, eviction = rng.choice(("suspended", "cancelled")), requested + 45
    else:
        requested = anchor - (rng.randrange(45, 60) if name == "eviction_booked" else rng.randrange(3, 20))
        outcome, eviction = "booked", anchor + rng.randrange(5, 34)
    eviction += (7 - weekday(eviction)) % 7 if weekday(eviction) > 4 else 0
    issued = requested + 9
    values: dict[str, object] = {"warrant_requested_on": iso(requested)}
    if issued <= anchor:
        values |= {
            "warrant_issued_on": iso(issued),
            "warrant_number": f"{rng.randrange(1000, 9999)}/{iso(issued)[2:4]}",
        }
        if name != "warrant":
            values |= {"eviction_on": iso(eviction), "eviction_at": "10:30", "eviction_outcome": outcome}
    return values


def _costs_account(maker: Maker, tenancy: Tenancy, issued: int) -> None:
    """The court costs account: the fee, when there was a claim."""
    world = maker.world
    ledger = Ledger(tenancy.next_account(), world.first_day + world.offset, world.as_of)
    if issued:
        week = week_of(issued)
        ledger.post(week, "C", issued, "court_costs", "system", fee_on(issued), "Court fee")
        if tenancy.rng.random() < 0.3:
            ledger.post(week + 4, "P", issued + 28, "payment", "card", -4000, "Card payment")
    maker.write_account(tenancy, ledger, "court_costs", opened=issued or tenancy.start)
