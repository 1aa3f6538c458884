"""The page of a warrant: prepared, asked for, opened again; its data sheet."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from legal.models import LegalRequest, PossessionOrder, WarrantRequest
from tests.caseload.desk import sign_in
from tests.caseload.evictions.pages import pdf_words, press, words
from tests.caseload.reading import text
from tests.legal.enforcing import (
    ANSWERS,
    BY_HAND,
    RISKS,
    Enforced,
    approved,
    asked,
    issued,
    weighed,
)

pytestmark = pytest.mark.django_db


def test_a_warrant_from_its_page_to_the_managers_yes(officer: Client, found: Enforced) -> None:
    weighed(found)
    press(officer, found, "begin")
    page = words(officer.get(reverse("warrant", args=[found.account.pk])))
    assert "No homelessness referral was made." in page
    assert "short since 20 July 2026, and not every tenant was warned of it." in page
    note = {"person": found.home.tenants[0].pk, "channel": "visit", "warned_on": "2 November 2026"}
    warn = reverse("warn_order", args=[found.order.pk])
    answer = officer.post(warn, note | {"do": "note"})
    assert (answer.status_code, "Write what they were told" in words(answer)) == (422, True)
    page = words(officer.post(warn, note | {"do": "note", "said": "Nothing came in."}, follow=True))
    assert "warned on 2 November 2026. </li><li>They had until 16 November 2026." in page.replace(".</li>", ". </li>")
    press(officer, found, "refer", code="homelessness", why="They agree")
    for code in BY_HAND:
        press(officer, found, "check", code=code, how="Looked at")
    press(
        officer,
        found,
        "risks",
        panel_on="23 November 2026",
        people="One child",
        **{f"risk_{code}": said for code, said in ANSWERS.items()},
    )

    page = words(press(officer, found, "ask", note="Nothing was paid"))

    assert "Waits for the income manager" in page
    manager = Client()
    sign_in(manager, found.manager)
    request = LegalRequest.objects.get(step="warrant")
    shown = words(manager.get(reverse("approval", args=["warrant", request.pk])))
    assert "Warrant: the income manager’s yes" in shown
    assert "£2,080.50 fell due under the order" in shown
    assert reverse("warrant_paper", args=[found.account.pk]) in shown
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    manager.post(reverse("decide", args=["warrant", request.pk]), {"do": "approve", "seen": seen, "said": ""})
    assert WarrantRequest.objects.get().state == "approved"


def test_on_a_warrant_of_the_housing_system_the_eviction_is_booked_once_the_checks_are_made(
    officer: Client, found: Enforced
) -> None:
    """ORD-10: issued on Monday 9 November 2026, it runs to 9 November 2027; the council plans for the day before."""
    PossessionOrder.objects.update(source_ref="O9", warrant_issued_on=date(2026, 11, 9), warrant_number="2188/26")
    page = text(officer.get(reverse("warrant", args=[found.account.pk])))
    assert "issued on 9 November 2026: to be carried out by 8 November 2027" in page
    assert "Prepare a warrant" not in page
    assert "Book the bailiff’s appointment" not in page

    press(officer, found, "begin")

    assert "Book the bailiff’s appointment" in text(officer.get(reverse("warrant", args=[found.account.pk])))


def test_the_warning_goes_by_letter_from_the_orders_page(officer: Client, found: Enforced) -> None:
    page = words(officer.post(reverse("warn_order", args=[found.order.pk]), {"do": "letter"}, follow=True))

    assert "1 letter in today’s batch." in page
    assert "The letter waits in the print room: it counts once it goes." in page
    assert "Write the warning to every tenant" not in page


def test_what_changed_since_it_was_asked_is_highlighted(found: Enforced, client: Client, monday: None) -> None:
    request = asked(found)
    LegalRequest.objects.filter(pk=request.pk).update(was=request.was | {"balance": "150.00"})
    sign_in(client, found.manager)

    shown = words(client.get(reverse("approval", args=["warrant", request.pk])))

    assert "The balance was £150.00 and is £209.00" in shown


def test_the_data_sheet_follows_the_courts_form_with_its_statement(officer: Client, found: Enforced) -> None:
    issued(found)

    text = pdf_words(officer.get(reverse("warrant_paper", args=[found.account.pk])).content)

    assert "N325A" in text
    assert "Dangerous animals A large dog" in text
    assert "Name and address are right Yes" in text
    assert "Legal costs £404.00" in text
    assert "Repayments made since the order £0.00" in text
    assert "The order is a suspended one Yes" in text
    assert "Full name Nadia Rahman" in text
    assert "NOT ANSWERED" not in text
    assert text.index("What is certified") < text.index("Risks") < text.index("Statement of payments due and made")
    assert "20 July 2026 Due under the order £109.50" in text


def test_what_the_court_asks_is_named_on_the_page_until_it_is_answered(officer: Client, found: Enforced) -> None:
    press(officer, found, "begin")
    answers = {f"risk_{code}": said for code, said in ANSWERS.items() if code != "truth_name"}

    page = words(press(officer, found, "risks", people="x" * 6_801, **answers))
    assert "In what way they are vulnerable: 6,800 characters at most, take 1 out." in page
    assert not WarrantRequest.objects.get().risks
    page = words(press(officer, found, "risks", people="x" * 6_800, **answers))

    assert "Full name: not entered." in page
    assert "Position: not entered." not in page


def test_what_was_typed_stays_when_a_press_on_the_warrant_is_refused(officer: Client, found: Enforced) -> None:
    weighed(found)
    press(officer, found, "begin")
    answers = {f"risk_{code}": "Not that we know" for code in RISKS}

    page = words(press(officer, found, "risks", panel_on="next Monday", people="A child of four", **answers))
    referred = words(press(officer, found, "refer", code="elsewhere", why="They agree", refused="on"))

    assert "Enter the day, such as 16 November 2026." in page
    assert page.count('value="Not that we know"') == len(RISKS)
    assert "A child of four</textarea>" in page
    assert "Nothing was done" in referred


def lacking(found: Enforced, warrant: WarrantRequest) -> None:
    """As it stood before the court asked who signs."""
    WarrantRequest.objects.filter(pk=warrant.pk).update(risks=dict.fromkeys(RISKS, "No"))


def test_a_warrant_approved_before_the_newer_questions_is_opened_again_and_answered(
    officer: Client, found: Enforced
) -> None:
    lacking(found, approved(found))

    page = words(officer.get(reverse("warrant", args=[found.account.pk])))
    assert "7 of the court’s questions are not answered." in page
    assert "Data sheet (PDF)" not in page
    sheet = officer.get(reverse("warrant_paper", args=[found.account.pk]))
    assert (sheet.status_code, "once every question of the court is answered" in words(sheet)) == (422, True)
    sent = press(officer, found, "sent", sent_on="23 November 2026")
    assert "7 of the court’s questions are not answered." in words(sent)

    press(officer, found, "reopen")
    warrant = WarrantRequest.objects.get()
    assert (warrant.state, warrant.approved_by, warrant.document, "sign_off" in warrant.checks) == (
        "draft", None, None, False,
    )  # fmt: skip
    answers = {f"risk_{code}": said for code, said in ANSWERS.items()}
    press(officer, found, "risks", panel_on="23 November 2026", people="", **answers)
    page = words(press(officer, found, "ask", note="Every question is answered"))
    assert "Waits for the income manager" in page
    assert "Data sheet (PDF)" in page


def test_a_request_that_waits_is_opened_again_by_who_asked(officer: Client, found: Enforced) -> None:
    lacking(found, asked(found).warrant)
    assert "Open it again to change it" in words(officer.get(reverse("warrant", args=[found.account.pk])))

    press(officer, found, "reopen")

    assert WarrantRequest.objects.get().state == "draft"
    assert not LegalRequest.objects.exists()


def test_what_went_to_the_court_is_not_opened_again(officer: Client, found: Enforced) -> None:
    issued(found)

    assert "this can no longer be changed" in words(press(officer, found, "reopen"))
