"""Whose account it is: the tenants and what protects them, who helps them, and all their debts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from caseload.on_record import OnRecord
from recovery.rules.facts import TenantFacts
from staff.asking import records_where
from staff.models import User
from staff.ui import words
from tenancies.models import (
    AccountKind,
    Channel,
    DataFault,
    FormatNeeded,
    PendingPosting,
    RentAccount,
    TenancyPerson,
    TenancyRole,
)
from tenancies.models.accounts import openable_sql
from welfare import cases
from welfare.models import Marker

# Tags of the languages most often asked for in English councils; any other shows as its tag.
LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "am:Amharic ar:Arabic bg:Bulgarian bn:Bengali cs:Czech cy:Welsh es:Spanish fa:Persian fr:French gu:Gujarati "
        "hi:Hindi hu:Hungarian it:Italian ku:Kurdish lt:Lithuanian pa:Panjabi pl:Polish ps:Pashto pt:Portuguese "
        "ro:Romanian ru:Russian sk:Slovak so:Somali sq:Albanian syl:Sylheti ta:Tamil ti:Tigrinya tr:Turkish "
        "uk:Ukrainian ur:Urdu vi:Vietnamese yo:Yoruba yue:Cantonese zh:Chinese"
    ).split()
)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A word in a box beside a name: `stop` forbids contact of some kind, `warn` changes it, `quiet` is for knowing."""

    text: str
    weight: str = "warn"


@dataclass(frozen=True, kw_only=True)
class TenantOnFile:
    name: str
    facts: TenantFacts
    marks: list[Mark]
    phones: list[str]
    email: str

    @property
    def prefers(self) -> str:
        """How this person likes to be reached, as it stands in a sentence."""
        return Channel(self.facts.preferred_channel).label.lower() if self.facts.preferred_channel else ""


class Owing(NamedTuple):
    """One account of these tenants, as a line."""

    pk: int
    kind: str
    account_ref: str
    balance: Decimal | None  # None: nothing was ever posted
    may_stand_in_notice: bool


THEIR_ACCOUNTS = """
    SELECT a.id, a.kind, a.account_ref, position.balance, setting.counts_for_possession, {openable}
    FROM tenancies_rentaccount AS a
    JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id JOIN tenancies_property AS home ON home.id = t.home_id
    JOIN tenancies_accountkindsetting AS setting ON setting.kind = a.kind
    LEFT JOIN tenancies_accountposition AS position ON position.account_id = a.id
    WHERE a.tenancy_id IN (
        SELECT %(tenancy)s
        UNION SELECT tenancy_id FROM tenancies_tenancyperson WHERE person_id = ANY (%(people)s) AND role = 'tenant')
    ORDER BY setting.priority, a.kind, a.opened_on, a.id
"""


@dataclass(frozen=True, kw_only=True)
class Debt:
    """Accounts of one kind, with their own total. Kinds are never added together."""

    kind: str
    accounts: list[Owing]
    total: Decimal
    may_stand_in_notice: bool


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    account: RentAccount
    tenants: list[TenantOnFile]
    helpers: list[TenancyPerson]  # guarantors and representatives
    household: list[TenancyPerson]
    tenancy_marks: list[Mark]
    debts: list[Debt]
    out_of_sight: int  # accounts of these tenants that this officer may not open
    faults: list[DataFault]
    pending: list[PendingPosting]

    @property
    def phones(self) -> dict[int, list[str]]:
        return {tenant.facts.person_id: tenant.phones for tenant in self.tenants}


def case_file(
    account: RentAccount, *, tenants: list[TenantFacts], record: OnRecord, user: User, as_of: dt.date
) -> CaseFile:
    """What the page shows, as at a day. `tenants` are those of the account, living or not."""
    others = _others(account, as_of=as_of)
    debts, out_of_sight = _debts(account, tenants=tenants, user=user)
    return CaseFile(
        account=account,
        tenants=[
            TenantOnFile(
                name=tenant.name,
                facts=tenant,
                marks=_marks(tenant, [m for m in record.markers_now if m.person_id == tenant.person_id], as_of),
                phones=[number for number in (tenant.mobile, tenant.phone) if number],
                email=tenant.email,
            )
            for tenant in tenants
        ],
        helpers=[other for other in others if other.role != TenancyRole.HOUSEHOLD],
        household=[other for other in others if other.role == TenancyRole.HOUSEHOLD],
        tenancy_marks=[_marker(m, as_of) for m in record.markers_now if m.person_id is None and m.detail != "balance"],
        debts=debts,
        out_of_sight=out_of_sight,
        faults=records_where(
            DataFault, "account_id = %(account)s AND mended_on IS NULL", order="found_on, id", account=account.pk
        ),
        pending=records_where(
            PendingPosting,
            "account_id = %(account)s AND state IN ('asked', 'exported')",
            order="asked_on, id",
            account=account.pk,
        ),
    )


def _others(account: RentAccount, *, as_of: dt.date) -> list[TenancyPerson]:
    """Who is on the tenancy beside its tenants; of one that has ended, those of its last day too."""
    return records_where(
        TenancyPerson,
        "tenancy_id = %(tenancy)s AND role <> 'tenant' AND from_on <= %(as_of)s AND (last_day IS NULL OR "
        "last_day >= least(%(as_of)s, %(ended)s::date))",
        order="tenancies_tenancyperson.id",
        along=["person"],
        tenancy=account.tenancy_id,
        as_of=as_of,
        ended=account.tenancy.last_day,
    )


def _debts(account: RentAccount, *, tenants: list[TenantFacts], user: User) -> tuple[list[Debt], int]:
    """Every account of these tenants, this tenancy's and others', by kind in order of priority."""
    people = [tenant.person_id for tenant in tenants]
    known: dict[str, Any] = {"tenancy": account.tenancy_id, "people": people, "user": user.pk}
    openable = openable_sql(user, account="a", tenancy="t", home="home")
    with connection.cursor() as cursor:
        cursor.execute(THEIR_ACCOUNTS.format(openable=openable), known)
        theirs = [(Owing(*owing), may_open) for *owing, may_open in cursor.fetchall()]
    seen = [each for each, may_open in theirs if may_open or each.pk == account.pk]
    debts = []
    for kind, of_kind in groupby(seen, key=attrgetter("kind")):
        accounts = list(of_kind)
        debts.append(
            Debt(
                kind=AccountKind(kind).label,
                accounts=accounts,
                total=sum((each.balance for each in accounts if each.balance), Decimal("0.00")),
                may_stand_in_notice=accounts[0].may_stand_in_notice,
            )
        )
    return debts, len(theirs) - len(seen)


def _marks(tenant: TenantFacts, markers: list[Marker], on: dt.date) -> list[Mark]:
    """What to know before contact, the strongest first."""
    marks = []
    if tenant.died_on:
        marks.append(Mark(text=f"Died {words.short_day(tenant.died_on)}", weight="stop"))
    if tenant.in_crisis:
        marks.append(Mark(text="In crisis", weight="stop"))
    if tenant.in_breathing_space:
        until = tenant.breathing_space_until
        marks.append(Mark(text=f"Breathing space{f' to {words.short_day(until)}' if until else ''}", weight="stop"))
    if tenant.insolvency:
        marks.append(Mark(text=INSOLVENCY.get(tenant.insolvency, "Insolvent"), weight="stop"))
    if tenant.letter_unsafe:
        marks.append(Mark(text="Letters unsafe", weight="stop"))
    if tenant.phone_unsafe:
        marks.append(Mark(text="Phone unsafe", weight="stop"))
    if tenant.capacity_in_doubt:
        appointee = ", has an appointee" if tenant.has_appointee else ""
        marks.append(Mark(text=f"Capacity in doubt{appointee}"))
    if tenant.must_trace:
        marks.append(Mark(text="Address not known"))
    if tenant.format_needed not in {"", FormatNeeded.NONE}:
        marks.append(Mark(text=FormatNeeded(tenant.format_needed).label))
    if tenant.interpreter:
        marks.append(Mark(text="Interpreter needed"))
    if tenant.no_calls:
        marks.append(Mark(text="No calls: agreed", weight="stop"))
    if tenant.language not in {"", "en"}:
        marks.append(Mark(text=f"Language: {LANGUAGES.get(tenant.language, tenant.language)}"))
    shown_above = {"breathing_space", "crisis", "insolvency", "safe_contact", "capacity"}
    marks += [_marker(marker, on) for marker in markers if marker.kind not in shown_above]
    return marks


def _marker(marker: Marker, on: dt.date) -> Mark:
    if case := cases.said(marker, on=on):
        return Mark(text=case)
    detail = marker.detail.replace("_", " ")
    text = detail[:1].upper() + detail[1:] if marker.kind == Marker.Kind.VULNERABILITY else ""
    weight = "stop" if marker.kind in {Marker.Kind.CRISIS, Marker.Kind.BREATHING_SPACE} else "warn"
    return Mark(text=text or f"{marker.get_kind_display()}: {detail}", weight=weight)


INSOLVENCY = {"bankruptcy": "Bankrupt", "dro": "Debt relief order", "iva": "IVA"}
