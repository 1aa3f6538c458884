"""For every rule of the shipped policy, facts that make it win. Monday 23 November 2026; £104.50 a week."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from recovery.rules.facts import AgreementState, NeedsState

MONDAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return MONDAY - timedelta(days=days)


def ahead(days: int) -> date:
    return MONDAY + timedelta(days=days)


def owes(weeks: str) -> dict[str, Any]:
    """So many weeks of £104.50."""
    return {"balance": Decimal(weeks) * Decimal("104.50")}


def sent(stage: int, days: int) -> dict[str, Any]:
    """The highest letter sent, so many days ago."""
    return {"stage": stage, "stage_on": ago(days), "last_contact_on": ago(days)}


CLEAR = {"balance": Decimal("0.00")}
BROKEN = {"agreement_id": 1, "agreement_state": AgreementState.BROKEN, "agreement_shortfall": Decimal("240.00")}
SLIPPING = {"agreement_id": 1, "agreement_state": AgreementState.SLIPPING, "agreement_shortfall": Decimal("60.00")}
IN_FORCE = {"notice_kind": "nosp", "notice_state": "in_force", "notice_in_force": True}
RUNNING_OUT = {"notice_first_issue_on": ago(300), "notice_last_issue_on": ahead(31)}
GOOD = {"notice_first_issue_on": ago(30), "notice_last_issue_on": ahead(335)}
RELIABLE = {"pays_regularly": True, "payments_26w": 5, "last_payment_on": ago(37), "last_receipt_on": ago(37)}
SUB = {"kind": "garage"}
OCCUPIER = {"kind": "use_and_occupation"}
COSTS = {"kind": "court_costs", "weekly_charge": Decimal("0.00")}
FORMER = {"is_former": True, "tenancy_last_day": ago(60), "weekly_charge": Decimal("0.00")}
BARRED = {**FORMER, "tenancy_last_day": ago(2192)}
BOOKED = {"eviction_outcome": "booked"}
CANNOT_WRITE = {"letter_possible": False}
SUSPENDED = {"order_kind": "suspended"}
OUTRIGHT = {"order_kind": "outright"}

WINS: dict[str, dict[str, Any]] = {
    "no_tenant": {"tenants": 0},
    "deceased": {"tenants_living": 0},
    "deceased_done": {"tenants_living": 0, **CLEAR},
    "crisis": {"in_crisis": True},
    "held": {"held_until": ahead(7), "held_why": "benefit"},
    "breathing_space": {"in_breathing_space": True, "breathing_space_until": ahead(40)},
    "insolvency": {"insolvency": "dro"},
    "insolvency_wait": {"insolvency": "dro", **CLEAR},
    "mismatch": {"balance_mismatch": True},
    "mismatch_wait": {"balance_mismatch": True, "overridden": ("fix_data",)},
    "disputed": {"disputed": True},
    "disputed_wait": {"disputed": True, **CLEAR},
    "eviction_past": {**OUTRIGHT, **BOOKED, "eviction_on": ago(1)},
    "eviction_soon": {**OUTRIGHT, **BOOKED, "eviction_on": ahead(28)},
    "eviction_booked": {**OUTRIGHT, **BOOKED, "eviction_on": ahead(29)},
    "warrant_issued": {**OUTRIGHT, "warrant_requested_on": ago(40), "warrant_issued_on": ago(10)},
    "warrant_requested": {**OUTRIGHT, "warrant_requested_on": ago(40)},
    "hearing_past": {"claim_status": "listed", "claim_hearing_on": ago(1)},
    "hearing_soon": {"claim_status": "listed", "claim_hearing_on": ahead(21)},
    "claim_wait": {"claim_status": "issued"},
    "agreement_kept": {"agreement_id": 1, "agreement_state": AgreementState.KEPT},
    "ask_needs_warrant": {**OUTRIGHT, "order_possession_on": ago(1), "needs": NeedsState.NEVER_ASKED},
    "outright_needs": {**OUTRIGHT, "order_possession_on": ago(1), "capacity_in_doubt": True},
    "outright_due": {**OUTRIGHT, "order_possession_on": ago(1)},
    "outright_wait": {**OUTRIGHT, "order_possession_on": MONDAY},
    "order_breach": {**SUSPENDED, "order_shortfall": Decimal("5.01")},
    "order_breach_wait": {**SUSPENDED, "order_shortfall": Decimal("5.01"), "overridden": ("order_breach",)},
    "order_kept": {**SUSPENDED, "order_shortfall": Decimal("5.00")},
    "trial_ending": {"tenancy_type": "introductory", "trial_last_day": ahead(84)},
    "agreement_slipping": SLIPPING,
    "agreement_slipping_wait": {**SLIPPING, "last_contact_on": ago(6)},
    "agreement_broken": BROKEN,
    "agreement_broken_again": {**BROKEN, "broken_plans": 2},
    "debit_failed": {"reversed_payment_on": ago(3)},
    "welfare_check": {**RELIABLE, "next_payment_on": ago(1)},
    "benefit_stopped": {"benefit_stopped_on": ago(10)},
    "benefit_ending": {"benefit_ends_on": ahead(20)},
    "promised": {"promise_until": MONDAY},
    "missed_payment": {"missed_payment_on": ago(1)},
    "order_without_terms": {**SUSPENDED},
    "order_without_terms_wait": {**SUSPENDED, "overridden": ("fix_data",)},
    "adjourned": {"claim_status": "adjourned_generally"},
    "adjourned_wait": {"claim_status": "adjourned_on_terms", **owes("1.99")},
    "notice_lapsing": {**IN_FORCE, **RUNNING_OUT},
    "notice_running": {**IN_FORCE, "notice_first_issue_on": ahead(1), "notice_last_issue_on": ahead(365)},
    "post_notice_call": {**IN_FORCE, **GOOD, **owes("4")},
    "ask_needs_claim": {**IN_FORCE, **GOOD, **owes("4"), "called_on": ago(10), "needs": NeedsState.NEVER_ASKED},
    "refer_to_court": {**IN_FORCE, **GOOD, **owes("4"), "called_on": ago(10)},
    "clear": CLEAR,
    "all_technical": {"benefit_due": Decimal("209.00"), "has_live_benefit": True},
    "waits_for_cycle": {**RELIABLE, "expected_in_cycle": Decimal("450.00"), "next_payment_on": ahead(3)},
    "under_threshold": owes("0.99"),
    "small_no_charge": {"weekly_charge": Decimal("0.00"), "balance": Decimal("19.99")},
    "no_charge": {"weekly_charge": Decimal("0.00"), "balance": Decimal("20.00")},
    "returned_mail": {"returned_mail_on": ago(5)},
    "make_format": {"format_to_make": "braille"},
    "no_letter": CANNOT_WRITE,
    "ask_needs": {**owes("4"), **sent(4, 20), "needs": NeedsState.NEVER_ASKED},
    "serve_notice": {**owes("4"), **sent(4, 20), "called_on": ago(30)},
    "remedy_notice": {"tenancy_type": "pitch", **owes("6"), **sent(4, 20), "called_on": ago(30)},
    "pre_notice": {**owes("4"), **sent(3, 14)},
    "call_before_letter_2": {**owes("3"), **sent(2, 7)},
    "letter_2": {**owes("3"), **sent(2, 14), "called_on": ago(7)},
    "letter_1": owes("2"),
    "reminder": owes("1"),
    "keep_in_touch": {**owes("1"), **sent(1, 28)},
    "waiting": {**owes("2"), **sent(2, 5)},
    "ask_needs_occupier": {**OCCUPIER, **owes("4"), **sent(2, 5), "needs": NeedsState.NEVER_ASKED},
    "occupier_claim": {**OCCUPIER, **owes("4"), **sent(2, 5)},
    "sub_reminder": SUB,
    "sub_letter_1": {**SUB, **sent(1, 21)},
    "sub_call": {**SUB, **sent(2, 14)},
    "sub_letter_2": {**SUB, **sent(2, 21), "called_on": ago(21)},
    "costs_with_order": {**COSTS, **SUSPENDED},
    "agency": {**SUB, **sent(3, 28)},
    "write_off": {**SUB, **sent(3, 28), "overridden": ("agency_review",)},
    "former_credit": {**FORMER, "balance": Decimal("-5.00")},
    "limitation": BARRED,
    "former_small": {**FORMER, "balance": Decimal("24.99")},
    "trace": {**FORMER, "must_trace": True},
    "trace_returned": {**FORMER, "returned_mail_on": ago(3)},
    "former_letter_1": FORMER,
    "former_letter_2": {**FORMER, "former_letters": 1, "former_letter_on": ago(28), "last_contact_on": ago(28)},
}
