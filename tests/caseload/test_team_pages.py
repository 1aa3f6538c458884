"""Team: who sees which figures, every number opens the accounts it counts, the file says what the page says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from caseload import snapshots
from caseload.charts import workload
from caseload.figures import FIGURES
from caseload.models import AccountFigures, Recommendation, Snapshot, Step
from caseload.tasks import take_snapshot
from legal.models import Notice, NoticeService, PossessionClaim
from staff.models import Patch, User
from tenancies.models import Handover
from tests.caseload.desk import sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of
from tests.caseload.sweeping import MONDAY, pay, sweep
from tests.factories.people import Household, OfficerFactory, household
from welfare.models import Hold

pytestmark = pytest.mark.django_db
CHARTS = ["collection", "landscape", "contract", "ladder", "workload", "agreements", "figures", "patches"]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def homes() -> list[Household]:
    """Three homes of one officer that owe one, two and eight weeks; a fourth in another's patch. Swept and counted."""
    mine = [household(owes=Decimal(owes), on=MONDAY - timedelta(days=7)) for owes in ("104.50", "209.00", "836.00")]
    other = household(tenancy__home__patch=Patch.objects.create(code="P02"), owes=Decimal("300.00"))
    other.officer.name = "Tom Fenwick"
    other.officer.save(update_fields=["name"])
    for home in mine[1:]:
        home.officer.delete()  # each household of the factory brings an officer; here one has them all
        home.officer = mine[0].officer
    pay(mine[1].account, "10.00", on=MONDAY - timedelta(days=5))
    notice_on(mine[2])
    sweep()
    snapshots.take(on=MONDAY)
    return [*mine, other]


def notice_on(home: Household) -> None:
    """Served by hand nine weeks ago, in force since."""
    served_on = MONDAY - timedelta(days=63)
    notice = Notice.objects.create(
        tenancy=home.account.tenancy,
        kind="nosp",
        prepared_on=served_on,
        specified_on=MONDAY - timedelta(days=28),
        status="served",
    )
    NoticeService.objects.create(notice=notice, person=home.tenants[0], method="hand", done_on=served_on)


def leader_of(*homes: Household) -> User:
    return OfficerFactory(role="team_leader", patches={home.account.tenancy.home.patch for home in homes})


def numbers(text: str) -> dict[str, str]:
    """Each address of a list on the page, with the number that it stands behind."""
    found = re.findall(r'href="(/team/accounts/[^"]*)">(?:<text[^>]*>)?([£\d][\d,.]*%?)<', text)
    return {unescape(url): number for url, number in found}


def test_every_number_on_the_board_opens_as_many_accounts_as_it_says(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))
    page = client.get("/team/")
    opened = numbers(page.text)

    assert len(opened) > 30
    for url, number in opened.items():
        listed = client.get(url)
        assert listed.status_code == 200, url
        if number.isdigit():
            assert listed.context["number"] == int(number), url
            assert len(listed.context["rows"]) == int(number), url
        elif number.startswith("£") and listed.context["in_all"]:
            assert listed.context["in_all"][0][1] == Decimal(number[1:].replace(",", "")), url


def test_the_headlines_are_those_of_the_ledger(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))

    tiles = {tile.figure.name: tile for tile in client.get("/team/").context["tiles"]}

    assert tiles["gross"].value == "£1,439.50"  # 104.50 + 199.00 + 836.00 + 300.00
    assert tiles["over_7"].value == "1"
    assert tiles["arrears_share"].value == "6.6%"  # 1,439.50 of 4 × 104.50 × 52
    assert tiles["recommended"].value == str(Recommendation.objects.exclude(action="none").count())


def test_each_figure_shows_how_it_is_counted(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))
    text = unescape(client.get("/team/").text)

    for figure in FIGURES.values():
        assert figure.definition in text, figure.name
        assert figure.source in text, figure.name


def test_a_leader_sees_the_patches_she_leads_and_no_other(client: Client, homes: list[Household]) -> None:
    sign_in(client, leader_of(homes[0]))

    page = client.get("/team/")

    assert page.context["report"].totals["accounts"] == 3
    assert "P02" not in page.text
    assert "Tom Fenwick" not in page.text
    assert client.get("/team/?patch=P02").status_code == 404
    assert client.get("/team/accounts/?figure=gross&patch=P02").status_code == 404
    assert client.get(f"/team/accounts/?figure=gross&officer={homes[3].officer.pk}").context["number"] == 0


def test_an_officer_sees_her_own_figures_and_never_anothers(client: Client, homes: list[Household]) -> None:
    sign_in(client, homes[3].officer)

    page = client.get("/team/mine/")

    assert page.context["report"].totals["accounts"] == 1
    assert homes[0].officer.name not in page.text
    for url in ("/team/accounts/?figure=gross", "/team/figures.csv"):
        assert client.get(f"{url}{'&' if '?' in url else '?'}officer={homes[0].officer.pk}").status_code == 404
    assert client.get("/team/accounts/?figure=accounts").context["number"] == 1
    assert client.get("/team/").status_code == 403


def test_s3_25_own_and_others_make_the_team(client: Client, homes: list[Household]) -> None:
    sums = []
    for officer in (homes[0].officer, homes[3].officer):
        sign_in(client, officer)
        sums.append(client.get("/team/mine/").context["report"].totals)
    sign_in(client, leader_of(homes[0], homes[3]))

    team = client.get("/team/").context["report"].totals

    for name in ("accounts", "gross", "collectable", "recommended", "minutes_due", "notices"):
        assert sums[0][name] + sums[1][name] == team[name], name


@pytest.mark.parametrize(
    ("role", "team", "mine", "lists"),
    [
        ("income_officer", 403, 200, 200),
        ("income_advisor", 403, 200, 200),
        ("team_leader", 200, 403, 200),
        ("income_manager", 200, 403, 200),
        ("finance", 200, 403, 200),
        ("auditor", 200, 403, 200),
        ("legal", 403, 403, 403),
        ("administrator", 403, 403, 403),
        ("", 403, 403, 403),
    ],
)
def test_who_may_open_what(client: Client, homes: list[Household], role: str, team: int, mine: int, lists: int) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/team/").status_code == team
    assert client.get("/team/mine/").status_code == mine
    assert client.get("/team/accounts/?figure=gross").status_code == lists
    assert client.get("/team/figures.csv").status_code == lists
    links = {"/team/": team == 200, "/team/mine/": mine == 200}
    rail = client.get("/coverage/").text if lists == 200 else ""
    for url, shown in links.items():
        assert (f'href="{url}"' in rail) == shown, url


@pytest.mark.parametrize("name", CHARTS)
def test_the_file_says_what_the_table_says(client: Client, homes: list[Household], name: str) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))
    page = client.get("/team/").context
    table = page["figures"] if name == "figures" else page["patches"] if name == "patches" else None
    if table is None and page["charts"][name] is not None:
        table = page["charts"][name].table

    answer = client.get(f"/team/{name}.csv")

    rows = rows_of(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-2026-11-23.csv"'
    if table is None:  # nobody has an agreement
        assert rows == [[]]
        return
    assert rows[0] == list(table.head)
    shown = [*table.rows, *([table.foot] if table.foot else [])]
    assert rows[1:] == [[str(cell.value) for cell in row] for row in shown]


def test_a_name_that_a_spreadsheet_would_run_is_written_as_words(client: Client, homes: list[Household]) -> None:
    homes[0].officer.name = "=1+1"
    homes[0].officer.save(update_fields=["name"])
    sign_in(client, OfficerFactory(role="income_manager"))

    assert "\n'=1+1," in client.get("/team/workload.csv").text.replace("\r", "")


def test_s2_42_the_weekly_contract_counts_each_answer_and_opens_it(client: Client, homes: list[Household]) -> None:
    by = homes[0].officer
    first, second, third, other = (home.account for home in homes)
    for account, outcome, on, undone_at in [
        (first, "done", MONDAY, None),
        (first, "done", MONDAY, None),  # twice on one account counts once
        (second, "overridden", MONDAY, None),
        (third, "overridden", MONDAY, NOON),  # taken back
        (other, "done", MONDAY - timedelta(days=3), None),
    ]:
        Step.objects.create(account=account, action="letter_1", rule="r", outcome=outcome, reason="x", on=on, by=by,
                            undone_at=undone_at)  # fmt: skip
    Hold.objects.create(account=third, reason="benefit", from_on=MONDAY, last_day=MONDAY, set_by=by)
    sign_in(client, OfficerFactory(role="income_manager"))

    page = client.get("/team/")

    monday = page.context["charts"]["contract"].table.rows[-1]
    assert [cell.text for cell in monday[2:6]] == ["1", "1", "0", "1"]
    assert page.context["charts"]["contract"].finding.startswith("This week 1 done, 1 overridden, 0 put off and 1 held")
    listed = client.get("/team/accounts/?answer=overridden&day=2026-11-23")
    assert [row.account for row, *_ in listed.context["rows"]] == [second]


def test_the_legal_funnel_counts_each_home_once_at_its_furthest_step(client: Client, homes: list[Household]) -> None:
    PossessionClaim.objects.create(
        tenancy=homes[1].account.tenancy, route="pcol", issued_on=MONDAY, arrears_at_issue=1, status="listed"
    )
    notice_on(homes[1])
    snapshots.take(on=MONDAY)
    sign_in(client, OfficerFactory(role="income_manager"))

    ladder = client.get("/team/").context["charts"]["ladder"]

    assert [[cell.text for cell in row[1:]] for row in ladder.table.rows[:3]] == [["1", "2"], ["1", "1"], ["0", "0"]]
    assert ladder.finding.startswith("2 homes stand between notice and eviction, 1 of them with the court or beyond")
    further = client.get("/team/accounts/?figure=notices&further=1")
    assert {row.account for row, *_ in further.context["rows"]} == {homes[1].account, homes[2].account}


def test_work_in_hand_stands_by_name_and_nobody_is_ranked(client: Client, homes: list[Household]) -> None:
    for home, name in ((homes[0], "Zoe Adams"), (homes[3], "Ann Zephyr")):
        home.officer.name = name
        home.officer.save(update_fields=["name"])
    sign_in(client, OfficerFactory(role="income_manager"))

    chart = client.get("/team/").context["charts"]["workload"]

    assert [row.name.text for row in chart.rows] == ["Ann Zephyr", "Zoe Adams"]
    assert "Zephyr" not in chart.finding
    assert "Adams" not in chart.finding


def test_a_difference_to_the_week_before_is_shown_where_it_is_known(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))

    tiles = {tile.figure.name: tile for tile in client.get("/team/").context["tiles"]}

    assert tiles["gross"].change == "£10.00 less"  # the payment of the 18th
    assert tiles["recommended"].change == ""  # no sweep had run by then


def test_what_left_the_lists_since_the_night_is_said(client: Client, homes: list[Household]) -> None:
    officer = homes[0].officer
    sign_in(client, officer)
    assert client.get("/team/accounts/?figure=gross").context["moved"] == 0

    officer.patch_assignments.update(ends_on=MONDAY)

    page = client.get("/team/accounts/?figure=gross")
    assert (page.context["number"], page.context["moved"]) == (0, 3)
    assert "3 accounts more were counted that night and have since left your lists" in page.text


def test_an_account_handed_over_is_counted_with_whom_it_was_given(client: Client, homes: list[Household]) -> None:
    Handover.objects.create(account=homes[3].account, to=homes[0].officer, reason="knows them", at=NOON,
                            by=homes[3].officer)  # fmt: skip
    snapshots.take(on=MONDAY)

    sign_in(client, homes[0].officer)

    assert client.get("/team/mine/").context["report"].totals["accounts"] == 4
    assert client.get("/team/accounts/?figure=accounts").context["number"] == 4


@pytest.mark.parametrize(
    "query",
    [
        "",
        "figure=nonsense",
        "figure=gross&further=1&officer=x",
        "band=most",
        "direction=sideways",
        "answer=done&day=yesterday",
        "answer=thrown&day=2026-11-23",
        "figure=gross&patch=NONE",
        "figure=gross&officer=99999999",
        "figure=evictions&further=1",
        "figure=gross&after=tampered",
    ],
)
def test_a_tampered_address_is_not_found(client: Client, homes: list[Household], query: str) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))

    assert client.get(f"/team/accounts/?{query}").status_code == 404


def test_before_the_first_snapshot_the_page_says_when_it_comes(client: Client) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))

    assert "The first are taken after tonight’s sweep" in client.get("/team/").text
    assert client.get("/team/figures.csv").status_code == 404
    assert client.get("/team/accounts/?figure=gross").status_code == 404


def test_whoever_has_no_accounts_is_told_why(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory())
    assert "No account was yours that night" in client.get("/team/mine/").text

    sign_in(client, OfficerFactory(role="team_leader"))
    assert "No account was in your patches that night" in client.get("/team/").text


def test_the_lists_ask_no_more_for_twenty_accounts_than_for_one(
    client: Client, django_assert_max_num_queries: Any, homes: list[Household]
) -> None:
    leader = leader_of(homes[0])
    sign_in(client, leader)
    counts = []
    for more in (0, 20):
        for _ in range(more):
            household(owes=Decimal("500.00"))
        sweep(MONDAY + timedelta(days=1)) if more else None
        snapshots.take(on=MONDAY)
        for url in ("/team/", "/team/accounts/?figure=gross"):
            client.get(url)
            with django_assert_max_num_queries(60) as asked:
                client.get(url)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert AccountFigures.objects.count() == 24


def test_the_next_page_of_a_list_goes_on_where_the_first_ended(client: Client) -> None:
    for number in range(53):
        household(owes=Decimal(100 + number))
    snapshots.take(on=MONDAY)
    sign_in(client, OfficerFactory(role="income_manager"))
    first = client.get("/team/accounts/?figure=gross")

    second = client.get(f"/team/accounts/?figure=gross&after={first.context['page'].next_mark}")

    shown = [row.pk for page in (first, second) for row, *_ in page.context["rows"]]
    assert len(shown) == len(set(shown)) == first.context["number"] == 53
    owed = [row.gross for page in (first, second) for row, *_ in page.context["rows"]]
    assert owed == sorted(owed, reverse=True)


def test_titles_of_the_charts_say_what_they_show(client: Client, homes: list[Household]) -> None:
    sign_in(client, OfficerFactory(role="income_manager"))

    charts = client.get("/team/").context["charts"]

    assert charts["landscape"].finding == "1 of 4 accounts in arrears owe more than 7 weeks; 100% of those are rising"
    assert charts["collection"].finding.startswith("Collection is ")
    assert charts["agreements"] is None
    assert "everyone’s fits in a week" in charts["workload"].finding


def test_the_mornings_task_takes_the_figures_only_where_the_sweeps_end_did_not() -> None:
    household()
    sweep()

    take_snapshot()
    taken = Snapshot.objects.get(on=MONDAY)
    take_snapshot()

    assert Snapshot.objects.get(on=MONDAY).pk == taken.pk


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bethany Hartley-Webb", "Bethany Hartley-Webb"),
        ("Oluwaseun Adebayo-Williams", "O Adebayo-Williams"),
        ("Maximiliana Featherstonehaugh-Smythe", "M Featherstonehaugh-Sm…"),
        ("Wolfeschlegelsteinhausenberger", "Wolfeschlegelsteinhaus…"),
    ],
)
def test_a_long_name_is_shortened_beside_its_bar_and_never_cut_at_its_beginning(name: str, shown: str) -> None:
    assert workload.short(name) == shown
