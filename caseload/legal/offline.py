"""Outcomes that were written down without a connection, saved when they arrive.

A device sends each with an id of its own making, which the database keeps once, so that nothing is saved twice.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import reverse

from caseload.legal.court import diary, recording
from caseload.legal.court.known import known_of
from caseload.legal.evictions import acts
from caseload.legal.evictions.door import eviction_of
from caseload.legal.forms_court import OutcomeForm
from caseload.legal.forms_evictions import EndedForm, typed_in
from legal.court import CannotRecord, RecordedBefore
from legal.enforcing import CannotEnforce
from recovery.rules.gates import Refused
from staff.http import number_in
from staff.models import User
from tenancies.models import RentAccount

NO_SUCH = "There is no such page to save this on. Write it down on the case."


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What became of one. `saved`: it stands, now or from an earlier try; else `says` is why not and what to do."""

    saved: bool
    says: str
    url: str


def save(kind: str, target: str, typed: QueryDict, *, by: User, on: dt.date, at: dt.datetime) -> Synced:
    """Save what a device has kept. `target` names the hearing or eviction as its page's address does.

    It is never lost and nothing is raised for what was typed: what is refused says why, and stays there to be read.
    """
    try:
        key = UUID(typed.get("key", ""))
    except ValueError:
        return Synced(saved=False, says=NO_SUCH, url="")
    if kind not in KINDS:
        return Synced(saved=False, says=NO_SUCH, url="")
    return KINDS[kind](by, target, typed, key, on, at)


def _hearing(user: User, target: str, typed: QueryDict, key: UUID, on: dt.date, at: dt.datetime) -> Synced:
    try:
        hearing, account = diary.hearing_of(user, target)
    except Http404 as gone:
        return Synced(saved=False, says=str(gone), url=reverse("court_day"))
    url = reverse("court_hearing", args=[diary.key_of(hearing)])
    if hearing.outcome_key == key:
        return Synced(saved=True, says="It was saved already.", url=url)
    form = OutcomeForm(typed, known=known_of(hearing, on=on), on=on)
    try:
        if hearing.outcome:
            raise RecordedBefore(hearing)
        if not form.is_valid():
            wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return Synced(saved=False, says=wrong, url=url)
        saved = recording.record_outcome(
            hearing=hearing, account=account, decided=form.decided(), by=user, on=on, at=at
        )
    except (CannotRecord, PermissionDenied, RentAccount.DoesNotExist) as refusal:
        return Synced(saved=False, says=str(refusal) or "You can no longer open this account.", url=url)
    return Synced(
        saved=True, says=saved.says, url=reverse("court_hearing", args=[diary.key_of(saved.recorded.hearing)])
    )


def _eviction(user: User, target: str, typed: QueryDict, key: UUID, on: dt.date, at: dt.datetime) -> Synced:
    url = reverse("evictions")
    try:
        found, _ = eviction_of(user, number_in(target) or 0)
        url = reverse("eviction", args=[found.pk])
        form = EndedForm(typed)
        typed_in(form)
        saved, _ = acts.record_outcome(eviction=found, ended=form.ended(), by=user, on=on, at=at)
    except Http404:
        return Synced(saved=False, says=NO_SUCH, url=url)
    except (CannotEnforce, Refused, PermissionDenied) as why:
        return Synced(saved=False, says=str(why), url=url)
    return Synced(saved=True, says=f"Recorded: {saved.get_outcome_display()}.", url=url)


KINDS: dict[str, Callable[[User, str, QueryDict, UUID, dt.date, dt.datetime], Synced]] = {
    "hearing": _hearing,
    "eviction": _eviction,
}
