"""What stands in the way of a legal step, each with where it is cleared."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from legal.models import Notice, PossessionOrder
from legal.rules.checks import Obstacle
from tenancies.models import RentAccount

NEEDS = "Needs, safety and holds"


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """`url`: where it is cleared, named by `label`; blank: nowhere here."""

    says: str
    do: str
    rule: str
    url: str
    label: str


def blockers(
    found: Iterable[Obstacle],
    *,
    account: RentAccount,
    weighed_for: str,
    notice: Notice | None = None,
    order: PossessionOrder | None = None,
    to_replace: bool = False,
) -> list[Blocker]:
    """These obstacles in their order. `weighed_for`: the step whose equality and proportionality are to be weighed;
    `to_replace`: the notice is of no use, so another is wanted."""

    def cleared(rule: str) -> tuple[str, str]:
        if rule.startswith("EQ-"):
            return "Write it", reverse("legal_decision", args=[account.pk, weighed_for])
        if rule.startswith(("P-", "PAP")):
            return "Protocol sheet", reverse("legal_protocol", args=[account.pk])
        if rule in {"SEC-6", "SEC-8"} and to_replace:
            return "Prepare another", reverse("legal_notice_new", args=[account.pk])
        if rule.startswith("INT-") and notice:
            return "The notice", reverse("legal_notice", args=[notice.pk])
        if rule.startswith("DTH-"):
            return NEEDS, reverse("care", args=[account.pk])
        if rule == "SEC-3":
            return "Forms", reverse("legal_forms")
        if rule == "ORD-6" and order:
            return "Warn them", reverse("court_order", args=[order.pk]) + "#warn"
        if rule == "ORD-7" and order:
            return "Record it and what the court said", reverse("order_appeal", args=[order.pk])
        return "", ""

    made = []
    for each in found:
        label, url = (NEEDS, reverse("care", args=[account.pk])) if each.flag else cleared(each.rule)
        made.append(Blocker(says=each.says, do=each.do, rule=each.rule, url=url, label=label))
    return made
