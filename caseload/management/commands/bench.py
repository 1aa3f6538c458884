import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from caseload import bench_batch, bench_letters, bench_load, bench_pages, bench_simulate, bench_sweep

BENCHES = {
    "batch": bench_batch.bench,
    "letters": bench_letters.bench,
    "load": bench_load.bench,
    "pages": bench_pages.bench,
    "simulate": bench_simulate.bench,
    "sweep": bench_sweep.bench,
}


class Command(BaseCommand):
    help = "Measure load, sweep, simulation, letters or pages against a floor of the same run, in a scratch database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=list(BENCHES))
        many = "How many accounts; for letters and a batch, how many letters."
        parser.add_argument("--accounts", "--letters", type=int, required=True, dest="accounts", help=many)
        parser.add_argument("--weeks", type=int, default=156, help="Weeks of ledger, for the sweep and the pages.")
        parser.add_argument("--json", action="store_true", help="Answer with one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        extra = {"weeks": options["weeks"]} if options["what"] in {"pages", "simulate", "sweep"} else {}
        found = BENCHES[options["what"]](options["accounts"], **extra)
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")
