"""A claim as it is filed: the printed pack, its questions in the court's order, the same as a file."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from caseload.legal.claims import paper
from legal import statutory
from legal.claim_file import gather
from legal.rules import claim_fields, claim_order
from recovery.account_facts import of_account
from tests.caseload.claims.pages import page
from tests.factories.people import Household
from tests.legal.claiming import MONDAY, entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def snapshot_of(home: Household) -> dict[str, Any]:
    pack = entered(home)
    facts = of_account(home.account, as_of=MONDAY)
    return paper.frozen(gather(home.account.tenancy, pack=pack, facts=facts, by=home.officer, on=MONDAY))


def words_of(snapshot: dict[str, Any]) -> str:
    pdf = PdfReader(io.BytesIO(paper.claim_pdf(snapshot)))
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)


def test_the_printed_pack_reads_in_the_order_of_n5_and_n119(mine: Household) -> None:
    snapshot = snapshot_of(mine)

    pdf = PdfReader(io.BytesIO(paper.claim_pdf(snapshot)))
    words = " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)

    order = [
        "Claim form for possession of property (form N5)", "Particulars of claim for possession", "Steps already taken",
        "Statement of truth", "Schedule of rent due and paid", "Pre-action protocol", "Equality and proportionality",
        "Notice and certificates of service",
    ]  # fmt: skip
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "£209.00" in words
    assert paper.claim_pdf(snapshot) == paper.claim_pdf(json.loads(json.dumps(snapshot)))


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("nosp", "nosp_part_1", "Notice of seeking possession of 7 September 2026. Proceedings only after"),
        ("s128", "s128", "Notice of proceedings for possession of an introductory tenancy of 7 September 2026. "
         "Proceedings only after"),
        ("s8", "form_3", "Notice seeking possession of a property let on an assured tenancy of 7 September 2026. "
         "Proceedings not before"),
        ("ntq", "notice_to_quit", "Notice to quit of 7 September 2026. The agreement ends on"),
        ("notice_to_remedy", "notice_to_remedy", "Notice to remedy a breach of your pitch agreement of 7 September "
         "2026. To be put right by"),
    ],
)  # fmt: skip
def test_the_pack_gives_the_date_of_the_notice_in_the_words_of_its_kind(
    mine: Household, kind: str, form: str, words: str
) -> None:
    told = snapshot_of(mine) | {"route": "paper"}
    told["notice"] |= {"code": kind, "title": statutory.forms()[form].title}

    said = words_of(told)

    assert f"{words} 5 October 2026. Served on Ms Amina Yusuf on 7 September 2026 (handed over)." in said


def test_the_pack_says_what_the_court_is_asked_to_order_and_is_verified(mine: Household) -> None:
    told = snapshot_of(mine)

    said = words_of(told | {"route": "paper"})

    assert "Possession of the home." in said
    assert (
        "Payment of £209.00, which is owed to 23 November 2026, and £14.93 for each day after it until possession is "
        "given up." in said
    )
    assert "The claimant believes that the facts stated in this claim form and in these particulars" in said
    assert "I am duly authorised by the claimant to sign this statement. Signed:" in said
    assert "Online it is made when the claim is sent" in words_of(told)


@pytest.mark.parametrize("lines", range(0, 24, 4))
def test_the_statement_of_truth_stands_on_one_page_with_who_signs_it(mine: Household, lines: int) -> None:
    told = snapshot_of(mine) | {"route": "paper"}
    told["data"] |= {"claimant_circumstances": "A council.\n" * lines}  # pushes it over the foot of its page

    pages = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(paper.claim_pdf(told))).pages]

    [signed] = [page for page in pages if "Who signs" in page]
    assert signed.index("Who signs") < signed.index("The claimant believes") < signed.index("Signed:")


def test_the_pack_says_what_of_the_balance_is_not_claimed(mine: Household) -> None:
    told = snapshot_of(mine)
    told["parts"] = [
        {"what": "Arrears of rent", "amount": "150.00", "why_not": ""},
        {"what": "In the balance", "amount": "59.00", "why_not": "Court costs: they are not rent."},
    ]

    assert "Of this £59.00 is not claimed; the first page says why." in words_of(told)
    assert "is not claimed" not in words_of(snapshot_of(mine))


def test_every_question_of_the_court_stands_once_in_the_printed_order() -> None:
    printed = [code for _, _, codes in claim_order.ORDER for code in codes]

    assert sorted(printed) == sorted(field.code for field in claim_fields.fields())


def test_csv_and_json_say_the_same(client: Client, mine: Household) -> None:
    entered(mine)

    rows = list(csv.reader(io.StringIO(client.get(page(mine, "claim_csv")).content.decode("utf-8-sig"))))
    data = json.loads(client.get(page(mine, "claim_json")).content)

    by_code = {row[1]: row[3] for row in rows if len(row) == 4}
    assert by_code["daily_rate"] == data["data"]["daily_rate"] == "14.93"
    assert by_code["notice_served_on"] == "07/09/2026"
    assert rows[-1] == ["2026-11-16", "Rent", "209.00", "0.00", "209.00"]
    assert data["schedule"]["owed"] == "209.00"
