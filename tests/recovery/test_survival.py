"""Which agreements lived how long, from records made by hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recovery import agreements
from recovery.models import RepaymentAgreement
from recovery.rules.survival import Lived
from recovery.survival import lived_by
from tenancies.models import RentAccount
from tests.factories.people import household
from tests.recovery.agreeing import MONDAY, NOON, agree, pay

pytestmark = pytest.mark.django_db


def theirs(number: int, **known: Any) -> RepaymentAgreement:
    """The housing system's, £10.00 a week from the day after it was made, with nothing paid unless the test pays."""
    usual: dict[str, Any] = {
        "source_ref": f"AG{number}", "made_on": MONDAY - timedelta(weeks=20), "frequency": "weekly", "rent_amount": 0,
        "instalment_amount": 10, "opening_arrears": 500, "status": "live",
    }  # fmt: skip
    agreed = usual | known
    agreed.setdefault("account", household().account)
    agreed.setdefault("first_due_on", agreed["made_on"] + timedelta(days=1))
    return RepaymentAgreement.objects.create(**agreed)


def lived(group: str, as_of: date = MONDAY) -> dict[str, list[Lived]]:
    return lived_by(group, accounts=RentAccount.objects.all(), as_of=as_of)


def test_a_break_is_the_first_day_on_which_the_monitor_found_it() -> None:
    # Due on day 1 and day 8; the grace of the second is over on day 11, when £20.00, two payments, are short: week 1.
    theirs(1)

    assert lived("frequency") == {"Weekly": [Lived(weeks=1, broke=True)]}


def test_one_that_is_paid_and_runs_was_watched_until_today() -> None:
    running = theirs(1, made_on=MONDAY - timedelta(weeks=5))
    for week in range(5):
        pay(running.account, "10.00", on=running.first_due_on + timedelta(weeks=week))

    assert lived("frequency") == {"Weekly": [Lived(weeks=5, broke=False)]}


def test_one_that_ended_unbroken_was_watched_until_its_end() -> None:
    done = theirs(1, status="completed", opening_arrears=20, ended_on=MONDAY - timedelta(weeks=16))
    pay(done.account, "20.00", on=done.first_due_on)

    assert lived("frequency") == {"Weekly": [Lived(weeks=4, broke=False)]}


def test_one_that_was_ended_as_broken_before_the_monitor_saw_it_broke_at_its_end() -> None:
    theirs(1, status="broken", first_due_on=MONDAY, ended_on=MONDAY - timedelta(weeks=17))

    assert lived("frequency") == {"Weekly": [Lived(weeks=3, broke=True)]}


def test_agreements_are_grouped_by_size_channel_and_way_to_pay() -> None:
    first = household()
    agree(first, paid_by="direct_debit")
    theirs(1, instalment_amount=Decimal("21.66"), frequency="monthly", made_on=MONDAY)  # £4.998… by the week
    theirs(2, instalment_amount=Decimal("21.67"), frequency="monthly", made_on=MONDAY)  # £5.0007…
    theirs(3, instalment_amount=40, frequency="fortnightly", made_on=MONDAY)

    assert {name: len(found) for name, found in lived("size").items()} == {
        "Under £5 a week": 1, "£5 to £10 a week": 2, "£20 a week or more": 1,
    }  # fmt: skip
    assert {name: len(found) for name, found in lived("channel").items()} == {
        "By telephone": 1, "Made in the housing system": 3,
    }  # fmt: skip
    assert {name: len(found) for name, found in lived("paid_by").items()} == {"Direct debit": 1, "The tenant pays": 3}


def test_one_that_was_taken_back_is_not_counted_and_a_varied_one_left_unbroken() -> None:
    home, other = household(), household()
    agreements.take_back(agree(home), by=home.officer, at=NOON)
    old = agree(other)
    RepaymentAgreement.objects.filter(pk=old.pk).update(
        status="superseded", ended_on=MONDAY + timedelta(weeks=1), ended_why="Varied", made_on=MONDAY
    )

    assert lived("frequency", MONDAY + timedelta(weeks=3)) == {"Weekly": [Lived(weeks=1, broke=False)]}


def test_many_agreements_are_asked_for_in_as_many_statements_as_one(django_assert_num_queries: Any) -> None:
    theirs(1)
    with django_assert_num_queries(4):  # policy, agreements, their instalments, receipts
        lived("size")
    for number in range(2, 12):
        theirs(number)
    with django_assert_num_queries(4):
        lived("size")
