"""A session: from Start to the end card, interrupted and taken up again, with sums that are exact."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from caseload import desk, session
from caseload.models import Parked, Recommendation, Step, WorkSession
from caseload.questions import ask
from caseload.sweep import decide_now
from staff.models import Role
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, call, hold, override, press
from tests.caseload.reading import text
from tests.caseload.sweeping import pay
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def begin(home: Household, **given: Any) -> WorkSession:
    return session.start(user=home.officer, on=MONDAY, at=timezone.now(), **given)


def sums(begun: WorkSession) -> session.Tally:
    """The tally now; its two sides are equal whenever it is looked at."""
    found = session.tally(begun, on=MONDAY)
    sides = found.done + found.not_taken + found.held + found.put_off + found.asked + found.dropped + found.left
    assert found.at_start + found.new == sides
    return found


def skip(client: Client, home: Household, **typed: object) -> HttpResponse:
    answer: HttpResponse = client.post(f"/accounts/{home.account.pk}/skip/", typed, follow=True)
    return answer


# ------------------------------------------------------------------------------------------------ going through


def test_start_opens_the_first_and_each_act_opens_the_next_of_the_session(client: Client) -> None:
    first, second, third = (owing() for _ in range(3))
    sign_in(client, first.officer)

    started = client.post("/session/start/", follow=True)
    answer = skip(client, first)

    assert started.redirect_chain == [(f"/accounts/{first.account.pk}/", 302)]
    assert "All work · item 1 of 3" in text(started)
    assert answer.redirect_chain == [(f"/accounts/{second.account.pk}/", 302)]
    assert "All work · item 2 of 3" in text(answer)
    assert "0 closed · 1 resting · 2 left" in text(answer)
    assert 'data-advanced="Item 2 of 3, Ms Amina Yusuf, Send letter 1"' in answer.content.decode()
    assert third.account.account_ref not in text(answer)


def test_what_comes_up_meanwhile_waits_until_the_session_has_come_to_its_end(client: Client) -> None:
    first, second = owing(), owing()
    sign_in(client, first.officer)
    client.post("/session/start/")
    newcomer = owing()

    skip(client, first)
    answer = skip(client, second)

    assert answer.redirect_chain == [(f"/accounts/{newcomer.account.pk}/", 302)]
    assert "new since the start" in text(answer)


def test_after_the_last_one_the_end_card_is_shown(client: Client) -> None:
    only = owing()
    sign_in(client, only.officer)
    client.post("/session/start/")

    answer = skip(client, only)

    assert answer.redirect_chain == [(f"/session/{WorkSession.objects.get().pk}/", 302)]
    assert "That was the last one." in text(answer)
    assert "All work: 0 closed, 1 resting, 0 left" in text(answer)


def test_one_group_or_the_accounts_of_a_list_can_be_gone_through_by_themselves(client: Client) -> None:
    letter, other = owing(), owing()
    Recommendation.objects.filter(account=other.account).update(action="call", rule="missed_payment")
    sign_in(client, letter.officer)

    client.post("/session/start/", {"group": "call"})
    assert session.current(letter.officer).at_start == [other.account.pk]
    client.post("/session/start/?step=by-letter")
    assert session.current(letter.officer).at_start == [letter.account.pk]
    assert client.post("/session/start/", {"group": "no such"}).status_code == 404


def test_a_new_session_ends_the_one_that_was_open_and_keeps_its_sums() -> None:
    home = owing()
    earlier = begin(home)
    later = begin(home)

    earlier.refresh_from_db()
    assert earlier.ended_at is not None
    assert earlier.totals["left"] == 1
    assert session.current(home.officer) == later


def test_where_nothing_waits_a_session_does_not_begin(client: Client) -> None:
    sign_in(client, owing(owes="10.00").officer)

    assert "None of these accounts wants a step now." in text(client.post("/session/start/", follow=True))
    assert not WorkSession.objects.exists()


# ------------------------------------------------------------------------------------------------ interrupted


def test_a_caller_in_between_does_not_lose_the_place(client: Client) -> None:
    first, second, caller = owing(), owing(), owing(owes="10.00")
    sign_in(client, first.officer)
    client.post("/session/start/")
    skip(client, first)

    elsewhere = client.get(f"/accounts/{caller.account.pk}/")
    again = client.get("/session/back/", follow=True)

    assert "Back to your session : item 2 of 2" in text(elsewhere)
    assert again.redirect_chain == [(f"/accounts/{second.account.pk}/", 302)]


def test_acting_on_the_callers_account_leads_back_to_the_item_that_was_open(client: Client) -> None:
    first, second, caller = owing(), owing(), owing()
    sign_in(client, first.officer)
    begin(first, accounts=[first.account.pk, second.account.pk])

    answer = skip(client, caller)

    assert answer.redirect_chain == [(f"/accounts/{first.account.pk}/", 302)]


def test_s0_48_the_place_survives_signing_out_and_another_browser() -> None:
    first, second = owing(), owing()
    before, after = Client(), Client()
    sign_in(before, first.officer)
    before.post("/session/start/")
    skip(before, first)
    before.post("/sign-in/logout/")

    sign_in(after, first.officer)

    assert "Go on with your session" in text(after.get("/"))
    assert after.get("/session/back/").headers["Location"] == f"/accounts/{second.account.pk}/"


def test_where_the_item_was_closed_meanwhile_the_session_goes_on_with_the_next(client: Client) -> None:
    first, second = owing(), owing()
    sign_in(client, first.officer)
    client.post("/session/start/")
    pay(first.account, "209.00")
    decide_now([first.account.pk], as_of=MONDAY)

    assert client.get("/session/back/").headers["Location"] == f"/accounts/{second.account.pk}/"


def test_s2_39_parked_work_is_taken_up_in_one_press_at_the_same_field(client: Client) -> None:
    first, second, third = (owing() for _ in range(3))
    sign_in(client, first.officer)
    client.post("/session/start/")

    parked = client.post(f"/accounts/{first.account.pk}/park/", {"field": "call.note"}, follow=True)
    assert parked.redirect_chain == [(f"/accounts/{second.account.pk}/", 302)]
    assert f"Take up {first.account.account_ref}" in parked.content.decode()  # on every page
    skip(client, second)
    taken_up = client.post(f"/parked/{Parked.objects.get().pk}/take-up/")

    assert taken_up.headers["Location"] == f"/accounts/{first.account.pk}/#at=call.note"
    assert not Parked.objects.exists()
    assert skip(client, first).redirect_chain == [(f"/accounts/{third.account.pk}/", 302)]


def test_what_is_parked_is_passed_over_until_it_is_taken_up(client: Client) -> None:
    first, second = owing(), owing()
    sign_in(client, first.officer)
    client.post("/session/start/")
    client.post(f"/accounts/{first.account.pk}/park/")

    answer = skip(client, second)

    assert answer.redirect_chain == [(f"/session/{WorkSession.objects.get().pk}/", 302)]
    assert f"Take up {first.account.account_ref}" in text(answer)


def test_parking_without_a_session_leads_back_to_the_list_and_acting_ends_the_parking(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    client.get("/?group=letter")

    answer = client.post(f"/accounts/{home.account.pk}/park/", {"field": "x" * 200})
    assert answer.headers["Location"] == "/?group=letter"
    assert "Parked" in text(client.get("/"))
    skip(client, home)

    assert not Parked.objects.exists()


def test_what_may_no_longer_be_opened_is_not_among_what_is_parked(client: Client) -> None:
    home = owing()
    session.park(user=home.officer, account=home.account, field="\x00text", at=timezone.now())
    assert [each.field for each in session.parked_by(home.officer)] == ["text"]
    home.officer.patch_assignments.update(ends_on=MONDAY)
    sign_in(client, home.officer)

    assert session.parked_by(home.officer) == []
    assert home.account.account_ref not in text(client.get("/"))


def test_a_colleagues_parked_work_is_not_there(client: Client) -> None:
    home, colleague = owing(), owing()
    parked = session.park(user=home.officer, account=home.account, field="", at=timezone.now())
    begun = begin(home)
    sign_in(client, colleague.officer)

    assert client.post(f"/parked/{parked.pk}/take-up/").status_code == 404
    assert client.get(f"/session/{begun.pk}/").status_code == 404
    assert Parked.objects.exists()


# ------------------------------------------------------------------------------------------------ put off


@pytest.mark.parametrize(("days", "until"), [("1", "24 November"), ("3", "26 November"), ("7", "30 November")])
def test_one_step_is_put_off_to_a_later_day_in_two_presses(client: Client, days: str, until: str) -> None:
    home = owing()
    sign_in(client, home.officer)

    answer = skip(client, home, days=days, why="Away on holiday")

    assert f"is left until {until} 2026." in text(answer)
    assert home.account.steps.get().reason == "Away on holiday"


def test_a_day_that_is_not_offered_means_tomorrow(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    assert "is left until 24 November 2026." in text(skip(client, home, days="400"))


# ------------------------------------------------------------------------------------------------ the end card


def test_s0_52_and_s3_46_the_end_card_adds_up_whatever_happened() -> None:
    done, not_taken, held, put_off, paid, left, reached = (owing() for _ in range(7))
    officer = done.officer
    for home in (not_taken, held, reached):
        home.officer = officer
    begun = begin(done)
    assert (sums(begun).at_start, sums(begun).left) == (7, 7)

    press(done)
    override(not_taken)
    hold(held)
    desk.defer(account=put_off.account, until=MONDAY + dt.timedelta(days=1), by=officer, on=MONDAY)
    pay(paid.account, "209.00")
    decide_now([paid.account.pk], as_of=MONDAY)
    newcomer = owing()
    call(reached)  # no letter so soon after a call: it is settled

    found = sums(begun)
    assert (found.at_start, found.new) == (7, 2)  # the newcomer, and the account whose letter was not taken: now a call
    assert (found.done, found.not_taken, found.held, found.put_off, found.dropped, found.left) == (2, 1, 1, 1, 1, 3)
    assert newcomer.account.pk not in begun.at_start
    assert left.account.pk in begun.at_start


def test_what_was_taken_back_is_left_again() -> None:
    home = owing()
    begun = begin(home)
    step = override(home)
    assert (sums(begun).not_taken, sums(begun).new, sums(begun).left) == (1, 1, 1)  # another step came up for it

    step.undone_at = timezone.now()
    step.save()
    decide_now([home.account.pk], as_of=MONDAY)

    assert (sums(begun).not_taken, sums(begun).new, sums(begun).left) == (0, 0, 1)


def test_an_account_that_comes_up_again_after_it_was_done_counts_as_new() -> None:
    home = owing()
    begun = begin(home)
    press(home)
    again = Recommendation.objects.get(account=home.account, lapsed_on=None)
    again.action, again.rule, again.urgency = "call", "missed_payment", 4
    again.save()

    found = sums(begun)
    assert (found.at_start, found.new, found.done, found.left) == (1, 1, 1, 1)


def test_work_done_on_an_account_that_did_not_wait_counts_as_new_and_done() -> None:
    home, caller = owing(), owing()
    Recommendation.objects.filter(account=caller.account).update(action="call", rule="missed_payment")
    begun = begin(home, group="letter")
    caller.officer = home.officer
    press(caller)

    found = sums(begun)
    assert (found.at_start, found.new, found.done, found.left) == (1, 1, 1, 1)


def test_the_sums_stand_still_once_the_session_is_ended(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    client.post("/session/start/")
    ended = client.post("/session/end/", follow=True)
    press(home)

    begun = WorkSession.objects.get()
    assert "All work: 0 closed, 0 resting, 1 left" in text(ended)
    assert (sums(begun).done, sums(begun).left) == (0, 1)
    assert "Back to the list" in text(ended)


def test_the_end_card_names_what_the_law_leaves_open_and_what_comes_first_the_next_time(client: Client) -> None:
    home, hearing = owing(), owing()
    Recommendation.objects.filter(account=hearing.account).update(action="prepare_hearing", urgency=1)
    sign_in(client, home.officer)
    client.post("/session/start/")

    page = client.get(f"/session/{WorkSession.objects.get().pk}/")

    assert "1 step set by law or the court is still open" in text(page)
    refs = re.findall(r"data-open href=\"[^\"]+\">([^<]+)</a>", page.content.decode())
    assert refs == [hearing.account.account_ref, home.account.account_ref]


def test_what_the_law_has_set_stays_open_where_it_was_put_off_or_is_with_a_senior(client: Client) -> None:
    put_off, asked, done = owing(), owing(), owing()
    Recommendation.objects.filter(account=asked.account).update(action="prepare_hearing", urgency=1)
    OfficerFactory(role=Role.TEAM_LEADER, patches=[asked.account.tenancy.home.patch])
    for home, outcomes in ((put_off, ["deferred"]), (done, ["deferred", "done"])):
        for outcome in outcomes:
            Step.objects.create(
                account=home.account,
                action="eviction_checks",
                rule="eviction",
                outcome=outcome,
                on=MONDAY,
                until=MONDAY + dt.timedelta(days=1),
                by=home.officer,
            )
    ask(account=asked.account, text="?", by=asked.officer, on=MONDAY, at=NOON)
    Recommendation.objects.filter(account=asked.account).update(action="prepare_hearing", urgency=1)
    sign_in(client, put_off.officer)
    client.post("/session/start/")

    page = text(client.get(f"/session/{WorkSession.objects.get().pk}/"))

    assert "2 steps set by law or the court are still open 2 put off or with a senior: their dates run on." in page
    assert "See what waits" not in page


# ------------------------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, ""])
def test_only_those_who_work_accounts_start_a_session_or_park(client: Client, role: str) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role))

    assert client.post("/session/start/").status_code == 403
    assert client.post(f"/accounts/{home.account.pk}/park/").status_code == (
        404 if role in {Role.ADMINISTRATOR, ""} else 403
    )
    assert not WorkSession.objects.exists()
    assert not Parked.objects.exists()


def test_an_account_of_another_patch_can_be_neither_parked_nor_put_off(client: Client) -> None:
    home = owing()
    sign_in(client, OfficerFactory(patches=[PatchFactory(code="P77")]))

    assert client.post(f"/accounts/{home.account.pk}/park/").status_code == 404
    assert client.post(f"/accounts/{home.account.pk}/skip/").status_code == 404


def test_reading_an_address_that_acts_changes_nothing(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    for address in ["/session/start/", "/session/end/", f"/accounts/{home.account.pk}/park/", "/parked/1/take-up/"]:
        assert client.get(address).status_code == 405
    assert client.get("/session/back/").headers["Location"] == "/"
    assert client.post("/session/end/").headers["Location"] == "/"
