"""Decide one account, or a household, on one day: plain Python over the facts and the policy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import md5
from typing import Any

from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, NeedsState
from recovery.rules.policy import Bucket, Condition, Policy, Rule, WrongPolicy
from recovery.rules.signs import signs

WITH_LEAD = Rule(
    code="with_lead",
    name="Spoken for by another account",
    action=Action.NONE,
    because="Another account of this household leads, and its letter or call covers this debt",
)

PUT_OFF = Rule(
    code="put_off",
    name="Put off by an officer",
    action=Action.NONE,
    because="An officer put the next step off until {put_off_until}",
    waits=Bucket.RECOMMENDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One rule as it was checked: each condition with the figure found."""

    rule: Rule
    fired: bool
    conditions: tuple[tuple[Condition, Any, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The one answer for an account: a step, or none and why. `also_fired` are the codes that lost."""

    account_id: int
    action: Action
    rule: Rule
    bucket: Bucket
    also_fired: tuple[str, ...]
    figures: dict[str, str | None]
    next_look_on: date
    trace: tuple[Checked, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same while nothing that matters has changed: what the card was drawn from."""
        parts = (self.action, self.rule.code, self.bucket, self.also_fired, self.figures, self.next_look_on)
        return md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def decide(facts: AccountFacts, policy: Policy, *, trace: bool = False) -> Decision:
    """The step for one account by itself: the first rule that fires and is not set aside by the officer.

    Every ladder ends in a rule without conditions, so there is always exactly one winner. Raises WrongPolicy where no
    ladder serves the account.
    """
    ladder = policy.ladder_of(kind=facts.kind, tenure=facts.tenancy_type, former=facts.is_former)
    fired = ladder.fired(facts)
    winner = _winner(fired, facts)
    return Decision(
        account_id=facts.account_id,
        action=winner.action,
        rule=winner,
        bucket=bucket(facts, winner),
        also_fired=tuple(rule.code for rule in fired if rule is not winner and rule.action != Action.NONE),
        figures=figures(facts, winner),
        next_look_on=next_look_on(facts),
        trace=tuple(_check(rule, facts, fired=rule in fired) for rule in ladder.rules) if trace else (),
    )


def _winner(fired: Sequence[Rule], facts: AccountFacts) -> Rule:
    for rule in fired:
        if rule.action in facts.put_off:
            return PUT_OFF
        if rule.action == Action.NONE or rule.action not in facts.overridden:
            return rule
    raise WrongPolicy(f"The policy has a fault: no rule answers for account {facts.account_ref}.")


def decide_household(household: Sequence[AccountFacts], policy: Policy, *, trace: bool = False) -> list[Decision]:
    """The decisions of one household's accounts, in the same order: one contact serves them all.

    Of several accounts that would write, call or visit, the one whose debt comes first leads and names the others.
    """
    decisions = [decide(facts, policy, trace=trace) for facts in household]
    contacting = [n for n, decision in enumerate(decisions) if decision.action.contacts]
    if len(contacting) < 2:
        return decisions
    lead = min(contacting, key=lambda n: (household[n].priority, household[n].account_id))
    for n in contacting:
        if n != lead:
            decisions[n] = _with_lead(decisions[n])
    return decisions


def undecided(facts: AccountFacts, *, reason: str) -> Decision:
    """The answer for an account of a household that cannot be decided: no step, and why."""
    because = f"This account could not be decided ({reason})".replace("{", "{{").replace("}", "}}")
    return Decision(
        account_id=facts.account_id,
        action=Action.NONE,
        rule=Rule(code="failed", name="Could not be decided", action=Action.NONE, because=because),
        bucket=Bucket.FAILED,
        also_fired=(),
        figures={"reason": reason},
        next_look_on=facts.next_charge_on,
    )


def _with_lead(decision: Decision) -> Decision:
    """No step of its own, in the bucket where it stood: the leading account's step is its step."""
    fired = (decision.rule.code, *decision.also_fired)
    return replace(decision, action=Action.NONE, rule=WITH_LEAD, also_fired=fired)


def bucket(facts: AccountFacts, winner: Rule) -> Bucket:
    """Where the account is in the morning's count: the first that applies."""
    if facts.tenants and not facts.tenants_living:
        return Bucket.DECEASED
    if facts.insolvency:
        return Bucket.INSOLVENCY
    if facts.in_breathing_space:
        return Bucket.BREATHING_SPACE
    if facts.in_crisis or facts.held_until:
        return Bucket.CRISIS_OR_HELD
    if winner.waits:
        return Bucket(winner.waits)
    if winner.action != Action.NONE:
        return Bucket.RECOMMENDED
    return Bucket.IN_CREDIT_OR_CLEAR if facts.balance <= 0 else Bucket.UNDER_THRESHOLD


def figures(facts: AccountFacts, winner: Rule) -> dict[str, str | None]:
    """What the card rests on. Figures that move every day stand only where a step is due, or every row would change."""
    kept: dict[str, str | None] = {
        "balance": str(facts.balance),
        "weekly_charge": str(facts.weekly_charge),
        "last_payment_on": _iso(facts.last_payment_on),
    }
    # What lists are made by stands only where there is any: most accounts have none.
    if facts.agreement_state:
        kept["agreement"] = str(facts.agreement_state)
    if facts.held_until:
        kept["held_until"] = _iso(facts.held_until)
    if facts.needs != NeedsState.NONE:
        kept["needs"] = str(facts.needs)
    if seen := signs(facts):
        kept["signs"] = " ".join(seen)
    if winner.action != Action.NONE:
        weeks = facts.weeks_collectable
        kept |= {
            "technical_arrears": str(facts.technical_arrears),
            "collectable_arrears": str(facts.collectable_arrears),
            "weeks_collectable": None if weeks is None else str(weeks),
            "last_payment_amount": str(facts.last_payment_amount),
            "agreement_shortfall": str(facts.agreement_shortfall),
        }
    return kept


def next_look_on(facts: AccountFacts) -> date:
    """The next day on which the answer may change by itself: the first date coming up, at last the next charge."""
    coming = [
        facts.next_charge_on,
        facts.agreement_next_due_on,
        facts.next_payment_on,
        facts.next_benefit_on,
        facts.overridden_until,
        facts.claim_hearing_on,
        facts.eviction_on,
        facts.notice_first_issue_on,
        facts.notice_last_issue_on,
        facts.promise_until and _day_after(facts.promise_until),
    ]
    if facts.held_until:
        return _day_after(facts.held_until)
    if facts.in_breathing_space and facts.breathing_space_until:
        return _day_after(facts.breathing_space_until)
    return min(day for day in coming if day and day > facts.as_of)


def _day_after(day: date) -> date:
    """The next day; housing systems write 31 December 9999 for 'no end known', after which there is none."""
    return day + timedelta(days=1) if day < date.max else day


def _check(rule: Rule, facts: AccountFacts, *, fired: bool) -> Checked:
    conditions = tuple(
        (condition, getattr(facts, condition.fact, None), condition.met(facts))
        for condition in (*rule.conditions, *rule.any_of)
    )
    return Checked(rule=rule, fired=fired, conditions=conditions)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
