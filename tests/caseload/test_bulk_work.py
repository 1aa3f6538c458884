"""One act on many accounts (7.5) in a worker: stopped, broken off, taken up again; and who may press it."""

from typing import Any

import pytest
from django.test import Client

from caseload import bulk
from caseload.models import Step
from staff.models import Job, Role
from tests.caseload.bulking import WEEK, press, start, sums
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import no_trace
from tests.caseload.listing import ref, text
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory, PropertyFactory
from welfare.models import Hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


# ---------------------------------------------------------------------------------------------- jobs, and who may do it


def test_more_than_twenty_are_done_by_a_worker_and_the_parts_add_up(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    homes = [owing() for _ in range(21)]
    sign_in(client, homes[0].officer)
    trial = start(client, "put_off")

    with django_capture_on_commit_callbacks() as sent:
        page = press(client, trial, until=WEEK, why="Someone is away")

    assert len(sent) == 1
    assert "Waiting for a worker." in text(page)
    assert not Step.objects.exists()
    job = Job.objects.get(kind=bulk.RUN)
    bulk.work(job, on=MONDAY)
    done = client.get(f"/accounts/bulk/{job.pk}/")
    assert sums(done) == (21, 21, 0)
    assert "21 accounts put off" in text(done)
    bulk.work(job, on=MONDAY)
    assert Step.objects.count() == 21


def test_work_that_is_stopped_keeps_what_is_done_names_the_rest_and_can_be_tried_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 10)
    homes = [owing() for _ in range(25)]
    sign_in(client, homes[0].officer)
    values = {"until": "2026-11-30", "why": "Someone is away"}
    keys = [home.account.pk for home in homes]
    trial = bulk.trial(act="put_off", account_ids=keys, values=values, by=homes[0].officer)
    bulk.work(trial, on=MONDAY)
    trial.refresh_from_db()
    job = bulk.press(trial, values=values, by=homes[0].officer)
    bulk._go_on(job, on=MONDAY)
    client.post(f"/accounts/bulk/{job.pk}/cancel/")

    bulk.work(job, on=MONDAY)

    page = client.get(f"/accounts/bulk/{job.pk}/")
    assert sums(page) == (25, 10, 15)
    assert Step.objects.count() == 10
    assert "15 It was stopped before its turn." in text(page)
    again = client.post(f"/accounts/bulk/{job.pk}/press/", {"again": "yes"})
    assert Job.objects.latest("pk").total == 15
    assert again.status_code == 302


def test_a_worker_that_dies_half_way_leaves_nothing_half_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done and its count are written together: whoever takes the work up does the rest, and counts them all."""
    monkeypatch.setattr(bulk, "CHUNK", 2)
    homes = [owing() for _ in range(3)]
    values = {"until": "2026-11-30", "why": "Someone is away"}
    trial = bulk.trial(act="put_off", account_ids=[h.account.pk for h in homes], values=values, by=homes[0].officer)
    bulk.work(trial, on=MONDAY)
    job = bulk.press(trial, values=values, by=homes[0].officer)
    monkeypatch.setattr(Job, "save", _power_cut)
    with pytest.raises(KeyboardInterrupt):
        bulk._go_on(job, on=MONDAY)
    monkeypatch.undo()
    assert not Step.objects.exists()

    bulk.work(Job.objects.get(pk=job.pk), on=MONDAY)

    sign_in(client, homes[0].officer)
    assert sums(client.get(f"/accounts/bulk/{job.pk}/")) == (3, 3, 0)
    assert Step.objects.count() == 3


def _power_cut(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_an_account_ticked_twice_counts_once_and_one_elsewhere_is_not_named_when_work_stops(client: Client) -> None:
    here = owing()
    there = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, here.officer)
    key = str(here.account.pk)
    trial = client.post("/accounts/bulk/", {"act": "hold", "ticked": [key, key, "9" * 30, "x"]}).url
    assert sums(client.get(trial)) == (1, 1, 0)

    job = bulk.trial(act="hold", account_ids=[there.account.pk], values={"a": 1}, by=here.officer)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    bulk.work(job, on=MONDAY)

    assert job.failures == [": It was stopped before its turn."]


def test_work_that_breaks_off_names_what_was_not_reached(client: Client) -> None:
    home = owing()
    trial = bulk.trial(
        act="put_off", account_ids=[home.account.pk], values={"until": "2026-11-30", "why": "x"}, by=home.officer
    )
    bulk.work(trial, on=MONDAY)
    job = bulk.press(trial, values={"until": "31 November", "why": "x"}, by=home.officer)

    with pytest.raises(ValueError, match="31 November"):
        bulk.work(job, on=MONDAY)

    sign_in(client, home.officer)
    page = client.get(f"/accounts/bulk/{job.pk}/")
    assert "The work broke off" in text(page)
    assert sums(page) == (1, 0, 1)
    assert no_trace(home.account)


@pytest.mark.parametrize("role", [Role.LEGAL, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_only_read_acts_on_none(client: Client, role: Role) -> None:
    home = owing()
    sign_in(client, OfficerFactory(role=role))

    sent = client.post("/accounts/bulk/", {"act": "put_off", "ticked": str(home.account.pk)})

    assert sent.status_code == 403
    assert no_trace(home.account)


def test_another_persons_work_is_not_found_and_accounts_elsewhere_are_left_out(client: Client) -> None:
    here = owing()
    there = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))
    sign_in(client, here.officer)
    trial = start(client, "hold", here, there)
    assert sums(client.get(trial)) == (2, 1, 1)
    assert ref(there) not in text(client.get(trial))

    sign_in(client, there.officer)
    for path in (trial, f"{trial}progress/"):
        assert client.get(path).status_code == 404
    for path in (f"{trial}press/", f"{trial}cancel/"):
        assert client.post(path).status_code == 404
    assert not Hold.objects.exists()
