"""Acting on a card: one press, the next account; a stale card; refusals; typed text is kept; who may act."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from caseload.models import Recommendation, Step
from caseload.sweep import decide_now
from recovery.models import ContactAttempt, OutboxMessage
from staff.models import Role
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def card(home: Household) -> dict[str, str]:
    """What the card of this account sends with every press."""
    return {"fingerprint": Recommendation.objects.get(account=home.account, lapsed_on=None).fingerprint}


def press(client: Client, home: Household, act: str, **typed: object) -> HttpResponse:
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/{act}/", typed, follow=True)
    return answer


def test_one_press_sends_the_letter_and_opens_the_next_account(client: Client, home: Household) -> None:
    following = owing()

    answer = press(client, home, "letter", **card(home), press=uuid4())

    assert answer.redirect_chain == [(f"/accounts/{following.account.pk}/", 302)]
    assert "Letter 1 is on its way to Ms Amina Yusuf." in text(answer)
    assert "Next step · 1 of 1" in text(answer)
    assert 'data-advanced="Item 1 of 1, Ms Amina Yusuf, Send letter 1"' in answer.content.decode()
    assert OutboxMessage.objects.get().person == home.tenants[0]


def test_a_letter_that_waits_is_taken_back_and_suggested_again(client: Client, home: Household) -> None:
    press(client, home, "letter", **card(home), press=uuid4())
    message = OutboxMessage.objects.get()
    page = client.get(f"/accounts/{home.account.pk}/")
    assert "On its way: letter to Ms Amina Yusuf" in text(page)

    answer = press(client, home, f"letter/{message.pk}/take-back")

    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert "The letter to Ms Amina Yusuf is taken back. It was not sent." in text(answer)
    assert "On its way" not in text(answer)
    assert "Send letter 1" in text(answer)
    withdrawn = AccountEvent.objects.get(account=home.account, what="letter_withdrawn")
    assert withdrawn.by == home.officer


def test_a_letter_that_is_going_is_not_taken_back(client: Client, home: Household) -> None:
    press(client, home, "letter", **card(home), press=uuid4())
    OutboxMessage.objects.update(state="sending")
    message = OutboxMessage.objects.get()

    assert "Take back" not in text(client.get(f"/accounts/{home.account.pk}/"))
    answer = press(client, home, f"letter/{message.pk}/take-back")

    message.refresh_from_db()
    assert message.state == "sending"
    assert "This letter can no longer be taken back: going." in text(answer)


def test_only_those_who_work_the_account_take_its_letter_back(client: Client, home: Household) -> None:
    press(client, home, "letter", **card(home), press=uuid4())
    message = OutboxMessage.objects.get()
    other = owing()
    assert press(client, other, f"letter/{message.pk}/take-back").status_code == 404

    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert "Take back" not in text(client.get(f"/accounts/{home.account.pk}/"))
    assert press(client, home, f"letter/{message.pk}/take-back").status_code == 403

    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P02")]))
    assert press(client, home, f"letter/{message.pk}/take-back").status_code == 404
    message.refresh_from_db()
    assert message.state == "queued"


def test_after_the_last_account_one_is_back_at_today(client: Client, home: Household) -> None:
    answer = press(client, home, "letter", **card(home), press=uuid4())

    assert answer.redirect_chain == [("/", 302)]
    assert "That was the last one." in text(answer)


def test_the_same_press_twice_sends_once(client: Client, home: Household) -> None:
    press_id = uuid4()
    shown = card(home)

    press(client, home, "letter", **shown, press=press_id)
    press(client, home, "letter", **shown, press=press_id)

    assert OutboxMessage.objects.count() == 1


def test_a_stale_card_says_what_changed_and_sends_nothing(client: Client, home: Household) -> None:
    shown = card(home)
    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-180.00"), effective_on=date(2026, 11, 22)
    )

    answer = press(client, home, "letter", **shown, press=uuid4())

    assert answer.status_code == 409
    assert "Nothing was sent" in text(answer)
    assert "£180.00 came in since this card was drawn" in text(answer)
    assert "£29.00" in text(answer)
    assert not OutboxMessage.objects.exists()


def test_a_payment_that_leaves_the_letter_right_still_stops_the_old_card_and_keeps_what_was_typed(
    client: Client, home: Household
) -> None:
    shown = card(home)
    LedgerEntryFactory(
        account=home.account, kind="payment", method="card", amount=Decimal("-1.00"), effective_on=MONDAY
    )

    stale = press(client, home, "not-this", **shown, reason="", more="Her daughter will pay on Friday")

    assert stale.status_code == 409
    assert "Her daughter will pay on Friday</textarea>" in stale.content.decode()
    fresh = re.search(r'name="fingerprint" value="([^"]+)"', stale.content.decode())
    assert fresh
    assert fresh[1] != shown["fingerprint"]

    again = press(client, home, "not-this", fingerprint=fresh[1], reason="", more="Her daughter will pay on Friday")

    assert again.status_code == 200
    assert Step.objects.get().reason == "Her daughter will pay on Friday"


def test_not_this_takes_one_reason_and_is_not_suggested_for_four_weeks(client: Client, home: Household) -> None:
    answer = press(client, home, "not-this", **card(home), reason="Payment is on its way", more="")

    step = Step.objects.get()
    assert (step.outcome, step.reason, step.until) == ("overridden", "Payment is on its way", date(2026, 12, 21))
    assert f"‘Send letter 1’ will not be suggested for {home.account} until 21 December 2026." in text(answer)


def test_not_this_without_a_reason_is_asked_for_one(client: Client, home: Household) -> None:
    answer = press(client, home, "not-this", **card(home), reason="", more="")

    assert answer.status_code == 422
    assert "Choose a reason, or write one." in text(answer)
    assert not Step.objects.exists()


def test_a_hold_stops_the_account_until_its_day_and_is_shown(client: Client, home: Household) -> None:
    answer = press(client, home, "hold", reason="benefit", last_day="6 December 2026", note="UC claim of 20 November")

    hold = Hold.objects.get()
    assert (hold.reason, hold.last_day, hold.set_by) == ("benefit", date(2026, 12, 6), home.officer)
    assert "is held to the end of 6 December 2026." in text(answer)
    page = client.get(f"/accounts/{home.account.pk}/").content.decode()
    assert "Held to 6 December 2026: waiting for benefit" in page
    assert "qd-card__do" not in page


@pytest.mark.parametrize(
    ("last_day", "says"),
    [
        pytest.param("", "Enter the last day of the hold, such as 6 December 2026.", id="no day"),
        pytest.param("31 November 2026", "Enter the last day of the hold, such as 6 December 2026.", id="no such day"),
        pytest.param("22 November 2026", "The last day of the hold must be today or later.", id="past"),
        pytest.param("1 June 2027", "Hold it until 22 February 2027 at most", id="too far"),
    ],
)
def test_a_hold_with_a_wrong_day_says_what_to_enter_and_keeps_the_note(
    client: Client, home: Household, last_day: str, says: str
) -> None:
    answer = press(client, home, "hold", reason="benefit", last_day=last_day, note="UC claim of 20 November")

    assert answer.status_code == (409 if "at most" in says else 422)
    assert says in text(answer)
    assert "UC claim of 20 November</textarea>" in answer.content.decode()
    assert not Hold.objects.exists()


def test_a_hold_can_be_lifted_and_the_step_is_back(client: Client, home: Household) -> None:
    press(client, home, "hold", reason="benefit", last_day="6 December 2026", note="")
    hold = Hold.objects.get()

    answer = client.post(f"/accounts/{home.account.pk}/hold/{hold.pk}/lift/", follow=True)

    hold.refresh_from_db()
    assert hold.lifted_by == home.officer
    assert b"Send letter 1" in answer.content


def test_a_call_is_noted_with_its_outcome_and_the_next_account_opens(client: Client, home: Household) -> None:
    following = owing()

    answer = press(
        client,
        home,
        "call",
        person=home.tenants[0].pk,
        outcome="promised",
        note="Paid on Friday",
        promised_amount="50.25",
        promised_on="27/11/2026",
    )

    call = ContactAttempt.objects.get()
    assert (call.outcome, call.promised_amount, call.promised_on) == ("promised", Decimal("50.25"), date(2026, 11, 27))
    assert answer.redirect_chain == [(f"/accounts/{following.account.pk}/", 302)]
    assert "The call to Ms Amina Yusuf is noted: promised to pay." in text(answer)


def test_a_promise_without_its_day_keeps_the_note_and_the_sum(client: Client, home: Household) -> None:
    answer = press(
        client, home, "call", person=home.tenants[0].pk, outcome="promised", note="Pays Friday", promised_amount="50"
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the day by which they will pay." in text(answer)
    assert "Pays Friday</textarea>" in page
    assert 'name="promised_amount" value="50"' in page
    assert not ContactAttempt.objects.exists()


def test_nobody_who_is_not_a_tenant_can_be_called(client: Client, home: Household) -> None:
    stranger = owing()

    answer = press(client, home, "call", person=stranger.tenants[0].pk, outcome="no_answer", note="")

    assert answer.status_code == 422
    assert not ContactAttempt.objects.exists()


def test_a_letter_step_is_not_done_by_saying_so(client: Client, home: Household) -> None:
    answer = press(client, home, "done", **card(home), note="Sent by hand")

    assert answer.status_code == 409
    assert "Send the letter" in text(answer)
    assert not Step.objects.exists()


def test_skip_leaves_the_account_until_tomorrow(client: Client, home: Household) -> None:
    answer = press(client, home, "skip")

    assert f"‘Send letter 1’ on {home.account} is left until 24 November 2026." in text(answer)
    assert Step.objects.get().until == date(2026, 11, 24)
    assert Recommendation.objects.get(account=home.account, lapsed_on=None).action != "letter_1"


@pytest.mark.parametrize("act", ["letter", "not-this", "hold", "call", "done", "skip"])
@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR])
def test_who_may_only_read_is_told_so_and_nothing_happens(client: Client, role: Role, act: str) -> None:
    home = owing()
    events = AccountEvent.objects.count()
    sign_in(client, OfficerFactory(role=role))

    answer = press(client, home, act, **card(home), press=uuid4(), reason="benefit", last_day="6 December 2026")

    assert answer.status_code == 403
    assert f"As {role.label.lower()} you can read accounts but not act on them." in text(answer)
    assert AccountEvent.objects.count() == events


@pytest.mark.parametrize("act", ["letter", "not-this", "hold", "call", "done", "skip"])
def test_an_account_of_another_patch_is_not_there_to_act_on(client: Client, home: Household, act: str) -> None:
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    decide_now([elsewhere.account.pk], as_of=MONDAY)

    answer = press(client, elsewhere, act, **card(elsewhere), press=uuid4(), reason="benefit")

    assert answer.status_code == 404
    assert not OutboxMessage.objects.exists()
    assert not Step.objects.exists()
    assert not Hold.objects.exists()


def test_an_act_is_a_press_never_a_link(client: Client, home: Household) -> None:
    assert client.get(f"/accounts/{home.account.pk}/letter/").status_code == 405


def test_a_press_without_the_pages_own_token_is_refused(home: Household) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, home.officer)

    answer = strict.post(f"/accounts/{home.account.pk}/letter/", {**card(home), "press": str(uuid4())})

    assert answer.status_code == 403
    assert not OutboxMessage.objects.exists()
