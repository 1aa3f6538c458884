"""What stands in the way of a letter, text, e-mail or call: the table's gates, then where and how it can go at all."""

from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates.asking import gates_for, household_gates
from recovery.rules.gates.gate import ESCALATES, Act, Gate, Level, Want, act_of

# A format or language that Quarterday's printer cannot make is work for a person, never a plain letter.
FORMATS_MADE_BY_HAND = {
    "easy_read": "an easy-read letter",
    "braille": "Braille",
    "audio": "an audio letter",
    "bsl": "British Sign Language",
    "coloured_paper": "coloured paper",
    "translation": "a translation",
}
REASON = frozenset({Want.REASON})
OF_AGREEMENT = {Action.AGREEMENT_SLIPPING, Action.AGREEMENT_BROKEN}


def for_letter(*, action: Action, facts: AccountFacts, tenant: TenantFacts, user_id: int | None = None) -> list[Gate]:
    """What stands in the way of a letter about arrears to one tenant; empty when it may go.

    Each tenant is judged apart: a surviving joint tenant is written to, the one who has died is not. A letter that
    does not chase (a benefit help or welfare letter) still goes nowhere unsafe.
    """
    found = gates_for(
        Act.LETTER, facts=facts, tenant=tenant, user_id=user_id, chases=action.chases, escalates=action in ESCALATES
    )
    covered = [*_frozen_agreement(action, facts), *_all_covered(facts, tenant, chases=action.chases)]
    return _stronger([*found, *covered, *where_a_letter_goes(tenant, action)])


def for_text(
    *, chases: bool, facts: AccountFacts, tenant: TenantFacts, user_id: int | None = None, escalates: bool = False
) -> list[Gate]:
    """What stands in the way of a text message: an officer's words, or a rung of the ladder, which `escalates`.

    One that helps is stopped by less.
    """
    found = gates_for(Act.TEXT, facts=facts, tenant=tenant, user_id=user_id, chases=chases, escalates=escalates)
    return _stronger([*found, *_all_covered(facts, tenant, chases=chases), *_plain_words_gates(tenant)])


def for_email(*, chases: bool, facts: AccountFacts, tenant: TenantFacts, user_id: int | None = None) -> list[Gate]:
    """What stands in the way of an e-mail that carries no letter."""
    found = gates_for(Act.EMAIL, facts=facts, tenant=tenant, user_id=user_id, chases=chases, escalates=False)
    if tenant.letter_unsafe or tenant.phone_unsafe:
        safe = "Write only to an address that they named as safe, and write down that they did."
        found.append(_gate("safe_contact", f"Contact with {tenant.name} must be safe", safe))
    return _stronger([*found, *_all_covered(facts, tenant, chases=chases), *_plain_words_gates(tenant)])


def for_call(*, facts: AccountFacts, tenant: TenantFacts, user_id: int | None = None) -> list[Gate]:
    """What stands in the way of a telephone call to one tenant; the officer's note is the reason or plan it asks for.

    In breathing space the current week's rent may be talked of, the arrears not (rulebook BS-4).
    """
    return _stronger(gates_for(Act.CALL, facts=facts, tenant=tenant, user_id=user_id))


def account_gates(*, action: Action, facts: AccountFacts, user_id: int | None = None) -> list[Gate]:
    """The gates of a step that hold for everybody on the account; of work at the desk that hands nothing on: none."""
    act = act_of(action)
    if act is None:
        return []
    found = household_gates(act, facts=facts, user_id=user_id, chases=action.chases, escalates=action in ESCALATES)
    return _stronger([*found, *_frozen_agreement(action, facts)])


def tenant_gates(*, action: Action, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """The gates that hold for this person alone, for a letter."""
    everybody = {gate.flag for gate in account_gates(action=action, facts=facts)}
    found = for_letter(action=action, facts=facts, tenant=tenant)
    return [gate for gate in found if gate.flag not in everybody]


def text_gates(*, action: Action, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """The same for a text in place of a letter."""
    escalates = action in ESCALATES
    everybody = {g.flag for g in household_gates(Act.TEXT, facts=facts, chases=action.chases, escalates=escalates)}
    found = gates_for(Act.TEXT, facts=facts, tenant=tenant, chases=action.chases, escalates=escalates)
    return _stronger([gate for gate in [*found, *_plain_words_gates(tenant)] if gate.flag not in everybody])


def where_a_letter_goes(tenant: TenantFacts, action: Action = Action.NONE) -> list[Gate]:
    """What stops a letter to this tenant whatever it says: no address, or a format that is made elsewhere.

    A letter whose words are in force in their format and language is printed here like any other.
    """
    name, gates = tenant.name, []
    if tenant.must_trace or not tenant.address_lines:
        gone = f"{name} no longer lives there and no other address is known"
        gates.append(_stop("trace", gone, "Trace them first.", ends="an address is known"))
    if tenant.format_needed in FORMATS_MADE_BY_HAND and action not in tenant.printed_here:
        needed = FORMATS_MADE_BY_HAND[tenant.format_needed]
        gates.append(
            _stop(
                "format",
                f"{name} needs {needed}, which cannot be printed here",
                "Order it, then record that it was sent.",
            )
        )
    return gates


def _plain_words_gates(tenant: TenantFacts) -> list[Gate]:
    """Somebody who needs another format than written English is sent words on a screen only for a reason."""
    if tenant.format_needed not in FORMATS_MADE_BY_HAND:
        return []
    needed = FORMATS_MADE_BY_HAND[tenant.format_needed]
    return [_gate("format", f"{tenant.name} needs {needed}", "Say why a plain message is right this time.")]


def _frozen_agreement(action: Action, facts: AccountFacts) -> list[Gate]:
    """An agreement made before the ledger was split: what it asks each time is off debt that is frozen now (INS-3)."""
    made, until = facts.agreement_made_on, facts.covered_until
    if action not in OF_AGREEMENT or not facts.covered_of_somebody or made is None or until is None or made > until:
        return []
    reason = "The agreement was made for debt that a moratorium or insolvency covers now"
    return [_stop("covered", reason, "End it.", "Make another for what has fallen due since.")]


def _all_covered(facts: AccountFacts, tenant: TenantFacts, *, chases: bool) -> list[Gate]:
    """A tenant of whom all that is owed is covered, beside a joint tenant who stays liable for it (INS-3, 6.1)."""
    if not chases or facts.collectable_arrears <= 0 or facts.of_tenant(tenant).collectable_arrears > 0:
        return []
    reason = f"All that is owed here is covered by a moratorium or insolvency of {tenant.name}"
    return [_stop("covered", reason, "Ask the joint tenant alone, who owes it still.", ends="that is over")]


def _stronger(gates: list[Gate]) -> list[Gate]:
    """What asks or stops; notes and nudges are for the page that shows all (gates_for)."""
    return [gate for gate in gates if gate.level >= Level.GATE]


def _stop(flag: str, reason: str, *instead: str, ends: str = "") -> Gate:
    return Gate(level=Level.STOP, flag=flag, reason=reason, ends=ends, instead=instead)


def _gate(flag: str, reason: str, *instead: str) -> Gate:
    return Gate(level=Level.GATE, flag=flag, reason=reason, instead=instead, wants=REASON)
