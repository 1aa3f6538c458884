"""What the statement gathers of people, from rows made by hand: protection, contacts, steps taken.

Monday is 23 November 2026.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from legal.models import PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.models import RepaymentAgreement
from recovery.rules.actions import Action
from recovery.rules.facts import AgreementState, NeedsState
from tenancies.models import Person, Tenancy, TenancyPerson
from tests.factories.people import PersonFactory, household
from tests.factories.tenancies import RentAccountFactory
from tests.recovery.rows import AMINA, IDRIS, MONDAY, ago, contact, facts, mark, pays, post, step
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


def test_a_former_tenant_without_another_address_is_traced_and_never_written_to() -> None:
    home = household(tenancy__last_day=ago(100), tenancy__end_reason="abandoned")

    assert (facts(home).must_trace, facts(home).letter_possible, step(home)) == (True, False, Action.TRACE)
    Person.objects.update(correspondence_address="7 Sea View / Ottersby / OT9 9ZZ")
    assert (facts(home).letter_possible, step(home)) == (True, Action.FORMER_LETTER_1)
