"""A draft tried on every account beside the policy in force: what it would change, on a day or on the days of a month.

Facts are gathered once and decided twice, by the same functions as the night's sweep. Nothing officers see changes.
A look back takes as they stand now the facts whose history is not kept (known_facts.ONLY_NOW).
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from caseload.models import AccountFigures, Simulation
from caseload.policies.edit import CannotEdit
from caseload.runs import spans
from recovery import policies
from recovery.account_facts import households
from recovery.models import PolicyDraft
from recovery.rules import words as why_words
from recovery.rules.actions import Action
from recovery.rules.decide import Decision, decide_household
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.policy import Policy, WrongPolicy, read
from recovery.rules.policy_text import text_hash
from staff.models import LEADING_ROLES, Job, User
from tenancies.models import RentAccount

TODAY, MONTH = "policy_trial", "policy_month"
KINDS = [TODAY, MONTH]
UNDER_WAY = [Job.State.WAITING, Job.State.RUNNING]
MOST_NAMED = 50
LOOK_BACK = timedelta(days=28)
LOCK = 7_320_442  # with the job's id: who runs it


def ask(*, draft: PolicyDraft, month: bool, by: User, on: date, at: datetime) -> Job:
    """Ask for a simulation of a draft as it stands: for today, or for each Monday of the last four weeks and today.

    What an earlier one of the same kind found is given up. Raises CannotEdit.
    """
    if by.role not in LEADING_ROLES:
        raise PermissionDenied("Policies are simulated by team leaders and income managers.")
    kind = MONTH if month else TODAY
    with transaction.atomic():
        draft = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.state in {PolicyDraft.State.PUBLISHED, PolicyDraft.State.DISCARDED}:
            raise CannotEdit("It is no longer a draft. Copy it, and simulate the copy.")
        try:
            read(draft.text, number=0)
        except WrongPolicy as wrong:
            raise CannotEdit(str(wrong)) from wrong
        if draft.simulations.filter(job__state__in=UNDER_WAY, job__kind=kind).exists():
            raise CannotEdit("It is being simulated. Wait for the result, or stop it first.")
        draft.simulations.filter(job__kind=kind).delete()
        days = mondays(on) if month else [on]
        job = Job.objects.create(
            kind=kind,
            made_by=by,
            total=RentAccount.objects.count() * len(days),
            input={"draft": draft.pk, "called": draft.name},
        )
        Simulation.objects.bulk_create(
            Simulation(
                draft=draft,
                as_of=day,
                against=policies.newest_number(),
                text_hash=text_hash(draft.text),
                job=job,
                at=at,
                by=by,
            )
            for day in days
        )
    return job


def mondays(on: date) -> list[date]:
    """The Mondays of the 28 days up to a day, that day included."""
    first = on - LOOK_BACK + timedelta(days=1)
    return [day for day in (first + timedelta(days=n) for n in range(LOOK_BACK.days)) if day.weekday() == 0]


@dataclass
class Tally:
    """What the accounts come to: how many go from one step to another, with pounds and minutes, and who failed."""

    steps: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    pounds: dict[tuple[Any, ...], Decimal] = field(default_factory=dict)
    minutes: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    accounts: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    stood: dict[str, set[tuple[int, str]]] = field(default_factory=lambda: {"before": set(), "after": set()})


def work(job: Job) -> None:
    """Run what a job asks. Sent twice, the second finds it running or ended; after a dead worker it begins afresh."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, job.pk])
        row = cursor.fetchone()
    if not row or not row[0]:
        return
    try:
        job.refresh_from_db()
        if job.state in UNDER_WAY:
            _run(job)
    except Exception as error:
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.FAILED, ended_at=timezone.now(), failures=[f"It stopped: {error}"]
        )
        raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, job.pk])
        job.refresh_from_db()


def stop(job: Job, *, by: User) -> None:
    """Stop one's own: at once where no worker has it in hand, else after the part that it is at. Raises CannotEdit."""
    if job.made_by != by:
        raise CannotEdit(f"Only {job.made_by} stops this simulation.")
    ended = {"state": Job.State.CANCELLED, "cancel_asked": True, "ended_at": timezone.now()}
    under_way = Job.objects.filter(pk=job.pk, state__in=UNDER_WAY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, job.pk])
        row = cursor.fetchone()
        under_way.update(**ended if row and row[0] else {"cancel_asked": True})


def _run(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=0)
    month = Tally()
    done = 0
    failures: list[str] = []
    for simulation in Simulation.objects.filter(job=job).select_related("draft").order_by("as_of"):
        simulation.changes.all().delete()
        new = read(simulation.draft.text, number=0)
        if text_hash(simulation.draft.text) != simulation.text_hash:
            raise CannotEdit("the draft was changed before its turn came. Simulate it again.")
        tally = Tally()
        for tenancy_ids in spans():
            _chunk(simulation, tenancy_ids, old=policies.numbered(simulation.against), new=new, tally=tally)
            if not _go_on(job, done + tally.accounts):
                return
        done += tally.accounts
        simulation.accounts, simulation.changed, simulation.totals = tally.accounts, tally.changed, totals(tally)
        simulation.save(update_fields=["accounts", "changed", "totals"])
        for side, stood in tally.stood.items():
            month.stood[side] |= stood
        failures += [f"{each['account']}: {each['reason']}" for each in tally.failures]
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.DONE,
        ended_at=timezone.now(),
        done=done,
        failures=failures[:MOST_NAMED],
        result={"failed": len(failures), "month": over_days(month)},
    )


def _go_on(job: Job, done: int) -> bool:
    """Say how far it is. False where it was asked to stop, and has."""
    Job.objects.filter(pk=job.pk).update(done=done)
    stopped = Job.objects.filter(pk=job.pk, cancel_asked=True).update(
        state=Job.State.CANCELLED, ended_at=timezone.now()
    )
    return not stopped


@transaction.atomic
def _chunk(simulation: Simulation, tenancy_ids: Sequence[int], *, old: Policy, new: Policy, tally: Tally) -> None:
    """Decide these households by both policies and keep those that differ."""
    within = AccountFigures.objects.filter(
        account__tenancy_id__gte=tenancy_ids[0], account__tenancy_id__lte=tenancy_ids[-1]
    )
    officers = dict(within.values_list("account_id", "officer_id"))
    both = _both(simulation.as_of, tenancy_ids, old, new)  # asked before COPY begins: they share a connection
    with connection.cursor() as cursor, cursor.copy(COPY_CHANGES) as copy:
        for changed in compare(both, old, new, officers, tally):
            copy.write_row((simulation.pk, *changed))


def _both(
    as_of: date, tenancy_ids: Sequence[int], old: Policy, new: Policy
) -> Iterator[tuple[list[AccountFacts], list[AccountFacts]]]:
    """Each household's facts as either policy sees them: they may differ by what is overlooked, and by blackouts."""
    before = households(as_of=as_of, tenancy_ids=tenancy_ids, policy=old)
    if (old.tolerance, old.blackout_until(as_of)) == (new.tolerance, new.blackout_until(as_of)):
        return ((facts, facts) for facts in before)
    return zip(before, households(as_of=as_of, tenancy_ids=tenancy_ids, policy=new), strict=True)


def compare(
    found: Iterator[tuple[list[AccountFacts], list[AccountFacts]]],
    old: Policy,
    new: Policy,
    officers: Mapping[int, int | None],
    tally: Tally,
) -> Iterator[tuple[Any, ...]]:
    """Decide by both, count everything, and answer the accounts that go another way."""
    for facts, facts_then in found:
        try:
            before, after = decide_household(facts, old), decide_household(facts_then, new)
        except Exception as error:
            tally.accounts += len(facts)
            tally.failures += [{"account": each.account_ref, "reason": str(error)} for each in facts]
            continue
        for account, then, was, is_now in zip(facts, facts_then, before, after, strict=True):
            _count(tally, account, was, is_now, officers.get(account.account_id))
            if _step(was) != _step(is_now):
                tally.changed += 1
                yield (
                    account.account_id,
                    was.action.value,
                    is_now.action.value,
                    was.rule.code,
                    is_now.rule.code,
                    _why(account, was),
                    _why(then, is_now),
                )


def _step(decision: Decision) -> tuple[str, str, str]:
    return decision.action.value, decision.rule.code, decision.rule.way


def _why(facts: AccountFacts, decision: Decision) -> str:
    said = {"why": why_words.because(facts, decision), "name": decision.rule.name, "way": decision.rule.way}
    return json.dumps(said | {"owes": str(facts.collectable_arrears)})


def _count(tally: Tally, facts: AccountFacts, was: Decision, is_now: Decision, officer: int | None) -> None:
    tally.accounts += 1
    if was.action is Action.NONE and is_now.action is Action.NONE:
        return
    differ = _step(was) != _step(is_now)
    key = (was.action.value, way(was), is_now.action.value, way(is_now), officer, stage_of(facts), differ)
    tally.steps[key] += 1
    tally.pounds[key] = tally.pounds.get(key, ZERO) + facts.collectable_arrears
    for side, decision in (("before", was), ("after", is_now)):
        if decision.action is not Action.NONE:
            tally.minutes[side] += decision.rule.minutes
            tally.stood[side].add((facts.account_id, decision.action.value))


def way(decision: Decision) -> str:
    """How the step goes out: letter, sms, call, visit, legal, desk, or none."""
    return decision.rule.way or decision.action.channel


STAGES = {
    "0": "No letter sent", "1": "Reminder sent", "2": "Letter 1 sent", "3": "Letter 2 sent",
    "4": "Letter before notice sent", "notice": "Notice in force", "claim": "Claim before the court",
    "order": "Possession order", "eviction": "Eviction booked",
}  # fmt: skip


def stage_of(facts: AccountFacts) -> str:
    """How far the household has come: the furthest that applies, from no letter to an eviction booked."""
    if facts.eviction_outcome == "booked":
        return "eviction"
    if facts.order_kind and not facts.order_executed:
        return "order"
    if facts.claim_status in {"issued", "listed", "adjourned_to_date", "adjourned_generally", "adjourned_on_terms"}:
        return "claim"
    return "notice" if facts.notice_in_force else str(min(facts.stage, 4))


def totals(tally: Tally) -> dict[str, Any]:
    """Steps and pounds before and after, by step, officer and stage; ways of sending, for what it costs."""
    groups: dict[str, dict[str, dict[str, Any]]] = {"actions": {}, "officers": {}, "stages": {}, "ways": {}}
    for key, number in tally.steps.items():
        action, old_way, new_action, new_way, officer, stage, differ = key
        pounds = tally.pounds[key]
        for side, step, how in (("before", action, old_way), ("after", new_action, new_way)):
            if step == Action.NONE:
                continue
            names = {"actions": step, "officers": str(officer or ""), "stages": stage, "ways": f"{step}:{how}"}
            for group, name in names.items():
                row = groups[group].setdefault(name, {"before": 0, "after": 0, "changed": 0})
                row[side] += number
                row[f"pounds_{side}"] = str(Decimal(row.get(f"pounds_{side}", "0.00")) + pounds)
        if differ:
            for group, name in (("officers", str(officer or "")), ("stages", stage)):
                row = groups[group].setdefault(name, {"before": 0, "after": 0, "changed": 0})
                row["changed"] += number
    return {**groups, "minutes": dict(tally.minutes), "failed": len(tally.failures)}


def over_days(tally: Tally) -> dict[str, dict[str, int]]:
    """For each step: on how many accounts either policy suggests it on some of the days, and what is added and lost."""
    found: dict[str, dict[str, int]] = {}
    before, after = tally.stood["before"], tally.stood["after"]
    sides = {"before": before, "after": after, "added": after - before, "removed": before - after}
    for side, stood in sides.items():
        for action, number in Counter(action for _, action in stood).items():
            found.setdefault(action, dict.fromkeys(sides, 0))[side] = number
    return found


COPY_CHANGES = """
    COPY caseload_simulatedchange
        (simulation_id, account_id, action, new_action, rule, new_rule, figures, new_figures)
    FROM STDIN
"""
