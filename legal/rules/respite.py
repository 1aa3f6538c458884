"""What may be done while a breathing space runs (Debt Respite Scheme Regulations 2020; rulebook 6.1).

Days: welfare.rules.moratoria. The same for letters, calls and visits: recovery.rules.gates.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from legal.rules.checks import Obstacle
from staff.ui.words import long_day

EIGHT_WEEKS = relativedelta(weeks=8)


class LegalAct(StrEnum):
    ARREARS_NOTICE = "arrears_notice"  # NOSP on Ground 1, s.128 or s.143E for arrears, s.8 on Grounds 8, 10 or 11
    NOTICE_WITHOUT_GROUND = "notice_without_ground"  # a notice to quit, which states none
    OTHER_NOTICE = "other_notice"  # wholly on other grounds than arrears
    CLAIM = "claim"
    WARRANT = "warrant"
    EVICTION = "eviction"
    EARNINGS = "earnings"  # attachment of earnings for the covered debt
    DEDUCTION = "deduction"  # a third-party deduction for it
    COSTS = "costs"  # interest, fees or costs added to it
    COURT_HEARING = "court_hearing"  # of a claim already issued
    CURRENT_RENT = "current_rent"
    ADVISER = "adviser"  # a letter to the debt adviser


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """allowed, approval (a manager's yes and legal's advice) or blocked; what must be done all the same."""

    verdict: str
    says: str
    do: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.verdict == "allowed"


_BLOCKED = "A breathing space stops this until it ends."
TABLE = {
    LegalAct.ARREARS_NOTICE: Ruling(verdict="blocked", says="No notice about arrears may be given."),
    LegalAct.NOTICE_WITHOUT_GROUND: Ruling(
        verdict="approval",
        says="The law leaves it open, since it states no ground; it needs a manager and legal, and no word of arrears.",
    ),
    LegalAct.OTHER_NOTICE: Ruling(verdict="allowed", says="A notice wholly on other grounds may be given."),
    LegalAct.CLAIM: Ruling(verdict="blocked", says=_BLOCKED),
    LegalAct.WARRANT: Ruling(verdict="blocked", says=_BLOCKED),
    LegalAct.EVICTION: Ruling(
        verdict="blocked",
        says="The warrant may not be carried out.",
        do=("Tell the court today.", "Tell the bailiff today."),
    ),
    LegalAct.EARNINGS: Ruling(verdict="blocked", says=_BLOCKED),
    LegalAct.DEDUCTION: Ruling(
        verdict="blocked", says=_BLOCKED, do=("Where one runs already, tell the adviser and the DWP.",)
    ),
    LegalAct.COSTS: Ruling(verdict="blocked", says="No interest, fee or cost may be added to the debt."),
    LegalAct.COURT_HEARING: Ruling(
        verdict="approval",
        says="The claim stands, but nothing may be enforced.",
        do=("Tell the court today.", "Ask for an adjournment."),
    ),
    LegalAct.CURRENT_RENT: Ruling(verdict="allowed", says="This week’s rent alone may be asked for, in fixed words."),
    LegalAct.ADVISER: Ruling(verdict="allowed", says="The debt adviser may be written to."),
}


def during_breathing_space(act: LegalAct) -> Ruling:
    """What a running moratorium does to a step in a case (SI 2020/1311, regs 7, 10, 11; rulebook BS-3, BS-4, ORD-15).

    Any tenant's moratorium counts for possession, since that would fall on all of them; a joint tenant outside it may
    be pursued for their own liability. Ongoing rent may be asked for; who does not pay it is the adviser's matter.
    """
    return TABLE[act]


def stopped_by(act: LegalAct, *, runs: bool, until: date | None = None) -> list[Obstacle]:
    """The same as an obstacle; empty where no moratorium runs or the act is allowed in it (rulebook BS-3)."""
    ruling = during_breathing_space(act)
    if not runs or ruling.allowed:
        return []
    end = f" It ends on {long_day(until)}." if until else ""
    do = " ".join(ruling.do) or "Wait until it has ended, then contact the tenant afresh."
    return [Obstacle(says=ruling.says + end, do=do, rule="BS-3")]


def extended_until(*, would_lapse_on: date, from_on: date, last_day: date | None) -> date | None:
    """Until when a notice or limit that ran out during a moratorium may be good after all: eight weeks after its end
    (regs 8, 9; rulebook BS-4). Only to be shown to legal: plan to serve again. None: it did not run out in it, or its
    end is not known. `from_on` and `last_day`: of the moratorium."""
    if last_day is None or not from_on <= would_lapse_on <= last_day:
        return None
    later: date = last_day + EIGHT_WEEKS
    return later
