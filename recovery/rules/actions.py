"""The steps that a policy may recommend: a closed list."""

from enum import StrEnum


class Action(StrEnum):
    """One step. Its channel says who carries it out and how; `none` is a decision too."""

    NONE = "none"
    # Checks on people and help, before any letter
    WELFARE_CHECK = "welfare_check"
    MISSED_PAYMENT_CALL = "missed_payment_call"
    DEBIT_FAILED_CALL = "debit_failed_call"
    BENEFIT_HELP = "benefit_help"
    ASK_NEEDS = "ask_needs"
    # Letters
    REMINDER = "reminder"
    LETTER_1 = "letter_1"
    LETTER_2 = "letter_2"
    PRE_NOTICE = "pre_notice"
    AGREEMENT_SLIPPING = "agreement_slipping"
    AGREEMENT_BROKEN = "agreement_broken"
    AGREEMENT_MADE = "agreement_made"  # goes with the making of one; no rule suggests it
    FORMER_LETTER_1 = "former_letter_1"
    FORMER_LETTER_2 = "former_letter_2"
    # Letters that people start; no rule suggests them, as none suggests the letter that confirms an agreement
    ESTATE_LETTER = "estate_letter"
    ESTATE_COPY = "estate_copy"
    EXECUTOR_LETTER = "executor_letter"
    SURVIVOR_LETTER = "survivor_letter"
    DISPUTE_ANSWER = "dispute_answer"
    CONTACT_PLAN = "contact_plan"
    CURRENT_RENT = "current_rent"
    HEARING_RESULT = "hearing_result"
    ORDER_WARNING = "order_warning"
    EVICTION_DATE = "eviction_date"
    EVICTION_BELONGINGS = "eviction_belongings"
    EVICTION_FINAL = "eviction_final"
    INVOICE = "invoice"
    CAMPAIGN = "campaign"
    # Calls and visits
    CALL = "call"
    VISIT = "visit"
    # Legal, only recommended here
    TRIAL_DECISION = "trial_decision"
    SERVE_NOTICE = "serve_notice"
    NOTICE_LAPSING = "notice_lapsing"
    REFER_TO_COURT = "refer_to_court"
    PREPARE_HEARING = "prepare_hearing"
    RECORD_HEARING = "record_hearing"
    REVIEW_ADJOURNED = "review_adjourned"
    ORDER_BREACH = "order_breach"
    REQUEST_WARRANT = "request_warrant"
    EVICTION_CHECKS = "eviction_checks"
    RECORD_EVICTION = "record_eviction"
    # Work at the desk
    TRACE = "trace"
    MAKE_FORMAT = "make_format"
    ESTATE = "estate"
    INSOLVENCY_REVIEW = "insolvency_review"
    DISPUTE_REVIEW = "dispute_review"
    REFUND_REVIEW = "refund_review"
    AGENCY_REVIEW = "agency_review"
    WRITE_OFF_REVIEW = "write_off_review"
    FIX_DATA = "fix_data"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def channel(self) -> str:
        """letter, call, visit, legal, desk or none."""
        return CHANNELS.get(self, "none" if self is Action.NONE else "desk")

    @property
    def chases(self) -> bool:
        """Whether it asks somebody for arrears. Help and checks on people do not."""
        if self in ASKS_FOR_NOTHING:
            return False
        return self.channel in {"letter", "legal", "visit"} or self in CHASING_CALLS

    @property
    def suggested(self) -> bool:
        """Whether a policy may suggest it."""
        return self not in STARTED_BY_PEOPLE

    @property
    def contacts(self) -> bool:
        """Whether it reaches the household, so that only one of a household's accounts may lead."""
        return self.channel in {"letter", "call", "visit"}


LABELS = {
    Action.NONE: "No step",
    Action.WELFARE_CHECK: "Check on them",
    Action.MISSED_PAYMENT_CALL: "Call about a missed payment",
    Action.DEBIT_FAILED_CALL: "Call about the direct debit",
    Action.BENEFIT_HELP: "Help with benefit",
    Action.ASK_NEEDS: "Ask about needs",
    Action.REMINDER: "Send a reminder",
    Action.LETTER_1: "Send letter 1",
    Action.LETTER_2: "Send letter 2",
    Action.PRE_NOTICE: "Send the letter before notice",
    Action.AGREEMENT_SLIPPING: "Send a reminder of the agreement",
    Action.AGREEMENT_BROKEN: "Send the broken agreement letter",
    Action.AGREEMENT_MADE: "Confirm the agreement",
    Action.FORMER_LETTER_1: "Send the first former tenant letter",
    Action.FORMER_LETTER_2: "Send the second former tenant letter",
    Action.ESTATE_LETTER: "Write to the personal representatives",
    Action.ESTATE_COPY: "Send the Public Trustee a copy",
    Action.EXECUTOR_LETTER: "Write to who deals with the estate",
    Action.SURVIVOR_LETTER: "Write to who lives on in the home",
    Action.DISPUTE_ANSWER: "Answer who disputes the balance",
    Action.CONTACT_PLAN: "Write about the contact plan",
    Action.CURRENT_RENT: "Write about the current rent",
    Action.HEARING_RESULT: "Write what the court decided",
    Action.ORDER_WARNING: "Warn that the court’s order is not kept",
    Action.EVICTION_DATE: "Write when the eviction is",
    Action.EVICTION_BELONGINGS: "Write about belongings left behind",
    Action.EVICTION_FINAL: "Write that the tenancy has ended",
    Action.INVOICE: "Send an invoice",
    Action.CAMPAIGN: "Send a campaign’s letter",
    Action.CALL: "Call the tenant",
    Action.VISIT: "Visit",
    Action.TRIAL_DECISION: "Decide how the trial period goes on",
    Action.SERVE_NOTICE: "Consider serving notice",
    Action.NOTICE_LAPSING: "Act before the notice lapses",
    Action.REFER_TO_COURT: "Consider a possession claim",
    Action.PREPARE_HEARING: "Prepare for the hearing",
    Action.RECORD_HEARING: "Record what the court decided",
    Action.REVIEW_ADJOURNED: "Review the adjourned claim",
    Action.ORDER_BREACH: "Deal with the broken court order",
    Action.REQUEST_WARRANT: "Consider a warrant",
    Action.EVICTION_CHECKS: "Make the checks before eviction",
    Action.RECORD_EVICTION: "Record what happened at the eviction",
    Action.TRACE: "Find a new address",
    Action.MAKE_FORMAT: "Have the letter made in their format",
    Action.ESTATE: "Write to the estate",
    Action.INSOLVENCY_REVIEW: "Review the insolvency",
    Action.DISPUTE_REVIEW: "Answer the dispute",
    Action.REFUND_REVIEW: "Look at the credit",
    Action.AGENCY_REVIEW: "Consider a collection agency",
    Action.WRITE_OFF_REVIEW: "Consider a write-off",
    Action.FIX_DATA: "Put the data right",
}

# To an estate: the person on the account has died, and the letter goes to somebody else.
TO_ESTATE = {Action.ESTATE_LETTER, Action.ESTATE_COPY, Action.EXECUTOR_LETTER}
OF_EVICTION = {Action.EVICTION_DATE, Action.EVICTION_BELONGINGS, Action.EVICTION_FINAL}
CARE = (
    TO_ESTATE
    | OF_EVICTION
    | {Action.SURVIVOR_LETTER, Action.DISPUTE_ANSWER, Action.CONTACT_PLAN, Action.HEARING_RESULT}
)
ASKS_FOR_NOTHING = CARE | {Action.AGREEMENT_MADE, Action.CURRENT_RENT}  # of what is behind
STARTED_BY_PEOPLE = ASKS_FOR_NOTHING | {Action.ORDER_WARNING, Action.INVOICE, Action.CAMPAIGN}

CHANNELS = {
    **dict.fromkeys(
        [
            Action.REMINDER,
            Action.LETTER_1,
            Action.LETTER_2,
            Action.PRE_NOTICE,
            Action.AGREEMENT_SLIPPING,
            Action.AGREEMENT_BROKEN,
            Action.FORMER_LETTER_1,
            Action.FORMER_LETTER_2,
            *STARTED_BY_PEOPLE,
        ],
        "letter",
    ),
    **dict.fromkeys(
        [
            Action.WELFARE_CHECK,
            Action.MISSED_PAYMENT_CALL,
            Action.DEBIT_FAILED_CALL,
            Action.BENEFIT_HELP,
            Action.ASK_NEEDS,
            Action.CALL,
        ],
        "call",
    ),
    Action.VISIT: "visit",
    **dict.fromkeys(
        [
            Action.TRIAL_DECISION,
            Action.SERVE_NOTICE,
            Action.NOTICE_LAPSING,
            Action.REFER_TO_COURT,
            Action.PREPARE_HEARING,
            Action.RECORD_HEARING,
            Action.REVIEW_ADJOURNED,
            Action.ORDER_BREACH,
            Action.REQUEST_WARRANT,
            Action.EVICTION_CHECKS,
            Action.RECORD_EVICTION,
        ],
        "legal",
    ),
}

CHASING_CALLS = {Action.CALL, Action.MISSED_PAYMENT_CALL, Action.DEBIT_FAILED_CALL}
