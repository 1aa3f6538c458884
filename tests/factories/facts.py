"""Facts made by hand, for rules and gates: what a test does not name is empty, nought or no."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from recovery.rules.facts import AccountFacts, NeedsState, TenantFacts

EMPTY: dict[Any, Any] = {Decimal: Decimal("0.00"), bool: False, int: 0, str: "", NeedsState: NeedsState.NONE}


def account_facts(**known: Any) -> AccountFacts:
    """A secure tenancy's rent account that owes £209.00, two weeks of £104.50, on Monday 23 November 2026."""
    usual = {
        "account_id": 1,
        "account_ref": "A0001",
        "tenancy_id": 1,
        "as_of": date(2026, 11, 23),
        "kind": "rent",
        "priority": 1,
        "counts_for_possession": True,
        "tenancy_type": "secure",
        "tenancy_started_on": date(2020, 4, 6),
        "balance": Decimal("209.00"),
        "weekly_charge": Decimal("104.50"),
        "next_charge_on": date(2026, 11, 30),
        "tenants": 1,
        "tenants_living": 1,
        "tenants_contactable": 1,
        "letter_possible": True,
    }
    return AccountFacts(**_filled(AccountFacts, usual | known))


def tenant_facts(**known: Any) -> TenantFacts:
    """Ms Amina Yusuf, who may be written to at 3 Mill Lane."""
    usual = {
        "person_id": 1,
        "name": "Ms Amina Yusuf",
        "address_lines": ("3 Mill Lane", "Ottersby", "OT1 2AB"),
        "preferred_channel": "letter",
        "language": "en",
        "format_needed": "none",
    }
    return TenantFacts(**_filled(TenantFacts, usual | known))


def _filled(kind: type, known: dict[str, Any]) -> dict[str, Any]:
    return {field.name: known[field.name] if field.name in known else _empty(field.type) for field in fields(kind)}


def _empty(kind: Any) -> Any:
    if type(None) in get_args(kind):
        return None
    return EMPTY.get(kind, ())
