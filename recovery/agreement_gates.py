"""Whom nobody asks to agree to pay, why, and what may be done instead (product 7.2)."""

from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Gate, Level
from recovery.rules.gates.flags import FLAGS
from staff.models import User

# What is flagged: in words, and what may be done instead.
PROTECTED = {
    "crisis": (
        "Someone on this account is in crisis",
        ("Talk of money later.", "Keep to the contact that was agreed, and ask for nothing."),
    ),
    "breathing_space": (
        "A tenant is in breathing space",
        ("Write to the debt adviser.", "Ask for the week’s rent alone, under ‘Needs and holds’."),
    ),
    "insolvency": (
        "A tenant’s insolvency may cover this debt, and which part of it is not on record",
        (
            "Record that under ‘Needs and holds’: what fell due since may then be agreed.",
            "Ask legal which part of the debt is covered.",
        ),
    ),
    "deceased": (
        "No tenant is living",
        ("Write to the estate.", "Speak with whoever deals with it, and write down who that was."),
    ),
    "interest": (
        "You have declared an interest in this household",
        ("Hand it to a colleague.", "Ask a team leader to give it to one."),
    ),
}


def stops(facts: AccountFacts, *, split: bool, by: User) -> list[Gate]:
    """Nobody in a crisis or in breathing space is asked to agree to pay arrears (rulebook BS-3), nor the dead.

    After an insolvency what fell due since may be agreed, once the ledger is `split` at its day (rulebook INS-3).
    """
    raised = {
        "crisis": facts.in_crisis,
        "breathing_space": facts.in_breathing_space,
        "insolvency": bool(facts.insolvency) and not split,
        "deceased": not facts.tenants_living,
        "interest": by.pk in facts.interest_of,
    }
    until = {"breathing_space": facts.breathing_space_until}
    return [
        Gate(
            level=Level.STOP,
            flag=flag,
            reason=reason,
            until=until.get(flag),
            ends="" if until.get(flag) else FLAGS[flag].ends,
            instead=instead,
        )
        for flag, (reason, instead) in PROTECTED.items()
        if raised[flag]
    ]
