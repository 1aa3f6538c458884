"""The income manager's yes (product 7.2, gate ‘manager’): asked for by an officer, given by a second person, done."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload import desk, manager_yes, questions, reminders
from caseload.explain import explain
from caseload.models import Reminder, Step
from caseload.sweep import decide_now
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from staff.models import Role, User
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON, fingerprint
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, household
from tests.recovery.flagged import mark, notice
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
WHY = "He can follow a hearing with a signer, who is booked"


@pytest.fixture
def home() -> Household:
    """The notice is in force and its date past: a claim is next. The tenant is deaf, so a manager weighs it."""
    home = household(owes=Decimal("900.00"))
    for number, (channel, outcome, days) in enumerate([("phone", "spoke", 10), ("visit", "seen", 40)]):
        ContactAttempt.objects.create(
            source_ref=f"C{number}", tenancy=home.account.tenancy, channel=channel, direction="out", purpose="general",
            outcome=outcome, at=NOON - timedelta(days=days), on=MONDAY - timedelta(days=days),
        )  # fmt: skip
    notice(home, "nosp", served=date(2026, 9, 7), specified=date(2026, 10, 5))
    mark(home, "vulnerability", "sensory")
    decide_now([home.account.pk], as_of=MONDAY)
    assert explain(home.account, as_of=MONDAY).action == Action.REFER_TO_COURT
    return home


@pytest.fixture
def manager() -> User:
    return OfficerFactory(name="Pat Walker", role=Role.INCOME_MANAGER)


def ask(home: Household, **changes: Any) -> Reminder:
    given = {"account": home.account, "note": WHY, "by": home.officer, "on": MONDAY, "at": NOON} | changes
    question, _ = manager_yes.ask(fingerprint=fingerprint(home), **given)
    return question


def decide(client: Client, question: Reminder, **pressed: str) -> Any:
    page = client.get(reverse("approval", args=["manager", question.pk]))
    seen = page.context["seen"] if page.context and "seen" in page.context else ""
    return client.post(reverse("decide", args=["manager", question.pk]), {"seen": seen, **pressed}, follow=True)


def test_the_card_says_what_opens_it_and_the_officer_asks_for_the_yes_there(
    client: Client, home: Household, manager: User
) -> None:
    sign_in(client, home.officer)
    card = text(client.get(home.account.get_absolute_url()))
    assert "It opens only to a reason and the income manager’s yes." in card
    assert "Ask the income manager" in card

    typed = {"fingerprint": fingerprint(home), "note": WHY}
    told = text(client.post(reverse("ask_yes", args=[home.account.pk]), typed, follow=True))

    assert "is with Pat Walker: a yes does the step." in told
    assert not Step.objects.exists()
    assert f"With Pat Walker since 23 November, 12:00: {WHY}" in text(client.get(home.account.get_absolute_url()))
    assert [each.text for each in reminders.asked_of_others(home.officer, on=MONDAY)] == [WHY]


def test_the_yes_of_a_second_person_records_the_step_with_the_words_shown_and_both_names(
    client: Client, home: Household, manager: User
) -> None:
    question = ask(home)
    sign_in(client, manager)
    assert "Consider a possession claim: the income manager’s yes" in text(client.get(reverse("approvals")))
    page = text(client.get(reverse("approval", args=["manager", question.pk])))
    assert "Needs are recorded here" in page
    assert "The whole picture" in page

    decide(client, question, do="approve")

    step = Step.objects.get()
    assert (step.action, step.outcome, step.by) == ("refer_to_court", "done", manager)
    assert step.reason == f"{WHY} (Nadia Rahman; Pat Walker agreed)"
    passed = AccountEvent.objects.get(what="gate")
    assert passed.summary.startswith("Possession claim all the same. Needs are recorded here.")
    assert passed.summary.endswith(f"Reason: {WHY}. The income manager’s yes: Pat Walker.")
    sign_in(client, home.officer)
    assert "Pat Walker answered: Agreed, and recorded as done." in text(client.get(home.account.get_absolute_url()))


def test_a_no_keeps_its_reason_and_goes_back_to_who_asked(client: Client, home: Household, manager: User) -> None:
    question = ask(home)
    sign_in(client, manager)

    assert decide(client, question, do="back").status_code == 422  # a reason is wanted
    decide(client, question, do="back", said="Try mediation first")

    assert not Step.objects.exists()
    question.refresh_from_db()
    assert (question.answer, question.done_by) == ("Try mediation first", manager)
    assert [each.answer for each in reminders.of(home.officer, on=MONDAY, until=MONDAY).answers] == [
        "Try mediation first"
    ]


def test_the_gates_are_asked_again_at_the_press(client: Client, home: Household, manager: User) -> None:
    """A crisis came up since: no yes opens that, on the page or past it."""
    question = ask(home)
    mark(home, "crisis", "suicide_risk")
    sign_in(client, manager)

    answer = decide(client, question, do="approve")

    assert answer.status_code == 422
    with pytest.raises((Refused, reminders.CannotRemind)):
        manager_yes.give(question, words="", by=manager, on=MONDAY, at=NOON)
    assert not Step.objects.exists()
    question.refresh_from_db()
    assert question.done_at is None


def test_a_gate_that_came_up_since_is_shown_and_stops_the_yes(client: Client, home: Household, manager: User) -> None:
    question = ask(home)
    mark(home, "complaint", "stage_1", of_tenancy=True)
    sign_in(client, manager)

    page = text(client.get(reverse("approval", args=["manager", question.pk])))

    assert "A complaint, disrepair or anti-social behaviour case is open on this home" in page


def test_nobody_else_decides_it_and_who_asked_never_does(client: Client, home: Household, manager: User) -> None:
    lead = OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    question = ask(home)
    for other in (lead, home.officer):
        sign_in(client, other)
        client.post(reverse("decide", args=["manager", question.pk]), {"do": "approve", "seen": ""})
        with pytest.raises(reminders.CannotRemind, match="for somebody else to answer"):
            manager_yes.give(question, words="", by=other, on=MONDAY, at=NOON)
    assert not questions.put_to(lead).exists()
    assert not Step.objects.exists()


def test_what_a_yes_would_not_open_is_not_asked_for(home: Household, manager: User) -> None:
    mark(home, "insolvency", "iva")
    decide_now([home.account.pk], as_of=MONDAY)
    Marker.objects.filter(kind="insolvency").update(kind="capacity", detail="in_doubt")

    with pytest.raises((Refused, desk.NothingToDo, desk.Changed)):
        ask(home)

    assert not Reminder.objects.exists()


def test_without_a_reason_or_another_manager_nothing_is_asked(home: Household) -> None:
    with pytest.raises(desk.NothingToDo, match="Say why"):
        ask(home, note=" ")
    with pytest.raises(reminders.CannotRemind, match="no other income manager"):
        ask(home)
    assert not Reminder.objects.exists()


def test_where_no_gate_asks_for_a_manager_no_yes_is_needed(home: Household, manager: User) -> None:
    Marker.objects.all().delete()
    home.tenants[0].format_needed = "none"
    home.tenants[0].save()
    decide_now([home.account.pk], as_of=MONDAY)

    with pytest.raises(desk.NothingToDo, match="No yes is needed"):
        ask(home)
