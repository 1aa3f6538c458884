"""`manage.py restore DIR`: a backup into an empty database, proved."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backup


class Command(BaseCommand):
    help = "Put a backup into an empty database and document folder, and prove its balances and documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **_: Any) -> None:
        try:
            entries, total = backup.restore(folder)
        except backup.BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"Restored and proved: {entries:,} ledger entries, £{total:,.2f} in all.")
