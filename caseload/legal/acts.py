"""What is done on a case at the desk: each verb of legal/ inside the lock, decided anew, kept for the undo list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from caseload import reminders, undo
from caseload.at_work import at_work
from caseload.legal import notice_papers
from caseload.legal.deadlines import lapse_warning_on
from caseload.models import Act, Reminder
from caseload.noting import remember
from legal import notice_requests, notice_reviews, notice_service, notices, protocol_steps
from legal.accounts import main_account
from legal.models import DecisionRecord, LegalRequest, Notice, NoticeService, ProtocolStep
from legal.notice_service import Given
from legal.notices import CannotGiveNotice, Chosen
from legal.protocol_steps import CannotRecord
from legal.rules import routes
from legal.rules.checks import Step
from recovery.account_facts import of_account
from staff.models import User
from staff.ui.words import long_day
from tenancies import received
from tenancies.models import Person, ReceivedDocument, RentAccount, Tenancy
from tenancies.received import Paper


@contextmanager
def _work(tenancy_id: int, *, by: User, on: date) -> Iterator[RentAccount]:
    with at_work(main_account(tenancy_id), by=by, on=on) as locked:
        yield locked


def _name(notice: Notice) -> str:
    return routes.NAMES[notice.kind].capitalize()


# -------------------------------------------------------------------------------------------------------------- notices


def prepare_notice(*, account: RentAccount, chosen: Chosen, by: User, on: date, at: datetime) -> Notice:
    """Raises CannotGiveNotice, gates.Refused, and what at_work raises; so do the others here."""
    with _work(account.tenancy_id, by=by, on=on) as locked:
        facts = of_account(locked, as_of=on)
        made = notices.prepare(account=locked, chosen=chosen, facts=facts, by=by, on=on, at=at)
        remember(locked, "notice", f"{_name(made)} prepared.", f"legal.notice:{made.pk}", by=by, at=at)
    return made


def ask_for_notice(*, notice: Notice, note: str, legal: str, by: User, on: date, at: datetime) -> LegalRequest:
    with _work(notice.tenancy_id, by=by, on=on) as locked:
        facts = of_account(locked, as_of=on)
        asked = notice_requests.ask(notice, note=note, legal=legal, facts=facts, by=by, on=on, at=at)
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "notice_asked", f"{_name(notice)}: approval asked.", about, by=by, at=at)
    return asked


def take_back_request(*, asked: LegalRequest, by: User, on: date, at: datetime) -> None:
    with _work(asked.tenancy_id, by=by, on=on) as locked:
        notice_requests.take_back(asked, by=by, on=on, at=at)
        remember(locked, "notice_taken_back", f"{asked.get_step_display()}: request taken back.", by=by, at=at)


def approve_notice(*, asked: LegalRequest, said: str, by: User, on: date, at: datetime) -> Notice:
    """The papers are laid out as they will go, and frozen with the yes."""
    with _work(asked.tenancy_id, by=by, on=on) as locked:
        assert asked.notice is not None
        notice = asked.notice
        done = notice_requests.approve(
            asked,
            notice_pdf=notice_papers.notice_pdf(notice, locked, by=by, on=on, draft=False),
            statement_pdf=notice_papers.statement_pdf(notice, locked, by=by, on=on),
            said=said,
            facts=of_account(locked, as_of=on),
            by=by,
            on=on,
            at=at,
        )
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "notice_approved", f"{_name(done)} approved.", about, by=by, at=at)
    return done


def send_notice_back(*, asked: LegalRequest, why: str, by: User, on: date, at: datetime) -> None:
    with _work(asked.tenancy_id, by=by, on=on) as locked:
        notice_requests.send_back(asked, why=why, by=by, on=on, at=at)
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "notice_sent_back", f"{asked.get_step_display()}: sent back.", about, by=by, at=at)


def serve(
    *, notice: Notice, person: Person, given: Given, photo: Paper | None = None, knowing: bool, by: User, on: date,
    at: datetime,
) -> NoticeService:  # fmt: skip
    """One tenant was served: with its certificate; and with the last of them a reminder a month before the lapse.

    `photo` of the door is kept with it, and with it alone: nothing stays of a service that is refused.
    """
    with _work(notice.tenancy_id, by=by, on=on) as locked:
        facts = of_account(locked, as_of=on)
        given = _with_photo(given, photo, locked, by=by, on=on, at=at)
        made = notice_service.record_service(
            notice, person=person, given=given, knowing=knowing, facts=facts, by=by, on=on, at=at
        )
        _certify(made, locked, by=by, on=on, at=at)
        notice.refresh_from_db()
        said = f"{_name(notice)} served on {person}."
        remember(locked, "notice_served", said, f"legal.noticeservice:{made.pk}", by=by, at=at)
        if notice.status == Notice.Status.SERVED:
            _warn_of_lapse(notice, locked, by=by, on=on, at=at)
    return made


def _with_photo(given: Given, photo: Paper | None, account: RentAccount, *, by: User, on: date, at: datetime) -> Given:
    if photo is None:
        return given
    name, kind = "Photo of a notice left at the door", ReceivedDocument.Kind.EVIDENCE
    kept = received.keep(photo, account=account, kind=kind, name=name, received_on=on, by=by, at=at)
    return replace(given, photo=kept)


def _certify(service: NoticeService, account: RentAccount, *, by: User, on: date, at: datetime) -> None:
    notice_service.certify(service, pdf=notice_papers.certificate_pdf(service, account, on=on), by=by, at=at)


def _warn_of_lapse(notice: Notice, account: RentAccount, *, by: User, on: date, at: datetime) -> None:
    """A month before the notice lapses (rulebook SEC-6)."""
    answer = notice.worked_out["served"]["last_issue_on"]["answer"]
    if answer is None:
        return
    last = date.fromisoformat(answer)
    warn_on = lapse_warning_on(last)
    text = f"The {routes.NAMES[notice.kind]} lapses after {long_day(last)}: issue, or decide not to"
    if on < warn_on <= on + reminders.LONGEST:
        reminders.remind(account=account, kind=Reminder.Kind.OWN, text=text, due_on=warn_on, by=by, on=on, at=at)


def correct(
    *, service: NoticeService, given: Given, photo: Paper | None = None, why: str, by: User, on: date, at: datetime
) -> NoticeService:
    """`photo`: another one, in place of the one that was kept."""
    with _work(service.notice.tenancy_id, by=by, on=on) as locked:
        given = _with_photo(given, photo, locked, by=by, on=on, at=at)
        found = notice_service.correct_service(service, given=given, why=why, by=by, on=on, at=at)
        _certify(found, locked, by=by, on=on, at=at)
        said = f"Service on {found.person} corrected."
        remember(locked, "service_corrected", said, f"legal.noticeservice:{found.pk}", by=by, at=at)
    return found


def withdraw_notice(*, notice: Notice, why: str, by: User, on: date, at: datetime) -> Notice:
    with _work(notice.tenancy_id, by=by, on=on) as locked:
        found = notices.withdraw(notice, why=why, by=by, on=on, at=at)
        about = f"legal.notice:{found.pk}"
        remember(locked, "notice_withdrawn", f"{_name(found)} withdrawn.", about, by=by, at=at)
    return found


def review(*, notice: Notice, act: str, typed: dict[str, Any], by: User, on: date, at: datetime) -> Notice:
    """One step of a review: asked, late, hearing or decided. `typed`: the fields of ReviewForm."""

    def needed(name: str, says: str) -> Any:
        if typed.get(name) in {None, ""}:
            raise CannotGiveNotice(says)
        return typed[name]

    when: dict[str, Any] = {"by": by, "on": on, "at": at}
    steps: dict[str, Callable[[], Notice]] = {
        "asked": lambda: notice_reviews.request_review(
            notice, requested_on=needed("requested_on", "Enter the day on which they asked."),
            hearing_wanted=typed["hearing_wanted"], **when,
        ),
        "take": lambda: notice_reviews.rule_on_late(notice, taken=True, why=typed["why"], **when),
        "refuse": lambda: notice_reviews.rule_on_late(notice, taken=False, why=typed["why"], **when),
        "hearing": lambda: notice_reviews.set_hearing(
            notice, hearing_on=needed("hearing_on", "Enter the day of the hearing."),
            told_on=needed("told_on", "Enter the day on which the tenant was told."), **when,
        ),
        "decided": lambda: notice_reviews.decide_review(
            notice, outcome=typed.get("outcome") or "", reasons=typed["reasons"],
            notified_on=needed("notified_on", "Enter the day on which the tenant was told the result."), **when,
        ),
    }  # fmt: skip
    if act not in steps:
        raise CannotGiveNotice("Press one of the buttons.")
    with _work(notice.tenancy_id, by=by, on=on) as locked:
        found = steps[act]()
        remember(locked, "notice_review", f"{_name(found)}: review.", f"legal.notice:{found.pk}", by=by, at=at)
    return found


# ----------------------------------------------------------------------------------------------- protocol and decisions


def record_step(
    *, tenancy: Tenancy, step: str, person: Person | None, done_on: date, how: str, by: User, on: date, at: datetime
) -> ProtocolStep:
    """Raises CannotRecord, and what at_work raises; so do the others here."""
    with _work(tenancy.pk, by=by, on=on) as locked:
        made = protocol_steps.record_step(
            tenancy, step=step, person=person, done_on=done_on, how=how, by=by, on=on, at=at
        )
        said = f"{protocol_steps.BY_HAND[step][0]}, {long_day(done_on)}."
        remember(locked, "protocol_step", said, f"legal.protocolstep:{made.pk}", by=by, at=at)
    return made


def take_back_step(*, step: ProtocolStep, by: User, on: date, at: datetime) -> None:
    with _work(step.tenancy_id, by=by, on=on) as locked:
        protocol_steps.take_back_step(step, by=by, on=on, at=at)
        remember(locked, "protocol_step_back", "A step of the protocol taken back.", by=by, at=at)


def override_protocol(*, tenancy: Tenancy, found: list[Step], reason: str, by: User, on: date, at: datetime) -> None:
    with _work(tenancy.pk, by=by, on=on) as locked:
        made = protocol_steps.override(tenancy, found=found, reason=reason, by=by, on=on, at=at)
        about = f"legal.protocoloverride:{made.pk}"
        remember(locked, "protocol_override", "Steps of the protocol set aside.", about, by=by, at=at)


def write_decision(
    *, tenancy: Tenancy, stage: str, answers: dict[str, str], review_on: date | None, by: User, on: date, at: datetime
) -> DecisionRecord:
    with _work(tenancy.pk, by=by, on=on) as locked:
        made = protocol_steps.write_decision(
            tenancy, stage=stage, answers=answers, review_on=review_on, by=by, on=on, at=at
        )
        about = f"legal.decisionrecord:{made.pk}"
        remember(locked, "decision", "Equality and proportionality weighed.", about, by=by, at=at)
    return made


def approve_decision(*, record: DecisionRecord, by: User, on: date, at: datetime) -> DecisionRecord:
    with _work(record.tenancy_id, by=by, on=on) as locked:
        found = protocol_steps.approve_decision(record, by=by, on=on, at=at)
        about = f"legal.decisionrecord:{found.pk}"
        remember(locked, "decision_approved", "Decision record approved.", about, by=by, at=at)
    return found


def _undo_step(act: Act, *, by: User, on: date, at: datetime) -> None:
    key = undo.named(act, "legal.protocolstep")
    found = ProtocolStep.objects.filter(pk=key).first()
    try:
        if found:
            protocol_steps.take_back_step(found, by=by, on=on, at=at)
    except CannotRecord as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


undo.UNDO["protocol_step"] = _undo_step
undo.INSTEAD |= {
    "notice_served": "Correct the service on the notice’s page, or withdraw the notice.",
    "notice_approved": "Withdraw the notice on its page.",
    "notice_withdrawn": "Prepare another notice.",
}
