"""What the page of a case is drawn from."""

import datetime as dt
from typing import Any

from caseload.legal.case import Case, case_of
from caseload.legal.door import may_work
from caseload.legal.parts import drawn
from caseload.legal.protocol_page import protocol_stands
from legal.models import DecisionRecord
from legal.rules import enforcement, flexible_end
from legal.rules.reviews import ExtensionState
from legal.rules.routes import in_fixed_term
from legal.term_end import end_of_term
from staff.models import LEADING_ROLES, User
from tenancies.models import RentAccount
from tenancies.rules.calendar import ONE_DAY


def context(account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    case = case_of(account, on=on)
    trial = case.trial
    return {
        "account": case.account,
        "case": case,
        "on": on,
        "trial": trial,
        "term": _term(case),
        "occupation_since": _occupation_since(case),
        "to_enter": _to_enter(case),
        "may_extend": trial is not None and trial.state in {"not_yet", "due"} and case.extension is None,
        "protocol": protocol_stands(case),
        "no_good": {"expired": "lapsed", "defective": "defective"}.get(case.facts.notice_state, ""),
        "may_prepare_another": case.needed
        and case.where.draft is None
        and (case.stage not in {"", "notice"} or case.in_extension),
        "decisions": [(record, _may_approve(record, user)) for record in case.decisions],
        "parts": drawn(case, user=user),
        "may_work": may_work(user),
    }


def _may_approve(record: DecisionRecord, user: User) -> bool:
    """See also legal.protocol_steps.approve_decision, which holds it."""
    waits = record.full and record.approved_by_id is None
    return waits and user.role in LEADING_ROLES and record.author_id != user.pk


def _term(case: Case) -> dict[str, Any]:
    """The end of a flexible term: its days, and what stands in the way of possession then, while the term runs and
    after it where its notices were given (rulebook FLX-2)."""
    found = end_of_term(case.tenancy, found=case.notices)
    if found is None or not (found.possession_notice_on or in_fixed_term(case.home, on=case.on)):
        return {}
    told = found.non_renewal_on
    return {
        "ends": found.term_last_day,
        "told": told,
        "tell_by": flexible_end.non_renewal_by(term_last_day=found.term_last_day).strict,
        "review_by": flexible_end.review_request_by(non_renewal_on=told).strict if told else None,
        "obstacles": flexible_end.obstacles(found, on=case.on) if told else [],
    }


def _occupation_since(case: Case) -> dt.date | None:
    """The day after the tenancy ended, by an eviction or a notice to quit: from then on what is charged and paid is for
    use and occupation (rulebook SEC-7, ORD-12, NTQ-5); None: it is rent."""
    order, notice = case.order, case.notice
    evicted = order.ended_on if order and order.status == "executed" else None
    quit_on = notice.specified_on if notice and notice.kind == "ntq" and case.facts.notice_state == "in_force" else None
    ended = {"order_executed_on": evicted, "notice_to_quit_ended_on": quit_on}
    if enforcement.charge_name(on=case.on, **ended) == "rent":
        return None
    return min(day for day in ended.values() if day and day < case.on) + ONE_DAY


def _to_enter(case: Case) -> dt.date | None:
    """The last day of a trial that was extended here, which the housing system does not hold yet."""
    stands = case.trial
    if stands is None or stands.state is not ExtensionState.EXTENDED or case.tenancy.trial_extended_last_day:
        return None
    return stands.extended_last_day
