"""What the tests of legal verbs share."""

from typing import Any

import pytest

from tests.legal.noticing import MONDAY


@pytest.fixture
def training_site(settings: Any) -> None:
    """A site where a form that nobody checked may be served, on the Monday."""
    settings.TRAINING_DAY = MONDAY
