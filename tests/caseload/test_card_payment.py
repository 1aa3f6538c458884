"""Card payments are taken by the council's own service: Quarterday only leads there, and never sees a card."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.config.test_environment import start
from tests.factories.people import OfficerFactory

SERVICE = "https://pay.council.example/rent?reference={reference}"


@pytest.mark.django_db
def test_s1_22_a_card_payment_is_handed_to_the_councils_service_with_the_reference(
    client: Client, settings: Any
) -> None:
    settings.TRAINING_DAY = MONDAY
    settings.CARD_PAYMENT_URL = SERVICE
    home = owing(account_ref="R 12/7")
    sign_in(client, home.officer)

    page = client.get(home.account.get_absolute_url()).text

    assert 'href="https://pay.council.example/rent?reference=R%2012%2F7"' in page
    assert 'rel="noopener noreferrer">Take a card payment' in page


@pytest.mark.django_db
def test_no_link_without_a_service_and_none_for_who_may_only_read(client: Client, settings: Any) -> None:
    settings.TRAINING_DAY = MONDAY
    home = owing()
    sign_in(client, home.officer)
    assert "Take a card payment" not in client.get(home.account.get_absolute_url()).text

    settings.CARD_PAYMENT_URL = SERVICE
    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert "Take a card payment" not in client.get(home.account.get_absolute_url()).text


@pytest.mark.parametrize("given", ["http://pay.council.example/?r={reference}", "https://pay.council.example/rent"])
def test_an_address_without_https_or_a_place_for_the_reference_stops_the_start(given: str, tmp_path: Path) -> None:
    ended = start({"CARD_PAYMENT_URL": given}, tmp_path)

    assert ended.returncode == 1
    assert ended.stderr == (
        "Quarterday cannot start. CARD_PAYMENT_URL must look like https://pay.example.gov.uk/rent?ref={reference}: "
        "an account’s reference goes in that place.\n"
    )
