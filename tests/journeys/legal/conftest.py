"""Legal cases in a real browser. The test's own client walks what is not looked at, as in tests/caseload/."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.caseload.secure_walk import Case, Looking, begins
from tests.journeys.legal.walk import COUNCIL, AtTheBrowser
from tests.processes import Processes


@pytest.fixture(autouse=True)
def council(own_database: str, settings: Any) -> None:
    """A live council with a name and an address, as a court asks them, and a database that its servers read."""
    settings.COUNCIL_NAME, settings.COUNCIL_ADDRESS = COUNCIL["COUNCIL_NAME"], COUNCIL["COUNCIL_ADDRESS"]


@pytest.fixture
def walk(council: None) -> Case:
    return begins()


@pytest.fixture
def looking(processes: Processes, static_files: None, page: Page, request: pytest.FixtureRequest) -> Iterator[Looking]:
    """Takes a case to a browser, which may not complain about anything."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    name = request.node.originalname.removeprefix("test_")[:32].strip("_").replace("_", "-")
    seen: set[tuple[str, ...]] = set()

    yield lambda begun: AtTheBrowser(begun, page=page, processes=processes, name=name, seen=seen)
    assert complaints == []
