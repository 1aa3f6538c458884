"""What Today says of safety: one’s own debrief, those due in the team, reports that wait to be acknowledged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caseload.safety import alerts
from staff.models import User
from welfare.models import StaffAlert


@dataclass(frozen=True, kw_only=True)
class Aside:
    debrief: StaffAlert | None
    debriefs_due: list[alerts.DebriefDue]
    waiting: int  # reports that this person leads or manages and nobody has acknowledged


def looking_after(user: User, found: Mapping[str, Any]) -> Aside:
    """With what counts.of_today found."""
    return Aside(
        debrief=alerts.debrief_of(user) if found["debriefs"] else None,
        debriefs_due=alerts.debriefs_due(user) if found["debriefs"] else [],
        waiting=found["concerns"],
    )
