"""The jobs tray: one's own long work, how far it is, what failed, and doing it again."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from caseload import jobs
from staff.models import Job, Role, User
from tests.caseload.desk import sign_in
from tests.caseload.reading import MOST_QUERIES, queries_of, text
from tests.factories.people import OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    user = OfficerFactory(role=Role.ADMINISTRATOR)
    sign_in(client, user)
    return user


def job(user: User, **changes: Any) -> Job:
    given = {"kind": "extract_load", "state": "running", "total": 200, "done": 50, "made_by": user}
    given["lease_until"] = timezone.now() + dt.timedelta(minutes=5)
    return Job.objects.create(**given | changes)


def failed_load(user: User, folder: Path) -> Job:
    wanted = {"folder": str(folder), "called": "night", "accept_shrunk": False}
    return job(user, state="failed", failures=["The load broke off."], input=wanted)


def test_the_tray_counts_what_is_under_way(client: Client, user: User) -> None:
    assert "under way" not in text(client.get("/help/"))
    job(user)
    job(user, state="waiting")
    job(user, state="done")
    job(OfficerFactory())

    assert sum(row.under_way for row in jobs.newest(user)) == 2
    assert "Jobs 2 under way" in text(client.get("/help/"))


def test_a_running_job_says_how_far_it_is(client: Client, user: User) -> None:
    started = job(user)

    page = client.get("/jobs/")

    assert "50 of 200" in text(page)
    assert "25%" in text(page)
    assert f"/extracts/work/{started.pk}/" in page.content.decode()
    assert "data-under-way" in client.get("/jobs/progress/").content.decode()


def test_a_job_whose_worker_is_gone_is_said_to_have_stopped(client: Client, user: User) -> None:
    job(user, lease_until=timezone.now() - dt.timedelta(minutes=1))

    page = client.get("/jobs/")

    assert "Stopped without a word" in text(page)
    assert "data-under-way" not in page.content.decode()
    assert "Try again" in text(page)


def test_what_failed_is_told_and_done_again(client: Client, user: User, tmp_path: Path) -> None:
    failed = failed_load(user, tmp_path)
    assert "1 thing: The load broke off." in text(client.get("/jobs/"))

    page = client.post(f"/jobs/{failed.pk}/retry/", follow=True)

    assert "Started again." in text(page)
    again = Job.objects.exclude(pk=failed.pk).get()
    assert (again.kind, again.input, again.state) == ("extract_load", failed.input, "waiting")
    assert page.redirect_chain == [(f"/extracts/work/{again.pk}/", 302)]


def test_an_extract_whose_files_are_gone_is_chosen_again(client: Client, user: User, tmp_path: Path) -> None:
    failed = failed_load(user, tmp_path / "gone")

    page = client.post(f"/jobs/{failed.pk}/retry/", follow=True)

    assert "The files of this extract are no longer here." in text(page)
    assert Job.objects.count() == 1


def test_who_may_no_longer_load_does_not_try_again(client: Client, user: User, tmp_path: Path) -> None:
    failed = failed_load(user, tmp_path)
    User.objects.update(role=Role.INCOME_OFFICER)

    page = client.post(f"/jobs/{failed.pk}/retry/", follow=True)

    assert "Extracts are loaded by finance and administrators." in text(page)
    assert Job.objects.count() == 1


def test_what_went_well_is_not_done_again(client: Client, user: User) -> None:
    done = job(user, state="done", done=200)

    assert "Done, 200 of 200" in text(client.get("/jobs/"))
    assert "Try again" not in text(client.get("/jobs/"))
    assert "nothing failed" in text(client.post(f"/jobs/{done.pk}/retry/", follow=True))


def test_work_of_a_kind_that_nobody_registered_is_still_shown(client: Client, user: User) -> None:
    unknown = job(user, kind="old_report", state="failed")

    page = client.get("/jobs/")

    assert "Old report" in text(page)
    assert "Try again" not in text(page)
    assert "Start it where you started it first" in text(client.post(f"/jobs/{unknown.pk}/retry/", follow=True))


def test_anothers_jobs_are_not_shown_nor_done_again(client: Client, user: User, tmp_path: Path) -> None:
    other = failed_load(OfficerFactory(role=Role.ADMINISTRATOR), tmp_path)

    assert "No long work of yours" in text(client.get("/jobs/"))
    assert client.post(f"/jobs/{other.pk}/retry/").status_code == 404


def test_the_page_asks_as_much_for_twenty_rows_as_for_one(client: Client, user: User) -> None:
    job(user)
    for_one, _ = queries_of(client, "/jobs/")
    for _ in range(19):
        job(user)
    for_twenty, page = queries_of(client, "/jobs/")

    assert text(page).count("50 of 200") == 20
    assert for_twenty == for_one <= MOST_QUERIES
