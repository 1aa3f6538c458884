"""Duties of the team, each tested by its number: acting on time, following and reading the policy, reviews, bulletins,
the continuity pack, contact with others, card payments, and what is taken out and read back as a file."""

import csv
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from caseload import card_payments, guidance, reminder_file, reviews, snapshots, timetable
from caseload.models import (
    Act,
    Bulletin,
    CardPayment,
    ContactNote,
    Reading,
    Recommendation,
    Reminder,
    ReviewNote,
    Step,
)
from caseload.performance import Scope
from legal.models import PossessionClaim
from recovery.rules.policy import Timetable, default_policy
from staff.models import AccessLog, Role, User
from tenancies.models import AccountEvent, AccountPosition, PendingPosting
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, defer, override, press
from tests.config.test_message_settings import API_KEY, TEMPLATE_SMS
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Hold, Marker

pytestmark = pytest.mark.django_db
FIRST = MONDAY - timedelta(days=14)


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    home = owing(account_ref="R100")
    sign_in(client, home.officer)
    return home


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def words_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# ---------------------------------------------------------------------------------------------------- S1-42: on time


def came_up(home: Household, *, days_ago: int, urgency: int = 5, gone: int | None = None) -> Recommendation:
    """A step that came up so many days before the Monday, and went so many days before it."""
    Recommendation.objects.filter(account=home.account).delete()
    return Recommendation.objects.create(
        account=home.account,
        first_on=MONDAY - timedelta(days=days_ago),
        action="letter_1",
        rule="letter_1",
        bucket="recommended",
        urgency=urgency,
        minutes=5,
        fingerprint="f" * 32,
        next_look_on=MONDAY,
        lapsed_on=None if gone is None else MONDAY - timedelta(days=gone),
    )


def took(home: Household, outcome: str, *, days_ago: int, reason: str = "") -> Step:
    return Step.objects.create(
        account=home.account,
        action="letter_1",
        rule="letter_1",
        outcome=outcome,
        reason=reason,
        on=MONDAY - timedelta(days=days_ago),
        by=home.officer,
    )


def one_of_each() -> dict[str, Household]:
    """Homes of one patch whose step was answered, or not, in each way. The policy's seven days."""
    homes = {name: owing(tenancy__home__patch__code="P01") for name in (
        "done on the last day", "done a day late", "not this in time", "put off in time", "skipped", "held in time",
        "gone by itself", "gone too late", "waits in time", "waits too long", "taken back",
    )}  # fmt: skip
    for each in homes.values():
        each.officer = homes["skipped"].officer
    came_up(homes["done on the last day"], days_ago=10, gone=3)
    took(homes["done on the last day"], "done", days_ago=3)
    came_up(homes["done a day late"], days_ago=10, gone=2)
    took(homes["done a day late"], "done", days_ago=2)
    came_up(homes["not this in time"], days_ago=4, gone=1)
    took(homes["not this in time"], "overridden", days_ago=1, reason="Paid at the office")
    came_up(homes["put off in time"], days_ago=4, gone=1)
    took(homes["put off in time"], "deferred", days_ago=1, reason="Back from hospital next week")
    came_up(homes["skipped"], days_ago=4, gone=1)
    took(homes["skipped"], "deferred", days_ago=1)
    came_up(homes["held in time"], days_ago=4, gone=2)
    Hold.objects.create(
        account=homes["held in time"].account, reason="benefit", from_on=MONDAY - timedelta(days=2),
        last_day=MONDAY + timedelta(days=9), set_by=homes["skipped"].officer,
    )  # fmt: skip
    came_up(homes["gone by itself"], days_ago=4, gone=1)
    came_up(homes["gone too late"], days_ago=12, gone=1)
    came_up(homes["waits in time"], days_ago=7)
    came_up(homes["waits too long"], days_ago=8)
    came_up(homes["taken back"], days_ago=8)
    Step.objects.filter(pk=took(homes["taken back"], "done", days_ago=5).pk).update(undone_at=NOON)
    return homes


EXPECTED = {
    "on_time": {"done on the last day", "not this in time", "put off in time", "held in time"},
    "late": {"done a day late", "gone too late", "waits too long", "taken back"},
    "due": {"waits in time"},
    "put_off": {"skipped"},
    "not_needed": {"gone by itself"},
}


def test_s1_42_each_step_is_held_against_the_policys_days_and_the_rate_is_what_a_recount_finds(client: Client) -> None:
    homes = one_of_each()
    snapshots.take(on=MONDAY)

    found = timetable.clocks(
        Recommendation.objects.order_by().values("account"), on=MONDAY, timetable=default_policy().timetable
    )
    by_state: dict[str, set[str]] = {state: set() for state in timetable.STATES}
    names = {each.account.pk: name for name, each in homes.items()}
    for each in found:
        by_state[each.state].add(names[each.account_id])

    assert by_state == EXPECTED
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    [head, *rows] = rows_of(client.get("/team/on-time/?csv=1"))
    assert head[:4] == ["Officer", "Share on time", "On time", "Late"]
    totals = [sum(int(row[column]) for row in rows[:-1]) for column in range(2, 7)]
    assert rows[-1] == ["All", "50", *map(str, totals)]
    assert totals == [4, 4, 1, 1, 1]  # four of eight that were due: 50 %


def test_s1_42_how_long_a_step_may_wait_goes_by_how_urgent_it_is(home: Household) -> None:
    days = Timetable(cannot_wait=1, today=3, others=7)
    accounts = Recommendation.objects.filter(account=home.account).order_by().values("account")

    last = []
    for urgency in (1, 2, 4, 5, 9):
        came_up(home, days_ago=0, urgency=urgency)
        [found] = timetable.clocks(accounts, on=MONDAY, timetable=days)
        last.append((found.due_on - MONDAY).days)

    assert last == [1, 3, 3, 7, 7]


def test_s1_42_every_number_opens_its_accounts_with_the_reasons_and_an_officer_sees_her_own(client: Client) -> None:
    homes = one_of_each()
    late = homes["waits too long"]
    took(late, "deferred", days_ago=6, reason="Waited for the interpreter")
    snapshots.take(on=MONDAY)
    officer = OfficerFactory(name="Tom Fenwick", patches=[late.account.tenancy.home.patch])
    sign_in(client, officer)

    own = client.get("/team/on-time/")
    listed = client.get("/team/on-time/steps/?state=put_off")

    assert own.status_code == 200
    assert listed.status_code == 200
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    board = text(client.get("/team/"))
    assert "On time" in board
    page = client.get("/team/on-time/").content.decode()
    for url, number in re.findall(r'href="(/team/on-time/steps/\?[^"]*)">(\d+)<', page):
        opened = text(client.get(url.replace("&amp;", "&")))
        assert re.search(rf"\b{number} steps?\b", opened), url
    opened = text(client.get("/team/on-time/steps/?state=late"))
    assert "No reason given" in opened
    assert client.get("/team/on-time/steps/?state=nonsense").status_code == 404


def test_s1_42_the_list_asks_as_many_questions_for_twenty_as_for_one(
    client: Client, django_assert_max_num_queries: Any, home: Household
) -> None:
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))
    for each in [home, *(owing() for _ in range(19))]:
        came_up(each, days_ago=9)
    snapshots.take(on=MONDAY)
    client.get("/team/on-time/steps/?state=late")

    with django_assert_max_num_queries(27) as asked:
        shown = text(client.get("/team/on-time/steps/?state=late"))

    assert "20 steps" in shown
    assert len(asked) <= 27


# ------------------------------------------------------------------------------------- S3-36: the policy, read and kept


def test_s3_36_each_officer_confirms_what_she_read_and_her_leader_sees_who_has_not(
    client: Client, home: Household, leader: User
) -> None:
    card = guidance.cards()["letter_1"]
    before = text(client.get("/help/read/"))

    answer = client.post("/help/read/confirm/", {"what": f"card:letter_1:{card.version}"}, follow=True)
    client.post("/help/read/confirm/", {"what": f"card:letter_1:{card.version}"})

    papers = len(guidance.cards()) + 1
    assert f"{papers} papers to read" in before
    assert f"Kept: you have read ‘{card.title}’." in text(answer)
    assert f"{papers - 1} papers to read and confirm" in text(client.get("/"))
    assert Reading.objects.filter(user=home.officer).count() == 1
    sign_in(client, leader)
    rows = {row[0]: row[2:] for row in rows_of(client.get("/team/read/?csv=1"))[1:]}
    assert rows[card.title] == [home.officer.name, ""]
    assert rows["The policy, in words"] == ["", home.officer.name]


def test_s3_36_an_older_version_is_not_confirmed_and_who_works_no_accounts_confirms_nothing(
    client: Client, home: Household
) -> None:
    refused = client.post("/help/read/confirm/", {"what": "card:letter_1:0"}, follow=True)
    sign_in(client, OfficerFactory(role=Role.LEGAL))

    assert "There is a newer version of it." in text(refused)
    assert client.post("/help/read/confirm/", {"what": "policy:0"}).status_code == 403
    assert client.get("/team/read/").status_code == 403
    assert not Reading.objects.exists()


def test_s3_36_steps_not_followed_are_listed_with_their_reasons_and_the_file_says_the_same(
    client: Client, home: Household, leader: User
) -> None:
    put_off, followed = owing(account_ref="R200"), owing(account_ref="R400")
    skipped = owing(account_ref="R300", tenancy__home__patch=PatchFactory(code="P02"))
    override(home, reason="Paid at the office")
    defer(put_off, reason="Back from hospital next week")
    defer(skipped)
    press(followed)
    snapshots.take(on=MONDAY)
    sign_in(client, OfficerFactory(role=Role.INCOME_MANAGER))

    page = text(client.get("/team/followed/"))
    file = rows_of(client.get("/team/followed/?csv=1"))
    only = text(client.get("/team/followed/?way=skipped"))

    assert "Not done as suggested: 3 steps" in page
    assert {(row[0], row[3], row[4]) for row in file[1:]} == {
        ("R100", "Not taken, with a reason", "Paid at the office"),
        ("R200", "Put off, with a reason", "Back from hospital next week"),
        ("R300", "Skipped, no reason given", "No reason given"),
    }
    assert "R300" in only
    assert "R200" not in only
    sign_in(client, leader)
    assert "R100" in text(client.get("/team/followed/"))
    assert "R300" not in text(client.get("/team/followed/?csv=1"))  # another team's


# ------------------------------------------------------------------------------------------------ S2-58: continuity


def in_the_pack(home: Household) -> None:
    """A hearing on Thursday, a reminder for tomorrow, a tenant with a need whose telephone is unsafe, a visit."""
    PossessionClaim.objects.create(
        tenancy=home.account.tenancy, route="pcol", issued_on=date(2026, 10, 1), arrears_at_issue=Decimal("900.00"),
        hearing_on=date(2026, 11, 26), court="Brighton", status="listed",
    )  # fmt: skip
    Reminder.objects.create(
        account=home.account, kind="own", text="Send the bundle", due_on=date(2026, 11, 24), made_by=home.officer,
        made_at=NOON, for_user=home.officer,
    )  # fmt: skip
    Marker.objects.create(
        source_ref="M1", kind="vulnerability", detail="mobility", person=home.tenants[0], from_on=MONDAY
    )
    Marker.objects.create(
        source_ref="M2", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )
    came_up(home, days_ago=1)
    Recommendation.objects.filter(account=home.account).update(action="visit")


def test_s2_58_the_pack_holds_visits_hearings_deadlines_and_people_and_each_making_is_logged(
    client: Client, home: Household, leader: User
) -> None:
    in_the_pack(home)
    sign_in(client, leader)

    paper = client.post("/team/continuity/", {"reason": "The network is down", "paper": ""})
    file = client.post("/team/continuity/", {"reason": "Exercise", "list": ""})

    assert paper["Content-Type"] == "application/pdf"
    printed = words_of(paper.content)
    assert "Visits to make (1)" in printed
    assert "26 Nov" in printed
    assert "Send the bundle" in printed
    assert "telephone unsafe, do not call" in printed
    assert "The network is down" in printed
    parts = [row[0] for row in rows_of(file)[1:]]
    assert parts == ["Visits to make", "Hearings and evictions, seven days", "Deadlines", "People to look after"]
    logged = AccessLog.objects.order_by("pk").values_list("user", "what", "reason")
    assert list(logged) == [
        (leader.pk, "continuity pack", "The network is down"),
        (leader.pk, "continuity pack", "Exercise"),
    ]
    assert "The network is down" in text(client.get("/team/continuity/"))
    assert 'href="/team/continuity/"' in client.get("/jobs/").content.decode()


def test_s2_58_another_teams_accounts_are_not_in_it_and_without_a_reason_or_a_right_there_is_none(
    client: Client, home: Household
) -> None:
    in_the_pack(home)
    sign_in(client, home.officer)
    assert client.post("/team/continuity/", {"reason": "I wondered"}).status_code == 403
    sign_in(client, OfficerFactory(role=Role.TEAM_LEADER))

    without = client.post("/team/continuity/", {"reason": " ", "list": ""})
    others = client.post("/team/continuity/", {"reason": "Exercise", "list": ""})

    assert without.status_code == 422
    assert "Say what the pack is for" in text(without)
    assert len(rows_of(others)) == 1
    assert AccessLog.objects.count() == 1


def test_s2_58_an_administrator_makes_it_with_a_reason_and_restricted_homes_stay_out(
    client: Client, home: Household
) -> None:
    in_the_pack(home)
    administrator = OfficerFactory(role=Role.ADMINISTRATOR)
    sign_in(client, administrator)

    every = client.post("/team/continuity/", {"reason": "The team is cut off", "list": ""})
    home.account.tenancy.restrictions.create(reason="A colleague’s home", set_by=home.officer, set_at=NOON)
    fewer = client.post("/team/continuity/", {"reason": "The team is cut off", "list": ""})

    assert len(rows_of(every)) == 5
    assert len(rows_of(fewer)) == 1
    assert client.get(home.account.get_absolute_url()).status_code == 404


# ----------------------------------------------------------------------------------------------- S3-17: bulletins

BULLETIN = {
    "title": "Removal of the spare room rule for carers",
    "text": "From April, no deduction is made where an overnight carer stays.",
    "from_on": "6 April 2027",
    "source": "Circular A1/2027",
    "view": "signs",
}


def test_s3_17_a_bulletin_is_on_everybodys_today_until_read_and_leads_to_the_accounts_it_bears_on(
    client: Client, home: Household, leader: User
) -> None:
    sign_in(client, leader)
    client.post("/help/bulletins/write/", BULLETIN)
    [made] = Bulletin.objects.all()
    sign_in(client, home.officer)

    waiting = text(client.get("/"))
    page = client.get(f"/help/bulletins/{made.pk}/").content.decode()
    client.post(f"/help/bulletins/{made.pk}/read/", {"back": "today"})
    after = text(client.get("/"))

    assert BULLETIN["title"] in waiting
    assert "Circular A1/2027" in page
    assert "It bears on none of your accounts." in page or 'href="/accounts/?' in page
    assert "From the team" in waiting
    assert "From the team" not in after
    sign_in(client, leader)
    seen = text(client.get(f"/help/bulletins/{made.pk}/"))
    assert f"Read: {home.officer.name}" in seen


def test_s3_17_the_link_opens_the_very_accounts_that_the_bulletin_counts(client: Client, home: Household) -> None:
    owing(account_ref="R500", tenancy__home__patch=PatchFactory(code="P02"))
    made = Bulletin.objects.create(
        title="News", text="Text", source="Circular", from_on=MONDAY, query="over=1", by=home.officer, at=NOON
    )

    page = client.get(f"/help/bulletins/{made.pk}/").content.decode()
    [url] = re.findall(r'href="(/accounts/\?[^"]*)">1 account of yours', page)
    listed = text(client.get(url.replace("&amp;", "&")))

    assert "R100" in listed
    assert "R500" not in listed


def test_s3_17_an_officer_writes_none_and_what_is_missing_is_said(
    client: Client, home: Household, leader: User
) -> None:
    assert client.post("/help/bulletins/write/", BULLETIN).status_code == 403
    sign_in(client, leader)

    answer = client.post("/help/bulletins/write/", BULLETIN | {"text": "", "from_on": "soon"})

    assert answer.status_code == 422
    assert "Write what changes." in text(answer)
    assert "Enter the day such as 6 April 2027." in text(answer)
    assert not Bulletin.objects.exists()


# -------------------------------------------------------------------------------------------------- S0-37: reviews


def test_s0_37_a_reviewers_note_reaches_the_officer_and_the_answer_comes_back(
    client: Client, home: Household, leader: User
) -> None:
    step = override(home, reason="Paid at the office")
    sign_in(client, leader)
    beside = text(client.get(f"/reviews/steps/{step.pk}/"))
    client.post(f"/reviews/steps/{step.pk}/", {"text": "Ask for the receipt next time."})
    sign_in(client, home.officer)

    today = text(client.get("/"))
    [note] = ReviewNote.objects.all()
    client.post(f"/reviews/{note.pk}/answer/", {"answer": "I will."})
    sign_in(client, leader)
    back = text(client.get("/"))
    client.post(f"/reviews/{note.pk}/seen/", {"back": "today"})

    assert "The record" in beside
    assert "Paid at the office" in beside
    assert "The rule" in beside
    assert "Mabel Osei reviewed your step: Ask for the receipt next time." in today
    assert "answered your review: I will." in back
    assert "answered your review" not in text(client.get("/"))
    assert not AccountEvent.objects.filter(summary__contains="receipt next time").exists()


def test_s0_37_an_open_step_is_reviewed_from_its_account_and_an_officer_reviews_nobody(
    client: Client, home: Household, leader: User
) -> None:
    assert client.post(f"/accounts/{home.account.pk}/review/", {"text": "Hm"}).status_code == 403
    sign_in(client, leader)
    assert f"/accounts/{home.account.pk}/review/" in client.get(home.account.get_absolute_url()).content.decode()

    client.post(f"/accounts/{home.account.pk}/review/", {"text": "Ring before you write."})

    [note] = ReviewNote.objects.all()
    assert (note.to, note.step, note.action) == (home.officer, None, "letter_1")


def test_s0_37_five_closed_items_of_each_officer_are_offered_and_stay_the_same_all_week(
    home: Household, leader: User
) -> None:
    for day in range(7):
        took(home, "done", days_ago=day)
    took(home, "deferred", days_ago=0)
    snapshots.take(on=MONDAY)
    whole = Scope(words="the whole council")

    [monday] = reviews.offered(whole, leader, on=MONDAY)
    [again] = reviews.offered(whole, leader, on=MONDAY + timedelta(days=3))

    assert monday.officer == home.officer
    assert len(monday.steps) == 5
    assert [step.pk for step in monday.steps] == [step.pk for step in again.steps]
    assert {step.outcome for step in monday.steps} == {"done"}


def test_s0_37_on_a_training_site_nothing_can_leave_whatever_keys_are_given(tmp_path: Path) -> None:
    given = {
        "QUARTERDAY_TODAY": "2026-11-20",
        "EMAIL_URL": "smtp://mail.council.example:25",
        "NOTIFY_API_KEY": API_KEY,
        "NOTIFY_TEMPLATE_SMS": TEMPLATE_SMS,
    }
    asked = (
        "from recovery import channels; from django.conf import settings;"
        "print(type(channels.of('sms')).__name__, type(channels.of('email')).__name__, settings.EMAIL_BACKEND,"
        " repr(settings.NOTIFY_API_KEY))"
    )

    training = shell(asked, given, tmp_path)
    live = shell(asked, {**given, "QUARTERDAY_TODAY": ""}, tmp_path)

    assert training == "TextFolder MailServer django.core.mail.backends.filebased.EmailBackend ''"
    assert live.startswith("NotifyTexts MailServer django.core.mail.backends.smtp.EmailBackend")


def shell(code: str, given: dict[str, str], home: Path) -> str:
    """What a program of its own with these settings prints."""
    environment = {**os.environ, "QUARTERDAY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "config.settings", **given}
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    ended = subprocess.run(
        command, cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


# ------------------------------------------------------------------------------------ S1-55: out and back, S1-11, S3-19


def remind(home: Household, words: str, *, on: date) -> Reminder:
    return Reminder.objects.create(
        account=home.account,
        kind="own",
        text=words,
        due_on=on,
        made_by=home.officer,
        made_at=NOON,
        for_user=home.officer,
    )


def file_of(content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile("reminders.csv", content if isinstance(content, bytes) else content.encode())


def test_s1_55_the_file_taken_out_and_read_back_changes_nothing(client: Client, home: Household) -> None:
    remind(home, "=Ring, “first thing”", on=MONDAY - timedelta(days=3))
    remind(home, "Send the form", on=MONDAY + timedelta(days=3))
    before = list(Reminder.objects.order_by("pk").values())
    taken_out = client.get("/reminders/file.csv").content

    shown = text(client.post("/reminders/file/", {"file": file_of(taken_out)}))

    assert "2 lines : 0 change something, 2 stay as they are, 0 are left out." in shown
    assert reminder_file.apply(taken_out.decode("utf-8-sig"), by=home.officer, on=MONDAY, at=NOON).changes == []
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_s1_55_a_changed_day_and_a_new_line_are_shown_first_and_done_on_the_press(
    client: Client, home: Household
) -> None:
    kept, other = remind(home, "Send the form", on=MONDAY), remind(home, "Ring", on=MONDAY)
    text_of = (
        "Number,Account,What,Text,Day\n"
        f"{kept.pk},R100,Reminder,Send the form,7 December 2026\n"
        f"{other.pk},R100,Reminder,Ring,2026-11-23\n"
        ",R100,Reminder,Look at the plan,2026-12-01\n"
        ",R999,Reminder,Not mine,2026-12-01\n"
        f"{kept.pk + 99},R100,Reminder,Nobody’s,2026-12-01\n"
    )

    shown = client.post("/reminders/file/", {"file": file_of(text_of)})
    assert Reminder.objects.count() == 2
    done = client.post("/reminders/file/", {"text": text_of, "press": "yes"}, follow=True)

    assert "5 lines : 2 change something, 1 stay as they are, 2 are left out." in text(shown)
    assert "from 23 November 2026 to 7 December 2026" in text(shown)
    assert "2 reminders changed or made; 1 stayed as they were. 2 lines were left out." in text(done)
    found = Reminder.objects.order_by("pk").values_list("text", "due_on")
    assert list(found) == [
        ("Send the form", date(2026, 12, 7)),
        ("Ring", MONDAY),
        ("Look at the plan", date(2026, 12, 1)),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "The file is no text."),
        (b"Name,Rent\nA,5\n", "The first line must name the columns"),
        (b"", "The file is empty."),
    ],
    ids=["a picture", "another list", "nothing"],
)
def test_s1_55_a_file_that_is_no_list_of_reminders_is_refused_in_words(
    client: Client, home: Household, content: bytes, said: str
) -> None:
    answer = client.post("/reminders/file/", {"file": file_of(content)})

    assert answer.status_code == 422
    assert said in text(answer)


CONTACT = {"organisation": "advice", "name": "Mr Lloyd", "channel": "phone", "text": "They act for her now."}


def contact(client: Client, home: Household, **changes: str) -> HttpResponse:
    return client.post(f"/accounts/{home.account.pk}/contact/", CONTACT | changes, follow=True)


def test_s1_11_a_promise_to_an_organisation_is_a_dated_task_and_contacts_are_counted_by_organisation(
    client: Client, home: Household
) -> None:
    contact(client, home, promise="Send the rent statement", due_on="26 November 2026")
    contact(client, home, channel="email", text="Statement received.")
    contact(client, home, organisation="benefits", name="", text="Claim is being looked at.")
    snapshots.take(on=MONDAY)

    [task] = Reminder.objects.all()
    rows = {row[0]: row[1:] for row in rows_of(client.get("/team/contacts/?csv=1"))}
    opened = text(client.get("/team/contacts/?list=yes&organisation=advice"))

    assert (task.for_user, task.due_on) == (home.officer, date(2026, 11, 26))
    assert task.text == "Promised to advice bureau or debt adviser: Send the rent statement"
    assert rows["Advice bureau or debt adviser"] == ["0", "1", "0", "1", "0", "2"]
    assert rows["Housing benefit team"] == ["0", "1", "0", "0", "0", "1"]
    assert rows["All"][-1] == "3"
    assert "Statement received." in opened
    assert "Claim is being looked at." not in opened


def test_s1_11_a_promise_without_its_day_is_asked_for_and_nothing_typed_is_lost(
    client: Client, home: Household
) -> None:
    answer = contact(client, home, promise="Send the rent statement")

    assert answer.status_code == 422
    assert "Enter the day by which you promised it." in text(answer)
    assert "They act for her now." in answer.content.decode()
    assert not ContactNote.objects.exists()


@pytest.mark.parametrize("channel", ["face", "phone", "letter", "email", "text"])
def test_s3_19_a_contact_says_the_same_on_the_timeline_by_whatever_way_it_was(
    client: Client, home: Household, channel: str
) -> None:
    contact(client, home, organisation="tenant", name="", channel=channel, text="She starts work on Monday.")

    [event] = AccountEvent.objects.filter(what="contact")
    way = ContactNote.Channel(channel).label.lower()
    assert event.summary == f"The tenant, {way}: She starts work on Monday."
    assert "She starts work on Monday." in text(client.get(home.account.get_absolute_url()))


# ------------------------------------------------------------------------------------------------ S1-22: card payments

SECRET = "a long text that both know"
CARD = "4242 4242 4242 4242"


class Provider:
    """The council's payment service, as a small server: it checks the signature, and answers as it is told."""

    def __init__(self) -> None:
        self.opened: list[dict[str, str]] = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                outer.opened.append(asked)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"Type your card")

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/pay?ref={{reference}}"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    settings.CARD_PAYMENT_URL, settings.CARD_PAYMENT_SECRET = made.address, SECRET
    yield made
    made.server.shutdown()
    made.server.server_close()


def handed_over(client: Client, home: Household, provider: Provider) -> dict[str, str]:
    """The officer enters the sum and opens the service; what the service was told."""
    page = client.post(f"/accounts/{home.account.pk}/card-payment/", {"amount": "104.50"}, follow=True)
    [address] = re.findall(r'href="(http://127[^"]*)"', page.content.decode())
    with urlopen(Request(address.replace("&amp;", "&"))) as answer:
        assert answer.status == 200
    return provider.opened[-1]


def answers(told: dict[str, str], outcome: str = "paid", number: str = "RCPT-77", **sent: str) -> HttpResponse:
    """The service posts back: signed, from outside, without a session. `sent` is what it sends beside or instead."""
    given = {"payment": told["payment"], "result": outcome, "amount": told["amount"], "receipt": number}
    given["signature"] = card_payments.signature(*given.values())
    return Client(enforce_csrf_checks=True).post(
        urlsplit(told["answer"]).path, urlencode(given | sent), content_type="application/x-www-form-urlencoded"
    )


def test_s1_22_what_is_handed_over_is_signed_and_a_payment_made_is_a_receipt_that_is_to_come(
    client: Client, home: Household, provider: Provider
) -> None:
    balance = AccountPosition.objects.get(account=home.account).balance
    told = handed_over(client, home, provider)

    answer = answers(told)
    again = answers(told)

    assert told["ref"] == "R100"
    assert told["signature"] == card_payments.signature(told["payment"], "R100", "104.50", told["answer"])
    assert (answer.status_code, again.status_code) == (200, 200)
    [posting] = PendingPosting.objects.all()
    assert (posting.kind, posting.amount, posting.state) == ("payment", Decimal("-104.50"), "exported")
    page = text(client.get(home.account.get_absolute_url()))
    assert "£104.50 paid by card, receipt RCPT-77. It shows in the balance when the ledger has it." in page
    assert AccountPosition.objects.get(account=home.account).balance == balance


def test_s1_22_a_payment_that_failed_takes_nothing_and_says_so(
    client: Client, home: Household, provider: Provider
) -> None:
    answer = answers(handed_over(client, home, provider), "failed", "")

    assert answer.status_code == 200
    assert not PendingPosting.objects.exists()
    assert "£104.50 by card was not paid. Nothing was taken." in text(client.get(home.account.get_absolute_url()))


@pytest.mark.parametrize(
    "changed",
    [{"signature": "0" * 64}, {"amount": "1.00"}, {"receipt": "RCPT-78"}, {"payment": "QD00000000"}],
    ids=["another signature", "another sum", "another receipt", "another payment"],
)
def test_s1_22_an_answer_that_is_not_signed_for_what_it_says_changes_nothing(
    client: Client, home: Household, provider: Provider, changed: dict[str, str]
) -> None:
    told = handed_over(client, home, provider)

    answer = answers(told, **changed)

    assert answer.status_code == 400
    assert CardPayment.objects.get().state == "asked"
    assert not PendingPosting.objects.exists()


def test_s1_22_no_card_number_is_kept_or_logged_even_if_the_service_sends_one(
    client: Client, home: Household, provider: Provider, caplog: Any, capsys: Any
) -> None:
    told = handed_over(client, home, provider)
    digits = CARD.replace(" ", "")

    refused = answers(told, "paid", digits)
    dashed = answers(told, "paid", "4242-4242-4242-4242")
    beside = answers(told, card_number=CARD, pan=digits)

    assert (refused.status_code, dashed.status_code, beside.status_code) == (400, 400, 200)
    assert digits not in refused.content.decode()
    kept = [*CardPayment.objects.values(), *PendingPosting.objects.values(), *AccountEvent.objects.values()]
    printed = capsys.readouterr()
    for where in (str(kept), caplog.text, printed.out, printed.err):
        assert "4242" not in where


def test_s1_22_without_a_service_the_page_says_how_to_set_it_up(client: Client, home: Household) -> None:
    page = text(client.get(f"/accounts/{home.account.pk}/card-payment/"))
    pressed = client.post(f"/accounts/{home.account.pk}/card-payment/", {"amount": "20"})

    assert "Card payments are not set up" in page
    assert "CARD_PAYMENT_URL" in page
    assert pressed.status_code == 422
    assert not CardPayment.objects.exists()


@pytest.mark.parametrize(
    ("digits", "could"),
    [("4242424242424242", True), ("4242424242424241", False), ("123456789012", False), ("RCPT-77", False)],
)
def test_s1_22_what_could_be_a_card_number(digits: str, could: bool) -> None:
    assert card_payments.could_be_a_card(digits) == could


def test_s1_11_a_contact_taken_back_takes_its_task_with_it(client: Client, home: Household) -> None:
    contact(client, home, promise="Send the rent statement", due_on="26 November 2026")
    act = Act.objects.get(kind="contact")

    client.post(f"/undo/{act.pk}/")

    assert ContactNote.objects.get().taken_back_at
    assert Reminder.objects.get().withdrawn_at
    snapshots.take(on=MONDAY)
    assert rows_of(client.get("/team/contacts/?csv=1"))[-1][-1] == "0"
