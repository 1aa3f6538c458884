"""All that is known of the cases of some hearings, gathered for all of them at once.

The list, the briefs and the forms read it.
The figures are the live ledger's, at the moment they are gathered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from caseload.legal.court.diary import key_of
from legal import court_costs
from legal.accounts import main_accounts
from legal.decided import ORDERS
from legal.homes import home_with
from legal.models import (
    ClaimCost,
    DecisionRecord,
    Defence,
    Hearing,
    Notice,
    OtherWay,
    PossessionClaim,
    PossessionOrder,
)
from legal.rules import ground8
from legal.rules.outcomes import Outcome, open_outcomes
from legal.rules.routes import Power, power_of_court
from recovery.account_facts import gather_facts, tenants_of_all
from recovery.models import ContactAttempt, ProposedAgreement, RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts, TenantFacts
from staff.council import ledger_as_at
from tenancies.models import RentAccount, RentYear
from welfare.models import Adjustment, BenefitClaim, IncomeAndExpenditure
from welfare.rules.needs import adjustments as adjustments_known

BEFORE_HEARING = timedelta(days=28)
OF_APPLICATION = {
    Hearing.Kind.SUSPENSION,
    Hearing.Kind.APPLICATION,
    Hearing.Kind.SET_ASIDE,
    Hearing.Kind.APPEAL,
}
SPOKEN = {ContactAttempt.Outcome.SPOKE, ContactAttempt.Outcome.SEEN, ContactAttempt.Outcome.PROMISED}


@dataclass(frozen=True, kw_only=True)
class Known:
    """One hearing and its case."""

    hearing: Hearing
    account: RentAccount
    facts: AccountFacts
    tenants: list[TenantFacts]
    notice: Notice | None = None
    agreement: RepaymentAgreement | None = None
    proposal: ProposedAgreement | None = None
    order: PossessionOrder | None = None
    defences: list[Defence] = field(default_factory=list)
    adjustments: list[str] = field(default_factory=list)
    benefits: list[BenefitClaim] = field(default_factory=list)
    budget: IncomeAndExpenditure | None = None
    decision: DecisionRecord | None = None
    other_ways: int = 0
    contacts: list[ContactAttempt] = field(default_factory=list)  # of the four weeks before the hearing
    costs: Decimal = ZERO  # claimed
    charge_weeks: int = 52  # of the rent year
    ledger_as_at: date | None = None  # what was posted after that day is in no figure here

    @property
    def key(self) -> str:
        return key_of(self.hearing)

    @property
    def names(self) -> list[str]:
        return [tenant.name for tenant in self.tenants if not tenant.died_on]

    @property
    def power(self) -> Power:
        """What the court may do here on the day of the hearing (rulebook ORD-1, ORD-2)."""
        claim, hearing = self.hearing.claim, self.hearing
        home = home_with(self.account.tenancy, claim_begun_on=claim.issued_on if claim else None)
        met = bool(self.ground_8 and self.ground_8.met)
        kind = self.notice.kind if self.notice else ""
        return power_of_court(home, on=hearing.on, ground_8_met=met, notice_kind=kind)

    @property
    def ground_8(self) -> ground8.Ground8 | None:
        """Where Ground 8 stands today; None where it is not pleaded."""
        if self.notice is None or "8" not in self.notice.ground_numbers:
            return None
        return ground8.judged(
            weekly_rent=self.facts.charge_week,
            period=self.account.tenancy.rent_period,
            arrears_at_notice=self.notice.arrears_stated or ZERO,
            arrears_at_hearing=max(self.facts.balance, ZERO),
            charge_weeks=self.charge_weeks,
        )

    @property
    def outcomes(self) -> list[Outcome]:
        """What the court can come to, in the order of the chips."""
        application = self.hearing.kind in OF_APPLICATION
        found = open_outcomes(power=self.power, insolvency=self.facts.insolvency, application=application)
        return [each for each in found if self.hearing.claim or each not in ORDERS]  # no order without a claim

    @property
    def reached(self) -> ContactAttempt | None:
        """The newest talk with them in the four weeks before the hearing."""
        return next((each for each in reversed(self.contacts) if each.outcome in SPOKEN), None)


def known(hearings: Sequence[Hearing], *, on: date) -> list[Known]:
    """The cases of these hearings, in their order; constant queries for any number of them."""
    if not hearings:
        return []
    tenancies = sorted({hearing.tenancy_id for hearing in hearings})
    accounts = main_accounts(tenancies)
    facts = {each.account_id: each for each in gather_facts(as_of=on, tenancy_ids=tenancies)}
    tenants = tenants_of_all(list(accounts.values()), as_of=on)
    ids = [account.pk for account in accounts.values()]
    people = {tenant.person_id for found in tenants.values() for tenant in found}
    rows = _Rows(tenancies, ids, people, [each.claim_id for each in hearings if each.claim_id])
    everywhere: dict[str, Any] = {
        "charge_weeks": RentYear.objects.charge_weeks(on=on),
        "ledger_as_at": ledger_as_at(),
    }
    return [
        replace(_one(hearing, accounts[hearing.tenancy_id], facts, tenants, rows), **everywhere) for hearing in hearings
    ]


def known_of(hearing: Hearing, *, on: date) -> Known:
    return known([hearing], on=on)[0]


class _Rows:
    """The records of all the cases, each asked for once."""

    def __init__(self, tenancies: Sequence[int], accounts: Sequence[int], people: set[int], claims: list[int]) -> None:
        served = Notice.objects.filter(tenancy__in=tenancies, status=Notice.Status.SERVED, not_sent_since=None)
        self.notices = {each.pk: each for each in served}
        live = RepaymentAgreement.Status.LIVE
        self.agreements = _newest(
            RepaymentAgreement.objects.filter(account__in=accounts, status=live).order_by("pk"), "account_id"
        )
        self.proposals = _newest(
            ProposedAgreement.objects.filter(account__in=accounts, answered_at=None).order_by("pk"), "account_id"
        )
        self.orders = _newest(
            PossessionOrder.objects.filter(claim__tenancy__in=tenancies, status="in_force", not_sent_since=None)
            .select_related("claim")
            .order_by("made_on", "pk"),
            "claim.tenancy_id",
        )
        self.budgets = _newest(
            IncomeAndExpenditure.objects.filter(account__in=accounts, taken_back_at=None).order_by("on", "pk"),
            "account_id",
        )
        self.decisions = _newest(DecisionRecord.objects.filter(tenancy__in=tenancies).order_by("pk"), "tenancy_id")
        self.defences = _all(Defence.objects.filter(claim__in=claims).order_by("received_on", "pk"), "claim_id")
        self.other_ways = _all(OtherWay.objects.filter(tenancy__in=tenancies), "tenancy_id")
        self.contacts = _all(
            ContactAttempt.objects.filter(
                Q(channel__in=["phone", "visit", "office"]), tenancy__in=tenancies, taken_back_at=None
            )
            .select_related("person")
            .order_by("on", "pk"),
            "tenancy_id",
        )
        self.benefits = _all(
            BenefitClaim.objects.filter(account__in=accounts, not_sent_since=None)
            .exclude(status="ended")
            .order_by("pk"),
            "account_id",
        )
        self.adjustments = _all(Adjustment.objects.filter(person__in=people, ended_on=None).order_by("pk"), "person_id")
        self.costs = _costs(claims)


def _newest(rows: Iterable[Any], of: str) -> dict[int, Any]:
    """The last row of each, by the field that groups them."""
    return {key: found[-1] for key, found in _all(rows, of).items()}


def _all(rows: Iterable[Any], of: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    first, _, second = of.partition(".")
    for row in rows:
        value = getattr(row, first)
        found[getattr(value, second) if second else value].append(row)
    return found


def _costs(claims: list[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for cost in ClaimCost.objects.filter(claim__in=claims):
        waits = cost.state == court_costs.State.CLAIMED
        found[cost.claim_id] = found.get(cost.claim_id, ZERO) + (cost.amount if waits else ZERO)
    return found


def _fee(claim: PossessionClaim, order: PossessionOrder | None) -> Decimal:
    """What a claim without costs of its own asks for: its fee, until an order names costs (court_costs)."""
    return ZERO if order and order.costs else claim.fee or ZERO


def _one(
    hearing: Hearing,
    account: RentAccount,
    facts: dict[int, AccountFacts],
    tenants: dict[int, list[TenantFacts]],
    rows: _Rows,
) -> Known:
    claim, tenancy, pk = hearing.claim, hearing.tenancy_id, account.pk
    from_day = hearing.on - BEFORE_HEARING
    names = adjustments_known()
    codes = [each.code for tenant in tenants[pk] for each in rows.adjustments.get(tenant.person_id, [])]
    return Known(
        hearing=hearing,
        account=account,
        facts=facts[pk],
        tenants=tenants[pk],
        notice=(claim.notice if claim else None) or rows.notices.get(facts[pk].notice_id or 0),
        agreement=rows.agreements.get(pk),
        proposal=rows.proposals.get(pk),
        order=rows.orders.get(tenancy),
        defences=rows.defences.get(claim.pk, []) if claim else [],
        adjustments=[names[code].name if code in names else code for code in codes],
        benefits=rows.benefits.get(pk, []),
        budget=rows.budgets.get(pk),
        decision=rows.decisions.get(tenancy),
        other_ways=len(rows.other_ways.get(tenancy, [])),
        contacts=[each for each in rows.contacts.get(tenancy, []) if from_day <= each.on <= hearing.on],
        costs=rows.costs.get(claim.pk, _fee(claim, rows.orders.get(tenancy))) if claim else ZERO,
    )
