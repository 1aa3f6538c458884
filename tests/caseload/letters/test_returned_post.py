"""Letters that came back."""

import pytest
from django.test import Client

from caseload import undo
from caseload.explain import explain
from caseload.models import Act
from caseload.sweep import decide_now
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.letters.pages import words
from tests.factories.people import Household
from tests.recovery.print_room import let_go, letter, worked_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def went(home: Household) -> ContactAttempt:
    worked_off(let_go(letter(home)))
    return ContactAttempt.objects.get(account=home.account, direction="out")


@pytest.mark.parametrize("line", ["{ref}", "Reference {ref}, 23 November 2026", " {ref} "])
def test_a_letter_that_came_back_is_recorded_by_its_reference_or_any_line_that_holds_it(
    client: Client, home: Household, line: str
) -> None:
    contact = went(home)

    page = client.post(
        "/letters/returned/",
        {"reference": line.format(ref=home.account.account_ref.lower()), "why": "Gone away"},
        follow=True,
    )

    contact.refresh_from_db()
    assert contact.outcome == "returned_mail"
    assert "is recorded as returned. Enter the next." in words(page.content.decode())
    event = AccountEvent.objects.get(what="not_delivered")
    assert event.summary == "Letter 1 of 23 November 2026 to Ms Amina Yusuf came back: Gone away."
    decide_now([home.account.pk], as_of=MONDAY)
    assert explain(home.account, as_of=MONDAY).action == Action.VISIT  # work for the officer: see who lives there


def test_a_letter_recorded_as_returned_by_mistake_is_taken_back(client: Client, home: Household) -> None:
    contact = went(home)
    client.post("/letters/returned/", {"reference": home.account.account_ref})

    undo.take_back(Act.objects.get(kind="came_back"), by=home.officer, on=MONDAY, at=NOON)

    contact.refresh_from_db()
    assert contact.outcome == "sent"


def test_of_joint_tenants_it_is_asked_whose_letter_came_back(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"})
    sign_in(client, home.officer)
    messages = press(home)
    worked_off(let_go(messages[0]))

    page = client.post("/letters/returned/", {"reference": home.account.account_ref}).content.decode()
    assert "Whose letter is it?" in page
    his = ContactAttempt.objects.get(person=home.tenants[1])
    client.post("/letters/returned/", {"reference": home.account.account_ref, "letter": his.pk})

    assert list(ContactAttempt.objects.filter(outcome="returned_mail")) == [his]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the reference on the letter."),
        ("X9999", "No account on your lists has the reference ‘X9999’."),
        ("{ref}", "No letter went from here about"),
    ],
)
def test_what_is_no_letter_of_ours_is_refused_with_what_was_typed(
    client: Client, home: Household, typed: str, said: str
) -> None:
    answer = client.post("/letters/returned/", {"reference": typed.format(ref=home.account.account_ref)})

    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not ContactAttempt.objects.exists()


def test_post_comes_back_once(client: Client, home: Household) -> None:
    went(home)
    client.post("/letters/returned/", {"reference": home.account.account_ref})

    answer = client.post("/letters/returned/", {"reference": home.account.account_ref})

    assert "is recorded as returned already" in words(answer.content.decode())
    assert AccountEvent.objects.filter(what="not_delivered").count() == 1
