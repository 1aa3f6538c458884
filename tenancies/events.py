"""Timeline events for what an extract brings, in one statement a file."""

from django.db import connection


def add_events(*, what: str, about: str, file: str, rows: str, by_account: bool = False) -> None:
    """One event for each record that the load has added, on the main account of its tenancy.

    `rows` is a select of `id`, `tenancy_id`, `at` (a local time), `person_id` and `summary`; with `by_account`
    it has `account_id` in place of the tenancy. An event that is there already is not added again.
    """
    account = "n.account_id" if by_account else "main.id"
    main = "" if by_account else f"JOIN ({MAIN_ACCOUNTS}) AS main ON main.tenancy_id = n.tenancy_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO tenancies_accountevent
                (account_id, "on", at, what, summary, by_system, person_id, about)
            SELECT {account}, n.at::date, n.at AT TIME ZONE 'Europe/London', %(what)s, left(n.summary, 600), true,
                   n.person_id, %(about)s || ':' || n.id
            FROM ({rows}) AS n
            JOIN load_changed AS c ON c.file = %(file)s AND c.id = n.id AND c.is_new
            {main}
            ON CONFLICT (account_id, what, about) WHERE about <> '' DO NOTHING
            """,  # noqa: S608
            {"what": what, "about": about, "file": file},
        )


# The account that speaks for a tenancy: the main one, open before closed, or the first in order of priority.
MAIN_ACCOUNTS = """
    SELECT DISTINCT ON (a.tenancy_id) a.tenancy_id, a.id
    FROM tenancies_rentaccount AS a JOIN tenancies_accountkindsetting AS k ON k.kind = a.kind
    ORDER BY a.tenancy_id, k.priority, a.closed_on IS NOT NULL, a.opened_on DESC, a.id
"""
