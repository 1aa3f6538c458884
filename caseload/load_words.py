"""Refusals and remarks of a load in plain words."""

from typing import Any

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


def reasons_in_words(refusals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The refusals, each with its reason in words beside the code."""
    return [{**refusal, "words": REASONS[refusal["reason"]]} for refusal in refusals]


def remark_in_words(remark: dict[str, Any]) -> str:
    """One remark as a sentence."""
    file, count = remark.get("file", ""), remark.get("count", 0)
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
            return f"{count:,} of the rows not taken from {file} point to a row of {remark['points_to']} not taken."
        case "no_longer_sent":
            return f"{count:,} records of {file} are no longer sent. They are marked, not deleted."
        case "absence_not_judged":
            return f"A row of {file} has no key that can be read, so nothing there was marked as no longer sent."
        case "missing_from_source":
            named = ", ".join(remark["references"])
            return f"{count:,} stored transactions are missing from the file. They stay: {named}."
        case "balance_mismatch":
            return f"{count:,} accounts have another balance than their transactions add up to. Each is marked."
        case "postings_matched":
            return f"{count:,} postings asked for here have come back."
        case "already_loaded":
            return "This extract was loaded before. Nothing has changed."
    return str(remark["what"]).replace("_", " ")
