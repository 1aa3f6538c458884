"""Every page that somebody may read, looked at in every way: wide, narrow, zoomed, at 320 pixels, in forced colours."""

from urllib.parse import urlencode

import pytest
from zeal import zeal_ignore

from caseload.models import Suggestion, SweepRun
from staff.models import Role, User
from tenancies.models import PendingPosting
from tests.caseload.who_may.addresses import PATHS, QUERY, address
from tests.caseload.who_may.cases import Case, one_of_everything
from tests.factories.people import OfficerFactory
from tests.journeys.conftest import Desk, give_password
from tests.journeys.every_page.filled import agreed, looks_after_all, outreach_of, stopped, tried_out
from tests.journeys.every_page.pages import AREAS, FEW, FULL, FULL_TO_LEADERS, OWNER, pages


@pytest.fixture
def case(council: SweepRun, monday: None) -> Case:
    """A household with one of everything, in a council at work."""
    return one_of_everything()


def officer_of(case: Case) -> User:
    return PendingPosting.objects.get(pk=case.made["posting_pk"]).asked_by


def who_looks(who: str, case: Case) -> User:
    """The officer of the case, the colleague whose records are in it, or somebody else who looks after its patch."""
    if who == Role.INCOME_OFFICER:
        return officer_of(case)
    if who == OWNER:
        return Suggestion.objects.get(pk=case.made["answer_suggestion"]).by
    user: User = OfficerFactory(role=who)
    return user


def signs_in(desk: Desk, user: User) -> None:
    looks_after_all(user)
    give_password(user)
    desk.page.context.clear_cookies()
    desk.sign_in(user.username)


def shown(desk: Desk, paths: dict[str, str]) -> list[str]:
    """Looks at each page; what is amiss."""
    amiss = []
    for name, path in paths.items():
        answer = desk.open(path)
        try:
            assert answer
            assert answer.status == 200, f"It answers {answer.status}."
            desk.look(f"every-{name}", every_way=True)
        except AssertionError as found:
            amiss.append(f"{name}: {found}")
    return amiss


def test_no_table_of_addresses_is_left_out() -> None:
    assert set().union(*AREAS.values()) == set(PATHS)


def test_a_page_of_each_area_is_accessible(own_database: str, monday: None, desk: Desk) -> None:
    """The small matrix of every run; the slow ones below look at all of them in every way."""
    case = one_of_everything()
    signs_in(desk, officer_of(case))
    for name in FEW:
        desk.open(address(name, case))
        desk.look(f"few-{name}")


@pytest.mark.slow
@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_accessible_in_every_way(case: Case, desk: Desk, area: str) -> None:
    amiss, looked_at = [], pages(area)
    for who in dict.fromkeys(looked_at.values()):
        signs_in(desk, who_looks(who, case))
        hers = [name for name, looks in looked_at.items() if looks == who]
        amiss += shown(desk, {name: f"{address(name, case)}?{urlencode(QUERY.get(name, {}))}" for name in hers})
    assert not amiss, "\n\n".join(amiss)


@pytest.mark.slow
def test_full_pages_are_accessible_in_every_way(case: Case, desk: Desk) -> None:
    officer, leader = officer_of(case), who_looks(Role.TEAM_LEADER, case)
    looks_after_all(officer)
    with zeal_ignore():  # what an act reads is not measured here
        of = {"agreed": agreed(officer).pk, "stopped": stopped(officer).pk}
        of |= outreach_of(officer) | tried_out(leader)
    signs_in(desk, officer)
    amiss = shown(desk, {name: path.format(**of) for name, path in FULL.items()})
    signs_in(desk, leader)
    amiss += shown(desk, {name: path.format(**of) for name, path in FULL_TO_LEADERS.items()})
    assert not amiss, "\n\n".join(amiss)
