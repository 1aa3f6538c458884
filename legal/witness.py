"""A witness's statement: drafted from what they did themselves, theirs alone to change, frozen when it is signed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from legal.accounts import main_account
from legal.bundles import check_may
from legal.models import BundleItem, Hearing, WitnessStatement
from staff.models import User
from tenancies import storage, timeline
from tenancies.models import AccountEvent, IssuedDocument, RentAccount

LONGEST = 40_000
NOT_YOURS = "A witness statement is its witness’s own words: nobody else changes it."


class CannotWitness(Exception):
    """The statement stays as it is. The message says why and what to do."""


@transaction.atomic
def begin(
    *,
    account: RentAccount,
    hearing: Hearing | None,
    text: str,
    exhibits: Sequence[dict[str, Any]],
    by: User,
    at: datetime,
) -> WitnessStatement:
    """Begin one's own statement. Raises CannotWitness where one's last is not signed, PermissionDenied."""
    check_may(account, by=by)
    RentAccount.objects.select_for_update().get(pk=account.pk)
    if WitnessStatement.objects.filter(tenancy=account.tenancy_id, witness=by, signed_on=None).exists():
        raise CannotWitness("You have a statement that is not signed yet. Go on with that one.")
    return WitnessStatement.objects.create(
        tenancy_id=account.tenancy_id,
        hearing=hearing,
        witness=by,
        text=text[:LONGEST],
        exhibits=list(exhibits),
        made_at=at,
    )


def _own(statement: WitnessStatement, *, by: User) -> WitnessStatement:
    """The statement, locked, for its witness while it is not signed. Raises CannotWitness, PermissionDenied."""
    [locked] = WitnessStatement.objects.select_for_update(of=["self"]).filter(pk=statement.pk)
    check_may(main_account(locked.tenancy_id), by=by)
    if locked.witness_id != by.pk:
        raise PermissionDenied(NOT_YOURS)
    if locked.signed_on:
        raise CannotWitness("This statement is signed and stays as it is. Begin another for what is new.")
    return locked


@transaction.atomic
def write(statement: WitnessStatement, *, text: str, exhibits: Sequence[dict[str, Any]], by: User) -> WitnessStatement:
    """Change one's words and exhibits. Raises CannotWitness, PermissionDenied."""
    if not text.strip():
        raise CannotWitness("Write what you will say.")
    if len(text) > LONGEST:
        raise CannotWitness(f"Write at most {LONGEST:,} characters; these are {len(text):,}.")
    locked = _own(statement, by=by)
    locked.text, locked.exhibits = text.strip(), list(exhibits)
    locked.save(update_fields=["text", "exhibits"])
    return locked


@transaction.atomic
def sign(statement: WitnessStatement, *, pdf: bytes, signed_on: date, by: User, at: datetime) -> IssuedDocument:
    """Freeze it as it is signed: the paper is kept for good. Raises CannotWitness, PermissionDenied."""
    locked = _own(statement, by=by)
    account = main_account(locked.tenancy_id)
    title = f"Witness statement of {by.name}"
    document = storage.issue(account, pdf, title=title, template="witness_statement", by=by, at=at)
    locked.signed_on, locked.document = signed_on, document
    locked.save(update_fields=["signed_on", "document"])
    drafts = BundleItem.objects.filter(part=f"witness:{locked.pk}", bundle__state__in=["draft", "built"])
    drafts.update(part="", issued=document)
    timeline.record(
        account=account,
        what=AccountEvent.What.LEGAL,
        on=signed_on,
        by=by,
        at=at,
        summary=f"{document.title} signed.",
        about=f"legal.witnessstatement:{locked.pk}",
        document=document,
    )
    return document
