"""One kind of approval: a step whose gate asks for the income manager's yes (caseload/manager_yes.py)."""

from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery

from caseload import manager_yes, reminders
from caseload.approvals.item import Decision, Item, Kind, in_words
from caseload.desk import NothingToDo
from caseload.models import Recommendation, Reminder
from caseload.questions import put_to
from recovery.rules.actions import Action
from recovery.rules.gates import Refused, sentence, told
from staff.models import User
from tenancies.models import RentAccount

CHANGED = "The step has changed since it was asked. Send it back."


REFUSED = (reminders.CannotRemind, NothingToDo, Refused, PermissionDenied, RentAccount.DoesNotExist)


def waiting(user: User, on: date) -> list[Item]:
    return [_item(each, now) for each, now in with_step_now(put_to(user).exclude(carries_out=""))]


def with_step_now(questions: QuerySet[Reminder]) -> list[tuple[Reminder, Action]]:
    """Each question with the step that its account has today, the oldest first."""
    step_now = Recommendation.objects.filter(account=OuterRef("account"), lapsed_on=None).values("action")[:1]
    found = questions.select_related("account__tenancy__home", "made_by", "second_person")
    found_now = found.annotate(step_now=Subquery(step_now)).order_by("made_at", "pk")
    return [(each, Action(each.step_now or Action.NONE)) for each in found_now]


def _item(each: Reminder, now: Action) -> Item:
    step = Action(each.carries_out)
    along = (("Who goes along", each.second_person.name),) if each.second_person else ()
    return Item(
        kind="manager",
        pk=each.pk,
        title=f"{step.label}: the income manager’s yes",
        why=each.text,
        asked_by=each.made_by,
        asked_at=each.made_at,
        page=each.account.get_absolute_url(),
        account=each.account,
        shows=(("Step that a yes records as done", step.label), *along),
        changed=() if now == step else (f"The next step is no longer ‘{step.label}’ but ‘{now.label}’",),
        stops="" if now == step else CHANGED,
    )


def closely(item: Item, user: User, on: date) -> Item:
    """With each gate as it stands at this moment; it stops where one would not open to this manager's yes."""
    same, asking, shut = manager_yes.standing(_question(item), by=user, on=on)
    stands = tuple(("Stands in the way", f"{told(gate)}. {' '.join(gate.instead)}") for gate in asking)
    stops = " ".join(sentence(gate) for gate in shut) if same else CHANGED
    return replace(item, shows=(*item.shows, *stands), stops=stops)


def give(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        manager_yes.give(_question(item), words=said.said, by=said.by, on=said.on, at=said.at)
    return "The step is recorded as done with your yes, and who asked is told."


def refuse(item: Item, said: Decision) -> str:
    with in_words(*REFUSED):
        reminders.finish(reminder=_question(item), answer=said.said, by=said.by, on=said.on, at=said.at)
    return "Nothing is done. Your no is with who asked, with its reason."


def _question(item: Item) -> Reminder:
    found = Reminder.objects.select_related("account", "made_by", "second_person")
    return found.in_bulk([item.pk])[item.pk]


GATED = Kind(
    label="Gate",
    button="Approve and record as done",
    waiting=waiting,
    approve=give,
    send_back=refuse,
    closely=closely,
)
