"""Repayment agreements as they were made, and how each stands: what pages, documents and charts read.

`agreements_of(account)`, `schedule_of`, `terms_of`, `in_words`, `watch(agreement, as_of=)`; a preview: `schedule_for`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice, takewhile

from django.db import connection
from django.db.models import QuerySet

from recovery import policies
from recovery.models import AgreementAccount, RepaymentAgreement
from recovery.rules import instalments, plans
from recovery.rules.instalments import Drift, Standing
from recovery.rules.plans import EVERY, Due, Step, Terms
from staff.ui.words import long_day, pounds
from tenancies.models import RentAccount, RentYear, Weekday

CHUNK = 500  # agreements whose receipts are asked for in one statement


def agreements_of(account: RentAccount) -> QuerySet[RepaymentAgreement]:
    """Every agreement that leads with this account or covers it, the newest first, with schedule and accounts."""
    covering = AgreementAccount.objects.filter(account=account).values("agreement")
    leading = RepaymentAgreement.objects.filter(account=account).values("pk")
    found = RepaymentAgreement.objects.filter(pk__in=leading.union(covering, all=True))
    return found.prefetch_related("instalments", "covers__account").order_by("-made_on", "-pk")


def terms_of(agreement: RepaymentAgreement) -> Terms:
    """What was agreed, as the rules read it."""
    return Terms(
        made_on=agreement.made_on,
        first_due_on=agreement.first_due_on,
        frequency=agreement.frequency,
        rent_amount=agreement.rent_amount,
        instalment_amount=agreement.instalment_amount,
        total=agreement.opening_arrears,
        month_day=agreement.month_day,
        lump_sum=agreement.lump_sum,
        lump_sum_on=agreement.lump_sum_on,
        steps=tuple(Step(from_number=number, amount=Decimal(amount)) for number, amount in agreement.steps),
        pause_free_weeks=agreement.pause_free_weeks,
    )


def schedule_of(agreement: RepaymentAgreement) -> list[Due]:
    """Every due date, oldest first. The housing system's may be of a penny a week: a hundred years are looked at."""
    last_year = agreement.first_due_on.year + 100
    return list(takewhile(lambda due: due.due_on.year < last_year, dues_of(agreement)))


def dues_of(agreement: RepaymentAgreement) -> Iterator[Due]:
    """The due dates one after the other: our own instalments as they were agreed, else what the terms make."""
    terms = terms_of(agreement)
    if agreement.source_ref:
        return plans.dues(terms)
    rows = ((i.number, i.due_on, i.rent_amount, i.arrears_amount) for i in agreement.instalments.all())
    return plans.agreed(rows, terms=terms)


RECEIPTS = """
    SELECT g.id, e.effective_on, -e.amount - coalesce(r.reversed, 0)
    FROM recovery_repaymentagreement AS g
    CROSS JOIN LATERAL (
        SELECT account_id FROM recovery_agreementaccount WHERE agreement_id = g.id UNION SELECT g.account_id
    ) AS covered
    JOIN tenancies_ledgerentry AS e ON e.account_id = covered.account_id
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS reversed FROM tenancies_ledgerentry WHERE reverses_id = e.id AND posted_on <= %(as_of)s
    ) AS r ON true
    WHERE g.id = ANY (%(agreements)s) AND e.effective_on > g.made_on AND e.effective_on <= %(as_of)s
      AND e.posted_on <= %(as_of)s AND e.kind IN ('payment', 'third_party_deduction')
    ORDER BY e.effective_on, e.id
"""


def receipts_of_all(agreements: Sequence[RepaymentAgreement], *, as_of: date) -> dict[int, list[tuple[date, Decimal]]]:
    """What came in towards each agreement, by its id, on all accounts it covers, oldest first; in one statement.

    Payments and third-party deductions after the day it was made, net of reversals (figures: agreement, paid). See
    also recovery/facts.py, which says the same for the sweep.
    """
    found: dict[int, list[tuple[date, Decimal]]] = {agreement.pk: [] for agreement in agreements}
    with connection.cursor() as cursor:
        cursor.execute(RECEIPTS, {"agreements": list(found), "as_of": as_of})
        for agreement_id, day, amount in cursor.fetchall():
            found[agreement_id].append((day, amount))
    return found


def receipts_of(agreement: RepaymentAgreement, *, as_of: date) -> list[tuple[date, Decimal]]:
    """The same for one."""
    return receipts_of_all([agreement], as_of=as_of)[agreement.pk]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One agreement under the monitor at the end of a day: how it stands, and in words."""

    dues: list[Due]
    receipts: list[tuple[date, Decimal]]
    standing: Standing
    said: str  # rent £118.37 due, £118.37 paid; instalment £5.00 due 14 November 2026, nothing paid
    drift: list[Drift]

    @property
    def ends_on(self) -> date:
        return self.dues[-1].due_on


def watch(agreement: RepaymentAgreement, *, as_of: date) -> Watch:
    """How an agreement stood at the end of a day, by the policy's tolerance; one that has ended, up to its end."""
    tolerance = policies.in_force(on=as_of).tolerance
    dues, receipts = schedule_of(agreement), receipts_of(agreement, as_of=as_of)
    return Watch(
        dues=dues,
        receipts=receipts,
        standing=instalments.standing(dues=dues, receipts=receipts, as_of=as_of, tolerance=tolerance),
        said=instalments.sentence(dues=dues, receipts=receipts, as_of=as_of, tolerance=tolerance),
        drift=instalments.drift(dues=dues, receipts=receipts, as_of=as_of, tolerance=tolerance),
    )


def schedule_for(account: RentAccount, terms: Terms, *, on: date, ordered: bool = False) -> list[Due]:
    """The schedule that an agreement on this account would have: its rent-free weeks and rent week. For a preview.

    `ordered`: the terms are a court's. Raises plans.CannotPlan, which names the term to change.
    """
    free_weeks = RentYear.objects.free_weeks(around=on)
    return plans.schedule(terms, on=on, free_weeks=free_weeks, week_starts=week_starts(account), ordered=ordered)


def week_starts(account: RentAccount) -> int:
    """The weekday on which the tenancy's rent week begins, 0 being Monday."""
    return Weekday.values.index(account.tenancy.rent_week_start)


def in_words(agreement: RepaymentAgreement) -> str:
    """The terms in a line: Agreement to pay £123.37 a week (rent £118.37, instalment £5.00) to clear £500.00."""
    payment = agreement.rent_amount + agreement.instalment_amount
    said = f"Agreement to pay {pounds(payment)} {EVERY[agreement.frequency]}"
    if agreement.rent_amount:
        said += f" (rent {pounds(agreement.rent_amount)}, instalment {pounds(agreement.instalment_amount)})"
    for number, amount in agreement.steps:
        said += f", from instalment {number} {pounds(Decimal(amount))} off the arrears"
    if agreement.lump_sum and agreement.lump_sum_on:
        said += f", {pounds(agreement.lump_sum)} first on {long_day(agreement.lump_sum_on)}"
    return f"{said}, to clear {pounds(agreement.opening_arrears)}"


def batched(rows: Iterable[RepaymentAgreement], many: int) -> Iterator[list[RepaymentAgreement]]:
    """So many at a time."""
    each = iter(rows)
    while some := list(islice(each, many)):
        yield some
