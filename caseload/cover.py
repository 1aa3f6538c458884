"""What absence cover means on the desk: whose accounts stand in one's lists, and what they left to know."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from staff.asking import rows
from staff.models import User


@dataclass(frozen=True, kw_only=True)
class Covering:
    """Somebody whose list one has for now."""

    name: str
    note: str
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Covers:
    """What a list of accounts says of cover."""

    labels: dict[int, str] = field(default_factory=dict)  # for each patch one only covers: ‘Covering Tanya Fenwick’
    covering: list[Covering] = field(default_factory=list)  # whom one covers on the day, with the notes they left
    covered_by: str = ""  # who covers oneself on the day; blank: nobody, one is here


COVERS = """
    SELECT 'patch' AS what, has.patch_id, absent.name, '' AS note, NULL::date AS ends_on
    FROM staff_patchassignment AS has JOIN staff_cover AS cover ON cover.id = has.cover_id
    JOIN staff_user AS absent ON absent.id = cover.absent_id
    WHERE has.user_id = %(user)s AND has.ends_on IS NULL
    UNION ALL
    SELECT CASE WHEN cover.absent_id = %(user)s THEN 'covered' ELSE 'covering' END, NULL, other.name, cover.note,
           cover.ends_on
    FROM staff_cover AS cover
    JOIN staff_user AS other ON other.id IN (cover.absent_id, cover.covering_id) AND other.id <> %(user)s
    WHERE %(user)s IN (cover.absent_id, cover.covering_id)
      AND cover.starts_on <= %(on)s AND cover.ends_on > %(on)s AND cover.ended_at IS NULL
    ORDER BY what, name
"""


def covers(user: User, *, on: date) -> Covers:
    """Whom this person covers, and who covers her. See also staff.cover.running."""
    found = rows(COVERS, user=user.pk, on=on)
    return Covers(
        labels={each["patch_id"]: f"Covering {each['name']}" for each in found if each["what"] == "patch"},
        covering=[
            Covering(name=each["name"], note=each["note"], last_day=each["ends_on"] - timedelta(days=1))
            for each in found
            if each["what"] == "covering"
        ],
        covered_by=next((each["name"] for each in found if each["what"] == "covered"), ""),
    )
