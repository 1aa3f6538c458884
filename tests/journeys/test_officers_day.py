"""The officer's day, without a mouse."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from caseload.models import Recommendation, SweepRun, WorkSession
from caseload.queue import queue
from recovery.models import OutboxMessage
from staff.models import Role, User
from tenancies.models import RentAccount, TenancyPerson
from tests.factories.tenancies import LedgerEntryFactory
from tests.journeys.conftest import MONDAY, PASSWORD, Desk
from welfare.models import Hold

MOST_TABS = 150
HALF_A_NOTE = "She starts at the bakery on Mon"


@dataclass
class Day:
    """One officer's session at the keyboard, and what became of each account she came to."""

    desk: Desk
    officer: User
    became: Counter[str] = field(default_factory=Counter)

    @property
    def page(self) -> Page:
        return self.desk.page

    @property
    def account(self) -> RentAccount:
        """The one at which her session stands."""
        standing = WorkSession.objects.get(ended_at=None).now_at
        assert standing is not None
        return standing

    def key(self, *keys: str) -> None:
        self.desk.key(*keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, what: Locator) -> None:
        """Reached as one without a mouse reaches it."""
        what.wait_for()
        for _ in range(MOST_TABS):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.key("Tab")
        raise AssertionError(f"{MOST_TABS} presses of Tab do not reach {what}")

    def press(self, what: Locator) -> None:
        self.tab_to(what)
        self.key("Enter")

    def go(self, place: str) -> None:
        """To a page by its name, from wherever she is."""
        self.key("Control+k")
        self.type(f">{place}")
        expect(self.page.locator("[data-found] [role=option]")).to_have_count(1)
        self.key("ArrowDown", "Enter")

    def arrived(self, *, after: RentAccount | None = None) -> None:
        """The next account is open, its step has the focus and is said aloud, and her keys are taken again."""
        if after:
            expect(self.page).not_to_have_url(re.compile(f"/accounts/{after.pk}/"))
        expect(self.page).to_have_url(re.compile(r"/accounts/\d+/$"))
        expect(self.page.locator("#next-step")).to_be_focused()
        expect(self.page.locator("[data-live]")).not_to_be_empty()

    def closed(self, how: str, account: RentAccount) -> None:
        self.became[how] += 1
        self.arrived(after=account)

    def leaves(self) -> None:
        """On to the next: a step that still waits is put off, a card that wants nothing more is gone on from."""
        before = self.account
        if self.page.get_by_role("button", name="Go on").count():
            self.goes_on(before)
        else:
            self.key("s")
            self.closed("Put off", before)

    def goes_on(self, account: RentAccount) -> None:
        self.key("Enter")
        self.became["Dropped by themselves"] += 1
        expect(self.page).not_to_have_url(re.compile(f"/accounts/{account.pk}/"))
        expect(self.page.locator("#next-step")).to_be_visible()

    def comes_to(self, what: str) -> None:
        """Leaves account after account until one offers this."""
        while not self.page.locator(what).count():
            self.leaves()


BECAME = ("Done", "Not taken, with a reason", "Held", "Put off", "Waiting for a senior", "Dropped by themselves")
LETTER = "form[action$='/letter/'] [data-key=Enter]"
CALL = ".qd-card [role=region] > form.qd-call"


@pytest.mark.slow  # each page by axe in four ways
def test_the_officers_day_goes_without_a_mouse(council: SweepRun, desk: Desk) -> None:
    officer = max(User.objects.filter(role=Role.INCOME_OFFICER), key=lambda user: queue(user, on=MONDAY).count())
    day, page = Day(desk, officer), desk.page
    waiting = queue(officer, on=MONDAY).count()

    signs_in(day)
    expect(page.locator(".qd-today__sentence")).to_contain_text(f"{waiting} this week")
    desk.look("day-today", every_way=True)
    day.key("Enter")
    day.arrived()
    expect(page.get_by_role("region", name="Your session")).to_contain_text(f"All work · item 1 of {waiting}")

    does_the_first(day)
    asks_overrides_holds_and_doubts(day)
    telephones_and_is_interrupted(day)
    promises_and_writes_a_text(day)
    sends_a_letter(day)
    meets_a_payment(day)
    worries(day)
    ends(day, waiting)


def signs_in(day: Day) -> None:
    day.desk.open("/")
    day.desk.look("day-sign-in", every_way=True)
    day.tab_to(day.page.get_by_label("User name"))
    day.type(day.officer.username)
    day.key("Tab")
    day.type(PASSWORD)
    day.key("Enter")
    expect(day.page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def does_the_first(day: Day) -> None:
    """The first that cannot wait asks for the one thing that is missing."""
    first = day.account
    assert Recommendation.objects.get(account=first, lapsed_on=None).urgency <= 1
    expect(day.page.get_by_role("button", name="Record as done")).to_be_visible()
    day.desk.look("day-must-do", every_way=True)
    day.tab_to(day.page.get_by_label("What was done"))
    day.type("Bundle checked with legal; the witness statement is signed.")
    day.key("Tab", "Enter")
    day.closed("Done", first)


def asks_overrides_holds_and_doubts(day: Day) -> None:
    page = day.page
    unsure = day.account
    day.key("q")
    day.closed("Waiting for a senior", unsure)

    wrong = day.account
    day.key("x")
    expect(page.get_by_text("Why not, in one press")).to_be_visible()
    day.key("Enter")  # the first reason has the focus
    day.closed("Not taken, with a reason", wrong)

    held = day.account
    day.key("h", "Space", "Enter")
    day.closed("Held", held)
    takes_back_the_last(day, held)

    doubted = day.account
    day.press(page.locator("summary", has_text="This looks wrong"))
    day.press(page.locator("form[data-draft=looks_wrong] button[name=reason]").first)
    day.closed("Put off", doubted)


def takes_back_the_last(day: Day, held: RentAccount) -> None:
    """The hold was one account too early: the undo list has it on top, and two keys lead back to the session."""
    page = day.page
    stood_at = day.account
    day.go("undo")
    expect(page.get_by_role("heading", name="Undo list")).to_be_visible()
    day.desk.look("day-undo", every_way=True)
    day.press(page.get_by_role("button", name=re.compile("^Take back")).first)
    expect(page.get_by_role("status").first).to_be_visible()
    assert not Hold.objects.filter(account=held, lifted_on=None).exists()
    day.became["Held"] -= 1
    day.key("g", "s")
    expect(page).to_have_url(re.compile(f"/accounts/{stood_at.pk}/"))


def telephones_and_is_interrupted(day: Day) -> None:
    page, desk = day.page, day.desk
    day.comes_to(CALL)
    called = day.account
    desk.look("day-call", every_way=True)
    day.key("n")
    day.type(HALF_A_NOTE)
    note = page.locator("form[data-draft=note]")
    expect(note.get_by_text(re.compile(r"^Saved \d\d:\d\d"))).to_be_visible()
    day.key("Escape", "p")
    day.arrived(after=called)

    caller = somebody_else(day.officer, but=called)
    day.key("Control+k")
    day.type(misspelt(caller.person.last_name))
    option = page.get_by_role("option", name=re.compile(caller.person.last_name))
    expect(option.first).to_be_visible()
    desk.look("day-find-while-typing", every_way=True)
    page.locator("#lookup").focus()  # a changed width closes the list
    while option.first.get_attribute("aria-selected") != "true":
        day.key("ArrowDown")
    day.key("Enter")
    expect(page).to_have_url(re.compile(r"/accounts/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(caller.person.last_name)

    day.press(page.get_by_role("button", name=f"Take up {called.account_ref}"))
    expect(note.get_by_role("textbox")).to_be_focused()
    expect(note.get_by_role("textbox")).to_have_value(HALF_A_NOTE)
    day.type("day.")
    day.press(note.get_by_role("button", name="Keep this note"))
    expect(page.get_by_role("status").filter(has_text="is kept")).to_be_visible()
    day.key("c")
    expect(page.get_by_role("region", name="Call", exact=True)).to_be_focused()
    day.press(page.get_by_role("button", name="Spoke", exact=True).locator("visible=true"))
    day.closed("Done", called)


def somebody_else(officer: User, *, but: RentAccount) -> TenancyPerson:
    """A tenant of hers whose name nobody else has, long enough to be misspelt."""
    hers = TenancyPerson.objects.filter(tenancy__accounts__in=RentAccount.objects.visible_to(officer), role="tenant")
    names = Counter(TenancyPerson.objects.values_list("person__last_name", flat=True))
    return next(
        tenant
        for tenant in hers.exclude(tenancy=but.tenancy).select_related("person").order_by("pk")
        if names[tenant.person.last_name] == 1 and len(tenant.person.last_name) >= 7
    )


def misspelt(name: str) -> str:
    """Two letters in the middle change places."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


def promises_and_writes_a_text(day: Day) -> None:
    page = day.page
    promised = day.account
    day.key("r")
    expect(page.locator("form[data-draft=reminder]").get_by_role("radio").first).to_be_focused()
    day.tab_to(page.locator("form[data-draft=reminder] textarea"))
    day.type("Ask how the job began")
    day.press(page.locator("form[data-draft=reminder] button[name=due]").first)
    expect(page.get_by_role("status").first).to_contain_text("Kept. ")
    expect(page).to_have_url(re.compile(f"/accounts/{promised.pk}/"))

    day.comes_to("form[data-draft=message] button[name=opening]")
    written_to = day.account
    day.key("m")
    day.press(page.locator("form[data-draft=message] button[name=opening]").first)
    box = page.locator("form[data-draft=message] textarea")
    expect(box).not_to_have_value("")
    expect(page.locator("[data-message-size]")).to_contain_text("characters")
    day.desk.look("day-message", every_way=True)
    day.press(page.get_by_role("button", name="Send in 10 minutes"))
    expect(page.get_by_role("status").first).to_contain_text("Until then it can be taken back.")
    assert OutboxMessage.objects.get(account=written_to).state == "queued"


def sends_a_letter(day: Day) -> None:
    page = day.page
    day.comes_to(LETTER)
    written_to = day.account
    day.key("Enter")  # one press
    day.closed("Done", written_to)
    expect(page.get_by_role("status").first).to_contain_text("is on its way to")


def meets_a_payment(day: Day) -> None:
    """Money that came in since the card was drawn stops the letter, and one press goes on."""
    page = day.page
    day.comes_to(LETTER)
    account = day.account
    owed = account.position.balance
    LedgerEntryFactory(account=account, kind="payment", method="card", amount=-owed, effective_on=date(2026, 11, 22))

    day.key("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
    expect(page.get_by_role("alert")).to_contain_text(f"£{owed:,.2f} came in since this card was drawn")
    assert not OutboxMessage.objects.filter(account=account).exists()
    day.desk.look("day-stale", every_way=True)
    day.goes_on(account)


def worries(day: Day) -> None:
    page = day.page
    account = day.account
    expect(page).to_have_url(re.compile(f"/accounts/{account.pk}/"))
    day.key("Alt+KeyW")  # one press
    card = page.get_by_role("dialog")
    expect(card.get_by_role("heading", name="Worried about someone")).to_be_focused()
    day.desk.look("day-worried", every_way=True)
    day.press(card.get_by_role("button", name="Stop all chasing now"))
    expect(page.get_by_role("status").first).to_contain_text("All chasing has stopped.")
    day.became["Dropped by themselves"] += 1


def ends(day: Day, waiting: int) -> None:
    page, desk = day.page, day.desk
    day.press(page.get_by_role("link", name="End card"))
    rows = page.locator(".qd-endsums tr")
    sums = {
        row.locator("th").inner_text(): int(row.locator("td").inner_text()) for row in (rows.nth(n) for n in range(10))
    }
    left = queue(day.officer, on=MONDAY).count()
    came_up = left + day.became.total() - waiting
    assert sums == {
        "At the start": waiting,
        "New since": came_up,
        "Both sides": waiting + came_up,
        "Left": left,
    } | {how: day.became[how] for how in BECAME}
    desk.look("day-end-card")
    day.press(page.get_by_role("button", name="End the session"))
    expect(
        page.get_by_role("link", name="Back to the list").or_(page.get_by_role("button", name="Back to the list"))
    ).to_be_visible()

    day.go("day")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{day.officer.name}, Monday")
    desk.look("day-sheet")
    day.press(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert day.officer.name not in page.content()
