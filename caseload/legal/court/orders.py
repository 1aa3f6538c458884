"""The order as it lives: its terms on its own dates, breach in a sentence, its age, what replaced it; and its end."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from caseload import undo
from caseload.at_work import at_work
from caseload.legal.case import Case
from caseload.models import Act
from caseload.noting import remember
from legal import order_statement, order_warnings, orders
from legal.accounts import main_account
from legal.models import OrderApplication, PossessionOrder
from legal.order_statement import OrderStatement
from legal.order_warnings import Breach
from legal.rules import breach, outcomes
from legal.rules import orders as rules
from recovery import agreements
from recovery.account_facts import gather_facts, of_account
from recovery.agreements import CannotAgree
from recovery.models import RepaymentAgreement
from recovery.rules.facts import AccountFacts
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import RentAccount, RentYear

KIND = "order_ended"
MOST_LINES = 26  # of the statement shown; the warrant's papers have all
COURSE = {
    "complete": "All that it ordered is paid. Read the order, then record that it is discharged.",
    "run_out": "Its last date has passed and not all is paid: the breach stands, and the order with it.",
}
MEANS = {
    "kept": ("kept", "good"),
    "technical": ("technical breach: hold", "warn"),
    "overlooked": ("short, too small to act on", "quiet"),
    "act": ("broken", "stop"),
}


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """One order with where it stands on a day."""

    order: PossessionOrder
    statement: OrderStatement
    course: str
    days: list[str]  # what its age and its day for possession mean now
    applications: list[OrderApplication]
    earlier: list[PossessionOrder]
    breach: Breach | None  # of which the tenants are warned

    @property
    def means(self) -> tuple[str, str]:
        """How it stands in a word, and the mark's look."""
        standing = self.statement.standing
        return MEANS[standing.decision] if standing else ("no terms to keep", "quiet")

    @property
    def lines(self) -> tuple[order_statement.Line, ...]:
        return self.statement.lines[-MOST_LINES:]

    @property
    def complete(self) -> bool:
        return self.course == COURSE["complete"]


def view(order: PossessionOrder, account: RentAccount, *, on: dt.date) -> OrderView:
    """`account`: the main one of its tenancy."""
    facts = of_account(account, as_of=on)
    statement = order_statement.statement_of(order, account=account, facts=facts, on=on)
    terms, course = order_statement.terms_of(order), ""
    if terms:
        receipts = order_statement.receipts_of(account, after=order.made_on, as_of=on)
        rents = order_statement.rents_of(account)
        free_weeks, week_starts = RentYear.objects.free_weeks(around=on), facts.next_charge_on.weekday()
        found = breach.course(
            terms, receipts=receipts, as_of=on, rents=rents, free_weeks=free_weeks, week_starts=week_starts
        )
        course = COURSE.get(found, "")
    others = PossessionOrder.objects.filter(claim__tenancy=order.claim.tenancy_id, not_sent_since=None)
    in_force = order.status == PossessionOrder.Status.IN_FORCE
    return OrderView(
        order=order,
        statement=statement,
        course=course,
        days=_days(order, on=on),
        applications=list(order.applications.select_related("hearing", "by").order_by("-received_on", "-pk")),
        earlier=list(others.exclude(pk=order.pk).order_by("-made_on", "-pk")),
        breach=order_warnings.breach_of(statement, tenancy=account.tenancy, on=on) if in_force else None,
    )


def _days(order: PossessionOrder, *, on: dt.date) -> list[str]:
    """What its days mean: possession, and six years from the order (CPR 83.2(3)(a); rulebook ORD-7); a postponed
    order's way to a day (ORD-13)."""
    found = []
    if order.possession_on:
        passed = "was" if order.possession_on < on else "is"
        found.append(f"The day for possession {passed} {long_day(order.possession_on)}.")
    elif order.kind == PossessionOrder.Kind.POSTPONED:
        first, last = (long_day(day.default) for day in outcomes.date_may_be_asked(letter_on=on) if day.default)
        found.append(
            "It has no day for possession. Write to the tenant first: told today, the court may be asked for one from "
            f"{first} to {last} (PD 55A, para 10)."
        )
    needs = rules.permission_from(kind=order.kind, made_on=order.made_on).answer
    alarm = rules.permission_alarm_on(kind=order.kind, made_on=order.made_on).answer
    if needs and on >= needs:
        found.append(f"Six years passed on {long_day(needs)}: a warrant needs the court’s permission (CPR 83.2).")
    elif needs and alarm and on >= alarm:
        found.append(f"From {long_day(needs)} a warrant needs the court’s permission (CPR 83.2): decide before then.")
    elif needs:
        found.append(f"A warrant needs no permission by age until {long_day(needs)}.")
    return found


# -------------------------------------------------------------------------------------------------- the watch list


@dataclass(frozen=True, kw_only=True)
class Broken:
    """An order whose terms are short tonight."""

    order: PossessionOrder
    account: RentAccount
    facts: AccountFacts

    @property
    def technical(self) -> bool:
        """Benefit for weeks already run covers it (rulebook ORD-5)."""
        assert self.facts.order_shortfall is not None
        return self.facts.order_shortfall <= self.facts.benefit_due

    @property
    def small(self) -> bool:
        assert self.facts.order_shortfall is not None
        return self.facts.order_shortfall <= breach.OVERLOOKED


def broken(user: User, *, on: dt.date) -> list[Broken]:
    """The orders in force whose terms are short on this person's accounts, the most first; constant queries."""
    tenancies = RentAccount.objects.visible_to(user).order_by().values("tenancy")
    found = PossessionOrder.objects.filter(
        status=PossessionOrder.Status.IN_FORCE, not_sent_since=None, claim__tenancy__in=tenancies,
        instalment_amount__gt=0, first_due_on__lte=on,
    )  # fmt: skip
    newest = {each.claim.tenancy_id: each for each in found.select_related("claim").order_by("made_on", "pk")}
    facts = [each for each in gather_facts(as_of=on, tenancy_ids=sorted(newest)) if each.order_shortfall]
    accounts = RentAccount.objects.for_list().in_bulk([each.account_id for each in facts])
    rows = [Broken(order=newest[each.tenancy_id], account=accounts[each.account_id], facts=each) for each in facts]
    return sorted(rows, key=lambda row: (row.technical, row.small, -(row.facts.order_shortfall or 0), row.account.pk))


# ------------------------------------------------------------------------------------------------------------ its end


def end(
    *, order: PossessionOrder, how: str, ended_on: dt.date, why: str, by: User, on: dt.date, at: dt.datetime
) -> PossessionOrder:
    """Discharge it or set it aside; the agreement on its terms ends with it. Raises orders.CannotEnd."""
    account, was = main_account(order.claim.tenancy_id), order.claim.status
    with at_work(account, by=by, on=on) as locked:
        ended = orders.end(order, how=how, ended_on=ended_on, why=why, by=by, on=on, at=at)
        about = f"legal.possessionorder:{order.pk} was:{was}"
        running = RepaymentAgreement.objects.filter(status=RepaymentAgreement.Status.LIVE)
        live = running.filter(pk=order.agreement_id or 0).first()
        if live:
            agreements.end(live, broken=False, why=f"The order was {ended.get_status_display().lower()}", by=by, on=on,
                           at=at)  # fmt: skip
            about += f" recovery.repaymentagreement:{live.pk}"
        summary = f"Order of {long_day(order.made_on)} {ended.get_status_display().lower()}."
        remember(locked, KIND, summary, about, by=by, at=at)
    return ended


def _undo(act: Act, *, by: User, on: dt.date, at: dt.datetime) -> None:
    was = next(part.removeprefix("was:") for part in act.about.split() if part.startswith("was:"))
    order = PossessionOrder.objects.get(pk=undo.named(act, "legal.possessionorder"))
    try:
        orders.resume(order, claim_status=was)
        if pk := undo.named(act, "recovery.repaymentagreement"):
            agreements.resume(RepaymentAgreement.objects.get(pk=pk), by=by, on=on, at=at)
    except (orders.CannotEnd, CannotAgree) as refusal:
        raise undo.CannotUndo(str(refusal)) from refusal


undo.UNDO[KIND] = _undo


def order_part(case: Case, user: User) -> dict[str, Any]:
    """The section of the order on the page of a case; nothing before there is one."""
    return {"view": view(case.order, case.account, on=case.on)} if case.order else {}
