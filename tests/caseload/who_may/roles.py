"""Who asks, in which order, and what groups of them may.

One letter a role, in the order of WHO: o allowed, r refused with a reason, h hidden as if it did not exist.
"""

from staff.models import Role

NO_ROLE, STRANGER = "no role", "an officer of another patch"
NEIGHBOUR = Role.NEIGHBOURHOOD_OFFICER  # of the same patch: as if without a role, but for NEIGHBOUR_MAY
WHO = [
    Role.INCOME_OFFICER,
    Role.INCOME_ADVISOR,
    Role.TEAM_LEADER,
    Role.INCOME_MANAGER,
    Role.LEGAL,
    Role.FINANCE,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    NO_ROLE,
    STRANGER,
]

READ = "ooooooohhh"  # one account, to read
WORK = "oooorrrhhh"  # one account, to act on
EVERYBODY = "oooooooooo"
CASES = "ooooooorro"  # pages of case records, each with one's own
TEAM_WORK = "oooorrrrro"  # work of the income team
LEADERS = "rroorrrrrr"
POLICY_READERS = "rroorroorr"
LOADERS = "rrrrrororr"
POSTING = "rroororhhh"
INVOICING = "oooororhhh"  # the income team, and finance
RESTRICTED = "hhhohhhhhh"  # who reported it, who leads it (neither is among these) and the income managers
OWN = "hhhhhhhhhh"  # somebody else's record: nobody's but theirs


# What a neighbourhood officer may beside what everybody without a role may.
NEIGHBOUR_MAY: dict[str, tuple[str, str]] = {
    "estate": ("o", "o"),
    "estate_home": ("o", ""),
    "ask_estate": ("o", "o"),
    "open_cases": ("o", "o"),
    "close_case": ("", "o"),
    "safety": ("o", ""),
    "report_concern": ("o", "o"),
    "support_plan": ("o", ""),
    "call_colleague": ("", "o"),
}


def expected(name: str, letters: str, *, pressed: bool) -> str:
    """With the neighbourhood officer's letter after those of WHO."""
    hers = NEIGHBOUR_MAY.get(name, ("", ""))[pressed]
    return letters + (hers or letters[WHO.index(NO_ROLE)])
