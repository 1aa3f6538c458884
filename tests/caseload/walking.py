"""Somebody at a browser without scripts: follows links and presses buttons that stand on the page, and no others.

What a form holds is sent with what is typed, as a browser would; a name that no form of the page has is a fault. The
days are real days of the clock, one after another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from caseload.sweep import decide_now
from caseload.tasks import every_minute
from staff.models import User
from tests.caseload.desk import sign_in
from tests.caseload.reading import words_in
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory

LONDON = ZoneInfo("Europe/London")
RAIL = {"Legal": "legal", "Court": "court_day", "Evictions": "evictions", "Approvals": "approvals"}


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, and its buttons by what they say."""

    action: str
    ident: str
    holds: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # words, name, value


class Page(HTMLParser):
    """The links and forms of a page, those of `<template>` and scripts left out."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._href = self._select = self._area = ""
        self._said: list[str] | None = None
        self._button: tuple[str, str, str] | None = None
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name = known.get("name", "")
        match tag:
            case "a":
                self._href, self._said = known.get("href", ""), []
            case "form":
                self._form = Form(action=known.get("action", ""), ident=known.get("id", ""))
                self.forms.append(self._form)
            case "input" if self._form:
                self._input(known, name)
            case "select" if self._form:
                self._form.names.add(name)
                self._select = name
            case "option" if self._form and self._select:
                if "selected" in known or self._select not in self._form.holds:
                    self._form.holds[self._select] = [known.get("value", "")]
            case "textarea" if self._form:
                self._form.names.add(name)
                self._area, self._said = name, []
            case "button":
                self._button, self._said = (known.get("form", ""), name, known.get("value", "")), []

    def _input(self, known: dict[str, str], name: str) -> None:
        assert self._form
        self._form.names.add(name)
        kind, value = known.get("type", "text"), known.get("value", "on" if known.get("type") == "checkbox" else "")
        if kind == "file" or (kind in {"checkbox", "radio"} and "checked" not in known):
            return
        self._form.holds.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        said = " ".join("".join(self._said or []).split())
        if tag == "a" and self._href:
            self.links.append((said, self._href))
            self._href, self._said = "", None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form and self._area:
            self._form.holds[self._area] = ["".join(self._said or []).removeprefix("\n")]
            self._area, self._said = "", None
        elif tag == "button" and self._button:
            ident, name, value = self._button
            form = next((each for each in self.forms if each.ident == ident), None) if ident else self._form
            if form:
                form.buttons.append((said, name, value))
            self._button, self._said = None, None
        elif tag == "form":
            self._form = None


@dataclass
class Walker:
    """One household's case, worked by one person after another. `presses`: links followed and buttons pressed."""

    home: Household
    client: Client = field(default_factory=Client)
    content: str = ""
    address: str = ""
    presses: int = 0

    @property
    def main(self) -> str:
        """The page without its frame."""
        return self.content.partition('id="main">')[2] or self.content

    @property
    def words(self) -> str:
        return words_in(self.main)

    def open(self, address: str) -> str:
        """What the page says."""
        return self._read(self.client.get(address, follow=True), address, status=200)

    def follow(self, words: str) -> str:
        """Go where the first link goes that says these words; one to a part of this page goes nowhere."""
        links = [*Page(self.main).links, *Page(self.content).links]
        found = [href for said, href in links if words in said and not href.startswith("#")]
        assert found, f"No link says {words!r} on {self.address}: {self.words}"
        self.presses += 1
        return self.open(urljoin(self.address, found[0]))

    def follow_to(self, address: str) -> str:
        """Go where a link of the page leads to this address."""
        links = {urljoin(self.address, href).partition("#")[0] for _, href in Page(self.content).links}
        assert address in links, f"No link of {self.address} leads to {address}: {self.words}"
        return self.open(address)

    def goes(self, place: str) -> str:
        """By the rail, which every page has."""
        return self.follow_to(reverse(RAIL[place]))

    def press(self, button: str, *, status: int = 200, having: str = "", **typed: Any) -> str:
        """Press a button of the page, with what is typed into its form; answers what the page says then.

        `having`: words that the form's own hidden values hold, where several forms have such a button.
        """
        form, (_, name, value) = self._form(button, having, set(typed))
        sent = form.holds | {key: each if isinstance(each, list) else [each] for key, each in typed.items()}
        sent |= {name: [value]} if name else {}
        self.presses += 1
        with zeal_ignore():
            answer = self.client.post(urljoin(self.address, form.action), sent, follow=True)
        return self._read(answer, form.action or self.address, status=status)

    @property
    def buttons(self) -> list[str]:
        return [said for form in Page(self.content).forms for said, _, _ in form.buttons]

    def _form(self, button: str, having: str, names: set[str]) -> tuple[Form, tuple[str, str, str]]:
        every = [
            (form, each) for form in Page(self.content).forms for each in form.buttons if each[0].startswith(button)
        ]
        assert every, f"No button says {button!r} on {self.address}, but {self.buttons}: {self.words}"
        fits = [(form, each) for form, each in every if names <= form.names]
        assert fits, f"{button!r} takes {sorted(every[0][0].names)}, not {sorted(names)}"
        fits = [each for each in fits if not having or any(having in value for value in each[0].holds.values())]
        assert fits, f"No form of {button!r} holds {having!r}"
        return fits[0]

    def _read(self, answer: Any, address: str, *, status: int) -> str:
        if answer["Content-Type"].startswith("text/html"):
            self.content = answer.content.decode()
        chain = getattr(answer, "redirect_chain", [])
        self.address = urljoin(address, chain[-1][0]) if chain else address
        assert answer.status_code == status, f"{answer.status_code} from {self.address}: {self.words}"
        return self.words

    # ------------------------------------------------------------------------------------------- days, people, money

    @contextmanager
    def day(self, day: date, who: User | None = None, *, at: str = "10:00") -> Iterator["Walker"]:
        """A morning of this day; the officer of the household is signed in, or who is named."""
        with time_machine.travel(datetime.combine(day, time.fromisoformat(at), LONDON), tick=True):
            cache.clear()
            decide_now([self.home.account.pk], as_of=day)
            self.signs_in(who or self.home.officer)
            yield self

    def signs_in(self, who: User) -> None:
        """And stands before Today."""
        who.refresh_from_db()  # who signed in at a browser meanwhile has a password that is hashed anew
        self.client.logout()
        sign_in(self.client, who)
        self.open(reverse("today"))

    def minute(self, day: date) -> None:
        """The minute run of that noon, which stops what a fact forbids."""
        with self.day(day, at="12:00"):
            every_minute()

    def posted(self, amount: str, *, on: date) -> None:
        """A posting of the housing system: rent where it is positive, a payment where it is negative."""
        money = Decimal(amount)
        kind, method = ("rent_debit", "system") if money > 0 else ("payment", "cash_office")
        LedgerEntryFactory(account=self.home.account, kind=kind, method=method, amount=money, effective_on=on)
