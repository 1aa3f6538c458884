"""`manage.py backup DIR`: the database and the documents, into a new folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backup


class Command(BaseCommand):
    help = "Write the database and the issued documents into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **_: Any) -> None:
        try:
            entries, total = backup.make(folder)
        except backup.BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"Backed up: {entries:,} ledger entries, £{total:,.2f} in all.")
