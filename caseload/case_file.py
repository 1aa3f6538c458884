"""All that the account page shows beside its story: who, where, what protects them, every debt, benefit and legal step.

One query for each kind of record, however long the history.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q

from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.models import RepaymentAgreement
from recovery.rules.facts import TenantFacts
from staff.models import User
from staff.ui import words
from tenancies.models import (
    AccountKind,
    AccountKindSetting,
    DataFault,
    FormatNeeded,
    PendingPosting,
    RentAccount,
    TenancyPerson,
    TenancyRole,
)
from welfare.models import BenefitClaim, Hold, Marker

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


@dataclass(frozen=True, kw_only=True)
class Debt:
    """Accounts of one kind, with their own total. Kinds are never added together."""

    kind: str
    accounts: list[RentAccount]
    total: Decimal
    may_stand_in_notice: bool


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    account: RentAccount
    tenants: list[TenantOnFile]
    others_on_tenancy: list[TenancyPerson]
    tenancy_marks: list[Mark]
    debts: list[Debt]
    out_of_sight: int  # accounts of these tenants that this officer may not open
    benefits: list[BenefitClaim]
    agreement: RepaymentAgreement | None
    notices: list[Notice]
    claims: list[PossessionClaim]
    holds: list[Hold]
    faults: list[DataFault]
    pending: list[PendingPosting]


def case_file(account: RentAccount, *, tenants: list[TenantFacts], user: User, as_of: dt.date) -> CaseFile:
    """What the page shows, as at a day. `tenants` are those of the account, living or not."""
    running = Q(last_day=None) | Q(last_day__gte=as_of)
    people = list(
        TenancyPerson.objects.filter(running, tenancy=account.tenancy_id, from_on__lte=as_of).select_related("person")
    )
    people += [p for p in _last_tenants(account) if p.person_id not in {q.person_id for q in people}]
    markers = list(
        Marker.objects.filter(
            running,
            Q(person__in=[t.person_id for t in tenants]) | Q(tenancy=account.tenancy_id),
            from_on__lte=as_of,
        ).order_by("pk")
    )
    by_person = {p.person_id: p.person for p in people}
    debts, out_of_sight = _debts(account, tenants=tenants, user=user)
    return CaseFile(
        account=account,
        tenants=[
            TenantOnFile(
                name=tenant.name,
                facts=tenant,
                marks=_marks(tenant, [m for m in markers if m.person_id == tenant.person_id]),
                phones=[n for n in (by_person[tenant.person_id].mobile, by_person[tenant.person_id].phone) if n]
                if tenant.person_id in by_person
                else [],
                email=tenant.email,
            )
            for tenant in tenants
        ],
        others_on_tenancy=[p for p in people if p.role != TenancyRole.TENANT],
        tenancy_marks=[_marker(m) for m in markers if m.person_id is None and m.detail != "balance"],
        debts=debts,
        out_of_sight=out_of_sight,
        benefits=list(account.benefits.order_by("-from_on", "-pk")[:4]),
        agreement=account.agreements.filter(status=RepaymentAgreement.Status.LIVE).order_by("-made_on", "-pk").first(),
        notices=list(
            Notice.objects.filter(tenancy=account.tenancy_id)
            .exclude(status=Notice.Status.DRAFT)
            .prefetch_related(Prefetch("services", NoticeService.objects.select_related("person").order_by("pk")))
            .order_by("-prepared_on", "-pk")[:3]
        ),
        claims=list(
            PossessionClaim.objects.filter(tenancy=account.tenancy_id)
            .prefetch_related(Prefetch("orders", PossessionOrder.objects.order_by("-made_on", "-pk")))
            .order_by("-issued_on", "-pk")[:3]
        ),
        holds=list(
            account.holds.filter(lifted_on=None, from_on__lte=as_of, last_day__gte=as_of)
            .select_related("set_by")
            .order_by("-last_day", "-pk")
        ),
        faults=list(account.faults.filter(mended_on=None).order_by("found_on", "pk")),
        pending=list(account.pending_postings.filter(state__in=["asked", "exported"]).order_by("asked_on", "pk")),
    )


def _last_tenants(account: RentAccount) -> list[TenancyPerson]:
    """The people of an ended tenancy's last day; none while it runs."""
    last_day = account.tenancy.last_day
    if last_day is None:
        return []
    return list(
        TenancyPerson.objects.filter(
            Q(last_day=None) | Q(last_day__gte=last_day), tenancy=account.tenancy_id
        ).select_related("person")
    )


def _debts(account: RentAccount, *, tenants: list[TenantFacts], user: User) -> tuple[list[Debt], int]:
    """Every open account of these tenants, this tenancy's and others', by kind in order of priority."""
    theirs = RentAccount.objects.filter(
        Q(tenancy=account.tenancy_id)
        | Q(
            tenancy__in=TenancyPerson.objects.filter(
                person__in=[t.person_id for t in tenants], role=TenancyRole.TENANT
            ).values("tenancy")
        )
    )
    seen = list(theirs.visible_to(user).select_related("position", "tenancy__home").order_by("opened_on", "pk"))
    settings = {setting.kind: setting for setting in AccountKindSetting.objects.all()}
    debts = []
    for kind in sorted({a.kind for a in seen}, key=lambda kind: settings[kind].priority):
        accounts = [a for a in seen if a.kind == kind]
        debts.append(
            Debt(
                kind=AccountKind(kind).label,
                accounts=accounts,
                total=sum((a.position.balance for a in accounts if hasattr(a, "position")), Decimal("0.00")),
                may_stand_in_notice=settings[kind].counts_for_possession,
            )
        )
    return debts, theirs.count() - len(seen)


def _marks(tenant: TenantFacts, markers: list[Marker]) -> list[Mark]:
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
    if tenant.language not in {"", "en"}:
        marks.append(Mark(text=f"Language: {LANGUAGES.get(tenant.language, tenant.language)}"))
    shown_above = {"breathing_space", "crisis", "insolvency", "safe_contact", "capacity"}
    marks += [_marker(marker) for marker in markers if marker.kind not in shown_above]
    return marks


def _marker(marker: Marker) -> Mark:
    detail = marker.detail.replace("_", " ")
    text = detail[:1].upper() + detail[1:] if marker.kind == Marker.Kind.VULNERABILITY else ""
    weight = "stop" if marker.kind in {Marker.Kind.CRISIS, Marker.Kind.BREATHING_SPACE} else "warn"
    return Mark(text=text or f"{marker.get_kind_display()}: {detail}", weight=weight)


INSOLVENCY = {"bankruptcy": "Bankrupt", "dro": "Debt relief order", "iva": "IVA"}
