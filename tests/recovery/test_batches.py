"""Letters collect by kind, are asked again, wait for a reader of the proofs, and go as they stood then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recovery import actions, batches, outbox, policies, releases
from recovery.actions import CannotSendLetter, CannotWithdraw
from recovery.models import ContactAttempt, OutboxMessage, PrintBatch, Template, TemplateVersion
from recovery.rules.actions import Action
from staff.models import Job, Role
from tenancies.models import AccountEvent, IssuedDocument
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory
from tests.recovery.messages import step
from tests.recovery.print_room import MONDAY, NOON, READ, let_go, letter, letters, parts, states, tray, worked_off
from welfare.models import Marker

pytestmark = pytest.mark.django_db


def utc(day: int, hour: int, minute: int, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("queued_at", "cut_off"),
    [
        pytest.param(utc(23, 12, 0), utc(24, 16, 30), id="Monday noon: Tuesday"),
        pytest.param(utc(20, 17, 0), utc(23, 16, 30), id="Friday evening: Monday"),
        pytest.param(utc(24, 9, 0, month=12), utc(29, 16, 30, month=12), id="Christmas Eve: Tuesday, 28 being free"),
        pytest.param(utc(1, 23, 30, month=6), utc(3, 15, 30, month=6), id="half past midnight in a London summer"),
    ],
)
def test_a_batch_should_go_by_half_past_four_on_the_next_day_of_work(queued_at: datetime, cut_off: datetime) -> None:
    assert batches.cut_off(at=queued_at) == cut_off


def test_a_letter_joins_the_batch_of_its_kind_and_leaves_nothing_to_the_minute_run() -> None:
    first, second, other = letter(household()), letter(household()), letter(household(), Action.REMINDER)

    assert first.batch == second.batch == tray("letter_1")
    assert other.batch == tray("reminder")
    assert first.send_after == tray("letter_1").cut_off_at
    assert not outbox.due(now=NOON + timedelta(days=30)).exists()
    outbox.release(first.pk, on=MONDAY, now=NOON + timedelta(days=30))
    assert states([first, second, other]) == ["queued"] * 3


def test_emails_and_texts_leave_as_before() -> None:
    message = letter(household({"preferred_channel": "email", "email": "amina@example.com"}))

    assert message.batch is None
    assert message.send_after == NOON + timedelta(minutes=10)


def test_a_kind_that_the_policy_lets_leave_at_once_does_not_collect() -> None:
    policy = policies.in_force(on=MONDAY)
    assert policy.post.collects("letter_1")

    at_once = type(policy.post)(at_once=frozenset({Action.LETTER_1}))

    assert not at_once.collects("letter_1")
    assert at_once.collects("letter_2")
    assert not type(policy.post)(collect=False).collects("letter_2")


def test_a_batch_that_was_emptied_begins_with_a_new_deadline() -> None:
    message = letter(household())
    actions.withdraw(message=message, by=message.queued_by, why="She has paid", on=MONDAY, at=NOON)

    later = letter(household(), now=NOON + timedelta(days=3))  # a Thursday

    assert later.batch == message.batch
    assert tray().cut_off_at == datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


def test_nothing_is_released_before_somebody_has_read_the_proofs() -> None:
    message = letter(household())

    with pytest.raises(batches.CannotRelease, match="Read the proofs first"):
        releases.release(batch=tray(), postage="second", read_at=None, by=message.queued_by, on=MONDAY, now=READ)

    assert states([message]) == ["queued"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEGAL, Role.FINANCE])
def test_whoever_only_reads_neither_proofs_nor_releases(role: Role) -> None:
    letter(household())

    with pytest.raises(batches.CannotRelease, match="you can read letters but not release them"):
        batches.proofed(batch=tray(), by=OfficerFactory(role=role), at=READ)


def test_a_release_takes_what_was_there_when_the_proofs_were_read() -> None:
    [early] = letters(1)
    batches.proofed(batch=tray(), by=early.queued_by, at=READ)
    home = household(tenancy__home=early.account.tenancy.home)
    home.officer = early.queued_by
    late = letter(home, now=READ + timedelta(minutes=1))

    gone = releases.release(batch=tray(), postage="first", read_at=READ, by=early.queued_by, on=MONDAY, now=READ)

    assert list(batches.waiting(gone)) == [early]
    assert list(batches.waiting(tray())) == [late]
    assert gone.get_postage_display() == "First class"
    with pytest.raises(batches.CannotRelease, match="Read the proofs first"):
        releases.release(batch=tray(), postage="second", read_at=None, by=early.queued_by, on=MONDAY, now=READ)


def test_a_colleagues_letters_stay_for_the_colleague() -> None:
    ours, theirs = letter(household()), letter(household(tenancy__home__patch=PatchFactory(code="N9")))

    worked_off(let_go(ours))

    assert states([ours, theirs]) == ["sent", "queued"]
    assert list(batches.waiting(tray(), user=theirs.queued_by)) == [theirs]
    manager = OfficerFactory(role=Role.INCOME_MANAGER)
    assert list(batches.waiting(tray(), user=manager)) == [theirs]


def test_a_second_press_answers_the_first_release() -> None:
    message = letter(household())
    gone = let_go(message)

    again = releases.release(batch=tray(), postage="second", read_at=READ, by=message.queued_by, on=MONDAY, now=READ)

    assert again == gone
    assert Job.objects.count() == 1


def test_each_letter_is_asked_again_as_it_goes_and_the_parts_add_up() -> None:
    sent, paid, dead, safe = messages = letters(4)
    LedgerEntryFactory(account=paid.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)
    dead.person.died_on = date(2026, 11, 20)
    dead.person.save()
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="letter_unsafe", person=safe.person, from_on=MONDAY
    )

    foreseen = batches.standing(list(batches.for_check(batches.waiting(tray()))), on=MONDAY)
    batch = worked_off(let_go(sent))

    assert [each.ready for each in foreseen] == [True, False, False, False]
    assert states(messages) == ["sent", "withdrawn", "withdrawn", "withdrawn"]
    withdrawn = OutboxMessage.objects.filter(state="withdrawn").order_by("pk")
    assert [message.why for message in withdrawn] == [each.why for each in foreseen[1:]]
    assert parts(batch.job) == (4, 1, 3, 0, 0)
    assert IssuedDocument.objects.count() == ContactAttempt.objects.count() == 1
    assert (batch.state, batch.job and batch.job.state) == ("released", "done")


def test_asking_many_letters_again_costs_no_more_queries_than_asking_one(django_assert_max_num_queries: Any) -> None:
    letters(1)
    with django_assert_max_num_queries(12) as first:
        batches.standing(list(batches.for_check(batches.waiting(tray()))), on=MONDAY)
    letters(20, Action.REMINDER)

    with django_assert_max_num_queries(len(first)):
        found = batches.standing(list(batches.for_check(batches.waiting(tray("reminder")))), on=MONDAY)

    assert [each.ready for each in found] == [True] * 20


def test_a_letter_may_be_taken_back_until_its_batch_is_released() -> None:
    first, second = letters(2)
    weeks_later = READ + timedelta(days=20)
    actions.withdraw(message=second, by=second.queued_by, why="She has paid", on=MONDAY, at=weeks_later)
    worked_off(let_go(first))

    assert states([first, second]) == ["sent", "withdrawn"]
    with pytest.raises(CannotWithdraw, match="can no longer be taken back: sent"):
        actions.withdraw(message=first, by=first.queued_by, why="Too late", on=MONDAY, at=READ)


# ---------------------------------------------------------------------------------------------------- the same again


def sent_on(day: date, **changes: object) -> tuple[OutboxMessage, ContactAttempt]:
    message = letter(household())
    contact = ContactAttempt.objects.create(
        tenancy_id=message.account.tenancy_id, account=message.account, person=message.person,
        at=NOON, on=day, channel="letter", direction="out", purpose="letter_1",
        **{"outcome": "sent", **changes},
    )  # fmt: skip
    actions.withdraw(message=message, by=message.queued_by, why="For another reason", on=MONDAY, at=NOON)
    return message, contact


def again(message: OutboxMessage) -> list[OutboxMessage]:
    return step(Household(message.account, [message.person], message.queued_by), Action.LETTER_1)


@pytest.mark.parametrize("day", [MONDAY, date(2026, 11, 17)])
def test_the_same_letter_goes_once_in_seven_days(day: date) -> None:
    message, _ = sent_on(day)

    with pytest.raises(CannotSendLetter, match=r"Letter 1 went on .* already\. The same letter may go again from"):
        again(message)


def test_on_the_seventh_day_it_may_go_again() -> None:
    message, _ = sent_on(date(2026, 11, 16))

    assert again(message)[0].state == "queued"


@pytest.mark.parametrize("changes", [{"outcome": "returned_mail"}, {"taken_back_at": NOON}, {"purpose": "reminder"}])
def test_a_letter_that_came_back_was_taken_back_or_was_another_does_not_count(changes: dict[str, object]) -> None:
    message, contact = sent_on(MONDAY)
    ContactAttempt.objects.filter(pk=contact.pk).update(**changes)

    assert again(message)[0].state == "queued"


# ------------------------------------------------------------------------------------------------- a second reader


def contentious(message: OutboxMessage) -> OutboxMessage:
    template = Template.objects.create(action="letter_1", channel="letter", name="Letter 1")
    message.template_version = TemplateVersion.objects.create(
        template=template, number=1, body="…", contentious=True, made_by=message.queued_by, made_at=NOON
    )
    message.save()
    return message


def test_s1_48_a_contentious_letter_waits_for_a_second_reader() -> None:
    first, second = letters(2)
    contentious(first)
    colleague = OfficerFactory(name="Tom Fenwick", patches=[first.account.tenancy.home.patch])

    with pytest.raises(batches.CannotRelease, match="a colleague reads it before it goes"):
        batches.read(message=first, by=first.queued_by, at=READ)
    worked_off(let_go(first))
    assert states([first, second]) == ["queued", "sent"]
    assert first.pk in batches.waiting(tray()).values_list("pk", flat=True)

    batches.read(message=first, by=colleague, at=READ)
    worked_off(let_go(first, at=READ + timedelta(hours=1)))

    first.refresh_from_db()
    assert (first.state, first.read_by) == ("sent", colleague)
    assert AccountEvent.objects.filter(by=colleague, summary__contains="was read by a second person").count() == 1


def test_a_batch_of_nothing_but_unread_letters_is_not_released() -> None:
    [message] = letters(1)
    contentious(message)

    with pytest.raises(batches.CannotRelease, match="None of these letters can go yet"):
        let_go(message)

    assert PrintBatch.objects.count() == 1
