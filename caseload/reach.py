"""When and how these tenants are best reached, with the evidence counted; what to try next when nobody is."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from recovery.models import ContactAttempt
from staff.ui import words

Outcome = ContactAttempt.Outcome
REACHED = {Outcome.SPOKE, Outcome.PROMISED, Outcome.SEEN}
TRIED = REACHED | {Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT, Outcome.NOT_IN}
ENOUGH = 3  # tries of one kind before anything is said of it
NAMES = {"phone": ("telephone", "answered"), "visit": ("visit", "found them in")}
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


# The no-contact ladder, council policy to be confirmed: each way, and how many days after the try before it. A way that
# is unsafe or has no number is passed over. Past its end nobody was reached at all: that is a worry, not a debt.
LADDER = [("phone", 0), ("phone", 2), ("sms", 0), ("visit", 3), ("letter", 2)]
WAYS = {"phone": "Telephone", "sms": "Text message", "visit": "Visit", "letter": "Letter", "": "Check on them"}
NEAR_MISSES = {Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT, Outcome.NOT_IN, Outcome.WRONG_NUMBER, Outcome.THIRD_PARTY}


@dataclass(frozen=True, kw_only=True)
class NextTry:
    """The way to try next after tries that reached nobody; `channel` is blank where the ladder has run out."""

    channel: str
    from_on: dt.date | None
    why: str

    @property
    def label(self) -> str:
        return WAYS[self.channel]


def next_try(contacts: Sequence[ContactAttempt], *, shut: Collection[str] = ()) -> NextTry | None:
    """What comes after the failed tries since somebody was last reached; None where no try has failed since.

    `contacts` oldest first; `shut` are the ways that are unsafe or not known. Letters and texts count as tries only
    once a call or visit has failed: they say nothing of being read.
    """
    failed = _since_reached(contacts)
    if not failed:
        return None
    ladder = [(way, days) for way, days in LADDER if way not in shut]
    rung = 0
    for contact in failed:
        if rung < len(ladder) and contact.channel == ladder[rung][0]:
            rung += 1
    tried = f"{words.counted(len(failed), 'try', 'tries')} since anybody was reached."
    if rung == len(ladder):
        return NextTry(channel="", from_on=None, why=f"{tried} No way is left: call round, ask who knows them, trace.")
    way, days = ladder[rung]
    again = " At another time of day than before." if way == failed[-1].channel else ""
    return NextTry(channel=way, from_on=failed[-1].on + dt.timedelta(days=days), why=f"{tried}{again}")


def _since_reached(contacts: Sequence[ContactAttempt]) -> list[ContactAttempt]:
    """Our tries since the last time somebody was reached or wrote to us, from the first call or visit that failed."""
    found: list[ContactAttempt] = []
    for contact in contacts:
        if contact.direction == "in" or contact.outcome in REACHED:
            found = []
        elif contact.outcome in NEAR_MISSES or (found and contact.channel in {"sms", "letter"}):
            found.append(contact)
    return found
