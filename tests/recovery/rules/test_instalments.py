"""Is an agreement kept? Every sum and date here is worked by hand from the definition."""

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.rules.facts import AgreementState
from recovery.rules.instalments import Tolerance, due_by, standing
from recovery.rules.plans import Terms, due_on, dues

TOLERANCE = Tolerance(pounds=Decimal("1.00"), days=3)


def terms(**known: Any) -> Terms:
    """£20.00 a week towards £100.00, and £80.00 of rent each week: due Mondays from 7 September 2026."""
    usual: dict[str, Any] = {
        "made_on": date(2026, 9, 1),
        "first_due_on": date(2026, 9, 7),
        "frequency": "weekly",
        "rent_amount": Decimal("80.00"),
        "instalment_amount": Decimal("20.00"),
        "total": Decimal("100.00"),
    }
    return Terms(**usual | known)


def judged(agreed: Terms, as_of: date, *receipts: tuple[date, str]) -> Any:
    return standing(
        dues=dues(agreed),
        receipts=[(day, Decimal(amount)) for day, amount in receipts],
        as_of=as_of,
        tolerance=TOLERANCE,
    )


@pytest.mark.parametrize(
    ("frequency", "first", "number", "expected"),
    [
        pytest.param("weekly", date(2026, 9, 7), 3, date(2026, 9, 28), id="weekly"),
        pytest.param("fortnightly", date(2026, 12, 28), 1, date(2027, 1, 11), id="fortnightly over the new year"),
        pytest.param("four_weekly", date(2028, 2, 7), 1, date(2028, 3, 6), id="four-weekly over a leap day"),
        pytest.param("monthly", date(2027, 1, 31), 1, date(2027, 2, 28), id="the 31st, in February"),
        pytest.param("monthly", date(2028, 1, 31), 1, date(2028, 2, 29), id="the 31st, in a leap February"),
        pytest.param("monthly", date(2027, 1, 31), 2, date(2027, 3, 31), id="the 31st is not lost by a short month"),
        pytest.param("monthly", date(2027, 1, 31), 3, date(2027, 4, 30), id="the 31st, in April"),
        pytest.param("monthly", date(2028, 2, 29), 12, date(2029, 2, 28), id="from a leap day, a year on"),
    ],
)
def test_the_due_dates_come_round(frequency: str, first: date, number: int, expected: date) -> None:
    assert due_on(terms=terms(frequency=frequency, first_due_on=first), number=number) == expected


@pytest.mark.parametrize(
    ("total", "instalment", "dates"),
    [
        pytest.param("100.00", "20.00", 5, id="it comes out even"),
        pytest.param("100.00", "30.00", 4, id="the fourth is the £10.00 left"),
        pytest.param("401.39", "5.00", 81, id="the eighty-first is £1.39"),
        pytest.param("5.00", "20.00", 1, id="less than one instalment"),
        pytest.param("60.01", "20.00", 4, id="a penny over"),
    ],
)
def test_the_last_instalment_is_what_is_left_and_has_a_date_of_its_own(total: str, instalment: str, dates: int) -> None:
    agreed = terms(total=Decimal(total), instalment_amount=Decimal(instalment))

    assert len(list(dues(agreed))) == dates
    # Each date asks £80.00 of rent; the instalments come to the total and not a penny more.
    assert due_by(dues(agreed), date.max) == 80 * dates + Decimal(total)


def test_nothing_falls_due_after_the_last_instalment() -> None:
    agreed = terms(total=Decimal("50.00"))  # £20.00 on the 7th and the 14th, £10.00 on the 21st

    assert judged(agreed, date(2026, 9, 14)).next_due_on == date(2026, 9, 21)
    assert judged(agreed, date(2026, 9, 21)).next_due_on is None
    # Due in all: 3 × £80.00 + £50.00 = £290.00, months later too.
    assert judged(agreed, date(2027, 6, 1)).shortfall == Decimal("290.00")


def test_a_due_date_counts_at_the_end_of_its_third_day_of_grace() -> None:
    agreed = terms()  # £100.00 on Monday 7 September; grace 8, 9, 10

    assert judged(agreed, date(2026, 9, 9)).shortfall == Decimal("0.00")
    assert judged(agreed, date(2026, 9, 10)).shortfall == Decimal("100.00")
    assert judged(agreed, date(2026, 9, 10), (date(2026, 9, 10), "100.00")).shortfall == Decimal("0.00")


def test_money_after_the_grace_mends_the_shortfall_but_the_date_was_missed() -> None:
    late = judged(terms(), date(2026, 9, 11), (date(2026, 9, 11), "100.00"))

    assert late.state == AgreementState.KEPT
    assert late.shortfall == Decimal("0.00")
    assert late.last_missed_on == date(2026, 9, 7)


def test_money_on_the_last_day_of_grace_misses_nothing() -> None:
    on_time = judged(terms(), date(2026, 9, 11), (date(2026, 9, 10), "100.00"))

    assert on_time.last_missed_on is None


@pytest.mark.parametrize(
    ("paid", "state", "shortfall", "missed"),
    [
        pytest.param("100.00", AgreementState.KEPT, "0.00", None, id="in full"),
        pytest.param("99.00", AgreementState.KEPT, "1.00", None, id="a pound short is overlooked"),
        pytest.param("98.99", AgreementState.SLIPPING, "1.01", date(2026, 9, 7), id="a penny more is not"),
        pytest.param("0.00", AgreementState.SLIPPING, "100.00", date(2026, 9, 7), id="one whole payment"),
        pytest.param("250.00", AgreementState.KEPT, "0.00", None, id="ahead: never below nil"),
    ],
)
def test_one_payment_short_is_slipping_and_a_pound_is_overlooked(
    paid: str, state: AgreementState, shortfall: str, missed: date | None
) -> None:
    found = judged(terms(), date(2026, 9, 10), (date(2026, 9, 7), paid))

    assert (found.state, found.shortfall, found.last_missed_on) == (state, Decimal(shortfall), missed)


@pytest.mark.parametrize(
    ("paid", "state"),
    [
        # Due by the 17th: two payments, £200.00. Broken from two payments less the tolerance of £1.00.
        pytest.param("1.01", AgreementState.SLIPPING, id="£198.99 short"),
        pytest.param("1.00", AgreementState.BROKEN, id="£199.00 short"),
        pytest.param("0.00", AgreementState.BROKEN, id="£200.00 short"),
    ],
)
def test_two_payments_short_less_a_pound_is_broken(paid: str, state: AgreementState) -> None:
    assert judged(terms(), date(2026, 9, 17), (date(2026, 9, 8), paid)).state == state


def test_a_small_agreement_a_pound_short_of_two_payments_is_kept_first() -> None:
    # Payments of 50p: after two dates £1.00 is due, which is within the tolerance though it is two payments.
    agreed = terms(rent_amount=Decimal("0.00"), instalment_amount=Decimal("0.50"), total=Decimal("10.00"))

    assert judged(agreed, date(2026, 9, 17)).state == AgreementState.KEPT


def test_what_falls_due_next_is_said_to_the_penny() -> None:
    """£118.37 rent and £5.00: a lump sum of £7.00 first, then two instalments of £5.00, and the £3.00 that are left."""
    agreed = terms(
        made_on=date(2026, 9, 1), first_due_on=date(2026, 9, 14), rent_amount=Decimal("118.37"),
        instalment_amount=Decimal("5.00"), total=Decimal("20.00"), lump_sum=Decimal("7.00"),
        lump_sum_on=date(2026, 9, 7),
    )  # fmt: skip

    found = [judged(agreed, date(2026, 9, day)) for day in (1, 7, 14, 21, 28)]

    assert [(each.next_due_on, each.next_amount) for each in found] == [
        (date(2026, 9, 7), Decimal("7.00")),
        (date(2026, 9, 14), Decimal("123.37")),
        (date(2026, 9, 21), Decimal("123.37")),
        (date(2026, 9, 28), Decimal("121.37")),
        (None, Decimal("0.00")),
    ]
    assert {each.payment for each in found} == {Decimal("123.37")}


def test_a_universal_credit_payer_who_pays_monthly_and_in_full_never_looks_broken() -> None:
    """Claim-data fault 7: the plan is due monthly, on the day after the award; between them the balance swings."""
    agreed = terms(
        frequency="monthly",
        made_on=date(2026, 1, 10),
        first_due_on=date(2026, 1, 31),
        rent_amount=Decimal("433.33"),
        instalment_amount=Decimal("25.00"),
        total=Decimal("300.00"),
    )
    paid: list[tuple[date, str]] = [(due_on(terms=agreed, number=n), "458.33") for n in range(12)]

    states = {
        judged(agreed, day, *[receipt for receipt in paid if receipt[0] <= day]).state
        for day in (date.fromordinal(date(2026, 1, 10).toordinal() + n) for n in range(400))
    }

    assert states == {AgreementState.KEPT}


@given(
    total=st.decimals("1.00", "3000.00", places=2),
    instalment=st.decimals("0.50", "300.00", places=2),
    share=st.decimals("0.00", "500.00", places=2),
    frequency=st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly"]),
    first=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    days=st.integers(0, 700),
)
def test_whoever_pays_each_date_on_the_last_day_of_grace_keeps_the_agreement(
    total: Decimal, instalment: Decimal, share: Decimal, frequency: str, first: date, days: int
) -> None:
    agreed = terms(
        made_on=first, first_due_on=first, frequency=frequency, rent_amount=share, instalment_amount=instalment,
        total=total,
    )  # fmt: skip
    as_of = date.fromordinal(first.toordinal() + days)
    paid, left = [], total
    for number in range(min(ceil(total / instalment), 102)):
        due, part = due_on(terms=agreed, number=number), min(instalment, left)
        left -= part
        paid.append((date.fromordinal(due.toordinal() + 3), share + part))

    found = standing(dues=dues(agreed), receipts=[p for p in paid if p[0] <= as_of], as_of=as_of, tolerance=TOLERANCE)

    assert (found.state, found.shortfall, found.last_missed_on) == (AgreementState.KEPT, Decimal("0.00"), None)
