"""The rows that a list of accounts shows, on a page and in an export alike, and the orders it can have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, DateField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from caseload.filters import ATTENTION, Filter
from caseload.matching import MONEY, attention, contacts
from caseload.models import Bucket
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from recovery.rules.signs import Sign
from staff import asking
from staff.ui import words
from tenancies.models import RentAccount
from tenancies.tenants import names_of

NEVER = date(1900, 1, 1)
NEVER_URGENT = 10
# Each order as fields of `listed`; the last is unique, so that pages are exact.
ORDERS = {
    "arrears": ["-owed", "pk"],
    "weeks": ["-weeks_or_none", "pk"],
    "urgency": ["urgency", "-owed", "pk"],
    "contact": ["contacted", "pk"],
    "ref": ["account_ref", "pk"],
    "home": ["tenancy__home__postcode", "pk"],
}


def in_order(accounts: QuerySet[RentAccount], wanted: Filter, *, on: date) -> QuerySet[RentAccount]:
    """Accounts of `seen_by` with what their rows show, in the filter's order: ORDERS[wanted.sort]."""
    shown = accounts.annotate(
        owed=F("owed"),
        weeks=F("weeks"),
        now_id=F("now__pk"),
        now_action=F("now__action"),
        now_rule=F("now__rule"),
        now_bucket=F("now__bucket"),
        now_urgency=F("now__urgency"),
        now_held_until=KeyTextTransform("held_until", "now__facts"),
        now_signs=KeyTextTransform("signs", "now__facts"),
    )
    if wanted.attention:
        reasons = [When(asked, then=Value(code)) for code, asked in attention(on=on).items()]
        shown = shown.annotate(attention=Case(*reasons, default=Value(""), output_field=CharField()))
    return (
        shown.annotate(**_sorted_by(wanted.sort)).select_related("tenancy__home__patch").order_by(*ORDERS[wanted.sort])
    )


def _sorted_by(sort: str) -> dict[str, Any]:
    """Orders never meet an empty value, so that a page can begin after any row."""
    if sort == "weeks":
        return {"weeks_or_none": Coalesce(F("weeks"), Value(Decimal(-1), output_field=MONEY))}
    if sort == "urgency":
        return {"urgency": Coalesce(F("now__urgency"), Value(NEVER_URGENT))}
    if sort == "contact":
        last = contacts().filter(tenancy=OuterRef("tenancy")).order_by("-on", "-pk").values("on")[:1]
        return {"contacted": Coalesce(Subquery(last), Value(NEVER), output_field=DateField())}
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One account as a list shows it. Weeks: as the rules count where a step is due, else of the whole balance."""

    account: RentAccount
    names: list[str]
    step: str
    reason: str
    owed: Decimal
    weeks: Decimal | None
    contacted_on: date | None
    marks: list[str] = field(default_factory=list)
    covering: str = ""
    decision: int = 0  # the recommendation's id: later ones are new


# See also matching.contacts.
CONTACTED = """
    SELECT tenancy_id, max("on") AS "on" FROM recovery_contactattempt
    WHERE tenancy_id = ANY (%(tenancies)s) AND direction = 'out' AND taken_back_at IS NULL AND not_sent_since IS NULL
    GROUP BY tenancy_id
"""


def rows_of(accounts: Sequence[RentAccount], *, policy: Policy, covering: Mapping[int, str]) -> list[Row]:
    """The rows of some accounts of `in_order`, each further figure in one query for all of them."""
    tenancies = list({account.tenancy_id for account in accounts})
    names = names_of(tenancies)
    contacted = {each["tenancy_id"]: each["on"] for each in asking.rows(CONTACTED, tenancies=tenancies)}
    return [
        Row(
            account=account,
            names=names[account.tenancy_id],
            step=_step(account),
            reason=_reason(account, policy),
            owed=account.owed,  # type: ignore[attr-defined]  # see in_order
            weeks=account.weeks,  # type: ignore[attr-defined]  # see in_order
            contacted_on=contacted.get(account.tenancy_id),
            marks=_marks(account),
            covering=covering.get(account.tenancy.home.patch_id, ""),
            decision=account.now_id or 0,  # type: ignore[attr-defined]  # see in_order
        )
        for account in accounts
    ]


def _step(account: Any) -> str:
    """What is due, or where the account stands while nothing is."""
    if account.now_id is None:
        return "Not decided yet"
    if account.now_action != Action.NONE:
        return Action(account.now_action).label
    return Bucket(account.now_bucket).label if account.now_bucket != Bucket.RECOMMENDED else "Put off"


def _reason(account: Any, policy: Policy) -> str:
    rule = policy.rule(account.now_rule or "")
    return rule.name if rule else ""


def _marks(account: Any) -> list[str]:
    """Short words beside a row: why it needs a look, the signs seen, and a hold."""
    marks = [ATTENTION[account.attention]] if getattr(account, "attention", "") else []
    if account.now_held_until:
        marks.append(f"Held to {words.short_day(date.fromisoformat(account.now_held_until))}")
    return marks + [Sign(sign).label for sign in (account.now_signs or "").split()]
