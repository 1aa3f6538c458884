"""What reaches people: our calls and visits by part of the day, with the number of tries (duty S2-03)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import ExtractHour

from caseload.matching import contacts
from caseload.reach import ENOUGH, NAMES, PARTS_OF_DAY, REACHED, TRIED
from staff.models import User
from tenancies.models import RentAccount

YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Way:
    name: str
    when: str
    tried: int
    reached: int

    @property
    def percent(self) -> int | None:
        """Of a hundred tries, how many reached somebody; None where there are too few to say."""
        return 100 * self.reached // self.tried if self.tried >= ENOUGH else None


def ways(user: User, *, on: date) -> list[Way]:
    """Each way and part of the day over one's lists in a year, the best first; those with too few tries last."""
    households = RentAccount.objects.visible_to(user).order_by().values("tenancy")
    found = contacts().filter(tenancy__in=households, channel__in=NAMES, outcome__in=TRIED, on__gt=on - YEAR)
    tried: Counter[tuple[str, tuple[int, int]]] = Counter()
    reached: Counter[tuple[str, tuple[int, int]]] = Counter()
    counted = found.order_by().annotate(hour=ExtractHour("at")).values_list("channel", "hour", "outcome")
    for channel, hour, outcome, number in counted.annotate(Count("pk")):
        for part in PARTS_OF_DAY:
            if part[0] <= hour < part[1]:
                tried[channel, part] += number
                reached[channel, part] += number if outcome in REACHED else 0
    rows = [
        Way(
            name=NAMES[channel][0].capitalize(),
            when=f"{part[0]:02}:00 to {part[1]}:00",
            tried=number,
            reached=reached[channel, part],
        )
        for (channel, part), number in tried.items()
    ]
    return sorted(rows, key=lambda way: (way.percent is None, -(way.percent or 0), way.name, way.when))
