"""Deductions from wages: the authority, the employer's list, who is missing from it, stopping (duty S1-21)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from caseload.agreements import remittances
from caseload.models import Reminder
from recovery import wages
from recovery.models import Employer, Remittance, WageDeduction
from recovery.wages import CannotDeduct, CannotLoad, Loaded
from tenancies.models import AccountEvent, RentAccount
from tests.factories.people import Household, OfficerFactory, PersonFactory, household
from tests.factories.tenancies import RentAccountFactory
from tests.recovery.agreeing import MONDAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery() -> Employer:
    return Employer.objects.create(name="Otter Bakery", address="1 Quay, Ottersby")


def authority(home: Household, employer: Employer, **known: Any) -> WageDeduction:
    usual: dict[str, Any] = {
        "account": home.account, "person": home.tenants[0], "employer": employer, "payroll_ref": "E17",
        "amount": Decimal("20.00"), "frequency": "weekly", "authority_signed_on": date(2026, 11, 20),
        "first_on": date(2026, 11, 27), "by": home.officer, "on": MONDAY, "at": NOON,
    }  # fmt: skip
    return wages.authorise(**usual | known)


def load(employer: Employer, text: str, **known: Any) -> Loaded:
    usual: dict[str, Any] = {
        "employer": employer, "paid_on": date(2026, 11, 30), "total": Decimal("20.00"), "content": text.encode(),
        "by": OfficerFactory(role="finance"), "on": date(2026, 12, 1), "at": NOON,
    }  # fmt: skip
    return remittances.load(**usual | known)


def test_an_authority_is_kept_with_its_pay_days(bakery: Employer) -> None:
    home = household()

    kept = authority(home, bakery)

    assert wages.pay_days(kept, until=date(2026, 12, 17)) == [
        date(2026, 11, 27), date(2026, 12, 4), date(2026, 12, 11),
    ]  # fmt: skip
    assert AccountEvent.objects.get().summary == (
        "£20.00 a week from the wages of Ms Amina Yusuf at Otter Bakery, first on 27 November 2026."
    )


@pytest.mark.parametrize(
    ("known", "says"),
    [
        pytest.param({"amount": Decimal("0.00")}, "more than £0.00", id="nothing"),
        pytest.param({"payroll_ref": " "}, "payroll number", id="no number"),
        pytest.param({"frequency": "yearly"}, "how often", id="yearly"),
        pytest.param({"authority_signed_on": date(2026, 11, 24)}, "signed already", id="to be signed tomorrow"),
        pytest.param({"first_on": date(2026, 11, 22)}, "has passed", id="begun yesterday"),
    ],
)
def test_an_authority_that_lacks_something_is_refused(bakery: Employer, known: dict[str, Any], says: str) -> None:
    with pytest.raises(CannotDeduct, match=says):
        authority(household(), bakery, **known)


def test_only_a_tenants_wages_and_one_number_for_one_person(bakery: Employer) -> None:
    home = household()
    authority(home, bakery)

    with pytest.raises(CannotDeduct, match="is not a tenant"):
        authority(household(), bakery, person=PersonFactory(), payroll_ref="E2")
    with pytest.raises(CannotDeduct, match="runs already"):
        authority(home, bakery, payroll_ref="E2")
    with pytest.raises(CannotDeduct, match="somebody else with payroll number E17"):
        authority(household(), bakery)


def test_payments_match_people_and_the_missing_one_raises_a_task(bakery: Employer) -> None:
    """Duty S1-21: import remittance; payments match people; missing one raises a task."""
    amina = household()
    idris = household({"title": "Mr", "first_names": "Idris"}, tenancy__home__patch__code="P02")
    paid, missed = authority(amina, bakery), authority(idris, bakery, payroll_ref="E18", amount=Decimal("35.00"))

    loaded = load(bakery, "payroll_ref,amount,name\ne17,£20.00,A Yusuf\n")

    assert [(line.deduction, line.amount) for line in loaded.matched] == [(paid, Decimal("20.00"))]
    assert loaded.missing == [missed]
    task = Reminder.objects.get()
    assert (task.account, task.for_user, task.kind, task.due_on) == (
        idris.account, idris.officer, Reminder.Kind.TASK, date(2026, 12, 1),
    )  # fmt: skip
    assert task.text == (
        "£35.00 from the wages of Mr Idris Yusuf is missing from Otter Bakery's payment of 30 November 2026: ask the "
        "employer, then the tenant."
    )


def test_bad_lines_are_listed_with_their_reason_and_good_ones_load(bakery: Employer) -> None:
    authority(household(), bakery)
    text = "payroll_ref,amount\nE17,20.00\nE18,ten\n,5.00\nE17,1.00\nE19,-2.00\nE20,0.005\nE21,4.00\n"

    loaded = load(bakery, text, total=Decimal("28.00"))  # 20 + 5 + 1 − 2 + 4: every sum that can be read

    assert [(bad.number, bad.text, bad.why) for bad in loaded.bad] == [
        (3, "E18 ten", "the amount must be pounds and pence, more than £0.00"),
        (4, "5.00", "the payroll number must have 1 to 40 characters"),
        (5, "E17 1.00", "payroll number E17 is on line 2 already"),
        (6, "E19 -2.00", "the amount must be pounds and pence, more than £0.00"),
        (7, "E20 0.005", "the amount must be pounds and pence, more than £0.00"),
    ]
    assert [line.payroll_ref for line in loaded.matched] == ["E17"]
    assert [line.payroll_ref for line in loaded.unmatched] == ["E21"]


@pytest.mark.parametrize(
    ("content", "known", "says"),
    [
        pytest.param(b"payroll_ref,amount\nE17,19.99\n", {}, r"comes to £19\.99 but £20\.00 was paid", id="a penny"),
        pytest.param(b"payroll_ref,amount\nE17,x\n", {"total": Decimal("0.00")}, "No line", id="nothing good"),
        pytest.param(b"number,amount\nE17,20.00\n", {}, "payroll_ref is not there", id="other columns"),
        pytest.param(b"", {}, "payroll_ref is not there", id="an empty file"),
        pytest.param(b"payroll_ref,amount\n\xff,20.00\n", {}, "not plain text", id="no text"),
        pytest.param(b"payroll_ref,amount\nE17,NaN\n", {}, r"comes to £0\.00", id="not a number"),
        pytest.param(
            b"payroll_ref,amount\nE17,20.00\n", {"paid_on": date(2026, 12, 2)}, "today or earlier", id="tomorrow"
        ),
    ],
)
def test_a_list_that_cannot_be_right_is_refused_whole(
    bakery: Employer, content: bytes, known: dict[str, Any], says: str
) -> None:
    authority(household(), bakery)

    with pytest.raises(CannotLoad, match=says):
        load(bakery, "", content=content, **known)

    assert not Remittance.objects.exists()
    assert not Reminder.objects.exists()


def test_the_same_list_is_loaded_once(bakery: Employer) -> None:
    authority(household(), bakery)
    load(bakery, "payroll_ref,amount\nE17,20.00\n")

    with pytest.raises(CannotLoad, match="payment of 30 November 2026 was loaded by Nadia Rahman already"):
        load(bakery, "payroll_ref,amount\nE17,20.00\n")


def test_whoever_was_paid_monthly_is_not_missed_in_between(bakery: Employer) -> None:
    """Weekly and monthly workers of one employer: the monthly one's next day is 27 December."""
    authority(household(), bakery)
    monthly = authority(household({"first_names": "Idris"}), bakery, payroll_ref="E18", frequency="monthly")
    load(bakery, "payroll_ref,amount\nE17,20.00\nE18,20.00\n", total=Decimal("40.00"))

    second = load(bakery, "payroll_ref,amount\nE17,20.00\n", paid_on=date(2026, 12, 7), on=date(2026, 12, 7))
    fifth = load(bakery, "payroll_ref,amount\nE17,20.00\n", paid_on=date(2026, 12, 28), on=date(2026, 12, 28))

    assert second.missing == []
    assert fifth.missing == [monthly]


def test_a_deduction_that_was_stopped_is_missed_no_longer(bakery: Employer) -> None:
    home = household()
    kept = authority(home, bakery)

    with pytest.raises(CannotDeduct, match="Say why"):
        wages.stop(kept, why="", by=home.officer, on=MONDAY, at=NOON)
    stopped = wages.stop(kept, why="She revoked it", by=home.officer, on=date(2026, 11, 26), at=NOON)
    with pytest.raises(CannotDeduct, match="26 November 2026 already"):
        wages.stop(kept, why="Again", by=home.officer, on=date(2026, 11, 26), at=NOON)

    assert wages.pay_days(stopped, until=date(2026, 12, 31)) == []
    loaded = load(bakery, "payroll_ref,amount\nE99,20.00\n")
    assert (loaded.missing, [line.payroll_ref for line in loaded.unmatched]) == ([], ["E99"])
    assert authority(home, bakery).stopped_on is None


def test_who_may_not_load_a_list_is_told_so(bakery: Employer) -> None:
    with pytest.raises(PermissionDenied, match="finance and the income team"):
        load(bakery, "payroll_ref,amount\nE17,20.00\n", by=OfficerFactory(role="auditor"))


def test_money_goes_to_the_deduction_that_runs_though_one_begun_later_was_stopped(bakery: Employer) -> None:
    home = household()
    garage: RentAccount = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    runs = authority(home, bakery)
    later = authority(home, bakery, account=garage, first_on=date(2026, 11, 27))
    WageDeduction.objects.filter(pk=later.pk).update(stopped_on=date(2026, 11, 28), stopped_why="Garage given up")

    loaded = load(bakery, "payroll_ref,amount\nE17,20.00\n")

    assert [line.deduction for line in loaded.matched] == [runs]
    assert loaded.missing == []
