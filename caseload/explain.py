"""The full why and why-not, made when somebody asks: the same facts, policy and decision, with the trace kept."""

from collections.abc import Iterator, Sequence
from datetime import date

from recovery import policies
from recovery.account_facts import households
from recovery.rules import words
from recovery.rules.decide import decide_household, undecided
from recovery.rules.words import Explanation
from tenancies.models import RentAccount


def explain(account: RentAccount, *, as_of: date) -> Explanation:
    """Why this account has the step it has, or none, at the end of a day."""
    return next(e for e in explain_tenancies([account.tenancy_id], as_of=as_of) if e.facts.account_id == account.pk)


def explain_tenancies(tenancy_ids: Sequence[int], *, as_of: date) -> Iterator[Explanation]:
    """The same for every account of these tenancies, household by household."""
    policy = policies.in_force(on=as_of)
    for household in households(as_of=as_of, tenancy_ids=tenancy_ids, policy=policy):
        try:
            decisions = decide_household(household, policy, trace=True)
        except Exception as error:
            decisions = [undecided(facts, reason=str(error)) for facts in household]
        for facts, decision in zip(household, decisions, strict=True):
            yield words.explain(facts, decision, policy)
