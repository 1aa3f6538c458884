"""Whether what a letter says is still so, when it has waited to go."""

from recovery.rules.actions import CARE, Action
from recovery.rules.facts import AccountFacts
from recovery.rules.letters import Letter

HOMES_OWN = {"rent", "pitch_fee", "use_and_occupation"}  # kinds of account that hold the rent of the home


def no_longer_right(letter: Letter, *, facts: AccountFacts) -> str:
    """Why a letter that waits must not go any more, in words; blank while what it says is still so.

    A letter says what was owed on a day. It stays right while nothing was posted since and something is left to pay.
    One that confirms an agreement stays right while that one runs; one that asks for nothing says no sum.
    """
    if letter.action is Action.EVICTION_DATE:
        booked = facts.eviction_on and facts.eviction_outcome in {"", "booked"}
        return "" if booked else "The eviction does not stand in the diary any more"
    if letter.action in CARE:
        return ""
    if letter.agreed:
        runs = facts.agreement_id == letter.agreed.agreement_id
        return "" if runs else "The agreement that it confirms was ended or changed"
    if letter.action is Action.CURRENT_RENT:
        return current_rent_not_asked(facts) or (
            "" if facts.charge_week == letter.weekly_charge else "The rent has changed since the letter was written"
        )
    if facts.collectable_arrears <= 0:
        return "Nothing is left to pay on this account"
    if (facts.covered_arrears, facts.covered_until) != (letter.covered, letter.covered_until):
        return "What a moratorium or insolvency covers has changed since the letter was written"
    if facts.balance != letter.balance:
        return "The balance has changed since the letter was written"
    if facts.as_of == letter.as_of and facts.collectable_arrears != letter.collectable:
        return "What benefit is due to pay has changed since the letter was written"
    if letter.action is Action.ORDER_WARNING:
        return "" if facts.order_shortfall == letter.agreement_shortfall else "What is short of the order has changed"
    if letter.purpose in {"agreement", "agreement_warn"} and facts.agreement_state not in {"slipping", "broken"}:
        return "The repayment agreement is no longer behind"
    return ""


def current_rent_not_asked(facts: AccountFacts) -> str:
    """Why the locked letter about the current rent does not fit this account; blank: it does (rulebook BS-4, 6.1)."""
    if not facts.in_breathing_space:
        return "Nobody here is in breathing space: the usual letters may go"
    if facts.kind not in HOMES_OWN or facts.is_former:
        return "This account has no current rent of their home"
    return "" if facts.charge_week > 0 else "Nothing is charged on this account now"
