"""A claim field by field, as the court asks it: answers, limits, daily rate; and a request for a warrant."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legal.rules import claim_fields, claim_schedule, enforcement

ON = date(2026, 11, 23)
CLAIM: dict[str, Any] = {
    "claimant_kind": "local_authority",
    "claimant_name": "Northbridge City Council",
    "claimant_address": "Civic Centre, Northbridge QD1 1AA",
    "claimant_email": "rents@northbridge.example",
    "claimant_phone": "01632 960123",
    "property_address": "12 Mill Lane, Northbridge",
    "property_postcode": "QD1 4ZZ",
    "defendants": [{"first_names": "Ann", "last_name": "Bell"}, {"first_names": "Ben", "last_name": "Bell"}],
    "more_than_one_defendant": "yes",
    "tenancy_type": "secure",
    "tenancy_started_on": "2015-06-01",
    "agreement_copy": "yes",
    "grounds": ["1"],
    "protocol_followed": "yes",
    "protocol_explained": "Each tenant was written to.",
    "protocol_contact": "yes",
    "protocol_plan": "yes",
    "protocol_deductions": "no",
    "protocol_benefit": "yes",
    "mediation": "no",
    "settlement": "yes",
    "notice_served": "yes",
    "notice_method": "hand",
    "notice_served_on": "2026-09-08",
    "notice_served_at": "10:15",
    "notice_handed_to": "Ann Bell",
    "notice_copy": "yes",
    "rent_amount": "118.37",
    "rent_frequency": "weekly",
    "daily_rate": "16.91",
    "rent_statement": "attached",
    "arrears_total": "632.40",
    "steps_taken": "Letters, two visits, an offer.",
    "money_judgment": "yes",
    "claimant_circumstances": "None.",
    "defendant_circumstances": "Universal Credit.",
    "suspend_right_to_buy": "no",
    "demotion": "no",
    "costs": "yes",
    "others_entitled": "no",
    "documents": ["rent_statement", "notice", "certificate_of_service", "tenancy_agreement"],
    "truth_by": "claimant",
    "truth_name": "N. Rahman",
    "truth_position": "Income officer",
}


def gaps(**changed: object) -> list[tuple[str, str]]:
    return [(gap.code, gap.says) for gap in claim_fields.check(CLAIM | changed, on=ON)]


def test_a_complete_claim_has_no_gap() -> None:
    assert gaps() == []


@pytest.mark.parametrize("code", sorted(CLAIM))
def test_each_missing_answer_is_named_with_where_to_enter_it(code: str) -> None:
    """4.1: every field of the court's list."""
    [gap] = [gap for gap in claim_fields.check(CLAIM | {code: ""}, on=ON) if gap.code == code]

    assert gap.says.endswith(": not entered.")
    assert gap.where


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"steps_taken": "x" * 501}, "steps_taken", "Steps already taken: 500 characters at most, take 1 out."),
        (
            {"claimant_circumstances": "x" * 960},
            "claimant_circumstances",
            "The claimant’s circumstances: 950 characters at most, take 10 out.",
        ),
        (
            {"defendant_circumstances": "x" * 951},
            "defendant_circumstances",
            "The defendants’ circumstances: 950 characters at most, take 1 out.",
        ),
        (
            {"defendants": [{"first_names": "A" * 61, "last_name": "Bell"}]},
            "defendants",
            "Defendants: defendant 1, first names: 60 characters at most.",
        ),
        (
            {"defendants": [{"first_names": "Ann", "last_name": "Bell"}, {"first_names": "Ben"}]},
            "defendants",
            "Defendants: defendant 2, last name not entered.",
        ),
        (
            {"defendants": [{"first_names": "Ann", "last_name": "Bell", "same_address": "no"}]},
            "defendants",
            "Defendants: defendant 1, address not entered.",
        ),
        ({"rent_amount": "about £118"}, "rent_amount", "Rent: enter pounds and pence, such as 118.37."),
        ({"arrears_total": "-5.00"}, "arrears_total", "Arrears in all: enter pounds and pence, such as 118.37."),
        ({"arrears_total": "9e9"}, "arrears_total", "Arrears in all: enter pounds and pence, such as 118.37."),
        ({"arrears_total": "5.005"}, "arrears_total", "Arrears in all: enter pounds and pence, such as 118.37."),
        ({"notice_served_on": "2026-11-24"}, "notice_served_on", "The day of service: it must be today or earlier."),
        (
            {"notice_served_on": "8 September"},
            "notice_served_on",
            "The day of service: enter a day, such as 2026-11-23.",
        ),
        ({"notice_served_at": "noon"}, "notice_served_at", "The time of service: enter a time, such as 10:15."),
        ({"notice_method": "other"}, "notice_how", "In which other way: not entered."),
        ({"documents": CLAIM["documents"][:3]}, "documents", "Documents: attach the tenancy agreement."),
        ({"agreement_copy": "no"}, "agreement_why_not", "Why there is no copy of the agreement: not entered."),
        ({"notice_copy": "no"}, "notice_why_not", "Why no copy of the notice is attached: not entered."),
        ({"others_entitled": "yes"}, "others_named", "Who that is: not entered."),
        ({"tenancy_type": "other"}, "tenancy_type_other", "What kind of tenancy it is: not entered."),
        ({"daily_rate": "16.90"}, "daily_rate", "Rent for a day: it comes to £16.91."),
        ({"costs": "maybe"}, "costs", "Costs asked for: choose one of yes, no."),
    ],
)
def test_each_fault_of_a_claim_is_named(changed: dict[str, object], code: str, says: str) -> None:
    assert gaps(**changed) == [(code, says)]


def test_limits_are_reached_but_not_passed() -> None:
    """4.1."""
    assert gaps(steps_taken="x" * 500, claimant_circumstances="x" * 950, defendant_circumstances="x" * 950) == []
    assert gaps(defendants=[{"first_names": "A" * 60, "last_name": "B" * 60}]) == []


def test_an_unknown_defendant_and_an_unknown_address_need_no_entry() -> None:
    unknown = {"name_known": "no", "address_known": "no", "same_address": "no"}

    assert gaps(defendants=[unknown]) == []


def test_notices_by_post_need_no_time() -> None:
    assert gaps(notice_method="first_class", notice_served_at="", notice_handed_to="") == []


def test_without_a_notice_nothing_is_asked_about_it() -> None:
    none = dict.fromkeys(["notice_method", "notice_served_on", "notice_served_at", "notice_handed_to", "notice_copy"])

    assert gaps(notice_served="no", **none) == []


@pytest.mark.parametrize(
    ("tenure", "expected"),
    [("starter", "assured"), ("secure", "secure"), ("licence", "other"), ("pitch", "other"), ("demoted", "demoted")],
)
def test_tenancies_are_named_as_the_court_names_them(tenure: str, expected: str) -> None:
    assert claim_fields.court_tenancy(tenure) == expected


def test_ways_of_service_are_named_as_the_court_names_them() -> None:
    """4.1."""
    assert [claim_fields.court_method(each) for each in ("hand", "first_class", "second_class", "signed_for")] == [
        "hand",
        "first_class",
        "other",
        "other",
    ]


# 118.37 / 7 = 16.91; 236.74 / 14 = 16.91; 512.94 / 30.44 = 16.8508… → 16.85; 0.07 / 14 = 0.005 → 0.01.
@pytest.mark.parametrize(
    ("rent", "frequency", "expected"),
    [
        ("118.37", "weekly", "16.91"),
        ("236.74", "fortnightly", "16.91"),
        ("512.94", "monthly", "16.85"),
        ("0.07", "fortnightly", "0.01"),
        ("473.48", "four_weekly", None),
        ("473.48", "other", None),
    ],
)
def test_the_daily_rate_is_rounded_half_up(rent: str, frequency: str, expected: str | None) -> None:
    """4.1, 4.2."""
    found = claim_schedule.daily_rate(rent=Decimal(rent), frequency=frequency)

    assert found == (Decimal(expected) if expected else None)


def test_a_rate_that_the_court_has_no_sum_for_is_typed_in() -> None:
    assert gaps(rent_frequency="other", rent_amount="473.48", daily_rate="16.91") == []


def test_a_warrant_request_is_checked_too() -> None:
    """ORD-8."""
    asked = claim_fields.fields("warrant")
    sums = {field.code: "946.96" for field in asked if field.kind == "money"}
    answers = {field.code: "no" for field in asked} | sums | {"truth_by": "claimant"}
    vulnerable = answers | {"vulnerable_people": "yes", "vulnerable_how": "x" * 6_801}

    assert claim_fields.check_warrant(answers, on=ON) == []
    assert [g.says for g in claim_fields.check_warrant(vulnerable, on=ON)] == [
        "In what way they are vulnerable: 6,800 characters at most, take 1 out."
    ]
    assert len(claim_fields.check_warrant({}, on=ON)) == len(asked) - 1


def test_the_bailiffs_risks_are_the_same_on_the_form_and_in_the_checks() -> None:
    """ORD-8."""
    on_form = {field.code for field in claim_fields.fields("warrant") if field.block == "Risks"}

    assert on_form == set(enforcement.RISKS) - {"vulnerable"}
