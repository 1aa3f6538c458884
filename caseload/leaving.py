"""Work of somebody who has left: it goes to whoever looks after the account now.

Somebody has left once they may not sign in (User.is_active). During an absence with cover their work stays theirs and
stands on the colleague's list as well (reminders.of).
"""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from caseload import handover
from caseload.colleagues import seniors_of
from caseload.models import Reminder
from caseload.reminders import OPEN
from staff.models import User
from tenancies import timeline
from tenancies.models import AccountEvent, Handover, RentAccount
from welfare import protection
from welfare.models import Marker, PersonNeeds


@transaction.atomic
def bring_home(*, on: date, at: datetime) -> int:
    """Give back what was handed over to who has left, and pass on their open tasks and reviews. How many tasks moved.

    They go to the account's owner, else to who leads its patch; a question to any leader. Twice does nothing twice.
    """
    for given in Handover.objects.filter(ended_at=None, to__is_active=False).select_related("to", "account"):
        back = handover.give_back(given, at=at)
        timeline.record(
            account=given.account,
            what=AccountEvent.What.HANDED_OVER,
            on=on,
            by=None,
            at=at,
            summary=f"{given.to.name} has left: back to {back.name if back else 'its patch'}.",
            about=f"tenancies.handover:{given.pk}:left",
        )
    _pass_on_reviews()
    left = Reminder.objects.filter(OPEN, for_user__is_active=False)
    moved = left.filter(kind=Reminder.Kind.QUESTION).update(for_user=None)
    tasks = left.select_related("account__tenancy__home", "for_user").select_for_update(of=["self"])
    owners = handover.owners_of(list(RentAccount.objects.filter(pk__in=left.values("account"))))
    going: dict[User, list[int]] = defaultdict(list)
    for each in tasks:
        if to := owners.get(each.account_id) or _leader(each.account, left=each.for_user):
            going[to].append(each.pk)
    return moved + sum(Reminder.objects.filter(pk__in=theirs).update(for_user=to) for to, theirs in going.items())


def _pass_on_reviews() -> None:
    """What they marked and what people told them gets a new owner; a crisis and its like keep who set them, since a
    second person ends them."""
    gone = Q(owner__is_active=False)
    markers = Marker.objects.filter(gone, source_ref="", lifted_on=None).exclude(kind__in=protection.SECOND_PERSON)
    owned: list[Marker | PersonNeeds] = [*markers.select_related("owner"), *PersonNeeds.objects.filter(gone)]
    for each in owned:
        theirs = Q(tenancy__people__person=each.person_id)
        if isinstance(each, Marker) and each.tenancy_id:
            theirs = Q(tenancy=each.tenancy_id)
        account = RentAccount.objects.filter(theirs).main().order_by("-opened_on", "pk").first()
        if account and (to := handover.owners_of([account]).get(account.pk) or _leader(account, left=each.owner)):
            each.owner = to
            each.save(update_fields=["owner"])


def _leader(account: RentAccount, *, left: User | None) -> User | None:
    assert left is not None  # somebody who has left
    return next(iter(seniors_of(account, asking=left)), None)
