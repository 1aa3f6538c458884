"""A night's run: refused on bad data, cut into chunks under a lease, joined, resumed, and compared with last night."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from caseload import runs, tasks
from caseload.load import load
from caseload.models import Bucket, ExtractLoad, Recommendation, SweepChunk, SweepRun
from recovery.models import ContactAttempt
from staff.clock import today
from tenancies.models import AccountChange, AccountEvent, RentAccount
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW
from tests.caseload.sweeping import MONDAY, answer, pay, sweep
from tests.factories.people import household
from tests.factories.tenancies import RentAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 2)


def loaded(as_at: date) -> None:
    now = timezone.now()
    ExtractLoad.objects.create(as_at=as_at, state="loaded", started_at=now, ended_at=now)


def sweep_command(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("sweep", "--json", *arguments, stdout=out)
    answered: dict[str, Any] = json.loads(out.getvalue())
    return answered


def test_a_sweep_of_nothing_is_refused_on_the_record() -> None:
    with pytest.raises(runs.SweepRefused, match="There are no accounts"):
        runs.start(as_of=MONDAY)

    run = SweepRun.objects.get()
    assert (run.state, run.why) == ("refused", "There are no accounts. Load an extract first.")
    assert run.ended_at is not None


@pytest.mark.parametrize(("as_at", "refused"), [(date(2026, 11, 20), False), (date(2026, 11, 19), True)])
def test_an_extract_over_three_days_old_is_too_old_to_decide_on(as_at: date, refused: bool) -> None:
    household()
    loaded(as_at)

    if refused:
        with pytest.raises(runs.SweepRefused, match="The last extract is 4 days old"):
            sweep()
        assert SweepRun.objects.get().why == "The last extract is 4 days old (19 November 2026). Load a newer one."
        assert not Recommendation.objects.exists()
    else:
        assert sweep().state == "done"


def test_where_no_extract_was_ever_loaded_no_feed_can_be_stale() -> None:
    household()

    assert sweep().decided == 1


def test_a_refused_extract_does_not_make_the_feed_fresh() -> None:
    household()
    loaded(date(2026, 11, 10))
    ExtractLoad.objects.create(as_at=MONDAY, state="refused", started_at=timezone.now(), ended_at=timezone.now())

    with pytest.raises(runs.SweepRefused, match="13 days old"):
        sweep()


def test_a_refused_night_leaves_yesterdays_answers_as_they_were() -> None:
    home = household()
    sweep()
    loaded(date(2026, 11, 10))
    pay(home.account, "209.00")

    assert tasks.nightly_sweep(as_of="2026-11-24") is None

    assert answer(home.account).action == "letter_1"


def test_chunks_are_spans_of_tenancies_that_never_cut_a_household(chunks_of_two: None) -> None:
    homes = [household() for _ in range(4)]
    for _ in range(2):  # the first household has three accounts
        RentAccountFactory(tenancy=homes[0].account.tenancy, kind="garage")

    run = runs.start(as_of=MONDAY)

    ids = [home.account.tenancy_id for home in homes]
    spans = list(run.chunks.order_by("pk").values_list("first_id", "last_id"))
    assert spans == [(ids[0], ids[0]), (ids[1], ids[1]), (ids[2], ids[3])]
    assert run.accounts == 6


def test_a_running_sweep_is_joined_and_every_account_is_still_done_once(chunks_of_two: None) -> None:
    for _ in range(4):
        household()
    first = runs.start(as_of=MONDAY)
    assert runs.work(first)

    joined = runs.start(as_of=MONDAY)

    assert joined == first
    while runs.work(joined):
        pass
    run = runs.finish(joined)
    assert (run.state, run.decided, run.written) == ("done", 4, 4)
    assert SweepRun.objects.count() == 1
    assert set(run.chunks.values_list("tries", flat=True)) == {1}


def test_a_run_never_finished_makes_room_for_the_next_days(chunks_of_two: None) -> None:
    household()
    yesterdays = runs.start(as_of=date(2026, 11, 22))

    todays = runs.start(as_of=MONDAY)

    yesterdays.refresh_from_db()
    assert (yesterdays.state, yesterdays.why) == ("refused", "It was not finished when the next day's began.")
    assert not runs.work(yesterdays)
    assert runs.work(todays)


def test_a_run_with_an_open_chunk_is_not_closed(chunks_of_two: None) -> None:
    for _ in range(4):
        household()
    run = runs.start(as_of=MONDAY)
    runs.work(run)

    assert runs.finish(run).state == "running"


def test_a_chunk_under_a_lease_is_nobody_elses(chunks_of_two: None) -> None:
    household()
    run = runs.start(as_of=MONDAY)
    run.chunks.update(lease_until=timezone.now() + timedelta(minutes=1))

    assert runs.work(run) is False
    assert runs.left_behind(run) == 0
    run.chunks.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert runs.left_behind(run) == 1
    assert runs.work(run) is True


def test_a_chunk_that_the_broker_forgot_counts_as_left_behind(chunks_of_two: None) -> None:
    for _ in range(4):
        household()
    run = runs.start(as_of=MONDAY)

    assert runs.left_behind(run) == 2


def test_a_chunk_that_fails_five_times_is_given_up_by_name_and_the_run_still_ends(chunks_of_two: None) -> None:
    for _ in range(4):
        household()
    run = runs.start(as_of=MONDAY)
    run.chunks.filter(pk=run.chunks.earliest("pk").pk).update(tries=runs.MOST_TRIES)

    while runs.work(run):
        pass
    run = runs.finish(run)

    assert run.state == "done"
    assert "1 parts of the sweep failed 5 times." in run.alarms
    assert "2 accounts are in no bucket." in run.alarms


def test_a_sweep_that_ended_well_raises_no_alarm() -> None:
    household()

    assert sweep().alarms == []


def test_a_bucket_that_grows_by_more_than_a_quarter_and_twenty_accounts_is_an_alarm() -> None:
    homes = [household() for _ in range(21)]
    sweep()
    for home in homes:
        pay(home.account, "209.00")

    run = sweep(MONDAY + timedelta(days=1))

    assert run.alarms == [
        "Next step recommended: 0 accounts, 21 the time before.",
        "In credit or clear: 21 accounts, 0 the time before.",
    ]


def test_twenty_accounts_more_are_no_alarm() -> None:
    homes = [household() for _ in range(20)]
    sweep()
    for home in homes:
        pay(home.account, "209.00")

    assert sweep(MONDAY + timedelta(days=1)).alarms == []


def test_the_command_answers_with_the_keys_that_others_read() -> None:
    household()
    RentAccountFactory()

    answered = sweep_command("--as-of", "2026-11-23")

    assert {"accounts", "decided", "failed", "written", "lapsed", "buckets", "seconds"} <= set(answered)
    assert (answered["accounts"], answered["decided"], answered["failed"]) == (2, 2, 0)
    assert (answered["written"], answered["lapsed"], answered["as_of"]) == (2, 0, "2026-11-23")
    assert set(answered["buckets"]) == {bucket.value for bucket in Bucket}
    assert sum(answered["buckets"].values()) == 2
    assert sweep_command("--as-of", "2026-11-23")["written"] == 0


def test_the_command_takes_today_unless_it_is_told_a_day() -> None:
    household()

    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=True):
        assert sweep_command()["as_of"] == "2026-11-23"


def test_the_command_refuses_in_words_and_with_exit_code_2() -> None:
    out = StringIO()

    with pytest.raises(CommandError, match="There are no accounts") as refusal:
        call_command("sweep", "--json", stdout=out)

    assert refusal.value.returncode == 2
    assert json.loads(out.getvalue()) == {"refused": "There are no accounts. Load an extract first."}


def test_the_command_says_it_in_words_too() -> None:
    household()
    out = StringIO()

    call_command("sweep", "--as-of", "2026-11-23", stdout=out)

    assert "1 of 1 accounts decided" in out.getvalue()
    assert "1  recommended" in out.getvalue()


# The night the clocks change

SUMMER_NIGHT = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)  # half past midnight of the 16th in Ottersby


def test_half_past_eleven_at_night_utc_in_june_is_tomorrow() -> None:
    with time_machine.travel(SUMMER_NIGHT):
        assert today() == date(2026, 6, 16)
    with time_machine.travel(datetime(2026, 12, 15, 23, 30, tzinfo=UTC)):
        assert today() == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),  # 00:30, summer time still
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # 01:30 for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # 01:30 for the second time
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),  # 23:30, winter time
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), date(2027, 3, 28)),  # 00:30; 01:00 to 02:00 does not exist
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), date(2027, 3, 28)),  # 02:30
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), date(2027, 3, 29)),  # half past midnight
    ],
)
def test_the_day_of_a_run_on_the_nights_the_clocks_change(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=True):
        assert today() == day


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_the_sweeps_of_that_night_write_once_and_skip_nothing(night: date) -> None:
    homes = [household(on=night - timedelta(days=7)) for _ in range(3)]
    before_midnight = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(hours=2)

    written = []
    for hours in range(0, 8):  # every hour of that night, the doubled and the missing one too
        with time_machine.travel(before_midnight + timedelta(hours=hours), tick=True):
            written.append((today(), sweep(today()).written))

    assert [rows for _, rows in written] == [3, 0, 0, 0, 0, 0, 0, 0]
    assert {day for day, _ in written} == {night - timedelta(days=1), night}
    assert {answer(home.account).action for home in homes} == {"letter_1"}


def test_contacts_at_half_past_one_of_the_doubled_and_of_the_missing_hour_are_kept_on_their_day(tmp_path: Path) -> None:
    extract = Extract()
    for row in (
        "C2,T1,P1,2026-10-25T01:30,phone,out,general,no_answer,nrahman,First",
        "C3,T1,P1,2026-10-25T01:30,phone,out,general,spoke,nrahman,Second",
        "C4,T1,P1,2026-03-29T01:30,phone,out,general,no_answer,nrahman,At an hour that was not",
    ):
        extract.add("contacts.csv", row)

    result = load(extract.write(tmp_path), today=NOW)
    run = sweep(NOW)

    assert result.files["contacts.csv"]["rejected"] == 0
    days = dict(ContactAttempt.objects.exclude(source_ref="C1").values_list("source_ref", "on"))
    assert days == {"C2": date(2026, 10, 25), "C3": date(2026, 10, 25), "C4": date(2026, 3, 29)}
    told = AccountEvent.objects.filter(what="contact", on=date(2026, 10, 25)).order_by("at", "pk")
    assert [event.summary.rpartition(" ")[2] for event in told] == ["First", "Second"]
    assert run.failures == []


def test_the_minute_run_takes_the_marks_of_the_doubled_hour() -> None:
    first, second = household(), household()
    for home, moment in ((first, 0), (second, 1)):  # 01:30 twice on 25 October 2026
        with time_machine.travel(datetime(2026, 10, 25, moment, 30, tzinfo=UTC), tick=True):
            AccountChange.objects.create(account=home.account)

    with time_machine.travel(datetime(2026, 10, 25, 1, 31, tzinfo=UTC), tick=True):
        tasks.every_minute()

    assert Recommendation.objects.count() == RentAccount.objects.count() == 2
    assert not AccountChange.objects.exists()


def test_the_night_and_the_minute_run_keep_clear_of_the_hours_that_change(settings: Any) -> None:
    nightly = next(entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if "nightly" in entry["task"])

    assert not nightly.hour & {0, 1, 2}
    assert settings.CELERY_TIMEZONE == "Europe/London"


def test_the_minute_run_ends_a_run_whose_worker_died_before_it_closed_it(chunks_of_two: None) -> None:
    household()
    run = runs.start(as_of=MONDAY)
    runs.work(run)  # and then it died

    tasks.every_minute()

    run.refresh_from_db()
    assert (run.state, run.decided) == ("done", 1)
    assert not SweepChunk.objects.filter(done_at=None).exists()
