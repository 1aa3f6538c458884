"""Notices that ran out while a breathing space ran: they may be good for a while after it, which legal says."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from caseload.legal.deadlines import Deadline
from caseload.legal.where import Where
from legal.rules.moratorium import extended_until
from tenancies.models import TenancyPerson
from tenancies.rules.calendar import ONE_DAY
from welfare.models import Marker


def of_held_up(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Until when such a notice may be good after all, as long as that day is to come (rulebook BS-4)."""
    lapsed = {case.account.tenancy_id: case for case in cases if _has_lapsed(case, on)}
    tenants = TenancyPerson.objects.filter(tenancy__in=lapsed, role="tenant", not_sent_since=None)
    spaces = tenants.filter(person__markers__kind=Marker.Kind.BREATHING_SPACE).values_list(
        "tenancy_id", "person__markers__from_on", "person__markers__last_day", "person__markers__lifted_on"
    )
    good_until: dict[int, dt.date] = {}  # joint tenants may each have had one: the latest day counts
    for tenancy, from_on, last_day, lifted_on in spaces if lapsed else ():
        ends = [day for day in (last_day, lifted_on - ONE_DAY if lifted_on else None) if day]
        until = extended_until(
            would_lapse_on=lapsed[tenancy].law["notice_last_issue_on"],
            from_on=from_on,
            last_day=min(ends, default=None),
        )
        if until and until >= on:
            good_until[tenancy] = max(until, good_until.get(tenancy, until))
    for tenancy, until in good_until.items():
        account = lapsed[tenancy].account
        yield Deadline(
            account=account, on=until, statutory=False, rule="BS-4",
            what="The notice ran out in a breathing space and may be good until then: ask legal, plan another",
            url=reverse("legal_case", args=[account.pk]) + "#notices",
        )  # fmt: skip


def _has_lapsed(case: Where, on: dt.date) -> bool:
    last = case.law["notice_last_issue_on"]
    return case.stage == "notice" and case.draft is None and last is not None and last < on
