"""What the account page shows of reminders, questions, answers and hand-over, and the forms for them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import Form

from caseload import guidance, reminders, suggestions
from caseload.case_file import LANGUAGES
from caseload.colleagues import colleagues_of
from caseload.forms_reminders import AskForm, DoneForm, HandOverForm, LooksWrongForm, OfferForm, People, ReminderForm
from caseload.handover import ownership
from caseload.models import Reminder, Suggestion
from caseload.questions import QUICK_ANSWERS, asked_of
from recovery.rules.actions import Action
from recovery.rules.facts import TenantFacts
from staff.models import CASEWORK_ROLES, User
from tenancies.models import Handover, RentAccount


@dataclass(frozen=True, kw_only=True)
class DeskPanel:
    open: list[Reminder]  # reminders, promises, call-backs and tasks, whoever is to do them
    questions: list[Reminder]  # waiting for an answer
    seniors: list[User]  # who may answer those put to nobody by name
    asked_already: bool  # whether one of them is this person's, put to a senior
    answers: list[Reminder]  # that this person has not seen
    replies: list[Suggestion]  # to what she questioned here, not seen
    owner: User | None
    handover: Handover | None
    may_hand_over: bool
    neighbourhood: list[User]
    interpreters: list[str]  # for whom one is booked before a call or visit, and in which language
    may_answer: bool  # whether she may answer an open question
    quick: list[str]  # answers in one press
    guidance_here: guidance.GuidanceCard | None  # the card of the step that is suggested
    call_guide: guidance.GuidanceCard  # for a call: the card of the step where that is one, else of any call
    advice: list[guidance.GuidanceCard]
    reasons: list[str]  # for ‘This looks wrong’
    offers: dict[str, str]  # what may be answered to an offer


def desk_panel(
    account: RentAccount, *, action: Action, tenants: Sequence[TenantFacts], user: User, on: dt.date
) -> DeskPanel:
    waiting = reminders.on_account(account, on=on)
    questions = [each for each in waiting if each.kind == Reminder.Kind.QUESTION]
    whose = ownership(account, user=user)
    unnamed = [each for each in questions if each.for_user_id is None]
    return DeskPanel(
        seniors=asked_of(unnamed[0]) if unnamed else [],
        asked_already=any(each.made_by_id == user.pk for each in unnamed),
        open=[each for each in waiting if each.kind != Reminder.Kind.QUESTION],
        questions=questions,
        answers=reminders.unseen_on(
            account, user=user, hers=whose.handover is not None and whose.handover.to_id == user.pk
        ),
        replies=suggestions.answers_on(account, user=user),
        owner=whose.owner,
        handover=whose.handover,
        may_hand_over=whose.may_hand_over,
        neighbourhood=whose.neighbourhood,
        interpreters=[
            f"{tenant.name}: {LANGUAGES.get(tenant.language, tenant.language) or 'ask which language'}"
            for tenant in tenants
            if (tenant.interpreter or tenant.language not in {"", "en"}) and not tenant.died_on
        ],
        may_answer=any(reminders.may_answer(question, user=user) for question in questions),
        quick=QUICK_ANSWERS,
        guidance_here=guidance.cards().get(action),
        call_guide=guidance.cards()[action if action.channel == "call" else Action.CALL],
        advice=[card for card in guidance.advice_cards() if not card.is_due(on=on)],
        reasons=suggestions.REASONS,
        offers=OfferForm.REPLIES,
    )


def desk_forms(user: User, *, on: dt.date) -> dict[str, Form]:
    """Their forms, empty, by the kind of act; none for whoever may only read."""
    if user.role not in CASEWORK_ROLES:
        return {}
    colleagues = People(colleagues_of(user))
    return {
        "reminder": ReminderForm(on=on, colleagues=colleagues),
        "question": AskForm(colleagues=colleagues),
        "looks_wrong": LooksWrongForm(),
        "hand_over": HandOverForm(colleagues=colleagues),
        "offer": OfferForm(on=on),
        "done": DoneForm(colleagues=colleagues),
    }
