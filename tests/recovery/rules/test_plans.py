"""The schedule of a repayment agreement: every day and sum here is worked by hand."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from recovery.rules.plans import CannotPlan, Due, Step, Terms, next_pay_day, schedule

SUNDAY = date(2026, 11, 22)


def terms(**known: Any) -> Terms:
    """£30.00 a week towards £100.00, and £80.00 of rent: due Mondays from 7 December 2026."""
    usual: dict[str, Any] = {
        "made_on": SUNDAY,
        "first_due_on": date(2026, 12, 7),
        "frequency": "weekly",
        "rent_amount": Decimal("80.00"),
        "instalment_amount": Decimal("30.00"),
        "total": Decimal("100.00"),
    }
    money = {"rent_amount", "instalment_amount", "total", "lump_sum"}
    return Terms(**usual | {name: Decimal(value) if name in money else value for name, value in known.items()})


def made(**known: Any) -> list[tuple[int, date, Decimal, Decimal]]:
    return rows(schedule(terms(**known), on=SUNDAY))


def rows(dues: list[Due]) -> list[tuple[int, date, Decimal, Decimal]]:
    return [(due.number, due.due_on, due.rent_amount, due.arrears_amount) for due in dues]


def test_the_last_instalment_is_what_is_left_of_the_arrears() -> None:
    # 30 + 30 + 30 = 90; the fourth is the £10.00 left.
    assert made() == [
        (1, date(2026, 12, 7), Decimal("80.00"), Decimal("30.00")),
        (2, date(2026, 12, 14), Decimal("80.00"), Decimal("30.00")),
        (3, date(2026, 12, 21), Decimal("80.00"), Decimal("30.00")),
        (4, date(2026, 12, 28), Decimal("80.00"), Decimal("10.00")),
    ]


@pytest.mark.parametrize(
    ("frequency", "first", "days"),
    [
        ("weekly", date(2026, 12, 7), [date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21), date(2026, 12, 28)]),
        (
            "fortnightly",
            date(2026, 12, 4),
            [date(2026, 12, 4), date(2026, 12, 18), date(2027, 1, 1), date(2027, 1, 15)],
        ),
        ("four_weekly", date(2027, 2, 1), [date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 29), date(2027, 4, 26)]),
        ("monthly", date(2026, 12, 28), [date(2026, 12, 28), date(2027, 1, 28), date(2027, 2, 28), date(2027, 3, 28)]),
    ],
)  # fmt: skip
def test_every_frequency_comes_round(frequency: str, first: date, days: list[date]) -> None:
    assert [day for _, day, _, _ in made(frequency=frequency, first_due_on=first)] == days


def test_the_day_agreed_is_kept_through_shorter_months() -> None:
    # Agreed for the 31st and begun on 30 November, which has no 31st.
    found = made(frequency="monthly", first_due_on=date(2026, 11, 30), month_day=31)

    assert [day for _, day, _, _ in found] == [
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    ]  # fmt: skip


def test_a_lump_sum_comes_first_and_carries_no_rent() -> None:
    found = made(lump_sum="55.00", lump_sum_on=date(2026, 11, 27))

    # £100.00 less £55.00 leaves £45.00: 30 and 15.
    assert found == [
        (1, date(2026, 11, 27), Decimal("0.00"), Decimal("55.00")),
        (2, date(2026, 12, 7), Decimal("80.00"), Decimal("30.00")),
        (3, date(2026, 12, 14), Decimal("80.00"), Decimal("15.00")),
    ]


def test_all_in_one_lump_sum_is_a_plan_with_one_date() -> None:
    assert made(lump_sum="100.00", lump_sum_on=date(2026, 12, 7)) == [
        (1, date(2026, 12, 7), Decimal("0.00"), Decimal("100.00"))
    ]


def test_steps_change_the_instalment_from_a_number_on() -> None:
    stepped = terms(
        instalment_amount="5.00",
        steps=(Step(from_number=3, amount=Decimal("20.00")), Step(from_number=5, amount=Decimal("40.00"))),
    )

    found = schedule(stepped, on=SUNDAY)

    # 5 + 5 + 20 + 20 = 50; then 40, and the £10.00 left.
    assert [due.arrears_amount for due in found] == [Decimal(n) for n in ("5", "5", "20", "20", "40", "10")]
    # A whole payment is the rent of £80.00 with the instalment of that time; what is left at the end is none.
    assert [due.payment for due in found] == [Decimal(n) for n in ("85", "85", "100", "100", "120", "120")]


FREE = {date(2026, 12, 21), date(2026, 12, 28)}


def test_a_rent_free_week_has_no_rent_and_its_instalment_all_the_same() -> None:
    found = schedule(terms(), on=SUNDAY, free_weeks=FREE)

    assert [(due.rent_amount, due.arrears_amount) for due in found] == [
        (Decimal("80.00"), Decimal("30.00")), (Decimal("80.00"), Decimal("30.00")),
        (Decimal("0.00"), Decimal("30.00")), (Decimal("0.00"), Decimal("10.00")),
    ]  # fmt: skip


def test_instalments_wait_in_rent_free_weeks_only_where_it_was_agreed() -> None:
    found = schedule(terms(pause_free_weeks=True), on=SUNDAY, free_weeks=FREE)

    assert rows(found) == [
        (1, date(2026, 12, 7), Decimal("80.00"), Decimal("30.00")),
        (2, date(2026, 12, 14), Decimal("80.00"), Decimal("30.00")),
        (3, date(2027, 1, 4), Decimal("80.00"), Decimal("30.00")),
        (4, date(2027, 1, 11), Decimal("80.00"), Decimal("10.00")),
    ]


def test_of_a_fortnight_with_a_rent_free_week_half_the_rent_is_due() -> None:
    fortnightly = terms(frequency="fortnightly", rent_amount="165.33")

    found = schedule(fortnightly, on=SUNDAY, free_weeks={date(2026, 12, 28)})

    # From 7, 21 December and 4, 18 January; the second covers the weeks of 21 and 28 December. 165.33 / 2 = 82.665.
    assert [due.rent_amount for due in found] == [Decimal(n) for n in ("165.33", "82.67", "165.33", "165.33")]


def test_a_months_rent_is_spread_over_the_year_whatever_weeks_are_free() -> None:
    found = schedule(terms(frequency="monthly"), on=SUNDAY, free_weeks=FREE)

    assert {due.rent_amount for due in found} == {Decimal("80.00")}


def test_where_rent_weeks_begin_on_a_wednesday_a_free_week_does_too() -> None:
    # The free week of Monday 21 December is Wednesday 23 to Tuesday 29: Monday the 21st is still charged, the 28th not.
    found = schedule(terms(), on=SUNDAY, free_weeks={date(2026, 12, 21)}, week_starts=2)

    assert [(due.due_on.day, due.rent_amount) for due in found] == [
        (7, Decimal("80.00")), (14, Decimal("80.00")), (21, Decimal("80.00")), (28, Decimal("0.00")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "field", "says"),
    [
        pytest.param({"instalment_amount": "0.00"}, "instalment_amount", "more than £0.00", id="nothing a week"),
        pytest.param({"instalment_amount": "-5.00"}, "instalment_amount", "more than £0.00", id="less than nothing"),
        pytest.param({"rent_amount": "-1.00"}, "rent_amount", "cannot be less than £0.00", id="negative rent"),
        pytest.param({"total": "0.00"}, "total", "Nothing is owed", id="nothing owed"),
        pytest.param({"instalment_amount": "1.005"}, "instalment_amount", "pounds and pence", id="half a penny"),
        pytest.param(
            {"first_due_on": date(2026, 11, 21)}, "first_due_on", "21 November 2026, which has passed", id="in the past"
        ),
        pytest.param({"first_due_on": date(2027, 11, 24)}, "first_due_on", "by 23 November 2027", id="too far ahead"),
        pytest.param(
            {"lump_sum": "100.01", "lump_sum_on": date(2026, 12, 1)}, "lump_sum", "£100.00", id="lump sum too large"
        ),
        pytest.param({"lump_sum": "10.00"}, "lump_sum", "its amount and its day", id="lump sum without a day"),
        pytest.param(
            {"lump_sum": "10.00", "lump_sum_on": date(2026, 12, 8)}, "lump_sum", "7 December 2026", id="lump sum later"
        ),
        pytest.param(
            {"lump_sum": "10.00", "lump_sum_on": date(2026, 11, 21)}, "lump_sum", "has passed", id="lump sum is past"
        ),
        pytest.param({"month_day": 7}, "month_day", "monthly instalments only", id="a month's day by the week"),
        pytest.param({"month_day": 32, "frequency": "monthly"}, "month_day", "1 to 31", id="no such day"),
        pytest.param({"month_day": 8, "frequency": "monthly"}, "month_day", "not due on day 8", id="another day"),
        pytest.param(
            {"steps": (Step(from_number=1, amount=Decimal("5")),)}, "steps", "later instalment", id="step at the first"
        ),
        pytest.param(
            {"steps": (Step(from_number=2, amount=Decimal("0")),)}, "steps", "more than £0.00", id="step to nothing"
        ),
        pytest.param(
            {"steps": (Step(from_number=9, amount=Decimal("5")),)}, "steps", "cleared after 4", id="step never reached"
        ),
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused_with_what_to_change(known: Any, field: str, says: str) -> None:
    with pytest.raises(CannotPlan, match=says) as refusal:
        made(**known)

    assert refusal.value.field == field


def test_only_money_from_the_day_after_it_is_made_counts_so_nothing_is_due_before() -> None:
    """Figures: agreement, paid: effective after the day it was made."""
    monday = date(2026, 11, 23)
    with pytest.raises(CannotPlan, match="only money from tomorrow counts: choose 23 November 2026 or later") as today:
        made(first_due_on=SUNDAY)
    with pytest.raises(CannotPlan, match="The lump sum is due today, but only money from tomorrow counts") as lump:
        made(lump_sum="10.00", lump_sum_on=SUNDAY)

    assert (today.value.field, lump.value.field) == ("first_due_on", "lump_sum")
    assert made(first_due_on=monday, lump_sum="10.00", lump_sum_on=monday)[0][1] == monday


def test_what_a_court_ordered_may_fall_due_on_the_day_of_its_order() -> None:
    assert schedule(terms(first_due_on=SUNDAY), on=SUNDAY, ordered=True)[0].due_on == SUNDAY


def test_a_plan_that_never_ends_is_refused_with_the_smallest_instalment_that_works() -> None:
    # From 7 December 2026 to 7 December 2036 there are 522 Mondays (3,653 days are 521 weeks and 6 days).
    # £5,000.00 / 522 = £9.578…: £9.58.
    with pytest.raises(CannotPlan, match="not cleared in 10 years") as refusal:
        made(total="5000.00", instalment_amount="1.00")

    assert "£9.58 a week" in str(refusal.value)
    assert refusal.value.nearest == Decimal("9.58")
    assert len(made(total="5000.00", instalment_amount="9.58")) == 522
    with pytest.raises(CannotPlan):
        made(total="5000.00", instalment_amount="9.57")


def test_of_a_stepped_plan_that_never_ends_the_smallest_last_step_that_works_is_named() -> None:
    # £5,000.00 over 522 Mondays (see above): two of £1.00, ten of £2.00, and £4,978.00 / 510 = £9.7607…: £9.77.
    slow = {"total": "5000.00", "instalment_amount": "1.00"}
    steps = (Step(from_number=3, amount=Decimal("2.00")), Step(from_number=13, amount=Decimal("3.00")))
    with pytest.raises(CannotPlan, match=r"smallest instalment from instalment 13 on is £9\.77 a week") as refusal:
        made(**slow, steps=steps)

    assert (refusal.value.field, refusal.value.nearest) == ("steps", None)
    enough = (steps[0], Step(from_number=13, amount=Decimal("9.77")))
    assert len(made(**slow, steps=enough)) == 522
    with pytest.raises(CannotPlan):
        made(**slow, steps=(steps[0], Step(from_number=13, amount=Decimal("9.76"))))


def test_what_a_court_ordered_holds_however_long_it_takes() -> None:
    slow = schedule(terms(total="5000.00", instalment_amount="1.00"), on=SUNDAY, ordered=True)
    never = schedule(terms(total="9000.00", instalment_amount="1.00"), on=SUNDAY, ordered=True)

    # A pound a week: 5,000 Mondays, the last 4,999 weeks after 7 December 2026.
    assert (len(slow), slow[-1].due_on) == (5000, date(2026, 12, 7) + timedelta(weeks=4999))
    assert sum(due.arrears_amount for due in slow) == Decimal("5000.00")
    # 9,000 take longer than a hundred years, of which 36,524 days are 5,217 weeks: so much is written down.
    assert (len(never), never[-1].due_on) == (5218, date(2126, 12, 2))


@given(
    total=st.decimals("0.01", "8000.00", places=2),
    instalment=st.decimals("0.01", "400.00", places=2),
    lump=st.decimals("0.00", "500.00", places=2),
    steps=st.lists(st.tuples(st.integers(2, 30), st.decimals("0.01", "90.00", places=2)), max_size=3),
    frequency=st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly"]),
    ahead=st.integers(1, 366),
    free=st.sets(st.integers(0, 200), max_size=8),
    pauses=st.booleans(),
)
def test_a_schedule_clears_the_arrears_to_the_penny_or_says_what_would(
    total: Decimal, instalment: Decimal, lump: Decimal, steps: list[tuple[int, Decimal]], frequency: str, ahead: int,
    free: set[int], pauses: bool,
) -> None:  # fmt: skip
    agreed = terms(
        total=total, instalment_amount=instalment, frequency=frequency, first_due_on=SUNDAY + timedelta(days=ahead),
        lump_sum=min(lump, total), lump_sum_on=SUNDAY + timedelta(days=ahead) if lump else None,
        steps=tuple(Step(from_number=number, amount=amount) for number, amount in sorted(dict(steps).items())),
        pause_free_weeks=pauses,
    )  # fmt: skip
    free_weeks = {date(2026, 11, 23) + timedelta(weeks=number) for number in free}
    found: list[Due] = []
    with suppress(CannotPlan):
        found = schedule(agreed, on=SUNDAY, free_weeks=free_weeks)
    event("refused" if not found else "made")
    if not found:
        return

    assert sum(due.arrears_amount for due in found) == total
    assert [due.number for due in found] == list(range(1, len(found) + 1))
    assert all(earlier.due_on <= later.due_on for earlier, later in pairwise(found))
    assert found[-1].arrears_amount > 0
    assert all(due.amount > 0 for due in found)


@pytest.mark.parametrize(
    ("on", "frequency", "known", "expected"),
    [
        pytest.param(SUNDAY, "weekly", date(2026, 11, 20), date(2026, 11, 27), id="Fridays"),
        pytest.param(date(2026, 11, 27), "weekly", date(2026, 11, 20), date(2026, 11, 27), id="today is the day"),
        pytest.param(SUNDAY, "fortnightly", date(2026, 11, 20), date(2026, 12, 4), id="every other Friday"),
        pytest.param(SUNDAY, "four_weekly", date(2026, 10, 12), date(2026, 12, 7), id="Housing Benefit, four-weekly"),
        pytest.param(SUNDAY, "four_weekly", date(2027, 1, 4), date(2026, 12, 7), id="known ahead"),
        pytest.param(SUNDAY, "monthly", date(2026, 11, 24), date(2026, 11, 24), id="Universal Credit on the 24th"),
        pytest.param(SUNDAY, "monthly", date(2026, 10, 21), date(2026, 12, 21), id="the 21st is over"),
        pytest.param(date(2027, 2, 1), "monthly", date(2026, 10, 31), date(2027, 2, 28), id="the last of February"),
    ],
)  # fmt: skip
def test_the_next_pay_day_on_or_after_a_day(on: date, frequency: str, known: date, expected: date) -> None:
    assert next_pay_day(on=on, frequency=frequency, known=known) == expected


def test_pay_on_the_31st_known_from_a_shorter_month() -> None:
    found = next_pay_day(on=date(2026, 12, 1), frequency="monthly", known=date(2026, 11, 30), month_day=31)

    assert found == date(2026, 12, 31)
