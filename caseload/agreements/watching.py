"""The agreements watch: how each listed account's agreement stands, in a sentence; two statements for a whole page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q

from caseload.lists import Row
from recovery import policies
from recovery.agreement_watch import receipts_of_all, schedule_of
from recovery.models import RepaymentAgreement
from recovery.rules import instalments


def told(rows: Sequence[Row], *, on: date) -> list[Row]:
    """The same rows, each with its agreement's state and sentence in place of the step's reason."""
    accounts = [row.account.pk for row in rows]
    live = RepaymentAgreement.objects.filter(status=RepaymentAgreement.Status.LIVE)
    found = live.filter(Q(account__in=accounts) | Q(covers__account__in=accounts, covers__live=True)).distinct()
    agreements = list(found.prefetch_related("instalments", "covers").order_by("-source_ref", "pk"))
    receipts = receipts_of_all(agreements, as_of=on) if agreements else {}
    tolerance = policies.in_force(on=on).tolerance
    said: dict[int, str] = {}
    for agreement in agreements:
        known: dict[str, Any] = {
            "dues": schedule_of(agreement),
            "receipts": receipts[agreement.pk],
            "as_of": on,
            "tolerance": tolerance,
        }
        state = instalments.standing(**known).state.value.capitalize()
        words = f"{state}. {instalments.sentence(**known)}."
        covered = {agreement.account_id, *(cover.account_id for cover in agreement.covers.all() if cover.live)}
        said |= dict.fromkeys(covered, words)
    return [replace(row, reason=said.get(row.account.pk, row.reason)) for row in rows]
