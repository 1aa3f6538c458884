"""The next-step card: the letter open to read, why, where on the procedure, every key once, shut on old figures."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from caseload import desk
from caseload.card import Card, Preview, card, procedure
from caseload.explain import explain
from caseload.models import ExtractLoad
from caseload.sweep import decide_now
from caseload.whole_account import whole_account
from legal.models import Notice, NoticeService
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from tests.caseload.desk import MONDAY, owing, paid_by_benefit, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import words_in
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

OLD = MONDAY - timedelta(days=9)


def shown(home: Household) -> Card:
    return card(whole_account(home.account, user=home.officer, on=MONDAY), user=home.officer)


def page_of(client: Client, home: Household) -> str:
    sign_in(client, home.officer)
    page: str = client.get(f"/accounts/{home.account.pk}/").content.decode()
    return page


def old_figures() -> None:
    ExtractLoad.objects.create(as_at=OLD, state="loaded", started_at=NOON, ended_at=NOON)


def test_the_letter_stands_open_and_a_joint_tenants_is_folded_under_it(client: Client) -> None:
    page = page_of(client, owing({"first_names": "Amina"}, {"first_names": "Idris"}))

    opened, folded = page.split("The letter to Ms Idris Yusuf</span>")
    assert "Dear Ms Amina Yusuf" in opened[opened.index('class="qd-preview"') :]
    assert "Dear Ms Idris Yusuf" in folded


def test_a_text_is_shown_as_it_will_arrive_and_never_as_markup() -> None:
    preview = Preview(name="Ms Amina Yusuf", way="by text", text="Please call <us>\non 01632 960010")

    drawn = render_to_string("caseload/parts/previews.html", {"card": {"previews": [preview]}})

    assert "The text to Ms Amina Yusuf, as it will arrive" in drawn
    assert "Please call &lt;us&gt;<br>on 01632 960010" in drawn


def test_the_card_says_why_what_would_change_it_why_not_a_notice_and_by_which_rule(client: Client) -> None:
    page = page_of(client, owing())
    card_text = words_in(page[page.index('class="qd-card') : page.index("qd-case__middle")])

    assert "Owes £209.00 for rent, about 2 weeks." in card_text
    assert "Would change this £" in card_text
    assert "Not a notice because The letter before notice has not gone" in card_text
    assert re.search(r'Rule</dt><dd><a [^>]*href="/help/rules/letter_1/', page)


def test_s3_05_the_procedure_shows_the_rungs_of_its_own_ladder_with_those_taken() -> None:
    home = owing(owes="330.00")
    ContactAttempt.objects.create(
        source_ref="C1",
        tenancy=home.account.tenancy,
        at=NOON - timedelta(days=30),
        on=MONDAY - timedelta(days=30),
        channel="letter",
        direction="out",
        purpose="letter_1",
        outcome="sent",
    )
    answer = explain(home.account, as_of=MONDAY)

    steps = procedure(answer.decision, answer.facts)

    taken = [step.name for step in steps if step.state == "taken"]
    assert [step.name for step in steps] == [
        "Reminder", "Letter 1", "Letter 2", "Letter before notice", "Notice", "Claim", "Warrant",
    ]  # fmt: skip
    assert taken == ["Reminder", "Letter 1"]


def test_a_notice_that_has_lapsed_is_no_step_taken() -> None:
    home = owing(owes="330.00")
    notice = Notice.objects.create(
        tenancy=home.account.tenancy, kind="nosp", prepared_on=date(2024, 12, 1), status="served"
    )
    NoticeService.objects.create(notice=notice, person=home.tenants[0], method="hand", done_on=date(2024, 12, 1))
    answer = explain(home.account, as_of=MONDAY)

    steps = procedure(answer.decision, answer.facts)

    assert answer.facts.notice_kind == "nosp"
    assert next(step.state for step in steps if step.name == "Notice") == "ahead"


def test_s3_05_a_former_tenants_procedure_is_another() -> None:
    home = owing(kind="former_tenant", tenancy__last_day=date(2026, 8, 2), tenancy__end_reason="transfer")
    answer = explain(home.account, as_of=MONDAY)

    assert [step.name for step in procedure(answer.decision, answer.facts)] == [
        "Letter 1", "Letter 2", "Agency", "Write-off",
    ]  # fmt: skip


def test_each_key_is_on_the_page_once(client: Client) -> None:
    home = owing({"mobile": "07700 900123"})

    keys = Counter(re.findall(r'data-key="([^"]+)"', page_of(client, home)))

    assert {"Enter", "x", "h", "q", "s", "n", "c", "m", "r", "p", "t", "l"} <= keys.keys()
    assert [key for key, count in keys.items() if count > 1] == []


def test_on_old_figures_the_letter_is_shut_with_words_and_the_rest_stays_open(client: Client) -> None:
    home = owing({"mobile": "07700 900123"})
    old_figures()

    page = page_of(client, home)

    assert "Not now: The last extract is 9 days old (14 November 2026)" in words_in(page)
    assert "What you may do instead: Load a newer extract. Until then speak with the tenant" in words_in(page)
    assert "qd-card__do" not in page
    assert "qd-preview" not in page
    assert 'class="qd-call"' in page
    assert "Hold this account" in page


def test_on_old_figures_a_notice_is_not_recorded_as_decided_either() -> None:
    home = owing(owes="900.00")
    made = [
        ("phone", "spoke", "general", 20),
        ("visit", "seen", "visit", 22),
        ("letter", "sent", "pre_notice", 40),
        ("letter", "sent", "letter_2", 60),
    ]
    for number, (channel, outcome, purpose, days) in enumerate(made):
        ContactAttempt.objects.create(
            source_ref=f"C{number}",
            tenancy=home.account.tenancy,
            at=NOON - timedelta(days=days),
            on=MONDAY - timedelta(days=days),
            channel=channel,
            direction="out",
            purpose=purpose,
            outcome=outcome,
        )
    home.tenants[0].format_needed = "none"
    home.tenants[0].save()
    decide_now([home.account.pk], as_of=MONDAY)
    answer = explain(home.account, as_of=MONDAY)
    assert answer.action == Action.SERVE_NOTICE
    old_figures()

    with pytest.raises(Refused, match="9 days old"):
        desk.mark_done(
            account=home.account, fingerprint=answer.decision.fingerprint, note="", by=home.officer, on=MONDAY
        )
    assert [gate.flag for gate in shown(home).stops] == ["stale"]
    assert not shown(home).takes_enter


@pytest.mark.parametrize(("kind", "says"), [("uc", True), ("hb", False)])
def test_the_journal_is_named_as_unseen_only_where_universal_credit_is_in_play(kind: str, says: bool) -> None:
    home = owing()
    paid_by_benefit(home, kind=kind, housing_element="260.00", managed_payment=True, period_start_day=8)

    assert (shown(home).cannot_see == "the Universal Credit journal") is says
