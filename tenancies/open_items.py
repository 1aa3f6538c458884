"""The charges of an account that are still open: credits meet the oldest first, so the newest are what is left."""

from datetime import date
from decimal import Decimal

from django.db import connection

from tenancies.models import EntryKind, RentAccount
from tenancies.rules.open_items import OpenItem

# A charge that was reversed, in part or in whole, counts for what is left of it; so a reversed payment is none.
CHARGES = """
    SELECT e.effective_on, e.kind, e.narrative, e.amount + coalesce(r.reversed, 0) AS amount
    FROM tenancies_ledgerentry AS e
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS reversed FROM tenancies_ledgerentry WHERE reverses_id = e.id AND amount < 0
    ) AS r ON e.amount > 0
    WHERE e.account_id = %(account)s AND e.effective_on <= %(as_at)s AND e.kind <> 'reversal'
      AND e.amount + coalesce(r.reversed, 0) > 0
    ORDER BY e.effective_on DESC, e.id DESC
"""


def open_items(account: RentAccount, *, balance: Decimal, as_at: date) -> list[OpenItem]:
    """The open charges at the end of a day, the oldest first; their sum is the balance, in pounds. None in credit.

    What no charge explains, such as a payment taken back long ago, stands as one item before them.
    """
    found: list[OpenItem] = []
    rest = balance
    if rest <= 0:
        return found
    with connection.cursor() as cursor:
        cursor.execute(CHARGES, {"account": account.pk, "as_at": as_at})
        while rest > 0 and (row := cursor.fetchone()):
            due_on, kind, narrative, amount = row
            left = min(amount, rest)
            label = str(EntryKind(kind).label)
            what = narrative if narrative.startswith(label) else ": ".join(part for part in (label, narrative) if part)
            found.append(OpenItem(due_on=due_on, what=what, amount=amount, left=left))
            rest -= left
    if rest > 0:
        first = found[-1].due_on if found else as_at
        found.append(OpenItem(due_on=first, what="Carried forward", amount=rest, left=rest))
    return found[::-1]
