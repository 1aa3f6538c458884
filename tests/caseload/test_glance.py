"""Papers about one account, their text read back: case at a glance, rent statement, the story for the court."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from caseload.summary import plain_summary
from caseload.whole_account import whole_account
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import words_in
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory
from tests.recovery.flagged import asked
from welfare.models import Hold, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

PAPERS = ["glance/", "glance.pdf", "statement/", "story.pdf", "story.csv"]
YEAR = "?first=24+November+2025&last=22+November+2026"


def read(client: Client, home: Household, paper: str) -> tuple[str, int]:
    sign_in(client, home.officer)
    answer = client.get(f"/accounts/{home.account.pk}/{paper}")
    assert answer.headers["Content-Type"] == "application/pdf", answer.content[:300]
    assert "no-store" in answer.headers["Cache-Control"]
    reader = PdfReader(BytesIO(answer.content))
    assert reader.metadata is not None
    assert "Yusuf" not in (reader.metadata.title or "")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), len(reader.pages)


def posted(home: Household, kind: str, amount: str, on: date, **more: Any) -> None:
    more.setdefault("method", "card" if kind == "payment" else "system")
    LedgerEntryFactory(account=home.account, kind=kind, amount=Decimal(amount), effective_on=on, **more)


def test_the_glance_is_one_page_marked_internal_with_figures_summary_gaps_and_sources(client: Client) -> None:
    home = owing({"mobile": "07700 900123"})
    posted(home, "payment", "-20.00", date(2026, 11, 18))

    said, pages = read(client, home, "glance.pdf")

    assert pages == 1
    assert said.startswith(f"Case at a glance, account {home.account.account_ref}, rent Ms Amina Yusuf")
    for words in [
        "Internal copy 23 November 2026 Made for Nadia Rahman",
        "To be paid by them £189.00",
        "Last payment £20.00, 18 Nov 2026",
        "Needs and safety: never asked.",
        f"Ms Amina Yusuf has a home at {home.account.tenancy.home.address_1}. They owe £189.00 for rent, about 2 weeks "
        "of charges. They last paid £20.00 on 18 November 2026. Nobody has asked about needs yet.",
        "Agreement None running.",
        "Benefit No claim known.",
        "Legal No notice has been served.",
        "Last contact None in this time.",
        "Not known Ms Amina Yusuf: no e-mail address",
        "Sources: ledger, charges, benefit, contact and legal records of the housing system",
        "Looked after by Nadia Rahman.",
        f"Reference {home.account.account_ref}, 23 November 2026 Page 1 of 1",
    ]:
        assert words in said, (words, said)


def test_the_glance_can_be_read_on_a_page_with_the_same_words(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/glance/").content.decode()

    said = words_in(page)
    assert "They owe £209.00 for rent, about 2 weeks of charges." in said
    assert "Internal copy" in said
    assert not re.search(r"\sstyle=|<style", page)


def test_s1_01_the_statement_parts_rent_from_service_charge_and_runs_the_balance(client: Client) -> None:
    home = owing(owes="104.50")
    posted(home, "rent_debit", "55.00", date(2025, 11, 17))
    posted(home, "service_debit", "12.25", date(2026, 11, 16))
    posted(home, "payment", "-60.00", date(2026, 11, 18))
    posted(home, "hb", "-40.00", date(2026, 11, 19))

    said, pages = read(client, home, f"statement/{YEAR}")

    assert pages == 1
    for words in [
        "Your rent statement",
        "This shows everything on your account from 24 November 2025 to 22 November 2026.",
        "On 24 November 2025 the account stood at £55.00. Since then we charged £104.50 rent and £12.25 service "
        "charge. £100.00 was paid in or taken off. On 22 November 2026 the account stood at £71.75.",
        "24 Nov 2025 Balance at the start £55.00",
        "16 Nov 2026 Rent £104.50 £159.50",
        "16 Nov 2026 Service charge £12.25 £171.75",
        "18 Nov 2026 You paid, card £60.00 £111.75",
        "19 Nov 2026 Housing Benefit £40.00 £71.75",
        "Together £104.50 £12.25 £100.00 £71.75",
    ]:
        assert words in said, (words, said)
    assert "Other charges" not in said


def test_a_statement_shows_court_costs_apart_and_a_credit_with_its_sign(client: Client) -> None:
    home = owing(owes="10.00")
    posted(home, "court_costs", "69.00", date(2026, 11, 17))
    posted(home, "payment", "-100.00", date(2026, 11, 18))

    said, _ = read(client, home, f"statement/{YEAR}")

    assert "and £69.00 of other charges" in said
    assert "17 Nov 2026 Court costs £69.00 £79.00" in said
    assert "stood at £21.00 in credit" in said


def test_who_needs_large_print_gets_the_statement_in_it(client: Client) -> None:
    home = owing({"format_needed": "large_print"})
    sign_in(client, home.officer)

    answer = client.get(f"/accounts/{home.account.pk}/statement/{YEAR}")

    sizes: set[float] = set()
    reader = PdfReader(BytesIO(answer.content))
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.add(size) if text.strip() else None)
    assert min(sizes) >= 16
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?first=soon&last=22+November+2026", "Enter the first day, such as 6 April 2026."),
        ("?first=22+November+2026&last=1+November+2026", "The last day must be the first day or later."),
        ("?first=1+November+2026&last=1+December+2026", "The last day must be today or earlier."),
        ("?first=1+November+2020&last=1+November+2026", "Choose at most 2 years for one statement."),
    ],
)
def test_days_that_make_no_statement_bring_the_form_back_as_it_was_typed(client: Client, query: str, says: str) -> None:
    home = owing()
    sign_in(client, home.officer)

    answer = client.get(f"/accounts/{home.account.pk}/statement/{query}")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert re.search(r'name="first" value="(soon|22 November 2026|1 November 20\d\d)"', page)


def test_the_summary_is_plain_english_in_short_sentences() -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Idris"}, owes="640.00")
    posted(home, "payment", "-20.00", date(2026, 11, 18))

    sentences = plain_summary(whole_account(home.account, user=home.officer, on=MONDAY))

    assert sentences[0].startswith("Ms Amina Yusuf and Ms Idris Yusuf have a home at ")
    assert sentences[1] == "They owe £620.00 for rent, about 6 weeks of charges."
    assert max(len(sentence.split()) for sentence in sentences) <= 18


def test_the_storys_table_is_a_csv_as_well(client: Client) -> None:
    home = owing()
    posted(home, "payment", "-20.00", date(2026, 11, 18))
    sign_in(client, home.officer)

    lines = client.get(f"/accounts/{home.account.pk}/story.csv").content.decode("utf-8-sig").splitlines()

    assert lines == [
        "month,charged,paid_by_tenant,benefit_and_deductions,other_credits,balance_at_end",
        "2026-11,209.00,20.00,0.00,0.00,189.00",
    ]


def test_the_courts_story_holds_the_ledger_and_no_internal_mark(client: Client) -> None:
    home = owing()
    Hold.objects.create(
        account=home.account,
        reason="hardship",
        from_on=MONDAY - timedelta(days=3),
        last_day=MONDAY + timedelta(days=9),
        set_by=home.officer,
    )
    Marker.objects.create(
        source_ref="M1", kind="vulnerability", detail="mental_health", person=home.tenants[0], from_on="2026-11-01"
    )

    court, _ = read(client, home, "story.pdf")
    inside, _ = read(client, home, "glance.pdf")

    assert "Held: illness or hardship" in inside
    assert "Mental health" in inside
    assert "Month Charged Paid by tenant Benefit and deductions Other credits Balance at the end" in court
    assert "November 2026 £209.00 £0.00 £0.00 £0.00 £209.00" in court
    for word in ("Held", "hardship", "Mental", "Internal", "Next step"):
        assert word not in court, word


@pytest.mark.parametrize("paper", PAPERS)
def test_a_stranger_finds_none_of_an_accounts_papers(client: Client, paper: str) -> None:
    home = owing()
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P09")]))

    assert client.get(f"/accounts/{home.account.pk}/{paper}").status_code == 404


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("role", [Role.LEGAL, Role.AUDITOR, Role.FINANCE, Role.INCOME_MANAGER])
def test_who_may_read_the_account_may_read_its_papers(client: Client, role: Role, paper: str) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role))

    assert client.get(f"/accounts/{home.account.pk}/{paper}").status_code == 200


def test_needs_asked_about_without_an_answer_are_said_so_everywhere(client: Client) -> None:
    home = owing()
    asked(home, "no_answer", on=MONDAY)
    asked(home, "no_answer", channel="visit")

    said, _ = read(client, home, "glance.pdf")

    assert "Needs and safety: asked, no answer." in said
    assert "We asked about needs and got no answer." in said
    assert "Needs asked about, no answer yet" in said
    assert "never asked about needs" not in said
