"""May a claim be issued on this notice today? The tenancy, the notice and its review (rulebook 1).

The protocol, the equality record and the gates are asked apart: legal.rules.protocol, equality, recovery.rules.gates.
"""

from dataclasses import dataclass
from datetime import date

from legal.rules.checks import Obstacle
from legal.rules.notices import NoticeState
from legal.rules.reviews import Review
from legal.rules.reviews import issue_obstacles as review_obstacles
from legal.rules.routes import NAMES, Home, article, flexible_obstacles, notice_for, pitch_obstacles, tenure_on
from staff.ui.words import long_day


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """The notice that the claim would rest on, as its dates were worked out."""

    kind: str
    state: NoticeState | str
    first_issue_on: date | None
    last_issue_on: date | None
    complied_with: bool = False  # a notice to remedy: what it asked for was paid in reasonable time


def issue_obstacles(
    home: Home, notice: NoticeFacts | None, *, on: date, review: Review | None = None
) -> list[Obstacle]:
    """Why no claim may be issued on a day; empty where one may.

    A notice of the right kind is in force (Housing Act 1985, s.83(1); 1988, s.8(1); rulebook SEC-1, ASD-1); never is it
    left to the court to dispense with one (SEC-8). From the first day to the last on which it may be issued (SEC-6);
    introductory and demoted within the trial (INT-6); a review settled (INT-5); flexible by its clause (FLX-1); a pitch
    with its written statement, and the breach not remedied (MHA-2, MHA-3).
    """
    needed = notice_for(home, on=on)
    if needed is None:
        return [Obstacle(says="No claim for possession is made on a lease here.", do="Ask legal.", rule="SEC-1")]
    found = clause_obstacles(home, on=on)
    if notice is None:
        name = article(NAMES[needed.kind])
        return [*found, Obstacle(says="No notice has been served.", do=f"Serve {name} first.", rule="SEC-1")]
    found += _notice_obstacles(home, notice, on=on)
    if review:
        found += review_obstacles(review, on=on)
    return found


def clause_obstacles(home: Home, *, on: date) -> list[Obstacle]:
    """What the agreement itself puts in the way: a flexible term without a clause (rulebook FLX-1), a pitch without
    its written statement (MHA-3)."""
    tenure = tenure_on(home, on=on)
    if tenure == "flexible":
        return flexible_obstacles(home)
    return pitch_obstacles(home) if tenure == "pitch" else []


def _notice_obstacles(home: Home, notice: NoticeFacts, *, on: date) -> list[Obstacle]:
    needed = notice_for(home, on=on)
    also = {"flexible_possession"} if tenure_on(home, on=on) in {"flexible", "secure"} else set()
    if needed and notice.kind != needed.kind and notice.kind not in also:
        name = article(NAMES[needed.kind])
        return [Obstacle(says=f"This tenancy needs {name}.", do="Serve it first.", rule="SEC-1")]
    again = "Serve a new one; do not plan on the court dispensing with it."
    if notice.state == NoticeState.DEFECTIVE:
        return [Obstacle(says="The notice is defective.", do=again, rule="SEC-8")]
    if notice.state == NoticeState.EXPIRED:
        return [Obstacle(says="The notice has lapsed.", do=again, rule="SEC-6")]
    if notice.complied_with:
        return [Obstacle(says="What the notice asked for was paid in time.", do="Close it.", rule="MHA-2")]
    if notice.first_issue_on and on < notice.first_issue_on:
        day = long_day(notice.first_issue_on)
        return [Obstacle(says=f"A claim may be issued from {day}.", do="Wait until then.", rule="SEC-6")]
    if notice.last_issue_on and on > notice.last_issue_on:
        return [Obstacle(says=f"The last day was {long_day(notice.last_issue_on)}.", do=again, rule="SEC-6")]
    return []
