"""What the statement gathers of money, from rows made by hand: payments, charges, benefit, what an order asks.

Monday is 23 November 2026.
"""

from datetime import date
from decimal import Decimal

import pytest

from caseload.explain import explain
from legal.models import PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.rules.actions import Action
from tenancies.models import ChargeRate, DataFault, RentAccount, RentYear, TenancyPerson
from tests.factories.people import Household, PersonFactory, household
from tests.factories.tenancies import RentAccountFactory
from tests.recovery.rows import AMINA, IDRIS, MONDAY, ago, claim, facts, pays, post, step

pytestmark = pytest.mark.django_db


class TestPayments:
    def test_a_reversed_payment_did_not_come(self) -> None:
        home = household()
        pays(home, ago(40))
        unpaid = post(home, "payment", "-50.00", ago(6))
        post(home, "reversal", "50.00", ago(3), reverses=unpaid)

        found = facts(home)

        assert (found.last_payment_on, found.last_payment_amount) == (ago(40), Decimal("104.50"))
        assert (found.last_receipt_on, found.payments_26w, found.reversed_payment_on) == (ago(40), 1, ago(3))
        assert step(home) == Action.DEBIT_FAILED_CALL
        # On Thursday it had come in and nobody knew that it would come back.
        assert facts(home, ago(4)).last_payment_on == ago(6)

    def test_a_part_of_a_payment_that_came_back_leaves_the_rest(self) -> None:
        home = household()
        paid = post(home, "payment", "-50.00", ago(6))
        post(home, "reversal", "20.00", ago(3), reverses=paid)

        found = facts(home)

        assert (found.last_payment_on, found.last_payment_amount, found.usual_amount) == (
            ago(6), Decimal("30.00"), Decimal("30.00"),
        )  # fmt: skip

    def test_benefit_taken_back_is_no_direct_debit_that_failed(self) -> None:
        home = household()
        credit = post(home, "hb", "-90.00", ago(6))
        post(home, "reversal", "90.00", ago(3), reverses=credit)

        assert (facts(home).reversed_payment_on, facts(home).last_receipt_on) == (None, None)

    def test_a_direct_debit_that_was_cancelled_between_two_extracts_is_seen(self) -> None:
        home = household(payment_method="direct_debit")
        RentAccount.objects.filter(pk=home.account.pk).update(payment_method="card")

        assert facts(home).debit_stopped_on is not None
        assert step(home) == Action.DEBIT_FAILED_CALL

    def test_a_first_missed_payment_is_listed_the_next_morning(self) -> None:
        """Duty S0-06. Due on Friday 20 November; on Saturday it is missed, on Friday it is not yet."""
        home = household(payment_frequency="monthly", payment_day=20, owes=Decimal("104.50"))

        assert facts(home, date(2026, 11, 20)).missed_payment_on is None
        assert facts(home, date(2026, 11, 21)).missed_payment_on == date(2026, 11, 20)
        assert step(home, date(2026, 11, 21)) == Action.MISSED_PAYMENT_CALL

    def test_a_universal_credit_account_not_yet_due_is_not_listed(self) -> None:
        """Duty S0-06. The period began on the 18th: paid on the 24th, seven days after the one before it ended."""
        home = household(payment_frequency="monthly", payment_day=20, owes=Decimal("104.50"))
        claim(home, kind="uc", element_confirmed=True, managed_payment=False, housing_element=Decimal("452.83"),
              period_start_day=18, paid_up_to=date(2026, 10, 17))  # fmt: skip

        found = facts(home, date(2026, 11, 21))

        assert (found.missed_payment_on, found.next_benefit_on) == (None, date(2026, 11, 24))
        assert step(home, date(2026, 11, 21)) == Action.NONE
        # It comes on Tuesday the 24th; on Wednesday morning nothing has followed.
        assert facts(home, date(2026, 11, 24)).missed_payment_on is None
        assert facts(home, date(2026, 11, 25)).missed_payment_on == date(2026, 11, 24)

    def test_a_reliable_payer_who_stops_gets_a_welfare_check_first(self) -> None:
        home = household(owes=Decimal("900.00"), on=date(2026, 6, 1))
        pays(home, *[date(2026, month, 1) for month in (6, 7, 8, 9, 10)], amount="-100.00")

        # Gaps of 30, 31, 31 and 30 days, the middle one 30; from 1 October 30 and a bank's five end on 5 November.
        assert facts(home, date(2026, 11, 5)).expected_in_cycle == Decimal("100.00")
        assert facts(home, date(2026, 11, 6)).expected_in_cycle == 0
        assert step(home, date(2026, 11, 6)) == Action.WELFARE_CHECK


class TestBenefit:
    def test_housing_benefit_due_counts_whole_weeks(self) -> None:
        home = household(owes=Decimal("500.00"))
        # Paid up to Sunday 1 November: 22 days to Monday 23 November are three whole weeks.
        claim(home, kind="hb", weekly_amount=Decimal("60.00"), pay_weeks=4, paid_up_to=date(2026, 11, 1))

        found = facts(home)

        assert (found.technical_arrears, found.collectable_arrears) == (Decimal("180.00"), Decimal("320.00"))
        assert (found.next_benefit_on, found.next_benefit_amount) == (date(2026, 11, 29), Decimal("240.00"))

    def test_universal_credit_due_is_spread_over_its_assessment_period(self) -> None:
        home = household(owes=Decimal("500.00"))
        # The period 31 January to 27 February 2027 has 28 days. On 15 February, 16 of them: 452.83 × 16 / 28 = 258.76.
        claim(home, kind="uc", element_confirmed=True, managed_payment=True, housing_element=Decimal("452.83"),
              period_start_day=31, paid_up_to=date(2027, 1, 30))  # fmt: skip

        assert facts(home, date(2027, 2, 15)).technical_arrears == Decimal("258.76")

    def test_universal_credit_neither_managed_nor_confirmed_explains_nothing(self) -> None:
        home = household()
        claim(home, kind="uc", element_confirmed=False, managed_payment=False, housing_element=Decimal("452.83"),
              period_start_day=1, paid_up_to=date(2026, 10, 31))  # fmt: skip

        assert facts(home).technical_arrears == 0

    def test_several_claims_are_added_and_capped_at_what_is_owed(self) -> None:
        home = household(AMINA, IDRIS, owes=Decimal("209.00"))
        for person in home.tenants:
            claim(
                home,
                kind="hb",
                person=person,
                weekly_amount=Decimal("60.00"),
                pay_weeks=4,
                paid_up_to=date(2026, 11, 1),
            )

        assert facts(home).technical_arrears == Decimal("209.00")
        assert step(home) == Action.NONE

    def test_benefit_explains_no_garage_rent(self) -> None:
        home = household(kind="garage")
        claim(home, kind="hb", weekly_amount=Decimal("60.00"), pay_weeks=4, paid_up_to=date(2026, 11, 1))

        assert facts(home).technical_arrears == 0

    def test_benefit_that_ends_or_stopped_is_seen_for_four_weeks(self) -> None:
        ending, stopped = household(), household()
        claim(ending, kind="hb", weekly_amount=60, pay_weeks=4, last_day=date(2026, 12, 20))
        claim(stopped, kind="hb", weekly_amount=60, pay_weeks=4, status="suspended", paid_up_to=date(2026, 11, 8))

        assert (facts(ending).benefit_ends_on, step(ending)) == (date(2026, 12, 20), Action.BENEFIT_HELP)
        assert (facts(stopped).benefit_stopped_on, step(stopped)) == (date(2026, 11, 8), Action.BENEFIT_HELP)


def test_a_claim_that_awaits_its_decision_is_seen() -> None:
    home = household()
    claim(home, kind="uc", status="claimed")

    assert (facts(home).benefit_pending, facts(home).has_live_benefit) == (True, False)


def test_a_balance_that_differs_is_a_fault_until_it_is_mended() -> None:
    home = household()
    fault = DataFault.objects.create(
        kind="balance_mismatch", account=home.account, reference="A1", detail="£1.00", found_on=ago(1)
    )

    assert (facts(home).balance_mismatch, step(home)) == (True, Action.FIX_DATA)
    DataFault.objects.filter(pk=fault.pk).update(mended_on=MONDAY)
    assert not facts(home).balance_mismatch


def test_a_court_orders_terms_count_rent_instalment_and_every_receipt() -> None:
    home = household(on=ago(60), owes=Decimal("500.00"))
    possession = PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=ago(50), arrears_at_issue=500, status="order_made"
    )
    PossessionOrder.objects.create(
        claim=possession, made_on=ago(30), kind="suspended", arrears=500, costs=404, rent_terms="current_rent",
        instalment_amount=5, frequency="weekly", first_due_on=ago(14), status="in_force",
    )  # fmt: skip
    post(home, "hb", "-200.00", ago(7))

    # Three due dates at once: 14, 7 and 0 days ago. 3 × (£104.50 + £5.00) = £328.50, less £200.00.
    assert (facts(home).order_shortfall, step(home)) == (Decimal("128.50"), Action.ORDER_BREACH)


def test_the_charge_is_what_is_in_force_on_the_day() -> None:
    home = household()
    ChargeRate.objects.update(last_day=ago(8))
    ChargeRate.objects.create(
        account=home.account, kind="net_rent", weekly_amount=110, from_on=ago(7), benefit_eligible=True
    )

    assert (facts(home, ago(8)).weekly_charge, facts(home, ago(7)).weekly_charge) == (Decimal("104.50"), 110)


def test_in_a_rent_free_week_weeks_are_counted_by_the_last_charge_weeks_charge() -> None:
    """Two free weeks from Mondays 21 and 28 December; the charge ends with the week before and begins again dearer."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )
    monday, wednesday = household(), household(tenancy__rent_week_start="wed")
    ChargeRate.objects.update(last_day=date(2026, 12, 20))
    for home in (monday, wednesday):
        ChargeRate.objects.create(
            account=home.account, kind="net_rent", weekly_amount=110, from_on=date(2027, 1, 4), benefit_eligible=True
        )

    def weeks(home: Household, day: date) -> tuple[Decimal | None, Decimal | None]:
        return facts(home, day).weeks_owed, facts(home, day).weeks_collectable

    # £209.00 of £104.50 is 2.00 weeks; of £110.00, 1.90.
    assert weeks(monday, date(2026, 12, 20)) == (Decimal("2.00"), Decimal("2.00"))
    assert weeks(monday, date(2026, 12, 21)) == (None, Decimal("2.00"))
    assert weeks(monday, date(2027, 1, 3)) == (None, Decimal("2.00"))
    assert weeks(monday, date(2027, 1, 4)) == (Decimal("1.90"), Decimal("1.90"))
    # The Wednesday tenancy's free weeks begin on 23 and 30 December; its last charge week ended on the 22nd.
    assert weeks(wednesday, date(2026, 12, 22)) == (None, None)
    ChargeRate.objects.filter(last_day=date(2026, 12, 20)).update(last_day=date(2026, 12, 22))
    assert weeks(wednesday, date(2026, 12, 31)) == (None, Decimal("2.00"))
    assert weeks(wednesday, date(2027, 1, 5)) == (Decimal("1.90"), Decimal("2.00"))


def test_an_account_without_postings_owes_nothing() -> None:
    account = RentAccountFactory()
    TenancyPerson.objects.create(
        tenancy=account.tenancy, person=PersonFactory(), role="tenant", from_on=date(2020, 4, 6)
    )

    assert (of_account(account, as_of=MONDAY).balance, explain(account, as_of=MONDAY).rule) == (0, "clear")
