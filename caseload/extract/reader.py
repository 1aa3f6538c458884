"""One file of the extract, read once: hashed, counted, summed, and cut into lumps of good rows and rejected ones.

A lump is small, so that memory stays small whatever the file's size. A good row is checked column
by column for the whole lump, which costs a tenth of checking it row by row.
"""

import csv
import datetime as dt
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path
from typing import Any, BinaryIO, cast

from caseload.extract.spec import File
from caseload.extract.values import Values

LUMP = 1 << 17  # bytes: what a processor keeps near; larger lumps take twice as long for each row
LONGEST_LINE = 1 << 20  # bytes; what lies beyond is not read
BLANKS = " \t"
ODD = ('"', " ,", ", ", " \n", "\n ", "\t")  # needs the careful way
csv.field_size_limit(2 * LONGEST_LINE)


@dataclass(frozen=True)
class Rejected:
    """A row not taken, and why. `key` is what it is known by: none where that cannot be read."""

    line: int
    column: str
    value: str
    reason: str
    key: tuple[str, ...] | None
    account_ref: str = ""
    tenancy_ref: str = ""


@dataclass
class Lump:
    """Good rows as columns, with the line of each, and the rows rejected."""

    lines: Sequence[int]
    columns: dict[str, Sequence[str]]
    rejected: list[Rejected]


class _Hashed:
    """The bytes of a file as delivered, hashed as they are read."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw = raw
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.raw.read(size)
        self.sha256.update(data)
        return data

    def read_rest(self) -> str:
        while self.read(LUMP):
            pass
        return self.sha256.hexdigest()


@dataclass
class FileReader:
    """Reads one file. When `lumps` has run out, the other fields say what was found."""

    path: Path
    file: File
    as_at: dt.date
    most_rows: int  # reading stops beyond, for a file far longer than its manifest says
    rows: int = 0
    sha256: str = ""
    pence: int = 0
    header: list[str] = field(default_factory=list)
    bad_header: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    broken_off: str = ""

    def lumps(self) -> Iterator[Lump]:
        """Lump after lump, in the file's order; none where the header is bad. Raises OSError if the file goes."""
        with self.path.open("rb") as raw:
            hashed = _Hashed(raw)
            try:
                yield from self._lumps(hashed)
            except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
                self.broken_off = f"The compressed file is damaged: {problem}."
            self.sha256 = hashed.read_rest()

    def _lumps(self, hashed: _Hashed) -> Iterator[Lump]:
        stream: Any = gzip.GzipFile(fileobj=cast(Any, hashed)) if self.path.suffix == ".gz" else hashed
        blocks = _whole_lines(stream)
        first, _, after = next(blocks, b"").partition(b"\n")
        self._read_header(first)
        parser = None if self.bad_header else Parser(self.file, self.header, as_at=self.as_at)
        for block in chain([after] if after else [], blocks):
            if parser:
                yield parser.lump(block, first_line=self.rows + 2)
                self.pence = parser.pence
            self.rows += block.count(b"\n") + 1
            if self.rows > self.most_rows:
                self.broken_off = "Reading stopped: there are far more rows than the manifest states."
                return

    def _read_header(self, line: bytes) -> None:
        try:
            self.header = names = [name.strip() for name in split_line(line.decode("utf-8-sig").rstrip("\r"))]
        except (UnicodeDecodeError, csv.Error):
            names = []
        known = {column.name for column in self.file.columns}
        needed = [column.name for column in self.file.columns if column.required]
        self.bad_header = [f"{name} is missing" for name in needed if name not in names]
        self.bad_header += [f"{name} comes twice" for name in sorted(set(names)) if names.count(name) > 1]
        self.unknown_columns = [name for name in names if name not in known]


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """About LUMP bytes of whole lines at a time, without the last line end. An endless line is cut at LONGEST_LINE."""
    held, skipping = b"", False
    while block := stream.read(LUMP):
        if skipping:
            _, newline, block = block.partition(b"\n")
            skipping = not newline
        lines, newline, held = (held + block).rpartition(b"\n")
        if newline:
            yield lines
        if len(held) > LONGEST_LINE:
            yield held[:LONGEST_LINE]
            held, skipping = b"", True
    if held:
        yield held


def split_line(line: str) -> list[str]:
    """The fields of one line. Raises csv.Error where a quote is not closed."""
    return next(csv.reader([line], strict=True), [""]) if '"' in line else line.split(",")


class Parser:
    """Lines of one file to rows that are good in themselves: columns first, then the checks between columns."""

    def __init__(self, file: File, header: list[str], *, as_at: dt.date) -> None:
        self.file = file
        self.width = len(header)
        known = {column.name: column for column in file.columns}
        self.values = [
            (place, name, Values(known[name], as_at=as_at)) for place, name in enumerate(header) if name in known
        ]
        order = {name: place for place, name in enumerate(header)}
        self.checks = sorted(file.checks, key=lambda check: order.get(check.column, self.width))
        self.pence = 0

    def lump(self, block: bytes, *, first_line: int) -> Lump:
        text, undecodable = _decode(block)
        by_place, ragged = _plain_columns(text, self.width) or self._columns(text)
        count = len(by_place[0])
        rejected: dict[int, tuple[str, str, str]] = dict.fromkeys(undecodable, ("", "", "bad_encoding"))
        for place in ragged:
            rejected.setdefault(place, ("", "", "wrong_column_count"))
        columns: dict[str, Sequence[str]] = {}
        for place, name, values in self.values:
            columns[name] = column = values.tidied(by_place[place])
            if name == self.file.total:
                self.pence += values.total(column)
            for row, reason in values.faults(column).items():
                rejected.setdefault(row, (name, column[row], reason))
        self._check_between(columns, rejected, count)
        lines: Sequence[int] = range(first_line, first_line + count)
        refused = [self._rejected(lines[row], columns, row, *rejected[row]) for row in sorted(rejected)]
        if rejected:
            keep = [row not in rejected for row in range(count)]
            columns = {name: list(compress(column, keep)) for name, column in columns.items()}
            lines = list(compress(lines, keep))
        return Lump(lines, columns, refused)

    def _columns(self, text: str) -> tuple[list[Sequence[str]], list[int]]:
        """The columns, whatever the lines hold, and the places of lines with too many fields or too few."""
        width = self.width
        rows: list[list[str]] = []
        ragged = []
        for line in text.split("\n"):
            try:
                row = [value.strip(BLANKS) for value in split_line(line)]
            except csv.Error:
                row = []
            if len(row) != width:
                ragged.append(len(rows))
                row = (row + [""] * width)[:width]
            rows.append(row)
        return list(zip(*rows, strict=True)), ragged

    def _check_between(
        self, columns: dict[str, Sequence[str]], rejected: dict[int, tuple[str, str, str]], count: int
    ) -> None:
        blank = ("",) * count
        for check in self.checks:
            wrong = check.wrong
            named = [columns.get(name, blank) for name in check.of]
            if not rejected and not any(wrong(*values) for values in set(zip(*named, strict=True))):
                continue
            for row, values in enumerate(zip(*named, strict=True)):
                if row not in rejected and wrong(*values):
                    rejected[row] = (check.column, columns.get(check.column, blank)[row], check.reason)

    def _rejected(
        self, line: int, columns: dict[str, Sequence[str]], row: int, column: str, value: str, reason: str
    ) -> Rejected:
        key = tuple(columns[name][row] for name in self.file.known_by)
        readable = all(key) and column not in self.file.known_by and "\ufffd" not in "".join(key)
        return Rejected(
            line=line,
            column=column,
            value=value[:200].replace("\x00", " "),
            reason=reason,
            key=key if readable else None,
            account_ref=columns["account_ref"][row] if "account_ref" in columns else "",
            tenancy_ref=columns["tenancy_ref"][row] if "tenancy_ref" in columns else "",
        )


def _decode(block: bytes) -> tuple[str, list[int]]:
    """The text, and the places of lines that are not UTF-8 (or hold a NUL, which no database text may)."""
    undecodable: list[int] = []
    try:
        text = block.decode()
    except UnicodeDecodeError:
        text = block.decode(errors="replace")
        undecodable = [place for place, line in enumerate(block.split(b"\n")) if not _is_utf8(line)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r").replace("\r", " ")
    if "\x00" in text:
        undecodable += [place for place, line in enumerate(text.split("\n")) if "\x00" in line]
        text = text.replace("\x00", "\ufffd")
    return text, undecodable


def _plain_columns(text: str, width: int) -> tuple[list[Sequence[str]], list[int]] | None:
    """The columns of lines without quotes or blanks to drop, all of the right width; none if there is any other.

    One split for the whole lump is several times faster than one for each line.
    """
    if any(odd in text for odd in ODD) or text[:1] == " " or text[-1:] == " ":
        return None
    fields = text.replace("\n", ",\n").split(",")
    firsts = fields[::width]
    begun = [first[1:] for first in firsts if first[:1] == "\n"]
    if len(begun) != len(firsts) - 1 or len(begun) != text.count("\n") or len(fields) != width * len(firsts):
        return None
    return [[firsts[0], *begun], *(fields[place::width] for place in range(1, width))], []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
