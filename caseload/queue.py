"""An officer's queue: the open recommendations with a step, on the accounts that are hers, most urgent first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from caseload.models import Recommendation
from recovery.rules.actions import Action
from staff.models import User
from tenancies.models import RentAccount

# Most urgent first, then what has waited longest. Unique, so that pages and places are exact.
ORDER = ["urgency", "first_on", "pk"]
TODAY = 4  # urgency up to which a step should be done today


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How much waits, in all and by way of working."""

    total: int
    today: int
    cannot_wait: int
    letters: int
    calls: int
    visits: int
    legal: int
    desk: int
    minutes: int


def queue(user: User, *, on: date) -> QuerySet[Recommendation]:
    """What waits for this person, in order, with all that a list shows."""
    return _open(user, on=on).select_related("account__tenancy__home__patch", "account__position").order_by(*ORDER)


def _open(user: User, *, on: date) -> QuerySet[Recommendation]:
    mine = RentAccount.objects.owned_by(user, on=on)
    return Recommendation.objects.filter(lapsed_on=None, account__in=mine).exclude(action=Action.NONE)


def counts(user: User, *, on: date) -> QueueCounts:
    """The counts of the queue in one query."""
    found = list(_open(user, on=on).order_by().values_list("action", "urgency", "minutes").annotate(Count("pk")))
    by_way: dict[str, int] = {}
    for action, _, _, number in found:
        way = Action(action).channel
        by_way[way] = by_way.get(way, 0) + number
    return QueueCounts(
        total=sum(number for *_, number in found),
        today=sum(number for _, urgency, _, number in found if urgency <= TODAY),
        cannot_wait=sum(number for _, urgency, _, number in found if urgency == 1),
        letters=by_way.get("letter", 0),
        calls=by_way.get("call", 0),
        visits=by_way.get("visit", 0),
        legal=by_way.get("legal", 0),
        desk=by_way.get("desk", 0),
        minutes=sum(minutes * number for _, _, minutes, number in found),
    )


def _before(latest: Recommendation) -> Q:
    """What comes before a recommendation in the queue's order."""
    return (
        Q(urgency__lt=latest.urgency)
        | Q(urgency=latest.urgency, first_on__lt=latest.first_on)
        | Q(urgency=latest.urgency, first_on=latest.first_on, pk__lt=latest.pk)
    )


def next_after(user: User, account: RentAccount, *, on: date) -> RentAccount | None:
    """The account that comes up after this one; from the top again at the end. None when nothing else waits."""
    waiting = queue(user, on=on).exclude(account=account)
    latest = account.recommendations.exclude(action=Action.NONE).order_by("-pk").first()
    following = waiting.exclude(_before(latest)).first() if latest else None
    found = following or waiting.first()
    return found.account if found else None


def place(user: User, account: RentAccount, *, on: date) -> tuple[int, int] | None:
    """Where the account stands in the queue: (14, 58) is the fourteenth of 58. None when it does not wait."""
    current = _open(user, on=on).filter(account=account).first()
    if current is None:
        return None
    waiting = _open(user, on=on)
    return waiting.filter(_before(current)).count() + 1, waiting.count()
