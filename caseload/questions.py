"""Questions about an account: put to a senior, or to a colleague by name. The answer comes back as reminders do.

One without a named colleague goes to whoever leads the patch's team; where no other leader has the patch, to the income
managers. While it waits the account's step keeps its clock, and leaves the officer's order until the answer.
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from caseload.at_work import at_work
from caseload.colleagues import managers, seniors_of
from caseload.models import Reminder
from caseload.reminders import COLLEAGUE_MAY_OPEN, OPEN, CannotRemind, let_open, noted
from staff.models import PatchAssignment, Role, User
from staff.ui import words
from tenancies import bank_holidays
from tenancies.models import AccountEvent, RentAccount
from tenancies.rules.calendar import add_working_days

Kind = Reminder.Kind
QUICK_ANSWERS = ["Go ahead with the step", "Wait a week", "Call them first", "I will take it from here"]


def put_to(user: User) -> QuerySet[Reminder]:
    """Open questions that are this person's to answer: her team's patches, else nobody's but the managers'.

    Where a gate asks for the income manager's yes, the question is the managers' alone.
    """
    asked = Reminder.objects.filter(OPEN, kind=Kind.QUESTION, for_user=None).exclude(made_by=user)
    leaders = PatchAssignment.objects.filter(
        patch=OuterRef("account__tenancy__home__patch"),
        ends_on=None,
        user__role=Role.TEAM_LEADER,
        user__is_active=True,
    ).exclude(user=OuterRef("made_by"))
    if user.role == Role.TEAM_LEADER:
        return asked.filter(Exists(leaders.filter(user=user)), carries_out="")
    if user.role == Role.INCOME_MANAGER:
        return asked.filter(~Q(carries_out="") | ~Exists(leaders))
    return asked.none()


def asked_of(question: Reminder) -> list[User]:
    """Who may answer a question that is put to nobody by name."""
    by = question.made_by
    return managers(asking=by) if question.carries_out else seniors_of(question.account, asking=by)


def ask(
    *,
    account: RentAccount,
    text: str = "",
    colleague: User | None = None,
    sets_aside: str = "",
    carries_out: str = "",
    second_person: User | None = None,
    by: User,
    on: date,
    at: datetime,
) -> tuple[Reminder, list[User]]:
    """Not sure: ask a senior, or a colleague by name. The step waits for the answer and its clock runs on.

    `sets_aside` is the step that a yes sets aside; `carries_out` one whose gate asks for the income manager's yes
    (caseload/manager_yes.py), so that a manager is asked. Returns the question and who may answer it. Due on the next
    working day. Raises CannotRemind.
    """
    with at_work(account, by=by, on=on) as locked:
        asked = [colleague] if colleague else managers(asking=by) if carries_out else seniors_of(locked, asking=by)
        if not asked and carries_out:
            raise CannotRemind("There is no other income manager whose yes could be asked for.")
        if not asked:
            raise CannotRemind("Nobody leads the team of this patch. Name a colleague to ask.")
        if locked.reminders.filter(OPEN, kind=Kind.QUESTION, made_by=by, for_user=colleague).exists():
            raise CannotRemind("You have asked about this account already. The answer comes back to your list.")
        due_on = add_working_days(on, 1, bank_holidays=bank_holidays.around(on))
        if colleague is not None:
            let_open(locked, colleague, asked_by=by, ends_at=at + (due_on - on) + COLLEAGUE_MAY_OPEN, at=at)
        made = Reminder.objects.create(
            account=locked,
            kind=Kind.QUESTION,
            text=text.strip(),
            due_on=due_on,
            for_user=colleague,
            sets_aside=sets_aside,
            carries_out=carries_out,
            second_person=second_person,
            made_by=by,
            made_at=at,
        )
        names = words.listed([user.name for user in asked])
        summary = f"{names}: {made.text}" if made.text else f"{names}, about the next step."
        noted(made, AccountEvent.What.ASKED, summary, kind="question", by=by, on=on, at=at)
    return made, asked
