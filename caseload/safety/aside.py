"""What Today says of safety: one’s own debrief, those due in the team, reports that wait to be acknowledged."""

from dataclasses import dataclass

from caseload.safety import alerts, concerns
from staff.models import User
from welfare.models import StaffAlert


@dataclass(frozen=True, kw_only=True)
class Aside:
    debrief: StaffAlert | None
    debriefs_due: list[alerts.DebriefDue]
    waiting: int  # reports that this person leads or manages and nobody has acknowledged


def looking_after(user: User) -> Aside:
    return Aside(
        debrief=alerts.debrief_of(user),
        debriefs_due=alerts.debriefs_due(user),
        waiting=concerns.to_acknowledge(user),
    )
