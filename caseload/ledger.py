"""A rent account's ledger as people read it: newest first, each line with the balance after it."""

from dataclasses import dataclass

from django.core import signing
from django.http import Http404

from tenancies.models import LedgerEntry, RentAccount

PAGE = 50

# The running sum is taken over the whole account and only then cut to a page, so that every page shows true balances.
SQL = """
    SELECT * FROM (
        SELECT e.*, sum(amount) OVER (ORDER BY posted_on, id) AS balance_after
        FROM tenancies_ledgerentry AS e
        WHERE account_id = %(account)s
    ) AS line
    WHERE %(day)s::date IS NULL OR (posted_on, id) < (%(day)s::date, %(id)s)
    ORDER BY posted_on DESC, id DESC
    LIMIT %(limit)s
"""


@dataclass(frozen=True)
class LedgerPage:
    entries: list[LedgerEntry]  # each with `balance_after`
    next_mark: str | None


def ledger_page(account: RentAccount, *, mark: str = "") -> LedgerPage:
    """One page of the ledger, newest first; `mark` is the last page's `next_mark`."""
    day, key = _read(mark) if mark else (None, 0)
    params = {"account": account.pk, "day": day, "id": key, "limit": PAGE + 1}
    found = list(LedgerEntry.objects.raw(SQL, params))
    last = found[PAGE - 1] if len(found) > PAGE else None
    next_mark = signing.dumps([last.posted_on.isoformat(), last.pk], salt="ledger") if last else None
    return LedgerPage(found[:PAGE], next_mark)


def _read(mark: str) -> tuple[str, int]:
    try:
        day, key = signing.loads(mark, salt="ledger")
    except (signing.BadSignature, ValueError):
        raise Http404("That page's address is not whole.") from None
    return day, key
