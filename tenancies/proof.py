"""Proof that every balance is the sum of its ledger, and every document what was issued."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Mod

from tenancies.models import AccountChange, DataFault, IssuedDocument, RentAccount

FAULT = "proof:"  # how the references of this proof's data faults begin


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An account whose kept balance is not the sum of its entries. Pounds; positive is owed by the tenant."""

    account_id: int
    balance: Decimal
    entries: Decimal


DIFFERENCES = """
    SELECT coalesce(position.account_id, ledger.account_id), coalesce(position.balance, 0), coalesce(ledger.entries, 0)
    FROM (
        SELECT account_id, balance FROM tenancies_accountposition
        WHERE %(seventh)s IS NULL OR account_id %% 7 = %(seventh)s
    ) AS position
    FULL JOIN (
        SELECT account_id, sum(amount) AS entries FROM tenancies_ledgerentry
        WHERE %(seventh)s IS NULL OR account_id %% 7 = %(seventh)s
        GROUP BY account_id
    ) AS ledger ON ledger.account_id = position.account_id
    WHERE position.balance IS DISTINCT FROM coalesce(ledger.entries, 0)
    ORDER BY 1
"""


def differences(*, seventh: int | None = None) -> list[Difference]:
    """Every account whose balance is not proved by its entries; empty where all are. Reads the whole ledger.

    `seventh`, 0 to 6, looks at a seventh of the accounts only.
    """
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, {"seventh": seventh})
        return [Difference(account_id=row[0], balance=row[1], entries=row[2]) for row in cursor.fetchall()]


@transaction.atomic
def prove(*, on: date, seventh: int | None = None) -> list[Difference]:
    """Compare balances with entries, and keep a data fault for each that differs: it locks what would harm the tenant.

    A fault of an earlier proof whose account is proved now is marked as mended.
    """
    found = {difference.account_id: difference for difference in differences(seventh=seventh)}
    open_faults = DataFault.objects.filter(reference__startswith=FAULT, mended_on=None)
    if seventh is not None:
        open_faults = open_faults.annotate(part=Mod("account_id", 7)).filter(part=seventh)
    mended = list(open_faults.exclude(account_id__in=found).values_list("pk", "account_id"))
    DataFault.objects.filter(pk__in=[pk for pk, _ in mended]).update(mended_on=on)
    known = set(open_faults.filter(account_id__in=found).values_list("account_id", flat=True))
    new = [difference for account_id, difference in found.items() if account_id not in known]
    DataFault.objects.bulk_create(
        DataFault(
            kind=DataFault.Kind.BALANCE_MISMATCH,
            account_id=each.account_id,
            reference=f"{FAULT}{each.account_id}",
            detail=f"The balance kept is {each.balance}; the entries add up to {each.entries}.",
            found_on=on,
        )
        for each in new
    )
    AccountChange.objects.bulk_create(
        AccountChange(account_id=account_id)
        for account_id in sorted({each.account_id for each in new} | {pk for _, pk in mended if pk})
    )
    return list(found.values())


def of_account(account: RentAccount) -> tuple[int, Decimal]:
    """How many entries one account has and what they come to, in pounds."""
    totals = account.entries.aggregate(count=Count("pk"), total=Sum("amount"))
    return totals["count"], totals["total"] or Decimal(0)


def ledger_total() -> tuple[int, Decimal]:
    """How many entries there are and what they come to, in pounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(amount), 0) FROM tenancies_ledgerentry")
        count, total = cursor.fetchone()
        return count, total


def documents_not_as_issued() -> Iterator[str]:
    """A line for each issued document that is missing from storage, or whose bytes are no longer those issued."""
    storage = storages["documents"]
    for document in IssuedDocument.objects.order_by("pk").iterator():
        try:
            with storage.open(document.storage_name()) as file:
                kept = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"Document {document.pk} is missing from storage."
        else:
            if kept != document.sha256:
                yield f"Document {document.pk} is not what was issued: its bytes have changed."
