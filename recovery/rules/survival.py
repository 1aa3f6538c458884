"""How long repayment agreements are kept: the Kaplan-Meier estimate, written plainly (duty S3-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """One agreement: weeks from its making to its break, or to when it was last seen whole."""

    weeks: int
    broke: bool  # False: it was completed, varied, called off, or still runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """After so many weeks: how many were watched until then, how many broke in that week, the share still kept."""

    weeks: int
    at_risk: int
    broke: int
    kept: Fraction


def survival(agreements: Sequence[Lived]) -> list[Point]:
    """The share still kept after each week in which one broke, beginning with all of them at week 0.

    Week by week: of those still watched, the share that did not break; these shares are multiplied. Whoever leaves
    unbroken in a week was watched for that week. Nobody watched: no points.
    """
    if not agreements:
        return []
    kept = Fraction(1)
    points = [Point(weeks=0, at_risk=len(agreements), broke=0, kept=kept)]
    for week in sorted({each.weeks for each in agreements if each.broke}):
        at_risk = sum(each.weeks >= week for each in agreements)
        broke = sum(each.broke and each.weeks == week for each in agreements)
        kept *= Fraction(at_risk - broke, at_risk)
        points.append(Point(weeks=week, at_risk=at_risk, broke=broke, kept=kept))
    return points


def at_risk(agreements: Sequence[Lived], *, weeks: int) -> int:
    """How many were still watched at the start of a week: the numbers that stand below the curve."""
    return sum(each.weeks >= weeks for each in agreements)
