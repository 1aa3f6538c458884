"""What the pre-action protocol asks of a tenancy and of each tenant: the facts that legal.rules.protocol judges."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantFacts:
    """What was done with one tenant. A date is the latest on which it was done; None: never."""

    name: str
    contacted_on: date | None = None  # written to or spoken with about the arrears, separately
    vulnerability_reviewed_on: date | None = None
    debt_advice_on: date | None = None  # told of free debt advice
    protocol_sent_on: date | None = None  # a copy of the protocol, after the notice
    agreement_warned_on: date | None = None  # that the agreement is behind, since it was made
    tries_after_notice: tuple[date, ...] = ()  # attempts to reach them, by any way
    under_18: bool = False
    capacity_in_doubt: bool = False
    litigation_friend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitFacts:
    """A housing cost claim that is not decided yet, and what the tenant has done about it."""

    pending: bool = False
    all_evidence_given: bool = False
    expected_to_qualify: bool = False
    pays_the_rest: bool = False  # whatever benefit will not cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Part3Facts:
    """Part 3: before a claim on which the court must give possession."""

    invited_on: date | None = None  # asked to tell their circumstances
    answer_by: date | None = None
    considered_on: date | None = None
    reasons_sent_on: date | None = None  # brief written reasons for going on
    in_claim: bool = False  # a summary stands in the particulars or a witness statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFacts:
    """All that the protocol asks about one tenancy."""

    tenants: tuple[TenantFacts, ...]
    served_on: date | None = None  # the notice; None: none was served yet
    mandatory: bool = False  # legal.rules.routes.is_mandatory_type
    affordability_on: date | None = None  # income and expenditure gone through
    offer_on: date | None = None  # affordable sums proposed in writing, with a time limit
    statement_on: date | None = None  # the last rent statement sent
    dwp_on: date | None = None  # managed payment or deduction asked for
    uc_paid_from: date | None = None  # of a live claim that pays or deducts to the rent account: its first day
    hb_paid_from: date | None = None
    dwp_why_not: str = ""
    benefit_help_on: date | None = None  # help offered to claim HB, UC housing or a crisis grant
    benefit: BenefitFacts = BenefitFacts()
    agreement_state: str = ""  # kept, slipping, broken or blank
    breathing_space: bool = False
    breathing_space_until: date | None = None
    adr_on: date | None = None  # another way offered, or found unsuitable with the reason
    part3: Part3Facts = Part3Facts()
