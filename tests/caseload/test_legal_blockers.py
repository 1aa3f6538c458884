"""What stands in the way of a legal step leads to where it is cleared."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.blockers import blockers
from caseload.legal.case import case_of
from legal.rules.checks import Obstacle
from tests.caseload.desk import MONDAY, sign_in
from tests.factories.people import Household
from tests.legal.noticing import owing, prepared, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def weighed_at(home: Household, on: date = MONDAY) -> list[str]:
    """Where the case leads to write what was weighed."""
    return [each.url for each in case_of(home.account, on=on).blockers if each.rule.startswith("EQ-")]


def test_the_record_that_is_wanted_is_that_of_the_step_that_comes_next() -> None:
    home = owing()
    prepared(home)
    assert weighed_at(home) == [reverse("legal_decision", args=[home.account.pk, "notice"])]

    served(home)
    assert weighed_at(home, on=date(2026, 12, 22)) == [reverse("legal_decision", args=[home.account.pk, "claim"])]


def test_before_an_extension_of_a_trial_its_own_record_is_wanted() -> None:
    home = owing(tenure="introductory", starts_on=date(2026, 1, 19), trial_last_day=date(2027, 1, 18))
    prepared(home, kind="trial_extension", grounds=(), reasons="Nothing was paid since October, and no plan was kept.")

    assert weighed_at(home) == [reverse("legal_decision", args=[home.account.pk, "extension"])]


def test_a_gate_leads_to_the_needs_and_what_no_page_clears_leads_nowhere() -> None:
    account = owing().account
    found = [Obstacle(says="A hold runs.", flag="hold"), Obstacle(says="The tenancy ended.", do="Nothing is to end.")]

    gate, ended = blockers(found, account=account, weighed_for="notice")

    assert gate.url == reverse("care", args=[account.pk])
    assert (ended.url, ended.label) == ("", "")


@pytest.mark.parametrize("name", ["legal_case", "legal_claim"])
def test_a_missing_step_of_the_protocol_leads_to_its_sheet(name: str, client: Client) -> None:
    home = owing()
    served(home)
    sign_in(client, home.officer)

    shown = client.get(reverse(name, args=[home.account.pk])).content.decode()

    assert f'href="{reverse("legal_protocol", args=[home.account.pk])}">Protocol sheet' in shown
