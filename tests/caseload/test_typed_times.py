"""Times of day as people type them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from caseload.forms import time_field

AT = time_field("At", missing="Enter the time such as 10:30.")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("930", time(9, 30)),
        ("14", time(14, 0)),
        ("9", time(9, 0)),
        ("2pm", time(14, 0)),
        ("2.30 pm", time(14, 30)),
        ("", None),
    ],
)
def test_a_time_means_what_whoever_types_it_means(typed: str, meant: time | None) -> None:
    assert AT.clean(typed) == meant


@pytest.mark.parametrize("typed", ["25", "1:75", "12345", "noon", "-1"])
def test_what_is_no_time_of_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter the time such as 10:30"):
        AT.clean(typed)
