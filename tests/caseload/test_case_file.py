"""Where an account stands: how they are reached, law, benefit, agreement, promises, and what is not known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload.account_timeline import GROUP_OF
from caseload.whole_account import WholeAccount, whole_account
from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.models import ContactAttempt
from tenancies.models import AccountEvent, RentYear
from tests.caseload.desk import MONDAY, owing, paid_by_benefit
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.agreeing import sent_agreement

pytestmark = pytest.mark.django_db


def whole(home: Household) -> WholeAccount:
    return whole_account(home.account, user=home.officer, on=MONDAY)


def contact(home: Household, channel: str, outcome: str, *, days: int, hour: int = 15, **more: Any) -> ContactAttempt:
    at = datetime(2026, 11, 23, hour, tzinfo=UTC) - timedelta(days=days)
    made: ContactAttempt = ContactAttempt.objects.create(
        source_ref=f"C{channel}{days}{outcome}",
        tenancy=home.account.tenancy,
        at=at,
        on=at.date(),
        channel=channel,
        direction="out",
        purpose="general",
        outcome=outcome,
        **more,
    )
    return made


def test_s2_03_the_best_way_to_reach_them_is_named_with_its_evidence() -> None:
    home = owing()
    # London time is an hour ahead of these until 25 October: the first two were answered at four and at three.
    for days, outcome, hour in [(60, "spoke", 15), (40, "spoke", 14), (25, "promised", 14), (20, "spoke", 10)]:
        contact(home, "phone", outcome, days=days, hour=hour)
    for days in (50, 10):
        contact(home, "phone", "no_answer", days=days, hour=9)
    contact(home, "visit", "not_in", days=15)
    contact(home, "letter", "sent", days=12)

    reach = whole(home).reach

    assert reach.best == "Best by telephone: 4 of 6 answered, mostly 14:00–17:00."
    assert reach.others == ["Visit: 0 of 1 found them in"]
    assert whole(home).spoken == "Last spoken to 3 November 2026, by telephone."


def test_s2_03_too_few_tries_prove_nothing() -> None:
    home = owing()
    contact(home, "phone", "spoke", days=3)

    assert whole(home).reach.best == "Too few tries to say what works best."
    assert whole(home).reach.others == ["Telephone: 1 of 1 answered"]


def served(home: Household, **changes: Any) -> Notice:
    usual = {"kind": "nosp", "prepared_on": date(2026, 3, 2), "specified_on": date(2026, 4, 6), "status": "served"}
    notice = Notice.objects.create(tenancy=home.account.tenancy, arrears_stated=Decimal("412.00"), **usual | changes)
    NoticeService.objects.create(notice=notice, person=home.tenants[0], method="hand", done_on=date(2026, 3, 3))
    return notice


def test_the_ladder_tells_the_notice_with_the_day_it_lapses_and_up_to_when_a_claim_may_be_issued() -> None:
    home = owing()
    served(home)

    ladder = whole(home).ladder

    notice, claim = ladder.rungs[:2]
    assert (notice.name, notice.state, claim.state) == ("Notice", "here", "ahead")
    assert notice.lines == [
        "Notice of seeking possession: in force",
        "Served on Ms Amina Yusuf, handed over, 3 March 2026",
        "For £412.00",
        "Date given in it: 6 April 2026",
        "Lapses after 6 April 2027",
    ]
    assert ladder.next == "Next: a claim may be issued up to 6 April 2027."


@pytest.mark.parametrize(
    ("status", "hearing_on", "follows"),
    [
        ("issued", None, "Next: the court's day for the hearing."),
        ("listed", date(2026, 10, 8), "Next: what the court decided on 8 October 2026, to be recorded."),
        ("adjourned_to_date", date(2026, 10, 8), "Next: what the court decided on 8 October 2026, to be recorded."),
        (
            "adjourned_on_terms",
            date(2026, 10, 8),
            "The claim is adjourned on terms: it comes back if they are not kept.",
        ),
        ("withdrawn", date(2026, 10, 8), "Next: a claim may be issued up to 6 April 2027."),
    ],
)
def test_while_a_claim_is_before_the_court_the_ladder_tells_what_it_waits_for(
    status: str, hearing_on: date | None, follows: str
) -> None:
    home = owing()
    PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        notice=served(home),
        route="pcol",
        issued_on=date(2026, 5, 4),
        arrears_at_issue=Decimal("500.00"),
        hearing_on=hearing_on,
        status=status,
    )

    assert whole(home).ladder.next == follows


def test_the_ladder_goes_on_to_the_order_and_says_how_its_terms_are_kept() -> None:
    home = owing()
    claim = PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        notice=served(home),
        claim_number="M26OT001",
        route="pcol",
        court="County Court at Ottersby",
        issued_on=date(2026, 5, 4),
        arrears_at_issue=Decimal("500.00"),
        hearing_on=date(2026, 6, 15),
        status="order_made",
    )
    PossessionOrder.objects.create(
        claim=claim,
        made_on=date(2026, 6, 15),
        kind="suspended",
        rent_terms="current_rent",
        instalment_amount=Decimal("10.00"),
        frequency="weekly",
        first_due_on=date(2026, 11, 16),
        arrears=Decimal("500.00"),
        status="in_force",
    )

    ladder = whole(home).ladder

    # Due by 23 November: two weeks of £104.50 rent and £10.00, nothing received.
    assert [rung.state for rung in ladder.rungs] == ["reached", "reached", "here", "ahead", "ahead"]
    assert ladder.rungs[1].lines[1] == "Issued 4 May 2026 for £500.00, County Court at Ottersby"
    assert "Terms: current rent plus £10.00 weekly" in ladder.rungs[2].lines
    assert "Up to today £229.00 short of terms" in ladder.rungs[2].lines
    assert ladder.next.startswith("Next: the terms of the order")


def test_without_law_the_ladder_says_so() -> None:
    ladder = whole(owing()).ladder

    assert not ladder.begun
    assert ladder.next == "No notice has been served."


def test_the_benefit_clock_tells_what_is_paid_up_to_when_and_what_of_the_balance_is_only_late() -> None:
    home = owing()
    paid_by_benefit(home)

    benefit = whole(home).benefit

    [claim] = benefit.claims
    assert (claim.name, claim.status) == ("Housing Benefit", "Live")
    assert claim.lines == ["£60.00 a week, paid every 4 weeks", "Paid up to 8 November 2026"]
    # Two whole weeks to 22 November: £120.00.
    assert benefit.behind == (
        "Housing Benefit is paid behind: £120.00 of the balance is expected for the time since 8 November 2026. "
        "It is not arrears to chase."
    )
    assert claim.strip is not None
    assert 0 < claim.strip.paid_to < claim.strip.today


def test_the_agreement_line_tells_what_was_due_what_came_in_and_what_is_next() -> None:
    home = owing(owes="500.00")
    sent_agreement(home, total="100.00")
    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-20.00"), effective_on=date(2026, 11, 2)
    )

    line = whole(home).agreement

    # With three days' grace: 2, 9 and 16 November are due, £30.00; £20.00 came in.
    assert line is not None
    assert line.agreed == "£10.00 weekly with benefit paying the rent"
    assert (line.state, line.weight) == ("Slipping", "warn")
    assert line.lines == [
        "Made 26 October 2026 to clear £100.00",
        "Due so far £30.00: £20.00 came in, £10.00 short",
        "Last missed 16 November 2026",
        "Next £10.00 on 30 November 2026",
        "Ends 4 January 2027 if it is kept",
    ]


@pytest.mark.parametrize(
    ("until", "paid", "state"),
    [
        pytest.param(date(2026, 11, 20), "50.00", "Kept", id="paid in time"),
        pytest.param(date(2026, 11, 20), "20.00", "Missed", id="paid in part"),
        pytest.param(date(2026, 11, 30), None, "Not yet due", id="still to come"),
    ],
)
def test_a_promise_is_kept_by_what_came_in_up_to_its_day(until: date, paid: str | None, state: str) -> None:
    home = owing()
    contact(home, "phone", "promised", days=10, promised_amount=Decimal("50.00"), promised_on=until)
    if paid:
        LedgerEntryFactory(
            account=home.account, kind="payment", method="card", amount=-Decimal(paid), effective_on=date(2026, 11, 18)
        )

    [promise] = whole(home).promises

    assert promise.text.startswith("£50.00 by ")
    assert promise.state == state


def test_s4_45_gaps_are_listed_not_hidden_and_a_needs_question_never_asked_is_one() -> None:
    home = owing()

    assert whole(home).gaps == [
        "Ms Amina Yusuf: no phone number, no e-mail address, never asked how to be reached, language not known, "
        "never asked about large print or other formats",
        "Needs never asked about",
        "How they pay is not known",
    ]


def test_what_is_known_is_no_gap() -> None:
    known = {
        "mobile": "07700 900123",
        "email": "amina@example.com",
        "preferred_channel": "phone",
        "language": "en",
        "format_needed": "none",
    }

    assert whole(owing(known, payment_method="card", payment_frequency="weekly")).gaps == []


def test_a_new_tenancy_shows_its_expected_first_charges_with_rent_free_weeks_left_out() -> None:
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-12-07"])
    home = owing(tenancy__starts_on=date(2026, 11, 9), opened_on=date(2026, 11, 9))

    rows = whole(home).first_payments

    assert [(row.on, row.amount) for row in rows] == [
        (date(2026, 11, 30), Decimal("104.50")),
        (date(2026, 12, 14), Decimal("104.50")),
        (date(2026, 12, 21), Decimal("104.50")),
        (date(2026, 12, 28), Decimal("104.50")),
    ]


def test_a_rent_free_week_is_left_out_whatever_day_rent_weeks_begin_on() -> None:
    RentYear.objects.create(starts_on=date(2026, 4, 6), weeks=52, charge_weeks=51, rent_free_weeks=["2026-11-30"])
    home = owing(tenancy__starts_on=date(2026, 11, 11), opened_on=date(2026, 11, 11), tenancy__rent_week_start="wed")

    # The free week that Monday 30 November names begins on Wednesday 2 December.
    assert [row.on for row in whole(home).first_payments] == [
        date(2026, 11, 25), date(2026, 12, 9), date(2026, 12, 16), date(2026, 12, 23),
    ]  # fmt: skip


def test_a_tenancy_that_has_run_a_while_expects_no_first_payments() -> None:
    assert whole(owing()).first_payments == []


def test_one_account_or_six_cost_the_same_questions() -> None:
    home = owing()
    RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    with CaptureQueriesContext(connection) as two:
        whole(home)
    for kind in ("court_costs", "water", "heating", "service_charge"):
        LedgerEntryFactory(account=RentAccountFactory(tenancy=home.account.tenancy, kind=kind), amount=Decimal("9.00"))

    with CaptureQueriesContext(connection) as six:
        whole(home)

    assert len(six) == len(two)


def test_every_kind_of_event_has_its_place_on_the_timeline() -> None:
    assert set(GROUP_OF) == set(AccountEvent.What)
