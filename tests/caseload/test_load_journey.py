"""An extract goes in through the pages: a real browser, a real web server, a real worker."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from caseload.models import ExtractLoad
from staff.models import User
from tenancies.models import LedgerEntry
from tests.caseload.extracts import Extract
from tests.processes import Processes


@pytest.mark.usefixtures("static_files")
def test_finance_checks_an_extract_then_loads_it(page: Page, processes: Processes, tmp_path: Path) -> None:
    extract = Extract().add("contacts.csv", "C9,T1,,2026-11-20T09:00,fax,out,general,,,")
    extract.change("accounts.csv", "100.00", "101.00").write(tmp_path / "inbox" / "monday")
    user = User.objects.create_user("pat", name="Pat Lee", role="finance")
    user.password = PBKDF2PasswordHasher().encode("correct horse battery", "a salt of its own")  # as real servers do
    user.save()
    inbox = str(tmp_path / "inbox")
    processes.worker(queues="default", EXTRACT_INBOX=inbox, QUARTERDAY_TODAY="2026-11-20")
    site = processes.web(EXTRACT_INBOX=inbox, QUARTERDAY_TODAY="2026-11-20").address
    page.goto(f"{site}/extracts/")
    page.get_by_label("User name").fill("pat")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()

    page.get_by_label("Folder in the inbox").select_option("monday")
    _picture(page, "loads")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Check before loading: WEX-1")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("1 account whose balance differs")).to_be_visible()
    _picture(page, "check")
    assert not LedgerEntry.objects.exists()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("heading", name="Loaded: WEX-1")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("cell", name="fax")).to_be_visible()
    _picture(page, "loaded")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download every row not taken").click()
    assert "contacts.csv,3,channel,fax,bad_code" in Path(download.value.path()).read_text()
    assert ExtractLoad.objects.get().loaded_by == User.objects.get(username="pat")
    assert LedgerEntry.objects.count() == 4


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("QUARTERDAY_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
