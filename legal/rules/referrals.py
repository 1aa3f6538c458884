"""Who else is told before somebody loses their home: children's services, the homelessness team (rulebook 7).

An adult at risk goes to adult social care by a safeguarding concern (caseload.safety.concerns); doubt about capacity
is in legal.rules.protocol.understanding.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from legal.rules.checks import Step, made, on_day
from legal.rules.worked import Worked

THREATENED_WITHIN = timedelta(days=56)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """Who lives there, and what was referred when. None: never."""

    children: bool | None = None  # None: not known
    children_referred_on: date | None = None
    homelessness_advised_on: date | None = None
    homelessness_referred_on: date | None = None
    homelessness_refused_on: date | None = None
    order_made_on: date | None = None
    warrant_begun_on: date | None = None


def children(facts: HouseholdFacts, *, stage: str) -> Step:
    """Children in the home are told of to children's services at the order, and again once a warrant is prepared
    (Children Act 1989, s.17; 2004, s.11). Consent is not asked. Rulebook SAF-1. `stage`: notice, order, warrant or
    eviction."""
    since = facts.warrant_begun_on if stage in {"warrant", "eviction"} else None
    since = since or facts.order_made_on
    referred = facts.children_referred_on
    return made(
        "children",
        "Children’s services told",
        rule="SAF-1",
        done=facts.children is not None and referred is not None and (since is None or referred >= since),
        do="Ask who lives there." if facts.children is None else "Refer to children’s services.",
        evidence=on_day("Referred", referred),
        needed=stage in {"order", "warrant", "eviction"} and facts.children is not False,
    )


def threat_from(*, eviction_on: date) -> Worked:
    """From when somebody is threatened with homelessness by an eviction: 56 days before it (Housing Act 1996, s.175(4);
    rulebook HOM-1, HOM-2)."""
    first = eviction_on - THREATENED_WITHIN
    return Worked(
        name="threat_from",
        rule="HOM-1",
        law="Housing Act 1996, s.175(4)",
        inputs={"eviction_on": eviction_on},
        strict=first,
        default=first,
        reason="Likely to become homeless within 56 days.",
    )


def homelessness(facts: HouseholdFacts, *, stage: str, outright: bool = False, breached: bool = False) -> Step:
    """What a stage asks about homelessness (rulebook HOM-2): at the notice advice; at an outright order, or a suspended
    one that is broken, the offer of a referral, which is made or refused; at the warrant and the eviction the same, and
    there it is a stop.

    A landlord's own council or a registered provider is not on the list of s.213B: the referral is an internal one, or
    under the commitment to refer, with consent (HOM-1).
    """
    refused = facts.homelessness_refused_on
    referred = facts.homelessness_referred_on
    shown = (
        *on_day("Advised", facts.homelessness_advised_on),
        *on_day("Referred", referred),
        *on_day("Refused", refused),
    )
    settled = referred is not None or refused is not None
    if stage in {"warrant", "eviction"}:
        return made(
            "homelessness",
            "Homelessness referral",
            rule="HOM-2",
            done=settled,
            do="Refer, or record the refusal.",
            evidence=shown,
            stop=True,
        )
    if stage == "order":
        return made(
            "homelessness",
            "Homelessness referral offered",
            rule="HOM-2",
            done=settled,
            do="Offer a referral: refer, or record the refusal.",
            evidence=shown,
            needed=outright or breached,
        )
    return made(
        "homelessness",
        "Homelessness advice given",
        rule="HOM-2",
        done=settled or facts.homelessness_advised_on is not None,
        do="Say where to get help with housing.",
        evidence=shown,
        gate=False,
    )
