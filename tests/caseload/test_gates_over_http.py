"""The table of flags over HTTP: each role presses each act that has an address, and only what may be done is done."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from caseload.sweep import decide_now
from recovery.models import ContactAttempt, OutboxMessage
from staff.models import CASEWORK_ROLES, Role
from tenancies.actions import POSTING_ROLES
from tenancies.models import PendingPosting
from tests.caseload.desk import sign_in
from tests.factories.people import Household, OfficerFactory
from tests.recovery.flagged import MONDAY, NOON, flagged
from tests.recovery.gate_table import FLAGS, cells
from welfare.models import DeclaredInterest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = [role for role in Role if role not in {Role.ADMINISTRATOR, Role.NEIGHBOURHOOD_OFFICER}]
LEVEL = {(cell.flag, cell.act): cell.level for cell in cells()}


@pytest.fixture(autouse=True)
def _clean() -> None:
    cache.clear()


def letter(client: Client, home: Household, reason: str) -> bool:
    open_now = home.account.recommendations.filter(lapsed_on=None).first()
    typed = {"fingerprint": open_now.fingerprint if open_now else "", "press": uuid4(), "reason_given": reason}
    client.post(reverse("send_letter", args=[home.account.pk]), typed)
    return OutboxMessage.objects.filter(letter__isnull=False).exists()


def call(client: Client, home: Household, reason: str) -> bool:
    typed = {"person": home.tenants[0].pk, "outcome": "no_answer", "note": reason}
    client.post(reverse("call", args=[home.account.pk]), typed)
    return ContactAttempt.objects.filter(channel="phone").exists()


def write_off(client: Client, home: Household, reason: str) -> bool:
    typed = {"kind": "write_off", "amount": "20.00", "narrative": reason}
    client.post(reverse("ask_posting", args=[home.account.pk]), typed)
    return PendingPosting.objects.exists()


ACTS: dict[str, tuple[Any, set[Role]]] = {
    "letter": (letter, set(CASEWORK_ROLES)),
    "call": (call, set(CASEWORK_ROLES)),
    "write_off": (write_off, set(POSTING_ROLES)),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("flag", FLAGS)
def test_only_what_may_be_done_is_done_whoever_presses(flag: str, act: str, settings: Any) -> None:
    home, on = flagged(flag)
    settings.TRAINING_DAY = on
    press, may_press = ACTS[act]
    level = LEVEL[flag, act]
    with time_machine.travel(NOON + timedelta(days=(on - MONDAY).days), tick=True):
        decide_now([home.account.pk], as_of=on)
        for role in ROLES:
            user = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])
            if flag == "Officer has declared interest":
                DeclaredInterest.objects.create(user=user, account=home.account, what="My cousin", at=NOON)
            client = Client()
            sign_in(client, user)
            with transaction.atomic():
                done = press(client, home, "She asked for it")
                transaction.set_rollback(True)
            if role not in may_press or level == "stop":
                assert not done, role
            elif act != "letter":  # a letter also wants to be the step that is suggested
                assert done, role
            if level == "gate" and act != "write_off":  # what a write-off is for is always said
                with transaction.atomic():
                    assert not press(client, home, ""), role
                    transaction.set_rollback(True)
