"""What an officer does to protect a household: hold, and lift a hold."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from staff.models import User
from staff.ui import words
from tenancies import timeline
from tenancies.models import AccountEvent, RentAccount
from welfare.models import Hold

LONGEST = timedelta(days=91)


class CannotHold(Exception):
    """The account cannot be held so. The message is written for the officer."""


@transaction.atomic
def put_on_hold(*, account: RentAccount, reason: str, note: str, last_day: date, by: User, on: date) -> Hold:
    """Stop every suggestion on an account up to the end of a day, at most 13 weeks ahead. A running hold is replaced.

    Raises CannotHold for a day that has passed or lies too far ahead, or for 'another reason' without a note.
    """
    if last_day < on:
        raise CannotHold("The last day of the hold must be today or later.")
    if last_day > on + LONGEST:
        raise CannotHold(f"Hold it until {words.long_day(on + LONGEST)} at most, then look again.")
    if reason == Hold.Reason.OTHER and not note.strip():
        raise CannotHold("Say in the note why the account is held.")
    account.holds.select_for_update().filter(lifted_on=None, last_day__gte=on).update(lifted_on=on, lifted_by=by)
    hold = Hold.objects.create(
        account=account, reason=reason, note=note.strip(), from_on=on, last_day=last_day, set_by=by
    )
    timeline.record(
        account=account,
        what=AccountEvent.What.HOLD,
        on=on,
        by=by,
        at=timezone.now(),
        summary=f"Held until {words.long_day(last_day)}: {hold.get_reason_display().lower()}. {hold.note}".strip(),
        about=f"welfare.hold:{hold.pk}",
    )
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: User, on: date) -> None:
    """End a hold before its day. Lifting one that is lifted already changes nothing."""
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_on is not None:
        return
    hold.lifted_on, hold.lifted_by = on, by
    hold.save(update_fields=["lifted_on", "lifted_by"])
    timeline.record(
        account=hold.account,
        what=AccountEvent.What.HOLD_LIFTED,
        on=on,
        by=by,
        at=timezone.now(),
        summary="The hold was lifted.",
        about=f"welfare.hold:{hold.pk}",
    )


@transaction.atomic
def take_back_hold(*, hold: Hold, by: User, on: date) -> None:
    """Undo a hold that was set by mistake: it ends, and one that it replaced that day runs on.

    Raises CannotHold where it is lifted or replaced already.
    """
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_on is not None:
        raise CannotHold("This hold is lifted already.")
    hold.lifted_on, hold.lifted_by = on, by
    hold.save(update_fields=["lifted_on", "lifted_by"])
    lifted = AccountEvent.objects.filter(account=hold.account_id, what=AccountEvent.What.HOLD_LIFTED)
    replaced = (
        Hold.objects.filter(account=hold.account_id, pk__lt=hold.pk, lifted_on=hold.from_on, lifted_by=hold.set_by)
        .filter(last_day__gte=on)
        .exclude(pk__in=[int(about.rpartition(":")[2]) for about in lifted.values_list("about", flat=True)])
        .order_by("-pk")
        .first()
    )
    if replaced:
        replaced.lifted_on = replaced.lifted_by = None
        replaced.save(update_fields=["lifted_on", "lifted_by"])
