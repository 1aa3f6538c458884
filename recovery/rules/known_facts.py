"""The facts that a policy may ask about: each with its words, what kind of value it is, and what fits it.

The list is closed: it is AccountFacts, less what only names a record. A fact added there is offered here by its type;
its words belong into NAMES.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import EnumType, StrEnum
from functools import cache, cached_property
from typing import Any, get_args

from recovery.rules.facts import AccountFacts
from recovery.rules.policy import KINDS, TENURES


class FactKind(StrEnum):
    POUNDS = "pounds"
    WEEKS = "weeks"
    NUMBER = "number"
    RUNG = "rung"  # a letter of the ladder
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"  # named in a sentence, never compared


@dataclass(frozen=True, kw_only=True)
class KnownFact:
    """One fact. `choices` are its values with their words; `then` is false where yesterday's value is not kept."""

    name: str
    words: str
    kind: FactKind
    choices: tuple[tuple[str, str], ...] = ()
    then: bool = True

    @property
    def comparisons(self) -> tuple[str, ...]:
        """Those that fit it."""
        found = COMPARISONS_OF[self.kind]
        return (*found, "known") if self.may_be_unknown and "known" not in found else found

    @property
    def may_be_unknown(self) -> bool:
        return type(None) in get_args(_types()[self.name])

    @property
    def unit(self) -> str:
        return {FactKind.POUNDS: "£", FactKind.WEEKS: "weeks", FactKind.DAY: "days"}.get(self.kind, "")


NUMBERS = ("<", "<=", ">", ">=", "=", "!=")
IN_DAYS = ("within days", "not within days", "in the next days")
COMPARISONS_OF: dict[FactKind, tuple[str, ...]] = {
    FactKind.POUNDS: NUMBERS,
    FactKind.WEEKS: NUMBERS,
    FactKind.NUMBER: NUMBERS,
    FactKind.RUNG: NUMBERS,
    FactKind.DAY: (*IN_DAYS, "before today", "after today", "known"),
    FactKind.YES_NO: ("=",),
    FactKind.CHOICE: ("=", "!=", "in", "not in"),
    FactKind.TEXT: (),
}
RUNGS = (
    ("0", "no letter"), ("1", "the reminder"), ("2", "letter 1"), ("3", "letter 2"), ("4", "the letter before notice"),
)  # fmt: skip

# What only names a record, or is the officer's own decision, which every rule obeys already.
NOT_ASKED = {
    "account_id", "account_ref", "tenancy_id", "as_of", "agreement_id", "priority", "overridden", "overridden_until",
    "put_off", "put_off_until", "interest_of", "is_former", "notice_id",
}  # fmt: skip

# What yesterday's value is not kept of: a look back takes it as it stands now.
ONLY_NOW = {
    "payment_method", "payment_frequency", "in_crisis", "disputed", "complaint_open", "capacity_in_doubt", "needs",
    "letter_possible", "must_trace", "format_to_make", "held_until", "claim_status", "order_kind", "order_executed",
    "eviction_outcome", "benefit_pending", "has_live_benefit", "balance_mismatch", "no_officer", "pending_credits",
    "insolvency", "ledger_split",
}  # fmt: skip

IN_WEEKS = {"weeks_owed", "weeks_collectable", "weeks_after_cycle"}
IN_RUNGS = {"stage", "tone"}
SENTENCE_ONLY = {"held_why"}

CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "kind": tuple((kind, kind.replace("_", " ")) for kind in KINDS),
    "tenancy_type": tuple((tenure, tenure.replace("_", "-")) for tenure in TENURES),
    "payment_method": (
        ("direct_debit", "direct debit"), ("standing_order", "standing order"), ("bank_transfer", "bank transfer"),
        ("card", "card"), ("payment_card", "payment card"), ("cash", "cash"), ("cheque", "cheque"),
        ("wage_deduction", "wage deduction"), ("housing_benefit", "Housing Benefit"),
        ("universal_credit", "Universal Credit"), ("dwp_deduction", "DWP deduction"), ("system", "system"),
    ),
    "payment_frequency": (
        ("weekly", "weekly"), ("fortnightly", "fortnightly"), ("four_weekly", "four-weekly"), ("monthly", "monthly"),
        ("irregular", "irregular"),
    ),
    "insolvency": (
        ("", "none"), ("bankruptcy", "bankruptcy"), ("dro", "a debt relief order"), ("iva", "a voluntary arrangement"),
    ),
    "notice_kind": (
        ("", "none"), ("nosp", "notice of seeking possession"), ("s128", "introductory notice (s.128)"),
        ("s143e", "demoted notice (s.143E)"), ("s8", "assured notice (s.8)"), ("ntq", "notice to quit"),
        ("notice_to_remedy", "notice to remedy"), ("flexible_possession", "flexible: possession"),
    ),
    "notice_state": (("", "none"), ("in_force", "in force"), ("defective", "defective"), ("expired", "expired")),
    "claim_status": (
        ("", "none"), ("issued", "issued"), ("listed", "listed"), ("adjourned_generally", "adjourned generally"),
        ("adjourned_to_date", "adjourned to a date"), ("adjourned_on_terms", "adjourned on terms"),
        ("order_made", "order made"), ("dismissed", "dismissed"), ("struck_out", "struck out"),
        ("withdrawn", "withdrawn"), ("closed", "closed"),
    ),
    "order_kind": (
        ("", "none"), ("suspended", "suspended"), ("postponed", "postponed"), ("outright", "outright"),
        ("money_only", "money judgment only"), ("adjourned_on_terms", "adjourned on terms"), ("consent", "consent"),
    ),
    "eviction_outcome": (
        ("", "none"), ("booked", "booked"), ("executed", "carried out"), ("suspended", "suspended"),
        ("cancelled", "cancelled"),
    ),
    "format_to_make": (
        ("", "none"), ("easy_read", "easy read"), ("braille", "Braille"), ("audio", "audio"),
        ("bsl", "British Sign Language"), ("coloured_paper", "coloured paper"), ("translation", "a translation"),
    ),
}  # fmt: skip

NAMES = {
    "agreement_last_missed_on": "the last instalment missed",
    "agreement_letter_on": "the last letter about the agreement",
    "agreement_made_on": "the day of the agreement",
    "agreement_next_amount": "what falls due next under the agreement",
    "agreement_next_due_on": "the next instalment",
    "agreement_payment": "what the agreement asks each time",
    "agreement_shortfall": "what the agreement is short",
    "agreement_state": "the agreement",
    "broken_plans": "the number of agreements broken in two years",
    "balance": "the balance",
    "balance_4_weeks_ago": "the balance four weeks ago",
    "balance_mismatch": "whether the stated balance differs from the postings",
    "benefit_contact_on": "the last contact about benefit",
    "benefit_due": "the benefit still to come",
    "benefit_ends_on": "the end of benefit",
    "benefit_pending": "whether a benefit claim awaits its decision",
    "benefit_stopped_on": "the day benefit stopped",
    "breathing_space_until": "the end of the breathing space",
    "called_on": "the last call tried",
    "capacity_in_doubt": "whether a tenant’s mental capacity is in doubt",
    "charge_week": "what a charge week costs",
    "claim_hearing_on": "the hearing",
    "claim_since": "the day the claim was issued",
    "claim_status": "the claim",
    "closed_on": "the day the account was closed",
    "collectable_arrears": "what is left to pay",
    "complaint_open": "whether a complaint, disrepair or anti-social behaviour case is open",
    "counts_for_possession": "whether the debt counts for possession",
    "covered_debt": "the debt that breathing space or insolvency covers",
    "covered_arrears": "what is still owed of that debt",
    "covered_of_one": "the debt that one of them covers of any tenant",
    "covered_of_somebody": "what is still owed of what one of them covers of any tenant",
    "covered_until": "the last day of what is covered",
    "days_since_contact": "the days since the last contact",
    "debit_stopped_on": "the day direct debit was cancelled",
    "disputed": "whether the balance is disputed",
    "eviction_on": "the day of the eviction",
    "eviction_outcome": "the eviction",
    "expected_in_cycle": "what a regular payer will still pay",
    "first_charge_on": "the oldest charge of 26 weeks",
    "format_to_make": "the format",
    "former_letter_on": "the last letter about the former tenancy",
    "former_letters": "the number of letters about the former tenancy",
    "gross_arrears": "the arrears",
    "has_live_benefit": "whether benefit is paid",
    "held_until": "the last day of the hold",
    "held_why": "the reason for the hold",
    "in_breathing_space": "whether a tenant is in breathing space",
    "in_crisis": "whether somebody is in crisis",
    "insolvency": "the kind of insolvency",
    "kind": "the kind of account",
    "last_charge_week": "the last charge week, in a rent-free week",
    "last_contact_on": "the last contact about arrears",
    "last_payment_amount": "the last payment’s sum",
    "last_payment_on": "the last payment",
    "last_posted_on": "the last posting",
    "last_receipt_on": "the last money in",
    "ledger_split": "whether what a moratorium or insolvency covers is on record",
    "letter_possible": "whether a letter may safely go to somebody",
    "may_contact": "whether anybody may be contacted about arrears",
    "missed_payment_on": "the missed payment",
    "must_trace": "whether their address must be found",
    "needs": "the needs",
    "next_benefit_amount": "the next benefit payment’s sum",
    "next_benefit_on": "the next benefit payment",
    "next_charge_on": "the next charge",
    "next_payment_on": "a regular payer’s next payment",
    "no_officer": "whether nobody looks after the account",
    "notice_first_issue_on": "the first day to issue on the notice",
    "notice_in_force": "whether a notice is in force",
    "notice_kind": "the kind of notice",
    "notice_last_issue_on": "the last day to issue on the notice",
    "notice_state": "the notice",
    "order_executed": "whether the order has been carried out",
    "order_kind": "the order",
    "order_possession_on": "the date for possession",
    "order_shortfall": "what the order’s terms are short",
    "paid_since_stage": "what was paid since the last letter",
    "payment_frequency": "how often they pay",
    "payment_method": "the way they pay",
    "payments_26w": "the number of days with a payment in 26 weeks",
    "pays_regularly": "whether they pay regularly",
    "pending_credits": "the credits asked for and not yet back",
    "promise_until": "the promise to pay",
    "rent_rises_on": "the day the rent changes",
    "returned_mail_on": "the letter that came back",
    "reversed_payment_on": "the payment that came back unpaid",
    "spoke_on": "the last conversation",
    "stage": "the highest letter sent",
    "stage_on": "the last letter of the ladder",
    "technical_arrears": "the part that benefit still to come explains",
    "tenancy_last_day": "the tenancy’s last day",
    "tenancy_started_on": "the day the tenancy started",
    "tenancy_type": "the tenure",
    "tenants": "the number of tenants",
    "tenants_contactable": "the number of tenants who may be contacted",
    "tenants_living": "the number of living tenants",
    "tone": "the rung the ladder stands on",
    "trial_extend_by": "the last day to extend the trial",
    "trial_last_day": "the last day of the trial",
    "usual_amount": "what they usually pay",
    "visited_on": "the last visit",
    "warrant_issued_on": "the warrant",
    "warrant_requested_on": "the request for a warrant",
    "weekly_charge": "the weekly charge",
    "weeks_after_cycle": "the weeks owed after the payment still to come",
    "weeks_collectable": "the weeks left to pay",
    "weeks_owed": "the weeks of arrears",
    "welfare_contact_on": "the last check on them",
}

# What a rule's sentence may name beside a fact. See also recovery/rules/words.py.
PHRASES = {
    "agreement_next": "the next instalment, where there is one",
    "breathing_space_end": "until when, where it is known",
    "hearing": "the hearing, where there is one",
    "not_asked_for": "benefit still to come, or covered debt",
    "credit": "the credit",
    "debit_trouble": "what went wrong with the direct debit",
    "last_contact": "the last contact",
    "last_letter": "the last letter of the ladder, and what was paid since where that set it back",
}


@cache
def known_facts() -> dict[str, KnownFact]:
    """Every fact that a rule may name, by its name, in the order of its words."""
    found = [_known(name, kind) for name, kind in _types().items() if name not in NOT_ASKED]
    return {fact.name: fact for fact in sorted((fact for fact in found if fact), key=lambda fact: fact.words)}


def compared_facts() -> dict[str, KnownFact]:
    """Those that a condition may compare."""
    return {name: fact for name, fact in known_facts().items() if fact.comparisons}


def sentence_names() -> dict[str, str]:
    """What a rule's sentence may name, with its words."""
    return {name: fact.words for name, fact in known_facts().items()} | PHRASES


@cache
def _types() -> dict[str, Any]:
    own = {field.name: field.type for field in fields(AccountFacts)}
    worked_out = {
        name: member.func.__annotations__["return"]
        for name, member in vars(AccountFacts).items()
        if isinstance(member, cached_property)
    }
    return own | worked_out


def _known(name: str, annotation: Any) -> KnownFact | None:
    kind = _kind(name, annotation)
    if kind is None:
        return None
    choices = RUNGS if kind == FactKind.RUNG else CHOICES.get(name) or _choices_of(annotation)
    return KnownFact(
        name=name,
        words=NAMES.get(name, name.removesuffix("_on").replace("_", " ")),
        kind=kind,
        choices=choices,
        then=name not in ONLY_NOW,
    )


def _kind(name: str, annotation: Any) -> FactKind | None:
    """What kind of value it is, from its type; None for what cannot be compared."""
    plain = next((each for each in get_args(annotation) if each is not type(None)), annotation)
    if name in IN_RUNGS:
        return FactKind.RUNG
    if name in IN_WEEKS:
        return FactKind.WEEKS
    if name in CHOICES or isinstance(plain, EnumType):
        return FactKind.CHOICE
    if name in SENTENCE_ONLY:
        return FactKind.TEXT
    kinds: dict[Any, FactKind] = {
        bool: FactKind.YES_NO, Decimal: FactKind.POUNDS, int: FactKind.NUMBER, date: FactKind.DAY,
    }  # fmt: skip
    return kinds.get(plain)


def _choices_of(annotation: Any) -> tuple[tuple[str, str], ...]:
    plain = next((each for each in get_args(annotation) if each is not type(None)), annotation)
    if not isinstance(plain, EnumType):
        return ()
    values: list[StrEnum] = list(plain)
    return tuple((each.value, each.value.replace("_", " ")) for each in values)


def misfit(fact: KnownFact, comparison: str, value: Any) -> str:
    """Why a comparison or its value does not fit a fact; blank where it does. The words say what to enter."""
    if comparison not in fact.comparisons:
        return "This fact cannot be compared so. Choose another comparison."
    if comparison in {"known", "before today", "after today"} or fact.kind == FactKind.YES_NO:
        return "" if isinstance(value, bool) else "Choose yes or no."
    if comparison in IN_DAYS:
        fits = type(value) is int and 0 < value <= 3660
        return "" if fits else "Enter a number of days from 1 to 3,660."
    if fact.kind == FactKind.CHOICE:
        values = value if isinstance(value, tuple | list) else [value]
        known = {choice for choice, _ in fact.choices}
        wrong_shape = isinstance(value, tuple | list) != (comparison in {"in", "not in"})
        return "Choose from the list." if wrong_shape or not values or not known.issuperset(values) else ""
    if fact.kind in {FactKind.RUNG, FactKind.NUMBER}:
        return "" if type(value) is int and value >= 0 else "Enter a whole number."
    weeks = fact.kind == FactKind.WEEKS
    if weeks and type(value) in {int, Decimal} and value < 0:
        return "Enter a number of weeks, 0 or more."
    if type(value) not in {int, Decimal} or abs(value) >= 1_000_000 or Decimal(value) != round(Decimal(value), 2):
        return "Enter a number of weeks." if weeks else "Enter a sum of pounds and pence."
    return ""
