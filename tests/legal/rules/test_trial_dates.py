"""Dates of introductory and demoted tenancies, worked by hand: the trial, its extension, the last day for a claim."""

from datetime import date, timedelta

import pytest

from tests.legal.rules.dates import ask, both

WEEKLY = {"period": "weekly", "period_starts": "monday"}
TUESDAY = "2026-09-08"


def test_a_trial_is_not_extended_by_a_notice_that_a_tenant_was_not_served_with() -> None:
    """INT-7, SRV-2."""
    answer = ask("notice", kind="extension", service="2026-09-08:hand,2026-09-08:email", trial_started="2026-04-13")

    assert (answer["serve_by"], answer["extended_ends"], answer["specified_ok"]) == ("2027-02-15", None, None)


@pytest.mark.parametrize(
    ("trial", "service", "serve_by", "ends", "review_by"),
    [
        # From 12 January 2026 to 11 January 2027; 56 days before is Monday 16 November.
        pytest.param("2027-01-11", "2026-11-16:hand", "2026-11-16", "2027-07-11", "2026-11-29", id="on the last day"),
        # Posted on Friday 13 November: Monday 16, Tuesday 17.
        pytest.param(
            "2027-01-11", "2026-11-13:first_class", "2026-11-16", None, "2026-11-30", id="posted three days before"
        ),
        # Six months from 31 August end with February.
        pytest.param("2026-08-31", "2026-07-06:hand", "2026-07-06", "2027-02-28", "2026-07-19", id="to February"),
    ],
)
def test_the_extension_of_a_trial(trial: str, service: str, serve_by: str, ends: str | None, review_by: str) -> None:
    """INT-7."""
    answer = ask("notice", kind="extension", service=service, trial_ends=trial)

    assert [answer[name] for name in ("serve_by", "extended_ends", "review_request_by")] == [serve_by, ends, review_by]
    assert answer["specified_ok"] is (ends is not None)


def test_an_introductory_notice_lasts_to_the_end_of_the_trial_and_is_reviewed_on_request() -> None:
    """INT-1, INT-4, INT-6. A trial from 13 April 2026 ends with 12 April 2027; 14 days, 8 September one of them."""
    answer = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand", trial_started="2026-04-13")

    assert answer["last_issue_on"] == "2027-04-12"
    assert answer["review_request_by"] == "2026-09-21"


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        pytest.param("2026-02-28", "2027-02-27", id="the end of February"),
        pytest.param("2026-03-01", "2027-02-28", id="the first of March"),
        # Of 29 February the next year's corresponding day is the 28th, and the day before it the 27th: the safer one.
        pytest.param("2028-02-29", "2029-02-27", id="a leap day"),
    ],
)
def test_a_trial_lasts_one_year_that_begins_with_its_first_day(started: str, ends: str) -> None:
    """INT-1; rulebook 0.1."""
    answer = ask("notice", kind="s128", **WEEKLY, service=f"{started}:hand", trial_started=started)

    assert answer["last_issue_on"] == ends


def test_an_extended_trial_is_given_by_its_last_day() -> None:
    """INT-6, INT-7."""
    answer = ask(
        "notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand", trial_started="2026-04-13", trial_ends="2027-10-12"
    )

    assert answer["last_issue_on"] == "2027-10-12"


def test_a_demoted_tenancy_is_claimed_within_the_year_of_its_demotion() -> None:
    """DEM (1.3)."""
    answer = ask("notice", kind="s143e", **WEEKLY, service=f"{TUESDAY}:hand", trial_started="2026-03-02")

    assert answer["last_issue_on"] == "2027-03-01"
    assert answer["review_request_by"] == "2026-09-21"


def test_a_trial_of_which_nothing_is_known_gives_no_last_day() -> None:
    """INT-6."""
    answer = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand")

    assert answer["last_issue_on"] is None
    assert "is not given" in answer["reasons"]["last_issue_on"]


def test_a_trial_that_ends_before_a_claim_may_be_issued_is_told() -> None:
    """INT-6. A claim from 13 October, a trial to the 10th."""
    answer = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand", trial_ends="2026-10-10")

    assert "There is no day on which to issue" in answer["cautions"][0]


@pytest.mark.parametrize(
    ("served", "in_time"),
    [pytest.param("2027-02-15", True, id="on the last day"), pytest.param("2027-02-16", False, id="a day late")],
)
def test_a_trial_is_extended_by_a_notice_eight_weeks_before_it_was_to_end(served: str, in_time: bool) -> None:
    """INT-7. From 13 April 2026 to 12 April 2027; 56 days before is Monday 15 February; six months on, 12 October."""
    answer = ask("notice", kind="extension", service=f"{served}:hand", trial_started="2026-04-13")

    assert answer["serve_by"] == "2027-02-15"
    assert both(answer, "serve_by") == ("2027-02-15", "2027-02-14")
    assert answer["specified_ok"] is in_time
    assert answer["extended_ends"] == ("2027-10-12" if in_time else None)
    assert (answer["specified_strict"], answer["first_issue_on"], answer["last_issue_on"]) == (None, None, None)
    last = date.fromisoformat(served) + timedelta(days=13)
    assert answer["review_request_by"] == last.isoformat()


def test_a_notice_served_before_the_trial_starts_is_told() -> None:
    """INT-1. Served on 8 September, a trial from the 20th: one of the two is wrong."""
    before = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand", trial_started="2026-09-20")
    on_its_first_day = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand", trial_started=TUESDAY)

    assert before["cautions"] == [
        "The notice is served before the trial starts, on 20 September 2026: check both days."
    ]
    assert on_its_first_day["cautions"] == []


def test_an_extension_of_a_trial_that_is_extended_already_is_told() -> None:
    """INT-7. From 13 April 2026 a trial is first set to end on 12 April 2027, and as extended on 12 October 2027."""
    given = {"kind": "extension", "service": f"{TUESDAY}:hand", "trial_started": "2026-04-13"}

    assert ask("notice", **given, trial_ends="2027-04-12")["cautions"] == []
    assert ask("notice", **given, trial_ends="2027-10-12")["cautions"] == [
        "A trial that starts on 13 April 2026 is first set to end on 12 April 2027, and is extended once only: "
        "check trial_ends."
    ]
