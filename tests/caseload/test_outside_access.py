"""Who may open one account: every role, inside and outside its patch, opened with a reason, handed over, restricted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from caseload import access, holding
from staff.models import Role, User
from tenancies.models import AccountAccess, AccountEvent, AccountRestriction, Handover, IssuedDocument, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
Arrange = Callable[[User, RentAccount], object]


@pytest.fixture
def home() -> Household:
    """A household in patch P01."""
    return owing({"last_name": "Holt"})


def of_patch(role: str, code: str) -> User:
    return OfficerFactory(role=role, patches=[PatchFactory(code=code)])


def opened(user: User, account: RentAccount, *, hours: int = 12) -> AccountAccess:
    now = timezone.now()
    began = now + timedelta(hours=hours - 12)
    return AccountAccess.objects.create(
        user=user, account=account, reason="Duty desk", at=began, ends_at=began + timedelta(hours=12)
    )


def opened_yesterday(user: User, account: RentAccount) -> None:
    opened(user, account, hours=-12)


def handed_over(user: User, account: RentAccount) -> None:
    Handover.objects.create(account=account, to=user, by=user, reason="Knows them", at=timezone.now())


def restricted(user: User, account: RentAccount) -> None:
    AccountRestriction.objects.create(tenancy=account.tenancy, reason="In hiding", set_by=user, set_at=timezone.now())


def opened_then_restricted(user: User, account: RentAccount) -> None:
    opened(user, account)
    restricted(user, account)


def handed_over_and_restricted(user: User, account: RentAccount) -> None:
    handed_over(user, account)
    restricted(user, account)


def nothing(user: User, account: RentAccount) -> None:
    """As it is."""


INSIDE, OUTSIDE = "P01", "P09"
TEAM = [Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER]
WHOLE = [Role.INCOME_MANAGER, Role.LEGAL, Role.FINANCE, Role.AUDITOR]
NONE = [Role.ADMINISTRATOR, ""]
CASES = [
    *((role, INSIDE, arrange, True) for role in TEAM for arrange in (nothing, restricted)),
    *((role, OUTSIDE, arrange, True) for role in TEAM for arrange in (opened, handed_over, handed_over_and_restricted)),
    *(
        (role, OUTSIDE, arrange, False)
        for role in TEAM
        for arrange in (nothing, opened_yesterday, restricted, opened_then_restricted)
    ),
    *((role, OUTSIDE, arrange, True) for role in WHOLE for arrange in (nothing, restricted)),
    *((role, patch, arrange, False) for role in NONE for patch in (INSIDE, OUTSIDE) for arrange in (nothing, opened)),
]


@pytest.mark.parametrize(
    ("role", "patch", "arrange", "may"),
    CASES,
    ids=[f"{role or 'no role'}, {patch}, {arrange.__name__}" for role, patch, arrange, _ in CASES],
)
def test_one_account_opens_to(
    role: str, patch: str, arrange: Arrange, may: bool, client: Client, home: Household
) -> None:
    user = of_patch(role, patch)
    arrange(user, home.account)
    sign_in(client, user)

    openable = RentAccount.objects.openable_by(user)

    assert openable.filter(pk=home.account.pk).exists() is may
    assert openable.count() == int(may)
    for page in ["", "ledger/"]:
        assert client.get(f"/accounts/{home.account.pk}/{page}").status_code == (200 if may else 404)


@pytest.mark.parametrize("role", [*TEAM, *WHOLE, *NONE])
@pytest.mark.parametrize("patch", [INSIDE, OUTSIDE])
def test_reach_says_the_same_as_the_lists(role: str, patch: str, home: Household) -> None:
    user = of_patch(role, patch)

    [found] = RentAccount.objects.with_reach(user)

    assert found.inside is RentAccount.objects.visible_to(user).filter(pk=home.account.pk).exists()
    assert found.restricted is False
    restricted(user, home.account)
    assert RentAccount.objects.with_reach(user).get().restricted is True


def test_what_was_opened_with_a_reason_comes_into_no_list(home: Household) -> None:
    user = of_patch(Role.INCOME_OFFICER, OUTSIDE)
    opened(user, home.account)

    assert not RentAccount.objects.visible_to(user).exists()
    assert not RentAccount.objects.owned_by(user, on=MONDAY).exists()


def test_what_was_opened_opens_to_nobody_else_and_opens_nothing_else(home: Household) -> None:
    user, colleague = of_patch(Role.INCOME_OFFICER, OUTSIDE), of_patch(Role.INCOME_OFFICER, OUTSIDE)
    neighbour = owing({"last_name": "Marsh"})
    opened(user, home.account)

    assert list(RentAccount.objects.openable_by(user)) == [home.account]
    assert not RentAccount.objects.openable_by(colleague).exists()
    assert neighbour.account not in RentAccount.objects.openable_by(user)


def test_advisors_open_former_accounts_everywhere(home: Household) -> None:
    advisor = of_patch(Role.INCOME_ADVISOR, OUTSIDE)
    tenancy = home.account.tenancy
    tenancy.last_day, tenancy.end_reason = date(2026, 10, 4), "transfer"
    tenancy.save()

    assert RentAccount.objects.openable_by(advisor).get() == RentAccount.objects.visible_to(advisor).get()


def test_an_account_opened_from_outside_can_be_worked_and_a_restriction_stops_it_at_once(home: Household) -> None:
    user = of_patch(Role.INCOME_OFFICER, OUTSIDE)
    typed: dict[str, Any] = {
        "reason": "benefit", "note": "", "last_day": date(2026, 12, 4), "by": user, "on": MONDAY, "at": NOON,
    }  # fmt: skip
    with pytest.raises(RentAccount.DoesNotExist):
        holding.put_on_hold(account=home.account, **typed)

    access.open_from_outside(account=home.account, reason="Duty desk", by=user, on=MONDAY, at=timezone.now())
    held = holding.put_on_hold(account=home.account, **typed)
    restricted(user, home.account)

    with pytest.raises(RentAccount.DoesNotExist):
        holding.lift_hold(hold=held, by=user, on=MONDAY, at=NOON)


def test_it_closes_after_twelve_hours(client: Client, home: Household) -> None:
    user = of_patch(Role.INCOME_OFFICER, OUTSIDE)
    at = timezone.now() - timedelta(hours=12, seconds=1)

    access.open_from_outside(account=home.account, reason="Duty desk", by=user, on=MONDAY, at=at)

    assert not RentAccount.objects.openable_by(user).exists()
    access.open_from_outside(account=home.account, reason="Duty desk", by=user, on=MONDAY, at=timezone.now())
    assert RentAccount.objects.openable_by(user).exists()
    assert AccountEvent.objects.filter(what="opened_from_outside").count() == 2


@pytest.mark.parametrize("role", [*WHOLE, *NONE])
def test_opening_from_outside_is_refused_to_those_who_need_or_may_have_none(role: str, home: Household) -> None:
    user = of_patch(role, OUTSIDE)

    with pytest.raises((PermissionDenied, RentAccount.DoesNotExist)):
        access.open_from_outside(account=home.account, reason="Duty desk", by=user, on=MONDAY, at=timezone.now())

    assert not AccountAccess.objects.exists()


def test_its_documents_open_with_it(client: Client, home: Household) -> None:
    letter = IssuedDocument.objects.create(
        account=home.account, title="Letter 1", template="letter", template_version=1, sha256="0" * 64, size=1,
        issued_at=timezone.now(), issued_by=home.officer,
    )  # fmt: skip
    user = of_patch(Role.INCOME_OFFICER, OUTSIDE)
    sign_in(client, user)
    assert client.get(f"/documents/{letter.pk}/").status_code == 404

    opened(user, home.account)

    # Found, and its bytes are missed: they were never stored here.
    assert client.get(f"/documents/{letter.pk}/").status_code == 500


def test_the_panel_says_how_one_comes_to_see_it(home: Household) -> None:
    outsider, leader = of_patch(Role.INCOME_OFFICER, OUTSIDE), of_patch(Role.TEAM_LEADER, INSIDE)

    def panel(user: User) -> access.Access:
        return access.access_panel(user, RentAccount.objects.with_reach(user).get(pk=home.account.pk), at=NOON)

    with time_machine.travel(NOON, tick=False):
        reason = opened(outsider, home.account)
        seen = panel(outsider)
        assert (seen.from_outside, seen.restriction, seen.may_restrict) == (reason, None, False)
        assert panel(leader).may_restrict

        restricted(leader, home.account)
        seen = panel(home.officer)

    assert seen.from_outside is None
    assert seen.restriction
    assert seen.restriction.reason == "In hiding"
    assert not seen.may_restrict
