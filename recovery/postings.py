"""A posting passes its gates: a write-off gives a debt up, and not every debt may be given up."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from recovery import gatekeeping
from recovery.account_facts import of_account
from recovery.actions import locked
from recovery.rules.facts import ZERO
from recovery.rules.gates import Act
from staff.models import User
from tenancies import actions as tenancies
from tenancies.models import EntryKind, LedgerEntry, PendingPosting, RentAccount
from welfare import interests


@transaction.atomic
def ask_or_post(
    *, account: RentAccount, kind: EntryKind, amount: Decimal, narrative: str, by: User, on: date, at: datetime
) -> PendingPosting | LedgerEntry:
    """Ask for a posting where the housing system keeps the ledger, make it where Quarterday does.

    What it is for is the reason where a gate asks for one. Raises gates.Refused for a write-off against its gates, and
    what tenancies.actions.ask_posting and post raise.
    """
    if interests.declared_in([account], by=by):
        raise PermissionDenied(interests.HANDS_OFF)
    if kind == EntryKind.WRITE_OFF:
        account = locked(account)
        facts = of_account(account, as_of=on)
        if amount > facts.discharged_debt:
            facts = replace(facts, covered_debt=ZERO)  # of the rest it is asked as of any debt
        brings = gatekeeping.Brings(reason=narrative)
        gatekeeping.pass_gates(act=Act.WRITE_OFF, account=account, facts=facts, brings=brings, by=by, on=on, at=at)
    act = tenancies.ask_posting if tenancies.asked_of_source(account) else tenancies.post
    return act(account=account, kind=kind, amount=amount, narrative=narrative, by=by, on=on, at=at)
