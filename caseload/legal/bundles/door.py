"""Bundles and statements by their number, for those who may open the account."""

from django.shortcuts import get_object_or_404

from legal.accounts import main_account
from legal.bundles import BUNDLE_ROLES
from legal.models import Bundle, BundleItem, WitnessStatement
from staff.models import User
from tenancies.models import RentAccount


def _openable(user: User, tenancy_id: int) -> RentAccount:
    """The tenancy's main account; nothing is found where this person may open none of its accounts."""
    get_object_or_404(RentAccount.objects.openable_by(user).filter(tenancy_id=tenancy_id).order_by("pk")[:1])
    return main_account(tenancy_id)


def bundle_of(user: User, pk: int) -> tuple[Bundle, RentAccount]:
    related = ["tenancy__home", "hearing", "document", "made_by", "filed_by", "supplements", "job"]
    bundle = get_object_or_404(Bundle.objects.select_related(*related), pk=pk)
    return bundle, _openable(user, bundle.tenancy_id)


def item_of(user: User, pk: int) -> tuple[BundleItem, RentAccount]:
    item = get_object_or_404(BundleItem.objects.select_related("bundle", "issued", "received"), pk=pk)
    return item, _openable(user, item.bundle.tenancy_id)


def statement_of(user: User, pk: int) -> tuple[WitnessStatement, RentAccount]:
    found = WitnessStatement.objects.select_related("witness", "document", "hearing")
    statement = get_object_or_404(found, pk=pk)
    return statement, _openable(user, statement.tenancy_id)


def may_work(user: User) -> bool:
    return user.role in BUNDLE_ROLES
