"""Proof that every balance is the sum of its ledger, and every document what was issued."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.storage import storages
from django.db import connection

from tenancies.models import IssuedDocument


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An account whose kept balance is not the sum of its entries. Pounds; positive is owed by the tenant."""

    account_id: int
    balance: Decimal
    entries: Decimal


DIFFERENCES = """
    SELECT coalesce(position.account_id, ledger.account_id), coalesce(position.balance, 0), coalesce(ledger.entries, 0)
    FROM tenancies_accountposition AS position
    FULL JOIN (
        SELECT account_id, sum(amount) AS entries FROM tenancies_ledgerentry GROUP BY account_id
    ) AS ledger ON ledger.account_id = position.account_id
    WHERE position.balance IS DISTINCT FROM coalesce(ledger.entries, 0)
    ORDER BY 1
"""


def differences() -> list[Difference]:
    """Every account whose balance is not proved by its entries; empty where all are. Reads the whole ledger."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return [Difference(account_id=row[0], balance=row[1], entries=row[2]) for row in cursor.fetchall()]


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
