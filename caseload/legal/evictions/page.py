"""What the pages of warrants and evictions are drawn from."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from caseload.legal.blockers import blockers
from caseload.legal.case import Case
from caseload.legal.door import may_work
from caseload.legal.evictions import letters, papers
from caseload.legal.evictions.follow_up import tasks_of
from caseload.legal.forms_evictions import (
    TICKED,
    ArrangeForm,
    CostForm,
    IssuedForm,
    NoteForm,
    RisksForm,
    SentForm,
    StopForm,
    WhyForm,
)
from caseload.legal.workings import OF_ENFORCEMENT, date_rows
from legal import enforcing, evictions, warrants
from legal.accounts import leading, main_accounts
from legal.models import ClaimCost, Eviction, LegalRequest, PossessionOrder, WarrantRequest
from legal.order_statement import statement_of
from legal.rules.checks import Obstacle
from legal.rules.enforcement import checklist
from recovery.account_facts import of_account
from recovery.rules.gates import Act, Level, gates_for, told
from recovery.rules.letters import KINDS
from staff.models import User
from tenancies.models import RentAccount
from tenancies.models.accounts import RentAccountQuerySet

AHEAD = dt.timedelta(days=56)
SUPPLIED = [ClaimCost.Kind.OTHER, ClaimCost.Kind.WARRANT_FEE]


def order_of(account: RentAccount) -> PossessionOrder | None:
    """The order that a warrant would carry out: the newest in force, else the one carried out."""
    found = PossessionOrder.objects.filter(
        claim__tenancy=account.tenancy_id, not_sent_since=None, status__in=["in_force", "executed"]
    )
    return (
        found.select_related("claim__tenancy")
        .prefetch_related("applications")
        .order_by("-status", "-made_on", "-pk")
        .first()
    )


def warrant_page(account: RentAccount, *, user: User, on: dt.date, refused: QueryDict | None = None) -> dict[str, Any]:
    """The warrant being prepared, or the last one; every check, risk and referral; what is in the way.

    `refused`: a press that was refused, whose typing stands in its form again.
    """
    order = order_of(account)
    known: dict[str, Any] = {"account": account, "order": order, "on": on, "may_work": may_work(user), "typed": refused}
    if order is None:
        return known
    facts = of_account(account, as_of=on)
    warrant = warrants.running(order) or warrants.newest(order)
    known |= {
        "facts": facts,
        "warrant": warrant,
        "stated": statement_of(order, account=account, facts=facts, on=on),
        "may_begin": warrants.running(order) is None and order.status == PossessionOrder.Status.IN_FORCE,
        "live": evictions.live_of(order),
        "outside": _issued_outside(order, warrant),
    }
    if warrant is None or warrant.state == "cancelled":
        return known
    checks = enforcing.checks_of(warrant.checks, account=account, order=order, facts=facts, on=on)
    shut = [gate for gate in gates_for(Act.WARRANT, facts=facts, user_id=user.pk) if gate.level >= Level.GATE]
    gates = [
        Obstacle(says=f"{told(gate)}.", do=" ".join([gate.opens, *gate.instead]).strip(), flag=gate.flag)
        for gate in shut
    ]
    ahead = warrant.state in {"draft", "asked", "approved"}
    obstacles = warrants.obstacles(warrant, account=account, facts=facts, on=on) if ahead else []
    asked = warrants.request_of(warrant)
    blocks = papers.asked_by_the_court(warrant, account=account, facts=facts, on=on)
    return known | {
        "steps": [_step(step) for step in checklist(checks, on=on)],
        "obstacles": blockers(obstacles, account=account, weighed_for="warrant", order=order),
        "gates": blockers(gates, account=account, weighed_for="warrant") if warrant.state == "draft" else [],
        "may_reopen": warrant.state in {"asked", "approved"},
        "asked": asked,
        "rows": date_rows(warrant.worked_out.get("dates", {}), labels=OF_ENFORCEMENT),
        "referrals": [(code, name, enforcing.referral_of(account, code)) for code, name in enforcing.REFERRALS.items()],
        "risks_form": RisksForm(_typed("risks", refused), warrant=warrant),
        "blocks": blocks,
        "gaps": [row.gap for block in blocks for row in block.rows if row.gap],
        "note_form": NoteForm(_typed("ask", refused)),
        "sent_form": SentForm(_typed("sent", refused)),
        "issued_form": IssuedForm(_typed("issued", refused), on=on),
        "why_form": WhyForm(_typed("cancel", refused)),
    }


def _issued_outside(order: PossessionOrder, warrant: WarrantRequest | None) -> dict[str, Any]:
    """A warrant that the housing system alone holds as issued: an eviction is booked on it once the checks are made."""
    if not (order.source_ref and order.warrant_issued_on) or (warrant and warrant.state == "issued"):
        return {}
    issued = order.warrant_issued_on
    return {"number": order.warrant_number, "issued_on": issued, "last_day": evictions.last_day_of(order, None)}


def _typed(do: str, refused: QueryDict | None) -> QueryDict | None:
    """What was typed, where it was in the form of this press."""
    return refused if refused is not None and refused.get("do") == do else None


def _step(step: Any) -> dict[str, Any]:
    return {"step": step, "may_tick": step.code in dict(TICKED)}


# ------------------------------------------------------------------------------------------------------ one eviction


def eviction_page(
    eviction: Eviction, account: RentAccount, *, user: User, on: dt.date, refused: QueryDict | None = None
) -> dict[str, Any]:
    """`refused`: a press that was refused, whose typing stands in its form again."""
    facts = of_account(account, as_of=on)
    live = eviction.state in evictions.LIVE
    requests = eviction.requests.select_related("asked_by", "decided_by").order_by("pk")
    booked = eviction.state == "booked"
    obstacles = evictions.ready_obstacles(eviction, account=account, facts=facts, on=on) if booked else []
    return {
        "eviction": eviction,
        "account": account,
        "order": eviction.order,
        "facts": facts,
        "on": on,
        "may_work": may_work(user),
        "live": live,
        "rows": date_rows(eviction.worked_out.get("dates", {}), labels=OF_ENFORCEMENT),
        "obstacles": blockers(obstacles, account=account, weighed_for="eviction", order=eviction.order),
        "steps": [_step(step) for step in evictions.checklist_of(eviction, account=account, facts=facts, on=on)],
        "flag": evictions.flag_of(eviction, on=on),
        "stay": next(
            (each for each in eviction.order.applications.all() if each.kind == "stay" and not each.outcome), None
        ),
        "requests": requests,
        "may_ask": live
        and not any(each.step == LegalRequest.Step.EVICTION and each.approved is not False for each in requests),
        "may_confirm": live and eviction.attends_id == user.pk and eviction.attendance_confirmed_at is None,
        "may_record": eviction.outcome == "" and eviction.on <= on,
        "tasks": tasks_of(eviction, account=account),
        "letters": _letters(eviction, account),
        "stopped_letter": papers.stopped_issued(eviction) if eviction.state == "stopped" else None,
        "costs": ClaimCost.objects.filter(claim=eviction.order.claim_id, kind__in=SUPPLIED).order_by("on", "pk"),
        "typed": refused,
        "arrange_form": ArrangeForm(_typed("arrange", refused), eviction=eviction),
        "note_form": NoteForm(_typed("ask", refused)),
        "stop_form": StopForm(_typed("stop", refused)),
        "cost_form": CostForm(_typed("cost", refused)),
    }


def _letters(eviction: Eviction, account: RentAccount) -> list[dict[str, Any]]:
    """Each letter that fits, or that went: what became of it, and whether it may still be sent."""
    fitting, found = letters.fitting(eviction), []
    for code, about in letters.LETTERS.items():
        sent = list(letters.messages(eviction, account=account, letter=code))
        if code in fitting or sent:
            may_send = code in fitting and not any(each.state in letters.LEAVING for each in sent)
            title = KINDS[about.action].title
            found.append({"code": code, "title": title, "sent": sent, "may_send": may_send})
    return found


# ------------------------------------------------------------------------------------------------------- all of them


@dataclass(frozen=True, kw_only=True)
class Row:
    """One eviction in the calendar."""

    eviction: Eviction
    account: RentAccount
    flag: str


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one supplier was paid for evictions; `posted`: the part that an order awarded and the ledger asks for."""

    supplier: str
    times: int
    total: Decimal
    posted: Decimal


def calendar(user: User, *, on: dt.date) -> dict[str, Any]:
    """Every eviction of this person's accounts: to come by day, to record, stopped or done of late, and bookings that
    only the housing system knows."""
    accounts = RentAccount.objects.visible_to(user)
    theirs = Eviction.objects.filter(order__claim__tenancy__in=accounts.order_by().values("tenancy"))
    related = ["order__claim__tenancy__home", "attends", "attends_too", "warrant", "made_by"]
    found = list(
        theirs.filter(Q(state__in=evictions.LIVE) | Q(on__gte=on - AHEAD))
        .select_related(*related)
        .order_by("on", "at", "pk")
    )
    rows = _rows(found, on=on)
    live = [row for row in rows if row.eviction.state in evictions.LIVE]
    return {
        "on": on,
        "days": _by_day(live),
        "flagged": [row for row in live if row.flag],
        "ended": [row for row in reversed(rows) if row.eviction.state not in evictions.LIVE],
        "outside": _outside(accounts, live, on=on),
        "spent": _spent(theirs),
        "today": [row for row in live if row.eviction.on == on],
    }


def _rows(found: list[Eviction], *, on: dt.date) -> list[Row]:
    accounts = main_accounts(each.order.claim.tenancy_id for each in found)
    return [
        Row(eviction=each, account=accounts[each.order.claim.tenancy_id], flag=evictions.flag_of(each, on=on))
        for each in found
    ]


def _by_day(rows: list[Row]) -> list[tuple[dt.date, list[Row]]]:
    days: dict[dt.date, list[Row]] = {}
    for row in rows:
        days.setdefault(row.eviction.on, []).append(row)
    return list(days.items())


def _outside(accounts: RentAccountQuerySet, live: list[Row], *, on: dt.date) -> list[RentAccount]:
    """Accounts with a booking of the housing system's that nobody has taken on here."""
    booked = PossessionOrder.objects.filter(eviction_outcome="booked", eviction_on__gte=on, not_sent_since=None)
    booked = booked.exclude(pk__in=[row.eviction.order_id for row in live]).exclude(source_ref="")
    found = leading(accounts).filter(tenancy__in=booked.values("claim__tenancy"))
    return list(found.select_related("tenancy__home").order_by("account_ref"))


def _spent(theirs: QuerySet[Eviction]) -> list[Spent]:
    """Spend per supplier: the sum of the costs entered for these evictions' claims."""
    costs = ClaimCost.objects.filter(claim__orders__evictions__in=theirs, kind__in=SUPPLIED).exclude(note="")
    rows = (
        ClaimCost.objects.filter(pk__in=costs.values("pk"))
        .values("note")
        .annotate(times=Count("pk"), total=Sum("amount"), posted=Sum("amount", filter=Q(state=ClaimCost.State.AWARDED)))
        .order_by("note")
    )
    return [
        Spent(supplier=row["note"], times=row["times"], total=row["total"], posted=row["posted"] or Decimal(0))
        for row in rows
    ]


# ------------------------------------------------------------------------------------------- parts of the case's page


def warrant_part(case: Case, user: User) -> dict[str, Any]:
    """The section of the warrant on the page of a case; nothing before there is an order."""
    if case.order is None:
        return {}
    found = warrants.newest(case.order)
    return {
        "order": case.order,
        "warrant": found,
        "running": found and found.state != "cancelled",
        "may_work": may_work(user),
    }


def eviction_part(case: Case, user: User) -> dict[str, Any]:
    """The section of the eviction; nothing before a warrant."""
    if case.order is None or not (case.order.warrant_issued_on or case.order.eviction_on):
        return {}
    found = Eviction.objects.filter(order=case.order).select_related("attends").order_by("-pk")
    return {
        "order": case.order,
        "evictions": list(found),
        "may_book": evictions.live_of(case.order) is None and case.order.status == PossessionOrder.Status.IN_FORCE,
        "may_work": may_work(user),
    }
