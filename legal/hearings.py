"""Hearings put into the diary and taken out, who speaks at each, and who may."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from legal.accounts import main_account
from legal.hearing_dates import workings
from legal.models import CourtPaper, Hearing, OrderApplication, PossessionClaim, RightOfAudience
from legal.models.hearings import USUAL_MINUTES
from legal.rules import forums
from legal.rules import hearings as rules
from legal.rules.checks import year_mistyped
from staff.models import LEADING_ROLES, User
from staff.ui.words import long_day
from tenancies import bank_holidays, timeline
from tenancies.models import AccountEvent, Tenancy

What, Kind, Status = AccountEvent.What, Hearing.Kind, PossessionClaim.Status
OF_CLAIM = {Kind.FIRST, Kind.ADJOURNED}
NOT_LISTED = {Status.ISSUED, Status.ADJOURNED_GENERALLY, Status.ADJOURNED_ON_TERMS, Status.STAYED}


class CannotList(Exception):
    """The diary stays as it is. The message says why and what to do."""


@transaction.atomic
def add(
    tenancy: Tenancy,
    *,
    kind: str,
    hearing_on: date,
    hearing_at: time | None,
    minutes: int | None = None,
    court: str = "",
    room: str = "",
    order_sought: str = "",
    claim: PossessionClaim | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Hearing:
    """Put a hearing before any forum into the diary. The claim follows the next day on which it is heard.

    `minutes`: how long it is listed for; None: as the court lists rent arrears. Raises CannotList: a day in the past,
    at a weekend, on a bank holiday, or too soon after issue (rulebook 4.3).
    """
    if kind not in Kind.values:
        raise CannotList("Choose what kind of hearing it is.")
    forum = forums.forum_of(kind)
    of_court = claim if forum == forums.COURT else None
    if forum == forums.COURT and claim is None:
        raise CannotList("No claim is on record: a hearing in court belongs to one. Record the claim first.")
    _check_day(kind, hearing_on, claim=of_court, on=on)
    try:
        with transaction.atomic():
            made = Hearing.objects.create(
                tenancy=tenancy, claim=of_court, kind=kind, on=hearing_on, at=hearing_at, court=court.strip(),
                minutes=minutes or USUAL_MINUTES, room=room.strip(), order_sought=order_sought.strip(), made_by=by,
                made_at=at, worked_out=workings(kind, hearing_on=hearing_on, claim=of_court, by=by.name),
            )  # fmt: skip
    except IntegrityError as refusal:
        raise CannotList("This hearing is in the diary already.") from refusal
    if of_court:
        _claim_follows(of_court, on=on)
    when = f"{long_day(hearing_on)}{f' at {hearing_at:%H:%M}' if hearing_at else ''}"
    where = f", {made.court}" if made.court else ""
    timeline.record(account=main_account(tenancy.pk), what=What.HEARING, on=on, by=by, at=at,
                    about=f"legal.hearing:{made.pk}", summary=f"{made.get_kind_display()}: {when}{where}")  # fmt: skip
    return made


def _check_day(kind: str, day: date, *, claim: PossessionClaim | None, on: date) -> None:
    holidays = bank_holidays.around(day)
    if day < on:
        raise CannotList("The day of the hearing must be today or later.")
    if far := year_mistyped(day, on=on):
        raise CannotList(far)
    if trouble := rules.hearing_trouble(day, bank_holidays=holidays):
        raise CannotList(f"{trouble} Read the day again from the court’s notice.")
    if kind == Kind.FIRST and claim:
        earliest = rules.earliest_hearing(issued_on=claim.issued_on, bank_holidays=holidays).strict
        if earliest and day < earliest:
            raise CannotList(f"A claim is heard not less than 28 clear days from issue: {long_day(earliest)} or later.")


def _claim_follows(claim: PossessionClaim, *, on: date) -> None:
    """The claim's day is its next hearing's, and the papers are due by that."""
    locked = PossessionClaim.objects.select_for_update(of=["self"]).get(pk=claim.pk)
    coming = (
        Hearing.objects.filter(claim=locked, cancelled_on=None, outcome="", on__gte=on).order_by("on", "at").first()
    )
    if coming is None:
        if locked.hearing_on and locked.hearing_on >= on:
            locked.hearing_on, locked.hearing_at = None, None
            locked.status = Status.ISSUED if locked.status == Status.LISTED else locked.status
    else:
        locked.hearing_on, locked.hearing_at = coming.on, coming.at
        listed = coming.kind in OF_CLAIM and locked.status in NOT_LISTED  # one that was put off is restored with it
        locked.status = Status.LISTED if listed else locked.status
    locked.save(update_fields=["hearing_on", "hearing_at", "status"])
    if coming and coming.kind == Kind.FIRST:
        due_by = rules.serve_by(hearing_on=coming.on, bank_holidays=bank_holidays.around(coming.on)).strict
        CourtPaper.objects.filter(claim=locked, is_claim_form=True, done_on=None).update(due_by=due_by)


@transaction.atomic
def cancel(hearing: Hearing, *, why: str, by: User, on: date, at: datetime) -> None:
    """The hearing was written down wrong or vacated: it stays in the history. Raises CannotList."""
    [locked] = Hearing.objects.select_for_update(of=["self"]).select_related("claim").filter(pk=hearing.pk)
    if locked.outcome:
        raise CannotList("Its outcome is recorded: take that back first.")
    if locked.cancelled_on:
        raise CannotList("It is out of the diary already.")
    if not why.strip():
        raise CannotList("Say why it is taken out: it is kept.")
    locked.cancelled_on, locked.why = on, why.strip()[:300]
    locked.save(update_fields=["cancelled_on", "why"])
    OrderApplication.objects.filter(hearing=locked, outcome="").update(hearing=None)
    if locked.claim:
        _claim_follows(locked.claim, on=on)
    timeline.record(account=main_account(locked.tenancy_id), what=What.TAKEN_BACK, on=on, by=by, at=at,
                    about=f"legal.hearing:{locked.pk}",
                    summary=f"Hearing of {long_day(locked.on)} taken out of the diary: {why.strip()}")  # fmt: skip


# ------------------------------------------------------------------------------------------------- who speaks, who may


def may_speak(user: User, *, on: date) -> bool:
    """Whether somebody has the right to speak for the council on a day."""
    return rights(on=on).filter(user=user).exists()


def rights(*, on: date) -> QuerySet[RightOfAudience]:
    """The rights of audience that hold on a day."""
    held = RightOfAudience.objects.filter(Q(last_day=None) | Q(last_day__gte=on), from_on__lte=on, user__is_active=True)
    return held.select_related("user", "authorised_by").order_by("user__name", "pk")


@transaction.atomic
def name_advocate(hearing: Hearing, *, advocate: User, by: User, on: date, at: datetime) -> None:
    """Who speaks for the council at a hearing: somebody authorised on its day. Raises CannotList."""
    [locked] = Hearing.objects.select_for_update(of=["self"]).filter(pk=hearing.pk)
    if locked.outcome or locked.cancelled_on:
        raise CannotList("This hearing is over, or out of the diary.")
    if not may_speak(advocate, on=locked.on):
        raise CannotList(f"{advocate.name} is not authorised to speak on {long_day(locked.on)}: a leader records that.")
    locked.advocate = advocate
    locked.save(update_fields=["advocate"])
    timeline.record(account=main_account(locked.tenancy_id), what=What.HEARING, on=on, by=by, at=at,
                    summary=f"{advocate.name} speaks at the hearing of {long_day(locked.on)}.")  # fmt: skip


def unspoken_for(hearings: Iterable[Hearing], *, on: date) -> list[Hearing]:
    """Those within two weeks for which nobody authorised on the day is named (duty S1-02)."""
    near = [
        each
        for each in hearings
        if on <= each.on <= on + forums.ADVOCATE_BEFORE
        and not each.outcome
        and forums.forum_of(each.kind) in forums.NEEDS_ADVOCATE
    ]
    held = list(RightOfAudience.objects.filter(user__in={each.advocate_id for each in near if each.advocate_id}))
    return [each for each in near if not any(_covers(right, each) for right in held)]


def _covers(right: RightOfAudience, hearing: Hearing) -> bool:
    last = right.last_day
    return right.user_id == hearing.advocate_id and right.from_on <= hearing.on and (last is None or last >= hearing.on)


@transaction.atomic
def authorise(*, user: User, from_on: date, last_day: date | None, note: str, by: User) -> RightOfAudience:
    """A leader names who may speak for the council in court (County Courts Act 1984, s.60A). Raises CannotList."""
    _leads(by)
    if user.pk == by.pk:
        raise CannotList("Nobody authorises themselves: ask another leader.")
    if last_day and last_day < from_on:
        raise CannotList("The last day must be the first day or later.")
    User.objects.select_for_update().get(pk=user.pk)  # two leaders at once: the second finds the first's
    if RightOfAudience.objects.filter(Q(last_day=None) | Q(last_day__gte=from_on), user=user).exists():
        raise CannotList(f"{user.name} is authorised already. End that first to change it.")
    return RightOfAudience.objects.create(
        user=user, authorised_by=by, from_on=from_on, last_day=last_day, note=note.strip()[:200]
    )


@transaction.atomic
def end_right(right: RightOfAudience, *, last_day: date, by: User) -> None:
    """From the day after nobody may rely on it. Raises CannotList."""
    _leads(by)
    held = RightOfAudience.objects.select_for_update().get(pk=right.pk)
    if last_day < held.from_on:
        raise CannotList("The last day must be the first day or later.")
    held.last_day = last_day
    held.save(update_fields=["last_day"])


def _leads(by: User) -> None:
    if by.role not in LEADING_ROLES:
        raise CannotList("A team leader or the income manager authorises who speaks in court.")
