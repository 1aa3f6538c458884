"""The frame of what is recorded to protect somebody: who may, the locks, the tasks it makes, what waited to go."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from caseload.colleagues import seniors_of
from caseload.models import Reminder
from caseload.sweep import decide_now
from recovery.messages import withdraw_waiting
from staff.models import CASEWORK_ROLES, Role, User
from staff.ui import words
from tenancies.models import Person, RentAccount
from welfare import protection
from welfare.actions import CannotHold, concerned
from welfare.needs import CannotRecordNeeds
from welfare.protection import CannotMark
from welfare.solvency import CannotRecord


class CannotCare(Exception):
    """Nothing is recorded. The message says why, and what to do."""


def will_not_go(withdrawn: int) -> str:
    """What became of the messages that waited, as a sentence."""
    return f"{words.counted(withdrawn, 'message')} that waited will not go." if withdrawn else "Nothing waited to go."


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """The account that is worked on, and every other that what is recorded bears on; all are locked."""

    account: RentAccount
    accounts: list[RentAccount]

    def chosen(self, keys: Sequence[int]) -> list[RentAccount]:
        """Those of the accounts that were chosen as covered."""
        return [each for each in self.accounts if each.pk in set(keys)]


# Finance answers disputes; everybody else who records works accounts.
RECORDING_ROLES = CASEWORK_ROLES
ANSWERING_ROLES = {*CASEWORK_ROLES, Role.FINANCE}


@contextmanager
def at_care(
    account: RentAccount,
    *,
    people: Sequence[Person] = (),
    roles: set[Role] = RECORDING_ROLES,
    by: User,
    on: date,
    even_with_interest: bool = False,
) -> Iterator[Concerned]:
    """Lock this household, and the others that these people are on; decide them all again when it is done.

    Raises PermissionDenied, RentAccount.DoesNotExist; CannotCare for who declared an interest here, and with its words
    whatever the welfare verbs refuse within.
    """
    if by.role not in roles:
        raise PermissionDenied(f"As {by.get_role_display().lower()} you can read this but not change it.")
    with transaction.atomic():
        found = RentAccount.objects.openable_by(by).select_related("tenancy__home").get(pk=account.pk)
        households = RentAccount.objects.filter(tenancy__in=concerned(people, found).values("tenancy"))
        accounts = list(households.order_by("pk").select_for_update(no_key=True))
        if not even_with_interest and protection.interest_of(by, account=found):
            raise CannotCare(
                "You declared an interest in this household, so you record nothing here. "
                "Whoever it was handed to, or a team leader, does it."
            )
        try:
            yield Concerned(account=found, accounts=accounts)
        except (CannotHold, CannotMark, CannotRecord, CannotRecordNeeds) as refusal:
            raise CannotCare(str(refusal)) from refusal
        decide_now([each.pk for each in accounts], as_of=on)


def task(
    account: RentAccount, text: str, *, due_on: date, by: User, at: datetime, for_user: User | None = None
) -> Reminder:
    """Work for who recorded it, or asked of a colleague."""
    kind = Reminder.Kind.TASK if for_user and for_user != by else Reminder.Kind.OWN
    return Reminder.objects.create(
        account=account, kind=kind, text=text, due_on=due_on, for_user=for_user or by, made_by=by, made_at=at
    )


def tell_seniors(account: RentAccount, text: str, *, by: User, on: date, at: datetime) -> list[User]:
    """A task due today for whoever leads the patch. Returns who was told."""
    told = seniors_of(account, asking=by)
    for leader in told:
        task(account, text, due_on=on, by=by, at=at, for_user=leader)
    return told


def take_back_waiting(
    accounts: Sequence[RentAccount], *, person: Person | None, why: str, by: User, on: date, at: datetime
) -> list[dict[str, str]]:
    """What waited to go is withdrawn in this same transaction; each with its reference and words, for the list."""
    withdrawn = withdraw_waiting(accounts=accounts, person=person, why=why, by=by, on=on, at=at)
    return [
        {
            "reference": f"recovery.outboxmessage:{message.pk}",
            "words": f"{message.title} to {message.person} {message.way}, account {message.account.account_ref}, "
            f"written {words.long_day(timezone.localdate(message.queued_at))}",
        }
        for message in withdrawn
    ]
