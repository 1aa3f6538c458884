"""What was said to whom, and what protects people."""

from caseload.extract.spec import Check, Column, File, code, day, ends_after, key, needed_when, text, to

FOLLOWS_PERSON = {"vulnerability", "breathing_space", "crisis", "insolvency", "safe_contact", "capacity"}
DETAILS: dict[str, frozenset[str]] = {
    kind: frozenset(details.split())
    for kind, details in {
        "vulnerability": "mental_health physical_disability learning_disability sensory care_leaver older_person "
        "bereavement pregnancy substance_use domestic_abuse young_person literacy",
        "breathing_space": "standard mental_health_crisis",
        "crisis": "suicide_risk domestic_abuse mental_health",
        "risk": "violence dog hygiene_hazard sharps two_person_visit",
        "dispute": "balance disrepair service_charge",
        "insolvency": "bankruptcy dro iva",
        "safe_contact": "letter_unsafe phone_unsafe",
        "capacity": "appointee in_doubt",
        "complaint": "stage_1 stage_2 ombudsman",
    }.items()
}


FILES: tuple[File, ...] = (
    File(
        name="contacts.csv",
        key=("contact_ref",),
        columns=(
            key("contact_ref"),
            to("tenancy_ref", "tenancies.csv", required=True),
            to("person_ref", "people.csv"),
            Column(name="at", kind="moment", required=True, not_after_as_at=True),
            code("channel", "letter email sms phone visit office portal", required=True),
            code("direction", "out in", required=True),
            code(
                "purpose",
                "reminder letter_1 letter_2 pre_notice pre_court hearing_letter statement agreement benefit_help "
                "debt_advice welfare visit payment_promise refund former_tenant general",
                required=True,
            ),
            code(
                "outcome",
                "sent spoke no_answer message_left wrong_number third_party returned_mail bounced seen not_in promised",
            ),
            to("officer", "officers.csv"),
            text("note", 500),
        ),
        may_be_empty=True,
    ),
    File(
        name="markers.csv",
        key=("marker_ref",),
        columns=(
            key("marker_ref"),
            code("marker_type", " ".join(DETAILS), required=True),
            text("detail", required=True),
            to("person_ref", "people.csv"),
            to("tenancy_ref", "tenancies.csv"),
            day("from_date", required=True),
            day("until_date"),
            day("review_on"),
            text("evidence", 200),
            to("owner", "officers.csv"),
        ),
        checks=(
            Check(
                column="detail",
                reason="bad_code",
                of=("marker_type", "detail"),
                wrong=lambda kind, detail: detail not in DETAILS[kind],
            ),
            needed_when("person_ref", "marker_type", FOLLOWS_PERSON),
            Check(
                column="tenancy_ref",
                reason="missing_value",
                of=("person_ref", "tenancy_ref"),
                wrong=lambda person, tenancy: not person and not tenancy,
            ),
            ends_after("from_date", "until_date"),
        ),
        may_be_empty=True,
    ),
)
