"""May this be done to this account, and to this person, today? The law behind each answer wins over convenience.

Levels: a note stands on the card; a nudge asks once; a gate needs a reason or a second person; a stop is a stop.
See also product's table of flags; the breathing space rules are those of the Debt Respite Scheme Regulations 2020
(rulebook BS-3, BS-4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts


class Level(IntEnum):
    NOTE = 1
    NUDGE = 2
    GATE = 3  # needs a reason from whoever acts
    STOP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Why something may not be done, or not without a reason: written for the officer."""

    level: Level
    flag: str
    reason: str
    until: date | None = None
    instead: str = ""


class Refused(Exception):
    """The gates refuse it. The message says why, until when, and what may be done instead."""

    def __init__(self, gates: Iterable[Gate]) -> None:
        self.gates = tuple(gates)
        super().__init__(" ".join(sentence(gate) for gate in self.gates))


def sentence(gate: Gate) -> str:
    """One or two sentences: the reason with its end, then what may be done instead."""
    until = f" until {gate.until.day} {gate.until:%B %Y}" if gate.until else ""
    return f"{gate.reason}{until}. {gate.instead}".strip()


def for_letter(*, action: Action, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """What stands in the way of a letter about arrears to one tenant; empty when it may go.

    Each tenant is judged apart: a surviving joint tenant is written to, the one who has died is not. A letter that
    does not chase (a benefit help or welfare letter) still goes nowhere unsafe.
    """
    return [*account_gates(action=action, facts=facts), *tenant_gates(action=action, tenant=tenant)]


def for_text(*, chases: bool, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """What stands in the way of a text message to one tenant. One that helps is stopped by less."""
    return [*_household_gates(chases=chases, facts=facts), *text_gates(chases=chases, tenant=tenant)]


def for_email(*, chases: bool, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """What stands in the way of an e-mail that carries no letter."""
    gates = [*_household_gates(chases=chases, facts=facts), *_person_gates(chases=chases, tenant=tenant)]
    if tenant.letter_unsafe or tenant.phone_unsafe:
        gates.append(
            _gate(
                "safe_contact",
                f"Contact with {tenant.name} must be safe",
                instead="Write only to an address that they named as safe, and write down that they did.",
            )
        )
    return [*gates, *_plain_words_gates(tenant)]


def text_gates(*, chases: bool, tenant: TenantFacts) -> list[Gate]:
    """The gates that hold for this person alone, for a text message."""
    gates = _person_gates(chases=chases, tenant=tenant)
    if tenant.phone_unsafe:
        gates.append(_stop("phone_unsafe", f"Texts are unsafe for {tenant.name}", instead="Use their safe contact."))
    return [*gates, *_plain_words_gates(tenant)]


def account_gates(*, action: Action, facts: AccountFacts) -> list[Gate]:
    """The gates that hold for everybody on the account."""
    gates = _household_gates(chases=action.chases, facts=facts)
    return [*gates, *_possession_gates(facts)] if action in TOWARDS_POSSESSION else gates


def _possession_gates(facts: AccountFacts) -> list[Gate]:
    """What stands in the way of a notice, a claim or a warrant, whoever the tenants are."""
    gates = []
    if facts.tenancy_type == "leasehold":
        gates.append(
            _stop(
                "leasehold",
                "This is a lease: no tenancy notice, claim or warrant for rent arrears can be made on it",
                instead="Ask legal. A service charge must be admitted or determined before forfeiture "
                "(Housing Act 1996, s.81).",
            )
        )
    if facts.complaint_open:
        gates.append(
            _gate(
                "case_open",
                "A complaint, disrepair or anti-social behaviour case is open on this home",
                instead="Read the case and say why this step is right while it is open.",
            )
        )
    return gates


def _household_gates(*, chases: bool, facts: AccountFacts) -> list[Gate]:
    gates = []
    if facts.in_crisis:
        gates.append(_stop("crisis", "Someone on this account is in crisis", instead="Speak to your team leader."))
    if facts.balance_mismatch and chases:
        gates.append(
            _stop(
                "balance_mismatch",
                "The balance here differs from the housing system's",
                instead="Ask finance to reconcile the account.",
            )
        )
    if facts.disputed and chases:
        gates.append(
            Gate(
                level=Level.GATE,
                flag="disputed",
                reason="The balance is disputed",
                instead="Answer the dispute first, or say why this letter should go now.",
            )
        )
    if facts.held_until and chases:
        gates.append(
            _stop(
                "held",
                f"This account is held ({facts.held_why})",
                until=facts.held_until,
                instead="Lift the hold first.",
            )
        )
    return gates


def tenant_gates(*, action: Action, tenant: TenantFacts) -> list[Gate]:
    """The gates that hold for this person alone, for a letter."""
    name = tenant.name
    gates = _person_gates(chases=action.chases, tenant=tenant)
    if tenant.letter_unsafe:
        gates.append(_stop("letter_unsafe", f"Letters are unsafe for {name}", instead="Use their safe contact."))
    if tenant.must_trace or not tenant.address_lines:
        gates.append(
            _stop("trace", f"{name} no longer lives there and no other address is known", instead="Trace them first.")
        )
    if tenant.format_needed in FORMATS_MADE_BY_HAND:
        gates.append(
            _stop(
                "format",
                f"{name} needs {FORMATS_MADE_BY_HAND[tenant.format_needed]}, which cannot be printed here",
                instead="Order it, then record that it was sent.",
            )
        )
    return gates


def _person_gates(*, chases: bool, tenant: TenantFacts) -> list[Gate]:
    """The gates that hold for this person, whichever way something is written to them."""
    name = tenant.name
    gates = []
    if tenant.died_on:
        gates.append(
            _stop("deceased", f"{name} has died", instead="Write to the personal representatives, never to the person.")
        )
    if tenant.in_crisis:
        gates.append(_stop("crisis", f"{name} is in crisis", instead="Speak to your team leader."))
    if tenant.in_breathing_space and chases:
        gates.append(
            _stop(
                "breathing_space",
                f"{name} is in breathing space",
                until=tenant.breathing_space_until,
                instead="You may write to the debt adviser.",
            )
        )
    if tenant.insolvency and chases:
        gates.append(
            _stop(
                "insolvency",
                f"{name} is insolvent ({INSOLVENCY_NAMES[tenant.insolvency]}) and this debt may be part of it",
                instead="Ask legal which part of the debt is covered.",
            )
        )
    if tenant.capacity_in_doubt and not tenant.has_appointee:
        gates.append(
            _stop(
                "capacity",
                f"It is in doubt whether {name} can deal with this, and there is no appointee",
                instead="Take advice on capacity; find who may act for them.",
            )
        )
    return gates


def _plain_words_gates(tenant: TenantFacts) -> list[Gate]:
    """Somebody who needs another format than written English is sent words on a screen only for a reason."""
    if tenant.format_needed not in FORMATS_MADE_BY_HAND:
        return []
    needed = FORMATS_MADE_BY_HAND[tenant.format_needed]
    return [_gate("format", f"{tenant.name} needs {needed}", instead="Say why a plain message is right this time.")]


def for_call(*, facts: AccountFacts, tenant: TenantFacts) -> list[Gate]:
    """What stands in the way of a telephone call to one tenant; the officer's note is the reason that a gate asks for.

    In breathing space the current week's rent may be talked of, the arrears not (rulebook BS-4).
    """
    name = tenant.name
    gates = []
    if tenant.phone_unsafe:
        gates.append(_stop("phone_unsafe", f"Telephone calls are unsafe for {name}", instead="Use their safe contact."))
    if tenant.died_on:
        gates.append(_gate("deceased", f"{name} has died", instead="Write down whom you spoke to and why."))
    if facts.in_crisis or tenant.in_crisis:
        gates.append(
            _gate("crisis", "Someone on this account is in crisis", instead="Write down what was agreed for this call.")
        )
    if tenant.in_breathing_space:
        gates.append(
            _gate(
                "breathing_space",
                f"{name} is in breathing space",
                until=tenant.breathing_space_until,
                instead="Speak only of the current rent, never of arrears, and write down what the call was about.",
            )
        )
    return gates


def blocking(gates: Iterable[Gate], *, reason_given: str = "") -> list[Gate]:
    """Those that still refuse: every stop, and a gate for which no reason is given."""
    return [g for g in gates if g.level == Level.STOP or (g.level == Level.GATE and not reason_given.strip())]


def _stop(flag: str, reason: str, *, until: date | None = None, instead: str = "") -> Gate:
    return Gate(level=Level.STOP, flag=flag, reason=reason, until=until, instead=instead)


def _gate(flag: str, reason: str, *, until: date | None = None, instead: str) -> Gate:
    return Gate(level=Level.GATE, flag=flag, reason=reason, until=until, instead=instead)


TOWARDS_POSSESSION = {Action.SERVE_NOTICE, Action.REFER_TO_COURT, Action.REQUEST_WARRANT}

INSOLVENCY_NAMES = {
    "bankruptcy": "bankruptcy",
    "dro": "a debt relief order",
    "iva": "an individual voluntary arrangement",
}

# A format or language that Quarterday's printer cannot make is work for a person, never a plain letter.
FORMATS_MADE_BY_HAND = {
    "easy_read": "an easy-read letter",
    "braille": "Braille",
    "audio": "an audio letter",
    "bsl": "British Sign Language",
    "coloured_paper": "coloured paper",
    "translation": "a translation",
}
