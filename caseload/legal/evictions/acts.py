"""What is done about warrants and evictions at the desk: each verb inside the lock, decided anew, remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from caseload import undo
from caseload.at_work import at_work
from caseload.legal.evictions import follow_up, letters, papers, stops
from caseload.noting import remember
from legal import enforcing, eviction_end, eviction_work, evictions, warrants
from legal.accounts import main_account
from legal.eviction_end import Ended
from legal.eviction_work import Arranged
from legal.evictions import Appointment
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.order_statement import statement_of
from recovery.account_facts import of_account
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import storage, timeline
from tenancies.models import AccountEvent, IssuedDocument, RentAccount

undo.INSTEAD |= {
    "warrant": "Cancel the warrant on its page, with the reason.",
    "eviction": "Stop the eviction on its page, with the reason.",
    "eviction_outcome": "Write a note on the account that puts it right, and tell your team leader.",
}


@contextmanager
def _work(
    order: PossessionOrder, kind: str, summary: str, *, by: User, on: date, at: datetime
) -> Iterator[RentAccount]:
    """The case's main account, locked; the press is remembered once it is done."""
    with at_work(main_account(order.claim.tenancy_id), by=by, on=on) as account:
        yield account
        remember(account, kind, summary, by=by, at=at)


# ------------------------------------------------------------------------------------------------------------ warrants


def begin_warrant(*, order: PossessionOrder, by: User, on: date, at: datetime) -> WarrantRequest:
    """Raises CannotEnforce, gates.Refused and what at_work raises; so do the others here."""
    with _work(order, "warrant", "A warrant is being prepared.", by=by, on=on, at=at):
        return warrants.begin(order, by=by, on=on, at=at)


def check_warrant(*, warrant: WarrantRequest, code: str, how: str, by: User, on: date, at: datetime) -> None:
    said = f"A check before the warrant: {enforcing.NAMES.get(code, '')}."
    with _work(warrant.order, "warrant", said, by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        warrants.check(warrant, code=code, how=how, account=account, facts=facts, by=by, on=on)


def answer_risks(
    *, warrant: WarrantRequest, answers: dict[str, str], vulnerable: str, panel_on: date | None, by: User, on: date,
    at: datetime,
) -> None:  # fmt: skip
    with _work(warrant.order, "warrant", "Risks answered for the warrant.", by=by, on=on, at=at):
        warrants.answer_risks(warrant, answers=answers, vulnerable=vulnerable, panel_on=panel_on, on=on)


def refer(*, order: PossessionOrder, code: str, why: str, refused: bool, by: User, on: date, at: datetime) -> None:
    with _work(order, "referral", "Referral before a warrant.", by=by, on=on, at=at) as account:
        enforcing.refer(account, code=code, why=why, refused=refused, by=by, on=on, at=at)


def ask_for_warrant(*, warrant: WarrantRequest, note: str, by: User, on: date, at: datetime) -> LegalRequest:
    with _work(warrant.order, "warrant", "Warrant: approval asked.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        stated = statement_of(warrant.order, account=account, facts=facts, on=on)
        figures = {
            "due": str(stated.standing.due) if stated.standing else "",
            "paid": str(stated.standing.paid) if stated.standing else "",
            "short": str(stated.standing.short) if stated.standing else "",
            "owed": str(stated.owed),
            "under_order": str(stated.under_order),
        }
        return warrants.ask(warrant, note=note, figures=figures, account=account, facts=facts, by=by, on=on, at=at)


def approve_warrant(*, asked: LegalRequest, said: str, by: User, on: date, at: datetime) -> WarrantRequest:
    """The data sheet is laid out as it will go, and frozen with the yes."""
    assert asked.warrant is not None
    with _work(asked.warrant.order, "warrant", "Warrant approved.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        pdf = papers.warrant_pdf(asked.warrant, account=account, facts=facts, on=on)
        return warrants.approve(asked, pdf=pdf, said=said, account=account, facts=facts, by=by, on=on, at=at)


def send_warrant_back(*, asked: LegalRequest, why: str, by: User, on: date, at: datetime) -> None:
    assert asked.warrant is not None
    with _work(asked.warrant.order, "warrant", "Warrant sent back.", by=by, on=on, at=at) as account:
        warrants.send_back(asked, why=why, account=account, by=by, on=on, at=at)


def reopen_warrant(*, warrant: WarrantRequest, by: User, on: date, at: datetime) -> None:
    with _work(warrant.order, "warrant", "Warrant opened again.", by=by, on=on, at=at):
        warrants.reopen(warrant, by=by, on=on, at=at)


def warrant_sent(*, warrant: WarrantRequest, sent_on: date, by: User, on: date, at: datetime) -> None:
    with _work(warrant.order, "warrant", "Warrant asked for at court.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        warrants.sent(warrant, sent_on=sent_on, account=account, facts=facts, by=by, on=on, at=at)


def warrant_issued(
    *, warrant: WarrantRequest, issued_on: date, number: str, fee: Decimal, by: User, on: date, at: datetime
) -> None:
    with _work(warrant.order, "warrant", f"Warrant {number} issued.", by=by, on=on, at=at):
        warrants.issued(warrant, issued_on=issued_on, number=number, fee=fee, by=by, on=on, at=at)


def cancel_warrant(*, warrant: WarrantRequest, why: str, by: User, on: date, at: datetime) -> None:
    with _work(warrant.order, "warrant", "Warrant cancelled.", by=by, on=on, at=at):
        warrants.cancel(warrant, why=why, by=by, on=on, at=at)


# ----------------------------------------------------------------------------------------------------------- evictions


def book(*, order: PossessionOrder, when: Appointment, by: User, on: date, at: datetime) -> Eviction:
    with _work(order, "eviction", f"Eviction booked for {long_day(when.on)}.", by=by, on=on, at=at) as account:
        return evictions.book(order, when, account=account, facts=of_account(account, as_of=on), by=by, on=on, at=at)


def arrange(*, eviction: Eviction, arranged: Arranged, by: User, on: date, at: datetime) -> None:
    with _work(eviction.order, "eviction", "Eviction: who goes and what is there.", by=by, on=on, at=at) as account:
        eviction_work.arrange(eviction, arranged, by=by, on=on, at=at)
        if arranged.at != eviction.at:
            letters.withdraw_dates(eviction, account=account, why="The hour has changed", by=by, on=on, at=at)


def confirm_attendance(*, eviction: Eviction, by: User, on: date, at: datetime) -> None:
    with _work(eviction.order, "eviction", "Eviction: attendance confirmed.", by=by, on=on, at=at):
        eviction_work.confirm_attendance(eviction, by=by, on=on, at=at)


def check_eviction(*, eviction: Eviction, code: str, how: str, by: User, on: date, at: datetime) -> None:
    with _work(eviction.order, "eviction", "A check before the eviction.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        eviction_work.check(eviction, code=code, how=how, account=account, facts=facts, by=by, on=on)


def ask_to_go_ahead(*, eviction: Eviction, note: str, by: User, on: date, at: datetime) -> LegalRequest:
    with _work(eviction.order, "eviction", "Eviction: approval asked.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        return eviction_work.ask(eviction, note=note, account=account, facts=facts, by=by, on=on, at=at)


def approve_eviction(*, asked: LegalRequest, said: str, by: User, on: date, at: datetime) -> None:
    assert asked.eviction is not None
    with _work(asked.eviction.order, "eviction", "Eviction approved.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        eviction_work.approve(asked, said=said, account=account, facts=facts, by=by, on=on, at=at)


def send_eviction_back(*, asked: LegalRequest, why: str, by: User, on: date, at: datetime) -> None:
    assert asked.eviction is not None
    with _work(asked.eviction.order, "eviction", "Eviction: sent back.", by=by, on=on, at=at) as account:
        eviction_work.send_back(asked, why=why, account=account, by=by, on=on, at=at)


def confirm_ready(*, eviction: Eviction, by: User, on: date, at: datetime) -> None:
    with _work(eviction.order, "eviction", "Eviction confirmed ready.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        eviction_work.confirm_ready(eviction, account=account, facts=facts, by=by, on=on, at=at)


def stop(*, eviction: Eviction, why: str, cancelled: bool, by: User, on: date, at: datetime) -> None:
    with _work(eviction.order, "eviction", "Eviction stopped.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        found = evictions.locked(eviction)
        letters.withdraw_dates(eviction, account=account, why="The eviction is stopped", by=by, on=on, at=at)
        stops.stop_by_hand(found, account=account, facts=facts, why=why, cancelled=cancelled, by=by, on=on, at=at)


def decide_payment(*, asked: LegalRequest, go_on: bool, said: str, by: User, on: date, at: datetime) -> None:
    assert asked.eviction is not None
    with _work(asked.eviction.order, "eviction", "Money before the eviction: decided.", by=by, on=on, at=at) as account:
        facts = of_account(account, as_of=on)
        stops.decide_payment(asked, go_on=go_on, said=said, account=account, facts=facts, by=by, on=on, at=at)


def told(*, eviction: Eviction, whom: str, by: User, on: date, at: datetime) -> None:
    """The court or the bailiff was told; where it is paid or agreed, telling the court ends the warrant as well."""
    with _work(eviction.order, "eviction", f"The {whom} was told.", by=by, on=on, at=at):
        eviction_end.told(eviction, whom=whom, by=by, on=on, at=at)
        eviction.refresh_from_db()
        running = eviction.warrant is not None and eviction.warrant.state == WarrantRequest.State.ISSUED
        by_us = eviction.order.eviction_outcome == PossessionOrder.EvictionOutcome.CANCELLED
        if whom == "court" and running and by_us and eviction.warrant:
            warrants.cancel(eviction.warrant, why=eviction.stopped_why, by=by, on=on, at=at)


def record_outcome(*, eviction: Eviction, ended: Ended, by: User, on: date, at: datetime) -> tuple[Eviction, bool]:
    """With all that follows from it, made once; the same press again changes nothing."""
    with at_work(main_account(eviction.order.claim.tenancy_id), by=by, on=on) as account:
        found, again = eviction_end.record_outcome(eviction, ended, by=by, on=on, at=at)
        if not again:
            follow_up.follow(found, account=account, by=by, on=on, at=at)
            remember(account, "eviction_outcome", f"Eviction: {found.get_outcome_display()}.", by=by, at=at)
    return found, again


def issue_stopped(*, eviction: Eviction, by: User, on: date, at: datetime) -> IssuedDocument:
    """Keep the letter to the court and the bailiff as it goes out; once."""
    with _work(eviction.order, "eviction", f"{papers.STOPPED_TITLE}: issued.", by=by, on=on, at=at) as account:
        if found := papers.stopped_issued(eviction):
            return found
        pdf = papers.stopped_pdf(eviction, account=account, by=by, on=on)
        made = storage.issue(account, pdf, title=papers.STOPPED_TITLE, template=papers.STOPPED, by=by, at=at)
        about = papers.about_stopped(eviction)
        timeline.record(account=account, what=AccountEvent.What.LEGAL, on=on, by=by, at=at, document=made,
                        summary=f"{made.title} issued", about=about)  # fmt: skip
    return made


def enter_cost(
    *, eviction: Eviction, supplier: str, amount: Decimal, cost_on: date, by: User, on: date, at: datetime
) -> None:
    with _work(eviction.order, "eviction", f"Cost of {pounds(amount)} entered.", by=by, on=on, at=at):
        eviction_end.enter_cost(eviction, supplier=supplier, amount=amount, cost_on=cost_on, by=by, on=on, at=at)
