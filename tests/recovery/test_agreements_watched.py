"""Agreements watched: what comes in, what is short or missed, and what each account then shows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from recovery.account_facts import of_account
from recovery.agreement_watch import watch
from recovery.models import RepaymentAgreement
from recovery.rules.facts import AgreementState
from tests.factories.people import household
from tests.recovery.agreeing import MONDAY, agree, beside, day, pay, terms

pytestmark = pytest.mark.django_db


class TestMoneyOnSeveralAccounts:
    """Rent £209.00 and court costs £91.00, £300.00 at £30.00 a week, no rent: benefit pays that."""

    def test_what_comes_in_on_any_account_counts_for_all_of_them(self) -> None:
        home = household()
        costs = beside(home, kind="court_costs", owes="91.00")
        made = agree(
            home, terms(total="300.00", instalment_amount="30.00", rent_amount="0.00"),
            covers=[(home.account, Decimal("209.00")), (costs, Decimal("91.00"))],
        )  # fmt: skip
        # Due 30 November, 7 and 14 December. By Thursday 17 December all three count: £90.00.
        pay(home.account, "30.00", on=date(2026, 11, 30))
        pay(costs, "25.00", on=date(2026, 12, 8))
        pay(home.account, "400.00", on=date(2026, 12, 9), kind="hb")

        for account in (home.account, costs):
            found = of_account(account, as_of=date(2026, 12, 17))
            assert (found.agreement_state, found.agreement_shortfall, found.agreement_next_due_on) == (
                AgreementState.SLIPPING, Decimal("35.00"), date(2026, 12, 21),
            )  # fmt: skip
            assert watch(made, as_of=date(2026, 12, 17)).standing.shortfall == found.agreement_shortfall
            # £5.00 of the £60.00 due by 7 December was missing when its grace was over.
            assert found.agreement_last_missed_on == date(2026, 12, 14)

    def test_an_account_beside_them_that_is_not_covered_has_no_agreement(self) -> None:
        home = household()
        garage = beside(home, kind="garage", owes="20.00")
        agree(home)

        assert of_account(garage, as_of=MONDAY).agreement_state is None


def test_a_payment_that_was_reversed_is_no_payment() -> None:
    home = household()
    made = agree(home, terms(rent_amount="0.00"))
    pay(home.account, "9.00", on=date(2026, 11, 30))
    unpaid = home.account.entries.latest("pk")
    home.account.entries.create(
        effective_on=date(2026, 12, 2), posted_on=date(2026, 12, 2), kind="reversal", amount=Decimal("9.00"),
        method="system", reverses=unpaid, source_ref="REV1", source_hash="0" * 32,
    )  # fmt: skip

    seen = watch(made, as_of=date(2026, 12, 3))

    assert (seen.standing.state, seen.standing.shortfall) == (AgreementState.SLIPPING, Decimal("9.00"))
    assert seen.said == "Instalment £9.00 due 30 November 2026, nothing paid"


def test_seeded_late_short_and_missed_payments_each_get_their_state_and_step() -> None:
    """Duty S1-20: £113.50 due on 30 November and 7 December; on Thursday 10 December £227.00 counts."""
    seeded = {"late": ["113.50", "113.50"], "short": ["113.50", "100.00"], "missed": []}
    states = {}
    for name, payments in seeded.items():
        home = household()
        agree(home)
        for number, pounds in enumerate(payments):
            pay(home.account, pounds, on=date(2026, 12, 2) + timedelta(days=8 * number))
        found = of_account(home.account, as_of=date(2026, 12, 10))
        states[name] = (found.agreement_state, found.agreement_shortfall)

    assert states == {
        "late": (AgreementState.KEPT, Decimal("0.00")),
        "short": (AgreementState.SLIPPING, Decimal("13.50")),
        "missed": (AgreementState.BROKEN, Decimal("227.00")),
    }


def test_the_drift_chart_is_the_schedule_less_the_receipts() -> None:
    """Duty S3-13."""
    home = household()
    made = agree(home)
    pay(home.account, "113.50", on=date(2026, 12, 1))
    pay(home.account, "50.00", on=date(2026, 12, 10))

    drift = watch(made, as_of=date(2026, 12, 20)).drift

    assert [(point.due_on, point.expected, point.received, point.drift) for point in drift] == [
        (date(2026, 11, 30), Decimal("113.50"), Decimal("113.50"), Decimal("0.00")),
        (date(2026, 12, 7), Decimal("227.00"), Decimal("163.50"), Decimal("63.50")),
        (date(2026, 12, 14), Decimal("340.50"), Decimal("163.50"), Decimal("177.00")),
    ]


def test_ours_made_on_the_same_day_counts_before_the_housing_systems() -> None:
    home = household()
    RepaymentAgreement.objects.create(
        source_ref="AG1", account=home.account, made_on=day(-20), first_due_on=day(-14), frequency="weekly",
        rent_amount=0, instalment_amount=50, opening_arrears=500, status="live",
    )  # fmt: skip
    assert of_account(home.account, as_of=MONDAY).agreement_state == AgreementState.BROKEN

    ours = agree(home)

    found = of_account(home.account, as_of=MONDAY)
    assert (found.agreement_id, found.agreement_state) == (ours.pk, AgreementState.KEPT)


def test_a_penny_a_week_agreed_in_the_housing_system_does_not_hold_up_the_page() -> None:
    theirs = RepaymentAgreement.objects.create(
        source_ref="AG1", account=household().account, made_on=day(-20), first_due_on=day(-14), frequency="weekly",
        rent_amount=0, instalment_amount=Decimal("0.01"), opening_arrears=9000, status="live",
    )  # fmt: skip

    seen = watch(theirs, as_of=MONDAY)

    # Due on 9, 16 and 23 November; the grace of two is over.
    assert (seen.standing.state, seen.standing.shortfall) == (AgreementState.KEPT, Decimal("0.02"))
    assert seen.ends_on.year == 2125


def test_agreements_broken_in_two_years_are_counted_with_the_one_that_runs() -> None:
    home = household()
    for name, ended in (("AG1", day(-731)), ("AG2", day(-700))):
        RepaymentAgreement.objects.create(
            source_ref=name, account=home.account, made_on=ended, first_due_on=ended, frequency="weekly",
            rent_amount=0, instalment_amount=5, opening_arrears=50, status="broken", ended_on=ended,
        )  # fmt: skip
    agree(home)

    # AG1 ended a day too long ago. The one that runs is broken when the grace of its second date is over.
    assert of_account(home.account, as_of=MONDAY).broken_plans == 1
    assert of_account(home.account, as_of=date(2026, 12, 9)).broken_plans == 1
    assert of_account(home.account, as_of=date(2026, 12, 10)).broken_plans == 2
