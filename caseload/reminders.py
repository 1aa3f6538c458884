"""What is to be done on an account by a day: for oneself, promised to the tenant, asked of a colleague or a senior.

Questions are put in questions.py; they are done or withdrawn here, like all the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from caseload import desk, undo
from caseload.at_work import at_work
from caseload.colleagues import colleagues_of
from caseload.models import Act, Reminder, WorkType
from caseload.noting import note
from staff.asking import records_where
from staff.models import LEADING_ROLES, Cover, Role, User
from staff.ui import words
from tenancies.models import (
    AccountAccess,
    AccountEvent,
    AccountRestriction,
    Person,
    RentAccount,
    TenancyPerson,
    TenancyRole,
)
from tenancies.models.accounts import closed_sql

Kind = Reminder.Kind
What = AccountEvent.What

OPEN = Q(done_at=None, withdrawn_at=None)
RETURNS = [Kind.TASK, Kind.QUESTION]  # their answer goes back to who asked
HANDED_OVER = "SELECT account_id FROM tenancies_handover WHERE to_id = %s AND ended_at IS NULL"
# What stands on %(user)s's list up to a day, in SQL: see `of`, which says it to Django.
WAITING = """
    ((done_at IS NULL AND withdrawn_at IS NULL AND due_on <= %(until)s AND (for_user_id = %(user)s OR (
            caseload_reminder.kind <> 'question' AND for_user_id IN (
                SELECT absent_id FROM staff_cover WHERE covering_id = %(user)s AND running))))
        OR ((made_by_id = %(user)s OR account_id IN (
                SELECT account_id FROM tenancies_handover WHERE to_id = %(user)s AND ended_at IS NULL))
            AND caseload_reminder.kind IN ('task', 'question') AND done_at IS NOT NULL AND answer_seen_at IS NULL
            AND done_by_id IS DISTINCT FROM %(user)s))
      AND account_id NOT IN ({closed})
"""
WITH_TENANT = [Kind.PROMISE, Kind.CALLBACK]  # these name the tenant, where there is only one
LONGEST = timedelta(days=730)
COLLEAGUE_MAY_OPEN = timedelta(days=28)  # after the day it is due, an account outside her patches


class CannotRemind(Exception):
    """It cannot be kept, answered or withdrawn. The message says why and what to do; nothing was done."""


# ------------------------------------------------------------------------------------------------ what waits for whom


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What stands on a person's list: what is due up to a day, overdue ones first, and answers, the newest first."""

    due: list[Reminder]  # her reminders, call-backs, promises and tasks; questions put to her by name are among them
    answers: list[Reminder]  # tasks done and questions answered that she asked, and has not seen

    def waiting(self, *, on: date) -> int:
        """How much there is today: what is due, and answers to read. See also counts.REMINDERS."""
        return len(self.answers) + sum(each.due_on <= on for each in self.due)


def of(user: User, *, on: date, until: date, in_full: bool = False) -> Desk:
    """What is due up to a day, that day included. `in_full`: with all that a list of reminders shows of each."""
    found: Iterable[Reminder]
    if in_full:
        hers = Q(OPEN, Q(for_user=user) | _covered(user), due_on__lte=until)
        found = for_list(Reminder.objects.filter(_shown_to(user)).filter(hers | _unread(user)), on=on)
    else:
        found = records_where(
            Reminder,
            WAITING.format(closed=closed_sql(user)),
            order="due_on, due_at, caseload_reminder.id",
            along=["account", "person", "done_by"],
            user=user.pk,
            until=until,
        )
    answered = [each for each in found if each.done_at]
    return Desk(
        due=[each for each in found if not each.done_at],
        answers=sorted(answered, key=lambda each: (each.done_at, each.pk), reverse=True),
    )


def due(user: User, on: date, until: date) -> list[Reminder]:
    """What is due up to a day, that day included."""
    return of(user, on=on, until=until).due


def asked_of_others(user: User, *, on: date) -> list[Reminder]:
    """What this person asked of colleagues and seniors, and is still open."""
    asked = Reminder.objects.filter(OPEN, _shown_to(user), kind__in=RETURNS, made_by=user).exclude(for_user=user)
    return list(for_list(asked, on=on))


def may_answer(question: Reminder, *, user: User) -> bool:
    """Whom it is put to may answer; one put to nobody by name, any leader but who asked."""
    if question.for_user_id:
        return question.for_user_id == user.pk
    may = {Role.INCOME_MANAGER} if question.carries_out else LEADING_ROLES
    return user.role in may and question.made_by_id != user.pk


def on_account(account: RentAccount, *, on: date) -> list[Reminder]:
    """All that is open on an account, whoever is to do it, by their days; those before today are marked."""
    return records_where(
        Reminder,
        "account_id = %(account)s AND done_at IS NULL AND withdrawn_at IS NULL",
        order="due_on, due_at, id",
        also="due_on < %(on)s AS overdue",
        related=["for_user", "made_by", "person"],
        account=account.pk,
        on=on,
    )


def unseen_on(account: RentAccount, *, user: User, hers: bool) -> list[Reminder]:
    """The answers on an account that this person has not seen: to what she asked, or whoever had it before her.

    `hers`: it was handed over to her. For the page of an account that she may open; lists ask `_unseen`.
    """
    return records_where(
        Reminder,
        "account_id = %(account)s AND kind = ANY (%(returns)s) AND done_at IS NOT NULL AND answer_seen_at IS NULL "
        "AND done_by_id IS DISTINCT FROM %(user)s AND (%(hers)s OR made_by_id = %(user)s)",
        order="done_at, id",
        related=["done_by"],
        account=account.pk,
        user=user.pk,
        hers=hers,
        returns=[kind.value for kind in RETURNS],
    )


def only_tenant(account: RentAccount) -> Person | None:
    """The tenant of an account, where there is only one."""
    tenants = account.tenancy.people.filter(role=TenancyRole.TENANT, not_sent_since=None, last_day=None)
    found = [each.person for each in tenants.select_related("person")[:2]]
    return found[0] if len(found) == 1 else None


def _covered(user: User) -> Q:
    """The tasks of whom this person covers now; a question put to them by name is theirs to answer."""
    absent = Cover.objects.filter(covering=user, running=True).values("absent")
    return Q(for_user__in=absent) & ~Q(kind=Kind.QUESTION)


def _unseen(user: User) -> Q:
    """Answers to what this person asked, or to what was asked on an account that was handed over to her since."""
    asked = Q(made_by=user) | Q(account__in=RawSQL(HANDED_OVER, [user.pk]))
    return asked & Q(kind__in=RETURNS, done_at__isnull=False, answer_seen_at=None)


def _unread(user: User) -> Q:
    """Those that she did not give herself."""
    return _unseen(user) & ~Q(done_by=user)


def _shown_to(user: User) -> Q:
    """Not on an account that was restricted since: its names and address are no longer hers to see."""
    return ~Q(account__in=RentAccount.objects.closed_to(user))


def for_list(found: QuerySet[Reminder], *, on: date) -> QuerySet[Reminder]:
    related = ["account__tenancy__home", "made_by", "for_user", "done_by", "person"]
    return _marked(_named(found).select_related(*related), on=on)


def _marked(found: QuerySet[Reminder], *, on: date) -> QuerySet[Reminder]:
    """With those before today marked."""
    return found.annotate(overdue=Q(due_on__lt=on)).order_by("due_on", "due_at", "pk")


def _named(found: QuerySet[Reminder]) -> QuerySet[Reminder]:
    tenants = TenancyPerson.objects.filter(role=TenancyRole.TENANT, not_sent_since=None, last_day=None)
    tenants = tenants.select_related("person").order_by("pk")
    return found.prefetch_related(Prefetch("account__tenancy__people", tenants, to_attr="tenants"))


# -------------------------------------------------------------------------------------------------------------- acts


def remind(
    *,
    account: RentAccount,
    kind: Reminder.Kind,
    text: str,
    due_on: date,
    due_at: time | None = None,
    person: Person | None = None,
    colleague: User | None = None,
    work: WorkType | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Reminder:
    """A reminder, promise or call-back for oneself, or a task for a colleague, due on a day. Raises CannotRemind.

    `work`: the council's own kind of work, whose name begins the text.
    """
    with at_work(account, by=by, on=on) as locked:
        if due_on < on:
            raise CannotRemind("Choose today or a later day.")
        if due_on > on + LONGEST:
            raise CannotRemind("Choose a day within two years.")
        if kind == Kind.TASK and colleague is None:
            raise CannotRemind("Choose the colleague who is asked.")
        if colleague is not None:
            let_open(locked, colleague, asked_by=by, ends_at=at + (due_on - on) + COLLEAGUE_MAY_OPEN, at=at)
        made = Reminder.objects.create(
            account=locked,
            kind=kind,
            text=": ".join(part for part in (work.name if work else "", text.strip()) if part)[:500],
            work=work,
            due_on=due_on,
            due_at=due_at,
            person=person,
            for_user=colleague or by,
            made_by=by,
            made_at=at,
        )
        noted(made, What.REMINDER, said(made), kind="reminder", by=by, on=on, at=at)
    return made


def put_on_list(
    account: RentAccount, tasks: Iterable[tuple[str, date]], *, owner: User, by: User, at: datetime
) -> list[Reminder]:
    """Tasks with their days that an act brings with it, for whoever looks after the account; in the act's transaction,
    whose own event tells of them."""
    kind = Kind.OWN if owner == by else Kind.TASK
    return Reminder.objects.bulk_create(
        Reminder(account=account, kind=kind, text=text, due_on=due_on, for_user=owner, made_by=by, made_at=at)
        for text, due_on in tasks
    )


def finish(*, reminder: Reminder, answer: str, agrees: bool = False, by: User, on: date, at: datetime) -> Reminder:
    """It is done, or answered: a task and a question want words, which return to who asked. Raises CannotRemind.

    A yes (`agrees`) to setting a step aside does it at once, in the name of who says it.
    """
    with at_work(reminder.account, by=by, on=on):
        found = _still_open(reminder)
        if found.kind == Kind.QUESTION and not may_answer(found, user=by):
            raise CannotRemind("This question is for somebody else to answer.")
        if found.kind in RETURNS and not answer.strip():
            raise CannotRemind("Write the answer: it goes back to who asked.")
        found.answer, found.done_at, found.done_by = answer.strip(), at, by
        found.save(update_fields=["answer", "done_at", "done_by"])
        _close_to(found.for_user, found.account, at=at)
        question = found.kind == Kind.QUESTION
        summary = f"{found.get_kind_display()}: {found.text}" if found.text else found.get_kind_display()
        if found.answer:
            summary = f"{found.answer} ({summary})"
        noted(found, What.ANSWERED if question else What.REMINDER_DONE, summary, kind="answer", by=by, on=on, at=at)
        if found.sets_aside and agrees:
            why = f"{found.text} ({found.made_by.name}; {by.name} agreed)"
            if not desk.set_aside(found.account, action=found.sets_aside, reason=why, by=by, on=on):
                raise CannotRemind("The step has changed since it was asked. Look at the account, and answer in words.")
    return found


def withdraw(*, reminder: Reminder, by: User, on: date, at: datetime) -> None:
    """It is no longer wanted. Whoever made it may withdraw it, or whose it is. Raises CannotRemind."""
    with at_work(reminder.account, by=by, on=on):
        found = _still_open(reminder)
        if by.pk not in {found.made_by_id, found.for_user_id}:
            raise CannotRemind(f"Only {found.made_by.name} or whoever is to do it can withdraw this.")
        _withdraw(found, at=at)
        noted(found, What.TAKEN_BACK, said(found), kind="withdrawn", by=by, on=on, at=at)


def see(*, pk: int, by: User, at: datetime) -> None:
    """This person has read the answer: it no longer stands on her list. Somebody else's stays as it is."""
    Reminder.objects.filter(_unseen(by), _shown_to(by), pk=pk).update(answer_seen_at=at)


def said(reminder: Reminder) -> str:
    """What is to be done, for whom and by when, as the timeline says it."""
    day = words.long_day(reminder.due_on) + (f" at {reminder.due_at:%H:%M}" if reminder.due_at else "")
    whom = str(reminder.person) if reminder.person else "the tenant"
    lead = {
        Kind.OWN: f"To do by {day}",
        Kind.PROMISE: f"Promised to {whom} by {day}",
        Kind.CALLBACK: f"Call {whom} back on {day}",
        Kind.TASK: f"{reminder.for_user} is asked by {day}",
        Kind.QUESTION: f"Question to {reminder.for_user or 'a senior'}",
    }[Kind(reminder.kind)]
    return f"{lead}: {reminder.text}" if reminder.text else f"{lead}."


def _still_open(reminder: Reminder) -> Reminder:
    found = Reminder.objects.select_for_update(of=["self"]).select_related("account", "made_by").get(pk=reminder.pk)
    if found.done_at and found.done_by:
        raise CannotRemind(f"{found.done_by.name} has done this already.")
    if found.withdrawn_at:
        raise CannotRemind("This was withdrawn. There is nothing left to do.")
    return found


def _withdraw(reminder: Reminder, *, at: datetime) -> None:
    reminder.withdrawn_at = at
    reminder.save(update_fields=["withdrawn_at"])
    _close_to(reminder.for_user, reminder.account, at=at)


def let_open(account: RentAccount, colleague: User, *, asked_by: User, ends_at: datetime, at: datetime) -> None:
    """Who is asked can open the account, in her patches or not; a restricted one only if it is in them."""
    if not colleagues_of(asked_by).filter(pk=colleague.pk).exists():
        raise CannotRemind("Choose a colleague who works accounts.")
    if RentAccount.objects.visible_to(colleague).filter(pk=account.pk).exists():
        return
    if AccountRestriction.objects.filter(tenancy=account.tenancy_id, lifted_at=None).exists():
        raise CannotRemind(f"This account is restricted: {colleague.name} may not open it. Ask somebody of its patch.")
    AccountAccess.objects.create(
        user=colleague, account=account, reason=f"Asked by {asked_by.name}", at=at, ends_at=ends_at
    )


def _close_to(colleague: User | None, account: RentAccount, *, at: datetime) -> None:
    """Once nothing more is asked of her, the way in that the asking opened for a colleague ends with the day."""
    if colleague is None or account.reminders.filter(OPEN, kind__in=RETURNS, for_user=colleague).exists():
        return
    opened = AccountAccess.objects.filter(user=colleague, account=account, reason__startswith="Asked by ")
    opened.filter(ends_at__gt=undo.end_of_day(at)).update(ends_at=undo.end_of_day(at))


def noted(
    reminder: Reminder, what: AccountEvent.What, summary: str, *, kind: str, by: User, on: date, at: datetime
) -> None:
    about = f"caseload.reminder:{reminder.pk}"
    note(reminder.account, what, summary, kind=kind, about=about, person=reminder.person, by=by, on=on, at=at)


def _undo_made(act: Act, *, by: User, on: date, at: datetime) -> None:
    try:
        found = _still_open(_of(act))
    except CannotRemind as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal
    _withdraw(found, at=at)


def _undo_done(act: Act, *, by: User, on: date, at: datetime) -> None:
    unread = Reminder.objects.filter(pk=_of(act).pk, answer_seen_at=None)
    if not unread.update(answer="", done_at=None, done_by=None):
        raise undo.CannotUndo("The answer has been read. Write a note that puts it right.")


def _of(act: Act) -> Reminder:
    key = undo.named(act, "caseload.reminder")
    assert key is not None
    return Reminder.objects.get(pk=key)


undo.UNDO |= {"reminder": _undo_made, "question": _undo_made, "answer": _undo_done}
undo.INSTEAD["withdrawn"] = "Make it again on the account."
