"""Contacts and repayment agreements from the extract's staged rows."""

from recovery.models import ContactAttempt, RepaymentAgreement
from staff.staging import Merge, label, optional, pounds, same
from tenancies.events import add_events
from tenancies.imports import OF_ACCOUNT, OF_TENANCY

AGREEMENTS = Merge(
    file="agreements.csv",
    table="recovery_repaymentagreement",
    key={"source_ref": "s.agreement_ref"},
    columns={
        **same(
            [
                "made_on",
                "first_due_on",
                "frequency",
                "rent_amount",
                "instalment_amount",
                "opening_arrears",
                "status",
                "ended_on",
            ]
        ),
        "account_id": "account.id",
        "made_by_id": "officer.id",
    },
    joins="JOIN tenancies_rentaccount AS account ON account.account_ref = s.account_ref "
    "LEFT JOIN staff_user AS officer ON officer.username = s.made_by",
    ours="t.source_ref = ''",
    known_by="ARRAY[t.source_ref::text]",
    accounts=OF_ACCOUNT,
)

CONTACTS = Merge(
    file="contacts.csv",
    table="recovery_contactattempt",
    key={"source_ref": "s.contact_ref"},
    columns={
        **same(["channel", "direction", "purpose"]),
        **optional(["outcome", "note"]),
        "tenancy_id": "tenancy.id",
        "person_id": "person.id",
        # A local time that comes twice, or never, when the clocks change is still one moment of its own day.
        "at": "s.at AT TIME ZONE 'Europe/London'",
        '"on"': "s.at::date",
        "officer_id": "officer.id",
    },
    joins="JOIN tenancies_tenancy AS tenancy ON tenancy.tenancy_ref = s.tenancy_ref "
    "LEFT JOIN tenancies_person AS person ON person.person_ref = s.person_ref "
    "LEFT JOIN staff_user AS officer ON officer.username = s.officer",
    ours="t.source_ref = ''",
    known_by="ARRAY[t.source_ref::text]",
    accounts=OF_TENANCY,
)


def note_agreements() -> None:
    """Each new agreement on its account's timeline."""
    add_events(
        what="agreement",
        about="recovery.repaymentagreement",
        file="agreements.csv",
        by_account=True,
        rows=f"""
            SELECT g.id, g.account_id, g.made_on::timestamp AS at, NULL::bigint AS person_id,
                   'Agreement to pay ' || {pounds("g.rent_amount + g.instalment_amount")} || ' '
                   || lower({label("g.frequency", RepaymentAgreement.Frequency)})
                   || ' (instalment ' || {pounds("g.instalment_amount")} || ')' AS summary
            FROM recovery_repaymentagreement AS g WHERE g.source_ref <> ''
        """,  # noqa: S608
    )


def note_contacts() -> None:
    """Each new contact on the timeline of its tenancy's main account: 'Letter: second letter, sent'.

    A purpose that says nothing more than the way (a general call, a visit for a visit) is left out.
    """
    general = ContactAttempt.Purpose.GENERAL.value
    add_events(
        what="contact",
        about="recovery.contactattempt",
        file="contacts.csv",
        rows=f"""
            SELECT c.id, c.tenancy_id, c.at AT TIME ZONE 'Europe/London' AS at, c.person_id,
                   {label("c.channel", ContactAttempt.ContactChannel)}
                   || CASE c.direction WHEN 'in' THEN ' from them' ELSE '' END
                   || coalesce(': ' || nullif(concat_ws(', ',
                        CASE WHEN c.purpose NOT IN ('{general}', c.channel)
                             THEN lower({label("c.purpose", ContactAttempt.Purpose)}) END,
                        CASE WHEN c.outcome <> '' THEN lower({label("c.outcome", ContactAttempt.Outcome)}) END
                      ), ''), '')
                   || CASE WHEN c.note = '' THEN '' ELSE '. ' || c.note END AS summary
            FROM recovery_contactattempt AS c
        """,  # noqa: S608
    )
