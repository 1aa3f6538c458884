"""What the page of a case is drawn from."""

import datetime as dt
from typing import Any

from caseload.legal.case import Case, case_of
from caseload.legal.door import may_work
from caseload.legal.parts import drawn
from legal.models import DecisionRecord
from legal.notice_reviews import review_of
from legal.rules.flexible_end import non_renewal_by
from legal.rules.reviews import ExtensionState, extension
from legal.rules.routes import in_fixed_term
from staff.models import LEADING_ROLES, User
from tenancies.models import RentAccount

STAGES_WEIGHED = ("notice", "extension", "claim", "warrant", "eviction", "panel")


def context(account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    case = case_of(account, on=on)
    tenancy = case.tenancy
    trial = None
    if tenancy.tenancy_type == "introductory" and tenancy.trial_last_day:
        trial = extension(
            tenure="introductory",
            trial_last_day=tenancy.trial_last_day,
            on=on,
            review=review_of(case.extension) if case.extension else None,
            extended_last_day=tenancy.trial_extended_last_day,
        )
    return {
        "account": case.account,
        "case": case,
        "on": on,
        "trial": trial,
        "tell_by": _tell_by(case),
        "to_enter": _to_enter(case),
        "may_extend": trial is not None and trial.state in {"not_yet", "due"} and case.extension is None,
        "steps_missing": [step for step in case.steps if not step.done],
        "no_good": {"expired": "lapsed", "defective": "defective"}.get(case.facts.notice_state, ""),
        "may_prepare_another": case.needed and case.where.draft is None and case.stage not in {"", "notice"},
        "decisions": [(record, _may_approve(record, user)) for record in case.decisions],
        "parts": drawn(case, user=user),
        "may_work": may_work(user),
    }


def _may_approve(record: DecisionRecord, user: User) -> bool:
    """See also legal.protocol_steps.approve_decision, which holds it."""
    waits = record.full and record.approved_by_id is None
    return waits and user.role in LEADING_ROLES and record.author_id != user.pk


def _tell_by(case: Case) -> dt.date | None:
    """The last day to tell a flexible tenant that the term is not renewed, while the term runs (rulebook FLX-2)."""
    ends = case.tenancy.fixed_term_last_day
    if ends is None or not in_fixed_term(case.home, on=case.on):
        return None
    return non_renewal_by(term_last_day=ends).strict


def _to_enter(case: Case) -> dt.date | None:
    """The last day of a trial that was extended here, which the housing system does not hold yet."""
    notice, tenancy = case.extension, case.tenancy
    review = review_of(notice) if notice else None
    if notice is None or review is None or tenancy.trial_last_day is None or tenancy.trial_extended_last_day:
        return None
    stands = extension(tenure="introductory", trial_last_day=tenancy.trial_last_day, on=case.on, review=review)
    return stands.extended_last_day if stands.state == ExtensionState.EXTENDED else None
