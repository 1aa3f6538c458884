"""A case walked in Chromium: what stands on the page is clicked, chosen and typed, and each new page is looked at.

The stages are those of tests/caseload/secure_walk.py. Each day has a server of its own whose whole clock is put to it:
a live council's, not a training site's, so that forms are signed off and presses can be taken back as in real life.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.core.cache import cache
from playwright.sync_api import ElementHandle, Page, Response, expect

from caseload import search
from caseload.sweep import decide_now
from caseload.tasks import every_minute
from staff.models import User
from tests.caseload.secure_walk import Case
from tests.caseload.walking import LONDON
from tests.journeys.conftest import PICTURES, Desk, give_password
from tests.processes import Processes

PAPERS_KEPT = PICTURES.parent / "papers"
CLOCK = Path(__file__).parent / "clock"
COUNCIL = {"COUNCIL_NAME": "Ottersby Council", "COUNCIL_ADDRESS": "Town Hall / Ottersby / OT1 1AA"}
# The first link that says these words, those of the page's own part before those of its frame.
LINK = """(words) => [...document.querySelectorAll("#main a"), ...document.querySelectorAll("a")].find((link) =>
  link.textContent.replace(/\\s+/g, " ").includes(words) && !link.getAttribute("href").startsWith("#"))"""
LINK_TO = """(address) => [...document.querySelectorAll("a")].find((link) => link.pathname + link.search === address)"""
# The first button that begins with these words, of a form that has these fields and holds this value.
BUTTON = """([words, names, having]) => [...document.querySelectorAll("button")].find((button) => button.form
  && button.textContent.replace(/\\s+/g, " ").trim().startsWith(words)
  && names.every((name) => button.form.elements.namedItem(name))
  && [...button.form.elements].some((each) => each.value.includes(having)))"""
# Where the papers are that a page names.
PAPERS = """() => [...document.querySelectorAll("#main a")]
  .filter((link) => /PDF|^Print court/.test(link.textContent + (link.nextSibling?.textContent ?? "").slice(0, 6)))
  .map((link) => [link.pathname + link.search, link.textContent.trim().toLowerCase()])"""
# What is folded away, the outermost first.
FOLD = """(each) => {
  const folds = [];
  for (let at = each.parentElement; at; at = at.parentElement) if (at.matches("details:not([open])")) folds.push(at);
  return folds.at(-1)?.querySelector("summary");
}"""


class AtTheBrowser(Case):
    """The household and the people of a case that was begun, at a browser.

    `name` begins the names of its pictures; `seen`: pages, as they stood, that were looked at already.
    """

    def __init__(self, begun: Case, *, page: Page, processes: Processes, name: str, seen: set[tuple[str, ...]]) -> None:
        vars(self).update(vars(begun))
        self.page, self.processes, self.name, self.seen = page, processes, name, seen
        self.desk = Desk(page, "")
        self.signed_in: User | None = None
        for user in (self.home.officer, self.leader, self.manager, self.legal):
            give_password(user)

    # ------------------------------------------------------------------------------------------------- days and people

    @contextmanager
    def day(self, day: date, who: User | None = None, *, at: str = "10:00") -> Iterator["AtTheBrowser"]:
        moment = datetime.combine(day, time.fromisoformat(at), LONDON)
        with time_machine.travel(moment, tick=True):
            cache.clear()
            decide_now([self.home.account.pk], as_of=day)
            search.index_all(on=day)
        self.clock = {"PYTHONPATH": str(CLOCK), "TRAVEL_TO": moment.isoformat(), **COUNCIL}
        web = self.processes.web(**self.clock)
        self.desk.address, self.signed_in = web.address, who or self.home.officer
        self.desk.sign_in(self.signed_in.username)
        self._arrived(None)
        yield self
        web.stop()

    def waits_for_bundle(self) -> None:
        """A worker of this day builds it meanwhile, and the page shows it once it is there."""
        self.processes.worker(queues="documents", **self.clock)
        expect(self.page.get_by_role("link", name="Open the bundle")).to_be_visible(timeout=60_000)
        self._arrived(None)

    def signs_in(self, who: User) -> None:
        if who != self.signed_in:
            self.desk.hand_over_to(who.username)
            self.signed_in = who
            self._arrived(None)

    def minute(self, day: date) -> None:
        with time_machine.travel(datetime.combine(day, time(12), LONDON), tick=True):
            cache.clear()
            decide_now([self.home.account.pk], as_of=day)
            every_minute()

    # ------------------------------------------------------------------------------------------------------- the pages

    def open(self, address: str) -> str:
        return self._arrived(self.desk.open(address))

    def account(self) -> str:
        """By the box that finds accounts."""
        self.page.locator("#lookup").fill(self.home.account.account_ref)
        with self.page.expect_navigation() as came:
            self.page.keyboard.press("Enter")
        return self._arrived(came.value)

    def case(self) -> str:
        self.account()
        return self.follow("Legal case")

    def follow(self, words: str) -> str:
        return self._click(self._find(LINK, words))

    def follow_to(self, address: str) -> str:
        return self._click(self._find(LINK_TO, address))

    def press(self, button: str, *, status: int = 200, having: str = "", **typed: Any) -> str:
        """Type into the form as it is read, then press."""
        found = self._find(BUTTON, [button, list(typed), having])
        form = found.evaluate_handle("button => button.form").as_element()
        for name, value in typed.items():
            self._enter(form.query_selector_all(f'[name="{name}"]'), value)
        return self._click(found, status=status)

    def looks(self) -> None:
        """Once at each page as it stands: by axe, and for people at two widths; with the papers that it names."""
        heads = [" ".join(head.split()) for head in self.page.locator("#main h1, #main h2").all_inner_texts()]
        standing = (re.sub(r"\d+", "0", self.address), *(re.sub(r"\d+", "0", head) for head in heads))
        if heads and standing not in self.seen:
            self.seen.add(standing)
            slug = re.sub(r"[^a-z]+", "-", heads[0].lower()).strip("-")[:40]
            self.desk.look(f"legal-{self.name}-{len(self.seen):02}-{slug}")
        for address, title in self.page.evaluate(PAPERS):
            self._keeps(address, title)

    def _keeps(self, address: str, title: str) -> None:
        """A paper as it stands, once for each kind."""
        kind = ("paper", re.sub(r"\d+", "0", address + title))
        if kind in self.seen:
            return
        self.seen.add(kind)
        answer = self.page.request.get(f"{self.desk.address}{address}")
        assert answer.headers["content-type"] == "application/pdf", f"{address} answers {answer.status}"
        PAPERS_KEPT.mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"[^a-z]+", "-", title).strip("-")[:40]
        (PAPERS_KEPT / f"legal-{self.name}-{len(self.seen):02}-{slug}.pdf").write_bytes(answer.body())

    # ------------------------------------------------------------------------------------------------------- one press

    def _find(self, script: str, wanted: Any) -> ElementHandle:
        found = self.page.evaluate_handle(script, wanted).as_element()
        assert found, f"{wanted} is not on {self.address}: {self.words}"
        self._unfold(found)
        return found

    def _unfold(self, each: ElementHandle) -> None:
        while fold := each.evaluate_handle(FOLD).as_element():
            self._press(fold)

    def _press(self, what: ElementHandle) -> None:
        self.presses += 1
        what.click()

    def _enter(self, fields: list[ElementHandle], value: Any) -> None:
        wanted = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for field in fields:
            self._unfold(field)
            match field.evaluate("each => each.type"):
                case "radio" | "checkbox" as kind:
                    chosen = (field.get_attribute("value") or "on") in wanted
                    if field.is_checked() != chosen and (chosen or kind == "checkbox"):
                        self._press(field)
                case "select-one":
                    field.select_option(wanted)
                case _:
                    field.fill(wanted[0])

    def _click(self, what: ElementHandle, *, status: int = 200) -> str:
        with self.page.expect_navigation() as came:
            self._press(what)
        return self._arrived(came.value, status=status)

    def _arrived(self, answer: Response | None, *, status: int = 200) -> str:
        expect(self.page.locator("#main")).to_be_visible()
        at = urlsplit(self.page.url)
        self.address, self.content = at.path + (f"?{at.query}" if at.query else ""), self.page.content()
        assert answer is None or answer.status == status, f"{answer.status} from {self.address}: {self.words}"
        self.looks()
        return self.words
