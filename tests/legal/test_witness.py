"""A witness's statement: from their own entries, theirs alone, frozen when it is signed."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from caseload.legal.bundles import witness as witnesses
from legal import witness
from legal.models import WitnessStatement
from legal.witness import CannotWitness
from staff.models import User
from tenancies import storage, timeline
from tenancies.models import AccountEvent
from tests.factories.people import Household, OfficerFactory
from tests.legal.bundling import MONDAY, NOON, begun, built, case, issued

pytestmark = pytest.mark.django_db
What = AccountEvent.What


def did(home: Household, said: str, *, by: User | None, what: AccountEvent.What = What.ADVICE, about: str = "") -> None:
    timeline.record(
        account=home.account, what=what, on=date(2026, 10, 5), by=by, at=NOON, summary=said, about=about or f"x:{said}"
    )


def statement(home: Household, *, by: User | None = None) -> WitnessStatement:
    who = by or home.officer
    text = witnesses.draft(home.account, witness=who, on=MONDAY)
    return witness.begin(account=home.account, hearing=None, text=text, exhibits=[], by=who, at=NOON)


def colleague(home: Household) -> User:
    return OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])


def test_the_draft_has_numbered_paragraphs_of_ones_own_entries_and_what_is_owed() -> None:
    home = case()
    did(home, "Told of free debt advice.", by=home.officer)
    did(home, "Somebody else’s call.", by=colleague(home))
    did(home, "The program’s own line.", by=None)
    did(home, "A note to self.", by=home.officer, what=What.NOTE)

    text = witnesses.draft(home.account, witness=home.officer, on=MONDAY)

    assert text.splitlines() == [
        "1. On 5 October 2026: Advice given. Told of free debt advice.",
        "2. On 23 November 2026 the rent account stood at £209.00.",
    ]


def test_it_is_marked_and_begins_as_the_court_asks(settings) -> None:
    """PD 32, 17.2 and 18.1: for whom, whose, which one, its exhibits, the day; who they are and where they work."""
    settings.COUNCIL_NAME, settings.COUNCIL_ADDRESS = "Ottersby Council", "Town Hall / Ottersby"
    home = case()
    own = issued(home, "Mine", title="Letter 1", by=home.officer)
    made = statement(home)
    chosen = witnesses.exhibits(home.account, witness=home.officer, keys=[f"issued:{own.pk}"])
    made = witness.write(made, text="1. I wrote to her.", exhibits=chosen, by=home.officer)

    text = " ".join(PdfReader(BytesIO(witnesses.statement_pdf(made, on=MONDAY))).pages[0].extract_text().split())

    assert text.startswith("Claimant N Rahman Statement 1 Exhibit NR1 23 November 2026")
    assert "of Ottersby Council, the claimant. I work at Town Hall, Ottersby." in text
    assert "I say from my own knowledge." in text


def test_nobody_else_writes_or_signs_it() -> None:
    home = case()
    made = statement(home)

    with pytest.raises(PermissionDenied, match="own words"):
        witness.write(made, text="Other words", exhibits=[], by=colleague(home))
    with pytest.raises(PermissionDenied, match="own words"):
        witness.sign(made, pdf=b"%PDF-", signed_on=MONDAY, by=colleague(home), at=NOON)


def test_signed_it_is_kept_for_good_and_changes_no_more() -> None:
    home = case()
    made = statement(home)
    made = witness.write(made, text="1. I rang on 5 October.", exhibits=[], by=home.officer)

    document = witness.sign(
        made, pdf=witnesses.statement_pdf(made, on=MONDAY), signed_on=MONDAY, by=home.officer, at=NOON
    )

    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(storage.read(document))).pages)
    assert "1. I rang on 5 October." in words
    assert "I believe that the facts stated in this witness statement are true." in words
    assert "Date 23 November 2026" in words
    with pytest.raises(CannotWitness, match="is signed and stays as it is"):
        witness.write(made, text="Later thoughts", exhibits=[], by=home.officer)


def test_one_statement_at_a_time() -> None:
    home = case()
    statement(home)

    with pytest.raises(CannotWitness, match="not signed yet"):
        statement(home)


def test_an_empty_statement_is_not_kept() -> None:
    home = case()

    with pytest.raises(CannotWitness, match="Write what you will say"):
        witness.write(statement(home), text="  ", exhibits=[], by=home.officer)


def test_exhibits_are_ones_own_papers_marked_with_ones_initials() -> None:
    home = case()
    own = issued(home, "Mine", by=home.officer)
    other = issued(home, "Theirs", title="Letter 2", by=colleague(home))

    found = witnesses.exhibits(home.account, witness=home.officer, keys=[f"issued:{own.pk}", f"issued:{other.pk}"])

    assert found == [{"mark": "NR1", "title": "Letter 1, 23 November 2026", "key": f"issued:{own.pk}"}]


def test_a_signed_statement_stands_in_the_bundle_as_it_was_signed() -> None:
    home = case()
    made = statement(home)
    document = witness.sign(
        made, pdf=witnesses.statement_pdf(made, on=MONDAY), signed_on=MONDAY, by=home.officer, at=NOON
    )

    bundle = built(begun(home))

    assert document.sha256 in [each["sha256"] for each in bundle.snapshot["items"]]
