"""Serving a notice: one record a tenant, with the evidence that its way needs. The clock starts with the last one.

Until every living tenant was served the notice is a draft; then its dates are worked out once more from what happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from legal import gates, homes
from legal.accounts import main_account
from legal.models import Notice, NoticeService
from legal.notices import EXTENSION, CannotGiveNotice, dates_of, is_approved, serving_obstacles
from legal.rules import serving
from legal.rules.notice_dates import NoticeDates, Service
from legal.rules.worked import kept, plain
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act
from staff.models import User
from staff.ui.words import long_day
from tenancies import storage, timeline
from tenancies.models import AccountEvent, Person, ReceivedDocument

Status, What = Notice.Status, AccountEvent.What
NO_SERVICE = {"email", "other"}  # not offered: only an agreement that says so would make them count


class TooEarly(CannotGiveNotice):
    """Served so late that the date in the notice is too early. It can be recorded all the same, as what it is."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """How one tenant was served. `good_by`: the clause that allows the way, or how they were shown to have it."""

    method: str
    done_on: date
    done_at: time
    served_by: User
    place: str
    handed_to: str = ""
    evidence: str = ""
    good_by: str = ""
    photo: ReceivedDocument | None = None


def to_serve(notice: Notice, *, on: date) -> list[Person]:
    """The living tenants who have not been served yet (rulebook SRV-2)."""
    served = {each.person_id for each in notice.services.all()}
    return [person for person in homes.living_tenants(notice.tenancy, on=on) if person.pk not in served]


def dates_served(notice: Notice, services: Sequence[NoticeService] | None = None) -> NoticeDates:
    """Every date of a notice from how it was served."""
    found = list(notice.services.all()) if services is None else services
    done = [Service(done_on=each.done_on, method=each.method) for each in found]
    return dates_of(notice.tenancy, kind=notice.kind, services=done, specified_on=notice.specified_on)


@transaction.atomic
def record_service(
    notice: Notice,
    *,
    person: Person,
    given: Given,
    knowing: bool = False,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> NoticeService:
    """One tenant was served. Raises CannotGiveNotice; TooEarly unless `knowing`; gates.Refused.

    With the last of them the notice is served, and the one it replaces is superseded (rulebook SEC-9).
    """
    [locked] = Notice.objects.select_for_update(of=["self"]).select_related("tenancy").filter(pk=notice.pk)
    _check_may_serve(locked, facts=facts, by=by, on=on)
    if locked.services.filter(person=person).exists():
        raise CannotGiveNotice(f"{person} was served already. Correct that record if it is wrong.")
    if person not in homes.living_tenants(locked.tenancy, on=on):
        raise CannotGiveNotice(f"{person} is no living tenant of this tenancy.")
    made = NoticeService(notice=locked, person=person, recorded_by=by, recorded_at=at)
    _fill(made, given, notice=locked, on=on, at=at)
    dates = dates_served(locked, [*locked.services.all(), made])
    if dates.specified_ok is False and not knowing:
        raise TooEarly(_too_early(locked, dates))
    made.save()
    account = main_account(locked.tenancy_id)
    summary = f"{locked.get_kind_display()} served: {serving.METHODS[made.method]}, {_when(made)}, {made.place}"
    timeline.record(account=account, what=What.NOTICE_SERVED, on=on, by=by, at=at, summary=summary, person=person,
                    about=f"legal.noticeservice:{made.pk}")  # fmt: skip
    if not to_serve(locked, on=on):
        _served(locked, dates)
    return made


def _check_may_serve(notice: Notice, *, facts: AccountFacts, by: User, on: date) -> None:
    if notice.status != Status.DRAFT:
        raise CannotGiveNotice(f"This notice is {notice.get_status_display().lower()}.")
    if not is_approved(notice):
        raise CannotGiveNotice("This notice is not approved yet: ask a leader first.")
    if found := serving_obstacles(notice, on=on):
        raise CannotGiveNotice(" ".join(map(str, found)))
    gates.check_stops(Act.NOTICE, facts, account=main_account(notice.tenancy_id), by=by, on=on)


def _fill(made: NoticeService, given: Given, *, notice: Notice, on: date, at: datetime) -> None:
    """Check what is told of one service, and write it in."""
    known: dict[str, Any] = {
        "served_by": given.served_by, "done_on": given.done_on, "done_at": given.done_at, "place": given.place.strip(),
        "handed_to": given.handed_to.strip(), "evidence": given.evidence.strip(), "photo": given.photo,
    }  # fmt: skip
    if given.method in NO_SERVICE or given.method not in serving.METHODS:
        raise CannotGiveNotice("Hand it over, leave it at the home or post it: another way is no service.")
    wrong = serving.service_day_wrong(
        done_on=given.done_on, done_at=given.done_at, prepared_on=notice.prepared_on, today=on,
        now=timezone.localtime(at).time(),
    )  # fmt: skip
    if wrong:
        raise CannotGiveNotice(wrong)
    if missing := serving.evidence_missing(method=given.method, given=known):
        raise CannotGiveNotice(f"The certificate of service still lacks: {', '.join(missing)}.")
    clause = given.good_by.strip()
    refused = serving.method_obstacles(
        kind=notice.kind, method=given.method, landlord=notice.tenancy.landlord_kind, service_clause=clause
    )
    if refused:
        raise CannotGiveNotice(" ".join(map(str, refused)))
    for name, value in known.items():
        setattr(made, name, value)
    made.method, made.good_by = given.method, clause


def _too_early(notice: Notice, dates: NoticeDates) -> str:
    if notice.kind == EXTENSION:
        return f"{dates.judged} The trial cannot be extended with this notice: withdraw it."
    earliest = dates["specified_on"].default
    later = f" Withdraw this notice and prepare a new one that gives {long_day(earliest)} or later." if earliest else ""
    return f"The date in the notice will not do. {dates.judged}{later}"


def _when(made: NoticeService) -> str:
    at = f" at {made.done_at:%H:%M}" if made.done_at else ""
    return f"{long_day(made.done_on)}{at}"


def _served(notice: Notice, dates: NoticeDates) -> None:
    """Everybody was: the notice's clock has started. Its dates are kept from what happened, beside those planned."""
    notice.worked_out = notice.worked_out | {"served": _kept(notice, dates)}
    notice.status = Status.SERVED
    notice.save()
    if notice.replaces and notice.replaces.status == Status.SERVED and not notice.replaces.source_ref:
        Notice.objects.filter(pk=notice.replaces.pk).update(status=Status.SUPERSEDED)


def _kept(notice: Notice, dates: NoticeDates) -> dict[str, Any]:
    """The dates with their workings; another date than the council's own stays with who gave it, and why."""
    worked = kept(dates.dates)
    override = notice.worked_out.get("dates", {}).get("specified_on", {}).get("override")
    if override and "specified_on" in worked:
        worked["specified_on"] |= {"override": override, "answer": plain(notice.specified_on)}
    late = notice.worked_out.get("served", {}).get("review_request_by", {}).get("override")
    if late and "review_request_by" in worked:
        worked["review_request_by"] |= {"override": late, "answer": late["on"]}
    return worked


@transaction.atomic
def correct_service(
    service: NoticeService, *, given: Given, why: str, by: User, on: date, at: datetime
) -> NoticeService:
    """What was written down of a service was wrong. Both stay in the history. Raises CannotGiveNotice."""
    notice = Notice.objects.select_for_update(of=["self"]).select_related("tenancy").get(pk=service.notice_id)
    found = notice.services.select_for_update(of=["self"]).select_related("person").get(pk=service.pk)
    if notice.source_ref:
        raise CannotGiveNotice("This service is the housing system’s: correct it there.")
    if not why.strip():
        raise CannotGiveNotice("Say what was wrong with the record.")
    if notice.status not in {Status.DRAFT, Status.SERVED}:
        raise CannotGiveNotice("This notice is no longer in force.")
    before = f"{serving.METHODS[found.method]}, {_when(found)}"
    _fill(found, given, notice=notice, on=on, at=at)
    found.recorded_by, found.recorded_at, found.certificate = by, at, None
    found.save()
    if notice.status == Status.SERVED:
        others = [found if each.pk == found.pk else each for each in notice.services.all()]
        notice.worked_out = notice.worked_out | {"served": _kept(notice, dates_served(notice, others))}
        notice.save(update_fields=["worked_out"])
    summary = f"Service on {found.person} corrected: was {before}; is {serving.METHODS[found.method]}, {_when(found)}. "
    timeline.record(account=main_account(notice.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    summary=summary + why.strip(), person=found.person)  # fmt: skip
    return found


def certify(service: NoticeService, *, pdf: bytes, by: User, at: datetime) -> NoticeService:
    """Keep the certificate of a service, in the words of form N215 (rulebook SRV-3)."""
    account = main_account(service.notice.tenancy_id)
    service.certificate = storage.issue(account, pdf, title="Certificate of service", template="n215", by=by, at=at)
    service.save(update_fields=["certificate"])
    return service
