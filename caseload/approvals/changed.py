"""What happened on an account since something was asked, and whether it changed while a leader looked."""

from datetime import date
from hashlib import sha256

from django.db.models import Max
from django.utils import timezone

from caseload.approvals.item import Item
from staff.ui.words import long_day, pounds
from tenancies.models import AccountEvent, AccountPosition, LedgerEntry

MOST = 12
CHARGES = ["rent_debit", "service_debit"]
NOT_NEWS = [AccountEvent.What.ASKED, AccountEvent.What.OPENED_FROM_OUTSIDE]


def since_asked(item: Item) -> list[str]:
    """What is different from when it was asked: what its kind knows, and what happened on the account, newest last."""
    found = list(item.changed)
    if item.account is None:
        return found
    tenancy = item.account.tenancy_id
    events = AccountEvent.objects.filter(account__tenancy=tenancy, at__gt=item.asked_at).exclude(what__in=NOT_NEWS)
    for event in events.order_by("at", "pk")[:MOST]:
        found.append(f"{long_day(event.on)}: {event.summary or event.get_what_display()}")
    asked_on = timezone.localdate(item.asked_at)
    posted = LedgerEntry.objects.filter(account=item.account, posted_on__gt=asked_on).exclude(kind__in=CHARGES)
    for entry in posted.order_by("posted_on", "pk")[:MOST]:
        found.append(f"{long_day(entry.posted_on)}: {entry.get_kind_display()} {pounds(abs(entry.amount))}")
    return found


def seen(item: Item, *, on: date) -> str:
    """Names the state that a page showed. Another state has another name, so a stale page is known for one."""
    parts = [on.isoformat(), item.title, item.why, *map(str, item.shows), *item.changed, item.stops]
    if item.account is not None:
        account = item.account.pk
        newest = AccountEvent.objects.filter(account__tenancy=item.account.tenancy_id)
        newest = newest.exclude(what=AccountEvent.What.OPENED_FROM_OUTSIDE).aggregate(newest=Max("pk"))["newest"]
        balance = AccountPosition.objects.filter(account=account).values_list("balance", flat=True).first()
        parts += [str(newest), str(balance)]
    return sha256("|".join(parts).encode()).hexdigest()[:24]
