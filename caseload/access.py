"""Opening an account outside one's lists with a reason, and restricting a tenancy so that nobody may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from caseload import undo
from staff.asking import records_where
from staff.models import CASEWORK_ROLES, LEADING_ROLES, AccessLog, User
from tenancies import timeline
from tenancies.models import AccountAccess, AccountEvent, AccountRestriction, RentAccount
from tenancies.models.accounts import RESTRICTED, inside_sql, openable_sql

WORKING_DAY = timedelta(hours=12)
WITH_THEM_NOW = "The tenant is here or on the phone"  # the call screen opens
REASONS = [WITH_THEM_NOW, "Duty desk", "Covering a colleague", "Joint case", "A colleague asked me to look"]


Change = Callable[..., AccountRestriction]  # restrict or lift_restriction


class CannotRestrict(Exception):
    """The restriction stays as it is. The message is written for the team leader."""


def openable(pk: int, *, user: User) -> RentAccount | None:
    """An account that this person may open (`openable_by`), with its home, patch and position, and with its reach."""
    found = records_where(
        RentAccount,
        f"tenancies_rentaccount.id = %(account)s AND {openable_sql(user)}",
        order="tenancies_rentaccount.id",
        along=["tenancy__home__patch", "position"],
        also=f"{inside_sql(user)} AS inside, tenancy.id IN ({RESTRICTED}) AS restricted",
        account=pk,
        user=user.pk,
    )
    return next(iter(found), None)


@transaction.atomic
def open_from_outside(*, account: RentAccount, reason: str, by: User, on: date, at: datetime) -> AccountAccess:
    """Open an account outside this person's lists for a working day, on the record. Pressed twice it opens once.

    Raises PermissionDenied for those who work no accounts, RentAccount.DoesNotExist where the tenancy is restricted.
    """
    if by.role not in CASEWORK_ROLES:
        raise PermissionDenied("Opening accounts outside one's patches is for the income team.")
    locked = RentAccount.objects.select_for_update(of=["self"], no_key=True).with_reach(by)
    account = locked.get(Q(restricted=False, inside=False), pk=account.pk)
    if running := AccountAccess.objects.filter(account=account, user=by, ends_at__gt=at).order_by("-ends_at").first():
        return running
    access = AccountAccess.objects.create(user=by, account=account, reason=reason, at=at, ends_at=at + WORKING_DAY)
    AccessLog.objects.create(user=by, what="opened from outside", about=account.account_ref, reason=reason)
    timeline.record(
        account=account,
        what=AccountEvent.What.OPENED_FROM_OUTSIDE,
        on=on,
        by=by,
        at=at,
        summary=f"Opened from outside the patch: {reason}.",
        about=f"tenancies.accountaccess:{access.pk}",
    )
    return access


@transaction.atomic
def restrict(*, account: RentAccount, reason: str, by: User, on: date, at: datetime) -> AccountRestriction:
    """Close a tenancy's accounts to everybody outside its patch, also to those who have opened them.

    Raises PermissionDenied for all but leaders, CannotRestrict where it is restricted already.
    """
    account = _led_by(by, account)
    if AccountRestriction.objects.filter(tenancy=account.tenancy_id, lifted_at=None).exists():
        raise CannotRestrict("This tenancy is restricted already.")
    restriction = AccountRestriction.objects.create(tenancy_id=account.tenancy_id, reason=reason, set_by=by, set_at=at)
    _note(account, AccountEvent.What.RESTRICTED, f"Restricted: {reason}", restriction, by=by, on=on, at=at)
    return restriction


@transaction.atomic
def lift_restriction(*, account: RentAccount, reason: str, by: User, on: date, at: datetime) -> AccountRestriction:
    """End the restriction that runs. Raises PermissionDenied, CannotRestrict where none runs."""
    account = _led_by(by, account)
    restriction = AccountRestriction.objects.filter(tenancy=account.tenancy_id, lifted_at=None).first()
    if restriction is None:
        raise CannotRestrict("This tenancy is not restricted.")
    restriction.lifted_by, restriction.lifted_at = by, at
    restriction.save(update_fields=["lifted_by", "lifted_at"])
    _note(account, AccountEvent.What.UNRESTRICTED, f"Restriction lifted: {reason}", restriction, by=by, on=on, at=at)
    return restriction


def _led_by(by: User, account: RentAccount) -> RentAccount:
    """The account, its tenancy's accounts locked, for a leader who has it in her lists."""
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("Restricting an account is for team leaders and the income manager.")
    account = RentAccount.objects.visible_to(by).get(pk=account.pk)
    list(RentAccount.objects.filter(tenancy=account.tenancy_id).select_for_update(no_key=True).order_by("pk"))
    return account


def _note(
    account: RentAccount,
    what: AccountEvent.What,
    summary: str,
    restriction: AccountRestriction,
    *,
    by: User,
    on: date,
    at: datetime,
) -> None:
    about = f"tenancies.accountrestriction:{restriction.pk}"
    timeline.record(account=account, what=what, on=on, by=by, at=at, summary=summary, about=about)
    undo.remember(user=by, account=account, kind=what, summary=f"{account}: {summary}", about=about, at=at)


@dataclass(frozen=True, kw_only=True)
class Access:
    """How this person comes to see an account, and whether others may."""

    from_outside: AccountAccess | None
    restriction: AccountRestriction | None
    may_restrict: bool


def access_panel(user: User, account: RentAccount, *, at: datetime) -> Access:
    """Of an account with its reach (`openable`); nothing is asked where it is in her lists and not restricted."""
    opened = running = None
    if not account.inside:
        opened = AccountAccess.objects.filter(user=user, account=account, ends_at__gt=at).order_by("-ends_at").first()
    if account.restricted:
        running = AccountRestriction.objects.select_related("set_by").get(tenancy=account.tenancy_id, lifted_at=None)
    return Access(from_outside=opened, restriction=running, may_restrict=user.role in LEADING_ROLES and account.inside)
