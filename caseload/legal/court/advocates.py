"""Who may speak for the council, and the hearings for which nobody who may is named (rulebook 4.3; S1-02)."""

import datetime as dt

from django.db.models import Q

from caseload.legal.court import diary
from legal.models import Hearing, RightOfAudience
from staff.models import User

TWO_WEEKS = dt.timedelta(days=14)


def authorised_on(day: dt.date) -> set[int]:
    """The users who may speak on a day."""
    running = Q(last_day=None) | Q(last_day__gte=day)
    return set(RightOfAudience.objects.filter(running, from_on__lte=day).values_list("user", flat=True))


def missing(user: User, *, on: dt.date) -> list[Hearing]:
    """This person's hearings of the next two weeks without an advocate who has the right on that day."""
    found = diary.between(user, on, on + TWO_WEEKS)
    rights = {day: authorised_on(day) for day in {hearing.on for hearing in found}}
    return [each for each in found if not each.outcome and each.advocate_id not in rights[each.on]]
