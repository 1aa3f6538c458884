"""The table of flags (product 7.2): what each makes of each act, line by line as it stands there.

X stop · G gate · N nudge · I note · `_` nothing. A gate says what opens it. Defaults: a council may tighten them. The
law wins where it differs: see the notes under the table, and the flags themselves (recovery/rules/gates/flags.py).
"""

from dataclasses import dataclass
from enum import StrEnum

from recovery.rules.gates.gate import Act, Level, Want


class Only(StrEnum):
    """When alone a cell holds; otherwise the flag is a note there."""

    ALWAYS = "always"
    CHASING = "chasing"  # what asks for arrears, not what helps
    ESCALATION = "escalation"  # a rung of the ladder
    COVERED = "covered"  # what asks for arrears, where it is not known which of them are covered
    OWED = "owed"  # of a debt that the law still knows, not one that an insolvency discharged
    UNSAFE = "unsafe"  # by the way that is unsafe for this person


@dataclass(frozen=True, slots=True)
class Cell:
    level: Level | None
    wants: frozenset[Want] = frozenset()
    only: Only = Only.ALWAYS


def _gate(*wants: Want) -> Cell:
    return Cell(Level.GATE, frozenset(wants))


_ = Cell(None)
I = Cell(Level.NOTE)  # noqa: E741  as in the table
N = Cell(Level.NUDGE)
X = Cell(Level.STOP)
X_CHASING = Cell(Level.STOP, only=Only.CHASING)
X_ESCALATION = Cell(Level.STOP, only=Only.ESCALATION)
X_COVERED = Cell(Level.STOP, only=Only.COVERED)
X_OWED = Cell(Level.STOP, only=Only.OWED)
X_UNSAFE = Cell(Level.STOP, only=Only.UNSAFE)
N_CHASING = Cell(Level.NUDGE, only=Only.CHASING)
G_CHASING = Cell(Level.GATE, frozenset({Want.REASON}), only=Only.CHASING)
G = _gate(Want.REASON)
G_PLAN = _gate(Want.PLAN)
G_PAIR = _gate(Want.REASON, Want.PAIR)
X_SOLO = _gate(Want.PAIR)
G_MANAGER = _gate(Want.REASON, Want.MANAGER)
G_LEGAL = _gate(Want.REASON, Want.LEGAL)
G_ASK = _gate(Want.FACT)
FORMAT = I  # the format is forced where the letter is made, or the letter is stopped (recovery/rules/gates/letters.py)

# fmt: off
TABLE: dict[str, tuple[Cell, ...]] = {
    #                    text, letter  call      visit   notice    claim      warrant    agency  write-off
    "crisis":           (X,            G_PLAN,   G_PAIR, X,        X,         X,         X,      I),
    "breathing_space":  (X_CHASING,    G,        G,      X,        X,         X,         X,      I),
    "deceased":         (X,            X,        G,      X,        X,         X,         X,      I),
    "disputed":         (G_CHASING,    I,        I,      X,        X,         X,         X,      G),
    "benefit":          (N_CHASING,    I,        I,      G,        G_MANAGER, G,         G,      G),
    "agreement_kept":   (X_ESCALATION, I,        I,      X,        X,         X,         X,      I),
    "needs_known":      (FORMAT,       FORMAT,   I,      G,        G_MANAGER, G_MANAGER, X,      I),
    "never_asked":      (N,            N,        N,      G_ASK,    X,         X,         X,      X_OWED),
    "asked_no_answer":  (N,            N,        N,      I,        G_MANAGER, G_MANAGER, X,      X_OWED),
    "safe_contact":     (X_UNSAFE,     X_UNSAFE, G,      G,        G_MANAGER, G_MANAGER, X,      I),
    "capacity":         (G,            I,        I,      X,        X,         X,         X,      I),
    "case_open":        (N_CHASING,    I,        I,      G,        G,         G,         N,      I),
    "insolvency":       (X_COVERED,    I,        I,      G_LEGAL,  G_LEGAL,   G,         X,      G),
    "iva_not_advised":  (X_COVERED,    I,        I,      X,        X,         G,         X,      G),
    "review_open":      (I,            I,        I,      X,        X,         X,         _,      I),
    "lapse_near":       (I,            I,        I,      N,        G,         I,         N,      N),
    "risk":             (I,            I,        X_SOLO, I,        I,         G,         I,      I),
    "interest":         (X,            X,        X,      X,        X,         X,         X,      X),
    "blackout":         (N_CHASING,    I,        I,      G_MANAGER, G,        X,         G,      I),
    "stale":            (X_CHASING,    I,        I,      X,        X,         X,         X,      X),
    # House rules beside the table
    "balance_mismatch": (X_CHASING,    I,        I,      X,        X,         X,         X,      X),
    "no_calls":         (_,            X,        _,      _,        _,          _,         _,      _),
    "compassion":       (X_ESCALATION, I,        I,      X,        X,         X,         X,      I),
    "held":             (X_CHASING,    I,        X_CHASING, X,     X,         X,         X,      I),
    "leasehold":        (_,            _,        _,      X,        X,         X,         _,      _),
}
# fmt: on
# Benefit and a claim: the protocol forbids the claim while the tenant does what is asked (rulebook 3, PAP-HB), and its
# gate opens only to a named manager. "asked_no_answer" is the second state of the row ‘Needs never asked’,
# "iva_not_advised" of the row ‘Insolvency’ (rulebook INS-1, INS-4). A letter or text to somebody insolvent is stopped
# until the ledger is split at its day; then it asks only for what fell due since (INS-3), and is like any other. What
# an insolvency discharged is written off whoever was asked about needs: nothing of it is owed (INS-2, INS-3).

COLUMNS = (Act.LETTER, Act.CALL, Act.VISIT, Act.NOTICE, Act.CLAIM, Act.WARRANT, Act.AGENCY, Act.WRITE_OFF)
_COLUMN = {act: number for number, act in enumerate(COLUMNS)} | {Act.TEXT: 0, Act.EMAIL: 0}


def cell(flag: str, act: Act) -> Cell:
    """What the table says of an act under a flag."""
    return TABLE[flag][_COLUMN[act]]
