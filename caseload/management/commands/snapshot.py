import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from caseload import snapshots
from staff.clock import today


class Command(BaseCommand):
    help = "Keep a day's figures for Team. The first time, the collection of the year before is kept as well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="The day; today unless said.")
        parser.add_argument("--weeks", type=int, default=0, help="Fill in the collection of so many weeks before.")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or today()
        started = time.monotonic()
        rows = snapshots.take(on=on)
        if options["weeks"]:
            rows += snapshots.fill_past(on=on, weeks=options["weeks"])
        self.stdout.write(f"{rows} rows of figures kept for {on} in {time.monotonic() - started:.1f} s.")
