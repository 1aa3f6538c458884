"""Why a whole extract is refused: by what was loaded before, and by what its files hold."""

import datetime as dt

from django.conf import settings

from caseload.extract.files import LEDGER
from caseload.extract.manifest import Manifest, Refusal
from caseload.extract.reader import FileReader
from caseload.extract.spec import File
from caseload.models import ExtractLoad


def refusals_by_history(manifest: Manifest, last: ExtractLoad | None, *, today: dt.date) -> list[Refusal]:
    """Another council's extract, one older than the last, one from after today, or one that leaves a gap."""
    found = []
    council = settings.COUNCIL_NAME or (last.council if last else "")
    if council and manifest.council != council:
        found.append(Refusal(reason="wrong_council", file="manifest.json", stated=manifest.council, found=council))
    as_at, last_day = manifest.as_at, last.as_at if last else None
    if as_at > today:
        found.append(
            Refusal(
                reason="stale",
                file="manifest.json",
                stated=as_at.isoformat(),
                found=today.isoformat(),
                detail="Its day is after today.",
            )
        )
    if last_day and as_at < last_day:
        found.append(
            Refusal(
                reason="stale",
                file="manifest.json",
                stated=as_at.isoformat(),
                found=last_day.isoformat(),
                detail="A later extract is loaded already.",
            )
        )
    if manifest.since and (last_day is None or manifest.since > last_day + dt.timedelta(days=1)):
        found.append(
            Refusal(
                reason="gap",
                file="manifest.json",
                stated=manifest.since.isoformat(),
                found=last_day.isoformat() if last_day else "nothing loaded yet",
                detail="Transactions between the last extract loaded and this one are missing: send a full extract.",
            )
        )
    return found


def refusals_by_content(manifest: Manifest, file: File, reader: FileReader) -> list[Refusal]:
    """What the file holds against what the manifest says of it."""
    listed = manifest.files[file.name]
    found = []
    if reader.sha256 != listed.sha256:
        found.append(Refusal(reason="sha256_mismatch", file=listed.name, stated=listed.sha256, found=reader.sha256))
    if reader.rows != listed.rows or reader.broken_off:
        found.append(
            Refusal(
                reason="row_count_mismatch",
                file=listed.name,
                stated=str(listed.rows),
                found=str(reader.rows),
                detail=reader.broken_off,
            )
        )
    if file.total and not reader.bad_header:
        stated = manifest.pence[f"{file.name.removesuffix('.csv')}.{file.total}"]
        if stated != reader.pence:
            found.append(
                Refusal(
                    reason="control_total_mismatch",
                    file=listed.name,
                    stated=in_pounds(stated),
                    found=in_pounds(reader.pence),
                )
            )
    if not reader.rows and not file.may_be_empty and (file is not LEDGER or manifest.mode == "full"):
        found.append(Refusal(reason="empty_file", file=listed.name, stated=str(listed.rows), found="0"))
    found += [Refusal(reason="bad_header", file=listed.name, detail=f"Column {what}.") for what in reader.bad_header]
    return found


def in_pounds(pence: int) -> str:
    """207524.76, as the manifest writes it."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
