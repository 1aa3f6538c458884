"""A home as the neighbourhood officer of its patch sees it, and the tasks that she and the income officer exchange.

She sees who lives there, how to reach them safely, what protects them, the open cases, and what is asked of her. Sums,
benefit, notes, budgets and money advice stay with the income team; restricted tenancies are left out altogether.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from caseload import undo
from caseload.at_work import at_work
from caseload.case_file import LANGUAGES
from caseload.handover import ownership
from caseload.models import Reminder
from caseload.noting import note
from caseload.sweep import decide_now
from recovery.account_facts import tenants_of
from recovery.rules.facts import TenantFacts
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, PatchAssignment, User
from staff.ui import words
from tenancies.models import AccountEvent, RentAccount, TenancyPerson, TenancyRole
from welfare import cases
from welfare.models import Marker

LONGEST_ASK = timedelta(days=91)
LONGEST = 500  # characters of a task and of its answer
OPEN = Q(done_at=None, withdrawn_at=None)
ABOUT = "caseload.reminder"


class CannotAsk(Exception):
    """The task is not exchanged. The message says why and what to do."""


# ---------------------------------------------------------------------------------------------------- who is paired


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Both names of a home: who looks after its rent, and who after the home and its people."""

    income: User | None
    neighbourhood: list[User]


def pair(account: RentAccount, *, user: User) -> Pair:
    return Pair(income=ownership(account, user=user).owner, neighbourhood=neighbourhood_of(account))


def neighbourhood_of(account: RentAccount) -> list[User]:
    """The neighbourhood officers of its patch, whoever has had it longest first."""
    assigned = PatchAssignment.objects.filter(
        patch=account.tenancy.home.patch_id, ends_on=None, user__role__in=ESTATE_ROLES, user__is_active=True
    )
    return [each.user for each in assigned.select_related("user").order_by("starts_on", "pk")]


# --------------------------------------------------------------------------------------------------------- the home


@dataclass(frozen=True, kw_only=True)
class Home:
    """What a neighbourhood officer is shown of one account."""

    account: RentAccount
    people: list["Resident"]
    household: list[str]
    flags: list[str]
    cases: list[Marker]
    pair: Pair
    tasks: list[Reminder]  # open, between the two
    answered: list[Reminder]  # the last ones


@dataclass(frozen=True, kw_only=True)
class Resident:
    name: str
    phones: list[str]  # none where the telephone is unsafe
    flags: list[str]


def home(account: RentAccount, *, user: User, on: date) -> Home:
    tenants = tenants_of(account, as_of=on)
    people = {
        each.person_id: each.person
        for each in TenancyPerson.objects.filter(tenancy=account.tenancy_id, not_sent_since=None).select_related(
            "person"
        )
    }
    running = TenancyPerson.objects.filter(Q(last_day=None) | Q(last_day__gte=on), tenancy=account.tenancy_id)
    others = running.filter(role=TenancyRole.HOUSEHOLD, from_on__lte=on).select_related("person").order_by("pk")
    here = Q(tenancy=account.tenancy_id) | Q(person__in=people)
    risks = list(Marker.objects.live(on=on).filter(here, kind=Marker.Kind.RISK).order_by("from_on", "pk"))
    exchanged = _between(account.reminders.all()).select_related("made_by", "for_user", "done_by")
    return Home(
        account=account,
        people=[
            Resident(
                name=tenant.name,
                phones=[]
                if tenant.phone_unsafe or tenant.died_on
                else [n for n in (people[tenant.person_id].mobile, people[tenant.person_id].phone) if n],
                flags=_flags(tenant),
            )
            for tenant in tenants
        ],
        household=[str(each.person) for each in others],
        flags=[f"Risk: {marker.detail.replace('_', ' ')}" for marker in risks],
        cases=list(cases.open_cases(account, on=on)),
        pair=pair(account, user=user),
        tasks=list(exchanged.filter(OPEN).order_by("due_on", "pk")),
        answered=list(exchanged.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:5]),
    )


def _flags(tenant: TenantFacts) -> list[str]:
    """What keeps her and them safe. Health, needs and insolvency are for the income team."""
    flags = [f"Died {words.short_day(tenant.died_on)}"] if tenant.died_on else []
    flags += ["In crisis: ask before any contact"] if tenant.in_crisis else []
    flags += ["Letters unsafe"] if tenant.letter_unsafe else []
    flags += ["Telephone unsafe"] if tenant.phone_unsafe else []
    flags += (
        [f"Language: {LANGUAGES.get(tenant.language, tenant.language)}"] if tenant.language not in {"", "en"} else []
    )
    return flags


def homes(user: User, *, on: date, asked: str = "") -> QuerySet[RentAccount]:
    """Her homes whose tenancy runs, with their tenants' names, and whether a case is open on each.

    `asked`: only those with each of these words in a name, the address, the postcode or the reference.
    """
    current = RentAccount.objects.on_estate_of(user).filter(
        Q(tenancy__last_day=None) | Q(tenancy__last_day__gte=on), closed_on=None
    )
    tenants = TenancyPerson.objects.filter(role=TenancyRole.TENANT, not_sent_since=None, last_day=None)
    flagged = Marker.objects.live(on=on).filter(
        Q(kind__in=[Marker.Kind.ASB, Marker.Kind.COMPLAINT]) | Q(kind=Marker.Kind.DISPUTE, detail="disrepair"),
        tenancy=OuterRef("tenancy"),
    )
    named = Prefetch("tenancy__people", tenants.select_related("person").order_by("pk"), to_attr="tenants")
    found = current.select_related("tenancy__home__patch").prefetch_related(named)
    for word in asked.split():
        found = found.filter(pk__in=RentAccount.objects.on_estate_of(user).filter(_holds(word)).values("pk"))
    return found.annotate(case_open=Exists(flagged))


def _holds(word: str) -> Q:
    who, where = "tenancy__people__person", "tenancy__home"
    places = [f"{who}__last_name", f"{who}__first_names", f"{where}__address_1", f"{where}__address_2"]
    found = Q(account_ref__iexact=word) | Q(tenancy__home__postcode__icontains=word)
    for place in places:
        found |= Q(**{f"{place}__icontains": word})
    return found


# -------------------------------------------------------------------------------------------------------- the tasks


def _between(found: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Tasks that a neighbourhood officer asked or was asked."""
    theirs = Q(made_by__role__in=ESTATE_ROLES) | Q(for_user__role__in=ESTATE_ROLES)
    return found.filter(theirs, kind=Reminder.Kind.TASK)


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """A neighbourhood officer's list. Only of homes that are hers today: one that was restricted since is gone."""

    hers: list[Reminder]
    asked: list[Reminder]  # of the income team, still open
    answers: list[Reminder]  # that she has not read


def tasks(user: User) -> Tasks:
    found = _between(Reminder.objects.filter(account__in=RentAccount.objects.on_estate_of(user)))
    found = found.select_related("account__tenancy__home", "made_by", "for_user", "done_by").order_by("due_on", "pk")
    unread = found.filter(made_by=user, done_at__isnull=False, answer_seen_at=None)
    return Tasks(
        hers=list(found.filter(OPEN, for_user=user)),
        asked=list(found.filter(OPEN, made_by=user)),
        answers=list(unread),
    )


@contextmanager
def at_hand(account: RentAccount, *, by: User, on: date) -> Iterator[RentAccount]:
    """The account locked for one act of the income team or of a neighbourhood officer, and decided again after it.

    Raises PermissionDenied, RentAccount.DoesNotExist.
    """
    if by.role in CASEWORK_ROLES:
        with at_work(account, by=by, on=on) as locked:
            yield locked
        return
    if by.role not in ESTATE_ROLES:
        raise PermissionDenied(f"As {by.get_role_display().lower()} you can read accounts but not act on them.")
    with transaction.atomic():
        hers = RentAccount.objects.on_estate_of(by).get(pk=account.pk)
        household = RentAccount.objects.filter(tenancy_id=hers.tenancy_id).order_by("pk")
        yield next(each for each in household.select_for_update(no_key=True) if each.pk == hers.pk)
        decide_now([hers.pk], as_of=on)


def ask(*, account: RentAccount, text: str, due_on: date, by: User, on: date, at: datetime) -> Reminder:
    """A task for the other side: the income officer asks the neighbourhood officer, or she asks him. CannotAsk."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise CannotAsk(f"Say what is asked, in {LONGEST} characters at most.")
    if not on <= due_on <= on + LONGEST_ASK:
        raise CannotAsk(f"Choose a day from today to {words.long_day(on + LONGEST_ASK)}.")
    with at_hand(account, by=by, on=on) as locked:
        both = pair(locked, user=by)
        to = both.income if by.role in ESTATE_ROLES else next(iter(both.neighbourhood), None)
        if to is None:
            raise CannotAsk("Nobody looks after the other side of this patch. Ask the administrator to pair it.")
        made = Reminder.objects.create(
            account=locked, kind=Reminder.Kind.TASK, text=text, due_on=due_on, for_user=to, made_by=by, made_at=at
        )
        note(locked, AccountEvent.What.REMINDER, f"{to.name} is asked by {words.long_day(due_on)}: {text}",
             about=f"{ABOUT}:{made.pk}", kind="estate_task", by=by, on=on, at=at)  # fmt: skip
    return made


def answer(*, task: Reminder, text: str, by: User, on: date, at: datetime) -> Reminder:
    """What a neighbourhood officer answers to a task put to her; it goes back to who asked. CannotAsk."""
    if not 0 < len(text.strip()) <= LONGEST:
        raise CannotAsk(f"Write the answer, in {LONGEST} characters at most: it goes back to who asked.")
    with at_hand(task.account, by=by, on=on) as locked:
        found = _open_one(task)
        if found.for_user_id != by.pk:
            raise CannotAsk("This task is for somebody else to answer.")
        found.answer, found.done_at, found.done_by = text.strip(), at, by
        found.save(update_fields=["answer", "done_at", "done_by"])
        note(locked, AccountEvent.What.REMINDER_DONE, f"{found.answer} (Asked: {found.text})",
             about=f"{ABOUT}:{found.pk}", kind="estate_answer", by=by, on=on, at=at)  # fmt: skip
    return found


def withdraw(*, task: Reminder, by: User, on: date, at: datetime) -> None:
    """She no longer wants what she asked. Raises CannotAsk."""
    with at_hand(task.account, by=by, on=on) as locked:
        found = _open_one(task)
        if found.made_by_id != by.pk:
            raise CannotAsk("Only who asked it can withdraw this.")
        found.withdrawn_at = at
        found.save(update_fields=["withdrawn_at"])
        note(locked, AccountEvent.What.TAKEN_BACK, f"No longer asked: {found.text}", about=f"{ABOUT}:{found.pk}",
             kind="estate_withdrawn", by=by, on=on, at=at)  # fmt: skip


def read(*, pk: int, by: User, at: datetime) -> None:
    """She has read the answer to what she asked."""
    Reminder.objects.filter(pk=pk, made_by=by, done_at__isnull=False).update(answer_seen_at=at)


def _open_one(task: Reminder) -> Reminder:
    found = Reminder.objects.select_for_update(of=["self"]).get(pk=task.pk)
    if found.done_at or found.withdrawn_at:
        raise CannotAsk("This task is done or withdrawn already.")
    return found


undo.INSTEAD["estate_task"] = "Withdraw the task, or ask again."
undo.INSTEAD["complex_case"] = "Change the plan, or end the tag."
