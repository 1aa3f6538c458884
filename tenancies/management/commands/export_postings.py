import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenancies import actions


class Command(BaseCommand):
    help = "Write the postings asked for, and not yet sent, to a new CSV file for the housing system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="A file that is not there yet.")
        parser.add_argument("--json", action="store_true", help="Answer with one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        to = options["file"].absolute()
        try:
            written = actions.export_postings(to=to, at=timezone.now())
        except actions.CannotExport as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(to), "written": written}))
        else:
            self.stdout.write(f"{written} requests written to {to}.")
