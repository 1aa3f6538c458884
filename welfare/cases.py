"""Open complaint, disrepair and anti-social behaviour cases: a caution on every step towards possession.

They do not stop recovery: the gate asks why a notice, claim or warrant is right while the case is open (Pre-Action
Protocol for Possession Claims by Social Landlords; Housing Ombudsman's Complaint Handling Code).
"""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount
from welfare.actions import people_of
from welfare.models import Marker

Kind = Marker.Kind
# What may be flagged: its kind, its detail, and its name.
CASES: dict[str, tuple[Kind, str, str]] = {
    "asb": (Kind.ASB, "case", "Anti-social behaviour"),
    "disrepair": (Kind.DISPUTE, "disrepair", "Disrepair"),
    "stage_1": (Kind.COMPLAINT, "stage_1", "Complaint, stage 1"),
    "stage_2": (Kind.COMPLAINT, "stage_2", "Complaint, stage 2"),
    "ombudsman": (Kind.COMPLAINT, "ombudsman", "Complaint with the Ombudsman"),
}
NAMES = {(kind, detail): name for kind, detail, name in CASES.values()}
LONGEST_REVIEW = timedelta(days=91)
LONGEST = 200  # characters of evidence and of how it ended


class CannotFlag(Exception):
    """The case stays as it is. The message is written for whoever flags it."""


def name_of(marker: Marker) -> str:
    """What kind of case it is; blank for a marker of another kind."""
    return NAMES.get((Kind(marker.kind), marker.detail), "")


def said(marker: Marker, *, on: date) -> str:
    """The case in one line for the strip of its account; blank for a marker of another kind."""
    name = name_of(marker)
    if not name or not marker.review_on:
        return name and f"Open case: {name.lower()}"
    due = "review was due" if marker.review_on < on else "review"
    return f"Open case: {name.lower()}, {due} {words.short_day(marker.review_on, on=on)}"


def open_cases(account: RentAccount, *, on: date) -> QuerySet[Marker]:
    """The cases that are open on this household, whoever flagged them, the oldest first."""
    wanted = Q(pk__in=[])
    for kind, detail, _ in CASES.values():
        wanted |= Q(kind=kind, detail=detail)
    here = Q(tenancy=account.tenancy_id) | Q(person__in=people_of(account, on=on))
    return Marker.objects.live(on=on).filter(wanted, here).select_related("owner").order_by("from_on", "pk")


def flag(
    *, account: RentAccount, case: str, evidence: str, owner: User, review_on: date, by: User, on: date, at: datetime
) -> Marker:
    """Flag a case on an account that the caller has locked. Raises CannotFlag."""
    if case not in CASES:
        raise CannotFlag("Choose what kind of case it is.")
    kind, detail, name = CASES[case]
    evidence = " ".join(evidence.split())
    if not 0 < len(evidence) <= LONGEST:
        raise CannotFlag(f"Say what shows it, in {LONGEST} characters at most: a case number, who reported it.")
    if not on < review_on <= on + LONGEST_REVIEW:
        raise CannotFlag(f"Choose a day of review after today, by {words.long_day(on + LONGEST_REVIEW)}.")
    if not owner.is_active:
        raise CannotFlag("Choose an owner who still works here.")
    if open_cases(account, on=on).filter(kind=kind, detail=detail).exists():
        raise CannotFlag(f"{name} is flagged on this account already.")
    marker = Marker.objects.create(
        kind=kind, detail=detail, tenancy=account.tenancy, from_on=on, review_on=review_on, evidence=evidence,
        owner=owner,
    )  # fmt: skip
    _note(account, marker, f"{name} case open, with {owner.name}, review {words.long_day(review_on)}: {evidence}",
          suffix="", by=by, on=on, at=at)  # fmt: skip
    return marker


def close(*, account: RentAccount, marker: Marker, outcome: str, by: User, on: date, at: datetime) -> Marker:
    """Close a case of ours on an account that the caller has locked; it counts to the end of the day. CannotFlag."""
    outcome = " ".join(outcome.split())
    if not 0 < len(outcome) <= LONGEST:
        raise CannotFlag(f"Say how it ended, in {LONGEST} characters at most.")
    marker = Marker.objects.select_for_update().get(pk=marker.pk)
    if marker.source_ref:
        raise CannotFlag("The housing system sent this case. Close it there; it goes with the next extract.")
    if marker.last_day is not None:
        raise CannotFlag(f"This case is closed already: it counts to {words.long_day(marker.last_day)}.")
    marker.last_day = on
    marker.save(update_fields=["last_day"])
    _note(account, marker, f"{name_of(marker)} case closed: {outcome}", suffix=":closed", by=by, on=on, at=at)
    return marker


def _note(account: RentAccount, marker: Marker, summary: str, *, suffix: str, by: User, on: date, at: datetime) -> None:
    about = f"welfare.marker:{marker.pk}{suffix}"
    timeline.record(account=account, what=AccountEvent.What.MARKER, on=on, by=by, at=at, summary=summary, about=about)
