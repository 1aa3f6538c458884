"""Notices and their service, claims and orders."""

from caseload.extract.files.money import FREQUENCIES
from caseload.extract.spec import Check, Column, File, code, day, key, money, text, time, to

FILES: tuple[File, ...] = (
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
)
