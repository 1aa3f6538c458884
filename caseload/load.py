"""One extract into the database: checked, staged, merged in the order of its files, wholly or not at all.

The council's housing system sends a folder (see extract/files/). Reading and checking rows is Python of its own;
from staging on, each app's imports.py says how its files become records, in a few statements for each file.
"""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from caseload import differences, search
from caseload.extract.files import FILES, FILES_BY_NAME, LEDGER
from caseload.extract.manifest import BadManifest, Manifest, Refusal, missing_files, read_manifest
from caseload.extract.reader import FileReader
from caseload.extract.spec import File
from caseload.models import ExtractLoad
from caseload.progress import JobProgress
from caseload.refusals import in_pounds, refusals_by_content, refusals_by_history
from caseload.staged import make_tables, reject_duplicates, reject_loose, stage
from legal import imports as legal
from recovery import imports as recovery
from staff import imports as staff
from staff.models import Job, User
from staff.staging import Merge, merge
from tenancies import after_load, imports, ledger_import
from tenancies.faults import keep_faults
from welfare import imports as welfare

LOCK = 5_020_261  # one load at a time
MERGES: dict[str, Merge] = {
    each.file: each
    for each in (
        staff.USERS,
        imports.PROPERTIES,
        imports.PEOPLE,
        imports.TENANCIES,
        imports.TENANCY_PEOPLE,
        imports.ACCOUNTS,
        imports.CHARGES,
        imports.RENT_YEARS,
        welfare.BENEFITS,
        recovery.AGREEMENTS,
        legal.NOTICES,
        legal.NOTICE_SERVICE,
        legal.CLAIMS,
        legal.ORDERS,
        recovery.CONTACTS,
        welfare.MARKERS,
    )
}
BEFORE: dict[str, Callable[[], None]] = {
    "officers.csv": staff.before_officers,
    "properties.csv": staff.before_properties,
}
AFTER: dict[str, Callable[[], None]] = {
    "agreements.csv": recovery.note_agreements,
    "notices.csv": legal.note_notices,
    "notice_service.csv": legal.note_service,
    "court_cases.csv": legal.note_claims,
    "court_orders.csv": legal.note_orders,
    "contacts.csv": recovery.note_contacts,
    "markers.csv": welfare.note_markers,
}
# Where the key of each file is stored: (table, column).
KEYS = {name: (each.table, next(iter(each.key))) for name, each in MERGES.items() if len(each.key) == 1}


@dataclass
class LoadResult:
    """What became of an extract. Files by their plain names: `transactions.csv`, though it came as `.csv.gz`."""

    loaded: bool = False
    extract_id: str = ""
    council: str = ""
    as_at: dt.date | None = None
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    control_totals: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    rejected: int = 0
    rejected_sample: list[dict[str, Any]] = field(default_factory=list)
    differing: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)  # the first of them: caseload/differences.py
    load_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "loaded": self.loaded,
            "extract_id": self.extract_id,
            "council": self.council,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "files": self.files,
            "control_totals": self.control_totals,
            "refusals": [refusal.as_json() for refusal in self.refusals],
            "remarks": self.remarks,
            "rejected": self.rejected,
        }


class AnotherLoadRuns(Exception):
    """Two loads at once would count twice. The message is written for whoever loads."""


class _RolledBack(Exception):
    """The extract is refused, or was only tried: nothing that was done may stay."""


def load(
    folder: Path,
    *,
    today: dt.date,
    by: User | None = None,
    dry_run: bool = False,
    shrunk_accepted_by: User | None = None,
    job: Job | None = None,
    report: TextIO | None = None,
) -> LoadResult:
    """Load the extract in a folder, or say why it is refused; `dry_run` does all of it and takes it back.

    `report` gets a CSV of every rejected row and every difference. Raises AnotherLoadRuns; Cancelled if the job
    was cancelled. Either way nothing has changed.
    """
    started_at = timezone.now()
    work = _Load(folder, today=today, by=by, shrunk_accepted_by=shrunk_accepted_by, job=job, report=report)
    try:
        with transaction.atomic():
            work.run()
            if work.result.refusals or dry_run:
                raise _RolledBack
            work.result.loaded = True
            work.record(started_at)
    except _RolledBack:
        if work.result.refusals and not dry_run:
            work.record(started_at)
    finally:
        work.progress.close()
    return work.result


class _Load:
    def __init__(
        self,
        folder: Path,
        *,
        today: dt.date,
        by: User | None,
        shrunk_accepted_by: User | None,
        job: Job | None,
        report: TextIO | None,
    ) -> None:
        self.folder, self.today, self.by, self.shrunk_accepted_by = folder, today, by, shrunk_accepted_by
        self.job, self.report = job, report
        self.result = LoadResult()
        self.progress = JobProgress(job)
        self.headers: dict[str, list[str]] = {}
        self.keys_unread: set[str] = set()
        self.last = ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).order_by("-as_at", "-id").first()
        self.repeated = False

    def run(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise AnotherLoadRuns("Another extract is being loaded. Wait until it is done, then try again.")
            cursor.execute("SET LOCAL work_mem = '128MB'")
        try:
            manifest = read_manifest(self.folder)
        except BadManifest as bad:
            self.result.refusals = bad.refusals
            self._write_report()
            return
        self.result.extract_id, self.result.council = manifest.extract_id, manifest.council
        self.result.as_at = manifest.as_at
        self.result.refusals = refusals_by_history(manifest, self.last, today=self.today)
        self.result.refusals += missing_files(manifest, self.folder)
        make_tables()
        self._stage(manifest)
        if not self.result.refusals:
            self._merge(manifest)
        self._write_report()

    # -- Reading --

    def _stage(self, manifest: Manifest) -> None:
        result = self.result
        self.progress.start(total=2 * sum(listed.rows for listed in manifest.files.values()))
        for name in manifest.files.keys() - FILES_BY_NAME.keys():
            self._remark("unknown_file", file=name)
        for file in FILES:
            listed = manifest.files.get(file.name)
            if listed is None or not (self.folder / listed.name).is_file():
                continue
            reader = FileReader(self.folder / listed.name, file, manifest.as_at, most_rows=2 * listed.rows + 1_000_000)
            try:
                if not stage(file, reader, progress=self.progress.step):
                    self.keys_unread.add(file.name)
            except OSError as problem:
                detail = f"The file could not be read to its end ({problem.strerror})."
                result.refusals.append(Refusal(reason="missing_file", file=listed.name, detail=detail))
                continue
            self.headers[file.name] = reader.header
            result.files[file.name] = {"read": reader.rows, "changed": 0, "rejected": 0}
            result.refusals += refusals_by_content(manifest, file, reader)
            result.refusals += self._shrunk(file, reader.rows)
            if file.total:
                name = f"{file.name.removesuffix('.csv')}.{file.total}"
                result.control_totals[name] = in_pounds(reader.pence)
            for column in reader.unknown_columns:
                self._remark("unknown_column", file=file.name, column=column)

    def _shrunk(self, file: File, rows: int) -> list[Refusal]:
        before = self.last.files.get(file.name, {}).get("read", 0) if self.last else 0
        share = settings.EXTRACT_SHRUNK_PERCENT
        if file is LEDGER or rows * 100 >= before * share:
            return []
        if self.shrunk_accepted_by:
            self._remark(
                "shrunk_accepted", file=file.name, by=self.shrunk_accepted_by.username, before=before, rows=rows
            )
            return []
        detail = f"Under {share}% of the rows of the last extract loaded."
        return [Refusal(reason="shrunk", file=file.name, stated=str(before), found=str(rows), detail=detail)]

    # -- Merging --

    def _merge(self, manifest: Manifest) -> None:
        as_at = manifest.as_at.isoformat()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), (SELECT coalesce(max(id), 0) FROM tenancies_ledgerentry)")
            began, newest_entry = cursor.fetchone()
        for file in FILES:
            reject_duplicates(file)
            if file is LEDGER:
                self._add_to_ledger(manifest)
                continue
            reject_loose(file, staging=file.staging, header=self.headers[file.name], keys=KEYS)
            BEFORE.get(file.name, _nothing)()
            changed = merge(
                MERGES[file.name],
                as_at=as_at,
                judge_absence=file.name not in self.keys_unread,
                before_change=differences.keep,
            )
            if file.name == "accounts.csv":
                changed += imports.keep_stated_balances(as_at=as_at)
            if file.name == "properties.csv":
                for username, code in staff.assign_patches(as_at=as_at):
                    self._remark("unknown_patch", file="officers.csv", username=username, patch=code)
            AFTER.get(file.name, _nothing)()
            self.result.files[file.name]["changed"] = changed
            self.progress.step(self.result.files[file.name]["read"])
        if matched := after_load.match_pending(after_entry=newest_entry):
            self._remark("postings_matched", count=matched)
        differences.keep_balances()
        if differing := keep_faults(on=self.today):
            self._remark("balance_mismatch", file="accounts.csv", count=differing)
        self._mark_accounts(began)
        search.index_touched(on=self.today)
        self._count()

    def _add_to_ledger(self, manifest: Manifest) -> None:
        fresh = ledger_import.separate_known()
        reject_loose(LEDGER, staging=fresh, header=self.headers[LEDGER.name], keys=KEYS)
        ledger_import.reject_unsuited(fresh)
        ledger_import.reject_reversals(fresh)
        self.result.files[LEDGER.name]["changed"] = ledger_import.add_entries(fresh, progress=self.progress.step)
        if manifest.mode == "full" and fresh != LEDGER.staging:
            count, references = after_load.missing_from_source()
            if count:
                self._remark("missing_from_source", file=LEDGER.name, count=count, references=references)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tenancies_ledgerentry, tenancies_accountposition")

    def _mark_accounts(self, began: dt.datetime) -> None:
        """Ask for a new decision on every account whose ledger or records changed."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO tenancies_accountchange (account_id)
                SELECT account_id FROM load_touched
                UNION SELECT account_id FROM tenancies_accountposition WHERE changed_at >= %s
                """,
                [began],
            )

    def _count(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT file, count(*) FROM load_rejected GROUP BY file")
            for name, count in cursor.fetchall():
                self.result.files[name]["rejected"] = count
            cursor.execute(
                "SELECT file, fell_with, count(*) FROM load_rejected WHERE fell_with IS NOT NULL "
                "GROUP BY file, fell_with ORDER BY file, fell_with"
            )
            for name, parent, count in cursor.fetchall():
                self._remark("fell_with_rejected_row", file=name, points_to=parent, count=count)
            cursor.execute("SELECT file, count(*) FROM load_absent GROUP BY file ORDER BY file")
            for name, count in cursor.fetchall():
                self._remark("no_longer_sent", file=name, count=count)
            cursor.execute(
                'SELECT file, line, "column", value, reason FROM load_rejected ORDER BY file, line LIMIT 100'
            )
            names = ("file", "line", "column", "value", "reason")
            self.result.rejected_sample = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        self.result.differing, self.result.differences = differences.found()
        for name in sorted(self.keys_unread):
            self._remark("absence_not_judged", file=name)
        self.result.rejected = sum(file["rejected"] for file in self.result.files.values())
        unchanged = not any(file["changed"] for file in self.result.files.values())
        if self.last and self.last.extract_id == self.result.extract_id and unchanged:
            self.repeated = True
            self._remark("already_loaded", count=0)

    # -- Reporting --

    def _remark(self, what: str, **figures: Any) -> None:
        self.result.remarks.append({"what": what, **figures})

    def _write_report(self) -> None:
        if self.report is None:
            return
        lines = csv.writer(self.report)
        lines.writerow(["file", "line", "column", "value", "reason"])
        for refusal in self.result.refusals:
            lines.writerow([refusal.file, "", "", refusal.found, refusal.reason])
        if self.result.files and not self.result.refusals:
            with connection.cursor() as cursor:
                cursor.execute(
                    'SELECT file, line, "column", value, reason FROM load_rejected '
                    'UNION ALL SELECT file, line, "column", value, reason FROM load_reported ORDER BY 1, 2'
                )
                while rows := cursor.fetchmany(10_000):
                    lines.writerows(rows)

    def record(self, started_at: dt.datetime) -> None:
        """Keep the load, or the refusal, and the rows rejected (once, if the same extract comes again)."""
        result = self.result
        state = ExtractLoad.State.LOADED if result.loaded else ExtractLoad.State.REFUSED
        row = ExtractLoad.objects.create(
            extract_id=result.extract_id[:80],
            council=result.council,
            as_at=result.as_at,
            state=state,
            files=result.files,
            control_totals=result.control_totals,
            refusals=[refusal.as_json() for refusal in result.refusals],
            remarks=result.remarks,
            rejected_count=result.rejected,
            started_at=started_at,
            ended_at=timezone.now(),
            loaded_by=self.by,
            job=self.job,
        )
        result.load_id = row.pk
        if result.loaded and not self.repeated:
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    INSERT INTO caseload_rejectedrow (load_id, file, line, "column", value, reason)
                    SELECT %s, file, line, "column", value, reason FROM load_rejected ORDER BY file, line
                    """,
                    [row.pk],
                )


def _nothing() -> None:
    """Most files need nothing before or after their merge."""
