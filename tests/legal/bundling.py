"""A case that goes to court, and bundles of it, for tests."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from caseload.legal.bundles import build, contents
from legal import bundles
from legal.models import (
    Bundle,
    BundleItem,
    Hearing,
    Notice,
    NoticeService,
    OtherWay,
    PossessionClaim,
    PossessionOrder,
)
from staff.models import User
from tenancies import storage
from tenancies.models import IssuedDocument, LedgerEntry, ReceivedDocument
from tests.factories.people import Household, household
from tests.factories.tenancies import LedgerEntryFactory
from tests.legal.pdfs import untagged

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))
IN_APRIL = date(2026, 4, 13)


def case(*people: dict[str, Any], **account: Any) -> Household:
    """A secure tenancy that owes £209.00, its notice served on every tenant on 9 March, the claim issued on 1 June."""
    home = household(*people, **account)
    tenancy = home.account.tenancy
    notice = Notice.objects.create(
        tenancy=tenancy, kind="nosp", prepared_on=date(2026, 3, 9), specified_on=IN_APRIL, status="served",
        arrears_stated=Decimal("104.50"), grounds="1",
    )  # fmt: skip
    for tenant in home.tenants:
        NoticeService.objects.create(
            notice=notice, person=tenant, method="hand", done_on=date(2026, 3, 9), done_at=time(10, 30),
            evidence="Signed for at the door",
        )  # fmt: skip
    PossessionClaim.objects.create(
        tenancy=tenancy, notice=notice, claim_number="M50WX111", route="pcol", court="County Court at Ottersby",
        issued_on=date(2026, 6, 1), arrears_at_issue=Decimal("104.50"), status="listed",
    )  # fmt: skip
    return home


def ordered(home: Household, **known: Any) -> PossessionOrder:
    """A suspended order of 13 July 2026: current rent and £5.00 a week."""
    usual: dict[str, Any] = {
        "made_on": date(2026, 7, 13), "kind": "suspended", "arrears": 209, "costs": 404, "rent_terms": "current_rent",
        "instalment_amount": 5, "frequency": "weekly", "first_due_on": date(2026, 7, 20), "status": "in_force",
    }  # fmt: skip
    return PossessionOrder.objects.create(
        claim=PossessionClaim.objects.get(tenancy=home.account.tenancy), **usual | known
    )


def hearing(home: Household, **known: Any) -> Hearing:
    usual: dict[str, Any] = {
        "kind": "first", "on": date(2026, 12, 7), "at": time(10, 0), "court": "County Court at Ottersby",
        "made_by": home.officer, "made_at": NOON,
    }  # fmt: skip
    return Hearing.objects.create(tenancy=home.account.tenancy, **usual | known)


def other_way(home: Household) -> OtherWay:
    return OtherWay.objects.create(
        tenancy=home.account.tenancy, offered="An agreement at £5.00 a week", offered_on=date(2026, 5, 4),
        reply="Will think about it", replied_on=date(2026, 5, 11), by=home.officer,
    )  # fmt: skip


def posted(home: Household, amount: str, kind: str, on: date, **known: Any) -> LedgerEntry:
    entry: LedgerEntry = LedgerEntryFactory(
        account=home.account, amount=Decimal(amount), kind=kind, effective_on=on, posted_on=on, **known
    )
    return entry


def issued(home: Household, *texts: str, title: str = "Letter 1", by: User | None = None) -> IssuedDocument:
    """A letter of so many pages, issued today."""
    pdf = untagged(*texts)
    return IssuedDocument.objects.create(
        account=home.account, title=title, template="letter_1", template_version=1, sha256=storage.keep(pdf),
        size=len(pdf), issued_at=NOON, issued_by=by,
    )  # fmt: skip


def came_in(
    home: Household, content: bytes, kind: str = "application/pdf", name: str = "Paper", *, what: str = "evidence"
) -> ReceivedDocument:
    return ReceivedDocument.objects.create(
        account=home.account, kind=what, name=name, sha256=storage.keep(content), size=len(content),
        content_type=kind, received_on=MONDAY, at=NOON, by=home.officer,
    )  # fmt: skip


def begun(home: Household, kind: str = "first_hearing", **known: Any) -> Bundle:
    """A bundle with all that it begins with on the Monday."""
    entries = contents.entries_for(home.account, kind=kind, on=MONDAY)
    given: dict[str, Any] = {"hearing": None, "entries": entries, "by": home.officer, "at": NOON}
    return bundles.start(account=home.account, kind=kind, **given | known)


def built(bundle: Bundle) -> Bundle:
    """The bundle, built as a worker builds it."""
    job = bundles.begin_build(bundle, by=bundle.made_by)
    build.run(job, on=MONDAY)
    return Bundle.objects.select_related("document", "job").get(pk=bundle.pk)


def filed(bundle: Bundle, **known: Any) -> Bundle:
    given: dict[str, Any] = {
        "filed_on": MONDAY,
        "missing": [],
        "why": "",
        "by": bundle.made_by,
        "on": MONDAY,
        "at": NOON,
    }
    bundles.file(bundle, **given | known)
    return Bundle.objects.get(pk=bundle.pk)


def item(bundle: Bundle, title: str) -> BundleItem:
    return BundleItem.objects.select_related("bundle", "issued", "received").get(bundle=bundle, title__startswith=title)


def pdf_of(bundle: Bundle) -> bytes:
    assert bundle.document
    return storage.read(bundle.document)


def pages(bundle: Bundle) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf_of(bundle))).pages]
