"""The plan that supports a household, shared with other teams but for what is about money."""

from dataclasses import dataclass
from datetime import date, datetime

from caseload.at_work import at_work
from caseload.noting import note
from staff.models import CASEWORK_ROLES, Role, User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount
from welfare.models import SupportPlan, SupportStep

SHARED_WITH = [Role.NEIGHBOURHOOD_OFFICER, Role.LEGAL, Role.FINANCE]


class CannotSupport(Exception):
    """The plan stays as it is. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A support plan as one person may see it."""

    plan: SupportPlan
    goal: str  # blank for another team: it may speak of money
    steps: list[SupportStep]
    whole: bool


def running(account: RentAccount) -> SupportPlan | None:
    return SupportPlan.objects.filter(account=account, ended_on=None).select_related("owner").first()


def shown_to(user: User, account: RentAccount) -> Shown | None:
    """The plan that runs: whole for the income team; for another team the steps shared with it, none about money."""
    plan = running(account)
    if plan is None:
        return None
    steps = plan.steps.order_by("done_on", "due_on", "pk")
    if user.role in CASEWORK_ROLES:
        return Shown(plan=plan, goal=plan.goal, steps=list(steps), whole=True)
    theirs = steps.filter(shared_with=user.role, about_money=False) if user.role else steps.none()
    return Shown(plan=plan, goal="", steps=list(theirs), whole=False)


def begin(*, account: RentAccount, goal: str, review_on: date, by: User, on: date, at: datetime) -> SupportPlan:
    """Start a plan. One runs at a time. Raises CannotSupport."""
    if not goal.strip():
        raise CannotSupport("Say what the plan is for.")
    if review_on <= on:
        raise CannotSupport("The review must lie ahead.")
    with at_work(account, by=by, on=on) as locked:
        if running(locked):
            raise CannotSupport("A support plan runs already. Add to it, or end it first.")
        plan = SupportPlan.objects.create(account=locked, goal=goal.strip(), review_on=review_on, owner=by, made_at=at)
        said = f"Support plan begun, looked at again by {words.long_day(review_on)}."
        note(locked, AccountEvent.What.SUPPORT, said, kind="support", by=by, on=on, at=at)
    return plan


def add_step(
    *,
    account: RentAccount,
    what: str,
    who: str,
    due_on: date | None,
    about_money: bool,
    shared_with: str,
    by: User,
    on: date,
    at: datetime,
) -> SupportStep:
    """One thing somebody does. What is about money is shared with nobody. Raises CannotSupport."""
    if about_money and shared_with:
        raise CannotSupport("What is about money stays with the income team. Untick one of the two.")
    with at_work(account, by=by, on=on) as locked:
        plan = running(locked)
        if plan is None:
            raise CannotSupport("Begin the support plan first.")
        step = SupportStep.objects.create(
            plan=plan, what=what.strip(), who=who.strip(), due_on=due_on, about_money=about_money,
            shared_with=shared_with,
        )  # fmt: skip
        note(locked, AccountEvent.What.SUPPORT, "A step of support was agreed.", kind="support", by=by, on=on, at=at)
    return step


def step_done(*, account: RentAccount, step: SupportStep, by: User, on: date, at: datetime) -> None:
    with at_work(account, by=by, on=on) as locked:
        if SupportStep.objects.filter(pk=step.pk, plan__account=locked, done_on=None).update(done_on=on):
            note(locked, AccountEvent.What.SUPPORT, "A step of support is done.", kind="support", by=by, on=on, at=at)


def end(*, account: RentAccount, outcome: str, by: User, on: date, at: datetime) -> None:
    """The plan ends with what came of it. Raises CannotSupport."""
    if not 0 < len(outcome.strip()) <= 500:
        raise CannotSupport("Say what came of it, in 500 characters at most.")
    with at_work(account, by=by, on=on) as locked:
        plan = running(locked)
        if plan is None:
            raise CannotSupport("No support plan runs here.")
        plan.ended_on, plan.outcome = on, outcome.strip()
        plan.save(update_fields=["ended_on", "outcome"])
        said = "The support plan has ended."
        note(locked, AccountEvent.What.SUPPORT, said, kind="support", by=by, on=on, at=at)
