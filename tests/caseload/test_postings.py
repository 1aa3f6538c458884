"""Postings asked for on the housing system's accounts: apart from the balance, sent once, matched when they return."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from caseload.load import load
from recovery.account_facts import of_account
from staff.models import Patch
from tenancies import actions
from tenancies.models import (
    AccountChange,
    AccountEvent,
    AccountKindSetting,
    AccountPosition,
    LedgerEntry,
    PendingPosting,
    RentAccount,
)
from tests.caseload.desk_acts import NOON
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW
from tests.caseload.sweeping import MONDAY
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import RentAccountFactory

pytestmark = pytest.mark.django_db


def ask(account: RentAccount, kind: str = "write_off", amount: str = "20.00", **changes: Any) -> PendingPosting:
    given: dict[str, Any] = {"narrative": "Board of 20 November", "on": MONDAY, "at": NOON}
    given |= {"account": account, "kind": kind, "amount": Decimal(amount)} | changes
    if "by" not in given:
        given["by"] = OfficerFactory(role="finance")
    return actions.ask_posting(**given)


def post(account: RentAccount, kind: str = "write_off", amount: str = "20.00", **changes: Any) -> LedgerEntry:
    given = {"narrative": "Ours", "on": MONDAY, "at": NOON, "by": OfficerFactory(role="finance")}
    return actions.post(**given | {"account": account, "kind": kind, "amount": Decimal(amount)} | changes)


def ours(kind: str = "garage") -> RentAccount:
    """An account whose ledger Quarterday owns."""
    AccountKindSetting.objects.filter(kind=kind).update(ledger_owner="quarterday")
    account: RentAccount = RentAccountFactory(kind=kind)
    return account


def balance(account: RentAccount) -> Decimal:
    return AccountPosition.objects.get(account=account).balance


def exported(folder: Path, name: str = "requests.csv") -> list[dict[str, str]]:
    call_command("export_postings", str(folder / name), stdout=StringIO())
    with (folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_request_stands_apart_from_the_balance_and_on_the_timeline() -> None:
    account = household().account
    AccountChange.objects.all().delete()
    finance = OfficerFactory(role="finance")

    posting = ask(account, by=finance)

    assert (posting.amount, posting.state, posting.asked_on, posting.asked_by) == (
        Decimal("-20.00"),
        "asked",
        MONDAY,
        finance,
    )
    assert balance(account) == Decimal("209.00")
    facts = of_account(account, as_of=MONDAY)
    assert (facts.balance, facts.pending_credits) == (Decimal("209.00"), Decimal("-20.00"))
    event = AccountEvent.objects.get()
    assert (event.what, event.by) == ("posting_asked", finance)
    assert event.summary == "Asked for: write-off of £20.00. Board of 20 November"
    assert AccountChange.objects.get().account == account


@pytest.mark.parametrize(
    ("kind", "amount", "signed"),
    [
        ("payment", "20.00", "-20.00"),
        ("write_off", "20.00", "-20.00"),
        ("refund", "20.00", "20.00"),
        ("adjustment", "20.00", "20.00"),
        ("adjustment", "-20.00", "-20.00"),
    ],
)
def test_what_it_is_says_whether_it_charges_or_credits(kind: str, amount: str, signed: str) -> None:
    assert ask(household().account, kind, amount).amount == Decimal(signed)


@pytest.mark.parametrize("role", ["finance", "income_manager", "team_leader"])
def test_finance_and_who_leads_may_ask(role: str) -> None:
    home = household()

    ask(home.account, by=OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    assert PendingPosting.objects.count() == 1


@pytest.mark.parametrize("role", ["income_officer", "income_advisor", "legal", "auditor", "administrator", ""])
def test_nobody_else_may(role: str) -> None:
    home = household()
    with pytest.raises(PermissionDenied, match="Postings are for finance"):
        ask(home.account, by=OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    assert not PendingPosting.objects.exists()


def test_a_leader_asks_on_their_own_patches_only() -> None:
    leader = OfficerFactory(role="team_leader", patches=[Patch.objects.create(code="P99")])

    with pytest.raises(RentAccount.DoesNotExist):
        ask(household().account, by=leader)


@pytest.mark.parametrize(
    ("kind", "amount", "narrative", "why"),
    [
        ("write_off", "0.00", "x", "above nothing"),
        ("write_off", "-20.00", "x", "above nothing"),
        ("refund", "100000.01", "x", "up to £100,000.00"),
        ("refund", "0.005", "x", "whole pence"),
        ("refund", "20.00", "  ", "what the posting is for"),
        ("refund", "20.00", "x" * 121, "what the posting is for"),
        ("court_costs", "20.00", "x", "never with the rent"),
        ("rent_debit", "20.00", "x", "Choose a payment"),
        ("reversal", "20.00", "x", "Choose a payment"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(kind: str, amount: str, narrative: str, why: str) -> None:
    with pytest.raises(actions.CannotPost, match=why):
        ask(household().account, kind, amount, narrative=narrative)

    assert not PendingPosting.objects.exists()
    assert not AccountEvent.objects.exists()


def test_a_second_press_asks_once_and_another_posting_is_told_apart_by_its_words() -> None:
    account = household().account
    ask(account)

    with pytest.raises(actions.CannotPost, match="asked for today already"):
        ask(account)
    ask(account, narrative="Board of 20 November, second part")

    assert PendingPosting.objects.count() == 2


def test_a_request_is_taken_back_once_and_not_after_it_was_sent(tmp_path: Path) -> None:
    account = household().account
    finance = OfficerFactory(role="finance")
    taken_back, sent = ask(account), ask(account, amount="30.00")
    actions.withdraw_posting(posting=taken_back, by=finance, on=MONDAY, at=NOON)
    assert [row["request"] for row in exported(tmp_path)] == [str(sent.pk)]

    for posting in (taken_back, sent):
        with pytest.raises(actions.CannotPost, match="can no longer be taken back"):
            actions.withdraw_posting(posting=posting, by=finance, on=MONDAY, at=NOON)

    taken_back.refresh_from_db()
    assert taken_back.state == "withdrawn"
    assert AccountEvent.objects.filter(summary__startswith="Taken back").count() == 1


def test_on_quarterdays_own_account_a_posting_is_made_and_counts_at_once() -> None:
    account = ours()
    post(account, "adjustment", "50.00")

    entry = post(account)

    assert (entry.amount, entry.posted_on, entry.source_ref) == (Decimal("-20.00"), MONDAY, "")
    assert balance(account) == Decimal("30.00")
    assert AccountEvent.objects.filter(summary="Posted: write-off of £20.00. Ours").count() == 1


@pytest.mark.parametrize(
    ("account", "act", "why"), [(ours, ask, "post it here"), (RentAccountFactory, post, "ask for")]
)
def test_each_ledger_takes_postings_from_its_owner_only(
    account: Callable[[], RentAccount], act: Callable[..., Any], why: str
) -> None:
    with pytest.raises(actions.CannotPost, match=why):
        act(account())

    assert not PendingPosting.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_the_export_holds_every_request_once(tmp_path: Path) -> None:
    account = household().account
    first, second = ask(account, narrative='Says "paid", cash'), ask(account, "refund", "12.50")

    assert exported(tmp_path, "one.csv") == [
        {
            "request": str(first.pk),
            "account_ref": account.account_ref,
            "kind": "write_off",
            "amount": "-20.00",
            "narrative": 'Says "paid", cash',
            "asked_on": "2026-11-23",
        },
        {
            "request": str(second.pk),
            "account_ref": account.account_ref,
            "kind": "refund",
            "amount": "12.50",
            "narrative": "Board of 20 November",
            "asked_on": "2026-11-23",
        },
    ]
    assert exported(tmp_path, "two.csv") == []
    first.refresh_from_db()
    assert first.state == "exported"
    assert first.exported_at is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.csv", "two.csv"]


def test_a_file_that_nobody_has_fetched_is_not_replaced_and_nothing_is_marked_as_sent(tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text("yesterday's")
    ask(household().account)

    with pytest.raises(CommandError, match=r"There is a file .*requests\.csv already"):
        exported(tmp_path)

    assert (tmp_path / "requests.csv").read_text() == "yesterday's"
    assert PendingPosting.objects.get().state == "asked"
    assert [path.name for path in tmp_path.iterdir()] == ["requests.csv"]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    ask(household().account)

    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        exported(tmp_path / "nowhere")

    assert PendingPosting.objects.get().state == "asked"


def test_the_command_answers_as_json(tmp_path: Path) -> None:
    ask(household().account)
    out = StringIO()

    call_command("export_postings", str(tmp_path / "a.csv"), "--json", stdout=out)

    assert f'{{"file": "{tmp_path}/a.csv", "written": 1}}' in out.getvalue()


def test_a_posting_asked_for_sent_and_come_back_is_counted_once(tmp_path: Path) -> None:
    """Account 001 owes 80.00; a write-off of 30.00 leaves 50.00, however often that is said."""
    load(Extract().write(tmp_path / "monday"), today=NOW)
    account = RentAccount.objects.get(account_ref="001")
    asked_on = NOW - timedelta(days=1)
    posting = ask(account, "write_off", "30.00", on=asked_on)
    assert (balance(account), of_account(account, as_of=NOW).pending_credits) == (Decimal("80.00"), Decimal("-30.00"))
    [row] = exported(tmp_path)

    tuesday = Extract(extract_id="WEX-2")
    tuesday.add(
        "transactions.csv",
        f"X5,{row['account_ref']},{NOW},{NOW},{row['kind']},system,{row['amount']},{row['narrative']},",
    )
    tuesday.change("accounts.csv", "80.00", "50.00")
    result = load(tuesday.write(tmp_path / "tuesday"), today=NOW)

    assert result.refusals == []
    posting.refresh_from_db()
    entry = LedgerEntry.objects.get(source_ref="X5")
    assert (posting.state, posting.matched_entry_id) == ("matched", entry.pk)
    facts = of_account(account, as_of=NOW)
    assert (facts.balance, facts.pending_credits, facts.balance_mismatch) == (Decimal("50.00"), Decimal("0"), False)
    assert AccountEvent.objects.get(what="posting_matched").account == account

    load(tuesday.write(tmp_path / "again"), today=NOW)

    assert balance(account) == Decimal("50.00")
    assert AccountEvent.objects.filter(what="posting_matched").count() == 1


def test_two_requests_alike_wait_for_two_entries(tmp_path: Path) -> None:
    load(Extract().write(tmp_path / "monday"), today=NOW)
    account = RentAccount.objects.get(account_ref="001")
    asked_on = NOW - timedelta(days=1)
    first = ask(account, "refund", "5.00", on=asked_on, narrative="One")
    second = ask(account, "refund", "5.00", on=asked_on, narrative="Two")

    tuesday = Extract(extract_id="WEX-2")
    tuesday.add("transactions.csv", f"X5,001,{NOW},{NOW},refund,system,5.00,,").change("accounts.csv", "80.00", "85.00")
    load(tuesday.write(tmp_path / "tuesday"), today=NOW)

    assert PendingPosting.objects.get(pk=first.pk).state == "matched"
    assert PendingPosting.objects.get(pk=second.pk).state == "asked"


# The page


def address(account: RentAccount) -> str:
    return f"/accounts/{account.pk}/ask-posting/"


def test_finance_asks_on_the_page_and_takes_it_back_on_the_ledger(client: Client) -> None:
    account = household().account
    client.force_login(OfficerFactory(role="finance"))
    assert address(account) in client.get(f"/accounts/{account.pk}/ledger/").text
    assert "Ask for a posting" in client.get(address(account)).text

    asked = client.post(
        address(account), {"kind": "credit", "amount": "20", "narrative": "Rent charged twice"}, follow=True
    )

    posting = PendingPosting.objects.get()
    assert (posting.kind, posting.amount) == ("adjustment", Decimal("-20.00"))
    assert "The posting is asked for." in asked.text
    assert "Asked for in the housing system, not in the balance" in asked.text

    back = client.post(f"/accounts/{account.pk}/postings/{posting.pk}/withdraw/", follow=True)
    assert "The request is taken back." in back.text
    assert "not in the balance" not in back.text


def test_the_page_says_what_to_put_right_and_asks_for_nothing(client: Client) -> None:
    account = household().account
    client.force_login(OfficerFactory(role="finance"))

    page = client.post(address(account), {"kind": "court_costs", "amount": "20", "narrative": "Fee"})
    empty = client.post(address(account), {})

    assert (page.status_code, empty.status_code) == (422, 422)
    assert "Court costs go on the household&#x27;s court costs account" in page.text
    assert "Enter the amount in pounds, such as 50 or 50.25." in empty.text
    assert not PendingPosting.objects.exists()


def test_the_page_posts_where_quarterday_keeps_the_ledger(client: Client) -> None:
    account = ours()
    client.force_login(OfficerFactory(role="income_manager"))

    page = client.post(address(account), {"kind": "adjustment", "amount": "50", "narrative": "Key"}, follow=True)

    assert "The posting is made." in page.text
    assert balance(account) == Decimal("50.00")


@pytest.mark.parametrize(("role", "status"), [("income_officer", 403), ("auditor", 403), ("administrator", 404)])
def test_who_may_not_post_finds_no_link_and_no_page(role: str, status: int, client: Client) -> None:
    home = household()
    client.force_login(OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    assert client.get(address(home.account)).status_code == status
    assert client.post(address(home.account), {"kind": "refund", "amount": "5"}).status_code == status
    assert address(home.account) not in client.get(f"/accounts/{home.account.pk}/ledger/").text
    assert not PendingPosting.objects.exists()


def test_a_request_of_another_account_is_not_found(client: Client) -> None:
    posting = ask(household().account)
    client.force_login(OfficerFactory(role="finance"))

    page = client.post(f"/accounts/{household().account.pk}/postings/{posting.pk}/withdraw/")

    assert page.status_code == 404
    assert date(2026, 11, 23) == PendingPosting.objects.get(state="asked").asked_on
