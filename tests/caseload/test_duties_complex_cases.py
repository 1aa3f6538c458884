"""Duty S2-10: complex cases have a plan and a panel, and weigh in the work of their officer."""

import re

import pytest
from django.test import Client

from caseload import complex_cases, counts
from tests.caseload.estate_desk import DECEMBER, at, do, told
from tests.caseload.reading import text
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s2_10_tagged_cases_carry_weight_in_the_workload_view(client: Client, home: Household) -> None:
    path = f"/accounts/{home.account.pk}/complex/"
    before = at(client, "/", home.officer)

    assert (
        do(client, path, home.officer, plan="Weekly visits with the support worker", panel_on=DECEMBER).status_code
        == 302
    )

    assert complex_cases.number_by_owner() == {home.officer.pk: 1}
    assert counts.of_head(home.officer)["complex_cases"] == 1
    after = at(client, "/", home.officer)
    assert "Needs about" in before
    assert re.search(r"Needs about +(.+?) +this week", before) != re.search(r"Needs about +(.+?) +this week", after)
    assert "Complex case: panel 7 Dec" in at(client, home.account.get_absolute_url(), home.officer)
    assert told(home.account, "complex_case") == [
        "Tagged as complex, panel 7 December 2026: Weekly visits with the support worker"
    ]

    do(client, f"{path}end/", home.officer, why="The panel closed it")
    assert counts.of_head(home.officer)["complex_cases"] == 0


def test_s2_10_no_plan_or_a_panel_too_far_is_refused_and_what_was_typed_stays(client: Client, home: Household) -> None:
    answer = do(
        client, f"/accounts/{home.account.pk}/complex/", home.officer, plan="Visits", panel_on="7 December 2027"
    )

    assert answer.status_code == 422
    assert "by 22 February 2027" in text(answer)
    assert "Visits" in text(answer)
