"""Where one may go by typing: a page's word instead of a name, with or without > in front."""

from dataclasses import dataclass

from django.urls import reverse

from caseload import patches
from caseload.performance import OWN_ROLES, READING_ROLES
from caseload.policies.drafts import READERS
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, LEADING_ROLES, LOADING_ROLES, WHOLE_BOROUGH_ROLES, Role, User

SIGN = ">"
SEEING = CASEWORK_ROLES | WHOLE_BOROUGH_ROLES
EVERYBODY = set(Role)
# Words that find it, its label, its address by name, who may open it: in the order of the rail.
PLACES: list[tuple[str, str, str, set[Role]]] = [
    ("today", "Today", "today", SEEING),
    ("day sheet print", "Day sheet", "day_sheet", CASEWORK_ROLES),
    ("working week hours", "Working week", "working_week", CASEWORK_ROLES),
    ("accounts caseload views lists", "Accounts", "accounts", SEEING),
    ("letters print post", "Letters", "letters", SEEING),
    ("returned post", "Returned post", "returned_post", CASEWORK_ROLES),
    ("legal cases notices", "Legal", "legal", SEEING),
    ("deadlines legal", "Deadlines of the law", "legal_deadlines", SEEING),
    ("court hearings", "Court", "court_day", SEEING),
    ("evictions warrants", "Evictions", "evictions", SEEING),
    ("team performance", "Team", "team", READING_ROLES),
    ("my figures", "My figures", "team_mine", OWN_ROLES),
    ("coverage", "Coverage", "coverage", SEEING),
    ("campaigns", "Campaigns", "campaigns", SEEING),
    ("disputes disputed", "Disputed balances", "disputes", SEEING),
    ("approvals", "Approvals", "approvals", LEADING_ROLES),
    ("reminders promises", "Reminders", "reminders", CASEWORK_ROLES),
    ("questions", "Questions", "questions", LEADING_ROLES),
    ("suggestions", "Suggestions", "suggestions", LEADING_ROLES),
    ("cover absence", "Cover", "cover", CASEWORK_ROLES),
    ("messages check", "Messages to check", "messages_to_check", SEEING),
    ("homes tasks estate", "Homes and tasks", "estate", ESTATE_ROLES),
    ("patches streets move", "Patches", "patches", patches.READING_ROLES),
    ("extracts loads", "Extracts", "loads", LOADING_ROLES),
    ("dates notice", "Dates of a notice", "legal_dates", SEEING),
    ("undo", "Undo", "undo", EVERYBODY),
    ("jobs", "Jobs", "jobs", EVERYBODY),
    ("help glossary words", "Help", "help", EVERYBODY),
    ("policy", "Policy", "policy", READERS),
    ("rules policy", "Rules", "rules", SEEING),
    ("guidance cards", "Guidance cards", "guidance", EVERYBODY),
    ("debts kinds types", "Kinds of debt", "debt_types", EVERYBODY),
    ("components", "Components", "components", EVERYBODY),
]


@dataclass(frozen=True, kw_only=True)
class Command:
    words: list[str]  # each of them finds it
    label: str
    url: str


def meant(typed: str, *, user: User) -> list[Command]:
    """The pages that this person may open, one of whose words begins with what was typed; with > alone, all of them."""
    if not typed:
        return []
    return [
        Command(words=words.split(), label=label, url=reverse(name))
        for words, label, name, roles in PLACES
        if user.role in roles and any(word.startswith(_asked(typed)) for word in words.split())
    ]


def named(typed: str, *, user: User) -> Command | None:
    """The page that is named outright: by a whole word of its own, or by > and enough letters to tell it."""
    found = meant(typed, user=user)
    outright = [each for each in found if _asked(typed) in each.words]
    if typed.startswith(SIGN) and not outright:
        outright = found
    return outright[0] if len(outright) == 1 else None


def _asked(typed: str) -> str:
    return typed.lower().removeprefix(SIGN).strip()
