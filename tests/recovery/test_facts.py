"""What the statement gathers, from rows made by hand: protection, prevention, contacts, benefit.

Monday is 23 November 2026.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from caseload.explain import explain
from legal.models import PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.models import RepaymentAgreement
from recovery.rules.actions import Action
from recovery.rules.facts import AgreementState, NeedsState
from tenancies.models import ChargeRate, DataFault, Person, RentAccount, RentYear, Tenancy, TenancyPerson
from tests.factories.people import Household, PersonFactory, household
from tests.factories.tenancies import RentAccountFactory
from tests.recovery.rows import AMINA, IDRIS, MONDAY, ago, claim, contact, facts, mark, pays, post, step
from welfare.models import Hold

pytestmark = pytest.mark.django_db


class TestWhoMayBeContacted:
    def test_a_tenant_without_any_protection_may(self) -> None:
        assert facts(household()).may_contact

    @pytest.mark.parametrize(
        ("last_day", "may"),
        [
            pytest.param(None, False, id="no end known"),
            pytest.param(MONDAY, False, id="its last day"),
            pytest.param(ago(1), True, id="over yesterday"),
        ],
    )
    def test_a_person_in_breathing_space_may_not_until_its_last_day_is_over(
        self, last_day: date | None, may: bool
    ) -> None:
        home = household()
        mark("breathing_space", "standard", person=home.tenants[0], last_day=last_day)

        assert facts(home).may_contact is may

    def test_breathing_space_holds_on_all_the_persons_tenancies(self) -> None:
        home = household()
        elsewhere = RentAccountFactory()
        TenancyPerson.objects.create(
            tenancy=elsewhere.tenancy, person=home.tenants[0], role="tenant", from_on=date(2020, 4, 6)
        )
        mark("breathing_space", "standard", person=home.tenants[0])

        assert not of_account(elsewhere, as_of=MONDAY).may_contact

    def test_a_surviving_joint_tenant_may_be_contacted(self) -> None:
        """Claim-data fault 5: one household, two people."""
        home = household({**AMINA, "died_on": ago(30)}, IDRIS)

        found = facts(home)

        assert (found.tenants, found.tenants_living, found.may_contact) == (2, 1, True)

    def test_nobody_may_when_every_tenant_has_died(self) -> None:
        home = household({"died_on": MONDAY})

        assert not facts(home).may_contact
        assert facts(home, ago(1)).may_contact

    def test_a_crisis_of_one_joint_tenant_stops_the_whole_account(self) -> None:
        home = household(AMINA, IDRIS)
        mark("crisis", "suicide_risk", person=home.tenants[1])

        assert (facts(home).may_contact, facts(home).tenants_contactable) == (False, 2)

    def test_an_account_without_a_tenant_has_nobody(self) -> None:
        home = household()
        TenancyPerson.objects.update(role="household")

        assert (facts(home).tenants, facts(home).may_contact) == (0, False)


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


class TestContacts:
    def test_a_letter_to_each_joint_tenant_is_one_step(self) -> None:
        home = household(AMINA, IDRIS, tenancy__last_day=ago(300), tenancy__end_reason="other")
        for person in home.tenants:
            contact(home, ago(30), channel="letter", purpose="former_tenant", outcome="sent", person=person)

        assert facts(home).former_letters == 1

    def test_a_former_tenants_letters_count_for_ever(self) -> None:
        home = household(tenancy__last_day=ago(500), tenancy__end_reason="other")
        contact(home, ago(400), channel="letter", purpose="former_tenant", outcome="sent")
        contact(home, ago(300), channel="letter", purpose="former_tenant", outcome="sent")

        assert (facts(home).former_letters, facts(home).former_letter_on) == (2, ago(300))

    def test_a_tenant_who_rang_in_was_spoken_with_but_not_chased(self) -> None:
        home = household()
        contact(home, ago(2), direction="in", outcome="promised", promised_on=MONDAY)

        found = facts(home)

        assert (found.spoke_on, found.promise_until) == (ago(2), MONDAY)
        assert (found.last_contact_on, found.called_on) == (None, None)

    def test_a_letter_that_came_back_is_no_step_and_asks_for_a_visit(self) -> None:
        home = household()
        contact(home, ago(5), channel="letter", purpose="letter_1", outcome="returned_mail")

        assert (facts(home).stage, facts(home).returned_mail_on, step(home)) == (0, ago(5), Action.VISIT)

    def test_the_stage_is_the_highest_letter_and_money_since_then_is_counted(self) -> None:
        home = household(on=ago(60))
        contact(home, ago(40), channel="letter", purpose="letter_2", outcome="sent")
        contact(home, ago(20), channel="letter", purpose="letter_1", outcome="sent")
        pays(home, ago(50), ago(10), amount="-20.00")

        found = facts(home)

        assert (found.stage, found.stage_on, found.paid_since_stage, found.tone) == (3, ago(40), Decimal("20.00"), 2)

    def test_a_charge_taken_back_is_no_part_payment(self) -> None:
        home = household(on=ago(60))
        contact(home, ago(40), channel="letter", purpose="letter_2", outcome="sent")
        charged = post(home, "rent_debit", "104.50", ago(30))
        post(home, "reversal", "-104.50", ago(20), reverses=charged)

        assert (facts(home).paid_since_stage, facts(home).tone) == (0, 3)

    def test_an_agreement_is_judged_by_payments_and_deductions_without_benefit(self) -> None:
        home = household(on=ago(90))
        RepaymentAgreement.objects.create(
            source_ref="AG1", account=home.account, made_on=ago(60), first_due_on=ago(28), frequency="weekly",
            status="live", rent_amount=0, instalment_amount=20, opening_arrears=Decimal("200.00"),
        )  # fmt: skip
        post(home, "hb", "-400.00", ago(20))
        post(home, "third_party_deduction", "-25.00", ago(20))
        unpaid = post(home, "payment", "-40.00", ago(15))

        # Four dates' grace has passed, 28, 21, 14 and 7 days ago: £80.00 due, £65.00 in.
        assert (facts(home).agreement_state, facts(home).agreement_shortfall) == (
            AgreementState.SLIPPING, Decimal("15.00"),
        )  # fmt: skip

        post(home, "reversal", "40.00", ago(1), reverses=unpaid)

        assert (facts(home).agreement_state, facts(home).agreement_shortfall) == (
            AgreementState.BROKEN, Decimal("55.00"),
        )  # fmt: skip


def test_a_reminder_of_an_agreement_does_not_stand_for_the_letter_about_a_broken_one() -> None:
    reminded, warned = household(), household()
    contact(reminded, ago(5), channel="letter", purpose="agreement", outcome="sent")
    contact(warned, ago(5), channel="letter", purpose="agreement_warn", outcome="sent")

    assert (facts(reminded).agreement_letter_on, facts(warned).agreement_letter_on) == (None, ago(5))


def test_whoever_stays_on_after_the_tenancy_is_not_traced() -> None:
    home = household()
    tenancy = home.account.tenancy
    Tenancy.objects.filter(pk=tenancy.pk).update(last_day=ago(30), end_reason="other")
    assert facts(home).must_trace

    RentAccountFactory(tenancy=tenancy, kind="use_and_occupation", opened_on=ago(29))

    assert not facts(home).must_trace


def test_a_crisis_of_somebody_who_has_left_is_not_the_households() -> None:
    home = household()
    left = PersonFactory()
    TenancyPerson.objects.create(
        tenancy=home.account.tenancy, person=left, role="household", from_on=date(2020, 4, 6), last_day=ago(1)
    )
    mark("crisis", "mental_health", person=left)

    assert not facts(home).in_crisis


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


def test_an_order_that_was_carried_out_is_no_order_to_keep() -> None:
    home = household()
    possession = PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=ago(50), arrears_at_issue=500, status="order_made"
    )
    PossessionOrder.objects.create(claim=possession, made_on=ago(30), kind="outright", status="executed")

    assert (facts(home).order_kind, facts(home).order_executed) == ("outright", True)


def test_needs_are_known_none_or_never_asked() -> None:
    known, none, never = household({"format_needed": "braille"}), household({"format_needed": "none"}), household()

    assert [facts(home).needs for home in (known, none, never)] == [
        NeedsState.KNOWN, NeedsState.NONE, NeedsState.NEVER_ASKED,
    ]  # fmt: skip
    assert (facts(known).format_to_make, facts(none).format_to_make) == ("braille", "")


def test_a_hold_is_seen_until_its_last_day() -> None:
    home = household()
    Hold.objects.create(account=home.account, reason="benefit", from_on=ago(3), last_day=MONDAY, set_by=home.officer)

    assert (facts(home).held_until, facts(home, MONDAY + timedelta(days=1)).held_until) == (MONDAY, None)


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


def test_a_former_tenant_without_another_address_is_traced_and_never_written_to() -> None:
    home = household(tenancy__last_day=ago(100), tenancy__end_reason="abandoned")

    assert (facts(home).must_trace, facts(home).letter_possible, step(home)) == (True, False, Action.TRACE)
    Person.objects.update(correspondence_address="7 Sea View / Ottersby / OT9 9ZZ")
    assert (facts(home).letter_possible, step(home)) == (True, Action.FORMER_LETTER_1)


def test_an_account_without_postings_owes_nothing() -> None:
    account = RentAccountFactory()
    TenancyPerson.objects.create(
        tenancy=account.tenancy, person=PersonFactory(), role="tenant", from_on=date(2020, 4, 6)
    )

    assert (of_account(account, as_of=MONDAY).balance, explain(account, as_of=MONDAY).rule) == (0, "clear")
