"""The account story: the finding in words, the lines and ticks of the picture, what is expected."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from caseload.on_record import on_record
from caseload.story import Story, finding, since, tell
from caseload.story_chart import draw, nice_range
from caseload.story_marks import LEGAL, Flag
from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.models import RepaymentAgreement
from tests.caseload.desk import MONDAY, owing, paid_by_benefit
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import Hold, Marker


def story(*balances: tuple[date, str]) -> Story:
    """A story whose balance takes these values, and nothing else."""
    return Story(
        as_of=MONDAY,
        first=date(2025, 11, 23),
        last=MONDAY + timedelta(weeks=8),
        balances=[(day, Decimal(amount)) for day, amount in balances],
        charges=[],
        money=[],
        flags=[],
        contacts=[],
        pauses=[],
        expected=[],
        ahead=[],
        technical=Decimal("0.00"),
        months=[],
    )


@pytest.mark.parametrize(
    ("balances", "says"),
    [
        pytest.param(
            [(date(2025, 11, 23), "120.00"), (date(2026, 8, 4), "120.00"), (date(2026, 9, 28), "412.16")],
            "Arrears have grown from £120.00 to £412.16 since",
            id="grown",
        ),
        pytest.param(
            [(date(2025, 11, 23), "900.00"), (date(2026, 7, 1), "300.00")],
            "Arrears have fallen from £900.00 to £300.00 since",
            id="fallen",
        ),
        pytest.param(
            [(date(2025, 11, 23), "300.00"), (date(2026, 7, 1), "320.00"), (date(2026, 7, 8), "310.00")],
            "Arrears have stayed near £310.00 since 23 November 2025",
            id="steady",
        ),
        pytest.param(
            [(date(2025, 11, 23), "-20.00"), (date(2026, 10, 5), "84.50"), (date(2026, 11, 2), "189.00")],
            "In arrears since 5 October 2026: £189.00 now",
            id="was in credit",
        ),
        pytest.param([(date(2025, 11, 23), "-40.00")], "The account is £40.00 in credit", id="credit"),
        pytest.param([(date(2025, 11, 23), "0.00")], "The account is clear", id="clear"),
    ],
)
def test_the_title_states_what_the_picture_shows(balances: list[tuple[date, str]], says: str) -> None:
    assert finding(story(*balances), weekly_charge=Decimal("104.50")).startswith(says)


def test_a_weekly_payers_ups_and_downs_are_not_called_growth() -> None:
    days = [date(2025, 11, 24) + timedelta(weeks=n) for n in range(52)]
    sawtooth = [step for day in days for step in ((day, "260.00"), (day + timedelta(days=3), "155.50"))]

    said = finding(story(*sawtooth), weekly_charge=Decimal("104.50"))

    assert said.startswith("Arrears have stayed near")


@pytest.mark.parametrize(
    ("amounts", "low", "high", "step"),
    [
        pytest.param(["412.16"], "0", "500", "100", id="hundreds"),
        pytest.param(["3349.47", "4294.27"], "0", "5000", "1000", id="thousands"),
        pytest.param(["-30.00", "80.00"], "-50", "100", "25", id="below nothing"),
        pytest.param(["0.00"], "0", "10", "10", id="nothing at all"),
    ],
)
def test_the_grid_holds_every_amount_and_nothing(amounts: list[str], low: str, high: str, step: str) -> None:
    found = nice_range([Decimal(amount) for amount in amounts])

    assert found == (Decimal(low), Decimal(high), Decimal(step))


def test_todays_figure_stands_clear_of_a_line_that_rises_and_falls_below_it() -> None:
    days = [date(2025, 11, 24) + timedelta(weeks=n) for n in range(52)]
    sawtooth = [step for day in days for step in ((day, "260.00"), (day + timedelta(days=3), "155.50"))]

    chart = draw(story(*sawtooth))

    peak = min(float(y) for y in re.findall(r"V([0-9.]+)", chart.line))
    assert chart.labels[0].text == "£155.50 today"
    assert chart.labels[0].y < peak


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
    RepaymentAgreement.objects.create(
        source_ref="AG1",
        account=home.account,
        made_on=date(2026, 10, 26),
        first_due_on=date(2026, 11, 2),
        frequency="weekly",
        rent_amount=Decimal("0.00"),
        instalment_amount=Decimal("10.00"),
        opening_arrears=Decimal("500.00"),
        explained_how="telephone",
        status="live",
        made_by=home.officer,
    )
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


def flagged(*flags: Flag) -> Story:
    return replace(story((date(2025, 11, 23), "300.00")), flags=list(flags))


def test_the_laws_flags_have_their_words_and_no_two_flags_stand_on_each_other() -> None:
    letters = [Flag(date(2026, 10, 1) + timedelta(days=3 * n), f"Letter {n}", "contact") for n in range(12)]
    hearing = Flag(date(2026, 10, 20), "Hearing", "legal", LEGAL)
    order = Flag(date(2026, 10, 21), "Suspended possession order", "legal", LEGAL)

    marks = draw(flagged(*letters, hearing, order)).flags

    said = {mark.text.text for mark in marks if mark.text.text}
    assert {"Hearing", "Suspended possession order"} <= said
    assert len(marks) == 14  # those without room keep their stem
    boxes = []
    for mark in marks:
        if mark.text.text:
            length = len(mark.text.text) * 5.8
            left = mark.text.x if mark.text.anchor == "start" else mark.text.x - length
            boxes.append((mark.text.y, left, left + length))
    for line, left, right in boxes:
        beside = [other for other in boxes if other[0] == line and other != (line, left, right)]
        assert all(right <= o_left or left >= o_right for _, o_left, o_right in beside)


def test_a_long_story_names_years_and_a_short_one_months() -> None:
    short = draw(story((date(2025, 11, 23), "300.00")))
    long = draw(replace(story((date(2015, 1, 4), "300.00")), first=date(2015, 1, 4)))

    assert [tick.text for tick in short.months][:3] == ["Dec", "Jan", "Feb"]
    assert [tick.text for tick in long.months][:3] == ["2016", "2017", "2018"]


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
