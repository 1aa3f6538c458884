"""The files of the extract in load order, their columns, and what a row must satisfy. Format version 1.0.

A column's own checks come first, from the left; then the checks between columns. Duplicates and references
are looked for in the database, when all rows are staged.
"""

from caseload.extract.spec import (
    LEDGER_LIMIT,
    Check,
    Column,
    File,
    code,
    day,
    ends_after,
    flag,
    key,
    money,
    needed_when,
    text,
    time,
    to,
    whole,
)

BIRTHS_FROM = "1900-01-01"
METHODS = (
    "direct_debit standing_order bank_transfer card payment_card cash cheque wage_deduction housing_benefit "
    "universal_credit dwp_deduction"
)
FREQUENCIES = "weekly fortnightly four_weekly monthly"
CREDITS = frozenset("payment hb uc_managed third_party_deduction write_off".split())
CHARGES = frozenset("rent_debit service_debit refund court_costs".split())
EITHER_SIGN = frozenset("opening_balance adjustment transfer reversal".split())
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


def _sign_unsuited(kind: str, amount: str) -> bool:
    return kind in (CHARGES if amount[0] == "-" else CREDITS)


def _wrong_rent_free_count(weeks: str, charge_weeks: str, rent_free_weeks: str) -> bool:
    count = len(rent_free_weeks.split("|")) if rent_free_weeks else 0
    return int(weeks) - int(charge_weeks) != count


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
    File(
        name="accounts.csv",
        key=("account_ref",),
        columns=(
            key("account_ref"),
            to("tenancy_ref", "tenancies.csv", required=True),
            code(
                "account_type",
                "rent garage service_charge court_costs water heating former_tenant use_and_occupation pitch_fee "
                "electricity",
                required=True,
            ),
            to("property_ref", "properties.csv"),
            code("fund", "HRA GF", required=True),
            code("payment_method", METHODS),
            code("payment_frequency", FREQUENCIES + " irregular"),
            whole("payment_day", 1, 31),
            day("opened_on", required=True),
            day("closed_on"),
            money("balance", required=True),
        ),
        checks=(ends_after("opened_on", "closed_on"),),
        total="balance",
    ),
    File(
        name="charges.csv",
        key=("account_ref", "charge_type", "from_date"),
        columns=(
            to("account_ref", "accounts.csv", required=True),
            code(
                "charge_type",
                "net_rent service_charge heating water electricity support garage_rent pitch_fee "
                "use_and_occupation other",
                required=True,
            ),
            money("weekly_amount", required=True, low=0),
            day("from_date", required=True),
            day("to_date"),
            flag("benefit_eligible", required=True),
        ),
        checks=(ends_after("from_date", "to_date"),),
    ),
    File(
        name="rent_years.csv",
        key=("start_date",),
        columns=(
            day("start_date", required=True),
            whole("weeks", 52, 53, required=True),
            whole("charge_weeks", 48, 53, required=True),
            Column(name="rent_free_weeks", kind="dates"),
        ),
        checks=(
            Check(
                column="charge_weeks",
                reason="bad_number",
                of=("weeks", "charge_weeks", "rent_free_weeks"),
                wrong=_wrong_rent_free_count,
            ),
        ),
    ),
    File(
        name="transactions.csv",
        key=("transaction_ref",),
        columns=(
            key("transaction_ref"),
            to("account_ref", "accounts.csv", required=True),
            day("posted_on", required=True, not_after_as_at=True),
            day("effective_on", required=True, not_after_as_at=True),
            code("type", " ".join(CREDITS | CHARGES | EITHER_SIGN), required=True),
            code("method", METHODS + " system", required=True),
            Column(name="amount", kind="money", required=True, low=-LEDGER_LIMIT, high=LEDGER_LIMIT, never_zero=True),
            text("narrative", 120),
            to("reverses", "transactions.csv"),
        ),
        checks=(
            Check(column="amount", reason="wrong_sign", of=("type", "amount"), wrong=_sign_unsuited),
            needed_when("reverses", "type", {"reversal"}),
        ),
        total="amount",
    ),
    File(
        name="benefits.csv",
        key=("benefit_ref",),
        columns=(
            key("benefit_ref"),
            to("account_ref", "accounts.csv", required=True),
            to("person_ref", "people.csv", required=True),
            code("benefit_type", "hb uc", required=True),
            code("status", "claimed live suspended ended refused", required=True),
            day("from_date", required=True),
            day("to_date"),
            money("weekly_amount", low=0),
            whole("pay_weeks", 1, 4),
            money("housing_element", low=0),
            flag("element_confirmed"),
            whole("period_start_day", 1, 31),
            flag("managed_payment"),
            money("deduction", low=0),
            day("paid_up_to", not_after_as_at=True),
        ),
        checks=(
            ends_after("from_date", "to_date"),
            needed_when("weekly_amount", "benefit_type", {"hb"}),
            needed_when("pay_weeks", "benefit_type", {"hb"}),
            needed_when("element_confirmed", "benefit_type", {"uc"}),
            needed_when("managed_payment", "benefit_type", {"uc"}),
        ),
        may_be_empty=True,
    ),
    File(
        name="agreements.csv",
        key=("agreement_ref",),
        columns=(
            key("agreement_ref"),
            to("account_ref", "accounts.csv", required=True),
            day("made_on", required=True),
            day("first_due_on", required=True),
            code("frequency", FREQUENCIES, required=True),
            money("rent_amount", required=True, low=0),
            money("instalment_amount", required=True, low=1),
            money("opening_arrears", required=True, low=1),
            code("status", "live completed broken cancelled superseded", required=True),
            day("ended_on"),
            to("made_by", "officers.csv"),
        ),
        checks=(ends_after("made_on", "first_due_on"), ends_after("made_on", "ended_on")),
        may_be_empty=True,
    ),
    File(
        name="notices.csv",
        key=("notice_ref",),
        columns=(
            key("notice_ref"),
            to("tenancy_ref", "tenancies.csv", required=True),
            code(
                "notice_type",
                "nosp s128 s143e s8 ntq notice_to_remedy trial_extension flexible_non_renewal flexible_possession",
                required=True,
            ),
            day("prepared_on", required=True),
            day("specified_date"),
            money("arrears_stated", low=0),
            day("arrears_struck_on"),
            Column(name="grounds", kind="list", longest=40),
            code("status", "draft served withdrawn superseded", required=True),
            day("review_requested_on"),
            code("review_outcome", "upheld overturned"),
            day("review_notified_on"),
        ),
        may_be_empty=True,
    ),
    File(
        name="notice_service.csv",
        key=("notice_ref", "person_ref"),
        columns=(
            to("notice_ref", "notices.csv", required=True),
            to("person_ref", "people.csv", required=True),
            code("method", "hand left_at_home first_class second_class signed_for email other", required=True),
            day("done_on", required=True, not_after_as_at=True),
            time("done_at"),
            to("served_by", "officers.csv"),
            text("evidence", 200),
        ),
        may_be_empty=True,
    ),
    File(
        name="court_cases.csv",
        key=("case_ref",),
        columns=(
            key("case_ref"),
            to("tenancy_ref", "tenancies.csv", required=True),
            to("notice_ref", "notices.csv"),
            text("claim_number", 20),
            code("route", "pcs_online pcol paper money_claim", required=True),
            text("court", 80),
            day("issued_on", required=True),
            money("arrears_at_issue", required=True),
            money("fee", low=0),
            day("hearing_on"),
            time("hearing_at"),
            code(
                "status",
                "issued listed adjourned_generally adjourned_to_date adjourned_on_terms order_made dismissed "
                "struck_out withdrawn closed",
                required=True,
            ),
        ),
        may_be_empty=True,
    ),
    File(
        name="court_orders.csv",
        key=("order_ref",),
        columns=(
            key("order_ref"),
            to("case_ref", "court_cases.csv", required=True),
            day("made_on", required=True),
            code("order_type", "suspended postponed outright money_only adjourned_on_terms consent", required=True),
            day("possession_date"),
            money("arrears", low=0),
            money("costs", low=0),
            code("rent_terms", "current_rent none"),
            money("instalment_amount", low=0),
            code("frequency", FREQUENCIES),
            day("first_due_on"),
            code("status", "in_force discharged executed set_aside", required=True),
            day("warrant_requested_on"),
            day("warrant_issued_on"),
            text("warrant_number", 20),
            day("eviction_on"),
            time("eviction_at"),
            code("eviction_outcome", "booked executed suspended cancelled"),
        ),
        checks=(
            Check(
                column="rent_terms",
                reason="missing_value",
                of=("instalment_amount", "rent_terms"),
                wrong=lambda instalment, terms: bool(instalment.strip("0.")) and not terms,
            ),
        ),
        may_be_empty=True,
    ),
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
FILES_BY_NAME = {file.name: file for file in FILES}
SNAPSHOTS = tuple(file for file in FILES if file.name != "transactions.csv")
LEDGER = FILES_BY_NAME["transactions.csv"]
