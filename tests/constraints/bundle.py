"""The constraints on bundles and their papers, broken one by one in test_constraints.py."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from legal.models import Bundle, BundleItem, WitnessStatement
from tenancies.models import IssuedDocument
from tests.constraints.breaking import DAY, NOW


def bundle(r: Any, **known: Any) -> Bundle:
    usual = {"tenancy": r.tenancy, "kind": "first_hearing", "made_by": r.officer, "made_at": NOW}
    return Bundle.objects.create(**{**usual, **known})


def paper(r: Any, **known: Any) -> BundleItem:
    usual = {"position": 1, "section": "rent", "title": "Rent statement", "part": "statement"}
    return BundleItem.objects.create(**{"bundle": known.pop("bundle", None) or bundle(r), **usual, **known})


def filed_by_nobody(r: Any) -> Bundle:
    document = IssuedDocument.objects.create(
        account=r.account, title="B", template="bundle", template_version=1, sha256="0" * 64, size=5, issued_at=NOW
    )
    built = {"document": document, "struck_at": NOW, "pages": 3, "snapshot_hash": "0" * 64}
    return bundle(r, state="filed", filed_on=DAY, **built)


def two_in_one_place(r: Any) -> None:
    one = bundle(r)
    paper(r, bundle=one)
    paper(r, bundle=one)
    connection.check_constraints()  # it is looked at when the transaction ends


BREAKS: dict[str, Callable[[Any], Any]] = {
    "legal_bundle_built": lambda r: bundle(r, state="built"),
    "legal_bundle_filed": filed_by_nobody,
    "legal_bundle_supplement": lambda r: bundle(r, kind="supplement"),
    "legal_bundle_item_order": two_in_one_place,
    "legal_bundle_item_one_source": lambda r: paper(r, part=""),
    "legal_statement_signed_paper": lambda r: WitnessStatement.objects.create(
        tenancy=r.tenancy, witness=r.officer, text="1. I rang.", made_at=NOW, signed_on=DAY
    ),
}
