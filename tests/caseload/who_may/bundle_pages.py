"""Bundles and witness statements: who may. Legal works them beside the income team; finance and audit read."""

from datetime import UTC, datetime

from legal.bundles import Entry, start
from legal.models import BundleItem, WitnessStatement
from staff.models import User
from tenancies import storage
from tenancies.models import IssuedDocument, RentAccount
from tests.caseload.who_may.roles import READ
from tests.legal.pdfs import untagged

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BUNDLE_WORK = "ooooorrhhh"
NOBODY_ELSES = "rrrrrrrhhh"  # the witness is none of those who ask

BUNDLE_PAGES: dict[str, tuple[str, str]] = {
    "bundles": (READ, ""),
    "new_bundle": ("", BUNDLE_WORK),
    "bundle": (READ, ""),
    "change_bundle": ("", BUNDLE_WORK),
    "bundle_progress": (READ, ""),
    "stop_bundle": ("", BUNDLE_WORK),
    "upload_papers": ("", BUNDLE_WORK),
    "file_bundle": ("", BUNDLE_WORK),
    "new_supplement": ("", BUNDLE_WORK),
    "redact_paper": (READ, BUNDLE_WORK),
    "paper_page": (READ, ""),
    "bundle_paper": (READ, ""),
    "new_statement": ("", BUNDLE_WORK),
    "witness_statement": (READ, NOBODY_ELSES),
    "sign_statement": ("", NOBODY_ELSES),
    "statement_draft": (READ, ""),
    "witness_prepare": (READ, ""),
}
SAME_BUNDLE = {
    **dict.fromkeys(
        ["change_bundle", "bundle_progress", "stop_bundle", "upload_papers", "file_bundle", "new_supplement"], "bundle"
    ),
    "paper_page": "redact_paper",
    "bundle_paper": "redact_paper",
    **dict.fromkeys(["sign_statement", "statement_draft", "witness_prepare"], "witness_statement"),
}


def bundles_of(account: RentAccount, officer: User) -> dict[str, int]:
    """A bundle with one paper, and a statement, made by the officer of the case."""
    content = untagged("A letter")
    letter = IssuedDocument.objects.create(
        account=account, title="Letter 1", template="letter_1", template_version=1, sha256=storage.keep(content),
        size=len(content), issued_at=NOW,
    )  # fmt: skip
    entries = [Entry(section="letters", title="Letter 1", issued=letter)]
    bundle = start(account=account, kind="first_hearing", hearing=None, entries=entries, by=officer, at=NOW)
    statement = WitnessStatement.objects.create(
        tenancy=account.tenancy, witness=officer, text="1. I rang.", made_at=NOW
    )
    return {
        "bundle": bundle.pk,
        "redact_paper": BundleItem.objects.get(bundle=bundle).pk,
        "page_number": 1,
        "witness_statement": statement.pk,
    }
