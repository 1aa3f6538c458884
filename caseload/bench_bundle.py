"""A bundle against its floor: bare WeasyPrint on the same pages and a bare join of the same files, in one process."""

import hashlib
import io
import resource
import tempfile
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from django.test.utils import override_settings
from django.utils import timezone
from weasyprint import HTML

from caseload.bench_letters import load_council, storage_apart
from caseload.benching import AS_OF, scratch_database
from caseload.legal.bundles import build, contents, layout
from caseload.legal.bundles.snapshot import thawed
from legal import bundles
from legal.accounts import main_account
from legal.models import Bundle
from staff.models import User
from tenancies import storage
from tenancies.models import IssuedDocument, LedgerEntry, RentAccount

LINES_A_PAGE = 36  # postings on a page of the statement, and a few to spare
LETTER_PAGES = 2
FORGETFUL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # no bench before laid this out
# On two cores: of 120 pages with the statement laid out, and of 200 with all of it to do.
MOST_SECONDS, MOST_FIRST_SECONDS, MOST_MB = 30, 60, 600


def bench(pages: int) -> dict[str, Any]:
    """Seconds to build a bundle of at least so many pages in the worker's own way, half of it a rent statement.

    `seconds` finds the statement laid out; `first_seconds` lays it out too, and is what the floor is for. `peak_mb` is
    the process of both.
    """
    with (
        tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made,
        scratch_database(),
        storage_apart(Path(made)),
        override_settings(CACHES=FORGETFUL),
    ):
        load_council(Path(made) / "extract", 200)
        account, by = _account()
        _post(account, lines=pages // 2 * LINES_A_PAGE)
        _write(account, by, letters=max((pages - pages // 2) // LETTER_PAGES, 1))
        first_seconds, _ = _build(account, by)
        seconds, bundle = _build(account, by)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor_seconds = _floor(bundle)
        size = bundle.document.size if bundle.document else 0
    within = seconds <= MOST_SECONDS and first_seconds <= MOST_FIRST_SECONDS and peak_mb <= MOST_MB
    return {
        "pages": bundle.pages,
        "seconds": round(seconds, 2),
        "first_seconds": round(first_seconds, 2),
        "floor_seconds": round(floor_seconds, 2),
        "ratio": round(floor_seconds / first_seconds, 2),
        "megabytes": round(size / 1_000_000, 1),
        "peak_mb": round(peak_mb),
        "within_goals": within,
    }


def _account() -> tuple[RentAccount, User]:
    account = RentAccount.objects.filter(kind="rent", tenancy__last_day=None).order_by("pk")[0]
    manager = User.objects.filter(role="income_manager").order_by("pk")[0]
    return main_account(account.tenancy_id), manager


def _post(account: RentAccount, *, lines: int) -> None:
    """Postings of the last two years, one after another, so that a statement has so many lines."""
    had = LedgerEntry.objects.filter(account=account).count()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            account=account,
            posted_on=AS_OF - timedelta(days=700 * number // lines),
            effective_on=AS_OF - timedelta(days=700 * number // lines),
            kind="payment",
            method="card",
            amount=Decimal("-1.00"),
            source_ref=f"bundle-{number}",
            source_hash=uuid.UUID(hashlib.md5(f"bundle-{number}".encode(), usedforsecurity=False).hexdigest()),
        )
        for number in range(max(lines - had, 0))
    )


def _write(account: RentAccount, by: User, *, letters: int) -> None:
    """Letters as they were issued, each of two tagged pages."""
    paragraphs = "".join(f"<p>Paragraph {number}. " + "About your rent account. " * 20 + "</p>" for number in range(10))
    page = f"<html lang='en-GB'><head><title>Letter</title></head><body><h1>Letter</h1>{paragraphs}</body></html>"
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    sha256 = storage.keep(pdf)
    IssuedDocument.objects.bulk_create(
        IssuedDocument(
            account=account,
            title=f"Letter {number}",
            template="letter_1",
            template_version=1,
            sha256=sha256,
            size=len(pdf),
            issued_at=timezone.now(),
            issued_by=by,
        )
        for number in range(1, letters + 1)
    )


def _build(account: RentAccount, by: User) -> tuple[float, Bundle]:
    """Seconds from the press to the file, and the bundle."""
    entries = contents.entries_for(account, kind=Bundle.Kind.FIRST_HEARING, on=AS_OF)
    begun = time.perf_counter()
    bundle = bundles.start(
        account=account, kind=Bundle.Kind.FIRST_HEARING, hearing=None, entries=entries, by=by, at=timezone.now()
    )
    build.run(bundles.begin_build(bundle, by=by), on=AS_OF)
    taken = time.perf_counter() - begun
    bundle = Bundle.objects.select_related("document").get(pk=bundle.pk)
    if bundle.state != Bundle.State.BUILT:
        raise RuntimeError(f"The bundle was not built: {bundle.job.failures if bundle.job else ''}")
    return taken, bundle


def _floor(bundle: Bundle) -> float:
    """Bare WeasyPrint on the pages of each part, and a bare join of all files: no tags, index, stamp or record."""
    told: dict[str, Any] = thawed(bundle.snapshot)
    begun = time.perf_counter()
    papers: list[bytes] = []
    for item in bundle.snapshot["items"]:
        if item["part"]:
            papers += [_bare(page) for page in layout.part_pages(item["part"], told)]
        else:
            papers.append(storage.kept(item["sha256"]))
    with pikepdf.new() as joined:
        for pdf in papers:
            with pikepdf.open(io.BytesIO(pdf)) as source:
                joined.pages.extend(source.pages)
        joined.save(io.BytesIO())
    return time.perf_counter() - begun


def _bare(content: str) -> bytes:
    page = f"<html lang='en-GB'><head><title>Part</title><style>{layout.styles()}</style></head>{content}</html>"
    pdf: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return pdf
