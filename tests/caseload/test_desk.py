"""The desk: who may act, what a letter's press refuses, what it leaves on record, and twice at once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from caseload import desk, holding, queue
from caseload.models import ExtractLoad, Step
from recovery.models import OutboxMessage
from recovery.rules.gates import Refused
from staff.models import Patch, PatchAssignment
from tenancies.models import AccountEvent, RentAccount
from tests.at_once import at_once
from tests.caseload.desk_acts import ACTS, NOON, Act, fingerprint, hold, no_trace, press, with_hearing
from tests.caseload.sweeping import MONDAY, answer, pay, sweep
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import Hold, Marker

pytestmark = pytest.mark.usefixtures("monday_noon")


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
    events = AccountEvent.objects.filter(account=home.account).values_list("what", flat=True)
    assert sorted(events) == ["gate", "letter_queued"]  # they were never asked about needs: the nudge is written down
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

    assert str(refusal.value) == (
        "The last extract is 4 days old (19 November 2026). Load a newer extract. "
        "Until then speak with the tenant, and write down what was said."
    )
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


def test_a_double_press_from_two_connections_queues_once_and_both_are_told_so(own_database: str) -> None:
    home = household()
    card, one_press = fingerprint(home), uuid4()

    first, second = at_once(*[lambda: press(home, fingerprint=card, press=one_press)] * 2)

    assert first == second
    assert OutboxMessage.objects.count() == Step.objects.count() == 1


def test_two_officers_pressing_at_once_queue_one_letter_and_the_other_is_told(own_database: str) -> None:
    home = household()
    card = fingerprint(home)

    answers = at_once(*[lambda: press(home, fingerprint=card)] * 2)

    assert OutboxMessage.objects.count() == 1
    assert len([answered for answered in answers if isinstance(answered, desk.Changed)]) == 1


def test_acts_on_two_accounts_of_one_household_do_not_wait_for_each_other_for_ever(own_database: str) -> None:
    home = household()
    garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    accounts = [home.account, garage]

    def put_on_hold() -> None:
        holding.put_on_hold(
            account=accounts.pop(), reason="benefit", note="", last_day=MONDAY, by=home.officer, on=MONDAY, at=NOON
        )

    at_once(put_on_hold, put_on_hold)

    assert Hold.objects.count() == 2
