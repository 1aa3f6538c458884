"""A night's figures, kept: each account's, and from them each patch's and officer's. caseload/figures.py defines them.

Everything is done for all accounts at once; only the standing of live agreements is worked out in Python, because the
card and the ladder have it from there.
"""

import datetime as dt
import json
from typing import Any

from django.db import connection, transaction

from caseload import snapshot_sql as sql
from caseload.models import Snapshot
from recovery import policies
from recovery.account_facts import agreement_facts
from tenancies import bank_holidays
from tenancies.models import RentYear

WEEKS = 52
CHARGE_WEEKS = 52  # where no rent year is known


def take(*, on: dt.date) -> int:
    """Keep the figures of a day, as they are known now; answers how many rows. Taken again, the day's are replaced.

    The first ever also keeps what is known of the time before: last week's figures and a year's collection.
    """
    with transaction.atomic():
        _one_at_a_time()
        if not Snapshot.objects.exists():
            _past_weeks(on=on)
            _take(on=on - dt.timedelta(days=7))
        return _take(on=on)


def fill_past(*, on: dt.date, weeks: int = WEEKS) -> int:
    """Keep the collection of the weeks before a day for which there is no snapshot; answers how many rows."""
    with transaction.atomic():
        _one_at_a_time()
        return _past_weeks(on=on, weeks=weeks)


def _one_at_a_time() -> None:
    """Who comes second waits. Pages go on reading the snapshot before."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE caseload_accountfigures IN SHARE ROW EXCLUSIVE MODE")


def _take(*, on: dt.date) -> int:
    asked = _parameters(on)
    newest = not Snapshot.objects.filter(on__gt=on, whole=True).exists()
    with connection.cursor() as cursor:
        _whose(asked)
        _agreements(on)
        cursor.execute(sql.MONEY, asked)
        cursor.execute("CREATE TEMP TABLE standing (LIKE caseload_accountfigures) ON COMMIT DROP")
        cursor.execute("ANALYZE money")
        cursor.execute(sql.STANDING, asked)
        Snapshot.objects.filter(on=on).delete()
        cursor.execute(sql.ADD_UP, asked)
        rows: int = cursor.rowcount
        if newest:
            cursor.execute("DELETE FROM caseload_accountfigures")
            cursor.execute("INSERT INTO caseload_accountfigures SELECT * FROM standing")
        cursor.execute("DROP TABLE scope, owner, agreed, money, standing")
    return rows


def _past_weeks(*, on: dt.date, weeks: int = WEEKS) -> int:
    asked = _parameters(on)
    # The week before `on` is for the snapshot of that day to tell.
    asked["week_to"] = _last_sunday(on) - dt.timedelta(days=7)
    asked["first_week"] = asked["week_to"] - dt.timedelta(days=7 * weeks - 1)
    with connection.cursor() as cursor:
        _whose(asked)
        cursor.execute(sql.PAST_WEEKS, asked)
        rows: int = cursor.rowcount
        cursor.execute("DROP TABLE scope, owner")
    return rows


def _parameters(on: dt.date) -> dict[str, Any]:
    year = RentYear.objects.of(on=on)
    week_to = _last_sunday(on)
    return {
        "as_of": on,
        "bank_holidays": sorted(bank_holidays.around(on)),
        "charge_weeks": year.charge_weeks if year else CHARGE_WEEKS,
        "year_from": year.starts_on if year else on - dt.timedelta(days=364),
        "week_from": week_to - dt.timedelta(days=6),
        "week_to": week_to,
    }


def _last_sunday(on: dt.date) -> dt.date:
    """The Sunday before a day: the end of the last whole week. Of a Sunday, the one a week earlier."""
    return on - dt.timedelta(days=on.isoweekday())


def _whose(asked: dict[str, Any]) -> None:
    """Every account, and whose it is."""
    with connection.cursor() as cursor:
        cursor.execute(sql.MAKE_SCOPE, asked)
        cursor.execute("ANALYZE scope")
        cursor.execute(sql.OWNERS)
        cursor.execute("ANALYZE owner")


def _agreements(on: dt.date) -> None:
    """How live agreements stand, by the policy's tolerance."""
    tolerance = policies.in_force(on=on).tolerance
    with connection.cursor() as cursor:
        cursor.execute(sql.AGREEMENTS, {"as_of": on})
        found = cursor.fetchall()
        cursor.execute("CREATE TEMP TABLE agreed (account_id bigint, state text) ON COMMIT DROP")
        with cursor.copy("COPY agreed FROM STDIN") as copy:
            for account_id, terms in found:
                standing = agreement_facts(json.loads(terms), as_of=on, tolerance=tolerance)
                copy.write_row((account_id, standing["agreement_state"].value))
