"""The full why and why-not, made when somebody asks: the same facts, policy and decision, with the trace kept."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from recovery import policies
from recovery.account_facts import gather_facts
from recovery.rules import words
from recovery.rules.decide import decide_household, undecided
from recovery.rules.facts import AccountFacts
from recovery.rules.instalments import Tolerance
from recovery.rules.words import Explanation
from tenancies.models import RentAccount


def explain(account: RentAccount, *, as_of: date) -> Explanation:
    """Why this account has the step it has, or none, at the end of a day."""
    return next(e for e in explain_tenancies([account.tenancy_id], as_of=as_of) if e.facts.account_id == account.pk)


def explain_tenancies(tenancy_ids: Sequence[int], *, as_of: date) -> Iterator[Explanation]:
    """The same for every account of these tenancies, household by household."""
    policy = policies.in_force(on=as_of)
    tolerance = Tolerance(pounds=policy.tolerance_pounds, days=policy.tolerance_days)
    households: dict[int, list[AccountFacts]] = defaultdict(list)
    for facts in gather_facts(as_of=as_of, tenancy_ids=tenancy_ids, tolerance=tolerance):
        households[facts.tenancy_id].append(facts)
    for household in households.values():
        try:
            decisions = decide_household(household, policy, trace=True)
        except Exception as error:
            decisions = [undecided(facts, reason=str(error)) for facts in household]
        for facts, decision in zip(household, decisions, strict=True):
            yield words.explain(facts, decision, policy)
