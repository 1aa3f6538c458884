"""Where one may go by typing: a page's word instead of a name, with or without > in front."""

from dataclasses import dataclass

from django.urls import reverse

from caseload.context import sees_accounts
from staff.models import CASEWORK_ROLES, LOADING_ROLES, User

SIGN = ">"


@dataclass(frozen=True, kw_only=True)
class Command:
    words: str  # each of them finds it
    label: str
    url: str


def commands(user: User) -> list[Command]:
    """The pages that this person may open, in the order of the rail."""
    places: list[tuple[str, str, str]] = []
    if sees_accounts(user):
        places += [("today week", "Today", "today")]
    if user.role in CASEWORK_ROLES:
        places += [("session start resume", "My session", "session"), ("day sheet print", "Day sheet", "day_sheet")]
    if sees_accounts(user):
        places += [
            ("accounts caseload views lists", "Accounts", "accounts"),
            ("coverage", "Coverage", "coverage"),
            ("reminders promises", "Reminders", "reminders"),
            ("questions answers", "Questions", "questions"),
        ]
    if user.role in LOADING_ROLES:
        places += [("extracts loads", "Extracts", "loads")]
    places += [("undo back", "Undo", "undo")]
    return [Command(words=words, label=label, url=reverse(name)) for words, label, name in places]


def meant(typed: str, *, user: User) -> list[Command]:
    """The pages one of whose words begins with what was typed; with > alone, all of them."""
    asked = typed.lower().removeprefix(SIGN).strip()
    if not asked and not typed.startswith(SIGN):
        return []
    return [each for each in commands(user) if any(word.startswith(asked) for word in each.words.split())]


def named(typed: str, *, user: User) -> Command | None:
    """The page that is named outright: by a whole word of its own, or by > and enough letters to tell it."""
    found = meant(typed, user=user)
    if typed.startswith(SIGN):
        return found[0] if len(found) == 1 else None
    return next((each for each in found if typed.lower() in each.words.split()), None)
