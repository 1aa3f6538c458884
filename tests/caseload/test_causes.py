"""Why a household fell behind: kept in one press, what helps stands on the account, and the counts add up."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.test import Client

from caseload import causes, undo
from caseload.account_timeline import timeline
from caseload.guidance import cards
from caseload.models import AccountFigures, Act, ArrearsCause
from caseload.snapshots import take
from staff.models import Role
from tenancies.models import RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of
from tests.caseload.sweeping import pay
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def record(home: Household, code: str, **changes: Any) -> None:
    given = {"account": home.account, "by": home.officer, "on": MONDAY, "at": NOON} | changes
    causes.record_cause(code=code, **given)


def shown(account: RentAccount) -> str:
    """The code on the account's page; blank: not found out yet."""
    found = causes.panel(account).found
    return found.cause if found else ""


def test_s0_09_one_press_of_a_cause_lists_what_helps_with_it_benefit_first(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    before = client.get(home.account.get_absolute_url()).text
    assert "Not found out yet." in before
    assert "what the benefit office still needs" not in before

    page = client.post(f"/accounts/{home.account.pk}/cause/", {"cause": "benefit_stopped"}, follow=True)

    assert page.redirect_chain == [(f"/accounts/{home.account.pk}/#cause", 302)]
    assert "Kept: benefit stopped or cut." in page.text
    remedies = page.text.split('id="cause"')[1].split('<ol class="qd-remedies">')[1].split("</ol>")[0]
    assert remedies.startswith("<li>Find out today why it stopped, and what the benefit office still needs</li>")
    assert "discretionary housing payment" in remedies
    assert "/guidance/benefit_help/" in page.text


def test_s0_09_the_causes_on_team_add_up_to_the_accounts_in_arrears(client: Client) -> None:
    """Four in arrears: two for one cause, one for another, one not found out. One in credit had a cause once."""
    first, second, third, fourth = (owing() for _ in range(4))
    cleared = owing()
    pay(cleared.account, "229.00")
    record(first, "benefit_stopped")
    record(second, "ill")
    record(second, "benefit_stopped")
    record(third, "ill")
    record(cleared, "bereaved")
    take(on=MONDAY)
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    rows = rows_of(client.get("/team/causes.csv"))

    assert rows == [
        ["Cause", "Accounts in arrears"],
        ["Benefit stopped or cut", "2"],
        ["Illness or disability", "1"],
        ["Not found out yet", "1"],
        ["All", "4"],
    ]
    behind = client.get("/team/accounts/?cause=benefit_stopped").text
    assert first.account.account_ref in behind
    assert second.account.account_ref in behind
    assert third.account.account_ref not in behind
    assert fourth.account.account_ref in client.get("/team/accounts/?cause=not_known").text
    assert client.get("/team/accounts/?cause=bad_luck").status_code == 404


def test_a_cause_taken_back_leaves_the_one_before() -> None:
    home = owing()
    record(home, "ill")
    record(home, "benefit_waiting")

    undo.take_back(Act.objects.latest("pk"), by=home.officer, on=MONDAY, at=NOON)

    assert shown(home.account) == "ill"
    assert ArrearsCause.objects.count() == 2
    told = [line.text for line in timeline(home.account, as_of=MONDAY, group="notes").lines]
    assert len(told) == 3


def test_what_is_no_cause_is_not_kept(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    page = client.post(f"/accounts/{home.account.pk}/cause/", {"cause": "bad_luck"}, follow=True)

    assert "Choose one of the causes." in page.text
    assert shown(home.account) == ""


def test_who_may_only_read_records_no_cause() -> None:
    home = owing()

    with pytest.raises(PermissionDenied):
        record(home, "ill", by=OfficerFactory(role=Role.LEGAL))

    assert shown(home.account) == ""


def test_a_cause_that_the_file_no_longer_holds_is_still_named() -> None:
    home = owing()
    ArrearsCause.objects.create(account=home.account, cause="strike_pay", on=MONDAY, at=NOON, by=home.officer)

    found = causes.panel(home.account).cause

    assert found is not None
    assert (found.name, found.remedies) == ("Strike pay", ())


def test_every_cause_has_a_name_remedies_and_a_card_that_exists() -> None:
    for cause in causes.causes().values():
        assert len(cause.code) <= 30
        assert cause.name
        assert cause.remedies
        assert not cause.guidance or cause.guidance in cards()


def test_the_cause_map_counts_each_account_once_and_adds_up_to_all_in_arrears(client: Client) -> None:
    kept, other, _ = owing(), owing(), owing()
    for home in (kept, other):
        record(home, "benefit_stopped")
    take(on=MONDAY)
    AccountFigures.objects.filter(account=kept.account).update(agreement="kept")
    AccountFigures.objects.filter(account=other.account).update(agreement="kept", stage="notice")

    found = causes.by_outcome(Q())

    assert found["benefit_stopped"] == {"kept": 1, "legal": 1}  # a notice counts before the plan
    assert sum(found["not_known"].values()) == 1
    assert sum(sum(each.values()) for each in found.values()) == AccountFigures.objects.filter(gross__gt=0).count() == 3
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    page = client.get("/team/").text
    assert "Benefit stopped or cut comes first: 2 accounts, 1 with a plan kept" in page
    rows = rows_of(client.get("/team/cause_map.csv"))
    assert rows[-1] == ["All", "1", "1", "0", "0", "1", "3"]
