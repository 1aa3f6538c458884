"""Ways to pay at the desk: the pay-day plan of Universal Credit, and what way of paying a tenant wants (S4-18)."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from caseload import undo
from caseload.at_work import at_work
from recovery import pay_days
from recovery.models import PayDayPlan
from recovery.ways_to_pay import OFFERED, SWITCH
from staff.models import User
from tenancies import timeline
from tenancies.models import AccountEvent, PaymentMethod, RentAccount


def keep_plan(*, account: RentAccount, by: User, on: date, at: datetime, **told: Any) -> PayDayPlan:
    """Raises pay_days.CannotPlanPayDay."""
    with at_work(account, by=by, on=on) as locked:
        plan = pay_days.keep(account=locked, by=by, on=on, at=at, **told)
        summary = f"Pay-day plan for {plan.person}, day {plan.month_day}."
        about = f"recovery.paydayplan:{plan.pk}"
        undo.remember(user=by, account=locked, kind="pay_day", summary=summary, about=about, at=at)
    return plan


def opt_out(*, plan: PayDayPlan, by: User, on: date, at: datetime) -> None:
    with at_work(plan.account, by=by, on=on):
        pay_days.opt_out(plan, by=by, on=on, at=at)


def wants(*, account: RentAccount, method: str, day: int | None, by: User, on: date, at: datetime) -> None:
    """They want to pay another way: noted, and counted as a switch once the housing system says so too."""
    with at_work(account, by=by, on=on) as locked:
        on_day = f" on day {day} of the month, any day they choose" if day else ""
        said = f"Wants to pay by {PaymentMethod(method).label.lower()}{on_day}."
        about = f"{SWITCH}{method}:{locked.pk}:{on.isoformat()}"
        what = AccountEvent.What.ADVICE
        timeline.record(account=locked, what=what, on=on, by=by, at=at, summary=said, about=about)
        undo.remember(user=by, account=locked, kind="pay_switch", summary=said, about=about, at=at)


def tracker(user: User, *, since: date) -> list[tuple[str, int, int]]:
    """For each way of paying on this person's lists: how many wanted it since a day, and how many pay so now."""
    visible = RentAccount.objects.visible_to(user)
    events = AccountEvent.objects.filter(
        account__in=visible, what=AccountEvent.What.ADVICE, on__gte=since, about__startswith=SWITCH
    )
    asked = {(account, about.split(":")[1]) for account, about in events.values_list("account", "about")}
    pays = dict(RentAccount.objects.filter(pk__in={pk for pk, _ in asked}).values_list("pk", "payment_method"))
    wanted, taken = Counter[str](), Counter[str]()
    for account, method in asked:
        wanted[method] += 1
        taken[method] += pays[account] == method
    return [(str(method.label), wanted[method], taken[method]) for method in OFFERED if wanted[method]]
