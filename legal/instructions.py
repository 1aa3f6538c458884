"""A case handed to a solicitor: what they are asked, the pack that goes, and what was said since."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from legal.accounts import main_account
from legal.models import Instruction, InstructionMessage, PossessionClaim
from staff.models import User
from staff.ui.words import long_day
from tenancies import storage, timeline
from tenancies.models import AccountEvent, Tenancy

What = AccountEvent.What


class CannotInstruct(Exception):
    """It is not kept. The message says what to do."""


@transaction.atomic
def instruct(
    tenancy: Tenancy,
    *,
    claim: PossessionClaim | None,
    firm: str,
    contact: str,
    asks: str,
    pdf: bytes,
    by: User,
    on: date,
    at: datetime,
) -> Instruction:
    """Hand the case to a solicitor, with its pack as it goes. Raises CannotInstruct."""
    if not (firm.strip() and asks.strip()):
        raise CannotInstruct("Enter whom you instruct, and what they are asked to do.")
    if open_of(tenancy).filter(firm__iexact=firm.strip()).exists():
        raise CannotInstruct(f"{firm.strip()} is instructed already: write a message to them instead.")
    account = main_account(tenancy.pk)
    document = storage.issue(account, pdf, title="Instructions to solicitors", template="instruction", by=by, at=at)
    made = Instruction.objects.create(
        tenancy=tenancy, claim=claim, firm=firm.strip()[:120], contact=contact.strip()[:120], asks=asks.strip(),
        document=document, sent_on=on, by=by,
    )  # fmt: skip
    timeline.record(account=account, what=What.LEGAL, on=on, by=by, at=at, about=f"legal.instruction:{made.pk}",
                    document=document, summary=f"{made.firm} instructed: {made.asks}")  # fmt: skip
    return made


def open_of(tenancy: Tenancy) -> QuerySet[Instruction]:
    """The instructions that are not closed."""
    return Instruction.objects.filter(tenancy=tenancy, closed_on=None)


@transaction.atomic
def write(
    instruction: Instruction, *, text: str, from_them: bool, said_on: date, by: User, on: date, at: datetime
) -> InstructionMessage:
    """One message to or from the solicitor. Their first acknowledges the instructions. Raises CannotInstruct."""
    found = _open(instruction)
    if not text.strip():
        raise CannotInstruct("Write what was said.")
    if not found.sent_on <= said_on <= on:
        raise CannotInstruct(f"The day must be from {long_day(found.sent_on)} to today.")
    made = InstructionMessage.objects.create(
        instruction=found, on=said_on, from_them=from_them, text=text.strip(), by=by, at=at
    )
    if from_them and found.acknowledged_on is None:
        found.acknowledged_on = said_on
        found.save(update_fields=["acknowledged_on"])
    who = f"From {found.firm}" if from_them else f"To {found.firm}"
    timeline.record(account=main_account(found.tenancy_id), what=What.LEGAL, on=said_on, by=by, at=at,
                    summary=f"{who}: {text.strip()}")  # fmt: skip
    return made


@transaction.atomic
def close(instruction: Instruction, *, by: User, on: date, at: datetime) -> None:
    """The solicitor is done. Raises CannotInstruct."""
    found = _open(instruction)
    found.closed_on = on
    found.save(update_fields=["closed_on"])
    timeline.record(account=main_account(found.tenancy_id), what=What.LEGAL, on=on, by=by, at=at,
                    summary=f"Instructions to {found.firm} closed.")  # fmt: skip


def _open(instruction: Instruction) -> Instruction:
    [found] = Instruction.objects.select_for_update(of=["self"]).filter(pk=instruction.pk)
    if found.closed_on:
        raise CannotInstruct(f"These instructions were closed on {long_day(found.closed_on)}.")
    return found
