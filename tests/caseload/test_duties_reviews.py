"""Duty S0-37: a leader reviews the work of an officer, and nothing leaves a training site."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from caseload import reviews, snapshots
from caseload.models import ReviewNote
from caseload.performance import Scope
from staff.models import User
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import override
from tests.caseload.reading import text
from tests.caseload.waiting import took
from tests.config.test_message_settings import API_KEY, TEMPLATE_SMS
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s0_37_a_reviewers_note_reaches_the_officer_and_the_answer_comes_back(
    client: Client, home: Household, leader: User
) -> None:
    step = override(home, reason="Paid at the office")
    sign_in(client, leader)
    beside = text(client.get(f"/reviews/steps/{step.pk}/"))
    client.post(f"/reviews/steps/{step.pk}/", {"text": "Ask for the receipt next time."})
    sign_in(client, home.officer)

    today = text(client.get("/"))
    [note] = ReviewNote.objects.all()
    client.post(f"/reviews/{note.pk}/answer/", {"answer": "I will."})
    sign_in(client, leader)
    back = text(client.get("/"))
    client.post(f"/reviews/{note.pk}/seen/", {"back": "today"})

    assert "The record" in beside
    assert "Paid at the office" in beside
    assert "The rule" in beside
    assert "Mabel Osei reviewed your step: Ask for the receipt next time." in today
    assert "answered your review: I will." in back
    assert "answered your review" not in text(client.get("/"))
    assert not AccountEvent.objects.filter(summary__contains="receipt next time").exists()


def test_s0_37_an_open_step_is_reviewed_from_its_account_and_an_officer_reviews_nobody(
    client: Client, home: Household, leader: User
) -> None:
    assert client.post(f"/accounts/{home.account.pk}/review/", {"text": "Hm"}).status_code == 403
    sign_in(client, leader)
    assert f"/accounts/{home.account.pk}/review/" in client.get(home.account.get_absolute_url()).content.decode()

    client.post(f"/accounts/{home.account.pk}/review/", {"text": "Ring before you write."})

    [note] = ReviewNote.objects.all()
    assert (note.to, note.step, note.action) == (home.officer, None, "letter_1")


def test_s0_37_five_closed_items_of_each_officer_are_offered_and_stay_the_same_all_week(
    home: Household, leader: User
) -> None:
    for day in range(7):
        took(home, "done", days_ago=day)
    took(home, "deferred", days_ago=0)
    snapshots.take(on=MONDAY)
    whole = Scope(words="the whole council")

    [monday] = reviews.offered(whole, leader, on=MONDAY)
    [again] = reviews.offered(whole, leader, on=MONDAY + timedelta(days=3))

    assert monday.officer == home.officer
    assert len(monday.steps) == 5
    assert [step.pk for step in monday.steps] == [step.pk for step in again.steps]
    assert {step.outcome for step in monday.steps} == {"done"}


def test_s0_37_on_a_training_site_nothing_can_leave_whatever_keys_are_given(tmp_path: Path) -> None:
    given = {
        "QUARTERDAY_TODAY": "2026-11-20",
        "EMAIL_URL": "smtp://mail.council.example:25",
        "NOTIFY_API_KEY": API_KEY,
        "NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS,
    }
    asked = (
        "from recovery import channels; from django.conf import settings;"
        "print(type(channels.of('sms')).__name__, type(channels.of('email')).__name__, settings.EMAIL_BACKEND,"
        " repr(settings.NOTIFY_API_KEY))"
    )

    training = shell(asked, given, tmp_path)
    live = shell(asked, {**given, "QUARTERDAY_TODAY": ""}, tmp_path)

    assert training == "TextFolder MailServer django.core.mail.backends.filebased.EmailBackend ''"
    assert live.startswith("NotifyTexts MailServer django.core.mail.backends.smtp.EmailBackend")


def shell(code: str, given: dict[str, str], home: Path) -> str:
    """What a program of its own with these settings prints."""
    environment = {**os.environ, "QUARTERDAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", **given}
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    return ended.stdout.strip()
