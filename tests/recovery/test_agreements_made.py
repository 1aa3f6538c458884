"""Agreements made, with their schedule and people; what is refused; rent-free weeks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from recovery import agreement_nights, agreements
from recovery.account_facts import of_account
from recovery.agreement_watch import schedule_for, schedule_of, terms_of
from recovery.agreements import CannotAgree
from recovery.models import AgreementAccount, RepaymentAgreement
from recovery.rules import plans
from recovery.rules.gates import Refused
from recovery.rules.plans import CannotPlan, Step
from tenancies.models import AccountEvent, RentYear
from tests.factories.people import Household, PersonFactory, household
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.agreeing import MONDAY, NOON, agree, beside, given, pay, terms
from welfare import solvency
from welfare.models import Marker

pytestmark = pytest.mark.django_db


def test_an_agreement_is_kept_with_its_schedule_its_people_and_how_it_was_explained() -> None:
    """Duties S0-18, S0-19: it ends on the computed day, the pennies come to the arrears, and how it was explained."""
    home = household({"first_names": "Amina"}, {"first_names": "Idris"})

    made = agree(home, paid_by="direct_debit", note="Paid on the 28th")

    assert (made.status, made.explained_how, made.explained_by, made.made_by) == (
        "live", "telephone", home.officer, home.officer,
    )  # fmt: skip
    assert [each.person for each in made.people.order_by("pk")] == home.tenants
    # £209.00 at £9.00: 23 instalments are £207.00, the 24th is £2.00; from 30 November 23 weeks on is 10 May 2027.
    rows = list(made.instalments.values_list("number", "due_on", "rent_amount", "arrears_amount"))
    assert len(rows) == 24
    assert rows[0] == (1, date(2026, 11, 30), Decimal("104.50"), Decimal("9.00"))
    assert rows[-1] == (24, date(2027, 5, 10), Decimal("104.50"), Decimal("2.00"))
    event = AccountEvent.objects.get(what=AccountEvent.What.AGREEMENT)
    assert event.summary == (
        "Agreement to pay £113.50 a week (rent £104.50, instalment £9.00), to clear £209.00, up to 10 May 2027."
    )


def test_what_was_agreed_is_read_back_as_it_was_said() -> None:
    agreed = terms(
        frequency="monthly", first_due_on=date(2026, 12, 31), month_day=31, lump_sum="20.00",
        lump_sum_on=date(2026, 11, 27), steps=(Step(from_number=3, amount=Decimal("30.00")),), pause_free_weeks=True,
    )  # fmt: skip

    made = agree(household(), agreed)
    made.refresh_from_db()

    assert terms_of(made) == agreed
    assert schedule_of(made) == plans.schedule(agreed, on=MONDAY)


def test_rent_free_weeks_of_the_year_are_in_the_schedule() -> None:
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )

    made = agree(household())

    free = made.instalments.filter(rent_amount=0).values_list("due_on", "arrears_amount")
    assert list(free) == [(date(2026, 12, 21), Decimal("9.00")), (date(2026, 12, 28), Decimal("9.00"))]


@pytest.mark.parametrize(
    ("known", "says"),
    [
        pytest.param({"explained_how": ""}, "how the consequences", id="nothing explained"),
        pytest.param({"people": []}, "Name the tenants", id="nobody agrees"),
        pytest.param({"covers": []}, "at least one account", id="no account"),
        pytest.param({"terms": terms(total="209.01")}, r"come to £209\.00, but", id="another total"),
    ],
)
def test_an_agreement_that_lacks_something_is_refused_and_nothing_is_kept(known: dict[str, Any], says: str) -> None:
    """Duty S0-19: it cannot be saved without 'explained by'."""
    home = household()

    with pytest.raises(CannotAgree, match=says):
        agreements.make(**given(home) | known)

    assert not RepaymentAgreement.objects.exists()
    assert not AccountEvent.objects.exists()


def test_the_same_terms_give_the_same_schedule_wherever_they_are_typed() -> None:
    """Duties S1-19, S4-25: what is shown before is what is kept, for each frequency."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )
    for frequency in RepaymentAgreement.Frequency.values:
        home = household()
        agreed = terms(frequency=frequency)

        shown = schedule_for(home.account, agreed, on=MONDAY)

        assert schedule_of(agree(home, agreed)) == shown


def test_no_more_is_agreed_than_is_owed_and_for_nothing_owed_nothing() -> None:
    home = household()
    garage = beside(home, kind="garage", owes="10.00")

    with pytest.raises(CannotAgree, match=r"£209\.00 is owed on .*: £209\.01 is more than that"):
        agree(home, terms(total="209.01"))
    with pytest.raises(CannotAgree, match="Nothing is to be cleared"):
        agree(home, covers=[(home.account, Decimal("209.00")), (garage, Decimal("0.00"))])
    with pytest.raises(CannotAgree, match="covered once"):
        agree(home, covers=[(home.account, Decimal("100.00")), (home.account, Decimal("109.00"))])


def test_accounts_of_two_tenancies_are_not_covered_by_one_agreement() -> None:
    home, other = household(), household()
    covers = [(home.account, Decimal("209.00")), (other.account, Decimal("209.00"))]

    with pytest.raises(CannotAgree, match="accounts of one tenancy"):
        agree(home, terms(total="418.00"), covers=covers)


def test_only_a_tenant_of_the_account_can_agree() -> None:
    with pytest.raises(CannotAgree, match="Ms Lena Fox is not a tenant"):
        agree(household(), people=[PersonFactory(first_names="Lena", last_name="Fox")])


def test_terms_without_a_schedule_are_refused_and_nothing_is_kept() -> None:
    home = household()

    with pytest.raises(CannotPlan, match="has passed"):
        agree(home, terms(first_due_on=date(2026, 11, 22)))
    with pytest.raises(CannotPlan, match="not cleared in 10 years") as refusal:
        agree(home, terms(instalment_amount="0.10"))

    # 522 Mondays from 30 November 2026 to 30 November 2036 (3,653 days): £209.00 / 522 = 40.04 pence, so 41.
    assert refusal.value.nearest == Decimal("0.41")
    assert not RepaymentAgreement.objects.exists()


def test_a_former_plan_has_no_rent_part() -> None:
    """Duty S3-12."""
    home = household(tenancy__last_day=date(2026, 9, 1), tenancy__end_reason="other")

    with pytest.raises(CannotAgree, match="No rent falls due on a tenancy that has ended"):
        agree(home)

    made = agree(home, terms(rent_amount="0.00"))
    assert set(made.instalments.values_list("rent_amount", flat=True)) == {Decimal("0.00")}
    assert of_account(home.account, as_of=MONDAY).agreement_payment == Decimal("9.00")


@pytest.mark.parametrize(
    ("kind", "says"),
    [("crisis", "in crisis"), ("breathing_space", "in breathing space"), ("insolvency", "insolvency may cover")],
)
def test_nobody_who_is_protected_is_asked_to_agree(kind: str, says: str) -> None:
    home = household()
    detail = {"crisis": "suicide_risk", "breathing_space": "standard", "insolvency": "dro"}[kind]
    Marker.objects.create(source_ref="M1", kind=kind, detail=detail, person=home.tenants[0], from_on=MONDAY)

    with pytest.raises(Refused, match=says):
        agree(home)


class TestAfterAnInsolvency:
    """Rulebook INS-3: the ledger is split at its day; what fell due since is rent like any other."""

    def insolvent(self, *, covers: bool = True) -> Household:
        """£209.00 of 16 November is covered; £104.50 of 23 November, the day of the order, is newer."""
        home = household()
        LedgerEntryFactory(account=home.account, kind="rent_debit", amount=Decimal("104.50"), effective_on=MONDAY)
        solvency.record_insolvency(
            person=home.tenants[0], kind="dro", reference="R1", effective_on=MONDAY, ends_on=None, practitioner="",
            practitioner_contact="", accounts=[home.account] if covers else [], by=home.officer, on=MONDAY, at=NOON,
        )  # fmt: skip
        return home

    def test_the_newer_rent_may_be_agreed_and_not_a_penny_of_what_is_covered(self) -> None:
        home = self.insolvent()
        told = r"£209\.00 of what is owed on .* is covered .* Agree on £104\.50 at most"

        with pytest.raises(CannotAgree, match=told):
            agree(home, terms(total="104.51"))

        assert agree(home, terms(total="104.50")).opening_arrears == Decimal("104.50")

    def test_nothing_is_agreed_until_what_is_covered_is_on_record(self) -> None:
        home = self.insolvent(covers=False)

        with pytest.raises(Refused, match=r"not on record.*‘Needs and holds’"):
            agree(home, terms(total="104.50"))

    def test_what_was_discharged_is_not_agreed_either(self) -> None:
        home = self.insolvent()
        Marker.objects.update(from_on=date(2025, 11, 23), last_day=date(2026, 11, 22))

        with pytest.raises(CannotAgree, match="covered by a moratorium or insolvency"):
            agree(home)


def test_an_officer_who_declared_an_interest_hands_it_to_a_colleague() -> None:
    home = household()
    facts = replace(of_account(home.account, as_of=MONDAY), interest_of=(home.officer.pk,))

    with pytest.raises(Refused, match="You have declared an interest"):
        agree(home, facts=facts)


def test_an_account_has_one_live_agreement_whoever_asks() -> None:
    home = household()
    garage = beside(home, kind="garage", owes="20.00")
    agree(home, terms(total="229.00"), covers=[(home.account, Decimal("209.00")), (garage, Decimal("20.00"))])

    with pytest.raises(CannotAgree, match=r"made on 23 November 2026 by Nadia Rahman\. Vary that one"):
        agree(home)
    with pytest.raises(CannotAgree, match="has a live agreement already"):
        agree(home, terms(total="20.00"), covers=[(garage, Decimal("20.00"))])
    with pytest.raises(IntegrityError, match="recovery_covered_once"):
        other = RepaymentAgreement.objects.create(
            account=garage, made_on=MONDAY, first_due_on=MONDAY, frequency="weekly", rent_amount=0,
            instalment_amount=5, opening_arrears=5, status="live", explained_how="letter",
        )  # fmt: skip
        AgreementAccount.objects.create(agreement=other, account=garage, position=1, arrears=5)


def test_a_rent_free_week_that_becomes_known_later_takes_the_rent_out_and_nothing_else() -> None:
    """Nothing is known of Christmas when it is agreed; then the housing system sends the year with two free weeks."""
    home = household()
    made = agree(home, terms(lump_sum="9.00", lump_sum_on=date(2026, 11, 24)))
    monthly = agree(household(), terms(frequency="monthly"))
    before = list(made.instalments.values_list("number", "due_on", "arrears_amount"))
    year = RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )

    assert [agreement_nights.follow_rent_years(on=MONDAY) for _ in range(2)] == [2, 0]

    free = made.instalments.filter(rent_amount=0, number__gt=1).values_list("due_on", flat=True)
    assert list(free) == [date(2026, 12, 21), date(2026, 12, 28)]
    assert list(made.instalments.values_list("number", "due_on", "arrears_amount")) == before
    assert set(monthly.instalments.values_list("rent_amount", flat=True)) == {Decimal("104.50")}
    # The council changes its mind about one of the two before it comes.
    year.rent_free_weeks = ["2026-12-28"]
    year.save()
    assert agreement_nights.follow_rent_years(on=MONDAY) == 1
    # What has fallen due is never changed.
    year.rent_free_weeks = []
    year.save()
    assert agreement_nights.follow_rent_years(on=date(2026, 12, 28)) == 0


def test_where_rent_weeks_begin_on_another_day_a_free_week_does_too() -> None:
    home = household(tenancy__rent_week_start="wed")
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-12-21"])

    made = agree(home)

    # The free week is Wednesday 23 to Tuesday 29 December: Monday the 28th lies in it.
    assert list(made.instalments.filter(rent_amount=0).values_list("due_on", flat=True)) == [date(2026, 12, 28)]


def test_a_free_week_that_becomes_known_later_is_found_where_rent_weeks_begin_on_another_day() -> None:
    made = agree(household(tenancy__rent_week_start="wed"))
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-12-21"])

    assert agreement_nights.follow_rent_years(on=MONDAY) == 1

    # Wednesday 23 to Tuesday 29 December: Monday the 28th lies in it.
    assert list(made.instalments.filter(rent_amount=0).values_list("due_on", flat=True)) == [date(2026, 12, 28)]


def test_what_is_owed_is_asked_when_the_accounts_are_locked() -> None:
    """What was owed when the page was opened may be paid by now."""
    home = household()
    assert home.account.position.balance == Decimal("209.00")
    pay(home.account, "200.00", on=MONDAY)

    with pytest.raises(CannotAgree, match=r"£9\.00 is owed on A"):
        agree(home)
