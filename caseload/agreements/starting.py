"""What the agreement page begins with: who and what it may cover, their share of rent, their pay days, what is safe.

Everything is a proposal: the officer changes it before it is agreed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from recovery.account_facts import gather_facts, tenants_of
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts, TenantFacts
from recovery.rules.newer_rent import newer_arrears
from recovery.rules.plans import EVERY, WEEKS, next_pay_day, rent_of_period
from staff.ui.words import long_day
from tenancies.models import PaymentFrequency, RentAccount, RentYear
from tenancies.rules.money import to_pence
from welfare import budgets
from welfare.models import BenefitClaim, IncomeAndExpenditure
from welfare.rules import budget as rules
from welfare.rules.budget import Figures

POUND = Decimal(1)
BEFORE_CREDIT = timedelta(days=6)  # from the first day of the next period to the day on which the last one's is paid
Frequency = RepaymentAgreement.Frequency
PERIODS_IN_YEAR = {"weekly": 52, "fortnightly": 26, "four_weekly": 13, "monthly": 12}
UC_DAY = "Universal Credit day"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDay:
    """A day on which money reaches them, and how often: payments agreed for it are kept more often."""

    what: str
    on: date
    frequency: str

    @property
    def key(self) -> str:
        return f"{self.frequency}:{self.on.isoformat()}"

    @property
    def label(self) -> str:
        return f"{self.what}: {Frequency(self.frequency).label.lower()}, next on {long_day(self.on)}"


@dataclass(frozen=True, kw_only=True)
class Start:
    """All that the page knows before anything is typed."""

    account: RentAccount
    facts: AccountFacts
    tenants: list[TenantFacts]  # living
    owing: list[tuple[RentAccount, Decimal]]  # the tenancy's accounts with what may be agreed on each, rent first
    weekly_share: Decimal  # of rent, for one charge week
    charge_weeks: int
    pay_days: list[PayDay]
    budget: IncomeAndExpenditure | None
    figures: Figures | None

    @property
    def total(self) -> Decimal:
        return sum((owed for _, owed in self.owing), ZERO)

    @property
    def own_account(self) -> Decimal:
        """What may be agreed on the account of the page."""
        return next((owed for account, owed in self.owing if account.pk == self.account.pk), ZERO)

    def share(self, frequency: str) -> Decimal:
        """Their own share of rent as it falls due so often; a month's is spread over the year (rulebook R-3)."""
        return rent_of_period(self.weekly_share, frequency, charge_weeks=self.charge_weeks)

    @property
    def nothing_left(self) -> bool:
        """They were asked what they can afford, and nothing is left for arrears."""
        return self.safe("monthly") == 0

    def safe(self, frequency: str, *, rent: Decimal | None = None) -> Decimal | None:
        """The most that may be asked each time towards arrears; None: nobody has asked what they can afford.

        `rent` is what falls due beside it each time; None: their own share. Where that is more than they told us, it
        counts: a rent line left empty, or from before a rise, makes nothing safe (rulebook 10).
        """
        if self.figures is None:
            return None
        beside = self.share(frequency) if rent is None else rent
        return rules.each_time(self.figures.safe_beside(rules.monthly(beside, frequency)), frequency)

    @property
    def rent_untold(self) -> Decimal | None:
        """Their own share of rent by the month, where it is more than the form says; None: it is not."""
        share = rules.monthly(self.share("monthly"), "monthly")
        return share if self.figures and share > self.figures.rent else None

    def offer(self, frequency: str) -> Decimal | None:
        """What the page proposes: what is safe, or else what clears the arrears within a year, in whole pounds.

        None: they were asked, and nothing is left. Help with income comes first (rulebook 10).
        """
        safe = self.safe(frequency)
        owed = self.own_account or self.total
        if safe is not None:
            return min(safe, owed) or None
        within_a_year = (owed / PERIODS_IN_YEAR[frequency]).quantize(POUND, ROUND_UP)
        return min(max(within_a_year, POUND), owed).quantize(Decimal("0.01"))

    @property
    def frequency(self) -> str:
        """How they are paid, else how they pay now, else weekly."""
        if self.pay_days:
            return self.pay_days[0].frequency
        return self.account.payment_frequency if self.account.payment_frequency in EVERY else "weekly"

    @property
    def first_due_on(self) -> date:
        if self.pay_days:
            return self.pay_days[0].on
        return next_pay_day(on=after(self.facts.as_of), frequency="weekly", known=self.facts.next_charge_on)


def after(on: date) -> date:
    """The first day on which something may fall due: money of the day of making does not count (figures)."""
    return on + timedelta(days=1)


def start(account: RentAccount, *, on: date) -> Start:
    """What an agreement on this account begins with."""
    household = {each.account_id: each for each in gather_facts(as_of=on, tenancy_ids=[account.tenancy_id])}
    facts = household[account.pk]
    budget = budgets.newest(account, on=on)
    benefits = list(BenefitClaim.objects.filter(account=account, status="live", not_sent_since=None).order_by("pk"))
    year = RentYear.objects.of(on=on)
    return Start(
        account=account,
        facts=facts,
        tenants=[tenant for tenant in tenants_of(account, as_of=on) if not tenant.died_on],
        owing=_owing(account, household=household),
        weekly_share=weekly_share(facts, benefits, free_weeks=len(year.rent_free_weeks) if year else 0),
        charge_weeks=year.charge_weeks if year else 52,
        pay_days=_pay_days(account, facts=facts, benefits=benefits),
        budget=budget,
        figures=budgets.figures_of(budget) if budget else None,
    )


def _owing(account: RentAccount, *, household: dict[int, AccountFacts]) -> list[tuple[RentAccount, Decimal]]:
    """The account of the page first, then the tenancy's others that owe: what may be asked for of each.

    Benefit still to come is left out of the page's own, and debt that a moratorium or insolvency covers of all; where
    that is the whole of it, what a joint tenant whom nothing covers still owes.
    """
    found = RentAccount.objects.filter(tenancy=account.tenancy_id).order_by("account_ref", "pk")
    rows = []
    for each in found:
        facts = household[each.pk]
        facts = facts.of_any() if newer_arrears(facts.of_any()) else facts
        owed = newer_arrears(facts)
        if each.pk == account.pk:
            owed = facts.collectable_arrears or owed
        if owed > 0:
            rows.append((each, owed))
    return sorted(rows, key=lambda row: row[0].pk != account.pk)


def weekly_share(facts: AccountFacts, benefits: list[BenefitClaim], *, free_weeks: int = 0) -> Decimal:
    """What they pay of a charge week themself: the charge less benefit that is paid to the account. Former: nothing.

    `free_weeks`: how many weeks of the year have no rent.
    """
    if facts.is_former:
        return ZERO
    paid = sum((_paid_to_us(claim, free_weeks=free_weeks) for claim in benefits), ZERO)
    return max(facts.charge_week - paid, ZERO)


def _paid_to_us(claim: BenefitClaim, *, free_weeks: int) -> Decimal:
    """By the charge week. Universal Credit only where it is a managed payment; it spreads 52 weeks, less those without
    rent, over twelve months (rulebook R-3)."""
    if claim.kind == BenefitClaim.Kind.HB:
        return claim.weekly_amount or ZERO
    return to_pence((claim.housing_element or ZERO) * 12 / (52 - free_weeks)) if claim.managed_payment else ZERO


def next_credit(*, on: date, period_starts: int) -> date:
    """The first Universal Credit day on or after a day: seven days after an assessment period ends (rulebook R-8).

    See also welfare/benefit_due.py, which says the same in SQL.
    """
    begun = next_pay_day(on=on - BEFORE_CREDIT, frequency="monthly", known=on, month_day=period_starts)
    return begun + BEFORE_CREDIT


def _pay_days(account: RentAccount, *, facts: AccountFacts, benefits: list[BenefitClaim]) -> list[PayDay]:
    """When money reaches them, the likeliest first: how they pay now, then their benefit."""
    on, found = after(facts.as_of), []
    if account.payment_frequency == PaymentFrequency.MONTHLY and account.payment_day:
        known = on.replace(day=min(account.payment_day, 28))
        day = next_pay_day(on=on, frequency="monthly", known=known, month_day=account.payment_day)
        found.append(PayDay(what="As they pay now", on=day, frequency="monthly"))
    elif facts.pays_regularly and facts.last_payment_on and account.payment_frequency in WEEKS:
        day = next_pay_day(on=on, frequency=account.payment_frequency, known=facts.last_payment_on)
        found.append(PayDay(what="As they pay now", on=day, frequency=account.payment_frequency))
    to_them = [claim for claim in benefits if claim.kind == BenefitClaim.Kind.UC and not claim.managed_payment]
    for claim in to_them:
        if claim.period_start_day:
            day = next_credit(on=on, period_starts=claim.period_start_day)
            found.append(PayDay(what=UC_DAY, on=day, frequency="monthly"))
    return found
