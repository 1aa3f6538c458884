"""Numbers as people write them, whatever asks for them."""

from decimal import Decimal

import pytest

from staff.http import amount_in


@pytest.mark.parametrize(
    ("written", "meant"),
    [("4", "4"), ("1.5", "1.5"), ("£1,204.50", "1204.50"), ("12.", "12"), (".5", "0.5"), ("-5", "-5")],
)
def test_an_amount_is_read_as_it_is_written(written: str, meant: str) -> None:
    assert amount_in(written) == Decimal(meant)


@pytest.mark.parametrize(
    "written", ["", ".", "-", "£", "1e3", "1E3", "NaN", "Infinity", "1_000", "1,5", "٣", "4 weeks"]
)
def test_what_nobody_writes_for_an_amount_is_none(written: str) -> None:
    assert amount_in(written) is None
