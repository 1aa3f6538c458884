"""What happened, for the parts of a bundle that tell it: chronology, contact, agreements, notices, orders, decisions.

Every part is plain data, ready for the snapshot: days, sums and words. What the housing system no longer sends is left
out, as everywhere.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from caseload.undo import names_taken_back
from legal import protocol_steps
from legal.models import (
    DecisionRecord,
    Hearing,
    Notice,
    NoticeService,
    OrderApplication,
    OtherWay,
    PossessionClaim,
    PossessionOrder,
    ProtocolOverride,
    ProtocolStep,
)
from recovery.models import ContactAttempt, RepaymentAgreement
from recovery.rules.facts import ZERO
from staff.models import User
from staff.ui.words import listed, long_day, pounds
from tenancies.models import AccountEvent, LedgerEntry, RentAccount, Tenancy

What = AccountEvent.What
# Of the timeline, what a court may read: acts towards the tenant. The legal steps come from their own records.
FOR_COURT = [
    What.LETTER_SENT,
    What.MESSAGE_SENT,
    What.AGREEMENT,
    What.OFFER,
    What.ADVICE,
    What.BUDGET,
    What.WAGES,
    What.RECEIVED,
    What.PROTOCOL,
]
Rows = list[dict[str, Any]]


def chronology(account: RentAccount, *, until: dt.date) -> Rows:
    """Day by day what was done, oldest first: the legal steps, the letters, contact and agreements."""
    return [row for row, _ in days(account, until=until)]


def days(account: RentAccount, *, until: dt.date) -> list[tuple[dict[str, Any], User | None]]:
    """The rows of the chronology, each with who did it."""
    legal = [(row, None) for row in _legal_days(account.tenancy, until=until)]
    found = [*legal, *_events(account, until=until), *_spoken(account, until=until)]
    return sorted(found, key=lambda each: (each[0]["on"], each[0]["what"]))


def _row(on: dt.date, what: str, *, by: User | None = None) -> dict[str, Any]:
    return {"on": on, "what": what, "by": by.name if by else ""}


def _events(account: RentAccount, *, until: dt.date) -> list[tuple[dict[str, Any], User | None]]:
    events = AccountEvent.objects.filter(account__tenancy=account.tenancy_id, what__in=FOR_COURT, on__lte=until)
    taken_back = names_taken_back(account)
    shown = [
        event for event in events.select_related("by", "person").order_by("on", "pk") if event.about not in taken_back
    ]
    return [(_row(event.on, event_words(event), by=event.by), event.by) for event in shown]


def event_words(event: AccountEvent) -> str:
    """'Letter sent: First letter'; a step of the protocol says itself what it is, and with which tenant."""
    if event.what != What.PROTOCOL:
        return f"{What(event.what).label}: {event.summary}"
    return f"{event.summary} ({event.person})" if event.person else event.summary


def _spoken(account: RentAccount, *, until: dt.date) -> list[tuple[dict[str, Any], User | None]]:
    """Calls, visits and talks, and the housing system's own letters; ours are on the timeline."""
    found = contact_attempts(account, first=account.tenancy.starts_on, until=until)
    return [
        (_row(each.on, contact_words(each), by=each.officer), each.officer)
        for each in found
        if each.source_ref or each.channel in {"phone", "visit", "office"}
    ]


def contact_attempts(account: RentAccount, *, first: dt.date, until: dt.date) -> list[ContactAttempt]:
    attempts = ContactAttempt.objects.filter(
        tenancy=account.tenancy_id, on__range=(first, until), taken_back_at=None, not_sent_since=None
    ).select_related("person", "officer")
    return list(attempts.order_by("on", "at", "pk"))


def contact_words(each: ContactAttempt) -> str:
    """'Telephone, out: Spoke with Ms Amina Yusuf, debt advice'."""
    outcome = each.get_outcome_display() or ("Received" if each.direction == "in" else "Sent")
    person = f", {each.person}" if each.person else ""
    promised = f"; promised {pounds(each.promised_amount)}" if each.promised_amount else ""
    by_day = f" by {long_day(each.promised_on)}" if each.promised_amount and each.promised_on else ""
    purpose = each.get_purpose_display().lower()
    return f"{each.get_channel_display()}, {each.direction}: {outcome.lower()}{person} ({purpose}){promised}{by_day}"


def contacts(account: RentAccount, *, first: dt.date, until: dt.date) -> Rows:
    """Every contact with its note, oldest first."""
    found = contact_attempts(account, first=first, until=until)
    return [_row(each.on, contact_words(each), by=each.officer) | {"note": each.note} for each in found]


def _legal_days(tenancy: Tenancy, *, until: dt.date) -> Rows:
    rows = [_row(tenancy.starts_on, f"The tenancy began ({tenancy.get_tenancy_type_display().lower()}).")]
    for notice in served_notices(tenancy):
        rows += [
            _row(
                service.done_on,
                f"{notice.get_kind_display()} served on {service.person}: {service.get_method_display().lower()}.",
            )
            for service in notice.services.all()
        ]
        if notice.status == Notice.Status.WITHDRAWN and notice.withdrawn_on:
            rows.append(_row(notice.withdrawn_on, f"{notice.get_kind_display()} withdrawn: {notice.withdrawn_why}."))
    for claim in claims_of(tenancy):
        number = f" {claim.claim_number}" if claim.claim_number else ""
        said = f"Claim{number} issued, {pounds(claim.arrears_at_issue)} owed at issue."
        rows.append(_row(claim.issued_on, said))
    for asked in OrderApplication.objects.filter(claim__tenancy=tenancy):
        rows.append(_row(asked.received_on, f"The court was asked to restore the claim: {asked.says}"))
    for hearing in Hearing.objects.filter(tenancy=tenancy, cancelled_on=None):
        outcome = f": {hearing.get_outcome_display().lower()}" if hearing.outcome else ""
        rows.append(_row(hearing.on, f"{hearing.get_kind_display()}{outcome}."))
    for order in orders_of(tenancy):
        rows.append(_row(order.made_on, f"{order.get_kind_display()} made. {order_terms(order)}".strip()))
        if order.warrant_issued_on:
            rows.append(_row(order.warrant_issued_on, f"Warrant {order.warrant_number} issued.".replace("  ", " ")))
        if order.eviction_on:
            rows.append(_row(order.eviction_on, "Day of the bailiff's appointment."))
    return [row for row in rows if row["on"] <= until]


def served_notices(tenancy: Tenancy) -> list[Notice]:
    """Notices that left draft, oldest first, with how each was served."""
    found = Notice.objects.filter(tenancy=tenancy, not_sent_since=None).exclude(status=Notice.Status.DRAFT)
    services = NoticeService.objects.filter(not_sent_since=None).select_related("person", "served_by")
    shown = Prefetch("services", services.order_by("done_on", "pk"))
    return list(found.prefetch_related(shown).order_by("prepared_on", "pk"))


def claims_of(tenancy: Tenancy) -> QuerySet[PossessionClaim]:
    """Its claims, the newest first."""
    return PossessionClaim.objects.filter(tenancy=tenancy, not_sent_since=None).order_by("-issued_on", "-pk")


def orders_of(tenancy: Tenancy) -> QuerySet[PossessionOrder]:
    """Its orders, the newest first."""
    found = PossessionOrder.objects.filter(claim__tenancy=tenancy, not_sent_since=None, claim__not_sent_since=None)
    return found.select_related("claim").order_by("-made_on", "-pk")


def notices(tenancy: Tenancy) -> Rows:
    return [
        {
            "what": notice.get_kind_display(),
            "state": notice.get_status_display(),
            "prepared_on": notice.prepared_on,
            "specified_on": notice.specified_on,
            "arrears": notice.arrears_stated,
            "grounds": listed(list(notice.ground_numbers)),
            "services": [
                {
                    "who": str(service.person),
                    "how": service.get_method_display(),
                    "on": service.done_on,
                    "at": f"{service.done_at:%H:%M}" if service.done_at else "",
                    "by": service.served_by.name if service.served_by else "",
                    "proof": service.evidence or service.place,
                }
                for service in notice.services.all()
            ],
        }
        for notice in served_notices(tenancy)
    ]


def agreements(account: RentAccount, *, until: dt.date) -> Rows:
    """Repayment agreements, oldest first, and what became of each."""
    found = RepaymentAgreement.objects.filter(
        account__tenancy=account.tenancy_id, made_on__lte=until, not_sent_since=None
    )
    return [
        {
            "made_on": each.made_on,
            "kind": each.get_kind_display(),
            "terms": f"{pounds(each.instalment_amount)} {each.get_frequency_display().lower()} beside the rent, "
            f"from {long_day(each.first_due_on)}",
            "arrears": each.opening_arrears,
            "became": each.get_status_display(),
            "ended_on": each.ended_on,
            "why": each.ended_why,
        }
        for each in found.order_by("made_on", "pk")
    ]


def offers(account: RentAccount, *, until: dt.date) -> Rows:
    """What was offered and asked for on the way, from the timeline."""
    events = AccountEvent.objects.filter(account__tenancy=account.tenancy_id, what=What.OFFER, on__lte=until)
    taken_back = names_taken_back(account)
    return [
        _row(event.on, event.summary, by=event.by)
        for event in events.select_related("by").order_by("on", "pk")
        if event.about not in taken_back
    ]


def other_ways(tenancy: Tenancy) -> Rows:
    """The log of other ways than the court: pre-action protocol for possession claims, 2.10."""
    return [
        {
            "on": each.offered_on,
            "offered": each.offered,
            "reply": each.reply,
            "replied_on": each.replied_on,
            "not_suitable": each.not_suitable,
            "by": each.by.name,
        }
        for each in OtherWay.objects.filter(tenancy=tenancy).select_related("by").order_by("offered_on", "pk")
    ]


def decisions(tenancy: Tenancy) -> Rows:
    """Decision records, oldest first: Equality Act 2010, ss.15, 20, 149; rulebook EQ-1, EQ-3."""
    found = DecisionRecord.objects.filter(tenancy=tenancy).select_related("author", "approved_by")
    return [
        {
            "on": record.on,
            "stage": record.get_stage_display(),
            "full": record.full,
            "answers": [{"asks": asks, "says": said} for asks, said in record.weighed],
            "by": record.author.name,
            "approved_by": record.approved_by.name if record.approved_by else "",
            "approved_on": record.approved_on,
        }
        for record in found.order_by("on", "pk")
    ]


def overrides(tenancy: Tenancy) -> Rows:
    """Managers who let a claim go on without steps of the protocol, each with the reason that the bundle prints."""
    found = ProtocolOverride.objects.filter(tenancy=tenancy).select_related("manager").order_by("on", "pk")
    return [
        {"on": each.on, "by": each.manager.name, "reason": each.reason, "missing": list(each.missing)} for each in found
    ]


def noted_steps(tenancy: Tenancy) -> Rows:
    """Steps recorded by hand, oldest first."""
    found = ProtocolStep.objects.filter(tenancy=tenancy, taken_back_at=None).select_related("person", "by")
    return [
        {
            "on": each.done_on,
            "step": protocol_steps.BY_HAND[each.step][0],
            "who": str(each.person or "All tenants"),
            "how": each.how,
            "by": each.by.name,
        }
        for each in found.order_by("done_on", "pk")
    ]


def order_terms(order: PossessionOrder) -> str:
    """The order's terms in a line."""
    said = []
    if order.possession_on:
        said.append(f"Possession on {long_day(order.possession_on)}.")
    if order.instalment_amount:
        beside = "current rent and " if order.rent_terms == "current_rent" else ""
        often = order.frequency.replace("_", "-") or "as ordered"
        said.append(f"{beside}{pounds(order.instalment_amount)} {often}".capitalize() + ".")
    if order.costs:
        said.append(f"Costs {pounds(order.costs)}.")
    return " ".join([*said, order.terms]).strip()


def newest_order(tenancy: Tenancy) -> PossessionOrder | None:
    return orders_of(tenancy).first()


def orders(account: RentAccount, *, until: dt.date) -> Rows:
    """Each order with its terms, what was charged and paid since it, and the applications about it."""
    applications = Prefetch("applications", OrderApplication.objects.order_by("received_on", "pk"))
    found = list(orders_of(account.tenancy).filter(made_on__lte=until).prefetch_related(applications))
    posted = _posted(account, first=found[-1].made_on, until=until) if found else []
    return [
        {
            "made_on": order.made_on,
            "kind": order.get_kind_display(),
            "state": order.get_status_display(),
            "claim": order.claim.claim_number,
            "court": order.claim.court,
            "terms": order_terms(order),
            "arrears": order.arrears,
            "warrant_on": order.warrant_issued_on,
            "warrant": order.warrant_number,
            "eviction_on": order.eviction_on,
            "since": _since(posted, first=order.made_on),
            "applications": [
                {
                    "on": each.received_on,
                    "what": each.get_kind_display(),
                    "by_tenant": each.by_tenant,
                    "says": each.says,
                    "outcome": each.get_outcome_display(),
                    "decided_on": each.decided_on,
                }
                for each in order.applications.all()
            ],
        }
        for order in reversed(found)
    ]


def _posted(account: RentAccount, *, first: dt.date, until: dt.date) -> list[tuple[dt.date, Decimal]]:
    found = LedgerEntry.objects.filter(account=account, posted_on__range=(first, until))
    return list(found.values_list("posted_on", "amount"))


def _since(posted: list[tuple[dt.date, Decimal]], *, first: dt.date) -> dict[str, Decimal]:
    amounts = [amount for day, amount in posted if day >= first]
    return {
        "charged": sum((each for each in amounts if each > 0), ZERO),
        "paid": -sum((each for each in amounts if each < 0), ZERO),
    }
