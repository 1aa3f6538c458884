"""Refusals and remarks of a load in plain words."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from caseload.extract.files import FILES_BY_NAME
from staff.ui import words

AGAIN = "Ask for the extract to be made and sent again."
# For each code of the format: what happened, and what to do about it.
REASONS = {
    "bad_manifest": ("The manifest cannot be used.", "Ask whoever makes the extract to put its manifest right."),
    "wrong_council": (
        "It is another council's extract.",
        "Check that the right folder was chosen. The council's name must be written as it is here.",
    ),
    "missing_file": ("A file is missing.", AGAIN),
    "sha256_mismatch": (
        "The file is not the one that the manifest describes.",
        "It was changed or broken off on its way. Copy it again, or ask for it to be sent again.",
    ),
    "row_count_mismatch": ("The file has another number of rows than the manifest states.", AGAIN),
    "control_total_mismatch": (
        "The file's sums add up to another total than the manifest states.",
        f"{AGAIN} If the totals differ once more, the source system's own figures need looking at.",
    ),
    "bad_header": (
        "The file's columns are not right.",
        "Ask whoever makes the extract to put the first line of the file right.",
    ),
    "empty_file": ("The file has no rows.", f"{AGAIN} This file is never empty in a whole extract."),
    "shrunk": ("The file has far fewer rows than last time.", "Ask whether the missing rows are meant to be gone."),
    "stale": ("The extract's day does not fit.", "Choose the newest extract, and check the day in its manifest."),
    "gap": ("Days are missing before this extract.", "Ask for an extract with all transactions."),
}
# How the figures of a refusal are called, and how they are written.
FIGURES: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "sha256_mismatch": ("Fingerprint in the manifest", "Fingerprint of the file", lambda sha: f"{sha[:12]}…"),
    "row_count_mismatch": ("Rows in the manifest", "Rows in the file", lambda count: f"{int(count):,}"),
    "control_total_mismatch": (
        "Total in the manifest",
        "Total of the file",
        lambda total: words.pounds(Decimal(total)),
    ),
    "empty_file": ("Rows in the manifest", "Rows in the file", lambda count: f"{int(count):,}"),
    "shrunk": ("Rows last time", "Rows now", lambda count: f"{int(count):,}"),
    "wrong_council": ("Council in the manifest", "Council here", str),
}
ROW_REASONS = {
    "bad_encoding": "Holds bytes that are not text in UTF-8.",
    "wrong_column_count": "Has more or fewer fields than the first line of the file.",
    "missing_value": "A value is needed here.",
    "too_long": "The value is too long for this column.",
    "bad_date": "Not a real date or time.",
    "bad_number": "Not a whole number within the limits of this column.",
    "bad_money": "Not a sum such as 1204.50.",
    "bad_flag": "Write yes or no.",
    "bad_code": "Not one of the values allowed here.",
    "out_of_range": "A sum or date that cannot be.",
    "wrong_sign": "A charge must be above zero, a payment below; a reversal has the opposite sign of what it cancels.",
    "future_date": "Lies after the day of the extract.",
    "date_order": "The end lies before the start.",
    "duplicate_ref": "The same key came earlier in the file. The first was taken.",
    "unknown_ref": "Points to a row that is not there, or was not taken.",
    "changed_row": "Stored before with other values, which a transaction may not change. Post a correction instead.",
}
WRITTEN = {"time": "13:05", "moment": "2027-03-14T13:05"}
TOTALS = {"accounts.balance": "Account balances", "transactions.amount": "Transactions"}


def reasons_in_words(refusals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each refusal's file, what happened, the figures stated and found where there are any, and what to do."""
    return [_reason_in_words(refusal) for refusal in refusals]


def _reason_in_words(refusal: dict[str, Any]) -> dict[str, Any]:
    what, to_do = REASONS[refusal["reason"]]
    stated, found, write = FIGURES.get(refusal["reason"], ("Stated", "Found", _as_day))
    figures = [(stated, refusal["stated"]), (found, refusal["found"])]
    return {
        "file": refusal["file"],
        "what": f"{what} {refusal['detail']}".strip(),
        "figures": [(name, write(value)) for name, value in figures if value],
        "to_do": to_do,
    }


def _as_day(value: str) -> str:
    """14 March 2027 for 2027-03-14; anything else as it is."""
    try:
        return words.long_day(dt.date.fromisoformat(value))
    except ValueError:
        return value


def remark_in_words(remark: dict[str, Any]) -> str:
    """One remark as a sentence."""
    file, count = remark.get("file", ""), remark.get("count", 0)
    rows, accounts = words.counted(count, "row"), words.counted(count, "account")
    match remark["what"]:
        case "unknown_file":
            return f"{file} is not a file of the format and was not read."
        case "unknown_column":
            return f"Column {remark['column']} of {file} is not part of the format and was not read."
        case "unknown_patch":
            return f"{remark['username']} is given patch {remark['patch']}, which no property has."
        case "shrunk_accepted":
            return f"{file} went from {remark['before']:,} rows to {remark['rows']:,}; {remark['by']} accepted that."
        case "fell_with_rejected_row":
            return f"{file}: {rows} not taken because the row of {remark['points_to']} pointed to was not taken."
        case "no_longer_sent":
            return f"{file}: {words.counted(count, 'record')} no longer sent. Marked, not deleted."
        case "absence_not_judged":
            return f"A row of {file} has no key that can be read, so nothing there was marked as no longer sent."
        case "missing_from_source":
            named = ", ".join(remark["references"])
            return f"{file}: {words.counted(count, 'stored transaction')} missing from the file but kept: {named}."
        case "balance_mismatch":
            return f"{accounts} whose balance differs from the sum of the transactions. Marked until they agree."
        case "postings_matched":
            return f"{words.counted(count, 'posting')} asked for here came back."
        case "already_loaded":
            return "This extract was loaded before. Nothing has changed."
    return str(remark["what"]).replace("_", " ")


def rows_in_words(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows not taken, each with its reason in words; where a code is not allowed, those that are."""
    return [{**row, "words": _row_in_words(row)} for row in rows]


def _row_in_words(row: dict[str, Any]) -> str:
    said = ROW_REASONS[row["reason"]]
    if row["reason"] not in {"bad_code", "bad_date", "unknown_ref"}:
        return said
    column = FILES_BY_NAME[row["file"]].column(row["column"])
    if row["reason"] == "unknown_ref":
        return f"{said} It should be in {column.points_to}."
    if row["reason"] == "bad_date":
        return f"{said} Write it as {WRITTEN.get(column.kind, '2027-03-14')}."
    return f"{said} Allowed: {', '.join(sorted(column.codes))}." if column.codes else said
