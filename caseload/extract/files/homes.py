"""Who works where, the homes, the people and their tenancies."""

from caseload.extract.spec import Check, Column, File, code, day, ends_after, key, needed_when, text, to, whole

BIRTHS_FROM = "1900-01-01"


FILES: tuple[File, ...] = (
    File(
        name="officers.csv",
        key=("username",),
        columns=(
            key("username", lower_case=True),
            text("name", 80, required=True),
            code(
                "role",
                "income_officer income_advisor team_leader income_manager legal finance auditor administrator",
                required=True,
            ),
            text("team", 60),
            Column(name="patches", kind="list"),
            text("email", 120),
            text("phone", 30),
        ),
    ),
    File(
        name="properties.csv",
        key=("property_ref",),
        columns=(
            key("property_ref"),
            whole("uprn", 1, 999_999_999_999),
            text("address_1", 100, required=True),
            text("address_2", 100),
            text("address_3", 100),
            text("town", 60, required=True),
            text("postcode", 10, required=True),
            text("estate", 60),
            text("patch", 20, required=True),
            code(
                "property_type",
                "dwelling house flat maisonette bungalow bedsit sheltered hostel_room garage parking pitch",
                required=True,
            ),
            whole("bedrooms", 0, 12),
            code("fund", "HRA GF", required=True),
        ),
    ),
    File(
        name="people.csv",
        key=("person_ref",),
        columns=(
            key("person_ref"),
            text("title", 20),
            text("first_names", 80),
            text("last_name", 80, required=True),
            day("date_of_birth", not_after_as_at=True, not_before=BIRTHS_FROM),
            day("date_of_death", not_after_as_at=True),
            text("email", 120),
            text("mobile", 30),
            text("phone", 30),
            code("preferred_channel", "letter email sms phone visit"),
            text("correspondence_address"),
            text("language", 12),
            code("format_needed", "none large_print easy_read braille audio bsl coloured_paper translation"),
        ),
        checks=(ends_after("date_of_birth", "date_of_death"),),
    ),
    File(
        name="tenancies.csv",
        key=("tenancy_ref",),
        columns=(
            key("tenancy_ref"),
            to("property_ref", "properties.csv", required=True),
            code(
                "tenancy_type",
                "secure introductory flexible demoted assured starter non_secure licence pitch leasehold",
                required=True,
            ),
            day("start_date", required=True),
            day("end_date"),
            code(
                "end_reason",
                "notice_by_tenant transfer abandoned deceased evicted_arrears evicted_other surrendered succession "
                "other",
            ),
            code("rent_week_start", "mon tue wed thu fri sat sun", required=True),
            day("trial_ends_on"),
            day("trial_extended_to"),
            day("fixed_term_ends_on"),
            code("flexible_clause", "none break forfeiture"),
            day("written_statement_on"),
        ),
        checks=(
            ends_after("start_date", "end_date"),
            Check(
                column="end_reason",
                reason="missing_value",
                of=("end_date", "end_reason"),
                wrong=lambda end, why: bool(end) and not why,
            ),
            needed_when("trial_ends_on", "tenancy_type", {"introductory"}),
            Check(
                column="trial_extended_to",
                reason="date_order",
                of=("trial_ends_on", "trial_extended_to"),
                wrong=lambda first, extended: bool(first and extended) and extended <= first,
            ),
            needed_when("flexible_clause", "tenancy_type", {"flexible"}),
        ),
    ),
    File(
        name="tenancy_people.csv",
        key=("tenancy_ref", "person_ref", "role", "from_date"),
        columns=(
            to("tenancy_ref", "tenancies.csv", required=True),
            to("person_ref", "people.csv", required=True),
            code("role", "tenant household guarantor representative", required=True),
            day("from_date", required=True),
            day("to_date"),
        ),
        checks=(ends_after("from_date", "to_date"),),
    ),
)
