"""Households with one flag of product 7.2 each, raised by the records that raise it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from caseload.models import ExtractLoad
from legal.models import Notice, NoticeService
from recovery.models import RepaymentAgreement
from tests.factories.people import Household, household
from welfare.models import BenefitClaim, DeclaredInterest, Marker, NeedsAsked

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHRISTMAS_EVE = date(2026, 12, 24)


def mark(home: Household, kind: str, detail: str, *, of_tenancy: bool = False) -> None:
    who = {"tenancy": home.account.tenancy} if of_tenancy else {"person": home.tenants[0]}
    Marker.objects.create(
        source_ref=f"M{Marker.objects.count()}", kind=kind, detail=detail, from_on=date(2026, 11, 2), **who
    )


def asked(home: Household, answer: str, *, on: date = date(2026, 11, 2), channel: str = "phone") -> None:
    NeedsAsked.objects.create(
        account=home.account,
        person=home.tenants[0],
        on=on,
        at=NOON,
        channel=channel,
        answer=answer,
        by=home.officer,
    )


def _died(home: Household) -> None:
    home.tenants[0].died_on = date(2026, 11, 2)
    home.tenants[0].save()


def _benefit(home: Household) -> None:
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], kind="uc", status="claimed",
        from_on=date(2026, 11, 2),
    )  # fmt: skip


def _agreement(home: Household) -> None:
    """Made a week ago, its first payment due in a week."""
    RepaymentAgreement.objects.create(
        source_ref="AG1", account=home.account, made_on=date(2026, 11, 16), first_due_on=date(2026, 11, 30),
        frequency="weekly", rent_amount=Decimal("104.50"), instalment_amount=Decimal("5.00"),
        opening_arrears=Decimal("209.00"), status="live",
    )  # fmt: skip


def _tried(home: Household) -> None:
    NeedsAsked.objects.all().delete()
    asked(home, "no_answer", on=date(2026, 11, 2))
    asked(home, "no_answer", on=date(2026, 11, 9), channel="visit")


def _unsafe(home: Household) -> None:
    mark(home, "safe_contact", "letter_unsafe")
    mark(home, "safe_contact", "phone_unsafe")


def notice(home: Household, kind: str, *, served: date, specified: date, review: date | None = None) -> None:
    made = Notice.objects.create(
        source_ref="N1", tenancy=home.account.tenancy, kind=kind, prepared_on=served, specified_on=specified,
        status="served", review_requested_on=review,
    )  # fmt: skip
    NoticeService.objects.create(notice=made, person=home.tenants[0], method="hand", done_on=served)


def _review(home: Household) -> None:
    notice(home, "s128", served=date(2026, 11, 2), specified=date(2026, 12, 7), review=date(2026, 11, 9))


def _lapsing(home: Household) -> None:
    """A claim may be issued on it until Monday 14 December 2026, twelve months after its date."""
    notice(home, "nosp", served=date(2025, 11, 10), specified=date(2025, 12, 14))


def _stale(home: Household) -> None:
    ExtractLoad.objects.create(as_at=date(2026, 11, 19), state="loaded", started_at=NOON, ended_at=NOON)


def _interest(home: Household) -> None:
    DeclaredInterest.objects.create(user=home.officer, account=home.account, what="My cousin lives here", at=NOON)


RAISE: dict[str, Callable[[Household], object]] = {
    "Crisis open": lambda home: mark(home, "crisis", "suicide_risk"),
    "Breathing space (both kinds)": lambda home: mark(home, "breathing_space", "standard"),
    "Deceased": _died,
    "Balance disputed, proof received": lambda home: mark(home, "dispute", "balance", of_tenancy=True),
    "Benefit decision pending or stopped": _benefit,
    "Agreement being kept": _agreement,
    "Needs known": lambda home: mark(home, "vulnerability", "sensory"),
    "Needs never asked": lambda home: NeedsAsked.objects.all().delete(),
    "Needs asked, no answer": _tried,
    "Domestic abuse, safe contact": _unsafe,
    "Mental capacity doubt": lambda home: mark(home, "capacity", "in_doubt"),
    "Open complaint, disrepair, ASB case": lambda home: mark(home, "complaint", "stage_1", of_tenancy=True),
    "Insolvency: bankruptcy, DRO": lambda home: mark(home, "insolvency", "dro"),
    "Insolvency: IVA until advised": lambda home: mark(home, "insolvency", "iva"),
    "Introductory review open": _review,
    "Limitation or notice lapse near": _lapsing,
    "Risk marker": lambda home: mark(home, "risk", "violence"),
    "Officer has declared interest": _interest,
    "Blackout dates": lambda home: None,  # the day itself
    "Data stale or ledger import failed": _stale,
}


def flagged(flag: str) -> tuple[Household, date]:
    """A household of one tenant who was asked and has no needs, with this flag alone, and the day it is asked about."""
    home = household()
    asked(home, "none")
    RAISE[flag](home)
    return home, CHRISTMAS_EVE if flag == "Blackout dates" else MONDAY


def noon(on: date) -> datetime:
    return NOON + timedelta(days=(on - MONDAY).days)
