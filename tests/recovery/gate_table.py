"""The table of flags of product 7.2, typed as it stands there, and what its words mean for who acts."""

from dataclasses import dataclass

ACTS = ("letter", "call", "visit", "notice", "claim", "warrant", "agency", "write_off")

# Flag | Text, letter | Call | Visit | Notice | Claim | Warrant, eviction | Agency | Write-off
TABLE = """
Crisis open | X | g plan | g pair | X | X | X | X | i
Breathing space (both kinds) | X chasing | g | g | X | X | X | X | i
Deceased | X tenant mail | X | g | X | X | X | X | i
Balance disputed, proof received | g | i | i | X | X | X | X | g
Benefit decision pending or stopped | n | i | i | g | g manager | g | g | g
Agreement being kept | X escalation | i | i | X | X | X | X | i
Needs known | i format | i format | i | g | g manager | g manager | X | i
Needs never asked | n ask | n ask | n ask | g fact | X | X | X | X
Needs asked, no answer | n ask | n ask | n ask | i | g manager | g manager | X | X
Domestic abuse, safe contact | X unsafe channel | X unsafe | g | g | g manager | g manager | X | i
Mental capacity doubt | g | i | i | X | X | X | X | i
Open complaint, disrepair, ASB case | n | i | i | g | g | g | n | i
Insolvency: bankruptcy, DRO | X covered debt | i | i | g legal | g legal | g | X | g
Insolvency: IVA until advised | X covered debt | i | i | X | X | g | X | g
Introductory review open | i | i | i | X | X | X | - | i
Limitation or notice lapse near | i | i | i | n | g | i | n | n
Risk marker | i | i | g alone | i | i | g | i | i
Officer has declared interest | X | X | X | X | X | X | X | X
Blackout dates | n | i | i | g manager | g | X | g | i
Data stale or ledger import failed | X | i | i | X | X | X | X | X
"""
# Two rows of the page stand here as two lines each, one for either state; ‘X solo’ is ‘g alone’: it opens to a second
# person; the claim while benefit is awaited wants the manager (rulebook 3, PAP-HB).

LEVELS = {"X": "stop", "g": "gate", "n": "nudge", "i": "note", "-": None}
# What opens a gate, by the words after its letter.
WANTS = {"": {"reason"}, "plan": {"plan"}, "pair": {"reason", "pair"}, "manager": {"reason", "manager"},
         "legal": {"reason", "legal"}, "fact": {"fact"}, "alone": {"pair"}}  # fmt: skip


@dataclass(frozen=True)
class Expected:
    flag: str
    act: str
    level: str | None
    wants: frozenset[str]


def cells() -> list[Expected]:
    found = []
    for line in TABLE.strip().splitlines():
        flag, *row = (cell.strip() for cell in line.split("|"))
        assert len(row) == len(ACTS), line
        for act, cell in zip(ACTS, row, strict=True):
            letter, _, words = cell.partition(" ")
            level = LEVELS[letter]
            wants = WANTS[words] if level == "gate" else set()
            found.append(Expected(flag, act, level, frozenset(wants)))
    return found


FLAGS = [line.partition("|")[0].strip() for line in TABLE.strip().splitlines()]
