"""The table of flags over HTTP: each role presses each of the eight acts, and only what may be done is done.

A letter, call and write-off have addresses of their own. The other five are pressed as the step of the card, under a
policy that suggests that step to everybody: so the gates alone stand in the way.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from caseload.models import Step
from caseload.sweep import decide_now
from recovery.models import ContactAttempt, OutboxMessage, PolicyVersion
from recovery.rules.actions import Action
from recovery.rules.policy import DEFAULT_POLICY
from recovery.rules.policy_text import load, write
from staff.models import CASEWORK_ROLES, Role, User
from tenancies.actions import POSTING_ROLES
from tenancies.models import PendingPosting
from tests.caseload.desk import sign_in
from tests.factories.people import Household, OfficerFactory
from tests.recovery.flagged import MONDAY, NOON, flagged
from tests.recovery.gate_table import FLAGS, cells
from welfare.models import DeclaredInterest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = [role for role in Role if role not in {Role.ADMINISTRATOR, Role.NEIGHBOURHOOD_OFFICER}]
CELL = {(cell.flag, cell.act): cell for cell in cells()}


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
STEPS = {
    "visit": Action.VISIT,
    "notice": Action.SERVE_NOTICE,
    "claim": Action.REFER_TO_COURT,
    "warrant": Action.REQUEST_WARRANT,
    "agency": Action.AGENCY_REVIEW,
}


def everybody_gets(step: Action) -> None:
    """A policy in force by which this step is suggested on every account, whatever else is so."""
    data = load(DEFAULT_POLICY.read_text("utf-8"))
    last = data["ladder"][0]["otherwise"]
    for ladder in data["ladder"]:
        ladder |= {"protect": [], "rules": ["the_step"], "owing": [], "otherwise": last}
    named = {"code": "the_step", "name": "The step", "action": step.value, "because": "It is tried"}
    data["rule"] = [{**named, "all": [["tenants", ">=", 0]]}, *(rule for rule in data["rule"] if rule["code"] == last)]
    PolicyVersion.objects.create(number=1, text=write(data), in_force_from=MONDAY)


def press_step(client: Client, home: Household, act: str, reason: str, *, second: User | None) -> bool:
    typed = {"note": reason, "second_person": second.pk if second else ""}
    if act == "visit":
        typed |= {"person": home.tenants[0].pk, "outcome": "seen"}
        client.post(reverse("visit", args=[home.account.pk]), typed)
    else:
        typed["fingerprint"] = home.account.recommendations.get(lapsed_on=None).fingerprint
        client.post(reverse("done", args=[home.account.pk]), typed)
    return Step.objects.filter(outcome=Step.Outcome.DONE).exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("flag", FLAGS)
def test_only_what_may_be_done_is_done_whoever_presses(flag: str, act: str, settings: Any) -> None:
    home, on = flagged(flag)
    settings.TRAINING_DAY = on
    if act == "letter":
        everybody_gets(Action.LETTER_1)
    press, may_press = ACTS[act]
    level = CELL[flag, act].level
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
            else:
                assert done, role
            if level == "gate" and act != "write_off":  # what a write-off is for is always said
                with transaction.atomic():
                    assert not press(client, home, ""), role
                    transaction.set_rollback(True)


@pytest.mark.parametrize("act", STEPS)
@pytest.mark.parametrize("flag", FLAGS)
def test_the_step_of_the_card_passes_its_gates_or_is_not_done_whoever_presses(
    flag: str, act: str, settings: Any
) -> None:
    """Legal's advice cannot be brought to a card, and what wants a fact opens to nothing."""
    home, on = flagged(flag)
    settings.TRAINING_DAY = on
    everybody_gets(STEPS[act])
    cell = CELL[flag, act]
    second = OfficerFactory(patches=[home.account.tenancy.home.patch])
    with time_machine.travel(NOON + timedelta(days=(on - MONDAY).days), tick=True):
        decide_now([home.account.pk], as_of=on)
        for role in ROLES:
            user = OfficerFactory(role=role, patches=[home.account.tenancy.home.patch])
            if flag == "Officer has declared interest":
                DeclaredInterest.objects.create(user=user, account=home.account, what="My cousin", at=NOON)
            client = Client()
            sign_in(client, user)
            brings = {"reason", "plan", "pair"} | ({"manager"} if role == Role.INCOME_MANAGER else set())
            opens = cell.level != "stop" and cell.wants <= brings
            with transaction.atomic():
                done = press_step(client, home, act, "She asked for it", second=second)
                transaction.set_rollback(True)
            assert done is (role in CASEWORK_ROLES and opens), role
            if cell.level == "gate":
                with transaction.atomic():
                    assert not press_step(client, home, act, "", second=None), role
                    transaction.set_rollback(True)
