import json
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

# Each is caseload/bench_<name>.py, and only the one that is asked for is imported: a sweep is measured in the memory of
# a process that knows no pages.
BENCHES = ["batch", "bundle", "letters", "load", "pages", "simulate", "sweep"]


class Command(BaseCommand):
    requires_system_checks = []  # they import every page
    help = "Measure load, sweep, simulation, letters or pages against a floor of the same run, in a scratch database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=BENCHES)
        many = "How many accounts; for letters and a batch, how many letters; for a bundle, how many pages."
        parser.add_argument("--accounts", "--letters", type=int, required=True, dest="accounts", help=many)
        parser.add_argument("--weeks", type=int, default=156, help="Weeks of ledger, for the sweep and the pages.")
        parser.add_argument("--json", action="store_true", help="Answer with one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        extra = {"weeks": options["weeks"]} if options["what"] in {"pages", "simulate", "sweep"} else {}
        found = import_module(f"caseload.bench_{options['what']}").bench(options["accounts"], **extra)
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")
