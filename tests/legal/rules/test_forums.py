"""Checklists of hearings by forum, with days worked by hand."""

from datetime import date

import pytest

from legal.rules.forums import checklist, forum_of

HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}
MONDAY = date(2027, 1, 11)


def days(kind: str, on: date = MONDAY) -> dict[str, date]:
    return {row.code: row.by for row in checklist(kind, on=on, bank_holidays=HOLIDAYS)}


def test_a_first_hearing_has_the_days_of_the_court() -> None:
    """Rulebook 4.3: two clear business days before Monday 11 January are Thursday and Friday, so Wednesday 6 January;
    the pack ten clear days before, back to Thursday 31 December."""
    found = days("first")

    assert found["evidence"] == date(2027, 1, 6)
    assert found["pack"] == date(2026, 12, 31)
    assert found["advocate"] == date(2026, 12, 24)  # fourteen days before is Monday 28 December, a bank holiday


def test_an_appeal_is_answered_and_not_packed() -> None:
    assert "answer" in days("appeal")
    assert "pack" not in days("appeal")


@pytest.mark.parametrize(
    ("kind", "forum", "own"),
    [
        ("review_panel", "panel", "told"),
        ("tribunal", "tribunal", "directions"),
        ("magistrates", "magistrates", "summons"),
        ("suspension", "court", "pack"),
    ],
)
def test_each_forum_has_its_own_line(kind: str, forum: str, own: str) -> None:
    assert forum_of(kind) == forum
    assert own in days(kind)


def test_nobody_is_needed_to_speak_before_a_panel() -> None:
    assert "advocate" not in days("review_panel")


def test_lines_come_in_the_order_of_their_days() -> None:
    rows = checklist("tribunal", on=MONDAY, bank_holidays=HOLIDAYS)

    assert [row.by for row in rows] == sorted(row.by for row in rows)
