"""The schedule of a claim, fees, days for replies, remedies, and whether a claim may be issued."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.rules import claim_schedule, fees, issuing, remedies, replies
from legal.rules.claim_schedule import Entry
from legal.rules.fees import Fee
from legal.rules.issuing import NoticeFacts
from legal.rules.remedies import RemedyFacts
from legal.rules.reviews import Review
from legal.rules.routes import Home

ON = date(2026, 11, 23)


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
        (replace(SECURE, charge_weeks=48, arrears=Decimal("946.96")), set()),  # 118.37 × 48 × 2 / 12
        (replace(SECURE, charge_weeks=48, arrears=Decimal("946.95")), {"deduction"}),
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
