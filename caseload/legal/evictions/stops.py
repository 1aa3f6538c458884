"""What stops an eviction or a warrant by itself: paid, agreed, breathing space, crisis, death, stay (rulebook ORD-11,
ORD-15, BS-4). The minute run and the night ask it, so also after an extract; each fact is acted on once.

Facts are gathered for all live cases at once; only what something happened to is locked and written.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from caseload import colleagues
from caseload.handover import owners_of
from caseload.legal.evictions.running import Running, running
from caseload.reminders import put_on_list
from legal import asking, enforcing, eviction_end, evictions
from legal.eviction_work import to_decide
from legal.evictions import RECEIPTS_KEY
from legal.models import Eviction, LegalRequest, WarrantRequest
from legal.rules.enforcement import Enforcement
from legal.rules.eviction_events import Effect, Event, effect_of
from recovery.rules.facts import AccountFacts
from staff.models import Role, User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount
from welfare.models import StaffAlert

What = AccountEvent.What
ALERT = StaffAlert.Kind.CONCERN
PAYMENT = LegalRequest.Step.PAYMENT


def keep(*, on: date, at: datetime) -> int:
    """Act on all that happened to live evictions and warrants. Answers how many were stopped. Twice changes nothing."""
    return sum(_keep_one(case, on=on, at=at) for case in running(on=on))


def event_of(stands: Enforcement) -> Event | None:
    """What stops it, the gravest first; None: nothing does."""
    happened = [
        (stands.in_crisis, Event.CRISIS),
        (stands.in_moratorium, Event.BREATHING_SPACE),
        (stands.parties_changed and not stands.permission_given, Event.DEATH),
        (stands.stayed, Event.STAY_GRANTED),
        (stands.cleared, Event.CLEARED),
        (stands.agreement_approved, Event.AGREEMENT_APPROVED),
    ]
    return next((event for yes, event in happened if yes), None)


def _keep_one(case: Running, *, on: date, at: datetime) -> bool:
    stands = case.stands
    event = event_of(stands)
    if event and case.eviction:
        return _stop(case, case.eviction, event, on=on, at=at)
    if event and case.warrant:
        return _tell_of_warrant(case, case.warrant, event, on=on, at=at)
    if case.eviction and stands.stay_asked_on:
        _stay_pending(case, case.eviction, on=on, at=at)
    if case.eviction:
        _other_money(case, case.eviction, on=on, at=at)
    return False


@transaction.atomic
def _stop(case: Running, eviction: Eviction, event: Event, *, on: date, at: datetime) -> bool:
    RentAccount.objects.select_for_update(no_key=True).get(pk=case.account.pk)
    effect = effect_of(event)
    found = evictions.locked(eviction)
    if not eviction_end.stop(found, why=effect.says, cancelled=effect.cancels, by=None, on=on, at=at):
        return False
    _tasks(case, effect.do, by=eviction.made_by, on=on, at=at)
    _alert(case, f"Eviction of {long_day(eviction.on)} stopped. {effect.says}", at=at)
    return True


def _once(case: Running, what: AccountEvent.What, about: str) -> bool:
    """Whether this is not yet on the timeline."""
    return not AccountEvent.objects.filter(account=case.account, what=what, about=about).exists()


def _tell_of_warrant(case: Running, warrant: WarrantRequest, event: Event, *, on: date, at: datetime) -> bool:
    """A warrant without an appointment: the court is told the same day, and who prepared it decides on the rest."""
    about = f"legal.warrantrequest:{warrant.pk}:{event}"
    return about not in case.said and _tell_once(case, warrant, event, about=about, on=on, at=at)


@transaction.atomic
def _tell_once(case: Running, warrant: WarrantRequest, event: Event, *, about: str, on: date, at: datetime) -> bool:
    RentAccount.objects.select_for_update(no_key=True).get(pk=case.account.pk)
    effect = effect_of(event)
    told_with_eviction = Eviction.objects.filter(warrant=warrant, state="stopped", stopped_why=effect.says)
    if told_with_eviction.exists() or not _once(case, What.WARRANT, about):
        return False
    timeline.record(account=case.account, what=What.WARRANT, on=on, by=None, at=at, about=about,
                    summary=f"Warrant: {effect.says}")  # fmt: skip
    _tasks(case, effect.do, by=warrant.made_by, on=on, at=at)
    _alert(case, f"Warrant: {effect.says}", at=at)
    return True


def _stay_pending(case: Running, eviction: Eviction, *, on: date, at: datetime) -> None:
    """The tenant has applied: the appointment stands, somebody attends with the pack (rulebook ORD-11)."""
    about = f"legal.eviction:{eviction.pk}:stay"
    if about not in case.said:
        _say_stay_pending(case, eviction, about=about, on=on, at=at)


@transaction.atomic
def _say_stay_pending(case: Running, eviction: Eviction, *, about: str, on: date, at: datetime) -> None:
    RentAccount.objects.select_for_update(no_key=True).get(pk=case.account.pk)
    if not _once(case, What.EVICTION, about):
        return
    effect: Effect = effect_of(Event.TENANT_APPLIES)
    timeline.record(account=case.account, what=What.EVICTION, on=on, by=None, at=at, summary=effect.says, about=about)
    _tasks(case, effect.do, by=eviction.made_by, on=on, at=at)
    _alert(case, f"Eviction of {long_day(eviction.on)}. {effect.says}", at=at)


def _other_money(case: Running, eviction: Eviction, *, on: date, at: datetime) -> None:
    """Money since the booking, but not all of it: the named manager decides at once (rulebook ORD-15)."""
    seen = max([_booked_with(eviction), *(Decimal(each.was["received"]) for each in case.asked)])
    if case.came > seen:
        _ask_of_money(case, eviction, case.came - seen, on=on, at=at)


@transaction.atomic
def _ask_of_money(case: Running, eviction: Eviction, came: Decimal, *, on: date, at: datetime) -> None:
    RentAccount.objects.select_for_update(no_key=True).get(pk=case.account.pk)
    if LegalRequest.objects.filter(eviction=eviction, step=PAYMENT, decided_at=None).exists():
        return
    effect = effect_of(Event.PART_PAYMENT)
    note = f"{pounds(came)} came in; {pounds(enforcing.owed_under(case.order))} is still owed."
    made = LegalRequest.objects.create(
        tenancy=case.account.tenancy, step=PAYMENT, eviction=eviction, note=note,
        was=asking.known(case.facts) | {"received": str(case.came)}, asked_by=eviction.made_by, asked_at=at,
    )  # fmt: skip
    timeline.record(account=case.account, what=What.LEGAL, on=on, by=None, at=at,
                    summary=f"Before the eviction: {note} {effect.says}",
                    about=f"legal.legalrequest:{made.pk}")  # fmt: skip
    _alert(case, f"Eviction of {long_day(eviction.on)}. {effect.says} Decide under Approvals.", at=at, managers=True)


def _booked_with(eviction: Eviction) -> Decimal:
    """What had come in when it was booked."""
    return Decimal(eviction.checks.get(RECEIPTS_KEY, {}).get("sum", "0"))


def _tasks(case: Running, do: Iterable[str], *, by: User, on: date, at: datetime) -> None:
    """One task each, due today, with whoever looks after the account."""
    owner = owners_of([case.account]).get(case.account.pk, by)
    put_on_list(case.account, [(text, on) for text in do], owner=owner, by=by, at=at)


def everybody(case: Running, *, managers: bool) -> Sequence[User]:
    """Everybody named for the day, and the manager who said yes; any income manager where that one is not there."""
    named: list[User | None] = []
    if case.eviction:
        named += [case.eviction.attends, case.eviction.attends_too, case.eviction.made_by]
    warrant = case.warrant
    named += [warrant.made_by, warrant.approved_by] if warrant else []
    named.append(owners_of([case.account]).get(case.account.pk))
    found = [each for each in dict.fromkeys(named) if each and each.is_active]
    if managers and not any(each.role == Role.INCOME_MANAGER for each in found):
        found += colleagues.managers()
    return found


def _alert(case: Running, text: str, *, at: datetime, managers: bool = False) -> None:
    """On every page of each of them until it is acknowledged. The text names no tenant."""
    owner = case.eviction or case.warrant
    assert owner is not None
    StaffAlert.objects.bulk_create(
        StaffAlert(
            kind=ALERT, for_user=person, account=case.account, text=text[:300], raised_by=owner.made_by, raised_at=at
        )
        for person in everybody(case, managers=managers)
    )


def stop_by_hand(
    found: Eviction,
    *,
    account: RentAccount,
    facts: AccountFacts,
    why: str,
    cancelled: bool,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """Somebody stops it: the same tasks and alerts as where a fact does. The caller has locked account and eviction."""
    if not eviction_end.stop(found, why=why, cancelled=cancelled, by=by, on=on, at=at):
        raise evictions.CannotEvict("It is no longer open.")
    case = Running(order=found.order, eviction=found, warrant=found.warrant, account=account, facts=facts)
    effect = effect_of(Event.CLEARED if cancelled else Event.CRISIS)
    _tasks(case, effect.do, by=by, on=on, at=at)
    _alert(case, f"Eviction of {long_day(found.on)} stopped. {why.strip()}", at=at)


def decide_payment(
    asked: LegalRequest,
    *,
    go_on: bool,
    said: str,
    account: RentAccount,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> None:
    """The named manager's decision on money that came: it goes on, or is cancelled. Raises CannotEvict."""
    asked, found = to_decide(asked, by=by)
    if not said.strip():
        raise evictions.CannotEvict("Write why: the tenant is told, and it is kept.")
    asking.decide(asked, approved=go_on, said=said, account=account, by=by, on=on, at=at)
    if not go_on:
        stop_by_hand(found, account=account, facts=facts, why=said, cancelled=True, by=by, on=on, at=at)
