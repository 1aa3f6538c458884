"""What the pages of a claim are drawn from: its pack, the claim itself, applications about its order, restoring it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from caseload.legal.blockers import Blocker, blockers
from caseload.legal.claims import answers, paper
from caseload.legal.claims.part import unlisted
from caseload.legal.door import may_work_for_court
from caseload.legal.forms_claim import ALSO_ASKED, HERE, AskForm, ClaimForm, IssuedForm, WhyForm
from caseload.legal.workings import OF_CLAIM, DateRow, date_rows
from legal import appeals, asking, claim_issue, claim_life, claims, court_costs, homes
from legal.claim_file import ClaimFile, costs_on, gather, live_claim
from legal.models import ClaimPack, CourtPaper, LegalRequest, PossessionClaim, PossessionOrder
from legal.rules import fees, issue_routes
from legal.rules.checks import Obstacle
from legal.rules.eviction_events import suspended_only_if
from legal.rules.outcomes import is_councils_long_stop
from recovery.account_facts import of_account
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import RentAccount


@dataclass(frozen=True, kw_only=True)
class RouteRow:
    """One way to issue, with why it is not open."""

    label: str
    chosen: bool
    why_not: list[str]


def claim_page(
    account: RentAccount,
    *,
    user: User,
    on: dt.date,
    form: ClaimForm | None = None,
    ask_form: AskForm | None = None,
    issued_form: IssuedForm | None = None,
    drop_form: WhyForm | None = None,
) -> dict[str, Any]:
    """The pack with the court's questions; without one, the button or what stands in its place."""
    pack = claims.open_pack(account.tenancy)
    facts = of_account(account, as_of=on)
    file = gather(account.tenancy, pack=pack, facts=facts, by=pack.made_by if pack else user, on=on)
    context: dict[str, Any] = {
        "account": account,
        "pack": pack,
        "file": file,
        "claim": live_claim(account.tenancy),
        "opening": _blockers(claims.opening_obstacles(file), account) if pack is None else [],
        "may_work": may_work_for_court(user),
    }
    if pack is None:
        return context
    approved = pack.state == ClaimPack.State.APPROVED
    snapshot = pack.snapshot if approved else paper.frozen(file)
    asked = pack.requests.filter(decided_at=None).select_related("asked_by").first()
    return context | {
        "approved": approved,
        "blocks": _linked(answers.online(snapshot["data"], gaps=() if approved else file.gaps), account, file),
        "obstacles": [] if approved else _blockers(_left(file), account),
        "gaps": len(file.gaps),
        "routes": _routes(file),
        **_money(snapshot),
        "asked": asked,
        "refused": _sent_back(pack),
        "since": _since(pack, file) if approved else [],
        "form": form or ClaimForm(initial=file.data | {"route": pack.route} | _dates(file.data)),
        "ask_form": ask_form or AskForm(),
        "drop_form": drop_form or WhyForm(auto_id="id_drop_%s"),
        "issued_form": issued_form
        or IssuedForm(initial=claim_issue.usual_costs(on) | {"issued_on": long_day(on)} | _dates(file.data)),
        "fee_notes": [fee for fee in costs_on(on) if fee.must_check],
    }


def _blockers(found: list[Obstacle], account: RentAccount) -> list[Blocker]:
    return blockers(found, account=account, weighed_for="claim")


def _money(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What the pack claims, part by part and in all, as it was struck on a day."""
    schedule = snapshot["schedule"]
    return {
        "parts": [each | {"amount": Decimal(each["amount"])} for each in snapshot["parts"]],
        "costs": [each | {"amount": Decimal(each["amount"])} for each in snapshot["costs"]],
        "claimed": paper.total_claimed(snapshot),
        "in_all": paper.total_claimed(snapshot) + paper.total_costs(snapshot),
        "schedule": schedule
        | {"from_on": dt.date.fromisoformat(schedule["from_on"]), "owed": Decimal(schedule["owed"])},
        "ledger_on": paper.ledger_on(snapshot),
        "struck_on": dt.date.fromisoformat(snapshot["on"]),
    }


def _dates(data: dict[str, Any]) -> dict[str, str]:
    sent = answers.day_of(data.get("schedule_sent_on"))
    return {"schedule_sent_on": long_day(sent)} if sent else {}


def _left(file: ClaimFile) -> list[Obstacle]:
    """What holds the approval back, apart from the fields, which name their own."""
    return [each for each in claims.asking_obstacles(file) if not each.do.startswith("Where: ")]


def _routes(file: ClaimFile) -> list[RouteRow]:
    return [
        RouteRow(
            label=PossessionClaim.Route(route.value).label,
            chosen=route.value == file.route,
            why_not=[each.says for each in found],
        )
        for route, found in issue_routes.routes(file.asked).items()
    ]


def _sent_back(pack: ClaimPack) -> LegalRequest | None:
    """The last answer, where it was no and nothing was asked since."""
    newest = pack.requests.select_related("decided_by").order_by("-pk").first()
    return newest if newest and newest.approved is False else None


def _since(pack: ClaimPack, file: ClaimFile) -> list[str]:
    """What has changed since the yes."""
    asked = pack.requests.filter(approved=True).order_by("-pk").first()
    return asking.changed_since(asked.was, claims.known(file)) if asked else []


def _linked(blocks: list[answers.Block], account: RentAccount, file: ClaimFile) -> list[dict[str, Any]]:
    places = {
        "The protocol sheet": reverse("legal_protocol", args=[account.pk]),
        "The rent account": reverse("ledger", args=[account.pk]),
        "The notice": reverse("legal_notice", args=[file.notice.pk]) if file.notice else "",
    }
    return [
        {
            "block": block,
            "rows": [(row, f"#id_{row.code}" if _here(row) else places.get(row.where, "")) for row in block.rows],
        }
        for block in blocks
    ]


def _here(row: answers.Row) -> bool:
    """Whether it is entered on this page."""
    return row.where == HERE or row.code in ALSO_ASKED


# ---------------------------------------------------------------------------------------------------- the claim itself


def record_page(claim: PossessionClaim, account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    """An issued claim: its costs, answers, papers, with what is due."""
    papers = list(claim.papers.select_related("person", "by").order_by("due_by", "pk"))
    costs = list(claim.case_costs.select_related("posting").order_by("on", "pk"))
    claimed, awarded = court_costs.claimed_and_awarded(claim, costs)
    due = claim_life.defence_due(claim)
    return {
        "account": account,
        "claim": claim,
        "pack": ClaimPack.objects.select_related("document").filter(claim=claim).first(),
        "papers": papers,
        "defences": list(claim.defences.select_related("paper", "by").order_by("received_on", "pk")),
        "defence_by": due,
        "rows": _kept(claim, papers),
        "restorable": claim.status in appeals.PUT_OFF or claim.applications.filter(outcome="").exists(),
        "provisional": issue_routes.provisional(claim.route, on=claim.issued_on),
        "costs": costs,
        "claimed": claimed,
        "awarded": awarded,
        "hearings": (listed := list(claim.hearings.filter(cancelled_on=None).order_by("on", "at"))),
        **unlisted(claim, listed, on=on),
        "withdrawal": LegalRequest.objects.filter(
            tenancy=claim.tenancy_id, step=LegalRequest.Step.WITHDRAW, decided_at=None
        ).select_related("asked_by").first(),
        "may_work": may_work_for_court(user),
        "ours": not claim.source_ref,
        "open": claim.status not in homes.DISPOSED,
        "history": _history(claim),
    }  # fmt: skip


def _kept(claim: PossessionClaim, papers: list[CourtPaper]) -> list[DateRow]:
    """The days kept with the claim and with each of its papers."""
    labels, found = dict(OF_CLAIM), dict(claim.worked_out.get("dates", {}))
    for each in papers:
        for row in each.worked_out.get("dates", {}).values():
            found[f"paper {each.pk}"] = row
            to = f", {each.person}" if each.person else ""
            labels[f"paper {each.pk}"] = f"{OF_CLAIM['deemed_on']}: {each.title}{to}"
    return date_rows(found, labels=labels)


def paper_state(each: CourtPaper, *, on: dt.date) -> str:
    """proved, late, red (its day has come without proof), or waiting."""
    if each.deemed_on:
        return "late" if claim_life.late(each) else "proved"
    return "red" if each.due_by and each.due_by < on else "waiting"


def _history(claim: PossessionClaim) -> list[Any]:
    """How the claim stood before each change, the oldest first."""
    kept: Any = claim
    return list(kept.history.order_by("pgh_id"))


# ------------------------------------------------------------------------------------------ asked of the court since


def appeal_page(order: PossessionOrder, account: RentAccount, *, user: User, on: dt.date) -> dict[str, Any]:
    """The applications about an order, and their days."""
    found = order.applications.filter(kind__in=appeals.KINDS).select_related("hearing", "by", "order")
    applications = list(found.order_by("received_on", "pk"))
    by = appeals.appeal_by(order)
    return {
        "account": account,
        "order": order,
        "appeal_by": by,
        "over": by.strict is not None and by.strict < on,
        "applications": applications,
        "stay_only_if": suspended_only_if(executed=order.status == PossessionOrder.Status.EXECUTED),
        "late": [each.pk for each in applications if appeals.is_late(each)],
        "fee": fees.fee("application_on_notice", on=on),
        "may_work": may_work_for_court(user),
    }


def restore_page(claim: PossessionClaim, account: RentAccount, *, user: User) -> dict[str, Any]:
    """How a claim was put off, and what was asked of the court since."""
    applications = list(claim.applications.select_related("hearing", "by", "claim").order_by("received_on", "pk"))
    put_off, last = appeals.put_off(claim), claim.restore_by
    waits = any(not each.outcome for each in applications)
    return {
        "account": account,
        "claim": claim,
        "put_off": put_off,
        "ours": bool(put_off and last and is_councils_long_stop(last, adjourned_on=put_off.on)),
        "applications": applications,
        "late": [each.pk for each in applications if appeals.is_late(each)],
        "may_restore": claim.status in appeals.PUT_OFF and not waits,
        "may_work": may_work_for_court(user),
    }
