"""Somebody is in crisis while the broker is dead and no worker runs: the press stops all chasing all the same."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from caseload.models import Recommendation
from recovery.models import OutboxMessage
from staff.models import Role
from tests.caseload.desk import owing, sign_in
from tests.engines import Engines
from tests.factories.people import OfficerFactory
from welfare.models import Marker, StaffAlert

pytestmark = pytest.mark.fault


def test_one_press_stops_chasing_and_calls_the_leader_with_the_broker_dead(own_engines: Engines) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=True):
        home = owing()
        leader = OfficerFactory(role=Role.TEAM_LEADER, name="Mo Sei", patches=[home.account.tenancy.home.patch])
        officer, leads = Client(), Client()
        sign_in(officer, home.officer)
        sign_in(leads, leader)
        own_engines.kill_broker()

        card = officer.get(f"/accounts/{home.account.pk}/worried/")
        assert b"Are you thinking of ending your life?" in card.content
        answer = officer.post(f"/accounts/{home.account.pk}/worried/")

        assert answer.status_code == 302
        assert Marker.objects.get(kind="crisis").owner == home.officer
        assert Recommendation.objects.get(account=home.account, lapsed_on=None).bucket == "crisis_or_held"
        assert not OutboxMessage.objects.filter(state="queued").exists()
        assert StaffAlert.objects.get(kind="crisis").for_user == leader
        assert b"needs you at once" in leads.get("/alerts/").content
        assert leads.post(f"/alerts/{StaffAlert.objects.get(kind='crisis').pk}/seen/").status_code == 302
        assert StaffAlert.objects.get(kind="crisis").acknowledged_at is not None
