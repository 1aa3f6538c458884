"""The files of the extract and their columns, in load order."""

COLUMNS: dict[str, str] = {
    "officers": "username name role team patches email phone",
    "properties": "property_ref uprn address_1 address_2 address_3 town postcode estate patch property_type "
    "bedrooms fund",
    "people": "person_ref title first_names last_name date_of_birth date_of_death email mobile phone preferred_channel "
    "correspondence_address language format_needed",
    "tenancies": "tenancy_ref property_ref tenancy_type start_date end_date end_reason rent_week_start trial_ends_on "
    "trial_extended_to fixed_term_ends_on flexible_clause written_statement_on",
    "tenancy_people": "tenancy_ref person_ref role from_date to_date",
    "accounts": "account_ref tenancy_ref account_type property_ref fund payment_method payment_frequency payment_day "
    "opened_on closed_on balance",
    "charges": "account_ref charge_type weekly_amount from_date to_date benefit_eligible",
    "rent_years": "start_date weeks charge_weeks rent_free_weeks",
    "transactions": "transaction_ref account_ref posted_on effective_on type method amount narrative reverses",
    "benefits": "benefit_ref account_ref person_ref benefit_type status from_date to_date weekly_amount pay_weeks "
    "housing_element element_confirmed period_start_day managed_payment deduction paid_up_to",
    "agreements": "agreement_ref account_ref made_on first_due_on frequency rent_amount instalment_amount "
    "opening_arrears status ended_on made_by",
    "notices": "notice_ref tenancy_ref notice_type prepared_on specified_date arrears_stated arrears_struck_on grounds "
    "status review_requested_on review_outcome review_notified_on",
    "notice_service": "notice_ref person_ref method done_on done_at served_by evidence",
    "court_cases": "case_ref tenancy_ref notice_ref claim_number route court issued_on arrears_at_issue fee hearing_on "
    "hearing_at status",
    "court_orders": "order_ref case_ref made_on order_type possession_date arrears costs rent_terms instalment_amount "
    "frequency first_due_on status warrant_requested_on warrant_issued_on warrant_number eviction_on eviction_at "
    "eviction_outcome",
    "contacts": "contact_ref tenancy_ref person_ref at channel direction purpose outcome officer note",
    "markers": "marker_ref marker_type detail person_ref tenancy_ref from_date until_date review_on evidence owner",
}
_NAMES = {file: tuple(columns.split()) for file, columns in COLUMNS.items()}


def header(file: str) -> str:
    """The first line of the file."""
    return ",".join(_NAMES[file]) + "\n"


def line(file: str, values: dict[str, object]) -> str:
    """One line of the file. A column not given is blank; a column that the file lacks is a KeyError."""
    names = _NAMES[file]
    cells = [_cell(values.pop(name, "")) for name in names]
    if values:
        raise KeyError(f"{file} has no column {', '.join(values)}.")
    return ",".join(cells) + "\n"


def _cell(value: object) -> str:
    text = str(value)
    if "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


class Sheets:
    """The lines made so far for every file but transactions.csv, and how many."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {file: [] for file in COLUMNS}

    def add(self, file: str, **values: object) -> None:
        """Add one row."""
        self.lines[file].append(line(file, values))
