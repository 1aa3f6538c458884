"""What people do before an eviction: name who goes, check, ask, approve, confirm ready (rulebook 7)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction

from legal import asking, enforcing
from legal.enforcement_dates import of_eviction
from legal.enforcing import SIGN_OFF
from legal.evictions import (
    DISPENSED,
    LIVE,
    Appointment,
    CannotEvict,
    State,
    approval_of,
    locked,
    note_eviction,
    notice_too_late,
    ready_obstacles,
    refuse,
    stands,
)
from legal.models import Eviction, LegalRequest, PossessionOrder
from legal.rules.enforcement import stops
from recovery import gatekeeping
from recovery.gatekeeping import Brings
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, gates_for
from staff.models import CASEWORK_ROLES, Role, User
from staff.ui.words import long_day
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount

What = AccountEvent.What


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """Who goes and what is there. A changed person must confirm anew."""

    attends: User | None
    attends_too: User | None = None
    bailiff: str = ""
    locksmith: str = ""
    storage: str = ""
    at: time | None = None
    notice_delivered_on: date | None = None


@transaction.atomic
def arrange(eviction: Eviction, arranged: Arranged, *, by: User, on: date, at: datetime) -> Eviction:
    """Name who goes, the bailiff, locksmith and storage. What was confirmed ready must be confirmed anew."""
    found = locked(eviction, *LIVE)
    for person in (arranged.attends, arranged.attends_too):
        if person and (person.role not in CASEWORK_ROLES or not person.is_active):
            raise CannotEvict(f"{person.name} does not work accounts: name somebody of the income team.")
    if arranged.attends and arranged.attends == arranged.attends_too:
        raise CannotEvict("Two different people go: name another colleague.")
    day = arranged.notice_delivered_on
    if day and day > on:
        raise CannotEvict("The notice of eviction was delivered today or earlier.")
    dispensed = found.checks.get(DISPENSED)
    when = Appointment(on=found.on, notice_delivered_on=day, dispensed=dispensed["how"] if dispensed else "")
    refuse(notice_too_late(when))
    if arranged.attends != found.attends:
        found.attendance_confirmed_at = None
    if found.state == State.READY:
        found.state, found.ready_by, found.ready_at = State.BOOKED, None, None
    found.attends, found.attends_too = arranged.attends, arranged.attends_too
    found.bailiff, found.locksmith = arranged.bailiff.strip()[:120], arranged.locksmith.strip()[:120]
    found.storage, found.at = arranged.storage.strip()[:200], arranged.at
    found.notice_delivered_on = day
    found.worked_out = of_eviction(found.order, eviction_on=found.on, notice_delivered_on=day, dispensed=dispensed)
    found.save()
    PossessionOrder.objects.filter(pk=found.order_id).update(eviction_at=found.at)
    return found


@transaction.atomic
def confirm_attendance(eviction: Eviction, *, by: User, on: date, at: datetime) -> None:
    """Who was named says that she comes. Raises CannotEvict for anybody else."""
    found = locked(eviction, *LIVE)
    if found.attends_id != by.pk:
        named = found.attends.name if found.attends else "whoever is named"
        raise CannotEvict(f"Only {named} can confirm this.")
    found.attendance_confirmed_at = at
    found.save(update_fields=["attendance_confirmed_at"])


@transaction.atomic
def check(
    eviction: Eviction, *, code: str, how: str, account: RentAccount, facts: AccountFacts, by: User, on: date
) -> None:
    """Write down one check of the list as made today. Raises CannotEnforce."""
    found = locked(eviction, *LIVE)
    enforcing.check(found.checks, code=code, how=how, account=account, facts=facts, by=by, on=on)
    found.save(update_fields=["checks"])


@transaction.atomic
def ask(
    eviction: Eviction, *, note: str, account: RentAccount, facts: AccountFacts, by: User, on: date, at: datetime
) -> LegalRequest:
    """Ask the income manager whether it goes ahead. Raises CannotEvict, gates.Refused."""
    found = locked(eviction, *LIVE)
    if not note.strip():
        raise CannotEvict("Say why it should go ahead: the manager reads it, and it is kept.")
    if found.requests.filter(step=LegalRequest.Step.EVICTION, decided_at=None).exists() or approval_of(found):
        raise CannotEvict("It was asked already.")
    refuse(stops(stands(found, facts=facts, on=on)))
    given = replace(Brings(reason=note).given(by=by), manager=True)
    gatekeeping.check(gates_for(Act.WARRANT, facts=facts, user_id=by.pk), account=account, given=given, on=on)
    asked = LegalRequest.objects.create(
        tenancy=account.tenancy, step=LegalRequest.Step.EVICTION, eviction=found, note=note.strip(),
        was=asking.known(facts), asked_by=by, asked_at=at,
    )  # fmt: skip
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"Eviction: approval asked. {note.strip()}",
                    about=f"legal.legalrequest:{asked.pk}")  # fmt: skip
    return asked


@transaction.atomic
def approve(
    asked: LegalRequest, *, said: str, account: RentAccount, facts: AccountFacts, by: User, on: date, at: datetime
) -> Eviction:
    """The income manager's yes to go ahead: a senior's sign-off. Never one's own. Raises CannotEvict, gates.Refused."""
    asked, found = to_decide(asked, by=by)
    refuse(stops(stands(found, facts=facts, on=on)))
    brings = Brings(reason=asked.note, manager=by)
    gatekeeping.pass_gates(act=Act.WARRANT, account=account, facts=facts, by=by, on=on, at=at, brings=brings)
    found.checks[SIGN_OFF] = {"on": on.isoformat(), "by": by.name, "how": "Approved going ahead"}
    found.save(update_fields=["checks"])
    asking.decide(asked, approved=True, said=said, account=account, by=by, on=on, at=at)
    return found


@transaction.atomic
def send_back(asked: LegalRequest, *, why: str, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """The manager's no to going ahead as it stands. Raises CannotEvict."""
    asked, _ = to_decide(asked, by=by)
    asking.send_back(asked, why=why, refused=CannotEvict, account=account, by=by, on=on, at=at)


def to_decide(asked: LegalRequest, *, by: User) -> tuple[LegalRequest, Eviction]:
    found = LegalRequest.objects.select_for_update(of=["self"]).filter(pk=asked.pk, decided_at=None).first()
    if found is None or found.eviction is None:
        raise CannotEvict("This does not wait any more: it was decided.")
    if by.role != Role.INCOME_MANAGER:
        raise CannotEvict("The income manager decides on evictions.")
    if by.pk == found.asked_by_id:
        raise CannotEvict("Nobody approves their own: ask another income manager.")
    return found, locked(found.eviction, *LIVE)


@transaction.atomic
def confirm_ready(
    eviction: Eviction, *, account: RentAccount, facts: AccountFacts, by: User, on: date, at: datetime
) -> None:
    """Every human check stands: it may go ahead. Raises CannotEvict with all that is missing."""
    found = locked(eviction, State.BOOKED)
    refuse(ready_obstacles(found, account=account, facts=facts, on=on))
    found.state, found.ready_by, found.ready_at = State.READY, by, at
    found.save(update_fields=["state", "ready_by", "ready_at"])
    note_eviction(
        found,
        f"Eviction of {long_day(found.on)} confirmed ready",
        suffix=f":ready:{at.isoformat()}",
        by=by,
        on=on,
        at=at,
    )
