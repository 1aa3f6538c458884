"""A list of accounts as a page: whose accounts, who sees it, addresses that are not whole, the order, the next page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from staff.models import Role, Team
from tenancies.models import RentAccount, Tenancy
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.listing import decided, ref, rows, text
from tests.factories.people import OfficerFactory, household
from tests.factories.tenancies import PatchFactory, PropertyFactory, RentAccountFactory
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


# ----------------------------------------------------------------------------------------- whose accounts, and who sees


def test_my_caseload_leaves_former_accounts_to_the_advisor_and_a_patch_holds_both(client: Client) -> None:
    current, gone = owing(), owing()
    Tenancy.objects.filter(pk=gone.account.tenancy_id).update(
        last_day=MONDAY - timedelta(days=1), end_reason="transfer"
    )
    OfficerFactory(role=Role.INCOME_ADVISOR)
    decided(current, gone)
    sign_in(client, current.officer)
    patch = current.account.tenancy.home.patch_id

    assert rows(client, "of=mine") == [ref(current)]
    assert sorted(rows(client, f"of=patch-{patch}")) == sorted([ref(current), ref(gone)])


def test_a_manager_asks_by_patch_by_officer_and_by_team_and_an_officer_may_not(client: Client) -> None:
    team = Team.objects.create(name="North")
    here, there = owing(), owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    here.officer.team = team
    here.officer.save(update_fields=["team"])
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    assert rows(client, f"of=officer-{there.officer.pk}") == [ref(there)]
    assert rows(client, f"of=team-{team.pk}") == [ref(here)]
    assert len(rows(client)) == 2

    sign_in(client, here.officer)
    page = client.get(f"/accounts/?of=officer-{there.officer.pk}")
    assert "Not understood and left out: whose accounts." in text(page)
    assert ref(there) not in text(page)


def test_s1_18_a_street_that_moves_to_another_patch_takes_its_work_along_and_keeps_its_history(client: Client) -> None:
    moves = owing()
    before = moves.officer
    after = OfficerFactory(patches=[PatchFactory(code="P02")])
    moves.account.events.create(on=MONDAY, at="2026-11-23T10:00Z", what="note", summary="Rang her", by=before)

    moves.account.tenancy.home.patch = PatchFactory(code="P02")
    moves.account.tenancy.home.save()

    sign_in(client, before)
    assert rows(client) == []
    sign_in(client, after)
    assert rows(client, "of=mine&step=any") == [ref(moves)]
    assert moves.account.events.get(by=before).summary == "Rang her"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_sees_accounts_has_the_page_and_only_those_who_work_them_may_act(
    client: Client, role: Role
) -> None:
    home = owing()
    user = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])
    sign_in(client, user)

    page = client.get("/accounts/")

    refused = role in {Role.ADMINISTRATOR, Role.NEIGHBOURHOOD_OFFICER}
    assert page.status_code == (403 if refused else 200)
    if not refused:
        works = role in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER, Role.INCOME_MANAGER}
        assert ('name="act"' in page.content.decode()) == works


def test_nobody_sees_a_list_without_signing_in(client: Client) -> None:
    for path in ("/accounts/", "/accounts/list.csv", "/accounts/list.xlsx", "/cover/", "/coverage/tiles/"):
        assert client.get(path).status_code == 302, path


# --------------------------------------------------------------------------------------- addresses, orders and pages


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("over=lots", "owing over"),
        ("over=-1", "owing over"),
        ("over=NaN", "owing over"),
        ("over=1e99", "owing over"),
        ("over=1e3", "owing over"),
        ("upto=12,50", "owing up to"),
        ("over=١٢", "owing over"),
        ("quiet=1.5", "days without contact"),
        ("quiet=٣", "days without contact"),
        ("quiet=99999999999999999999", "days without contact"),
        ("idle=²", "days in which nothing was done"),
        ("plan=perhaps", "the plan"),
        ("kind=rent'%20OR%201=1--", "the kind of account"),
        ("of=patch-999999", "whose accounts"),
        ("of=patch-x", "whose accounts"),
        ("sort=-owed", "the order"),
        ("fault=%00", "the data fault"),
        ("view=saved-1", "the kept list"),
        ("evil=1", "something else in the address"),
    ],
)
def test_what_an_address_says_wrongly_is_left_out_and_named_and_the_list_still_comes(
    client: Client, query: str, named: str
) -> None:
    home = owing()
    sign_in(client, home.officer)

    page = client.get(f"/accounts/?{query}")

    assert page.status_code == 200
    assert f"Not understood and left out: {named}." in text(page)
    assert ref(home) in text(page)


def test_a_mark_from_another_list_or_made_up_is_not_found(client: Client) -> None:
    homes = [owing() for _ in range(51)]
    sign_in(client, homes[0].officer)
    mark = client.get("/accounts/?sort=ref").context["next_mark"]

    assert client.get("/accounts/?after=made-up").status_code == 404
    assert client.get(f"/accounts/?sort=arrears&after={mark}").status_code == 404


@pytest.mark.parametrize("sort", ["arrears", "weeks", "urgency", "contact", "ref", "home"])
def test_each_order_shows_every_account_once_over_its_pages(client: Client, sort: str) -> None:
    homes = [owing(owes=str(100 + number % 7)) for number in range(55)]
    RentAccount.objects.filter(pk=homes[3].account.pk).update(kind="garage")
    RentAccountFactory()
    sign_in(client, homes[0].officer)

    first = rows(client, f"sort={sort}")
    mark = client.get(f"/accounts/?sort={sort}").context["next_mark"]
    second = rows(client, f"sort={sort}&after={mark}")

    assert (len(first), len(second)) == (50, 6)
    assert len(set(first + second)) == 56


def test_the_same_number_of_queries_for_1_20_and_50_rows(client: Client) -> None:
    homes = [owing()]
    homes[0].account.tenancy.people.count()
    sign_in(client, homes[0].officer)
    counts = []
    for number in (1, 20, 50):
        homes += [owing() for _ in range(number - len(homes))]
        client.get("/accounts/?view=mine")  # its place in the session is kept from here on
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(client, "view=mine")) == number
        counts.append(len(captured))

    assert len(set(counts)) == 1, counts
    assert counts[0] <= 36


def test_an_account_with_crisis_stands_in_the_list_like_any_other(client: Client) -> None:
    home = owing()
    Marker.objects.create(source_ref="M1", kind="crisis", detail="suicide_risk", person=home.tenants[0], from_on=MONDAY)
    decided(home)
    sign_in(client, home.officer)

    assert rows(client, "step=in-crisis_or_held") == [ref(home)]


def test_a_household_without_a_name_is_listed_as_such(client: Client) -> None:
    home = household()
    home.account.tenancy.people.all().delete()
    sign_in(client, home.officer)

    assert "No tenant is named" in text(client.get("/accounts/"))
