"""The dates that are kept with a record, each with how it was worked out, as pages show them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from staff.ui.words import long_day

OF_HEARING = {
    "earliest_hearing": "First day for the hearing",
    "standard_limit": "Last day of the standard eight weeks",
    "serve_by": "Last day for the tenant to be served with the claim",
    "pack_by": "Last day to send the statement and the benefit position",
    "evidence_by": "Last day to file and serve witness statements",
    "applications_by": "Last day to serve an application",
}
OF_REVIEW = {
    "review_result_by": "Last day to tell the result of the review",
    "review_hearing_told_by": "Last day to tell when the review is heard",
}
OF_ORDER = {
    "possession_by": "Last day for possession by the order",
    "hardship_max": "Last day for possession in exceptional hardship",
    "appeal_by": "Last day to appeal",
    "put_right_by": "Last day to put the breach right after the warning",
    "permission_alarm_on": "The council’s alarm that permission will be wanted",
    "permission_from": "A warrant needs the court’s permission from",
}
OF_CLAIM = {
    "put_right_by": "Last day to put the broken agreement right",
    "deemed_on": "Counts as served",
    "defence_by": "Last day for the tenant’s defence",
    "restore_by": "Last day to restore the claim",
}
OF_ENFORCEMENT = {
    "notice_by": "Last day to deliver the notice of eviction",
    "earliest": "First day for the eviction",
    "last_day": "Last day of the warrant",
}


@dataclass(frozen=True, kw_only=True)
class DateRow:
    """One date as the page shows it, with its workings."""

    label: str
    day: str  # the one to go by; blank: there is none
    by_law: str
    house: str
    reason: str
    source: str
    override: str


def date_rows(kept: Mapping[str, Any], *, labels: Mapping[str, str]) -> list[DateRow]:
    """The dates by their names, as a record keeps them (`worked_out`), in the order of their labels."""
    return [
        DateRow(
            label=labels.get(name, name),
            day=_day(row["answer"]),
            by_law=_day(row["strict"]),
            house=_day(row["default"]),
            reason=row["reason"],
            source=f"{row['law']}; rule {row['rule']}, version {row['version']}",
            override=f"{row['override']['by']}: {row['override']['why']}" if row.get("override") else "",
        )
        for name, row in sorted(kept.items(), key=lambda each: list(labels).index(each[0]))
    ]


def _day(text: str | None) -> str:
    if not text:
        return ""
    day = dt.date.fromisoformat(text)
    return f"{day:%A} {long_day(day)}"
