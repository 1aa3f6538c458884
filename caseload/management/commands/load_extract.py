"""manage.py load_extract: the night's folder into the database."""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseload import differences
from caseload.export import csv_lines
from caseload.load import AnotherLoadRuns, LoadResult, load
from staff.clock import today
from staff.models import User

REFUSED = 2


class Command(BaseCommand):
    help = "Loads the extract in a folder: wholly, or not at all. Exit code 0: loaded; 2: refused."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check and count everything, change nothing")
        parser.add_argument("--report", metavar="FILE.csv", type=Path, help="write each rejected row to this file")
        parser.add_argument(
            "--differences",
            metavar="FILE.csv",
            type=Path,
            help=f"write what differs from what is stored, the first {differences.KEPT:,} values, to this file",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of words")
        parser.add_argument(
            "--accept-shrunk",
            metavar="USERNAME",
            help="the person who accepts that files have far fewer rows than last time",
        )

    def handle(self, *, folder: Path, dry_run: bool, report: Path | None, **options: Any) -> None:
        accepted_by = None
        if options["accept_shrunk"]:
            accepted_by = User.objects.filter(username=options["accept_shrunk"].lower(), is_active=True).first()
            if accepted_by is None:
                raise CommandError(f"Nobody has the sign-in name {options['accept_shrunk']}.")
        with ExitStack() as stack:
            try:
                lines = stack.enter_context(report.open("w", newline="", encoding="utf-8")) if report else None
            except OSError as problem:
                raise CommandError(f"The report cannot be written to {report}: {problem.strerror}.") from None
            try:
                result = load(folder, today=today(), dry_run=dry_run, shrunk_accepted_by=accepted_by, report=lines)
            except AnotherLoadRuns as wait:
                raise CommandError(str(wait)) from None
        if options["differences"]:
            _write(options["differences"], result)
        if options["json"]:
            self.stdout.write(json.dumps({**result.as_json(), "dry_run": dry_run}))
        else:
            self.stdout.write(in_words(result, dry_run=dry_run))
        if result.refusals:
            sys.exit(REFUSED)


def _write(file: Path, result: LoadResult) -> None:
    try:
        lines = differences.lines(result.differences, count=result.differing)
        file.write_text("".join(csv_lines(differences.HEAD, lines)), encoding="utf-8")
    except OSError as problem:
        raise CommandError(f"The differences cannot be written to {file}: {problem.strerror}.") from None


def in_words(result: LoadResult, *, dry_run: bool) -> str:
    """The result for a person at a terminal."""
    lines = []
    if result.refusals:
        lines.append("Refused. Nothing has changed.")
        for refusal in result.refusals:
            figures = f" stated {refusal.stated}, found {refusal.found}." if refusal.stated or refusal.found else ""
            lines.append(f"  {refusal.reason}  {refusal.file}:{figures} {refusal.detail}".rstrip())
        return "\n".join(lines)
    lines.append(f"{'Checked, not loaded' if dry_run else 'Loaded'}: {result.extract_id}, as at {result.as_at}.")
    lines.append(f"  {'':20}{'read':>12}{'changed':>12}{'rejected':>12}")
    for name, file in result.files.items():
        lines.append(f"  {name:20}{file['read']:>12,}{file['changed']:>12,}{file['rejected']:>12,}")
    for name, total in result.control_totals.items():
        lines.append(f"  {name}: {total}")
    for remark in result.remarks:
        figures = ", ".join(f"{key} {value}" for key, value in remark.items() if key != "what")
        lines.append(f"  {remark['what'].replace('_', ' ')}: {figures}")
    return "\n".join(lines)
