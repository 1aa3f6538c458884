"""Duty S1-18: homes move to another patch, with the work that is to come."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

from caseload import patches, snapshots
from caseload.load import load
from caseload.models import Note, Reminder, Snapshot
from staff.models import Patch, Role
from tenancies.models import PatchMove, Property, RentAccount
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.estate_desk import at, do, told
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW as LOADED
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s1_18_a_street_moves_history_stays_and_future_work_moves(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    taking = OfficerFactory(name="Tom Fenwick", patches=[new])
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[old, new])
    Reminder.objects.create(
        account=home.account, kind="own", text="Ring", due_on=MONDAY, made_by=home.officer, made_at=NOON,
        for_user=home.officer,
    )  # fmt: skip
    Note.objects.create(account=home.account, text="Spoke", on=MONDAY, at=NOON, by=home.officer)

    assert "Mill Lane (1)" in at(client, f"/patches/{old.pk}/", leader)
    answer = do(
        client, f"/patches/{old.pk}/?street=Mill+Lane", leader, homes=[home.account.tenancy.home_id],
        to_patch=new.pk, from_on="23 November 2026", reason="Nearer to the other patch",
    )  # fmt: skip

    assert answer.status_code == 302
    mine = RentAccount.objects.owned_by(taking, on=MONDAY)
    assert list(mine) == [home.account]
    assert not RentAccount.objects.owned_by(home.officer, on=MONDAY).exists()
    assert Reminder.objects.get().for_user == taking
    assert Note.objects.get().by == home.officer
    assert told(home.account, "patch_moved") == ["From patch P01 to P02: Nearer to the other patch"]
    assert home.account.search_doc.patch == new
    assert "Moved by Quarterday" in at(client, f"/patches/{new.pk}/", leader)


def test_s1_18_the_next_extract_leaves_a_home_where_it_was_moved(tmp_path: Path) -> None:
    leader = OfficerFactory(role=Role.INCOME_MANAGER)
    load(Extract(as_at="2026-11-19").write(tmp_path), today=LOADED)
    old, new = Patch.objects.get(code="P1"), PatchFactory(code="P2")
    moved, stays = Property.objects.order_by("property_ref")
    on = LOADED

    patches.move(homes=[moved.pk], from_patch=old, to_patch=new, from_on=on, reason="R", by=leader, on=on, at=NOON)
    result = load(Extract(extract_id="WEX-2").write(tmp_path), today=LOADED)

    assert result.refusals == []
    moved.refresh_from_db()
    stays.refresh_from_db()
    assert (moved.patch, stays.patch) == (new, old)
    assert result.files["properties.csv"]["changed"] == 0


def test_s1_18_targets_rebase_figures_of_both_patches_begin_with_their_homes_of_that_day(home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    leader = OfficerFactory(role=Role.INCOME_MANAGER)
    snapshots.take(on=MONDAY)
    later = MONDAY + dt.timedelta(days=1)

    patches.move(
        homes=[home.account.tenancy.home_id], from_patch=old, to_patch=new, from_on=later, reason="R", by=leader,
        on=later, at=NOON,
    )  # fmt: skip
    snapshots.take(on=later)

    counted = {(row.on, row.patch_id): row.accounts for row in Snapshot.objects.filter(accounts__gt=0)}
    assert counted[MONDAY, old.pk] == counted[later, new.pk] == 1
    assert (later, old.pk) not in counted


def test_s1_18_a_move_to_come_waits_for_its_day_and_can_be_called_off(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    admin = OfficerFactory(role=Role.ADMINISTRATOR)
    chosen = [home.account.tenancy.home_id]
    first, then = MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8)

    patches.move(homes=chosen, from_patch=old, to_patch=new, from_on=first, reason="R", by=admin, on=MONDAY, at=NOON)
    assert home.account.tenancy.home.patch == old
    move = PatchMove.objects.get()
    do(client, f"/patches/{old.pk}/moves/{move.pk}/call-off/", admin)
    assert patches.apply(on=then, at=NOON) == 0

    patches.move(homes=chosen, from_patch=old, to_patch=new, from_on=first, reason="R", by=admin, on=MONDAY, at=NOON)
    assert patches.apply(on=MONDAY, at=NOON) == 0
    assert [patches.apply(on=first, at=NOON), patches.apply(on=first, at=NOON)] == [1, 0]
    home.account.tenancy.home.refresh_from_db()
    assert home.account.tenancy.home.patch == new


def test_s1_18_officers_may_not_and_a_leader_moves_only_what_is_hers(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    other = OfficerFactory(role=Role.TEAM_LEADER, patches=[new])
    given = {"homes": [home.account.tenancy.home_id], "to_patch": new.pk, "from_on": "23 November 2026", "reason": "R"}

    for user in (home.officer, other):
        assert do(client, f"/patches/{old.pk}/?street=Mill+Lane", user, **given).status_code == 403
    assert not PatchMove.objects.exists()
