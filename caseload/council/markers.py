"""Facts that change what may be done, one marker to a tenancy at most, and the people who come with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import people
from .days import iso

if TYPE_CHECKING:
    from .tenancy import Maker, Tenancy

OF_TENANCY = ("risk", "dispute", "complaint")
EVIDENCE = {
    "vulnerability": ("Seen on visit", "Support worker's letter", "Assessment on file", "Tenant told us"),
    "breathing_space": ("Register notice",),
    "crisis": ("Call from tenant, safeguarding referral made",),
    "risk": ("Visit report", "Police information"),
    "dispute": ("Tenant's letter", "Portal message"),
    "insolvency": ("Insolvency register", "Letter from insolvency practitioner"),
    "safe_contact": ("Tenant told us", "Domestic abuse adviser"),
    "capacity": ("Letter from social worker",),
    "complaint": ("Complaints team",),
}


def make(maker: Maker, tenancy: Tenancy) -> None:
    """The marker that was dealt to the tenancy, if any."""
    if tenancy.plan.marker is None or not tenancy.tenants:
        return
    kind, detail = tenancy.plan.marker
    rng, anchor = tenancy.rng, maker.world.anchor
    days = max(anchor - tenancy.start, 1)
    since = anchor - rng.randrange(min(days, 700))
    until = review = None
    if kind == "breathing_space":
        since = anchor - rng.randrange(min(days, 75))
        until = None if detail == "mental_health_crisis" else since + 59  # the moratorium is 60 days
    elif kind == "crisis":
        since, review = anchor - rng.randrange(min(days, 12)), anchor + rng.randrange(1, 10)
    elif kind in ("vulnerability", "risk", "safe_contact", "capacity"):
        review = since + 365
    elif kind in ("dispute", "complaint"):
        since = anchor - rng.randrange(min(days, 50))
        until = since + 40 if rng.random() < 0.2 else None
    elif kind == "insolvency":
        until = since + {"bankruptcy": 365, "dro": 365, "iva": 1826}[detail]
    who = rng.choice(tenancy.tenants)
    if detail == "appointee":
        speaker = people.speaker(rng, number=tenancy.plan.number, anchor=anchor, role="representative")
        tenancy.people.append(speaker)
    maker.sheets.add(
        "markers",
        marker_ref=f"M{tenancy.plan.number:07d}",
        marker_type=kind,
        detail=detail,
        person_ref="" if kind in OF_TENANCY else who.ref,
        tenancy_ref=tenancy.ref if kind in OF_TENANCY else "",
        from_date=iso(since),
        until_date=iso(until),
        review_on=iso(review),
        evidence=rng.choice(EVIDENCE[kind]),
        owner=tenancy.officer,
    )
