"""Writes the council's extract: the files, their hashes and the manifest, in bounded memory.

The tenancies are made in blocks of 1,000, by one process or more. Each block comes back as lines of each file and
one gzip member of transactions; they are written in order, so the bytes do not depend on the number of processes.
"""

import hashlib
import json
import multiprocessing
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from .columns import COLUMNS, Sheets, header
from .days import week_of
from .ledger import pounds
from .officers import Officers, make_officers
from .options import WEEKDAYS, Options
from .plan import BLOCK, block, size
from .tenancy import Maker, World
from .years import RentYears

ACCOUNTS_A_PATCH = 270


@dataclass(slots=True)
class _Block:
    """What one block of tenancies adds to the files."""

    text: dict[str, bytes]
    rows: dict[str, int]
    total: int  # pence


class _File:
    """One file of the extract, hashed while it is written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.rows = 0
        self._hash = hashlib.sha256()
        self._file: BinaryIO = (folder / name).open("wb")

    def write(self, data: bytes, rows: int) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.rows += rows

    def close(self) -> dict[str, object]:
        """The file's entry in the manifest."""
        self._file.close()
        return {"name": self.name, "rows": self.rows, "sha256": self._hash.hexdigest()}


def make_council(options: Options) -> dict[str, object]:
    """Write the extract into options.out and return its manifest. Files of an earlier one there are replaced."""
    tenancies, accounts, surplus = size(options.seed, accounts=options.accounts, tenancies=options.tenancies)
    patches = max(1, round(accounts / ACCOUNTS_A_PATCH))
    head = Sheets()
    officers = make_officers(options.seed, head, prefix=options.prefix, patches=patches)
    world = _world(options, officers, tenancies, patches, surplus)
    for start, weeks, charged, free in world.years.rows(world.first_day + world.offset - 1, world.as_of):
        head.add("rent_years", start_date=start, weeks=weeks, charge_weeks=charged, rent_free_weeks=free)
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("*.csv*"):
        old.unlink()
    files = {
        name: _File(options.out, "transactions.csv.gz" if name == "transactions" else f"{name}.csv") for name in COLUMNS
    }
    for name, file in files.items():
        first = header(name) + "".join(head.lines[name])
        data = _gzip([first]) if name == "transactions" else first.encode()
        file.write(data, len(head.lines[name]))
    total = 0
    for made in _blocks(world):
        for name, data in made.text.items():
            files[name].write(data, made.rows[name])
        total += made.total
    return _write_manifest(options, [file.close() for file in files.values()], total)


def _world(options: Options, officers: Officers, tenancies: int, patches: int, surplus: int) -> World:
    anchor = options.story_day
    first_day = (week_of(anchor.toordinal()) - options.weeks + 1) * 7 + 1
    # former tenancies ended up to six years ago and ran for weeks before it: their charges need those years
    years = RentYears(options.charge_weeks, min(date.fromordinal(first_day), anchor) - timedelta(3000), options.as_of)
    return World(
        options=options,
        years=years,
        officers=officers,
        tenancies=tenancies,
        patches=patches,
        surplus=surplus,
        anchor=anchor.toordinal(),
        as_of=options.as_of.toordinal(),
        first_day=first_day,
        offset=WEEKDAYS.index(options.rent_week_start),
    )


def _blocks(world: World) -> Iterator[_Block]:
    """The blocks in order."""
    count = -(-world.tenancies // BLOCK)
    jobs = ((world, index) for index in range(count))
    if world.options.processes == 1 or count == 1:
        yield from map(_make_block, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(world.options.processes) as pool:
        yield from pool.imap(_make_block, jobs)


def _make_block(job: tuple[World, int]) -> _Block:
    world, index = job
    sheets = Sheets()
    maker = Maker(world, sheets)
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)  # 31: with a gzip header, which then holds no time
    packed: list[bytes] = []
    rows = 0
    for plan in islice(block(world.options.seed, index), world.tenancies - index * BLOCK):
        if plan.number == world.tenancies and world.surplus:
            plan = replace(plan, extras=plan.extras[: -world.surplus])
        maker.make(plan)
        rows += len(maker.transactions)
        packed.append(packer.compress("".join(maker.transactions).encode()))
        maker.transactions.clear()
    packed.append(packer.flush())
    text = {name: "".join(lines).encode() for name, lines in sheets.lines.items() if lines}
    counts = {name: len(lines) for name, lines in sheets.lines.items()}
    text["transactions"], counts["transactions"] = b"".join(packed), rows
    return _Block(text, counts, maker.total)


def _gzip(lines: list[str]) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress("".join(lines).encode()) + packer.flush()


def _write_manifest(options: Options, files: list[dict[str, object]], total: int) -> dict[str, object]:
    day = options.as_of
    manifest: dict[str, object] = {
        "format": "quarterday-extract",
        "format_version": "1.0",
        "council": options.council,
        "source_system": "Made-up housing management system",
        "extract_id": f"{options.prefix}-{day:%Y%m%d}-{options.seed}",
        "as_at": day.isoformat(),
        "made_at": f"{day.isoformat()}T23:10:00",
        "transactions": {"mode": "full", "since": None},
        "files": files,
        "control_totals": {"transactions.amount": pounds(total), "accounts.balance": pounds(total)},
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest
