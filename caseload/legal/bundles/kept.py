"""How the newest order was kept, as a bundle prints it: what fell due under it, what came in, and how it stands."""

import datetime as dt
from typing import Any

from caseload.legal.bundles import history
from legal import order_statement
from legal.models import PossessionOrder
from recovery.account_facts import of_account
from tenancies.models import RentAccount


def orders(account: RentAccount, *, on: dt.date) -> history.Rows:
    """Every order; the newest, where it is in force with terms, with its statement up to a day (rulebook ORD-8)."""
    rows = history.orders(account, until=on)
    newest = history.newest_order(account.tenancy)
    if rows and newest and newest.status == PossessionOrder.Status.IN_FORCE:
        rows[-1] |= _kept(newest, account, on=on)
    return rows


def _kept(order: PossessionOrder, account: RentAccount, *, on: dt.date) -> dict[str, Any]:
    stated = order_statement.statement_of(order, account=account, facts=of_account(account, as_of=on), on=on)
    if stated.standing is None:
        return {}
    lines = [
        {"on": line.on, "what": line.what, "due": line.due or None, "paid": line.paid or None, "stands": line.stands}
        for line in stated.lines
    ]
    return {"kept": stated.standing.says, "lines": lines}
