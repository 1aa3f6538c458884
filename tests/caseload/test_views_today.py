"""Today (K01): one sentence, the must-dos, the groups; who sees what; putting several off."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from caseload.models import ExtractLoad, Recommendation, Step
from caseload.sweep import decide_now
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import with_claim
from tests.caseload.reading import text, words_in
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory, PropertyFactory, RentAccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def rows(page: str) -> list[str]:
    """The account references in the tables of work, from top to bottom."""
    return re.findall(r"<tr data-row>.*?data-open href=\"[^\"]+\">([^<]+)</a>", page, re.S)


def groups(page: str) -> str:
    """The part of Today below what comes first."""
    return page[page.index("qd-today__groups") :]


def test_today_says_in_one_sentence_how_much_waits_and_starts_with_the_first(client: Client) -> None:
    first, *_ = homes = [owing() for _ in range(3)]
    sign_in(client, first.officer)

    page = client.get("/").content

    assert "3 this week , 0 today , 0 cannot wait ." in words_in(page.decode())  # each number leads to its list
    assert rows(groups(page.decode())) == [home.account.account_ref for home in homes]
    assert 'type="submit" data-key="Enter">Start' in page.decode()
    started = client.post("/session/start/", {"group": ""})
    assert started.headers["Location"] == f"/accounts/{first.account.pk}/"


def test_s1_09_what_cannot_wait_comes_first_with_its_reason_and_every_row_has_one(client: Client) -> None:
    quiet = owing()
    hearing = owing()
    with_claim(hearing, hearing_on=MONDAY + timedelta(days=3))
    decide_now([hearing.account.pk], as_of=MONDAY)
    sign_in(client, quiet.officer)

    page = client.get("/").content.decode()

    urgent = Recommendation.objects.get(account=hearing.account, lapsed_on=None)
    assert urgent.urgency == 1
    must_dos = page[page.index('id="must-dos"') : page.index("</table>", page.index('id="must-dos"'))]
    assert rows(must_dos) == [hearing.account.account_ref]
    assert "Cannot wait" in must_dos
    reasons = re.findall(r'<br><span class="qd-small qd-quiet">([^<]*)</span></td><td', page)
    assert "Hearing within three weeks" in reasons
    assert all(reason.strip() for reason in reasons)


def test_the_list_asks_as_many_questions_for_twenty_accounts_as_for_one(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    client.get("/?group=letter")
    with CaptureQueriesContext(connection) as one:
        client.get("/?group=letter")
    for _ in range(19):
        owing()

    with CaptureQueriesContext(connection) as twenty:
        page = client.get("/?group=letter").content.decode()

    assert len(rows(page)) == 20
    assert len(twenty) == len(one)


def test_a_long_group_is_read_page_by_page_and_nobody_is_lost_between_them(client: Client) -> None:
    homes = [owing() for _ in range(53)]
    sign_in(client, homes[0].officer)

    first = client.get("/?group=letter").content.decode()
    following = re.search(r'href="(\?group=letter&amp;after=[^"]+)"', first)
    assert following
    second = client.get("/" + following[1].replace("&amp;", "&")).content.decode()

    assert len(rows(first)) == 50
    assert rows(first) + rows(second) == [home.account.account_ref for home in homes]


def test_a_page_whose_address_was_altered_is_not_found(client: Client) -> None:
    sign_in(client, owing().officer)

    assert client.get("/?group=letter&after=WzEsMl0:forged").status_code == 404


def test_where_nothing_was_ever_loaded_today_says_so(client: Client) -> None:
    sign_in(client, OfficerFactory())

    assert "No extract has been loaded yet" in text(client.get("/"))


def test_where_nothing_is_due_today_leads_to_coverage(client: Client) -> None:
    ExtractLoad.objects.create(
        state="loaded", as_at=MONDAY, council="Ottersby", started_at="2026-11-23T06:00Z", ended_at="2026-11-23T06:01Z"
    )
    sign_in(client, owing(owes="10.00").officer)

    page = client.get("/").content

    assert "Nothing is due" in words_in(page.decode())
    assert 'href="/coverage/"' in page.decode()


def test_whoever_has_no_patch_is_told_so(client: Client) -> None:
    ExtractLoad.objects.create(
        state="loaded", as_at=MONDAY, council="Ottersby", started_at="2026-11-23T06:00Z", ended_at="2026-11-23T06:01Z"
    )
    sign_in(client, OfficerFactory())

    assert "No patch has been given to you" in text(client.get("/"))


def test_old_figures_are_announced_on_every_page_with_their_age(client: Client) -> None:
    ExtractLoad.objects.create(
        state="loaded",
        as_at=MONDAY - timedelta(days=4),
        council="Ottersby",
        started_at="2026-11-19T06:00Z",
        ended_at="2026-11-19T06:01Z",
    )
    sign_in(client, OfficerFactory())

    page = text(client.get("/coverage/"))

    assert "These figures are 4 days old. The last extract was as at 19 November 2026." in page


def test_an_officer_sees_her_patches_alone_and_no_former_accounts(client: Client) -> None:
    hers = owing()
    elsewhere = RentAccountFactory(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    decide_now([elsewhere.pk], as_of=MONDAY)
    sign_in(client, hers.officer)

    page = client.get("/").content.decode()

    assert hers.account.account_ref in page
    assert elsewhere.account_ref not in page


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_sees_the_work_and_no_start_button(client: Client, role: Role) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role))

    page = client.get("/").content.decode()

    assert rows(page) == [home.account.account_ref]
    assert "qd-start" not in page
    assert "Put off several" not in client.get("/?group=letter").content.decode()


def test_the_administrator_is_led_to_the_extracts_and_sees_no_case(client: Client) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=Role.ADMINISTRATOR))

    assert client.get("/").headers["Location"] == "/extracts/"
    assert client.get(f"/accounts/{home.account.pk}/").status_code == 404
    assert home.account.account_ref not in client.get("/extracts/").content.decode()


def test_without_a_role_one_is_told_that_nothing_was_given(client: Client) -> None:
    sign_in(client, OfficerFactory(role=""))

    assert "nothing has been given to you yet" in text(client.get("/"))


def test_s2_31_thirty_items_are_put_off_in_three_presses_with_a_reason(client: Client) -> None:
    homes = [owing() for _ in range(30)]
    sign_in(client, homes[0].officer)
    client.get("/?group=letter")  # press one: the group; press two opens 'Put off several', press three is this:

    with zeal_ignore():  # each account is locked and decided again by itself
        answer = client.post(
            "/put-off/",
            {
                "group": "letter",
                "shown": [home.account.pk for home in homes],
                "every": "yes",
                "until": "30 November 2026",
                "why": "Flood in Mill Lane",
            },
            follow=True,
        )

    assert "30 accounts put off to 30 November 2026." in text(answer)
    steps = Step.objects.filter(outcome="deferred", until=MONDAY + timedelta(days=7), reason="Flood in Mill Lane")
    assert steps.count() == 30
    assert not Recommendation.objects.filter(lapsed_on=None, action="letter_1").exists()


def test_s2_31_a_date_set_by_the_court_does_not_move(client: Client) -> None:
    hearing = owing()
    with_claim(hearing, hearing_on=MONDAY + timedelta(days=3))
    decide_now([hearing.account.pk], as_of=MONDAY)
    sign_in(client, hearing.officer)

    answer = client.post(
        "/put-off/",
        {"group": "legal", "ticked": [hearing.account.pk], "until": "30 November 2026", "why": "Leave"},
        follow=True,
    )

    assert f"{hearing.account.account_ref} stays:" in text(answer)
    assert "26 November 2026, which cannot move" in text(answer)
    assert not Step.objects.exists()


def test_putting_off_without_a_reason_keeps_the_day_and_the_ticks(client: Client) -> None:
    home, other = owing(), owing()
    sign_in(client, home.officer)

    answer = client.post(
        "/put-off/",
        {
            "group": "letter",
            "ticked": [home.account.pk],
            "shown": [home.account.pk, other.account.pk],
            "until": "1/12/26",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why they are put off." in page
    assert 'value="1/12/26"' in page
    assert re.search(rf'name="ticked" value="{home.account.pk}"[^>]*checked', page)
    assert not re.search(rf'name="ticked" value="{other.account.pk}"[^>]*checked', page)


def test_accounts_of_another_patch_are_not_put_off_whatever_is_posted(client: Client) -> None:
    hers = owing()
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, hers.officer)

    client.post(
        "/put-off/",
        {"group": "letter", "ticked": [elsewhere.account.pk], "until": "30 November 2026", "why": "Leave"},
    )

    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.INCOME_ADVISOR, "You have"),
        (Role.TEAM_LEADER, "Each officer’s work in hand"),
        (Role.INCOME_MANAGER, "Each officer’s work in hand"),
        (Role.LEGAL, "Officers and advisors do it; you read it here."),
        (Role.AUDITOR, "Officers and advisors do it; you read it here."),
    ],
)
def test_only_whose_work_it_is_is_told_whether_it_fits_their_hours(client: Client, role: str, says: str) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))

    head = words_in(client.get("/").content.decode())

    assert says in head
    assert ("left this week" in head) == (role == Role.INCOME_ADVISOR)
