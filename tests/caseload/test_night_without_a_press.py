"""The end of the night's run in a real worker: what two leaders switched on goes, and nothing else."""

import pytest

from caseload.models import SweepRun
from config.celery import app
from config.services import wait_until
from recovery import stages
from recovery.models import OutboxMessage
from recovery.rules.post import Post
from staff.models import Role
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing
from tests.caseload.desk_acts import NOON
from tests.factories.people import OfficerFactory
from tests.processes import Processes

pytestmark = pytest.mark.slow


def test_reminders_go_by_themselves_when_the_night_is_done_and_letter_1_waits_for_a_press(processes: Processes) -> None:
    reminded, _ = owing(owes="110.00"), owing(owes="209.00")
    stages.ask_automatic(action="reminder", policy=Post(), by=OfficerFactory(role=Role.TEAM_LEADER), at=NOON)
    stages.switch_on(action="reminder", policy=Post(), by=OfficerFactory(role=Role.INCOME_MANAGER), at=NOON)
    processes.worker(queues="sweep,default", QUARTERDAY_TODAY=MONDAY.isoformat())

    app.send_task("caseload.tasks.nightly_sweep", kwargs={"as_of": MONDAY.isoformat()}, queue="sweep")

    wait_until(SweepRun.objects.filter(state=SweepRun.State.DONE).exists, "The night never ended.")
    wait_until(OutboxMessage.objects.exists, "Nothing went by itself.")
    message = OutboxMessage.objects.get()
    assert (message.account, message.action, message.state) == (reminded.account, "reminder", "queued")
    assert "Sent without a press" in AccountEvent.objects.get(what="letter_queued").summary
