"""What the pages of a notice are drawn from."""

import datetime as dt
from typing import Any

from caseload.legal.blockers import blockers
from caseload.legal.case import Case
from caseload.legal.dates import LABELS
from caseload.legal.door import may_work
from caseload.legal.forms_notices import AskForm, NoticeForm, ReviewForm, ServeForm, WithdrawForm
from caseload.legal.workings import OF_REVIEW, date_rows
from legal import notice_reviews, notice_service, notices, statutory
from legal.models import Notice
from legal.notice_reviews import review_of
from legal.notices import EXTENSION, CannotGiveNotice
from legal.rules import reviews, routes
from legal.rules.checks import Obstacle
from legal.rules.notice_dates import Service
from legal.rules.particulars import Particulars
from recovery.account_facts import of_account
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, Gate, Level, gates_for
from staff.models import LEADING_ROLES, Role, User
from tenancies.models import RentAccount


def new_context(case: Case, *, kind: str, form: NoticeForm, draft: Notice | None) -> dict[str, Any]:
    """Preparing a notice: the figures, the date that the council would give, what stands in the way."""
    on, found = case.on, None
    people = [Service(done_on=on + dt.timedelta(days=7), method="left_at_home") for _ in case.tenants]
    obstacles: list[Obstacle] = notices.obstacles(case.tenancy, kind=kind, facts=case.facts, on=on)
    if people and not obstacles:
        try:
            found = notices.dates_of(case.tenancy, kind=kind, services=people, specified_on=None)
        except CannotGiveNotice as refusal:
            obstacles.append(Obstacle(says=str(refusal)))
    form_used = statutory.form_for(kind, fixed_term=routes.in_fixed_term(case.home, on=on), on=on)
    stated: Particulars | None = None
    if kind != EXTENSION:
        stated = notices.particulars_of(case.account, facts=case.facts, on=on)
    return {
        "account": case.account,
        "case": case,
        "kind": kind,
        "name": routes.NAMES[kind],
        "form": form,
        "draft": draft,
        "obstacles": blockers(obstacles, account=case.account, weighed_for=notices.weighed_for(kind)),
        "gates": [gate for gate in gates_for(Act.NOTICE, facts=case.facts) if gate.level == Level.GATE],
        "dates": [(LABELS[each.name], each) for each in found.dates if each.answer] if found else [],
        "stated": stated,
        "statutory": form_used,
        "unchecked": form_used is not None and statutory.signed_off(form_used) is None,
        "live": form.live,
        "to_come": case.facts.technical_arrears if stated else None,
    }


def context(notice: Notice, account: RentAccount, *, user: User, on: dt.date, forms: dict[str, Any]) -> dict[str, Any]:
    """One notice: what it says, its dates, who is served, its request, its review."""
    ours = not notice.source_ref
    asked = notices.request_of(notice)
    approved = notices.is_approved(notice)
    left = notice_service.to_serve(notice, on=on)
    draft = notice.status == Notice.Status.DRAFT
    facts = of_account(account, as_of=on)
    works = may_work(user)
    obstacles = _obstacles(notice, facts=facts, on=on) if draft and ours else []
    gates: list[Gate] = [gate for gate in gates_for(Act.NOTICE, facts=facts) if gate.level == Level.GATE]
    review = review_of(notice)
    state = reviews.review_state(review, on=on) if review else ""
    waits = asked is not None and asked.decided_at is None
    return {
        "account": account,
        "notice": notice,
        "name": routes.NAMES[notice.kind],
        "rows": date_rows(_dates(notice), labels=LABELS | OF_REVIEW),
        "paragraphs": [part for part in notice.particulars.split("\n\n") if part],
        "asked": asked,
        "approved": approved,
        "left": left,
        "services": sorted(notice.services.all(), key=lambda each: (each.done_on, each.pk)),
        "obstacles": blockers(obstacles, account=account, weighed_for=notices.weighed_for(notice.kind)),
        "gates": gates if draft else [],
        "may_work": works,
        "may_change": works and ours and draft and not approved and not waits,
        "may_take_back": works and waits,
        "may_serve": works and ours and draft and approved and bool(left),
        "may_withdraw": works and ours and notice.status in {"draft", "served"},
        "may_approve": waits
        and user.role in LEADING_ROLES
        and user.pk not in {asked.asked_by_id if asked else 0, notice.made_by_id},
        "review": review,
        "review_state": str(state),
        "review_request_by": reviews.request_by(served_on=review.served_on) if review else None,
        "may_rule": user.role == Role.INCOME_MANAGER,
        "may_decide": user.role in LEADING_ROLES and user.pk not in notice_reviews.made_it(notice),
        "ask": forms.get("ask") or AskForm(auto_id="id_ask_%s"),
        "serve": forms.get("serve")
        or ServeForm(people=left, by=user, home=str(account.tenancy.home), auto_id="id_serve_%s"),
        "withdraw": forms.get("withdraw") or WithdrawForm(auto_id="id_withdraw_%s"),
        "review_form": forms.get("review") or ReviewForm(auto_id="id_review_%s"),
        "too_early": forms.get("too_early", False),
    }


def _dates(notice: Notice) -> dict[str, Any]:
    """Those kept with the notice: as it was served, else as it was planned, and those of its review."""
    worked: dict[str, dict[str, Any]] = notice.worked_out
    return (worked.get("served") or worked.get("dates", {})) | worked.get("review", {})


def _obstacles(notice: Notice, *, facts: AccountFacts, on: dt.date) -> list[Obstacle]:
    """What stands in the way of a draft: the road, the gates' stops, the decision record, the form."""
    return [
        *notices.obstacles(notice.tenancy, kind=notice.kind, facts=facts, on=on),
        *notices.decision_obstacles(notice.tenancy, kind=notice.kind, on=on),
        *notices.serving_obstacles(notice, on=on),
    ]
