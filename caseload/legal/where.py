"""Where legal cases stand: one row a tenancy, with its stage, since when, and what comes next.

There is no record of a case: it is the tenancy with its newest notice, claim, order, warrant and eviction, as the facts
see them (legal/facts.py). One tenancy and a thousand take the same number of queries.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from legal import facts as legal_facts
from legal.appeals import PUT_OFF
from legal.models import ClaimPack, LegalRequest, Notice, PossessionClaim, PossessionOrder
from legal.rules import routes
from recovery.account_facts import order_shortfall
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays
from tenancies.gather import SCOPE
from tenancies.models import RentAccount, RentYear
from tenancies.models.accounts import RentAccountQuerySet

# The ladder, with what brings a case onto each rung.
STAGES = {
    "notice": ("Notice", "A notice is being prepared, served or waited out, or the last one failed or lapsed."),
    "protocol": ("Protocol", "The notice has run: the steps before a claim are being done."),
    "approval": ("Approval", "A claim waits for the income manager’s yes, or for its papers to go."),
    "claim": ("Claim", "A claim is issued and no hearing is listed."),
    "hearing": ("Hearing", "A hearing is listed."),
    "order": ("Order", "An order is in force and its terms are kept, or it has none."),
    "breach": ("Breach", "An order is in force and its terms are not kept."),
    "warrant": ("Warrant", "A warrant was asked for or issued, and no eviction is booked."),
    "eviction": ("Eviction", "A bailiff’s appointment is booked."),
}
LIVE_CLAIM = {
    "issued", "listed", "adjourned_generally", "adjourned_to_date", "adjourned_on_terms", "stayed", "order_made",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Where:
    """One case. `law`: its row of legal facts. `stage` is blank while nothing was begun."""

    account: RentAccount
    on: dt.date
    law: dict[str, Any]
    shortfall: Decimal | None  # of the order's terms; None: no terms to keep
    draft: Notice | None
    request: LegalRequest | None  # the newest that waits
    pack: ClaimPack | None
    order: PossessionOrder | None
    notice: Notice | None  # the newest that was served, the extension of a trial left out

    @property
    def stage(self) -> str:
        law = self.law
        if law["order_executed"]:
            return ""  # the tenancy ended with it (rulebook SEC-7)
        if law["eviction_on"] and law["eviction_outcome"] in {"", "booked"}:
            return "eviction"
        if self.order and (law["warrant_issued_on"] or law["warrant_requested_on"]):
            return "warrant"
        if law["order_kind"]:
            return "breach" if self.shortfall else "order"
        if law["claim_status"] in LIVE_CLAIM:
            coming = law["claim_hearing_on"] and law["claim_hearing_on"] >= self.on
            return "hearing" if coming and law["claim_status"] not in PUT_OFF else "claim"
        if self.pack:
            return "approval"
        if law["notice_state"] == "in_force":
            first = law["notice_first_issue_on"]
            return "protocol" if first and first <= self.on else "notice"
        return "notice" if self.draft or self.failed else ""

    @property
    def failed(self) -> bool:
        """The last notice lapsed or is defective, and something is still owed."""
        return self.law["notice_state"] in {"expired", "defective"} and self.balance > 0

    @property
    def balance(self) -> Decimal:
        return self.account.owes_now()

    @property
    def since(self) -> dt.date | None:
        """The day on which it came to its stage, as near as the record tells."""
        law = self.law
        begun = {
            "eviction": law["warrant_issued_on"],
            "warrant": law["warrant_issued_on"] or law["warrant_requested_on"],
            "breach": self.order.made_on if self.order else None,
            "order": self.order.made_on if self.order else None,
            "hearing": law["claim_since"],
            "claim": law["claim_since"],
            "approval": timezone.localdate(self.pack.made_at) if self.pack else None,
            "protocol": law["notice_first_issue_on"],
        }
        if self.stage in begun:
            day: dt.date | None = begun[self.stage]
            return day
        if self.draft:
            return self.draft.prepared_on
        return self.notice.prepared_on if self.notice else None

    @property
    def days(self) -> int | None:
        """Days in its stage."""
        return max((self.on - self.since).days, 0) if self.since else None

    @property
    def next(self) -> str:
        """What comes next, in a sentence, with its day."""
        law = self.law
        match self.stage:
            case "eviction":
                return f"The eviction is on {long_day(law['eviction_on'])}."
            case "warrant":
                return "Book the eviction with the bailiffs." if law["warrant_issued_on"] else "Wait for the warrant."
            case "breach":
                return "Warn the tenant, and weigh a warrant."
            case "order":
                return "Watch the terms of the order."
            case "hearing":
                return f"The hearing is on {long_day(law['claim_hearing_on'])}."
            case "claim" if law["claim_status"] in PUT_OFF:
                return "The court put the claim off: restore it, or settle it."
            case "claim":
                return "Record the hearing, or how the claim goes on."
            case "approval":
                asked = self.request and self.request.step == LegalRequest.Step.CLAIM
                return "The income manager decides." if asked else "Finish the claim and issue it."
            case "protocol":
                return f"Prepare the claim. {self.until}".strip()
            case "notice":
                return self._notice_next()
        return "Prepare the notice."

    @property
    def until(self) -> str:
        """Until when the claim may be issued on the notice; blank where it does not lapse."""
        last = self.law["notice_last_issue_on"]
        return f"Issue the claim by {long_day(last)}." if last else ""

    def _notice_next(self) -> str:
        if self.draft:
            if self.request:
                return "A leader decides on the notice."
            newest = max(self.draft.requests.all(), key=lambda each: each.pk, default=None)
            return "Serve the notice on every tenant." if newest and newest.approved else "Finish the notice."
        if self.law["notice_state"] == "in_force":
            first = self.law["notice_first_issue_on"]
            return f"A claim may be issued from {long_day(first)}." if first else "The notice names no day: ask legal."
        lapsed = "has lapsed" if self.law["notice_state"] == "expired" else "is defective"
        return f"The notice {lapsed}: prepare a new one."

    @property
    def notice_name(self) -> str:
        kind = self.draft.kind if self.draft else self.law["notice_kind"]
        return routes.NAMES.get(kind, "")


def cases_of(accounts: RentAccountQuerySet) -> RentAccountQuerySet:
    """Of these accounts the main ones of tenancies that still run and have anything of a case."""
    noticed = Notice.objects.filter(not_sent_since=None, status__in=["draft", "served"]).values("tenancy")
    claimed = PossessionClaim.objects.filter(not_sent_since=None).values("tenancy")
    begun = Q(tenancy__in=noticed) | Q(tenancy__in=claimed)
    return accounts.main().filter(begun, tenancy__last_day=None)


def where_all(accounts: Sequence[RentAccount], *, on: dt.date) -> list[Where]:
    """Where each of these main accounts' cases stands, in their order."""
    tenancies = [account.tenancy_id for account in accounts]
    law = _law(accounts, on=on)
    weeks = RentYear.objects.free_weeks(around=on)
    drafts = Notice.objects.filter(tenancy__in=tenancies, status="draft", source_ref="", made_by__isnull=False)
    served = Notice.objects.filter(tenancy__in=tenancies, status="served", not_sent_since=None)
    served = served.exclude(kind=Notice.Kind.TRIAL_EXTENSION).only("tenancy", "kind", "status", "prepared_on")
    open_requests = LegalRequest.objects.filter(tenancy__in=tenancies, decided_at=None).select_related("asked_by")
    packs = ClaimPack.objects.filter(tenancy__in=tenancies, state__in=["draft", "asked", "approved"])
    orders = PossessionOrder.objects.filter(claim__tenancy__in=tenancies, not_sent_since=None, made_on__lte=on)
    orders = orders.filter(status__in=["in_force", "executed"]).select_related("claim")
    draft_of = _newest(drafts.prefetch_related("requests").order_by("pk"))
    notice_of = _newest(served.order_by("prepared_on", "pk"))
    request_of = _newest(open_requests.order_by("pk"))
    pack_of = _newest(packs.order_by("pk"))
    order_of = {each.claim.tenancy_id: each for each in orders.order_by("status", "made_on", "pk")}  # in force: last
    return [
        Where(
            account=account,
            on=on,
            law=(row := law[account.pk]),
            shortfall=order_shortfall(
                json.loads(row["order_terms"]) if row["order_terms"] else None,
                as_of=on,
                free_weeks=weeks,
                week_starts=row["next_charge_on"].weekday(),
            ),
            draft=draft_of.get(account.tenancy_id),
            request=request_of.get(account.tenancy_id),
            pack=pack_of.get(account.tenancy_id),
            order=order_of.get(account.tenancy_id),
            notice=notice_of.get(account.tenancy_id),
        )
        for account in accounts
    ]


def _newest(rows: Iterable[Any]) -> dict[int, Any]:
    """The last of them for each tenancy."""
    return {row.tenancy_id: row for row in rows}


def _law(accounts: Sequence[RentAccount], *, on: dt.date) -> dict[int, dict[str, Any]]:
    """The legal facts of these accounts, by account."""
    scope = SCOPE.format(which="a.id = ANY (%(account_ids)s)")
    law = f"law AS ({legal_facts.SQL})"
    sql = f"WITH scope AS MATERIALIZED ({scope}), {law} SELECT * FROM scope JOIN law USING (account_id)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "as_of": on,
                "bank_holidays": sorted(bank_holidays.around(on)),
                "account_ids": [account.pk for account in accounts],
            },
        )
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def visible_cases(user: User, *, on: dt.date) -> list[Where]:
    """Every case that has come to a stage, of the accounts in this person's lists."""
    accounts = cases_of(RentAccount.objects.visible_to(user).for_list()).order_by("account_ref", "pk")
    return [each for each in where_all(list(accounts), on=on) if each.stage]
