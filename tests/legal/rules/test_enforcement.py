"""From breach to eviction: whose leave, which checks, what stops it; and who is told before a home is lost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from legal.rules import enforcement, eviction_events, referrals
from legal.rules.checks import Obstacle, StepState
from legal.rules.enforcement import Booking, Checked, Enforcement
from legal.rules.eviction_events import Event
from legal.rules.referrals import HouseholdFacts

ON = date(2026, 11, 23)
SUSPENDED = Enforcement(
    on=ON,
    order_kind="suspended",
    has_terms=True,
    order_made_on=date(2026, 6, 3),
    short=Decimal("246.74"),
    possession_on=date(2026, 7, 1),
)
OUTRIGHT = Enforcement(on=ON, order_kind="outright", order_made_on=date(2026, 10, 7), possession_on=date(2026, 11, 4))
CHECKED = {code: Checked(on=date(2026, 10, 26), by="N. Rahman") for code, _, _ in enforcement.CHECKS}


def rules(obstacles: list[Obstacle]) -> list[str]:
    return [each.rule for each in obstacles]


def test_no_permission_is_needed_where_the_only_breach_is_non_payment() -> None:
    """ORD-6."""
    assert enforcement.warrant_obstacles(SUSPENDED) == []
    assert enforcement.warrant_obstacles(OUTRIGHT) == []


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"other_breach": True}, "ORD-6"),
        ({"parties_changed": True}, "ORD-7"),
        ({"order_made_on": date(2020, 11, 23)}, "ORD-7"),  # six years on that very day
    ],
)
def test_permission_is_needed_for_another_breach_new_parties_or_six_years(more: dict[str, object], rule: str) -> None:
    needed = replace(SUSPENDED, **more)

    assert rules(enforcement.warrant_obstacles(needed)) == [rule]
    assert enforcement.warrant_obstacles(replace(needed, permission_given=True)) == []


def test_a_day_short_of_six_years_needs_no_permission() -> None:
    """ORD-7."""
    assert enforcement.warrant_obstacles(replace(SUSPENDED, order_made_on=date(2020, 11, 24))) == []


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        pytest.param(replace(SUSPENDED, short=Decimal("0.00")), "ORD-5", id="terms kept"),
        pytest.param(replace(SUSPENDED, technical=True), "ORD-5", id="technical breach"),
        pytest.param(replace(OUTRIGHT, possession_on=ON), "ORD-8", id="the day for possession is today"),
        pytest.param(replace(OUTRIGHT, possession_on=None), "ORD-8", id="no day for possession on record"),
        pytest.param(replace(SUSPENDED, order_kind="consent", short=Decimal("0.00")), "ORD-5", id="consent terms kept"),
        pytest.param(replace(OUTRIGHT, order_kind="consent", possession_on=None), "ORD-3", id="consent, no possession"),
        pytest.param(replace(OUTRIGHT, order_kind="money_only"), "ORD-3", id="money judgment"),
        pytest.param(replace(OUTRIGHT, order_kind="postponed", possession_on=None), "ORD-13", id="postponed, no date"),
        pytest.param(replace(SUSPENDED, in_moratorium=True), "BS-3", id="breathing space"),
        pytest.param(replace(SUSPENDED, in_crisis=True), "SAF-1", id="crisis"),
        pytest.param(replace(SUSPENDED, stayed=True), "ORD-11", id="stayed"),
        pytest.param(replace(SUSPENDED, cleared=True), "ORD-15", id="cleared"),
        pytest.param(replace(SUSPENDED, agreement_approved=True), "ORD-15", id="agreement"),
    ],
)
def test_what_stands_in_the_way_of_a_warrant(facts: Enforcement, rule: str) -> None:
    assert rules(enforcement.warrant_obstacles(facts)) == [rule]


def test_after_a_breach_warn_wait_review_then_the_warrant() -> None:
    """ORD-6."""
    by = date(2026, 11, 16)
    warned = date(2026, 11, 2)

    def step(warned_on: date | None, put_right_by: date | None, reviewed_on: date | None, on: date = ON) -> str:
        return enforcement.next_after_breach(
            warned_on=warned_on, put_right_by=put_right_by, reviewed_on=reviewed_on, on=on
        )[0]

    assert step(None, None, None) == "warn"
    assert step(warned, by, None, on=by) == "wait"
    assert step(warned, by, None) == "review"
    assert step(warned, by, date(2026, 11, 20)) == "warrant"
    assert step(warned, by, date(2026, 11, 20), on=date(2026, 12, 19)) == "review"  # 29 days old


def test_a_breach_is_warned_of_and_given_fourteen_days_before_a_warrant() -> None:
    """ORD-6: warned on Monday 2 November 2026, the last day is Monday the 16th."""
    warned, since = date(2026, 11, 2), date(2026, 10, 5)

    def says(warned_on: date | None, *, on: date) -> list[str]:
        return [each.says for each in enforcement.warning_obstacles(warned_on=warned_on, since=since, on=on)]

    assert enforcement.put_right_by(warned_on=warned).default == date(2026, 11, 16)
    assert says(None, on=ON) == ["The terms are short since 5 October 2026, and not every tenant was warned of it."]
    assert says(date(2026, 10, 4), on=ON) == says(None, on=ON)  # the warning was of another breach
    assert says(warned, on=date(2026, 11, 16)) == ["The time to put it right still runs."]
    assert says(warned, on=date(2026, 11, 17)) == []


def test_each_check_is_good_for_28_days() -> None:
    """7: made 26 October 2026, good to 23 November."""
    steps = enforcement.checklist(CHECKED, on=ON)

    assert len(steps) == 15
    assert all(step.done for step in steps)
    assert not any(step.done for step in enforcement.checklist(CHECKED, on=ON + timedelta(days=1)))
    assert "It was last done on 26 October 2026." in enforcement.checklist(CHECKED, on=date(2026, 11, 24))[0].do
    assert all(step.do for step in enforcement.checklist({}, on=ON))


def test_the_request_certifies_what_the_court_asks_and_answers_every_risk() -> None:
    """ORD-8."""
    assert "a statement of payments due and made" in enforcement.certificate(order_kind="suspended")
    assert "which of the payments ordered were not made" not in enforcement.certificate(order_kind="outright")
    assert not any(enforcement.names_a_risk(said) for said in ["", " ", "No.", "none"])
    assert enforcement.names_a_risk("No dog, but a python")


BOOKING = Booking(
    on=date(2026, 12, 9),  # fourteen clear days: the notice by 24 November
    approved=True,
    notice_delivered_on=date(2026, 11, 20),
    warrant_last_day=date(2027, 10, 1),
    attends="N. Rahman",
    attendance_confirmed=True,
    referral="made",
)


def eviction(booking: Booking, facts: Enforcement = OUTRIGHT, checks: dict[str, Checked] = CHECKED) -> list[str]:
    return rules(enforcement.eviction_obstacles(booking, facts=facts, checks=checks))


def test_an_eviction_with_every_check_is_ready() -> None:
    """Duty S0-28."""
    assert eviction(BOOKING) == []


@pytest.mark.parametrize(
    ("booking", "rule"),
    [
        pytest.param(replace(BOOKING, approved=False), "7", id="not approved"),
        pytest.param(replace(BOOKING, attends=""), "7", id="nobody goes"),
        pytest.param(replace(BOOKING, referral=""), "HOM-2", id="no homelessness referral"),
        pytest.param(replace(BOOKING, notice_delivered_on=None), "ORD-9", id="no notice of eviction"),
        pytest.param(replace(BOOKING, notice_delivered_on=date(2026, 11, 25)), "ORD-9", id="a day late"),
        pytest.param(replace(BOOKING, warrant_last_day=date(2026, 12, 8)), "ORD-10", id="warrant runs out"),
    ],
)
def test_an_eviction_lacking_one_thing_is_stopped(booking: Booking, rule: str) -> None:
    assert eviction(booking) == [rule]


def test_the_notice_of_eviction_on_its_last_day_or_dispensed_with_will_do() -> None:
    """ORD-9."""
    assert eviction(replace(BOOKING, notice_delivered_on=date(2026, 11, 24))) == []
    assert eviction(replace(BOOKING, notice_delivered_on=None, dispensed=True)) == []


def test_a_refused_referral_on_record_and_one_stale_check() -> None:
    stale = CHECKED | {"children": Checked(on=date(2026, 10, 25), by="N. Rahman")}

    assert eviction(replace(BOOKING, referral="refused")) == []
    [obstacle] = enforcement.eviction_obstacles(BOOKING, facts=OUTRIGHT, checks=stale)
    assert obstacle.says == "Not checked within 28 days: Children in the home looked at."


def test_an_eviction_without_a_named_person_is_flagged_five_days_before() -> None:
    """Duty S1-43: 9 December less five days is the 4th."""
    nobody = replace(BOOKING, attends="")

    assert enforcement.attendance_flag(nobody, on=date(2026, 12, 3)) == ""
    assert enforcement.attendance_flag(nobody, on=date(2026, 12, 4)) == "Nobody is named to attend."
    unsure = replace(BOOKING, attendance_confirmed=False)
    assert enforcement.attendance_flag(unsure, on=date(2026, 12, 4)) == "N. Rahman has not confirmed."
    assert enforcement.attendance_flag(BOOKING, on=date(2026, 12, 8)) == ""


def test_rent_runs_to_the_eviction_and_use_and_occupation_after_a_notice_to_quit() -> None:
    """SEC-7, ORD-12, NTQ-5."""
    day = date(2026, 12, 9)

    assert enforcement.charge_name(on=day, order_executed_on=day) == "rent"
    assert enforcement.charge_name(on=date(2026, 12, 10), order_executed_on=day) == "use_and_occupation"
    assert enforcement.charge_name(on=date(2026, 12, 10)) == "rent"
    assert enforcement.charge_name(on=day, notice_to_quit_ended_on=day) == "rent"
    assert enforcement.charge_name(on=date(2026, 12, 10), notice_to_quit_ended_on=day) == "use_and_occupation"


@pytest.mark.parametrize(
    ("event", "status", "cancels", "stands"),
    [
        (Event.CLEARED, "cancel", True, False),
        (Event.AGREEMENT_APPROVED, "cancel", True, False),
        (Event.PART_PAYMENT, "decide", False, True),
        (Event.BREATHING_SPACE, "stop", False, False),
        (Event.CRISIS, "stop", False, False),
        (Event.TENANT_APPLIES, "stay_pending", False, True),
        (Event.STAY_GRANTED, "stop", False, False),
        (Event.STAY_REFUSED, "go_on", False, True),
        (Event.DEATH, "stop", False, False),
    ],
)
def test_what_follows_from_an_event_before_an_eviction(event: Event, status: str, cancels: bool, stands: bool) -> None:
    """ORD-11, ORD-15, BS-4."""
    effect = eviction_events.effect_of(event)

    assert (effect.status, effect.cancels, effect.stands) == (status, cancels, stands)
    assert effect.do


def test_the_court_and_the_bailiff_are_told_the_same_day_of_a_breathing_space() -> None:
    effect = eviction_events.effect_of(Event.BREATHING_SPACE)

    assert effect.do[:2] == ("Tell the court today.", "Tell the bailiff today.")
    assert eviction_events.effect_of(Event.PART_PAYMENT).do[0] == "Ask the named manager now."
    assert "Do not cancel the bailiff." in eviction_events.effect_of(Event.TENANT_APPLIES).do


def test_a_tenant_may_ask_to_suspend_until_the_order_is_carried_out() -> None:
    """ORD-11."""
    assert eviction_events.suspended_only_if(executed=False) == ""
    assert "only if it is set aside, or for fraud" in eviction_events.suspended_only_if(executed=True)


ORDERED = date(2026, 10, 7)
FAMILY = HouseholdFacts(children=True, order_made_on=ORDERED)


def children(facts: HouseholdFacts, stage: str) -> StepState:
    return referrals.children(facts, stage=stage).state


def test_children_are_referred_at_the_order_and_again_at_the_warrant() -> None:
    """SAF-1."""
    at_order = replace(FAMILY, children_referred_on=date(2026, 10, 8))
    at_warrant = replace(at_order, warrant_begun_on=date(2026, 11, 16))

    assert children(FAMILY, "order") is StepState.MISSING
    assert children(at_order, "order") is StepState.DONE
    assert children(at_warrant, "order") is StepState.DONE
    assert children(at_warrant, "warrant") is StepState.MISSING
    assert children(replace(at_warrant, children_referred_on=date(2026, 11, 16)), "eviction") is StepState.DONE
    assert children(replace(FAMILY, children=False), "order") is StepState.NOT_NEEDED
    assert children(replace(FAMILY, children=None), "order") is StepState.MISSING
    assert children(FAMILY, "notice") is StepState.NOT_NEEDED


@pytest.mark.parametrize(
    ("stage", "facts", "breached", "state"),
    [
        ("notice", HouseholdFacts(), False, StepState.MISSING),
        ("notice", HouseholdFacts(homelessness_advised_on=ON), False, StepState.DONE),
        ("order", HouseholdFacts(), False, StepState.NOT_NEEDED),
        ("order", HouseholdFacts(), True, StepState.MISSING),
        ("order", HouseholdFacts(homelessness_refused_on=ON), True, StepState.DONE),
        ("warrant", HouseholdFacts(homelessness_advised_on=ON), True, StepState.STOP),
        ("warrant", HouseholdFacts(homelessness_referred_on=ON), True, StepState.DONE),
        ("warrant", HouseholdFacts(homelessness_refused_on=ON), True, StepState.DONE),
        ("eviction", HouseholdFacts(), True, StepState.STOP),
    ],
)
def test_homelessness_is_advised_on_offered_and_referred_by_stage(
    stage: str, facts: HouseholdFacts, breached: bool, state: StepState
) -> None:
    """HOM-2."""
    assert referrals.homelessness(facts, stage=stage, breached=breached).state is state


def test_an_outright_order_is_always_a_reason_to_offer_a_referral() -> None:
    """HOM-2."""
    assert referrals.homelessness(HouseholdFacts(), stage="order", outright=True).state is StepState.MISSING


def test_an_eviction_threatens_with_homelessness_from_56_days_before_it() -> None:
    """HOM-1: 56 days before 9 December 2026 is 14 October."""
    assert referrals.threat_from(eviction_on=date(2026, 12, 9)).answer == date(2026, 10, 14)
