"""What goes to the printer: the letters of a release joined in one file, and the sheet by which they are counted.

The joined file is for print alone: joining drops the tags that screen readers need. The record are the single letters.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

import pikepdf
from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import HTML

from recovery import documents, policies
from recovery.models import BatchPaper, OutboxMessage, PrintBatch
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS
from recovery.rules.post import Post, cost
from staff.council import council_name
from staff.models import User
from tenancies import storage

Kind = BatchPaper.Kind


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Letters in one file: pages are theirs, without the blank backs that keep each on sheets of its own."""

    pdf: bytes
    pages: int
    sheets: int


def join(letters: Iterable[bytes], *, post: Post) -> Joined:
    """The letters one after another, printed as they stand; two-sided, each begins on a new sheet."""
    pages = sheets = 0
    with pikepdf.new() as joined:
        for letter in letters:
            with pikepdf.open(io.BytesIO(letter)) as one:
                own = len(one.pages)
                joined.pages.extend(one.pages)
                if post.two_sided and own % 2:
                    box = one.pages[0].mediabox
                    joined.add_blank_page(page_size=(float(box[2] - box[0]), float(box[3] - box[1])))
            pages, sheets = pages + own, sheets + post.sheets(own)
        return Joined(pdf=_saved(joined), pages=pages, sheets=sheets)


def mark_as_copy(pdf: bytes) -> bytes:
    """The same pages with COPY behind the words of each: what was printed once is not sent twice by mistake."""
    with pikepdf.open(io.BytesIO(pdf)) as marked, pikepdf.open(io.BytesIO(_copy_mark())) as mark:
        for page in marked.pages:
            page.add_underlay(mark.pages[0], pikepdf.Rectangle(page.trimbox))
        return _saved(marked)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@cache
def _copy_mark() -> bytes:
    pdf: bytes = HTML(string=render_to_string("documents/copy_mark.html")).write_pdf()
    return pdf


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the control sheet says of one release: whoever prints and posts it counts and signs."""

    council: str
    number: int  # of the batch
    title: str
    letters: int
    pages: int
    sheets: int
    two_sided: bool
    large_print: int
    postage: str
    cost: Decimal | None  # None: the council has entered no prices
    first: str  # account references
    last: str
    officers: tuple[tuple[str, int], ...]  # whose letters, and how many
    released_by: str
    released_at: datetime


def make_papers(batch: PrintBatch, sent: Sequence[OutboxMessage], *, at: datetime) -> None:
    """Join the letters that went with a release, make its control sheet, and keep both for the printer."""
    assert batch.released_by is not None  # a release has an author
    post = policies.in_force(on=timezone.localtime(at).date()).post
    joined = join((storage.read(message.document) for message in sent if message.document), post=post)
    counts = {"letters": len(sent), "pages": joined.pages, "sheets": joined.sheets}
    sheet = sheet_pdf(_sheet(batch, sent, joined, post=post, at=at))
    _keep(batch, Kind.LETTERS, joined.pdf, counts, by=batch.released_by, at=at)
    _keep(batch, Kind.SHEET, sheet, counts, by=batch.released_by, at=at)


def make_copy(paper: BatchPaper, *, by: User, at: datetime) -> BatchPaper:
    """Printed again, each page says that it is a copy."""
    counts = {"letters": paper.letters, "pages": paper.pages, "sheets": paper.sheets}
    return _keep(paper.batch, Kind.COPY, mark_as_copy(storage.kept(paper.sha256)), counts, by=by, at=at)


def _keep(
    batch: PrintBatch, kind: BatchPaper.Kind, pdf: bytes, counts: dict[str, int], *, by: User, at: datetime
) -> BatchPaper:
    return BatchPaper.objects.create(
        batch=batch, kind=kind, sha256=storage.keep(pdf), size=len(pdf), made_at=at, made_by=by, **counts
    )


def _sheet(batch: PrintBatch, sent: Sequence[OutboxMessage], joined: Joined, *, post: Post, at: datetime) -> Sheet:
    assert batch.released_by is not None  # a release has an author and a time
    assert batch.released_at is not None
    price = post.price_on(timezone.localtime(at).date())
    officers = Counter(message.queued_by.name for message in sent)
    return Sheet(
        council=council_name(),
        number=batch.pk,
        title=KINDS[Action(batch.action)].title,
        letters=len(sent),
        pages=joined.pages,
        sheets=joined.sheets,
        two_sided=post.two_sided,
        large_print=sum(bool(message.letter and message.letter["large_print"]) for message in sent),
        postage=batch.get_postage_display(),
        cost=cost(price, postage=batch.postage, letters=len(sent), sheets=joined.sheets),
        first=sent[0].account.account_ref,
        last=sent[-1].account.account_ref,
        officers=tuple(sorted(officers.items())),
        released_by=batch.released_by.name,
        released_at=batch.released_at,
    )


def sheet_pdf(sheet: Sheet) -> bytes:
    """The control sheet as a tagged PDF (PDF/UA-1)."""
    title, dated = f"Control sheet of batch {sheet.number}", timezone.localdate(sheet.released_at)
    return documents.sheet_pdf("documents/control_sheet.html", {"sheet": sheet}, title=title, dated=dated)
