"""The questions that wait for a senior, each with what the account's card says: its step, and since when it waits."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from caseload import reminders
from caseload.models import Recommendation, Reminder
from recovery import policies
from recovery.rules.actions import Action
from recovery.rules.policy import Policy


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    question: Reminder
    step: str
    rule: str
    since: dt.date | None  # the step's clock runs on while the question waits
    urgent: bool


def question_rows(questions: QuerySet[Reminder], *, on: dt.date) -> list[QuestionRow]:
    """The oldest question first. Three statements, however many there are."""
    found = list(reminders.for_list(questions, on=on))
    cards = {
        card.account_id: card
        for card in Recommendation.objects.filter(lapsed_on=None, account__in=[each.account_id for each in found])
    }
    policy = policies.in_force(on=on)
    return [_row(question, cards.get(question.account_id), policy) for question in found]


def _row(question: Reminder, card: Recommendation | None, policy: Policy) -> QuestionRow:
    rule = policy.rule(card.rule) if card else None
    return QuestionRow(
        question=question,
        step=Action(card.action).label if card else Action.NONE.label,
        rule=rule.name if rule else "",
        since=card.first_on if card else None,
        urgent=card is not None and card.urgency == 1,
    )
