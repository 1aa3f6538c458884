"""The hearings of a day, from the rows kept here and from those that the housing system alone knows.

A hearing is named h12 by its row; one without a row yet c34-2026-11-24, by its claim and day. Both names keep leading
to it once somebody has recorded its outcome.
"""

import re
from collections import Counter
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from legal.accounts import main_account
from legal.models import Hearing, PossessionClaim
from staff.http import number_in
from staff.models import User
from tenancies.models import RentAccount

NAMED = re.compile(r"h(?P<hearing>\d{1,18})|c(?P<claim>\d{1,18})-(?P<day>\d{4}-\d{2}-\d{2})")
RELATED = ["claim__notice", "tenancy__home", "advocate", "outcome_by"]


def key_of(hearing: Hearing) -> str:
    """How an address names a hearing."""
    return f"h{hearing.pk}" if hearing.pk else f"c{hearing.claim_id}-{hearing.on.isoformat()}"


def on_day(user: User, day: date) -> list[Hearing]:
    """The hearings of a day on this person's accounts, by time, court and room."""
    return between(user, day, day)


def between(user: User, first: date, last: date) -> list[Hearing]:
    """The hearings of some days, both included, in running order; those without an hour come last in their day."""
    tenancies = RentAccount.objects.visible_to(user).order_by().values("tenancy")
    return _found(first, last, Q(tenancy__in=tenancies))


def of_everybody(first: date, last: date) -> list[Hearing]:
    """The same on all accounts, for what runs by itself."""
    return _found(first, last, Q())


def _found(first: date, last: date, theirs: Q) -> list[Hearing]:
    kept = Hearing.objects.filter(theirs, cancelled_on=None, on__range=(first, last)).select_related(*RELATED)
    same = Hearing.objects.filter(claim=OuterRef("pk"), on=OuterRef("hearing_on"), cancelled_on=None)
    alone = PossessionClaim.objects.filter(
        ~Exists(same), theirs, hearing_on__range=(first, last), not_sent_since=None
    ).select_related("notice", "tenancy__home")
    return sorted([*kept, *(of_claim(claim) for claim in alone)], key=running_order)


def running_order(hearing: Hearing) -> tuple[object, ...]:
    at = hearing.at.isoformat() if hearing.at else "99"
    return (hearing.on, at, hearing.court, hearing.room, hearing.pk or 0, hearing.claim_id or 0)


def of_claim(claim: PossessionClaim) -> Hearing:
    """The hearing that a claim of the housing system has, as a row that is not saved."""
    assert claim.hearing_on is not None
    adjourned = claim.status == PossessionClaim.Status.ADJOURNED_TO_DATE
    return Hearing(
        tenancy=claim.tenancy,
        claim=claim,
        kind=Hearing.Kind.ADJOURNED if adjourned else Hearing.Kind.FIRST,
        on=claim.hearing_on,
        at=claim.hearing_at,
        court=claim.court,
    )


def hearing_of(user: User, key: str) -> tuple[Hearing, RentAccount]:
    """A hearing by its name, with the account it is about, for who may open it. Raises Http404."""
    named = NAMED.fullmatch(key)
    if named is None:
        raise Http404("There is no such hearing.")
    hearing = _by_row(named["hearing"]) if named["hearing"] else _by_claim(named["claim"], named["day"])
    if hearing is None:
        raise Http404("There is no such hearing: it may have been moved to another day.")
    if not RentAccount.objects.openable_by(user).filter(tenancy=hearing.tenancy_id).exists():
        raise Http404("There is no such hearing.")
    return hearing, main_account(hearing.tenancy_id)


def _by_row(number: str) -> Hearing | None:
    return Hearing.objects.filter(pk=number_in(number) or 0).select_related(*RELATED).first()


def _by_claim(number: str, day_typed: str) -> Hearing | None:
    try:
        day = date.fromisoformat(day_typed)
    except ValueError:
        return None
    rows = Hearing.objects.filter(claim=number_in(number), on=day, cancelled_on=None).select_related(*RELATED)
    if row := rows.order_by("pk").first():
        return row
    claims = PossessionClaim.objects.filter(pk=number_in(number) or 0, hearing_on=day)
    claim = claims.select_related("notice", "tenancy__home").first()
    return of_claim(claim) if claim else None


def days_near(user: User, *, on: date, last: date) -> list[tuple[date, int]]:
    """The days up to a last one on which this person has hearings, with how many."""
    return sorted(Counter(hearing.on for hearing in between(user, on, last)).items())


def day_in(typed: str, *, otherwise: date) -> date:
    """The day that an address names. Raises Http404."""
    if not typed:
        return otherwise
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Http404("There is no such day.") from None
