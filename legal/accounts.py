"""The account of a household on which its case stands: the one for rent or the pitch fee, else its first."""

from collections.abc import Iterable

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from tenancies.models import AccountKindSetting, RentAccount
from tenancies.models.accounts import RentAccountQuerySet


def main_account(tenancy_id: int) -> RentAccount:
    """The one of a tenancy, on whose timeline its notices and claims stand. Raises RentAccount.DoesNotExist."""
    found = _main_first().filter(tenancy_id=tenancy_id).first()
    if found is None:
        raise RentAccount.DoesNotExist
    return found


def main_accounts(tenancies: Iterable[int]) -> dict[int, RentAccount]:
    """The one of each of these tenancies, with its home and balance, in one query."""
    found = _main_first().filter(tenancy__in=set(tenancies)).select_related("property")
    return {account.tenancy_id: account for account in reversed(list(found.for_list()))}


def leading(accounts: RentAccountQuerySet) -> RentAccountQuerySet:
    """Of these accounts those on which a case stands: the first main one of each tenancy."""
    earlier = RentAccount.objects.main().filter(tenancy=OuterRef("tenancy"), pk__lt=OuterRef("pk"))
    return accounts.main().filter(~Exists(earlier))


def _main_first() -> RentAccountQuerySet:
    main = AccountKindSetting.objects.filter(is_main=True).values("kind")
    is_main = ExpressionWrapper(Q(kind__in=main), output_field=BooleanField())
    return RentAccount.objects.annotate(is_main=is_main).order_by("-is_main", "pk")
