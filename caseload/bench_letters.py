"""The release of letters against its floor: bare WeasyPrint on the same pages, in the same process."""

import resource
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test.utils import override_settings
from django.utils import timezone
from weasyprint import HTML

from caseload.benching import AS_OF, make_council, scratch_database
from caseload.load import load
from recovery import documents, outbox
from recovery.account_facts import gather_facts, tenants_of
from recovery.actions import CannotSendLetter, draft_letters
from recovery.models import OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from recovery.rules.letters import from_json, to_json
from staff.models import User
from tenancies.models import RentAccount

ACCOUNTS_A_LETTER = 4  # about one account in three owes and may be written to
WARM_UP = 3


def bench(letters: int) -> dict[str, float]:
    """Seconds to release so many queued letters, stored and noted, and of the floor; the ratio of their rates.

    One process releases them one by one, each checked by the gates as it leaves. `peak_mb` is that process.
    """
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database(), storage_apart(Path(made)):
        load_council(Path(made) / "extract", letters * ACCOUNTS_A_LETTER + 200)
        queued = queue_letters(letters + WARM_UP)
        pages = [page_of(message) for message in queued]
        _release(queued[:WARM_UP])
        bare(pages[:WARM_UP])
        seconds = _release(queued[WARM_UP:])
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor_seconds = bare(pages[WARM_UP:])
        sent = OutboxMessage.objects.filter(state="sent", document__isnull=False).count()
        if sent != len(queued):
            raise RuntimeError(f"Only {sent} of {len(queued)} letters went.")
    return {
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor_seconds, 2),
        "ratio": round(floor_seconds / seconds, 2),
        "letters_per_second": round(letters / seconds, 1),
        "peak_mb": round(peak_mb),
    }


def _release(queued: list[OutboxMessage]) -> float:
    began = time.perf_counter()
    for message in queued:
        outbox.release(message.pk, on=AS_OF, now=timezone.now())
    return time.perf_counter() - began


def bare(pages: list[str]) -> float:
    began = time.perf_counter()
    for page in pages:
        HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return time.perf_counter() - began


def page_of(message: OutboxMessage) -> str:
    """The letter's page with its styles in it, as somebody would write it for WeasyPrint alone."""
    assert message.letter  # the bench queues letters alone
    page = documents.letter_html(from_json(message.letter))
    return page.replace("</head>", f"<style>{documents.styles()}</style></head>")


def queue_letters(wanted: int) -> list[OutboxMessage]:
    """Letter 1 for account after account that owes, until enough wait. No task goes to the broker."""
    officer = User.objects.filter(role="income_officer").order_by("pk")[0]
    queued: list[OutboxMessage] = []
    now = timezone.now()
    accounts = RentAccount.objects.filter(position__balance__gt=0).select_related("tenancy__home", "property").in_bulk()
    for facts in gather_facts(as_of=AS_OF, tenancy_ids=[account.tenancy_id for account in accounts.values()]):
        if facts.account_id not in accounts:
            continue
        account = accounts[facts.account_id]
        try:
            drafts = draft_letters(
                account=account,
                action=Action.LETTER_1,
                facts=facts,
                tenants=tenants_of(account, as_of=AS_OF),
                by=officer,
                on=AS_OF,
            )
        except (CannotSendLetter, Refused):
            continue
        for draft in drafts:
            queued.append(
                OutboxMessage.objects.create(
                    account=account,
                    person_id=draft.tenant.person_id,
                    channel="letter",
                    action=draft.letter.action,
                    letter=to_json(draft.letter),
                    queued_at=now,
                    queued_by=officer,
                    send_after=now,
                    press=uuid.uuid4(),
                )
            )
        if len(queued) >= wanted:
            return queued[:wanted]
    raise RuntimeError(f"Only {len(queued)} letters could be queued.")


def load_council(folder: Path, accounts: int) -> None:
    make_council(accounts, folder)
    result = load(folder, today=AS_OF)
    if not result.loaded:
        raise RuntimeError(f"The bench's extract did not load: {result.as_json()}")


@contextmanager
def storage_apart(folder: Path) -> Iterator[None]:
    """Document storage of the bench's own."""
    documents_here = {**settings.STORAGES["documents"], "OPTIONS": {"location": folder / "documents"}}
    with override_settings(STORAGES={**settings.STORAGES, "documents": documents_here}):
        yield
