"""Which road to possession a tenancy allows: its notice, grounds and court's power (rulebook 1).

Codes of tenures, clauses and notices are those of the records. Nothing here asks what is owed or who needs protection:
the gates do (recovery.rules.gates).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from legal.rules import switches
from legal.rules.checks import Obstacle
from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY


class Power(StrEnum):
    """What the court may do with a claim that is made out."""

    SECURE = "secure"  # Housing Act 1985, s.85
    ASSURED = "assured"  # Housing Act 1988, s.9
    PITCH = "pitch"  # Mobile Homes Act 1983; Caravan Sites Act 1968, s.4
    MANDATORY = "mandatory"  # possession, within the limits of the Housing Act 1980, s.89


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What decides the road. Last days are inclusive; None or blank: not known, or there is none."""

    tenure: str
    social: bool = True  # False: an assured tenancy let outside social housing
    trial_last_day: date | None = None  # as extended; of a demoted tenancy, the last day of its year
    claim_begun_on: date | None = None  # possession claim not yet disposed of
    fixed_term_last_day: date | None = None
    flexible_clause: str = ""  # none, break, forfeiture
    written_statement_on: date | None = None  # pitches
    transit: bool = False  # a pitch on a transit site
    status_lost: bool = False  # the sole tenant died and nobody succeeds: a bare contract runs on until notice to quit


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeForm:
    """A notice with the form it needs and what it must hold, in order."""

    kind: str
    name: str
    form: str
    statute: str
    contents: tuple[str, ...]


_REVIEWED = (
    "that the court will be asked for possession",
    "the reasons for the decision",
    "the date after which proceedings may begin",
    "the right to ask for a review, and by when",
    "where to get help or advice",
)
NOSP = NoticeForm(
    kind="nosp",
    name="Notice of seeking possession",
    form="Part I of the Schedule to the Secure Tenancies (Notices) Regulations 1987",
    statute="Housing Act 1985, s.83",
    contents=(
        "the names of all tenants, and the advice on getting help",
        "the landlord, the home, and that only a court can order the tenant out",
        "the ground on which possession will be sought, and the full text of it",
        "particulars: the arrears and the day they are struck to",
        "the date after which proceedings may begin",
        "that it lapses after twelve months; signature, name, address, telephone and day",
    ),
)
NOSP_FIXED_TERM = NoticeForm(
    kind="nosp",
    name="Notice of seeking termination of tenancy and recovery of possession",
    form="Part II of the Schedule to the Secure Tenancies (Notices) Regulations 1987",
    statute="Housing Act 1985, ss.82(3), 83",
    contents=NOSP.contents,
)
S128 = NoticeForm(
    kind="s128",
    name="Introductory tenancy notice",
    form="no prescribed form",
    statute="Housing Act 1996, s.128",
    contents=_REVIEWED,
)
S143E = NoticeForm(
    kind="s143e",
    name="Demoted tenancy notice",
    form="no prescribed form",
    statute="Housing Act 1996, s.143E",
    contents=_REVIEWED,
)
S8 = NoticeForm(
    kind="s8",
    name="Notice seeking possession of an assured tenancy",
    form="Form 3 (social housing)",
    statute="Housing Act 1988, s.8",
    contents=(
        "the names of all tenants, and the address of the home",
        "each ground on which possession will be sought, and the full text of it",
        "full particulars of each ground: the arrears and the day they are struck to",
        "the date before which proceedings will not begin, and that they begin within twelve months of service",
        "signature, name, address, telephone and day",
    ),
)
NTQ = NoticeForm(
    kind="ntq",
    name="Notice to quit",
    form="prescribed information (SI 1988/2201)",
    statute="Protection from Eviction Act 1977, s.5",
    contents=(
        "the names of all occupiers, and the address of the home",
        "the day on which the agreement ends, with the saving words",
        "that there must be a court order, applied for only once the notice has run out",
        "where to get advice",
    ),
)
NOTICE_TO_REMEDY = NoticeForm(
    kind="notice_to_remedy",
    name="Notice to remedy a breach",
    form="no prescribed form",
    statute="Mobile Homes Act 1983, Sch. 1",
    contents=(
        "the term of the agreement that is broken",
        "the pitch fee owed and the day it is struck to",
        "what must be paid, and the day by which",
        "where to get advice",
    ),
)
EXTENSION = NoticeForm(
    kind="trial_extension",
    name="Notice of extension of the trial",
    form="no prescribed form",
    statute="Housing Act 1996, ss.125A, 125B",
    contents=(
        "that the council has decided to extend the trial",
        "the reasons for the decision",
        "the right to ask for a review, and by when",
    ),
)
BY_TENURE = {
    "secure": NOSP,
    "introductory": S128,
    "flexible": NOSP,
    "demoted": S143E,
    "assured": S8,
    "starter": S8,
    "non_secure": NTQ,
    "licence": NTQ,
    "pitch": NOTICE_TO_REMEDY,
}
PROTECTED = {"secure", "introductory", "flexible", "demoted", "assured", "starter"}
GROUNDS = {"secure": ("1",), "flexible": ("1",), "assured": ("8", "10", "11"), "starter": ("8", "10", "11")}
NAMES = {
    "nosp": "notice of seeking possession",
    "s128": "introductory (section 128) notice",
    "s143e": "demoted (section 143E) notice",
    "s8": "section 8 notice",
    "ntq": "notice to quit",
    "notice_to_remedy": "notice to remedy",
    "trial_extension": "notice extending the trial",
    "flexible_non_renewal": "notice that the term will not be renewed",
    "flexible_possession": "notice at the end of the term",
}


def tenure_on(home: Home, *, on: date) -> str:
    """The tenure that the law sees on a day, whatever the record still calls it.

    After its trial an introductory tenancy is secure, a demoted one too and a starter one assured, unless a claim was
    begun in time: then it stays what it was until the claim is disposed of (Housing Act 1996, ss.125, 130, 143B;
    rulebook INT-6, DEM). A flexible tenancy whose term has run is a secure periodic one (Housing Act 1985, s.86). With
    nobody to succeed a dead sole tenant, it is protected no more (DTH-3).
    """
    if home.status_lost and home.tenure in PROTECTED:
        return "non_secure"
    ends = {"introductory": "secure", "demoted": "secure", "starter": "assured"}
    if home.tenure in ends and home.trial_last_day and on > home.trial_last_day:
        begun = home.claim_begun_on
        return home.tenure if begun and begun <= home.trial_last_day else ends[home.tenure]
    if home.tenure == "flexible" and home.fixed_term_last_day and on > home.fixed_term_last_day:
        return "secure"
    return home.tenure


def in_fixed_term(home: Home, *, on: date) -> bool:
    """Whether a flexible tenancy is in its term on a day; with no last day known it is taken to be."""
    return tenure_on(home, on=on) == "flexible"


def notice_for(home: Home, *, on: date) -> NoticeForm | None:
    """The notice for arrears that this home needs on a day; None for a lease. `notice_obstacles` may still refuse it.

    Secure: Part I of the prescribed form; flexible in its term: Part II (Housing Act 1985, s.83; rulebook SEC-2).
    Introductory: s.128 (INT-2). Demoted: s.143E (DEM). Assured and starter: s.8 on the social Form 3 (ASD-1).
    Non-secure and licence: notice to quit (NTQ-1). Pitch: notice to remedy (MHA-2).
    """
    if in_fixed_term(home, on=on):
        return NOSP_FIXED_TERM
    return BY_TENURE.get(tenure_on(home, on=on))


def form_of(kind: str, *, fixed_term: bool) -> NoticeForm | None:
    """The notice of a kind, with what it must hold; None for those at the end of a flexible term, which legal writes
    (rulebook SEC-2, INT-7)."""
    if fixed_term:
        return NOSP_FIXED_TERM
    return next((each for each in (*BY_TENURE.values(), EXTENSION) if each.kind == kind), None)


def contents_missing(form: NoticeForm, *, held: Collection[str]) -> list[str]:
    """What the notice must hold and does not, in the form's own order: asked of who checks its wording.

    NOSP: rulebook SEC-3; section 128 and 143E: INT-2; extension of a trial: INT-7; section 8: ASD-1; notice to quit:
    NTQ-4; pitch: MHA-2.
    """
    return [part for part in form.contents if part not in held]


def notice_obstacles(home: Home, *, kind: str, on: date) -> list[Obstacle]:
    """Why a notice of this kind cannot be given for this home on a day; empty where it can (rulebook SEC-1, NTQ-3)."""
    tenure = tenure_on(home, on=on)
    found = _wrong_kind(home, kind=kind, tenure=tenure, on=on)
    if kind == "nosp" and tenure == "flexible":
        found += flexible_obstacles(home)
    if kind == "s8":
        found += assured_obstacles(home, on=on, reform_from=switches.rra_social_commencement())
    if kind == "notice_to_remedy" and tenure == "pitch":
        found += pitch_obstacles(home)
    return found


def _wrong_kind(home: Home, *, kind: str, tenure: str, on: date) -> list[Obstacle]:
    """A notice that does nothing for this tenure. A notice to quit ends none that a statute protects (NTQ-3)."""
    right = notice_for(home, on=on)
    also = {"introductory": {"trial_extension"}, "flexible": {"flexible_non_renewal", "flexible_possession"}}
    if kind in also.get(tenure, set()) or (right and kind == right.kind):
        return []
    do = f"Use the {NAMES[right.kind]}." if right else "Legal advises on leases."
    over = home.trial_last_day or home.fixed_term_last_day
    since = f" since {long_day(over + ONE_DAY)}" if tenure != home.tenure and over else ""
    if kind == "ntq":
        says = f"A notice to quit does not end {article(tenure)} tenancy."
        return [Obstacle(says=says, do=do, rule="NTQ-3")]
    says = f"This is {article(tenure)} tenancy{since}: {article(NAMES.get(kind, kind))} is not for it."
    return [Obstacle(says=says, do=do, rule="SEC-1")]


def article(noun: str) -> str:
    """'a secure', 'an introductory'; codes without their underscores."""
    words = noun.replace("_", "-")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def flexible_obstacles(home: Home) -> list[Obstacle]:
    """In its term a flexible tenancy is claimed only by a break or a forfeiture clause (Croydon v Kalonga [2022]
    UKSC 7; Housing Act 1985, ss.82(3), 86; rulebook FLX-1). Without one the debt alone may be claimed."""
    if home.flexible_clause == "none":
        return [
            Obstacle(
                says="The agreement has neither a break nor a forfeiture clause: no possession during the term.",
                do="Claim the money, or give notice for the end of the term.",
                rule="FLX-1",
            )
        ]
    if home.flexible_clause not in {"break", "forfeiture"}:
        return [
            Obstacle(
                says="It is not known whether the agreement has a break or a forfeiture clause.",
                do="Read the agreement, and enter the clause in the housing system.",
                rule="FLX-1",
            )
        ]
    return []


def needs_forfeiture(home: Home, *, on: date) -> bool:
    """Whether the claim is for a termination order by forfeiture, with notice under s.146 of the Law of Property Act
    1925 (Housing Act 1985, s.82(3); rulebook FLX-1). Possession Claim Online does not take it (FLX-3)."""
    return in_fixed_term(home, on=on) and home.flexible_clause == "forfeiture"


def assured_obstacles(home: Home, *, on: date, reform_from: date | None) -> list[Obstacle]:
    """Why no section 8 notice can be made here: let privately, or the reform of social assured tenancies has begun,
    whose forms and rules are not those built here (Renters' Rights Act 2025; rulebook ASD-5)."""
    if not home.social:
        return [
            Obstacle(
                says="Private assured tenancies have rules of their own since 1 May 2026, which are not built here.",
                do="Legal makes this notice.",
                rule="ASD-5",
            )
        ]
    if reform_from and on >= reform_from:
        day = long_day(reform_from)
        return [
            Obstacle(
                says=f"The law of social assured tenancies changed on {day}: Form 3 is out of date.",
                do="Legal makes this notice until the new form is in place.",
                rule="ASD-5",
            )
        ]
    return []


def pitch_obstacles(home: Home) -> list[Obstacle]:
    """The agreement's terms bind only if the written statement was given (Mobile Homes Act 1983, s.1; rulebook MHA-3).
    Permanent pitches have the implied terms of Chapter 4, transit pitches those of Chapter 3 and at most three months
    (MHA-1): for those, legal advises."""
    found = []
    if home.written_statement_on is None:
        found.append(
            Obstacle(
                says="No written statement is on record: the agreement’s terms cannot be enforced.",
                do="Give the written statement, and enter its day in the housing system.",
                rule="MHA-3",
            )
        )
    if home.transit:
        found.append(
            Obstacle(
                says="A transit pitch is let for three months at most, on other terms.",
                do="Ask legal before any notice.",
                rule="MHA-1",
            )
        )
    return found


def grounds_for(home: Home, *, on: date) -> tuple[str, ...]:
    """The statutory grounds on which arrears can be claimed; empty where the claim needs none.

    Secure and flexible: Ground 1, rent lawfully due not paid, and it must be reasonable (Housing Act 1985, Sch. 2 and
    s.84; rulebook SEC-4). Assured: 8, 10 and 11 (Housing Act 1988, Sch. 2; ASD-3, ASD-4).
    """
    return GROUNDS.get(tenure_on(home, on=on), ())


def ground_obstacles(home: Home, *, grounds: tuple[str, ...], on: date) -> list[Obstacle]:
    """Why these grounds cannot be pleaded for arrears: none where one is needed, or one that is not for this tenure."""
    allowed = grounds_for(home, on=on)
    if allowed and not grounds:
        return [Obstacle(says="No ground is chosen.", do=f"Choose from Ground {', '.join(allowed)}.", rule="SEC-4")]
    return [
        Obstacle(says=f"Ground {ground} is not one for arrears of this tenancy.", do="Take it out.", rule="SEC-4")
        for ground in grounds
        if ground not in allowed
    ]


def power_of_court(home: Home, *, on: date, ground_8_met: bool = False, notice_kind: str = "") -> Power:
    """What the court may do once the claim is made out. `ground_8_met`: pleaded, and met at notice and at the hearing.

    Secure and flexible: adjourn, suspend, postpone (Housing Act 1985, s.85; rulebook ORD-1). Grounds 10 and 11: the
    same by s.9 of the Housing Act 1988, not s.9A (ASD-6). Introductory, demoted, notice to quit and Ground 8:
    possession within the limits of s.89 of the Housing Act 1980, with no suspension (ORD-2, INT-8); the end of a
    flexible term too (Housing Act 1985, s.107D; FLX-2).
    """
    if notice_kind == "flexible_possession":
        return Power.MANDATORY
    tenure = tenure_on(home, on=on)
    if tenure in {"secure", "flexible"}:
        return Power.SECURE
    if tenure in {"assured", "starter"} and not ground_8_met:
        return Power.ASSURED
    return Power.PITCH if tenure == "pitch" else Power.MANDATORY


def is_mandatory_type(home: Home, *, grounds: tuple[str, ...] = (), on: date, notice_kind: str = "") -> bool:
    """Whether Part 3 of the protocol applies before issue: the court would have to give possession.

    Introductory, demoted, notice to quit, and Ground 8 where it is pleaded, alone or not (rulebook P-3, INT-8).
    """
    power = power_of_court(home, on=on, ground_8_met="8" in grounds, notice_kind=notice_kind)
    return power is Power.MANDATORY
