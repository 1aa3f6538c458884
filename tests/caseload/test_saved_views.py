"""Kept lists: what comes with the program, one's own and the team's; counts, and what is new since the last look."""

import re
from typing import Any

import pytest
from django.test import Client

from caseload import saved_views
from caseload.filters import Filter
from caseload.models import SavedView
from caseload.sweep import decide_now
from staff.models import Role, Team, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.listing import ref, rows, text
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory, PropertyFactory, RentAccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def shown(client: Client, query: str = "") -> dict[str, tuple[int, int]]:
    """Each list at the side: its count, and how many of it are new."""
    page = client.get(f"/accounts/?{query}")
    views = [*page.context["views"], *page.context["mine"], *page.context["shared"]]
    return {view.name: (view.count, view.new) for view in views}


def keep(client: Client, name: str, query: str = "", **known: str) -> Any:
    return client.post(f"/accounts/keep/?{query}", {"name": name} | known)


def test_each_list_that_comes_with_the_program_counts_what_it_shows(client: Client) -> None:
    home = owing()
    owing(owes="500.00")
    RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    decide_now([home.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)

    counts = shown(client)

    for view in saved_views.built_in(home.officer):
        assert counts[view.name][0] == len(rows(client, f"view={view.key}")), view.name
    assert counts["My caseload"] == (3, 0)
    assert counts["Garages and sub accounts"] == (1, 0)


def test_all_counts_come_in_two_queries_and_are_true_after_an_act(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    home = owing()
    sign_in(client, home.officer)
    views = saved_views.built_in(home.officer)
    saved_views.counted(views, user=home.officer, on=MONDAY)  # what is asked is put together once
    with django_assert_max_num_queries(4):  # looks, newest policy, one's own counts and the others
        counted = saved_views.counted(views, user=home.officer, on=MONDAY)
    assert {view.key: view.count for view in counted}["low"] == 1

    until = {"until": "30 November 2026", "why": "Someone is away"}
    trial = client.post("/accounts/bulk/?view=mine", {"act": "put_off", "every": "yes"})
    client.post(f"{trial.url}press/", until)

    assert {view.key: view.count for view in saved_views.counted(views, user=home.officer, on=MONDAY)}["low"] == 0


def test_what_is_new_since_the_last_look_is_counted_and_marked_once(client: Client) -> None:
    first = owing()
    sign_in(client, first.officer)
    assert shown(client)["My caseload"] == (1, 0)  # never looked at: nothing is called new
    rows(client, "view=mine")
    second = owing()

    assert shown(client)["My caseload"] == (2, 1)
    page = client.get("/accounts/?view=mine")
    marked = re.findall(r"<tr data-row>((?:(?!</tr>).)*New</span>(?:(?!</tr>).)*)</tr>", page.content.decode(), re.S)
    assert len(marked) == 1
    assert ref(second) in marked[0]

    assert shown(client, "view=mine")["My caseload"] == (2, 0)
    third = owing()
    shown(client)
    assert shown(client)["My caseload"] == (3, 1)  # being told of it is no look at it
    assert ref(third) in rows(client, "view=mine")


def test_a_list_is_kept_with_its_words_renamed_shared_and_given_up(client: Client) -> None:
    small, large = owing(owes="200.00"), owing(owes="800.00")
    sign_in(client, small.officer)

    kept = keep(client, "Large debts", "over=500&unit=pounds")

    row = SavedView.objects.get(owner=small.officer)
    assert kept.url == f"/accounts/?view=saved-{row.pk}"
    assert row.query == "over=500&unit=pounds"
    assert rows(client, f"view=saved-{row.pk}") == [ref(large)]
    assert shown(client)["Large debts"] == (1, 0)

    client.post(f"/accounts/keep/{row.pk}/", {"name": "Very large", "shared": "yes"})
    row.refresh_from_db()
    assert (row.name, row.shared) == ("Very large", True)

    client.post(f"/accounts/keep/{row.pk}/delete/")
    assert not SavedView.objects.exists()
    assert rows(client, "over=500&unit=pounds") == [ref(large)]


def test_a_name_that_one_has_is_replaced_and_no_name_or_a_long_one_is_refused(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    keep(client, "Mine", "plan=none")
    keep(client, " Mine ", "plan=broken")

    assert SavedView.objects.get().query == "plan=broken"
    for name, said in (("  ", "Give the list a name."), ("x" * 61, "at most 60 characters")):
        refused = client.post("/accounts/keep/?plan=any", {"name": name}, follow=True)
        assert said in text(refused)
    keep(client, "Other", "plan=any")
    other = SavedView.objects.get(name="Other")
    taken = client.post(f"/accounts/keep/{other.pk}/", {"name": "Mine"}, follow=True)
    assert "You have a list called ‘Mine’ already." in text(taken)


def test_a_shared_list_is_seen_by_the_team_alone_and_changed_by_its_owner_alone(client: Client) -> None:
    team, elsewhere = Team.objects.create(name="North"), Team.objects.create(name="South")
    home = owing()
    User.objects.filter(pk=home.officer.pk).update(team=team)
    row = SavedView.objects.create(
        name="Ours", query="plan=none", owner=home.officer, shared=True, made_at="2026-11-23T09:00Z"
    )
    colleague = OfficerFactory(team=team, patches=[home.account.tenancy.home.patch])
    stranger = OfficerFactory(team=elsewhere, patches=[home.account.tenancy.home.patch])

    sign_in(client, colleague)
    assert shown(client)["Ours"] == (1, 0)
    assert client.post(f"/accounts/keep/{row.pk}/", {"name": "Stolen"}).status_code == 404
    assert client.post(f"/accounts/keep/{row.pk}/delete/").status_code == 404

    sign_in(client, stranger)
    assert "Ours" not in shown(client)
    assert "Not understood and left out: the kept list." in text(client.get(f"/accounts/?view=saved-{row.pk}"))

    SavedView.objects.update(shared=False)
    sign_in(client, colleague)
    assert "Ours" not in shown(client)


def test_a_list_shared_over_patches_shows_each_colleague_only_her_own(client: Client) -> None:
    team = Team.objects.create(name="North")
    here = owing()
    there = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    User.objects.filter(pk__in=[here.officer.pk, there.officer.pk]).update(team=team)
    patch = here.account.tenancy.home.patch_id
    for name, query in (("All", "plan=none"), ("Patch", f"of=patch-{patch}")):
        SavedView.objects.create(name=name, query=query, owner=here.officer, shared=True, made_at="2026-11-23T09:00Z")

    sign_in(client, there.officer)

    for row in SavedView.objects.all():
        assert rows(client, f"view=saved-{row.pk}") == [ref(there)]


def test_a_filter_written_to_the_address_and_read_again_is_the_same() -> None:
    officer = OfficerFactory(role=Role.INCOME_MANAGER)
    wanted = saved_views.built_in(officer)
    for view in wanted:
        row = SavedView(name="x", query=view.filter.query(), owner=officer)
        assert saved_views.of_row(row, user=officer, on=MONDAY).filter == view.filter
    assert Filter().query() == ""
