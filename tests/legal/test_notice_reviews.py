"""Introductory, demoted and extended: reviews and the gate on a claim (rulebook INT-4 to INT-7). Dates by hand."""

from datetime import date, timedelta

import pytest

from legal import notice_reviews
from legal.models import Notice
from legal.notices import CannotGiveNotice
from legal.rules.reviews import ReviewState, issue_obstacles, review_state
from staff.models import Role, User
from tests.factories.people import Household, OfficerFactory
from tests.legal.noticing import MONDAY, NOW, facts_of, leader_of, owing, prepared, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("training_site")]
LAST_TO_ASK = date(2026, 12, 6)  # fourteen days that begin with Monday 23 November
WHY = "Nothing was paid since June."


@pytest.fixture
def home() -> Household:
    return owing(tenure="introductory", starts_on=date(2026, 4, 6), trial_last_day=date(2027, 4, 5))


@pytest.fixture
def notice(home: Household) -> Notice:
    """Handed over on Monday 23 November 2026: proceedings after Monday 21 December."""
    return served(home, kind="s128", grounds=(), reasons=WHY)


def ask(notice: Notice, by: User, *, on: date, hearing: bool = False) -> Notice:
    return notice_reviews.request_review(notice, requested_on=on, hearing_wanted=hearing, by=by, on=on, at=NOW)


def state(notice: Notice, on: date) -> ReviewState:
    review = notice_reviews.review_of(Notice.objects.get(pk=notice.pk))
    assert review is not None
    return review_state(review, on=on)


def decide(notice: Notice, by: User, *, on: date, outcome: str = "upheld") -> Notice:
    return notice_reviews.decide_review(
        notice, outcome=outcome, reasons="Weighed.", notified_on=on, by=by, on=on, at=NOW
    )


def test_a_review_stops_a_claim_until_it_is_upheld_and_told_in_time(home: Household, notice: Notice) -> None:
    ask(notice, home.officer, on=date(2026, 12, 1))
    review = notice_reviews.review_of(Notice.objects.get(pk=notice.pk))
    assert review is not None
    assert [each.rule for each in issue_obstacles(review, on=date(2026, 12, 10))] == ["INT-5"]
    assert facts_of(home, date(2026, 12, 10)).review_open

    decide(notice, leader_of(home, Role.INCOME_MANAGER), on=date(2026, 12, 14))

    assert state(notice, date(2026, 12, 14)) == ReviewState.UPHELD
    assert not facts_of(home, date(2026, 12, 14)).review_open


def test_told_on_the_date_itself_it_is_too_late(home: Household, notice: Notice) -> None:
    ask(notice, home.officer, on=date(2026, 12, 1))

    decide(notice, leader_of(home, Role.INCOME_MANAGER), on=date(2026, 12, 21))

    assert state(notice, date(2026, 12, 22)) == ReviewState.TOLD_LATE


def test_after_the_last_day_the_income_manager_decides_whether_it_is_taken(home: Household, notice: Notice) -> None:
    day = LAST_TO_ASK + timedelta(days=1)
    ask(notice, home.officer, on=day)
    assert state(notice, day) == ReviewState.LATE

    with pytest.raises(CannotGiveNotice, match="The income manager decides"):
        notice_reviews.rule_on_late(notice, taken=True, why="Was ill.", by=home.officer, on=day, at=NOW)
    manager = leader_of(home, Role.INCOME_MANAGER)
    notice_reviews.rule_on_late(notice, taken=False, why="Three weeks and no reason.", by=manager, on=day, at=NOW)

    assert state(notice, day) == ReviewState.LATE_REFUSED
    assert not facts_of(home, day).review_open


def test_asked_for_on_the_last_day_it_is_in_time(home: Household, notice: Notice) -> None:
    ask(notice, home.officer, on=LAST_TO_ASK)

    assert state(notice, LAST_TO_ASK) == ReviewState.OPEN


def test_whoever_took_part_reviews_nothing_nor_does_an_officer(home: Household, notice: Notice) -> None:
    day = date(2026, 12, 1)
    ask(notice, home.officer, on=day)
    approver = notice.requests.get().decided_by
    assert approver is not None

    for person in [home.officer, approver, OfficerFactory()]:
        with pytest.raises(CannotGiveNotice, match="senior and have had no part"):
            decide(notice, person, on=day)


def test_a_hearing_wants_five_days_notice(home: Household, notice: Notice) -> None:
    day = date(2026, 12, 1)
    ask(notice, home.officer, on=day, hearing=True)
    manager = leader_of(home, Role.INCOME_MANAGER)
    with pytest.raises(CannotGiveNotice, match="The tenant asked to be heard"):
        decide(notice, manager, on=day)

    with pytest.raises(CannotGiveNotice, match="told of the hearing by 30 November 2026"):
        notice_reviews.set_hearing(notice, hearing_on=date(2026, 12, 5), told_on=day, by=manager, on=day, at=NOW)
    notice_reviews.set_hearing(notice, hearing_on=date(2026, 12, 7), told_on=day, by=manager, on=day, at=NOW)
    with pytest.raises(CannotGiveNotice, match="decide after it"):
        decide(notice, manager, on=date(2026, 12, 4))
    decide(notice, manager, on=date(2026, 12, 8))

    assert state(notice, date(2026, 12, 8)) == ReviewState.UPHELD


def test_a_request_of_before_the_service_or_of_tomorrow_is_refused(home: Household, notice: Notice) -> None:
    for day, said in [(MONDAY - timedelta(days=1), "came after that"), (date(2026, 12, 2), "today or earlier")]:
        with pytest.raises(CannotGiveNotice, match=said):
            notice_reviews.request_review(
                notice, requested_on=day, hearing_wanted=False, by=home.officer, on=date(2026, 12, 1), at=NOW
            )


def test_a_notice_of_seeking_possession_has_no_review() -> None:
    home = owing()
    with pytest.raises(CannotGiveNotice, match="no review of this notice"):
        ask(served(home), home.officer, on=MONDAY)


def test_a_late_extension_is_blocked() -> None:
    # The trial ends on 17 January 2027; eight weeks before it is Sunday 22 November 2026.
    home = owing(tenure="introductory", starts_on=date(2026, 1, 18), trial_last_day=date(2027, 1, 17))

    with pytest.raises(CannotGiveNotice, match=r"can no longer be extended.*22 November 2026"):
        prepared(home, kind="trial_extension", grounds=(), reasons=WHY)


def test_an_extension_in_time_counts_six_months_on() -> None:
    # The trial ends on 18 January 2027: the extension must be served by Monday 23 November 2026.
    home = owing(tenure="introductory", starts_on=date(2026, 1, 19), trial_last_day=date(2027, 1, 18))

    notice = served(home, kind="trial_extension", grounds=(), reasons=WHY)

    assert notice.arrears_stated is None
    assert notice.worked_out["served"]["extended_ends"]["answer"] == "2027-07-18"
    assert notice.worked_out["served"]["serve_by"]["strict"] == "2026-11-23"
    assert facts_of(home).notice_in_force
