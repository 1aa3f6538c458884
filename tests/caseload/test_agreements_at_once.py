"""Two officers make an agreement for the same household in the same moment, over two connections."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from caseload import undo
from caseload.agreements import making
from caseload.agreements.making import Asked, Made
from caseload.at_work import at_work
from caseload.models import Act
from recovery import agreements
from recovery.agreements import CannotAgree
from recovery.models import Employer, RepaymentAgreement, WageDeduction
from recovery.wages import CannotDeduct, CannotLoad, authorise, load_remittance
from staff.models import User
from tests.at_once import at_once
from tests.caseload.desk import owing
from tests.factories.people import Household, OfficerFactory
from tests.recovery.agreeing import MONDAY, NOON, agree, beside, given, terms

pytestmark = pytest.mark.usefixtures("own_database")


def makes(home: Household, by: User, **known: Any) -> Callable[[], RepaymentAgreement]:
    asked = given(home, **known) | {"by": by}

    def make() -> RepaymentAgreement:
        with at_work(home.account, by=by, on=MONDAY):
            return agreements.make(**asked)

    return make


def test_of_two_officers_one_makes_it_and_the_other_is_told_who_did() -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])

    answers = at_once(makes(home, home.officer), makes(home, colleague))

    [made] = [answer for answer in answers if isinstance(answer, RepaymentAgreement)]
    [told] = [answer for answer in answers if isinstance(answer, CannotAgree)]
    assert f"made on 23 November 2026 by {made.made_by}" in str(told)
    assert RepaymentAgreement.objects.filter(status="live").count() == 1
    assert made.instalments.count() == 24


def test_at_the_desk_the_second_officer_is_told_of_the_first_ones_agreement() -> None:
    home = owing()
    colleague = OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])
    asked = Asked(
        terms=terms(), covers=[(home.account, Decimal("209.00"))], people=home.tenants,
        explained_how=RepaymentAgreement.Explained.TELEPHONE, paid_by=RepaymentAgreement.PaidBy.TENANT,
    )  # fmt: skip

    def agrees(by: User) -> Callable[[], Made]:
        return lambda: making.agree(account=home.account, asked=asked, by=by, on=MONDAY, at=NOON, press=uuid4())

    answers = at_once(agrees(home.officer), agrees(colleague))

    [made] = [answer for answer in answers if isinstance(answer, Made)]
    [told] = [answer for answer in answers if isinstance(answer, CannotAgree)]
    assert str(told).startswith(
        f"{made.agreement.made_by} made an agreement on this account on 23 November 2026, after"
    )
    assert RepaymentAgreement.objects.get() == made.agreement


def test_agreements_that_overlap_in_a_second_account_are_not_both_made() -> None:
    """Without the desk's frame: the verb itself locks the accounts it covers, in one order."""
    home = owing()
    garage = beside(home, kind="garage", owes="20.00")
    both = [(home.account, Decimal("209.00")), (garage, Decimal("20.00"))]
    asked = [
        given(home, terms(total="229.00"), covers=both),
        given(home, terms(total="229.00"), covers=both[::-1]),
    ]

    answers = at_once(*(lambda known=known: agreements.make(**known) for known in asked))

    assert sorted(type(answer).__name__ for answer in answers) == ["CannotAgree", "RepaymentAgreement"]


def test_ended_and_varied_at_once_one_of_the_two_happens() -> None:
    home = owing()
    made = agree(home)
    asked = given(home, terms(instalment_amount="5.00"))

    answers = at_once(
        lambda: agreements.end(made, broken=True, why="Nothing came", by=home.officer, on=MONDAY, at=NOON),
        lambda: agreements.vary(made, **asked, why="Hours were cut"),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["CannotAgree", "RepaymentAgreement"]
    assert RepaymentAgreement.objects.filter(status="live").count() == RepaymentAgreement.objects.count() - 1


def test_taken_back_and_ended_at_once_one_of_the_two_happens() -> None:
    home = owing()
    made = agree(home)
    undo.remember(
        user=home.officer, account=home.account, kind="agreement", summary="Agreement",
        about=f"recovery.repaymentagreement:{made.pk}", at=NOON, undo_until=undo.end_of_day(NOON),
    )  # fmt: skip
    act = Act.objects.get()

    answers = at_once(
        lambda: undo.take_back(act, by=home.officer, on=MONDAY, at=NOON),
        lambda: agreements.end(made, broken=True, why="Nothing came", by=home.officer, on=MONDAY, at=NOON),
    )

    made.refresh_from_db()
    refused = [type(answer).__name__ for answer in answers if isinstance(answer, Exception)]
    assert refused == (["CannotAgree"] if made.status == "cancelled" else ["CannotUndo"])


def test_one_authority_and_one_list_however_often_pressed() -> None:
    home = owing()
    employer = Employer.objects.create(name="Otter Bakery", address="1 Quay")
    authority: dict[str, Any] = {
        "account": home.account, "person": home.tenants[0], "employer": employer, "payroll_ref": "E1",
        "amount": Decimal("20.00"), "frequency": "weekly", "authority_signed_on": MONDAY, "first_on": MONDAY,
        "by": home.officer, "on": MONDAY, "at": NOON,
    }  # fmt: skip
    remittance: dict[str, Any] = {
        "employer": employer, "paid_on": MONDAY, "total": Decimal("20.00"),
        "content": b"payroll_ref,amount\nE1,20.00\n",
        "by": home.officer, "on": MONDAY, "at": NOON,
    }  # fmt: skip

    kept = at_once(lambda: authorise(**authority), lambda: authorise(**authority))
    loaded = at_once(lambda: load_remittance(**remittance), lambda: load_remittance(**remittance))

    assert [type(answer) for answer in kept].count(CannotDeduct) == 1
    assert [type(answer) for answer in loaded].count(CannotLoad) == 1
    assert (WageDeduction.objects.count(), employer.remittances.count()) == (1, 1)
