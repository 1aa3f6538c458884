"""The desk's other acts: not this, calls, holds, work done and put off."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from caseload import desk, holding
from caseload.explain import explain
from caseload.models import Step
from recovery.calls import CannotRecordCall
from recovery.models import ContactAttempt
from recovery.rules.gates import Refused
from tenancies.models import AccountEvent
from tests.caseload.desk_acts import (
    NOON,
    call,
    defer,
    fingerprint,
    hold,
    mark_done,
    no_trace,
    override,
    with_claim,
    with_hearing,
)
from tests.caseload.sweeping import MONDAY, answer, pay, sweep
from tests.factories.people import Household, OfficerFactory, household
from welfare.actions import CannotHold
from welfare.models import Marker

pytestmark = pytest.mark.usefixtures("monday_noon")


# Not this


@pytest.mark.django_db
def test_not_this_keeps_the_reason_and_rests_the_step_for_four_weeks() -> None:
    home = household()

    step = override(home)

    assert (step.outcome, step.reason, step.until) == ("overridden", "Paid at the office", date(2026, 12, 21))
    event = AccountEvent.objects.get(what="step_overridden")
    assert event.by == home.officer
    assert event.summary == (
        "Not taken: send letter 1. Paid at the office. Not suggested again before 21 December 2026."
    )
    assert answer(home.account).action != "letter_1"
    assert explain(home.account, as_of=date(2026, 12, 20)).action != "letter_1"
    assert explain(home.account, as_of=date(2026, 12, 21)).action == "letter_1"


@pytest.mark.django_db
def test_not_this_from_a_stale_card_is_not_recorded() -> None:
    home = household()
    card = fingerprint(home)
    pay(home.account, "209.00")

    with pytest.raises(desk.Changed):
        desk.override(account=home.account, fingerprint=card, reason="No", by=home.officer, on=MONDAY)

    assert no_trace(home.account)


@pytest.mark.django_db
def test_not_this_without_a_reason_is_refused_and_asks_for_one() -> None:
    home = household()

    with pytest.raises(desk.NothingToDo, match="Say why the step is not taken"):
        override(home, reason="  ")

    assert no_trace(home.account)


@pytest.mark.django_db
def test_not_this_twice_sets_the_second_step_aside_and_repeats_no_first() -> None:
    home = household()

    first = override(home)
    second = override(home)

    assert first.action == "letter_1"
    assert second.action != "letter_1"


# Calls


def worth_a_call(**more: Any) -> Household:
    """Letter 1 went three weeks ago without an answer and four weeks are owed: try a call."""
    home = household(owes=Decimal("418.00"), **more)
    ContactAttempt.objects.create(
        source_ref="C1",
        tenancy=home.account.tenancy,
        person=home.tenants[0],
        at=NOON - timedelta(days=21),
        on=MONDAY - timedelta(days=21),
        channel="letter",
        direction="out",
        purpose="letter_1",
        outcome="sent",
    )
    assert explain(home.account, as_of=MONDAY).action == "call"
    return home


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["no_answer", "message_left", "wrong_number", "third_party"])
def test_a_call_that_reached_nobody_rests_for_two_days(outcome: str) -> None:
    home = worth_a_call()

    contact = call(home, outcome)

    assert (contact.outcome, contact.officer, contact.on) == (outcome, home.officer, MONDAY)
    step = Step.objects.get()
    assert (step.action, step.outcome, step.until) == ("call", "done", date(2026, 11, 25))
    assert AccountEvent.objects.get(what="call").person == home.tenants[0]
    assert answer(home.account).action != "call"


@pytest.mark.django_db
def test_a_call_that_reached_them_rests_as_long_as_its_rule_says() -> None:
    home = worth_a_call()

    call(home, "spoke", note="Starts a new job on 1 December")

    assert Step.objects.get().until == date(2026, 12, 21)  # 28 days


@pytest.mark.django_db
def test_a_promise_to_pay_is_waited_for() -> None:
    home = worth_a_call()

    call(home, "promised", promised_amount=Decimal("200.00"), promised_on=date(2026, 12, 4))

    assert (answer(home.account).action, answer(home.account).rule) == ("none", "promised")
    assert "£200.00 by 4 December 2026" in AccountEvent.objects.get(what="call").summary


@pytest.mark.django_db
def test_a_promise_half_given_is_refused_and_nothing_is_kept() -> None:
    home = worth_a_call()

    with pytest.raises(CannotRecordCall, match="Enter how much was promised and by which day"):
        call(home, "promised", promised_amount=Decimal("200.00"))

    assert not Step.objects.exists()
    assert ContactAttempt.objects.count() == 1  # the letter of three weeks ago


@pytest.mark.django_db
def test_a_call_that_was_not_the_step_is_noted_and_the_step_stays() -> None:
    home = household()

    call(home, "message_left")

    assert not Step.objects.exists()
    assert ContactAttempt.objects.count() == 1


@pytest.mark.django_db
def test_a_call_to_an_unsafe_telephone_is_refused() -> None:
    home = household()
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )

    with pytest.raises(Refused, match="Telephone calls are unsafe for Ms Amina Yusuf"):
        call(home)

    assert no_trace(home.account)


# Holding


@pytest.mark.django_db
def test_a_hold_hides_the_step_until_the_day_after_its_last_day() -> None:
    home = household()
    sweep()

    hold(home, last_day=date(2026, 11, 27), note="Decision due on Friday")

    assert (answer(home.account).action, answer(home.account).bucket) == ("none", "crisis_or_held")
    assert answer(home.account).next_look_on == date(2026, 11, 28)
    assert explain(home.account, as_of=date(2026, 11, 27)).action == "none"
    assert explain(home.account, as_of=date(2026, 11, 28)).action == "letter_1"
    assert AccountEvent.objects.get(what="hold").summary == (
        "Held until 27 November 2026: waiting for benefit. Decision due on Friday"
    )


@pytest.mark.django_db
def test_the_last_day_of_a_hold_may_be_today_and_thirteen_weeks_ahead_and_no_other() -> None:
    hold(household(), last_day=MONDAY)
    hold(household(), last_day=date(2027, 2, 22))

    with pytest.raises(CannotHold, match="must be today or later"):
        hold(household(), last_day=date(2026, 11, 22))
    with pytest.raises(CannotHold, match="Hold it until 22 February 2027 at most"):
        hold(household(), last_day=date(2027, 2, 23))
    with pytest.raises(CannotHold, match="Say in the note why"):
        hold(household(), reason="other", note="  ")


@pytest.mark.django_db
def test_a_second_hold_replaces_the_first() -> None:
    home = household()

    first = hold(home)
    second = hold(home, last_day=date(2026, 12, 11))

    first.refresh_from_db()
    assert (first.lifted_on, first.lifted_by) == (MONDAY, home.officer)
    assert explain(home.account, as_of=MONDAY).facts.held_until == second.last_day


@pytest.mark.django_db
def test_a_lifted_hold_brings_the_step_back_and_lifting_again_changes_nothing() -> None:
    home = household()
    held = hold(home)

    holding.lift_hold(hold=held, by=home.officer, on=MONDAY, at=NOON)
    holding.lift_hold(hold=held, by=home.officer, on=MONDAY, at=NOON)

    assert answer(home.account).action == "letter_1"
    assert AccountEvent.objects.filter(what="hold_lifted").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["auditor", "legal", "finance"])
def test_who_only_reads_cannot_lift_a_hold(role: str) -> None:
    held = hold(household())

    with pytest.raises(PermissionDenied):
        holding.lift_hold(hold=held, by=OfficerFactory(role=role), on=MONDAY, at=NOON)

    held.refresh_from_db()
    assert held.lifted_on is None


# Done, and put off


@pytest.mark.django_db
def test_a_piece_of_work_done_rests_as_long_as_its_rule_says() -> None:
    home = with_hearing(on=date(2026, 12, 1))

    step = mark_done(home, note="Statement served by hand")

    assert (step.action, step.outcome, step.until) == ("prepare_hearing", "done", date(2026, 11, 30))  # 7 days
    assert AccountEvent.objects.get(what="step_done").summary == (
        "Done: prepare for the hearing. Statement served by hand"
    )
    assert answer(home.account).action == "none"
    assert explain(home.account, as_of=date(2026, 11, 30)).action == "prepare_hearing"


@pytest.mark.django_db
def test_a_letter_made_by_hand_is_the_ladders_next_letter() -> None:
    home = household({"format_needed": "braille"})

    mark_done(home, note="Sent by the print unit")

    contact = ContactAttempt.objects.get()
    assert (contact.channel, contact.purpose, contact.note) == ("letter", "reminder", "Sent by the print unit")
    assert explain(home.account, as_of=MONDAY).facts.stage == 1


@pytest.mark.django_db
def test_a_letter_is_not_done_by_saying_so() -> None:
    with pytest.raises(desk.NothingToDo, match="Send the letter"):
        mark_done(household())


@pytest.mark.django_db
def test_work_done_twice_is_refused_the_second_time() -> None:
    home = with_hearing(on=date(2026, 12, 1))
    card = fingerprint(home)
    desk.mark_done(account=home.account, fingerprint=card, note="", by=home.officer, on=MONDAY)

    with pytest.raises(desk.Changed):
        desk.mark_done(account=home.account, fingerprint=card, note="", by=home.officer, on=MONDAY)

    assert Step.objects.count() == 1


@pytest.mark.django_db
def test_a_step_put_off_comes_back_on_its_day() -> None:
    home = household()
    sweep()

    step = defer(home, until=date(2026, 11, 26), reason="Team meeting")

    assert (step.outcome, step.until) == ("deferred", date(2026, 11, 26))
    assert AccountEvent.objects.get(what="step_deferred").summary == (
        "Put off to 26 November 2026: send letter 1. Team meeting"
    )
    assert (answer(home.account).action, answer(home.account).rule) == ("none", "put_off")  # nor a lesser letter
    assert explain(home.account, as_of=MONDAY).why_not.startswith(
        "No step: an officer put the next step off until 26 November 2026."
    )
    assert explain(home.account, as_of=date(2026, 11, 25)).action == "none"
    assert explain(home.account, as_of=date(2026, 11, 26)).action == "letter_1"


@pytest.mark.django_db
def test_something_stronger_comes_up_though_a_step_is_put_off() -> None:
    home = household()
    defer(home, until=date(2026, 12, 7))

    with_claim(home, hearing_on=date(2026, 12, 1))

    assert explain(home.account, as_of=MONDAY).action == "prepare_hearing"


@pytest.mark.django_db
@pytest.mark.parametrize("until", [MONDAY, MONDAY - timedelta(days=1)])
def test_a_step_is_put_off_to_a_later_day_or_not_at_all(until: date) -> None:
    home = household()

    with pytest.raises(desk.NothingToDo, match="Choose a day after today"):
        defer(home, until=until)

    assert no_trace(home.account)


@pytest.mark.django_db
def test_the_day_of_a_hearing_refuses_to_move_and_the_day_before_does_not() -> None:
    home = with_hearing(on=date(2026, 12, 1))

    with pytest.raises(Refused) as refusal:
        defer(home, until=date(2026, 12, 1))
    assert str(refusal.value) == "Prepare for the hearing must be done before 1 December 2026, which cannot move."
    assert no_trace(home.account)

    assert defer(home, until=date(2026, 11, 30)).until == date(2026, 11, 30)


@pytest.mark.django_db
def test_a_trial_waits_until_its_last_day_of_extension_and_once_that_is_past_until_its_end() -> None:
    trials = [
        household(tenancy__tenancy_type="introductory", tenancy__trial_last_day=ends, owes=Decimal("300.00"))
        for ends in (MONDAY + timedelta(days=57), MONDAY + timedelta(days=55))
    ]
    in_time, too_late = trials
    said = explain(too_late.account, as_of=MONDAY).why
    assert "The trial ends on 17 January 2027; if it was never extended, the last day to serve an extension is" in said
    assert "22 November 2026" in said

    with pytest.raises(Refused, match="must be done before 24 November 2026"):
        defer(in_time, until=MONDAY + timedelta(days=1))
    assert defer(too_late, until=MONDAY + timedelta(days=1)).action == "trial_decision"
