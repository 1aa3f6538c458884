"""The acts of the desk: who may, what each refuses, what it leaves on record, and what comes of doing it twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from caseload import desk, queue
from caseload.explain import explain
from caseload.models import ExtractLoad, Step
from legal.models import PossessionClaim
from recovery.actions import CannotRecordCall, CannotSendLetter
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.gates import Refused
from staff.models import Patch, PatchAssignment
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.sweeping import MONDAY, answer, pay, sweep
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.actions import CannotHold
from welfare.models import Hold, Marker

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Act = Callable[..., Any]


@pytest.fixture(autouse=True)
def _monday_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def fingerprint(home: Household, *, on: date = MONDAY) -> str:
    """As the card that the officer has open shows it."""
    return explain(home.account, as_of=on).decision.fingerprint


def press(home: Household, **changes: Any) -> list[OutboxMessage]:
    given = {"account": home.account, "by": home.officer, "on": MONDAY, "press": uuid4()} | changes
    given.setdefault("fingerprint", fingerprint(home))
    return desk.press_letter(**given)


def override(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "reason": "Paid at the office", "by": home.officer, "on": MONDAY} | changes
    return desk.override(fingerprint=fingerprint(home), **given)


def call(home: Household, outcome: str = "no_answer", **changes: Any) -> ContactAttempt:
    given = {
        "account": home.account,
        "person": home.tenants[0],
        "outcome": ContactAttempt.Outcome(outcome),
        "note": "",
        "promised_amount": None,
        "promised_on": None,
        "by": home.officer,
        "on": MONDAY,
        "at": NOON,
    }
    return desk.record_call(**given | changes)


def hold(home: Household, **changes: Any) -> Hold:
    given = {
        "account": home.account,
        "reason": "benefit",
        "note": "",
        "last_day": date(2026, 12, 4),
        "by": home.officer,
        "on": MONDAY,
    }
    return desk.put_on_hold(**given | changes)


def defer(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "until": date(2026, 11, 30), "by": home.officer, "on": MONDAY}
    return desk.defer(**given | changes)


def mark_done(home: Household, **changes: Any) -> Step:
    given = {"account": home.account, "note": "", "by": home.officer, "on": MONDAY} | changes
    return desk.mark_done(fingerprint=fingerprint(home), **given)


ACTS: list[Act] = [press, override, call, hold, defer, mark_done]


def no_trace(account: RentAccount) -> bool:
    return not (
        Step.objects.exists()
        or OutboxMessage.objects.exists()
        or ContactAttempt.objects.exists()
        or Hold.objects.exists()
        or AccountEvent.objects.filter(account=account).exists()
    )


def with_hearing(*, on: date) -> Household:
    """The step is to prepare for the hearing: a day that the court has set."""
    home = household()
    with_claim(home, hearing_on=on)
    return home


def with_claim(home: Household, *, hearing_on: date) -> None:
    PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        route="pcol",
        issued_on=date(2026, 10, 1),
        arrears_at_issue=Decimal("900.00"),
        hearing_on=hearing_on,
        status="listed",
    )


# Who may, and who may not


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS[:-1])
@pytest.mark.parametrize("role", ["income_officer", "income_advisor", "team_leader", "income_manager"])
def test_who_works_accounts_may_act_on_those_of_their_patch(act: Act, role: str) -> None:
    home = household()

    act(home, by=OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    assert AccountEvent.objects.filter(account=home.account).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["legal", "finance", "auditor", "administrator", ""])
def test_who_does_not_work_accounts_may_not_act(act: Act, role: str) -> None:
    home = household()

    with pytest.raises(PermissionDenied, match="you can read accounts but not act on them"):
        act(home, by=OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    assert no_trace(home.account)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["income_officer", "income_advisor", "team_leader"])
def test_an_account_of_another_patch_does_not_exist_for_them(act: Act, role: str) -> None:
    home = household()
    stranger = OfficerFactory(role=role, patches=[Patch.objects.create(code="P99")])

    with pytest.raises(RentAccount.DoesNotExist):
        act(home, by=stranger)

    assert no_trace(home.account)


@pytest.mark.django_db
def test_a_patch_that_was_handed_on_is_no_longer_theirs() -> None:
    home = household()
    PatchAssignment.objects.filter(user=home.officer).update(ends_on=date(2026, 11, 20))

    with pytest.raises(RentAccount.DoesNotExist):
        hold(home)


# Sending the letter


@pytest.mark.django_db
def test_a_press_queues_the_letter_and_the_account_leaves_the_queue() -> None:
    home, other = household(), household()
    sweep()

    [message] = press(home)

    assert (message.action, message.state, message.queued_by) == ("letter_1", "queued", home.officer)
    step = Step.objects.get()
    assert (step.action, step.rule, step.outcome, step.on, step.by) == (
        "letter_1",
        "letter_1",
        "done",
        MONDAY,
        home.officer,
    )
    assert AccountEvent.objects.get(account=home.account).what == "letter_queued"
    assert answer(home.account).action == "none"
    manager = OfficerFactory(role="income_manager")
    assert [waiting.account for waiting in queue.queue(manager, on=MONDAY)] == [other.account]


@pytest.mark.django_db
def test_a_payment_after_the_card_was_drawn_stops_the_letter_and_says_so() -> None:
    home = household()
    sweep()
    card = fingerprint(home)
    pay(home.account, "209.00")

    with pytest.raises(desk.Changed) as changed:
        press(home, fingerprint=card)

    assert str(changed.value) == "No longer needed: £209.00 came in since this card was drawn. Nothing was sent."
    assert no_trace(home.account)


@pytest.mark.django_db
def test_a_part_payment_that_leaves_another_step_names_it() -> None:
    home = household()
    sweep()
    card = fingerprint(home)
    pay(home.account, "50.00")  # 159.00 is left: 1.52 weeks, a reminder

    with pytest.raises(desk.Changed) as changed:
        press(home, fingerprint=card)

    assert str(changed.value) == (
        "£50.00 came in since this card was drawn. Nothing was done. The step is now: send a reminder."
    )
    assert no_trace(home.account)


@pytest.mark.django_db
def test_a_charge_after_the_card_was_drawn_stops_it_too() -> None:
    home = household()
    sweep()
    card = fingerprint(home)
    LedgerEntryFactory(account=home.account, amount=Decimal("12.00"), effective_on=date(2026, 11, 22))

    with pytest.raises(desk.Changed, match=r"£12.00 was added to the account since this card was drawn"):
        press(home, fingerprint=card)

    assert no_trace(home.account)


@pytest.mark.django_db
def test_breathing_space_that_began_after_the_card_was_drawn_stops_it() -> None:
    home = household()
    sweep()
    card = fingerprint(home)
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=home.tenants[0], from_on=MONDAY
    )

    with pytest.raises(desk.Changed, match="Something on this account changed since this card was drawn"):
        press(home, fingerprint=card)

    assert no_trace(home.account)


@pytest.mark.django_db
def test_a_letter_is_not_sent_on_figures_over_three_days_old() -> None:
    home = household()
    ExtractLoad.objects.create(as_at=date(2026, 11, 19), state="loaded", started_at=NOON, ended_at=NOON)

    with pytest.raises(Refused) as refusal:
        press(home)

    assert str(refusal.value) == "The last extract is 4 days old (19 November 2026). Load a newer extract."
    assert no_trace(home.account)


@pytest.mark.django_db
def test_a_disputed_balance_wants_a_reason_at_the_press() -> None:
    home = household(owes=Decimal("209.00"))
    sweep()
    card = fingerprint(home)
    Marker.objects.create(
        source_ref="M1", kind="dispute", detail="balance", tenancy=home.account.tenancy, from_on=MONDAY
    )

    with pytest.raises(desk.Changed, match="answer the dispute"):
        press(home, fingerprint=card)


@pytest.mark.django_db
def test_a_step_that_is_no_letter_cannot_be_sent() -> None:
    home = with_hearing(on=date(2026, 12, 1))

    with pytest.raises(desk.Changed, match="The step is now: prepare for the hearing"):
        press(home)

    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_where_nothing_is_suggested_there_is_nothing_to_press() -> None:
    home = household(owes=Decimal("20.00"))

    with pytest.raises(desk.NothingToDo, match="No step is suggested"):
        press(home)


@pytest.mark.django_db
def test_the_same_press_twice_queues_once() -> None:
    home = household()
    card, one_press = fingerprint(home), uuid4()

    first = press(home, fingerprint=card, press=one_press)
    second = press(home, fingerprint=card, press=one_press)

    assert first == second
    assert OutboxMessage.objects.count() == Step.objects.count() == 1
    assert AccountEvent.objects.filter(what="letter_queued").count() == 1


@pytest.mark.django_db
def test_a_second_press_from_an_old_card_is_refused() -> None:
    home = household()
    card = fingerprint(home)
    press(home, fingerprint=card)

    with pytest.raises(desk.Changed):
        press(home, fingerprint=card)

    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_press_known_to_another_opens_nothing_to_a_stranger() -> None:
    home = household()
    one_press = uuid4()
    press(home, press=one_press)

    with pytest.raises(PermissionDenied):
        press(home, press=one_press, by=OfficerFactory(role="auditor"))


def both_at_once(act: Callable[[], Any]) -> list[Any]:
    """What two people's browsers get who press in the same moment: an answer or the refusal."""
    together = Barrier(2)

    def one() -> Any:
        try:
            together.wait(timeout=20)
            return act()
        except (desk.Changed, desk.NothingToDo, Refused, CannotSendLetter) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result(timeout=60) for future in [pool.submit(one), pool.submit(one)]]


def test_a_double_press_from_two_connections_queues_once_and_both_are_told_so(own_database: str) -> None:
    home = household()
    card, one_press = fingerprint(home), uuid4()

    first, second = both_at_once(lambda: press(home, fingerprint=card, press=one_press))

    assert first == second
    assert OutboxMessage.objects.count() == Step.objects.count() == 1


def test_two_officers_pressing_at_once_queue_one_letter_and_the_other_is_told(own_database: str) -> None:
    home = household()
    card = fingerprint(home)

    answers = both_at_once(lambda: press(home, fingerprint=card))

    assert OutboxMessage.objects.count() == 1
    assert len([answered for answered in answers if isinstance(answered, desk.Changed)]) == 1


def test_acts_on_two_accounts_of_one_household_do_not_wait_for_each_other_for_ever(own_database: str) -> None:
    home = household()
    garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    accounts = [home.account, garage]

    both_at_once(
        lambda: desk.put_on_hold(
            account=accounts.pop(), reason="benefit", note="", last_day=MONDAY, by=home.officer, on=MONDAY
        )
    )

    assert Hold.objects.count() == 2


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
def test_not_this_without_a_reason_is_kept_out_by_the_database() -> None:
    home = household()

    with pytest.raises(IntegrityError, match="caseload_step_override_has_reason"), transaction.atomic():
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

    desk.lift_hold(hold=held, by=home.officer, on=MONDAY)
    desk.lift_hold(hold=held, by=home.officer, on=MONDAY)

    assert answer(home.account).action == "letter_1"
    assert AccountEvent.objects.filter(what="hold_lifted").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["auditor", "legal", "finance"])
def test_who_only_reads_cannot_lift_a_hold(role: str) -> None:
    held = hold(household())

    with pytest.raises(PermissionDenied):
        desk.lift_hold(hold=held, by=OfficerFactory(role=role), on=MONDAY)

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
