"""What a gate is: how strong, what opens it, and how it is said to the officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from recovery.rules.actions import Action
from staff.ui.words import long_day


class Act(StrEnum):
    """What may be done to an account or a person. The first three share one column of the table."""

    LETTER = "letter"
    TEXT = "text"
    EMAIL = "email"
    CALL = "call"
    VISIT = "visit"
    NOTICE = "notice"
    CLAIM = "claim"
    WARRANT = "warrant"
    AGENCY = "agency"
    WRITE_OFF = "write_off"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Act.LETTER: "Letter",
    Act.TEXT: "Text message",
    Act.EMAIL: "E-mail",
    Act.CALL: "Telephone call",
    Act.VISIT: "Visit",
    Act.NOTICE: "Notice",
    Act.CLAIM: "Possession claim",
    Act.WARRANT: "Warrant or eviction",
    Act.AGENCY: "Collection agency",
    Act.WRITE_OFF: "Write-off",
}

WRITTEN = {Act.LETTER, Act.TEXT, Act.EMAIL}
TO_ONE_PERSON = WRITTEN | {Act.CALL}  # judged for each tenant; the others for the whole household
TOWARDS_POSSESSION = {Act.NOTICE, Act.CLAIM, Act.WARRANT}

LEGAL = {Action.SERVE_NOTICE: Act.NOTICE, Action.REFER_TO_COURT: Act.CLAIM, Action.REQUEST_WARRANT: Act.WARRANT}
# Done, these reviews hand the debt on: to an agency, or to whoever may write it off.
REVIEWS = {Action.AGENCY_REVIEW: Act.AGENCY, Action.WRITE_OFF_REVIEW: Act.WRITE_OFF}
BY_CHANNEL = {"letter": Act.LETTER, "call": Act.CALL, "visit": Act.VISIT}
# The rungs of the ladder: each asks more strongly than the one before. A reminder of an agreement is none; an invoice,
# which asks for the whole sum at once, is as strong as any.
ESCALATES = {
    Action.REMINDER, Action.LETTER_1, Action.LETTER_2, Action.PRE_NOTICE, Action.FORMER_LETTER_1,
    Action.FORMER_LETTER_2, Action.INVOICE, *LEGAL,
}  # fmt: skip


def act_of(action: Action) -> Act | None:
    """What a step of the policy comes to; None for other work at the desk, which reaches nobody."""
    return LEGAL.get(action) or REVIEWS.get(action) or BY_CHANNEL.get(action.channel)


class Level(IntEnum):
    NOTE = 1
    NUDGE = 2  # shown once in 28 days for an account; stops nothing
    GATE = 3  # opens to what it wants
    STOP = 4


class Want(StrEnum):
    """What opens a gate. All that it wants must be given."""

    REASON = "reason"
    PLAN = "plan"
    PAIR = "pair"
    MANAGER = "manager"
    LEGAL = "legal"
    FACT = "fact"  # nothing that anybody says opens it: the fact must change

    @property
    def words(self) -> str:
        return WANTED[self]


WANTED = {
    Want.REASON: "a reason",
    Want.PLAN: "the plan for this contact, written down",
    Want.PAIR: "a second person who goes along",
    Want.MANAGER: "the income manager’s yes",
    Want.LEGAL: "legal’s advice",
    Want.FACT: "the record put right first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody brings to the gates. Blank or False: nothing."""

    reason: str = ""
    plan: str = ""
    second_person: bool = False
    manager: bool = False
    legal: str = ""

    def meets(self, want: Want) -> bool:
        return {
            Want.REASON: bool(self.reason.strip()),
            Want.PLAN: bool(self.plan.strip()),
            Want.PAIR: self.second_person,
            Want.MANAGER: self.manager,
            Want.LEGAL: bool(self.legal.strip()),
            Want.FACT: False,
        }[want]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Why something may not be done, or not without more: written for the officer. `instead`: what may be done.

    `until`: its last day, where that is known; of a stop without one, `ends` says what ends it.
    """

    level: Level
    flag: str
    reason: str
    until: date | None = None
    ends: str = ""
    instead: tuple[str, ...] = ()
    wants: frozenset[Want] = frozenset()
    set_by: str = ""

    @property
    def wanted(self) -> str:
        """What opens it: a reason and the income manager’s yes. Blank for what needs nothing, or cannot open."""
        return " and ".join(want.words for want in Want if want in self.wants)

    @property
    def opens(self) -> str:
        """Said of a gate that the officer's words alone do not open; blank for the others."""
        alone = self.level != Level.GATE or self.wants <= {Want.REASON, Want.PLAN}
        return "" if alone else f"It opens only to {self.wanted}."


class Refused(Exception):
    """The gates refuse it. The message says why, until when, and what may be done instead."""

    def __init__(self, gates: Iterable[Gate]) -> None:
        self.gates = tuple(gates)
        super().__init__(" ".join(sentence(gate) for gate in self.gates))


def sentence(gate: Gate) -> str:
    """The reason with who set it and its end, what opens it where words alone do not, and what may be done instead."""
    return " ".join(part for part in (f"{told(gate)}.", gate.opens, *gate.instead) if part)


def told(gate: Gate) -> str:
    """The reason with who set it and its end, without a stop."""
    by = f" (set by {gate.set_by})" if gate.set_by else ""
    until = f" until {long_day(gate.until)}" if gate.until else ""
    ends = f": stopped until {gate.ends}" if gate.ends else ""
    return f"{gate.reason}{by}{until}{ends}"


def blocking(gates: Iterable[Gate], *, reason_given: str = "", given: Given | None = None) -> list[Gate]:
    """Those that still refuse: every stop, and each gate that wants more than is given.

    `reason_given` alone is the officer's words: a reason, and a plan where one is wanted.
    """
    brought = given or Given(reason=reason_given, plan=reason_given)
    return [
        gate
        for gate in gates
        if gate.level == Level.STOP
        or (gate.level == Level.GATE and not all(brought.meets(want) for want in gate.wants))
    ]
