"""Records by a condition in SQL, for pages that ask many small things at once.

Django takes longer to write such a query than PostgreSQL takes to answer it, and an account's page asks thirty.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model

Record = TypeVar("Record", bound=Model)


def records_where(
    model: type[Record],
    where: str,
    *,
    order: str,
    join: str = "",
    also: str = "",
    related: Sequence[Any] = (),
    **values: Any,
) -> list[Record]:
    """The records of a model. `values` stand in the condition as %(name)s; `order` may end with a LIMIT.

    `also` adds columns, of the table itself or of what is joined. What is `related` is asked for in a query of its
    own, and only where there are records.
    """
    table = model._meta.db_table
    columns = f"{table}.*, {also}" if also else f"{table}.*"
    sql = f"SELECT {columns} FROM {table} {join} WHERE {where} ORDER BY {order}"  # noqa: S608  # our own words
    return list(model._default_manager.raw(sql, values).prefetch_related(*related))
