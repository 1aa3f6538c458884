"""What somebody typed and has not sent: kept on the server, put back when the page is drawn, gone with the act."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.forms import Form, Textarea, TextInput
from django.http import QueryDict

from caseload.models import Act, Draft
from recovery.models import OutboxMessage
from staff.asking import records_where
from staff.models import User
from tenancies.models import RentAccount

LONGEST = 500_000  # characters of all fields of one form together
LONGEST_NAME = 20  # characters of a form's name: it is the kind of its act
JUST_SENT = timedelta(seconds=3)  # in which a late save may still be of the text that was sent
NOT_TYPED = {"csrfmiddlewaretoken", "fingerprint", "once", "press"}


class CannotKeep(Exception):
    """The draft is not kept. The message says why, for the person who typed it."""


class JustSent(Exception):
    """This form was sent a moment ago: a save that was on its way must not bring its text back."""


def keep(*, user: User, form: str, account: RentAccount | None, typed: QueryDict, at: datetime) -> None:
    """Keep what was typed in a form; emptied fields throw the draft away. Raises CannotKeep, JustSent."""
    names = [name for name in typed if name not in NOT_TYPED and "\x00" not in name]
    values = {name: _without_nulls(typed.getlist(name)) for name in names}
    length = sum(len(value) for given in values.values() for value in given)
    if length > LONGEST:
        raise CannotKeep(f"Too long to be kept: {length:,} characters of at most {LONGEST:,}. Shorten it.")
    if Act.objects.filter(user=user, account=account, kind=form, at__gt=at - JUST_SENT).exists():
        raise JustSent
    if _went(typed.get("press", "")):
        raise JustSent
    if not any(value for given in values.values() for value in given):
        clear(user=user, form=form, account=account)
        return
    Draft.objects.update_or_create(user=user, form=form, account=account, defaults={"values": values, "saved_at": at})


def _went(press: str) -> bool:
    """Whether the press that this form names has sent a message, however long ago: a page drawn anew names another."""
    try:
        named = UUID(press)
    except ValueError:
        return False
    return OutboxMessage.objects.filter(press=named).exists()


def clear(*, user: User, form: str, account: RentAccount | None) -> None:
    """Throw a draft away: its act went through, or its writer no longer wants it."""
    Draft.objects.filter(user=user, form=form, account=account).delete()


def for_page(user: User, account: RentAccount | None) -> dict[str, Draft]:
    """What this person has typed and not sent, by form: on this account, or on the pages of no account."""
    kept = records_where(
        Draft,
        "user_id = %(user)s AND account_id IS NOT DISTINCT FROM %(account)s",
        order="id",
        user=user.pk,
        account=account.pk if account else None,
    )
    return {draft.form: draft for draft in kept}


def restore(forms: Mapping[str, Form], *, user: User, account: RentAccount, at: datetime) -> dict[str, Draft]:
    """Put what was typed back into the forms of an account's page, and return it. One just refused is kept as sent."""
    for name, form in forms.items():
        if isinstance(form.data, QueryDict) and _has_words(form):
            with suppress(CannotKeep, JustSent):
                keep(user=user, form=name, account=account, typed=form.data, at=at)
    kept = for_page(user, account)
    for name, draft in kept.items():
        if name in forms and not forms[name].is_bound:
            typed = {field: _value(forms[name], field, given) for field, given in draft.values.items()}
            forms[name].initial = {**forms[name].initial, **typed}
    return kept


def _has_words(form: Form) -> bool:
    """Whether somebody typed anything beside what the form itself offered."""
    boxes = [field for field in form if isinstance(field.field.widget, TextInput | Textarea)]
    return any(form.data.get(box.html_name, "").strip() not in {"", str(box.initial or "")} for box in boxes)


def _value(form: Form, field: str, given: list[str]) -> Any:
    several = field in form.fields and getattr(form.fields[field].widget, "allow_multiple_selected", False)
    return given if several else given[-1]


def _without_nulls(given: list[str]) -> list[str]:
    """The database keeps no null characters."""
    return [value.replace("\x00", "") for value in given]
