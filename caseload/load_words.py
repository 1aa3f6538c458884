"""Refusals and remarks of a load in plain words."""

from collections.abc import Iterable
from typing import Any

from staff.ui import words

REASONS = {
    "bad_manifest": "The manifest cannot be used",
    "wrong_council": "It is another council's extract",
    "missing_file": "A file is missing",
    "sha256_mismatch": "A file is not the one that the manifest describes",
    "row_count_mismatch": "A file has another number of rows than the manifest states",
    "control_total_mismatch": "A control total differs",
    "bad_header": "A file's columns are not right",
    "empty_file": "A file has no rows",
    "shrunk": "A file has far fewer rows than last time",
    "stale": "Its day does not fit",
    "gap": "It leaves a gap",
}
ROW_REASONS = {
    "bad_encoding": "Not text in UTF-8",
    "wrong_column_count": "Too many fields, or too few",
    "missing_value": "A value is needed",
    "too_long": "Too long",
    "bad_date": "Not a real date or time",
    "bad_number": "Not a whole number within its limits",
    "bad_money": "Not a sum such as 1204.50",
    "bad_flag": "Not yes or no",
    "bad_code": "Not one of the codes allowed",
    "out_of_range": "A sum or date that cannot be",
    "wrong_sign": "The sign does not suit the type",
    "future_date": "After the extract's day",
    "date_order": "The end is before the start",
    "duplicate_ref": "Came earlier in the file",
    "unknown_ref": "Points to a row that is not there",
    "changed_row": "Stored already with other values",
}


def reasons_in_words(refusals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The refusals, each with its reason in words beside the code."""
    return [{**refusal, "words": REASONS[refusal["reason"]]} for refusal in refusals]


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
    """Rows not taken, each with its reason in words."""
    return [{**row, "words": ROW_REASONS[row["reason"]]} for row in rows]
