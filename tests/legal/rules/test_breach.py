"""Orders watched on their own dates: every sum worked by hand; and what must hold for all payments."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal.rules import breach
from legal.rules.breach import OrderTerms, RentFrom
from recovery.account_facts import order_shortfall

# Suspended order of Wednesday 4 November 2026: current rent £118.37 and £5.00 a week from Monday 9 November, off
# arrears of £946.96 and costs of £415.00: £1,361.96, 273 instalments, the last £1.96.
WEEKLY = OrderTerms(
    made_on=date(2026, 11, 4),
    first_due_on=date(2026, 11, 9),
    frequency="weekly",
    instalment=Decimal("5.00"),
    arrears=Decimal("946.96"),
    costs=Decimal("415.00"),
)
RENT = (RentFrom(from_on=date(2026, 4, 6), weekly=Decimal("118.37")),)
PAID = Decimal("123.37")


def standing(*receipts: tuple[date, str], as_of: date = date(2026, 11, 22), **more: object) -> breach.Standing:
    terms = more.pop("terms", WEEKLY)
    paid = [(day, Decimal(amount)) for day, amount in receipts]
    return breach.standing(terms, receipts=paid, as_of=as_of, rents=RENT, **more)


def test_kept_to_the_penny() -> None:
    """ORD-5: due on 9 and 16 November: 2 × £123.37 = £246.74."""
    found = standing((date(2026, 11, 9), "123.37"), (date(2026, 11, 16), "123.37"))

    assert (found.due, found.paid, found.short) == (Decimal("246.74"), Decimal("246.74"), Decimal("0.00"))
    assert (found.decision, found.since) == ("kept", None)
    assert found.says == (
        "Up to 22 November 2026 £246.74 fell due under the order (rent £236.74 and 2 instalments, £10.00); £246.74 "
        "came in: the terms are kept."
    )


def test_a_breach_in_law_too_small_to_act_on_is_both_said_and_left() -> None:
    """ORD-5: £5.00 short, which is overlooked; a penny more is not."""
    small = standing((date(2026, 11, 9), "123.37"), (date(2026, 11, 16), "118.37"))
    more = standing((date(2026, 11, 9), "123.37"), (date(2026, 11, 16), "118.36"))

    assert (small.in_breach, small.short, small.decision) == (True, Decimal("5.00"), "overlooked")
    assert (more.short, more.decision) == (Decimal("5.01"), "act")
    assert more.since == date(2026, 11, 16)


def test_a_breach_that_benefit_already_run_explains_is_technical() -> None:
    """ORD-5: £123.37 short; £118.37 of benefit is not enough, £123.37 is."""
    less = standing((date(2026, 11, 9), "123.37"), benefit_due=Decimal("118.37"))
    enough = standing((date(2026, 11, 9), "123.37"), benefit_due=Decimal("123.37"))

    assert (less.technical, less.decision) == (False, "act")
    assert (enough.technical, enough.decision, enough.in_breach) == (True, "technical", True)
    assert enough.says.endswith("Benefit of £123.37 for weeks already run covers it: a technical breach.")


def test_money_on_or_before_the_day_of_the_order_does_not_count() -> None:
    """ORD-5: receipts after the order date, up to the end of the day asked about."""
    found = standing((date(2026, 11, 4), "500.00"), (date(2026, 11, 5), "100.00"), (date(2026, 11, 23), "100.00"))

    assert found.paid == Decimal("100.00")


def test_nothing_is_due_before_the_first_date() -> None:
    """ORD-5: rent between the order and the first date is left out, unless the order says so."""
    assert standing(as_of=date(2026, 11, 8)).due == Decimal("0.00")
    with_rent = replace(WEEKLY, rent_before_first=Decimal("67.64"))
    assert standing(as_of=date(2026, 11, 9), terms=with_rent).due == Decimal("191.01")


def test_money_paid_ahead_counts_unless_the_order_keeps_payments_apart() -> None:
    """ORD-5: £246.74 on 9 November and nothing on the 16th."""
    apart = replace(WEEKLY, separate=True)

    assert standing((date(2026, 11, 9), "246.74")).decision == "kept"
    assert standing((date(2026, 11, 9), "246.74"), terms=apart).short == PAID


def test_late_money_makes_up_what_was_missed_even_where_payments_are_kept_apart() -> None:
    apart = replace(WEEKLY, separate=True)

    assert standing((date(2026, 11, 18), "246.74"), terms=apart).short == Decimal("0.00")


@pytest.mark.parametrize(
    ("frequency", "as_of", "due"),
    [
        # fortnightly from 9 November: 9 and 23 November: 2 × (£236.74 + £5.00)
        ("fortnightly", date(2026, 12, 6), "483.48"),
        # four-weekly: 9 November and 7 December: 2 × (£473.48 + £5.00)
        ("four_weekly", date(2026, 12, 31), "956.96"),
        # monthly on the 9th: £118.37 × 52 / 12 = £512.9366…, £512.94; 9 November and 9 December: 2 × £517.94
        ("monthly", date(2027, 1, 8), "1035.88"),
    ],
)
def test_the_orders_own_frequency_is_kept(frequency: str, as_of: date, due: str) -> None:
    """ORD-5, R-3."""
    assert standing(as_of=as_of, terms=replace(WEEKLY, frequency=frequency)).due == Decimal(due)


def test_the_rent_of_the_day_falls_due() -> None:
    """ORD-4: £118.37 until 4 April 2027, £124.05 from 5 April: at 29 March and 5 April £123.37 + £129.05."""
    terms = replace(WEEKLY, made_on=date(2027, 3, 24), first_due_on=date(2027, 3, 29))
    rents = (*RENT, RentFrom(from_on=date(2027, 4, 5), weekly=Decimal("124.05")))

    found = breach.standing(terms, receipts=[], as_of=date(2027, 4, 5), rents=rents)

    assert found.due == Decimal("252.42")


def test_in_a_rent_free_week_the_instalment_is_due_all_the_same() -> None:
    """R-2."""
    found = standing(as_of=date(2026, 11, 9), free_weeks={date(2026, 11, 9)})

    assert found.due == Decimal("5.00")


FREE = frozenset(date.fromisoformat(day) for day in ("2026-08-24", "2026-12-21", "2026-12-28", "2027-03-29"))


def test_a_months_rent_is_a_twelfth_of_the_years_charge_weeks() -> None:
    """R-3. £118.37 × 48 / 12 = £473.48 in the year from 6 April 2026, four of whose weeks are free, and £5.00; from 5
    April 2027 none is known to be free: £118.37 × 52 / 12 = £512.94. 9 November to 9 March five times £478.48, which is
    £2,392.40, and on 9 April £517.94."""
    monthly = replace(WEEKLY, frequency="monthly")

    assert standing(as_of=date(2027, 3, 9), terms=monthly, free_weeks=FREE).due == Decimal("2392.40")
    assert standing(as_of=date(2027, 4, 9), terms=monthly, free_weeks=FREE).due == Decimal("2910.34")


def test_an_order_on_current_rent_alone_goes_on_and_is_never_complete() -> None:
    """INS-1: what the court can order against a bankrupt."""
    rent_only = replace(WEEKLY, instalment=Decimal("0.00"), arrears=Decimal("0.00"), costs=Decimal("0.00"))

    assert standing(as_of=date(2026, 11, 16), terms=rent_only).due == Decimal("236.74")
    assert not breach.is_complete(rent_only, receipts=[(date(2026, 12, 1), Decimal("9999.00"))], as_of=date(2030, 1, 1))
    assert breach.last_due_on(rent_only) is None


def test_an_order_runs_until_arrears_and_costs_are_cleared() -> None:
    """ORD-4: £12.00 off at £5.00 a week: 9, 16 and 23 November, the last £2.00; then nothing falls due."""
    short = replace(WEEKLY, arrears=Decimal("12.00"), costs=Decimal("0.00"))

    assert breach.last_due_on(short) == date(2026, 11, 23)
    assert standing(as_of=date(2027, 1, 1), terms=short).due == Decimal("367.11")
    assert [due.arrears_amount for due in breach.due_dates(short, rents=RENT)] == [5, 5, 2]


def test_the_whole_suspended_order_has_273_instalments_the_last_of_196() -> None:
    """£1,361.96 / £5.00: 272 × £5.00 = £1,360.00 and £1.96. 272 weeks after 9 November 2026 is 26 January 2032."""
    dues = list(breach.due_dates(WEEKLY, rents=RENT))

    assert (len(dues), dues[-1].arrears_amount) == (273, Decimal("1.96"))
    assert breach.last_due_on(WEEKLY) == date(2032, 1, 26)


def test_an_order_is_complete_when_arrears_and_costs_are_paid_beside_the_rent() -> None:
    """ORD-4: £12.00 off; rent 3 × £118.37 = £355.11."""
    short = replace(WEEKLY, arrears=Decimal("12.00"), costs=Decimal("0.00"))
    last = date(2026, 11, 23)

    assert breach.is_complete(short, receipts=[(last, Decimal("367.11"))], as_of=last, rents=RENT)
    assert not breach.is_complete(short, receipts=[(last, Decimal("367.10"))], as_of=last, rents=RENT)


def test_terms_run_until_they_are_paid_or_their_last_date_has_passed() -> None:
    """ORD-4, ORD-5: £12.00 off, the last date 23 November 2026."""
    short = replace(WEEKLY, arrears=Decimal("12.00"), costs=Decimal("0.00"))
    whole = [(date(2026, 11, 20), Decimal("367.11"))]

    assert breach.course(short, receipts=[], as_of=date(2026, 11, 23), rents=RENT) == "running"
    assert breach.course(short, receipts=[], as_of=date(2026, 11, 24), rents=RENT) == "run_out"
    assert breach.course(short, receipts=whole, as_of=date(2026, 11, 24), rents=RENT) == "complete"


def test_the_rent_of_free_weeks_is_not_asked_for_before_an_order_is_complete() -> None:
    """R-2, ORD-4: £12.00 off on 14, 21 and 28 December 2026, the last two without rent: £118.37 + £12.00."""
    short = replace(WEEKLY, first_due_on=date(2026, 12, 14), arrears=Decimal("12.00"), costs=Decimal("0.00"))
    paid = [(date(2026, 12, 14), Decimal("130.37"))]
    after = date(2026, 12, 29)

    assert breach.course(short, receipts=paid, as_of=after, rents=RENT, free_weeks=FREE) == "complete"
    assert breach.course(short, receipts=paid, as_of=after, rents=RENT) == "run_out"


def test_before_anything_is_due_the_sentence_says_so() -> None:
    assert standing(as_of=date(2026, 11, 8)).says == ("Nothing has fallen due under the order up to 8 November 2026.")


DAYS = st.dates(min_value=date(2026, 11, 1), max_value=date(2027, 6, 30))
MONEY = st.decimals(min_value=0, max_value=2_000, places=2)
PAYMENTS = st.lists(st.tuples(DAYS, MONEY), max_size=12)
TERMS = st.builds(
    lambda frequency, separate, instalment: replace(
        WEEKLY, frequency=frequency, separate=separate, instalment=instalment
    ),
    st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly"]),
    st.booleans(),
    st.decimals(min_value="0.01", max_value=100, places=2),
)


@given(terms=TERMS, payments=PAYMENTS, more=st.tuples(DAYS, MONEY), as_of=DAYS)
def test_another_payment_never_makes_a_breach_worse(
    terms: OrderTerms, payments: list[tuple[date, Decimal]], more: tuple[date, Decimal], as_of: date
) -> None:
    before = breach.standing(terms, receipts=sorted(payments), as_of=as_of, rents=RENT)
    after = breach.standing(terms, receipts=sorted([*payments, more]), as_of=as_of, rents=RENT)

    assert after.short <= before.short
    assert before.in_breach or not after.in_breach


@given(terms=TERMS, payments=PAYMENTS, as_of=DAYS)
def test_a_payment_made_earlier_never_makes_a_breach_worse_where_money_ahead_counts(
    terms: OrderTerms, payments: list[tuple[date, Decimal]], as_of: date
) -> None:
    terms = replace(terms, separate=False)
    earlier = [(max(day - timedelta(days=3), terms.made_on + timedelta(days=1)), amount) for day, amount in payments]
    valid = [(day, amount) for day, amount in payments if day > terms.made_on]
    moved = [new for new, (day, _) in zip(earlier, payments, strict=True) if day > terms.made_on]

    before = breach.standing(terms, receipts=sorted(valid), as_of=as_of, rents=RENT)
    after = breach.standing(terms, receipts=sorted(moved), as_of=as_of, rents=RENT)

    assert after.short <= before.short


@given(terms=TERMS, payments=PAYMENTS, as_of=DAYS, free_weeks=st.sampled_from([frozenset(), FREE]))
def test_the_sweep_says_the_same_of_every_order(
    terms: OrderTerms, payments: list[tuple[date, Decimal]], as_of: date, free_weeks: frozenset[date]
) -> None:
    """See recovery.account_facts.order_shortfall: one rent, nothing kept apart."""
    terms = replace(terms, separate=False)
    came = sum((amount for day, amount in payments if terms.made_on < day <= as_of), Decimal("0.00"))
    row = {
        "made_on": terms.made_on.isoformat(),
        "first_due_on": terms.first_due_on.isoformat(),
        "frequency": terms.frequency,
        "instalment_amount": str(terms.instalment),
        "rents": [["118.37", "2026-04-06", "9999-12-31"]],
        "total": str(terms.total),
        "receipts": str(came),
    }

    found = breach.standing(terms, receipts=sorted(payments), as_of=as_of, rents=RENT, free_weeks=free_weeks)

    assert found.short == order_shortfall(row, as_of=as_of, free_weeks=free_weeks, week_starts=0)
