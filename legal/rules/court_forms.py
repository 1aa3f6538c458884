"""The court's forms that each step of a case needs (rulebook 4.2, 5)."""

from legal.rules.issue_routes import Route

ORDERS = {"outright": "N26", "suspended": "N28", "postponed": "N28A"}


def forms(stage: str, *, route: str = Route.PAPER, order_kind: str = "") -> list[str]:
    """The numbers of the forms of a stage: notice, issue, served, application, order, warrant, eviction.

    Online the claim form is keyed, not printed; the defence form and notes still go with it (rulebook 4.2). Warrant:
    N325, or N325A after a suspended or postponed order (ORD-8). Orders: N26, N28, N28A (ORD-4, ORD-13). N54: ORD-9.
    """
    if stage == "issue":
        return ["N5", "N119"] if route == Route.PAPER else []
    if stage == "warrant":
        return ["N325A" if order_kind in {"suspended", "postponed"} else "N325"]
    if stage == "order":
        return [ORDERS[order_kind]] if order_kind in ORDERS else []
    return {
        "notice": ["N215"],
        "served": ["N11R", "N7A", "N215"],
        "application": ["N244"],
        "eviction": ["N54"],
    }.get(stage, [])
