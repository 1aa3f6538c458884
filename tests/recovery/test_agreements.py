"""Agreements made, varied, ended, completed and taken back; what is refused; what each account covered then shows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from caseload import tasks, undo
from caseload.models import Act
from recovery import agreements
from recovery.account_facts import of_account
from recovery.agreement_watch import agreements_of, schedule_for, schedule_of, terms_of, watch
from recovery.agreements import CannotAgree
from recovery.models import AgreementAccount, OutboxMessage, RepaymentAgreement
from recovery.rules import plans
from recovery.rules.facts import AgreementState
from recovery.rules.gates import Refused
from recovery.rules.plans import CannotPlan, Step
from tenancies.models import AccountEvent, RentYear
from tests.factories.people import Household, PersonFactory, household
from tests.recovery.agreeing import MONDAY, NOON, agree, beside, given, pay, terms
from welfare.models import Marker

pytestmark = pytest.mark.django_db

Status = RepaymentAgreement.Status


def day(days: int) -> date:
    return MONDAY + timedelta(days=days)


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
    [("crisis", "in crisis"), ("breathing_space", "in breathing space"), ("insolvency", "insolvent")],
)
def test_nobody_who_is_protected_is_asked_to_agree(kind: str, says: str) -> None:
    home = household()
    detail = {"crisis": "suicide_risk", "breathing_space": "standard", "insolvency": "dro"}[kind]
    Marker.objects.create(source_ref="M1", kind=kind, detail=detail, person=home.tenants[0], from_on=MONDAY)

    with pytest.raises(Refused, match=says):
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


def test_varied_terms_replace_the_old_ones_and_both_stay_on_record() -> None:
    home = household()
    old = agree(home)

    new = agreements.vary(old, **given(home, terms(instalment_amount="5.00")), why="Hours were cut")

    old.refresh_from_db()
    assert (old.status, old.ended_on, old.ended_why, old.ended_by) == (
        "superseded", MONDAY, "Hours were cut", home.officer,
    )  # fmt: skip
    assert new.replaces == old
    assert of_account(home.account, as_of=MONDAY).agreement_id == new.pk
    assert list(agreements_of(home.account)) == [new, old]
    assert old.instalments.count() == 24


def test_an_agreement_ends_with_a_reason_and_another_may_be_made() -> None:
    home = household()
    made = agree(home)

    with pytest.raises(CannotAgree, match="Say why"):
        agreements.end(made, broken=True, why=" ", by=home.officer, on=MONDAY, at=NOON)
    agreements.end(made, broken=True, why="Nothing was paid", by=home.officer, on=MONDAY, at=NOON)
    with pytest.raises(CannotAgree, match="no longer live: broken"):
        agreements.end(made, broken=False, why="Again", by=home.officer, on=MONDAY, at=NOON)

    found = of_account(home.account, as_of=MONDAY)
    assert (found.agreement_state, found.broken_plans) == (None, 1)
    assert agree(home).status == Status.LIVE


def test_the_housing_systems_agreement_is_ended_there() -> None:
    home = household()
    theirs = RepaymentAgreement.objects.create(
        source_ref="AG1", account=home.account, made_on=MONDAY, first_due_on=MONDAY, frequency="weekly",
        rent_amount=0, instalment_amount=5, opening_arrears=50, status="live",
    )  # fmt: skip

    with pytest.raises(CannotAgree, match="End it there"):
        agreements.end(theirs, broken=False, why="Mistake", by=home.officer, on=MONDAY, at=NOON)


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


def test_taking_one_back_lets_the_one_before_run_on() -> None:
    home = household()
    old = agree(home)
    new = agreements.vary(old, **given(home, terms(instalment_amount="5.00")), why="Hours were cut")

    agreements.take_back(new, by=home.officer, on=MONDAY, at=NOON)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.ended_on, new.status) == ("live", None, "cancelled")
    assert of_account(home.account, as_of=MONDAY).agreement_id == old.pk
    with pytest.raises(CannotAgree, match="live agreement already"):
        agree(home)


class TestCompleted:
    """£18.00 at £9.00 a week with £104.50 rent: £113.50 on 30 November and on 7 December."""

    @pytest.mark.parametrize(
        ("paid", "on", "done"),
        [
            pytest.param(["113.50", "113.50"], date(2026, 12, 9), 0, id="paid, but the grace still runs"),
            pytest.param(["113.50", "113.50"], date(2026, 12, 10), 1, id="paid and over"),
            pytest.param(["113.50", "112.50"], date(2026, 12, 10), 1, id="a pound short is overlooked"),
            pytest.param(["113.50", "112.49"], date(2026, 12, 10), 0, id="a penny more is not"),
        ],
    )
    def test_when_the_schedule_has_run_and_nothing_is_short(self, paid: list[str], on: date, done: int) -> None:
        home = household()
        made = agree(home, terms(total="18.00"), covers=[(home.account, Decimal("18.00"))])
        for number, pounds in enumerate(paid):
            pay(home.account, pounds, on=date(2026, 11, 30) + timedelta(weeks=number))

        assert agreements.complete_paid(on=on, at=NOON) == done
        assert agreements.complete_paid(on=on, at=NOON) == 0

        made.refresh_from_db()
        assert made.status == ("completed" if done else "live")
        assert made.covers.get().live is not bool(done)

    def test_early_once_the_arrears_were_covered_for_a_whole_month(self) -> None:
        home = household()
        agree(home)
        pay(home.account, "209.00", on=date(2026, 11, 25))
        for week in range(7):
            pay(home.account, "104.50", on=date(2026, 11, 30) + timedelta(weeks=week))

        # Covered from 25 November: 31 days later is 26 December.
        assert agreements.complete_paid(on=date(2026, 12, 25), at=NOON) == 0
        assert agreements.complete_paid(on=date(2026, 12, 26), at=NOON) == 1

    def test_not_because_a_months_rent_was_paid_ahead(self) -> None:
        """£522.50 on 30 November is five weeks' rent: for a while it covers the £209.00 as well."""
        home = household()
        agree(home)
        pay(home.account, "522.50", on=date(2026, 11, 30))

        assert [n for n in range(60) if agreements.complete_paid(on=day(n), at=NOON)] == []


def test_the_night_ends_what_is_paid_before_it_decides(empty_broker: None) -> None:
    home = household()
    made = agree(home, terms(total="9.00"), covers=[(home.account, Decimal("9.00"))])
    pay(home.account, "113.50", on=date(2026, 11, 30))

    tasks.nightly_sweep(as_of="2026-12-03")

    made.refresh_from_db()
    assert (made.status, made.ended_on, made.ended_by) == ("completed", date(2026, 12, 3), None)
    assert AccountEvent.objects.filter(what=AccountEvent.What.AGREEMENT, by_system=True).count() == 1


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


def test_a_rent_free_week_that_becomes_known_later_takes_the_rent_out_and_nothing_else() -> None:
    """Nothing is known of Christmas when it is agreed; then the housing system sends the year with two free weeks."""
    home = household()
    made = agree(home, terms(lump_sum="9.00", lump_sum_on=MONDAY))
    monthly = agree(household(), terms(frequency="monthly"))
    before = list(made.instalments.values_list("number", "due_on", "arrears_amount"))
    year = RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )

    assert [agreements.follow_rent_years(on=MONDAY) for _ in range(2)] == [2, 0]

    free = made.instalments.filter(rent_amount=0, number__gt=1).values_list("due_on", flat=True)
    assert list(free) == [date(2026, 12, 21), date(2026, 12, 28)]
    assert list(made.instalments.values_list("number", "due_on", "arrears_amount")) == before
    assert set(monthly.instalments.values_list("rent_amount", flat=True)) == {Decimal("104.50")}
    # The council changes its mind about one of the two before it comes.
    year.rent_free_weeks = ["2026-12-28"]
    year.save()
    assert agreements.follow_rent_years(on=MONDAY) == 1
    # What has fallen due is never changed.
    year.rent_free_weeks = []
    year.save()
    assert agreements.follow_rent_years(on=date(2026, 12, 28)) == 0


def test_where_rent_weeks_begin_on_another_day_a_free_week_does_too() -> None:
    home = household(tenancy__rent_week_start="wed")
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-12-21"])

    made = agree(home)

    # The free week is Wednesday 23 to Tuesday 29 December: Monday the 28th lies in it.
    assert list(made.instalments.filter(rent_amount=0).values_list("due_on", flat=True)) == [date(2026, 12, 28)]


class TestTakenBackOnTheDesk:
    """The undo list: an agreement until the letter that confirms it leaves."""

    def remembered(self, home: Household, made: RepaymentAgreement, *, letter: OutboxMessage | None = None) -> Act:
        about = f"recovery.repaymentagreement:{made.pk}"
        return undo.remember(
            user=home.officer, account=home.account, kind="agreement", summary="Agreement to pay £113.50 a week.",
            about=f"{about} recovery.outboxmessage:{letter.pk}" if letter else about, at=NOON,
            undo_until=undo.end_of_day(NOON),
        )  # fmt: skip

    def letter(self, home: Household, *, state: str) -> OutboxMessage:
        return OutboxMessage.objects.create(
            account=home.account, person=home.tenants[0], channel="email", action="", purpose="agreement", state=state,
            queued_at=NOON, queued_by=home.officer, send_after=NOON, press=uuid4(), text="Your agreement",
        )  # fmt: skip

    def test_with_its_letter_that_waits(self) -> None:
        home = household()
        made = agree(home)
        letter = self.letter(home, state="queued")

        undo.take_back(self.remembered(home, made, letter=letter), by=home.officer, on=MONDAY, at=NOON)

        made.refresh_from_db()
        letter.refresh_from_db()
        assert (made.status, letter.state) == ("cancelled", "withdrawn")
        assert of_account(home.account, as_of=MONDAY).agreement_state is None

    def test_not_once_the_letter_has_left(self) -> None:
        home = household()
        made = agree(home)
        act = self.remembered(home, made, letter=self.letter(home, state="sending"))

        with pytest.raises(undo.CannotUndo, match="Vary the agreement or end it"):
            undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)

        made.refresh_from_db()
        assert made.status == "live"

    def test_not_twice_nor_after_it_was_ended(self) -> None:
        home = household()
        made = agree(home)
        act = self.remembered(home, made)
        agreements.end(made, broken=True, why="Nothing came", by=home.officer, on=MONDAY, at=NOON)

        with pytest.raises(undo.CannotUndo, match="no longer live: broken"):
            undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)
