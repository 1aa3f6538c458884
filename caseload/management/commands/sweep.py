import json
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseload import runs
from caseload.models import SweepRun
from staff.clock import today


class Command(BaseCommand):
    help = "Look at every account and decide its next step. Joins a sweep that already runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="The day to decide for; today unless said.")
        parser.add_argument("--json", action="store_true", help="Answer with one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            run = runs.start(as_of=options["as_of"] or today())
        except runs.SweepRefused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": str(refusal)}))
            raise CommandError(str(refusal), returncode=2) from refusal
        while run.state == SweepRun.State.RUNNING:
            if not runs.work(run):
                time.sleep(0.2)  # others hold the last chunks
            run = runs.finish(run)
        answer = {
            "as_of": run.as_of.isoformat(),
            "accounts": run.accounts,
            "decided": run.decided,
            "failed": len(run.failures),
            "written": run.written,
            "lapsed": run.lapsed,
            "buckets": run.buckets,
            "alarms": run.alarms,
            "failures": run.failures,
            "seconds": round(time.monotonic() - started, 3),
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(
            f"{run.decided} of {run.accounts} accounts decided in {answer['seconds']} s; {run.written} rows written."
        )
        for name, count in run.buckets.items():
            self.stdout.write(f"  {count:8,}  {name.replace('_', ' ')}")
        for alarm in run.alarms:
            self.stdout.write(f"  ! {alarm}")
