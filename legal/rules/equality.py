"""Equality and proportionality weighed before each step, at the depth that the step needs (rulebook EQ-1 to EQ-3).

Questions by code, as DecisionRecord.answers holds them.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from legal.rules.checks import Obstacle
from staff.ui.words import listed, long_day

FRESH_FOR = timedelta(days=28)  # council's rule, for a warrant and an eviction
FULL = {"claim", "warrant", "eviction", "panel"}
REASONS = {"aim", "alternatives", "proportionate"}  # the codes of those answered with reasons
STALE_AFTER = {"warrant": FRESH_FOR, "eviction": FRESH_FOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    code: str
    asks: str
    light: bool = False  # asked before a notice too


QUESTIONS = (
    Question(code="disability", asks="Known or suspected disability, and what it does", light=True),
    Question(code="link", asks="Are the arrears or missed contact linked with it?", light=True),
    Question(code="support", asks="What support and adjustments were tried, and what came of them?", light=True),
    Question(code="aim", asks="What is the step meant to achieve, and how does it serve that?"),
    Question(
        code="alternatives",
        asks="What less drastic ways were weighed: managed payment, deduction, agreement, grant, smaller home, money "
        "judgment, suspended order?",
    ),
    Question(code="impact", asks="What would it mean for children and others in the home?"),
    Question(code="proportionate", asks="Why is it proportionate all the same?", light=True),
)


def depth(stage: str) -> str:
    """light before a notice or an extension of the trial, full before a claim, a warrant, an eviction or a panel.

    Equality Act 2010, s.149; rulebook EQ-1, EQ-3.
    """
    return "full" if stage in FULL else "light"


def questions(stage: str) -> list[Question]:
    """What is asked before a stage.

    Full: the four parts of the proportionality test of s.15 and s.35 (Akerman-Livingstone v Aster [2015] UKSC 15): the
    aim, its link with the step, no less drastic way, and a fair balance; and the adjustments of s.20 (rulebook EQ-2).
    """
    return [each for each in QUESTIONS if each.light or depth(stage) == "full"]


def repeated(answers: Mapping[str, str]) -> list[str]:
    """The questions after reasons whose answer says the same as another one; none where each is its own.

    The duty is done in substance and with reasons (Equality Act 2010, s.149; rulebook EQ-1): one answer under every
    question weighs nothing. 'None known' may well stand twice, under what is no reason.
    """
    plain = {code: " ".join(re.findall(r"\w+", said.casefold())) for code, said in answers.items()}
    times = Counter(plain.values())
    return [each.asks for each in QUESTIONS if each.code in REASONS & plain.keys() and times[plain[each.code]] > 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision record. `author` and `approver` are names; blank: nobody yet."""

    full: bool
    answers: Mapping[str, str]
    on: date
    author: str
    approver: str = ""
    review_on: date | None = None


def obstacles(record: Record | None, *, stage: str, on: date) -> list[Obstacle]:
    """Why a decision record does not carry a stage on a day; empty where it does.

    Made before the decision, by its maker, with reasons (Equality Act 2010, s.149; rulebook EQ-1). Light before a
    notice, full before a claim, full and no older than 28 days before a warrant or eviction; a full one needs an
    approver who is not its author (EQ-3).
    """
    if record is None:
        return [
            Obstacle(
                says="No equality and proportionality record was made for this step.",
                do="Write it before deciding.",
                rule="EQ-1",
            )
        ]
    found = []
    blank = [each.asks for each in questions(stage) if not record.answers.get(each.code, "").strip()]
    if blank:
        found.append(Obstacle(says="The record leaves questions open.", do=f"Answer: {listed(blank)}", rule="EQ-3"))
    if depth(stage) == "full" and not record.full:
        found.append(
            Obstacle(says="The record is a light one; this step needs it in full.", do="Write it in full.", rule="EQ-3")
        )
    if depth(stage) == "full" and (not record.approver or record.approver == record.author):
        found.append(
            Obstacle(says="Nobody else has approved the record.", do="Ask a senior to approve it.", rule="EQ-3")
        )
    if record.on > on:
        found.append(Obstacle(says="The record is dated after this decision.", do="Put its day right.", rule="EQ-1"))
    longest = STALE_AFTER.get(stage)
    if longest and on - record.on > longest:
        found.append(
            Obstacle(
                says=f"The record is of {long_day(record.on)}: for this step it may be 28 days old at most.",
                do="Weigh it afresh.",
                rule="EQ-3",
            )
        )
    return found
