"""The search box and its answers; opening from outside; restricting; whoever rings: by page, role and patch."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseload import search
from caseload.commands import SIGN, meant
from staff.models import AccessLog, Role, User
from tenancies.models import AccountAccess, AccountEvent, AccountRestriction, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory

pytestmark = pytest.mark.django_db
READERS = [Role.LEGAL, Role.FINANCE, Role.AUDITOR]


@pytest.fixture(autouse=True)
def _monday(settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY


@pytest.fixture
def officer(client: Client) -> User:
    """Somebody with a patch of her own, P09, signed in."""
    officer = OfficerFactory(name="Tom Fenwick", patches=[PatchFactory(code="P09")])
    sign_in(client, officer)
    return officer


@pytest.fixture
def elsewhere() -> Household:
    home = owing({"last_name": "Holt"}, owes="209.00")
    search.index_all(on=MONDAY)
    return home


def text(answer: HttpResponse) -> str:
    page = re.sub(r"<(head|header|nav|footer).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def find(client: Client, typed: str) -> HttpResponse:
    answer: HttpResponse = client.post("/find/", {"words": typed})
    return answer


def restricted(home: Household) -> AccountRestriction:
    return AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=OfficerFactory(), set_at=timezone.now()
    )


# -- Finding --


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
        ("🙂🙂🙂", "Nothing is found for 🙂🙂🙂"),
        ("x" * 500, "Type no more than 100 characters"),
        ("%_%", "Nothing is found for %_%"),
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

    assert answer.status_code in {200, 422}
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


# -- Opening from outside --


def test_one_press_on_a_reason_opens_it_for_a_working_day_on_the_record(
    client: Client, officer: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}/"
    assert client.get(address).status_code == 404
    asked = client.get(f"{address}open/")
    assert "Ms Amina Holt" in text(asked)
    assert "209" not in text(asked)

    answer = client.post(f"{address}open/", {"reason": "Duty desk"}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Outside your patches" in text(answer)
    assert "Duty desk" in text(answer)
    access = AccountAccess.objects.get()
    assert (access.user, access.account, access.reason) == (officer, elsewhere.account, "Duty desk")
    assert access.ends_at - access.at == timedelta(hours=12)
    logged = AccessLog.objects.get()
    assert (logged.user, logged.what, logged.about, logged.reason) == (
        officer, "opened from outside", elsewhere.account.account_ref, "Duty desk",
    )  # fmt: skip
    event = AccountEvent.objects.get(account=elsewhere.account, what="opened_from_outside")
    assert event.by == officer
    assert event.summary == "Opened from outside the patch: Duty desk."


def test_pressed_twice_it_opens_once(client: Client, officer: User, elsewhere: Household) -> None:
    for _ in range(2):
        client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"})

    assert AccountAccess.objects.count() == AccessLog.objects.count() == 1


def test_with_the_tenant_there_the_call_screen_opens(client: Client, officer: User, elsewhere: Household) -> None:
    answer = client.post(
        f"/accounts/{elsewhere.account.pk}/open/", {"reason": "The tenant is here or on the phone"}, follow=True
    )

    assert answer.redirect_chain == [(f"/accounts/{elsewhere.account.pk}/call-in/", 302)]
    assert "Who are you speaking to?" in text(answer)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Choose a reason, or write one."),
        ({"reason": "Curious"}, "Choose a reason, or write one."),
        ({"other": "  "}, "Choose a reason, or write one."),
        ({"other": "x" * 201}, "Write no more than 200 characters."),
    ],
)
def test_without_a_reason_it_stays_closed(
    typed: dict[str, str], says: str, client: Client, officer: User, elsewhere: Household
) -> None:
    answer = client.post(f"/accounts/{elsewhere.account.pk}/open/", typed)

    assert answer.status_code == 422
    assert says in text(answer)
    assert not AccountAccess.objects.exists()
    assert not AccessLog.objects.exists()


def test_a_reason_of_ones_own_is_kept_word_for_word(client: Client, officer: User, elsewhere: Household) -> None:
    client.post(f"/accounts/{elsewhere.account.pk}/open/", {"other": "Noise complaint next door"})

    assert AccountAccess.objects.get().reason == "Noise complaint next door"


def test_an_account_in_ones_own_lists_opens_without_a_reason(client: Client, elsewhere: Household) -> None:
    sign_in(client, elsewhere.officer)

    answer = client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"})

    assert answer["Location"] == f"/accounts/{elsewhere.account.pk}/"
    assert not AccountAccess.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, ""])
def test_opening_from_outside_is_for_the_income_team(role: str, client: Client, elsewhere: Household) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.post(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk"}).status_code == 403
    assert not AccountAccess.objects.exists()


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_restricted_account_is_not_to_be_opened_whatever_is_sent(
    way: str, client: Client, officer: User, elsewhere: Household
) -> None:
    restricted(elsewhere)

    answer = getattr(client, way)(f"/accounts/{elsewhere.account.pk}/open/", {"reason": "Duty desk", "other": "Please"})

    assert answer.status_code == 404
    assert not AccountAccess.objects.exists()
    assert client.get("/accounts/999999999/open/").status_code == 404


# -- Restricting --


@pytest.fixture
def leader(client: Client, elsewhere: Household) -> User:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[elsewhere.account.tenancy.home.patch])
    sign_in(client, leader)
    return leader


def test_a_team_leader_restricts_a_tenancy_and_lifts_it_again(
    client: Client, leader: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}"

    answer = client.post(f"{address}/restrict/", {"why": "A colleague’s own home"}, follow=True)

    assert "is restricted: nobody outside its patch can open it" in text(answer)
    assert "A colleague’s own home" in text(answer)
    restriction = AccountRestriction.objects.get()
    assert (restriction.set_by, restriction.lifted_at) == (leader, None)
    assert AccountEvent.objects.get(what="restricted").summary == "Restricted: A colleague’s own home"

    answer = client.post(f"{address}/restriction/lift/", {"why": "Moved away"}, follow=True)

    restriction.refresh_from_db()
    assert restriction.lifted_by == leader
    assert "is no longer restricted" in text(answer)
    assert AccountEvent.objects.get(what="unrestricted").summary == "Restriction lifted: Moved away"


def test_restricted_twice_or_lifted_twice_nothing_changes_and_it_is_said(
    client: Client, leader: User, elsewhere: Household
) -> None:
    address = f"/accounts/{elsewhere.account.pk}"

    assert "is not restricted" in text(client.post(f"{address}/restriction/lift/", {"why": "Moved"}, follow=True))
    client.post(f"{address}/restrict/", {"why": "In hiding"})
    assert "restricted already" in text(client.post(f"{address}/restrict/", {"why": "Again"}, follow=True))

    assert AccountRestriction.objects.count() == 1


def test_a_restriction_needs_its_reason(client: Client, leader: User, elsewhere: Household) -> None:
    answer = client.post(f"/accounts/{elsewhere.account.pk}/restrict/", {"why": ""})

    assert answer.status_code == 422
    assert "Say why" in text(answer)
    assert not AccountRestriction.objects.exists()


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.INCOME_OFFICER, 403),
        (Role.INCOME_ADVISOR, 403),
        (Role.LEGAL, 403),
        (Role.FINANCE, 403),
        (Role.AUDITOR, 403),
        (Role.ADMINISTRATOR, 404),
        (Role.INCOME_MANAGER, 302),
    ],
)
@pytest.mark.parametrize("act", ["restrict", "restriction/lift"])
def test_restricting_is_for_those_who_lead(
    act: str, role: Role, answers: int, client: Client, elsewhere: Household
) -> None:
    sign_in(client, OfficerFactory(role=role, patches=[elsewhere.account.tenancy.home.patch]))

    assert client.post(f"/accounts/{elsewhere.account.pk}/{act}/", {"why": "In hiding"}).status_code == answers
    assert AccountRestriction.objects.exists() is (answers == 302 and act == "restrict")


def test_a_leader_of_another_patch_restricts_nothing_here(client: Client, elsewhere: Household) -> None:
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P09")])
    sign_in(client, leader)
    address = f"/accounts/{elsewhere.account.pk}"
    assert client.post(f"{address}/restrict/", {"why": "In hiding"}).status_code == 404

    client.post(f"{address}/open/", {"reason": "Duty desk"})
    assert client.post(f"{address}/restrict/", {"why": "In hiding"}).status_code == 404

    assert not AccountRestriction.objects.exists()


# -- Somebody rings or comes in (S3-47) --


@pytest.fixture
def call(client: Client) -> Household:
    home = owing({"first_names": "Amina", "born_on": "1980-02-29"}, {"first_names": "Idris"}, owes="209.00")
    sign_in(client, home.officer)
    return home


def to_call(home: Household, step: str = "") -> str:
    return f"/accounts/{home.account.pk}/call-in/{step}"


def test_s3_47_no_sum_is_shown_before_it_is_ticked_who_it_is(client: Client, call: Household) -> None:
    page = client.get(to_call(call))

    assert "Who are you speaking to?" in text(page)
    assert "born 29 February 1980" in text(page)
    assert "£" not in text(page)
    assert "The whole account" not in text(page)

    answer = client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"}, follow=True)

    assert answer.redirect_chain == [(to_call(call), 302)]
    assert "Identity checked" in text(answer)
    assert "£209.00" in text(answer)
    assert not AccessLog.objects.exists()


def test_s3_47_skipped_with_a_reason_the_reason_is_logged(client: Client, call: Household) -> None:
    typed = {"speaking_to": call.tenants[0].pk, "checked": "no", "because": "I know her voice"}

    answer = client.post(to_call(call, "check/"), typed, follow=True)

    assert "£209.00" in text(answer)
    logged = AccessLog.objects.get()
    assert (logged.what, logged.about, logged.reason) == (
        "identity not checked", call.account.account_ref, "I know her voice",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"checked": "yes"}, "Choose who it is."),
        ({"checked": "yes", "speaking_to": "999999"}, "Choose who it is."),
        ({"checked": "no", "speaking_to": "first"}, "Say why it was not checked"),
        ({"checked": "yes", "speaking_to": "0"}, "without the tenant’s authority"),
        ({"speaking_to": "first"}, "Press one of the buttons"),
    ],
)
def test_s3_47_a_check_half_made_shows_nothing(
    typed: dict[str, str], says: str, client: Client, call: Household
) -> None:
    if typed.get("speaking_to") == "first":
        typed = {**typed, "speaking_to": str(call.tenants[0].pk)}

    answer = client.post(to_call(call, "check/"), typed)

    assert answer.status_code == 422
    assert says in text(answer)
    assert "£" not in text(answer)
    assert "£" not in text(client.get(to_call(call)))


def test_s3_47_for_somebody_else_a_message_is_taken_and_nothing_is_said(client: Client, call: Household) -> None:
    answer = client.post(to_call(call, "check/"), {"speaking_to": "0", "checked": "message"}, follow=True)
    assert "Say nothing about the account" in text(answer)
    assert "£" not in text(answer)

    client.post(to_call(call, "record/"), {"channel": "phone", "note": "A neighbour rang", "outcome": "third_party"})

    contact = call.account.contacts.get()
    assert (contact.person, contact.direction, contact.outcome) == (None, "in", "third_party")
    summary = AccountEvent.objects.get(what="call").summary
    assert summary == "Somebody else rang: third party. Nothing was disclosed. A neighbour rang"


def test_the_check_of_one_account_opens_no_other_and_lasts_an_hour(client: Client, call: Household) -> None:
    other = owing({"last_name": "Holt"}, owes="230.00")
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"})
    assert "£" not in text(client.get(to_call(other)))

    session = client.session
    session["call_in"] = {**session["call_in"], "since": timezone.now().timestamp() - 3601}
    session.save()

    assert "£" not in text(client.get(to_call(call)))


def test_what_they_said_is_recorded_and_can_be_taken_back(client: Client, call: Household) -> None:
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[1].pk, "checked": "yes"})
    typed = {"channel": "office", "note": "Shift changed", "outcome": "promised", "promised_amount": "50",
             "promised_on": "30 November 2026"}  # fmt: skip

    answer = client.post(to_call(call, "record/"), typed, follow=True)

    assert answer.redirect_chain == [(call.account.get_absolute_url(), 302)]
    contact = call.account.contacts.get()
    assert (contact.person, contact.direction, contact.channel) == (call.tenants[1], "in", "office")
    assert (contact.promised_amount, contact.purpose) == (Decimal("50.00"), "payment_promise")
    event = AccountEvent.objects.get(what="call")
    assert event.summary == (
        "Ms Idris Yusuf came in: promised to pay £50.00 by 30 November 2026. Identity checked. Shift changed"
    )
    act = call.officer.acts.get()
    assert act.about == f"recovery.contactattempt:{contact.pk}"
    client.post(f"/undo/{act.pk}/")
    contact.refresh_from_db()
    assert contact.taken_back_at is not None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"channel": "phone", "outcome": "promised"}, "Enter how much was promised and by which day"),
        (
            {"channel": "phone", "outcome": "promised", "promised_amount": "5", "promised_on": "1 November 2026"},
            "Enter how much was promised and by which day, today or later",
        ),
        ({"channel": "phone", "outcome": "spoke", "promised_amount": "5"}, "choose ‘Promised to pay’"),
        ({"channel": "phone", "outcome": "sent"}, "Choose how it went."),
        ({"outcome": "spoke"}, "Choose how they came to you."),
        ({"channel": "phone", "outcome": "spoke", "note": "x" * 501}, "Write no more than 500 characters."),
    ],
)
def test_what_was_said_is_refused_where_it_does_not_hold_together_and_stays_typed(
    typed: dict[str, str], says: str, client: Client, call: Household
) -> None:
    client.post(to_call(call, "check/"), {"speaking_to": call.tenants[0].pk, "checked": "yes"})

    answer = client.post(to_call(call, "record/"), {"note": "Her sister helps", **typed})

    assert answer.status_code == 422
    assert says in text(answer)
    assert (typed.get("note") or "Her sister helps") in answer.content.decode()
    assert not call.account.contacts.exists()


def test_nothing_is_recorded_before_it_is_said_who_it_was(client: Client, call: Household) -> None:
    answer = client.post(to_call(call, "record/"), {"channel": "phone", "outcome": "spoke"}, follow=True)

    assert "say first who you are speaking to" in text(answer)
    assert not call.account.contacts.exists()


@pytest.mark.parametrize("step", ["", "check/", "record/"])
def test_calls_are_taken_by_those_who_work_the_account(step: str, client: Client, call: Household) -> None:
    def asked() -> int:
        send = client.post if step else client.get
        return int(send(to_call(call, step)).status_code)

    for role in READERS:
        sign_in(client, OfficerFactory(role=role))
        assert asked() == 403
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P09")]))
    assert asked() == 404
    sign_in(client, OfficerFactory(role=Role.ADMINISTRATOR))
    assert asked() == 404


def test_the_dead_do_not_ring(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Idris", "died_on": "2026-11-01"})
    sign_in(client, home.officer)

    page = text(client.get(to_call(home)))

    assert "Ms Amina Yusuf" in page
    assert "Idris" not in page
    assert RentAccount.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_every_page_that_is_offered_opens_for_whoever_it_is_offered_to(role: Role, client: Client) -> None:
    user = OfficerFactory(role=role, patches=[PatchFactory(code="P09")])
    sign_in(client, user)

    for command in meant(SIGN, user=user):
        assert client.get(command.url).status_code == 200, command.label
