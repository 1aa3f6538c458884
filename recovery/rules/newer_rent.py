"""What may be named to a household part of whose debt a moratorium or insolvency covers (rulebook BS-4, INS-3, 6.1).

The covered debt is frozen: no letter, message or call asks for it. What fell due since is rent like any other; to
somebody in breathing space only the rent of the week may be named.
"""

import re
from decimal import Decimal

from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.words import day, money

SUM = re.compile(r"£\s?(\d[\d,]*(?:\.\d{1,2})?)")


def newer_arrears(facts: AccountFacts) -> Decimal:
    """What fell due since the ledger was split and is still owed, benefit still to come included."""
    return facts.gross_arrears - facts.covered_arrears


def most_to_name(facts: AccountFacts, tenant: TenantFacts) -> Decimal | None:
    """The highest sum that may be named to this tenant; None: nothing here is covered of them.

    A joint tenant whom nothing covers is asked for all (rulebook INS-3, 6.1).
    """
    facts = facts.of_tenant(tenant)
    if tenant.in_breathing_space or (tenant.insolvency and not facts.ledger_split):
        return facts.charge_week
    return max(newer_arrears(facts), facts.charge_week) if facts.covered_arrears else None


def names_too_much(text: str, *, facts: AccountFacts, tenant: TenantFacts) -> str:
    """The first sum in somebody's own words that may not be named to this tenant, such as £509.00; blank: none."""
    most = most_to_name(facts, tenant)
    if most is None:
        return ""
    facts = facts.of_tenant(tenant)
    frozen = {facts.covered_arrears, facts.gross_arrears} - {newer_arrears(facts), facts.charge_week}
    for found in SUM.finditer(text):
        named = Decimal(found[1].replace(",", ""))
        if named > most or named in frozen:
            return found[0]
    return ""


def refusal(named: str, *, facts: AccountFacts, tenant: TenantFacts) -> str:
    """Why words that name such a sum do not go, for who wrote them."""
    return f"{named} is in the message, and debt that is covered may not be asked for. {to_speak_of(facts, tenant)}"


def to_speak_of(facts: AccountFacts, tenant: TenantFacts) -> str:
    """What a call or message may be about, as a sentence beside the number; blank: nothing here is covered."""
    most = most_to_name(facts, tenant)
    if most is None:
        return ""
    facts = facts.of_tenant(tenant)
    if tenant.in_breathing_space:
        return f"{tenant.name} is in breathing space: only the week’s rent, {money(most)}, may be spoken of."
    if not facts.covered_until:
        return f"Which part of the debt is covered is not on record: only the week’s rent, {money(most)}, may be named."
    since = f"what has fallen due after {day(facts.covered_until)}"
    return f"Speak only of {since}: {money(newer_arrears(facts))} is owed of that. Ask for nothing older."
