"""The council's own days before an eviction, on the board of deadlines: who attends, and the confirmation."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from caseload.legal.deadlines import Deadline
from caseload.legal.where import Where
from legal.evictions import LIVE, State, ready_from
from legal.models import Eviction
from legal.rules.enforcement import ATTENDANCE_NAMED_BY
from legal.rules.referrals import threat_from
from welfare.models import Referral


def _case(case: Where) -> str:
    return reverse("legal_case", args=[case.account.pk]) + "#referrals"


def of_evictions(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Referred for homelessness 56 days before (HOM-1, HOM-2); somebody named and confirmed five days before; confirmed
    ready by the working day before (rulebook 7)."""
    by_order = {case.order.pk: case for case in cases if case.order and case.stage == "eviction"}
    if not by_order:
        return
    tenancies = [case.account.tenancy_id for case in by_order.values()]
    asked = Referral.objects.filter(account__tenancy__in=tenancies, prompted_by="homelessness")
    referred = set(asked.values_list("account__tenancy", flat=True))
    for case in by_order.values():
        day = threat_from(eviction_on=case.law["eviction_on"]).strict
        if case.account.tenancy_id not in referred and day:
            what, url = "Refer for help with homelessness, or record the refusal", _case(case)
            yield Deadline(account=case.account, on=day, what=what, statutory=False, rule="HOM-2", url=url)
    for each in Eviction.objects.filter(order__in=by_order, state__in=LIVE):
        account, url = by_order[each.order_id].account, reverse("eviction", args=[each.pk])
        days = []
        if each.attends_id is None or each.attendance_confirmed_at is None:
            days.append((each.on - ATTENDANCE_NAMED_BY, "Name who attends the eviction, and have them confirm"))
        if each.state == State.BOOKED:
            days.append((ready_from(each), "Confirm the eviction ready"))
        for day, what in days:
            yield Deadline(account=account, on=day, what=what, statutory=False, rule="7", url=url)
