"""Duty S2-09: after a try that failed, the next way to reach them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from caseload.reach import next_try
from caseload.sweep import decide_now
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from recovery.rules.decide import decide
from recovery.rules.policy import default_policy
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.estate_desk import at
from tests.factories.facts import account_facts
from tests.factories.people import Household
from tests.recovery.rules.winning import ago, ahead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"mobile": "07700 900111"})
    sign_in(client, home.officer)
    return home


def tried(*tries: tuple[str, str, int]) -> list[ContactAttempt]:
    """Tries of ours, each its channel, its outcome and its day of November."""
    return [
        ContactAttempt(channel=channel, outcome=outcome, direction="out", on=dt.date(2026, 11, day))
        for channel, outcome, day in tries
    ]


@pytest.mark.parametrize(
    ("tries", "channel", "from_on"),
    [
        pytest.param([("phone", "no_answer", 9)], "phone", dt.date(2026, 11, 11), id="a call again, two days on"),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "message_left", 11)], "sms", dt.date(2026, 11, 11), id="then a text"
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12)],
            "visit", dt.date(2026, 11, 15), id="then a visit, three days on",
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12), ("visit", "not_in", 16)],
            "letter", dt.date(2026, 11, 18), id="then a letter, two days on",
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12), ("visit", "not_in", 16),
             ("letter", "sent", 18)],
            "", None, id="then somebody checks on them",
        ),
    ],
)  # fmt: skip
def test_s2_09_the_cadence_yields_the_next_channel_after_each_failed_try(
    tries: list[tuple[str, str, int]], channel: str, from_on: dt.date | None
) -> None:
    following = next_try(tried(*tries))

    assert following is not None
    assert (following.channel, following.from_on) == (channel, from_on)


def test_s2_09_once_somebody_is_reached_the_ladder_begins_again_and_unsafe_ways_are_passed_over() -> None:
    assert next_try([]) is None
    assert next_try(tried(("phone", "no_answer", 9), ("phone", "spoke", 11))) is None
    assert next_try(tried(("letter", "sent", 9))) is None
    following = next_try(tried(("visit", "not_in", 9)), shut={"phone", "sms"})
    assert following is not None
    assert following.channel == "letter"


def test_s2_09_the_next_try_stands_on_the_account(client: Client, home: Household) -> None:
    for day in (16, 18):
        ContactAttempt.objects.create(
            tenancy=home.account.tenancy, account=home.account, person=home.tenants[0], channel="phone",
            direction="out", purpose="general", outcome="no_answer", on=dt.date(2026, 11, day), officer=home.officer,
            at=dt.datetime(2026, 11, day, 10, tzinfo=dt.UTC),
        )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)

    shown = at(client, home.account.get_absolute_url(), home.officer)

    assert "Next try: text message" in shown
    assert "2 tries since anybody was reached." in shown


def test_s2_09_after_a_failed_call_the_letter_is_next_and_after_four_weeks_silence_another_call() -> None:
    """£313.50 is three weeks. Letter 1 went a week ago, unanswered. The next try rests two days: test_desk_steps."""
    policy = default_policy()
    unanswered = account_facts(
        balance=Decimal("313.50"), stage=2, stage_on=ago(7), last_contact_on=ago(7), first_charge_on=ago(180)
    )
    in_a_week = {"as_of": ahead(7), "next_charge_on": ahead(14)}

    assert decide(unanswered, policy).action == Action.CALL
    assert decide(replace(unanswered, called_on=MONDAY), policy).action == Action.NONE
    assert decide(replace(unanswered, called_on=MONDAY, **in_a_week), policy).action == Action.LETTER_2
    silent = replace(unanswered, stage=3, stage_on=ago(28), last_contact_on=ago(28), called_on=ago(35))
    assert decide(silent, policy).action == Action.CALL
