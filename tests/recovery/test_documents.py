"""Letters as PDFs: what they say, how they are set, and who may open them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from recovery import documents
from recovery.rules.actions import CARE, Action
from recovery.rules.letters import KINDS, Letter, OtherAccount, Wording
from recovery.rules.still_right import no_longer_right
from recovery.tagged_pdf import refuse_to_fetch
from tenancies import storage
from tenancies.models import IssuedDocument
from tests.factories.facts import account_facts
from tests.factories.letters import letter
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import PatchFactory

A4 = (595, 842)  # points
# Those that ask for arrears or confirm an agreement: the protocol says what is in them.
LADDER = [action for action in KINDS if action not in {*CARE, Action.CURRENT_RENT, Action.INVOICE, Action.CAMPAIGN}]


def pages(written: Letter) -> list[Any]:
    return list(PdfReader(BytesIO(documents.letter_pdf(written))).pages)


def text(written: Letter) -> str:
    """The words of the PDF, line breaks made spaces."""
    return " ".join(" ".join(page.extract_text() for page in pages(written)).split())


@pytest.mark.parametrize(
    ("action", "part", "says"),
    [(Action.CONTACT_PLAN, "plan", "We talk on Tuesdays"), (Action.INVOICE, "items", "£124.50")],
)
def test_what_was_written_for_one_person_stands_in_english_within_a_translation(
    action: Action, part: str, says: str
) -> None:
    polish = Wording(version=1, number=1, heading="Dzień dobry", body=f"Poniżej.\n\n{{{part}}}", language="pl")

    html = documents.preview_html(letter(action, wording=polish))

    before, _, english = html.partition('<div lang="en" dir="ltr">')
    assert '<div lang="pl">' in before
    assert says in english  # 20.00 + 104.50


@pytest.mark.parametrize("action", LADDER)
def test_every_letter_says_what_is_owed_whom_to_reach_and_where_help_is(action: Action) -> None:
    said = text(letter(action))

    for needed in (
        "Ottersby Borough Council",
        "Ms Amina Yusuf",
        "23 November 2026",
        "Reference: A0001",
        "Owed on 22 November 2026 for 3 Mill Lane, Ottersby, OT1 2AB £1,204.50",
        "01632 960010",
        "nrahman@example.com",
        "Nadia Rahman",
        "National Debtline",
        "StepChange Debt Charity",
        "large print",
        "Page 1 of 2",
    ):
        assert needed in said
    assert "{" not in said
    assert "None" not in said


@pytest.mark.parametrize("action", [action for action in LADDER if not action.startswith("former")])
def test_every_letter_to_a_tenant_offers_help_with_benefit(action: Action) -> None:
    assert "Universal Credit or Housing Benefit" in text(letter(action))


def test_the_letter_gives_its_time_limit_in_writing() -> None:
    assert "by 30 November 2026" in text(letter(Action.LETTER_1))  # 23 November and seven days
    assert "by 7 December 2026" in text(letter(Action.FORMER_LETTER_1))  # 23 November and fourteen days


def test_benefit_still_to_come_is_shown_apart_and_not_asked_for() -> None:
    said = text(letter(technical=Decimal("204.50"), collectable=Decimal("1000.00")))

    assert "Less benefit that we expect but have not had yet £204.50" in said
    assert "Left for you to pay £1,000.00" in said
    assert "pay £1,000.00 now" in said


def test_the_letter_names_the_households_other_accounts() -> None:
    garage = OtherAccount(name="garage account", reference="G0007", balance=Decimal("22.40"))

    assert "garage account, reference G0007: £22.40" in text(letter(other_accounts=(garage,)))


def test_a_joint_tenant_is_told_of_the_whole_debt() -> None:
    assert "responsible for the whole sum" in text(letter(joint=True))
    assert "responsible for the whole sum" not in text(letter(joint=False))


def test_the_letter_before_notice_speaks_of_the_home_only_where_the_debt_may_stand_in_a_notice() -> None:
    assert "ask a court to decide about your home" in text(letter(Action.PRE_NOTICE))
    assert "decide about your pitch" in text(letter(Action.PRE_NOTICE, is_pitch=True))
    assert "your home" not in text(letter(Action.PRE_NOTICE, possession=False, apart_from_rent=True))


@pytest.mark.parametrize("action", LADDER)
def test_help_comes_before_consequences_and_those_come_once(action: Action) -> None:
    said = text(letter(action))

    assert said.count("What happens next") <= 1
    if "What happens next" in said:
        assert said.index("Help for you") < said.index("What happens next")
    for harsh in ("must pay", "immediately", "failure to", "evict", "debtor", "default"):
        assert harsh not in said.lower()


def test_an_officer_without_a_telephone_or_email_leaves_no_gap() -> None:
    said = text(letter(officer_phone="", officer_email=""))

    assert "please contact us by" in said
    assert "Telephone:" not in said


def sizes(written: Letter) -> set[float]:
    """The sizes of all print, in points."""
    found: set[float] = set()

    def see(piece: str, current: Any, _: Any, __: Any, size: float) -> None:
        if piece.strip():
            found.add(round(size * abs(current[3]), 1))

    for page in pages(written):
        page.extract_text(visitor_text=see)
    return found


def test_large_print_is_sixteen_points_throughout() -> None:
    assert min(sizes(letter(large_print=True))) == 16
    assert min(sizes(letter())) == 10  # the footer; the text is 12


def test_the_address_stands_in_the_window_of_the_envelope() -> None:
    lines = ("Flat 3", "Ash House", "12 Mill Lane", "Ottersby", "OT1 2AB")
    places: dict[str, float] = {}

    def see(piece: str, current: Any, matrix: Any, *_: Any) -> None:
        for line in ("Ms Amina Yusuf", "OT1 2AB"):
            if piece.strip() == line and line not in places:
                height = current[3] * matrix[5] + current[5]
                places[line] = (A4[1] - height) / 72 * 25.4

    pages(letter(address_lines=lines))[0].extract_text(visitor_text=see)

    assert 46 < places["Ms Amina Yusuf"] < places["OT1 2AB"] < 81  # mm from the top of the sheet


def test_the_pdf_is_tagged_and_its_title_names_nobody() -> None:
    reader = PdfReader(BytesIO(documents.letter_pdf(letter())))

    assert reader.metadata is not None
    assert reader.metadata.title == "Your rent account is behind: how we can help"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == list(A4)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert documents.letter_pdf(letter()) == documents.letter_pdf(letter())


def test_what_people_are_called_is_never_taken_for_markup_and_nothing_is_fetched() -> None:
    odd = letter(addressee='<img src="http://example.com/x"> O\'Brien & "Sons"')

    assert '<img src="http://example.com/x"> O\'Brien & "Sons"' in text(odd)
    assert "<img" not in documents.preview_html(odd)
    with pytest.raises(FatalURLFetchingError):
        refuse_to_fetch("http://example.com/x")


def test_the_preview_says_the_same_words_under_lower_headings_and_without_styles() -> None:
    preview = documents.preview_html(letter())

    assert "<h3" in preview
    assert "<h1" not in preview
    assert "style=" not in preview
    assert "£1,204.50" in preview


@pytest.mark.parametrize(
    ("now", "why"),
    [
        pytest.param({}, "", id="nothing happened"),
        pytest.param({"balance": Decimal("1204.49")}, "The balance has changed", id="a penny came in"),
        pytest.param({"balance": Decimal("1309.00")}, "The balance has changed", id="another week was charged"),
        pytest.param({"balance": Decimal("0.00")}, "Nothing is left to pay", id="all paid"),
        pytest.param({"benefit_due": Decimal("1204.50")}, "Nothing is left to pay", id="benefit will pay all"),
        pytest.param({"benefit_due": Decimal("100.00")}, "What benefit is due", id="benefit will pay a part"),
        pytest.param(
            {"benefit_due": Decimal("100.00"), "as_of": date(2026, 11, 24)},
            "",
            id="benefit grew from one day to the next",
        ),
    ],
)
def test_a_letter_stays_right_while_nothing_was_posted(now: dict[str, Any], why: str) -> None:
    facts = account_facts(**{"as_of": date(2026, 11, 22), "balance": Decimal("1204.50"), **now})

    assert no_longer_right(letter(), facts=facts).startswith(why)
    assert bool(no_longer_right(letter(), facts=facts)) == bool(why)


def test_a_letter_about_an_agreement_is_right_only_while_it_is_behind() -> None:
    facts = account_facts(as_of=date(2026, 11, 22), balance=Decimal("1204.50"))
    behind = letter(Action.AGREEMENT_BROKEN)

    assert no_longer_right(behind, facts=replace(facts, agreement_state="broken")) == ""
    assert "no longer behind" in no_longer_right(behind, facts=replace(facts, agreement_state="kept"))
    assert "no longer behind" in no_longer_right(behind, facts=facts)


@pytest.fixture
def issued(db: None) -> IssuedDocument:
    home = household()
    return IssuedDocument.objects.create(
        account=home.account,
        title="Letter 1",
        template="letter_1",
        template_version=1,
        sha256=storage.keep(b"%PDF-1.7 one letter"),
        size=19,
        issued_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
        issued_by=home.officer,
    )


def test_the_officer_of_the_patch_opens_a_document_and_no_cache_keeps_it(
    client: Client, issued: IssuedDocument
) -> None:
    client.force_login(issued.issued_by, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(reverse("document", args=[issued.pk]))

    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 one letter")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="letter_1-{issued.pk}.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_an_officer_of_another_patch_finds_no_document(client: Client, issued: IssuedDocument) -> None:
    stranger = OfficerFactory(patches=[PatchFactory(code="P02")])
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("document", args=[issued.pk])).status_code == 404


def test_nobody_opens_a_document_without_signing_in(client: Client, issued: IssuedDocument) -> None:
    assert client.get(reverse("document", args=[issued.pk])).status_code == 302


def test_the_same_bytes_are_kept_once() -> None:
    first, second = storage.keep(b"the same letter"), storage.keep(b"the same letter")

    assert first == second
    assert storage.read(IssuedDocument(sha256=first)) == b"the same letter"


def test_a_document_that_is_not_what_was_issued_is_not_shown(client: Client, issued: IssuedDocument) -> None:
    client.force_login(issued.issued_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = storage.storages["documents"].path(issued.storage_name())
    with open(path, "wb") as file:
        file.write(b"%PDF-1.7 another letter")

    answer = client.get(reverse("document", args=[issued.pk]))

    assert answer.status_code == 500
    assert "not what was issued" in answer.content.decode()
    with open(path, "wb") as file:  # other tests share this storage
        file.write(b"%PDF-1.7 one letter")


def test_a_document_that_was_never_stored_is_not_shown() -> None:
    with pytest.raises(storage.DocumentDamaged):
        storage.read(IssuedDocument(sha256="0" * 64))


@pytest.mark.parametrize("action", LADDER)
def test_the_wording_is_plain(action: Action) -> None:
    """About a reading age of eleven to thirteen: short sentences, few long words (product 7.9)."""
    said = text(letter(action)).split("Dear Ms Amina Yusuf")[1]
    sentences = [sentence.split() for sentence in re.split(r"[.:?] |•", said) if len(sentence.split()) > 2]
    words = [word.strip(".,:?") for sentence in sentences for word in sentence]

    assert len(words) / len(sentences) < 17
    assert sum(len(word) > 9 for word in words) / len(words) < 0.06
