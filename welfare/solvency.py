"""Breathing space, insolvency, death: as their papers say, with the debt they cover. Callers lock and note."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from staff.models import User
from staff.ui import words
from tenancies import bank_holidays
from tenancies.models import LedgerEntry, Person, RentAccount, TenancyPerson, TenancyRole
from welfare.models import BreathingSpace, CoveredDebt, Estate, Hold, Insolvency, Marker
from welfare.rules import moratoria

ZERO = Decimal("0.00")
COOL_OFF = "Breathing space has ended. Five working days without chasing, then fresh contact first."


class CannotRecord(Exception):
    """It is not recorded. The message is written for the officer."""


def accounts_of(person: Person) -> QuerySet[RentAccount]:
    """Every account this person owes on or owed on: of tenancies that run and of former ones, garages too (reg. 14)."""
    theirs = TenancyPerson.objects.filter(person=person, role=TenancyRole.TENANT, not_sent_since=None)
    return RentAccount.objects.filter(tenancy__in=theirs.values("tenancy")).order_by("account_ref")


def owed_before(accounts: Sequence[RentAccount], *, day: date) -> dict[int, Decimal]:
    """What each account owed at the end of the day before, by id; a credit is nothing."""
    posted = LedgerEntry.objects.filter(account__in=accounts, effective_on__lt=day)
    sums = dict(posted.values("account").annotate(owed=Sum("amount")).values_list("account", "owed"))
    return {account.pk: max(sums.get(account.pk) or ZERO, ZERO) for account in accounts}


def _cover(marker: Marker, accounts: Sequence[RentAccount], *, day: date) -> list[CoveredDebt]:
    """The ledger is split at this day: what was owed before it is frozen, what falls due later is paid as ever."""
    owed = owed_before(accounts, day=day)
    return CoveredDebt.objects.bulk_create(
        CoveredDebt(marker=marker, account=account, as_at=day - timedelta(days=1), amount=owed[account.pk])
        for account in accounts
        if owed[account.pk] > 0
    )


def record_breathing_space(
    *,
    person: Person,
    kind: str,
    reference: str,
    notified_on: date,
    starts_on: date,
    ends_on: date | None,
    adviser: str,
    adviser_contact: str,
    accounts: Sequence[RentAccount],
    by: User,
    on: date,
    at: datetime,
) -> BreathingSpace:
    """A moratorium with the dates in its notification letter (rulebook BS-1 to BS-3). Raises CannotRecord."""
    _check_notice(person, kind=kind, starts_on=starts_on, ends_on=ends_on, notified_on=notified_on, on=on)
    marker = Marker.objects.create(
        kind=Marker.Kind.BREATHING_SPACE,
        detail=kind,
        person=person,
        from_on=starts_on,
        last_day=ends_on,
        evidence=f"Notification {reference}",
        owner=by,
    )
    space = BreathingSpace.objects.create(
        marker=marker,
        kind=kind,
        reference=reference,
        notified_on=notified_on,
        starts_on=starts_on,
        ends_on=ends_on,
        adviser=adviser,
        adviser_contact=adviser_contact,
        by=by,
        at=at,
    )
    _cover(marker, accounts, day=starts_on)
    if ends_on:
        rest_after(space, accounts, by=by, on=on)
    return space


def _check_notice(
    person: Person, *, kind: str, starts_on: date, ends_on: date | None, notified_on: date, on: date
) -> None:
    if notified_on > on:
        raise CannotRecord("The day of the notification must be today or earlier.")
    if starts_on > on + timedelta(days=31):
        raise CannotRecord("It starts more than a month ahead. Check the dates in the letter.")
    if kind == BreathingSpace.Kind.STANDARD and ends_on is None:
        raise CannotRecord("Enter the last day that the letter gives. Only a mental health crisis has none yet.")
    if ends_on and ends_on < starts_on:
        raise CannotRecord("The last day must not be before the first. Check the dates in the letter.")
    if ends_on and ends_on < on:
        raise CannotRecord(f"By these dates it ended on {words.long_day(ends_on)}. Check the dates in the letter.")
    running = Marker.objects.live(on=on).filter(kind=Marker.Kind.BREATHING_SPACE, person=person, source_ref="")
    if running.exists():  # one of the housing system's stands beside the letter's own dates, and the longer one counts
        raise CannotRecord(f"{person} is in breathing space already: change the dates of the one that runs.")


def second_in_a_year(space: BreathingSpace) -> bool:
    """Whether this standard one follows another within twelve months: ask the adviser about it (rulebook BS-1)."""
    earlier = BreathingSpace.objects.filter(
        marker__person=space.marker.person_id,
        kind=BreathingSpace.Kind.STANDARD,
        starts_on__gt=space.starts_on - moratoria.ONCE_IN,
    ).exclude(pk=space.pk)
    return space.kind == BreathingSpace.Kind.STANDARD and earlier.filter(marker__lifted_on=None).exists()


def rest_after(space: BreathingSpace, accounts: Sequence[RentAccount], *, by: User, on: date) -> None:
    """The days without chasing after its end are held now; the ladder then stands at the step where it stood."""
    if space.ends_on is None:
        return
    first, last = moratoria.cool_off(ended_on=space.ends_on, bank_holidays=bank_holidays.around(space.ends_on))
    lift_rest(accounts, by=by, on=on)
    if last < on:
        return
    Hold.objects.bulk_create(
        Hold(account=account, reason=Hold.Reason.OTHER, note=COOL_OFF, from_on=first, last_day=last, set_by=by)
        for account in accounts
    )


def lift_rest(accounts: Sequence[RentAccount], *, by: User, on: date) -> None:
    resting = Hold.objects.filter(account__in=accounts, note=COOL_OFF, lifted_on=None)
    resting.update(lifted_on=on, lifted_by=by)


def covered_accounts(marker: Marker) -> list[RentAccount]:
    return list(RentAccount.objects.filter(covered_debts__marker=marker).order_by("pk"))


def add_covered(space: BreathingSpace, accounts: Sequence[RentAccount], *, by: User, on: date) -> list[CoveredDebt]:
    """Further debts that the search found: covered from the same day (reg. 15)."""
    known = {account.pk for account in covered_accounts(space.marker)}
    new = [account for account in accounts if account.pk not in known]
    made = _cover(space.marker, new, day=space.starts_on)
    if space.ends_on:
        rest_after(space, [*covered_accounts(space.marker)], by=by, on=on)
    return made


def end_breathing_space(space: BreathingSpace, *, last_day: date, by: User, on: date) -> None:
    """Its last day is another than was known: told of the end of a crisis, or cancelled early (regs 17 to 19).

    Five working days without chasing follow. Raises CannotRecord.
    """
    if last_day < space.starts_on:
        raise CannotRecord(f"The last day must not be before it started, {words.long_day(space.starts_on)}.")
    if space.marker.lifted_on:
        raise CannotRecord("It is ended already.")
    space.ends_on = space.marker.last_day = last_day
    space.save(update_fields=["ends_on"])
    space.marker.save(update_fields=["last_day"])
    rest_after(space, covered_accounts(space.marker) or list(accounts_of(_who(space.marker))), by=by, on=on)


def _who(marker: Marker) -> Person:
    assert marker.person is not None  # breathing space, insolvency: always somebody's
    return marker.person


def record_insolvency(
    *,
    person: Person,
    kind: str,
    reference: str,
    effective_on: date,
    ends_on: date | None,
    practitioner: str,
    practitioner_contact: str,
    accounts: Sequence[RentAccount],
    by: User,
    on: date,
    at: datetime,
) -> Insolvency:
    """A bankruptcy, debt relief order or arrangement; debt before its day is covered. Raises CannotRecord.

    One that the housing system marked, ended or not, gets its papers and its split here; its end stays the housing
    system's.
    """
    if effective_on > on:
        raise CannotRecord("The day it took effect must be today or earlier.")
    if ends_on and ends_on < effective_on:
        raise CannotRecord("Its last day must not be before the day it took effect.")
    theirs = _as_marked(person, kind=kind, effective_on=effective_on, on=on)
    ends_on = ends_on or moratoria.insolvency_last_day(kind=kind, effective_on=effective_on)
    marker = theirs or Marker.objects.create(
        kind=Marker.Kind.INSOLVENCY,
        detail=kind,
        person=person,
        from_on=effective_on,
        last_day=ends_on,
        evidence=f"Reference {reference}",
        owner=by,
    )
    insolvency = Insolvency.objects.create(
        marker=marker,
        kind=kind,
        reference=reference,
        effective_on=effective_on,
        ends_on=ends_on,
        practitioner=practitioner,
        practitioner_contact=practitioner_contact,
        by=by,
        at=at,
    )
    _cover(marker, accounts, day=effective_on)
    return insolvency


def _as_marked(person: Person, *, kind: str, effective_on: date, on: date) -> Marker | None:
    """The housing system's marker of this insolvency; None: it sent none. Raises CannotRecord where it is recorded."""
    marked = [each for each in without_papers([person], on=on) if each.detail == kind]
    theirs = next((each for each in marked if each.last_day is None or each.last_day >= effective_on), None)
    running = Marker.objects.live(on=on).filter(kind=Marker.Kind.INSOLVENCY, person=person, detail=kind)
    if theirs is None and running.exists():
        raise CannotRecord(f"This is on record already for {person}.")
    return theirs


def end_by_debt_relief(insolvency: Insolvency, *, by: User, on: date) -> bool:
    """A debt relief order cancels the breathing space of who got it (rulebook INS-5); whether one ended so."""
    if insolvency.kind != Insolvency.Kind.DRO:
        return False
    day = insolvency.effective_on
    theirs = BreathingSpace.objects.filter(marker__person=insolvency.marker.person_id, marker__lifted_on=None)
    running = theirs.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
    ended = list(running.select_related("marker__person"))
    for space in ended:
        end_breathing_space(space, last_day=day, by=by, on=on)
    return bool(ended)


def without_papers(people: Sequence[Person], *, on: date) -> list[Marker]:
    """The insolvencies that the housing system marks, of which nobody has recorded here what they cover.

    The newest first. One that has ended is among them: until it is recorded, what it covered is asked for.
    """
    found = Marker.objects.filter(kind=Marker.Kind.INSOLVENCY, person__in=people, insolvency=None, from_on__lte=on)
    return list(found.exclude(source_ref="").select_related("person").order_by("-from_on", "-pk"))


def end_insolvency(insolvency: Insolvency, *, discharged_on: date | None, why: str, by: User, on: date) -> None:
    """Discharged on a day, so that nobody ever asks for what it covered; None: annulled, so that it is owed again.

    Raises CannotRecord.
    """
    marker = Marker.objects.select_for_update().get(pk=insolvency.marker_id)
    if marker.source_ref:
        raise CannotRecord("The housing system sent this one: end it there, and the next extract ends it here.")
    if marker.lifted_on or (marker.last_day and marker.last_day < on):
        raise CannotRecord("It is ended already.")
    if discharged_on is None:
        marker.lifted_on, marker.lifted_by, marker.lifted_why = on, by, why
        marker.save(update_fields=["lifted_on", "lifted_by", "lifted_why"])
        return
    if not insolvency.effective_on < discharged_on <= on:
        raise CannotRecord(
            f"The discharge must be after {words.long_day(insolvency.effective_on)}, when it took effect, and today or "
            "earlier."
        )
    marker.last_day = insolvency.ends_on = discharged_on - timedelta(days=1)
    marker.save(update_fields=["last_day"])
    insolvency.save(update_fields=["ends_on"])


def forget_insolvency(marker: Marker) -> None:
    """Recorded by mistake on a marker of the housing system's: that stays, and what is covered is not known again."""
    marker.covered_debts.all().delete()
    Insolvency.objects.filter(marker=marker).delete()


def record_death(
    *, person: Person, died_on: date, told_on: date, told_by: str, evidence: str, by: User, on: date, at: datetime
) -> Estate:
    """A tenant has died: nothing is sent in their name from now on (rulebook DTH-3). Raises CannotRecord."""
    if died_on > on or told_on > on:
        raise CannotRecord("The days must be today or earlier.")
    if told_on < died_on:
        raise CannotRecord("We cannot have been told before the day they died. Check both days.")
    if person.born_on and died_on < person.born_on:
        raise CannotRecord("That day is before their birth. Check the year.")
    if Estate.objects.filter(person=person).exists() or person.died_on:
        raise CannotRecord(f"The death of {person} is on record already.")
    return Estate.objects.create(
        person=person, died_on=died_on, told_on=told_on, told_by=told_by, evidence=evidence, by=by, at=at
    )


def live_markers(people: Sequence[Person], account: RentAccount, *, on: date) -> list[Marker]:
    """Everything that protects somebody here on a day: of these people, of this tenancy, and of the home."""
    here = Q(person__in=people) | Q(tenancy=account.tenancy_id)
    home = Q(kind=Marker.Kind.RISK, person=None, tenancy__home=account.tenancy.home_id)
    found = Marker.objects.live(on=on).filter(here | home).select_related("person", "owner", "tenancy")
    return list(found.order_by("kind", "from_on", "pk"))
