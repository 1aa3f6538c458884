"""An officer's Monday, as she would tell it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from caseload.models import ExtractLoad, Recommendation, SweepRun
from caseload.queue import queue
from caseload.sweep import decide_now
from recovery.models import OutboxMessage
from staff.models import Role, User
from tenancies.models import RentAccount
from tests.caseload.extracts import Extract
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory
from tests.journeys.conftest import MONDAY, Desk, give_password


def officer_with_letters() -> tuple[User, RentAccount]:
    """The officer with most letters to send, and the first account on her list whose letter may go as it is."""
    letters = {
        officer: queue(officer, on=MONDAY).filter(action__in=["reminder", "letter_1", "letter_2", "pre_notice"])
        for officer in User.objects.filter(role=Role.INCOME_OFFICER).order_by("pk")
    }
    officer = max(letters, key=lambda user: letters[user].count())
    first = letters[officer].first()
    assert first is not None
    return officer, first.account


def test_loaded_swept_signed_in_read_sent_stored_and_on_to_the_next(council: SweepRun, desk: Desk) -> None:
    officer, account = officer_with_letters()
    page = desk.page
    desk.open("/")
    desk.look("sign-in")

    desk.sign_in(officer.username)
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    waiting = queue(officer, on=MONDAY).count()
    expect(page.locator(".qd-today__sentence")).to_contain_text(f"{waiting} this week")
    desk.look("today")
    page.get_by_role("button", name=re.compile("Start")).click()
    expect(page.locator("#next-step")).to_be_visible()

    desk.open(f"/accounts/{account.pk}/")
    expect(page.locator(".qd-card__why")).to_contain_text("Owes £")
    expect(page.locator(".qd-letter").first).to_contain_text("Dear")
    desk.look("account")
    page.locator("body").click(position={"x": 5, "y": 400})
    desk.key("Enter")  # one press

    expect(page.get_by_role("status").first).to_contain_text("is on its way to")
    assert not page.url.endswith(f"/accounts/{account.pk}/")
    expect(page.locator("#next-step")).to_be_focused()
    desk.look("account-next")

    expect(page.locator("[data-live]")).to_contain_text(re.compile(r"Item \d+ of \d+"))
    desk.open("/letters/")  # it collects until somebody has read the proofs
    page.get_by_role("link", name=re.compile("^Open ")).first.click()
    page.get_by_role("button", name="The proofs are right").click()
    page.get_by_role("button", name="Release batch").click()
    expect(page.get_by_role("button", name=re.compile(r"^Print \d+ letters?$"))).to_be_visible(timeout=30_000)
    desk.open(f"/accounts/{account.pk}/?show=contact")
    link = page.get_by_role("link", name=re.compile(r"Read it as it went \(PDF\)")).first
    expect(link).to_be_visible()  # what can be printed is laid out
    letter = page.request.get(f"{desk.address}{link.get_attribute('href')}")
    assert letter.headers["content-type"] == "application/pdf"
    assert letter.body().startswith(b"%PDF-")
    assert OutboxMessage.objects.filter(account=account, state="sent", document__isnull=False).exists()
    desk.look("account-letter-sent")


def test_the_coverage_board_adds_up_to_the_ledger(council: SweepRun, desk: Desk) -> None:
    manager = User.objects.filter(role=Role.INCOME_MANAGER).first()
    assert manager
    desk.sign_in(manager.username)

    desk.page.get_by_role("link", name="Coverage").click()

    accounts = RentAccount.objects.count()
    cells = desk.page.locator("table").first.locator("tbody td.qd-money:nth-child(3)").all_inner_texts()
    counts = [int(re.match(r"\d+", cell.replace(",", ""))[0]) for cell in cells]
    assert sum(counts) == accounts == council.accounts
    expect(desk.page.get_by_text(f"add up to the ledger's {accounts} accounts")).to_be_visible()
    desk.look("coverage")
    desk.page.get_by_role("link", name=re.compile("accounts: Next step recommended")).click()
    expect(desk.page.get_by_role("heading", name="Next step recommended")).to_be_visible()
    desk.look("coverage-list")


def test_a_payment_that_comes_in_before_the_press_stops_the_letter(desk: Desk) -> None:
    home = household(owes=Decimal("209.00"))
    decide_now([home.account.pk], as_of=MONDAY)
    give_password(home.officer)
    desk.sign_in(home.officer.username)
    desk.open(f"/accounts/{home.account.pk}/")
    expect(desk.page.locator("#next-step")).to_have_text("Send letter 1")

    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-180.00"), effective_on=date(2026, 11, 22)
    )
    desk.page.get_by_role("button", name=re.compile("Send letter 1")).click()

    expect(desk.page.get_by_role("alert")).to_contain_text("Nothing was sent")
    expect(desk.page.get_by_role("alert")).to_contain_text("£180.00 came in since this card was drawn")
    assert not OutboxMessage.objects.exists()
    assert Recommendation.objects.filter(account=home.account).exists()
    desk.look("account-stale")


def test_the_day_goes_by_keys_alone(desk: Desk) -> None:
    first, second = household(owes=Decimal("209.00")), household(owes=Decimal("230.00"))
    decide_now([first.account.pk, second.account.pk], as_of=MONDAY)
    give_password(first.officer)
    desk.sign_in(first.officer.username)
    page = desk.page

    desk.key("j")
    desk.key("j")
    expect(page.get_by_role("link", name=second.account.account_ref)).to_be_focused()
    desk.key("k")
    desk.key("Enter")
    page.wait_for_url(re.compile(f"/accounts/{first.account.pk}/"))  # its scripts bring the keys
    expect(page.locator("#next-step")).to_have_text("Send letter 1")
    desk.key("h")
    expect(page.get_by_label("Waiting for benefit")).to_be_focused()
    desk.key("Space")
    page.get_by_label("Note").locator("visible=true").first.fill("x marks nothing here")
    expect(page.get_by_text("Why not, in one press")).to_be_hidden()  # a key in a field is only a letter
    page.get_by_role("button", name="Hold this account").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("is held to the end of 7 December 2026")
    expect(page).to_have_url(re.compile(f"/accounts/{second.account.pk}/"))
    page.get_by_text("Keys", exact=True).click()
    page.get_by_role("button", name="Switch keys off").click()
    page.locator("body").click(position={"x": 5, "y": 400})
    desk.key("x")
    expect(page.get_by_text("Why not, in one press")).to_be_hidden()


def test_a_load_that_does_not_match_its_manifest_is_refused_with_its_reason(
    desk: Desk, worker: None, tmp_path: Path, zip_of: Callable[[Path], Path]
) -> None:
    administrator = OfficerFactory(username="sward", role=Role.ADMINISTRATOR)
    give_password(administrator)
    folder = Extract().write(tmp_path / "night")
    transactions = next(file for file in folder.iterdir() if file.name.startswith("transactions"))
    transactions.write_bytes(transactions.read_bytes().replace(b"-70.00", b"-7.00"))
    desk.sign_in("sward")
    page = desk.page
    expect(page.get_by_role("heading", name="Extracts", exact=True)).to_be_visible()
    desk.look("extracts")

    page.locator("input[type=file]").set_input_files(zip_of(folder))
    page.get_by_role("button", name="Check it").click()

    expect(page.get_by_text(re.compile("refused", re.I)).first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Load")).to_have_count(0)
    assert not ExtractLoad.objects.filter(state="loaded").exists()
    assert not RentAccount.objects.exists()
    desk.look("extract-refused")
