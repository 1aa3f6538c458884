"""Old debts: what may be sued for, where money goes, the ladder, write-off, estates, keeping."""

from datetime import date
from decimal import Decimal

import pytest

from legal.rules import former_debts
from legal.rules.former_debts import Money, Owed, Reason, WriteOffFacts

ON = date(2026, 11, 23)
WEEK = Decimal("118.37")


@pytest.mark.parametrize(
    ("owed", "last"),
    [
        pytest.param(Owed(due_on=date(2020, 11, 23), amount=WEEK), date(2026, 11, 23), id="six years"),
        pytest.param(Owed(due_on=date(2020, 2, 29), amount=WEEK), date(2026, 2, 28), id="due on a leap day"),
        pytest.param(
            Owed(due_on=date(2020, 11, 23), amount=WEEK, acknowledged_on=date(2025, 3, 3)),
            date(2031, 3, 3),
            id="acknowledged in time: LIM-2",
        ),
        pytest.param(
            Owed(due_on=date(2018, 3, 5), amount=WEEK, acknowledged_on=date(2024, 3, 6)),
            date(2024, 3, 5),
            id="acknowledged a day late revives nothing: LIM-2",
        ),
        pytest.param(
            Owed(due_on=date(2015, 3, 2), amount=WEEK, judged_on=date(2021, 6, 1)),
            date(2027, 6, 1),
            id="six years from the judgment: LIM-4",
        ),
    ],
)
def test_the_last_day_to_sue_for_a_charge(owed: Owed, last: date) -> None:
    assert former_debts.last_claim_on(owed) == last


def test_barred_debt_is_parted_from_what_may_be_asked_for() -> None:
    """LIM-3."""
    debts = [
        Owed(due_on=date(2020, 11, 22), amount=Decimal("100.00")),
        Owed(due_on=date(2020, 11, 23), amount=Decimal("20.00")),
        Owed(due_on=date(2026, 11, 16), amount=Decimal("3.00")),
        Owed(due_on=date(2026, 11, 16), amount=Decimal("50.00"), covered=True),
    ]

    assert former_debts.parted(debts, on=ON) == (Decimal("23.00"), Decimal("100.00"))


BARRED = Owed(due_on=date(2019, 1, 7), amount=Decimal("40.00"))
OLD = Owed(due_on=date(2026, 10, 5), amount=Decimal("30.00"))
NEW = Owed(due_on=date(2026, 11, 16), amount=WEEK)


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        pytest.param(
            Money(amount=Decimal("50.00"), kind="payment"),
            [(OLD.due_on, Decimal("30.00")), (NEW.due_on, Decimal("20.00"))],
            id="oldest first, never to barred debt",
        ),
        pytest.param(
            Money(amount=Decimal("130.00"), kind="benefit", for_due_on=NEW.due_on),
            [(NEW.due_on, WEEK), (OLD.due_on, Decimal("11.63"))],
            id="benefit to its own week first",
        ),
        pytest.param(
            Money(amount=Decimal("40.00"), kind="payment", for_due_on=BARRED.due_on),
            [(BARRED.due_on, Decimal("40.00"))],
            id="to barred debt by the tenant's own word",
        ),
    ],
)
def test_to_which_charges_money_goes(money: Money, expected: list[tuple[date, Decimal]]) -> None:
    """APP-1."""
    assert former_debts.appropriated(money, [BARRED, NEW, OLD], on=ON) == expected


def test_the_ladder_of_a_former_tenants_debt() -> None:
    """FTA-1."""
    owed = Decimal("300.00")

    assert former_debts.next_step([], owed=owed, address_known=True) == "final_account"
    assert former_debts.next_step(["final_account", "letter"], owed=owed, address_known=False) == "trace"
    assert former_debts.next_step(["final_account", "letter"], owed=owed, address_known=True) == "agreement"
    assert former_debts.next_step(list(former_debts.LADDER), owed=owed, address_known=True) == "write_off_review"
    assert former_debts.next_step([], owed=Decimal("0.00"), address_known=True) == ""


@pytest.mark.parametrize(
    ("reason", "facts", "fails"),
    [
        (Reason.STATUTE_BARRED, {"last_claim_on": date(2026, 11, 22)}, False),
        (Reason.STATUTE_BARRED, {"last_claim_on": ON}, True),
        (Reason.UNTRACEABLE, {"traces": 2}, False),
        (Reason.UNTRACEABLE, {"traces": 1}, True),
        (Reason.DECEASED, {"died": True, "estate_solvent": False}, False),
        (Reason.DECEASED, {"died": True}, True),
        (Reason.BANKRUPTCY, {"discharged_on": ON}, False),
        (Reason.DEBT_RELIEF_ORDER, {"discharged_on": date(2026, 11, 24)}, True),
        (Reason.UNECONOMIC, {"uneconomic_below": Decimal("50.01")}, False),
        (Reason.UNECONOMIC, {"uneconomic_below": Decimal("50.00")}, True),
        (Reason.HARDSHIP, {}, False),
    ],
)
def test_a_reason_to_write_off_needs_its_facts(reason: Reason, facts: dict[str, object], fails: bool) -> None:
    """FTA-2, INS-3, LIM-3, EST-1."""
    found = former_debts.reason_fails(reason, WriteOffFacts(amount=Decimal("50.00"), **facts), on=ON)

    assert bool(found) is fails


def test_every_reason_has_its_code() -> None:
    """FTA-2."""
    assert {reason.value for reason in Reason} == set("SB DE BK DR IV UT UE SM HA DA CO DI HB PR SE AD".split())


def test_a_debt_is_written_back_while_it_may_be_sued_for() -> None:
    """FTA-2."""
    assert former_debts.may_be_written_back(debtor_found_on=ON, last_claim_on=ON)
    assert not former_debts.may_be_written_back(debtor_found_on=ON, last_claim_on=date(2026, 11, 22))


def test_a_landlord_is_an_ordinary_creditor_of_the_estate_and_the_family_owes_nothing() -> None:
    """EST-1."""
    assert former_debts.estate_place(solvent=True) == "ordinary"
    assert former_debts.estate_place(solvent=False) == (
        "ordinary, after secured, funeral and testamentary, preferential"
    )
    assert former_debts.liable_after_death(joint_tenant=True, guarantor=False)
    assert not former_debts.liable_after_death(joint_tenant=False, guarantor=False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"tenancy_ended_on": date(2026, 3, 1)}, date(2032, 3, 1)),
        ({"tenancy_ended_on": date(2026, 3, 1), "last_balance_on": date(2026, 9, 1)}, date(2032, 9, 1)),
        ({"tenancy_ended_on": date(2026, 3, 1), "judged_on": date(2026, 10, 1)}, date(2032, 10, 1)),
        ({"tenancy_ended_on": date(2019, 3, 1), "written_off_barred_on": date(2026, 3, 1)}, date(2027, 3, 1)),
        ({"tenancy_ended_on": date(2019, 3, 1), "on_litigation_hold": True}, None),
        ({"tenancy_ended_on": None}, None),
    ],
)
def test_how_long_a_file_is_kept(facts: dict[str, object], expected: date | None) -> None:
    """RET-1."""
    assert former_debts.keep_until(**facts) == expected
