"""How it went for households by what they need: whether those with needs fare worse (Equality Act 2010, s.149).

Quarterday holds no protected characteristics. What it lawfully holds is what tenants told of needs, adjustments and
interpreters, and whether they were asked. Only counts leave here, and none below FEWEST, nor one from which such a
count could be worked out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from caseload.export import Cell
from staff import asking
from welfare.tenants import NEEDS, TENANTS

FEWEST = 5  # tenancies: below it somebody may be recognised
LOOKS_BACK = relativedelta(years=1)
# Every tenancy is in one of these.
ASKED = {
    "known": "A need is recorded",
    "none": "Asked: no needs",
    "not_known": "Never asked, or no answer yet",
}
# Some of those with a need; the two overlap.
AMONG = {"adjusted": "of these, an adjustment is promised", "interpreter": "of these, an interpreter is needed"}
WHOLE = "tenancies"
COUNTED = {
    WHOLE: "Tenancies",
    "in_arrears": "In arrears today",
    "agreements": "Agreement made",
    "notices": "Notice given",
    "claims": "Claim issued",
    "evictions": "Warrant asked for",
}
NOT_SHOWN = "not shown"
Counts = Mapping[str, int]  # by the names of COUNTED

SQL = f"""
    WITH scope AS MATERIALIZED (
        SELECT t.id AS tenancy_id, least(t.last_day, %(as_of)s) AS people_on
        FROM tenancies_tenancy AS t JOIN tenancies_property AS home ON home.id = t.home_id
        WHERE t.starts_on <= %(as_of)s AND (t.last_day IS NULL OR t.last_day >= %(since)s)
          AND (%(patches)s::bigint[] IS NULL OR home.patch_id = ANY (%(patches)s))
    ), person AS ({TENANTS}),
    household AS (
        SELECT tenancy_id, {NEEDS} AS asked, bool_or(interpreter AND NOT dead) AS interpreter,
               bool_or(adjusted.person_id IS NOT NULL AND NOT dead) AS adjusted
        FROM person LEFT JOIN (
            SELECT DISTINCT person_id FROM welfare_adjustment
            WHERE from_on <= %(as_of)s AND (ended_on IS NULL OR ended_on > %(as_of)s)
        ) AS adjusted USING (person_id)
        GROUP BY tenancy_id
    )
    SELECT CASE WHEN asked IN ('known', 'none') THEN asked ELSE 'not_known' END AS asked,
           coalesce(interpreter, false) AS interpreter, coalesce(adjusted, false) AS adjusted, count(*) AS tenancies,
           count(*) FILTER (WHERE scope.tenancy_id IN (
               SELECT a.tenancy_id FROM tenancies_rentaccount AS a
               JOIN tenancies_accountposition AS p ON p.account_id = a.id WHERE p.balance > 0
           )) AS in_arrears,
           count(*) FILTER (WHERE scope.tenancy_id IN (
               SELECT a.tenancy_id FROM recovery_repaymentagreement AS g
               JOIN tenancies_rentaccount AS a ON a.id = g.account_id
               WHERE g.made_on BETWEEN %(since)s AND %(as_of)s
           )) AS agreements,
           count(*) FILTER (WHERE scope.tenancy_id IN (
               SELECT tenancy_id FROM legal_notice
               WHERE status <> 'draft' AND prepared_on BETWEEN %(since)s AND %(as_of)s
           )) AS notices,
           count(*) FILTER (WHERE scope.tenancy_id IN (
               SELECT tenancy_id FROM legal_possessionclaim WHERE issued_on BETWEEN %(since)s AND %(as_of)s
           )) AS claims,
           count(*) FILTER (WHERE scope.tenancy_id IN (
               SELECT c.tenancy_id FROM legal_possessionorder AS o
               JOIN legal_possessionclaim AS c ON c.id = o.claim_id
               LEFT JOIN legal_warrantrequest AS w ON w.order_id = o.id
               WHERE coalesce(w.sent_on, o.warrant_requested_on) BETWEEN %(since)s AND %(as_of)s
           )) AS evictions
    FROM scope LEFT JOIN household USING (tenancy_id)
    GROUP BY 1, 2, 3
"""  # noqa: S608  # our own words


def counts(*, patches: frozenset[int] | None, on: date) -> dict[str, Counts]:
    """By group, of the tenancies that ran at any time in the last 12 months; `patches` None: of the whole council."""
    asked = {"as_of": on, "since": on - LOOKS_BACK, "patches": None if patches is None else sorted(patches)}
    found = asking.rows(SQL, **asked)
    groups = {name: [row for row in found if row["asked"] == name] for name in ASKED}
    groups |= {name: [row for row in groups["known"] if row[name]] for name in AMONG}
    return {name: {each: sum(row[each] for row in rows) for each in COUNTED} for name, rows in groups.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One number of a group, with its share of the group's tenancies; None: it is not shown."""

    column: str
    count: int | None
    share: int | None = None  # per cent

    @property
    def cells(self) -> list[Cell]:
        """The same in a file, the share in a column of its own."""
        cells: list[int | None] = [self.count] if self.column == COUNTED[WHOLE] else [self.count, self.share]
        return [NOT_SHOWN if cell is None else cell for cell in cells]


Group = tuple[str, list[Told]]  # how it is called, and its numbers


def groups(found: Mapping[str, Counts]) -> list[Group]:
    """What may be shown, for the page and the file alike."""
    hidden = not_shown(found)
    order = ["known", *AMONG, *(name for name in ASKED if name != "known")]
    labels = ASKED | AMONG
    return [(labels[name], _told(found[name], hidden[name])) for name in order]


def _told(group: Counts, hidden: set[str]) -> list[Told]:
    told = []
    for name, label in COUNTED.items():
        if name in hidden:
            told.append(Told(column=label, count=None))
        else:
            share = None if name == WHOLE else round(100 * group[name] / group[WHOLE])
            told.append(Told(column=label, count=group[name], share=share))
    return told


def as_file(shown: Sequence[Group]) -> tuple[list[str], list[list[Cell]]]:
    """Its head and its lines."""
    whole, *others = COUNTED.values()
    head = ["Households", whole, *(name for label in others for name in (label, f"{label}, %"))]
    return head, [[label, *(cell for each in told for cell in each.cells)] for label, told in shown]


# -------------------------------------------------------------------------------------------- what may not be shown


def not_shown(found: Mapping[str, Counts]) -> dict[str, set[str]]:
    """By group, the columns whose count stays hidden: too small, or a number from which a small one follows.

    Totals over all groups are known from elsewhere, so of the groups of ASKED one is never hidden alone, nor two that
    hold fewer than FEWEST together: the next smallest is hidden with them.
    """
    hidden: dict[str, set[str]] = {name: set() for name in found}
    for column in COUNTED:
        parts = [name for name in ASKED if WHOLE in hidden[name] or _is_small(found[name], column)]
        rest = sorted((name for name in ASKED if name not in parts), key=lambda name: found[name][column])
        while parts and rest and not _enough([found[name] for name in parts], column):
            parts.append(rest.pop(0))
        for name in parts:
            hidden[name].add(column)
        for name in AMONG:
            known, some = found["known"], found[name]
            others = {each: known[each] - some[each] for each in COUNTED}
            with_parent = column in hidden["known"] or WHOLE in hidden[name]
            if with_parent or _is_small(some, column) or _is_small(others, column):
                hidden[name].add(column)
    return hidden


def _is_small(group: Counts, column: str) -> bool:
    """Whether too few are counted, or too few of the group are left over."""
    return group[column] < FEWEST or (column != WHOLE and group[WHOLE] - group[column] < FEWEST)


def _enough(groups: Sequence[Counts], column: str) -> bool:
    together = {name: sum(group[name] for group in groups) for name in (WHOLE, column)}
    return len(groups) > 1 and not _is_small(together, column)
