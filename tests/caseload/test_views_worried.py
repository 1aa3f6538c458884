"""The crisis card: one link from every page, the steps at once, one press, and the strip on the account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload import search
from staff.models import AccessLog, Role
from tenancies.models import AccountRestriction, TenancyPerson
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, PersonFactory
from tests.factories.tenancies import PatchFactory
from tests.welfare.test_worried import NOON, leader_of, lift, raised, signed_off
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def home(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    search.index_all(on=MONDAY)
    return home


def card(home: Household) -> str:
    return f"/accounts/{home.account.pk}/worried/"


@pytest.mark.parametrize("path", ["/", "/accounts/", "/coverage/", "/undo/", "/help/"])
def test_every_page_has_the_button(client: Client, home: Household, path: str) -> None:
    page = client.get(path).content.decode()

    assert '<a class="qd-worried" href="/worried/" data-worried' in page


@pytest.mark.parametrize("path", ["", "ledger/", "message/", "worried/"])
def test_on_a_page_of_an_account_the_button_knows_it(client: Client, home: Household, path: str) -> None:
    page = client.get(f"/accounts/{home.account.pk}/{path}").content.decode()

    assert f'<a class="qd-worried" href="{card(home)}" data-worried' in page


@pytest.mark.parametrize("where", ["anywhere", "on an account"])
def test_the_steps_and_the_numbers_are_there_at_once(client: Client, home: Household, where: str) -> None:
    page = text(client.get("/worried/" if where == "anywhere" else card(home)))

    for words in (
        "Are you thinking of ending your life?",
        "999",
        "116 123",
        "111 , then option 2",
        "No word about money, letters or court.",
        "Agree the next contact",
        "to be agreed with your council’s safeguarding lead",
    ):
        assert words in page


def test_the_card_of_an_account_names_the_address_for_the_ambulance(client: Client, home: Household) -> None:
    assert f"give the address, {home.account.tenancy.home}" in text(client.get(card(home)))


def test_one_press_without_a_word_stops_all_chasing(client: Client, home: Household) -> None:
    leader_of(home)

    answer = client.post(card(home), follow=True)

    assert answer.redirect_chain == [(card(home), 302)]
    assert "All chasing has stopped. Mo Sei has been told." in text(answer)
    assert "Raised by Nadia Rahman on 23 November 2026, about Ms Amina Yusuf." in text(answer)
    assert Marker.objects.get().kind == "crisis"


def test_where_nobody_leads_the_officer_is_told_to_find_somebody(client: Client, home: Household) -> None:
    assert "Nobody leads this patch: tell a manager now." in text(client.post(card(home), follow=True))


def test_pressed_twice_it_says_that_it_is_stopped(client: Client, home: Household) -> None:
    client.post(card(home))

    assert "All chasing had stopped already. It stays stopped." in text(client.post(card(home), follow=True))
    assert Marker.objects.count() == 1


@pytest.mark.parametrize("who", ["", "everybody"])
def test_everybody_is_meant_unless_one_is_chosen(client: Client, home: Household, who: str) -> None:
    other = PersonFactory(first_names="Idris")
    TenancyPerson.objects.create(tenancy=home.account.tenancy, person=other, role="tenant", from_on="2020-04-06")

    client.post(card(home), {"who": who})

    assert Marker.objects.count() == 2


def test_one_person_is_chosen(client: Client, home: Household) -> None:
    other = PersonFactory(first_names="Idris")
    TenancyPerson.objects.create(tenancy=home.account.tenancy, person=other, role="tenant", from_on="2020-04-06")

    client.post(card(home), {"who": str(other.pk)})

    assert Marker.objects.get().person == other


def test_somebody_else_altogether_is_not_chosen(client: Client, home: Household) -> None:
    stranger = PersonFactory()

    assert client.post(card(home), {"who": str(stranger.pk)}).status_code == 422
    assert not Marker.objects.exists()


def test_too_much_is_kept_on_the_page(client: Client, home: Household) -> None:
    answer = client.post(card(home), {"heard": "b" * 200_000})

    assert answer.status_code == 422
    assert "Chasing is not stopped yet" in text(answer)
    assert "b" * 200_000 in answer.content.decode()
    assert not Marker.objects.exists()


def test_no_address_or_title_tells_who(client: Client, home: Household) -> None:
    page = client.get(card(home)).content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.S)

    assert title is not None
    assert "Yusuf" not in title.group(1)
    assert "no-store" in client.get(card(home)).headers["Cache-Control"]


def test_from_anywhere_the_person_is_looked_for(client: Client, home: Household) -> None:
    answer = client.post("/worried/", {"words": "amina"})

    assert f'href="{card(home)}"' in answer.content.decode()
    assert "Are you thinking of ending your life?" in text(answer)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nobody of this name", "Nobody is found for"),
        ("x", "Type at least two letters or digits."),
        ("😀", "Type letters or digits"),
    ],
)
def test_what_finds_nobody_says_so_and_keeps_the_steps(client: Client, home: Household, words: str, said: str) -> None:
    page = text(client.post("/worried/", {"words": words}))

    assert said in page
    assert "Are you thinking of ending your life?" in page


def test_an_account_outside_opens_for_this_reason_on_the_record(client: Client, home: Household) -> None:
    officer = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P09")])
    sign_in(client, officer)
    assert client.get(card(home)).status_code == 404
    found = client.post("/worried/", {"words": home.account.account_ref}).content.decode()
    assert f'action="/accounts/{home.account.pk}/worried/open/"' in found

    answer = client.post(f"/accounts/{home.account.pk}/worried/open/", follow=True)

    assert "Stop all chasing now" in text(answer)
    assert AccessLog.objects.get(user=officer).reason == "Worried about someone"
    client.post(card(home))
    assert Marker.objects.get().owner == officer


def test_a_restricted_account_says_whom_to_tell_and_stays_closed(client: Client, home: Household) -> None:
    AccountRestriction.objects.create(tenancy=home.account.tenancy, reason="R", set_by=home.officer, set_at=NOON)
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P09")]))

    page = text(client.post("/worried/", {"words": home.account.account_ref}))

    assert "Tell the income manager at once" in page
    assert client.post(f"/accounts/{home.account.pk}/worried/open/").status_code == 404


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_raises_it_too(client: Client, home: Household, role: str) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert "All chasing has stopped." in text(client.post(card(home), follow=True))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, ""])
def test_who_sees_no_case_has_no_card(client: Client, home: Household, role: str) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/worried/").status_code == 403
    assert client.post(card(home)).status_code == 404


def test_the_account_says_who_raised_it_and_offers_no_lifting_to_her(client: Client, home: Household) -> None:
    raised(home)

    page = text(client.get(f"/accounts/{home.account.pk}/"))

    assert "Crisis raised by Nadia Rahman on 23 November 2026 , about Ms Amina Yusuf" in page
    assert "Lift the crisis" not in page
    assert "Send letter 1" not in page


def test_a_leader_lifts_it_on_the_account(client: Client, home: Household) -> None:
    raised(home)
    leader = leader_of(home)
    sign_in(client, leader)
    assert "First the next contact is agreed, on the crisis card." in text(client.get(f"/accounts/{home.account.pk}/"))
    signed_off(home, leader)
    assert "Lift the crisis" in text(client.get(f"/accounts/{home.account.pk}/"))

    answer = client.post(f"{card(home)}lift/", {"why": "Seen by her doctor"}, follow=True)

    assert f"The crisis on {home.account} is lifted." in text(answer)
    assert "Crisis raised by" not in text(answer)
    assert "In crisis" not in text(answer)


@pytest.mark.parametrize("why", ["", "a" * 501])
def test_without_a_reason_that_can_be_kept_it_stays(client: Client, home: Household, why: str) -> None:
    raised(home)
    sign_in(client, leader_of(home))

    answer = client.post(f"{card(home)}lift/", {"why": why}, follow=True)

    assert "Say why it is safe to lift it, in 500 characters at most." in text(answer)
    assert Marker.objects.get().lifted_on is None


def test_the_officer_who_raised_it_cannot_lift_it_by_address_either(client: Client, home: Household) -> None:
    raised(home)

    answer = client.post(f"{card(home)}lift/", {"why": "She is fine"}, follow=True)

    assert "A team leader or the income manager lifts it." in text(answer)
    assert Marker.objects.get().lifted_on is None


def test_after_it_is_lifted_the_card_offers_the_press_again(client: Client, home: Household) -> None:
    raised(home)
    lift(home, leader_of(home))

    assert "Stop all chasing now" in text(client.get(card(home)))


def test_the_card_asks_as_much_for_twenty_people_as_for_one(
    client: Client, home: Household, django_assert_num_queries: Callable[..., Any]
) -> None:
    raised(home)
    client.get(card(home))
    with CaptureQueriesContext(connection) as one:
        client.get(card(home))
    asked = len(one)
    for _ in range(19):
        TenancyPerson.objects.create(
            tenancy=home.account.tenancy, person=PersonFactory(), role="household", from_on="2020-04-06"
        )
    client.post(card(home), {"who": "everybody"})
    assert Marker.objects.count() == 20

    with django_assert_num_queries(asked):
        client.get(card(home))
