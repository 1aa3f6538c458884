"""How a possession claim is issued: through which service of the court, and why not through another (rulebook 4.1).

Codes are those of PossessionClaim.Route.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from legal.rules.checks import Obstacle
from legal.rules.routes import GROUNDS, Home, article, needs_forfeiture, tenure_on
from legal.rules.switches import procedures
from staff.ui.words import long_day

ARREARS_GROUNDS = {ground for grounds in GROUNDS.values() for ground in grounds}
NEVER_ON_PCOL = {"introductory", "demoted", "non_secure", "licence", "pitch"}
COUNTY_COURT_FROM = {"england", "wales"}


class Route(StrEnum):
    PCS_ONLINE = "pcs_online"
    PCOL = "pcol"
    PAPER = "paper"

    @property
    def label(self) -> str:
        return {
            Route.PCS_ONLINE: "the possession service online",
            Route.PCOL: "Possession Claim Online",
            Route.PAPER: "paper forms N5 and N119",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a claim asks for, against whom."""

    home: Home
    on: date
    grounds: tuple[str, ...] = ()
    other_breach: bool = False  # another term broken than rent
    other_remedy: bool = False  # more than possession, arrears, interest and costs: demotion, an injunction
    postcode: str = ""
    country: str = "england"
    child_defendant: bool = False
    protected_party: bool = False  # lacks capacity to conduct the proceedings
    litigation_friend: str = ""
    solicitor_acts: bool = False


def pcol_obstacles(claim: Claim) -> list[Obstacle]:
    """Why Possession Claim Online does not take a claim (PD 55B; rulebook 4.1, FLX-3, MHA-4); empty where it does.

    It takes a landlord's claim on rent arrears alone, for a home in England and Wales with a postcode, that asks for
    nothing beyond arrears, interest and costs, against nobody who is a child or a protected party. A demoted tenancy is
    treated as an introductory one, which is uncertain on it and so is not sent there.
    """
    tenure = tenure_on(claim.home, on=claim.on)
    reasons = []
    if tenure in NEVER_ON_PCOL:
        reasons.append(f"It does not take {article(tenure)} tenancy{' or agreement' * (tenure == 'pitch')}.")
    if needs_forfeiture(claim.home, on=claim.on):
        reasons.append("It does not take a claim by forfeiture.")
    if claim.other_breach or any(ground not in ARREARS_GROUNDS for ground in claim.grounds):
        reasons.append("It takes claims on rent arrears alone, and this one has another ground.")
    if claim.other_remedy:
        reasons.append("It takes claims for possession, arrears, interest and costs alone.")
    if claim.country not in COUNTY_COURT_FROM or not claim.postcode.strip():
        reasons.append("It needs an address with a postcode in England or Wales.")
    if claim.child_defendant or claim.protected_party:
        reasons.append("It does not take a claim against a child or a protected party.")
    return [Obstacle(says=says, do=f"Issue it by {Route.PAPER.label}.", rule="4.1") for says in reasons]


def pcs_obstacles(claim: Claim) -> list[Obstacle]:
    """Why the court's new possession service does not take a claim (rulebook 4.1); empty where it does.

    It is for registered providers of social housing that act themselves, from the day of the Online Procedure Rules.
    How it takes a child or protected party is not published: on paper, then.
    """
    reasons = []
    opened = procedures()["OPR2026"].starts_on
    if claim.on < opened:
        reasons.append(f"It opened on {long_day(opened)}.")
    if claim.solicitor_acts:
        reasons.append("Solicitors go on using Possession Claim Online or paper.")
    if claim.child_defendant or claim.protected_party:
        reasons.append("How it takes a claim against a child or a protected party is not published.")
    if needs_forfeiture(claim.home, on=claim.on) or claim.home.tenure == "pitch":
        reasons.append("Its questions do not fit this kind of claim.")
    return [Obstacle(says=says, do=f"Issue it by {Route.PAPER.label}.", rule="4.1") for says in reasons]


def routes(claim: Claim) -> dict[Route, list[Obstacle]]:
    """Each route with what stands in its way; it is open where the list is empty. Paper always is (rulebook 4.1)."""
    return {Route.PCOL: pcol_obstacles(claim), Route.PCS_ONLINE: pcs_obstacles(claim), Route.PAPER: []}


def default_route(claim: Claim) -> Route:
    """Possession Claim Online where it takes the claim, else paper (rulebook 4.1).

    The new service is offered, never chosen for anybody: its dates are provisional.
    """
    return Route.PAPER if pcol_obstacles(claim) else Route.PCOL


def procedure_of(route: Route | str, *, on: date) -> str:
    """CPR55 or OPR2026: which rules of time and service hold for a claim issued on a day by a route (rulebook 4.1).

    The Online Procedure Rules hold from 7 September 2026 for what is issued through the new service. Dates under them
    are provisional: check the court's notice.
    """
    return "OPR2026" if route == Route.PCS_ONLINE and on >= procedures()["OPR2026"].starts_on else "CPR55"


def provisional(route: Route | str, *, on: date) -> str:
    """What is said of the days of a claim issued by a route whose rules of time are not settled; blank where the CPR
    counts them (rulebook 4.1)."""
    return "provisional: check the court’s notice" if procedures()[procedure_of(route, on=on)].provisional else ""


def party_obstacles(claim: Claim) -> list[Obstacle]:
    """A child or a protected party is sued only with a litigation friend (CPR 21; rulebook P-1, SAF-1)."""
    if not (claim.child_defendant or claim.protected_party) or claim.litigation_friend.strip():
        return []
    who = "under 18" if claim.child_defendant else "without capacity to conduct the case"
    return [
        Obstacle(
            says=f"A defendant is {who} and has no litigation friend.",
            do="Have one appointed, and enter who it is.",
            rule="P-1",
        )
    ]
