"""The constraints on needs, safety, moratoria and budgets, broken one by one in test_constraints.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.constraints.breaking import BEFORE, DAY, NOW, twice
from welfare.models import (
    Adjustment,
    BreathingSpace,
    BudgetLine,
    ConcernAction,
    ContactPlan,
    CouncilContact,
    CoveredDebt,
    CrisisPlan,
    DeclaredInterest,
    Estate,
    IncomeAndExpenditure,
    Marker,
    PersonNeeds,
    Referral,
    Representative,
    SafetyConcern,
    SpendingGuideline,
    StaffAlert,
    SupportPlan,
)


def marker(r: Any, kind: str = "breathing_space", **known: Any) -> Marker:
    usual = {"kind": kind, "detail": "standard", "person": r.person, "from_on": DAY, "owner": r.officer}
    return Marker.objects.create(**{**usual, **known})


def representative(r: Any, **known: Any) -> Representative:
    usual = {"person": r.person, "kind": "adviser", "name": "Ottersby Advice", "address": "1 High Street",
             "authority_on": DAY, "evidence": "Form", "letters": "copy", "from_on": DAY, "by": r.officer}  # fmt: skip
    return Representative.objects.create(**{**usual, **known})


def referral(r: Any, **known: Any) -> Referral:
    usual = {"account": r.account, "partner": "Ottersby Advice", "why": "Debts", "consent": "given"}
    return Referral.objects.create(**{**usual, "by": r.officer, "at": NOW, **known})


def concern(r: Any, **known: Any) -> SafetyConcern:
    usual = {"kind": "threat", "account": r.account, "happened_at": NOW, "said": "Shouted", "route": "Safety team",
             "by": r.officer, "at": NOW, "lead": r.officer}  # fmt: skip
    return SafetyConcern.objects.create(**{**usual, **known})


def crisis_plan(r: Any, **known: Any) -> CrisisPlan:
    usual = {"account": r.account, "lead": r.officer, "next_contact_on": DAY, "how": "Ring his sister"}
    return CrisisPlan.objects.create(**{**usual, "by": r.officer, "at": NOW, **known})


def council_contact(r: Any, **known: Any) -> CouncilContact:
    usual = {"purpose": "crisis", "name": "Night team", "reach": "01632 960111", "made_by": r.officer, "made_at": NOW}
    return CouncilContact.objects.create(**{**usual, **known})


def contact_plan(r: Any, **known: Any) -> ContactPlan:
    usual = {"person": r.person, "kind": "persistent", "limits": "One letter a week", "from_on": DAY, "last_day": DAY,
             "review_on": DAY, "by": r.officer}  # fmt: skip
    return ContactPlan.objects.create(**{**usual, **known})


def interest(r: Any, **known: Any) -> DeclaredInterest:
    return DeclaredInterest.objects.create(
        **{"user": r.officer, "account": r.account, "what": "My cousin", "at": NOW, **known}
    )


def moratorium(r: Any, **known: Any) -> BreathingSpace:
    usual = {"marker": marker(r), "kind": "standard", "reference": "BS1", "notified_on": DAY, "starts_on": DAY}
    return BreathingSpace.objects.create(**{**usual, "by": r.officer, "at": NOW, **known})


def covered(r: Any, of: Marker, amount: int = 100) -> CoveredDebt:
    return CoveredDebt.objects.create(marker=of, account=r.account, as_at=DAY, amount=amount)


def covered_twice(r: Any) -> None:
    one = marker(r)
    twice(lambda: covered(r, one))


def budget(r: Any, **known: Any) -> IncomeAndExpenditure:
    return IncomeAndExpenditure.objects.create(
        **{"account": r.account, "on": DAY, "adults": 1, "by": r.officer, "at": NOW, **known}
    )


def line(r: Any, **known: Any) -> BudgetLine:
    known["budget"] = known.get("budget") or budget(r)
    return BudgetLine.objects.create(**{"category": "food", "amount": 50, "frequency": "weekly", **known})


def two_lines(r: Any) -> None:
    one = budget(r)
    twice(lambda: line(r, budget=one))


def guideline(r: Any, **known: Any) -> SpendingGuideline:
    usual = {"category": "food", "part": "adult", "monthly": 200, "from_on": DAY, "by": r.officer}
    return SpendingGuideline.objects.create(**{**usual, **known})


def needs(r: Any, **known: Any) -> PersonNeeds:
    return PersonNeeds.objects.create(
        **{"person": r.person, "review_on": DAY, "owner": r.officer, "changed_at": NOW, **known}
    )


def adjustment(r: Any) -> Adjustment:
    return Adjustment.objects.create(person=r.person, need="sight", code="large_print", from_on=DAY, by=r.officer)


def plan(r: Any) -> SupportPlan:
    return SupportPlan.objects.create(account=r.account, goal="Cope", review_on=DAY, owner=r.officer, made_at=NOW)


BREAKS: dict[str, Callable[[Any], Any]] = {
    "welfare_marker_ours_risk_reviewed": lambda r: marker(r, "risk", evidence="Police", last_day=DAY),
    "welfare_needs_helper_agreed": lambda r: needs(r, helper_name="Her daughter"),
    "welfare_adjustment_once": lambda r: twice(lambda: adjustment(r)),
    "welfare_representative_address": lambda r: representative(r, address=""),
    "welfare_representative_authority": lambda r: representative(r, authority_on=None),
    "welfare_plan_one_running": lambda r: twice(lambda: plan(r)),
    "welfare_referral_consent": lambda r: referral(r, consent="refused"),
    "welfare_referral_why": lambda r: referral(r, why=""),
    "welfare_concern_said": lambda r: concern(r, said=""),
    "welfare_concern_acknowledged": lambda r: concern(r, acknowledged_at=NOW),
    "welfare_concern_closed_with_outcome": lambda r: concern(r, closed_at=NOW, closed_by=r.officer),
    "welfare_concern_closed_by_someone": lambda r: concern(r, closed_at=NOW, outcome="Police told"),
    "welfare_crisis_plan_one": lambda r: twice(lambda: crisis_plan(r)),
    "welfare_contact_plan_one": lambda r: twice(lambda: contact_plan(r)),
    "welfare_contact_plan_dates": lambda r: contact_plan(r, review_on=DAY + timedelta(days=1)),
    "welfare_crisis_plan_signed_off_with_outcome": lambda r: crisis_plan(r, signed_off_at=NOW),
    "welfare_concern_action_what": lambda r: ConcernAction.objects.create(
        concern=concern(r), what="", for_user=r.officer, due_on=DAY
    ),
    "welfare_alert_acknowledged_after": lambda r: StaffAlert.objects.create(
        kind="crisis",
        for_user=r.officer,
        text="Now",
        raised_by=r.officer,
        raised_at=NOW,
        acknowledged_at=NOW - timedelta(hours=1),
    ),
    "welfare_contact_reached": lambda r: council_contact(r, reach=""),
    "welfare_contact_once": lambda r: twice(lambda: council_contact(r)),
    "welfare_interest_once": lambda r: twice(lambda: interest(r)),
    "welfare_interest_ended_by_another": lambda r: interest(r, ended_at=NOW, ended_by=r.officer),
    "welfare_moratorium_ends": lambda r: moratorium(r, ends_on=BEFORE),
    "welfare_covered_once": covered_twice,
    "welfare_covered_amount": lambda r: covered(r, marker(r), 0),
    "welfare_estate_died_first": lambda r: Estate.objects.create(
        person=r.person, died_on=DAY, told_on=BEFORE, told_by="Her son", by=r.officer, at=NOW
    ),
    "welfare_budget_adults": lambda r: budget(r, adults=0),
    "welfare_budget_line_once": two_lines,
    "welfare_budget_line_amount": lambda r: line(r, amount=-1),
    "welfare_budget_line_frequency": lambda r: line(r, frequency="yearly"),
    "welfare_guideline_once": lambda r: twice(lambda: guideline(r)),
    "welfare_guideline_amount": lambda r: guideline(r, monthly=-1),
}
