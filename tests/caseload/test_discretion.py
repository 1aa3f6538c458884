"""How far an officer's ‘Not this’ reaches, and the senior's yes beyond it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseload import desk, queue, reminders
from caseload.models import Recommendation, Reminder, Step
from staff.models import Role, User
from tenancies.models import AccountEvent
from tests.caseload.case_pages import press
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint, override, with_claim
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WHY = "Already agreed with the tenant"


@pytest.fixture
def home() -> Household:
    """Its step is a legal one: to prepare for the hearing."""
    home = owing()
    with_claim(home, hearing_on=dt.date(2026, 11, 27))
    return home


def not_this(client: Client, home: Household) -> str:
    return text(press(client, home, "not-this", fingerprint=fingerprint(home), reason=WHY))


def answer(client: Client, question: Reminder, **pressed: str) -> Any:
    sign_in(client, OfficerFactory(role=Role.TEAM_LEADER, patches=[question.account.tenancy.home.patch]))
    return client.post(f"/accounts/{question.account_id}/reminders/{question.pk}/done/", pressed, follow=True)


def test_s2_33_and_s3_44_a_legal_step_is_not_set_aside_by_the_officer_alone_but_asked_of_a_senior(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, home.officer)
    assert "A legal step is set aside with a senior’s yes." in text(client.get(home.account.get_absolute_url()))

    told = not_this(client, home)

    assert "is with Mabel Osei: a yes sets the step aside." in told
    assert not Step.objects.exists()
    question = Reminder.objects.get()
    assert (question.kind, question.sets_aside) == ("question", "prepare_hearing")
    assert question.text == "‘Not this’ for Prepare for the hearing? Already agreed with the tenant"
    assert [each.account for each in queue.queue(home.officer, on=MONDAY)] == []


def test_s2_33_the_seniors_yes_sets_it_aside_in_one_press_with_both_names(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, home.officer)
    not_this(client, home)

    page = answer(client, Reminder.objects.get(), agree="yes")

    step = Step.objects.get()
    assert (step.action, step.outcome, step.until) == ("prepare_hearing", "overridden", dt.date(2026, 12, 21))
    assert "Nadia Rahman" in step.reason
    assert WHY in step.reason
    assert page.status_code == 200
    assert Recommendation.objects.get(account=home.account, lapsed_on=None).action != "prepare_hearing"
    assert AccountEvent.objects.filter(account=home.account, what="step_overridden").count() == 1
    sign_in(client, home.officer)
    assert "answered: Yes, set it aside" in text(client.get(home.account.get_absolute_url()))


def test_s2_33_the_seniors_no_leaves_the_step_and_comes_back_first(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, home.officer)
    not_this(client, home)

    answer(client, Reminder.objects.get(), chip="No: take the step")

    assert not Step.objects.exists()
    assert [each.action for each in queue.queue(home.officer, on=MONDAY)] == ["prepare_hearing"]


def test_a_yes_to_a_step_that_has_changed_meanwhile_sets_nothing_aside(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, home.officer)
    not_this(client, home)
    home.account.tenancy.claims.update(hearing_on=None, status="dismissed")

    page = answer(client, Reminder.objects.get(), agree="yes")

    assert page.status_code == 422
    assert "The step has changed since it was asked." in text(page)
    assert not Step.objects.exists()
    assert Reminder.objects.get().done_at is None


def set_aside_before(home: Household, *, days: int) -> Step:
    """The step of today, set aside by the officer some days ago; it may be suggested again."""
    return Step.objects.create(
        account=home.account,
        action=Recommendation.objects.get(account=home.account, lapsed_on=None).action,
        rule="",
        outcome="overridden",
        reason=WHY,
        on=MONDAY - dt.timedelta(days=days),
        until=MONDAY - dt.timedelta(days=days - 28),
        by=home.officer,
    )


def test_s2_33_a_third_not_this_to_the_same_step_in_90_days_is_asked_of_a_senior() -> None:
    home = owing()
    set_aside_before(home, days=30)
    set_aside_before(home, days=60)

    with pytest.raises(desk.NeedsSenior, match="twice in 90 days"):
        override(home)

    assert Step.objects.count() == 2


@pytest.mark.parametrize("changes", [{"on": MONDAY - dt.timedelta(days=90)}, {"undone_at": NOON}, {"action": "call"}])
def test_s2_33_what_was_long_ago_taken_back_or_another_step_does_not_count(changes: dict[str, Any]) -> None:
    home = owing()
    set_aside_before(home, days=30)
    Step.objects.filter(pk=set_aside_before(home, days=60).pk).update(**changes)

    assert override(home).outcome == "overridden"


def test_s2_33_whoever_leads_needs_no_yes(home: Household, leader: User) -> None:
    assert override(home, by=leader).outcome == "overridden"


def test_without_anybody_who_leads_nothing_is_set_aside_and_it_is_said(client: Client, home: Household) -> None:
    sign_in(client, home.officer)

    page = client.post(f"/accounts/{home.account.pk}/not-this/", {"fingerprint": fingerprint(home), "reason": WHY})

    assert page.status_code == 409
    assert "Nobody leads the team of this patch." in page.text
    assert not Step.objects.exists()
    assert reminders.on_account(home.account, on=MONDAY) == []
