"""Duty S2-60: an open case of the estate side stands before a notice."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from caseload.explain import explain
from caseload.models import Step
from recovery.models import ContactAttempt
from recovery.rules import gates
from recovery.rules.actions import Action
from recovery.rules.gates import Level
from staff.models import User
from tests.caseload.desk import MONDAY, owing
from tests.caseload.desk_acts import NOON, fingerprint
from tests.caseload.estate_desk import DECEMBER, at, do, told
from tests.caseload.reading import text
from tests.factories.people import Household
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def flag(client: Client, home: Household, by: User, **typed: Any) -> HttpResponse:
    given = {"case": "asb", "evidence": "Case 411, noise at night", "owner": by.pk, "review_on": DECEMBER, **typed}
    return do(client, f"/accounts/{home.account.pk}/cases/", by, **given)


def test_s2_60_an_open_case_appears_as_a_caution_on_the_notice_gate(
    client: Client, home: Household, neighbour: User
) -> None:
    assert flag(client, home, neighbour).status_code == 302

    facts = explain(home.account, as_of=MONDAY).facts
    [gate] = [g for g in gates.account_gates(action=Action.SERVE_NOTICE, facts=facts) if g.flag == "case_open"]
    assert (gate.level, gates.blocking([gate], reason_given="")) == (Level.GATE, [gate])
    assert gates.blocking([gate], reason_given="The case is about a neighbour, not this tenant") == []
    for action in (Action.REFER_TO_COURT, Action.REQUEST_WARRANT):
        assert gate in gates.account_gates(action=action, facts=facts)
    for action in (Action.LETTER_1, Action.CALL, Action.VISIT):
        assert gate not in gates.account_gates(action=action, facts=facts)
    shown = at(client, home.account.get_absolute_url(), home.officer)
    assert "Open case: anti-social behaviour case, review 7 Dec" not in shown
    assert "Open case: anti-social behaviour, review 7 Dec" in shown
    assert told(home.account, "marker") == [
        "Anti-social behaviour case open, with Nell Okafor, review 7 December 2026: Case 411, noise at night"
    ]


def test_s2_60_a_notice_is_decided_on_only_with_a_reason_while_a_case_is_open(client: Client) -> None:
    home = owing({"format_needed": "none"}, owes="900.00")
    for channel, outcome, purpose, days in [
        ("phone", "spoke", "general", 20),
        ("visit", "seen", "visit", 22),
        ("letter", "sent", "pre_notice", 40),
        ("letter", "sent", "letter_2", 60),
    ]:
        ContactAttempt.objects.create(
            source_ref=f"C{days}", tenancy=home.account.tenancy, channel=channel, direction="out", purpose=purpose,
            outcome=outcome, at=NOON - dt.timedelta(days=days), on=MONDAY - dt.timedelta(days=days),
        )  # fmt: skip
    flag(client, home, home.officer)
    assert explain(home.account, as_of=MONDAY).action == Action.SERVE_NOTICE
    path = f"/accounts/{home.account.pk}/done/"

    assert "anti-social behaviour case is open" in at(client, home.account.get_absolute_url(), home.officer)
    refused = do(client, path, home.officer, fingerprint=fingerprint(home), note="")
    assert refused.status_code == 409
    assert "anti-social behaviour case is open" in text(refused)
    assert not Step.objects.exists()
    do(client, path, home.officer, fingerprint=fingerprint(home), note="The case is about a neighbour")
    assert Step.objects.get().reason == "The case is about a neighbour"


def test_s2_60_what_is_missing_is_asked_for_and_a_closed_case_stops_nothing_from_the_next_day(
    client: Client, home: Household
) -> None:
    late = flag(client, home, home.officer, evidence="", review_on="20 November 2026")
    assert late.status_code == 422
    assert "Say what shows it" in text(late)
    flag(client, home, home.officer, case="disrepair")
    again = flag(client, home, home.officer, case="disrepair")
    assert "Disrepair is flagged on this account already." in text(again)
    marker = Marker.objects.get()

    answer = do(
        client, f"/accounts/{home.account.pk}/cases/{marker.pk}/close/", home.officer, outcome="Repaired, signed off"
    )

    assert answer.status_code == 302
    assert explain(home.account, as_of=MONDAY).facts.complaint_open
    assert not explain(home.account, as_of=MONDAY + dt.timedelta(days=1)).facts.complaint_open
    assert told(home.account, "marker")[-1] == "Disrepair case closed: Repaired, signed off"
