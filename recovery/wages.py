"""Deductions from wages by signed authority, and what employers send for them (rulebook R-13; duty S1-21).

`authorise` and `stop` keep the authority; `load_remittance` matches an employer's list of people to it; `pay_days` is
its schedule; `missing_from` says whose deduction did not come. The money itself comes with the housing system's ledger.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import takewhile

from django.db import transaction
from django.db.models import F

from recovery.models import Employer, Remittance, RemittanceLine, WageDeduction
from recovery.rules.facts import PENNY, ZERO
from recovery.rules.plans import EVERY, Terms, due_on
from staff.models import User
from staff.ui.words import counted, long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, Person, RentAccount, TenancyRole

COLUMNS = ["payroll_ref", "amount"]
MOST_LINES = 10_000
ABOUT = "recovery.wagededuction"


class CannotDeduct(Exception):
    """The authority may not be kept or stopped so. The message is written for the officer."""


# ---------------------------------------------------------------------------------------------------- the authority


@transaction.atomic
def authorise(
    *,
    account: RentAccount,
    person: Person,
    employer: Employer,
    payroll_ref: str,
    amount: Decimal,
    frequency: str,
    authority_signed_on: date,
    first_on: date,
    by: User,
    on: date,
    at: datetime,
) -> WageDeduction:
    """Keep a worker's signed authority to deduct from wages (Employment Rights Act 1996, s.13). Raises CannotDeduct."""
    account = RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    payroll_ref = payroll_ref.strip()
    _check_terms(payroll_ref, amount, frequency, authority_signed_on=authority_signed_on, first_on=first_on, on=on)
    if not account.tenancy.people.filter(person=person, role=TenancyRole.TENANT, not_sent_since=None).exists():
        raise CannotDeduct(f"{person} is not a tenant on this account.")
    running = WageDeduction.objects.filter(stopped_on=None)
    if running.filter(account=account, person=person).exists():
        raise CannotDeduct(f"A deduction from the wages of {person} runs already. Stop that one first.")
    if running.filter(employer=employer, payroll_ref=payroll_ref).exclude(person=person).exists():
        raise CannotDeduct(f"{employer} has somebody else with payroll number {payroll_ref}. Ask which is right.")
    deduction = WageDeduction.objects.create(
        account=account,
        person=person,
        employer=employer,
        payroll_ref=payroll_ref,
        amount=amount,
        frequency=frequency,
        authority_signed_on=authority_signed_on,
        first_on=first_on,
        made_by=by,
        made_at=at,
    )
    said = (
        f"{pounds(amount)} {EVERY[frequency]} from the wages of {person} at {employer}, first on {long_day(first_on)}."
    )
    _note(deduction, said, by=by, on=on, at=at)
    return deduction


def _check_terms(
    payroll_ref: str, amount: Decimal, frequency: str, *, authority_signed_on: date, first_on: date, on: date
) -> None:
    if not payroll_ref:
        raise CannotDeduct("Enter the payroll number: the employer's list names people by it.")
    if amount <= 0:
        raise CannotDeduct("The deduction must be more than £0.00.")
    if frequency not in EVERY:
        raise CannotDeduct("Choose how often wages are paid.")
    if authority_signed_on > on:
        raise CannotDeduct("The authority must be signed already: nothing is deducted without it.")
    if first_on < on:
        raise CannotDeduct(f"The first deduction is on {long_day(first_on)}, which has passed: choose today or later.")


@transaction.atomic
def stop(deduction: WageDeduction, *, why: str, by: User, on: date, at: datetime) -> WageDeduction:
    """The tenant revoked it, or it is no longer needed; the employer is told by a stop notice. Raises CannotDeduct."""
    deduction = WageDeduction.objects.select_for_update(of=["self"]).select_related("employer").get(pk=deduction.pk)
    if deduction.stopped_on:
        raise CannotDeduct(f"This deduction was stopped on {long_day(deduction.stopped_on)} already.")
    if not why.strip():
        raise CannotDeduct("Say why the deduction stops.")
    deduction.stopped_on, deduction.stopped_why = on, why.strip()
    deduction.save(update_fields=["stopped_on", "stopped_why"])
    said = f"Deduction from wages stopped: {why.strip()}. {deduction.employer} is to be told."
    _note(deduction, said, by=by, on=on, at=at, about=":stopped")
    return deduction


def pay_days(deduction: WageDeduction, *, until: date) -> list[date]:
    """The days on which the deduction is made, up to a day, that day included; none after it was stopped."""
    last = min(until, deduction.stopped_on or until)
    return list(takewhile(lambda day: day <= last, _days(deduction)))


def _days(deduction: WageDeduction) -> Iterator[date]:
    terms = Terms(
        made_on=deduction.first_on,
        first_due_on=deduction.first_on,
        frequency=deduction.frequency,
        rent_amount=ZERO,
        instalment_amount=deduction.amount,
        total=deduction.amount,
    )
    number = 0
    while True:
        yield due_on(terms=terms, number=number)
        number += 1


def _note(deduction: WageDeduction, said: str, *, by: User, on: date, at: datetime, about: str = "") -> None:
    timeline.record(
        account=deduction.account,
        what=AccountEvent.What.WAGES,
        on=on,
        by=by,
        at=at,
        summary=said,
        about=f"{ABOUT}:{deduction.pk}{about}",
        person=deduction.person,
    )


# -------------------------------------------------------------------------------------------------- the remittance


@dataclass(frozen=True, kw_only=True)
class Line:
    """One worker on the employer's list."""

    number: int  # in the file, its heading being line 1
    payroll_ref: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """A line that is not loaded, and why."""

    number: int
    text: str
    why: str


class CannotLoad(Exception):
    """The list was not loaded; nothing was kept. The message says why, `bad` which lines are wrong."""

    def __init__(self, message: str, bad: Sequence[BadLine] = ()) -> None:
        super().__init__(message)
        self.bad = list(bad)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of a remittance: its lines, those of nobody here, the bad ones, and who is missing from it."""

    remittance: Remittance
    lines: list[RemittanceLine]
    bad: list[BadLine]
    missing: list[WageDeduction]

    @property
    def matched(self) -> list[RemittanceLine]:
        return [line for line in self.lines if line.deduction_id]

    @property
    def unmatched(self) -> list[RemittanceLine]:
        return [line for line in self.lines if not line.deduction_id]


@transaction.atomic
def load_remittance(
    *, employer: Employer, paid_on: date, total: Decimal, content: bytes, by: User, on: date, at: datetime
) -> Loaded:
    """Keep an employer's list (CSV with payroll_ref and amount) and match its people to their deductions.

    Good lines are kept, bad ones listed. All sums on the list must come to what was paid, or nothing is kept: raises
    CannotLoad, as for a list of that day that is loaded already.
    """
    if paid_on > on:
        raise CannotLoad("The day of payment must be today or earlier.")
    employer = Employer.objects.select_for_update().get(pk=employer.pk)
    if earlier := employer.remittances.filter(paid_on=paid_on).select_related("loaded_by").first():
        raise CannotLoad(f"{employer}'s payment of {long_day(paid_on)} was loaded by {earlier.loaded_by} already.")
    good, bad, listed = read(content)
    if listed != total:
        raise CannotLoad(
            f"The list comes to {pounds(listed)} but {pounds(total)} was paid. Ask the employer which is right.", bad
        )
    if not good:
        raise CannotLoad("No line of the list can be loaded.", bad)
    running = {
        deduction.payroll_ref.casefold(): deduction
        for deduction in employer.deductions.select_related("person", "account").order_by(
            F("stopped_on").asc(nulls_last=True), "first_on", "pk"
        )
        if deduction.first_on <= paid_on
    }  # where a number served twice the one that runs, else the last stopped: money for that one is still theirs
    remittance = Remittance.objects.create(employer=employer, paid_on=paid_on, total=total, loaded_by=by, loaded_at=at)
    lines = RemittanceLine.objects.bulk_create(
        RemittanceLine(
            remittance=remittance,
            payroll_ref=line.payroll_ref,
            amount=line.amount,
            deduction=running.get(line.payroll_ref.casefold()),
        )
        for line in good
    )
    return Loaded(remittance=remittance, lines=lines, bad=bad, missing=missing_from(remittance))


def missing_from(remittance: Remittance) -> list[WageDeduction]:
    """Running deductions with a pay day since the employer's last payment, up to this one, and no line on the list."""
    before = Remittance.objects.filter(employer=remittance.employer_id, paid_on__lt=remittance.paid_on)
    since = before.order_by("-paid_on").values_list("paid_on", flat=True).first() or date.min
    expected = WageDeduction.objects.filter(employer=remittance.employer_id, first_on__lte=remittance.paid_on)
    expected = expected.exclude(lines__remittance=remittance).exclude(stopped_on__lte=remittance.paid_on)
    return [
        deduction
        for deduction in expected.select_related("person", "account", "employer").order_by("pk")
        if any(day > since for day in pay_days(deduction, until=remittance.paid_on))
    ]


def read(content: bytes) -> tuple[list[Line], list[BadLine], Decimal]:
    """Good lines, bad lines, and the sum of every amount that can be read. Raises CannotLoad for no such list."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotLoad("The file is not plain text. Save the list as CSV and load it again.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or [])]:
        raise CannotLoad(f"The first line must name the columns payroll_ref and amount: {missing[0]} is not there.")
    good: dict[str, Line] = {}
    bad, listed = [], ZERO
    for row in reader:
        number, ref, written = reader.line_num, (row["payroll_ref"] or "").strip(), (row["amount"] or "").strip()
        if number > MOST_LINES:
            raise CannotLoad(f"The list has more than {counted(MOST_LINES, 'line')}: load it in parts.")
        amount = _amount(written)
        listed += amount or ZERO
        if amount is None or amount <= 0:
            why = "the amount must be pounds and pence, more than £0.00"
        elif not ref or len(ref) > 40:
            why = "the payroll number must have 1 to 40 characters"
        elif ref.casefold() in good:
            why = f"payroll number {ref} is on line {good[ref.casefold()].number} already"
        else:
            good[ref.casefold()] = Line(number=number, payroll_ref=ref, amount=amount)
            continue
        bad.append(BadLine(number=number, text=f"{ref} {written}".strip(), why=why))
    return list(good.values()), bad, listed


def _amount(written: str) -> Decimal | None:
    """A sum in pounds and pence, with or without £ and commas; None for anything else."""
    try:
        amount = Decimal(written.replace("£", "").replace(",", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= 10**10 or amount != amount.quantize(PENNY):
        return None
    return amount.quantize(PENNY)
