"""A policy draft simulated over a made-up council against its floor: the first sweep of the same accounts."""

import resource
import tempfile
import time
from pathlib import Path

from django.utils import timezone

from caseload.bench_sweep import load, sweep
from caseload.benching import AS_OF, scratch_database
from caseload.models import Simulation
from caseload.policies import drafts, simulate
from recovery.rules.policy_text import text_hash
from staff.models import User

# Letter 1 from two and a half weeks on, not two: a draft that changes some hundred accounts in a hundred thousand.
OLD, NEW = '["weeks_collectable", ">=", 2], ["last_contact_on"', '["weeks_collectable", ">=", 2.5], ["last_contact_on"'


def bench(accounts: int, *, weeks: int = 156) -> dict[str, float]:
    """Seconds of a simulation for one day, of the sweep that is its floor, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database() as url:
        load(Path(made) / "extract", accounts, weeks, url)
        run, sweep_seconds = sweep()
        leader = User.objects.create(username="bench", name="Bench", role="team_leader")
        draft = drafts.clone(number=0, name="Bench", by=leader, at=timezone.now())
        text = drafts.text_of(0).replace(OLD, NEW)
        if text == drafts.text_of(0):
            raise RuntimeError("The shipped policy has no such rule: the bench would try nothing.")
        drafts.save(draft=draft, seen=text_hash(draft.text), text=text, by=leader, at=timezone.now())
        draft.refresh_from_db()
        job = simulate.ask(draft=draft, month=False, by=leader, on=AS_OF, at=timezone.now())
        began = time.perf_counter()
        simulate.work(job)
        seconds = time.perf_counter() - began
        found = Simulation.objects.get(job=job)
    return {
        "seconds": round(seconds, 2),
        "sweep_seconds": round(sweep_seconds, 2),
        "ratio": round(seconds / sweep_seconds, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "accounts": found.accounts,
        "changed": found.changed,
        "failed": len(run.failures) + len(job.failures),
    }
