"""Sums of money as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from caseload.forms import money_field

SUM = money_field("Court fee")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("415", "415"),
        ("12.5", "12.5"),
        (" 12.50 ", "12.50"),
        ("£1,204.50", "1204.50"),
        ("1,000,000.00", "1000000.00"),
        ("-5.00", "-5.00"),  # for the rules to refuse in their own words
    ],
)
def test_a_sum_means_what_whoever_types_it_means(typed: str, meant: str) -> None:
    assert SUM.clean(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    ["9e9", "1E3", "1e-1", "NaN", "Infinity", "-inf", "sNaN", "1_000", "12,50", "1,2,3", "0x10", "١٢", "12.505", "."],
)
def test_what_is_no_sum_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SUM.clean(typed)

    assert refused.value.messages == ["Court fee: enter pounds and pence, such as 12.50."]


@pytest.mark.parametrize("typed", ["1000000.01", "9000000000", "9" * 40])
def test_a_sum_that_no_rent_account_can_mean_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SUM.clean(typed)

    assert refused.value.messages == ["Court fee: enter £1,000,000.00 at most."]
