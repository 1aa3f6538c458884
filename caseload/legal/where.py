"""Where legal cases stand: one row a tenancy, with its stage, since when, and what comes next.

There is no record of a case: it is the tenancy with its newest notice, claim, order, warrant and eviction, as the facts
see them (legal/facts.py). One tenancy and a thousand take the same number of queries.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from legal import facts as legal_facts
from legal.accounts import leading
from legal.appeals import PUT_OFF
from legal.models import ClaimPack, LegalRequest, Notice, PossessionClaim, PossessionOrder
from recovery.account_facts import order_short_since, order_shortfall
from staff.asking import rows
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
class Standing:
    """Where one case stands and since when, as it is counted. `law`: its row of legal facts, with its account, what is
    owed and the days of its papers."""

    on: dt.date
    law: dict[str, Any]
    shortfall: Decimal | None  # of the order's terms; None: no terms to keep
    short_since: dt.date | None = None  # the oldest date of those terms that is not covered

    @cached_property
    def stage(self) -> str:
        """Blank while nothing was begun."""
        law = self.law
        if law["order_executed"]:
            return ""  # the tenancy ended with it (rulebook SEC-7)
        if law["eviction_on"] and law["eviction_outcome"] in {"", "booked"}:
            return "eviction"
        if law["order_made_on"] and (law["warrant_issued_on"] or law["warrant_requested_on"]):
            return "warrant"
        if law["order_kind"]:
            return "breach" if self.shortfall else "order"
        if law["claim_status"] in LIVE_CLAIM:
            coming = law["claim_hearing_on"] and law["claim_hearing_on"] >= self.on
            return "hearing" if coming and law["claim_status"] not in PUT_OFF else "claim"
        if law["pack_made_at"]:
            return "approval"
        if law["notice_state"] == "in_force":
            first = law["notice_first_issue_on"]
            return "protocol" if first and first <= self.on else "notice"
        return "notice" if law["draft_on"] or self.failed else ""

    @property
    def failed(self) -> bool:
        """The last notice lapsed or is defective, and something is still owed."""
        return self.law["notice_state"] in {"expired", "defective"} and self.balance > 0

    @property
    def balance(self) -> Decimal:
        return self.law["balance"] or Decimal("0.00")

    @property
    def since(self) -> dt.date | None:
        """The day on which it came to its stage, as near as the record tells."""
        law = self.law
        begun: dict[str, dt.date | None] = {
            "eviction": law["warrant_issued_on"],
            "warrant": law["warrant_issued_on"] or law["warrant_requested_on"],
            "breach": self.short_since,
            "order": law["order_made_on"],
            "hearing": law["claim_since"],
            "claim": law["claim_since"],
            "approval": law["pack_made_at"] and timezone.localdate(law["pack_made_at"]),
            "protocol": law["notice_first_issue_on"],
        }
        return begun[self.stage] if self.stage in begun else law["draft_on"] or law["notice_prepared_on"]

    @property
    def days(self) -> int | None:
        """Days in its stage."""
        return max((self.on - self.since).days, 0) if self.since else None


@dataclass(frozen=True, kw_only=True)
class Where(Standing):
    """One case with its records."""

    account: RentAccount
    draft: Notice | None
    request: LegalRequest | None  # the newest that waits
    pack: ClaimPack | None
    order: PossessionOrder | None
    notice: Notice | None  # the one that a claim would rest on

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


def cases_of(accounts: RentAccountQuerySet) -> RentAccountQuerySet:
    """Of these accounts the main ones of tenancies that still run and have anything of a case."""
    noticed = Notice.objects.filter(not_sent_since=None, status__in=["draft", "served"]).values("tenancy")
    claimed = PossessionClaim.objects.filter(not_sent_since=None).values("tenancy")
    begun = Q(tenancy__in=noticed) | Q(tenancy__in=claimed)
    return leading(accounts).filter(begun, tenancy__last_day=None)


def where_all(accounts: Sequence[RentAccount], *, on: dt.date) -> list[Where]:
    """Where each of these main accounts' cases stands, in their order."""
    return with_records(standing([account.pk for account in accounts], on=on), accounts)


def with_records(found: Sequence[Standing], accounts: Sequence[RentAccount]) -> list[Where]:
    """The cases of these accounts with their records, in the accounts' order."""
    tenancies = [account.tenancy_id for account in accounts]
    cases = {case.law["account_id"]: case for case in found}
    drafts = Notice.objects.filter(tenancy__in=tenancies, status="draft", source_ref="", made_by__isnull=False)
    relied_on = [cases[account.pk].law["notice_id"] for account in accounts]
    notices = Notice.objects.filter(pk__in=[pk for pk in relied_on if pk]).only("tenancy", "prepared_on")
    open_requests = LegalRequest.objects.filter(tenancy__in=tenancies, decided_at=None).select_related("asked_by")
    packs = ClaimPack.objects.filter(tenancy__in=tenancies, state__in=["draft", "asked", "approved"])
    orders = PossessionOrder.objects.filter(pk__in=[pk for a in accounts if (pk := cases[a.pk].law["order_id"])])
    draft_of = _newest(drafts.prefetch_related("requests").order_by("pk"))
    notice_of = _newest(notices)
    request_of = _newest(open_requests.order_by("pk"))
    pack_of = _newest(packs.order_by("pk"))
    order_of = {order.claim.tenancy_id: order for order in orders.select_related("claim")}
    return [
        Where(
            on=case.on,
            law=case.law,
            shortfall=case.shortfall,
            short_since=case.short_since,
            account=account,
            draft=draft_of.get(account.tenancy_id),
            request=request_of.get(account.tenancy_id),
            pack=pack_of.get(account.tenancy_id),
            order=order_of.get(account.tenancy_id),
            notice=notice_of.get(account.tenancy_id),
        )
        for account in accounts
        for case in [cases[account.pk]]
    ]


def _newest(rows: Iterable[Any]) -> dict[int, Any]:
    """The last of them for each tenancy."""
    return {row.tenancy_id: row for row in rows}


# The facts with what a list counts and sorts by. `order_id` and `pack_made_at` are of the same records as Where's.
LAW = f"""
WITH scope AS MATERIALIZED ({SCOPE.format(which="a.id = ANY (%(account_ids)s)")}), law AS ({legal_facts.SQL})
SELECT scope.tenancy_id, scope.patch_id, scope.account_ref, scope.next_charge_on, position.balance, law.*,
       relied_on.prepared_on AS notice_prepared_on, draft.prepared_on AS draft_on, pack.made_at AS pack_made_at,
       court_order.id AS order_id, court_order.made_on AS order_made_on
FROM scope
JOIN law USING (account_id)
LEFT JOIN tenancies_accountposition AS position USING (account_id)
LEFT JOIN legal_notice AS relied_on ON relied_on.id = law.notice_id
LEFT JOIN (
    SELECT DISTINCT ON (tenancy_id) tenancy_id, prepared_on FROM legal_notice
    WHERE status = 'draft' AND source_ref = '' AND made_by_id IS NOT NULL ORDER BY tenancy_id, id DESC
) AS draft ON draft.tenancy_id = scope.tenancy_id
LEFT JOIN (
    SELECT DISTINCT ON (tenancy_id) tenancy_id, made_at FROM legal_claimpack
    WHERE state IN ('draft', 'asked', 'approved') ORDER BY tenancy_id, id DESC
) AS pack ON pack.tenancy_id = scope.tenancy_id
LEFT JOIN (
    SELECT DISTINCT ON (c.tenancy_id) c.tenancy_id, o.id, o.made_on
    FROM legal_possessionorder AS o JOIN legal_possessionclaim AS c ON c.id = o.claim_id
    WHERE o.not_sent_since IS NULL AND o.made_on <= %(as_of)s AND o.status IN ('in_force', 'executed')
    ORDER BY c.tenancy_id, o.status DESC, o.made_on DESC, o.id DESC
) AS court_order ON court_order.tenancy_id = scope.tenancy_id
ORDER BY scope.account_ref, scope.account_id
"""  # noqa: S608  our own words


def standing(accounts: Sequence[int], *, on: dt.date) -> list[Standing]:
    """Where the cases of these main accounts stand, by their references, in two statements however many they are."""
    weeks = RentYear.objects.free_weeks(around=on)
    law = rows(LAW, as_of=on, bank_holidays=sorted(bank_holidays.around(on)), account_ids=list(accounts))
    return [_standing(row, on=on, free_weeks=weeks) for row in law]


def _standing(row: dict[str, Any], *, on: dt.date, free_weeks: Set[dt.date]) -> Standing:
    terms = json.loads(row["order_terms"]) if row["order_terms"] else None
    when: dict[str, Any] = {"as_of": on, "free_weeks": free_weeks, "week_starts": row["next_charge_on"].weekday()}
    return Standing(
        on=on, law=row, shortfall=order_shortfall(terms, **when), short_since=order_short_since(terms, **when)
    )


def begun_cases(user: User, *, on: dt.date) -> list[Standing]:
    """Every case that has come to a stage, of the accounts in this person's lists."""
    accounts = cases_of(RentAccount.objects.visible_to(user)).values_list("pk", flat=True)
    return [each for each in standing(list(accounts), on=on) if each.stage]


def visible_cases(user: User, *, on: dt.date) -> list[Where]:
    """The same with their records. Their homes are not read: of thousands of cases a page shows some."""
    found = begun_cases(user, on=on)
    return with_records(found, accounts_of(found, among=RentAccount.objects.only("account_ref", "tenancy")))


def accounts_of(found: Sequence[Standing], *, among: RentAccountQuerySet) -> list[RentAccount]:
    """Their main accounts in the same order, with what `among` reads of them."""
    known = among.in_bulk([case.law["account_id"] for case in found])
    return [known[case.law["account_id"]] for case in found]
