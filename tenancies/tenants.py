"""The tenants of many tenancies at once, for lists of accounts."""

from collections import defaultdict
from collections.abc import Iterable

from staff.asking import records_where, rows
from tenancies.models import TenancyPerson

NAMES = """
    SELECT tp.tenancy_id,
           concat_ws(' ', nullif(p.title, ''), nullif(p.first_names, ''), nullif(p.last_name, '')) AS name
    FROM tenancies_tenancyperson AS tp
    JOIN tenancies_person AS p ON p.id = tp.person_id JOIN tenancies_tenancy AS t ON t.id = tp.tenancy_id
    WHERE tp.tenancy_id = ANY (%(tenancies)s) AND tp.role = 'tenant' AND tp.not_sent_since IS NULL
      AND (tp.last_day IS NULL OR tp.last_day >= t.last_day)
    ORDER BY tp.id
"""


def names_of(tenancies: Iterable[int]) -> dict[int, list[str]]:
    """The tenants of each tenancy by name; of one that has ended, those of its last day. See also Person.__str__."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in rows(NAMES, tenancies=list(tenancies)):
        found[each["tenancy_id"]].append(each["name"])
    return found


def tenants_of(tenancies: Iterable[int]) -> dict[int, list[TenancyPerson]]:
    """Whoever is or was a tenant, by tenancy, with the person; those of one tenancy in the order they were entered."""
    found: dict[int, list[TenancyPerson]] = defaultdict(list)
    tenants = records_where(
        TenancyPerson,
        "tenancy_id = ANY (%(tenancies)s) AND role = 'tenant' AND tenancies_tenancyperson.not_sent_since IS NULL",
        order="tenancies_tenancyperson.id",
        along=["person"],
        tenancies=list(tenancies),
    )
    for each in tenants:
        found[each.tenancy_id].append(each)
    return found
