"""From staging tables to records: one merge a file, the same for every file that is a full snapshot.

While an extract is loaded there are temporary tables: one `load_<file>` for each file with its good rows,
`load_rejected` with the rows not taken, `load_changed` and `load_absent` with the records that were added, changed
or no longer sent, and `load_touched` with the accounts that these bear on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import TextChoices


@dataclass(frozen=True, kw_only=True)
class Merge:
    """How one file's staged rows `s` become records `t`. Every expression is SQL of ours, never text from outside.

    `key` and `columns` say, for each stored column, what it is made of. A record that `ours` describes is
    Quarterday's own and never touched. `known_by` is how a record is found among the keys of rejected rows.
    """

    file: str
    table: str
    key: dict[str, str]
    columns: dict[str, str]
    known_by: str
    joins: str = ""
    on_insert: dict[str, str] = field(default_factory=dict)
    ours: str = "false"
    keep: str = "false"  # a record sent again that is nevertheless left as it is
    accounts: str = ""  # the accounts that a changed record `t` bears on: a select

    @property
    def staging(self) -> str:
        return "load_" + self.file.removesuffix(".csv")


def merge(
    what: Merge, *, as_at: str, judge_absence: bool, before_change: Callable[[CursorWrapper, Merge], None]
) -> int:
    """Add and change records so that they agree with the staged rows; mark those no longer sent. Rows changed.

    Nothing is written where nothing differs. A record whose row was rejected is left as it was. `before_change` is
    called when the rows are ready, as `load_ready`, and no record has changed yet.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS load_ready")
        made = _list({**what.key, **what.columns})
        cursor.execute(f"CREATE TEMP TABLE load_ready AS SELECT {made} FROM {what.staging} AS s {what.joins}")  # noqa: S608
        cursor.execute("ANALYZE load_ready")
        before_change(cursor, what)
        changed = _change(cursor, what) + _add(cursor, what)
        if judge_absence:
            _mark_absent(cursor, what, as_at=as_at)
        if what.accounts:
            _note_touched(cursor, what)
        cursor.execute(f"ANALYZE {what.table}")
    return changed


def same_key(what: Merge) -> str:
    """Whether a record `t` is that of a ready row `r`."""
    return " AND ".join(f"t.{name} = r.{name}" for name in what.key)


def _change(cursor: CursorWrapper, what: Merge) -> int:
    """Bring the records that differ into line; how many."""
    ready = "".join(f", r.{name}" for name in what.columns)
    stored = "".join(f", t.{name}" for name in what.columns)
    cursor.execute(
        f"""
        WITH changed AS (
            UPDATE {what.table} AS t
            SET not_sent_since = NULL {"".join(f", {name} = r.{name}" for name in what.columns)}
            FROM load_ready AS r
            WHERE {same_key(what)} AND NOT ({what.ours}) AND NOT ({what.keep})
              AND (t.not_sent_since {stored}) IS DISTINCT FROM (NULL::date {ready})
            RETURNING t.id
        )
        INSERT INTO load_changed SELECT %(file)s, id, false FROM changed
        """,  # noqa: S608
        {"file": what.file},
    )
    return int(cursor.rowcount)


def _add(cursor: CursorWrapper, what: Merge) -> int:
    """Add the records that are new; how many."""
    made = {**what.key, **what.columns}
    names = ", ".join([*made, *what.on_insert])
    values = ", ".join([*(f"r.{name}" for name in made), *what.on_insert.values()])
    cursor.execute(
        f"""
        WITH added AS (
            INSERT INTO {what.table} ({names})
            SELECT {values} FROM load_ready AS r
            WHERE NOT EXISTS (SELECT FROM {what.table} AS t WHERE {same_key(what)} AND NOT ({what.ours}))
            RETURNING id
        )
        INSERT INTO load_changed SELECT %(file)s, id, true FROM added
        """,  # noqa: S608
        {"file": what.file},
    )
    return int(cursor.rowcount)


def _mark_absent(cursor: CursorWrapper, what: Merge, *, as_at: str) -> None:
    """Say of the records that are no longer sent since when; those whose row was rejected are left as they are."""
    cursor.execute(
        f"""
        WITH absent AS (
            UPDATE {what.table} AS t SET not_sent_since = %(as_at)s
            WHERE t.not_sent_since IS NULL AND NOT ({what.ours})
              AND NOT EXISTS (SELECT FROM load_ready AS r WHERE {same_key(what)})
              AND NOT EXISTS (SELECT FROM load_rejected AS x WHERE x.file = %(file)s AND x.key = {what.known_by})
            RETURNING t.id
        )
        INSERT INTO load_absent SELECT %(file)s, id FROM absent
        """,  # noqa: S608
        {"file": what.file, "as_at": as_at},
    )


def _note_touched(cursor: CursorWrapper, what: Merge) -> None:
    """Which accounts the changed and the absent records are about."""
    cursor.execute(
        f"""
        INSERT INTO load_touched
        SELECT a.id FROM {what.table} AS t
        JOIN (
            SELECT id FROM load_changed WHERE file = %(file)s
            UNION ALL SELECT id FROM load_absent WHERE file = %(file)s
        ) AS c ON c.id = t.id
        JOIN {what.accounts}
        """,  # noqa: S608
        {"file": what.file},
    )


def _list(made: dict[str, str]) -> str:
    return ", ".join(f"{expression} AS {name}" for name, expression in made.items())


def optional(names: Iterable[str]) -> dict[str, str]:
    """Text columns of the same name in file and table, blank where the file is blank."""
    return {name: f"coalesce(s.{name}, '')" for name in names}


def same(names: Iterable[str]) -> dict[str, str]:
    """Columns of the same name in file and table."""
    return {name: f"s.{name}" for name in names}


def label(expression: str, choices: type[TextChoices]) -> str:
    """SQL for a code's label, as officers read it."""
    cases = " ".join(f"WHEN '{code}' THEN '{words}'" for code, words in choices.choices)
    return f"CASE {expression} {cases} ELSE {expression} END"


def pounds(expression: str) -> str:
    """SQL for a sum as officers read it: £1,204.50, -£98.10."""
    return f"CASE WHEN {expression} < 0 THEN '-£' ELSE '£' END || to_char(abs({expression}), 'FM999,999,999,990.00')"
