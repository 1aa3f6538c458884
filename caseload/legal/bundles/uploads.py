"""Papers uploaded for a bundle: each looked at, kept or refused in words; one that is refused does not hold the others
up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from caseload.legal.bundles.kinds import SECTIONS
from legal import bundles
from legal.accounts import main_account
from legal.bundles import CannotBundle, Entry
from legal.models import Bundle
from legal.pdf import tidy
from staff.models import User
from tenancies import received, timeline
from tenancies.models import AccountEvent, ReceivedDocument

MOST_BYTES = 50_000_000  # one file
MOST_AT_ONCE = 100_000_000  # all files of one press, with what a browser sends around them
MOST_FILES = 20
TOO_MUCH = (
    f"Nothing was taken: what you chose is over {MOST_AT_ONCE // 1_000_000} MB together. A file may have at most "
    f"{MOST_BYTES // 1_000_000} MB. Scan in black and white at 200 dots an inch, or send it in parts."
)


@dataclass(kw_only=True)
class Taken:
    """Names of what is kept, and why each of the others is not."""

    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take_in(
    bundle: Bundle,
    *,
    uploads: Sequence[received.Upload],
    section: str,
    title: str,
    by: User,
    on: date,
    at: datetime,
) -> Taken:
    """Keep the files on the account and put them into a section of the bundle. Raises CannotBundle, PermissionDenied.

    `title` names one file; several keep their own names.
    """
    if section not in SECTIONS:
        raise CannotBundle("Choose the section that the papers belong to.")
    if not uploads:
        raise CannotBundle("Choose a file: a PDF, JPEG, PNG or Word file (DOCX).")
    if len(uploads) > MOST_FILES:
        raise CannotBundle(f"Choose at most {MOST_FILES} files at once; these are {len(uploads)}.")
    bundles.check_may(main_account(bundle.tenancy_id), by=by)
    taken = Taken()
    for upload in uploads:
        name = title.strip() if title.strip() and len(uploads) == 1 else _name(upload)
        try:
            paper = _look_at(upload)
        except received.CannotReceive as refusal:
            taken.refused.append(str(refusal))
        else:
            _keep(bundle, paper, section=section, name=name, by=by, on=on, at=at)
            taken.kept.append(name)
    return taken


def _look_at(upload: received.Upload) -> received.Paper:
    """The paper, once it is sure that it can stand in a bundle. Raises CannotReceive."""
    paper = received.look_at(upload, most_bytes=MOST_BYTES, word=True)
    try:
        tidy.tidy(paper.content, paper.content_type)
    except tidy.CannotUse as refusal:
        raise received.CannotReceive(f"‘{_name(upload)}’ was not taken. {refusal}") from refusal
    return paper


def _name(upload: received.Upload) -> str:
    name = (upload.name or "").rpartition(".")[0].replace("_", " ").strip()[:120]
    return name[:1].upper() + name[1:] or "Paper"


@transaction.atomic
def _keep(
    bundle: Bundle, paper: received.Paper, *, section: str, name: str, by: User, on: date, at: datetime
) -> ReceivedDocument:
    account = main_account(bundle.tenancy_id)
    kind = ReceivedDocument.Kind.AGREEMENT if section == "tenancy" else ReceivedDocument.Kind.EVIDENCE
    kept = received.keep(paper, account=account, kind=kind, name=name, received_on=on, by=by, at=at)
    bundles.add(bundle, entries=[Entry(section=section, title=name, received=kept)], by=by)
    timeline.record(
        account=account,
        what=AccountEvent.What.RECEIVED,
        on=on,
        by=by,
        at=at,
        summary=f"For a bundle: {name}",
        about=f"tenancies.receiveddocument:{kept.pk}",
    )
    return kept
