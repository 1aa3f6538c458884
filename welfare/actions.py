"""What an officer does to protect a household: hold, and lift a hold; stop all chasing when somebody is in crisis."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from staff.asking import records_where
from staff.models import LEADING_ROLES, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount, TenancyPerson, TenancyRole
from welfare.models import CrisisPlan, Hold, Marker

LONGEST = timedelta(days=91)
LONGEST_REASON = 500  # characters of why a crisis is lifted


class CannotHold(Exception):
    """The account cannot be held so. The message is written for the officer."""


@transaction.atomic
def put_on_hold(
    *, account: RentAccount, reason: str, note: str, last_day: date, by: User, on: date, at: datetime
) -> Hold:
    """Stop every suggestion on an account up to the end of a day, at most 13 weeks ahead. A running hold is replaced.

    Raises CannotHold for a day that has passed or lies too far ahead, or for 'another reason' without a note.
    """
    if last_day < on:
        raise CannotHold("The last day of the hold must be today or later.")
    if last_day > on + LONGEST:
        raise CannotHold(f"Hold it until {words.long_day(on + LONGEST)} at most, then look again.")
    if reason == Hold.Reason.OTHER and not note.strip():
        raise CannotHold("Say in the note why the account is held.")
    running = account.holds.select_for_update().filter(lifted_on=None, from_on__lte=on, last_day__gte=on)
    running.update(lifted_on=on, lifted_by=by)
    hold = Hold.objects.create(
        account=account, reason=reason, note=note.strip(), from_on=on, last_day=last_day, set_by=by
    )
    timeline.record(
        account=account,
        what=AccountEvent.What.HOLD,
        on=on,
        by=by,
        at=at,
        summary=f"Held until {words.long_day(last_day)}: {hold.get_reason_display().lower()}. {hold.note}".strip(),
        about=f"welfare.hold:{hold.pk}",
    )
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: User, on: date, at: datetime) -> None:
    """End a hold before its day. Lifting one that is lifted already changes nothing."""
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_on is not None:
        return
    hold.lifted_on, hold.lifted_by = on, by
    hold.save(update_fields=["lifted_on", "lifted_by"])
    timeline.record(
        account=hold.account,
        what=AccountEvent.What.HOLD_LIFTED,
        on=on,
        by=by,
        at=at,
        summary="The hold was lifted.",
        about=f"welfare.hold:{hold.pk}",
    )


@transaction.atomic
def take_back_hold(*, hold: Hold, by: User, on: date) -> None:
    """Undo a hold that was set by mistake: it ends, and one that it replaced that day runs on.

    Raises CannotHold where it is lifted or replaced already.
    """
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_on is not None:
        raise CannotHold("This hold is lifted already.")
    hold.lifted_on, hold.lifted_by = on, by
    hold.save(update_fields=["lifted_on", "lifted_by"])
    lifted = AccountEvent.objects.filter(account=hold.account_id, what=AccountEvent.What.HOLD_LIFTED)
    replaced = (
        Hold.objects.filter(account=hold.account_id, pk__lt=hold.pk, lifted_on=hold.from_on, lifted_by=hold.set_by)
        .filter(last_day__gte=on)
        .exclude(pk__in=[int(about.rpartition(":")[2]) for about in lifted.values_list("about", flat=True)])
        .order_by("-pk")
        .first()
    )
    if replaced:
        replaced.lifted_on = replaced.lifted_by = None
        replaced.save(update_fields=["lifted_on", "lifted_by"])


class CannotLift(Exception):
    """The crisis stays as it is. The message is written for the officer."""


def people_of(account: RentAccount, *, on: date) -> list[Person]:
    """The living tenants and household of an account on a day; of a tenancy that has ended, those of its last day."""
    tenancy = account.tenancy
    day = min(on, tenancy.last_day or on)
    roles = [TenancyRole.TENANT, TenancyRole.HOUSEHOLD]
    running = TenancyPerson.objects.filter(Q(last_day=None) | Q(last_day__gte=day), from_on__lte=day)
    found = running.filter(
        tenancy=tenancy, role__in=roles, not_sent_since=None, person__died_on=None, person__estate=None
    )
    return list(dict.fromkeys(each.person for each in found.select_related("person").order_by("-role", "person_id")))


def concerned(people: Sequence[Person], account: RentAccount) -> QuerySet[RentAccount]:
    """Every account of the tenancies that these people are on, and of this one: what a crisis of theirs stops."""
    theirs = TenancyPerson.objects.filter(person__in=people, role__in=[TenancyRole.TENANT, TenancyRole.HOUSEHOLD])
    return RentAccount.objects.filter(
        Q(tenancy__in=theirs.filter(not_sent_since=None).values("tenancy")) | Q(tenancy=account.tenancy_id)
    )


def ever_raised(account: RentAccount) -> bool:
    """Whether a crisis was ever raised here about this tenancy or anybody on it: asked by every page of an account."""
    theirs = "person_id = ANY (ARRAY(SELECT person_id FROM tenancies_tenancyperson WHERE tenancy_id = %(tenancy)s))"
    found = records_where(
        Marker,
        f"kind = 'crisis' AND source_ref = '' AND (tenancy_id = %(tenancy)s OR {theirs})",
        order="id LIMIT 1",
        tenancy=account.tenancy_id,
    )
    return bool(found)


def running_concerns(account: RentAccount, *, on: date) -> QuerySet[Marker]:
    """The crises raised here that protect somebody on this account's tenancy today, the first raised first."""
    theirs = Q(tenancy=account.tenancy_id) | Q(person__in=people_of(account, on=on))
    ours = Marker.objects.live(on=on).filter(theirs, kind=Marker.Kind.CRISIS, source_ref="")
    return ours.select_related("owner", "person").order_by("from_on", "pk")


@transaction.atomic
def raise_concern(
    *, account: RentAccount, people: Sequence[Person], said: str, by: User, on: date, at: datetime
) -> list[Marker]:
    """Somebody here is in crisis: a marker for each of these people, without an end; for nobody by name, the tenancy.

    All chasing of them stops with it. Raised again for the same people it stays as it was. `said` follows on the
    timeline. What was heard is not kept here: it belongs in a note that opens with a reason.
    """
    known = {marker.person_id for marker in running_concerns(account, on=on)}
    wanted: list[Person | None] = [person for person in people if person.pk not in known]
    if not people and not known:
        wanted = [None]
    markers = [
        Marker.objects.create(
            kind=Marker.Kind.CRISIS, detail="worried", person=person, tenancy=account.tenancy, from_on=on, owner=by
        )
        for person in wanted
    ]
    if markers:
        names = words.listed([str(marker.person) for marker in markers if marker.person]) or "somebody here"
        timeline.record(
            account=account,
            what=AccountEvent.What.CRISIS,
            on=on,
            by=by,
            at=at,
            summary=f"Worried about {names}. All chasing has stopped. {said}".strip(),
            about=f"welfare.marker:{markers[0].pk}",
            person=markers[0].person if len(markers) == 1 else None,
        )
    return markers


def _signed_off(account: RentAccount) -> CrisisPlan:
    """The plan that runs, whose lead has written how it ended. Raises CannotLift."""
    plans = CrisisPlan.objects.filter(account__tenancy=account.tenancy_id, ended_on=None)
    plan = plans.select_for_update(of=["self"]).select_related("lead").order_by("-pk").first()
    if plan is None:
        raise CannotLift("Agree the next contact first, on the crisis card: who leads, when and how.")
    if plan.signed_off_at is None:
        raise CannotLift(f"{plan.lead.name} leads, and must first sign off how it ended, on the crisis card.")
    return plan


@transaction.atomic
def lift_concern(*, account: RentAccount, why: str, by: User, on: date, at: datetime) -> list[Marker]:
    """End the crises raised on this account's people. For a leader, never who raised it; the reason stays on record.

    Whoever leads the plan has signed it off before, with its outcome; the plan ends with it. Raises CannotLift.
    """
    if by.role not in LEADING_ROLES:
        raise CannotLift("A team leader or the income manager lifts it.")
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise CannotLift(f"Say why it is safe to lift it, in {LONGEST_REASON} characters at most.")
    running = list(running_concerns(account, on=on).select_for_update(of=["self"]))
    if not running:
        raise CannotLift("It is lifted already.")
    if any(marker.owner_id == by.pk for marker in running):
        raise CannotLift("You raised it yourself: somebody else must lift it.")
    plan = _signed_off(account)
    plan.ended_on = on
    plan.save(update_fields=["ended_on"])
    for marker in running:
        marker.lifted_on, marker.lifted_by, marker.lifted_why = on, by, why.strip()
        marker.save(update_fields=["lifted_on", "lifted_by", "lifted_why"])
    timeline.record(
        account=account,
        what=AccountEvent.What.CRISIS,
        on=on,
        by=by,
        at=at,
        summary=f"Lifted: {why.strip()}",
        about=f"welfare.marker:{running[0].pk}:lifted",
    )
    return running
