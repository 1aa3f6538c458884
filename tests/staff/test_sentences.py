"""Sentences end once, whatever was typed into them."""

import pytest

from staff.ui.words import one_stop


@pytest.mark.parametrize(
    ("typed", "said"),
    [("She paid", "She paid."), ("She paid..", "She paid."), ("Why?.", "Why?"), ("Not yet…", "Not yet…")],
)
def test_a_reason_with_its_own_full_stop_gets_no_second(typed: str, said: str) -> None:
    assert one_stop(typed) == said
