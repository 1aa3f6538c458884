"""Serving a notice: ways, evidence, everybody, the dead; and what the notice says is owed."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from legal.rules import equality, flexible_end, moratorium, particulars, serving
from legal.rules.equality import Record
from legal.rules.flexible_end import EndOfTerm


@pytest.mark.parametrize(
    ("kind", "method", "landlord", "rule"),
    [
        ("nosp", "hand", "local_authority", ""),
        ("nosp", "left_at_home", "local_authority", ""),
        ("nosp", "first_class", "local_authority", ""),
        ("nosp", "second_class", "local_authority", ""),
        ("nosp", "signed_for", "local_authority", "SRV-1"),
        ("nosp", "email", "local_authority", "SRV-1"),
        ("nosp", "other", "local_authority", "SRV-1"),
        ("ntq", "hand", "local_authority", ""),
        ("ntq", "left_at_home", "local_authority", "SRV-1"),
        ("ntq", "first_class", "local_authority", "SRV-1"),
        ("s8", "hand", "registered_provider", ""),
        ("s8", "left_at_home", "registered_provider", "SRV-4"),
        ("s8", "first_class", "registered_provider", "SRV-4"),
    ],
)
def test_which_ways_are_good_service(kind: str, method: str, landlord: str, rule: str) -> None:
    found = serving.method_obstacles(kind=kind, method=method, landlord=landlord)

    assert [each.rule for each in found] == ([rule] if rule else [])
    assert serving.method_obstacles(kind=kind, method=method, landlord=landlord, service_clause="clause 14") == []


def test_a_notice_to_quit_that_is_shown_to_have_come_is_served() -> None:
    """SRV-1."""
    assert serving.method_obstacles(kind="ntq", method="first_class", receipt=True) == []
    assert serving.method_obstacles(kind="ntq", method="email", receipt=True)


def test_each_way_needs_its_evidence() -> None:
    """SRV-3."""
    given = {"served_by": "N. Rahman", "done_on": date(2026, 9, 8), "done_at": "10:15", "place": "12 Mill Lane"}

    assert serving.evidence_missing(method="left_at_home", given=given) == ["a photo at the door"]
    assert serving.evidence_missing(method="hand", given=given) == ["into whose hand"]
    assert serving.evidence_missing(method="first_class", given=given) == []
    assert serving.evidence_missing(method="first_class", given={}) == ["who served it", "the day", "the time", "where"]
    assert set(serving.EVIDENCE) == set(serving.METHODS)


@pytest.mark.parametrize(
    ("done_on", "wrong"),
    [(date(2026, 9, 8), False), (date(2026, 9, 10), False), (date(2026, 9, 7), True), (date(2026, 9, 11), True)],
)
def test_the_day_of_service_lies_between_the_notice_and_today(done_on: date, wrong: bool) -> None:
    found = serving.service_day_wrong(
        done_on=done_on, done_at=time(10, 15), prepared_on=date(2026, 9, 8), today=date(2026, 9, 10), now=time(10, 15)
    )

    assert bool(found) is wrong


@pytest.mark.parametrize(("done_on", "wrong"), [(date(2026, 9, 9), False), (date(2026, 9, 10), True)])
def test_a_time_of_service_still_to_come_today_is_no_service(done_on: date, wrong: bool) -> None:
    found = serving.service_day_wrong(
        done_on=done_on, done_at=time(10, 16), prepared_on=date(2026, 9, 8), today=date(2026, 9, 10), now=time(10, 15)
    )

    assert ("must be 10:15 or earlier" in found) is wrong


def test_after_a_death_the_notice_goes_to_the_representatives_and_the_public_trustee() -> None:
    """DTH-1."""
    before = serving.after_death(name="Ann Bell")
    granted = serving.after_death(name="Ann Bell", representative="Ms D Bell")

    assert before.addressed_to == "The Personal Representatives of Ann Bell"
    assert before.copies_to == ("The Public Trustee (form NL1 and its fee)",)
    assert (granted.addressed_to, granted.copies_to) == ("Ms D Bell", ())


@pytest.mark.parametrize(
    ("copied_on", "on", "words"),
    [
        (date(2026, 10, 11), date(2026, 10, 20), ""),
        (None, date(2026, 9, 10), "by 11 October 2026 at the latest"),
        (None, date(2026, 10, 12), "the notice is no good"),
        (date(2026, 10, 12), date(2026, 10, 20), "the notice is no good"),
    ],
)
def test_the_public_trustees_copy_comes_before_the_notice_runs_out(
    copied_on: date | None, on: date, words: str
) -> None:
    """DTH-2: a notice to quit that ends on 12 October 2026."""
    found = serving.trustee_copy_obstacles(notice_ends_on=date(2026, 10, 12), copied_on=copied_on, on=on)

    assert words in " ".join(str(each) for each in found)
    assert bool(found) is bool(words)


@pytest.mark.parametrize(("qualifies", "stopped"), [(True, True), (None, True), (False, False)])
def test_a_successor_stops_a_notice_to_quit(qualifies: bool | None, stopped: bool) -> None:
    """DTH-3."""
    assert bool(serving.succession_obstacles(somebody_qualifies=qualifies)) is stopped


def test_the_notice_claims_rent_alone_and_says_what_is_left_out() -> None:
    """SEC-5, FTA-1: £812.40 less £120.00 of costs, £60.00 in a moratorium: £632.40."""
    stated = particulars.particulars(
        balance=Decimal("812.40"),
        struck_on=date(2026, 9, 6),
        rent=Decimal("118.37"),
        period="weekly",
        left_out={"court_costs": Decimal("120.00"), "moratorium": Decimal("60.00"), "barred": Decimal("0.00")},
        last_payment_on=date(2026, 8, 3),
        last_payment=Decimal("50.00"),
    )

    assert stated.amount == Decimal("632.40")
    assert [amount for _, amount in stated.left_out] == [Decimal("120.00"), Decimal("60.00")]
    assert particulars.in_words(stated) == (
        "On 6 September 2026 the rent owed was £632.40. The rent is £118.37 weekly. The last payment was £50.00 on "
        "3 August 2026. A statement of the account to that day is attached. Of what the statement shows, £180.00 is "
        "not claimed by this notice."
    )
    assert "the pitch fee owed was £632.40. The pitch fee is" in particulars.in_words(stated, tenure="pitch")
    assert particulars.obstacles(stated, on=date(2026, 9, 7)) == []


def test_the_notice_of_an_assured_tenancy_explains_each_ground_that_it_pleads() -> None:
    """ASD-1, ASD-3, ASD-4: eight weeks at £104.50 are £836.00."""
    stated = particulars.particulars(
        balance=Decimal("900.00"), struck_on=date(2026, 9, 7), rent=Decimal("104.50"), period="a week", left_out={}
    )

    said = particulars.of_grounds(stated, grounds=("8", "10", "11"), ground_8_asks=Decimal("836.00"))

    eight, ten, eleven = said.split("\n\n")
    assert eight.startswith("Ground 8: £900.00 is unpaid; the ground asks for £836.00 at least")
    assert ten.startswith("Ground 10: ")
    assert eleven.startswith("Ground 11: ")
    assert particulars.of_grounds(stated, grounds=("10",), ground_8_asks=Decimal("836.00")) == ten
    assert "not claimed" not in particulars.in_words(stated)


def test_particulars_without_a_debt_a_rent_or_a_day_that_has_come_are_refused() -> None:
    """SEC-5."""
    empty = particulars.particulars(
        balance=Decimal("60.00"),
        struck_on=date(2026, 9, 8),
        rent=Decimal("0.00"),
        period="weekly",
        left_out={"insolvency": Decimal("75.00")},
    )

    assert empty.amount == Decimal("0.00")
    assert len(particulars.obstacles(empty, on=date(2026, 9, 7))) == 3
    assert "No payment has been received." in particulars.in_words(empty)


def test_a_notice_that_lapses_in_a_breathing_space_may_live_eight_weeks_longer() -> None:
    """BS-4: it ends 24 December 2026; eight weeks later is 18 February 2027."""
    first, last = date(2026, 10, 26), date(2026, 12, 24)

    for day in (first, last):
        assert moratorium.extended_until(would_lapse_on=day, from_on=first, last_day=last) == date(2027, 2, 18)
    for day in (date(2026, 10, 25), date(2026, 12, 25)):
        assert moratorium.extended_until(would_lapse_on=day, from_on=first, last_day=last) is None
    assert moratorium.extended_until(would_lapse_on=last, from_on=first, last_day=None) is None


ON = date(2026, 11, 23)
ANSWERS = {question.code: "Considered." for question in equality.QUESTIONS}
FULL = Record(full=True, answers=ANSWERS, on=date(2026, 10, 26), author="N. Rahman", approver="T. Fenwick")


@pytest.mark.parametrize(
    ("stage", "depth", "asked"),
    [
        ("notice", "light", 4),
        ("extension", "light", 4),
        ("claim", "full", 7),
        ("warrant", "full", 7),
        ("panel", "full", 7),
    ],
)
def test_the_record_is_light_before_a_notice_and_full_before_a_claim(stage: str, depth: str, asked: int) -> None:
    """EQ-1, EQ-2, EQ-3."""
    assert equality.depth(stage) == depth
    assert len(equality.questions(stage)) == asked


def test_a_full_and_approved_record_carries_claim_and_warrant_for_28_days() -> None:
    """EQ-3: made 26 October 2026."""
    assert equality.obstacles(FULL, stage="claim", on=ON) == []
    assert equality.obstacles(FULL, stage="warrant", on=ON) == []
    assert len(equality.obstacles(FULL, stage="warrant", on=date(2026, 11, 24))) == 1
    assert equality.obstacles(FULL, stage="claim", on=date(2026, 11, 24)) == []


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(None, id="none"),
        pytest.param(replace(FULL, answers=ANSWERS | {"aim": " "}), id="a blank answer"),
        pytest.param(replace(FULL, full=False), id="light"),
        pytest.param(replace(FULL, approver=""), id="not approved"),
        pytest.param(replace(FULL, approver="N. Rahman"), id="approved by its author"),
        pytest.param(replace(FULL, on=date(2026, 11, 24)), id="after the decision"),
    ],
)
def test_a_record_that_does_not_carry_a_claim(record: Record | None) -> None:
    """EQ-1, EQ-3; duty S0-26: not with a blank note."""
    assert len(equality.obstacles(record, stage="claim", on=ON)) == 1


def test_a_light_record_carries_a_notice() -> None:
    light = Record(
        full=False,
        answers=dict.fromkeys(("disability", "link", "support", "proportionate"), "None known."),
        on=ON,
        author="N. Rahman",
    )

    assert equality.obstacles(light, stage="notice", on=ON) == []


def test_one_answer_under_every_question_is_no_reason() -> None:
    """EQ-1: in substance and with reasons. That nothing is known may stand under more questions than one."""
    aim, other_ways, why = (
        "What is the step meant to achieve, and how does it serve that?",
        "What less drastic ways were weighed: managed payment, deduction, agreement, grant, smaller home, money "
        "judgment, suspended order?",
        "Why is it proportionate all the same?",
    )
    reasons = {
        "aim": "To recover £900.",
        "alternatives": "No plan was kept.",
        "proportionate": "He may stay if he pays",
    }

    assert equality.repeated(ANSWERS) == [aim, other_ways, why]
    assert equality.repeated(ANSWERS | reasons) == []
    assert equality.repeated(ANSWERS | reasons | {"proportionate": " considered "}) == [why]
    assert (
        equality.repeated({"disability": "None known.", "link": "None known.", "proportionate": "£900 is owed"}) == []
    )


# A term to 31 March 2028: non-renewal by 30 September 2027; told on 1 September, a review by 21 September.
TERM = EndOfTerm(
    term_last_day=date(2028, 3, 31), non_renewal_on=date(2027, 9, 1), possession_notice_on=date(2028, 3, 31)
)


def test_the_days_at_the_end_of_a_flexible_term() -> None:
    """FLX-2: two months after 31 March 2028 is 31 May."""
    assert flexible_end.non_renewal_by(term_last_day=date(2028, 3, 31)).answer == date(2027, 9, 30)
    assert flexible_end.review_request_by(non_renewal_on=date(2027, 9, 1)).answer == date(2027, 9, 21)
    assert flexible_end.issue_from(possession_notice_on=date(2028, 3, 31)).answer == date(2028, 6, 1)
    assert flexible_end.obstacles(TERM, on=date(2028, 6, 1)) == []


@pytest.mark.parametrize(
    "case",
    [
        replace(TERM, non_renewal_on=date(2027, 10, 1)),
        replace(TERM, possession_notice_on=date(2028, 4, 1)),
        replace(TERM, possession_notice_on=None),
        replace(TERM, review_requested_on=date(2027, 9, 21)),
        replace(
            TERM,
            review_requested_on=date(2027, 9, 21),
            review_upheld=True,
            review_decided_on=date(2028, 3, 31),
        ),
    ],
)
def test_what_stops_a_claim_at_the_end_of_a_flexible_term(case: EndOfTerm) -> None:
    """FLX-2."""
    assert len(flexible_end.obstacles(case, on=date(2028, 6, 1))) == 1


def test_a_late_request_for_review_is_not_taken_and_the_two_months_must_run() -> None:
    """FLX-2."""
    assert flexible_end.obstacles(replace(TERM, review_requested_on=date(2027, 9, 22)), on=date(2028, 6, 1)) == []
    assert len(flexible_end.obstacles(TERM, on=date(2028, 5, 31))) == 1
