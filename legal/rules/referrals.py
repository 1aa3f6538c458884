"""Who else must be told before somebody loses their home: children's services, adults, homelessness (rulebook 7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from legal.rules.checks import Step, made, on_day
from legal.rules.worked import Worked

THREATENED_WITHIN = timedelta(days=56)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """Who lives there, and what was referred when. None: never."""

    children: bool | None = None  # None: not known
    adult_at_risk: bool = False
    capacity_in_doubt: bool = False
    litigation_friend: str = ""
    children_referred_on: date | None = None
    adults_referred_on: date | None = None
    capacity_advised_on: date | None = None
    homelessness_advised_on: date | None = None
    homelessness_offered_on: date | None = None
    homelessness_referred_on: date | None = None
    homelessness_refused_on: date | None = None
    order_made_on: date | None = None
    warrant_requested_on: date | None = None


def safeguarding(facts: HouseholdFacts, *, stage: str) -> list[Step]:
    """Referrals before a stage (order, warrant, eviction): children in the home to children's services, at the order
    and again at the warrant (Children Act 1989, s.17; 2004, s.11); an adult at risk to adult social care (Care Act
    2014, s.42); doubt about capacity to advice and a litigation friend (Mental Capacity Act 2005). Rulebook SAF-1.

    Consent is not asked for safeguarding; for support it is.
    """
    since = facts.warrant_requested_on if stage == "eviction" else None
    since = since or facts.order_made_on
    late = stage in {"order", "warrant", "eviction"}
    return [
        made(
            "children",
            "Children’s services told",
            rule="SAF-1",
            done=facts.children is not None and _since(facts.children_referred_on, since),
            do="Ask who lives there." if facts.children is None else "Refer to children’s services.",
            evidence=on_day("Referred", facts.children_referred_on),
            needed=late and facts.children is not False,
        ),
        made(
            "adult",
            "Adult social care told",
            rule="SAF-1",
            done=_since(facts.adults_referred_on, since),
            do="Refer to adult social care.",
            evidence=on_day("Referred", facts.adults_referred_on),
            needed=late and facts.adult_at_risk,
        ),
        made(
            "capacity",
            "Capacity advised on",
            rule="SAF-1",
            done=facts.capacity_advised_on is not None and bool(facts.litigation_friend.strip()),
            do="Ask legal, and have a litigation friend appointed.",
            evidence=on_day("Advised", facts.capacity_advised_on),
            needed=facts.capacity_in_doubt,
        ),
    ]


def _since(day: date | None, since: date | None) -> bool:
    return day is not None and (since is None or day >= since)


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
    one that is broken, the offer of a referral; at the warrant and the eviction the referral itself, or its refusal on
    record. The last is a stop.

    A landlord's own council or a registered provider is not on the list of s.213B: the referral is an internal one, or
    under the commitment to refer, and to another authority with consent (HOM-1).
    """
    refused = facts.homelessness_refused_on
    referred = facts.homelessness_referred_on
    shown = (
        *on_day("Advised", facts.homelessness_advised_on),
        *on_day("Offered", facts.homelessness_offered_on),
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
            done=settled or facts.homelessness_offered_on is not None,
            do="Offer a referral.",
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


def hard_stop(facts: HouseholdFacts, *, eviction_on: date, on: date) -> str:
    """Why an eviction is stopped for want of a homelessness referral; blank where it is not: 56 days or fewer to go,
    and neither a referral nor its refusal on record (rulebook HOM-2)."""
    if facts.homelessness_referred_on or facts.homelessness_refused_on or eviction_on - on > THREATENED_WITHIN:
        return ""
    days = (eviction_on - on).days
    return f"The eviction is {days} days away and nobody was referred for homelessness help: refer first."


def may_refer_under_s213b(*, consent: bool, authority_chosen: str, listed_body: bool) -> str:
    """Why the statutory duty to refer does not carry this referral; blank where it does (Housing Act 1996, s.213B;
    rulebook HOM-1). It binds listed public bodies, and needs consent and the person's choice of authority."""
    if not listed_body:
        return "A landlord is not on the list of the statutory duty: refer internally, or by the commitment to refer."
    if not consent:
        return "The person has not agreed to be referred."
    return "" if authority_chosen.strip() else "Ask to which council they wish to be referred."
