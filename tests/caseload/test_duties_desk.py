"""Duties of income officers, each tested by its number: the rows that the officer's desk makes true.

Those that a test beside the module already names are not repeated: `grep -r s2_39 tests`.
"""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from caseload import handover, presence, questions, reminders, suggestions
from caseload.explain import explain
from caseload.models import Reminder, Step, Suggestion
from caseload.summary import plain_summary
from caseload.whole_account import whole_account
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules import reading
from recovery.rules.actions import Action
from staff.models import Role, User
from tests.caseload.case_pages import do, page, told
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint, override
from tests.caseload.reading import text
from tests.caseload.sweeping import pay
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_s0_32_the_guidance_card_opens_from_the_step_with_its_owner_and_day_of_review(
    client: Client, home: Household
) -> None:
    action = explain(home.account, as_of=MONDAY).action
    assert f'href="/help/guidance/{action}/"' in client.get(home.account.get_absolute_url()).text

    card = text(client.get(f"/help/guidance/{action}/"))

    assert "Owner: team leader" in card
    assert "Review by 22 November 2027" in card


def test_s0_45_the_card_cites_its_rule_and_the_link_opens_it_in_the_version_in_force(
    client: Client, home: Household
) -> None:
    answer = explain(home.account, as_of=MONDAY)
    assert (
        f'href="/help/rules/{answer.rule}/?policy={answer.policy_number}"'
        in client.get(home.account.get_absolute_url()).text
    )

    rule = text(client.get(f"/help/rules/{answer.rule}/?policy={answer.policy_number}"))

    assert answer.rule_name in rule
    assert "Owner" in rule


def test_s0_50_not_this_keeps_what_was_offered_what_was_chosen_and_why(client: Client, home: Household) -> None:
    offered = explain(home.account, as_of=MONDAY)

    do(client, home, "not-this", fingerprint=fingerprint(home), reason="Already agreed with the tenant")

    step = Step.objects.get()
    assert (step.rule, step.action, step.outcome) == (offered.rule, offered.action, "overridden")
    assert (step.reason, step.by, step.on) == ("Already agreed with the tenant", home.officer, MONDAY)
    assert told(home) == [
        (
            "step_overridden",
            f"Not taken: {offered.action.label.lower()}. Already agreed with the tenant. "
            "Not suggested again before 21 December 2026.",
        )
    ]


def test_s1_12_a_question_goes_to_the_specialist_is_answered_and_stays_with_the_account(home: Household) -> None:
    specialist = OfficerFactory(name="Ioana Popescu")
    question, asked = questions.ask(
        account=home.account, text="Is the cap right?", colleague=specialist, by=home.officer, on=MONDAY, at=NOON
    )
    assert asked == [specialist]

    reminders.finish(reminder=question, answer="No: she is exempt", by=specialist, on=MONDAY, at=NOON)

    assert [each.answer for each in reminders.of(home.officer, on=MONDAY, until=MONDAY).answers] == [
        "No: she is exempt"
    ]
    assert [what for what, _ in told(home)] == ["asked", "answered"]
    assert "No: she is exempt" in told(home)[1][1]


def test_s4_15_not_sure_is_one_press_and_the_answer_comes_first(client: Client, home: Household, leader: User) -> None:
    do(client, home, "not-sure")
    question = Reminder.objects.get()
    assert (question.kind, question.made_by) == ("question", home.officer)

    reminders.finish(reminder=question, answer="Go ahead with the step", by=leader, on=MONDAY, at=NOON)

    assert "Mabel Osei answered: Go ahead with the step" in page(client, home)


def test_s3_01_a_task_handed_down_brings_its_result_back_to_the_officers_list(home: Household) -> None:
    advisor = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR, patches=[home.account.tenancy.home.patch])
    task = reminders.remind(
        account=home.account,
        kind=Reminder.Kind.TASK,
        text="Ring the benefit office",
        due_on=dt.date(2026, 11, 25),
        colleague=advisor,
        by=home.officer,
        on=MONDAY,
        at=NOON,
    )
    assert [each.text for each in reminders.due(advisor, MONDAY, dt.date(2026, 11, 25))] == ["Ring the benefit office"]

    reminders.finish(reminder=task, answer="Paid from 1 December", by=advisor, on=MONDAY, at=NOON)

    assert [each.answer for each in reminders.of(home.officer, on=MONDAY, until=MONDAY).answers] == [
        "Paid from 1 December"
    ]


def test_s3_04_an_account_that_one_has_picked_up_is_locked_for_the_other(client: Client, home: Household) -> None:
    colleague = OfficerFactory(name="Jo Hall", role=Role.INCOME_ADVISOR, patches=[home.account.tenancy.home.patch])
    card = fingerprint(home)
    presence.take(home.account, home.officer, at=NOON)
    sign_in(client, colleague)

    said = client.post(f"/accounts/{home.account.pk}/letter/", {"fingerprint": card, "press": uuid4()})

    assert said.status_code == 409
    assert "Nadia Rahman took this account at 12:00." in text(said)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("pounds", "state", "step"),
    [
        ("876.00", "kept", Action.NONE),
        ("766.50", "slipping", Action.AGREEMENT_SLIPPING),
        ("657.00", "broken", Action.AGREEMENT_BROKEN),
    ],
)
def test_s1_20_an_agreement_kept_slipping_or_broken_has_its_state_and_its_step(
    pounds: str, state: str, step: Action
) -> None:
    """£109.50 each Monday from 28 September; up to 16 November, three days of grace over, eight fell due: £876.00."""
    home = owing(owes="1500.00")
    RepaymentAgreement.objects.create(
        source_ref="AG1",
        account=home.account,
        made_on=dt.date(2026, 9, 21),
        first_due_on=dt.date(2026, 9, 28),
        frequency="weekly",
        rent_amount=Decimal("104.50"),
        instalment_amount=Decimal("5.00"),
        opening_arrears=Decimal("500.00"),
        status="live",
    )
    pay(home.account, pounds, on=dt.date(2026, 11, 20))

    answer = explain(home.account, as_of=MONDAY)

    assert answer.facts.agreement_state == state
    assert answer.action == step


def test_s1_58_a_suggestion_arrives_with_page_rule_and_kind_of_account_and_nobodys_name(
    client: Client, home: Household
) -> None:
    client.post(
        "/help/suggest/", {"text": "Wait longer", "page": "account", "rule": "letter_1", "account_kind": "rent"}
    )

    made = Suggestion.objects.get()
    assert (made.page, made.rule, made.account_kind, made.account) == ("Account", "letter_1", "rent", None)
    everything = " ".join(str(value) for value in vars(made).values())
    assert "Yusuf" not in everything
    assert home.account.account_ref not in everything


def test_s2_34_and_s2_63_whoever_suggested_sees_its_state_and_the_reply(
    client: Client, home: Household, leader: User
) -> None:
    made = suggestions.suggest_change(
        text="Wait longer", page="account", rule="letter_1", account_kind="rent", by=home.officer, at=NOON
    )
    assert "Wait longer Waits for an answer" in text(client.get("/help/suggestions/"))

    suggestions.answer(suggestion=made, answer="From January: three weeks", by=leader, at=NOON)

    assert "From January: three weeks" in text(client.get("/help/suggestions/"))


def test_s1_48_the_case_in_words_shows_how_old_a_reader_should_be(client: Client, home: Household) -> None:
    sentences = plain_summary(whole_account(home.account, user=home.officer, on=MONDAY))

    age = reading.age(" ".join(sentences))

    assert age <= reading.MOST_AGE
    assert f"reads easily from the age of {age}" in text(client.get(reverse("glance", args=[home.account.pk])))


def test_s1_48_and_s2_40_the_case_is_told_in_short_plain_sentences(home: Household) -> None:
    """The reading age of every letter is held by tests/recovery/test_documents.py: the wording is plain."""
    sentences = plain_summary(whole_account(home.account, user=home.officer, on=MONDAY))

    words = " ".join(sentences).split()
    assert len(words) / len(sentences) < 15
    assert "They owe £209.00 for rent, about 2 weeks of charges." in sentences
    assert sum(len(word.strip(".,")) > 9 for word in words) / len(words) < 0.1


def test_s2_45_s3_48_and_s4_01_nothing_of_a_case_stays_in_the_browser(client: Client, home: Household) -> None:
    """Any browser will do: no page is kept by it, and signing out clears what it held."""
    assert client.get(home.account.get_absolute_url()).headers["Cache-Control"] == "no-store, private"

    left = client.post(reverse("account_logout"))

    assert left.headers["Clear-Site-Data"] == '"cache"'
    after = client.get(home.account.get_absolute_url())
    assert after.status_code == 302
    assert after.headers["Location"].startswith("/sign-in/")


def test_s0_53_and_s4_26_a_colleagues_work_goes_over_with_its_promises_and_has_one_owner(home: Household) -> None:
    colleague = OfficerFactory(name="Jo Hall", patches=[home.account.tenancy.home.patch])
    reminders.remind(
        account=home.account,
        kind=Reminder.Kind.OWN,
        text="Look again",
        due_on=MONDAY,
        by=home.officer,
        on=MONDAY,
        at=NOON,
    )

    handover.hand_over(account=home.account, to=colleague, reason="Leave", by=home.officer, on=MONDAY, at=NOON)

    assert handover.ownership(home.account, user=home.officer).owner == colleague
    assert [each.text for each in reminders.due(colleague, MONDAY, MONDAY)] == ["Look again"]


def test_s3_05_a_step_of_the_procedure_is_not_skipped_without_a_reason(client: Client, home: Household) -> None:
    said = do(client, home, "not-this", fingerprint=fingerprint(home), reason="", more="")

    assert "Choose a reason, or write one." in said
    assert not Step.objects.exists()
    assert override(home).reason
