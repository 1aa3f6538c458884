"""What absence cover means on the desk: whose accounts stand in one's lists, and what they left to know."""

from dataclasses import dataclass
from datetime import date

from staff.cover import running
from staff.models import PatchAssignment, User


@dataclass(frozen=True, kw_only=True)
class Covering:
    """Somebody whose list one has for now."""

    name: str
    note: str
    last_day: date


def labels(user: User) -> dict[int, str]:
    """For each patch this person only covers: ‘Covering Tanya Fenwick’."""
    covered = PatchAssignment.objects.filter(user=user, ends_on=None, cover__isnull=False)
    return {patch: f"Covering {name}" for patch, name in covered.values_list("patch", "cover__absent__name")}


def covering(user: User, *, on: date) -> list[Covering]:
    """Whom this person covers on a day, with the notes they left."""
    found = running(on=on).filter(covering=user).prefetch_related("absent")
    covers = sorted(found, key=lambda cover: cover.absent.name)
    return [Covering(name=cover.absent.name, note=cover.note, last_day=cover.last_day) for cover in covers]


def covered_by(user: User, *, on: date) -> str:
    """Who covers this person on a day; blank: nobody, they are here."""
    cover = running(on=on).filter(absent=user).first()
    return cover.covering.name if cover else ""
