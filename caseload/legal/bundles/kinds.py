"""What each kind of bundle holds: its sections in order, the parts that are ticked, and what it may not lack.

Practice Direction 55A, PD 32 27.1 to 27.15 and the pre-action protocol (13 January 2020) ask for these papers; their
order is the council's own.
"""

from dataclasses import dataclass

from legal.models import Bundle, Hearing

Kind = Bundle.Kind

SECTIONS = {
    "summary": "Summary and chronology",
    "application": "Orders and applications",
    "claim": "Claim and notices",
    "tenancy": "Tenancy agreement",
    "rent": "Rent account",
    "protocol": "Steps before the claim",
    "other_ways": "Other ways tried",
    "decisions": "Decisions",
    "witness": "Witness statements",
    "letters": "Correspondence and contact",
    "papers": "Other papers",
}
PARTS = {  # what Quarterday lays out: its title, and the section it stands in
    "view": ("What the council asks for", "summary"),
    "chronology": ("Chronology", "summary"),
    "orders": ("The order, its terms and what was paid under it", "application"),
    "notices": ("Notices and how they were served", "claim"),
    "statement": ("Rent statement", "rent"),
    "agreements": ("Repayment agreements and offers", "rent"),
    "protocol": ("Protocol sheet", "protocol"),
    "other_ways": ("Other ways than the court", "other_ways"),
    "decisions": ("Decisions and their reasons", "decisions"),
    "contacts": ("Contact", "letters"),
}
WITNESS = "witness:"  # a part that is one statement not signed yet, by its number

_ALL = tuple(SECTIONS)
_BEFORE_COURT = ("statement", "unexplained", "arithmetic", "notice", "service", "tenancy", "protocol", "other_ways")
_HEARING = ("chronology", *_BEFORE_COURT, "decision", "witness")


@dataclass(frozen=True, kw_only=True)
class Contents:
    """`parts` are ticked; the others are offered. `needs` are codes of completeness.CHECKS."""

    sections: tuple[str, ...]
    parts: tuple[str, ...]
    needs: tuple[str, ...]
    hearing: str = ""  # the kind of hearing that this is for


def _of(first: tuple[str, ...]) -> tuple[str, ...]:
    """The sections with these first."""
    return (*first, *(each for each in _ALL if each not in first))


CONTENTS = {
    Kind.FIRST_HEARING: Contents(
        sections=_ALL,
        parts=("chronology", "notices", "statement", "agreements", "protocol", "other_ways", "decisions"),
        needs=_HEARING,
        hearing=Hearing.Kind.FIRST,
    ),
    Kind.ADJOURNED: Contents(
        sections=_ALL,
        parts=("chronology", "orders", "notices", "statement", "agreements", "protocol", "other_ways", "decisions"),
        needs=_HEARING,
        hearing=Hearing.Kind.ADJOURNED,
    ),
    Kind.SUSPENSION: Contents(
        sections=_of(("summary", "application", "rent", "letters")),
        parts=("view", "chronology", "orders", "statement", "agreements", "contacts", "other_ways", "decisions"),
        needs=("view", "order", "chronology", "statement", "unexplained", "arithmetic", "other_ways"),
        hearing=Hearing.Kind.SUSPENSION,
    ),
    Kind.SET_ASIDE: Contents(
        sections=_of(("summary", "application")),
        parts=("view", "chronology", "orders", "notices", "statement", "agreements", "contacts", "other_ways"),
        needs=("view", "order", "chronology", "statement", "unexplained", "arithmetic", "service", "other_ways"),
        hearing=Hearing.Kind.SET_ASIDE,
    ),
    Kind.APPEAL: Contents(
        sections=_of(("summary", "application")),
        parts=("view", "chronology", "orders", "notices", "statement", "protocol", "other_ways", "decisions"),
        needs=("view", "order", "chronology", "statement", "unexplained", "arithmetic", "other_ways", "decision"),
        hearing=Hearing.Kind.APPEAL,
    ),
    Kind.PANEL: Contents(
        sections=_of(("summary", "claim", "rent")),
        parts=("view", "chronology", "notices", "statement", "agreements", "contacts", "decisions"),
        needs=("view", "chronology", "statement", "unexplained", "arithmetic", "notice", "decision"),
        hearing=Hearing.Kind.REVIEW_PANEL,
    ),
    Kind.TRIBUNAL: Contents(
        sections=_of(("summary", "tenancy", "rent", "witness")),
        parts=("view", "chronology", "statement", "contacts"),
        needs=("view", "chronology", "statement", "unexplained", "arithmetic", "tenancy", "witness", "other_ways"),
        hearing=Hearing.Kind.TRIBUNAL,
    ),
    Kind.MAGISTRATES: Contents(
        sections=_of(("summary", "witness", "claim")),
        parts=("view", "chronology", "notices", "statement", "contacts"),
        needs=("view", "chronology", "statement", "unexplained", "arithmetic", "witness"),
        hearing=Hearing.Kind.MAGISTRATES,
    ),
    Kind.INSTRUCTION: Contents(
        sections=_ALL,
        parts=tuple(PARTS),
        needs=("view", *_BEFORE_COURT, "chronology", "decision"),
    ),
    Kind.SUPPLEMENT: Contents(
        sections=("rent",),
        parts=("statement", "agreements"),
        needs=("statement", "unexplained", "arithmetic"),
    ),
}
OF_HEARING = {contents.hearing: kind for kind, contents in CONTENTS.items() if contents.hearing} | {
    Hearing.Kind.APPLICATION: Kind.SUSPENSION
}
