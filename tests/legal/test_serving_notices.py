"""A notice served: on each joint tenant, with the evidence that its way needs; corrected, replaced, withdrawn."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from legal import notice_service, notices
from legal.models import Notice, NoticeService
from legal.notice_service import TooEarly
from legal.notices import CannotGiveNotice
from tenancies.models import AccountEvent
from tests.legal.noticing import (
    MONDAY,
    NOW,
    TUESDAY,
    approved,
    facts_of,
    given,
    owing,
    prepared,
    serve,
    served,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("training_site")]
JOINT: Any = ({"last_name": "Yusuf"}, {"last_name": "Okafor", "first_names": "Ben", "title": "Mr"})


def test_nothing_is_served_before_the_yes() -> None:
    home = owing()
    notice = prepared(home)

    with pytest.raises(CannotGiveNotice, match="not approved yet"):
        serve(home, notice, home.tenants[0])


def test_the_clock_starts_with_the_last_joint_tenant() -> None:
    """Rulebook SRV-2: one missing, and nothing runs."""
    home = owing(*JOINT)
    notice = approved(home, serve_on=TUESDAY)
    first, second = home.tenants

    serve(home, notice, first)
    notice.refresh_from_db()
    assert notice.status == Notice.Status.DRAFT
    assert notice_service.to_serve(notice, on=MONDAY) == [second]
    assert facts_of(home).notice_kind == ""

    serve(home, notice, second, on=TUESDAY)
    notice.refresh_from_db()
    assert notice.status == Notice.Status.SERVED
    assert notice.worked_out["served"]["service_on"]["answer"] == "2026-11-24"
    assert facts_of(home, TUESDAY).notice_in_force


def test_served_too_late_for_its_date_it_says_what_to_do_and_is_recorded_only_knowingly() -> None:
    # Prepared for Monday 23 November: Monday 21 December. Handed over on Tuesday: strictly Sunday 27 December.
    home = owing()
    notice = approved(home)
    assert notice.specified_on == date(2026, 12, 21)

    with pytest.raises(TooEarly, match="prepare a new one that gives 28 December 2026 or later"):
        serve(home, notice, home.tenants[0], on=TUESDAY)
    assert not NoticeService.objects.exists()
    serve(home, notice, home.tenants[0], on=TUESDAY, knowing=True)

    assert facts_of(home, TUESDAY).notice_state == "defective"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"done_on": MONDAY + timedelta(days=1)}, "must be today or earlier"),
        ({"done_on": MONDAY - timedelta(days=1)}, "The notice was made after that day"),
        ({"place": " "}, "still lacks: where"),
        ({"handed_to": ""}, "still lacks: into whose hand"),
        ({"method": "left_at_home"}, "still lacks: a photo at the door"),
        ({"method": "signed_for", "evidence": "RM1"}, "Signed-for post counts only where the agreement says so"),
        ({"method": "email"}, "another way is no service"),
    ],
)
def test_service_without_its_evidence_is_refused(known: dict[str, Any], said: str) -> None:
    """Rulebook SRV-1, SRV-3."""
    home = owing()
    notice = approved(home)

    with pytest.raises(CannotGiveNotice, match=said):
        serve(home, notice, home.tenants[0], **known)


def test_a_notice_to_quit_that_was_posted_wants_the_clause_that_allows_it() -> None:
    """Rulebook SRV-1: no Act makes leaving or posting it enough."""
    home = owing(tenure="non_secure")
    notice = approved(home, kind="ntq", grounds=(), method="first_class", serve_on=MONDAY)
    posted = {"method": "first_class", "handed_to": ""}

    with pytest.raises(CannotGiveNotice, match="not served until the tenant has it"):
        serve(home, notice, home.tenants[0], **posted)
    made = serve(home, notice, home.tenants[0], **posted, good_by="Clause 14 of the agreement")

    assert made.good_by == "Clause 14 of the agreement"


def test_another_notice_supersedes_the_one_it_replaces_once_it_is_served() -> None:
    """Rulebook SEC-9."""
    home = owing()
    first = served(home)
    second = approved(home, on=TUESDAY, serve_on=TUESDAY, replaces=first)
    first.refresh_from_db()
    assert first.status == Notice.Status.SERVED

    serve(home, second, home.tenants[0], on=TUESDAY)

    first.refresh_from_db()
    assert first.status == Notice.Status.SUPERSEDED


def test_withdrawn_it_stays_in_the_history_with_its_reason() -> None:
    home = owing()
    notice = served(home)
    with pytest.raises(CannotGiveNotice, match="Say why it is withdrawn"):
        notices.withdraw(notice, why="", by=home.officer, on=MONDAY, at=NOW)

    notices.withdraw(notice, why="The wrong name.", by=home.officer, on=MONDAY, at=NOW)

    notice.refresh_from_db()
    assert (notice.status, notice.withdrawn_why) == ("withdrawn", "The wrong name.")
    assert facts_of(home).notice_kind == ""
    assert AccountEvent.objects.filter(what="taken_back", about=f"legal.notice:{notice.pk}").exists()


def test_a_wrong_record_of_service_is_corrected_and_the_dates_are_worked_out_anew() -> None:
    home = owing()
    notice = approved(home, serve_on=TUESDAY, on=MONDAY)
    made = serve(home, notice, home.tenants[0])

    corrected = notice_service.correct_service(
        made, given=given(home, done_on=TUESDAY), why="It was the next day.", by=home.officer, on=TUESDAY, at=NOW
    )

    notice.refresh_from_db()
    assert corrected.done_on == TUESDAY
    assert notice.worked_out["served"]["service_on"]["answer"] == "2026-11-24"


def test_a_service_still_to_come_today_is_not_recorded() -> None:
    """It is nine o'clock: what is to be left at the door at three was not served yet (rulebook SRV-3)."""
    home = owing()
    notice = approved(home)

    with pytest.raises(CannotGiveNotice, match="must be 09:00 or earlier"):
        serve(home, notice, home.tenants[0], done_at=time(15, 0))

    assert not notice.services.exists()
    serve(home, notice, home.tenants[0], done_at=time(9, 0))
    with pytest.raises(CannotGiveNotice, match="must be 09:00 or earlier"):
        notice_service.correct_service(
            notice.services.get(),
            given=given(home, done_at=time(9, 1)),
            why="Later.",
            by=home.officer,
            on=MONDAY,
            at=NOW,
        )
