"""How a payer usually pays, and which payment did not come. Days worked by hand from a calendar."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules.payer import (
    expected_in_cycle,
    missed_payment_on,
    next_payment_on,
    payment_due_on,
    pays_regularly,
)

BANK_HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("payments", "usual", "widest", "expected"),
    [
        pytest.param(6, 30, 31, True, id="every month"),
        pytest.param(26, 7, 15, True, id="weekly, one half a gap and five days late: 7 × 1.5 + 5 = 15.5"),
        pytest.param(26, 7, 16, False, id="weekly, a fortnight and more between two"),
        pytest.param(6, 30, 50, True, id="monthly, 50 days: 30 × 1.5 + 5"),
        pytest.param(6, 30, 51, False, id="monthly, 51 days"),
        pytest.param(2, 30, 30, False, id="two payments say nothing yet"),
        pytest.param(3, 30, 31, True, id="three do"),
        pytest.param(0, None, None, False, id="never"),
        pytest.param(1, None, None, False, id="once: there is no gap"),
    ],
)
def test_who_pays_regularly(payments: int, usual: int | None, widest: int | None, expected: bool) -> None:
    assert pays_regularly(payments=payments, usual_gap_days=usual, widest_gap_days=widest) is expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # Paid on 1 October, every 31 days: the next may come until 31 days and a bank's five on, 6 November.
        pytest.param(date(2026, 10, 2), "433.33", id="the day after paying"),
        pytest.param(date(2026, 11, 6), "433.33", id="the last day of the cycle"),
        pytest.param(date(2026, 11, 7), "0.00", id="late"),
    ],
)
def test_a_regular_payers_next_payment_is_expected_until_its_cycle_ends(as_of: date, expected: str) -> None:
    next_on = next_payment_on(last_payment_on=date(2026, 10, 1), usual_gap_days=31)

    assert next_on == date(2026, 11, 6)
    assert expected_in_cycle(next_on=next_on, usual_amount=Decimal("433.33"), as_of=as_of) == Decimal(expected)
    assert expected_in_cycle(next_on=None, usual_amount=Decimal("433.33"), as_of=as_of) == 0


# A 50-week year: nothing is charged in the weeks of Monday 21 and Monday 28 December 2026.
FREE_WEEKS = {date(2026, 12, 21), date(2026, 12, 28)}


@pytest.mark.parametrize(
    ("usual_gap_days", "expected"),
    [
        # Friday 18 December, a week and five days on is 30 December; two free weeks lie between: 13 January.
        pytest.param(7, date(2027, 1, 13), id="a weekly payer may skip both free weeks"),
        # A month and five days on; the month's payment covers them.
        pytest.param(31, date(2027, 1, 23), id="a monthly payer skips nothing"),
    ],
)
def test_a_payment_may_come_later_over_rent_free_weeks(usual_gap_days: int, expected: date) -> None:
    paid_on = date(2026, 12, 18)

    found = next_payment_on(last_payment_on=paid_on, usual_gap_days=usual_gap_days, free_weeks=FREE_WEEKS)

    assert found == expected


def test_a_weekly_payer_owes_nothing_in_a_rent_free_week() -> None:
    # Fridays: 25 December and 1 January lie in free weeks, so on 4 January the latest due day is 18 December.
    found = payment_due_on(
        frequency="weekly",
        payment_day=5,
        as_of=date(2027, 1, 4),
        bank_holidays=BANK_HOLIDAYS,
        free_weeks=FREE_WEEKS,
    )

    assert found == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("payment_day", "as_of", "expected"),
    [
        pytest.param(10, date(2026, 11, 11), date(2026, 11, 10), id="the day before"),
        pytest.param(
            10, date(2026, 11, 10), date(2026, 10, 12), id="not yet on the day: last month's, a Saturday moved on"
        ),
        pytest.param(28, date(2026, 12, 1), date(2026, 11, 30), id="Saturday 28 November moves to Monday 30"),
        pytest.param(28, date(2026, 11, 30), date(2026, 10, 28), id="so on Monday 30 October's is the latest"),
        pytest.param(31, date(2027, 3, 2), date(2027, 3, 1), id="31 in February: Sunday 28 moves to Monday 1 March"),
        pytest.param(30, date(2028, 3, 2), date(2028, 2, 29), id="30 in a leap February: Tuesday 29"),
        pytest.param(25, date(2026, 12, 30), date(2026, 12, 29), id="Christmas Day moves over the weekend and holiday"),
        pytest.param(1, date(2027, 1, 5), date(2027, 1, 4), id="New Year's Day 2027, a Friday, moves to Monday 4"),
        # 31 October 2026 is a Saturday and moves to Monday 2 November, so on that day September's is the latest.
        pytest.param(31, date(2026, 11, 2), date(2026, 9, 30), id="October's not yet passed: September's"),
    ],
)
def test_the_latest_day_on_which_a_monthly_payers_money_was_due(payment_day: int, as_of: date, expected: date) -> None:
    found = payment_due_on(frequency="monthly", payment_day=payment_day, as_of=as_of, bank_holidays=BANK_HOLIDAYS)

    assert found == expected


@pytest.mark.parametrize(
    ("payment_day", "as_of", "expected"),
    [
        pytest.param(1, date(2026, 11, 24), date(2026, 11, 23), id="Mondays, on Tuesday"),
        pytest.param(1, date(2026, 11, 23), date(2026, 11, 16), id="Mondays, on Monday: last week's"),
        pytest.param(7, date(2026, 11, 23), date(2026, 11, 22), id="Sundays, on Monday"),
        pytest.param(15, date(2026, 11, 23), None, id="there is no fifteenth day of a week"),
        pytest.param(None, date(2026, 11, 23), None, id="no day known"),
    ],
)
def test_the_latest_day_on_which_a_weekly_payers_money_was_due(
    payment_day: int | None, as_of: date, expected: date | None
) -> None:
    found = payment_due_on(frequency="weekly", payment_day=payment_day, as_of=as_of, bank_holidays=BANK_HOLIDAYS)

    assert found == expected


@pytest.mark.parametrize("frequency", ["", "irregular", "fortnightly", "four_weekly"])
def test_no_day_is_due_where_the_way_of_paying_does_not_say(frequency: str) -> None:
    assert payment_due_on(frequency=frequency, payment_day=1, as_of=date(2026, 11, 23), bank_holidays=set()) is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({}, date(2026, 11, 10), id="nothing since October"),
        pytest.param({"last_receipt_on": None}, date(2026, 11, 10), id="nothing ever"),
        pytest.param({"last_receipt_on": date(2026, 11, 10)}, None, id="paid on the day"),
        pytest.param({"last_receipt_on": date(2026, 11, 5)}, None, id="paid five days early"),
        pytest.param({"last_receipt_on": date(2026, 11, 4)}, date(2026, 11, 10), id="six days early is last month's"),
        pytest.param({"first_charge_on": date(2026, 11, 16)}, None, id="moved in after the day"),
        pytest.param({"first_charge_on": None}, None, id="nothing charged"),
        pytest.param({"due_on": None}, None, id="no day known"),
        pytest.param(
            {"has_live_benefit": True, "next_benefit_on": date(2026, 11, 20)}, None, id="Universal Credit not yet in"
        ),
        pytest.param(
            {"has_live_benefit": True, "next_benefit_on": date(2026, 12, 20)},
            date(2026, 11, 20),
            id="Universal Credit came in on the 20th and nothing followed",
        ),
        pytest.param(
            {"has_live_benefit": True, "next_benefit_on": date(2026, 12, 20), "last_receipt_on": date(2026, 11, 21)},
            None,
            id="Universal Credit came in and was passed on",
        ),
    ],
)
def test_a_payment_is_missed_when_nothing_came_for_its_day(known: dict[str, Any], expected: date | None) -> None:
    usual: dict[str, Any] = {
        "due_on": date(2026, 11, 10),
        "last_receipt_on": date(2026, 10, 10),
        "first_charge_on": date(2026, 6, 1),
        "next_benefit_on": None,
        "has_live_benefit": False,
    }

    assert missed_payment_on(**usual | known) == expected
