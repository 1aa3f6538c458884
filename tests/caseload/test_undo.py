"""Taking back: each kind of act, until when, by whom, and what stays on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from caseload import desk, holding, undo
from caseload.explain import explain
from caseload.models import Act, Step
from caseload.models.sweep import Recommendation
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.actions import Action
from tenancies.models import AccountEvent
from tests.at_once import at_once
from tests.caseload.desk import sign_in
from tests.caseload.desk_acts import NOON, call, defer, fingerprint, hold, mark_done, override, press, with_hearing
from tests.caseload.reading import text
from tests.caseload.sweeping import MONDAY
from tests.factories.people import Household, OfficerFactory, household
from welfare.models import Hold

FIVE_PAST = NOON + timedelta(minutes=5)
MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in London as well: it is winter


def undo_last(home: Household, *, at: datetime = FIVE_PAST, **changes: Any) -> str:
    act = Act.objects.latest("pk")
    return undo.take_back(act, **{"by": home.officer, "on": MONDAY, "at": at} | changes)


def step_of(home: Household) -> Action:
    return explain(home.account, as_of=MONDAY).action


pytestmark = pytest.mark.usefixtures("monday", "monday_noon")


# What each act leaves, undone


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda home: override(home), id="not this"),
        pytest.param(lambda home: defer(home), id="put off"),
        pytest.param(lambda home: hold(home), id="hold"),
    ],
)
def test_what_set_the_step_aside_is_taken_back_and_the_step_is_there_again(act: Callable[[Household], Any]) -> None:
    home = household()
    before = step_of(home)
    act(home)
    assert step_of(home) != before

    said = undo_last(home)

    assert step_of(home) == before
    assert Recommendation.objects.get(account=home.account, lapsed_on=None).action == before
    assert said.startswith("Taken back: ")
    event = AccountEvent.objects.get(what="taken_back")
    assert (event.by, event.on, event.account) == (home.officer, MONDAY, home.account)


@pytest.mark.django_db
def test_a_letter_taken_back_is_withdrawn_and_suggested_again() -> None:
    home = household()
    [message] = press(home)

    said = undo_last(home)

    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert message.why == "Nadia Rahman took it back"
    assert Step.objects.get().undone_at == FIVE_PAST
    assert step_of(home) == Action.LETTER_1
    assert said == "Taken back: Letter 1 to Ms Amina Yusuf."


@pytest.mark.django_db
def test_of_two_letters_of_one_press_the_one_that_has_left_is_named_and_the_other_withdrawn() -> None:
    home = household({"first_names": "Amina"}, {"first_names": "Bilal", "title": "Mr"})
    gone, waiting = press(home)
    OutboxMessage.objects.filter(pk=gone.pk).update(state="sending")

    said = undo_last(home)

    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert said.endswith("It had left already for Ms Amina Yusuf.")
    assert Step.objects.get().undone_at is None


@pytest.mark.django_db
def test_a_letter_that_has_left_stays_and_the_officer_is_told_what_to_do_instead() -> None:
    home = household()
    press(home)
    OutboxMessage.objects.update(state="sending")

    with pytest.raises(undo.CannotUndo, match="Write a note, and tell the tenant what is right"):
        undo_last(home)

    assert Act.objects.get().undone_at is None
    assert not AccountEvent.objects.filter(what="taken_back").exists()


@pytest.mark.django_db
def test_a_letter_taken_back_on_its_account_is_taken_back_in_the_list_too_and_counts_as_no_step(client: Client) -> None:
    home = household()
    [message] = press(home)
    sign_in(client, home.officer)

    client.post(f"/accounts/{home.account.pk}/letter/{message.pk}/take-back/")

    assert Act.objects.get().undone_at
    assert Step.objects.get().undone_at
    assert Recommendation.objects.get(account=home.account, lapsed_on=None).action == Action.LETTER_1
    page = text(client.get("/undo/"))
    assert "Taken back on 23 November 2026 at 12:00" in page
    assert "It has left" not in page


@pytest.mark.django_db
def test_of_two_letters_of_one_press_the_press_counts_until_both_are_taken_back(client: Client) -> None:
    home = household({"first_names": "Amina"}, {"first_names": "Bilal", "title": "Mr"})
    sign_in(client, home.officer)

    undone = []
    for message in press(home):
        client.post(f"/accounts/{home.account.pk}/letter/{message.pk}/take-back/")
        undone.append(Step.objects.get().undone_at)

    assert [bool(at) for at in undone] == [False, True]
    assert Act.objects.get().undone_at


@pytest.mark.django_db
def test_a_call_taken_back_counts_for_nothing_and_is_kept() -> None:
    home = household()
    call(home, "promised", promised_amount=50, promised_on=date(2026, 11, 27))
    assert explain(home.account, as_of=MONDAY).facts.spoke_on == MONDAY

    undo_last(home)

    facts = explain(home.account, as_of=MONDAY).facts
    assert (facts.spoke_on, facts.called_on, facts.promise_until) == (None, None, None)
    assert ContactAttempt.objects.get().taken_back_at == FIVE_PAST


@pytest.mark.django_db
def test_a_step_recorded_as_done_by_mistake_is_due_again() -> None:
    home = with_hearing(on=date(2026, 12, 3))
    mark_done(home)
    assert step_of(home) != Action.PREPARE_HEARING

    undo_last(home)

    assert step_of(home) == Action.PREPARE_HEARING


@pytest.mark.django_db
def test_a_letter_said_to_be_made_by_hand_is_taken_off_the_ladder_again() -> None:
    home = household({"format_needed": "braille"})
    assert step_of(home) == Action.MAKE_FORMAT
    mark_done(home)
    assert explain(home.account, as_of=MONDAY).facts.stage == 1

    undo_last(home)

    assert explain(home.account, as_of=MONDAY).facts.stage == 0
    assert step_of(home) == Action.MAKE_FORMAT


@pytest.mark.django_db
def test_undoing_a_hold_lets_the_one_it_replaced_run_on() -> None:
    home = household()
    first = hold(home, last_day=date(2026, 12, 4))
    second = hold(home, reason="dispute", last_day=date(2026, 12, 18))

    undo_last(home)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.lifted_on, first.lifted_by) == (None, None)
    assert second.lifted_on == MONDAY


@pytest.mark.django_db
def test_a_hold_lifted_by_a_colleague_is_not_lifted_again() -> None:
    home = household()
    placed = hold(home)
    holding.lift_hold(hold=placed, by=home.officer, on=MONDAY, at=NOON)
    set_it = Act.objects.get(kind="hold")

    with pytest.raises(undo.CannotUndo, match="lifted already"):
        undo.take_back(set_it, by=home.officer, on=MONDAY, at=FIVE_PAST)


@pytest.mark.django_db
def test_lifting_a_hold_stays_done_and_says_what_to_do_instead() -> None:
    home = household()
    holding.lift_hold(hold=hold(home), by=home.officer, on=MONDAY, at=NOON)

    with pytest.raises(undo.CannotUndo, match=r"This cannot be taken back\. Put the account on hold again\."):
        undo_last(home)

    assert Hold.objects.get().lifted_on == MONDAY


# Until when, by whom, how often


@pytest.mark.django_db
def test_an_act_can_be_taken_back_until_midnight_in_london_and_not_after() -> None:
    home = household()
    override(home)
    act = Act.objects.get()
    assert act.undo_until == MIDNIGHT

    with pytest.raises(undo.CannotUndo, match=r"The time to take this back is over\. Write a note"):
        undo_last(home, at=MIDNIGHT)

    undo_last(home, at=MIDNIGHT - timedelta(seconds=1))
    act.refresh_from_db()
    assert act.undone_at == MIDNIGHT - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "midnight"),
    [
        pytest.param(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), datetime(2026, 7, 1, 23, 0, tzinfo=UTC), id="summer"),
        pytest.param(
            datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 26, 0, 0, tzinfo=UTC), id="clocks go back"
        ),
    ],
)
def test_the_end_of_the_day_is_londons(at: datetime, midnight: datetime) -> None:
    assert undo.end_of_day(at) == midnight


@pytest.mark.django_db
def test_nobody_takes_back_what_somebody_else_did() -> None:
    home = household()
    override(home)
    leader = OfficerFactory(role="team_leader", patches=[home.account.tenancy.home.patch])

    with pytest.raises(Act.DoesNotExist):
        undo_last(home, by=leader)

    assert Step.objects.get().undone_at is None


@pytest.mark.django_db
def test_what_is_taken_back_is_not_taken_back_twice() -> None:
    home = household()
    override(home)
    undo_last(home)

    with pytest.raises(undo.CannotUndo, match="taken back already"):
        undo_last(home)

    assert AccountEvent.objects.filter(what="taken_back").count() == 1


def test_two_presses_on_take_back_at_once_undo_once(own_database: str) -> None:
    home = household()
    override(home)

    answers = at_once(lambda: undo_last(home), lambda: undo_last(home))

    assert [type(answer) for answer in answers].count(undo.CannotUndo) == 1
    assert AccountEvent.objects.filter(what="taken_back").count() == 1


# What is remembered


@pytest.mark.django_db
def test_a_double_press_is_remembered_once() -> None:
    home = household()
    one_press, card = uuid4(), fingerprint(home)
    press(home, press=one_press, fingerprint=card)
    press(home, press=one_press, fingerprint=card)

    assert Act.objects.count() == 1


@pytest.mark.django_db
def test_several_steps_put_off_at_once_are_taken_back_one_by_one() -> None:
    home = household()
    other = household()
    until = date(2026, 11, 30)
    desk.defer_many(accounts=[home.account, other.account], until=until, reason="Away", by=home.officer, on=MONDAY)

    undo.take_back(Act.objects.get(account=other.account), by=home.officer, on=MONDAY, at=FIVE_PAST)

    assert step_of(home) == Action.NONE
    assert step_of(other) == Action.LETTER_1


@pytest.mark.django_db
def test_a_step_is_put_off_for_four_weeks_at_most() -> None:
    home = household()

    with pytest.raises(desk.NothingToDo, match=r"Put it off to 21 December 2026 at most, then look again\."):
        defer(home, until=date(2026, 12, 22))

    defer(home, until=date(2026, 12, 21))
    assert Step.objects.get().until == date(2026, 12, 21)
