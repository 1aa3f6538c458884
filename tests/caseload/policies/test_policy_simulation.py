"""A draft tried on every account: what it changes by step, officer, stage and pounds; on a day, and over four weeks."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload.models import SimulatedChange, Simulation
from caseload.policies import drafts, rates, simulate, trial
from caseload.policies.edit import CannotEdit
from recovery.models import PolicyDraft, RepaymentAgreement
from recovery.rules.actions import Action
from recovery.rules.policy import default_policy
from recovery.rules.policy_text import load, rule_of, text_hash, write
from staff.models import Job, Role, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import draft_by
from tests.caseload.reading import queries_of, text
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def run(draft: PolicyDraft, *, by: User, month: bool = False) -> Job:
    job = simulate.ask(draft=draft, month=month, by=by, on=MONDAY, at=NOON)
    simulate.work(job)
    return job


def test_what_changes_is_counted_by_step_stage_and_pounds(manager: User) -> None:
    """£104.50 a week: £209.00 is 2 weeks, £250.00 is 2.39, £300.00 is 2.87; letter 1 from 2.5 weeks on, not from 2."""
    two, more, most = owing(), owing(owes="250.00"), owing(owes="300.00")

    job = run(draft_by(manager), by=manager)

    found = Simulation.objects.get(job=job)
    assert (job.state, job.done, found.accounts, found.changed) == ("done", 3, 3, 2)
    assert {change.account_id for change in found.changes.all()} == {two.account.pk, more.account.pk}
    assert most.account.pk not in {change.account_id for change in found.changes.all()}
    lines = {line.name: line for line in trial.tables(found)["actions"]}
    letter, reminder = lines["Send letter 1"], lines["Send a reminder"]
    assert (letter.before, letter.after, letter.more, letter.pounds_before, letter.pounds_after) == (
        3, 1, "−2", Decimal("759.00"), Decimal("300.00"),
    )  # fmt: skip
    assert (reminder.before, reminder.after, reminder.pounds_more) == (0, 2, Decimal("459.00"))
    [stage] = trial.tables(found)["stages"]
    assert (stage.name, stage.before, stage.after, stage.changed) == ("No letter sent", 3, 3, 2)
    [officer] = trial.tables(found)["officers"]
    assert (officer.name, officer.before, officer.after) == ("Shared or nobody’s", 3, 3)
    assert trial.sentence({"refer_to_court": {"before": 3, "after": 11}}) == "Adds 8 legal steps."
    swapped = "Adds ‘Send a reminder’ 2 times, removes ‘Send letter 1’ 2 times."
    assert trial.sentence(found.totals["actions"]) == swapped


def test_each_changed_account_keeps_the_old_and_the_new_why(manager: User) -> None:
    owing()

    run(draft_by(manager), by=manager)

    change = SimulatedChange.objects.get()
    assert (change.action, change.rule, change.new_action, change.new_rule) == (
        "letter_1", "letter_1", "reminder", "reminder",
    )  # fmt: skip
    assert change.figures["why"] == "2 weeks are owed and nothing went out for two weeks"
    assert change.new_figures["why"] == "A little over a week is owed: an early reminder"
    assert change.figures["owes"] == "209.00"


def test_what_officers_see_does_not_change(manager: User) -> None:
    home = owing()
    before = home.account.recommendations.get(lapsed_on=None).fingerprint

    run(draft_by(manager), by=manager)

    assert home.account.recommendations.get(lapsed_on=None).fingerprint == before


def test_a_wider_tolerance_is_simulated_with_its_own_agreements(manager: User) -> None:
    """£5.00 short of £20.00 due on 2 November: slipping by £1.00, kept by £10.00."""
    home = owing(owes="500.00")
    RepaymentAgreement.objects.create(
        source_ref="RA1",
        account=home.account,
        made_on=dt.date(2026, 10, 26),
        kind="informal",
        frequency="weekly",
        first_due_on=dt.date(2026, 11, 16),
        rent_amount=Decimal("0.00"),
        instalment_amount=Decimal("5.00"),
        opening_arrears=Decimal("500.00"),
        status="live",
    )
    draft = drafts.clone(number=0, name="Wider", by=manager, at=NOON)
    data = load(draft.text)
    data["tolerance"]["pounds"] = "10.00"
    drafts.save(draft=draft, seen=text_hash(draft.text), text=write(data), by=manager, at=NOON)

    run(draft, by=manager)

    change = SimulatedChange.objects.get()
    assert (change.rule, change.new_rule) == ("agreement_slipping", "agreement_kept")


def test_four_weeks_are_looked_at_monday_by_monday(manager: User) -> None:
    """The debt dates from 16 November: on the Mondays before it the account was clear."""
    owing()

    job = run(draft_by(manager), by=manager, month=True)

    days = {each.as_of: each.changed for each in Simulation.objects.filter(job=job)}
    assert days == {
        dt.date(2026, 11, 2): 0, dt.date(2026, 11, 9): 0, dt.date(2026, 11, 16): 1, MONDAY: 1,
    }  # fmt: skip
    assert job.result["month"]["letter_1"] == {"before": 1, "after": 0, "added": 0, "removed": 1}
    assert job.result["month"]["reminder"] == {"before": 0, "after": 1, "added": 1, "removed": 0}


def test_mondays_of_four_weeks() -> None:
    assert simulate.mondays(dt.date(2026, 11, 20)) == [
        dt.date(2026, 10, 26), dt.date(2026, 11, 2), dt.date(2026, 11, 9), dt.date(2026, 11, 16),
    ]  # fmt: skip


def test_the_day_before_one_simulation_makes_room_for_the_next(manager: User) -> None:
    owing()
    draft = draft_by(manager)
    run(draft, by=manager)

    run(draft, by=manager)

    assert Simulation.objects.count() == SimulatedChange.objects.count() == 1


def test_one_simulation_of_a_draft_runs_at_a_time_and_a_stopped_one_counts_for_nothing(manager: User) -> None:
    owing()
    draft = draft_by(manager)
    job = simulate.ask(draft=draft, month=False, by=manager, on=MONDAY, at=NOON)
    with pytest.raises(CannotEdit, match="It is being simulated"):
        simulate.ask(draft=draft, month=False, by=manager, on=MONDAY, at=NOON)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)

    simulate.work(job)

    assert job.state == "cancelled"
    assert drafts.simulated(draft) is None


def test_work_sent_twice_is_done_once(manager: User) -> None:
    owing()
    job = run(draft_by(manager), by=manager)
    ended = job.ended_at

    simulate.work(job)

    assert (job.state, job.ended_at) == ("done", ended)


def test_a_draft_changed_before_its_turn_is_not_simulated(manager: User) -> None:
    owing()
    draft = draft_by(manager)
    job = simulate.ask(draft=draft, month=False, by=manager, on=MONDAY, at=NOON)
    changed = draft.text.replace("First letter", "Letter one")
    drafts.save(draft=draft, seen=text_hash(draft.text), text=changed, by=manager, at=NOON)

    with pytest.raises(CannotEdit):
        simulate.work(job)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "the draft was changed before its turn" in job.failures[0]


def test_only_leaders_ask_and_only_for_a_draft(manager: User) -> None:
    draft = draft_by(manager)
    with pytest.raises(PermissionDenied):
        simulate.ask(draft=draft, month=False, by=OfficerFactory(), on=MONDAY, at=NOON)
    drafts.discard(draft=draft, by=manager, at=NOON)
    draft.refresh_from_db()

    with pytest.raises(CannotEdit, match="no longer a draft"):
        simulate.ask(draft=draft, month=False, by=manager, on=MONDAY, at=NOON)


def test_the_page_tells_sums_of_all_and_accounts_of_ones_own(client: Client, manager: User) -> None:
    hers, _ = owing(), owing()
    simulation = Simulation.objects.get(job=run(draft_by(manager), by=manager))
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[hers.account.tenancy.home.patch])
    elsewhere = OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P77")])

    def page(user: User, query: str = "") -> str:
        sign_in(client, user)
        return text(client.get(f"/policy/simulations/{simulation.pk}/{query}"))

    assert "2 accounts of 2 would be decided otherwise" in page(leader)
    assert hers.account.account_ref in page(leader)
    assert "No account of yours changes" in page(elsewhere)
    assert "of those chosen" in page(manager, "?from=letter_1&to=reminder")
    assert client.get(f"/policy/simulations/{simulation.pk}/?from=dance").status_code == 404
    answer = client.get(f"/policy/simulations/{simulation.pk}/accounts.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][2:4] == ["Send letter 1", "First letter"]


def test_asking_on_the_page_shows_how_far_it_is_and_stops_it(client: Client, manager: User) -> None:
    owing()
    draft = draft_by(manager)
    sign_in(client, manager)

    page = client.post(f"/policy/drafts/{draft.pk}/simulate/", {"over": "month"}, follow=True)
    again = client.post(f"/policy/drafts/{draft.pk}/simulate/", {"over": "month"}, follow=True)
    simulation = Simulation.objects.order_by("-as_of")[0]
    bar = client.get(f"/policy/simulations/{simulation.pk}/progress/")
    stopped = client.post(f"/policy/simulations/{simulation.pk}/stop/", follow=True)

    assert "Waiting for a worker." in text(page)
    assert "It is being simulated." in text(again)
    assert "Waiting for a worker." in text(bar)
    assert "It was stopped before its end" in text(stopped)
    assert client.get("/jobs/").status_code == 200


def test_the_list_of_changed_accounts_asks_as_much_for_twenty_as_for_one(client: Client, manager: User) -> None:
    sign_in(client, manager)
    owing()
    draft = draft_by(manager)
    first = Simulation.objects.get(job=run(draft, by=manager))
    for_one, _ = queries_of(client, f"/policy/simulations/{first.pk}/")
    for _ in range(19):
        owing()
    second = Simulation.objects.get(job=run(draft, by=manager))

    for_twenty, page = queries_of(client, f"/policy/simulations/{second.pk}/")

    assert text(page).count("A little over a week is owed") == 20
    assert for_twenty == for_one


def test_duty_s0_02_a_reminder_by_text_costs_what_was_worked_by_hand(manager: User) -> None:
    """Duty S0-02. Three reminders: 3 letters of 86p, or 3 texts of 3p; each two minutes at £18.00 an hour, £1.80."""
    for _ in range(3):
        owing(owes="150.00")
    for name, amount in (
        ("Cost of a letter", "0.86"),
        ("Cost of a text", "0.03"),
        ("Cost of an hour of casework", "18.00"),
    ):
        rates.enter(
            name=name, amount=Decimal(amount), per="", from_on=MONDAY, source="Finance, 2026", by=manager, on=MONDAY
        )
    draft = drafts.clone(number=0, name="By text", by=manager, at=NOON)
    data = load(draft.text)
    rule = rule_of(data, "reminder")
    assert rule is not None
    rule["way"] = "sms"
    drafts.save(draft=draft, seen=text_hash(draft.text), text=write(data), by=manager, at=NOON)

    found = Simulation.objects.get(job=run(draft, by=manager))

    assert found.changed == 3
    assert dict(trial.costs(found, rates.unit_costs(default_policy(), on=MONDAY))) == {
        "By the policy in force": Decimal("4.38"),  # 3 × 0.86 + 6 minutes × 18.00 / 60
        "By the draft": Decimal("1.89"),  # 3 × 0.03 + 1.80
    }
    assert set(found.totals["actions"]) == {Action.REMINDER.value}
