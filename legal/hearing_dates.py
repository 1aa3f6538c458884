"""The days before a hearing, kept with it as they were worked out when it was put into the diary."""

from datetime import date
from typing import Any

from legal.models import Hearing, PossessionClaim
from legal.rules import forums, hearings
from legal.rules.worked import Worked, kept
from tenancies import bank_holidays

Kind = Hearing.Kind
ANSWERED = {Kind.SET_ASIDE, Kind.APPEAL}  # by our answer, not by a pack for the tenant


def workings(
    kind: str, *, hearing_on: date, claim: PossessionClaim | None, by: str, sooner: str = ""
) -> dict[str, Any]:
    """Each day with its workings, as the hearing keeps them; empty before another forum, whose directions set its days.

    `sooner`: by which order the court shortened the time from issue, as written down by `by`. The day that it gave
    then stands in place of the first that the rule allows.
    """
    if forums.forum_of(kind) != forums.COURT:
        return {}
    holidays = bank_holidays.around(hearing_on)
    dates: list[Worked] = []
    if kind == Kind.FIRST and claim:
        earliest = hearings.earliest_hearing(issued_on=claim.issued_on, bank_holidays=holidays)
        if sooner and earliest.strict and hearing_on < earliest.strict:
            earliest = earliest.overridden(on=hearing_on, by=by, why=sooner)
        dates += [earliest, hearings.standard_limit(issued_on=claim.issued_on, bank_holidays=holidays)]
        dates.append(hearings.serve_by(hearing_on=hearing_on, bank_holidays=holidays))
    if kind not in ANSWERED:
        dates.append(hearings.pack_by(hearing_on=hearing_on, bank_holidays=holidays))
    dates.append(hearings.evidence_by(hearing_on=hearing_on, bank_holidays=holidays))
    dates.append(hearings.applications_by(hearing_on=hearing_on, bank_holidays=holidays))
    return {"dates": kept(dates)}


def work_anew(claim: PossessionClaim) -> None:
    """The day of issue was corrected: the first hearing to come is worked out from the new one, an override stays."""
    for each in Hearing.objects.filter(claim=claim, kind=Kind.FIRST, outcome="", cancelled_on=None):
        found = each.worked_out.get("dates", {}).get("earliest_hearing", {}).get("override") or {}
        by, why = found.get("by", ""), found.get("why", "")
        each.worked_out = workings(each.kind, hearing_on=each.on, claim=claim, by=by, sooner=why)
        each.save(update_fields=["worked_out"])
