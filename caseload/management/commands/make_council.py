"""Make an extract of a made-up council, for demos, tests and benches."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseload.council.maker import make_council
from caseload.council.options import WEEKDAYS, BadOptions, Options


class Command(BaseCommand):
    help = "Writes the nightly extract of a made-up council. The same options give the same bytes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        size = parser.add_mutually_exclusive_group(required=True)
        size.add_argument("--accounts", type=int, metavar="N", help="exactly N accounts with a ledger")
        size.add_argument("--tenancies", type=int, metavar="N", help="N current tenancies; former ones come on top")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another council (default 1)")
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DATE", help="YYYY-MM-DD")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="an extract already there is replaced"
        )
        parser.add_argument(
            "--anchor",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day the stories are told round (default: as-of). Keep it and move --as-of for later nights",
        )
        parser.add_argument("--weeks", "--ledger-weeks", type=int, default=156, help="weeks of ledger (default 156)")
        parser.add_argument("--charge-weeks", type=int, default=52, choices=(48, 50, 52))
        parser.add_argument("--rent-week-start", default="mon", choices=WEEKDAYS)
        parser.add_argument("--council", default=Options.council, help=f"its name (default {Options.council})")
        parser.add_argument("--processes", type=int, default=1, help="the bytes do not depend on it (default 1)")
        parser.add_argument("--json", action="store_true", help="print the manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        names = Options.__dataclass_fields__
        try:
            manifest: dict[str, Any] = make_council(Options(**{name: options[name] for name in names}))
        except BadOptions as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(manifest))
            return
        for file in manifest["files"]:
            self.stdout.write(f"{file['rows']:>12,} {file['name']}")
        self.stdout.write(f"{manifest['council']} as at {manifest['as_at']} is in {options['out']}.")
