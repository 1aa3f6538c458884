"""What the account story tells: a span of balance, money, contact and law, and eight weeks to come.

Money is GBP, positive is owed. The marks from the record are caseload/story_marks.py, the drawing story_chart.py.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from django.db import connection

from caseload import story_marks
from caseload.on_record import OnRecord
from caseload.story_marks import Contact, Flag, Span
from recovery.account_facts import TOLERANCE
from recovery.agreement_watch import receipts_of, schedule_of
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.instalments import due_by, paid_by
from staff.ui import words
from tenancies.models import RentAccount
from welfare.models import BenefitClaim

RANGES = {"": "12 months", "24": "24 months", "all": "All"}
EVER = dt.date(1900, 1, 1)
WEEKS_AHEAD = 8
ONE_DAY = dt.timedelta(days=1)
FOUR_WEEKS = dt.timedelta(weeks=4)
STEADY_WEEKS = 2  # charge weeks within which arrears count as steady

# Whose money a credit is: the rows of ticks above the line.
SOURCES = {
    "payment": "Tenant",
    "direct_debit": "Direct debit",
    "uc_managed": "Universal Credit",
    "hb": "Housing Benefit",
    "third_party_deduction": "Deductions",
}
TENANTS_OWN = {"payment", "direct_debit"}
OUR_SHARE = TENANTS_OWN | {"third_party_deduction"}  # what counts towards an agreement; benefit never does
CHARGES = {"rent_debit", "service_debit"}

LEDGER = """
    SELECT greatest(posted_on, %(first)s) AS day,
           CASE WHEN posted_on < %(first)s THEN 'before'
                WHEN kind = 'payment' AND method = 'direct_debit' THEN 'direct_debit'
                ELSE kind END AS kind,
           sum(amount) AS amount
    FROM tenancies_ledgerentry
    WHERE account_id = %(account)s AND posted_on <= %(as_of)s
    GROUP BY 1, 2
    ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Money:
    """What was posted on one day: by source, in pounds, credits positive here."""

    on: dt.date
    source: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """One row of the table beside the picture. Credits are positive."""

    first: dt.date
    charged: Decimal
    tenant: Decimal
    benefit: Decimal
    other: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Story:
    """All that the picture shows. `balances` holds each day on which the balance changed; the first is the opening."""

    as_of: dt.date
    first: dt.date
    last: dt.date
    balances: list[tuple[dt.date, Decimal]]
    charges: list[tuple[dt.date, Decimal]]
    money: list[Money]
    flags: list[Flag]
    contacts: list[Contact]
    pauses: list[Span]
    expected: list[tuple[dt.date, Decimal]]  # the balance if the agreement is kept; empty without one
    ahead: list[tuple[dt.date, Decimal]]
    technical: Decimal
    months: list[Month]
    technical_since: dt.date | None = None  # last day for which benefit has been paid
    coming: list[Money] = field(default_factory=list)  # benefit expected in the weeks to come
    agreements: list[Span] = field(default_factory=list)

    @property
    def balance(self) -> Decimal:
        return self.balances[-1][1]


def since(shown: str, *, as_of: dt.date) -> dt.date:
    """The first day of a span of RANGES; any other word means twelve months."""
    if shown == "all":
        return EVER
    first: dt.date = as_of - relativedelta(months=24 if shown == "24" else 12)
    return first


def tell(
    account: RentAccount, *, facts: AccountFacts, record: OnRecord, first: dt.date, as_of: dt.date
) -> Story | None:
    """The story of an account from a day up to the end of another; None where nothing has been posted yet."""
    with connection.cursor() as cursor:
        cursor.execute(LEDGER, {"account": account.pk, "first": first, "as_of": as_of})
        rows: list[tuple[dt.date, str, Decimal]] = cursor.fetchall()
    if not rows:
        return None
    opened = next((amount for _, kind, amount in rows if kind == "before"), ZERO)
    if opened == 0 and not any(kind == "before" for _, kind, _ in rows):
        first = max(first, rows[0][0] - ONE_DAY)
    days: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    for day, kind, amount in rows:
        if kind != "before":
            days[day] += amount
    balances, balance = [(first, opened)], opened
    for day in sorted(days):
        balance += days[day]
        balances.append((day, balance))
    money = [Money(day, kind, -amount) for day, kind, amount in rows if kind in SOURCES and amount < 0]
    charges = _charges(rows)
    coming = _coming(facts, record.benefits, as_of=as_of)
    ahead = _ahead(charges=charges, coming=coming, balance=balance, facts=facts, as_of=as_of)
    last = as_of + dt.timedelta(weeks=WEEKS_AHEAD)
    paid_to = [c.paid_up_to for c in record.benefits if c.status == BenefitClaim.Status.LIVE and c.paid_up_to]
    return Story(
        as_of=as_of,
        first=first,
        last=last,
        balances=balances,
        charges=charges,
        money=money,
        flags=story_marks.flags(record, first=first, last=last),
        contacts=story_marks.contacts(record),
        pauses=story_marks.pauses(record, facts=facts, first=first),
        expected=_expected(record.agreement, balances=balances, money=money, ahead=ahead, as_of=as_of),
        ahead=ahead,
        technical=facts.technical_arrears,
        months=_months(rows, opened=opened, first=first, as_of=as_of),
        technical_since=min(paid_to, default=None),
        coming=coming,
        agreements=story_marks.agreements(record, first=first),
    )


def finding(story: Story, *, weekly_charge: Decimal) -> str:
    """The title of the picture: what it shows, in one sentence."""
    now = story.balance
    if now <= 0:
        state = "clear" if now == 0 else words.owed(now)
        return f"The account is {state}"
    below = [day for day, balance in story.balances if balance <= 0]
    if below:
        since = next(day for day, balance in story.balances if balance > 0 and day > below[-1])
        return f"In arrears since {words.long_day(since)}: {words.pounds(now)} now"
    months = _by_month(story)
    lowest, highest = (pick(months, key=lambda month: month[0]) for pick in (min, max))
    usual = months[0][0]
    if max(usual - lowest[0], highest[0] - usual) <= weekly_charge * STEADY_WEEKS:
        return f"Arrears have stayed near {words.pounds(now)} since {words.long_day(story.first)}"
    if usual - lowest[0] >= highest[0] - usual:
        low, on = min(lowest[1])
        return f"Arrears have grown from {words.pounds(low)} to {words.pounds(now)} since {words.long_day(on)}"
    high, on = max(highest[1])
    return f"Arrears have fallen from {words.pounds(high)} to {words.pounds(now)} since {words.long_day(on)}"


def balance_on(points: Sequence[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """The amount that holds on a day: that of the last point up to it, or the first."""
    return points[max(bisect_right(points, day, key=lambda point: point[0]) - 1, 0)][1]


def _by_month(story: Story) -> list[tuple[Decimal, list[tuple[Decimal, dt.date]]]]:
    """Four weeks at a time, newest first: the mean balance, and each day's. A week's ups and downs do not count."""
    months: list[tuple[Decimal, list[tuple[Decimal, dt.date]]]] = []
    end = story.as_of
    while not months or end - FOUR_WEEKS >= story.first:
        days = [(balance_on(story.balances, day), day) for day in (end - ONE_DAY * n for n in range(28))]
        months.append((sum((balance for balance, _ in days), ZERO) / len(days), days))
        end -= FOUR_WEEKS
    return months


def _expected(
    agreement: RepaymentAgreement | None,
    *,
    balances: list[tuple[dt.date, Decimal]],
    money: Sequence[Money],
    ahead: list[tuple[dt.date, Decimal]],
    as_of: dt.date,
) -> list[tuple[dt.date, Decimal]]:
    """Where the balance would be, and would go, if the agreement were kept: less what is short, less what falls due.

    The plan is never set against the whole balance, which benefit moves: only what was agreed and not paid counts.
    """
    if agreement is None or agreement.made_on > as_of:
        return []
    dues = schedule_of(agreement)
    if agreement.source_ref:
        paid = [(m.on, m.amount) for m in money if m.source in OUR_SHARE and m.on > agreement.made_on]
    else:  # ours may cover other accounts, and money on any of them counts
        paid = receipts_of(agreement, as_of=as_of)

    def short(day: dt.date, grace: int) -> Decimal:
        return max(due_by(dues, day - dt.timedelta(days=grace)) - paid_by(paid, day), ZERO)

    past = {day for day, _ in balances} | {due.due_on + TOLERANCE.grace for due in dues} | {as_of}
    start = max(agreement.made_on, balances[0][0])
    points = [
        (day, balance_on(balances, day) - short(day, TOLERANCE.days))
        for day in sorted(past | {start})
        if start <= day <= as_of
    ]
    coming = (
        sorted({day for day, _ in ahead} | {due.due_on for due in dues if as_of < due.due_on <= ahead[-1][0]})
        if ahead
        else []
    )
    return points + [(day, balance_on(ahead, day) - short(day, 0)) for day in coming if day > as_of]


def _charges(rows: list[tuple[dt.date, str, Decimal]]) -> list[tuple[dt.date, Decimal]]:
    """What was charged on each day, oldest first."""
    days: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    for day, kind, amount in rows:
        if kind in CHARGES and amount > 0:
            days[day] += amount
    return sorted(days.items())


def _coming(facts: AccountFacts, benefits: Sequence[BenefitClaim], *, as_of: dt.date) -> list[Money]:
    """Benefit in the weeks to come, on the days on which it is expected; nothing where its day or sum is not known."""
    if not facts.next_benefit_on or not facts.next_benefit_amount:
        return []
    live = [b for b in benefits if b.status == BenefitClaim.Status.LIVE]
    weeks = next((b.pay_weeks for b in live if b.kind == BenefitClaim.Kind.HB and b.pay_weeks), None)
    source = "hb" if weeks else "uc_managed"
    found, number, pays = [], 0, facts.next_benefit_on
    while pays <= as_of + dt.timedelta(weeks=WEEKS_AHEAD):
        if pays > as_of:
            found.append(Money(pays, source, facts.next_benefit_amount))
        number += 1
        pays = facts.next_benefit_on + (dt.timedelta(weeks=weeks * number) if weeks else relativedelta(months=number))
    return found


def _ahead(
    *,
    charges: list[tuple[dt.date, Decimal]],
    coming: list[Money],
    balance: Decimal,
    facts: AccountFacts,
    as_of: dt.date,
) -> list[tuple[dt.date, Decimal]]:
    """Eight weeks to come, if only rent is charged as it last was and benefit comes when it is expected."""
    end = as_of + dt.timedelta(weeks=WEEKS_AHEAD)
    changes: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    if len(charges) > 1 and facts.weekly_charge:
        gap = min(later - earlier for (earlier, _), (later, _) in pairwise(charges[-9:]))
        last_day, amount = charges[-1]
        monthly, number = gap.days > 27, 1
        while (day := last_day + (relativedelta(months=number) if monthly else gap * number)) <= end:
            if day > as_of:
                changes[day] += amount
            number += 1
    for benefit in coming:
        changes[benefit.on] -= benefit.amount
    points = [(as_of, balance)]
    for day in sorted(changes):
        balance += changes[day]
        points.append((day, balance))
    return [*points, (end, balance)] if len(points) > 1 else []


def _months(
    rows: list[tuple[dt.date, str, Decimal]], *, opened: Decimal, first: dt.date, as_of: dt.date
) -> list[Month]:
    """The same figures month by month, newest first."""
    months, balance, start = [], opened, first.replace(day=1)
    while start <= as_of:
        following = start + relativedelta(months=1)
        here = [(k, a) for day, k, a in rows if start <= day < following and k != "before"]
        balance += sum((a for _, a in here), ZERO)
        charged = sum((a for k, a in here if k in CHARGES), ZERO)
        tenant = -sum((a for k, a in here if k in TENANTS_OWN), ZERO)
        benefit = -sum((a for k, a in here if k in SOURCES and k not in TENANTS_OWN), ZERO)
        other = -sum((a for k, a in here if k not in CHARGES and k not in SOURCES), ZERO)
        months.append(Month(start, charged, tenant, benefit, other, balance))
        start = following
    return months[::-1]
