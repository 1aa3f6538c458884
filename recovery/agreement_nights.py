"""What each night does to repayment agreements: ends those that are paid, follows rent years that become known."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from recovery import policies
from recovery.agreement_watch import CHUNK, batched, receipts_of_all, schedule_of, terms_of, week_starts
from recovery.agreements import CannotAgree, complete
from recovery.models import Instalment, RepaymentAgreement
from recovery.rules import instalments
from recovery.rules.plans import WEEKS, rent_due
from tenancies.models import RentYear

Status = RepaymentAgreement.Status


def complete_paid(*, on: date, at: datetime) -> int:
    """Nightly: end each of our agreements of which all is paid at the end of a day. Returns how many.

    Running it twice changes nothing.
    """
    tolerance = policies.in_force(on=on).tolerance
    ours = RepaymentAgreement.objects.filter(status=Status.LIVE, source_ref="").prefetch_related("instalments")
    done = 0
    for some in batched(ours.order_by("pk").iterator(chunk_size=CHUNK), CHUNK):
        receipts = receipts_of_all(some, as_of=on)
        for agreement in some:
            dues = schedule_of(agreement)
            if instalments.paid_off(dues=dues, receipts=receipts[agreement.pk], as_of=on, tolerance=tolerance):
                with suppress(CannotAgree):  # an officer has ended it in this moment
                    complete(agreement, on=on, at=at)
                    done += 1
    return done


def follow_rent_years(*, on: date) -> int:
    """Nightly: rent-free weeks that became known since it was agreed take the rent out of due dates still to come.

    An agreement may run longer than rent years are known. Instalments stay as they are. Returns how many dates changed.
    """
    free_weeks = RentYear.objects.free_weeks(around=on)
    # A week named by a Monday begins up to six days later; a due date stands for up to four weeks from its own on.
    touched = {monday + timedelta(days=number) for monday in free_weeks for number in range(-27, 13)}
    live = Q(agreement__status=Status.LIVE, agreement__source_ref="", agreement__frequency__in=WEEKS, due_on__gt=on)
    less = Q(rent_amount__lt=F("agreement__rent_amount"))
    coming = Instalment.objects.filter(live, Q(due_on__in=touched) | less, agreement__rent_amount__gt=0)
    changed = []
    for each in coming.select_related("agreement__account__tenancy").order_by("pk"):
        terms = terms_of(each.agreement)
        starts = week_starts(each.agreement.account)
        rent = rent_due(terms, each.due_on, free_weeks=free_weeks, week_starts=starts)
        is_lump_sum = terms.lump_sum and each.number == 1
        if each.rent_amount != rent and not is_lump_sum:
            each.rent_amount = rent
            changed.append(each)
    return Instalment.objects.bulk_update(changed, ["rent_amount"], batch_size=CHUNK)
