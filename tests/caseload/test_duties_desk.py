"""Duties of income officers, each tested by its number: the rows that the officer's desk makes true.

Those that a test beside the module already names are not repeated: `grep -r s2_39 tests`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from caseload import guidance, handover, presence, reminders, suggestions
from caseload.account_timeline import timeline
from caseload.explain import explain
from caseload.models import Reminder, Step, Suggestion
from caseload.summary import plain_summary
from caseload.sweep import decide_now
from caseload.whole_account import whole_account
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.decide import decide
from recovery.rules.gates import Refused
from recovery.rules.policy import KINDS, Rule, default_policy
from staff.models import Role, User
from tenancies.models import AccountEvent, AccountKind, AccountKindSetting
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, call, fingerprint, override, press
from tests.caseload.sweeping import pay
from tests.factories.facts import account_facts
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import RentAccountFactory
from tests.recovery.rules.winning import ago, ahead
from welfare.models import Marker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(client: Client, home: Household) -> str:
    """The words of the account's page, as its officer reads them."""
    sign_in(client, home.officer)
    return text(client.get(home.account.get_absolute_url()))


def do(client: Client, home: Household, act: str, **typed: Any) -> str:
    return text(client.post(f"/accounts/{home.account.pk}/{act}/", typed, follow=True))


def told(home: Household) -> list[tuple[str, str]]:
    """Every line of the timeline that we wrote: what it is, and its words."""
    events = AccountEvent.objects.filter(account=home.account).order_by("pk")
    return [(event.what, event.summary) for event in events]


# ------------------------------------------------------------------------------------------- people and their needs


def test_s0_07_large_print_is_printed_large_and_who_is_not_to_be_telephoned_is_not(client: Client) -> None:
    home = owing({"format_needed": "large_print", "mobile": "07700 900111"})
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )
    decide_now([home.account.pk], as_of=MONDAY)

    shown = page(client, home)
    [message] = press(home)

    assert letters.from_json(message.letter).large_print
    assert "Large print" in shown
    assert "Phone unsafe for Ms Amina Yusuf" in shown
    assert "07700 900111" not in shown
    with pytest.raises(Refused, match="Telephone calls are unsafe for Ms Amina Yusuf"):
        call(home)


def test_s3_42_a_recorded_language_asks_for_an_interpreter_beside_the_script(client: Client) -> None:
    home = owing({"language": "pl"})

    shown = page(client, home)

    assert "Interpreter Ms Amina Yusuf: Polish. Book one before you call or visit." in shown
    assert "Guidance: " in shown
    assert guidance.cards()[Action.CALL].say


def test_s3_19_large_print_says_the_same_facts_and_what_cannot_be_printed_is_work_for_a_person() -> None:
    plain, large = owing(), owing({"format_needed": "large_print"})
    braille = owing({"format_needed": "braille"})

    said, said_large = (letters.from_json(press(each)[0].letter) for each in (plain, large))

    assert said_large.large_print
    for fact in ("balance", "technical", "collectable", "weeks_collectable", "last_payment_on", "next_charge_on"):
        assert getattr(said, fact) == getattr(said_large, fact)
    assert explain(braille.account, as_of=MONDAY).action == Action.MAKE_FORMAT


# ------------------------------------------------------------------------------------------------ rules and guidance


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


def test_s4_04_each_kind_of_debt_has_its_order_its_legal_limit_and_a_ladder() -> None:
    """Eight kinds of the register; rechargeable repairs and overpaid Housing Benefit are not in the extract."""
    settings = {setting.kind: setting for setting in AccountKindSetting.objects.all()}
    policy = default_policy()

    assert settings.keys() == set(AccountKind.values)
    assert set(AccountKind.values) == set(KINDS)
    assert len({setting.priority for setting in settings.values()}) > 1
    assert [kind for kind in KINDS if settings[kind].counts_for_possession and kind in {"court_costs", "water"}] == []
    for kind in set(KINDS) - {"former_tenant"}:
        assert policy.ladder_of(kind=kind, tenure="secure", former=False).rules


def test_s1_05_a_pitch_has_a_route_of_its_own_and_no_secure_tenancys_notice() -> None:
    policy = default_policy()

    def notices(tenure: str, kind: str) -> list[Rule]:
        ladder = policy.ladder_of(kind=kind, tenure=tenure, former=False)
        return [rule for rule in ladder.rules if rule.action == Action.SERVE_NOTICE]

    for kind in ("rent", "pitch_fee"):
        [notice] = notices("pitch", kind)
        assert notice.code == "remedy_notice"
        assert notice.cites.startswith("Mobile Homes Act 1983")
    [secure] = notices("secure", "rent")
    assert secure.cites.startswith("Housing Act 1985, s.83")


# ----------------------------------------------------------------------------------------------- deciding, and help


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
    question, asked = reminders.ask(
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


# --------------------------------------------------------------------------------------------- contact and promises


def test_s1_11_what_we_promise_is_a_dated_task_and_stands_on_the_timeline(client: Client, home: Household) -> None:
    do(client, home, "reminders", kind="promise", text="Send the statement", due="2026-11-24")

    [mine] = reminders.due(home.officer, MONDAY, dt.date(2026, 11, 24))
    assert (mine.kind, mine.due_on, mine.person) == ("promise", dt.date(2026, 11, 24), home.tenants[0])
    assert told(home) == [("reminder", "Promised to Ms Amina Yusuf by 24 November 2026: Send the statement")]


def test_s2_25_a_call_is_logged_by_its_outcome_alone_and_stands_on_the_timeline_at_once(
    client: Client, home: Household
) -> None:
    """Two presses: C opens the form, an outcome sends it. The note may stay empty."""
    do(client, home, "call", person=home.tenants[0].pk, outcome="no_answer", note="")

    [line] = timeline(home.account, as_of=MONDAY, group="contact").lines
    assert "no answer" in f"{line.heading} {line.text}".lower()
    assert line.by == "Nadia Rahman"


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


def test_s4_06_an_offer_stands_on_the_timeline_with_who_how_much_the_reply_and_until_when(
    client: Client, home: Household
) -> None:
    offer = {"who": "Ottersby Advice", "amount": "25", "stands_until": "7 December 2026", "reply": "thinking"}

    do(client, home, "offer", **offer)

    assert told(home) == [("offer", "Ottersby Advice offered £25.00. It stands until 7 December 2026. To be answered.")]


def test_s4_19_advice_is_logged_with_its_cards_version_and_none_from_a_card_out_of_date(home: Household) -> None:
    card = guidance.advice_cards()[0]
    given = {"account": home.account, "code": card.code, "by": home.officer, "at": NOON}

    guidance.log_advice(on=MONDAY, **given)

    assert told(home) == [("advice", f"{card.title}, card version {card.version}.")]
    with pytest.raises(guidance.CannotLogAdvice, match="was to be reviewed by"):
        guidance.log_advice(on=card.review_on, **given)


def test_s1_45_a_hold_for_an_adviser_ends_on_its_day_and_the_step_asks_for_attention_again(
    client: Client, home: Household
) -> None:
    """Copies of letters to the adviser wait for the directory."""
    step = explain(home.account, as_of=MONDAY).action

    do(client, home, "hold", reason="advice", last_day="4 December 2026", note="Ottersby Advice")

    assert "Held to 4 December 2026: with a debt adviser" in page(client, home)
    assert explain(home.account, as_of=dt.date(2026, 12, 4)).action == Action.NONE
    assert explain(home.account, as_of=dt.date(2026, 12, 5)).action == step


# ------------------------------------------------------------------------------------------------------- agreements


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


# ------------------------------------------------------------------------------------------------------ suggestions


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


# --------------------------------------------------------------------------------------------------------- the desk


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


def test_s2_62_a_charge_that_is_no_rent_of_a_home_leads_to_no_tenancy_notice() -> None:
    """Leasehold charges come as service charge accounts: their ladder ends with an agency, never with a notice."""
    policy = default_policy()
    account = RentAccountFactory(kind="service_charge")

    ladder = policy.ladder_of(kind=account.kind, tenure="secure", former=False)

    assert not {rule.action for rule in ladder.rules} & {
        Action.SERVE_NOTICE,
        Action.PRE_NOTICE,
        Action.REFER_TO_COURT,
        Action.REQUEST_WARRANT,
    }
