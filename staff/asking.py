"""Records by a condition in SQL, for pages that ask many small things at once.

Django takes longer to write such a query than PostgreSQL takes to answer it, and an account's page asks thirty.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, query

from staff.joining import joined

Record = TypeVar("Record", bound=Model)


def records_where(
    model: type[Record],
    where: str,
    *,
    order: str,
    join: str = "",
    also: str = "",
    along: Sequence[str] = (),
    related: Sequence[Any] = (),
    **values: Any,
) -> list[Record]:
    """The records of a model. `values` stand in the condition as %(name)s; `order` may end with a LIMIT.

    `along` brings records they belong to in the same rows (see staff/joining.py); `also` adds columns, of the table
    itself or of what is joined. What is `related` is asked for in a query of its own, and only where there are records.
    """
    shape = joined(model, tuple(along))
    columns = f"{shape.columns}, {also}" if also else shape.columns
    sql = f"SELECT {columns} FROM {shape.tables} {join} WHERE {where} ORDER BY {order}"  # noqa: S608  # our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
        others = [column.name for column in cursor.description[shape.width :]] if also and found else []
    records: list[Record] = [shape.record(row, others) for row in found]
    if records:
        query.prefetch_related_objects(records, *related)
    return records


def scalars(selects: Mapping[str, str], *, before: str = "", **values: Any) -> dict[str, Any]:
    """The answers of many small selects, each of one value, asked in one statement; by the selects' names.

    `values` stand in the selects as %(name)s; `before` may name selects that they share (WITH).
    """
    asked = ",\n".join(f"({select}) AS {name}" for name, select in selects.items())
    return rows(f"{before} SELECT {asked}", **values)[0]


def rows(sql: str, **values: Any) -> list[dict[str, Any]]:
    """What a statement of our own answers, row by row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Select:
    """A queryset that is put together once, to stand in several statements of our own."""

    sql: str
    values: dict[str, Any]


def select(found: QuerySet[Any, Any], *, name: str) -> Select:
    """Its SQL with named values; `name` begins their names, so that several may stand in one statement."""
    sql, params = found.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False).as_sql()  # nothing found is no error
    names = [f"{name}_{place}" for place in range(len(params))]
    named = sql.replace("%%", "%%%%") % tuple(f"%({each})s" for each in names)
    return Select(named, dict(zip(names, params, strict=True)))


@lru_cache(maxsize=1024)
def put_together(build: Callable[..., QuerySet[Any, Any]], *of: Hashable) -> Select:
    """`build(*of)` as a select, put together the first time it is wanted: that takes Django longer than the answer.

    Its words are kept, never what it answers: all they depend on is in `of`. Of a user they may use the id, and the
    role where that is in `of` as well.
    """
    return select(build(*of), name=build.__name__.strip("_"))


def answers(build: Callable[..., QuerySet[Any, Any]], *of: Hashable) -> list[tuple[Any, ...]]:
    """What `build(*of)` answers, a list of values, by words that are put together once."""
    asked = put_together(build, *of)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
