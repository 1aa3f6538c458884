"""Notices, their service, claims and orders from the extract's staged rows."""

from legal.models import Notice, NoticeService, PossessionClaim, PossessionOrder
from staff.staging import Merge, label, optional, pounds, same
from tenancies.events import add_events
from tenancies.imports import OF_TENANCY

TENANCY = "JOIN tenancies_tenancy AS tenancy ON tenancy.tenancy_ref = s.tenancy_ref "

# What was done here with a record of the housing system stays, whatever the next extract still says of it: a notice
# withdrawn or reviewed here, a claim whose hearings are kept here, an order that was ended or is enforced from here.
DONE_HERE = {
    "notice": "t.withdrawn_by_id IS NOT NULL OR t.review_by_id IS NOT NULL OR EXISTS ("
    "SELECT FROM legal_noticeservice AS v WHERE v.notice_id = t.id AND v.recorded_by_id IS NOT NULL)",
    "service": "t.recorded_by_id IS NOT NULL",
    "claim": "EXISTS (SELECT FROM legal_hearing AS h WHERE h.claim_id = t.id AND h.cancelled_on IS NULL)",
    "order": "t.ended_on IS NOT NULL "
    "OR EXISTS (SELECT FROM legal_warrantrequest AS w WHERE w.order_id = t.id AND w.sent_on IS NOT NULL) "
    "OR EXISTS (SELECT FROM legal_eviction AS e WHERE e.order_id = t.id)",
}

NOTICES = Merge(
    file="notices.csv",
    table="legal_notice",
    key={"source_ref": "s.notice_ref"},
    columns={
        **same(
            [
                "prepared_on",
                "arrears_stated",
                "arrears_struck_on",
                "status",
                "review_requested_on",
                "review_notified_on",
            ]
        ),
        **optional(["grounds", "review_outcome"]),
        "tenancy_id": "tenancy.id",
        "kind": "s.notice_type",
        "specified_on": "s.specified_date",
    },
    joins=TENANCY,
    ours="t.source_ref = ''",
    keep=DONE_HERE["notice"],
    known_by="ARRAY[t.source_ref::text]",
    accounts=OF_TENANCY,
)

NOTICE_SERVICE = Merge(
    file="notice_service.csv",
    table="legal_noticeservice",
    key={"notice_id": "notice.id", "person_id": "person.id"},
    columns={
        **same(["method", "done_on", "done_at"]),
        **optional(["evidence"]),
        "served_by_id": "officer.id",
    },
    joins="JOIN legal_notice AS notice ON notice.source_ref = s.notice_ref "
    "JOIN tenancies_person AS person ON person.person_ref = s.person_ref "
    "LEFT JOIN staff_user AS officer ON officer.username = s.served_by",
    ours="(SELECT n.source_ref FROM legal_notice AS n WHERE n.id = t.notice_id) = ''",
    keep=DONE_HERE["service"],
    known_by="(SELECT ARRAY[n.source_ref::text, p.person_ref::text] FROM legal_notice AS n, tenancies_person AS p "
    "WHERE n.id = t.notice_id AND p.id = t.person_id)",
    accounts="legal_notice AS n ON n.id = t.notice_id JOIN tenancies_rentaccount AS a ON a.tenancy_id = n.tenancy_id",
)

CLAIMS = Merge(
    file="court_cases.csv",
    table="legal_possessionclaim",
    key={"source_ref": "s.case_ref"},
    columns={
        **same(["route", "issued_on", "arrears_at_issue", "fee", "hearing_on", "hearing_at", "status"]),
        **optional(["claim_number", "court"]),
        "tenancy_id": "tenancy.id",
        "notice_id": "notice.id",
    },
    joins=TENANCY + "LEFT JOIN legal_notice AS notice ON notice.source_ref = s.notice_ref",
    ours="t.source_ref = ''",
    keep=DONE_HERE["claim"],
    known_by="ARRAY[t.source_ref::text]",
    accounts=OF_TENANCY,
)

ORDERS = Merge(
    file="court_orders.csv",
    table="legal_possessionorder",
    key={"source_ref": "s.order_ref"},
    columns={
        **same(
            [
                "made_on",
                "arrears",
                "costs",
                "instalment_amount",
                "first_due_on",
                "status",
                "warrant_requested_on",
                "warrant_issued_on",
                "eviction_on",
                "eviction_at",
            ]
        ),
        **optional(["rent_terms", "frequency", "warrant_number", "eviction_outcome"]),
        "claim_id": "claim.id",
        "kind": "s.order_type",
        "possession_on": "s.possession_date",
    },
    joins="JOIN legal_possessionclaim AS claim ON claim.source_ref = s.case_ref",
    ours="t.source_ref = ''",
    keep=DONE_HERE["order"],
    known_by="ARRAY[t.source_ref::text]",
    accounts="legal_possessionclaim AS c2 ON c2.id = t.claim_id "
    "JOIN tenancies_rentaccount AS a ON a.tenancy_id = c2.tenancy_id",
)


def note_notices() -> None:
    add_events(
        what="notice",
        about="legal.notice",
        file="notices.csv",
        rows=f"""
            SELECT n.id, n.tenancy_id, n.prepared_on::timestamp AS at, NULL::bigint AS person_id,
                   {label("n.kind", Notice.Kind)} || ' prepared'
                   || coalesce(', arrears ' || {pounds("n.arrears_stated")}, '') AS summary
            FROM legal_notice AS n
        """,  # noqa: S608
    )


def note_service() -> None:
    add_events(
        what="notice_served",
        about="legal.noticeservice",
        file="notice_service.csv",
        rows=f"""
            SELECT v.id, n.tenancy_id, v.done_on + coalesce(v.done_at, '00:00') AS at, v.person_id,
                   {label("n.kind", Notice.Kind)} || ' served: ' || lower({label("v.method", NoticeService.Method)})
                   || CASE WHEN v.evidence = '' THEN '' ELSE '. ' || v.evidence END AS summary
            FROM legal_noticeservice AS v JOIN legal_notice AS n ON n.id = v.notice_id
        """,  # noqa: S608
    )


def note_claims() -> None:
    add_events(
        what="claim",
        about="legal.possessionclaim",
        file="court_cases.csv",
        rows=f"""
            SELECT k.id, k.tenancy_id, k.issued_on::timestamp AS at, NULL::bigint AS person_id,
                   'Claim issued' || CASE WHEN k.court = '' THEN '' ELSE ', ' || k.court END
                   || CASE WHEN k.claim_number = '' THEN '' ELSE ', ' || k.claim_number END
                   || ': arrears ' || {pounds("k.arrears_at_issue")}
                   || ' (' || lower({label("k.status", PossessionClaim.Status)}) || ')' AS summary
            FROM legal_possessionclaim AS k
        """,  # noqa: S608
    )


def note_orders() -> None:
    add_events(
        what="order",
        about="legal.possessionorder",
        file="court_orders.csv",
        rows=f"""
            SELECT o.id, k.tenancy_id, o.made_on::timestamp AS at, NULL::bigint AS person_id,
                   {label("o.kind", PossessionOrder.Kind)}
                   || coalesce(', arrears ' || {pounds("o.arrears")}, '')
                   || coalesce(', instalment ' || {pounds("o.instalment_amount")}, '') AS summary
            FROM legal_possessionorder AS o JOIN legal_possessionclaim AS k ON k.id = o.claim_id
        """,  # noqa: S608
    )
