"""Today's news: what changed overnight, the sweep, answers, what is put aside, the week, the advisors' band."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from caseload import desk, overnight, questions, queue, reminders
from caseload.contract import this_week
from caseload.models import ExtractLoad, Recommendation, SweepRun
from caseload.sweep import decide_now
from staff.models import Cover, PatchAssignment, Role, User
from tenancies.models import AccountEvent, Handover, RentAccount
from tests.caseload.desk import MONDAY, counted, owing, sign_in
from tests.caseload.desk_acts import NOON, hold, override, press
from tests.caseload.reading import text
from tests.caseload.sweeping import pay, publish
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

FRIDAY = MONDAY - timedelta(days=3)
LONDON = ZoneInfo("Europe/London")


def listed(client: Client, group: str) -> list[str]:
    page = client.get(f"/?group={group}").content.decode()
    return re.findall(r"data-open href=\"[^\"]+\">([^<]+)</a>", page)


def since_friday(*people: dict[str, Any], owes: str = "209.00", **account: Any) -> Household:
    """A household that had its step on Friday already."""
    home = household(*people, owes=Decimal(owes), **account)
    decide_now([home.account.pk], as_of=FRIDAY)
    return home


# ------------------------------------------------------------------------------------------------ overnight


def test_what_dropped_because_money_came_in_and_what_is_new_each_open_their_list(client: Client) -> None:
    stays, paid = since_friday(), since_friday()
    pay(paid.account, "209.00")
    decide_now([stays.account.pk, paid.account.pk], as_of=MONDAY)
    new = owing()
    sign_in(client, stays.officer)

    page = client.get("/")

    assert "Since Friday 1 new 1 dropped : money came in" in text(page)
    assert listed(client, "new") == [new.account.account_ref]
    assert listed(client, "paid") == [paid.account.account_ref]
    assert "£209.00 came in." in text(client.get("/?group=paid"))
    assert listed(client, "dropped") == []


def test_what_dropped_though_no_money_came_in_is_told_apart(client: Client) -> None:
    home = since_friday()
    gone = Recommendation.objects.get(account=home.account, lapsed_on=None)
    Recommendation.objects.filter(pk=gone.pk).update(lapsed_on=MONDAY)
    sign_in(client, home.officer)

    assert "1 dropped : something else changed" in text(client.get("/"))
    assert listed(client, "dropped") == [home.account.account_ref]


def test_what_she_did_herself_did_not_drop_overnight(client: Client) -> None:
    sent, held = since_friday(), since_friday()
    press(sent)
    hold(held)
    sign_in(client, sent.officer)

    assert "dropped" not in text(client.get("/"))


def test_an_account_whose_step_gave_way_to_another_is_not_new() -> None:
    home = since_friday()
    Recommendation.objects.filter(account=home.account).update(action="reminder", rule="reminder", lapsed_on=MONDAY)
    decide_now([home.account.pk], as_of=MONDAY)
    waiting = queue.waiting(home.officer, on=MONDAY)

    assert waiting.count() == 1
    assert not overnight.came_up(waiting, since=FRIDAY).exists()


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (MONDAY, FRIDAY),
        (MONDAY + timedelta(days=1), MONDAY),
        (date(2026, 12, 29), date(2026, 12, 24)),
    ],
)
def test_overnight_means_since_the_last_working_day(on: date, since: date) -> None:
    assert overnight.last_working_day(on) == since


# ------------------------------------------------------------------------------------------------ the night's sweep


def run(state: str, *, days_ago: int = 0, why: str = "", failures: list[dict[str, str]] | None = None) -> SweepRun:
    ended = None if state == "running" else datetime(2026, 11, 23, 5, 40, tzinfo=UTC) - timedelta(days=days_ago)
    return SweepRun.objects.create(
        as_of=MONDAY - timedelta(days=days_ago), state=state, why=why, accounts=20_000, failures=failures or [],
        started_at=datetime(2026, 11, 23, 5, tzinfo=UTC) - timedelta(days=days_ago), ended_at=ended,
    )  # fmt: skip


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=LONDON)


def test_the_morning_line_says_when_the_sweep_ended_and_what_it_could_not_decide(client: Client) -> None:
    home = owing()
    run("done", failures=[{"account": "A1", "reason": "odd"}, {"account": "A2", "reason": "odd"}])
    sign_in(client, home.officer)

    page = text(client.get("/"))

    assert "All 20,000 accounts of the council were looked at by 05:40 on 23 November 2026" in page
    assert "2 could not be decided" in page


def test_a_sweep_that_is_late_or_was_refused_leaves_the_last_good_list_with_its_time(client: Client) -> None:
    home = owing()
    run("done", days_ago=1)
    run("refused", why="The last extract is 4 days old (19 November 2026). Load a newer one.")
    sign_in(client, home.officer)

    page = text(client.get("/"))

    assert "This is the list of 22 November 2026, made at 05:40" in page
    assert "The last extract is 4 days old (19 November 2026). Load a newer one." in page
    assert home.account.account_ref in page


@pytest.mark.parametrize(
    ("hour", "trouble"), [(6, ""), (7, "Last night's sweep has not ended.")], ids=["not yet seven", "at seven"]
)
def test_a_sweep_that_still_runs_is_late_from_seven(hour: int, trouble: str) -> None:
    run("done", days_ago=1)
    run("running")

    assert overnight.morning(now=at(hour)).trouble == trouble


def test_a_night_without_a_sweep_is_noticed_and_a_site_that_never_swept_is_not_scolded() -> None:
    assert overnight.morning(now=at(12)).trouble == ""
    run("done", days_ago=1)
    assert overnight.morning(now=at(12)).trouble == "There was no sweep last night."
    run("done")
    assert overnight.morning(now=at(12)).trouble == ""


# ------------------------------------------------------------------------------------------------ seniors and cover


def leader() -> User:
    found: User = OfficerFactory(role=Role.TEAM_LEADER, name="Mona Osei", patches=[PatchFactory()])
    return found


def test_what_waits_for_a_senior_leaves_the_list_and_comes_back_first_with_the_answer(client: Client) -> None:
    first, asked = owing(), owing()
    senior = leader()
    reminder, _ = questions.ask(account=asked.account, text="Chase her?", by=first.officer, on=MONDAY, at=NOON)
    sign_in(client, first.officer)

    waits = client.get("/")
    assert listed(client, "letter") == [first.account.account_ref]
    assert "1 waiting for a senior" in text(waits)
    assert listed(client, "senior") == [asked.account.account_ref]

    reminders.finish(reminder=reminder, answer="Leave it a week.", by=senior, on=MONDAY, at=NOON)
    answered = client.get("/")
    assert listed(client, "letter") == [asked.account.account_ref, first.account.account_ref]
    assert "Answers for you" in text(answered)
    assert "Mona Osei : Leave it a week." in text(answered)


def test_whoever_leads_keeps_the_account_about_which_she_is_asked() -> None:
    asked = owing()
    senior = leader()
    questions.ask(account=asked.account, text="Chase her?", by=asked.officer, on=MONDAY, at=NOON)

    assert queue.counts(senior, on=MONDAY).total == 1
    assert queue.counts(asked.officer, on=MONDAY).total == 0


def test_a_covered_colleagues_items_say_whose_they_are(client: Client) -> None:
    covering = OfficerFactory(name="Nadia Rahman")
    absent = owing()
    cover = Cover.objects.create(
        absent=absent.officer, covering=covering, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=5),
        note="Ring Mr Hall first", made_by=absent.officer, made_at=NOON,
    )  # fmt: skip
    PatchAssignment.objects.create(
        user=covering, patch=absent.account.tenancy.home.patch, starts_on=MONDAY, cover=cover
    )
    User.objects.filter(pk=absent.officer.pk).update(name="Tanya Fenwick")
    sign_in(client, covering)

    page = text(client.get("/"))

    assert "Covering Tanya Fenwick" in page
    assert "Ring Mr Hall first" in page


# ------------------------------------------------------------------------------------------------ the weekly contract


def test_s2_42_the_week_counts_what_was_done_held_not_taken_and_what_is_open_without_a_reason() -> None:
    sent, not_taken, held, with_reason, skipped, _left = (owing() for _ in range(6))
    officer = sent.officer
    press(sent)
    override(not_taken)
    hold(held)
    later = {"until": MONDAY + timedelta(days=1), "by": officer, "on": MONDAY}
    desk.defer(account=with_reason.account, reason="Away", **later)
    desk.defer(account=skipped.account, **later)
    waiting = queue.counts(officer, on=MONDAY).total

    week = this_week(counted(officer), on=MONDAY, waiting=waiting)

    assert (week.done, week.overridden, week.held) == (1, 1, 2)
    assert waiting == 2  # the one that was left, and the call that came up for the one not taken
    assert week.open == 3  # and the one skipped without a word


def test_last_weeks_work_does_not_count_for_this_week() -> None:
    home = owing()
    override(home, on=MONDAY)

    assert counted(home.officer, on=MONDAY + timedelta(days=7))["overridden"] == 0
    assert counted(home.officer, on=MONDAY + timedelta(days=6))["overridden"] == 1


# ------------------------------------------------------------------------------------------------ low-level work


def advisor_of(home: Household) -> User:
    found: User = OfficerFactory(role=Role.INCOME_ADVISOR, patches=[home.account.tenancy.home.patch])
    return found


def accounts(user: User) -> list[RentAccount]:
    return [each.account for each in queue.queue(user, on=MONDAY)]


def weeks(home: Household, number: str) -> None:
    row = Recommendation.objects.get(account=home.account, lapsed_on=None)
    row.facts["weeks_collectable"] = number
    row.save()


@pytest.mark.parametrize(("owed", "low"), [("2.9", True), ("3.0", False), ("3.1", False)])
def test_s3_03_below_the_band_light_steps_are_the_advisors_and_from_its_edge_the_officers(owed: str, low: bool) -> None:
    home = owing()
    advisor = advisor_of(home)
    weeks(home, owed)

    assert accounts(advisor) == ([home.account] if low else [])
    assert accounts(home.officer) == ([] if low else [home.account])


def test_s3_03_the_band_is_the_policys() -> None:
    home = owing()
    advisor = advisor_of(home)
    weeks(home, "2.0")
    publish('below_weeks = "3"', 'below_weeks = "2"', number=181)

    assert accounts(advisor) == []
    assert accounts(home.officer) == [home.account]


def test_a_legal_step_is_the_officers_however_little_is_owed() -> None:
    home = owing()
    advisor = advisor_of(home)
    Recommendation.objects.filter(account=home.account).update(action="refer_to_court")

    assert accounts(advisor) == []
    assert accounts(home.officer) == [home.account]


def test_without_an_advisor_on_the_patch_or_with_the_weeks_unknown_the_officer_keeps_it() -> None:
    home = owing()
    advisor = OfficerFactory(role=Role.INCOME_ADVISOR, patches=[PatchFactory(code="P55")])
    assert accounts(advisor) == []
    assert accounts(home.officer) == [home.account]

    there = advisor_of(home)
    row = Recommendation.objects.get(account=home.account, lapsed_on=None)
    row.facts["weeks_collectable"] = None
    row.save()
    assert accounts(there) == []
    assert accounts(home.officer) == [home.account]


def test_what_was_handed_over_to_an_officer_stays_hers() -> None:
    home = owing()
    advisor = advisor_of(home)
    Handover.objects.create(account=home.account, to=home.officer, reason="Knows her", by=home.officer, at=NOON)

    assert accounts(advisor) == []
    assert accounts(home.officer) == [home.account]


# ------------------------------------------------------------------------------------------------ nothing due


def test_where_nothing_is_due_the_accounts_nobody_looked_at_for_60_days_are_counted(client: Client) -> None:
    ExtractLoad.objects.create(
        state="loaded", as_at=MONDAY, council="Ottersby", started_at="2026-11-23T06:00Z", ended_at="2026-11-23T06:01Z"
    )
    seen, unseen, long_ago = owing(owes="10.00"), owing(owes="10.00"), owing(owes="10.00")
    for home, day in [(seen, MONDAY - timedelta(days=60)), (long_ago, MONDAY - timedelta(days=61))]:
        AccountEvent.objects.create(
            account=home.account, on=day, at=NOON, what="step_done", summary="Looked", by=seen.officer
        )
    sign_in(client, seen.officer)

    assert "Nothing is due 2 accounts that owe something have not been looked at for 60 days." in text(client.get("/"))
    assert unseen.account.pk
