"""A claim field by field, its schedule and daily rate, fees, remedies, and whether it may be issued."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legal.rules import claim_fields, claim_schedule, enforcement, fees, issuing, remedies, replies
from legal.rules.claim_schedule import Entry
from legal.rules.fees import Fee
from legal.rules.issuing import NoticeFacts
from legal.rules.remedies import RemedyFacts
from legal.rules.reviews import Review
from legal.rules.routes import Home

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


def entry(on: date, amount: str) -> Entry:
    return Entry(on=on, what="Rent" if Decimal(amount) > 0 else "Payment", amount=Decimal(amount))


def test_the_schedule_begins_with_the_first_default() -> None:
    """4.2: clear on Friday 2 October 2026, in arrears since Monday the 5th."""
    entries = [
        entry(date(2026, 9, 28), "118.37"),
        entry(date(2026, 10, 2), "-118.37"),
        entry(date(2026, 10, 5), "118.37"),
        entry(date(2026, 10, 9), "-50.00"),
        entry(date(2026, 10, 12), "118.37"),
        entry(date(2026, 11, 30), "118.37"),  # after the day of issue
    ]

    made = claim_schedule.schedule(entries, issued_on=ON)

    assert (made.from_on, made.brought_forward, made.longer_history) == (date(2026, 10, 5), Decimal("0.00"), False)
    assert [row.owed for row in made.rows] == [Decimal("118.37"), Decimal("68.37"), Decimal("186.74")]
    assert (made.total_due, made.total_paid, made.owed) == (Decimal("236.74"), Decimal("50.00"), Decimal("186.74"))
    assert claim_schedule.foots(made, balance=Decimal("186.74")) == []


def test_an_older_default_is_shown_for_two_years_with_what_was_owed_before() -> None:
    """4.2: two years before 23 November 2026."""
    entries = [
        entry(date(2023, 5, 1), "300.00"),
        entry(date(2024, 11, 22), "118.37"),
        entry(date(2024, 11, 23), "-18.37"),
        entry(date(2026, 11, 16), "118.37"),
    ]

    made = claim_schedule.schedule(entries, issued_on=ON)

    assert (made.from_on, made.longer_history) == (date(2024, 11, 23), True)
    assert made.brought_forward == Decimal("418.37")
    assert (len(made.rows), made.owed) == (2, Decimal("518.37"))


def test_a_charge_paid_on_the_same_day_is_no_default() -> None:
    assert claim_schedule.first_default_on([entry(ON, "118.37"), entry(ON, "-118.37")]) is None
    assert claim_schedule.first_default_on([entry(ON, "118.37"), entry(ON, "-118.36")]) == ON
    assert claim_schedule.first_default_on([]) is None


def test_a_schedule_that_does_not_foot_to_the_ledger_is_refused() -> None:
    """4.2."""
    made = claim_schedule.schedule([entry(date(2026, 10, 5), "118.37")], issued_on=ON)

    [obstacle] = claim_schedule.foots(made, balance=Decimal("100.00"))

    assert obstacle.says == "The schedule ends on £118.37, but the account stands at £100.00."
    assert len(claim_schedule.foots(replace(made, total_due=Decimal("1.00")), balance=Decimal("118.37"))) == 1


def test_online_the_full_schedule_goes_to_the_defendants_first() -> None:
    """4.2."""
    before = date(2026, 11, 20)

    assert claim_schedule.not_sent_obstacles(online=True, sent_on=before, issued_on=ON) == []
    assert claim_schedule.not_sent_obstacles(online=False, sent_on=None, issued_on=ON) == []
    assert claim_schedule.not_sent_obstacles(online=True, sent_on=ON, issued_on=ON)
    assert claim_schedule.not_sent_obstacles(online=True, sent_on=None, issued_on=ON)


def test_a_defence_has_fourteen_days_and_an_appeal_twenty_one() -> None:
    """4.3; duty S4-30: an order of 4 December 2026 is appealed by Christmas Day, so on Christmas Eve."""
    holidays = {date(2026, 12, 25), date(2026, 12, 28)}

    assert replies.defence_by(served_on=date(2026, 10, 8)).answer == date(2026, 10, 22)
    assert replies.defence_by(served_on=None).answer is None
    appeal = replies.appeal_by(decided_on=date(2026, 12, 4), bank_holidays=holidays)
    assert (appeal.strict, appeal.default) == (date(2026, 12, 25), date(2026, 12, 24))
    given = replies.appeal_by(decided_on=date(2026, 12, 4), bank_holidays=holidays, court_gave=date(2026, 12, 18))
    assert given.answer == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("code", "on", "amount", "must_check"),
    [
        ("possession_claim", date(2026, 7, 12), "404.00", False),
        ("possession_claim", date(2026, 7, 13), "415.00", True),
        ("application_on_notice", date(2026, 7, 12), "313.00", False),
        ("application_on_notice", date(2026, 7, 13), "321.00", True),
        ("application_by_consent", date(2026, 7, 13), "126.00", True),
        ("warrant", ON, "148.00", True),
        ("fixed_costs_on_issue", ON, "69.50", True),
        ("fixed_costs_on_judgment", ON, "57.25", True),
    ],
)
def test_fees_are_those_of_the_day_and_say_when_they_are_not_confirmed(
    code: str, on: date, amount: str, must_check: bool
) -> None:
    """4.4."""
    found = fees.fee(code, on=on)

    assert (found.amount, found.must_check) == (Decimal(amount), must_check)
    assert found.source


def test_a_fee_that_is_not_in_the_table_says_what_to_enter() -> None:
    with pytest.raises(fees.NoFee, match="No fee is entered for possession claim on 1 January 2020: add it"):
        fees.fee("possession_claim", on=date(2020, 1, 1))
    ours = Fee(code="warrant", name="Warrant", amount=Decimal("152.00"), from_on=ON, status="confirmed", source="EX50")
    assert fees.fee("warrant", on=ON, fees=[ours]) is ours


SECURE = RemedyFacts(
    home=Home(tenure="secure"),
    on=ON,
    arrears=Decimal("1100.00"),
    weekly_rent=Decimal("118.37"),
    housing_costs="uc",
    employed=True,
    money_judgment_on=date(2026, 1, 5),
)


def closed(facts: RemedyFacts) -> set[str]:
    return {each.code for each in remedies.remedies(facts) if not each.is_open}


@pytest.mark.parametrize(
    ("facts", "unavailable"),
    [
        (SECURE, set()),
        (replace(SECURE, money_judgment_on=None), {"earnings"}),
        (replace(SECURE, money_judgment_on=date(2020, 11, 23)), {"earnings"}),
        (replace(SECURE, employed=False), {"earnings", "wages"}),
        (replace(SECURE, housing_costs=""), {"managed_payment", "deduction"}),
        (replace(SECURE, housing_costs="hb"), {"managed_payment"}),
        (replace(SECURE, managed_payment=True), {"managed_payment"}),
        (replace(SECURE, arrears=Decimal("1025.86")), {"deduction"}),  # two months' rent is £1,025.87
        (replace(SECURE, insolvency="dro"), {"money_judgment"}),
        (replace(SECURE, insolvency="iva"), {"money_judgment", "possession"}),
        (replace(SECURE, agreement_kept=True), {"possession"}),
        (replace(SECURE, oldest_within_limit=False), {"money_judgment"}),
        (replace(SECURE, former=True), {"possession", "deduction"}),
        (replace(SECURE, home=Home(tenure="flexible", flexible_clause="none")), {"possession"}),
        (replace(SECURE, home=Home(tenure="leasehold")), {"possession"}),
        (
            replace(SECURE, in_breathing_space=True),
            {"agreement", "deduction", "wages", "money_judgment", "earnings", "possession"},
        ),
    ],
)
def test_a_remedy_that_is_not_open_says_why(facts: RemedyFacts, unavailable: set[str]) -> None:
    """Duty S1-53; INS-1, LIM-1, FLX-1, BS-3, ORD-14."""
    assert closed(facts) == unavailable
    assert all(each.why_not for each in remedies.remedies(facts) if not each.is_open)


NOSP = NoticeFacts(kind="nosp", state="in_force", first_issue_on=date(2026, 10, 13), last_issue_on=date(2027, 10, 12))


@pytest.mark.parametrize(
    ("home", "notice", "on", "rule"),
    [
        pytest.param(Home(tenure="secure"), NOSP, ON, "", id="may be issued"),
        pytest.param(Home(tenure="secure"), NOSP, date(2026, 10, 13), "", id="on the first day"),
        pytest.param(Home(tenure="secure"), NOSP, date(2027, 10, 12), "", id="on the last day"),
        pytest.param(Home(tenure="secure"), NOSP, date(2026, 10, 12), "SEC-6", id="a day early"),
        pytest.param(Home(tenure="secure"), NOSP, date(2027, 10, 13), "SEC-6", id="a day late"),
        pytest.param(Home(tenure="secure"), None, ON, "SEC-1", id="no notice"),
        pytest.param(Home(tenure="secure"), replace(NOSP, kind="s128"), ON, "SEC-1", id="wrong notice"),
        pytest.param(Home(tenure="secure"), replace(NOSP, state="defective"), ON, "SEC-8", id="defective"),
        pytest.param(Home(tenure="secure"), replace(NOSP, state="expired"), ON, "SEC-6", id="lapsed"),
        pytest.param(Home(tenure="leasehold"), NOSP, ON, "SEC-1", id="a lease"),
        pytest.param(Home(tenure="flexible", flexible_clause="none"), NOSP, ON, "FLX-1", id="no clause"),
        pytest.param(Home(tenure="flexible", flexible_clause="break"), NOSP, ON, "", id="break clause"),
        pytest.param(
            Home(tenure="pitch"), replace(NOSP, kind="notice_to_remedy"), ON, "MHA-3", id="pitch without its statement"
        ),
        pytest.param(
            Home(tenure="pitch", written_statement_on=date(2012, 5, 1)),
            replace(NOSP, kind="notice_to_remedy", complied_with=True),
            ON,
            "MHA-2",
            id="pitch fee paid in time",
        ),
        pytest.param(
            Home(tenure="introductory", trial_last_day=date(2026, 11, 22)),
            replace(NOSP, kind="s128"),
            ON,
            "SEC-1",
            id="the trial is over: INT-6",
        ),
    ],
)
def test_whether_a_claim_may_be_issued_on_a_notice(home: Home, notice: NoticeFacts | None, on: date, rule: str) -> None:
    """SEC-1, SEC-6, SEC-8, ASD-1."""
    assert [each.rule for each in issuing.issue_obstacles(home, notice, on=on)] == ([rule] if rule else [])


def test_an_open_review_holds_the_claim() -> None:
    """INT-5."""
    home = Home(tenure="introductory", trial_last_day=date(2027, 3, 14))
    asked = Review(served_on=date(2026, 9, 8), told_before=date(2026, 10, 12), requested_on=date(2026, 9, 10))

    found = issuing.issue_obstacles(home, replace(NOSP, kind="s128"), on=ON, review=asked)

    assert [each.rule for each in found] == ["INT-5"]
