"""The claim pack as it is frozen and printed, and its answers as CSV and JSON. What is printed comes from the snapshot.

Laid out in the order of forms N5 and N119; then the schedule, the protocol sheet, the decision record, the notices.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from caseload.export import plain
from caseload.legal.claims import answers
from legal import statutory
from legal.claim_file import ClaimFile, costs_on
from legal.models import DecisionRecord, Notice
from legal.protocol_sheet import STATES
from legal.protocol_steps import override_said
from legal.rules import claim_fields, protocol
from legal.rules.issue_routes import Route
from recovery.documents import sheet_pdf
from recovery.rules.facts import ZERO
from staff.council import council_name
from staff.ui.words import listed, long_day, pounds

GIVEN = {  # what the date in a notice means; of the others, proceedings begin only after it
    "s8": "Proceedings not before",
    "ntq": "The agreement ends on",
    "notice_to_remedy": "To be put right by",
}


def frozen(file: ClaimFile) -> dict[str, Any]:
    """Everything as it stands, as plain text and numbers: a later day changes nothing of it."""
    schedule = file.schedule
    return {
        "on": file.on.isoformat(),
        "ledger_on": file.facts.ledger_on.isoformat(),
        "route": file.route,
        "council": council_name(),
        "reference": file.account.account_ref,
        "data": file.data,
        "parts": [{"what": part.what, "amount": str(part.amount), "why_not": part.why_not} for part in file.parts],
        "costs": [
            {"name": fee.name, "amount": str(fee.amount), "status": fee.status, "source": fee.source}
            for fee in costs_on(file.on)
        ],
        "schedule": {
            "from_on": schedule.from_on.isoformat(),
            "brought_forward": str(schedule.brought_forward),
            "rows": [
                [row.on.isoformat(), row.what, str(row.due), str(row.paid), str(row.owed)] for row in schedule.rows
            ],
            "total_due": str(schedule.total_due),
            "total_paid": str(schedule.total_paid),
            "owed": str(schedule.owed),
            "longer_history": schedule.longer_history,
        },
        "occupants": _occupants(file),
        "protocol": [
            {"name": step.name, "state": STATES[step.state], "evidence": protocol.for_court(step), "rule": step.rule}
            for step in file.steps
        ],
        "override": override_said(file.tenancy),
        "decision": _decision(file),
        "notice": _notice(file),
    }


def _occupants(file: ClaimFile) -> list[str]:
    """Everyone on record as living there (PD 55A, para 2.1): the tenants first."""
    people = file.tenancy.people.filter(not_sent_since=None, last_day=None, from_on__lte=file.on)
    found = people.exclude(role="representative").select_related("person").order_by("role", "pk")
    names = [str(person) for person in file.people]
    return list(dict.fromkeys([*names, *(str(each.person) for each in found if each.person.died_on is None)]))


def _decision(file: ClaimFile) -> dict[str, Any]:
    found = DecisionRecord.objects.filter(tenancy=file.tenancy, stage="claim").select_related("author", "approved_by")
    record = found.order_by("-on", "-pk").first()
    if record is None:
        return {}
    return {
        "on": record.on.isoformat(),
        "author": record.author.name,
        "approver": record.approved_by.name if record.approved_by else "",
        "answers": [list(each) for each in record.weighed],
    }


def _notice(file: ClaimFile) -> dict[str, Any]:
    notice: Notice | None = file.notice
    if notice is None:
        return {}
    form = statutory.forms().get(notice.form)
    return {
        "kind": notice.get_kind_display(),
        "code": notice.kind,
        "title": form.title if form else notice.get_kind_display(),
        "prepared_on": notice.prepared_on.isoformat(),
        "specified_on": notice.specified_on.isoformat() if notice.specified_on else "",
        "arrears": str(notice.arrears_stated) if notice.arrears_stated is not None else "",
        "services": [
            {
                "who": str(each.person),
                "how": each.get_method_display(),
                "on": long_day(each.done_on),
                "at": each.done_at.isoformat("minutes") if each.done_at else "",
                "proof": each.evidence or each.place,
                "certificate": each.certificate_id is not None,
            }
            for each in file.services
        ],
    }


def total_costs(snapshot: dict[str, Any]) -> Decimal:
    return sum((Decimal(each["amount"]) for each in snapshot["costs"]), ZERO)


def total_claimed(snapshot: dict[str, Any]) -> Decimal:
    """The arrears claimed: every part that is not left out."""
    return sum((Decimal(part["amount"]) for part in snapshot["parts"] if not part["why_not"]), ZERO)


def ledger_on(snapshot: dict[str, Any]) -> date:
    """The day to whose end its figures go; a pack frozen before this was kept says the day on which it was frozen."""
    return date.fromisoformat(snapshot.get("ledger_on", snapshot["on"]))


def claim_pdf(snapshot: dict[str, Any], *, draft: bool = False) -> bytes:
    """The pack as a tagged PDF (PDF/UA-1); `draft`: says that it is not approved. One snapshot, one file."""
    on = date.fromisoformat(snapshot["on"])
    schedule = snapshot["schedule"]
    context = {
        "pack": snapshot,
        "draft": draft,
        "on": on,
        "ledger_on": ledger_on(snapshot),
        "route": Route(snapshot["route"]).label,
        "blocks": answers.on_paper(snapshot["data"]),
        "names": answers.names_of(snapshot["data"]),
        "claimed": total_claimed(snapshot),
        "costs": [each | {"amount": Decimal(each["amount"])} for each in snapshot["costs"]],
        "parts": [each | {"amount": Decimal(each["amount"])} for each in snapshot["parts"]],
        "asked_in_all": total_claimed(snapshot) + total_costs(snapshot),
        "from_on": date.fromisoformat(schedule["from_on"]),
        "brought_forward": Decimal(schedule["brought_forward"]),
        "rows": [_row(each) for each in schedule["rows"]],
        "totals": {name: Decimal(schedule[name]) for name in ("total_due", "total_paid", "owed")},
        "days": _days(snapshot),
        "notice_says": _notice_says(snapshot["notice"]),
        "asks": _asks(snapshot),
        "not_claimed": Decimal(schedule["owed"]) - total_claimed(snapshot),
        "on_paper": snapshot["route"] == Route.PAPER,
    }
    return sheet_pdf("documents/legal/claim.html", context, title=f"Claim pack {snapshot['reference']}", dated=on)


def _row(row: list[str]) -> dict[str, Any]:
    on, what, due, paid, owed = row
    return {
        "on": date.fromisoformat(on),
        "what": what,
        "due": Decimal(due),
        "paid": Decimal(paid),
        "owed": Decimal(owed),
    }


def _days(snapshot: dict[str, Any]) -> dict[str, str]:
    """The days of the notice and the decision, in words."""
    notice, decision = snapshot["notice"], snapshot["decision"]
    found = {"specified": notice.get("specified_on", ""), "decided": decision.get("on", "")}
    return {name: long_day(date.fromisoformat(text)) if text else "" for name, text in found.items()}


def _notice_says(notice: dict[str, Any]) -> str:
    """Which notice, its date in the words of its kind, and its service on each: particulars of form N119."""
    if "title" not in notice:  # no notice, or a pack frozen before this was kept
        return ""
    says = f"{notice['title']} of {long_day(date.fromisoformat(notice['prepared_on']))}."
    if notice["specified_on"]:
        day = long_day(date.fromisoformat(notice["specified_on"]))
        says += f" {GIVEN.get(notice['code'], 'Proceedings only after')} {day}."
    served = [f"{each['who']} on {each['on']} ({each['how'].lower()})" for each in notice["services"]]
    return f"{says} Served on {listed(served)}." if served else says


def _asks(snapshot: dict[str, Any]) -> list[str]:
    """What the court is asked to order, as form N119 ends."""
    data = snapshot["data"]
    found = ["Possession of the home."]
    if data.get("money_judgment") == "yes":
        sum_owed = f"{pounds(total_claimed(snapshot))}, which is owed to {long_day(ledger_on(snapshot))}"
        daily = claim_fields.money(data.get("daily_rate"))
        rate = f", and {pounds(daily)} for each day after it until possession is given up" if daily else ""
        found.append(f"Payment of {sum_owed}{rate}.")
    if data.get("suspend_right_to_buy") == "yes":
        found.append("Suspension of the right to buy.")
    if data.get("demotion") == "yes":
        found.append("Demotion of the tenancy.")
    if data.get("costs") == "yes":
        found.append("The costs of this claim.")
    return found


def claim_csv(snapshot: dict[str, Any]) -> str:
    """Every answer in the order of the online form, then the schedule: for whoever keys or loads it."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["part", "field", "question", "answer"])
    for block in answers.online(snapshot["data"]):
        for row in block.rows:
            write.writerow([block.name, row.code, row.name, plain(row.copy)])
    write.writerow([])
    write.writerow(["date", "what", "due", "paid", "owed"])
    schedule = snapshot["schedule"]
    write.writerow([schedule["from_on"], "Brought forward", "", "", schedule["brought_forward"]])
    for on, what, due, paid, owed in schedule["rows"]:
        write.writerow([on, plain(what), due, paid, owed])
    return out.getvalue()


def claim_json(snapshot: dict[str, Any]) -> str:
    """The same for a machine: answers by field, the schedule, the parts and costs."""
    wanted = ("reference", "on", "route", "data", "schedule", "parts", "costs")
    return json.dumps({name: snapshot[name] for name in wanted}, indent=2, ensure_ascii=False)
