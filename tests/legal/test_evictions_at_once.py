"""Two people at the same eviction in the same moment: one of them is first, the other is told."""

from uuid import uuid4

from caseload.legal.evictions import acts
from caseload.models import Reminder
from legal.eviction_end import Ended
from legal.evictions import Appointment, CannotEvict
from legal.models import Eviction, PossessionOrder
from tests.at_once import at_once
from tests.legal.enforcing import DAY, MONDAY, MORNING, broken, issued, ready


def test_of_two_who_book_at_once_one_has_booked_and_the_other_is_told(own_database: str) -> None:
    found = broken()
    issued(found)
    order = PossessionOrder.objects.select_related("claim").get(pk=found.order.pk)
    when = Appointment(on=DAY, notice_delivered_on=MONDAY)

    answers = at_once(
        lambda: acts.book(order=order, when=when, **found.by()),
        lambda: acts.book(order=order, when=when, **found.manages()),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["CannotEvict", "Eviction"]
    told = next(answer for answer in answers if isinstance(answer, CannotEvict))
    assert "has booked it already, for 8 December 2026" in str(told)
    assert Eviction.objects.count() == 1


def test_one_press_sent_twice_at_once_makes_one_set_of_tasks(own_database: str) -> None:
    found = broken()
    eviction = ready(found)
    ended = Ended(outcome="possession", key=uuid4())

    answers = at_once(
        *[lambda: acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING)) for _ in range(2)]
    )

    assert sorted(again for _, again in answers) == [False, True]
    assert Reminder.objects.filter(account=found.account, made_at=MORNING).count() == 7
