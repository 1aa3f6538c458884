"""By when the other side answers, and by when a decision is appealed (rulebook 4.3)."""

from collections.abc import Set
from datetime import date, timedelta
from typing import Any

from legal.rules.worked import Worked
from tenancies.rules.calendar import working_day_by

DEFENCE_DAYS = timedelta(days=14)
APPEAL_DAYS = timedelta(days=21)


def defence_by(*, served_on: date | None) -> Worked:
    """The last day for a defence: 14 days after service of the claim. CPR 15.4; rulebook 4.3.

    In possession claims a later one is still considered, at a risk of costs: CPR 55.7.
    """
    known: dict[str, Any] = {"name": "defence_by", "rule": "4.3", "law": "CPR 15.4, 55.7"}
    inputs = {"served_on": served_on}
    if served_on is None:
        return Worked(**known, inputs=inputs, reason="The claim is not served yet.")
    last = served_on + DEFENCE_DAYS
    reason = "Fourteen days after service; the court still considers a later defence."
    return Worked(**known, inputs=inputs, strict=last, default=last, reason=reason)


def appeal_by(*, decided_on: date, bank_holidays: Set[date], court_gave: date | None = None) -> Worked:
    """The last day for an appellant's notice: 21 days after the decision, unless the court gave another day. CPR
    52.12(2); rulebook 4.3. The council plans for a working day."""
    last = court_gave or decided_on + APPEAL_DAYS
    return Worked(
        name="appeal_by",
        rule="CPR 52.12",
        law="CPR 52.12(2)",
        inputs={"decided_on": decided_on, "court_gave": court_gave},
        strict=last,
        default=working_day_by(last, bank_holidays=bank_holidays),
        plans_ahead=True,
        reason="The court gave this day." if court_gave else "Twenty-one days after the decision.",
    )
