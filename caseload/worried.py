"""Worried about someone: one press stops all chasing of them, at once, and tells whoever leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from caseload import undo
from caseload.colleagues import seniors_of
from caseload.models import Note, Reminder
from caseload.models.records import LONGEST_NOTE
from caseload.safety import alerts, crisis
from caseload.sweep import decide_now
from recovery.messages import withdraw_waiting
from recovery.models import OutboxMessage
from staff.models import LEADING_ROLES, User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount
from welfare import actions as welfare
from welfare.models import CrisisPlan, Marker, StaffAlert

What = AccountEvent.What
Kind = StaffAlert.Kind


class CannotRaise(Exception):
    """It is not recorded. The message says why, and what to do; nothing that was typed is lost."""


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """What the press did."""

    markers: list[Marker]
    taken_back: list[OutboxMessage]
    told: list[User]


@dataclass(frozen=True, kw_only=True)
class Concern:
    """The crises that run on an account, for its page."""

    markers: list[Marker]
    may_lift: bool
    plan: CrisisPlan | None
    told: list[StaffAlert]

    @property
    def lift_waits_for(self) -> str:
        """What must be done first, by whom; blank: it may be lifted."""
        if self.plan is None:
            return "First the next contact is agreed, on the crisis card."
        return "" if self.plan.signed_off_at else f"First {self.plan.lead.name}, who leads, signs off how it ended."

    @property
    def first(self) -> Marker:
        return self.markers[0]

    @property
    def names(self) -> str:
        return words.listed(list(dict.fromkeys(str(each.person) for each in self.markers if each.person)))

    @property
    def raised_by(self) -> str:
        return words.listed(list(dict.fromkeys(str(each.owner) for each in self.markers)))


def concern(account: RentAccount, *, user: User, on: date) -> Concern | None:
    """The crisis that runs on an account; None where none was raised here."""
    if not welfare.ever_raised(account):
        return None
    markers = list(welfare.running_concerns(account, on=on))
    if not markers:
        return None
    hers = any(marker.owner_id == user.pk for marker in markers)
    began = timezone.make_aware(datetime.combine(markers[0].from_on, time.min))
    return Concern(
        markers=markers,
        may_lift=user.role in LEADING_ROLES and not hers,
        plan=crisis.plan_of(account),
        told=alerts.told_on(account, since=began),
    )


@transaction.atomic
def raise_worry(
    *,
    account: RentAccount,
    people: Sequence[Person],
    heard: str,
    call: User | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Stopped:
    """Stop all chasing of these people, and tell whoever leads. For every role.

    Nobody named means everybody on the account, or, where a crisis runs already, nobody further. `call`: a colleague
    who is wanted beside her too; who leads and she are alerted on whatever page they have open.

    What waits to go to any of their accounts is taken back, and the accounts are decided again before this returns.
    What was heard becomes a note that opens with a reason. Raises RentAccount.DoesNotExist outside this person's
    accounts, CannotRaise for more than a note holds.
    """
    account = RentAccount.objects.openable_by(by).select_related("tenancy__home").get(pk=account.pk)
    heard = _fits(heard)
    if not people and not welfare.running_concerns(account, on=on).exists():
        people = welfare.people_of(account, on=on)
    accounts = list(welfare.concerned(people, account).order_by("pk").select_for_update(no_key=True))
    told = seniors_of(account, asking=by)
    names = words.listed([user.name for user in told])
    said = f"Told: {names}." if told else "Nobody leads this patch: tell a manager."
    markers = welfare.raise_concern(account=account, people=people, said=said, by=by, on=on, at=at)
    why = "Somebody here is in crisis, so all chasing has stopped"
    taken_back = withdraw_waiting(accounts=accounts, why=why, by=by, on=on, at=at)
    if heard:
        _keep(heard, account=account, by=by, on=on, at=at)
    called = [*(told if markers else []), *([call] if call else [])]
    alerts.tell(called, kind=Kind.CRISIS, text=f"{_reach(by)}, needs you at once.", account=account, by=by, at=at)
    if markers:
        _tell(told, account=account, by=by, on=on, at=at)
        undo.remember(
            user=by,
            account=account,
            kind="crisis",
            summary="Worried about someone: all chasing has stopped.",
            about=f"welfare.marker:{markers[0].pk}",
            at=at,
        )
    decide_now([each.pk for each in accounts], as_of=on)
    return Stopped(markers=markers, taken_back=taken_back, told=told)


def _fits(heard: str) -> str:
    """As a note holds it. Raises CannotRaise for more than that."""
    text = heard.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTE:
        over = words.counted(len(text) - LONGEST_NOTE, "character")
        raise CannotRaise(
            f"Chasing is not stopped yet: what you wrote is {over} too long. Shorten it, then press again."
        )
    return text


def _keep(heard: str, *, account: RentAccount, by: User, on: date, at: datetime) -> None:
    note = Note.objects.create(account=account, text=heard, sensitive=True, on=on, at=at, by=by)
    about = f"caseload.note:{note.pk}"
    timeline.record(account=account, what=What.NOTE, on=on, by=by, at=at, summary="Sensitive note.", about=about)


def _reach(user: User) -> str:
    return f"{user.name}, {user.phone}" if user.phone else user.name


def call_colleague(*, colleague: User | None, by: User, at: datetime) -> list[User]:
    """Before it is known who is on the line: this colleague, or whoever leads, is alerted. Whom."""
    people = [colleague] if colleague else alerts.leaders_of(by)
    text = f"{_reach(by)}, needs you at once: worried about someone on the line."
    return alerts.tell(people, kind=Kind.CRISIS, text=text, account=None, by=by, at=at)


def _tell(told: list[User], *, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """A task for each leader, due today, and a debrief for who took the call. Neither holds what was heard."""
    task = f"Worried about someone here. Speak with {_reach(by)}, at once: agree the next contact, offer a debrief."
    Reminder.objects.bulk_create(
        Reminder(
            account=account, kind=Reminder.Kind.TASK, text=task, due_on=on, for_user=leader, made_by=by, made_at=at
        )
        for leader in told
    )
    alerts.offer_debrief(by, account=account, why="You were worried about somebody.", at=at)


@transaction.atomic
def lift_worry(*, account: RentAccount, why: str, by: User, on: date, at: datetime) -> None:
    """End the crisis, for a second person, once its plan is signed off; the accounts are decided again.

    Raises welfare.CannotLift.
    """
    account = RentAccount.objects.openable_by(by).select_related("tenancy__home").get(pk=account.pk)
    people = welfare.people_of(account, on=on)
    accounts = list(welfare.concerned(people, account).order_by("pk").select_for_update(no_key=True))
    lifted = welfare.lift_concern(account=account, why=why, by=by, on=on, at=at)
    undo.remember(
        user=by,
        account=account,
        kind="crisis_lifted",
        summary="The crisis was lifted.",
        about=f"welfare.marker:{lifted[0].pk}",
        at=at,
    )
    decide_now([each.pk for each in accounts], as_of=on)
