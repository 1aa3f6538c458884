"""Two officers on one account: who is there, what was done, who takes its next step; nothing is done twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from caseload import presence
from caseload.models import Step
from recovery.models import ContactAttempt, OutboxMessage
from staff.models import Role, User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON, call, defer, fingerprint, hold, mark_done, override, press, with_hearing
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def colleague(home: Household) -> User:
    return OfficerFactory(name="Tom Fenwick", patches=[home.account.tenancy.home.patch])


def opened(client: Client, home: Household) -> str:
    return text(client.get(f"/accounts/{home.account.pk}/"))


def seen(home: Household, user: User, *, minutes: float = 0) -> list[str]:
    at = NOON + timedelta(minutes=minutes)
    return [other.name for other in presence.seen(home.account, user, at=at, page="one")]


# Who is there


def test_the_second_officer_sees_who_has_the_account_open_and_since_when(
    client: Client, home: Household, colleague: User
) -> None:
    assert "has this account open" not in opened(client, home)

    sign_in(client, colleague)

    assert "Nadia Rahman has this account open since 12:00" in opened(client, home)


def test_somebody_whose_page_gives_no_sign_for_ninety_seconds_has_gone(home: Household, colleague: User) -> None:
    seen(home, home.officer)

    assert seen(home, colleague, minutes=1.4) == ["Nadia Rahman"]
    assert seen(home, colleague, minutes=1.6) == []


def test_a_page_that_stays_open_keeps_the_hour_at_which_it_was_opened(home: Household, colleague: User) -> None:
    for minute in range(5):
        seen(home, home.officer, minutes=minute)

    [other] = presence.seen(home.account, colleague, at=NOON + timedelta(minutes=5), page="two")

    assert other.since == NOON


def test_closing_the_page_is_seen_at_once_unless_another_was_opened_since(home: Household, colleague: User) -> None:
    presence.seen(home.account, home.officer, at=NOON, page="first")
    presence.seen(home.account, home.officer, at=NOON, page="second")

    presence.left(home.account, home.officer, at=NOON, page="first")
    assert seen(home, colleague) == ["Nadia Rahman"]

    presence.left(home.account, home.officer, at=NOON, page="second")
    assert seen(home, colleague) == []


def test_the_sign_of_life_answers_with_who_is_there_now(client: Client, home: Household, colleague: User) -> None:
    seen(home, colleague)

    answer = client.post(f"/accounts/{home.account.pk}/presence/", {"page": "mine"})
    assert "Tom Fenwick has this account open since 12:00" in text(answer)
    assert "<html" not in answer.content.decode()

    assert client.post(f"/accounts/{home.account.pk}/presence/", {"page": "mine", "left": "yes"}).status_code == 204
    assert seen(home, colleague) == []


def test_a_stranger_is_not_seen_and_sees_nobody(client: Client, home: Household) -> None:
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))

    assert client.post(f"/accounts/{home.account.pk}/presence/", {"page": "mine"}).status_code == 404
    assert client.post(f"/accounts/{home.account.pk}/take/").status_code == 404


# What colleagues did today


def test_what_a_colleague_did_today_is_told_with_its_hour_and_ones_own_acts_are_not(
    client: Client, home: Household, colleague: User
) -> None:
    call(home, by=colleague)
    hold(home)

    page = opened(client, home)

    assert "12:00 Tom Fenwick: Called Ms Amina Yusuf: no answer." in page
    assert "12:00 Nadia Rahman" not in page


# Taking the account


def test_the_next_step_of_an_account_that_is_taken_is_its_takers(
    client: Client, home: Household, colleague: User
) -> None:
    client.post(f"/accounts/{home.account.pk}/take/")
    assert "You took this account at 12:00" in opened(client, home)
    sign_in(client, colleague)

    page = opened(client, home)

    assert "Nadia Rahman took this account at 12:00. The next step is theirs until 12:10." in page
    assert "Take it over" in page
    assert f"/accounts/{home.account.pk}/letter/" not in client.get(f"/accounts/{home.account.pk}/").content.decode()


def test_pressing_all_the_same_is_refused_in_the_action(client: Client, home: Household, colleague: User) -> None:
    card = fingerprint(home)
    presence.take(home.account, home.officer, at=NOON)
    sign_in(client, colleague)

    answer = client.post(f"/accounts/{home.account.pk}/letter/", {"fingerprint": card, "press": uuid4()})

    assert answer.status_code == 409
    assert "Nadia Rahman took this account at 12:00. Nothing was done. Take it over first." in text(answer)
    for act in (press, override, defer):
        with pytest.raises(presence.Taken):
            act(home, by=colleague)
    hearing = with_hearing(on=MONDAY + timedelta(days=10))
    presence.take(hearing.account, hearing.officer, at=NOON)
    with pytest.raises(presence.Taken):
        mark_done(hearing, by=colleague)
    assert not Step.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_call_that_was_made_and_a_hold_that_protects_are_recorded_all_the_same(
    home: Household, colleague: User
) -> None:
    presence.take(home.account, home.officer, at=NOON)

    call(home, by=colleague)
    hold(home, by=colleague)

    assert ContactAttempt.objects.count() == Hold.objects.count() == 1


def test_who_took_it_acts_and_may_let_it_go(client: Client, home: Household, colleague: User) -> None:
    presence.take(home.account, home.officer, at=NOON)
    client.post(f"/accounts/{home.account.pk}/take/", {"let_go": "yes"})

    press(home, by=colleague)

    assert OutboxMessage.objects.get().queued_by == colleague


def test_a_colleague_takes_it_over_and_cannot_let_go_what_is_anothers(
    client: Client, home: Household, colleague: User
) -> None:
    presence.take(home.account, home.officer, at=NOON)
    sign_in(client, colleague)
    client.post(f"/accounts/{home.account.pk}/take/", {"let_go": "yes"})
    assert "Nadia Rahman took this account" in opened(client, home)

    client.post(f"/accounts/{home.account.pk}/take/", {"over": "yes"})

    assert "You took this account" in opened(client, home)
    with pytest.raises(presence.Taken, match="Tom Fenwick"):
        press(home)


def test_what_was_taken_is_free_again_after_ten_minutes(home: Household) -> None:
    presence.take(home.account, home.officer, at=NOON)

    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        left = valkey.ttl(cache.make_key(f"taken:{home.account.pk}"))

    assert 590 < left <= 600  # seconds


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_takes_nothing(client: Client, home: Household, role: Role) -> None:
    sign_in(client, OfficerFactory(role=role))

    assert client.post(f"/accounts/{home.account.pk}/take/").status_code == 403
    assert presence.taker(home.account) is None


# Without the cache


def test_without_the_cache_the_page_is_drawn_and_acts_go_through(client: Client, home: Household) -> None:
    away = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

    with override_settings(CACHES=away):
        assert "Send letter 1" in opened(client, home)
        press(home)
        answer = client.post(f"/accounts/{home.account.pk}/take/", follow=True)

    assert "Nobody can take an account just now." in text(answer)
    assert OutboxMessage.objects.count() == 1
