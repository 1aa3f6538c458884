"""The people who work the caseload: an income officer for two patches, a leader for six officers, and the others."""

import random
from dataclasses import dataclass

from .columns import Sheets
from .homes import patch_code
from .people import pick_name, plain

PATCHES_EACH = 2
OTHERS = (
    ("income_advisor", "Income advice"),
    ("income_advisor", "Former tenants"),
    ("income_manager", "Income"),
    ("legal", "Legal services"),
    ("finance", "Finance"),
    ("auditor", "Internal audit"),
    ("administrator", "Systems"),
)


@dataclass(frozen=True, slots=True)
class Officers:
    """User names by patch; and of the one who signs what goes to court."""

    by_patch: tuple[str, ...]
    legal: str
    former: str


def make_officers(seed: int, sheets: Sheets, *, prefix: str, patches: int) -> Officers:
    """Rows of officers.csv."""
    rng = random.Random(f"{seed}/officers")
    taken: set[str] = set()
    by_patch: list[str] = []
    codes = [patch_code(prefix, patch, patches) for patch in range(patches)]
    for first in range(0, patches, PATCHES_EACH):
        mine = codes[first : first + PATCHES_EACH]
        user = _add(rng, sheets, taken, "income_officer", f"Income team {first // 12 + 1}", mine)
        by_patch += [user] * len(mine)
    for first in range(0, patches, 12):
        _add(rng, sheets, taken, "team_leader", f"Income team {first // 12 + 1}", codes[first : first + 12])
    users = {team: _add(rng, sheets, taken, role, team, []) for role, team in OTHERS}
    return Officers(tuple(by_patch), users["Legal services"], users["Former tenants"])


def _add(rng: random.Random, sheets: Sheets, taken: set[str], role: str, team: str, patches: list[str]) -> str:
    first = last = ""
    while not first:
        _, first, last, _ = pick_name(rng)
    first = first.split()[0]
    base = plain(first)[0] + plain(last)
    username = base
    while username in taken:
        username = f"{base}{sum(name.startswith(base) for name in taken) + 1}"
    taken.add(username)
    sheets.add(
        "officers",
        username=username,
        name=f"{first} {last}",
        role=role,
        team=team,
        patches="|".join(patches),
        email=f"{username}@example.com",
        phone=f"01632 960{len(taken) % 1000:03d}",
    )
    return username
