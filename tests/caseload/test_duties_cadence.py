"""Duty S2-09: after a try that failed, the next way to reach them."""

import datetime as dt

import pytest
from django.test import Client

from caseload.reach import next_try
from caseload.sweep import decide_now
from recovery.models import ContactAttempt
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.estate_desk import at
from tests.factories.people import Household

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
