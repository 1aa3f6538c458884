"""The timeline as an officer reads it: the events of the household's accounts, and this account's money beside them.

Newest first, one statement a page, however long the history.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import connection
from django.http import Http404

from caseload.notes import ShownNote, notes_about
from caseload.undo import names_taken_back
from staff.ui import words
from tenancies.models import AccountEvent, EntryKind, RentAccount

What = AccountEvent.What
GROUPS = {
    "money": "Money",
    "contact": "Contact",
    "legal": "Legal",
    "notes": "Notes and work",
}
EVENT_GROUPS = {
    "money": [
        What.AGREEMENT,
        What.OFFER,
        What.POSTING_ASKED,
        What.POSTING_MATCHED,
        What.METERED,
        What.BUDGET,
        What.WAGES,
    ],
    "contact": [
        What.LETTER_QUEUED,
        What.LETTER_SENT,
        What.LETTER_WITHDRAWN,
        What.MESSAGE_QUEUED,
        What.MESSAGE_SENT,
        What.MESSAGE_NOT_SENT,
        What.NOT_DELIVERED,
        What.CONTACT,
        What.CALL,
        What.ADVICE,
        What.RECEIVED,
    ],
    "legal": [
        What.NOTICE,
        What.NOTICE_SERVED,
        What.CLAIM,
        What.ORDER,
        What.PROTOCOL,
        What.HEARING,
        What.WARRANT,
        What.EVICTION,
        What.BUNDLE,
        What.LEGAL,
    ],
    "notes": [
        What.NOTE,
        What.CAUSE,
        What.CRISIS,
        What.HOLD,
        What.HOLD_LIFTED,
        What.REMINDER,
        What.REMINDER_DONE,
        What.ASKED,
        What.ANSWERED,
        What.LOOKS_WRONG,
        What.STEP_OVERRIDDEN,
        What.STEP_DEFERRED,
        What.STEP_DONE,
        What.TAKEN_BACK,
        What.HANDED_OVER,
        What.RESTRICTED,
        What.UNRESTRICTED,
        What.MARKER,
        What.NEEDS,
        What.PROTECTION,
        What.INTEREST,
        What.SUPPORT,
        What.REFERRAL,
        What.CONCERN,
        What.CAMPAIGN,
        What.GATE,
        What.COMPLEX_CASE,
        What.PATCH_MOVED,
        What.DATA_FAULT,
        What.OPENED_FROM_OUTSIDE,
    ],
}
GROUP_OF = {what: name for name, whats in EVENT_GROUPS.items() for what in whats}
# Their summaries say by themselves what they are.
SPEAKS_FOR_ITSELF = {What.RECEIVED, What.CONTACT, What.CALL, What.NOTICE, What.NOTICE_SERVED, What.CLAIM, What.ORDER}
PAGE = 25
PAPER = "tenancies.receiveddocument:"

SQL = """
    SELECT * FROM (
        SELECT e."on" AS day, 'event' AS source, e.id, e.what AS kind, e.summary AS text, u.name AS by_name,
               concat_ws(' ', p.title, p.first_names, p.last_name) AS person, NULL::numeric AS amount, e.document_id,
               e.about, NULL::date AS dated
        FROM tenancies_accountevent AS e
        JOIN tenancies_rentaccount AS a ON a.id = e.account_id
        LEFT JOIN staff_user AS u ON u.id = e.by_id
        LEFT JOIN tenancies_person AS p ON p.id = e.person_id
        WHERE a.tenancy_id = %(tenancy)s AND e.what = ANY (%(whats)s)
        UNION ALL
        SELECT l.posted_on, 'ledger', l.id, l.kind, l.narrative, NULL, '', l.amount, NULL, '',
               nullif(l.effective_on, l.posted_on)
        FROM tenancies_ledgerentry AS l
        WHERE %(money)s AND l.account_id = %(account)s AND l.kind NOT IN ('rent_debit', 'service_debit')
    ) AS line
    WHERE day <= %(as_of)s AND (%(day)s::date IS NULL OR (day, source, id) < (%(day)s::date, %(source)s, %(id)s))
    ORDER BY day DESC, source DESC, id DESC
    LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened. `by` is empty where the housing system or the program recorded it."""

    on: dt.date
    heading: str
    text: str
    by: str
    person: str
    group: str
    document_id: int | None
    paper_id: int | None = None  # a paper that came in
    note: ShownNote | None = None
    taken_back: bool = False


@dataclass(frozen=True)
class Timeline:
    lines: list[Line]
    next_mark: str | None


def timeline(account: RentAccount, *, as_of: dt.date, group: str = "", mark: str = "") -> Timeline:
    """One page of the timeline, newest first; `group` is one of GROUPS or empty for everything."""
    chosen = [group] if group in GROUPS else list(GROUPS)
    day, source, key = _read(mark) if mark else (None, "", 0)
    params: dict[str, Any] = {
        "account": account.pk,
        "tenancy": account.tenancy_id,
        "as_of": as_of,
        "whats": [what.value for name in chosen for what in EVENT_GROUPS[name]],
        "money": "money" in chosen,
        "day": day,
        "source": source,
        "id": key,
        "limit": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, params)
        names = [column.name for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    next_mark = signing.dumps([last["day"].isoformat(), last["source"], last["id"]], salt="timeline") if last else None
    notes = notes_about(row["about"] for row in rows)
    taken_back = names_taken_back(account)
    lines = [
        _event(row, note=notes.get(row["about"]), taken_back=row["about"] in taken_back)
        if row["source"] == "event"
        else _money(row)
        for row in rows[:PAGE]
    ]
    return Timeline(lines, next_mark)


def _read(mark: str) -> tuple[str, str, int]:
    try:
        day, source, key = signing.loads(mark, salt="timeline")
    except (signing.BadSignature, ValueError):
        raise Http404("That page's address is not whole.") from None
    return day, source, key


def _event(row: dict[str, Any], *, note: ShownNote | None, taken_back: bool) -> Line:
    what = What(row["kind"])
    plain = what in SPEAKS_FOR_ITSELF
    return Line(
        on=row["day"],
        heading=row["text"] if plain else what.label,
        text="" if plain else row["text"],
        by=row["by_name"] or "",
        person=row["person"] if row["person"] not in row["text"] else "",
        group=GROUP_OF[what],
        document_id=row["document_id"],
        paper_id=int(row["about"].removeprefix(PAPER)) if row["about"].startswith(PAPER) else None,
        note=note,
        taken_back=taken_back and what != What.TAKEN_BACK,
    )


def _money(row: dict[str, Any]) -> Line:
    charged = " charged" if row["amount"] > 0 else ""
    dated = f"dated {words.short_day(row['dated'])}" if row["dated"] else ""  # the day that counts, where it is another
    return Line(
        on=row["day"],
        heading=f"{EntryKind(row['kind']).label} {words.pounds(abs(row['amount']))}{charged}",
        text=", ".join(part for part in (row["text"], dated) if part),
        by="",
        person="",
        group="money",
        document_id=None,
    )
