"""The yes to serve a notice: asked of a leader, given with the papers frozen, sent back, taken back (K21).

Everything is judged anew at the yes; nobody approves their own notice.
"""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from legal import asking, statutory
from legal.accounts import main_account
from legal.models import LegalRequest, Notice
from legal.notices import (
    STEP_OF,
    CannotGiveNotice,
    decision_obstacles,
    obstacles,
    refuse,
    request_of,
    serving_obstacles,
    to_change,
)
from legal.rules import ground8
from recovery import gatekeeping
from recovery.gatekeeping import Brings
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Act, gates_for
from staff.models import LEADING_ROLES, Role, User
from tenancies import storage, timeline
from tenancies.models import AccountEvent

Kind, What = Notice.Kind, AccountEvent.What


def changed_since(asked: LegalRequest, *, facts: AccountFacts) -> list[str]:
    """What is different from when it was asked, in words."""
    return asking.changed_since(asked.was, asking.basis(facts, act=Act.NOTICE))


@transaction.atomic
def ask(
    notice: Notice, *, note: str, legal: str, facts: AccountFacts, by: User, on: date, at: datetime
) -> LegalRequest:
    """Ask a leader for the yes to serve. `legal`: legal's advice where a gate wants it.

    A gate that wants the income manager's yes is left for the approval. Raises CannotGiveNotice, gates.Refused.
    """
    locked = to_change(notice)
    if not note.strip():
        raise CannotGiveNotice("Say why this notice is right: the leader reads it, and it is kept.")
    if (newest := request_of(locked)) and newest.approved is not False:
        raise CannotGiveNotice("It was asked for already.")
    refuse(obstacles(locked.tenancy, kind=locked.kind, facts=facts, on=on))
    refuse(decision_obstacles(locked.tenancy, kind=locked.kind, on=on))
    account = main_account(locked.tenancy_id)
    found = gates_for(Act.NOTICE, facts=facts, user_id=by.pk)
    given = replace(Brings(reason=note, legal=legal).given(by=by), manager=True)
    gatekeeping.check(found, account=account, given=given, on=on)
    asked = LegalRequest.objects.create(
        tenancy=locked.tenancy,
        step=STEP_OF.get(Kind(locked.kind), LegalRequest.Step.NOTICE),
        notice=locked,
        note=note.strip(),
        was=asking.basis(facts, act=Act.NOTICE) | {"legal": legal.strip()},
        asked_by=by,
        asked_at=at,
    )
    said = f"{locked.get_kind_display()}: approval asked. {note.strip()}"
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at, summary=said,
                    about=f"legal.legalrequest:{asked.pk}")  # fmt: skip
    return asked


@transaction.atomic
def approve(
    asked: LegalRequest,
    *,
    notice_pdf: bytes,
    statement_pdf: bytes,
    said: str,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
) -> Notice:
    """The leader's yes: the papers are frozen as they go to the tenants, and the notice may be served.

    Never one's own. Everything is judged anew. Raises CannotGiveNotice, gates.Refused.
    """
    asked, notice = _to_decide(asked, by=by)
    refuse(serving_obstacles(notice, on=on))
    refuse(obstacles(notice.tenancy, kind=notice.kind, facts=facts, on=on))
    refuse(decision_obstacles(notice.tenancy, kind=notice.kind, on=on))
    _check_ground_8(notice, facts=facts, by=by)
    account = main_account(notice.tenancy_id)
    manager = by if by.role == Role.INCOME_MANAGER else None
    brings = Brings(reason=asked.note, legal=asked.was.get("legal", ""), manager=manager)
    gatekeeping.pass_gates(act=Act.NOTICE, account=account, facts=facts, by=by, on=on, at=at, brings=brings)
    title = statutory.forms()[notice.form].title
    notice.document = storage.issue(account, notice_pdf, title=title, template=notice.form, by=by, at=at)
    notice.statement = storage.issue(account, statement_pdf, title="Rent statement", template="statement", by=by, at=at)
    notice.save(update_fields=["document", "statement"])
    asking.decide(asked, approved=True, said=said, by=by, on=on, at=at, account=account)
    return notice


def _check_ground_8(notice: Notice, *, facts: AccountFacts, by: User) -> None:
    """Ground 8 while benefit is late is the income manager's decision (rulebook ASD-3). Raises CannotGiveNotice."""
    late = facts.benefit_pending or facts.benefit_due > 0
    why = ground8.approval_needed(benefit_late=late) if "8" in notice.ground_numbers else ""
    if why and by.role != Role.INCOME_MANAGER:
        raise CannotGiveNotice(f"{why} Leave it to them, or send it back to take Ground 8 out.")


@transaction.atomic
def send_back(asked: LegalRequest, *, why: str, by: User, on: date, at: datetime) -> None:
    """The leader's no, with its reason: the draft can be changed and asked for again. Raises CannotGiveNotice."""
    asked, notice = _to_decide(asked, by=by)
    account = main_account(notice.tenancy_id)
    asking.send_back(asked, why=why, refused=CannotGiveNotice, account=account, by=by, on=on, at=at)


@transaction.atomic
def take_back(asked: LegalRequest, *, by: User, on: date, at: datetime) -> None:
    """The notice is to be changed before anybody decides. Raises CannotGiveNotice."""
    found = LegalRequest.objects.select_for_update().filter(pk=asked.pk, decided_at=None).first()
    if found is None:
        raise CannotGiveNotice("It was decided meanwhile.")
    account = main_account(found.tenancy_id)
    found.delete()  # its history is kept by the database
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"{asked.get_step_display()}: the request was taken back.")  # fmt: skip


def _to_decide(asked: LegalRequest, *, by: User) -> tuple[LegalRequest, Notice]:
    found = LegalRequest.objects.select_for_update(of=["self"]).filter(pk=asked.pk, decided_at=None).first()
    if found is None or found.notice_id is None:
        raise CannotGiveNotice("This does not wait any more: it was decided or taken back.")
    if by.role not in LEADING_ROLES:
        raise CannotGiveNotice("A team leader or the income manager decides this.")
    notice = Notice.objects.select_for_update(of=["self"]).get(pk=found.notice_id)
    if by.pk in {found.asked_by_id, notice.made_by_id}:
        raise CannotGiveNotice("Nobody approves their own notice: ask another leader.")
    return found, notice
