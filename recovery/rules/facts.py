"""What the ladder and the gates need to know of one account, and of each of its tenants, on one day.

Money is GBP, positive is owed by the tenant. Figures are defined once, here and in the selects that feed them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from tenancies.rules import freshness

PENNY = Decimal("0.01")
LAPSES_SOON = timedelta(days=31)
EIGHT_WEEKS = timedelta(weeks=8)  # before a trial ends: the last day to serve an extension of it (INT-7)
LIMITATION_NEAR = timedelta(days=5 * 365)
ZERO = Decimal("0.00")


class AgreementState(StrEnum):
    KEPT = "kept"
    SLIPPING = "slipping"
    BROKEN = "broken"


class NeedsState(StrEnum):
    """The least that is known of any living tenant; known needs of one stand before all."""

    KNOWN = "known"
    NONE = "none"
    NEVER_ASKED = "never_asked"
    ASKED_NO_ANSWER = "asked_no_answer"  # tries on two days at least, one of them a visit


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """One rent account on one day. The names are the closed list that a policy may use."""

    # Which account
    account_id: int
    account_ref: str
    tenancy_id: int
    as_of: date
    kind: str
    priority: int  # 1 leads: which account of a household speaks first
    counts_for_possession: bool
    tenancy_type: str
    tenancy_started_on: date
    tenancy_last_day: date | None
    is_former: bool  # the tenancy has ended, and this is not a charge for staying on
    closed_on: date | None

    # Money
    balance: Decimal
    weekly_charge: Decimal  # one charge week; 0 when nothing is charged
    last_charge_week: Decimal | None  # what the last charge week cost, in a rent-free week; None: this is no such week
    balance_4_weeks_ago: Decimal
    last_posted_on: date | None
    last_payment_on: date | None
    last_payment_amount: Decimal
    last_receipt_on: date | None  # within 26 weeks: payments, benefit, deductions
    pending_credits: Decimal  # asked for in the housing system, not yet back: shown apart, never in the balance

    # How this payer pays
    payment_method: str
    payment_frequency: str
    payments_26w: int  # days with a payment in 26 weeks
    pays_regularly: bool
    usual_amount: Decimal  # the middle payment of 26 weeks
    expected_in_cycle: Decimal  # what a regular payer will still pay in the cycle that runs; the ladder waits for it
    next_payment_on: date | None  # last day on which a regular payer's next payment is in its cycle
    missed_payment_on: date | None  # the due day for which nothing came
    reversed_payment_on: date | None  # a payment came back unpaid, last 28 days
    debit_stopped_on: date | None  # the method changed away from direct debit, last 28 days
    first_charge_on: date | None  # oldest charge of the 26 weeks
    next_charge_on: date  # the first day of the next rent week
    rent_rises_on: date | None  # a charge goes up, or went up, within 28 days

    # Benefit
    benefit_due: Decimal  # benefit for periods already run but not yet paid in, before the cap at gross
    has_live_benefit: bool
    benefit_pending: bool  # a claim awaits its decision
    benefit_stopped_on: date | None  # suspended, ended or refused within 28 days
    benefit_ends_on: date | None  # last day of a live claim that ends within 28 days
    next_benefit_on: date | None
    next_benefit_amount: Decimal | None

    # Agreement
    agreement_id: int | None
    agreement_made_on: date | None
    agreement_state: AgreementState | None  # None: no live repayment agreement
    agreement_shortfall: Decimal
    agreement_next_due_on: date | None
    agreement_next_amount: Decimal  # due on that day: less where the rent is free, or little is left to clear
    agreement_payment: Decimal  # rent amount and instalment due each time
    agreement_last_missed_on: date | None
    broken_plans: int  # agreements broken in two years, the one that runs included

    # Steps taken with the household in 26 weeks
    stage: int  # highest rung sent: 0 none, 1 reminder, 2 letter one, 3 letter two, 4 letter before notice
    stage_on: date | None
    paid_since_stage: Decimal
    last_contact_on: date | None  # anything that went out about arrears
    called_on: date | None
    spoke_on: date | None
    visited_on: date | None
    welfare_contact_on: date | None
    benefit_contact_on: date | None
    agreement_letter_on: date | None
    former_letters: int  # former-tenant letters ever sent
    former_letter_on: date | None
    returned_mail_on: date | None
    promise_until: date | None  # a promise to pay by this day, not yet passed

    # The officer's own decisions
    held_until: date | None  # last day of a running hold
    held_why: str
    overridden: tuple[str, ...]  # actions not to be suggested today
    overridden_until: date | None  # first day on which one of them comes back
    put_off: tuple[str, ...]  # actions put off: neither they nor what comes after them is suggested today
    put_off_until: date | None

    # Protection
    tenants: int
    tenants_living: int
    tenants_contactable: int  # may be contacted about arrears
    in_breathing_space: bool  # any tenant
    breathing_space_until: date | None  # last day; None: no end known
    in_crisis: bool
    insolvency: str  # bankruptcy, dro, iva or blank
    insolvency_advised: bool  # legal said what every tenant's covers
    covered_debt: Decimal  # of every living tenant, by a moratorium that runs or an insolvency: nobody is asked for it
    covered_of_one: Decimal = ZERO  # the most that is covered of any one of them: a joint tenant may owe it still
    covered_until: date | None  # last day of what is covered; rent that fell due later is newer
    ledger_split: bool  # one runs here, and what each covers of this account is on record
    disputed: bool  # the balance is disputed
    complaint_open: bool
    capacity_in_doubt: bool  # any tenant, with no appointee
    domestic_abuse: bool  # known of anybody here
    contact_must_be_safe: bool  # domestic abuse, or a way of contact that is unsafe for a tenant
    compassion: bool  # after a bereavement: gently
    risk: bool  # to visitors: of a person here, or of the home whoever lives there
    interest_of: tuple[int, ...]  # users who declared an interest in the household
    needs: NeedsState
    letter_possible: bool  # at least one contactable tenant has a safe address for a letter
    must_trace: bool  # former or elsewhere, with no correspondence address
    format_to_make: str  # a format or language that cannot be printed here, or blank

    # Legal
    notice_id: int | None = None
    notice_kind: str  # the notice that a claim would rest on: in force, else the newest served; blank: none
    notice_state: str  # in_force, defective, expired or blank
    notice_in_force: bool  # any notice, with the extension of a trial and the non-renewal of a flexible term
    notice_first_issue_on: date | None
    notice_last_issue_on: date | None
    claim_status: str  # of the newest claim for possession
    claim_hearing_on: date | None
    claim_since: date | None
    order_kind: str  # newest order still in force
    order_executed: bool
    order_possession_on: date | None
    order_shortfall: Decimal | None  # None: the order has no terms to keep
    warrant_requested_on: date | None
    warrant_issued_on: date | None
    eviction_on: date | None
    eviction_outcome: str
    trial_last_day: date | None  # as extended
    review_open: bool  # a review of the notice was asked for; not upheld and told before its date (rulebook INT-5)

    # Faults
    balance_mismatch: bool
    no_officer: bool
    data_as_at: date | None  # of the newest extract; None: none was ever loaded

    # The council's own days
    blackout_until: date | None  # last day of the days free of legal steps, where this is one

    @classmethod
    def gathered(cls, row: dict[str, Any]) -> Self:
        """The facts of a gathered row, whose columns are these names; others in it do no harm.

        The row becomes the record: the initialiser's hundred assignments would cost as much as the decision.
        """
        facts = object.__new__(cls)
        facts.__dict__.update(row)
        return facts

    @cached_property
    def gross_arrears(self) -> Decimal:
        return max(self.balance, ZERO)

    @cached_property
    def technical_arrears(self) -> Decimal:
        """The part that benefit not yet due in explains (rulebook R-6), never more than gross."""
        return min(self.gross_arrears, self.benefit_due)

    @cached_property
    def collectable_arrears(self) -> Decimal:
        """What is left to ask for after benefit still to come, and after what a moratorium or insolvency covers."""
        return self.gross_arrears - self.technical_arrears - self.covered_arrears

    @cached_property
    def covered_arrears(self) -> Decimal:
        """What is still owed of the covered debt, after benefit still to come: nobody is asked for it (INS-3)."""
        return min(self.covered_debt, self.gross_arrears - self.technical_arrears)

    @cached_property
    def covered_of_somebody(self) -> Decimal:
        """What is still owed of the debt that is covered of at least one tenant: it is not asked of all of them."""
        return min(max(self.covered_debt, self.covered_of_one), self.gross_arrears - self.technical_arrears)

    def of_any(self) -> "AccountFacts":
        """The facts with what is covered of any tenant, for what is asked of all of them together."""
        return replace(self, covered_debt=max(self.covered_debt, self.covered_of_one))

    def of_tenant(self, tenant: "TenantFacts") -> "AccountFacts":
        """The facts with the debt that is covered of this tenant alone: joint tenants are asked apart (INS-3, 6.1)."""
        theirs = (tenant.covered_debt, tenant.covered_until)
        if tenant.covered_debt is None or theirs == (self.covered_debt, self.covered_until):
            return self
        return replace(self, covered_debt=tenant.covered_debt, covered_of_one=ZERO, covered_until=tenant.covered_until)

    @property
    def discharged_debt(self) -> Decimal:
        """What an insolvency that is over covered and is still on the account: to be written off (INS-2, INS-3)."""
        return ZERO if self.insolvency or self.in_breathing_space else self.covered_arrears

    @cached_property
    def charge_week(self) -> Decimal:
        """What a charge week costs: in a rent-free week the last one's (figures: weeks collectable)."""
        return self.weekly_charge if self.last_charge_week is None else self.last_charge_week

    @cached_property
    def weeks_owed(self) -> Decimal | None:
        """Gross arrears in weeks of charge, two places, half up; None where nothing is charged."""
        return in_weeks(self.gross_arrears, self.weekly_charge)

    @cached_property
    def weeks_collectable(self) -> Decimal | None:
        """Collectable arrears in weeks of charge: what rules and cards use. None where nothing is charged."""
        return in_weeks(self.collectable_arrears, self.charge_week)

    @cached_property
    def weeks_after_cycle(self) -> Decimal | None:
        """Weeks left when a regular payer's next payment is in; None where nothing is charged."""
        return in_weeks(max(self.collectable_arrears - self.expected_in_cycle, ZERO), self.charge_week)

    @cached_property
    def tone(self) -> int:
        """The rung the household has reached. A part payment since then sends the ladder back a step."""
        return max(self.stage - (1 if self.paid_since_stage > 0 else 0), 0)

    @cached_property
    def days_since_contact(self) -> int | None:
        """Days since anything went out about arrears, 26 weeks back; None: nothing did."""
        return (self.as_of - self.last_contact_on).days if self.last_contact_on else None

    @cached_property
    def all_died(self) -> bool:
        return self.tenants > 0 and self.tenants_living == 0

    @cached_property
    def data_stale(self) -> bool:
        """Whether the figures are too old to act on; never where no extract is loaded."""
        return bool(freshness.trouble(self.data_as_at, as_of=self.as_of))

    @cached_property
    def ledger_on(self) -> date:
        """The day to whose end the ledger is known, to which a paper strikes what is owed: that of the newest extract;
        the day of the facts where it is later, or none was loaded."""
        return min(self.data_as_at or self.as_of, self.as_of)

    @cached_property
    def notice_lapses_soon(self) -> bool:
        """A notice in force on which a claim may be issued for a month at most (rulebook SEC-6)."""
        last = self.notice_last_issue_on
        return self.notice_in_force and last is not None and last - self.as_of <= LAPSES_SOON

    @cached_property
    def trial_extend_by(self) -> date | None:
        """The last day to serve an extension of the trial: eight weeks before it ends (Housing Act 1996, s.125A)."""
        return self.trial_last_day - EIGHT_WEEKS if self.trial_last_day else None

    @cached_property
    def limitation_near(self) -> bool:
        """The notice lapses soon, or a former tenancy's debt nears six years (Limitation Act 1980, s.19; LIM-1).

        Each week's rent has its own six years, so the last year before the tenancy's last week reaches them counts.
        """
        ended = self.tenancy_last_day if self.is_former else None
        old = ended is not None and self.balance > 0 and self.as_of - ended >= LIMITATION_NEAR
        return self.notice_lapses_soon or old

    @cached_property
    def may_contact(self) -> bool:
        """Whether anyone on the account may be contacted about arrears (figures: may not be contacted)."""
        return self.tenants_contactable > 0 and not self.in_crisis


def in_weeks(amount: Decimal, weekly_charge: Decimal) -> Decimal | None:
    """A sum in charge weeks, two places, half up; None where nothing is charged."""
    return (amount / weekly_charge).quantize(PENNY, ROUND_HALF_UP) if weekly_charge else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeFacts:
    """Who may act for a tenant, and whether letters go to them: a copy, or instead of the tenant."""

    name: str
    kind: str  # adviser, appointee, attorney, deputy, executor, practitioner, official_receiver, other
    address_lines: tuple[str, ...]
    letters: str  # none, copy, instead


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantFacts:
    """One tenant of an account on one day: may this person be written to, and where."""

    person_id: int
    name: str
    address_lines: tuple[str, ...]  # where a letter goes; empty: nowhere known
    must_trace: bool  # no longer lives there and no correspondence address is known
    email: str
    mobile: str  # as the housing system holds it, readable or not
    phone: str
    preferred_channel: str  # as they told us, else as the housing system has it; so too language and format
    language: str
    format_needed: str
    interpreter: bool
    died_on: date | None
    in_crisis: bool
    in_breathing_space: bool
    breathing_space_until: date | None
    insolvency: str  # bankruptcy, dro, iva or blank
    insolvency_advised: bool
    covered_debt: Decimal | None = None  # of the account asked about, not asked of this one; None: as of everybody
    covered_until: date | None = None
    capacity_in_doubt: bool
    has_appointee: bool
    domestic_abuse: bool
    letter_unsafe: bool
    phone_unsafe: bool
    no_calls: bool  # asked not to be telephoned
    representatives: tuple[RepresentativeFacts, ...]
    printed_here: frozenset[str] = frozenset()  # letters whose words are at hand in the format they need

    @property
    def contact_must_be_safe(self) -> bool:
        return self.domestic_abuse or self.letter_unsafe or self.phone_unsafe
