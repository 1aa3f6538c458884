"""The search box and its answers, by page, role and patch."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload import search
from caseload.commands import SIGN, meant
from staff.models import Role, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.finding.pages import READERS, find, restricted, text
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_a_name_is_posted_and_stands_in_no_address_and_no_title(client: Client, officer: User) -> None:
    home = household({"last_name": "Zebedee"}, tenancy__home=PropertyFactory(patch=PatchFactory(code="P09")))
    search.index_all(on=MONDAY)

    answer = find(client, "zebedee")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ms Amina Zebedee" in text(answer)
    assert not re.search(r'(href|action|data-[a-z]+)="[^"]*zebedee', page, re.I)
    assert "ebedee" not in re.findall(r"<title>(.*?)</title>", page, re.S)[0]
    assert client.get("/find/?words=zebedee").content.decode().count("Zebedee") == 0
    assert home.account.get_absolute_url() in page


def test_results_are_come_back_to_by_a_number_and_only_in_ones_own_session(
    client: Client, officer: User, elsewhere: Household
) -> None:
    first = re.search(r'data-address="([^"]+)"', find(client, "holt").content.decode())
    second = re.search(r'data-address="([^"]+)"', find(client, "nobody").content.decode())
    assert first
    assert second

    assert elsewhere.account.account_ref in text(client.get(first[1]))
    assert "Nothing is found for nobody" in text(client.get(second[1]))
    sign_in(client, officer)
    client.logout()
    sign_in(client, officer)
    assert client.get(first[1]).status_code == 404


def test_only_the_last_ten_searches_are_kept(client: Client, officer: User) -> None:
    for number in range(12):
        find(client, f"name{number}")

    assert len(client.session["searches"]) == 10
    assert client.get("/find/1/").status_code == 404
    assert client.get("/find/12/").status_code == 200


def test_a_whole_reference_opens_the_account_at_once(client: Client) -> None:
    home = owing()
    search.index_all(on=MONDAY)
    sign_in(client, home.officer)

    answer = find(client, home.account.account_ref.lower())

    assert answer.status_code == 302
    assert answer["Location"] == home.account.get_absolute_url()


def test_a_reference_outside_ones_patches_waits_for_its_reason(
    client: Client, officer: User, elsewhere: Household
) -> None:
    answer = find(client, elsewhere.account.account_ref)

    assert answer.status_code == 200
    assert f'href="/accounts/{elsewhere.account.pk}/open/"' in answer.content.decode()


def test_outside_ones_patches_name_and_street_are_shown_and_no_sum(
    client: Client, officer: User, elsewhere: Household
) -> None:
    for answer in [find(client, "holt"), client.post("/find/while-typing/", {"words": "holt"})]:
        page = text(answer)
        assert "Ms Amina Holt" in page
        assert elsewhere.account.tenancy.home.address_1 in page
        assert "Outside your patches" in page
        assert "209" not in page
        assert "OT1 2AB" not in page


def test_a_restricted_account_is_no_more_than_its_reference(
    client: Client, officer: User, elsewhere: Household
) -> None:
    restricted(elsewhere)

    for address in ["/find/", "/find/while-typing/"]:
        assert elsewhere.account.account_ref not in text(client.post(address, {"words": "holt"}))
        answer = client.post(address, {"words": elsewhere.account.account_ref})
        page = text(answer)
        assert "Restricted" in page
        assert "Ask the income manager" in page
        assert "Holt" not in page
        assert elsewhere.account.tenancy.home.address_1 not in page
        assert f"/accounts/{elsewhere.account.pk}/" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("🙂🙂🙂", "Type letters or digits: a name, a street, a number."),
        ("x" * 500, "Type no more than 100 characters"),
        ("%_%", "Type letters or digits: a name, a street, a number."),
        ("\x00holt", "Ms Amina Holt"),
        ("", "Type into the box at the top"),
        ("<script>alert(1)</script>", "Nothing is found for"),
        ("h", "Type at least two letters or digits"),
    ],
)
def test_whatever_is_typed_is_answered_in_plain_words(
    typed: str, says: str, client: Client, officer: User, elsewhere: Household
) -> None:
    answer = find(client, typed)

    assert answer.status_code == (422 if typed and says.startswith("Type ") else 200)
    assert says in text(answer)
    assert "<script>alert" not in answer.content.decode()
    assert client.post("/find/while-typing/", {"words": typed}).status_code == 200


def test_before_the_first_load_the_page_says_that_nothing_can_be_found_yet(client: Client, officer: User) -> None:
    assert "no extract has been loaded" in text(find(client, "holt"))


@pytest.mark.parametrize(
    ("typed", "goes_to"),
    [
        ("today", "/"),
        ("Coverage", "/coverage/"),
        (">und", "/undo/"),
        ("undo", "/undo/"),
        (">covera", "/coverage/"),
        (">cover", "/cover/"),
    ],
)
def test_a_pages_own_word_goes_there(typed: str, goes_to: str, client: Client, officer: User) -> None:
    answer = find(client, typed)

    assert answer.status_code == 302
    assert answer["Location"] == goes_to


def test_the_beginning_of_a_word_offers_the_page_beside_the_accounts(
    client: Client, officer: User, elsewhere: Household
) -> None:
    assert "Go to Today" in text(find(client, "tod"))
    assert "Go to Coverage" in text(client.post("/find/while-typing/", {"words": ">"}))
    assert "Go to" not in text(client.post("/find/while-typing/", {"words": "holt"}))
    assert "Go to Extracts" not in text(client.post("/find/while-typing/", {"words": ">"}))


def test_an_exact_reference_is_marked_to_be_opened_by_enter(client: Client) -> None:
    home = owing()
    search.index_all(on=MONDAY)
    sign_in(client, home.officer)

    assert "data-exact" in client.post("/find/while-typing/", {"words": home.account.account_ref}).content.decode()
    assert "data-exact" not in client.post("/find/while-typing/", {"words": "yusuf"}).content.decode()


def test_neither_page_nor_list_is_kept_by_the_browser(client: Client, officer: User) -> None:
    for answer in [find(client, "holt"), client.get("/find/1/"), client.post("/find/while-typing/", {"words": "ho"})]:
        assert "no-store" in answer["Cache-Control"]


def test_the_list_while_typing_is_only_posted(client: Client, officer: User) -> None:
    assert client.get("/find/while-typing/").status_code == 405


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, ""])
def test_those_who_see_no_accounts_find_none(role: str, client: Client, elsewhere: Household) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert find(client, "holt").status_code == 403
    assert client.post("/find/while-typing/", {"words": "holt"}).status_code == 403
    assert client.get("/find/1/").status_code == 403


@pytest.mark.parametrize("role", [*READERS, Role.INCOME_MANAGER])
def test_those_who_see_the_whole_borough_open_what_they_find(role: Role, client: Client, elsewhere: Household) -> None:
    sign_in(client, OfficerFactory(role=role))

    page = find(client, "holt").content.decode()

    assert f'href="/accounts/{elsewhere.account.pk}/"' in page
    assert "/open/" not in page
    assert ("call-in" in page) is (role == Role.INCOME_MANAGER)


def test_the_results_ask_as_many_questions_for_twenty_as_for_one(
    client: Client, officer: User, elsewhere: Household, django_assert_num_queries: Callable[..., Any]
) -> None:
    household(tenancy__home=PropertyFactory(patch=PatchFactory(code="P09")))  # her own, which the frame counts
    find(client, "holt")
    with CaptureQueriesContext(connection) as for_one:
        find(client, "holt")
    for number in range(19):
        mine = PropertyFactory(patch=PatchFactory(code="P09" if number % 2 else "P01"))
        household({"last_name": "Holt"}, tenancy__home=mine)
    search.index_all(on=MONDAY)

    with django_assert_num_queries(len(for_one)):
        answer = find(client, "holt")

    assert "20 accounts" in text(answer)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_every_page_that_is_offered_opens_for_whoever_it_is_offered_to(role: Role, client: Client) -> None:
    user = OfficerFactory(role=role, patches=[PatchFactory(code="P09")])
    sign_in(client, user)

    for command in meant(SIGN, user=user):
        assert client.get(command.url).status_code == 200, command.label


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.NEIGHBOURHOOD_OFFICER}]
)
def test_every_page_of_the_rail_can_be_typed(role: Role, client: Client) -> None:
    user = OfficerFactory(role=role, patches=[PatchFactory(code="P09")])
    sign_in(client, user)

    rail = {entry.url for entry in client.get("/help/").context["frame"].navigation}

    assert rail <= {command.url for command in meant(SIGN, user=user)} | {"/messages-to-check/"}


def test_a_tenant_comes_before_a_page_that_is_called_the_same(client: Client, officer: User) -> None:
    home = household({"last_name": "Day"}, tenancy__home=PropertyFactory(patch=PatchFactory(code="P09")))
    search.index_all(on=MONDAY)

    found = find(client, "day")
    while_typing = client.post("/find/while-typing/", {"words": "day"}).content.decode()

    assert home.account.account_ref in text(found)
    assert "Go to Day sheet" in text(found)
    assert while_typing.index("Amina Day") < while_typing.index("Go to Day sheet")
    assert "data-exact" not in while_typing
    assert find(client, ">day").status_code == 302
