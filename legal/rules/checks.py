"""What stands in the way of a legal step, and the steps of a checklist: each says what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from staff.ui.words import counted, long_day

FAR_OFF = relativedelta(years=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why something may not be done, as a whole sentence for the officer."""

    says: str
    do: str = ""  # how to clear it; blank: nothing clears it
    rule: str = ""  # rulebook id
    flag: str = ""  # of the gate that says so

    def __str__(self) -> str:
        return f"{self.says} {self.do}".strip()


class StepState(StrEnum):
    DONE = "done"
    MISSING = "missing"
    STOP = "stop"  # nobody's reason sets it aside: the fact itself must change
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a checklist. `gate`: the next legal step waits for it; else it is kept for the court to see."""

    code: str
    name: str
    rule: str
    state: StepState
    evidence: tuple[str, ...] = ()  # what shows it, oldest first, for the file and the bundle
    do: str = ""  # what to do where it is missing
    gate: bool = True

    @property
    def done(self) -> bool:
        return self.state in {StepState.DONE, StepState.NOT_NEEDED}


def made(
    code: str,
    name: str,
    *,
    rule: str,
    done: bool,
    do: str,
    evidence: Iterable[str] = (),
    needed: bool = True,
    gate: bool = True,
    stop: bool = False,
) -> Step:
    """A step in the state that these facts put it in; one not done is a stop where nothing may set it aside."""
    if not needed:
        state = StepState.NOT_NEEDED
    elif done:
        state = StepState.DONE
    else:
        state = StepState.STOP if stop else StepState.MISSING
    return Step(
        code=code,
        name=name,
        rule=rule,
        state=state,
        evidence=tuple(evidence),
        do="" if state in {StepState.DONE, StepState.NOT_NEEDED} else do,
        gate=gate,
    )


def year_mistyped(day: date | None, *, on: date) -> str:
    """What is wrong with a day so far off that its year must be mistyped, in words; blank where nothing is."""
    far = day is not None and day > on + FAR_OFF
    return f"{long_day(day)} is more than two years away: check the year." if day and far else ""


def on_day(words: str, day: date | None) -> tuple[str, ...]:
    """What shows that something was done on a day; nothing where it was not: 'Sent 14 March 2027'."""
    return (f"{words} {long_day(day)}",) if day else ()


def holding(steps: Iterable[Step]) -> list[Step]:
    """The steps that the next legal step waits for."""
    return [step for step in steps if step.gate and not step.done]


def done_of(steps: Iterable[Step]) -> str:
    """How many of the steps that are needed are done, wherever a page or a paper counts them: '8 of 13 steps done'."""
    needed = [step for step in steps if step.state is not StepState.NOT_NEEDED]
    return f"{sum(step.done for step in needed)} of {counted(len(needed), 'step')} done"
