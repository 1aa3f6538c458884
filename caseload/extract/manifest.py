"""manifest.json: what the source says it sent, read strictly, and the reasons to refuse that it alone can give."""

import datetime as dt
import json
import re
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from caseload.extract.files import FILES

FORMAT = "quarterday-extract"
MAJOR_VERSION = "1"
LONGEST = 5_000_000  # bytes
TOTALS = ("transactions.amount", "accounts.balance")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why the whole extract is refused: the reason's code, the file, and the figure stated and found."""

    reason: str
    file: str = ""
    stated: str = ""
    found: str = ""
    detail: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    name: str  # as delivered
    rows: int
    sha256: str

    @property
    def plain_name(self) -> str:
        return self.name.removesuffix(".gz")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the source says of an extract. Control totals are pence."""

    council: str
    source_system: str
    extract_id: str
    as_at: dt.date
    made_at: dt.datetime
    mode: str
    since: dt.date | None
    files: dict[str, ListedFile]  # by plain name: transactions.csv
    pence: dict[str, int]


class BadManifest(Exception):
    """The manifest cannot be used. Each refusal says what is wrong with it."""

    def __init__(self, *details: str) -> None:
        self.refusals = [Refusal(reason="bad_manifest", file="manifest.json", detail=detail) for detail in details]


def read_manifest(folder: Path) -> Manifest:
    """Read the folder's manifest. Raises BadManifest."""
    path = folder / "manifest.json"
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError:
        raise BadManifest("There is no manifest.json in the folder.") from None
    if len(data) > LONGEST:
        raise BadManifest("The file is far too long for a manifest.")
    try:
        stated = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadManifest("The file is not JSON.") from None
    if not isinstance(stated, dict):
        raise BadManifest("The file is JSON, but not an object with keys.")
    return _checked(stated)


def _checked(stated: dict[str, Any]) -> Manifest:
    wrong: list[str] = []

    def take(key: str, read: Any, among: Any = stated, called: str = "") -> Any:
        if not isinstance(among, dict) or key not in among:
            wrong.append(f"The key {called or key} is missing.")
            return None
        try:
            return read(among[key])
        except (ValueError, TypeError, KeyError, InvalidOperation):
            wrong.append(f"The key {called or key} cannot be read.")
            return None

    if take("format", _text) not in {FORMAT, None}:
        wrong.append(f"The format is not {FORMAT}.")
    version = take("format_version", _text)
    if version is not None and version.split(".")[0] != MAJOR_VERSION:
        wrong.append(f"The format's version is {version[:20]}; this program reads version {MAJOR_VERSION}.")
    council, source = take("council", _text), take("source_system", _text)
    extract_id, as_at, made_at = take("extract_id", _text), take("as_at", _day), take("made_at", _moment)
    transactions = take("transactions", _object)
    mode = take("mode", _mode, transactions, "transactions.mode")
    since = take("since", _day if mode == "since" else _nothing, transactions, "transactions.since")
    files = take("files", _files)
    totals = take("control_totals", _object)
    pence = {name: take(name, _pence, totals, f"control_totals {name}") for name in TOTALS}
    if wrong:
        raise BadManifest(*wrong)
    return Manifest(
        council=council,
        source_system=source,
        extract_id=extract_id,
        as_at=as_at,
        made_at=made_at,
        mode=mode,
        since=since,
        files=files,
        pence=pence,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 120 or "\x00" in value:
        raise ValueError
    return value.strip()


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _day(value: Any) -> dt.date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError
    return dt.date.fromisoformat(value)


def _moment(value: Any) -> dt.datetime:
    return dt.datetime.fromisoformat(value)


def _mode(value: Any) -> str:
    if value not in {"full", "since"}:
        raise ValueError
    return str(value)


def _nothing(value: Any) -> None:
    """With mode `full`, `since` says nothing."""


def _pence(value: Any) -> int:
    pounds = Decimal(str(value))
    if not pounds.is_finite() or abs(pounds) > Decimal("1e20") or pounds * 100 != int(pounds * 100):
        raise ValueError
    return int(pounds * 100)


def _files(value: Any) -> dict[str, ListedFile]:
    if not isinstance(value, list):
        raise TypeError
    files: dict[str, ListedFile] = {}
    for item in value:
        name, rows, sha256 = item["name"], item["rows"], item["sha256"]
        if not isinstance(name, str) or not re.fullmatch(r"[\w][\w.-]{0,99}", name):
            raise ValueError
        if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0 or not isinstance(sha256, str):
            raise ValueError
        file = ListedFile(name=name, rows=rows, sha256=sha256.lower())
        if file.plain_name in files:
            raise ValueError
        files[file.plain_name] = file
    return files


def missing_files(manifest: Manifest, folder: Path) -> list[Refusal]:
    """Each file of the format that the manifest does not name, and each that it names but the folder lacks."""
    unnamed = [
        Refusal(reason="missing_file", file=file.name, detail="The manifest does not name it.")
        for file in FILES
        if file.name not in manifest.files
    ]
    absent = [
        Refusal(reason="missing_file", file=listed.name, detail="The manifest names it; the folder does not hold it.")
        for listed in manifest.files.values()
        if not (folder / listed.name).is_file()
    ]
    return unnamed + absent
