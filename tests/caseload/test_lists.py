"""Accounts as a sentence: what each word finds."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from recovery.models import ContactAttempt, RepaymentAgreement
from staff.models import Role
from tenancies.models import ChargeRate, DataFault, Tenancy
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.listing import decided, ref, rows, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory, RentAccountFactory
from welfare.models import BenefitClaim, Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def agreement(home: Household, *, made: int, instalment: str = "10.00") -> None:
    """Weekly, from the week after it was made."""
    RepaymentAgreement.objects.create(
        source_ref=f"AG{home.account.pk}",
        account=home.account,
        made_on=MONDAY - timedelta(days=made),
        first_due_on=MONDAY - timedelta(days=made - 7),
        frequency="weekly",
        rent_amount=Decimal("0.00"),
        instalment_amount=Decimal(instalment),
        opening_arrears=Decimal("200.00"),
        explained_how="telephone",
        status="live",
    )


def contact(home: Household, *, days_ago: int, **known: Any) -> None:
    ContactAttempt.objects.create(
        **{
            "tenancy": home.account.tenancy,
            "at": "2026-11-01T10:00Z",
            "on": MONDAY - timedelta(days=days_ago),
            "channel": "letter",
            "direction": "out",
            "purpose": "general",
            "outcome": "sent",
        }
        | known
    )


# ------------------------------------------------------------------------------------------------------- the sentence


def test_without_a_word_a_list_holds_every_account_one_may_see_most_owed_first(client: Client) -> None:
    small, large = owing(owes="20.00"), owing(owes="900.00")
    undecided = RentAccountFactory()
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, small.officer)

    assert rows(client) == [ref(large), ref(small), undecided.account_ref]
    assert ref(elsewhere) not in text(client.get("/accounts/"))
    assert "3 accounts; their balances add up to £920.00" in text(client.get("/accounts/"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("over=200&unit=pounds", ["200.01", "627.00"]),
        ("over=200.01&unit=pounds", ["627.00"]),
        ("upto=200&unit=pounds", ["104.50", "200.00"]),
        ("over=1", ["200.00", "200.01", "627.00"]),
        ("over=1&upto=2", ["200.00", "200.01"]),
        ("over=6", []),
        ("over=5.99", ["627.00"]),
        ("over=5.99&unit=gross", ["627.00"]),
    ],
)
def test_owing_over_and_up_to_in_pounds_and_weeks_of_104_50(client: Client, words: str, found: list[str]) -> None:
    homes = {ref(home): owes for owes in ("104.50", "200.00", "200.01", "627.00") for home in [owing(owes=owes)]}
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    assert sorted(homes[each] for each in rows(client, words)) == sorted(found)


def test_in_credit_and_clear_are_words_too(client: Client) -> None:
    owes, clear, credit = owing(owes="10.00"), owing(owes="10.00"), owing(owes="10.00")
    LedgerEntryFactory(account=clear.account, kind="payment", method="card", amount=Decimal("-10.00"))
    LedgerEntryFactory(account=credit.account, kind="payment", method="card", amount=Decimal("-15.00"))
    sign_in(client, owes.officer)

    assert rows(client, "money=arrears") == [ref(owes)]
    assert rows(client, "money=clear") == [ref(clear)]
    assert rows(client, "money=credit") == [ref(credit)]


def test_the_plan_is_none_kept_slipping_or_broken(client: Client) -> None:
    none, kept, slipping, broken = (owing(owes="400.00") for _ in range(4))
    agreement(kept, made=3)
    agreement(slipping, made=14)
    agreement(broken, made=30)
    decided(none, kept, slipping, broken)
    sign_in(client, none.officer)

    assert rows(client, "plan=none") == [ref(none)]
    assert rows(client, "plan=kept") == [ref(kept)]
    assert rows(client, "plan=slipping") == [ref(slipping)]
    assert rows(client, "plan=broken") == [ref(broken)]
    assert rows(client, "plan=any&sort=ref") == sorted([ref(kept), ref(slipping), ref(broken)])


def test_not_contacted_for_a_number_of_days_counts_what_went_out_and_stands(client: Client) -> None:
    never, long_ago, lately, came_in, mistaken = (owing() for _ in range(5))
    contact(long_ago, days_ago=14)
    contact(lately, days_ago=13)
    contact(came_in, days_ago=1, direction="in")
    contact(mistaken, days_ago=1, taken_back_at="2026-11-22T10:00Z")
    sign_in(client, never.officer)

    assert set(rows(client, "quiet=14")) == {ref(never), ref(long_ago), ref(came_in), ref(mistaken)}
    assert rows(client, "sort=contact")[-1] == ref(lately)


def test_kinds_steps_holds_benefits_and_former_accounts_are_words(client: Client) -> None:
    rent = owing()
    garage = RentAccountFactory(tenancy=rent.account.tenancy, kind="garage")
    held, on_uc, gone = owing(), owing(), owing()
    Hold.objects.create(account=held.account, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=held.officer)
    BenefitClaim.objects.create(
        source_ref="B1", account=on_uc.account, person=on_uc.tenants[0], kind="uc", status="live", from_on="2026-01-05"
    )
    Tenancy.objects.filter(pk=gone.account.tenancy_id).update(
        last_day=MONDAY - timedelta(days=1), end_reason="transfer"
    )
    decided(rent, held, on_uc, gone)
    sign_in(client, rent.officer)

    assert rows(client, "kind=garage") == [garage.account_ref] == rows(client, "kind=sub")
    assert rows(client, "held=yes") == [ref(held)] == rows(client, "step=in-crisis_or_held")
    assert ref(held) not in rows(client, "held=no")
    assert rows(client, "benefit=uc") == [ref(on_uc)]
    assert ref(on_uc) not in rows(client, "benefit=none")
    assert rows(client, "tenancy=former") == [ref(gone)]
    assert ref(gone) not in rows(client, "tenancy=current")


def test_a_step_a_way_of_working_and_a_part_of_the_board_find_the_same_account(client: Client) -> None:
    home = owing()
    action = home.account.recommendations.get(lapsed_on=None).action
    owing(owes="1.00")
    sign_in(client, home.officer)

    assert rows(client, f"do=x&step=do-{action}") == [ref(home)]
    assert rows(client, "step=any") == [ref(home)] == rows(client, "step=in-recommended")
    assert len(rows(client, "step=none")) == 1


def test_s3_03_low_level_arrears_begin_below_the_policys_band_and_leave_at_it(client: Client) -> None:
    """The shipped policy's band ends at three weeks: 313.50 is three weeks of 104.50, fifty pence less is 2.995."""
    below, at = owing(owes="312.90"), owing(owes="313.50")
    for home in (below, at):
        home.account.recommendations.update(action="reminder")
    sign_in(client, below.officer)

    assert rows(client, "step=low") == [ref(below)]

    LedgerEntryFactory(account=below.account, kind="rent_debit", amount=Decimal("104.50"), effective_on=MONDAY)
    decided(below)
    below.account.recommendations.filter(lapsed_on=None).update(action="reminder")
    assert rows(client, "step=low") == []


def test_s3_07_idle_debts_are_balances_on_which_nobody_did_anything(client: Client) -> None:
    idle, noted, written_to, clear = owing(), owing(), owing(), owing(owes="5.00")
    LedgerEntryFactory(account=clear.account, kind="payment", method="card", amount=Decimal("-5.00"))
    noted.account.events.create(
        on=MONDAY - timedelta(days=27), at="2026-10-27T10:00Z", what="note", summary="x", by=noted.officer
    )
    contact(written_to, days_ago=27)
    sign_in(client, idle.officer)

    assert rows(client, "idle=28") == [ref(idle)] == rows(client, "view=idle")
    assert rows(client, "idle=27&sort=ref") == sorted([ref(idle), ref(noted), ref(written_to)])


def test_s3_06_each_data_fault_is_found_and_hides_nobody_from_the_other_lists(client: Client) -> None:
    kinds = [kind for kind in DataFault.Kind if kind != DataFault.Kind.NO_OFFICER]
    homes = [owing() for _ in kinds]
    for kind, home in zip(kinds, homes, strict=True):
        DataFault.objects.create(kind=kind, account=home.account, reference=ref(home), detail="x", found_on=MONDAY)
    sign_in(client, homes[0].officer)

    for kind, home in zip(kinds, homes, strict=True):
        assert rows(client, f"fault={kind.value}") == [ref(home)]
    assert sorted(rows(client, "view=faults")) == sorted(rows(client)) == sorted(map(ref, homes))


# ------------------------------------------------------------------------------------- signs (S0-04), attention (S1-09)


def test_s0_04_each_sign_brings_an_account_up_by_name_and_goes_when_it_clears(client: Client) -> None:
    homes = {sign: owing(owes="0.01") for sign in ("benefit_ending", "rent_rise", "new_tenancy", "benefit_stopped")}
    claim = {"status": "live", "kind": "hb", "from_on": "2026-01-05", "weekly_amount": 50, "pay_weeks": 4}
    for sign, known in (
        ("benefit_ending", {"last_day": MONDAY + timedelta(days=20)}),
        ("benefit_stopped", {"status": "suspended", "last_day": MONDAY - timedelta(days=3)}),
    ):
        home = homes[sign]
        BenefitClaim.objects.create(source_ref=sign, account=home.account, person=home.tenants[0], **claim | known)
    ChargeRate.objects.create(
        account=homes["rent_rise"].account,
        kind="net_rent",
        weekly_amount=Decimal("110.00"),
        from_on=MONDAY + timedelta(days=28),
        benefit_eligible=True,
    )
    Tenancy.objects.filter(pk=homes["new_tenancy"].account.tenancy_id).update(starts_on=MONDAY - timedelta(days=90))
    decided(*homes.values())
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    for sign, home in homes.items():
        assert rows(client, f"sign={sign}") == [ref(home)], sign
    page = text(client.get("/accounts/?sign=any"))
    assert all(
        label in page for label in ("Benefit ends soon", "The rent goes up", "New tenancy", "Benefit has stopped")
    )

    Tenancy.objects.filter(pk=homes["new_tenancy"].account.tenancy_id).update(starts_on=MONDAY - timedelta(days=91))
    decided(homes["new_tenancy"])
    assert rows(client, "sign=new_tenancy") == []


def test_s1_09_every_account_that_needs_attention_appears_once_with_its_strongest_reason(client: Client) -> None:
    broken, expiring, new, quiet = owing(owes="400.00"), owing(), owing(owes="0.01"), owing(owes="0.02")
    agreement(broken, made=30)
    Hold.objects.create(
        account=expiring.account,
        reason="benefit",
        from_on=MONDAY,
        last_day=MONDAY + timedelta(days=7),
        set_by=expiring.officer,
    )
    Tenancy.objects.filter(pk=new.account.tenancy_id).update(starts_on=MONDAY - timedelta(days=13))
    decided(broken, expiring, new, quiet)
    sign_in(client, broken.officer)

    page = client.get("/accounts/?attention=any")

    assert sorted(rows(client, "attention=any")) == sorted([ref(broken), ref(expiring), ref(new)])
    marks = {row.account.account_ref: row.marks[0] for row in page.context["rows"]}
    assert marks == {
        ref(broken): "An agreement or order is not kept",
        ref(expiring): "A date is about to pass",
        ref(new): "New",
    }
