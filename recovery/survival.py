"""How long agreements are kept, by size, frequency and channel: the curves that a chart draws (rules/survival.py)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from recovery import policies
from recovery.agreement_watch import CHUNK, batched, dues_of, receipts_of_all
from recovery.models import RepaymentAgreement
from recovery.rules.instalments import Tolerance, broken_since
from recovery.rules.plans import WEEKS_IN_PERIOD
from recovery.rules.survival import Lived
from tenancies.models import RentAccount

YEARS = timedelta(weeks=156)  # of agreements that are looked at
SIZES = [(Decimal(5), "Under £5 a week"), (Decimal(10), "£5 to £10 a week"), (Decimal(20), "£10 to £20 a week")]
LARGEST = "£20 a week or more"
IN_ORDER = [label for _, label in SIZES] + [LARGEST, *map(str, RepaymentAgreement.Frequency.labels)]


def size(agreement: RepaymentAgreement) -> str:
    """The instalment by the week: its lower bound is in it, its upper one not."""
    weekly = agreement.instalment_amount / WEEKS_IN_PERIOD[agreement.frequency]
    return next((label for below, label in SIZES if weekly < below), LARGEST)


def frequency(agreement: RepaymentAgreement) -> str:
    return str(agreement.get_frequency_display())


def channel(agreement: RepaymentAgreement) -> str:
    """How it was agreed; the housing system does not say."""
    return str(agreement.get_explained_how_display()) or "Made in the housing system"


def paid_by(agreement: RepaymentAgreement) -> str:
    return str(agreement.get_paid_by_display())


GROUPS: dict[str, Callable[[RepaymentAgreement], str]] = {
    "size": size,
    "frequency": frequency,
    "channel": channel,
    "paid_by": paid_by,
}


def lived_by(group: str, *, accounts: QuerySet[RentAccount], as_of: date) -> dict[str, list[Lived]]:
    """How long each agreement of three years on these accounts was kept, by a group of GROUPS.

    Broken: on the first day on which the monitor found it so, or when it was ended as broken. An agreement that was
    taken back on its day is not counted. Raises KeyError for no such group.
    """
    named = GROUPS[group]
    found = defaultdict(list)
    tolerance = policies.in_force(on=as_of).tolerance
    made = RepaymentAgreement.objects.filter(account__in=accounts, made_on__range=(as_of - YEARS, as_of))
    made = made.exclude(Q(status="cancelled", ended_on=F("made_on"))).prefetch_related("instalments")
    for some in batched(made.order_by("pk").iterator(chunk_size=CHUNK), CHUNK):
        receipts = receipts_of_all(some, as_of=as_of)
        for agreement in some:
            lived = _lived(agreement, receipts[agreement.pk], as_of=as_of, tolerance=tolerance)
            found[named(agreement)].append(lived)
    return dict(
        sorted(found.items(), key=lambda item: (IN_ORDER.index(item[0]) if item[0] in IN_ORDER else 0, item[0]))
    )


def _lived(
    agreement: RepaymentAgreement, receipts: list[tuple[date, Decimal]], *, as_of: date, tolerance: Tolerance
) -> Lived:
    ends = [day for day in (agreement.ended_on, agreement.not_sent_since) if day]
    last = min([as_of, *ends])
    broke_on = broken_since(dues=dues_of(agreement), receipts=receipts, as_of=last, tolerance=tolerance)
    if broke_on is None and agreement.status == RepaymentAgreement.Status.BROKEN:
        broke_on = last
    return Lived(weeks=((broke_on or last) - agreement.made_on).days // 7, broke=broke_on is not None)
