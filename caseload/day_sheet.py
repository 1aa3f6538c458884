"""The day on paper: must-dos, appointments, visits, and whom to telephone. No needs, no notes: paper gets lost."""

from dataclasses import dataclass
from datetime import date, datetime

from caseload import queue, reminders
from caseload.diary import AHEAD, Appointment, diary
from caseload.explain import explain_tenancies
from caseload.models import Recommendation
from caseload.worklist import Row, rows
from recovery import policies
from recovery.account_facts import tenants_of_all
from recovery.rules import gates
from staff.models import User

MOST = 20  # of each list: more than a day holds
ANY_REASON = "given"  # a call that only wants a reason is on the list; one that is stopped is not


@dataclass(frozen=True, kw_only=True)
class Number:
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Call:
    row: Row
    numbers: list[Number]  # of the tenants who may be telephoned


@dataclass(frozen=True, kw_only=True)
class DaySheet:
    on: date
    must_dos: list[Row]
    diary: list[Appointment]
    visits: list[Row]
    calls: list[Call]


def day_sheet(user: User, *, now: datetime, must_dos: int) -> DaySheet:
    """`now` is local time."""
    on = now.date()
    mine, policy = queue.accounts_of(user, on=on), policies.in_force(on=on)
    waiting = queue.queue(user, on=on, mine=mine)
    calls = list(waiting.filter(action__in=queue.CALLS)[:MOST])
    numbers = _numbers(calls, on=on)
    return DaySheet(
        on=on,
        must_dos=rows(waiting.filter(urgency__lte=queue.TODAY)[:must_dos], policy),
        diary=diary(reminders.due(user, on, on + AHEAD), mine=mine, now=now),
        visits=rows(queue.in_group(waiting, "visit")[:MOST], policy),
        calls=[Call(row=row, numbers=numbers.get(row.account.pk, [])) for row in rows(calls, policy)],
    )


def _numbers(calls: list[Recommendation], *, on: date) -> dict[int, list[Number]]:
    """The telephone numbers of those who may be called, by account."""
    accounts = [each.account for each in calls]
    if not accounts:
        return {}
    tenants = tenants_of_all(accounts, as_of=on)
    households = explain_tenancies(sorted({account.tenancy_id for account in accounts}), as_of=on)
    facts = {each.facts.account_id: each.facts for each in households}
    return {
        account.pk: [
            Number(name=tenant.name, phone=tenant.mobile or tenant.phone)
            for tenant in tenants[account.pk]
            if (tenant.mobile or tenant.phone)
            and not gates.blocking(gates.for_call(facts=facts[account.pk], tenant=tenant), reason_given=ANY_REASON)
        ]
        for account in accounts
    }
