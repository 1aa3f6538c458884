"""What may be done on an account: each act that is open, gated or stopped, and why. The page only shows the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from recovery import gatekeeping
from recovery.account_facts import of_account, tenants_of
from recovery.rules import gates
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates import Act, Gate, Level
from staff.models import User
from tenancies.models import RentAccount

CONTACTS = (Act.LETTER, Act.TEXT, Act.EMAIL, Act.CALL)
HOUSEHOLD = (Act.VISIT, Act.NOTICE, Act.CLAIM, Act.WARRANT, Act.AGENCY, Act.WRITE_OFF)
STATES = {Level.STOP: ("stopped", "Stopped"), Level.GATE: ("gated", "Only with more")}
OPEN = ("open", "Open")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One act, for one person or the household, with what bears on it, the strongest first."""

    act: Act
    whom: str  # blank: the household
    gates: list[Gate]

    @property
    def state(self) -> tuple[str, str]:
        """Its code and its word."""
        return STATES.get(max((gate.level for gate in self.gates), default=Level.NOTE), OPEN)


def effects(account: RentAccount, *, user: User, on: date) -> list[Effect]:
    """Each act as it stands for this person at the end of a day: contacts by tenant, then those on the household.

    A letter is asked about as one that chases; one that helps is stopped by less.
    """
    facts, tenants = of_account(account, as_of=on), tenants_of(account, as_of=on)
    found = [
        Effect(act=act, whom=tenant.name, gates=_of_tenant(act, facts, tenant, user))
        for tenant in tenants
        for act in CONTACTS
    ]
    found += [Effect(act=act, whom="", gates=gates.gates_for(act, facts=facts, user_id=user.pk)) for act in HOUSEHOLD]
    return _with_authors(found, account=account, on=on)


def _of_tenant(act: Act, facts: AccountFacts, tenant: TenantFacts, user: User) -> list[Gate]:
    """The table's gates, and for what is written where and how it can go at all."""
    found = gates.gates_for(act, facts=facts, tenant=tenant, user_id=user.pk)
    known = {gate.flag for gate in found}
    if act is Act.LETTER:
        more = gates.where_a_letter_goes(tenant)
    elif act is Act.EMAIL:
        more = gates.for_email(chases=True, facts=facts, tenant=tenant)
        found = [gate for gate in found if gate.flag != "safe_contact" or gate.level > Level.NOTE]
        known = {gate.flag for gate in found}
    else:
        more = []
    return [*found, *(gate for gate in more if gate.flag not in known)]


def _with_authors(found: Sequence[Effect], *, account: RentAccount, on: date) -> list[Effect]:
    """Who set each, asked once for all of them; the strongest first."""
    once = {gate.flag: gate for effect in found for gate in effect.gates}
    authors = {gate.flag: gate.set_by for gate in gatekeeping.named(list(once.values()), account=account, on=on)}
    return [
        replace(
            effect,
            gates=sorted(
                (replace(gate, set_by=authors[gate.flag]) for gate in effect.gates), key=lambda gate: -gate.level
            ),
        )
        for effect in found
    ]
