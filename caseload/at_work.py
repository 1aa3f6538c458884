"""The frame of every act on accounts: who may, the lock, and the decision made again when the act is done."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from caseload.sweep import decide_now
from staff.models import CASEWORK_ROLES, User
from tenancies.models import RentAccount
from welfare import interests


@contextmanager
def all_at_work(
    accounts: Sequence[RentAccount], *, by: User, on: date, despite_interest: bool = False
) -> Iterator[list[RentAccount]]:
    """Lock the accounts for one act, and decide them again when the act is done.

    Raises PermissionDenied where this person may not work accounts, or has declared an interest in one of these (which
    only handing over may pass); RentAccount.DoesNotExist for one they may not open.
    """
    if by.role not in CASEWORK_ROLES:
        raise PermissionDenied(f"As {by.get_role_display().lower()} you can read accounts but not act on them.")
    wanted = {account.pk for account in accounts}
    with transaction.atomic():
        tenancy_of = dict(RentAccount.objects.openable_by(by).filter(pk__in=wanted).values_list("pk", "tenancy_id"))
        if tenancy_of.keys() != wanted:
            raise RentAccount.DoesNotExist
        # Whole households, in the order in which the sweep takes them: else the two could wait for each other.
        households = RentAccount.objects.filter(tenancy_id__in=tenancy_of.values()).order_by("pk")
        if not despite_interest and interests.declared_in(accounts, by=by):
            raise PermissionDenied(interests.HANDS_OFF)
        yield [each for each in households.select_for_update(no_key=True) if each.pk in wanted]
        decide_now(wanted, as_of=on)


@contextmanager
def at_work(account: RentAccount, *, by: User, on: date) -> Iterator[RentAccount]:
    """The same for one account."""
    with all_at_work([account], by=by, on=on) as [locked]:
        yield locked
