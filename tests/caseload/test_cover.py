"""Absence cover (S0-53): a colleague's lists hold the absent officer's accounts, labelled; ending strands nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from caseload import cover as labelled
from caseload.coverage import coverage
from caseload.explain import explain
from staff import cover
from staff.cover import CannotCover
from staff.imports import assign_patches
from staff.models import Cover, Patch, PatchAssignment, Role, Team, User
from tenancies.faults import NO_OFFICER
from tenancies.models import Handover, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.listing import ref, rows, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory, PropertyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def two() -> tuple[Household, User]:
    """Tanya's household in patch P02, and Nadia of P01, of the same team."""
    team = Team.objects.create(name="North")
    away = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    User.objects.filter(pk=away.officer.pk).update(name="Tanya Fenwick", team=team)
    away.officer.refresh_from_db()
    return away, OfficerFactory(team=team, patches=[PatchFactory(code="P01")])


def arrange(away: User, colleague: User, **changes: Any) -> Cover:
    given: dict[str, Any] = {
        "absent": away,
        "covering": colleague,
        "starts_on": MONDAY,
        "last_day": FRIDAY,
        "note": "Mr Iyer rings on Tuesdays",
        "by": away,
        "on": MONDAY,
        "at": NOON,
    }
    return cover.arrange(**given | changes)


def hers(user: User, *, on: date = MONDAY) -> set[str]:
    return set(RentAccount.objects.owned_by(user, on=on).values_list("account_ref", flat=True))


def test_the_list_is_the_colleagues_from_the_first_day_to_the_last_and_then_again_the_officers_alone(
    two: tuple[Household, User],
) -> None:
    away, nadia = two
    arrange(away.officer, nadia, starts_on=MONDAY + timedelta(days=1))
    found = {}
    for days in range(7):
        cover.keep(on=MONDAY + timedelta(days=days))
        found[days] = hers(nadia) == {ref(away)}
        assert hers(away.officer) == {ref(away)}

    assert found == {0: False, 1: True, 2: True, 3: True, 4: True, 5: False, 6: False}
    assert not PatchAssignment.objects.filter(cover__isnull=False, ends_on=None).exists()
    assert PatchAssignment.objects.get(cover__isnull=False).ends_on == MONDAY + timedelta(days=5)


def test_cover_from_today_begins_at_once_and_for_one_day_ends_the_next(two: tuple[Household, User]) -> None:
    away, nadia = two
    arrange(away.officer, nadia, last_day=MONDAY)
    assert hers(nadia) == {ref(away)}

    cover.keep(on=MONDAY + timedelta(days=1))
    assert hers(nadia) == set()


def test_a_day_on_which_nothing_ran_is_made_up_and_a_second_run_changes_nothing(two: tuple[Household, User]) -> None:
    away, nadia = two
    arrange(away.officer, nadia, starts_on=MONDAY + timedelta(days=1))
    cover.keep(on=MONDAY + timedelta(days=3))
    cover.keep(on=MONDAY + timedelta(days=3))

    assert PatchAssignment.objects.filter(user=nadia, cover__isnull=False).count() == 1


def test_s0_53_items_appear_labelled_with_the_note_and_ending_leaves_nothing_behind(
    client: Client, two: tuple[Household, User]
) -> None:
    away, nadia = two
    Handover.objects.create(
        account=owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P03"))).account,
        to=away.officer,
        reason="Knows them",
        by=away.officer,
        at=NOON,
    )
    before = {user: hers(user) for user in User.objects.all()}
    made = arrange(away.officer, nadia)
    sign_in(client, nadia)

    page = client.get("/accounts/?view=mine")

    assert {row.account.account_ref: row.covering for row in page.context["rows"]}[ref(away)] == (
        "Covering Tanya Fenwick"
    )
    assert "Covering Tanya Fenwick to the end of 27 November 2026. Tanya Fenwick says: Mr Iyer rings" in text(page)
    assert hers(nadia) == before[away.officer]  # her patch, and what was handed over to her
    assert labelled.covers(nadia, on=MONDAY).labels == {away.account.tenancy.home.patch_id: "Covering Tanya Fenwick"}
    assert labelled.covers(away.officer, on=MONDAY).covered_by == "Nadia Rahman"

    client.post(f"/cover/{made.pk}/end/")

    assert {user: hers(user) for user in User.objects.all()} == before
    assert rows(client) == []


def test_s0_53_what_is_handed_over_to_somebody_without_a_patch_stands_in_their_covers_list_while_it_runs(
    two: tuple[Household, User],
) -> None:
    """An advisor has no patch: there is no assignment by which a cover would be known."""
    away, nadia = two
    advisor = OfficerFactory(role=Role.INCOME_ADVISOR, name="Jo Hall", team=nadia.team)
    arrange(advisor, nadia, starts_on=MONDAY + timedelta(days=1), last_day=MONDAY + timedelta(days=2))
    cover.keep(on=MONDAY + timedelta(days=1))
    Handover.objects.create(account=away.account, to=advisor, reason="Knows them", by=advisor, at=NOON)

    found = {}
    for days in range(4):
        cover.keep(on=MONDAY + timedelta(days=days))
        found[days] = ref(away) in set(RentAccount.objects.visible_to(nadia).values_list("account_ref", flat=True))

    assert found == {0: False, 1: True, 2: True, 3: False}
    assert not PatchAssignment.objects.filter(cover__isnull=False).exists()


def test_a_cover_called_off_before_it_begins_never_begins(two: tuple[Household, User]) -> None:
    away, nadia = two
    made = arrange(away.officer, nadia, starts_on=MONDAY + timedelta(days=1))
    cover.end(cover=made, by=away.officer, on=MONDAY, at=NOON)
    cover.keep(on=MONDAY + timedelta(days=1))

    assert not PatchAssignment.objects.filter(cover__isnull=False).exists()


def test_a_patch_that_is_the_colleagues_own_stays_hers_when_cover_ends(two: tuple[Household, User]) -> None:
    away, nadia = two
    PatchAssignment.objects.create(user=nadia, patch=away.account.tenancy.home.patch, starts_on=MONDAY)
    made = arrange(away.officer, nadia)
    cover.end(cover=made, by=nadia, on=MONDAY, at=NOON)

    assert hers(nadia) == {ref(away)}


def test_patches_that_the_absent_officer_gains_or_loses_meanwhile_follow(two: tuple[Household, User]) -> None:
    away, nadia = two
    arrange(away.officer, nadia)
    PatchAssignment.objects.filter(user=away.officer).update(ends_on=MONDAY)
    gained = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P05")))
    PatchAssignment.objects.create(user=away.officer, patch=gained.account.tenancy.home.patch, starts_on=MONDAY)

    cover.keep(on=MONDAY + timedelta(days=1))

    assert hers(nadia) == {ref(gained)}


def test_whoever_covers_is_not_the_officer_of_the_patch(two: tuple[Household, User]) -> None:
    away, nadia = two
    arrange(away.officer, nadia)
    PatchAssignment.objects.filter(user=away.officer).delete()

    assert coverage(None).unowned == 1
    assert explain(away.account, as_of=MONDAY).facts.no_officer
    with connection.cursor() as cursor:
        cursor.execute(NO_OFFICER)
        assert [code for _, _, code, _ in cursor.fetchall()] == ["P02"]


def test_an_extract_neither_ends_a_cover_nor_hides_behind_it(two: tuple[Household, User]) -> None:
    away, nadia = two
    made = arrange(away.officer, nadia)
    patch = Patch.objects.get(code="P02")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE load_officers (username text, patches text) ON COMMIT DROP")
        cursor.execute(
            "INSERT INTO load_officers VALUES (%s, 'P02'), (%s, 'P01')", [away.officer.username, nadia.username]
        )
    assign_patches(as_at="2026-11-23")
    assert PatchAssignment.objects.filter(user=nadia, patch=patch, cover=made, ends_on=None).exists()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE load_officers SET patches = 'P01|P02' WHERE username = %s", [nadia.username])
    assign_patches(as_at="2026-11-24")
    cover.end(cover=made, by=nadia, on=MONDAY, at=NOON)

    assert PatchAssignment.objects.get(user=nadia, patch=patch, ends_on=None).cover is None


# ------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": MONDAY - timedelta(days=1)}, "Cover begins today or later."),
        ({"last_day": MONDAY - timedelta(days=1)}, "must not be before its first"),
    ],
)
def test_days_that_do_not_fit_are_refused(two: tuple[Household, User], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotCover, match=said):
        arrange(two[0].officer, two[1], **changes)
    assert not Cover.objects.exists()


def test_a_colleague_who_is_away_or_covered_twice_or_does_not_work_accounts_is_refused(
    two: tuple[Household, User],
) -> None:
    away, nadia = two
    third = OfficerFactory(name="Jo Hall", team=nadia.team)
    arrange(away.officer, nadia)
    for absent, covering, said in (
        (away.officer, third, "Nadia Rahman covers Tanya Fenwick then."),
        (third, away.officer, "Tanya Fenwick is away then."),
        (nadia, third, "Nadia Rahman covers Tanya Fenwick then. Have somebody else cover those first."),
        (third, third, "Choose somebody else to cover."),
        (third, OfficerFactory(role=Role.AUDITOR, name="K Gill"), "K Gill does not work accounts."),
    ):
        with pytest.raises(CannotCover, match=said):
            arrange(absent, covering, by=absent)
    arrange(away.officer, third, starts_on=FRIDAY + timedelta(days=1), last_day=FRIDAY + timedelta(days=2))


def test_leaders_arrange_for_their_team_managers_for_all_officers_for_themselves(
    client: Client, two: tuple[Household, User]
) -> None:
    away, nadia = two
    stranger = OfficerFactory(role=Role.TEAM_LEADER, team=Team.objects.create(name="South"))
    for by, allowed in (
        (nadia, False),
        (stranger, False),
        (OfficerFactory(role=Role.TEAM_LEADER, team=nadia.team), True),
        (OfficerFactory(role=Role.INCOME_MANAGER), True),
    ):
        assert cover.may_arrange(by, absent=away.officer) == allowed
        sign_in(client, by)
        sent = client.post(
            "/cover/",
            {
                "absent": away.officer.pk,
                "covering": nadia.pk,
                "starts_on": "23 November 2026",
                "last_day": "27 November 2026",
            },
        )
        assert sent.status_code == (302 if allowed else 422)
        assert Cover.objects.exists() == allowed
        Cover.objects.update(ended_at=NOON)
        cover.keep(on=MONDAY)
        PatchAssignment.objects.filter(cover__isnull=False).delete()
        Cover.objects.all().delete()


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_work_accounts_arranges_no_cover(client: Client, role: Role, two: tuple[Household, User]) -> None:
    made = arrange(two[0].officer, two[1])
    sign_in(client, OfficerFactory(role=role))

    assert client.get("/cover/").status_code == 403
    assert client.post(f"/cover/{made.pk}/end/").status_code == 403
    made.refresh_from_db()
    assert made.ended_at is None


def test_the_form_keeps_what_was_typed_and_names_what_is_wrong(client: Client, two: tuple[Household, User]) -> None:
    sign_in(client, two[0].officer)

    page = client.post("/cover/", {"absent": two[0].officer.pk, "covering": "", "starts_on": "soon", "note": "Keep me"})

    assert page.status_code == 422
    assert "Choose who covers." in text(page)
    assert "Enter the first day, such as 7 December 2026." in text(page)
    assert "Keep me" in page.content.decode()
