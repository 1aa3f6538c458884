"""Homes, garages and pitches, and what they cost in a year."""

import random
from dataclasses import dataclass

from .columns import Sheets
from .words import BLOCKS, ESTATE_ENDS, ESTATES, STREET_ENDS, STREETS, TOWNS

_BEDROOMS = {"house": (2, 3, 3, 3, 4), "flat": (1, 1, 2, 2), "maisonette": (2, 3), "bungalow": (1, 2), "bedsit": (0,)}
_RENTS = {0: 400_000, 1: 465_000, 2: 520_000, 3: 580_000, 4: 650_000, 5: 700_000}  # pence a year at 2026 prices
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Home:
    """One property. Yearly sums are pence at 2026 prices."""

    ref: str
    kind: str
    bedrooms: int | None
    fund: str
    rent: int
    service: int


def patch_code(prefix: str, patch: int, patches: int) -> str:
    """The code of a patch, counted from 0: two digits or more."""
    return f"{prefix}{patch + 1:0{max(2, len(str(patches)))}d}"


def make_home(rng: random.Random, sheets: Sheets, *, number: int, tenure: str, patch: int, code: str) -> Home:
    """A home to suit the tenure, written to properties.csv."""
    kind, fund = _kind(rng, tenure)
    bedrooms = None if kind == "pitch" else rng.choice(_BEDROOMS.get(kind, (1,)))
    rent = round(_RENTS.get(bedrooms or 0, 650_000) * rng.uniform(0.9, 1.14))
    if tenure in ("non_secure", "licence"):
        rent = round(rent * 1.35)
    service = round(rng.uniform(12_000, 70_000)) if kind in ("flat", "sheltered", "maisonette", "hostel_room") else 0
    home = Home(f"H{number:07d}", kind, bedrooms, fund, rent, service)
    _write(rng, sheets, home, number=number, patch=patch, code=code)
    return home


def make_garage(rng: random.Random, sheets: Sheets, *, number: int, patch: int, code: str) -> Home:
    """A garage or a parking space, written to properties.csv."""
    kind = "garage" if rng.random() < 0.8 else "parking"
    home = Home(f"G{number:07d}", kind, None, "HRA", rng.randrange(60_000, 95_000) if kind == "garage" else 31_200, 0)
    _write(rng, sheets, home, number=number, patch=patch, code=code)
    return home


def _kind(rng: random.Random, tenure: str) -> tuple[str, str]:
    if tenure == "pitch":
        return "pitch", "GF"
    if tenure == "licence":
        return "hostel_room", "GF"
    if tenure == "non_secure":
        return rng.choice(("flat", "flat", "house", "bedsit")), "GF" if rng.random() < 0.6 else "HRA"
    kinds = ("house", "house", "house", "house", "flat", "flat", "flat", "flat", "bungalow", "maisonette", "sheltered")
    if rng.random() < 0.03:
        return rng.choice(("bedsit", "dwelling")), "HRA"
    return rng.choice(kinds), "HRA"


def _write(rng: random.Random, sheets: Sheets, home: Home, *, number: int, patch: int, code: str) -> None:
    estate = f"{ESTATES[patch % len(ESTATES)]} {ESTATE_ENDS[patch // len(ESTATES) % len(ESTATE_ENDS)]}"
    street = f"{STREETS[number // 9 % len(STREETS)]} {STREET_ENDS[number // 40 % len(STREET_ENDS)]}"
    house = f"{number % 240 + 1} {street}"
    first, second = house, ""
    if home.kind in ("flat", "bedsit", "hostel_room", "sheltered"):
        word = "Room" if home.kind == "hostel_room" else "Flat"
        first, second = f"{word} {number % 60 + 1}, {BLOCKS[number // 60 % len(BLOCKS)]}", house
    elif home.kind in ("garage", "parking", "pitch"):
        word = {"garage": "Garage", "parking": "Space", "pitch": "Pitch"}[home.kind]
        first, second = f"{word} {number % 60 + 1}", f"{estate}" if home.kind == "pitch" else street
    area, sector, unit = patch % 90 + 1, number // 400 % 9 + 1, number % 400
    sheets.add(
        "properties",
        property_ref=home.ref,
        uprn=999_000_000_000 + number * 10 + (0 if home.ref[0] == "H" else 1),
        address_1=first,
        address_2=second,
        town=TOWNS[patch % len(TOWNS)],
        postcode=f"{code[:2]}{area} {sector}{_LETTERS[unit // 20]}{_LETTERS[unit % 20]}",
        estate=estate,
        patch=code,
        property_type=home.kind,
        bedrooms="" if home.bedrooms is None else home.bedrooms,
        fund=home.fund,
    )
