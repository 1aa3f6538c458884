"""What the tests of messages share: their officer is signed in."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.messages.person import PERSON
from tests.factories.people import Household


@pytest.fixture(autouse=True)
def _monday(settings: Any, tmp_path: Path) -> None:
    settings.TRAINING_DAY = MONDAY
    settings.TEXTS_FOLDER = str(tmp_path)


@pytest.fixture
def home(client: Client) -> Household:
    home = owing(PERSON)
    sign_in(client, home.officer)
    return home
