"""Tenancies that have ended: what was left owing, where it went, and who has stayed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import legal, people
from .bill import Bill
from .contacts import Log
from .days import iso, week_of
from .ledger import Ledger, pounds
from .payers import Habit, Payer, pick_method, run

if TYPE_CHECKING:
    from .tenancy import Maker, Tenancy

_ORDINARY = ("notice_by_tenant",) * 12 + ("transfer",) * 8 + ("abandoned",) * 10 + ("surrendered",) * 6
REASONS = (*_ORDINARY, *("deceased",) * 5, "evicted_arrears", "other", "evicted_other", "succession")


def make(maker: Maker, tenancy: Tenancy) -> None:
    """Everything of one tenancy that has ended within six years."""
    world, rng, plan = maker.world, tenancy.rng, tenancy.plan
    back = rng.randrange(3, 30) if plan.story == "stayed_on" else 2 + int(rng.triangular(0, 305, 20))
    end_week = week_of(world.anchor) - back
    tenancy.end = end_week * 7 + world.offset  # the day before a rent week starts
    tenancy.start = (end_week - rng.randrange(30, 700)) * 7 + 1 + world.offset
    if plan.story != "stayed_on" and tenancy.home.fund == "HRA" and rng.random() < 0.75:
        maker.vacant.append((tenancy.home, tenancy.end))
    reason = "other" if plan.story == "stayed_on" else rng.choice(REASONS)
    tenancy.people = people.household(
        rng,
        number=plan.number,
        start=tenancy.start,
        anchor=tenancy.end,
        bedrooms=tenancy.home.bedrooms or 0,
        marker="",
        single=reason in ("deceased", "succession") or rng.random() < 0.5,
    )
    _where_they_went(maker, tenancy, reason)
    ledger = _rent_ledger(maker, tenancy)
    moved = "former_tenant" in plan.extras
    there = Ledger(tenancy.next_account(), ledger.first_day, world.as_of) if moved else ledger
    if reason == "evicted_arrears":
        legal.make_eviction(maker, tenancy, ledger)
    left = _settle(tenancy, ledger, there)
    maker.write_account(tenancy, ledger, "rent", opened=tenancy.start, closed=tenancy.end + 15)
    if moved:
        maker.write_account(tenancy, there, "former_tenant", opened=tenancy.end + 8)
    elif plan.story == "stayed_on" and plan.extras:
        _use_and_occupation(maker, tenancy)
    _letters(maker, tenancy, left)
    maker.write_tenancy(tenancy, reason)


def _where_they_went(maker: Maker, tenancy: Tenancy, reason: str) -> None:
    rng, anchor = tenancy.rng, maker.world.anchor
    assert tenancy.end
    if reason in ("deceased", "succession"):
        tenancy.people[0].died = max(tenancy.end - 28, tenancy.start + 1)
        speaker = people.speaker(rng, number=tenancy.plan.number, anchor=anchor, role="representative")
        tenancy.people.append(speaker)
    elif rng.random() < 0.55 and tenancy.plan.story != "stayed_on":
        address = people.an_address(rng)
        for person in tenancy.people:
            if person.role == "tenant":
                person.address = address


def _rent_ledger(maker: Maker, tenancy: Tenancy) -> Ledger:
    """The rent account up to the tenancy's end. One that ended before the ledger sent is an opening balance."""
    world, rng, story = maker.world, tenancy.rng, tenancy.plan.story
    assert tenancy.end
    home = tenancy.home
    parts = [("net_rent", home.rent, True)] + ([("service_charge", home.service, True)] if home.service else [])
    bill = Bill(world.years, world.offset, parts)
    end_week = week_of(tenancy.end)
    start_week = week_of(tenancy.start)
    tenancy.weekly = bill.weekly(world.years.of(end_week))
    first_day = world.first_day + world.offset
    account = tenancy.next_account()
    bill.write(
        maker.sheets, account, start=tenancy.start, end=tenancy.end, since=min(first_day, tenancy.end), upto=tenancy.end
    )
    owing = story in ("owing_here", "owing_moved", "written_off", "stayed_on")
    if tenancy.end < first_day:
        owed = int(rng.lognormvariate(6.2, 0.9) * 100) if owing else -rng.randrange(1000, 20000)
        return Ledger(account, first_day, world.as_of, 0 if story == "clear" else min(owed, 900_000))
    method, frequency, day = pick_method(rng, regular=True)
    first = max(start_week, min(week_of(first_day), end_week - 26))
    habits = [(first, Habit(0.97, target=-3.0 if story == "in_credit" else 0.0))]
    if owing:
        habits.append((end_week - rng.randrange(3, 22), Habit(0.15)))
    ledger = Ledger(account, first_day, world.as_of)
    payer = Payer(rng, method, frequency, day, habits)
    run(ledger, range(first, end_week + 1), bill, [], payer, until=tenancy.end)
    if story == "clear" and ledger.balance:
        kind = "payment" if ledger.balance > 0 else "refund"
        way = "card" if ledger.balance > 0 else "bank_transfer"
        ledger.post(end_week + 1, "L", tenancy.end + 7, kind, way, -ledger.balance, "Final balance")
    return ledger


def _settle(tenancy: Tenancy, ledger: Ledger, there: Ledger) -> int:
    """Move or write off what is owed, and pay some of it back. Returns the pence that were left at the end."""
    rng, story = tenancy.rng, tenancy.plan.story
    assert tenancy.end
    week, left = week_of(tenancy.end) + 1, ledger.balance
    if left <= 0:
        return left
    if there is not ledger:
        ledger.post(week, "T", tenancy.end + 8, "transfer", "system", -left, "To former tenant account")
        there.post(week, "T", tenancy.end + 8, "transfer", "system", left, "From rent account")
    if story == "written_off":
        ledger.post(week + 2, "W", tenancy.end + 14, "write_off", "system", -left, "Written off")
    elif rng.random() < 0.3:
        _pay_back(tenancy, there, week + rng.randrange(2, 12))
    return left


def _pay_back(tenancy: Tenancy, ledger: Ledger, first: int) -> None:
    """A sum every four weeks, until it is paid or the tenant gives up."""
    rng = tenancy.rng
    amount, gives_up = rng.choice((1000, 2000, 2500, 5000)), rng.choice((4, 9, 400))
    for week in range(first, min(first + 4 * gives_up, week_of(ledger.last_day) + 1), 4):
        paid = min(amount, ledger.balance)
        if paid > 0:
            ledger.post(week, "P", week * 7 + 3, "payment", "card", -paid, "Card payment")


def _use_and_occupation(maker: Maker, tenancy: Tenancy) -> None:
    """A home still lived in: charged at the same rate, on an account of its own (rulebook R-5)."""
    world, rng = maker.world, tenancy.rng
    assert tenancy.end
    start = tenancy.end + 1
    bill = Bill(world.years, world.offset, [("use_and_occupation", tenancy.home.rent, True)])
    first = week_of(start)
    method, frequency, day = pick_method(rng, regular=True)
    payer = Payer(rng, method, frequency, day, [(first, Habit(0.6))])
    ledger = Ledger(tenancy.next_account(), world.first_day + world.offset, world.as_of)
    run(ledger, range(first, week_of(world.as_of) + 1), bill, [], payer)
    bill.write(
        maker.sheets, ledger.account, start=start, end=None, since=min(ledger.first_day, start), upto=world.as_of
    )
    maker.write_account(tenancy, ledger, "use_and_occupation", payer=(method, frequency, day), opened=start)


def _letters(maker: Maker, tenancy: Tenancy, left: int) -> None:
    """Letters about what was left, and now and then an agreement on it."""
    assert tenancy.end
    log = Log(maker, tenancy)
    if left <= 0 or tenancy.plan.story == "written_off":
        return
    tenancy.officer = maker.world.officers.former
    for after in (16, 44, 90):
        if tenancy.rng.random() < 0.6:
            log.letters(tenancy.end + after, "former_tenant")
    if tenancy.rng.random() < 0.12 and tenancy.end + 60 < maker.world.anchor:
        number = tenancy.plan.number
        moved = "former_tenant" in tenancy.plan.extras
        made = tenancy.end + 50
        account = f"{number:07d}{2 if moved else 1}"
        maker.sheets.add(
            "agreements",
            agreement_ref=f"A{number:07d}1",
            account_ref=account + "ABCDEFGHJK"[(number * 7 + (2 if moved else 1)) % 10],
            made_on=iso(made),
            first_due_on=iso(made + 7),
            frequency="monthly",
            rent_amount="0.00",
            instalment_amount=pounds(2000),
            opening_arrears=pounds(left),
            status="live",
            made_by=tenancy.officer,
        )
