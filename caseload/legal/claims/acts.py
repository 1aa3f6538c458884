"""What is done with a claim at the desk: each verb inside the lock, decided anew, remembered for the undo list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from caseload import search, undo
from caseload.at_work import at_work
from caseload.legal.claims import paper
from caseload.models import Act, Reminder
from caseload.noting import remember
from caseload.sweep import decide_now
from legal import appeals, claim_issue, claim_life, claims, hearings, instructions
from legal.accounts import main_account
from legal.bundles import check_may
from legal.claim_file import entered, gather
from legal.claim_issue import Issued
from legal.claim_life import Served
from legal.models import (
    ClaimPack,
    CourtPaper,
    Defence,
    Hearing,
    Instruction,
    LegalRequest,
    OrderApplication,
    OtherWay,
    PossessionClaim,
)
from recovery.account_facts import of_account
from staff.models import Role, User
from staff.ui.words import long_day
from tenancies.models import RentAccount, Tenancy

CANNOT = (
    claims.CannotClaim,
    claim_life.CannotRecord,
    hearings.CannotList,
    instructions.CannotInstruct,
    appeals.CannotApply,
)


@contextmanager
def at_case(tenancy_id: int, *, by: User, on: date) -> Iterator[RentAccount]:
    """The frame of every act on a case: as at_work, and open to the legal role, who works cases and not accounts."""
    account = main_account(tenancy_id)
    if by.role != Role.LEGAL:
        with at_work(account, by=by, on=on) as locked:
            yield locked
        return
    check_may(account, by=by)
    with transaction.atomic():
        household = RentAccount.objects.filter(tenancy_id=tenancy_id).order_by("pk").select_for_update(no_key=True)
        yield next(each for each in household if each.pk == account.pk)
        decide_now({account.pk}, as_of=on)


# ----------------------------------------------------------------------------------------------------------- the pack


def prepare(*, tenancy: Tenancy, by: User, on: date, at: datetime) -> ClaimPack:
    """Raises CannotClaim, and what at_work raises; so do the others here."""
    with at_case(tenancy.pk, by=by, on=on) as locked:
        made = claims.prepare(tenancy, facts=of_account(locked, as_of=on), by=by, on=on, at=at)
        remember(locked, "claim_pack", "Claim being prepared.", f"legal.claimpack:{made.pk}", by=by, at=at)
    return made


def enter(*, pack: ClaimPack, typed: dict[str, Any], route: str, by: User, on: date) -> ClaimPack:
    """Keep what was entered; what is as the record has it is left to the record, which may still change."""
    with at_case(pack.tenancy_id, by=by, on=on) as locked:
        record = gather(pack.tenancy, pack=None, facts=of_account(locked, as_of=on), by=pack.made_by, on=on).data
        own = {code: value for code, value in entered(typed).items() if value != record.get(code)}
        return claims.enter(pack, typed=own, route=route)


def ask(*, pack: ClaimPack, note: str, legal: str, by: User, on: date, at: datetime) -> LegalRequest:
    with at_case(pack.tenancy_id, by=by, on=on) as locked:
        asked = claims.ask(pack, note=note, legal=legal, facts=of_account(locked, as_of=on), by=by, on=on, at=at)
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "claim_asked", "Claim: approval asked.", about, by=by, at=at)
    return asked


def take_back(*, asked: LegalRequest, by: User, on: date, at: datetime) -> None:
    with at_case(asked.tenancy_id, by=by, on=on) as locked:
        claims.take_back(asked, by=by, on=on, at=at)
        remember(locked, "claim_taken_back", "Claim: the request was taken back.", by=by, at=at)


def drop(*, pack: ClaimPack, why: str, by: User, on: date, at: datetime) -> None:
    with at_case(pack.tenancy_id, by=by, on=on) as locked:
        claims.drop(pack, why=why, by=by, on=on, at=at)
        remember(locked, "claim_dropped", "Claim given up.", f"legal.claimpack:{pack.pk}", by=by, at=at)


def approve(*, asked: LegalRequest, said: str, by: User, on: date, at: datetime) -> ClaimPack:
    """The pack is struck and printed as it will go, and frozen with the yes."""
    with at_case(asked.tenancy_id, by=by, on=on) as locked:
        pack = ClaimPack.objects.select_related("tenancy__home", "made_by").get(pk=asked.pack_id or 0)
        facts = of_account(locked, as_of=on)
        snapshot = paper.frozen(gather(pack.tenancy, pack=pack, facts=facts, by=pack.made_by, on=on))
        snapshot |= {"approved_by": by.name}
        done = claims.approve(
            asked, snapshot=snapshot, pdf=paper.claim_pdf(snapshot), said=said, facts=facts, by=by, on=on, at=at
        )
        remember(locked, "claim_approved", "Claim approved.", f"legal.legalrequest:{asked.pk}", by=by, at=at)
    return done


def send_back(*, asked: LegalRequest, why: str, by: User, on: date, at: datetime) -> None:
    with at_case(asked.tenancy_id, by=by, on=on) as locked:
        claims.send_back(asked, why=why, by=by, on=on, at=at)
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "claim_sent_back", "Claim sent back.", about, by=by, at=at)


def issue(*, pack: ClaimPack, told: Issued, by: User, on: date, at: datetime) -> PossessionClaim:
    with at_case(pack.tenancy_id, by=by, on=on) as locked:
        claim = claim_issue.issue(
            pack, told=told, facts=of_account(locked, as_of=min(told.issued_on, on)), by=by, on=on, at=at
        )
        _find_by_number(claim, on=on)
        said = f"Claim {claim.claim_number} issued on {long_day(claim.issued_on)}."
        remember(locked, "claim_issued", said, f"legal.possessionclaim:{claim.pk}", by=by, at=at)
    return claim


def _find_by_number(claim: PossessionClaim, *, on: date) -> None:
    """Whoever types the court's number finds the household at once."""
    accounts = RentAccount.objects.filter(tenancy=claim.tenancy_id).values_list("pk", flat=True)
    search.index_accounts(list(accounts), on=on)


# ----------------------------------------------------------------------------------------------------------- the claim


def correct(*, claim: PossessionClaim, typed: dict[str, Any], by: User, on: date, at: datetime) -> None:
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        facts = of_account(locked, as_of=min(typed["issued_on"], on))
        claim_issue.correct(claim, facts=facts, by=by, on=on, at=at, **typed)
        _find_by_number(claim, on=on)
        remember(locked, "claim_corrected", "Claim corrected.", f"legal.possessionclaim:{claim.pk}", by=by, at=at)


def ask_withdrawal(*, claim: PossessionClaim, note: str, by: User, on: date, at: datetime) -> None:
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        asked = claim_issue.ask_withdrawal(claim, note=note, by=by, on=on, at=at)
        about = f"legal.legalrequest:{asked.pk}"
        remember(locked, "claim_withdrawal", "Withdrawal of the claim asked.", about, by=by, at=at)


def answer_withdrawal(*, asked: LegalRequest, agrees: bool, said: str, by: User, on: date, at: datetime) -> None:
    with at_case(asked.tenancy_id, by=by, on=on) as locked:
        claim_issue.answer_withdrawal(asked, agrees=agrees, said=said, by=by, on=on, at=at)
        summary = "Claim withdrawn." if agrees else "Withdrawal of the claim refused."
        remember(locked, "claim_withdrawn", summary, f"legal.legalrequest:{asked.pk}", by=by, at=at)


def record_defence(*, claim: PossessionClaim, typed: dict[str, Any], by: User, on: date, at: datetime) -> Defence:
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        made = claim_life.record_defence(claim, by=by, on=on, at=at, **typed)
        said = f"{made.get_kind_display()} received."
        remember(locked, "defence", said, f"legal.defence:{made.pk}", by=by, at=at)
    return made


def answer_defence(*, defence: Defence, answer: str, by: User, on: date, at: datetime) -> None:
    with at_case(defence.claim.tenancy_id, by=by, on=on) as locked:
        claim_life.answer_defence(defence, answer=answer, by=by, on=on, at=at)
        said = f"{defence.get_kind_display()} answered."
        remember(locked, "defence_answered", said, f"legal.defence:{defence.pk}", by=by, at=at)


def add_paper(*, claim: PossessionClaim, typed: dict[str, Any], by: User, on: date, at: datetime) -> None:
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        made = claim_life.add_paper(claim, by=by, on=on, at=at, **typed)
        remember(locked, "court_paper", f"To be served: {made.title}.", f"legal.courtpaper:{made.pk}", by=by, at=at)


def serve_paper(*, paper: CourtPaper, served: Served, by: User, on: date, at: datetime) -> CourtPaper:
    with at_case(paper.claim.tenancy_id, by=by, on=on) as locked:
        found = claim_life.serve_paper(paper, served=served, by=by, on=on, at=at)
        remember(locked, "paper_served", f"Served: {found.title}.", f"legal.courtpaper:{found.pk}", by=by, at=at)
    return found


# ------------------------------------------------------------------------------------- other ways, hearings, solicitors


def log_other_way(*, tenancy: Tenancy, typed: dict[str, Any], by: User, on: date, at: datetime) -> None:
    with at_case(tenancy.pk, by=by, on=on) as locked:
        made = claim_life.log_other_way(tenancy, by=by, on=on, at=at, **typed)
        remember(locked, "other_way", "Another way than court noted.", f"legal.otherway:{made.pk}", by=by, at=at)


def reply_to_other_way(*, way: OtherWay, typed: dict[str, Any], by: User, on: date, at: datetime) -> None:
    with at_case(way.tenancy_id, by=by, on=on) as locked:
        claim_life.reply_to_other_way(way, by=by, on=on, at=at, **typed)
        remember(locked, "other_way_reply", "Answer to an offer noted.", f"legal.otherway:{way.pk}", by=by, at=at)


def add_hearing(*, tenancy: Tenancy, typed: dict[str, Any], by: User, on: date, at: datetime) -> Hearing:
    """With the application that it is of: one that waits, or a tenant's to stay, which is recorded with it (ORD-11)."""
    asked = {"received_on": typed.pop("received_on", None), "says": typed.pop("says", "")}
    with at_case(tenancy.pk, by=by, on=on) as locked:
        made = hearings.add(tenancy, by=by, on=on, at=at, **typed)
        appeals.heard_at(made, by=by, on=on, at=at, **asked)
        said = f"{made.get_kind_display()} on {long_day(made.on)} in the diary."
        remember(locked, "hearing_added", said, f"legal.hearing:{made.pk}", by=by, at=at)
    return made


def cancel_hearing(*, hearing: Hearing, why: str, by: User, on: date, at: datetime) -> None:
    with at_case(hearing.tenancy_id, by=by, on=on) as locked:
        hearings.cancel(hearing, why=why, by=by, on=on, at=at)
        said = f"Hearing of {long_day(hearing.on)} taken out of the diary."
        remember(locked, "hearing_cancelled", said, f"legal.hearing:{hearing.pk}", by=by, at=at)


def name_advocate(*, hearing: Hearing, advocate: User, by: User, on: date, at: datetime) -> None:
    with at_case(hearing.tenancy_id, by=by, on=on) as locked:
        hearings.name_advocate(hearing, advocate=advocate, by=by, on=on, at=at)
        said = f"{advocate.name} speaks on {long_day(hearing.on)}."
        remember(locked, "advocate", said, f"legal.hearing:{hearing.pk}", by=by, at=at)


def instruct(*, tenancy: Tenancy, typed: dict[str, Any], by: User, on: date, at: datetime) -> Instruction:
    with at_case(tenancy.pk, by=by, on=on) as locked:
        made = instructions.instruct(tenancy, by=by, on=on, at=at, **typed)
        remember(locked, "instruction", f"{made.firm} instructed.", f"legal.instruction:{made.pk}", by=by, at=at)
    return made


def write_to_solicitor(*, instruction: Instruction, typed: dict[str, Any], by: User, on: date, at: datetime) -> None:
    with at_case(instruction.tenancy_id, by=by, on=on) as locked:
        instructions.write(instruction, by=by, on=on, at=at, **typed)
        about = f"legal.instruction:{instruction.pk}"
        remember(locked, "instruction_message", f"Message noted: {instruction.firm}.", about, by=by, at=at)


def close_instruction(*, instruction: Instruction, by: User, on: date, at: datetime) -> None:
    with at_case(instruction.tenancy_id, by=by, on=on) as locked:
        instructions.close(instruction, by=by, on=on, at=at)
        about = f"legal.instruction:{instruction.pk}"
        remember(locked, "instruction_closed", f"Instructions to {instruction.firm} closed.", about, by=by, at=at)


def restore(*, claim: PossessionClaim, typed: dict[str, Any], by: User, on: date, at: datetime) -> OrderApplication:
    """The court is asked to go on with a claim that it put off."""
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        facts = of_account(locked, as_of=on)
        made = appeals.restore(claim, facts=facts, by=by, on=on, at=at, **typed)
        _look_done(claim, at=at)
        about = f"legal.orderapplication:{made.pk}"
        remember(locked, "restore", "The court is asked to restore the claim.", about, by=by, at=at)
    return made


def _look_done(claim: PossessionClaim, *, at: datetime) -> None:
    """The reminder of the last day to restore, which came with the outcome, is not wanted any more."""
    hearing = appeals.put_off(claim)
    pk = (hearing.terms.get("desk") or {}).get("reminder") if hearing else None
    Reminder.objects.filter(pk=pk or 0, done_at=None, withdrawn_at=None).update(withdrawn_at=at)


def record_appeal(*, typed: dict[str, Any], by: User, on: date, at: datetime) -> OrderApplication:
    tenancy_id = typed["order"].claim.tenancy_id
    with at_case(tenancy_id, by=by, on=on) as locked:
        made = appeals.record(by=by, on=on, at=at, **typed)
        said = f"{made.get_kind_display()}: application recorded."
        remember(locked, "appeal", said, f"legal.orderapplication:{made.pk}", by=by, at=at)
    return made


def list_appeal(*, application: OrderApplication, typed: dict[str, Any], by: User, on: date, at: datetime) -> Hearing:
    """The court listed it: a hearing of the kind that the application wants, and the two belong together."""
    claim = application.of_claim
    with at_case(claim.tenancy_id, by=by, on=on) as locked:
        made = hearings.add(
            claim.tenancy,
            kind=appeals.HEARD_AS[OrderApplication.Kind(application.kind)],
            claim=claim,
            by=by,
            on=on,
            at=at,
            **typed,
        )
        appeals.list_hearing(application, made)
        said = f"{made.get_kind_display()} on {long_day(made.on)} in the diary."
        remember(locked, "hearing_added", said, f"legal.hearing:{made.pk}", by=by, at=at)
    return made


def close_appeal(
    *, application: OrderApplication, outcome: str, decided_on: date, by: User, on: date, at: datetime
) -> None:
    with at_case(application.of_claim.tenancy_id, by=by, on=on) as locked:
        appeals.close(application, outcome=outcome, decided_on=decided_on, by=by, on=on, at=at)
        about = f"legal.orderapplication:{application.pk}"
        remember(locked, "appeal_closed", "Application decided or withdrawn.", about, by=by, at=at)


def _undo_hearing(act: Act, *, by: User, on: date, at: datetime) -> None:
    hearing = Hearing.objects.get(pk=undo.named(act, "legal.hearing"))
    try:
        hearings.cancel(hearing, why="Taken back", by=by, on=on, at=at)
    except hearings.CannotList as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


undo.UNDO["hearing_added"] = _undo_hearing
undo.INSTEAD |= {
    "claim_pack": "Give the claim up on its page.",
    "claim_asked": "Take the request back on the claim’s page.",
    "claim_issued": "Correct the claim on its page, or ask for its withdrawal.",
    "hearing_added": "Take the hearing out of the diary on its page.",
}
