"""The picture of an account's story: its finding in words, its grid, its flags, none upon another."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from caseload.story import Story, finding
from caseload.story_chart import draw, nice_range
from caseload.story_marks import LEGAL, Flag
from tests.caseload.desk import MONDAY


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
