"""The agreement page: what it begins with and refuses, and what one press makes."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from caseload.agreements.starting import next_credit
from caseload.models import Draft
from recovery.models import OutboxMessage, RepaymentAgreement
from staff.models import Role
from tenancies.models import AccountEvent, RentYear
from tests.caseload.agreeing import agree, budget, filled, shown, words
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household, OfficerFactory
from tests.recovery.agreeing import beside
from welfare.models import BenefitClaim, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
Agreed = RepaymentAgreement.objects


@zeal_ignore()  # each letter joins its batch by itself
def test_one_press_makes_the_agreement_and_queues_its_letter_to_each_joint_tenant(client: Client) -> None:
    home = owing({}, {"first_names": "Sam"})
    sign_in(client, home.officer)

    agree(client, home)

    made = Agreed.get()
    assert (made.instalment_amount, made.explained_how, made.explained_by) == (
        Decimal("9.00"),
        "telephone",
        home.officer,
    )
    assert {each.person_id for each in made.people.all()} == {person.pk for person in home.tenants}
    sent = OutboxMessage.objects.order_by("pk")
    assert [message.person for message in sent] == home.tenants
    assert {message.action for message in sent} == {"agreement_made"}
    assert all(message.state == "queued" for message in sent)


def test_the_same_press_makes_one_agreement(client: Client, home: Household) -> None:
    press = str(uuid4())

    agree(client, home, press=press)
    agree(client, home, press=press)

    assert Agreed.count() == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"explained_how": None}, "Choose how you explained it. It cannot be agreed without."),
        ({"instalment_amount": "0.00"}, "The instalment must be more than £0.00."),
        ({"instalment_amount": "0.01"}, "is not cleared in 10 years. The smallest instalment that does it is £0.41"),
        ({"instalment_amount": "nine"}, "Off the arrears each time: enter pounds and pence, such as 12.50."),
        ({"first_due_on": "20 November 2026"}, "20 November 2026, which has passed: choose 24 November 2026 or later."),
        ({"first_due_on": "23 November 2026"}, "only money from tomorrow counts: choose 24 November 2026 or later."),
        ({"first_due_on": "soon"}, "Enter the day of the first payment, such as 7 December 2026."),
        ({"lump_sum": "50.00"}, "A lump sum needs both its amount and its day."),
        ({"step_1_from": "3"}, "A step needs both the instalment it begins with and its amount."),
        ({"step_1_from": "May"}, "A step from instalment: enter a whole number up to 999."),
        ({"people": None}, "Name the tenants who agreed."),
        ({"rent_amount": "452.83"}, "£452.83 is their rent a month: a week it is £104.50."),
        (
            {"frequency": "monthly", "rent_amount": "209.00"},
            "£209.00 is their rent a fortnight: a month it is £452.83.",
        ),
    ],
)
def test_what_cannot_be_agreed_is_said_and_nothing_typed_is_lost(
    client: Client, home: Household, changed: dict[str, Any], said: str
) -> None:
    answer = agree(client, home, note="Paid on Fridays from now on", **changed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert "Paid on Fridays from now on" in words(answer)
    assert not Agreed.exists()
    assert not OutboxMessage.objects.exists()


def test_all_that_is_wrong_is_said_at_once_and_a_plan_that_works_is_shown(client: Client, home: Household) -> None:
    both = agree(client, home, explained_how=None, first_due_on="23 November 2026")
    only_how = agree(client, home, explained_how=None)

    assert "Choose how you explained it." in words(both)
    assert "only money from tomorrow counts" in words(both)
    assert "£113.50 a week, done on 10 May 2027" in words(only_how)
    assert not Agreed.exists()


def test_a_plan_that_never_ends_offers_the_nearest_that_works_in_one_press(client: Client, home: Household) -> None:
    refused = agree(client, home, instalment_amount="0.01")
    taken = agree(client, home, instalment_amount="0.01", do=None, use="0.41")

    assert 'name="use" value="0.41"' in words(refused)
    assert taken.status_code == 200
    assert taken.context["form"]["instalment_amount"].value() == "0.41"
    assert taken.context["plan"].terms.instalment_amount == Decimal("0.41")
    assert not Agreed.exists()


def test_the_page_begins_with_what_is_safe_on_their_own_pay_day(client: Client, home: Household) -> None:
    BenefitClaim.objects.create(
        source_ref="B1",
        account=home.account,
        person=home.tenants[0],
        kind="uc",
        status="live",
        from_on=date(2026, 1, 8),
        period_start_day=8,
        managed_payment=False,
    )
    budget(home, left="45.00")

    form = shown(client, home).context["form"]

    assert form["frequency"].value() == "monthly"
    assert form["first_due_on"].value() == "14 December 2026"  # paid seven days after the period that ends on the 7th
    assert form["instalment_amount"].value() == "45.00"
    assert form["rent_amount"].value() == "452.83"  # 104.50 × 52 / 12


def test_their_share_of_rent_is_what_a_managed_payment_leaves_where_weeks_are_free(
    client: Client, home: Household
) -> None:
    """Rulebook R-3. £104.50 × 48 / 12 = £418.00 a month, which the housing element pays whole."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=48,
        rent_free_weeks=["2026-08-24", "2026-12-21", "2026-12-28", "2027-03-29"],
    )  # fmt: skip
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], kind="uc", status="live",
        from_on=date(2026, 1, 8), period_start_day=8, managed_payment=True, housing_element=Decimal("418.00"),
    )  # fmt: skip

    assert shown(client, home).context["form"]["rent_amount"].value() == "0.00"


def test_without_an_answer_about_money_it_proposes_a_year_in_whole_pounds_and_asks(
    client: Client, home: Household
) -> None:
    answer = shown(client, home)

    assert answer.context["form"]["instalment_amount"].value() == "5.00"  # 209.00 / 52 = 4.02, up to the pound
    assert "Nobody has asked what they can afford." in words(answer)


def test_where_nothing_is_left_nothing_is_proposed_and_help_comes_first(client: Client, home: Household) -> None:
    """Rulebook 10: no agreement by default; benefits, the fund and debt advice."""
    budget(home, left="0.00")

    answer = shown(client, home)

    assert answer.context["form"]["instalment_amount"].value() == ""
    assert "Nothing is safe to ask:" in words(answer)
    assert answer.context["plan"] is None


def test_who_is_protected_is_asked_for_nothing_and_the_reason_stands_where_the_form_was(
    client: Client, home: Household
) -> None:
    """Product 7.2: why, and two things that may be done instead. What is posted all the same is refused."""
    Marker.objects.create(
        kind="crisis", detail="suicide_risk", person=home.tenants[0], from_on=MONDAY, owner=home.officer
    )

    page = words(shown(client, home))
    pressed = agree(client, home)

    assert "Not now: Someone on this account is in crisis" in page
    assert f"Set by {home.officer.name}. Until whoever leads on it ends the crisis." in page
    assert "Agree and confirm" not in page
    assert pressed.status_code == 409
    assert "Agree and confirm" not in words(pressed)
    assert not Agreed.exists()


@pytest.mark.parametrize(
    ("on", "period_starts", "expected"),
    [
        pytest.param(date(2026, 11, 24), 8, date(2026, 12, 14), id="the 7th and seven days"),
        pytest.param(date(2026, 11, 21), 25, date(2026, 12, 1), id="31 November is 1 December"),
        pytest.param(date(2026, 12, 2), 25, date(2026, 12, 31), id="and 31 December"),
        pytest.param(date(2026, 11, 21), 1, date(2026, 12, 7), id="a month ends"),
        pytest.param(date(2027, 2, 1), 31, date(2027, 2, 6), id="from 31 January"),
        pytest.param(date(2027, 2, 7), 31, date(2027, 3, 6), id="from 28 February, the shorter month's last"),
        pytest.param(date(2026, 12, 14), 8, date(2026, 12, 14), id="today"),
    ],
)
def test_universal_credit_comes_seven_days_after_its_period_ends(on: date, period_starts: int, expected: date) -> None:
    """Rulebook R-8: paid on the sixth day after the next period's first."""
    assert next_credit(on=on, period_starts=period_starts) == expected


def test_a_pay_day_that_is_today_is_taken_from_the_next_one_on(client: Client, home: Household) -> None:
    account = home.account
    account.payment_frequency, account.payment_day = "monthly", 23
    account.save()

    assert shown(client, home).context["form"]["first_due_on"].value() == "23 December 2026"


def test_a_pay_day_pressed_fills_in_how_often_and_from_when(client: Client, home: Household) -> None:
    account = home.account
    account.payment_frequency, account.payment_day = "monthly", 28
    account.save()

    answer = agree(client, home, do=None, pay_day="monthly:2026-11-28")

    form = answer.context["form"]
    assert (form["frequency"].value(), form["first_due_on"].value()) == ("monthly", "28 November 2026")
    assert form["rent_amount"].value() == "452.83"


def test_the_script_is_given_the_plan_alone(client: Client, home: Household) -> None:
    answer = client.post(
        f"/accounts/{home.account.pk}/agreement/",
        filled(home, do="show", explained_how=None),
        headers={"X-Part": "plan"},
    )

    assert "£113.50 a week, done on 10 May 2027" in words(answer)  # 24 payments from 30 November: 23 × 9.00 and 2.00
    assert "<html" not in words(answer)


def test_several_accounts_are_covered_in_the_order_told(client: Client, home: Household) -> None:
    garage = beside(home, kind="garage", owes="40.00")

    agree(
        client,
        home,
        **{f"cover_{garage.pk}": "on", f"arrears_{garage.pk}": "40.00", f"place_{garage.pk}": "2"},
    )

    made = Agreed.get()
    assert made.opening_arrears == Decimal("249.00")
    assert [(each.account, each.arrears) for each in made.covers.all()] == [
        (home.account, Decimal("209.00")),
        (garage, Decimal("40.00")),
    ]


def test_dates_between_their_universal_credit_days_are_warned_of_and_monthly_ones_are_not(
    client: Client, home: Household
) -> None:
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], kind="uc", status="live",
        from_on=date(2026, 1, 8), period_start_day=8, managed_payment=False,
    )  # fmt: skip

    weekly = agree(client, home, do="show")
    monthly = agree(client, home, do="show", frequency="monthly", first_due_on="14 December 2026")

    assert "Universal Credit comes to them once a month, next on 14 December 2026." in words(weekly)
    assert "counts as missed unless they pay ahead" not in words(monthly)


def test_a_deduction_from_benefit_is_not_due_more_often_than_it_comes(client: Client, home: Household) -> None:
    weekly = agree(client, home, paid_by="benefit")
    monthly = agree(client, home, paid_by="benefit", frequency="monthly", rent_amount="0.00")

    assert "Deductions from benefit reach us every four weeks or once a month" in words(weekly)
    assert monthly.status_code == 302
    assert Agreed.get().paid_by == "benefit"


def test_in_breathing_space_nothing_is_agreed_and_what_was_typed_stays(client: Client, home: Household) -> None:
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", person=home.tenants[0], from_on=MONDAY, last_day=date(2027, 1, 21)
    )

    answer = agree(client, home, note="Wants to pay")

    assert answer.status_code == 409
    assert "A tenant is in breathing space" in words(answer)
    assert "Wants to pay" in words(answer)
    assert not Agreed.exists()


def test_a_letter_that_cannot_be_printed_does_not_undo_the_agreement_and_is_said(client: Client) -> None:
    home = owing({"format_needed": "braille"})
    sign_in(client, home.officer)

    answer = client.post(f"/accounts/{home.account.pk}/agreement/", filled(home), follow=True)

    assert Agreed.get().status == "live"
    assert not OutboxMessage.objects.exists()
    assert "No letter: Ms Amina Yusuf needs Braille, which cannot be printed here." in words(answer)


def test_what_is_typed_is_kept_and_put_back(client: Client, home: Household) -> None:
    typed = filled(home, note="Wants the 3rd", instalment_amount="7.50")

    client.post(reverse("draft", args=[home.account.pk, "agreement"]), typed)
    again = shown(client, home)

    assert Draft.objects.get(account=home.account).form == "agreement"
    assert again.context["form"]["note"].value() == "Wants the 3rd"
    assert again.context["plan"].terms.instalment_amount == Decimal("7.50")


def test_a_stranger_finds_nothing_and_a_reader_reads(client: Client, home: Household) -> None:
    sign_in(client, OfficerFactory(username="stranger"))
    assert shown(client, home).status_code == 404

    sign_in(client, OfficerFactory(username="auditor", role=Role.AUDITOR))
    page = shown(client, home)
    pressed = agree(client, home)

    assert page.status_code == 200
    assert "Agreements are made by the income team." in words(page)
    assert pressed.status_code == 403


def test_it_stands_on_the_timeline_with_its_terms(client: Client, home: Household) -> None:
    agree(client, home)

    said = AccountEvent.objects.filter(account=home.account, what="agreement").get().summary
    assert said == (
        "Agreement to pay £113.50 a week (rent £104.50, instalment £9.00), to clear £209.00, up to 10 May 2027."
    )
