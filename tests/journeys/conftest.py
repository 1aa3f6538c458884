"""A council at work in real processes, and a browser at its desk. Each page walked is looked at twice: by axe, and kept
as a picture at two widths under test-results/."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Page, Playwright, Response, expect
from pytest_django.plugin import DjangoDbBlocker

from caseload.models import SweepRun
from config.celery import app
from config.services import wait_until
from staff.models import User
from tests.processes import Processes

MONDAY = date(2026, 11, 23)
PASSWORD = "quarter day comes round"
PICTURES = Path(settings.BASE_DIR) / "test-results" / "pages"
WIDTHS = {"wide": 1366, "narrow": 390}
MORE_WIDTHS = {"zoomed": 683, "narrowest": 320}  # 683: a screen of 1366 at 200 %
LISTENS = """(guard) => {
  const opened = performance.getEntriesByType("navigation")[0];
  const guarded = document.querySelector("[data-advanced]") ? guard : 0;
  return opened.loadEventEnd > 0 && performance.now() > opened.domContentLoadedEventEnd + guarded;
}"""
GUARD = 800  # milliseconds; see static/js/quarterday.js


@dataclass
class Desk:
    """One person at one browser."""

    page: Page
    address: str

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.address}/sign-in/login/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.locator("[data-sign-out]").first).to_be_attached()  # on a phone it is behind Menu

    def hand_over_to(self, username: str) -> None:
        """One signs out, the other signs in."""
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_label("User name")).to_be_visible()
        self.sign_in(username)

    def open(self, path: str) -> Response | None:
        return self.page.goto(f"{self.address}{path}")

    def key(self, *keys: str) -> None:
        """As a person presses: each key once the page's scripts listen, and an account that came up has been seen."""
        for key in keys:
            self.listens()
            self.page.keyboard.press(key)

    def listens(self) -> None:
        """The page takes keys: its scripts are there, and 0.8 seconds are over if it came up by itself."""
        self.page.wait_for_load_state()
        wait_until(lambda: bool(self.page.evaluate(LISTENS, GUARD)), "The page takes no keys.")

    def look(self, name: str, *, every_way: bool = False) -> None:
        """The page is accessible, and nothing runs off a narrow screen. Pictures are for people to look at.

        `every_way`: also with forced colours, at 200 % zoom, and at 320 pixels.
        """
        PICTURES.mkdir(parents=True, exist_ok=True)
        widths = WIDTHS | (MORE_WIDTHS if every_way else {})
        for width, pixels in widths.items():
            self.page.set_viewport_size({"width": pixels, "height": 900})
            self._look_once(f"{name}-{width}")
            overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name} is {overflow} pixels too wide at {pixels}"
        self.page.set_viewport_size({"width": WIDTHS["wide"], "height": 900})
        if every_way:
            self.page.emulate_media(forced_colors="active")
            self._look_once(f"{name}-forced-colours")
            self.page.emulate_media(forced_colors="none")

    def _look_once(self, name: str) -> None:
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})  # lists of what passes take half the time
        assert found.violations_count == 0, found.generate_report()
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def give_password(user: User) -> None:
    """One that the served site understands: the test's own settings hash passwords more quickly."""
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")
    user.save()


@pytest.fixture(scope="session")
def no_connection_left(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Playwright's event loop hides connections opened before it, and a database in use cannot be cloned."""
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def playwright(
    no_connection_left: None, playwright: Playwright, django_db_blocker: DjangoDbBlocker
) -> Iterator[Playwright]:
    """Leaves no connection behind either, or the test database cannot be dropped."""
    yield playwright
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def desk(processes: Processes, static_files: None, page: Page) -> Iterator[Desk]:
    """The site on this test's own database, on one Monday; the browser may not complain about anything."""
    web = processes.web(QUARTERDAY_TODAY=MONDAY.isoformat())
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    yield Desk(page, web.address)
    assert complaints == []


@pytest.fixture
def monday(settings: Any) -> None:
    """It is the Monday here too, where a test makes records itself."""
    settings.TRAINING_DAY = MONDAY


@pytest.fixture
def worker(processes: Processes) -> None:
    processes.worker(QUARTERDAY_TODAY=MONDAY.isoformat())


@pytest.fixture
def council(own_database: str, worker: None, tmp_path: Path) -> SweepRun:
    """A made-up council, loaded by the loader and decided by the worker."""
    folder = tmp_path / "council"
    call_command("make_council", "--accounts", "150", "--as-of", "2026-11-22", "--weeks", "60", "--out", str(folder))
    call_command("load_extract", str(folder))
    app.send_task("caseload.tasks.nightly_sweep", kwargs={"as_of": MONDAY.isoformat()}, queue="sweep")
    ended = SweepRun.objects.filter(state=SweepRun.State.DONE)
    wait_until(ended.exists, "The worker did not finish the sweep in time.")
    for user in User.objects.exclude(role=""):
        give_password(user)
    return ended.get()


@pytest.fixture
def zip_of() -> Callable[[Path], Path]:
    def zip_folder(folder: Path) -> Path:
        packed = folder.with_suffix(".zip")
        with zipfile.ZipFile(packed, "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
        return packed

    return zip_folder
