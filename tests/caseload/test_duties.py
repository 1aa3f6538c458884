"""Duties of income officers, each tested by its number, in the parts that Today, Account and Coverage carry."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.test import Client

from caseload import desk, holding, queue, runs
from caseload.coverage import coverage
from caseload.explain import explain
from caseload.models import ExtractLoad, Recommendation, Step
from caseload.whole_account import whole_account
from legal.models import Notice, NoticeService
from recovery import policies
from recovery.models import RepaymentAgreement
from recovery.rules.gates import Refused
from staff.models import Patch, User
from tenancies.models import AccountChange, AccountEvent, LedgerEntry, RentAccount
from tests.caseload.desk_acts import NOON, with_hearing
from tests.caseload.sweeping import MONDAY, answer, pay, sweep
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, RentAccountFactory
from welfare.models import BenefitClaim, Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


def agreement(home: Household, **terms: Any) -> RepaymentAgreement:
    given = {
        "source_ref": f"AG{home.account.pk}",
        "made_on": date(2026, 9, 7),
        "first_due_on": date(2026, 9, 14),
        "frequency": "weekly",
        "rent_amount": Decimal("104.50"),
        "instalment_amount": Decimal("5.00"),
        "opening_arrears": Decimal("500.00"),
        "status": "live",
    }
    return RepaymentAgreement.objects.create(account=home.account, **given | terms)


def notice_served(home: Household, *, prepared_on: date, specified_on: date) -> Notice:
    notice = Notice.objects.create(
        source_ref=f"N{home.account.pk}",
        tenancy=home.account.tenancy,
        kind="nosp",
        prepared_on=prepared_on,
        specified_on=specified_on,
        status="served",
    )
    NoticeService.objects.create(notice=notice, person=home.tenants[0], method="hand", done_on=prepared_on)
    return notice


def on_today(user: User) -> dict[RentAccount, str]:
    """What this person's queue holds, each account with its rule."""
    waiting = list(queue.queue(user, on=MONDAY))
    assert len({each.account_id for each in waiting}) == len(waiting)
    return {each.account: each.rule for each in waiting}


def test_s0_01_and_s4_13_every_account_has_one_owner_and_one_stage_and_the_lists_add_up_to_the_ledger() -> None:
    """Current, former and sub accounts in two patches, an officer each, and an advisor for what is former."""
    here = household()
    there = household(tenancy__home__patch=Patch.objects.create(code="P02"), owes=Decimal("57.11"))
    former = household(tenancy__last_day=date(2026, 8, 2), tenancy__end_reason="transfer", owes=Decimal("333.33"))
    advisor = OfficerFactory(role="income_advisor")
    for number, home in enumerate((here, there, former)):
        garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
        LedgerEntryFactory(account=garage, amount=Decimal(20 + number))
    pay(here.account, "9.01")

    run = sweep()

    workers = [here.officer, there.officer, advisor]
    lists = [set(RentAccount.objects.owned_by(worker, on=MONDAY)) for worker in workers]
    assert [len(mine) for mine in lists] == [2, 2, 2]
    assert set.union(*lists) == set(RentAccount.objects.all())
    assert sum(len(mine) for mine in lists) == RentAccount.objects.count() == 6
    assert Recommendation.objects.filter(lapsed_on=None).count() == 6 == sum(run.buckets.values())
    sums = [sum((account.position.balance for account in mine), Decimal()) for mine in lists]
    assert sum(sums) == LedgerEntry.objects.aggregate(Sum("amount"))["amount__sum"] == Decimal("653.43")


def test_s0_06_a_first_missed_payment_is_listed_the_next_morning_and_benefit_not_yet_due_is_not() -> None:
    """Both pay on Fridays. Nothing came on Friday 20 November; one of them waits for Universal Credit."""
    weekly = {"payment_method": "card", "payment_frequency": "weekly", "payment_day": 5}
    missed = household(owes=Decimal("104.50"), **weekly)
    waits_for_uc = household(owes=Decimal("104.50"), **weekly)
    BenefitClaim.objects.create(
        source_ref="B1",
        account=waits_for_uc.account,
        person=waits_for_uc.tenants[0],
        kind="uc",
        status="live",
        from_on=date(2026, 4, 1),
        housing_element=Decimal("452.83"),
        period_start_day=21,
        managed_payment=True,
        paid_up_to=date(2026, 10, 20),
    )
    manager = OfficerFactory(role="income_manager")

    sweep(date(2026, 11, 20))
    assert on_today(manager).get(missed.account) != "missed_payment"
    sweep(date(2026, 11, 21))

    waiting = on_today(manager)
    assert waiting[missed.account] == "missed_payment"
    assert answer(missed.account).action == "missed_payment_call"
    assert waits_for_uc.account not in waiting


def test_s0_14_a_payment_changes_the_account_page_the_step_and_the_stamp_at_once(client: Client) -> None:
    home = household()
    ExtractLoad.objects.create(as_at=date(2026, 11, 22), state="loaded", started_at=NOON, ended_at=NOON)
    sweep()
    client.force_login(home.officer)
    before = client.get(home.account.get_absolute_url()).text
    assert "Send letter 1" in before
    assert "£209.00" in before
    assert "Ledger as at" in before
    assert "22 November 2026" in before

    pay(home.account, "209.00", on=MONDAY)
    ExtractLoad.objects.create(as_at=MONDAY, state="loaded", started_at=NOON, ended_at=NOON)
    AccountChange.objects.create(account=home.account)  # as every load leaves

    after = client.get(home.account.get_absolute_url()).text
    assert "Send letter 1" not in after
    assert "Nothing is owed" in after
    assert "Last posting 23 November 2026" in after
    assert "23 November 2026" in after

    runs.decide_changed(as_of=MONDAY)
    assert answer(home.account).action == "none"
    assert "Nothing is due" in client.get("/").text


def test_s0_15_every_debt_of_a_person_stands_apart_and_only_rent_lawfully_due_may_stand_in_a_notice(
    client: Client,
) -> None:
    home = household()
    for kind, pounds in (
        ("court_costs", "404.00"),
        ("garage", "22.40"),
        ("garage", "11.20"),
        ("service_charge", "31.00"),
        ("water", "18.05"),
        ("heating", "-7.00"),
    ):
        account = RentAccountFactory(tenancy=home.account.tenancy, kind=kind, fund="HRA")
        LedgerEntryFactory(account=account, kind="adjustment", amount=Decimal(pounds))

    file = whole_account(home.account, user=home.officer, on=MONDAY).file

    debts = {debt.kind: (debt.total, debt.may_stand_in_notice) for debt in file.debts}
    assert debts["Rent"] == (Decimal("209.00"), True)
    assert debts["Court costs"] == (Decimal("404.00"), False)
    assert debts["Garage"][0] == Decimal("33.60")
    assert debts["Service charge"][0] == Decimal("31.00")
    assert debts["Water"][0] == Decimal("18.05")
    assert debts["Heating"][0] == Decimal("-7.00")
    assert file.debts[0].kind == "Rent"
    assert [debt.kind for debt in file.debts if debt.may_stand_in_notice] == ["Rent"]
    assert explain(home.account, as_of=MONDAY).facts.gross_arrears == Decimal("209.00")

    client.force_login(home.officer)
    page = client.get(home.account.get_absolute_url()).text
    assert "£33.60" in page
    assert "£7.00 in credit" in page
    assert "never in a notice as rent" in page


@pytest.mark.parametrize(
    "kind",
    ["rent", "garage", "service_charge", "court_costs", "water", "heating", "use_and_occupation", "electricity"],
)
@pytest.mark.parametrize("former", [False, True])
def test_s0_16_every_kind_of_debt_gets_a_first_step(kind: str, former: bool) -> None:
    """£600.00, weeks old and never written about. The rungs after the first: tests/recovery/rules/test_policy.py."""
    ended = {"tenancy__last_day": date(2026, 8, 2), "tenancy__end_reason": "transfer"} if former else {}
    home = household({"correspondence_address": "9 High Street / Ottersby / OT2 3CD"}, kind=kind, **ended)
    LedgerEntryFactory(account=home.account, kind="adjustment", amount=Decimal("391.00"))

    run = sweep()

    assert run.failures == []
    assert answer(home.account).action != "none"
    assert answer(home.account).facts["balance"] == "600.00"


def test_s1_09_each_reason_for_attention_is_listed_once_with_its_reason(client: Client) -> None:
    """Due: a hearing. Breached: an agreement. New: a debit that came back. Expiring: a notice and a trial period."""
    due = with_hearing(on=date(2026, 12, 1))
    breached = household(owes=Decimal("700.00"))
    agreement(breached)
    new = household()
    paid = LedgerEntryFactory(
        account=new.account, kind="payment", method="direct_debit", amount=Decimal("-104.50"), effective_on=MONDAY
    )
    LedgerEntryFactory(
        account=new.account, kind="reversal", amount=Decimal("104.50"), reverses=paid, effective_on=MONDAY
    )
    lapsing = household(owes=Decimal("500.00"))
    notice_served(lapsing, prepared_on=date(2025, 11, 3), specified_on=date(2025, 12, 8))
    trial = household(
        tenancy__tenancy_type="introductory", tenancy__trial_last_day=date(2027, 1, 29), owes=Decimal("300.00")
    )
    manager = OfficerFactory(role="income_manager")

    sweep()

    assert on_today(manager) == {
        due.account: "hearing_soon",
        breached.account: "agreement_broken",
        new.account: "debit_failed",
        lapsing.account: "notice_lapsing",
        trial.account: "trial_ending",
    }
    client.force_login(manager)
    page = client.get("/").text
    policy = policies.in_force(on=MONDAY)
    for code in on_today(manager).values():
        rule = policy.rule(code)
        assert rule is not None
        assert page.count(rule.name) >= 1, code


def test_s1_17_every_account_is_on_the_coverage_board_and_the_long_unseen_are_listed(client: Client) -> None:
    forgotten, lately = household(), household()
    quiet = household(owes=Decimal("0.01"))
    AccountEvent.objects.create(
        account=lately.account, on=MONDAY, at=NOON, what="note", summary="Looked", by=lately.officer
    )
    sweep()

    board = coverage(None)

    assert board.accounts == sum(board.buckets.values()) == RentAccount.objects.count() == 3
    assert (board.missing, board.unowned) == (0, 0)
    assert set(board.oldest_unseen) == {forgotten.account, lately.account, quiet.account}
    assert board.oldest_unseen[-1] == lately.account
    client.force_login(OfficerFactory(role="team_leader", patches=[PatchFactory()]))
    page = client.get("/coverage/").text
    assert forgotten.account.account_ref in page


def test_s2_31_thirty_items_are_put_off_with_one_form_and_four_presses_at_most(client: Client) -> None:
    """Open the letters, open 'Put off several', write why, press 'Put off all shown': the date is there already."""
    officer = OfficerFactory(patches=[PatchFactory()])
    for _ in range(30):
        household()
    sweep()
    client.force_login(officer)
    page = client.get("/?group=letter")
    shown = [row.account.pk for row in page.context["rows"]]
    form = page.context["form"]

    told = client.post(
        "/put-off/",
        {
            "group": "letter",
            "shown": shown,
            "until": form["until"].value(),
            "why": "Flood at Mill Lane",
            "every": "yes",
        },
        follow=True,
    ).text

    assert len(shown) == 30
    assert "30 accounts put off to 30 November 2026" in told
    assert Step.objects.filter(outcome="deferred", reason="Flood at Mill Lane", until=date(2026, 11, 30)).count() == 30
    assert AccountEvent.objects.filter(what="step_deferred", by=officer).count() == 30
    assert queue.counts(officer, on=MONDAY).by_group["letter"] == 0


def test_s2_31_a_date_set_by_law_or_the_court_refuses_to_move_and_is_named(client: Client) -> None:
    home = with_hearing(on=date(2026, 11, 27))
    letter = household()
    sweep()

    put_off, refused = desk.defer_many(
        accounts=[letter.account, home.account],
        until=date(2026, 11, 30),
        reason="Flood",
        by=home.officer,
        on=MONDAY,
    )

    assert put_off == [letter.account]
    assert refused == [
        (home.account, "Prepare for the hearing must be done before 27 November 2026, which cannot move.")
    ]
    client.force_login(home.officer)
    chosen = {"group": "legal", "ticked": [home.account.pk], "until": "30 November 2026", "why": "Flood"}
    told = client.post("/put-off/", chosen, follow=True).text
    assert f"{home.account} stays: Prepare for the hearing must be done before 27 November 2026" in told
    assert answer(home.account).action == "prepare_hearing"
    assert not Step.objects.filter(account=home.account).exists()


def test_s2_31_putting_off_wants_a_reason_and_a_day_and_forgets_no_tick(client: Client) -> None:
    home = household()
    sweep()
    client.force_login(home.officer)

    page = client.post("/put-off/", {"group": "letter", "ticked": [home.account.pk], "until": "soon", "why": ""})

    assert page.status_code == 422
    assert "Say why they are put off." in page.text
    assert page.context["ticked"] == {home.account.pk}
    assert not Step.objects.exists()


def test_s2_31_accounts_outside_ones_patches_are_not_put_off(client: Client) -> None:
    home = household()
    sweep()
    client.force_login(OfficerFactory(patches=[Patch.objects.create(code="P99")]))

    client.post(
        "/put-off/", {"group": "letter", "ticked": [home.account.pk], "until": "30 November 2026", "why": "Mine"}
    )

    assert not Step.objects.exists()


def test_s4_14_and_s4_16_by_friday_every_recommendation_is_done_set_aside_or_held_with_a_reason_or_listed_by_name(
    client: Client,
) -> None:
    sent, overridden, held, put_off, left = (household({"last_name": f"Tenant{n}"}) for n in range(5))
    by = OfficerFactory(patches=[PatchFactory()])
    sweep()

    def card(home: Household) -> str:
        return explain(home.account, as_of=MONDAY).decision.fingerprint

    desk.press_letter(account=sent.account, fingerprint=card(sent), by=by, on=MONDAY, press=uuid4())
    desk.override(account=overridden.account, fingerprint=card(overridden), reason="Agreed", by=by, on=MONDAY)
    holding.put_on_hold(
        account=held.account, reason="benefit", note="", last_day=date(2026, 12, 4), by=by, on=MONDAY, at=NOON
    )
    desk.defer(account=put_off.account, until=date(2026, 11, 30), reason="On leave", by=by, on=MONDAY)

    friday = MONDAY + timedelta(days=4)
    sweep(friday)

    open_ones = [each.account for each in queue.queue(by, on=friday) if each.action == "letter_1"]
    assert open_ones == [left.account]
    assert not Step.objects.filter(outcome__in=["overridden", "deferred"], reason="").exists()
    assert Hold.objects.get().reason == "benefit"
    client.force_login(by)
    page = client.get("/").text
    assert "Tenant4" in page
    assert "Tenant0" not in page


def test_s4_16_a_recommendation_cannot_be_set_aside_in_silence() -> None:
    home = household()
    sweep()
    hearing_home = with_hearing(on=date(2026, 11, 27))

    with pytest.raises(Refused):
        desk.defer(account=hearing_home.account, until=date(2026, 12, 27), by=hearing_home.officer, on=MONDAY)
    with pytest.raises(desk.NothingToDo):
        desk.mark_done(
            account=home.account,
            fingerprint=explain(home.account, as_of=MONDAY).decision.fingerprint,
            note="",
            by=home.officer,
            on=MONDAY,
        )

    assert home.account in on_today(home.officer)
