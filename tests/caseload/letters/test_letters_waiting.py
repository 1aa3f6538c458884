"""What waits in the print room, why, and by when."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.safestring import mark_safe

from caseload.models import ExtractLoad
from caseload.printing import board
from recovery import batches
from recovery.models import BatchPaper, OutboxMessage
from recovery.rules.post import Post, Price
from staff.models import Role
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.letters.pages import more_homes, shown, words
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory
from tests.recovery.print_room import let_go, letter, tray, worked_off
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_without_letters_the_page_says_what_would_be_there(client: Client, home: Household) -> None:
    page = shown(client, "/letters/")

    assert "No letters waiting" in page
    assert "collects here with others of its kind" in page


def test_a_batch_says_how_many_are_ready_how_many_would_not_go_and_by_when(client: Client, home: Household) -> None:
    press(home)
    paid, _ = more_homes(home, 2)
    letter(paid)
    LedgerEntryFactory(account=paid.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)

    page = shown(client, "/letters/")

    assert "Letter 1 By Tuesday 24 November at 16:30" in page
    assert "1 ready" in page
    assert "1 would not go: Nothing is left to pay on this account" in page


def test_one_batch_says_once_how_many_would_not_go_and_each_why_in_whole_sentences(
    client: Client, home: Household
) -> None:
    press(home)
    paid, held, _ = more_homes(home, 3)
    letter(paid)
    letter(held)
    LedgerEntryFactory(account=paid.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)
    Hold.objects.create(account=held.account, reason="dispute", from_on=MONDAY, last_day=MONDAY, set_by=home.officer)

    page = shown(client, f"/letters/{tray().pk}/")

    assert page.count("Would not go") == 1
    assert "Would not go 2" in page
    assert "Speak with whoever set it. Withdrawn when the batch is released. Which" in page
    assert "Nothing is left to pay on this account. Withdrawn when the batch is released. Which" in page


def test_a_colleagues_letters_are_counted_and_never_shown(client: Client, home: Household) -> None:
    press(home)
    other = household(tenancy__home__patch=PatchFactory(code="N9"))
    letter(other)
    batch = tray()

    page = shown(client, f"/letters/{batch.pk}/")

    assert "1 more letter on colleagues’ lists wait" in page
    assert other.account.account_ref not in page
    theirs = batch.messages.get(account=other.account)
    assert client.get(f"/letters/{batch.pk}/letter/{theirs.pk}/proof.pdf").status_code == 404
    assert client.post(f"/letters/{batch.pk}/letter/{theirs.pk}/take-out/").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEGAL, Role.FINANCE])
def test_whoever_only_reads_is_told_who_releases(client: Client, home: Household, role: Role) -> None:
    press(home)
    sign_in(client, OfficerFactory(role=role))

    page = shown(client, f"/letters/{tray().pk}/")

    assert "Letters are released by the income team." in page
    assert "The proofs are right" not in page
    assert client.post(f"/letters/{tray().pk}/proofed/").status_code == 403


def test_twenty_letters_cost_no_more_queries_than_one(
    client: Client, home: Household, django_assert_max_num_queries: Any
) -> None:
    letter(home)
    for path in ("/letters/", f"/letters/{tray().pk}/"):
        client.get(path)
        with django_assert_max_num_queries(60) as one:
            client.get(path)
        for each in more_homes(home, 19):
            letter(each)
        with django_assert_max_num_queries(len(one)):
            client.get(path)
        OutboxMessage.objects.exclude(account=home.account).update(batch=None)


def test_a_batch_past_its_cut_off_is_named_on_today_and_counted_in_the_navigation(
    client: Client, home: Household, settings: Any
) -> None:
    press(home)
    assert "Letters that should have gone" not in shown(client, "/")

    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    page = client.get("/").content.decode()

    assert "Letters that should have gone Letter 1 : 1 letter, by 24 November at 16:30" in words(page)
    assert re.search(r'href="/letters/"[^>]*>Letters <span class="qd-rail__count">1</span>', page)
    assert "Late" in shown(client, "/letters/")


def test_a_batch_past_its_cut_off_is_not_named_to_who_has_no_letter_in_it(
    client: Client, home: Household, settings: Any
) -> None:
    press(home)
    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="N9")]))

    assert "Letters that should have gone" not in shown(client, "/")


def test_letters_that_went_and_were_never_printed_are_named_too(client: Client, home: Household, settings: Any) -> None:
    gone = worked_off(let_go(letter(home)))
    assert "Letters that should have gone" not in shown(client, "/")

    settings.TRAINING_DAY = MONDAY + timedelta(days=2)
    said = shown(client, "/")
    assert "Letter 1 : 1 letter released and not yet printed, to go by 24 November at 16:30" in said

    client.post(f"/letters/papers/{BatchPaper.objects.get(batch=gone, kind='letters').pk}/")
    assert "Letters that should have gone" not in shown(client, "/")


def test_what_a_release_takes_is_reckoned_from_the_proofs_and_costs_only_what_the_council_entered() -> None:
    post = Post(prices=(Price(since=MONDAY, second=Decimal("0.70"), sheet=Decimal("0.02")),))
    proofs = [board.Proof(message=OutboxMessage(), place="First", html=mark_safe(""), pages=pages) for pages in (2, 3)]

    found = board.estimate(proofs, letters=60, post=post, on=MONDAY)

    assert (found.pages, found.sheets) == (150, 90)  # 2 and 3 pages: 2.5 each; 1 and 2 sheets: 1.5 each
    assert found.costs == {"second": Decimal("43.80"), "first": None}  # 60 letters at 70p, 90 sheets at 2p
    assert board.estimate(proofs, letters=60, post=Post(), on=MONDAY).costs == {"second": None, "first": None}


def test_letters_wait_on_while_the_figures_are_old_and_are_not_withdrawn(client: Client, home: Household) -> None:
    [message] = press(home)
    days_ago = MONDAY - timedelta(days=5)
    load = ExtractLoad.objects.create(state="loaded", as_at=days_ago, started_at=NOON, ended_at=NOON)

    assert "1 waits: The figures are too old to write by" in shown(client, "/letters/")
    with pytest.raises(batches.CannotRelease, match="None of these letters can go yet"):
        let_go(message)

    message.refresh_from_db()
    assert message.state == "queued"
    load.as_at = MONDAY
    load.save()
    worked_off(let_go(message))
    message.refresh_from_db()
    assert message.state == "sent"
