"""The people of one tenancy: tenants, the household, and those who speak for a tenant."""

import random
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from .columns import Sheets
from .days import iso
from .words import COMMUNITIES, ONE_NAME

_WEIGHTS = list(accumulate(community[4] for community in COMMUNITIES))
_SPLIT = [(women.split(), men.split(), last.split(), tag) for women, men, last, tag, _ in COMMUNITIES]
FORMATS = ("large_print", "easy_read", "braille", "audio", "bsl", "coloured_paper", "translation")


@dataclass(slots=True)
class Person:
    """One person. Days are day numbers."""

    ref: str
    title: str
    first: str
    last: str
    born: int
    died: int | None = None
    language: str = ""
    address: str = ""  # correspondence address
    role: str = "tenant"
    channel: str = ""
    format_needed: str = ""


def pick_name(rng: random.Random) -> tuple[str, str, str, str]:
    """Title, first names, last name and language of an adult."""
    if rng.random() < 0.006:
        return "", "", rng.choice(ONE_NAME), ""
    women, men, lasts, tag = _SPLIT[_community(rng)]
    woman = rng.random() < 0.56
    first = rng.choice(women if woman else men)
    if rng.random() < 0.15:
        first += " " + rng.choice(women if woman else men)
    title = rng.choice(("Mrs", "Miss", "Ms", "Ms", "")) if woman else rng.choice(("Mr", "Mr", "Mr", ""))
    if rng.random() < 0.004:
        title = "Dr"
    spoken = tag if tag != "en" and rng.random() < 0.25 else "en" if rng.random() < 0.5 else ""
    return title, first, rng.choice(lasts), spoken


def _community(rng: random.Random) -> int:
    roll = rng.random() * _WEIGHTS[-1]
    return next(i for i, upto in enumerate(_WEIGHTS) if roll < upto)


def household(
    rng: random.Random, *, number: int, start: int, anchor: int, bedrooms: int, marker: str, single: bool
) -> list[Person]:
    """Tenants first, then the household. `single` asks for one tenant who lives alone; `marker` may set the age."""
    oldest, youngest = (100, 70) if marker == "older_person" else (24, 18) if _young(marker) else (88, 20)
    age = (start - anchor) // -365  # years already in the home
    youngest = max(youngest, min(18 + age, 80))
    oldest = max(oldest, youngest + 3)
    born = anchor - int(rng.triangular(youngest, oldest, min(youngest + 12, oldest)) * 365.25) - 40
    title, first, last, language = pick_name(rng)
    people = [Person(_ref(number, 1), title, first, last, born, language=language)]
    if marker == "pregnancy":
        people[0].title = "Ms"
    if not single:
        _add_partner(rng, people, number, anchor, bedrooms)
        _add_children(rng, people, number, anchor, bedrooms)
    for person in people:
        if person.role == "tenant":
            _ways_to_write(rng, person)
    return people


def _young(marker: str) -> bool:
    return marker in ("young_person", "care_leaver")


def _add_partner(rng: random.Random, people: list[Person], number: int, anchor: int, bedrooms: int) -> None:
    if rng.random() > (0.5 if bedrooms > 1 else 0.25):
        return
    title, first, last, language = pick_name(rng)
    tenant = people[0]
    born = min(tenant.born + rng.randrange(-2500, 2500), anchor - 7000)
    role = "tenant" if rng.random() < 0.55 else "household"
    last = tenant.last if rng.random() < 0.6 else last
    people.append(Person(_ref(number, 2), title, first, last, born, language=language, role=role))
    if role == "tenant" and rng.random() < 0.02:  # three sharers on one tenancy
        title, first, last, language = pick_name(rng)
        people.append(Person(_ref(number, 3), title, first, last, born + 400, language=language))


def _add_children(rng: random.Random, people: list[Person], number: int, anchor: int, bedrooms: int) -> None:
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3)) if bedrooms > 1 else 0):
        child_born = max(people[0].born + 6600 + rng.randrange(6000), anchor - 25 * 365)
        if child_born < anchor - 20:
            _, first, _, _ = pick_name(rng)
            last = people[0].last
            people.append(Person(_ref(number, len(people) + 1), "", first, last, child_born, role="household"))


def _ways_to_write(rng: random.Random, person: Person) -> None:
    person.channel = rng.choice(("", "", "letter", "email", "email", "sms", "sms", "phone", "visit"))
    roll = rng.random()
    if roll < 0.05:
        person.format_needed = rng.choice(FORMATS)
        if person.format_needed == "translation" and person.language in ("", "en"):
            person.language = "pl"
    elif roll < 0.4:
        person.format_needed = "none"


def speaker(rng: random.Random, *, number: int, anchor: int, role: str) -> Person:
    """A representative (executor, appointee) or a guarantor."""
    title, first, last, _ = pick_name(rng)
    person = Person(_ref(number, 9), title, first, last, anchor - rng.randrange(9000, 25000), role=role)
    person.address = an_address(rng)
    return person


def an_address(rng: random.Random) -> str:
    """A correspondence address that is not the council's home."""
    street = rng.choice(("Sallow", "Ember", "Tiller"))
    return f"{rng.randrange(1, 180)} {street} Road / Wickerby / ZZ{rng.randrange(1, 10)} {rng.randrange(1, 10)}QT"


def _ref(number: int, which: int) -> str:
    return f"P{number:07d}{which}"


def plain(text: str) -> str:
    """Lower-case ASCII letters of a name, for an address or a user name."""
    flat = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(c for c in flat if "a" <= c <= "z")


def write(rng: random.Random, sheets: Sheets, people: list[Person]) -> None:
    """Rows of people.csv. Telephone numbers are from the ranges kept for drama; e-mail goes to example.com."""
    for person in people:
        reach = person.role != "household"
        name = plain(person.first.split()[0] if person.first else "x")
        email = f"{name}.{plain(person.last)}{person.ref[1:].lstrip('0')}@example.com"
        sheets.add(
            "people",
            person_ref=person.ref,
            title=person.title,
            first_names=person.first,
            last_name=person.last,
            date_of_birth="" if rng.random() < 0.01 else iso(person.born),
            date_of_death=iso(person.died),
            email=email if reach and (person.channel == "email" or rng.random() < 0.55) else "",
            mobile=f"07700 900{rng.randrange(1000):03d}"
            if reach and (person.channel in ("sms", "phone") or rng.random() < 0.7)
            else "",
            phone=f"01632 960{rng.randrange(1000):03d}" if reach and rng.random() < 0.2 else "",
            preferred_channel=person.channel,
            correspondence_address=person.address,
            language=person.language,
            format_needed=person.format_needed,
        )
