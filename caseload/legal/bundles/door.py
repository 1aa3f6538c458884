"""Bundles and statements by their number, for those who may open the account."""

from django.shortcuts import get_object_or_404

from caseload.legal.door import account_of
from legal.models import Bundle, BundleItem, WitnessStatement
from staff.models import User
from tenancies.models import RentAccount


def bundle_of(user: User, pk: int) -> tuple[Bundle, RentAccount]:
    related = ["tenancy__home", "hearing", "document", "made_by", "filed_by", "supplements", "job"]
    bundle = get_object_or_404(Bundle.objects.select_related(*related), pk=pk)
    return bundle, account_of(user, bundle.tenancy_id)


def item_of(user: User, pk: int) -> tuple[BundleItem, RentAccount]:
    item = get_object_or_404(BundleItem.objects.select_related("bundle", "issued", "received"), pk=pk)
    return item, account_of(user, item.bundle.tenancy_id)


def statement_of(user: User, pk: int) -> tuple[WitnessStatement, RentAccount]:
    found = WitnessStatement.objects.select_related("witness", "document", "hearing")
    statement = get_object_or_404(found, pk=pk)
    return statement, account_of(user, statement.tenancy_id)
