"""How old a former tenant's debt is: what may still be claimed, and until when (rulebook 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from legal.models import PossessionOrder
from legal.rules.former_debts import Owed, last_claim_on, parted
from recovery.rules.facts import ZERO, AccountFacts
from tenancies.models import LedgerEntry, RentAccount
from tenancies.models.choices import EntryKind

IN_ONE_SUM = {EntryKind.OPENING_BALANCE, EntryKind.TRANSFER}  # whose weeks another ledger holds


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtAge:
    """`oldest` and `newest`: the last days to claim the first and the last charge that may still be claimed."""

    claimable: Decimal
    barred: Decimal
    oldest: date | None
    newest: date | None
    in_one_sum: bool  # some came as one sum: none of its weeks is later than the end of the tenancy
    judged_on: date | None  # of a judgment that covers some of it


def age_of(account: RentAccount, *, facts: AccountFacts) -> DebtAge | None:
    """None where the tenancy runs or nothing is owed. What an insolvency or a moratorium covers is left out."""
    wanted = facts.balance - facts.covered_of_somebody
    if not facts.is_former or wanted <= 0:
        return None
    debts = list(_unpaid(account, wanted, judgment=_judgment(account)))
    claimable, barred = parted([owed for _, owed in debts], on=facts.as_of)
    days = [day for _, owed in debts if (day := last_claim_on(owed)) >= facts.as_of]
    return DebtAge(
        claimable=claimable,
        barred=barred,
        oldest=min(days, default=None),
        newest=max(days, default=None),
        in_one_sum=any(kind in IN_ONE_SUM for kind, _ in debts),
        judged_on=next((owed.judged_on for _, owed in debts if owed.judged_on), None),
    )


def _unpaid(account: RentAccount, wanted: Decimal, *, judgment: PossessionOrder | None) -> Iterator[tuple[str, Owed]]:
    """The charges that are left unpaid, the newest first: what came in went to the oldest (rulebook APP-1)."""
    charges = (
        LedgerEntry.objects.filter(account=account, amount__gt=0)
        .exclude(kind=EntryKind.REVERSAL)
        .annotate(left=F("amount") + Coalesce(Sum("ledgerentry__amount"), ZERO))
        .filter(left__gt=0)
        .order_by("-effective_on", "-pk")
    )
    ended = account.tenancy.last_day
    to_judge = judgment.arrears or ZERO if judgment else ZERO
    for kind, day, left in charges.values_list("kind", "effective_on", "left").iterator(chunk_size=100):
        due_on, amount = min(day, ended or day), min(left, wanted)
        judged_on = judgment.made_on if judgment and to_judge > 0 and due_on <= judgment.made_on else None
        yield kind, Owed(due_on=due_on, amount=amount, judged_on=judged_on)
        to_judge -= amount if judged_on else ZERO
        wanted -= amount
        if wanted <= 0:
            return


def _judgment(account: RentAccount) -> PossessionOrder | None:
    """The newest order of the tenancy with a sum in it that stands (rulebook LIM-4)."""
    orders = PossessionOrder.objects.filter(claim__tenancy=account.tenancy_id, arrears__gt=0, not_sent_since=None)
    no_judgment = Q(status=PossessionOrder.Status.SET_ASIDE) | Q(kind=PossessionOrder.Kind.ADJOURNED_ON_TERMS)
    return orders.exclude(no_judgment).order_by("-made_on").first()
