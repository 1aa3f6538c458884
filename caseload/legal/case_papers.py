"""Papers of a case: the protocol checklist, a decision record, the panel's sheet on an introductory tenancy."""

import datetime as dt
from typing import Any

from caseload.legal.bundles.history import agreements, contact_attempts, contact_words
from caseload.legal.case import Case
from caseload.summary import NEEDS
from legal.models import DecisionRecord
from legal.protocol_steps import override_said
from legal.rules import reviews
from recovery.documents import sheet_pdf
from staff.council import council_name
from staff.ui.words import long_day, pounds
from tenancies.models import LedgerEntry
from welfare.models import Referral, SupportPlan

HALF_A_YEAR = dt.timedelta(weeks=26)
MOST_CONTACTS = 20


def _of(case: Case) -> dict[str, Any]:
    return {
        "reference": case.account.account_ref,
        "council": council_name(),
        "on": case.on,
        "tenants": [str(person) for person in case.tenants],
        "home": case.tenancy.home.address_lines(),
    }


def protocol_pdf(case: Case) -> bytes:
    """The checklist with what shows each step, and a manager's reason for setting some aside."""
    paper = _of(case) | {"steps": case.steps, "override": override_said(case.tenancy)}
    return sheet_pdf("documents/legal/protocol_sheet.html", {"paper": paper}, title="Protocol checklist", dated=case.on)


def decision_pdf(record: DecisionRecord, case: Case) -> bytes:
    paper = _of(case) | {
        "on": record.on,
        "stage": record.get_stage_display(),
        "author": record.author.name,
        "answers": record.weighed,
        "approver": record.approved_by.name if record.approved_by else "",
        "approved_on": record.approved_on,
        "review_on": record.review_on,
    }
    return sheet_pdf("documents/legal/decision.html", {"paper": paper}, title="Decision record", dated=record.on)


def trial_pdf(case: Case) -> bytes:
    """The panel's sheet: conduct, payments, support, the right to a review (rulebook INT-1 to INT-7)."""
    tenancy, on = case.tenancy, case.on
    assert tenancy.trial_last_day is not None  # the page offers it only then
    stands = reviews.extension(
        tenure="introductory", trial_last_day=tenancy.trial_last_day, on=on,
        extended_last_day=tenancy.trial_extended_last_day,
    )  # fmt: skip
    first = on - HALF_A_YEAR
    paid = LedgerEntry.objects.filter(account=case.account, posted_on__range=(first, on), amount__lt=0)
    plan = SupportPlan.objects.filter(account__tenancy=tenancy).order_by("-pk").first()
    referred = Referral.objects.filter(account__tenancy=tenancy).order_by("at")
    record = next((each for each in case.decisions if each.stage in {"notice", "extension", "panel"}), None)
    contacts = contact_attempts(case.account, first=first, until=on)[-MOST_CONTACTS:]
    paper = _of(case) | {
        "starts_on": tenancy.starts_on,
        "trial_last_day": tenancy.trial_last_day,
        "extended_last_day": tenancy.trial_extended_last_day,
        "serve_by": stands.serve_by,
        "would_end": stands.extended_last_day,
        "owed": _owed(case),
        "payments": [(entry.posted_on, -entry.amount) for entry in paid.order_by("posted_on", "pk")],
        "contacts": [f"{long_day(each.on)}: {contact_words(each)}" for each in contacts],
        "agreements": [
            f"{long_day(each['made_on'])}: {each['kind'].lower()}, {each['terms']}. {each['became']}."
            for each in agreements(case.account, until=on)
        ],
        "needs": NEEDS.get(case.facts.needs, "Needs were asked about without an answer."),
        "support": [*([f"Support plan: {plan.goal}"] if plan else []), *(f"{r.partner}: {r.why}" for r in referred)],
        "answers": record.weighed if record else [],
        "review": _review(case),
    }
    return sheet_pdf("documents/legal/trial_decision.html", {"paper": paper}, title="Decision sheet", dated=on)


def _owed(case: Case) -> str:
    facts = case.facts
    to_come = f" {pounds(facts.technical_arrears)} of it is benefit still to come." if facts.technical_arrears else ""
    return f"{pounds(facts.balance)} is owed; the rent is {pounds(facts.charge_week)} a week.{to_come}"


def _review(case: Case) -> str:
    review = case.review
    if review is None:
        return ""
    last = long_day(reviews.request_by(served_on=review.served_on))
    told = f" The result must be told before {long_day(review.told_before)}." if review.told_before else ""
    return f"It may be asked for until {last}.{told}"
