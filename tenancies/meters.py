"""Electricity and water of a pitch by its meter: two readings, units times the rate, asked for or posted.

Site electricity and water are sold on, so what may be charged a unit is limited to what the council itself pays. The
sources are general and each council confirms them for its sites.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from staff.models import CASEWORK_ROLES, Role, User
from staff.ui import words
from tenancies import timeline
from tenancies.actions import asked_of_source
from tenancies.models import (
    AccountEvent,
    AccountKind,
    EntryKind,
    LedgerEntry,
    MeteredCharge,
    PaymentMethod,
    PendingPosting,
    RentAccount,
)
from tenancies.rules.money import to_pence

Utility = MeteredCharge.Utility
METERED_ACCOUNTS = {AccountKind.PITCH_FEE, AccountKind.ELECTRICITY, AccountKind.WATER}
METERING_ROLES = CASEWORK_ROLES | {Role.FINANCE}
UNITS = {Utility.ELECTRICITY: "kWh", Utility.WATER: "m³"}
LIMITS = {
    Utility.ELECTRICITY: "Maximum resale price: Electricity Act 1989, s.44, and Ofgem's direction under it. "
    "For the council to confirm.",
    Utility.WATER: "Maximum resale price: Water Industry Act 1991, s.150, and the Water Resale Order 2006. "
    "For the council to confirm.",
}


class CannotMeter(Exception):
    """The readings cannot be charged so. The message is written for whoever read the meter."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One meter between two readings. Units as the meter counts them; rates in pounds a unit."""

    utility: Utility
    meter: str
    first_on: date
    first_reading: Decimal
    last_on: date
    last_reading: Decimal
    unit_rate: Decimal
    bought_at: Decimal

    @property
    def units(self) -> Decimal:
        return self.last_reading - self.first_reading

    @property
    def amount(self) -> Decimal:
        """Units times the rate, to the penny."""
        return to_pence(self.units * self.unit_rate)


def last_of(account: RentAccount, utility: str) -> MeteredCharge | None:
    """The newest charge of this kind: the next begins with its last reading."""
    return account.metered_charges.filter(utility=utility).order_by("-last_on", "-pk").first()


@transaction.atomic
def charge(*, account: RentAccount, reading: Reading, by: User, on: date, at: datetime) -> MeteredCharge:
    """Charge what a meter counted. Where the housing system keeps the ledger it is asked for, else posted.

    Raises PermissionDenied, RentAccount.DoesNotExist, CannotMeter.
    """
    if by.role not in METERING_ROLES:
        raise PermissionDenied("Meters are read by the income team and finance.")
    RentAccount.objects.openable_by(by).get(pk=account.pk)
    account = RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    _check(account, reading, on=on)
    narrative = said(reading)
    posting, entry = _debit(account, reading.amount, narrative, by=by, on=on)
    made = MeteredCharge.objects.create(
        account=account,
        utility=reading.utility,
        meter=reading.meter,
        first_on=reading.first_on,
        first_reading=reading.first_reading,
        last_on=reading.last_on,
        last_reading=reading.last_reading,
        unit_rate=reading.unit_rate,
        bought_at=reading.bought_at,
        limit_source=LIMITS[reading.utility],
        amount=reading.amount,
        posting=posting,
        entry_id=entry.pk if entry else None,
        by=by,
        at=at,
    )
    asked = "asked for in the housing system" if posting else "posted"
    timeline.record(
        account=account,
        what=AccountEvent.What.METERED,
        on=on,
        by=by,
        at=at,
        summary=f"{narrative}: {words.pounds(reading.amount)} {asked}.",
        about=f"tenancies.meteredcharge:{made.pk}",
    )
    return made


def _debit(
    account: RentAccount, amount: Decimal, narrative: str, *, by: User, on: date
) -> tuple[PendingPosting | None, LedgerEntry | None]:
    """The charge as whoever keeps the ledger takes it: asked of the housing system, or posted here."""
    if asked_of_source(account):
        posting = PendingPosting.objects.create(
            account=account, kind=EntryKind.SERVICE_DEBIT, amount=amount, narrative=narrative, asked_on=on, asked_by=by
        )
        return posting, None
    entry = LedgerEntry.objects.create(
        account=account, posted_on=on, effective_on=on, kind=EntryKind.SERVICE_DEBIT, method=PaymentMethod.SYSTEM,
        amount=amount, narrative=narrative, posted_by=by,
    )  # fmt: skip
    return None, entry


def said(reading: Reading) -> str:
    """Electricity, 1,204 to 1,310: 106 kWh at £0.2450."""
    units = f"{_plain(reading.units)} {UNITS[reading.utility]}"
    between = f"{_plain(reading.first_reading)} to {_plain(reading.last_reading)}"
    return f"{reading.utility.label}, {between}: {units} at £{reading.unit_rate:.4f}"


def said_of(made: MeteredCharge) -> str:
    """The same of a charge that was made."""
    return said(
        Reading(
            utility=Utility(made.utility),
            meter=made.meter,
            first_on=made.first_on,
            first_reading=made.first_reading,
            last_on=made.last_on,
            last_reading=made.last_reading,
            unit_rate=made.unit_rate,
            bought_at=made.bought_at,
        )
    )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _check(account: RentAccount, reading: Reading, *, on: date) -> None:
    if account.kind not in METERED_ACCOUNTS:
        raise CannotMeter("Metered charges go on a pitch fee, electricity or water account.")
    if not reading.first_on < reading.last_on <= on:
        raise CannotMeter("The second reading must be after the first, and no later than today.")
    if reading.last_reading <= reading.first_reading:
        raise CannotMeter(
            "The second reading must be more than the first. If the meter was changed, charge each apart."
        )
    if reading.unit_rate > reading.bought_at:
        raise CannotMeter(
            f"A unit may not be charged above what the council pays for it (£{reading.bought_at:.4f}). "
            f"{LIMITS[reading.utility]}"
        )
    if reading.amount <= 0:
        raise CannotMeter("This comes to nothing: look at the rate.")
    same = account.metered_charges.filter(utility=reading.utility, meter=reading.meter)
    if charged := same.filter(last_on__gt=reading.first_on, first_on__lt=reading.last_on).first():
        days = f"{words.long_day(charged.first_on)} to {words.long_day(charged.last_on)}"
        raise CannotMeter(f"This meter is charged for {days} already.")
