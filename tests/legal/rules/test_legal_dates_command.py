"""`manage.py legal_dates`: one JSON object, or one clear line and exit code 2."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

NOSP = ["notice", "--json", "kind=nosp", "period=weekly", "period_starts=monday", "service=2026-09-08:hand"]


def run(*args: str) -> dict[str, object]:
    out = StringIO()
    call_command("legal_dates", *args, stdout=out)
    [line] = out.getvalue().splitlines()
    found: dict[str, object] = json.loads(line)
    return found


def test_the_answer_is_one_json_object_with_every_key() -> None:
    answer = run(*NOSP)

    assert answer["service_on"] == "2026-09-08"
    assert answer["first_issue_on"] == "2026-10-13"
    assert answer["specified_ok"] is None
    assert answer["dates"]["specified_on"] == {
        "answer": "2026-10-12",
        "name": "specified_on",
        "rule": "SEC-6",
        "law": "Housing Act 1985, s.83(5)",
        "reason": "Once four weeks, or one rent period where that is longer, have run from service: strictly the first "
        "day that begins or ends a rent period; the council waits for one that begins.",
        "inputs": {"served_on": "2026-09-08", "period": "weekly", "period_begins_on": "2026-01-05"},
        "strict": "2026-10-11",
        "default": "2026-10-12",
        "plans_ahead": False,
        "version": "2026-11-21",
        "override": None,
    }


def test_json_may_be_said_first_last_or_not_at_all() -> None:
    with_it = run("warrant", "--json", "issued=2026-11-02")

    assert with_it == run("warrant", "issued=2026-11-02", "--json")
    assert with_it == run("warrant", "issued=2026-11-02")
    assert with_it["last_day"] == "2027-11-02"


def test_json_before_each_key_loses_none() -> None:
    words = "hearing --json issued=2026-10-06 --json hearing=2026-11-04"

    assert run(*words.split()) == run("hearing", "issued=2026-10-06", "hearing=2026-11-04")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "CALC: not given. Give one of notice, "),
        ("eclipse", "CALC: ‘eclipse’ is not known. Give one of notice, "),
        ("warrant", "issued: not given. Give a date such as 2026-09-08."),
        ("warrant issued=", "issued: not given. Give a date such as 2026-09-08."),
        ("warrant issued=2026-02-30", "issued: ‘2026-02-30’ is no date. Give one such as 2026-09-08."),
        ("warrant issued=20261102", "issued: ‘20261102’ is no date."),
        ("warrant issued=0026-11-02", "issued: give a date from 1990 to 2099."),
        ("warrant issued=2026-11-02 colour=red", "colour: not known here. The keys are issued."),
        ("warrant issued=2026-11-02 issued=2026-11-03", "issued: given twice. Give it once."),
        ("warrant tomorrow", "tomorrow: give KEY=VALUE"),
        ("hearing", "issued: not given. Give the day of issue, or hearing, the day of the hearing."),
        ("hearing issued=2026-11-04 hearing=2026-11-04", "hearing: give a day after the claim was issued, 4 November"),
        ("hearing issued=2026-11-04 procedure=CPR99", "procedure: ‘CPR99’ is not known. Give CPR55 or OPR2026."),
        ("eviction", "on: not given. Give the day of the eviction, or notice_delivered"),
        ("order kind=outright made=2026-11-03", "s89: not given. Give yes or no."),
        ("order kind=outright made=2026-11-03 s89=maybe", "s89: ‘maybe’ is not known. Give yes or no."),
        ("order kind=stern made=2026-11-03 s89=no", "kind: ‘stern’ is not known. Give "),
        ("notice kind=nosp service=2026-09-08:hand", "period: not given. Give weekly, fortnightly, four_weekly or"),
        ("notice kind=nosp period=weekly service=2026-09-08:hand", "period_starts: not given. Give the weekday"),
        ("notice kind=nosp period=weekly period_starts=31 service=2026-09-08:hand", "period_starts: ‘31’ will not do"),
        (
            "notice kind=nosp period=fortnightly period_starts=monday service=2026-09-08:hand",
            "period_starts: ‘monday’ will not do for fortnightly periods. Give a date on which a period begins",
        ),
        (
            "notice kind=nosp period=monthly period_starts=32 service=2026-09-08:hand",
            "period_starts: ‘32’ will not do for monthly periods. Give the day of the month",
        ),
        ("notice kind=s8", "service: not given. Give DATE:METHOD for each tenant"),
        ("notice kind=s8 service=2026-09-08:hand period=yearly", "period: ‘yearly’ is not known. Give weekly,"),
        ("notice kind=s8 service=2026-09-08:hand trial_ends=soon", "trial_ends: ‘soon’ is no date."),
        ("notice kind=s8 service=2026-09-08", "service: ‘2026-09-08’ will not do. Give DATE:METHOD"),
        ("notice kind=s8 service=2026-09-08:pigeon", "service: ‘2026-09-08:pigeon’ will not do. Give DATE:METHOD"),
        ("notice kind=s8 service=2026-09-08:hand,", "service: ‘’ will not do."),
        ("notice kind=s21 service=2026-09-08:hand", "kind: ‘s21’ is not known. Give nosp, s128, s143e, s8, ntq"),
        ("notice kind=extension service=2026-09-08:hand", "trial_started: not given. Give the day the trial began"),
        (
            "notice kind=extension service=2026-09-08:hand trial_started=2026-04-13 trial_ends=2026-04-12",
            "trial_ends: the trial cannot end before it starts, on 13 April 2026.",
        ),
        ("cpr_service document=other method=left at=noon", "at: ‘noon’ is no time. Give a date such as 2026-10-02, or"),
        ("rent_year start=soon", "start: ‘soon’ will not do. Give a year from 1990 to 2099."),
    ],
)
def test_what_will_not_do_is_named_in_one_line(words: str, says: str) -> None:
    with pytest.raises(CommandError) as refusal:
        run(*words.split())

    assert str(refusal.value).startswith(says)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 2


def test_from_the_shell_the_exit_code_is_2_and_the_line_goes_to_stderr() -> None:
    manage = Path(__file__).parents[3] / "manage.py"
    command = [sys.executable, str(manage), "legal_dates", "warrant", "--json", "issued=soon"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "CommandError: issued: ‘soon’ is no date. Give one such as 2026-09-08."
