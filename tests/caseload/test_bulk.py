"""One act on many accounts (7.5): the dry run changes nothing, the press does what it said, and the sums agree."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from zeal import zeal_ignore

from caseload import bulk
from caseload.models import Act, SavedView, Step, WorkSession
from recovery.models import OutboxMessage, RepaymentAgreement
from staff.models import Job, Role
from tenancies.models import AccountEvent, Handover
from tests.caseload.bulking import WEEK, press, start, sums
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import no_trace, with_hearing
from tests.caseload.listing import ref, rows, text
from tests.caseload.sweeping import answer, sweep
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


# -------------------------------------------------------------------------------------------------------- the dry run


def test_the_dry_run_says_who_is_in_who_is_not_and_why_and_changes_nothing(client: Client) -> None:
    first, second = owing(owes="209.00"), owing(owes="300.00")
    quiet = owing(owes="1.00")
    hearing = with_hearing(on=MONDAY + timedelta(days=5))
    sweep()
    sign_in(client, first.officer)

    page = client.get(start(client, "put_off"))

    assert sums(page) == (4, 2, 2)
    assert page.context["owed"] == "509.00"
    said = text(page)
    assert "1 No step is suggested for this account." in said
    assert "1 Prepare for the hearing must be done before 28 November 2026, which cannot move" in said
    assert {ref for _, ref in page.context["done"]} == {ref(first), ref(second)}
    for home in (first, second, quiet, hearing):
        assert no_trace(home.account)
    assert all(answer(home.account).action != "none" for home in (first, second))


def test_s2_31_thirty_accounts_are_put_off_with_four_presses(client: Client) -> None:
    """Tick all, ‘Put off’, a reason, and ‘Put off 30 accounts’: each is one request or one tick."""
    homes = [owing() for _ in range(30)]
    sign_in(client, homes[0].officer)

    trial = start(client, "put_off", query="of=mine&step=any")
    assert "Put off 30 accounts" in text(client.get(trial))
    bulk.AT_ONCE = 30
    try:
        page = press(client, trial, until=WEEK, why="Emergency elsewhere", press="yes")
    finally:
        bulk.AT_ONCE = 20

    assert sums(page) == (30, 30, 0)
    assert Step.objects.filter(outcome="deferred", until=date(2026, 11, 30), reason="Emergency elsewhere").count() == 30
    assert Act.objects.filter(user=homes[0].officer, kind="put_off").count() == 30
    assert rows(client, "step=any") == []


def test_all_that_match_are_more_than_the_page_shows(client: Client) -> None:
    homes = [owing() for _ in range(52)]
    sign_in(client, homes[0].officer)

    assert len(rows(client)) == 50
    assert start(client, "put_off", query="step=any")
    assert Job.objects.get().total == 52


def test_a_date_set_by_law_stays_when_it_is_pressed_too(client: Client) -> None:
    home, hearing = owing(), with_hearing(on=MONDAY + timedelta(days=5))
    sweep()
    sign_in(client, home.officer)
    trial = start(client, "put_off")

    page = press(client, trial, until=WEEK, why="Someone is away")

    assert sums(page) == (2, 1, 1)
    assert Step.objects.get().account == home.account
    assert not AccountEvent.objects.filter(account=hearing.account).exists()


def test_what_changed_since_the_dry_run_is_refused_named_and_counted(client: Client) -> None:
    stays, goes = owing(), owing()
    sign_in(client, stays.officer)
    trial = start(client, "put_off")
    assert sums(client.get(trial)) == (2, 2, 0)
    Handover.objects.create(
        account=goes.account, to=OfficerFactory(), reason="x", by=stays.officer, at="2026-11-23T10:00Z"
    )
    goes.account.tenancy.home.patch = PatchFactory(code="P09")
    goes.account.tenancy.home.save()

    page = press(client, trial, until=WEEK, why="Someone is away")

    assert sums(page) == (2, 1, 1)
    assert "It is no longer in your lists." in text(page)


def test_values_that_are_missing_or_wrong_do_nothing_and_are_named(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    trial = start(client, "put_off")

    for values, said in (
        ({"until": WEEK}, "Choose why, or write it."),
        ({"until": "soon", "why": "Someone is away"}, "Enter the day to put them off to"),
        ({"until": "23 November 2026", "why": "Someone is away"}, "Choose a day after today."),
        ({"until": WEEK, "why": "Because"}, "Choose one of the reasons, or write your own."),
    ):
        page = press(client, trial, **values)
        assert page.status_code == 422
        assert said in text(page)
    assert no_trace(home.account)


def test_the_same_dry_run_pressed_twice_is_done_once(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    trial = start(client, "hold")
    hold = {"reason": "benefit", "last_day": WEEK, "note": ""}

    first = press(client, trial, **hold)
    second = press(client, trial, **hold)

    assert first.redirect_chain == second.redirect_chain
    assert Hold.objects.count() == 1
    assert Job.objects.filter(kind=bulk.RUN).count() == 1


@pytest.mark.parametrize(
    ("address", "sent", "nothing"),
    [
        ("/accounts/bulk/", {"act": "put_off", "every": "yes"}, "Nothing was started"),
        ("/session/start/", {}, "Nothing was started"),
        ("/accounts/keep/", {"name": "Wide"}, "No list was kept"),
    ],
)
def test_a_list_that_is_no_more_is_never_taken_for_every_account(
    client: Client, address: str, sent: dict[str, str], nothing: str
) -> None:
    home = owing()
    sign_in(client, home.officer)

    page = text(client.post(f"{address}?view=saved-999", sent, follow=True))

    assert f"{nothing}: part of the address was not understood." in page
    assert "Not understood and left out: the kept list." in page
    assert not Job.objects.exists()
    assert not WorkSession.objects.exists()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("role", [Role.INCOME_OFFICER, Role.TEAM_LEADER])
def test_all_that_waits_of_the_whole_list_is_worked_through_by_officer_and_leader(client: Client, role: str) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role, patches=[home.account.tenancy.home.patch]))
    [address] = re.findall(r'action="(/session/start/[^"]*)"', client.get("/accounts/").content.decode())

    begun = client.post(html.unescape(address))

    assert begun.headers["Location"] == f"/accounts/{home.account.pk}/"


def test_nothing_ticked_and_an_act_that_is_not_for_many_are_refused(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    for sent, said in (
        ({"act": "put_off"}, "Tick the accounts, or tick all that match."),
        ({"act": "serve_notice", "every": "yes"}, "Choose what to do with these accounts."),
        ({"act": "lift_hold", "ticked": str(home.account.pk)}, "Choose what to do with these accounts."),
    ):
        assert said in text(client.post("/accounts/bulk/", sent, follow=True))
    assert not Job.objects.exists()


# ------------------------------------------------------------------------------------------------------------ the acts


def test_several_are_held_with_a_reason_and_a_longer_hold_stays(client: Client) -> None:
    free, longer = owing(), owing()
    Hold.objects.create(
        account=longer.account, reason="dispute", from_on=MONDAY, last_day=date(2026, 12, 20), set_by=longer.officer
    )
    sign_in(client, free.officer)

    page = press(client, start(client, "hold"), reason="benefit", last_day=WEEK, note="Run is late")

    assert sums(page) == (2, 1, 1)
    assert "It is held until 20 December 2026 already." in text(page)
    held = Hold.objects.get(account=free.account)
    assert (held.reason, held.note, held.last_day) == ("benefit", "Run is late", date(2026, 11, 30))
    assert Act.objects.get().kind == "hold"
    assert answer(free.account).bucket == "crisis_or_held"


def test_several_are_handed_over_to_a_colleague_after_being_asked_to_whom(client: Client) -> None:
    first, second = owing(), owing()
    colleague = OfficerFactory(name="Tanya Fenwick")
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[first.account.tenancy.home.patch])
    sign_in(client, leader)
    asks = start(client, "hand_over")
    assert "Hand over: 2 accounts" in text(client.get(asks))

    checked = client.post(f"{asks}press/", {"to": colleague.pk, "why": "Workload", "check": "yes"})
    assert not Handover.objects.exists()
    assert sums(client.get(checked.url)) == (2, 2, 0)
    page = press(client, checked.url, to=str(colleague.pk), why="Workload")

    assert sums(page) == (2, 2, 0)
    assert set(Handover.objects.values_list("account", "to", "reason")) == {
        (home.account.pk, colleague.pk, "Workload") for home in (first, second)
    }


@zeal_ignore()  # each letter is drawn, checked and queued by itself, as if it were pressed alone
def test_reminders_and_letters_go_where_they_are_the_step_and_how_many_go_which_way_is_said_before(
    client: Client,
) -> None:
    one, joint = owing(), owing({}, {"first_names": "Omar"})
    reminder = owing({"preferred_channel": "sms", "mobile": "07700 900123"}, owes="130.00")
    broken = owing(owes="900.00")
    agreement_broken(broken)
    sweep()
    sign_in(client, one.officer)
    steps = [answer(home.account).action for home in (one, joint, reminder, broken)]
    assert steps == ["letter_1", "letter_1", "reminder", "agreement_broken"]

    trial = start(client, "letters")
    dry = client.get(trial)
    assert sums(dry) == (4, 3, 1)
    assert (dry.context["post"], dry.context["email"], dry.context["texts"]) == (3, 0, 1)
    assert "The step is ‘Send the broken agreement letter’, which is sent from the account itself." in text(dry)
    assert not OutboxMessage.objects.exists()

    page = press(client, trial)

    assert sums(page) == (4, 3, 1)
    assert OutboxMessage.objects.filter(channel="letter").count() == 3 == page.context["post"]
    assert OutboxMessage.objects.get(account=reminder.account).channel == "sms"
    assert AccountEvent.objects.filter(what="letter_queued").count() == 3
    assert Act.objects.filter(kind="letter").count() == 3
    press(client, trial)
    assert OutboxMessage.objects.count() == 4


def agreement_broken(home: Household) -> None:
    """Ten weekly payments fell due and none came."""
    RepaymentAgreement.objects.create(
        source_ref="AG1",
        account=home.account,
        made_on=date(2026, 9, 7),
        first_due_on=date(2026, 9, 14),
        frequency="weekly",
        rent_amount=Decimal("104.50"),
        instalment_amount=Decimal("5.00"),
        opening_arrears=Decimal("500.00"),
        status="live",
    )


def test_no_legal_step_is_done_for_many(client: Client) -> None:
    hearing = with_hearing(on=MONDAY + timedelta(days=5))
    sweep()
    sign_in(client, hearing.officer)

    page = client.get(start(client, "letters"))

    assert sums(page) == (1, 0, 1)
    assert "The step is not a reminder, letter 1 or letter 2 but: prepare for the hearing." in text(page)
    assert 'name="press"' not in page.content.decode()
