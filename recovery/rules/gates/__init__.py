"""May this be done to this account, and to this person, today? The law behind each answer wins over convenience.

Levels: a note stands on the card; a nudge asks once; a gate opens to what it wants; a stop is a stop. The table is in
matrix.py, what raises each flag in flags.py, what else stands in the way of a letter, text or call in letters.py.
"""

from recovery.rules.gates.asking import gates_for, household_gates
from recovery.rules.gates.flags import INSOLVENCY_NAMES
from recovery.rules.gates.gate import (
    ESCALATES,
    TOWARDS_POSSESSION,
    Act,
    Gate,
    Given,
    Level,
    Refused,
    Want,
    act_of,
    blocking,
    sentence,
    told,
)
from recovery.rules.gates.letters import (
    FORMATS_MADE_BY_HAND,
    account_gates,
    for_call,
    for_email,
    for_letter,
    for_text,
    tenant_gates,
    text_gates,
    where_a_letter_goes,
)

__all__ = [
    "ESCALATES",
    "FORMATS_MADE_BY_HAND",
    "INSOLVENCY_NAMES",
    "TOWARDS_POSSESSION",
    "Act",
    "Gate",
    "Given",
    "Level",
    "Refused",
    "Want",
    "account_gates",
    "act_of",
    "blocking",
    "for_call",
    "for_email",
    "for_letter",
    "for_text",
    "gates_for",
    "household_gates",
    "sentence",
    "tenant_gates",
    "text_gates",
    "told",
    "where_a_letter_goes",
]
