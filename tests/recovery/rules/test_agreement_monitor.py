"""The monitor against the slow reference: every frequency, rent-free weeks, 53-week years, however the money comes."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.rules.instalments import Tolerance, drift, paid_by, sentence, standing
from recovery.rules.plans import Step, Terms, agreed, dues
from tests.recovery import agreement_reference as reference

# Rent years from the first Monday in April; those of 2024 and 2030 have 53 weeks. Two weeks at Christmas are free.
FREE_WEEKS = frozenset(
    monday
    for year in range(2023, 2032)
    for monday in (date(year, 12, 20) + timedelta(days=n) for n in range(14))
    if monday.weekday() == 0
)
FREQUENCIES = ["weekly", "fortnightly", "four_weekly", "monthly"]


@st.composite
def plans(draw: Any) -> Terms:
    """Small agreements and large ones, so that some run out while they are looked at."""
    autumn = st.builds(date, st.integers(2023, 2030), st.integers(10, 12), st.integers(1, 30))
    first = draw(st.one_of(st.dates(date(2023, 11, 1), date(2031, 4, 30)), autumn))
    frequency = draw(st.sampled_from(FREQUENCIES))
    total = draw(st.one_of(st.decimals("1.00", "900.00", places=2), st.decimals("500.00", "900.00", places=2)))
    lump = min(draw(st.sampled_from([Decimal("0.00"), Decimal("50.00"), Decimal("200.00")])), total)
    before = draw(st.integers(0, 30))
    second = draw(st.integers(2, 9))
    month_day = first.day
    if frequency == "monthly" and (first + timedelta(days=1)).month != first.month:
        month_day = draw(st.integers(first.day, 31))
    return Terms(
        made_on=first - timedelta(days=before + 1),
        first_due_on=first,
        frequency=frequency,
        month_day=month_day if frequency == "monthly" else None,
        rent_amount=draw(st.sampled_from([Decimal("0.00"), Decimal("118.37"), Decimal("512.94")])),
        instalment_amount=draw(st.decimals("3.00", "60.00", places=2)),
        total=total,
        lump_sum=lump,
        lump_sum_on=first - timedelta(days=before) if lump else None,
        steps=draw(st.sampled_from([(), (Step(from_number=second, amount=Decimal("25.50")),)])),
        pause_free_weeks=draw(st.booleans()),
    )


@st.composite
def receipts(draw: Any, terms: Terms) -> list[tuple[date, Decimal]]:
    """Money as people pay it: a cycle of their own, early, late, in part, twice over, not at all."""
    every = draw(st.sampled_from([7, 14, 28, 30]))
    usual = draw(st.sampled_from([terms.payment, terms.payment * 2, terms.payment * 4, Decimal("10.00")]))
    found = []
    for number in range(draw(st.integers(0, 20))):
        day = terms.first_due_on + timedelta(days=number * every + draw(st.integers(-5, 6)))
        sums = draw(st.sampled_from([[usual], [usual], [usual, usual], [usual / 2], [], [usual - 1], [usual + 3]]))
        found += [(day, amount.quantize(Decimal("0.01"))) for amount in sums if day > terms.made_on]
    return sorted(found)


def agree(
    terms: Terms, money: list[tuple[date, Decimal]], *, as_of: date, tolerance: Tolerance, week_begins: int = 0
) -> None:
    """The monitor and the reference say the same, to the penny, of the terms and of the schedule as it is stored."""
    slow = reference.judge(
        reference.Agreed(
            first=terms.first_due_on,
            frequency=terms.frequency,
            month_day=terms.month_day or terms.first_due_on.day,
            rent=terms.rent_amount,
            amounts={1: terms.instalment_amount, **{step.from_number: step.amount for step in terms.steps}},
            arrears=terms.total,
            lump=terms.lump_sum,
            lump_on=terms.lump_sum_on,
            free_weeks=FREE_WEEKS,
            waits_in_free_weeks=terms.pause_free_weeks,
            week_begins=week_begins,
        ),
        money,
        as_of=as_of,
        grace=tolerance.days,
        pounds=tolerance.pounds,
    )
    known = [receipt for receipt in money if receipt[0] <= as_of]
    schedule = list(dues(terms, free_weeks=FREE_WEEKS, week_starts=week_begins))
    rows = [(due.number, due.due_on, due.rent_amount, due.arrears_amount) for due in schedule]
    for lines in (schedule, agreed(rows, terms=terms)):
        found = standing(dues=lines, receipts=known, as_of=as_of, tolerance=tolerance)
        assert (found.state.value, found.shortfall, found.next_due_on, found.last_missed_on) == slow
    for point in drift(dues=schedule, receipts=known, as_of=as_of, tolerance=tolerance):
        due = sum(due.amount for due in schedule if due.due_on <= point.due_on)
        until = min(point.due_on + timedelta(days=tolerance.days), as_of)
        assert point.drift == due - paid_by(known, until)
    said = sentence(dues=schedule, receipts=known, as_of=as_of, tolerance=tolerance)
    assert short_by(said) == slow[1]


def short_by(said: str) -> Decimal:
    """What the sentence comes to: each sum that it calls due, less what it calls paid of it."""
    if not said.endswith(("paid", "nothing paid")) or said.startswith("All that fell due"):
        return Decimal("0.00")
    sums = [Decimal(found.replace(",", "")) for found in re.findall(r"£([\d,]+\.\d\d) (?:due|paid)", said)]
    words = re.findall(r"£[\d,]+\.\d\d (due|paid)", said)
    return sum(
        (amount if word == "due" else -amount for amount, word in zip(sums, words, strict=True)), Decimal("0.00")
    )


def check(data: Any) -> None:
    terms = data.draw(plans())
    money = data.draw(receipts(terms))
    tolerance = Tolerance(
        pounds=data.draw(st.sampled_from([Decimal("1.00"), Decimal("0.00"), Decimal("7.50")])),
        days=data.draw(st.sampled_from([3, 0, 10])),
    )
    as_of = terms.made_on + timedelta(days=data.draw(st.integers(0, 420)))
    week_begins = data.draw(st.sampled_from([0, 0, 2, 6]))
    agree(terms, money, as_of=as_of, tolerance=tolerance, week_begins=week_begins)


@settings(max_examples=500, deadline=None)
@given(data=st.data())
def test_the_monitor_says_what_the_reference_says(data: Any) -> None:
    check(data)


@pytest.mark.slow
@settings(max_examples=4000, deadline=None)
@given(data=st.data())
def test_the_monitor_says_what_the_reference_says_many_times_over(data: Any) -> None:
    check(data)


POLICY = Tolerance(pounds=Decimal("1.00"), days=3)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def test_a_monthly_universal_credit_payer_on_weekly_due_dates_who_pays_ahead_is_kept_every_day() -> None:
    """£118.37 rent and £5.00 a week; £616.85, five weeks' worth, on 1 March covers five Mondays."""
    terms = Terms(
        made_on=date(2027, 2, 25), first_due_on=date(2027, 3, 1), frequency="weekly",
        rent_amount=Decimal("118.37"), instalment_amount=Decimal("5.00"), total=Decimal("25.00"),
    )  # fmt: skip
    money = [(date(2027, 3, 1), Decimal("616.85"))]

    for day in days(terms.made_on, 60):
        agree(terms, money, as_of=day, tolerance=POLICY)
        known = [receipt for receipt in money if receipt[0] <= day]
        found = standing(dues=dues(terms), receipts=known, as_of=day, tolerance=POLICY)
        assert (found.state.value, found.shortfall) == ("kept", Decimal("0.00"))


def test_a_four_weekly_housing_benefit_payer_whose_share_is_nil_is_judged_by_the_instalment_alone() -> None:
    """Benefit pays the rent four weeks behind: only the £20.00 every four weeks is the tenant's, and it came."""
    terms = Terms(
        made_on=date(2026, 11, 30), first_due_on=date(2026, 12, 7), frequency="four_weekly",
        rent_amount=Decimal("0.00"), instalment_amount=Decimal("20.00"), total=Decimal("100.00"),
    )  # fmt: skip
    money = [(date(2026, 12, 7) + timedelta(weeks=4 * number), Decimal("20.00")) for number in range(5)]

    for day in days(terms.made_on, 200):
        agree(terms, money, as_of=day, tolerance=POLICY)
        known = [receipt for receipt in money if receipt[0] <= day]
        assert standing(dues=dues(terms), receipts=known, as_of=day, tolerance=POLICY).state.value == "kept"


def test_a_53_week_year_has_53_due_dates() -> None:
    """The rent year of 2024 runs from Monday 1 April 2024 to Sunday 6 April 2025: 53 Mondays."""
    terms = Terms(
        made_on=date(2024, 3, 31), first_due_on=date(2024, 4, 1), frequency="weekly",
        rent_amount=Decimal("10.00"), instalment_amount=Decimal("1.00"), total=Decimal("53.00"),
    )  # fmt: skip

    schedule = list(dues(terms))

    assert (len(schedule), schedule[-1].due_on) == (53, date(2025, 3, 31))
    agree(terms, [], as_of=date(2025, 4, 6), tolerance=POLICY)


WEEKLY = Terms(
    made_on=date(2026, 10, 30), first_due_on=date(2026, 11, 7), frequency="weekly",
    rent_amount=Decimal("118.37"), instalment_amount=Decimal("5.00"), total=Decimal("50.00"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "money", "says"),
    [
        pytest.param(
            date(2026, 11, 6), [], "Nothing has fallen due yet: £123.37 is due on 7 November 2026", id="not yet"
        ),
        pytest.param(
            date(2026, 11, 10), [(date(2026, 11, 7), "118.37")],
            "Rent £118.37 due, £118.37 paid; instalment £5.00 due 7 November 2026, nothing paid", id="the rent alone",
        ),
        pytest.param(
            date(2026, 11, 17), [(date(2026, 11, 7), "123.37"), (date(2026, 11, 14), "118.37")],
            "Rent £118.37 due, £118.37 paid; instalment £5.00 due 14 November 2026, nothing paid",
            id="the week before was paid in full and is not told again",
        ),
        pytest.param(
            date(2026, 11, 17), [(date(2026, 11, 7), "240.00")],
            "Rent £118.37 due, £116.63 paid; instalment £5.00 due 14 November 2026, nothing paid",
            id="£240.00 is the first £123.37 and £116.63 towards the second rent",
        ),
        pytest.param(
            date(2026, 11, 17), [(date(2026, 11, 7), "3.00")],
            "Rent £236.74 due, £3.00 paid; 2 instalments, £10.00 due from 7 November 2026 to 14 November 2026, "
            "nothing paid", id="hardly anything",
        ),
        pytest.param(
            date(2026, 11, 10), [(date(2026, 11, 7), "123.37")],
            "All that fell due up to 7 November 2026 is paid", id="paid",
        ),
    ],
)  # fmt: skip
def test_the_sentence_names_what_was_due_and_what_came(as_of: date, money: list[tuple[date, str]], says: str) -> None:
    known = [(day, Decimal(amount)) for day, amount in money]

    assert sentence(dues=list(dues(WEEKLY)), receipts=known, as_of=as_of, tolerance=POLICY) == says


def test_where_benefit_pays_the_rent_the_sentence_is_of_the_instalment_alone() -> None:
    terms = Terms(
        made_on=date(2026, 10, 30), first_due_on=date(2026, 11, 7), frequency="weekly",
        rent_amount=Decimal("0.00"), instalment_amount=Decimal("5.00"), total=Decimal("50.00"),
    )  # fmt: skip

    said = sentence(
        dues=list(dues(terms)), receipts=[(date(2026, 11, 9), Decimal("2.00"))], as_of=date(2026, 11, 10),
        tolerance=POLICY,
    )  # fmt: skip

    assert said == "Instalment £5.00 due 7 November 2026, £2.00 paid"
