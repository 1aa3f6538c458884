"""Concerns, incidents, suspicions of fraud and case conferences: who may read them, and what each sets going.

Named roles alone read one: who reported it, its lead and the income managers; a colleague who is asked for something
sees what she is asked. Each opening is logged with its reason. No line of them stands on the timeline, but for an
incident, of which the timeline says only that there was one. Nothing a tenant is given is made from here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from caseload import reminders
from caseload.colleagues import managers, seniors_of
from caseload.models import Reminder
from caseload.safety import alerts, council
from caseload.sweep import decide_now
from staff.models import CASEWORK_ROLES, AccessLog, Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount
from tenancies.models.accounts import RentAccountQuerySet
from welfare.actions import concerned
from welfare.models import ConcernAction, Marker, SafetyConcern

Kind = SafetyConcern.Kind
INCIDENTS = {Kind.THREAT, Kind.HAZARD}
LONGEST = 10_000
RISK_LASTS, RISK_REVIEW = timedelta(days=182), timedelta(days=91)
FOLLOW_UP = timedelta(days=7)
ANSWER_WITHIN = timedelta(hours=24)
# What may be seen of tenancy and benefit fraud: facts, never a belief about somebody.
INDICATORS = {
    "not_living_there": "Somebody else lives there, or nobody",
    "sublet": "The home or a room is let on or advertised",
    "identity": "Papers do not agree with each other",
    "income": "Income or household differs from what was declared",
    "payments": "Payments come from somebody who is not known here",
    "right_to_buy": "A right-to-buy application does not agree with our records",
    "other": "Something else that was seen",
}


class CannotReport(Exception):
    """It is not kept. The message says what to do; nothing that was typed is lost."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One action that a conference agreed: what, of whom, by when."""

    what: str
    for_user: User
    due_on: date


def named(user: User) -> Q:
    """Who may read a concern whole."""
    everything = Q(pk__isnull=False)  # an empty Q would vanish in an "or"
    return everything if user.role == Role.INCOME_MANAGER else Q(by=user) | Q(lead=user)


def visible_to(user: User) -> QuerySet[SafetyConcern]:
    """Those this person may read, whole or only what she is asked; the newest first."""
    found = SafetyConcern.objects.filter(named(user) | Q(actions__for_user=user)).distinct()
    return found.select_related("account", "by", "lead").order_by("-at", "-pk")


def reads_whole(concern: SafetyConcern, *, user: User) -> bool:
    return user.role == Role.INCOME_MANAGER or user.pk in {concern.by_id, concern.lead_id}


def open_with_reason(concern: SafetyConcern, *, by: User, reason: str) -> None:
    """Log who opens it and why. Raises CannotReport without a reason, PermissionDenied for anybody not named."""
    if not visible_to(by).filter(pk=concern.pk).exists():
        raise PermissionDenied("This record is for who reported it, who leads it and the income managers.")
    if not reason.strip():
        raise CannotReport("Say why you need to read it.")
    longest = AccessLog._meta.get_field("reason").max_length
    about = f"{concern.account.account_ref}, concern {concern.pk}"
    AccessLog.objects.create(user=by, what="restricted record", about=about, reason=reason.strip()[:longest])


def lead_for(kind: str, *, account: RentAccount, by: User) -> User:
    """Whom the council named for this kind, else who leads the patch, else a manager; at last who reports."""
    route = council.route_of(kind)
    if route and route.lead and route.lead.is_active:
        return route.lead
    return next(iter([*seniors_of(account, asking=by), *managers()]), by)


def said_route(kind: str) -> str:
    route = council.route_of(kind)
    return f"{route.name}, {route.reach}"[:120] if route else council.NO_ROUTE


@transaction.atomic
def report(
    *,
    account: RentAccount,
    kind: str,
    said: str,
    happened_on: date,
    person: Person | None = None,
    danger_now: bool = False,
    indicators: Sequence[str] = (),
    asked: Iterable[Asked] = (),
    by: User,
    on: date,
    at: datetime,
) -> SafetyConcern:
    """Keep it restricted, send it along the council's route to its lead, and alert lead and managers at once. An adult
    at risk is told of so (Care Act 2014, s.42; rulebook SAF-1); consent is not asked.

    An incident also marks the risk, so that from this moment nobody visits alone. For every role that may open the
    account; a case conference for the income team alone. Raises CannotReport, PermissionDenied, and
    RentAccount.DoesNotExist for an account that this person may not open.
    """
    if kind == Kind.CONFERENCE and by.role not in CASEWORK_ROLES:
        raise PermissionDenied("Case conferences are written down by the income team.")
    said = said.replace("\r\n", "\n").strip()
    _check(kind, said, happened_on=happened_on, indicators=indicators, on=on)
    account = reportable(by).select_related("tenancy__home").get(pk=account.pk)
    lead = lead_for(kind, account=account, by=by)
    concern = SafetyConcern.objects.create(
        kind=kind,
        account=account,
        person=person,
        happened_at=timezone.localtime(at).replace(year=happened_on.year, month=happened_on.month, day=happened_on.day),
        said=said,
        indicators=list(indicators),
        danger_now=danger_now,
        route=said_route(kind),
        by=by,
        at=at,
        lead=lead,
        follow_up_on=on + FOLLOW_UP,
    )
    for each in asked:
        _ask(concern, each, by=by, on=on, at=at)
    if kind in INCIDENTS:
        _mark_risk(concern, on=on, at=at)
        alerts.offer_debrief(by, account=account, why="You reported an incident.", at=at)
    _alert(concern, at=at)
    return concern


def _check(kind: str, said: str, *, happened_on: date, indicators: Sequence[str], on: date) -> None:
    if not said:
        raise CannotReport("Write what you saw or heard.")
    if len(said) > LONGEST:
        raise CannotReport(f"This is {words.counted(len(said) - LONGEST, 'character')} too long. Shorten it.")
    if happened_on > on:
        raise CannotReport("The day on which it happened lies ahead. Enter today or an earlier day.")
    if kind == Kind.FRAUD and not indicators:
        raise CannotReport("Choose what was seen: a referral rests on facts.")


def reportable(user: User) -> RentAccountQuerySet:
    """The accounts on which this person may report: those she may open, and a neighbourhood officer's homes."""
    openable = RentAccount.objects.openable_by(user).values("pk")
    estate = RentAccount.objects.on_estate_of(user).values("pk")
    return RentAccount.objects.filter(Q(pk__in=openable) | Q(pk__in=estate))


def _alert(concern: SafetyConcern, *, at: datetime) -> None:
    incident = concern.kind in INCIDENTS
    now = " Somebody is in danger now." if concern.danger_now else ""
    what = "An incident was reported" if incident else "A restricted report waits for you"
    people = [concern.lead, *managers()]
    if incident:
        people += seniors_of(concern.account, asking=concern.by)
    alerts.tell(
        people,
        kind=alerts.Kind.INCIDENT if incident else alerts.Kind.CONCERN,
        text=f"{what} by {concern.by.name}.{now} Acknowledge it under Concerns.",
        account=concern.account,
        by=concern.by,
        at=at,
    )


def _mark_risk(concern: SafetyConcern, *, on: date, at: datetime) -> None:
    """The marker with its evidence, owner, review and end; the timeline says that there was an incident."""
    account = concern.account
    marker = Marker.objects.create(
        kind=Marker.Kind.RISK,
        detail=concern.kind,
        person=concern.person,
        tenancy=None if concern.person else account.tenancy,
        from_on=on,
        review_on=on + RISK_REVIEW,
        last_day=on + RISK_LASTS,
        evidence=f"Incident {concern.pk}, reported by {concern.by.name} on {words.long_day(on)}",
        owner=concern.lead,
    )
    timeline.record(
        account=account,
        what=AccountEvent.What.CONCERN,
        on=on,
        by=concern.by,
        at=at,
        summary=f"Incident: {concern.get_kind_display().lower()}. Visits in twos until "
        f"{words.long_day(on + RISK_LASTS)}, looked at again by {words.long_day(on + RISK_REVIEW)}.",
        about=f"welfare.marker:{marker.pk}",
    )
    accounts = concerned([concern.person] if concern.person else [], account)
    decide_now([each.pk for each in accounts.order_by("pk").select_for_update(no_key=True)], as_of=on)


def _ask(concern: SafetyConcern, asked: Asked, *, by: User, on: date, at: datetime) -> None:
    """What is asked stands in the restricted record; the task that everybody sees says only that there is one."""
    if not asked.what.strip() or asked.due_on < on:
        raise CannotReport("Each action wants what is done, by whom, and a day from today on.")
    ConcernAction.objects.create(concern=concern, what=asked.what.strip(), for_user=asked.for_user, due_on=asked.due_on)
    mine = asked.for_user.pk == by.pk
    reminders.remind(
        account=concern.account,
        kind=Reminder.Kind.OWN if mine else Reminder.Kind.TASK,
        text="An action from a case conference. What is asked stands under Concerns.",
        due_on=asked.due_on,
        colleague=None if mine else asked.for_user,
        by=by,
        on=on,
        at=at,
    )


@transaction.atomic
def acknowledge(*, concern: SafetyConcern, by: User, at: datetime) -> SafetyConcern:
    """Its lead or a manager has it in hand, from this time on; the first counts. Raises CannotReport."""
    found = SafetyConcern.objects.select_for_update().get(pk=concern.pk)
    if by.role != Role.INCOME_MANAGER and by.pk != found.lead_id:
        raise CannotReport(f"{concern.lead.name} or an income manager acknowledges it.")
    if by.pk == found.by_id:
        raise CannotReport("You reported it yourself: somebody else acknowledges it.")
    if found.acknowledged_at is None:
        found.acknowledged_at, found.acknowledged_by = at, by
        found.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return found


@transaction.atomic
def close(*, concern: SafetyConcern, outcome: str, by: User, at: datetime) -> SafetyConcern:
    """It is followed up, with what came of it. For its lead or a manager, once acknowledged. Raises CannotReport."""
    found = SafetyConcern.objects.select_for_update().get(pk=concern.pk)
    if by.role != Role.INCOME_MANAGER and by.pk != found.lead_id:
        raise CannotReport(f"{concern.lead.name} or an income manager closes it.")
    if not 0 < len(outcome.strip()) <= 500:
        raise CannotReport("Say what came of it, in 500 characters at most.")
    if found.acknowledged_at is None:
        raise CannotReport("Acknowledge it first.")
    if found.closed_at is None:
        found.outcome, found.closed_at, found.closed_by = outcome.strip(), at, by
        found.save(update_fields=["outcome", "closed_at", "closed_by"])
    return found


def said_wait(concern: SafetyConcern, *, now: datetime) -> str:
    """How long it waited for its acknowledgement, or waits."""
    waited = (concern.acknowledged_at or now) - concern.at
    minutes = max(0, int(waited.total_seconds() // 60))
    long = words.counted(minutes, "minute") if minutes < 120 else words.counted(minutes // 60, "hour")
    if concern.acknowledged_at:
        return f"acknowledged after {long}"
    return f"not acknowledged for {long}{': overdue' if waited > ANSWER_WITHIN else ''}"
