"""The story, the timeline and the ledger of an account: whole, in order, narrowed and paged."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recovery.models import ContactAttempt
from tenancies import timeline
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, opened, owing, sign_in
from tests.caseload.reading import words_in
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_the_timeline_shows_our_events_and_the_money_newest_first_and_can_be_narrowed(client: Client) -> None:
    home = owing()
    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-20.00"), effective_on=date(2026, 11, 17)
    )
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    timeline.record(
        account=home.account,
        what=AccountEvent.What.CALL,
        on=date(2026, 11, 18),
        at=noon,
        by=home.officer,
        summary="Called Ms Amina Yusuf: no answer.",
    )

    whole = words_in(opened(client, home))
    contact = words_in(opened(client, home, "?show=contact"))
    contact = contact[contact.index("Timeline") :]

    assert whole.index("Called Ms Amina Yusuf") < whole.index("Payment £20.00")
    assert "Called Ms Amina Yusuf" in contact
    assert "Payment £20.00" not in contact


def test_money_posted_on_another_day_than_it_counts_from_says_which(client: Client) -> None:
    home = owing({"email": "amina@example.com"})
    LedgerEntryFactory(
        account=home.account,
        kind="payment",
        method="card",
        amount=Decimal("-20.00"),
        effective_on=date(2026, 11, 16),
        posted_on=date(2026, 11, 18),
        narrative="Card payment",
    )
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/")

    assert "18 Nov 2026 Payment £20.00 Card payment, dated 16 Nov 2026" in words_in(page.content.decode())
    assert "amina@<wbr>example.com" in page.content.decode()


def test_a_long_timeline_goes_on_page_by_page_without_gap_or_repeat(client: Client) -> None:
    home = owing()
    for number in range(60):
        LedgerEntryFactory(
            account=home.account,
            kind="payment",
            method="card",
            amount=Decimal(-1 - number),
            effective_on=MONDAY - timedelta(days=number // 3),
        )

    seen: list[str] = []
    query = "?show=money"
    while query:
        page = opened(client, home, query)
        seen += re.findall(r"Payment £([0-9.]+)", page[page.index('id="timeline"') :])
        following = re.search(r'href="(\?show=money&amp;before=[^#"]+)', page)
        query = following[1].replace("&amp;", "&") if following else ""

    assert sorted(map(Decimal, seen)) == [Decimal(n) for n in range(1, 61)]


def test_the_ledger_shows_the_balance_after_each_posting_on_every_page(client: Client) -> None:
    home = owing(owes="100.00")
    for number in range(60):
        LedgerEntryFactory(
            account=home.account, amount=Decimal("10.00"), effective_on=MONDAY - timedelta(days=6 - number // 10)
        )
    sign_in(client, home.officer)

    first = client.get(f"/accounts/{home.account.pk}/ledger/").content.decode()
    following = re.search(r'href="\?(before=[^"]+)"', first)
    assert following
    second = client.get(f"/accounts/{home.account.pk}/ledger/?{following[1]}").content.decode()

    balances = re.findall(r'data-label="Balance">£([0-9.]+)</td></tr>', first + second)
    assert [Decimal(b) for b in balances] == [Decimal(100 + 10 * n) for n in range(60, -1, -1)]


def test_a_long_history_costs_no_more_questions_than_a_short_one(client: Client) -> None:
    home = owing()
    opened(client, home)
    with CaptureQueriesContext(connection) as short:
        opened(client, home)
    for number in range(30):
        day = MONDAY - timedelta(days=number)
        LedgerEntryFactory(account=home.account, kind="payment", method="card", amount=Decimal("-1"), effective_on=day)
        ContactAttempt.objects.create(
            tenancy=home.account.tenancy,
            at=datetime(2026, 11, 1, tzinfo=UTC),
            on=day,
            channel="letter",
            direction="out",
            purpose="letter_1",
            source_ref=f"C{number}",
        )

    with CaptureQueriesContext(connection) as long:
        opened(client, home)

    assert len(long) <= len(short)


def test_an_account_on_which_nothing_was_posted_yet_still_opens(client: Client) -> None:
    account = RentAccountFactory()
    sign_in(client, OfficerFactory(patches=[account.tenancy.home.patch]))

    answer = client.get(f"/accounts/{account.pk}/")

    assert answer.status_code == 200
    assert "Nothing has been posted yet" in answer.content.decode()
    assert (
        "Nothing has been posted on this account yet." in client.get(f"/accounts/{account.pk}/ledger/").content.decode()
    )


@pytest.mark.parametrize(
    ("query", "first"),
    [("", "23 November 2025"), ("?story=24", "23 November 2024"), ("?story=all", "7 January 2023")],
)
def test_the_story_spans_twelve_months_twenty_four_or_all_by_its_address(
    client: Client, query: str, first: str
) -> None:
    home = owing()
    LedgerEntryFactory(account=home.account, amount=Decimal("55.00"), effective_on=date(2023, 1, 8))

    page = opened(client, home, query)

    assert f"from {first} to 23 November 2026" in page
    assert page.count('aria-current="true"') == 1


def test_a_filter_keeps_the_span_and_a_span_keeps_the_filter(client: Client) -> None:
    page = opened(client, owing(), "?story=24&show=legal")

    assert 'href="?show=money&amp;story=24#timeline"' in page
    assert 'href="?show=legal&amp;story=all#story"' in page


@pytest.mark.parametrize("query", ["?story=%00", "?show=<b>", "?story=999999999999&show=%F0%9F%98%80"])
def test_an_address_that_was_tampered_with_shows_the_usual_page(client: Client, query: str) -> None:
    page = opened(client, owing(), query)

    assert re.findall(r'aria-current="(?:true|page)">([^<]+)</a>', page[page.index('id="story"') :]) == [
        "12 months",
        "Everything",
    ]
