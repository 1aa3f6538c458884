"""Dates of court papers, hearings, orders, warrants, evictions, moratoria and limitation, worked by hand."""

from datetime import date

import pytest

from legal.rules import cpr
from legal.rules.worked import Worked
from tenancies import bank_holidays
from tests.legal.rules.dates import ask, both


@pytest.mark.parametrize(
    ("document", "method", "at", "expected"),
    [
        pytest.param("other", "first_class", "2026-10-02", "2026-10-05", id="posted on Friday: Sunday, so Monday"),
        pytest.param("claim_form", "first_class", "2026-10-02", "2026-10-06", id="a claim form: Tuesday"),
        pytest.param("other", "dx", "2026-10-05", "2026-10-07", id="DX on Monday: Wednesday"),
        pytest.param("other", "first_class", "2026-12-24", "2026-12-29", id="the 26th, so after the bank holiday"),
        pytest.param("claim_form", "dx", "2026-12-24", "2026-12-30", id="a claim form at Christmas: 29, 30"),
        pytest.param("other", "first_class", "2026-04-01", "2026-04-07", id="Good Friday, so after Easter"),
        pytest.param("other", "email", "2026-10-02T16:29", "2026-10-02", id="e-mail before half past four"),
        pytest.param("other", "email", "2026-10-02T16:30", "2026-10-05", id="e-mail at half past four on Friday"),
        pytest.param("other", "email", "2026-10-02T16:29+01:00", "2026-10-02", id="with the offset of summer time"),
        pytest.param(
            "other", "email", "2026-10-02T15:30Z", "2026-10-05", id="half past four in England, told by Greenwich"
        ),
        pytest.param("other", "email", "2026-11-05T16:29Z", "2026-11-05", id="in winter the two are one"),
        pytest.param("claim-form", "document_exchange", "2026-10-02", "2026-10-06", id="written otherwise"),
        pytest.param("other", "hand", "2026-10-03T10:00", "2026-10-05", id="by hand on Saturday"),
        pytest.param("other", "personal", "2026-10-01T16:00", "2026-10-01", id="in person on Thursday"),
        pytest.param("other", "left", "2026-10-01T17:00", "2026-10-02", id="left on Thursday evening"),
        pytest.param("claim_form", "hand", "2026-10-01T17:00", "2026-10-05", id="a claim form does not ask the time"),
        pytest.param("claim_form", "left", "2026-10-03T10:00", "2026-10-06", id="a claim form on Saturday: 5, 6"),
        pytest.param(
            "claim_form", "first_class", "2027-03-25", "2027-03-31", id="a claim form at Easter: 30, 31 March"
        ),
        pytest.param("other", "first_class", "2027-03-24", "2027-03-30", id="Good Friday, so Tuesday"),
        pytest.param("other", "left", "2027-03-25T16:29", "2027-03-25", id="left on Maundy Thursday"),
        pytest.param("other", "left", "2027-03-25T16:30", "2027-03-30", id="left a minute later: after Easter"),
        pytest.param("other", "hand", "2027-03-26T10:00", "2027-03-30", id="handed over on Good Friday"),
        pytest.param("other", "fax", "2026-12-24T16:31", "2026-12-29", id="by fax, late on Christmas Eve"),
        pytest.param("other", "dx", "2026-12-23", "2026-12-29", id="DX to Christmas Day"),
        pytest.param("other", "first_class", "2026-10-03", "2026-10-05", id="posted on Saturday: Monday"),
        pytest.param("other", "email", "2027-12-31T17:00", "2028-01-04", id="the new year's substitute, 3 January"),
        pytest.param("claim_form", "email", "2027-12-30", "2028-01-04", id="a claim form: 31 December, 4 January"),
    ],
)
def test_service_of_court_papers(document: str, method: str, at: str, expected: str) -> None:
    """CPR-6.14, CPR-6.26; rulebook 2.3, 13."""
    answer = ask("cpr_service", document=document, method=method, at=at)

    assert answer["deemed_on"] == expected
    assert answer["provisional"] is False


def test_papers_handed_over_at_no_known_time_are_taken_as_late() -> None:
    """CPR-6.26. Thursday 1 October strictly, if it was before half past four; by default the Friday."""
    answer = ask("cpr_service", document="other", method="hand", at="2026-10-01")

    assert both(answer, "deemed_on") == ("2026-10-01", "2026-10-02")
    assert answer["deemed_on"] == "2026-10-02"


def test_second_class_post_serves_no_court_paper() -> None:
    """CPR-6.26."""
    answer = ask("cpr_service", document="other", method="second_class", at="2026-10-02")

    assert answer["deemed_on"] is None
    assert answer["reason"] == "Second class is no way to serve papers in proceedings."


@pytest.mark.parametrize(
    ("event", "days", "expected"),
    [
        pytest.param(date(2026, 11, 4), 21, date(2026, 10, 13), id="21 days before 4 November"),
        pytest.param(date(2026, 11, 9), 2, date(2026, 11, 4), id="two days before Monday 9 November"),
        pytest.param(date(2025, 10, 20), 3, date(2025, 10, 14), id="three days before Monday 20 October"),
        pytest.param(date(2026, 9, 1), 2, date(2026, 8, 26), id="two days, over the August bank holiday"),
        pytest.param(date(2027, 4, 1), 3, date(2027, 3, 24), id="three days, over Easter: 31, 30 and 25 March"),
    ],
)
def test_clear_days_before_an_event(event: date, days: int, expected: date) -> None:
    """Rulebook 13, its examples; CPR 2.8."""
    assert cpr.last_day_to_act(event_on=event, days=days, bank_holidays=bank_holidays.around(event)) == expected


def test_clear_days_after_a_start() -> None:
    """Rulebook 13: 28 days from Tuesday 6 October. A short period asks for business days and is refused."""
    assert cpr.first_day_after(start_on=date(2026, 10, 6), days=28) == date(2026, 11, 4)
    with pytest.raises(ValueError, match="business days"):
        cpr.first_day_after(start_on=date(2026, 10, 6), days=5)


def test_a_claim_issued_is_heard_from_28_clear_days_to_eight_weeks_on() -> None:
    """Rulebook 4.3. Eight weeks from Tuesday 6 October: Tuesday 1 December."""
    answer = ask("hearing", issued="2026-10-06")

    assert (answer["earliest_hearing"], answer["standard_limit"]) == ("2026-11-04", "2026-12-01")
    assert [answer[name] for name in ("serve_by", "evidence_by", "pack_by", "applications_by")] == [None] * 4
    assert answer["reason"] == "The day of the hearing is not given."


def test_what_is_done_by_when_before_a_hearing() -> None:
    """Rulebook 3 (PAP 2.11), 4.3 and 13. Before Wednesday 4 November the clear business days are Tuesday and Monday.

    Ten clear days lead to Saturday 24 October, and back to the Friday.
    """
    answer = ask("hearing", hearing="2026-11-04")

    assert both(answer, "serve_by") == ("2026-10-13", "2026-10-13")
    assert both(answer, "evidence_by") == ("2026-11-01", "2026-10-30")
    assert both(answer, "pack_by") == ("2026-10-25", "2026-10-23")
    assert both(answer, "applications_by") == ("2026-10-29", "2026-10-29")
    answers = [answer[name] for name in ("serve_by", "evidence_by", "pack_by", "applications_by")]
    assert answers == ["2026-10-13", "2026-10-30", "2026-10-23", "2026-10-29"]
    assert answer["earliest_hearing"] is None


@pytest.mark.parametrize(
    ("hearing", "serve_by", "evidence", "pack", "applications"),
    [
        # Wednesday 31, Tuesday 30 and, over Easter, Thursday 25 March; ten clear days lead to a Sunday.
        pytest.param(
            "2027-04-01", ("2027-03-10", "2027-03-10"), ("2027-03-29", "2027-03-25"), ("2027-03-22", "2027-03-19"),
            ("2027-03-24", "2027-03-24"), id="the Thursday after Easter",
        ),
        # Tuesday 29, Thursday 24 and Wednesday 23 December; ten clear days lead to a Saturday.
        pytest.param(
            "2026-12-30", ("2026-12-08", "2026-12-08"), ("2026-12-23", "2026-12-23"), ("2026-12-20", "2026-12-18"),
            ("2026-12-22", "2026-12-22"), id="between Christmas and New Year",
        ),
        # Friday, Thursday and Wednesday; 22 days before is a Sunday.
        pytest.param(
            "2026-11-23", ("2026-11-01", "2026-10-30"), ("2026-11-18", "2026-11-18"), ("2026-11-13", "2026-11-12"),
            ("2026-11-17", "2026-11-17"), id="a Monday",
        ),
    ],
)  # fmt: skip
def test_days_before_a_hearing_go_round_weekends_and_bank_holidays(
    hearing: str,
    serve_by: tuple[str, str],
    evidence: tuple[str, str],
    pack: tuple[str, str],
    applications: tuple[str, str],
) -> None:
    """Rulebook 3 (PAP 2.11), 4.3 and 13: the strict and the default value of each."""
    answer = ask("hearing", hearing=hearing)

    names = ("serve_by", "evidence_by", "pack_by", "applications_by")
    assert [both(answer, name) for name in names] == [serve_by, evidence, pack, applications]


def test_a_hearing_that_may_fall_on_christmas_day_is_looked_for_after_it() -> None:
    """Rulebook 4.3. 28 clear days from Thursday 26 November 2026; eight weeks, 21 January."""
    answer = ask("hearing", issued="2026-11-26")

    assert both(answer, "earliest_hearing") == ("2026-12-25", "2026-12-29")
    assert answer["standard_limit"] == "2027-01-21"


@pytest.mark.parametrize(
    ("hearing", "caution"),
    [
        pytest.param("2026-08-31", "Monday 31 August 2026 is a bank holiday: no court sits.", id="a bank holiday"),
        pytest.param("2026-11-07", "Saturday 7 November 2026 is at the weekend: no court sits.", id="a Saturday"),
    ],
)
def test_a_hearing_on_a_day_without_courts_is_told(hearing: str, caution: str) -> None:
    assert caution in ask("hearing", hearing=hearing, procedure="CPR55")["cautions"]


def test_a_hearing_too_soon_after_issue_is_told() -> None:
    """Rulebook 4.3."""
    cautions = ask("hearing", issued="2026-10-06", hearing="2026-11-03")["cautions"]

    assert any("not before 4 November 2026" in caution for caution in cautions)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("hearing", {"issued": "2026-10-06"}),
        ("cpr_service", {"document": "claim_form", "method": "first_class", "at": "2026-10-02"}),
    ],
)
def test_dates_under_the_online_procedure_are_provisional(name: str, given: dict[str, str]) -> None:
    """Rulebook 0.3, 4.1: do not assume that the CPR's time rules apply; check the court's notice."""
    plain, online = ask(name, **given, procedure="CPR55"), ask(name, **given, procedure="OPR2026")

    assert (plain["provisional"], online["provisional"]) == (False, True)
    assert plain["dates"] == online["dates"]
    assert "Check every date against the court's own notice." in online["cautions"]
    assert plain["cautions"] == []
    assert any("Online Procedure Rules" in caution for caution in ask(name, **given)["cautions"])


def test_the_online_procedure_before_its_day_is_told() -> None:
    """Rulebook 0.3: in force from 7 September 2026."""
    before = ask("hearing", issued="2026-09-04", procedure="OPR2026")["cautions"]
    after = ask("hearing", issued="2026-09-07", procedure="OPR2026")["cautions"]

    assert "OPR2026 is in force only from 7 September 2026." in before
    assert not any("in force only" in caution for caution in after)


def test_a_mandatory_order_gives_fourteen_days_and_at_most_six_weeks() -> None:
    """ORD-2, ORD-7. Made on Tuesday 3 November 2026."""
    answer = ask("order", kind="outright", made="2026-11-03", s89="yes")

    assert (answer["possession_by"], answer["hardship_max"]) == ("2026-11-17", "2026-12-15")
    assert (answer["permission_from"], answer["permission_alarm_on"]) == ("2032-11-03", "2032-05-03")
    assert both(answer, "permission_alarm_on") == (None, "2032-05-03")


def test_an_order_of_a_leap_day_is_six_years_old_on_the_last_of_february() -> None:
    """ORD-7; rulebook 0.1."""
    assert ask("order", kind="outright", made="2024-02-29", s89="no")["permission_from"] == "2030-02-28"


def test_an_order_that_section_89_does_not_bind_names_its_own_day() -> None:
    """ORD-2."""
    answer = ask("order", kind="suspended", made="2026-11-03", s89="no")

    assert (answer["possession_by"], answer["hardship_max"]) == (None, None)
    assert "Section 89 does not bind" in answer["reason"]
    assert answer["permission_from"] == "2032-11-03"


def test_a_suspended_order_where_section_89_binds_is_told() -> None:
    """ORD-2."""
    assert "cannot suspend" in ask("order", kind="spo", made="2026-11-03", s89="yes")["cautions"][0]


@pytest.mark.parametrize(
    ("kind", "permission"),
    [
        ("money_only", "2032-11-03"),
        ("money_judgment", "2032-11-03"),
        ("dismissed", None),
        ("adjourned_generally", None),
    ],
)
def test_orders_without_possession(kind: str, permission: str | None) -> None:
    """ORD-3, ORD-14."""
    answer = ask("order", kind=kind, made="2026-11-03", s89="no")

    assert (answer["possession_by"], answer["hardship_max"]) == (None, None)
    assert answer["permission_from"] == permission


@pytest.mark.parametrize(
    ("issued", "strict", "default"),
    [
        pytest.param("2026-11-02", "2027-11-02", "2027-11-01", id="an ordinary year"),
        pytest.param("2028-02-29", "2029-02-28", "2029-02-27", id="a leap day"),
    ],
)
def test_a_warrant_lasts_twelve_months(issued: str, strict: str, default: str) -> None:
    """ORD-10; rulebook 0.1. The answer is the law's day; the council keeps one in hand."""
    answer = ask("warrant", issued=issued)

    assert both(answer, "last_day") == (strict, default)
    assert answer["last_day"] == strict


def test_the_notice_of_an_eviction_is_delivered_fourteen_clear_days_before() -> None:
    """ORD-9. Wednesday 2 and Thursday 17 December 2026."""
    assert ask("eviction", on="2026-12-17")["notice_by"] == "2026-12-02"
    assert ask("eviction", notice_delivered="2026-12-02")["earliest"] == "2026-12-17"
    assert ask("eviction", on="2026-12-17")["earliest"] is None
    assert ask("eviction", notice_delivered="2026-12-03", on="2026-12-17")["cautions"] == [
        "The notice was delivered too late for 17 December 2026."
    ]
    # 14 clear days before Monday 11 January lead to a Sunday, and back over Christmas.
    assert both(ask("eviction", on="2027-01-11"), "notice_by") == ("2026-12-27", "2026-12-24")
    # 14 clear days after Thursday 10 December are over on Christmas Day; the council waits for Tuesday 29.
    assert both(ask("eviction", notice_delivered="2026-12-10"), "earliest") == ("2026-12-25", "2026-12-29")


def test_a_breathing_space_lasts_sixty_days_from_the_day_after_entry() -> None:
    """BS-1, BS-2. Entered on Monday 2 November 2026; five working days after New Year's Day end with 8 January."""
    answer = ask("breathing_space", registered="2026-11-02")

    assert (answer["starts"], answer["ends"]) == ("2026-11-03", "2027-01-01")
    assert (answer["midway_from"], answer["midway_to"]) == ("2026-11-27", "2026-12-07")
    assert answer["free_from"] == "2027-01-02"
    assert both(answer, "free_from") == ("2027-01-02", "2027-01-09")


@pytest.mark.parametrize(
    ("registered", "days"),
    [
        # January has 31 days: the 31st day is its last, the 59th the last of February.
        ("2026-12-31", ["2027-01-01", "2027-03-01", "2027-01-25", "2027-02-04", "2027-03-02"]),
        # In a leap year 29 February is the 29th day of one that starts on the 1st.
        ("2028-01-31", ["2028-02-01", "2028-03-31", "2028-02-25", "2028-03-06", "2028-04-01"]),
    ],
)
def test_a_breathing_space_over_february(registered: str, days: list[str]) -> None:
    """BS-2."""
    answer = ask("breathing_space", registered=registered)

    assert [answer[name] for name in ("starts", "ends", "midway_from", "midway_to", "free_from")] == days


@pytest.mark.parametrize(
    ("due", "strict", "default"),
    [
        pytest.param("2020-11-02", "2026-11-02", "2026-11-02", id="a Monday"),
        pytest.param("2020-04-06", "2026-04-06", "2026-04-02", id="Easter Monday: planned for Thursday"),
        pytest.param("2020-02-29", "2026-02-28", "2026-02-27", id="a leap day; a Saturday: planned for Friday"),
    ],
)
def test_rent_can_be_claimed_for_six_years_from_its_own_day(due: str, strict: str, default: str) -> None:
    """LIM-1, LIM-2."""
    answer = ask("limitation", due=due)

    assert both(answer, "last_day") == (strict, default)
    assert answer["last_day"] == strict


@pytest.mark.parametrize(
    ("year", "starts_on", "debits"),
    [
        ("2019", "2019-04-01", 53),
        ("2024", "2024-04-01", 53),
        ("2025", "2025-04-07", 52),
        ("2026", "2026-04-06", 52),
        ("2029", "2029-04-02", 52),
        ("2030", "2030-04-01", 53),
        # 2 April 2035 is a Monday, and the first Monday of April 2036 the 7th: 371 days.
        ("2035", "2035-04-02", 53),
    ],
)
def test_a_rent_year_starts_on_the_first_monday_in_april(year: str, starts_on: str, debits: int) -> None:
    """R-1."""
    answer = ask("rent_year", start=year)

    assert (answer["starts_on"], answer["debits"]) == (starts_on, debits)


def test_an_override_keeps_the_workings_and_says_who_and_why() -> None:
    """Rulebook 0.1: who overrode it and why."""
    worked = Worked(
        name="last_day",
        rule="ORD-10",
        law="CPR 83.3",
        reason="Twelve months from issue.",
        inputs={"issued_on": date(2026, 11, 2)},
        strict=date(2027, 11, 2),
        default=date(2027, 11, 2),
    )

    row = worked.overridden(on=date(2027, 12, 2), by="T. Fenwick", why="Extended by the court").as_json()

    assert (row["answer"], row["strict"], row["inputs"]) == ("2027-12-02", "2027-11-02", {"issued_on": "2026-11-02"})
    assert row["override"] == {"on": "2027-12-02", "by": "T. Fenwick", "why": "Extended by the court"}
    assert (row["rule"], row["version"]) == ("ORD-10", "2026-11-21")
    with pytest.raises(ValueError, match="who chose another date, and why"):
        worked.overridden(on=date(2027, 12, 2), by="T. Fenwick", why=" ")
