"""What papers for a court say is owed, they say to the day to which the ledger goes: money that came since is unknown.

It is Monday 23 November 2026; the newest extract goes to the end of Friday the 20th.
"""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from caseload.legal.bundles import snapshot, witness
from caseload.legal.claims import paper
from caseload.legal.evictions.papers import warrant_pdf
from caseload.models import ExtractLoad
from legal.claim_file import gather
from recovery.account_facts import of_account
from tests.legal import bundling, claiming, enforcing, noticing
from tests.legal.claiming import MONDAY, NOON

FRIDAY = date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon", "ottersby")]


def loaded(as_at: date) -> None:
    ExtractLoad.objects.create(as_at=as_at, state="loaded", started_at=NOON, ended_at=NOON)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("as_at", "struck_on"),
    [(FRIDAY, FRIDAY), (MONDAY, MONDAY), (date(2026, 11, 24), MONDAY)],  # never a day that is still to come
)
def test_a_notice_is_struck_to_the_day_of_the_ledger(as_at: date, struck_on: date, settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    loaded(as_at)

    notice = noticing.prepared(noticing.owing())

    assert notice.arrears_struck_on == struck_on
    assert notice.particulars.startswith(f"On {struck_on.day} November 2026 the rent owed was £")


def test_a_claim_pack_and_what_it_asks_for_run_from_the_day_of_the_ledger() -> None:
    loaded(FRIDAY)
    home = claiming.ready()
    pack, facts = claiming.entered(home), of_account(home.account, as_of=MONDAY)

    frozen = paper.frozen(gather(home.account.tenancy, pack=pack, facts=facts, by=home.officer, on=MONDAY))

    said = words_of(paper.claim_pdf(frozen))
    assert "Figures to the end of 20 November 2026." in said
    assert "which is owed to 20 November 2026, and £14.93 for each day after it" in said  # £104.50 a week
    assert "to 20 November 2026: two years" in said
    frozen.pop("ledger_on")  # a pack frozen before it was kept
    assert "Figures to the end of 23 November 2026." in words_of(paper.claim_pdf(frozen))


def test_a_bundle_gives_entries_to_its_day_and_the_account_to_the_day_of_the_ledger() -> None:
    loaded(FRIDAY)
    home = bundling.case()
    bundling.ordered(home)

    bundle = bundling.built(bundling.begun(home))

    said = " ".join(bundling.pages(bundle))
    assert "as at 23 November 2026; the rent account to the end of 20 November 2026." in said
    assert "Postings from" in said
    assert "to 20 November 2026." in said.partition("Postings from")[2][:60]
    assert snapshot.ledger_on(MONDAY) == FRIDAY
    assert "On 20 November 2026 the rent account stood at" in witness.draft(
        home.account, witness=home.officer, on=MONDAY
    )


def test_the_data_sheet_of_a_warrant_says_to_which_day_receipts_are_known() -> None:
    loaded(FRIDAY)
    found = enforcing.broken()
    warrant = enforcing.prepared(found)
    facts = of_account(found.account, as_of=MONDAY)

    said = words_of(warrant_pdf(warrant, account=found.account, facts=facts, on=MONDAY))

    assert "Paid since the order, to 20 November 2026" in said
    assert "Owed on the rent account, to 20 November 2026" in said
