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
    assert found["pack"] == found["told_each"] == date(2026, 12, 31)
    assert found["advocate"] == date(2026, 12, 24)  # fourteen days before is Monday 28 December, a bank holiday


@pytest.mark.parametrize("kind", ["first", "adjourned", "suspension"])
def test_each_tenant_is_told_of_a_hearing_with_the_pack(kind: str) -> None:
    """P-2.11, P-2.12."""
    assert days(kind)["told_each"] == days(kind)["pack"]


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
