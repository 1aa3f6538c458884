"""The cases that an eviction or a warrant runs in, each with all that may stop it, in as many statements for one as for
a thousand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from legal import enforcing, evictions
from legal.accounts import main_accounts
from legal.evictions import LIVE
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.rules.enforcement import Enforcement
from recovery.account_facts import gather_facts
from recovery.rules.facts import ZERO, AccountFacts
from tenancies.models import AccountEvent, RentAccount

AT_COURT = ["sent", "issued"]


@dataclass(frozen=True, kw_only=True)
class Running:
    """One case that an eviction or a warrant runs in, with its facts on the day."""

    order: PossessionOrder
    eviction: Eviction | None
    warrant: WarrantRequest | None
    account: RentAccount
    facts: AccountFacts
    record: enforcing.OnRecord | None = None
    came: Decimal = ZERO  # all receipts that ever came in
    asked: Sequence[LegalRequest] = ()  # what the manager was asked about money that came
    said: Collection[str] = ()  # what the timeline already tells of

    @property
    def stands(self) -> Enforcement:
        return enforcing.enforcement(
            self.order, facts=self.facts, on=self.facts.as_of, since=self.warrant, record=self.record
        )


def running(*, on: date) -> list[Running]:
    """Every case with an eviction booked, or a warrant at the court, with its facts."""
    at_court = Q(warrant_requests__state__in=AT_COURT)
    orders = PossessionOrder.objects.filter(Q(evictions__state__in=LIVE) | at_court, status="in_force")
    found = list(orders.select_related("claim").distinct().order_by("pk"))
    if not found:
        return []
    eviction_of, warrant_of = _evictions(found), _warrants(found)
    accounts = main_accounts(order.claim.tenancy_id for order in found)
    facts_of = {facts.account_id: facts for facts in gather_facts(as_of=on, tenancy_ids=sorted(accounts))}
    records, came, asked, said = (
        enforcing.records_of(found),
        evictions.received_on(accounts.values()),
        _asked(list(eviction_of.values())),
        _said(accounts),
    )
    return [
        Running(
            order=order,
            eviction=(eviction := eviction_of.get(order.pk)),
            warrant=warrant_of.get(order.pk),
            account=account,
            facts=facts_of[account.pk],
            record=records[order.pk],
            came=came.get(account.pk, ZERO),
            asked=asked[eviction.pk] if eviction else (),
            said=said[account.pk],
        )
        for order in found
        if (account := accounts[order.claim.tenancy_id]).pk in facts_of
    ]


def _evictions(orders: Sequence[PossessionOrder]) -> dict[int, Eviction]:
    related = ["order__claim__tenancy", "warrant__approved_by", "made_by", "attends", "attends_too"]
    live = Eviction.objects.filter(order__in=orders, state__in=LIVE)
    return {each.order_id: each for each in live.select_related(*related)}


def _warrants(orders: Sequence[PossessionOrder]) -> dict[int, WarrantRequest]:
    asked = WarrantRequest.objects.filter(order__in=orders, state__in=AT_COURT)
    return {each.order_id: each for each in asked.select_related("made_by", "approved_by", "order__claim")}


def _asked(live: Collection[Eviction]) -> dict[int | None, list[LegalRequest]]:
    found = defaultdict(list)
    for each in LegalRequest.objects.filter(eviction__in=live, step=LegalRequest.Step.PAYMENT):
        found[each.eviction_id].append(each)
    return found


def _said(accounts: dict[int, RentAccount]) -> dict[int, set[str]]:
    found = defaultdict(set)
    told = AccountEvent.objects.filter(account__in=accounts.values(), what__in=["warrant", "eviction"])
    for account, about in told.values_list("account_id", "about"):
        found[account].add(about)
    return found
