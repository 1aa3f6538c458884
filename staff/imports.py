"""officers.csv: people, teams, and who looks after which patch.

An extract never sets a password, changes a role or makes an administrator, and it leaves administrators alone.
"""

from django.db import connection

from staff.staging import Merge, optional, same

USERS = Merge(
    file="officers.csv",
    table="staff_user",
    key=same(["username"]),
    columns={**same(["name"]), **optional(["email", "phone"]), "team_id": "team.id", "from_extract": "true"},
    joins="LEFT JOIN staff_team AS team ON team.name = s.team",
    on_insert={
        # Django's mark of a password that cannot be used: nobody signs in until one is set.
        "password": "'!' || md5(random()::text) || md5(random()::text)",
        "role": "(SELECT coalesce(nullif(o.role, 'administrator'), '') FROM load_officers AS o "
        "WHERE o.username = r.username)",
        "is_active": "true",
    },
    ours="NOT t.from_extract AND t.username NOT IN (SELECT username FROM load_officers)",
    keep="t.role = 'administrator'",
    known_by="ARRAY[t.username::text]",
)


def before_officers() -> None:
    """Teams that are new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO staff_team (name) SELECT DISTINCT team FROM load_officers WHERE team IS NOT NULL "
            "ON CONFLICT (name) DO NOTHING"
        )


def before_properties() -> None:
    """Patches that are new. A patch is there because a home is in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO staff_patch (code) SELECT DISTINCT patch FROM load_properties ON CONFLICT (code) DO NOTHING"
        )


# Who is given which patch by the file; a patch that no home has stays empty.
ASSIGNED = """
    CREATE TEMP TABLE load_assigned AS
    SELECT DISTINCT u.id AS user_id, p.id AS patch_id, u.username, given.code
    FROM load_officers AS s
    JOIN staff_user AS u ON u.username = s.username
    CROSS JOIN LATERAL unnest(string_to_array(s.patches, '|')) AS given (code)
    LEFT JOIN staff_patch AS p ON p.code = given.code
"""

END_OTHERS = """
    UPDATE staff_patchassignment AS t SET ends_on = greatest(%(as_at)s::date, t.starts_on)
    FROM staff_user AS u
    WHERE u.id = t.user_id AND t.from_extract AND t.ends_on IS NULL
      AND (u.not_sent_since IS NOT NULL OR u.username IN (SELECT username FROM load_officers))
      AND NOT EXISTS (SELECT FROM load_assigned AS a WHERE a.user_id = t.user_id AND a.patch_id = t.patch_id)
"""

# A patch that somebody only covers becomes their own.
OWN_COVERED = """
    UPDATE staff_patchassignment AS t SET cover_id = NULL, from_extract = true
    FROM load_assigned AS a
    WHERE t.user_id = a.user_id AND t.patch_id = a.patch_id AND t.ends_on IS NULL AND t.cover_id IS NOT NULL
"""

BEGIN_NEW = """
    INSERT INTO staff_patchassignment (user_id, patch_id, starts_on, from_extract)
    SELECT a.user_id, a.patch_id, %(as_at)s, true FROM load_assigned AS a
    WHERE a.patch_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM staff_patchassignment AS t
        WHERE t.user_id = a.user_id AND t.patch_id = a.patch_id AND t.ends_on IS NULL
    )
"""


def assign_patches(*, as_at: str) -> list[tuple[str, str]]:
    """Open and close the assignments that came from extracts, from the as-at day. Those made here stay.

    Answers the patch codes that no home has, with the officer who was given each.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS load_assigned")
        for statement in (ASSIGNED, END_OTHERS, OWN_COVERED, BEGIN_NEW):
            cursor.execute(statement, {"as_at": as_at})
        cursor.execute("SELECT username, code FROM load_assigned WHERE patch_id IS NULL ORDER BY username, code")
        return [(username, code) for username, code in cursor.fetchall()]
