"""Papers that come in: kept as they came, under their hash. What is no paper, or too big, is refused in words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from staff.models import User
from tenancies import scanning, storage
from tenancies.models import ReceivedDocument, RentAccount

MOST_BYTES = 10_000_000
TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", WORD: "docx"}


class CannotReceive(Exception):
    """The file is not kept. The message is written for the officer."""


class Upload(Protocol):
    """A file as a form brings it."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class Paper:
    """What a file holds, and what it is by its own first bytes, whatever it is called."""

    content: bytes
    content_type: str


def look_at(upload: Upload, *, most_bytes: int = MOST_BYTES, word: bool = False) -> Paper:
    """The paper in a file; a Word file (DOCX) only where it is asked for. Raises CannotReceive; nothing is kept yet."""
    called = (upload.name or "The file")[:60]
    if not upload.size:
        raise CannotReceive(f"‘{called}’ is empty. Choose the file again.")
    if upload.size > most_bytes:
        raise CannotReceive(
            f"‘{called}’ is {upload.size / 1_000_000:.1f} MB; the most is {most_bytes // 1_000_000} MB. "
            "Scan it in black and white, or send it in parts."
        )
    content = upload.read()
    content_type = _type(content, word=word)
    if not content_type:
        kinds = "PDF, JPEG, PNG or Word file (DOCX)" if word else "PDF, JPEG or PNG"
        raise CannotReceive(f"‘{called}’ is not a {kinds}. Save or scan it as one of these.")
    try:
        scanning.check(content)
    except scanning.CannotScan as refusal:
        raise CannotReceive(f"‘{called}’ was not taken. {refusal}") from refusal
    return Paper(content, content_type)


def _type(content: bytes, *, word: bool) -> str:
    """What a file is; empty where it is none of what is taken."""
    for first, content_type in TYPES.items():
        if content.startswith(first):
            return content_type
    return WORD if word and content.startswith(b"PK\x03\x04") and b"word/document.xml" in content else ""


def keep(
    paper: Paper,
    *,
    account: RentAccount,
    kind: ReceivedDocument.Kind,
    name: str,
    received_on: date,
    by: User,
    at: datetime,
    restricted: bool = False,
) -> ReceivedDocument:
    """Keep a paper for good on an account. The caller notes it on the timeline, in the same transaction."""
    longest = ReceivedDocument._meta.get_field("name").max_length
    return ReceivedDocument.objects.create(
        account=account,
        kind=kind,
        name=name.strip()[:longest],
        sha256=storage.keep(paper.content),
        size=len(paper.content),
        content_type=paper.content_type,
        restricted=restricted,
        received_on=received_on,
        at=at,
        by=by,
    )


def file_name(document: ReceivedDocument) -> str:
    """What it is called when it is opened: no name of a person."""
    return f"received-{document.pk}.{ENDINGS[document.content_type]}"
