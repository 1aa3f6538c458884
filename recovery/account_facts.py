"""Facts of accounts and tenants, gathered in one statement and turned into what the rules read."""

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import chain, groupby, takewhile
from operator import attrgetter
from typing import Any

from django.db import connection

from recovery import policies, wordings
from recovery.rules import payer
from recovery.rules.facts import (
    ZERO,
    AccountFacts,
    AgreementState,
    NeedsState,
    RepresentativeFacts,
    TenantFacts,
)
from recovery.rules.gates import FORMATS_MADE_BY_HAND
from recovery.rules.instalments import Tolerance, standing
from recovery.rules.plans import Due, Step, Terms, agreed, dues, rent_charged
from recovery.rules.policy import Policy
from staff.asking import records_where
from tenancies import bank_holidays
from tenancies.gather import SCOPE, gather
from tenancies.models import Person, RentAccount, RentYear
from welfare.models import Representative
from welfare.tenants import TENANTS

# What the council overlooks; the policy may say otherwise (figures: agreement).
TOLERANCE = Tolerance(pounds=Decimal("1.00"), days=3)


def households(
    *, as_of: date, tenancy_ids: Sequence[int], policy: Policy | None = None
) -> Iterator[list[AccountFacts]]:
    """The facts of the accounts of these tenancies at the end of a day, one household after another.

    The database has answered when this returns; each household is made as it is asked for. `policy` says what is
    overlooked and which days are free of legal steps; unless given, the one in force.
    """
    policy = policy or policies.in_force(on=as_of)
    blackout_until = policy.blackout_until(as_of)
    closed = bank_holidays.around(as_of)
    free_weeks = RentYear.objects.free_weeks(around=as_of)
    rows = list(gather(as_of=as_of, bank_holidays=sorted(closed), tenancy_ids=tenancy_ids))
    # Asked before the first household: the sweep writes while it reads, and can ask nothing then.
    wanted = any(row["format_to_make"] for row in rows)
    printed = wordings.ladders_printed(on=as_of) if wanted else frozenset()
    facts = (
        from_row(
            row | {"blackout_until": blackout_until, "format_to_make": _format_to_make(row, printed)},
            as_of=as_of,
            closed=closed,
            free_weeks=free_weeks,
            tolerance=policy.tolerance,
        )
        for row in rows
    )
    return (list(household) for _, household in groupby(facts, key=attrgetter("tenancy_id")))


def gather_facts(*, as_of: date, tenancy_ids: Sequence[int]) -> list[AccountFacts]:
    """The facts of every account of these tenancies at the end of a day."""
    return list(chain.from_iterable(households(as_of=as_of, tenancy_ids=tenancy_ids)))


def of_account(account: RentAccount, *, as_of: date) -> AccountFacts:
    """The facts of one account at the end of a day."""
    household = gather_facts(as_of=as_of, tenancy_ids=[account.tenancy_id])
    return next(facts for facts in household if facts.account_id == account.pk)


def from_row(
    row: dict[str, Any], *, as_of: date, closed: Set[date], free_weeks: Set[date], tolerance: Tolerance
) -> AccountFacts:
    """One gathered row with what plain Python works out: the payer's cycle, the agreement, the order's terms."""
    agreement = agreement_facts(_json(row["agreement"]), as_of=as_of, tolerance=tolerance)
    regular = not row["reversed_payment_on"] and payer.pays_regularly(
        payments=row["payments_26w"], usual_gap_days=row["usual_gap_days"], widest_gap_days=row["widest_gap_days"]
    )
    next_payment_on = None
    if regular:
        next_payment_on = payer.next_payment_on(
            last_payment_on=row["last_payment_on"], usual_gap_days=row["usual_gap_days"], free_weeks=free_weeks
        )
    row |= {
        "as_of": as_of,
        "needs": NeedsState(row["needs"]),
        "overridden": tuple(row["overridden"]),
        "put_off": tuple(row["put_off"]),
        "interest_of": tuple(row["interest_of"]),
        "pays_regularly": regular,
        "expected_in_cycle": payer.expected_in_cycle(
            next_on=next_payment_on, usual_amount=row["usual_amount"], as_of=as_of
        ),
        "next_payment_on": next_payment_on,
        "missed_payment_on": _missed_payment_on(row, as_of=as_of, closed=closed, free_weeks=free_weeks)
        if row["balance"] > 0  # who owes nothing has missed nothing
        else None,
        "order_shortfall": order_shortfall(
            _json(row["order_terms"]), as_of=as_of, free_weeks=free_weeks, week_starts=row["next_charge_on"].weekday()
        ),
        **agreement,
        "broken_plans": row["broken_plans"] + (agreement["agreement_state"] == AgreementState.BROKEN),
    }
    return AccountFacts.gathered(row)


def _format_to_make(row: dict[str, Any], printed: Set[tuple[str, str, bool]]) -> str:
    """The format that cannot be printed here; blank where the words of all their ladder's letters are in force."""
    needed: str = row["format_to_make"]
    return "" if (needed, row["format_language"], row["is_former"]) in printed else needed


def _missed_payment_on(row: dict[str, Any], *, as_of: date, closed: Set[date], free_weeks: Set[date]) -> date | None:
    return payer.missed_payment_on(
        due_on=payer.payment_due_on(
            frequency=row["payment_frequency"],
            payment_day=row["payment_day"],
            as_of=as_of,
            bank_holidays=closed,
            free_weeks=free_weeks,
        ),
        last_receipt_on=row["last_receipt_on"],
        first_charge_on=row["first_charge_on"],
        next_benefit_on=row["next_benefit_on"],
        has_live_benefit=row["has_live_benefit"],
    )


def _json(text: str | None) -> dict[str, Any] | None:
    return json.loads(text) if text else None


def agreement_facts(agreement: dict[str, Any] | None, *, as_of: date, tolerance: Tolerance) -> dict[str, Any]:
    """The standing of a live repayment agreement; empty values where there is none."""
    if agreement is None:
        return {
            "agreement_made_on": None,
            "agreement_state": None,
            "agreement_shortfall": ZERO,
            "agreement_next_due_on": None,
            "agreement_next_amount": ZERO,
            "agreement_payment": ZERO,
            "agreement_last_missed_on": None,
        }
    found = standing(dues=agreed_dues(agreement), receipts=agreed_receipts(agreement), as_of=as_of, tolerance=tolerance)
    return {
        "agreement_made_on": date.fromisoformat(agreement["made_on"]),
        "agreement_state": found.state,
        "agreement_shortfall": found.shortfall,
        "agreement_next_due_on": found.next_due_on,
        "agreement_next_amount": found.next_amount,
        "agreement_payment": found.payment,
        "agreement_last_missed_on": found.last_missed_on,
    }


def agreed_dues(agreement: dict[str, Any]) -> Iterator[Due]:
    """The schedule of a gathered agreement, oldest first: our own instalments, else what the terms make."""
    terms = Terms(
        made_on=date.fromisoformat(agreement["made_on"]),
        first_due_on=date.fromisoformat(agreement["first_due_on"]),
        frequency=agreement["frequency"],
        rent_amount=Decimal(agreement["rent_amount"]),
        instalment_amount=Decimal(agreement["instalment_amount"]),
        total=Decimal(agreement["opening_arrears"]),
        lump_sum=Decimal(agreement["lump_sum"]),
        steps=tuple(Step(from_number=number, amount=Decimal(amount)) for number, amount in agreement["steps"]),
    )
    if agreement["dues"] is None:
        return dues(terms)
    rows = (
        (number, date.fromisoformat(day), Decimal(rent), Decimal(arrears))
        for number, day, rent, arrears in agreement["dues"]
    )
    return agreed(rows, terms=terms)


def agreed_receipts(agreement: dict[str, Any]) -> list[tuple[date, Decimal]]:
    """What came in towards a gathered agreement, over all accounts that it covers, oldest first."""
    return [(date.fromisoformat(day), Decimal(amount)) for day, amount in agreement["receipts"]]


def order_shortfall(
    order: dict[str, Any] | None, *, as_of: date, free_weeks: Set[date], week_starts: int
) -> Decimal | None:
    """What is short of a court order's terms at the end of a day: current rent and instalments due, less all receipts.

    Each due date counts at once: a court order has no days of grace. The rent is what was charged on that date, none
    for a rent-free week. Housing credits count (rulebook ORD-5). None: no order in force, or one without terms.
    """
    if order is None:
        return None
    asked = _asked_under(order, as_of=as_of, free_weeks=free_weeks, week_starts=week_starts)
    return max(max((total for _, total in asked), default=ZERO) - Decimal(order["receipts"]), ZERO)


def order_short_since(
    order: dict[str, Any] | None, *, as_of: date, free_weeks: Set[date], week_starts: int
) -> date | None:
    """The oldest date of a court order's terms that its receipts do not cover; None where they are kept (ORD-5)."""
    if order is None:
        return None
    asked = _asked_under(order, as_of=as_of, free_weeks=free_weeks, week_starts=week_starts)
    return next((day for day, total in asked if total > Decimal(order["receipts"])), None)


def _asked_under(
    order: dict[str, Any], *, as_of: date, free_weeks: Set[date], week_starts: int
) -> Iterator[tuple[date, Decimal]]:
    """Each date of an order's terms up to a day, with all that was asked up to it."""
    instalment = Decimal(order["instalment_amount"])
    terms = Terms(
        made_on=date.fromisoformat(order["made_on"]),
        first_due_on=date.fromisoformat(order["first_due_on"]),
        frequency=order["frequency"],
        rent_amount=ZERO,
        instalment_amount=instalment,
        total=max(Decimal(order["total"]), instalment),
    )
    asked = ZERO
    rents = [(Decimal(rate), first, last) for rate, first, last in order["rents"]]
    for due in takewhile(lambda due: due.due_on <= as_of, dues(terms)):
        day = due.due_on.isoformat()
        week = sum((rate for rate, first, last in rents if first <= day <= last), ZERO)
        asked += due.arrears_amount + rent_charged(
            week, terms.frequency, due.due_on, free_weeks=free_weeks, week_starts=week_starts
        )
        yield due.due_on, asked


# The order in which lists and papers name joint tenants. See also tenancies.tenants.
AS_ENTERED = """(
    SELECT min(tp.id) FROM tenancies_tenancyperson AS tp
    WHERE tp.tenancy_id = person.tenancy_id AND tp.person_id = person.person_id AND tp.role = 'tenant'
)"""


def tenants_of(account: RentAccount, *, as_of: date) -> list[TenantFacts]:
    """Every tenant of an account on a day, living or not, with where and whether a letter may reach them."""
    return tenants_of_all([account], as_of=as_of)[account.pk]


def tenants_of_all(accounts: Sequence[RentAccount], *, as_of: date) -> dict[int, list[TenantFacts]]:
    """The same for several accounts, by account id, in two statements."""
    scope = SCOPE.format(which="a.id = ANY (%(account_ids)s)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH scope AS MATERIALIZED ({scope}) SELECT * FROM ({TENANTS}) AS person ORDER BY {AS_ENTERED}",
            {"as_of": as_of, "account_ids": [account.pk for account in accounts]},
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    by_hand = any(row["format_needed"] in FORMATS_MADE_BY_HAND for row in rows)
    printed = wordings.printed_here(on=as_of) if by_hand else {}
    for row in rows:
        language = row["language"] if row["format_needed"] == "translation" else ""
        row["printed_here"] = printed.get((row["format_needed"], language), frozenset())
    ids = [row["person_id"] for row in rows]
    people = {each.pk: each for each in records_where(Person, "id = ANY (%(ids)s)", order="id", ids=ids)}
    acting = _representatives(list(people), as_of=as_of)
    return {
        account.pk: [
            _tenant(row, people[row["person_id"]], account, acting.get(row["person_id"], ()))
            for row in rows
            if row["tenancy_id"] == account.tenancy_id
        ]
        for account in accounts
    }


def _representatives(person_ids: Sequence[int], *, as_of: date) -> dict[int, tuple[RepresentativeFacts, ...]]:
    """Who may act for these people on a day, the newest first."""
    running = records_where(
        Representative,
        "person_id = ANY (%(people)s) AND from_on <= %(as_of)s AND (last_day IS NULL OR last_day >= %(as_of)s)",
        order="from_on DESC, id DESC",
        people=list(person_ids),
        as_of=as_of,
    )
    found: dict[int, tuple[RepresentativeFacts, ...]] = {}
    for each in running:
        lines = tuple(line.strip() for line in each.address.replace("\n", " / ").split(" / ") if line.strip())
        facts = RepresentativeFacts(name=each.name, kind=each.kind, address_lines=lines, letters=each.letters)
        found[each.person_id] = (*found.get(each.person_id, ()), facts)
    return found


def _tenant(
    row: dict[str, Any], person: Person, account: RentAccount, representatives: tuple[RepresentativeFacts, ...]
) -> TenantFacts:
    elsewhere = tuple(line.strip() for line in person.correspondence_address.split(" / ") if line.strip())
    lines = () if row["must_trace"] else elsewhere or tuple(account.tenancy.home.address_lines())
    return TenantFacts(
        person_id=person.pk,
        name=str(person),
        address_lines=lines,
        representatives=representatives,
        **_covered(row["covers"], account),
        **{
            field.name: row[field.name]
            for field in fields(TenantFacts)
            if field.name in row and field.name != "person_id"
        },
    )


def _covered(covers: str | None, account: RentAccount) -> dict[str, Any]:
    """What is covered of one tenant on an account, from what is of all that they owe on."""
    amount, until = (_json(covers) or {}).get(str(account.pk), ("0.00", None))
    return {"covered_debt": Decimal(amount), "covered_until": until and date.fromisoformat(until)}
