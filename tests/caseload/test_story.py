"""The story of an account: the steps of the balance, money by source, what is agreed, held and expected."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from caseload.on_record import on_record
from caseload.papers import for_court
from caseload.story import Story, since, tell
from caseload.story_chart import draw
from caseload.story_marks import LEGAL, Flag
from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, RepaymentAgreement
from tests.caseload.desk import MONDAY, owing, paid_by_benefit
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.agreeing import sent_agreement
from welfare.models import Hold, Marker


def told(home: Household, *, shown: str = "") -> Story:
    account, first = home.account, since(shown, as_of=MONDAY)
    people = [tenant.pk for tenant in home.tenants]
    made = tell(
        account,
        facts=of_account(account, as_of=MONDAY),
        record=on_record(account, person_ids=people, since=first, as_of=MONDAY),
        first=first,
        as_of=MONDAY,
    )
    assert made is not None
    return made


def pay(home: Household, pounds: str, on: date, kind: str = "payment") -> None:
    LedgerEntryFactory(account=home.account, kind=kind, method="card", amount=-Decimal(pounds), effective_on=on)


@pytest.mark.django_db
def test_the_line_steps_at_each_posting_and_the_opening_holds_what_came_before() -> None:
    home = owing(owes="100.00")
    LedgerEntryFactory(account=home.account, amount=Decimal("55.00"), effective_on=date(2024, 1, 8))
    pay(home, "30.00", date(2026, 11, 18))

    told_story = told(home)

    assert told_story.balances == [
        (date(2025, 11, 23), Decimal("55.00")),
        (date(2026, 11, 16), Decimal("155.00")),
        (date(2026, 11, 18), Decimal("125.00")),
    ]


@pytest.mark.django_db
def test_payments_stand_by_source_and_the_months_add_up() -> None:
    home = owing(owes="300.00")
    pay(home, "30.00", date(2026, 11, 17))
    pay(home, "75.00", date(2026, 11, 18), kind="hb")

    told_story = told(home)

    assert {(m.source, m.amount) for m in told_story.money} == {("payment", Decimal("30.00")), ("hb", Decimal("75.00"))}
    november = told_story.months[0]
    assert (november.charged, november.tenant, november.benefit) == (
        Decimal("300.00"),
        Decimal("30.00"),
        Decimal("75.00"),
    )
    assert november.balance == Decimal("195.00")
    assert [source.text for source in draw(told_story).sources] == ["Tenant", "HB"]


@pytest.mark.django_db
def test_eight_weeks_to_come_hold_the_charges_and_the_expected_benefit() -> None:
    home = owing(owes="104.50")
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=date(2026, 11, 9))
    paid_by_benefit(home)

    ahead = told(home).ahead

    assert ahead[0] == (MONDAY, Decimal("209.00"))
    # Charges on the 8 Mondays from 30 November to 18 January; £240.00 of benefit every four weeks.
    payments = [day for (_, before), (day, after) in pairwise(ahead) if after < before + Decimal("104.50")]
    charged = 8 * Decimal("104.50")
    assert ahead[-1][0] == date(2027, 1, 18)
    assert (Decimal("209.00") + charged - ahead[-1][1]) % Decimal("240.00") == 0
    assert payments


@pytest.mark.django_db
def test_an_agreement_is_set_against_what_was_agreed_not_against_the_whole_balance() -> None:
    home = owing(owes="500.00")
    sent_agreement(home, total="500.00")
    pay(home, "10.00", date(2026, 11, 2))

    told_story = told(home)

    # Due with three days' grace by the 23rd: 2, 9 and 16 November, £30.00; paid £10.00.
    expected_today = next(amount for day, amount in told_story.expected if day == MONDAY)
    assert told_story.balance == Decimal("490.00")
    assert expected_today == Decimal("470.00")
    assert draw(told_story).gap


@pytest.mark.django_db
def test_a_hold_is_hatched_from_its_first_day_to_its_last() -> None:
    home = owing()
    Hold.objects.create(
        account=home.account,
        reason="benefit",
        from_on=date(2026, 11, 18),
        last_day=date(2026, 11, 30),
        set_by=home.officer,
    )

    [pause] = told(home).pauses

    assert (pause.first, pause.last) == (date(2026, 11, 18), date(2026, 11, 30))
    assert pause.text == "Held: waiting for benefit"
    assert len(draw(told(home)).pauses) == 1


@pytest.mark.django_db
def test_there_is_no_story_before_the_first_posting() -> None:
    account = RentAccountFactory()

    facts, first = of_account(account, as_of=MONDAY), since("", as_of=MONDAY)
    record = on_record(account, person_ids=[], since=first, as_of=MONDAY)

    assert tell(account, facts=facts, record=record, first=first, as_of=MONDAY) is None


@pytest.mark.django_db
def test_a_direct_debit_has_its_own_row_and_counts_as_the_tenants_money() -> None:
    home = owing(owes="300.00")
    pay(home, "30.00", date(2026, 11, 17))
    LedgerEntryFactory(
        account=home.account,
        kind="payment",
        method="direct_debit",
        amount=Decimal("-50.00"),
        effective_on=date(2026, 11, 18),
    )

    told_story = told(home)

    assert [lane.text for lane in draw(told_story).sources] == ["Tenant", "Debit"]
    assert told_story.months[0].tenant == Decimal("80.00")


@pytest.mark.django_db
def test_benefit_to_come_is_marked_on_its_days_and_what_is_late_is_drawn_lighter() -> None:
    home = owing(owes="309.00")
    paid_by_benefit(home)

    told_story = told(home)
    chart = draw(told_story)

    # Paid for four weeks at a time: to 8 November, then to 6 December and to 3 January.
    assert [(m.source, m.amount) for m in told_story.coming] == [("hb", Decimal("240.00"))] * 2
    assert (told_story.coming[1].on - told_story.coming[0].on).days == 28
    assert [tick.text.startswith("Housing Benefit £240.00 expected, ") for tick in chart.coming] == [True, True]
    assert all(tick.x > chart.today for tick in chart.coming)
    # Two whole weeks of it are late: £120.00, from the last day paid for to today.
    assert told_story.technical == Decimal("120.00")
    assert told_story.technical_since == date(2026, 11, 8)
    assert chart.technical


@pytest.mark.django_db
def test_an_agreement_that_ended_stays_on_the_picture_with_how_it_ended() -> None:
    home = owing(owes="500.00")
    LedgerEntryFactory(account=home.account, amount=Decimal("5.00"), effective_on=date(2024, 1, 8))
    RepaymentAgreement.objects.create(
        source_ref="AG1",
        account=home.account,
        made_on=date(2026, 2, 2),
        first_due_on=date(2026, 2, 9),
        frequency="weekly",
        rent_amount=Decimal("0.00"),
        instalment_amount=Decimal("10.00"),
        opening_arrears=Decimal("500.00"),
        status="broken",
        ended_on=date(2026, 5, 4),
        ended_why="Nothing was paid",
        explained_how="telephone",
        made_by=home.officer,
    )

    [span] = told(home).agreements
    [box] = draw(told(home)).agreements

    assert (span.first, span.last, span.text) == (date(2026, 2, 2), date(2026, 5, 4), "£10.00 weekly, broken")
    assert not box.running


@pytest.mark.django_db
def test_a_notice_to_two_joint_tenants_is_one_flag_and_a_hearing_that_made_the_order_none() -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Idris"})
    LedgerEntryFactory(account=home.account, amount=Decimal("5.00"), effective_on=date(2024, 1, 8))
    notice = Notice.objects.create(
        tenancy=home.account.tenancy, kind="nosp", prepared_on=date(2026, 3, 2), status="served"
    )
    for tenant, day in zip(home.tenants, (3, 4), strict=True):
        NoticeService.objects.create(notice=notice, person=tenant, method="hand", done_on=date(2026, 3, day))
    claim = PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        route="pcol",
        issued_on=date(2026, 5, 4),
        arrears_at_issue=Decimal("500.00"),
        hearing_on=date(2026, 6, 15),
        status="order_made",
    )
    PossessionOrder.objects.create(claim=claim, made_on=date(2026, 6, 15), kind="suspended", status="in_force")

    assert [(flag.on, flag.text) for flag in told(home).flags] == [
        (date(2026, 3, 3), "NOSP"),
        (date(2026, 5, 4), "Claim"),
        (date(2026, 6, 15), "Suspended possession order"),
    ]


@pytest.mark.django_db
def test_a_breathing_space_that_ended_is_hatched_as_it_ran() -> None:
    home = owing()
    LedgerEntryFactory(account=home.account, amount=Decimal("5.00"), effective_on=date(2024, 1, 8))
    Marker.objects.create(
        source_ref="M1",
        kind="breathing_space",
        detail="standard",
        person=home.tenants[0],
        from_on=date(2026, 3, 2),
        last_day=date(2026, 4, 30),
    )

    [pause] = told(home).pauses

    assert (pause.first, pause.last, pause.text) == (date(2026, 3, 2), date(2026, 4, 30), "Breathing space")


@pytest.mark.django_db
def test_a_hold_that_was_taken_back_is_not_drawn() -> None:
    home = owing()
    Hold.objects.create(
        account=home.account,
        reason="benefit",
        from_on=MONDAY,
        last_day=MONDAY + timedelta(days=14),
        set_by=home.officer,
        set_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        lifted_on=MONDAY,
        lifted_by=home.officer,
    )

    assert told(home).pauses == []


@pytest.mark.django_db
def test_the_courts_story_goes_on_to_the_last_day_that_is_booked() -> None:
    home = owing()
    booked = Flag(MONDAY + timedelta(days=30), "Eviction", "legal", LEGAL)
    made = told(home)

    assert for_court(made).last == MONDAY + timedelta(days=14)
    assert for_court(replace(made, flags=[booked])).last == booked.on


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "outcome", "reached"),
    [
        ("phone", "spoke", True),
        ("phone", "message_left", False),
        ("phone", "third_party", False),
        ("visit", "not_in", False),
        ("sms", "sent", True),
    ],
)
def test_only_where_a_tenant_was_reached_is_the_mark_of_a_contact_filled(
    channel: str, outcome: str, reached: bool
) -> None:
    home = owing()
    ContactAttempt.objects.create(
        source_ref="C1",
        tenancy=home.account.tenancy,
        at=datetime(2026, 11, 18, 10, 0, tzinfo=UTC),
        on=date(2026, 11, 18),
        channel=channel,
        direction="out",
        purpose="general",
        outcome=outcome,
    )

    assert [contact.reached for contact in told(home).contacts] == [reached]
