"""Benefits and markers from the extract's staged rows."""

from staff.staging import Merge, label, optional, same
from tenancies.events import add_events
from tenancies.imports import OF_ACCOUNT
from welfare.models import Insolvency, Marker

BENEFITS = Merge(
    file="benefits.csv",
    table="welfare_benefitclaim",
    key={"source_ref": "s.benefit_ref"},
    columns={
        **same(
            [
                "status",
                "weekly_amount",
                "pay_weeks",
                "housing_element",
                "element_confirmed",
                "period_start_day",
                "managed_payment",
                "deduction",
                "paid_up_to",
            ]
        ),
        "account_id": "account.id",
        "person_id": "person.id",
        "kind": "s.benefit_type",
        "from_on": "s.from_date",
        "last_day": "s.to_date",
    },
    joins="JOIN tenancies_rentaccount AS account ON account.account_ref = s.account_ref "
    "JOIN tenancies_person AS person ON person.person_ref = s.person_ref",
    known_by="ARRAY[t.source_ref::text]",
    accounts=OF_ACCOUNT,
)

MARKERS = Merge(
    file="markers.csv",
    table="welfare_marker",
    key={"source_ref": "s.marker_ref"},
    columns={
        **same(["detail", "review_on"]),
        **optional(["evidence"]),
        "kind": "s.marker_type",
        "person_id": "person.id",
        "tenancy_id": "tenancy.id",
        "from_on": "s.from_date",
        "last_day": "s.until_date",
        "owner_id": "owner.id",
    },
    joins="LEFT JOIN tenancies_person AS person ON person.person_ref = s.person_ref "
    "LEFT JOIN tenancies_tenancy AS tenancy ON tenancy.tenancy_ref = s.tenancy_ref "
    "LEFT JOIN staff_user AS owner ON owner.username = s.owner",
    ours="t.source_ref = ''",
    known_by="ARRAY[t.source_ref::text]",
    accounts="LATERAL (SELECT t.tenancy_id UNION SELECT p.tenancy_id FROM tenancies_tenancyperson AS p "
    "WHERE p.person_id = t.person_id) AS y ON true JOIN tenancies_rentaccount AS a ON a.tenancy_id = y.tenancy_id",
)


def note_markers() -> None:
    """Each new marker on the timeline of the tenancy it stays with, or of each tenancy of its person."""
    add_events(
        what="marker",
        about="welfare.marker",
        file="markers.csv",
        rows=f"""
            SELECT m.id, y.tenancy_id, m.from_on::timestamp AS at, m.person_id,
                   {label("m.kind", Marker.Kind)} || ': ' || CASE m.kind
                       WHEN 'insolvency' THEN lower({label("m.detail", Insolvency.Kind)})
                       ELSE replace(m.detail, '_', ' ') END AS summary
            FROM welfare_marker AS m
            JOIN LATERAL (
                SELECT m.tenancy_id WHERE m.tenancy_id IS NOT NULL
                UNION SELECT p.tenancy_id FROM tenancies_tenancyperson AS p
                WHERE p.person_id = m.person_id AND p.role = 'tenant' AND m.tenancy_id IS NULL
            ) AS y ON true
        """,  # noqa: S608
    )
