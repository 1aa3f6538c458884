"""One account's postings, made week by week."""

from functools import lru_cache

from .days import ISO

_EPOCH_WEEK = 104_000  # keeps the week in a transaction reference short


@lru_cache(maxsize=200_000)
def pounds(pence: int) -> str:
    """Money as the extract writes it: 1204.50, -98.10."""
    sign, pence = ("-", -pence) if pence < 0 else ("", pence)
    return f"{sign}{pence // 100}.{pence % 100:02d}"


class Ledger:
    """The postings of one account. Money is pence; positive is owed by the tenant.

    Postings before `first_day` are rolled into an opening balance; those after `last_day` are not sent.
    Both still count in `balance`, which the payers watch, so that what they do never depends on the day of the extract.
    A transaction is named by the account, the week it was made in and its slot, so its reference never changes.
    """

    __slots__ = ("_earlier", "_rows", "account", "balance", "first_day", "last_day")

    def __init__(self, account: str, first_day: int, last_day: int, balance: int = 0) -> None:
        self.account = account
        self.first_day = first_day
        self.last_day = last_day
        self.balance = balance
        self._earlier: list[tuple[int, int]] = [(0, balance)] if balance else []
        self._rows: list[tuple[int, int, str]] = []

    def post(
        self,
        week: int,
        slot: str,
        day: int,
        kind: str,
        method: str,
        pence: int,
        narrative: str,
        reverses: str = "",
        effective: int = 0,
    ) -> str:
        """Post one row and return its reference: blank when it is older than the ledger sent."""
        self.balance += pence
        if day < self.first_day:
            self._earlier.append((day, pence))
            return ""
        account = self.account
        ref = f"{account}{week - _EPOCH_WEEK}{slot}"
        if day <= self.last_day:
            date = ISO[day]
            counted = ISO[effective] if effective else date
            text = f"{ref},{account},{date},{counted},{kind},{method},{pounds(pence)},{narrative},{reverses}\n"
            self._rows.append((day, pence, text))
        return ref

    def balance_on(self, day: int) -> int:
        """Pence owed at the end of the day."""
        return sum(pence for on, pence in self._earlier if on <= day) + sum(
            pence for on, pence, _ in self._rows if on <= day
        )

    def finish(self) -> tuple[list[str], int]:
        """The lines to send, oldest first, and their sum."""
        rows = self._rows
        rows.sort(key=_day_of)
        lines = [text for _, _, text in rows]
        total = sum(pence for _, pence, _ in rows)
        opening = sum(pence for _, pence in self._earlier)
        if opening:
            day = ISO[self.first_day - 1]
            lines.insert(
                0,
                f"{self.account}0O,{self.account},{day},{day},opening_balance,system,{pounds(opening)},"
                "Balance brought forward,\n",
            )
        return lines, total + opening


def _day_of(row: tuple[int, int, str]) -> int:
    return row[0]
