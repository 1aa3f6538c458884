"""A list of work as people read it: one row an account, with its step, reason and figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from caseload.models import Recommendation
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.asking import records_where
from staff.ui import words
from tenancies.models import RentAccount
from tenancies.tenants import names_of


@dataclass(frozen=True, kw_only=True)
class Row:
    """One account that wants something done."""

    account: RentAccount
    names: list[str]
    step: str
    reason: str
    arrears: Decimal | None
    weeks: str | None
    urgent: bool
    marks: list[str]  # a word each: parked, covered for whom
    news: str = ""  # what came in, where no step is wanted any more


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What rows are marked with."""

    parked: frozenset[int] = frozenset()
    covered: dict[int, str] = field(default_factory=dict)  # by patch; see also cover.Covers

    def of(self, account: RentAccount) -> list[str]:
        covered = self.covered.get(account.tenancy.home.patch_id)
        return [*(["Parked"] if account.pk in self.parked else []), *([covered] if covered else [])]


NO_MARKS = Marks()


def of_line(pks: Iterable[int]) -> list[Recommendation]:
    """The recommendations that a person's own line named (queue.first_of_each), in its order, with their homes."""
    return records_where(
        Recommendation,
        "caseload_recommendation.id = ANY (%(pks)s)",
        order="array_position(%(pks)s::bigint[], caseload_recommendation.id)",
        along=["account__tenancy__home"],
        pks=list(pks),
    )


def rows(recommendations: Iterable[Recommendation], policy: Policy, *, marks: Marks = NO_MARKS) -> list[Row]:
    """Their rows: each recommendation with its account and home, as queue.for_list and of_line bring them."""
    found = list(recommendations)
    names = names_of(each.account.tenancy_id for each in found) if found else {}
    return [_row(each, names[each.account.tenancy_id], policy, marks) for each in found]


def _row(each: Recommendation, names: list[str], policy: Policy, marks: Marks) -> Row:
    rule = policy.rule(each.rule)
    arrears = each.facts.get("collectable_arrears") or each.facts.get("balance")
    return Row(
        account=each.account,
        names=names,
        step=Action(each.action).label,
        reason=rule.name if rule else "",
        arrears=Decimal(arrears) if arrears is not None else None,
        weeks=each.facts.get("weeks_collectable"),
        urgent=each.urgency == 1,
        marks=marks.of(each.account),
        news=_news(each),
    )


def _news(dropped: Recommendation) -> str:
    """What came in since a step was suggested that is no longer wanted. See also overnight.dropped."""
    fell: Decimal | None = getattr(dropped, "fell", None)
    return f"{words.pounds(fell)} came in." if fell is not None and fell > 0 else ""
