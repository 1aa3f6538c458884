"""Notices at the desk: prepared, approved, served on each tenant, reviewed; what is printed is read back."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.models import Act, Reminder
from legal import statutory
from legal.models import FormSignOff, Notice, NoticeService
from staff.models import Role
from tenancies import storage
from tenancies.models import IssuedDocument, ReceivedDocument
from tests.caseload.desk import MONDAY, sign_in
from tests.factories.people import Household, OfficerFactory
from tests.legal.noticing import approved, asked, leader_of, owing, prepared, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
PREPARE = {"serve_on": "23 November 2026", "method": "hand", "grounds": ["1"]}
SERVED = {
    "method": "hand",
    "done_on": "23 November 2026",
    "done_at": "11:20",
    "place": "3 Mill Lane",
    "handed_to": "Ms Yusuf",
}
PIXEL = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def mine(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_notice_goes_from_draft_to_served_over_the_pages(mine: Household, client: Client) -> None:
    client.post(reverse("legal_notice_new", args=[mine.account.pk]), PREPARE)
    notice = Notice.objects.get()
    page = client.get(reverse("legal_notice", args=[notice.pk])).content.decode()
    assert "No equality and proportionality record was made for this step." in page
    asks = ["disability", "link", "support", "proportionate"]
    client.post(
        reverse("legal_decision", args=[mine.account.pk, "notice"]), {code: f"None is known: {code}." for code in asks}
    )
    client.post(reverse("ask_notice", args=[notice.pk]), {"note": "No plan was kept."})

    leader = leader_of(mine)
    sign_in(client, leader)
    request = notice.requests.get()
    page = client.get(reverse("approval", args=["notice", request.pk])).content.decode()
    assert "None is known: proportionate." in page
    assert reverse("notice_paper", args=[notice.pk]) in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    client.post(reverse("decide", args=["notice", request.pk]), {"do": "approve", "seen": seen})
    notice.refresh_from_db()
    assert notice.document is not None

    sign_in(client, mine.officer)
    who = {"person": mine.tenants[0].pk, "served_by": mine.officer.pk}
    answer = client.post(reverse("serve_notice", args=[notice.pk]), SERVED | who, follow=True)

    notice.refresh_from_db()
    assert notice.status == "served"
    assert "Service on Ms Amina Yusuf is recorded, with its certificate." in answer.content.decode()
    assert Act.objects.filter(kind="notice_served").exists()
    # Handed over on 23 November 2026 it lapses after 21 December 2027; a month before is a Sunday, so the Friday.
    assert Reminder.objects.get().due_on == date(2027, 11, 19)


def test_what_was_typed_comes_back_with_what_is_wrong(mine: Household, client: Client) -> None:
    answer = client.post(
        reverse("legal_notice_new", args=[mine.account.pk]), PREPARE | {"specified_on": "1 December 2026"}
    )

    assert answer.status_code == 422
    assert "1 December 2026 is too early: not before 21 December 2026." in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_photo_at_the_door_is_kept_with_a_notice_that_was_left(mine: Household, client: Client) -> None:
    notice = approved(mine)
    left = SERVED | {"method": "left_at_home", "handed_to": "", "person": mine.tenants[0].pk}
    left["served_by"] = mine.officer.pk
    url = reverse("serve_notice", args=[notice.pk])
    answer = client.post(url, left)
    assert "still lacks: a photo at the door" in answer.content.decode()

    client.post(url, left | {"photo": SimpleUploadedFile("door.png", PIXEL)})

    service = NoticeService.objects.get()
    assert service.photo is not None
    assert storage.kept(service.photo.sha256) == PIXEL


def test_service_too_late_for_the_date_says_what_to_do(mine: Household, client: Client, settings: Any) -> None:
    notice = approved(mine)
    settings.TRAINING_DAY = date(2026, 11, 24)
    late = SERVED | {"done_on": "24 November 2026", "person": mine.tenants[0].pk, "served_by": mine.officer.pk}
    url = reverse("serve_notice", args=[notice.pk])

    page = client.post(url, late | {"photo": SimpleUploadedFile("door.png", PIXEL)}).content.decode()
    assert "prepare a new one that gives 28 December 2026 or later" in page
    assert not ReceivedDocument.objects.exists()
    assert "It was served all the same" in page
    client.post(url, late | {"knowing": "on"})

    assert NoticeService.objects.exists()
    page = client.get(reverse("legal_case", args=[mine.account.pk])).content.decode()
    assert "defective" in page


def test_the_notice_prints_the_forms_words_the_ground_and_the_particulars(mine: Household, client: Client) -> None:
    notice = prepared(mine)

    answer = client.get(reverse("notice_paper", args=[notice.pk]))

    said = text_of(answer.content)
    assert "Notice of Seeking Possession" in said
    assert "To Ms Amina Yusuf" in said
    assert "Rent lawfully due from the tenant has not been paid" in said
    assert "On 23 November 2026 the rent owed was £900.00." in said
    assert "will not be begun until after 21 December 2026" in said
    assert "UNCHECKED" in said


@pytest.mark.parametrize(
    ("tenure", "kind", "grounds", "words"),
    [
        ("flexible", "nosp", ("1",), "Notice of Seeking Termination of Tenancy and Recovery of Possession"),
        ("introductory", "s128", (), "section 128"),
        ("demoted", "s143e", (), "section 143E"),
        ("assured", "s8", ("10", "11"), "grounds 10 and 11 in Schedule 2"),
        ("assured", "s8", ("8", "10"), "Ground 8: £900.00 is unpaid; the ground asks for £836.00 at least"),
        ("licence", "ntq", (), "which you hold as a licensee"),
        ("pitch", "notice_to_remedy", (), "Mobile Homes Act 1983"),
        ("introductory", "trial_extension", (), "It will then end on 1 December 2027"),
    ],
)
def test_every_form_is_laid_out_as_a_tagged_pdf(
    client: Client, tenure: str, kind: str, grounds: tuple[str, ...], words: str
) -> None:
    home = owing(
        tenure=tenure, trial_last_day=date(2027, 6, 1), flexible_clause="break", written_statement_on=date(2020, 4, 6)
    )
    sign_in(client, home.officer)
    notice = prepared(home, kind=kind, grounds=grounds, reasons="Nothing was paid since June.", large_print=True)

    answer = client.get(reverse("notice_paper", args=[notice.pk]))

    assert words in text_of(answer.content)
    catalog: Any = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


def test_the_certificate_of_service_says_who_when_how_and_where(mine: Household, client: Client) -> None:
    """Duty S1-16."""
    notice = approved(mine)
    who = {"person": mine.tenants[0].pk, "served_by": mine.officer.pk}
    client.post(reverse("serve_notice", args=[notice.pk]), SERVED | who)

    document = IssuedDocument.objects.get(template="n215")
    said = text_of(storage.read(document))

    assert "Certificate of service" in said
    assert f"About the home {mine.account.tenancy.home}" in said
    assert "Handed over, to Ms Yusuf" in said
    assert "23 November 2026 at 11:20" in said
    assert "3 Mill Lane" in said
    assert "I believe that the facts stated in this certificate are true." in said


def test_a_service_is_corrected_with_a_reason_and_a_new_certificate(mine: Household, client: Client) -> None:
    notice = served(mine)
    service = notice.services.get()
    typed = SERVED | {"served_by": mine.officer.pk, "place": "At the office"}
    url = reverse("correct_service", args=[service.pk])
    assert client.get(url).status_code == 200
    assert "Say what was wrong with the record." in client.post(url, typed).content.decode()

    client.post(url, typed | {"why": "They came to us."})

    service.refresh_from_db()
    assert service.place == "At the office"
    assert service.certificate is not None


def test_a_notice_is_withdrawn_with_its_reason(mine: Household, client: Client) -> None:
    notice = served(mine)

    page = client.post(reverse("withdraw_notice", args=[notice.pk]), {"why": "The wrong name."}, follow=True)

    assert "The wrong name." in page.content.decode()


def test_a_request_is_taken_back_on_the_page(mine: Household, client: Client) -> None:
    notice = prepared(mine)
    asked(mine, notice)

    client.post(reverse("take_back_notice", args=[notice.pk]))

    assert not notice.requests.exists()


def test_who_asked_does_not_see_it_among_approvals_and_a_stale_page_decides_nothing(
    mine: Household, client: Client
) -> None:
    request = asked(mine, prepared(mine))
    leader = leader_of(mine)
    sign_in(client, leader)

    stale = client.post(reverse("decide", args=["notice", request.pk]), {"do": "approve", "seen": "older"})

    assert stale.status_code == 422
    assert "This has changed while you looked." in stale.content.decode()
    back = {"do": "back", "said": "Try a plan first."}
    client.post(reverse("decide", args=["notice", request.pk]), back)
    request.refresh_from_db()
    assert (request.approved, request.said) == (False, "Try a plan first.")


def test_a_review_is_asked_for_and_decided_on_the_page(client: Client, settings: Any) -> None:
    home = owing(tenure="introductory", trial_last_day=date(2027, 6, 1))
    notice = served(home, kind="s128", grounds=(), reasons="Nothing was paid since June.")
    sign_in(client, home.officer)
    url = reverse("review_notice", args=[notice.pk])
    empty = client.post(url, {"do": "asked"})
    assert "Enter the day on which they asked." in empty.content.decode()

    client.post(url, {"do": "asked", "requested_on": "23 November 2026"})
    page = client.get(reverse("legal_notice", args=[notice.pk])).content.decode()
    assert "The last day to ask is 6 December 2026." in page
    assert "The result must be told before 21 December 2026." in page
    sign_in(client, leader_of(home, Role.INCOME_MANAGER))
    client.post(
        url, {"do": "decided", "outcome": "overturned", "reasons": "A plan is kept.", "notified_on": "23 November 2026"}
    )

    notice.refresh_from_db()
    assert notice.review_outcome == "overturned"


def test_legal_signs_a_form_off_on_its_page_and_withdraws_it(client: Client) -> None:
    legal = OfficerFactory(role=Role.LEGAL)
    sign_in(client, legal)
    url = reverse("sign_form", args=["nosp_part_1"])
    assert client.post(url, {"name": "Ruth Bell"}).status_code == 422

    unread = client.post(url, {"name": "Ruth Bell", "position": "Solicitor"})
    assert "It must hold the names of all tenants, and the advice on getting help;" in unread.content.decode()
    client.post(url, {"name": "Ruth Bell", "position": "Solicitor", "held": statutory.forms()["nosp_part_1"].must_hold})
    assert "Ruth Bell" in client.get(reverse("legal_forms")).content.decode()
    client.post(url, {"do": "withdraw"})

    assert FormSignOff.objects.get().withdrawn_on == MONDAY
    sign_in(client, OfficerFactory())
    assert client.post(url, {"name": "A", "position": "B"}).status_code == 403
    assert client.get(reverse("legal_form", args=["no-such-form"])).status_code == 404


def test_a_second_notice_asks_what_becomes_of_the_first(mine: Household, client: Client) -> None:
    served(mine)
    url = reverse("legal_notice_new", args=[mine.account.pk])

    unsaid = client.post(url, PREPARE)
    assert "Another notice is in force: say whether this one replaces it." in unsaid.content.decode()
    client.post(url, PREPARE | {"replaces": "yes"})

    newest = Notice.objects.order_by("-pk").first()
    assert newest is not None
    assert newest.replaces is not None


@pytest.mark.parametrize("form", statutory.forms())
def test_a_form_to_be_signed_off_is_read_as_it_prints_with_blanks(client: Client, form: str) -> None:
    sign_in(client, OfficerFactory(role=Role.LEGAL))
    sample = reverse("form_sample", args=[form])
    assert sample in client.get(reverse("legal_form", args=[form])).content.decode()

    words = text_of(client.get(sample).content)

    for blank in (
        "SAMPLE",
        "[name of tenant] and [name of joint tenant]",
        "[address of the home]",
        "[day of the notice]",
    ):
        assert blank in words
    assert not {"{", "}", "None"} & set(words.replace("{", " { ").replace("}", " } ").split())
