"""What the account story tells: twelve months of balance, money, contact and law, and eight weeks to come.

Money is GBP, positive is owed. The drawing of it is caseload/story_chart.py.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from django.db import connection

from legal.models import NoticeService, PossessionClaim, PossessionOrder
from recovery.account_facts import TOLERANCE
from recovery.models import ContactAttempt, RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts
from recovery.rules.instalments import Terms, due_after, due_on, paid_by
from staff.ui import words
from tenancies.models import RentAccount
from welfare.models import BenefitClaim, Hold

MONTHS = 12
WEEKS_AHEAD = 8
ONE_DAY = dt.timedelta(days=1)
FOUR_WEEKS = dt.timedelta(weeks=4)
STEADY_WEEKS = 2  # charge weeks within which arrears count as steady

# Whose money a credit is: the rows of ticks above the line.
SOURCES = {
    "payment": "Tenant",
    "uc_managed": "Universal Credit",
    "hb": "Housing Benefit",
    "third_party_deduction": "Deductions",
}
OUR_SHARE = {"payment", "third_party_deduction"}  # what counts towards an agreement; benefit never does
CHARGES = {"rent_debit", "service_debit"}

LEDGER = """
    SELECT greatest(posted_on, %(first)s) AS day, CASE WHEN posted_on < %(first)s THEN 'before' ELSE kind END AS kind,
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
class Flag:
    """A step that stands in the record: a letter, a notice, a hearing, an order."""

    on: dt.date
    text: str
    group: str  # the timeline's group that holds it


@dataclass(frozen=True, slots=True)
class Contact:
    on: dt.date
    kind: str  # call, visit, message
    reached: bool
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which chasing stands still, both days included."""

    first: dt.date
    last: dt.date
    text: str


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
    charges: list[dt.date]
    money: list[Money]
    flags: list[Flag]
    contacts: list[Contact]
    pauses: list[Span]
    expected: list[tuple[dt.date, Decimal]]  # the balance if the agreement is kept; empty without one
    ahead: list[tuple[dt.date, Decimal]]
    technical: Decimal
    months: list[Month]

    @property
    def balance(self) -> Decimal:
        return self.balances[-1][1]


def tell(
    account: RentAccount,
    *,
    facts: AccountFacts,
    benefits: Sequence[BenefitClaim],
    agreement: RepaymentAgreement | None,
    as_of: dt.date,
) -> Story | None:
    """The story of an account up to the end of a day; None where nothing has been posted yet."""
    first = as_of - relativedelta(months=MONTHS)
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
    charges = sorted({day for day, kind, amount in rows if kind in CHARGES and amount > 0})
    ahead = _ahead(rows, charges=charges, balance=balance, facts=facts, benefits=benefits, as_of=as_of)
    return Story(
        as_of=as_of,
        first=first,
        last=as_of + dt.timedelta(weeks=WEEKS_AHEAD),
        balances=balances,
        charges=charges,
        money=money,
        flags=_flags(account, first=first, last=as_of + dt.timedelta(weeks=WEEKS_AHEAD)),
        contacts=_contacts(account, first=first, as_of=as_of),
        pauses=_pauses(account, facts=facts, first=first),
        expected=_expected(agreement, balances=balances, money=money, ahead=ahead, as_of=as_of),
        ahead=ahead,
        technical=facts.technical_arrears,
        months=_months(rows, opened=opened, first=first, as_of=as_of),
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
    lowest, highest = (pick(_by_month(story), key=lambda month: month[0]) for pick in (min, max))
    usual = _by_month(story)[0][0]
    if max(usual - lowest[0], highest[0] - usual) <= weekly_charge * STEADY_WEEKS:
        return f"Arrears have stayed near {words.pounds(now)} since {words.long_day(story.first)}"
    if usual - lowest[0] >= highest[0] - usual:
        low, on = min(lowest[1])
        return f"Arrears have grown from {words.pounds(low)} to {words.pounds(now)} since {words.long_day(on)}"
    high, on = max(highest[1])
    return f"Arrears have fallen from {words.pounds(high)} to {words.pounds(now)} since {words.long_day(on)}"


def balance_on(points: Sequence[tuple[dt.date, Decimal]], day: dt.date) -> Decimal:
    """The amount that holds on a day: that of the last point up to it, or the first."""
    return next((amount for on, amount in reversed(points) if on <= day), points[0][1])


def _by_month(story: Story) -> list[tuple[Decimal, list[tuple[Decimal, dt.date]]]]:
    """Four weeks at a time, newest first: the mean balance, and each day's. A week's ups and downs do not count."""
    months: list[tuple[Decimal, list[tuple[Decimal, dt.date]]]] = []
    end = story.as_of
    while not months or end - FOUR_WEEKS >= story.first:
        days = [(balance_on(story.balances, day), day) for day in (end - ONE_DAY * n for n in range(28))]
        months.append((sum((balance for balance, _ in days), ZERO) / len(days), days))
        end -= FOUR_WEEKS
    return months


def _flags(account: RentAccount, *, first: dt.date, last: dt.date) -> list[Flag]:
    letters = ContactAttempt.objects.filter(
        tenancy=account.tenancy_id, channel="letter", direction="out", on__range=(first, last), taken_back_at=None
    )
    served = NoticeService.objects.filter(notice__tenancy=account.tenancy_id, done_on__range=(first, last))
    claims = PossessionClaim.objects.filter(tenancy=account.tenancy_id, hearing_on__range=(first, last))
    orders = PossessionOrder.objects.filter(claim__tenancy=account.tenancy_id)
    flags = {Flag(c.on, c.get_purpose_display(), "contact") for c in letters if c.account_id in {None, account.pk}}
    flags |= {Flag(s.done_on, s.notice.get_kind_display(), "legal") for s in served.select_related("notice")}
    flags |= {Flag(c.hearing_on, "Hearing", "legal") for c in claims if c.hearing_on}
    for order in orders:
        if first <= order.made_on <= last:
            flags.add(Flag(order.made_on, order.get_kind_display(), "legal"))
        if order.eviction_on and first <= order.eviction_on <= last:
            flags.add(Flag(order.eviction_on, "Eviction", "legal"))
    return sorted(flags, key=lambda flag: (flag.on, flag.text))


def _contacts(account: RentAccount, *, first: dt.date, as_of: dt.date) -> list[Contact]:
    kinds = {"phone": "call", "visit": "visit", "office": "visit"}
    missed = {"no_answer", "not_in", "wrong_number", "bounced"}
    made = ContactAttempt.objects.filter(
        tenancy=account.tenancy_id, on__range=(first, as_of), taken_back_at=None
    ).exclude(channel="letter")
    return [
        Contact(
            on=contact.on,
            kind=kinds.get(contact.channel, "message"),
            reached=contact.outcome not in missed,
            text=f"{contact.get_channel_display()} {contact.get_direction_display().lower()}, "
            f"{contact.get_outcome_display().lower()}".rstrip(", "),
        )
        for contact in made.order_by("on", "pk")
    ]


def _pauses(account: RentAccount, *, facts: AccountFacts, first: dt.date) -> list[Span]:
    """Holds as they ran, and a breathing space that runs now."""
    pauses = []
    for hold in Hold.objects.filter(account=account, last_day__gte=first).order_by("from_on", "pk"):
        last = hold.lifted_on if hold.lifted_on else hold.last_day
        pauses.append(Span(max(hold.from_on, first), last, f"Held: {hold.get_reason_display().lower()}"))
    if facts.in_breathing_space:
        until = facts.breathing_space_until or facts.as_of
        pauses.append(Span(facts.as_of, until, "Breathing space"))
    return pauses


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
    terms = Terms(
        made_on=agreement.made_on,
        first_due_on=agreement.first_due_on,
        frequency=agreement.frequency,
        rent_amount=agreement.rent_amount,
        instalment_amount=agreement.instalment_amount,
        total=agreement.opening_arrears,
    )
    paid = [(m.on, m.amount) for m in money if m.source in OUR_SHARE and m.on > agreement.made_on]
    dues = [due_on(terms=terms, number=number) for number in range(terms.dates)]

    def short(day: dt.date, grace: int) -> Decimal:
        fallen = sum(due + dt.timedelta(days=grace) <= day for due in dues)
        return max(due_after(terms=terms, dates=fallen) - paid_by(paid, day), ZERO)

    past = {day for day, _ in balances} | {due + dt.timedelta(days=TOLERANCE.days) for due in dues} | {as_of}
    start = max(agreement.made_on, balances[0][0])
    points = [
        (day, balance_on(balances, day) - short(day, TOLERANCE.days))
        for day in sorted(past | {start})
        if start <= day <= as_of
    ]
    coming = sorted({day for day, _ in ahead} | {due for due in dues if as_of < due <= ahead[-1][0]}) if ahead else []
    return points + [(day, balance_on(ahead, day) - short(day, 0)) for day in coming if day > as_of]


def _ahead(
    rows: list[tuple[dt.date, str, Decimal]],
    *,
    charges: list[dt.date],
    balance: Decimal,
    facts: AccountFacts,
    benefits: Sequence[BenefitClaim],
    as_of: dt.date,
) -> list[tuple[dt.date, Decimal]]:
    """Eight weeks to come, if only rent is charged as it last was and benefit comes when it is expected."""
    end = as_of + dt.timedelta(weeks=WEEKS_AHEAD)
    changes: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    if len(charges) > 1 and facts.weekly_charge:
        gap = min(later - earlier for earlier, later in pairwise(charges[-9:]))
        amount = sum((a for day, kind, a in rows if day == charges[-1] and kind in CHARGES), ZERO)
        monthly = gap.days > 27
        day = charges[-1]
        while (day := day + (relativedelta(months=1) if monthly else gap)) <= end:
            if day > as_of:
                changes[day] += amount
    if facts.next_benefit_on and facts.next_benefit_amount:
        weeks = next((b.pay_weeks for b in benefits if b.kind == BenefitClaim.Kind.HB and b.pay_weeks), None)
        pays, number = facts.next_benefit_on, 0
        while pays <= end:
            if pays > as_of:
                changes[pays] -= facts.next_benefit_amount
            number += 1
            step = dt.timedelta(weeks=weeks * number) if weeks else relativedelta(months=number)
            pays = facts.next_benefit_on + step
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
        tenant = -sum((a for k, a in here if k == "payment"), ZERO)
        benefit = -sum((a for k, a in here if k in SOURCES and k != "payment"), ZERO)
        other = -sum((a for k, a in here if k not in CHARGES and k not in SOURCES), ZERO)
        months.append(Month(start, charged, tenant, benefit, other, balance))
        start = following
    return months[::-1]
