"""Dates of notices, worked by hand: the rulebook's tables, longer periods, joint tenants."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from legal.rules import switches
from tests.legal.rules.dates import ask, both

WEEKLY = {"period": "weekly", "period_starts": "monday"}
TUESDAY = "2026-09-08"


@pytest.mark.parametrize(
    ("served", "strict", "default", "first", "last"),
    [
        pytest.param("2026-09-07", "2026-10-05", "2026-10-05", "2026-10-06", "2027-10-05", id="Monday 7 September"),
        pytest.param("2026-09-08", "2026-10-11", "2026-10-12", "2026-10-13", "2027-10-12", id="Tuesday 8 September"),
        pytest.param("2026-09-13", "2026-10-11", "2026-10-12", "2026-10-13", "2027-10-12", id="Sunday 13 September"),
    ],
)
def test_a_nosp_on_a_monday_tenancy_as_the_rulebook_has_it(
    served: str, strict: str, default: str, first: str, last: str
) -> None:
    """SEC-6, its table."""
    answer = ask("notice", kind="nosp", **WEEKLY, service=f"{served}:hand")

    assert (answer["specified_strict"], answer["specified_default"]) == (strict, default)
    assert (answer["first_issue_on"], answer["last_issue_on"]) == (first, last)
    assert answer["dates"]["specified_on"]["rule"] == "SEC-6"


@pytest.mark.parametrize(
    ("period", "starts", "served", "strict", "default"),
    [
        # Wednesday weeks: 28 days from Tuesday 8 September is Tuesday 6 October, the last day of one.
        pytest.param("weekly", "wednesday", TUESDAY, "2026-10-06", "2026-10-07", id="a week from Wednesday"),
        pytest.param("weekly", "2026-09-02", TUESDAY, "2026-10-06", "2026-10-07", id="a Wednesday given as a date"),
        # Fortnights begin 7 and 21 September, 5 and 19 October; four weeks from the 8th end on 6 October.
        pytest.param("fortnightly", "2026-09-07", TUESDAY, "2026-10-18", "2026-10-19", id="fortnights"),
        pytest.param("fortnightly", "2026-09-14", TUESDAY, "2026-10-11", "2026-10-12", id="the other fortnights"),
        pytest.param(
            "four_weekly", "2026-09-07", "2026-09-07", "2026-10-05", "2026-10-05", id="four weeks, on its day"
        ),
        pytest.param("four_weekly", "2026-09-07", TUESDAY, "2026-11-01", "2026-11-02", id="four weeks, a day later"),
        pytest.param("four_weekly", "2027-03-22", TUESDAY, "2026-11-01", "2026-11-02", id="told by a later period"),
        pytest.param("monthly", "1", "2026-09-01", "2026-10-01", "2026-10-01", id="monthly, on its day"),
        # 28 days from 3 September end on 1 October, but a month only on the 3rd: on to the end of October.
        pytest.param("monthly", "1", "2026-09-03", "2026-10-31", "2026-11-01", id="28 days are no month"),
        pytest.param("monthly", "2026-05-01", "2026-09-07", "2026-10-31", "2026-11-01", id="monthly, given as a date"),
        pytest.param("monthly", "1", "2027-01-31", "2027-02-28", "2027-03-01", id="a month from 31 January"),
        pytest.param("monthly", "31", "2027-01-31", "2027-02-28", "2027-02-28", id="the 31st, in February"),
        pytest.param("monthly", "31", "2027-02-15", "2027-03-30", "2027-03-31", id="the 31st, in March"),
        pytest.param("monthly", "31", "2027-03-15", "2027-04-29", "2027-04-30", id="the 31st, in April"),
        pytest.param("monthly", "30", "2028-01-15", "2028-02-28", "2028-02-29", id="the 30th, in a leap February"),
        # Four weeks from 15 December are over on 12 January, a month on the 15th.
        pytest.param("monthly", "15", "2026-12-15", "2027-01-15", "2027-01-15", id="over the new year"),
    ],
)
def test_the_date_specified_follows_the_rent_period(
    period: str, starts: str, served: str, strict: str, default: str
) -> None:
    """SEC-6: four weeks, or one period where that is longer; the first or last day of a period."""
    answer = ask("notice", kind="nosp", period=period, period_starts=starts, service=f"{served}:hand")

    assert (answer["specified_strict"], answer["specified_default"]) == (strict, default)


@pytest.mark.parametrize("kind", ["s128", "s143e", "ntq"])
def test_introductory_and_demoted_notices_and_notices_to_quit_count_like_a_nosp(kind: str) -> None:
    """INT-3, DEM (1.3), NTQ-2."""
    answer = ask("notice", kind=kind, **WEEKLY, service=f"{TUESDAY}:hand")

    assert (answer["specified_strict"], answer["specified_default"]) == ("2026-10-11", "2026-10-12")
    assert answer["first_issue_on"] == "2026-10-13"


def test_of_joint_tenants_the_one_served_last_counts() -> None:
    """SRV-2; rulebook 0.1. Posted on Friday 18 September: Monday 21, Tuesday 22. Four weeks: Tuesday 20 October."""
    answer = ask("notice", kind="nosp", **WEEKLY, service=f"{TUESDAY}:hand,2026-09-18:first_class")

    assert answer["service_on"] == "2026-09-22"
    assert (answer["specified_strict"], answer["specified_default"]) == ("2026-10-25", "2026-10-26")


@pytest.mark.parametrize(
    ("method", "posted", "expected"),
    [
        pytest.param("left", "2026-12-25", "2026-12-25", id="left at the home at Christmas"),
        pytest.param("first_class", "2026-12-23", "2026-12-29", id="24 and, after the bank holidays, 29 December"),
        pytest.param("second_class", "2026-12-23", "2026-12-31", id="24, 29, 30, 31 December"),
        pytest.param("first_class", "2027-12-24", "2027-12-30", id="29 and 30 December: 27 and 28 are bank holidays"),
        pytest.param("second_class", "2026-04-01", "2026-04-09", id="2, 7, 8, 9 April, over Easter"),
    ],
)
def test_deemed_service_of_a_notice(method: str, posted: str, expected: str) -> None:
    """Rulebook 2.1."""
    assert ask("notice", kind="s8", service=f"{posted}:{method}")["service_on"] == expected


@pytest.mark.parametrize("method", ["email", "text", "portal"])
def test_a_method_that_is_no_service_gives_no_dates_and_says_why(method: str) -> None:
    """SRV-2: every tenant must be served; rulebook 2.1: e-mail, text and portal are none."""
    answer = ask("notice", kind="s128", **WEEKLY, service=f"{TUESDAY}:hand,{TUESDAY}:{method}")

    names = ["service_on", "specified_strict", "specified_default", "specified_ok", "first_issue_on", "last_issue_on"]
    assert [answer[name] for name in [*names, "review_request_by"]] == [None] * 7
    assert f"A tenant is not served: {method} is no service" in answer["reason"]


@pytest.mark.parametrize(
    ("period", "starts", "service", "served", "strict", "default", "last"),
    [
        # Good Friday is a day like others for a hand: 28 days on, Friday 23 April; Sunday 25 ends the week.
        pytest.param(
            "weekly", "monday", "2027-03-26:hand", "2027-03-26", "2027-04-25", "2027-04-26", "2028-04-26",
            id="handed over on Good Friday",
        ),
        # Posted on Maundy Thursday: Tuesday 30 and Wednesday 31 March. 28 days on, 28 April; Monday 3 May is a bank
        # holiday, which moves no date of a notice.
        pytest.param(
            "weekly", "monday", "2027-03-25:first_class", "2027-03-31", "2027-05-02", "2027-05-03", "2028-05-03",
            id="first class over Easter, to a bank holiday",
        ),
        # 24, 29, 30 and 31 December: 25 is Christmas, 28 the substitute. 28 days on, Thursday 28 January.
        pytest.param(
            "weekly", "monday", "2026-12-23:second_class", "2026-12-31", "2027-01-31", "2027-02-01", "2028-02-01",
            id="second class over Christmas",
        ),
        # Thursday 10 September: 11, 14, 15, 16. 28 days on, Wednesday 14 October.
        pytest.param(
            "weekly", "monday", "2026-09-08:hand,2026-09-10:second_class", "2026-09-16", "2026-10-18", "2026-10-19",
            "2027-10-19", id="joint tenants, each in their own way",
        ),
        # Left on the last Sunday of the year; 28 days on, Sunday 24 January.
        pytest.param(
            "weekly", "monday", "2026-12-27:left", "2026-12-27", "2027-01-24", "2027-01-25", "2028-01-25",
            id="left on a Sunday",
        ),
        # Tuesday 8 September, 28 days on Tuesday 6 October; Thursday ends a week that begins on a Friday.
        pytest.param(
            "weekly", "friday", "2026-09-08:hand", "2026-09-08", "2026-10-08", "2026-10-09", "2027-10-09",
            id="weeks from Friday",
        ),
        # Fortnights from 2, 16 and 30 September and 14 October: four weeks from the 16th are over on the 14th.
        pytest.param(
            "fortnightly", "2026-09-02", "2026-09-16:hand", "2026-09-16", "2026-10-14", "2026-10-14", "2027-10-14",
            id="fortnights, on their own day",
        ),
        # Four weeks from 5 January, the twelfth 308 days on: 9 November, then 7 December.
        pytest.param(
            "four_weekly", "2026-01-05", "2026-10-13:hand", "2026-10-13", "2026-12-06", "2026-12-07", "2027-12-07",
            id="four weeks, told by a period long past",
        ),
        # A month is over on 15 February; the next period begins on the 28th, February having no 29th.
        pytest.param(
            "monthly", "29", "2027-01-15:hand", "2027-01-15", "2027-02-27", "2027-02-28", "2028-02-28",
            id="the 29th, in a February without one",
        ),
        # A month from 31 January 2028 is over on 29 February.
        pytest.param(
            "monthly", "15", "2028-01-31:hand", "2028-01-31", "2028-03-14", "2028-03-15", "2029-03-15",
            id="a month to a leap day",
        ),
        # A month from 30 November is over on 30 December, the day before the last of the period.
        pytest.param(
            "monthly", "1", "2026-11-30:hand", "2026-11-30", "2026-12-31", "2027-01-01", "2028-01-01",
            id="to New Year’s Day",
        ),
    ],
)  # fmt: skip
def test_a_nosp_in_odd_weeks(
    period: str, starts: str, service: str, served: str, strict: str, default: str, last: str
) -> None:
    """SEC-6; rulebook 0.1: bank holidays matter to the post alone."""
    answer = ask("notice", kind="nosp", period=period, period_starts=starts, service=service)

    found = [answer[name] for name in ("service_on", "specified_strict", "specified_default", "last_issue_on")]
    assert found == [served, strict, default, last]
    assert answer["first_issue_on"] == (date.fromisoformat(default) + timedelta(days=1)).isoformat()


def test_a_monthly_notice_to_quit_served_on_the_first_does_not_end_with_that_month() -> None:
    """NTQ-2, SEC-6: the day of service counts and that of expiry does not, so 1 to 30 September is a day short."""
    monthly = {"period": "monthly", "period_starts": "1", "service": "2026-09-01:hand"}

    assert ask("notice", kind="ntq", **monthly, specified="2026-09-30")["specified_ok"] is False
    assert ask("notice", kind="ntq", **monthly, specified="2026-10-01")["specified_ok"] is True


def test_a_section_8_notice_posted_at_a_weekend() -> None:
    """ASD-1, ASD-2. Posted on Saturday 3 October: Monday 5, Tuesday 6. Two weeks on, the 20th."""
    answer = ask("notice", kind="s8", service="2026-10-03:first_class")

    assert (answer["specified_strict"], answer["specified_default"]) == ("2026-10-20", "2026-10-21")
    assert answer["last_issue_on"] == "2027-10-06"


def test_a_section_8_notice_served_on_a_leap_day() -> None:
    """ASD-1; rulebook 0.1."""
    assert ask("notice", kind="s8", service="2028-02-29:hand")["last_issue_on"] == "2029-02-28"


@pytest.mark.parametrize("kind", ["nosp", "s128", "s8", "ntq"])
def test_a_date_in_a_notice_that_was_not_served_gives_no_day_for_a_claim(kind: str) -> None:
    """SRV-2."""
    answer = ask("notice", kind=kind, **WEEKLY, service=f"{TUESDAY}:email", specified="2026-12-28")

    assert (answer["specified_ok"], answer["first_issue_on"], answer["last_issue_on"]) == (None, None, None)
    assert "A tenant is not served" in answer["reason"]


def test_a_section_8_notice() -> None:
    """ASD-1, ASD-2. Two weeks from Tuesday 8 September are over on the 22nd; the council adds a day."""
    answer = ask("notice", kind="s8", service=f"{TUESDAY}:hand")

    assert (answer["specified_strict"], answer["specified_default"]) == ("2026-09-22", "2026-09-23")
    assert both(answer, "first_issue_on") == ("2026-09-22", "2026-09-23")
    assert answer["last_issue_on"] == "2027-09-08"
    assert answer["review_request_by"] is None
    assert "gives no review" in answer["reasons"]["review_request_by"]


def test_a_section_8_notice_on_joint_tenants_is_planned_to_be_used_within_the_year_of_the_first() -> None:
    """ASD-1. The last was served on 22 September; the council plans by the first."""
    answer = ask("notice", kind="s8", service=f"{TUESDAY}:hand,2026-09-18:first_class")

    assert both(answer, "last_issue_on") == ("2027-09-22", "2027-09-08")
    assert answer["last_issue_on"] == "2027-09-22"


@pytest.fixture
def reform_from_october_2027(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The day is appointed: it is entered where the file says."""
    switch = "[rra_social_commencement]\n"
    appointed = tmp_path / "switches.toml"
    appointed.write_text(switches.FILE.read_text("utf-8").replace(switch, f"{switch}from = 2027-10-01\n"), "utf-8")
    monkeypatch.setattr(switches, "FILE", appointed)
    switches._read.cache_clear()
    yield
    switches._read.cache_clear()


def test_no_day_is_appointed_for_the_reform_of_social_tenancies() -> None:
    """Rulebook 0, point 2: a dated switch."""
    assert switches.rra_social_commencement() is None


@pytest.mark.usefixtures("reform_from_october_2027")
def test_section_8_dates_end_where_the_reform_begins() -> None:
    """Rulebook 0, point 2."""
    before = ask("notice", kind="s8", service="2027-09-30:hand")
    after = ask("notice", kind="s8", service="2027-10-01:hand")

    assert before["specified_strict"] == "2027-10-14"
    assert after["specified_strict"] is None
    assert "changed on 1 October 2027" in after["reason"]


@pytest.mark.parametrize(
    ("kind", "given", "ok"),
    [
        pytest.param("nosp", "2026-10-10", False, id="a NOSP, a day too early"),
        pytest.param("nosp", "2026-10-11", True, id="a NOSP, strictly the first"),
        pytest.param("nosp", "2026-10-14", True, id="a NOSP, later and in mid-week"),
        pytest.param("ntq", "2026-10-10", False, id="to quit, a day too early"),
        pytest.param("ntq", "2026-10-11", True, id="to quit, on a Sunday"),
        pytest.param("ntq", "2026-10-12", True, id="to quit, on a Monday"),
        pytest.param("ntq", "2026-10-14", False, id="to quit, in mid-week"),
        pytest.param("ntq", "2026-10-18", True, id="to quit, on a later Sunday"),
        pytest.param("s8", "2026-09-21", False, id="section 8, a day too early"),
        pytest.param("s8", "2026-09-22", True, id="section 8, strictly the first"),
    ],
)
def test_a_date_that_was_given_is_judged(kind: str, given: str, ok: bool) -> None:
    """SEC-6, NTQ-2, ASD-2. A date that will not do gives no day for a claim."""
    answer = ask("notice", kind=kind, **WEEKLY, service=f"{TUESDAY}:hand", specified=given)

    assert answer["specified_ok"] is ok
    assert (answer["first_issue_on"] is not None) is ok
    if not ok:
        assert "No claim may be issued on this notice" in answer["reason"]


def test_a_claim_is_issued_by_the_date_in_the_notice_where_it_will_do() -> None:
    """SEC-6. Sunday 18 October: from the Monday, to Monday 18 October a year on."""
    answer = ask("notice", kind="nosp", **WEEKLY, service=f"{TUESDAY}:hand", specified="2026-10-18")

    assert (answer["first_issue_on"], answer["last_issue_on"]) == ("2026-10-19", "2027-10-18")


def test_a_nosp_that_specifies_a_leap_day_lapses_at_the_end_of_february() -> None:
    """SEC-6; rulebook 0.1. The council plans for the working day before: 28 February 2029 is a Wednesday."""
    answer = ask("notice", kind="nosp", **WEEKLY, service="2028-01-03:hand", specified="2028-02-29")

    assert both(answer, "last_issue_on") == ("2029-02-28", "2029-02-28")


def test_the_last_day_to_issue_is_planned_for_a_day_on_which_the_court_is_open() -> None:
    """SEC-6, rulebook 13. Twelve months after Monday 28 December 2026: a bank holiday, after one and a weekend."""
    answer = ask("notice", kind="nosp", **WEEKLY, service="2026-11-30:hand")

    assert answer["specified_default"] == "2026-12-28"
    assert both(answer, "last_issue_on") == ("2027-12-28", "2027-12-24")
    assert answer["last_issue_on"] == "2027-12-28"


def test_a_notice_to_quit_does_not_lapse_and_must_reach_the_tenant() -> None:
    """NTQ-1, SRV-1."""
    answer = ask("notice", kind="ntq", **WEEKLY, service=f"{TUESDAY}:left")

    assert answer["last_issue_on"] is None
    assert "does not lapse" in answer["reasons"]["last_issue_on"]
    assert "must reach the tenant" in answer["cautions"][0]
    assert ask("notice", kind="ntq", **WEEKLY, service=f"{TUESDAY}:hand")["cautions"] == []


def test_a_notice_to_remedy_gives_the_house_time_of_28_days() -> None:
    """MHA-4."""
    answer = ask("notice", kind="notice_to_remedy", service=f"{TUESDAY}:hand")

    assert answer["specified_default"] == "2026-10-06"
