"""What people need of us: asked about, told, adjusted for, and who may act for them. Callers lock and note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from staff.models import User
from staff.ui import words
from tenancies.models import Channel, FormatNeeded, Person, RentAccount
from welfare.models import Adjustment, Marker, NeedsAsked, PersonNeeds, Representative
from welfare.rules.needs import adjustments, needs

REVIEWED_EVERY = relativedelta(years=1)  # rulebook RET-1: special-category notes are reviewed every 12 months
UNSAFE = {"letter_unsafe": "Letters", "phone_unsafe": "Telephone and texts"}
TRIES = 2  # days on which it was tried, one of them a visit: "asked, no answer" (product 7.2)
WAYS_TO_ASK = [Channel.PHONE, Channel.VISIT, Channel.LETTER, Channel.SMS, Channel.EMAIL]


class CannotRecordNeeds(Exception):
    """It is not recorded. The message is written for the officer."""


def record_asked(
    *, account: RentAccount, person: Person, channel: str, answer: str, asked_on: date, by: User, on: date, at: datetime
) -> NeedsAsked:
    """One dated try to ask somebody. Raises CannotRecordNeeds for a day to come, or one over a year ago."""
    if asked_on > on:
        raise CannotRecordNeeds("The day you asked must be today or earlier.")
    if asked_on < on - timedelta(days=366):
        raise CannotRecordNeeds("The day you asked is more than a year ago. Check the year.")
    return NeedsAsked.objects.create(
        account=account, person=person, on=asked_on, at=at, channel=channel, answer=answer, by=by
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """How somebody wants to be written to and spoken with. Blank: not told."""

    format_needed: str = ""
    language: str = ""
    interpreter: bool = False
    preferred_channel: str = ""
    helper_name: str = ""
    helper_contact: str = ""
    helper_agreed_on: date | None = None


def tell(*, person: Person, told: Told, by: User, on: date, at: datetime) -> PersonNeeds:
    """Keep it before the housing system's, to be reviewed in a year. Raises CannotRecordNeeds without the helper's
    agreement."""
    if told.helper_name and told.helper_agreed_on is None:
        raise CannotRecordNeeds(f"Enter the day on which they agreed that {told.helper_name} may be spoken with.")
    if told.helper_agreed_on and told.helper_agreed_on > on:
        raise CannotRecordNeeds("The day they agreed to the helper must be today or earlier.")
    kept, _ = PersonNeeds.objects.update_or_create(
        person=person,
        defaults={**told.__dict__, "review_on": on + REVIEWED_EVERY, "owner": by, "changed_at": at},
    )
    return kept


def add_need(
    *, person: Person, need: str, codes: Sequence[str], evidence: str, by: User, on: date, at: datetime
) -> tuple[Marker, list[Adjustment]]:
    """A need that somebody has, with the adjustments that they chose; format, channel and interpreter change with them.

    A need and an adjustment that run already stay as they are. Raises CannotRecordNeeds without evidence.
    """
    if not evidence.strip():
        raise CannotRecordNeeds("Say how we know of the need: told by the tenant, a letter, a colleague.")
    live = Marker.objects.live(on=on).filter(kind=Marker.Kind.VULNERABILITY, detail=need, person=person)
    marker = live.order_by("pk").first() or Marker.objects.create(
        kind=Marker.Kind.VULNERABILITY,
        detail=need,
        person=person,
        from_on=on,
        review_on=on + REVIEWED_EVERY,
        evidence=evidence.strip(),
        owner=by,
    )
    running = set(Adjustment.objects.filter(person=person, ended_on=None).values_list("code", flat=True))
    made = [
        Adjustment.objects.create(person=person, need=need, code=code, from_on=on, by=by)
        for code in codes
        if code not in running
    ]
    _apply(person, codes, by=by, on=on, at=at)
    return marker, made


def _apply(person: Person, codes: Sequence[str], *, by: User, on: date, at: datetime) -> None:
    """Letters and contact follow what was chosen: the first format and channel among them count."""
    chosen = [adjustments()[code] for code in codes]
    changes: dict[str, str | bool] = {}
    for each in reversed(chosen):
        if each.format:
            changes["format_needed"] = each.format
        if each.channel:
            changes["preferred_channel"] = each.channel
        if each.interpreter:
            changes["interpreter"] = True
    if changes:
        fixed = {"review_on": on + REVIEWED_EVERY, "owner": by, "changed_at": at}
        PersonNeeds.objects.update_or_create(person=person, defaults={**changes, **fixed})


def end_adjustment(adjustment: Adjustment, *, on: date, by: User, at: datetime) -> None:
    """They no longer need it: letters and contact go back to what they were without it."""
    adjustment.ended_on = on
    adjustment.save(update_fields=["ended_on"])
    told = PersonNeeds.objects.select_for_update().filter(person=adjustment.person_id).first()
    ended = adjustments().get(adjustment.code)
    if told is None or ended is None:
        return
    if ended.format and told.format_needed == ended.format:
        told.format_needed = ""
    if ended.channel and told.preferred_channel == ended.channel:
        told.preferred_channel = ""
    if ended.interpreter:
        told.interpreter = False
    told.owner, told.changed_at = by, at
    told.save()


def set_unsafe(
    *, person: Person, ways: Sequence[str], evidence: str, review_on: date, by: User, on: date
) -> list[Marker]:
    """Ways of contact that are unsafe for somebody: they are blocked from now on. Raises CannotRecordNeeds."""
    if not ways:
        raise CannotRecordNeeds("Choose which contact is unsafe.")
    if review_on <= on:
        raise CannotRecordNeeds("The day it is looked at again must be after today.")
    live = Marker.objects.live(on=on).filter(kind=Marker.Kind.SAFE_CONTACT, person=person)
    running = set(live.values_list("detail", flat=True))
    made = [
        Marker.objects.create(
            kind=Marker.Kind.SAFE_CONTACT,
            detail=way,
            person=person,
            from_on=on,
            review_on=review_on,
            evidence=evidence.strip(),
            owner=by,
        )
        for way in ways
        if way not in running
    ]
    if not made:
        raise CannotRecordNeeds(f"This is marked already for {person}.")
    return made


def add_representative(*, representative: Representative, on: date) -> Representative:
    """Keep who may act for somebody; an unsaved record as typed. Raises CannotRecordNeeds for what the law forbids."""
    given = representative
    if not given.evidence.strip():
        raise CannotRecordNeeds("Say what shows their authority: a signed form, a court order, a DWP letter.")
    if given.letters != "none" and not given.address.strip():
        raise CannotRecordNeeds("Enter the address that letters go to, or choose ‘No letters’.")
    if given.letters != "none" and given.kind != Representative.Kind.EXECUTOR and given.authority_on is None:
        raise CannotRecordNeeds("Enter the day of their authority: without it no letter may go to them.")
    if given.authority_on and given.authority_on > on:
        raise CannotRecordNeeds("The day of the authority must be today or earlier.")
    if given.last_day and given.last_day < on:
        raise CannotRecordNeeds("The last day of the authority must be today or later.")
    given.save()
    return given


def end_representative(representative: Representative, *, on: date) -> None:
    """From today they act no more."""
    representative.last_day = on - timedelta(days=1)
    representative.save(update_fields=["last_day"])


def acting_for(people: Sequence[Person], *, on: date) -> list[Representative]:
    """Who may act for these people on a day, the newest first."""
    running = Representative.objects.filter(Q(last_day=None) | Q(last_day__gte=on), from_on__lte=on, person__in=people)
    return list(running.select_related("person", "by").order_by("-from_on", "-pk"))


def name_of(code: str) -> str:
    """A need by its code, in words."""
    need = needs().get(code)
    return need.name if need else code.replace("_", " ").capitalize()


def sent_words(person: Person, told: PersonNeeds | None) -> list[str]:
    """The format that the housing system holds, where they told us none: it is a need, and letters go in it."""
    known = person.format_needed not in {"", FormatNeeded.NONE} and not (told and told.format_needed)
    return [f"Format: {FormatNeeded(person.format_needed).label.lower()}, from the housing system"] if known else []


def told_words(told: PersonNeeds, *, languages: dict[str, str]) -> list[str]:
    """What somebody told us, line by line."""
    lines = []
    if told.format_needed:
        lines.append(f"Format: {FormatNeeded(told.format_needed).label.lower()}")
    if told.preferred_channel:
        lines.append(f"Likes to be reached by {Channel(told.preferred_channel).label.lower()}")
    if told.language:
        lines.append(f"Language: {languages.get(told.language, told.language)}")
    if told.interpreter:
        lines.append("Needs an interpreter")
    if told.helper_name:
        agreed = f", agreed {words.long_day(told.helper_agreed_on)}" if told.helper_agreed_on else ""
        contact = f" ({told.helper_contact})" if told.helper_contact else ""
        lines.append(f"Helped by {told.helper_name}{contact}{agreed}")
    return lines
