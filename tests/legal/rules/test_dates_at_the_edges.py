"""Further dates, each worked by hand from the rulebook: leap days, bank holidays, odd periods, several tenants.

2026: Christmas Day is a Friday, 28 December its substitute for Boxing Day. 2027: Good Friday 26 March, Easter Monday 29
March, 27 and 28 December for Christmas. 2028: 3 January for New Year, Good Friday 14 April, Easter Monday 17 April.
"""

import pytest

from legal.rules.given import CannotReadGiven
from tests.legal.rules.dates import ask, both

MONDAYS = {"period": "weekly", "period_starts": "monday"}
NOTICE = ("service_on", "specified_strict", "specified_default", "first_issue_on", "last_issue_on")


@pytest.mark.parametrize(
    ("period", "starts", "service", "expected"),
    [
        # Four weeks from a Thursday end on a Thursday, on which a period begins.
        ("weekly", "thursday", "2026-10-01:hand", "2026-10-01 2026-10-29 2026-10-29 2026-10-30 2027-10-29"),
        # Wednesday 9 December; Saturday ends a week that begins on Sunday.
        ("weekly", "Sun", "2026-11-11:left", "2026-11-11 2026-12-12 2026-12-13 2026-12-14 2027-12-13"),
        # Handed over on Christmas Day: Friday 22 January.
        ("weekly", "monday", "2026-12-25:hand", "2026-12-25 2027-01-24 2027-01-25 2027-01-26 2028-01-25"),
        # Posted on Christmas Eve: Tuesday 29, Wednesday 30. 28 days on, Wednesday 27 January.
        ("weekly", "monday", "2026-12-24:first_class", "2026-12-30 2027-01-31 2027-02-01 2027-02-02 2028-02-01"),
        # Friday 24 December 2027: 29, 30, 31 December, and after the new year's substitute the 4th. Tuesday 1 February.
        ("weekly", "monday", "2027-12-24:second_class", "2028-01-04 2028-02-06 2028-02-07 2028-02-08 2029-02-07"),
        # Saturday 30 May: Monday to Thursday. Thursday 2 July.
        ("weekly", "monday", "2026-05-30:second_class", "2026-06-04 2026-07-05 2026-07-06 2026-07-07 2027-07-06"),
        # Maundy Thursday: Tuesday 7 and Wednesday 8 April. Wednesday 6 May.
        ("weekly", "monday", "2026-04-02:first_class", "2026-04-08 2026-05-10 2026-05-11 2026-05-12 2027-05-11"),
        # Four weeks to a leap day: it begins a period, or ends one.
        ("weekly", "tuesday", "2028-02-01:hand", "2028-02-01 2028-02-29 2028-02-29 2028-03-01 2029-02-28"),
        ("weekly", "wednesday", "2028-02-01:hand", "2028-02-01 2028-02-29 2028-03-01 2028-03-02 2029-03-01"),
        # Fortnights from 2, 16 and 30 November, 14 and 28 December.
        ("fortnightly", "2026-11-02", "2026-11-16:hand", "2026-11-16 2026-12-14 2026-12-14 2026-12-15 2027-12-14"),
        ("fortnightly", "2026-11-02", "2026-11-17:hand", "2026-11-17 2026-12-27 2026-12-28 2026-12-29 2027-12-28"),
        # Fortnights from Friday 6 and 20 November, 4 December: Thursday 3 December ends one.
        ("fortnightly", "2026-11-06", "2026-11-05:hand", "2026-11-05 2026-12-03 2026-12-04 2026-12-05 2027-12-04"),
        # Four weeks from 5 October, 2 and 30 November, 28 December.
        ("four_weekly", "2026-10-05", "2026-11-01:left", "2026-11-01 2026-11-29 2026-11-30 2026-12-01 2027-11-30"),
        ("four_weekly", "2026-10-05", "2026-11-03:hand", "2026-11-03 2026-12-27 2026-12-28 2026-12-29 2027-12-28"),
        # A month from 31 December ends on 31 January, the last day of a period.
        ("monthly", "1", "2026-12-31:hand", "2026-12-31 2027-01-31 2027-02-01 2027-02-02 2028-02-01"),
        # February has 28 days: a month and four weeks end together.
        ("monthly", "15", "2027-02-15:hand", "2027-02-15 2027-03-15 2027-03-15 2027-03-16 2028-03-15"),
        ("monthly", "15", "2027-02-16:hand", "2027-02-16 2027-04-14 2027-04-15 2027-04-16 2028-04-15"),
        ("monthly", "29", "2028-01-29:hand", "2028-01-29 2028-02-29 2028-02-29 2028-03-01 2029-02-28"),
        # A month from 31 August is over on 30 September, on which a period from the 31st begins.
        ("monthly", "31", "2026-08-31:hand", "2026-08-31 2026-09-30 2026-09-30 2026-10-01 2027-09-30"),
        ("monthly", "2026-02-28", "2026-10-05:hand", "2026-10-05 2026-11-27 2026-11-28 2026-11-29 2027-11-28"),
    ],
)
def test_a_nosp_by_its_period_and_service(period: str, starts: str, service: str, expected: str) -> None:
    """SEC-6; rulebook 0.1, 2.1."""
    answer = ask("notice", kind="nosp", period=period, period_starts=starts, service=service)

    assert [answer[name] for name in NOTICE] == expected.split()


def test_a_last_day_of_issue_between_christmas_and_new_year_is_planned_for_before_it() -> None:
    """SEC-6; rulebook 13: Tuesday 28 and Monday 27 December 2027 are bank holidays."""
    answer = ask("notice", kind="nosp", period="fortnightly", period_starts="2026-11-02", service="2026-11-17:hand")

    assert both(answer, "last_issue_on") == ("2027-12-28", "2027-12-24")


def test_an_introductory_notice_whose_trial_ends_on_a_bank_holiday() -> None:
    """INT-1, INT-3, INT-4, INT-6. A trial from 1 June 2026 ends on Monday 31 May 2027: Friday 28 May is planned for."""
    answer = ask("notice", kind="s128", **MONDAYS, service="2026-11-02:hand", trial_started="2026-06-01")

    assert [answer[name] for name in NOTICE] == "2026-11-02 2026-11-30 2026-11-30 2026-12-01 2027-05-31".split()
    assert both(answer, "last_issue_on") == ("2027-05-31", "2027-05-28")
    assert answer["review_request_by"] == "2026-11-15"


def test_three_joint_tenants_each_in_their_own_way() -> None:
    """SRV-2, INT-3, INT-4. Second class on Friday 30 October counts on Thursday 5 November; left on Saturday 7 November
    is the last. Four weeks: Saturday 5 December; asked for by the 20th."""
    service = "2026-11-02:hand, 2026-10-30:second_class, 2026-11-07:left"
    answer = ask("notice", kind="s128", **MONDAYS, service=service)

    assert [answer[name] for name in NOTICE[:4]] == "2026-11-07 2026-12-06 2026-12-07 2026-12-08".split()
    assert answer["review_request_by"] == "2026-11-20"


def test_a_trial_that_ends_on_the_day_of_the_date_leaves_no_day_to_issue() -> None:
    """INT-6. From 1 December 2025 to 30 November 2026; a claim from 1 December."""
    answer = ask("notice", kind="s128", **MONDAYS, service="2026-11-02:hand", trial_started="2025-12-01")

    assert (answer["first_issue_on"], answer["last_issue_on"]) == ("2026-12-01", "2026-11-30")
    assert answer["cautions"][0].startswith("There is no day on which to issue")


def test_a_demoted_year_that_ends_on_a_sunday_in_february() -> None:
    """DEM. 1 March 2026 to 28 February 2027. Served on Tuesday 1 December: 29 December; Sunday 3 January."""
    answer = ask("notice", kind="s143e", **MONDAYS, service="2026-12-01:hand", trial_started="2026-03-01")

    assert [answer[name] for name in NOTICE] == "2026-12-01 2027-01-03 2027-01-04 2027-01-05 2027-02-28".split()
    assert both(answer, "last_issue_on") == ("2027-02-28", "2027-02-26")
    assert answer["review_request_by"] == "2026-12-14"


@pytest.mark.parametrize(
    ("service", "expected", "planned"),
    [
        # Two weeks from 14 February; a year on, a Sunday.
        ("2026-02-14:hand", "2026-02-14 2026-02-28 2026-03-01 2026-03-01 2027-02-14", "2027-02-12"),
        # The first of two was served on Christmas Eve: the council plans by their year.
        ("2026-12-24:hand,2026-12-24:first_class", "2026-12-30 2027-01-13 2027-01-14 2027-01-14 2027-12-30",
         "2027-12-24"),
        ("2028-02-15:left", "2028-02-15 2028-02-29 2028-03-01 2028-03-01 2029-02-15", "2029-02-15"),
    ],
)  # fmt: skip
def test_a_section_8_notice(service: str, expected: str, planned: str) -> None:
    """ASD-1, ASD-2."""
    answer = ask("notice", kind="s8", service=service)

    assert [answer[name] for name in NOTICE] == expected.split()
    assert both(answer, "last_issue_on")[1] == planned


@pytest.mark.parametrize(
    ("kind", "service", "specified", "ok", "first"),
    [
        ("s8", "2026-12-30:hand", "2027-01-13", True, "2027-01-13"),
        ("s8", "2026-12-30:hand", "2027-01-12", False, None),
        ("s128", "2026-11-02:hand", "2026-11-29", False, None),
        # Left on Monday 30 November: four weeks end on Monday 28 December, a bank holiday or not.
        ("ntq", "2026-11-30:left", "2026-12-27", False, None),
        ("ntq", "2026-11-30:left", "2026-12-28", True, "2026-12-29"),
        ("ntq", "2026-11-30:left", "2026-12-30", False, None),
        ("ntq", "2026-11-30:left", "2027-01-03", True, "2027-01-04"),
    ],
)
def test_the_date_given_is_judged(kind: str, service: str, specified: str, ok: bool, first: str | None) -> None:
    """SEC-6, INT-3, ASD-2, NTQ-2."""
    answer = ask("notice", kind=kind, **MONDAYS, service=service, specified=specified)

    assert (answer["specified_ok"], answer["first_issue_on"]) == (ok, first)


@pytest.mark.parametrize(
    ("served", "strict", "default"),
    [
        ("2026-11-06", "2026-12-06", "2026-12-06"),
        ("2026-11-07", "2027-01-05", "2027-01-06"),
    ],
)
def test_a_monthly_notice_to_quit(served: str, strict: str, default: str) -> None:
    """NTQ-2: periods from the 6th; the day of service counts, so 6 November to 6 December is a month."""
    answer = ask("notice", kind="ntq", period="monthly", period_starts="2026-04-06", service=f"{served}:hand")

    assert (answer["specified_strict"], answer["specified_default"]) == (strict, default)
    assert answer["last_issue_on"] is None


@pytest.mark.parametrize(
    ("given", "service", "serve_by", "in_time", "ends", "review_by"),
    [
        # 5 January 2026 to 4 January 2027; 56 days before, Monday 9 November. Posted on Thursday: Friday, Monday.
        ({"trial_started": "2026-01-05"}, "2026-11-05:first_class", "2026-11-09", True, "2027-07-04", "2026-11-22"),
        # Thursday 5, Friday 6, Monday 9, Tuesday 10.
        ({"trial_started": "2026-01-05"}, "2026-11-04:second_class", "2026-11-09", False, None, "2026-11-23"),
        # Six months from 31 December: June has thirty days.
        ({"trial_ends": "2026-12-31"}, "2026-11-05:hand", "2026-11-05", True, "2027-06-30", "2026-11-18"),
        # Six months from 30 August end in a leap February.
        ({"trial_ends": "2027-08-30"}, "2027-07-05:left", "2027-07-05", True, "2028-02-29", "2027-07-18"),
        # One of two tenants a day late.
        ({"trial_ends": "2026-12-31"}, "2026-11-05:hand,2026-11-06:left", "2026-11-05", False, None, "2026-11-19"),
    ],
)  # fmt: skip
def test_the_extension_of_a_trial(
    given: dict[str, str], service: str, serve_by: str, in_time: bool, ends: str | None, review_by: str
) -> None:
    """INT-7."""
    answer = ask("notice", kind="extension", service=service, **given)

    names = ("serve_by", "specified_ok", "extended_ends", "review_request_by")
    assert [answer[name] for name in names] == [serve_by, in_time, ends, review_by]


@pytest.mark.parametrize(
    ("document", "method", "at", "expected"),
    [
        ("claim_form", "first_class", "2026-12-23", "2026-12-29"),  # 24 and 29 December
        ("claim_form", "left", "2026-12-31T09:00", "2027-01-05"),  # Monday 4, Tuesday 5
        ("claim_form", "email", "2028-02-28T23:00", "2028-03-01"),  # the leap day, and the next
        ("other", "first_class", "2026-12-31", "2027-01-04"),  # Saturday 2 January
        ("other", "first_class", "2026-12-30", "2027-01-04"),  # New Year's Day
        ("other", "hand", "2027-05-03T10:00", "2027-05-04"),  # a bank holiday
        ("other", "email", "2027-05-28T16:30", "2027-06-01"),  # Friday, too late; Monday is a bank holiday
        ("other", "left", "2028-04-13T09:00", "2028-04-13"),  # Maundy Thursday
        ("other", "dx", "2028-04-13", "2028-04-18"),  # Saturday, so after Easter Monday
        ("other", "email", "2027-06-10T15:45+00:00", "2027-06-11"),  # a quarter to five in England
    ],
)
def test_court_papers(document: str, method: str, at: str, expected: str) -> None:
    """CPR-6.14, CPR-6.26."""
    assert ask("cpr_service", document=document, method=method, at=at)["deemed_on"] == expected


def test_a_claim_form_under_the_online_procedure() -> None:
    """Rulebook 0.3. Posted on Friday 20 November 2026: Monday, Tuesday."""
    given = {"document": "claim_form", "method": "first_class", "at": "2026-11-20", "procedure": "opr2026"}
    answer = ask("cpr_service", **given)

    assert (answer["deemed_on"], answer["provisional"], answer["procedure"]) == ("2026-11-24", True, "OPR2026")


@pytest.mark.parametrize(
    ("issued", "earliest", "limit"),
    [
        # Eight weeks from 1 February 2027: Easter Monday; Maundy Thursday is planned for.
        ("2027-02-01", ("2027-03-02", "2027-03-02"), ("2027-03-29", "2027-03-25")),
        ("2026-11-30", ("2026-12-29", "2026-12-29"), ("2027-01-25", "2027-01-25")),
        ("2028-01-31", ("2028-02-29", "2028-02-29"), ("2028-03-27", "2028-03-27")),  # to a leap day
    ],
)
def test_when_a_claim_is_heard(issued: str, earliest: tuple[str, str], limit: tuple[str, str]) -> None:
    """Rulebook 4.3: 28 clear days, eight weeks."""
    answer = ask("hearing", issued=issued)

    assert both(answer, "earliest_hearing") == earliest
    assert both(answer, "standard_limit") == limit
    assert (answer["earliest_hearing"], answer["standard_limit"]) == (earliest[0], limit[0])


@pytest.mark.parametrize(
    ("hearing", "serve_by", "evidence", "pack", "applications"),
    [
        # Monday 4 January, Thursday 31 and Wednesday 30 December; ten clear days begin after Christmas Day.
        ("2027-01-05", "2026-12-14", "2026-12-30", ("2026-12-26", "2026-12-24"), "2026-12-29"),
        # Monday 5, Friday 2 and Thursday 1 April; ten clear days begin after Good Friday.
        ("2027-04-06", "2027-03-15", "2027-04-01", ("2027-03-27", "2027-03-25"), "2027-03-31"),
        # Monday 1 May is a bank holiday: Friday 28, Thursday 27, Wednesday 26 April.
        ("2028-05-02", "2028-04-10", "2028-04-26", ("2028-04-22", "2028-04-21"), "2028-04-25"),
    ],
)
def test_what_is_done_before_a_hearing(
    hearing: str, serve_by: str, evidence: str, pack: tuple[str, str], applications: str
) -> None:
    """Rulebook 3, 4.3, 13."""
    answer = ask("hearing", hearing=hearing)

    assert both(answer, "serve_by") == (serve_by, serve_by)
    assert both(answer, "evidence_by") == (evidence, evidence)
    assert both(answer, "pack_by") == pack
    assert both(answer, "applications_by") == (applications, applications)


def test_a_hearing_under_the_online_procedure_on_a_bank_holiday() -> None:
    """Rulebook 0.3, 4.3."""
    answer = ask("hearing", hearing="2026-12-28", procedure="OPR2026")

    assert answer["provisional"] is True
    assert "Monday 28 December 2026 is a bank holiday: no court sits." in answer["cautions"]
    assert answer["serve_by"] == "2026-12-06"


@pytest.mark.parametrize(
    ("kind", "made", "s89", "expected"),
    [
        ("consent", "2026-11-30", "yes", ["2026-12-14", "2027-01-11", "2032-11-30", "2032-05-30"]),
        ("postponed", "2028-02-29", "no", [None, None, "2034-02-28", "2033-08-29"]),
        # Five years and six months from 31 August 2026 end in a leap February.
        ("outright", "2026-08-31", "yes", ["2026-09-14", "2026-10-12", "2032-08-31", "2032-02-29"]),
        ("outright", "2028-02-20", "yes", ["2028-03-05", "2028-04-02", "2034-02-20", "2033-08-20"]),
        ("stayed", "2026-11-30", "yes", [None, None, None, None]),
    ],
)
def test_an_order(kind: str, made: str, s89: str, expected: list[str | None]) -> None:
    """ORD-2, ORD-7."""
    answer = ask("order", kind=kind, made=made, s89=s89)

    names = ("possession_by", "hardship_max", "permission_from", "permission_alarm_on")
    assert [answer[name] for name in names] == expected
    assert ("reason" in answer) is (None in expected)


@pytest.mark.parametrize(
    ("issued", "strict", "default"),
    [("2027-02-28", "2028-02-28", "2028-02-27"), ("2027-03-01", "2028-03-01", "2028-02-29")],
)
def test_a_warrant_into_a_leap_year(issued: str, strict: str, default: str) -> None:
    """ORD-10."""
    assert both(ask("warrant", issued=issued), "last_day") == (strict, default)


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ({"on": "2027-03-30"}, "notice_by", ("2027-03-15", "2027-03-15")),
        ({"on": "2028-05-16"}, "notice_by", ("2028-05-01", "2028-04-28")),  # a bank holiday
        ({"notice_delivered": "2028-02-15"}, "earliest", ("2028-03-01", "2028-03-01")),  # over a leap day
        ({"notice_delivered": "2027-03-11"}, "earliest", ("2027-03-26", "2027-03-30")),  # Good Friday
    ],
)
def test_an_eviction(given: dict[str, str], name: str, expected: tuple[str, str]) -> None:
    """ORD-9: fourteen clear days."""
    assert both(ask("eviction", **given), name) == expected


@pytest.mark.parametrize(
    ("registered", "days", "chased_from"),
    [
        # 25 December is the first day; 7 days of December, 31 of January and 22 of February make sixty.
        ("2026-12-24", "2026-12-25 2027-02-22 2027-01-18 2027-01-28 2027-02-23", "2027-03-02"),
        # 3, 28 and 29 days: it ends on Easter Monday. Five working days more: 30 and 31 March, 1, 2 and 5 April.
        ("2027-01-28", "2027-01-29 2027-03-29 2027-02-22 2027-03-04 2027-03-30", "2027-04-06"),
    ],
)
def test_a_breathing_space_over_bank_holidays(registered: str, days: str, chased_from: str) -> None:
    """BS-2; rulebook 6.1."""
    answer = ask("breathing_space", registered=registered)

    names = ("starts", "ends", "midway_from", "midway_to", "free_from")
    assert [answer[name] for name in names] == days.split()
    assert both(answer, "free_from")[1] == chased_from


@pytest.mark.parametrize(
    ("due", "strict", "default"),
    [
        ("2021-12-25", "2027-12-25", "2027-12-24"),  # Christmas Day, a Saturday
        ("2024-02-29", "2030-02-28", "2030-02-28"),
        ("2020-12-28", "2026-12-28", "2026-12-24"),  # the substitute after Christmas
    ],
)
def test_limitation(due: str, strict: str, default: str) -> None:
    """LIM-1."""
    assert both(ask("limitation", due=due), "last_day") == (strict, default)


@pytest.mark.parametrize(
    ("year", "starts", "debits"),
    [
        ("2018", "2018-04-02", 52),
        ("2027", "2027-04-05", 52),
        ("2030", "2030-04-01", 53),
        # 1 April 2035 is a Sunday, and the next rent year begins on Monday 7 April 2036.
        ("2035", "2035-04-02", 53),
    ],
)
def test_rent_years(year: str, starts: str, debits: int) -> None:
    """R-1."""
    answer = ask("rent_year", start=year)

    assert (answer["starts_on"], answer["debits"]) == (starts, debits)


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("rent_year", {"start": "1989"}, "start: ‘1989’ will not do. Give a year from 1990 to 2099."),
        ("rent_year", {"start": "2100"}, "start: ‘2100’ will not do."),
        ("breathing_space", {"registered": "2026-13-01"}, "registered: ‘2026-13-01’ is no date."),
        ("breathing_space", {"on": "2026-11-02"}, "on: not known here. The keys are registered."),
        ("limitation", {}, "due: not given. Give a date"),
        ("limitation", {"due": "2026-11-31"}, "due: ‘2026-11-31’ is no date."),
        ("cpr_service", {"document": "letter"}, "document: ‘letter’ is not known. Give claim_form or other."),
        ("cpr_service", {"document": "other", "method": "pigeon"}, "method: ‘pigeon’ is not known."),
        ("cpr_service", {"document": "other", "method": "hand"}, "at: not given. Give a date such as"),
        ("cpr_service", {"document": "other", "method": "hand", "at": "2026-10-02T25:00"}, "at: ‘2026-10-02T25:00’"),
        ("cpr_service", {"document": "other", "method": "hand", "at": "9999-12-31T23:59-12:00"}, "at: ‘9999-12-31T23:"),
        ("cpr_service", {"document": "other", "method": "hand", "at": "0001-01-01T00:00+14:00"}, "at: ‘0001-01-01T00:"),
        ("hearing", {"issued": "soon", "hearing": "2026-11-04"}, "issued: ‘soon’ is no date."),
        ("hearing", {"made": "2026-11-04"}, "made: not known here. The keys are issued, hearing, procedure."),
        ("eviction", {"on": "2026-02-29"}, "on: ‘2026-02-29’ is no date."),
        ("order", {"made": "2026-11-04", "s89": "no"}, "kind: not given. Give "),
        ("order", {"kind": "outright", "s89": "no"}, "made: not given. Give a date"),
        ("warrant", {"issued": "2026-11-02T10:00"}, "issued: ‘2026-11-02T10:00’ is no date."),
        ("notice", {"kind": " ", "service": "2026-09-08:hand"}, "kind: not given. Give "),
        ("notice", {"kind": "nosp", **MONDAYS}, "service: not given. Give DATE:METHOD"),
        ("notice", {"kind": "nosp", **MONDAYS, "service": "2026-09-08:hand;2026-09-09:left"}, "service: ‘2026-09-08"),
        ("notice", {"kind": "nosp", **MONDAYS, "service": ":hand"}, "service: ‘:hand’ will not do."),
        ("notice", {"kind": "nosp", **MONDAYS, "service": "2026-09-31:hand"}, "service: ‘2026-09-31’ is no date."),
        ("notice", {"kind": "s8", "service": "2026-09-08:hand", "specified": "12/10/2026"}, "specified: ‘12/10/2026’"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(name: str, given: dict[str, str], says: str) -> None:
    with pytest.raises(CannotReadGiven) as refusal:
        ask(name, **given)

    assert str(refusal.value).startswith(says)


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        ("weekly", "moonday"), ("weekly", "m"), ("weekly", "2026-02-30"), ("fortnightly", "15"),
        ("four_weekly", "monday"),
        ("monthly", "0"), ("monthly", "first"), ("monthly", "1.5"),
    ],
)  # fmt: skip
def test_a_period_that_begins_on_no_such_day_is_refused(period: str, starts: str) -> None:
    with pytest.raises(CannotReadGiven, match="period_starts"):
        ask("notice", kind="nosp", period=period, period_starts=starts, service="2026-09-08:hand")
