"""One statement that gathers the facts of whole households, each app adding its own select.

`settings.FACT_SOURCES` names the apps' `facts` modules, so that nothing below imports what is above. Every select reads
`scope`, one row an account, and answers one row an account. Households come whole, because one contact serves them all.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

SCOPE = """
    SELECT a.id AS account_id, a.account_ref, a.tenancy_id, a.kind, kind.priority, kind.is_main,
           kind.counts_for_possession, a.payment_method, a.payment_frequency, a.payment_day, a.closed_on,
           t.tenancy_type, t.starts_on AS tenancy_started_on, t.last_day AS tenancy_last_day, home.patch_id,
           least(t.last_day, %(as_of)s) AS people_on,
           a.kind = 'former_tenant' OR (coalesce(t.last_day < %(as_of)s, false) AND a.kind <> 'use_and_occupation')
               AS is_former,
           %(as_of)s + (array_position(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], t.rent_week_start)
                        - extract(isodow FROM %(as_of)s)::integer + 6) %% 7 + 1 AS next_charge_on
    FROM tenancies_rentaccount AS a
    JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id
    JOIN tenancies_property AS home ON home.id = t.home_id
    JOIN tenancies_accountkindsetting AS kind ON kind.kind = a.kind
    WHERE {which}
"""


MANY = "a.tenancy_id = ANY (%(tenancy_ids)s)"
ONE = "a.tenancy_id = %(tenancy_id)s"

_prepared: WeakSet[Any] = WeakSet()  # connections that know the statement for one household


@cache
def statement(which: str = MANY) -> str:
    """The SQL. Parameters: as_of, bank_holidays and those of `which`: tenancy_ids, or tenancy_id."""
    sources = [(name.split(".")[0], import_module(name).SQL) for name in settings.FACT_SOURCES]
    selects = ",\n".join(f"{app} AS ({sql})" for app, sql in sources)
    joins = "\n".join(f"JOIN {app} USING (account_id)" for app, _ in sources)
    scope = SCOPE.format(which=which)
    together = "ORDER BY tenancy_id, account_id"
    return f"WITH scope AS MATERIALIZED ({scope}),\n{selects}\nSELECT * FROM scope\n{joins}\n{together}"


def gather(*, as_of: date, bank_holidays: Sequence[date], tenancy_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The facts of every account of these tenancies at the end of a day, one row an account, households together.

    The statement has run when this answers; the rows are read as they are asked for.
    """
    params: dict[str, Any] = {"as_of": as_of, "bank_holidays": list(bank_holidays)}
    cursor = connection.cursor()
    if len(tenancy_ids) == 1:
        _of_one_household(cursor, {**params, "tenancy_id": tenancy_ids[0]})
    else:
        cursor.execute(statement(), {**params, "tenancy_ids": list(tenancy_ids)})
    names = [column.name for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _of_one_household(cursor: CursorWrapper, params: dict[str, Any]) -> None:
    """Prepared once a connection: to plan this takes PostgreSQL ten times as long as to answer it for one household."""
    if connection.connection not in _prepared:
        text = statement(ONE) % {"as_of": "$1", "bank_holidays": "$2", "tenancy_id": "$3"}
        cursor.execute("PREPARE household_facts (date, date[], bigint) AS " + text.replace("%", "%%"), [])
        _prepared.add(connection.connection)
    cursor.execute("EXECUTE household_facts (%(as_of)s, %(bank_holidays)s, %(tenancy_id)s)", params)
