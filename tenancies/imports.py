"""Homes, people, tenancies, accounts, charges and rent years from the extract's staged rows."""

from django.db import connection

from staff.staging import Merge, optional, same

OF_TENANCY = "tenancies_rentaccount AS a ON a.tenancy_id = t.tenancy_id"
OF_ACCOUNT = "tenancies_rentaccount AS a ON a.id = t.account_id"

PROPERTIES = Merge(
    file="properties.csv",
    table="tenancies_property",
    key=same(["property_ref"]),
    columns={
        **same(["uprn", "address_1", "town", "postcode", "property_type", "bedrooms", "fund"]),
        **optional(["address_2", "address_3", "estate"]),
        "patch_id": "coalesce(moved.to_patch_id, patch.id)",
    },
    # A home that was moved here stays where it was moved, whatever patch the housing system says.
    joins="JOIN staff_patch AS patch ON patch.code = s.patch "
    "LEFT JOIN tenancies_property AS known ON known.property_ref = s.property_ref "
    "LEFT JOIN tenancies_patchmove AS moved ON moved.home_id = known.id "
    "AND moved.applied_at IS NOT NULL AND moved.ended_at IS NULL",
    known_by="ARRAY[t.property_ref::text]",
    accounts="tenancies_tenancy AS y ON y.home_id = t.id JOIN tenancies_rentaccount AS a ON a.tenancy_id = y.id",
)

PEOPLE = Merge(
    file="people.csv",
    table="tenancies_person",
    key=same(["person_ref"]),
    columns={
        **same(["last_name"]),
        **optional(
            [
                "title",
                "first_names",
                "email",
                "mobile",
                "phone",
                "preferred_channel",
                "correspondence_address",
                "language",
                "format_needed",
            ]
        ),
        "born_on": "s.date_of_birth",
        "died_on": "s.date_of_death",
    },
    known_by="ARRAY[t.person_ref::text]",
    accounts="tenancies_tenancyperson AS y ON y.person_id = t.id "
    "JOIN tenancies_rentaccount AS a ON a.tenancy_id = y.tenancy_id",
)

TENANCIES = Merge(
    file="tenancies.csv",
    table="tenancies_tenancy",
    key=same(["tenancy_ref"]),
    columns={
        **same(["tenancy_type", "rent_week_start", "written_statement_on"]),
        "home_id": "home.id",
        "starts_on": "s.start_date",
        "last_day": "s.end_date",
        # A reason for an end that is not given means nothing: the format wants it blank while the tenancy runs.
        "end_reason": "CASE WHEN s.end_date IS NULL THEN '' ELSE s.end_reason END",
        "trial_last_day": "s.trial_ends_on",
        "trial_extended_last_day": "s.trial_extended_to",
        "fixed_term_last_day": "s.fixed_term_ends_on",
        **optional(["flexible_clause"]),
    },
    joins="JOIN tenancies_property AS home ON home.property_ref = s.property_ref",
    on_insert={"landlord_kind": "'local_authority'", "rent_period": "'weekly'"},
    known_by="ARRAY[t.tenancy_ref::text]",
    accounts="tenancies_rentaccount AS a ON a.tenancy_id = t.id",
)

TENANCY_PEOPLE = Merge(
    file="tenancy_people.csv",
    table="tenancies_tenancyperson",
    key={"tenancy_id": "tenancy.id", "person_id": "person.id", "role": "s.role", "from_on": "s.from_date"},
    columns={"last_day": "s.to_date"},
    joins="JOIN tenancies_tenancy AS tenancy ON tenancy.tenancy_ref = s.tenancy_ref "
    "JOIN tenancies_person AS person ON person.person_ref = s.person_ref",
    known_by="(SELECT ARRAY[y.tenancy_ref::text, p.person_ref::text] "
    "FROM tenancies_tenancy AS y, tenancies_person AS p WHERE y.id = t.tenancy_id AND p.id = t.person_id)",
    accounts=OF_TENANCY,
)

ACCOUNTS = Merge(
    file="accounts.csv",
    table="tenancies_rentaccount",
    key=same(["account_ref"]),
    columns={
        **same(["fund", "payment_day", "opened_on", "closed_on"]),
        **optional(["payment_method", "payment_frequency"]),
        "tenancy_id": "tenancy.id",
        "kind": "s.account_type",
        "property_id": "property.id",
    },
    joins="JOIN tenancies_tenancy AS tenancy ON tenancy.tenancy_ref = s.tenancy_ref "
    "LEFT JOIN tenancies_property AS property ON property.property_ref = s.property_ref",
    known_by="ARRAY[t.account_ref::text]",
    accounts="tenancies_rentaccount AS a ON a.id = t.id",
)

CHARGES = Merge(
    file="charges.csv",
    table="tenancies_chargerate",
    key={"account_id": "account.id", "kind": "s.charge_type", "from_on": "s.from_date"},
    columns={**same(["weekly_amount", "benefit_eligible"]), "last_day": "s.to_date"},
    joins="JOIN tenancies_rentaccount AS account ON account.account_ref = s.account_ref",
    known_by="(SELECT ARRAY[a.account_ref::text, t.kind::text] "
    "FROM tenancies_rentaccount AS a WHERE a.id = t.account_id)",
    accounts=OF_ACCOUNT,
)

RENT_YEARS = Merge(
    file="rent_years.csv",
    table="tenancies_rentyear",
    key={"starts_on": "s.start_date"},
    columns={
        **same(["weeks", "charge_weeks"]),
        "rent_free_weeks": "coalesce(to_jsonb(string_to_array(s.rent_free_weeks, '|')), '[]')",
    },
    known_by="ARRAY[t.starts_on::text]",
)


def keep_stated_balances(*, as_at: str) -> int:
    """Keep what the housing system says each account's balance is. Accounts of which only that differs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM load_accounts AS s
            JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
            LEFT JOIN tenancies_sourcebalance AS t ON t.account_id = a.id
            WHERE t.balance IS DISTINCT FROM s.balance
              AND a.id NOT IN (SELECT id FROM load_changed WHERE file = 'accounts.csv')
            """
        )
        (changed,) = cursor.fetchone()
        cursor.execute(
            """
            INSERT INTO tenancies_sourcebalance AS t (account_id, balance, as_at)
            SELECT a.id, s.balance, %(as_at)s FROM load_accounts AS s
            JOIN tenancies_rentaccount AS a ON a.account_ref = s.account_ref
            ON CONFLICT (account_id) DO UPDATE SET balance = excluded.balance, as_at = excluded.as_at
            WHERE (t.balance, t.as_at) IS DISTINCT FROM (excluded.balance, excluded.as_at)
            """,
            {"as_at": as_at},
        )
    return int(changed)
