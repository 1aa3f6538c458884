"""Letters of a day: collected as officers press, read, released, laid out by real workers, printed. Presses counted."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from playwright.sync_api import Locator, expect

from caseload import desk_many
from caseload.sweep import decide_now
from config.services import wait_until
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from staff.models import User
from tenancies.models import IssuedDocument, RentAccount
from tests.factories.people import household
from tests.factories.tenancies import LedgerEntryFactory
from tests.journeys.conftest import MONDAY, Desk, give_password

MANY = 12


@dataclass
class Counted:
    """A desk at which each press is counted."""

    desk: Desk
    presses: int = 0

    def click(self, what: Locator) -> None:
        self.presses += 1
        what.click()


def letters_of(officer: User, homes: list[int]) -> list[OutboxMessage]:
    """As she sends them from her list: letter 1 for each, in one act."""
    accounts = list(RentAccount.objects.filter(pk__in=homes).order_by("pk"))
    sent, refused = desk_many.press_letters(accounts=accounts, by=officer, on=MONDAY, press=uuid4())
    assert not refused
    return [message for _, messages in sent for message in messages]


def test_a_batch_of_any_size_takes_four_presses(worker: None, desk: Desk) -> None:
    first = household(owes=Decimal("209.00"))
    homes = [first, *(household(owes=Decimal("209.00"), tenancy__home=first.account.tenancy.home) for _ in range(MANY))]
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
    messages = letters_of(first.officer, [home.account.pk for home in homes])
    LedgerEntryFactory(
        account=messages[-1].account, kind="payment", amount=Decimal("-209.00"), effective_on=date(2026, 11, 23)
    )
    give_password(first.officer)
    desk.sign_in(first.officer.username)
    desk.open("/letters/")
    desk.look("letters")
    page, at = desk.page, Counted(desk)

    at.click(page.get_by_role("link", name="Open Letter 1"))
    expect(page.get_by_role("heading", name=f"Letter 1: {MANY + 1} letters")).to_be_visible()
    expect(page.locator("[data-proof]")).to_have_count(5)
    desk.look("letters-batch")
    page.locator("body").click(position={"x": 5, "y": 500})
    for number in range(1, 6):  # read one after another with Space; reading is free
        desk.key("Space")
        expect(page.locator(f"#proof-{number}")).to_be_focused()
    desk.key("Space")
    expect(page.locator("#release")).to_be_focused()
    at.click(page.get_by_role("button", name="The proofs are right"))
    expect(page.get_by_role("button", name="Release batch")).to_be_visible()
    desk.look("letters-release")
    at.click(page.get_by_role("button", name="Release batch"))
    expect(page).to_have_url(re.compile(r"/letters/\d+/$"))
    expect(page.get_by_role("button", name=f"Print {MANY} letters")).to_be_visible(timeout=60_000)
    desk.look("letters-released")
    with page.context.expect_page() as opened:
        at.click(page.get_by_role("button", name=f"Print {MANY} letters"))
    opened.value.close()

    assert at.presses == 4
    batch = PrintBatch.objects.get(state="released")
    wait_until(
        lambda: BatchPaper.objects.filter(batch=batch, kind="letters", printed_by=first.officer).exists(),
        "Nobody is noted as having printed them.",
    )
    assert OutboxMessage.objects.filter(batch=batch, state="sent").count() == MANY == IssuedDocument.objects.count()
    assert [each.why for each in OutboxMessage.objects.filter(state="withdrawn")] == [
        "Nothing is left to pay on this account"
    ]
    page.reload()
    page.get_by_role("button", name="Print again, marked as a copy").click()
    wait_until(lambda: BatchPaper.objects.filter(kind="copy").exists(), "No copy was made.")
    desk.open("/letters/returned/")
    page.get_by_label("Reference", exact=True).fill(messages[0].account.account_ref)
    page.get_by_role("button", name="Record as returned").click()
    expect(page.get_by_role("status").first).to_contain_text("is recorded as returned")
    desk.look("letters-returned")
    desk.open(f"/accounts/{first.account.pk}/reply/")
    desk.look("reply")
