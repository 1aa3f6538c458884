"""How an account is paid: by what method, how often, and how reliably."""

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from .benefits import Claim
from .bill import Bill
from .days import month_day, week_of
from .ledger import Ledger

METHODS = (  # method, frequencies, share in 100
    ("direct_debit", ("monthly", "monthly", "monthly", "weekly", "fortnightly"), 40),
    ("bank_transfer", ("monthly",), 13),
    ("card", ("monthly", "weekly"), 18),
    ("payment_card", ("weekly", "fortnightly", "irregular"), 12),
    ("cash", ("weekly", "irregular"), 7),
    ("standing_order", ("monthly", "four_weekly"), 6),
    ("wage_deduction", ("monthly",), 2),
    ("cheque", ("four_weekly",), 2),
)
NARRATIVES = {
    "direct_debit": "Direct debit",
    "standing_order": "Standing order",
    "bank_transfer": "Bank transfer",
    "card": "Card payment",
    "payment_card": "Payment card",
    "cash": "Cash at office",
    "cheque": "Cheque",
    "wage_deduction": "Wage deduction",
}


@dataclass(slots=True)
class Terms:
    """A promise to pay: an agreement's or a court order's. Money is pence. Filled in when it begins."""

    made_on: int
    dues: int  # how many instalments are to clear the arrears
    frequency: str
    opening: int = 0
    rent: int = 0
    instalment: int = 0
    first_due_on: int = 0

    @property
    def is_made(self) -> bool:
        """False where next to nothing was owed on the day: then there was nothing to agree."""
        return self.first_due_on > 0 and self.opening >= 2000


@dataclass(slots=True)
class Habit:
    """How somebody pays for a time."""

    chance: float = 1.0  # that a payment due is made
    factor: float = 1.0  # of what is due
    spread: float = 0.0  # how far the factor wanders
    target: float | None = None  # weeks of own charge owed just after a payment; None: never put right
    terms: Terms | None = None


@cache
def pay_days(frequency: str, day: int, first_week: int, last_week: int) -> dict[int, int]:
    """By week: the day on which a payment is due. Fortnightly and four-weekly payers keep in step by their day."""
    if frequency == "monthly":
        year = date.fromordinal(first_week * 7 + 1).year
        months = range(12 * ((last_week - first_week) // 52 + 4))
        days = (month_day(year, month + 1, day) for month in months)
        return {week_of(each): each for each in days}
    step = {"fortnightly": 2, "four_weekly": 4}.get(frequency, 1)
    return {week: week * 7 + day for week in range(first_week, last_week + 1) if week % step == day % step}


class Payer:
    """Somebody who pays, with the habits of each time of their tenancy in order."""

    def __init__(
        self, rng: random.Random, method: str, frequency: str, day: int, habits: list[tuple[int, Habit]]
    ) -> None:
        self.rng = random.Random(rng.getrandbits(64))  # its own: how long the ledger runs must change nothing else
        self.method = method
        self.frequency = frequency
        self.day = day
        self.habits = habits
        self.bounces_on: int | None = None  # a payment on or after this day comes back unpaid, once
        self.habit = habits[0][1]

    def due(self, own: int, bill: Bill, year: int) -> int:
        """Pence due at each pay day, from the payer's own share of a charge week."""
        if self.frequency == "monthly":
            return bill.monthly(own, year)
        return own * {"fortnightly": 2, "four_weekly": 4}.get(self.frequency, 1)

    def pay(self, ledger: Ledger, week: int, day: int, due: int, own: int) -> None:
        """Pay, or not, what is due on the day."""
        habit, rng = self.habit, self.rng
        if rng.random() >= habit.chance:
            return
        amount = self._amount(habit, ledger.balance, due, own)
        if amount <= 0:
            return
        method = self.method
        if method == "bank_transfer" and day % 7 < 5:
            posted, effective = day + 1, day
        else:
            posted, effective = day, 0
        text = NARRATIVES[method]
        ref = ledger.post(week, "P", posted, "payment", method, -amount, text, effective=effective)
        if method == "direct_debit" and ref:
            forced = self.bounces_on is not None and day >= self.bounces_on
            if forced or rng.random() < 0.003:
                self.bounces_on = None
                ledger.post(week, "R", day + 3, "reversal", method, amount, "Direct debit unpaid", reverses=ref)
        if ledger.balance < -12 * own - 10_000 and habit.target is not None:
            back = -ledger.balance - 2 * own
            ledger.post(week, "F", posted + 2, "refund", "bank_transfer", back, "Refund of credit")

    def _amount(self, habit: Habit, balance: int, due: int, own: int) -> int:
        if habit.terms is not None:
            terms = habit.terms
            return terms.rent + (terms.instalment if balance > terms.rent else 0)
        amount = int(due * habit.factor)
        if habit.spread:
            amount = int(amount * (1 + habit.spread * (2 * self.rng.random() - 1))) // 500 * 500
        if habit.target is not None:
            excess = balance - amount - int(habit.target * own)
            if own <= 4000 and habit.target < 0 < balance:  # benefit pays nearly all: the rest is cleared bit by bit
                amount += max(2000, balance // 800 * 100)
            elif excess > 1.2 * own > 0:
                amount += min(excess, due) // 200 * 100
            elif excess < -2.5 * own:
                amount += max(excess, -amount) // 200 * 100
        return amount


def run(ledger: Ledger, weeks: range, bill: Bill, claims: list[Claim], payer: Payer, until: int | None = None) -> None:
    """Make the weeks in order: charges, help with housing costs, then what the tenant pays.

    `until`: the last day of the tenancy. Nothing is charged or paid by benefit for weeks that start after it.
    """
    begins = {week_of(claim.start) for claim in claims}
    table = pay_days(payer.frequency, payer.day, weeks.start - weeks.start % 4, weeks.stop + 8)
    coming = iter(payer.habits[1:])
    change = next(coming, None)
    year = own = due = -1
    for week in weeks:
        if week in begins or bill.years.of(week) != year:
            year = bill.years.of(week)
            helped = sum(
                claim.weekly(year) for claim in claims if claim.status != "ended" and week_of(claim.start) <= week
            )
            own = max(bill.weekly(year) - helped, 0)
            due = payer.due(own, bill, year)
        while change and week >= change[0]:
            payer.habit = change[1]
            if payer.habit.terms and not payer.habit.terms.first_due_on:
                _begin(payer.habit.terms, ledger, week, table, due)
            change = next(coming, None)
        if until is None or week * 7 + 1 + bill.offset <= until:
            bill.debit(ledger, week, year)
            for claim in claims:
                claim.credit(ledger, week, year)
        day = table.get(week)
        if day and (week not in bill.years.free or payer.frequency == "monthly"):
            payer.pay(ledger, week, day, due, own)


def _begin(terms: Terms, ledger: Ledger, week: int, table: dict[int, int], due: int) -> None:
    """Settle the terms on the balance of the day they were made, to the nearest 50p."""
    terms.opening = max(ledger.balance_on(terms.made_on), 0)
    terms.rent = due
    terms.instalment = max(round(terms.opening / terms.dues / 50) * 50, 200)
    terms.first_due_on = next(table[each] for each in range(week, week + 6) if table.get(each, 0) > terms.made_on)


def pick_method(rng: random.Random, *, regular: bool = False) -> tuple[str, str, int]:
    """Method, frequency and pay day. `regular` leaves out irregular payers."""
    method, frequencies, _ = rng.choices(METHODS, weights=[share for _, _, share in METHODS])[0]
    frequency = rng.choice(frequencies)
    if frequency == "irregular" and regular:
        frequency = "weekly"
    day = rng.choice((1, 1, 2, 3, 5, 7, 15, 20, 25, 28)) if frequency == "monthly" else rng.randrange(1, 6)
    return method, frequency, day
