"""When and how these tenants are best reached, with the evidence counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from recovery.models import ContactAttempt
from staff.ui import words

Outcome = ContactAttempt.Outcome
REACHED = {Outcome.SPOKE, Outcome.PROMISED, Outcome.SEEN}
TRIED = REACHED | {Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT, Outcome.NOT_IN}
ENOUGH = 3  # tries of one kind before anything is said of it
NAMES = {"phone": ("telephone", "answered"), "visit": ("visit", "in")}
PARTS_OF_DAY = [(8, 11), (11, 14), (14, 17), (17, 20)]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The best way as a sentence, and what is known of each way. Counted over what the page looks back on."""

    best: str
    others: list[str]


def best_reach(contacts: Sequence[ContactAttempt]) -> Reach:
    """Telephone and visits that we made and whose end is known. A letter or text says nothing of being read."""
    tries = {name: [c for c in contacts if c.channel == name and c.direction == "out"] for name in NAMES}
    tries = {name: [c for c in made if c.outcome in TRIED] for name, made in tries.items()}
    got = {name: [c for c in made if c.outcome in REACHED] for name, made in tries.items()}
    able = [name for name in NAMES if len(tries[name]) >= ENOUGH and got[name]]
    said = {name: _count(name, len(got[name]), len(tries[name])) for name in NAMES if tries[name]}
    if not able:
        known = [text[:1].upper() + text[1:] for text in said.values()]
        return Reach(best="Too few tries to say what works best.", others=known)
    best = max(able, key=lambda name: (len(got[name]) / len(tries[name]), len(tries[name])))
    when = _part_of_day(got[best])
    others = [text[:1].upper() + text[1:] for name, text in said.items() if name != best]
    return Reach(best=f"Best by {said[best]}{f', mostly {when}' if when else ''}.", others=others)


def _count(name: str, reached: int, tried: int) -> str:
    way, word = NAMES[name]
    return f"{way}: {reached} of {tried} {word}"


def _part_of_day(reached: Sequence[ContactAttempt]) -> str:
    """The three hours in which more than half were reached; blank where none stands out or no time was kept."""
    hours = [local.hour for c in reached if (local := timezone.localtime(c.at)).hour or local.minute]
    parts = Counter(part for hour in hours for part in PARTS_OF_DAY if part[0] <= hour < part[1])
    part, count = next(iter(parts.most_common(1)), (None, 0))
    if part is None or count < 2 or count * 2 <= len(hours):
        return ""
    return f"{part[0]:02}:00–{part[1]}:00"


def last_spoken(contacts: Sequence[ContactAttempt]) -> str:
    """When somebody was last spoken to, or that nobody was."""
    spoke = [c for c in contacts if c.outcome in REACHED]
    if not spoke:
        return "Nobody has been spoken to."
    return f"Last spoken to {words.long_day(spoke[-1].on)}, by {spoke[-1].get_channel_display().lower()}."
