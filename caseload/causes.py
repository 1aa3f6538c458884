"""Why a household fell behind, as an officer found out, and what helps. Causes and remedies are in causes.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from caseload import undo
from caseload.at_work import at_work
from caseload.models import AccountFigures, Act, ArrearsCause
from caseload.models.performance import Direction
from caseload.noting import note
from staff.asking import answers, records_where
from staff.models import User
from tenancies.models import AccountEvent, RentAccount

CAUSES = Path(__file__).with_name("causes.toml")
NOT_KNOWN = "not_known"  # in counts: nobody has found out yet
NOT_KNOWN_NAME = "Not found out yet"


class CannotRecordCause(Exception):
    """It is not kept. The message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One cause with its remedies, the first to try first. `guidance` is the code of a card; blank: there is none."""

    code: str
    name: str
    remedies: tuple[str, ...]
    guidance: str = ""


@dataclass(frozen=True, kw_only=True)
class CausePanel:
    """What the account page shows."""

    found: ArrearsCause | None
    cause: Cause | None
    causes: list[Cause]


@cache
def causes() -> dict[str, Cause]:
    """Every cause by its code, in the file's order."""
    found = tomllib.loads(CAUSES.read_text("utf-8"))["cause"]
    return {each["code"]: Cause(**{**each, "remedies": tuple(each["remedies"])}) for each in found}


def name_of(code: str) -> str:
    """Its name; of one that the file holds no longer, its code."""
    if code == NOT_KNOWN:
        return NOT_KNOWN_NAME
    return causes()[code].name if code in causes() else code.replace("_", " ").capitalize()


def record_cause(*, account: RentAccount, code: str, by: User, on: date, at: datetime) -> Cause:
    """Keep why they fell behind; the newest counts. Raises CannotRecordCause, and what at_work raises."""
    cause = causes().get(code)
    if cause is None:
        raise CannotRecordCause("Choose one of the causes.")
    with at_work(account, by=by, on=on) as locked:
        made = ArrearsCause.objects.create(account=locked, cause=code, by=by, on=on, at=at)
        about = f"caseload.arrearscause:{made.pk}"
        note(locked, AccountEvent.What.CAUSE, f"{cause.name}.", kind="cause", about=about, by=by, on=on, at=at)
    return cause


def panel(account: RentAccount) -> CausePanel:
    known = records_where(
        ArrearsCause,
        "account_id = %(account)s AND taken_back_at IS NULL",
        order="at DESC, id DESC LIMIT 1",
        related=["by"],
        account=account.pk,
    )
    newest = next(iter(known), None)
    cause = None
    if newest:
        cause = causes().get(newest.cause) or Cause(code=newest.cause, name=name_of(newest.cause), remedies=())
    return CausePanel(found=newest, cause=cause, causes=list(causes().values()))


def by_outcome(which: Q) -> dict[str, dict[str, int]]:
    """How many accounts in arrears of a snapshot fell behind for each cause, in the file’s order, not known last.

    Each is counted once, by the first outcome that is true of it (charts/causes.py): it adds up.
    """
    found: dict[str, dict[str, int]] = {}
    for cause, outcome, many in answers(_by_outcome, which):
        found.setdefault(cause, {})[outcome] = many
    earlier = sorted(found.keys() - {*causes(), NOT_KNOWN})
    return {code: found[code] for code in [*causes(), *earlier, NOT_KNOWN] if code in found}


def _by_outcome(which: Q) -> QuerySet[AccountFigures, Any]:
    outcome = Case(
        When(~Q(stage=""), then=Value("legal")),
        When(agreement="kept", then=Value("kept")),
        When(~Q(agreement=""), then=Value("not_kept")),
        When(direction=Direction.FALLING, then=Value("falling")),
        default=Value("open"),
        output_field=CharField(),
    )
    accounts: QuerySet[AccountFigures, Any] = _with_cause(AccountFigures.objects.filter(which, gross__gt=0))
    return accounts.annotate(outcome=outcome).order_by().values_list("cause", "outcome").annotate(Count("pk"))


def because(code: str) -> Q:
    """The accounts of a snapshot that fell behind for a cause, or for one that is not known."""
    return Q(pk__in=_with_cause(AccountFigures.objects.all()).filter(cause=code).values("pk"))


def known_codes() -> set[str]:
    """Those of the file, and those that cases hold from earlier."""
    return {*causes(), *ArrearsCause.objects.values_list("cause", flat=True).distinct()}


def _with_cause(accounts: QuerySet[AccountFigures]) -> QuerySet[Any]:
    """Each account with its `cause` as it is known now, or NOT_KNOWN."""
    newest = ArrearsCause.objects.filter(account=OuterRef("account"), taken_back_at=None).order_by("-at", "-pk")
    return accounts.annotate(cause=Coalesce(Subquery(newest.values("cause")[:1]), Value(NOT_KNOWN)))


def _undo(act: Act, *, by: User, on: date, at: datetime) -> None:
    """The cause that was known before counts again."""
    ArrearsCause.objects.filter(pk=undo.named(act, "caseload.arrearscause"), taken_back_at=None).update(
        taken_back_at=at
    )


undo.UNDO["cause"] = _undo
