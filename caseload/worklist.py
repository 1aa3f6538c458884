"""A list of work as people read it: one row an account, with its step, reason and figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from caseload.models import Recommendation
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.ui import words
from tenancies.models import RentAccount, TenancyPerson, TenancyRole


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
    covered: dict[int, str] = field(default_factory=dict)  # by patch; see also cover.labels

    def of(self, account: RentAccount) -> list[str]:
        covered = self.covered.get(account.tenancy.home.patch_id)
        return [*(["Parked"] if account.pk in self.parked else []), *([covered] if covered else [])]


NO_MARKS = Marks()


def named(waiting: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """With the tenants' names, for a list."""
    tenants = TenancyPerson.objects.filter(role=TenancyRole.TENANT, not_sent_since=None).select_related("person")
    return waiting.prefetch_related(Prefetch("account__tenancy__people", tenants.order_by("pk"), to_attr="tenants"))


def of_line(pks: Iterable[int]) -> list[Recommendation]:
    """The recommendations that a person's own line named (queue.first_of_each), in its order, with their homes."""
    found = named(Recommendation.objects.select_related("account__tenancy__home")).in_bulk(list(pks))
    return [found[pk] for pk in pks]


def rows(recommendations: Iterable[Recommendation], policy: Policy, *, marks: Marks = NO_MARKS) -> list[Row]:
    """The rows of recommendations from named()."""
    return [_row(each, policy, marks) for each in recommendations]


def _row(each: Recommendation, policy: Policy, marks: Marks) -> Row:
    rule = policy.rule(each.rule)
    arrears = each.facts.get("collectable_arrears") or each.facts.get("balance")
    return Row(
        account=each.account,
        names=_names(each.account),
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


def _names(account: RentAccount) -> list[str]:
    tenancy = account.tenancy
    last_day = tenancy.last_day
    return [
        str(tenant.person)
        for tenant in tenancy.tenants  # type: ignore[attr-defined]  # see named()
        if tenant.last_day is None or (last_day is not None and tenant.last_day >= last_day)
    ]
