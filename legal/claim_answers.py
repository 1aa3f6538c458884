"""What the record says to the court's questions about a claim, by the codes of legal.rules.claim_fields."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from legal.models import Notice, NoticeService, OtherWay, PossessionClaim
from legal.rules import claim_fields, claim_schedule, protocol, routes
from legal.rules.checks import Step
from recovery.rules.facts import AccountFacts
from recovery.rules.plans import rent_of_period
from staff.council import council_address, council_name
from staff.models import User
from staff.ui.words import counted, long_day, pounds
from tenancies.models import Person, RentYear, Tenancy
from tenancies.models import RentPeriod as Period
from welfare.models import BenefitClaim

Fields = dict[str, Any]
MOST_STEPS = 500  # characters of the court's box for steps already taken


def council(tenancy: Tenancy, by: User) -> Fields:
    return {
        "claimant_kind": tenancy.landlord_kind,
        "claimant_name": council_name(),
        "claimant_address": ", ".join(council_address()),
        "claimant_email": by.email,
        "claimant_phone": by.phone,
    }


def home_and_people(
    tenancy: Tenancy, people: Sequence[Person], *, facts: AccountFacts, home: routes.Home, on: date
) -> Fields:
    kind = claim_fields.court_tenancy(routes.tenure_on(home, on=on))
    lines = tenancy.home.address_lines()
    return {
        "property_address": ", ".join(line for line in lines if line != tenancy.home.postcode),
        "property_postcode": tenancy.home.postcode,
        "defendants": [_defendant(person, hidden=facts.contact_must_be_safe) for person in people],
        "more_than_one_defendant": _yes(len(people) > 1),
        "tenancy_type": kind,
        "tenancy_type_other": tenancy.get_tenancy_type_display() if kind == "other" else "",
        "tenancy_started_on": tenancy.starts_on.isoformat(),
    }


def _defendant(person: Person, *, hidden: bool) -> Fields:
    """`hidden`: where contact must be safe, an address elsewhere is not told to the others who are sued."""
    address = person.correspondence_address.replace(" / ", ", ")
    elsewhere = {"address_known": "no" if hidden else "yes", "address": "" if hidden else address} if address else {}
    return {
        "name_known": "yes",
        "first_names": person.first_names,
        "last_name": person.last_name,
        "address_known": "yes",
        "same_address": "no" if address else "yes",
        **elsewhere,
    }


def before_action(tenancy: Tenancy, steps: Sequence[Step]) -> Fields:
    done = {step.code: step.done for step in steps}
    shown = {step.code: protocol.for_court(step) for step in steps}
    asked_dwp = any(line.startswith((protocol.ASKED, protocol.PAID_BY_DWP)) for line in shown.get("dwp", ()))
    told = [f"{step.name}. {'; '.join(shown[step.code])}." for step in steps if step.done and shown[step.code]]
    lacking = [f"{step.name}. Not done." for step in steps if not step.done]
    offered = OtherWay.objects.filter(tenancy=tenancy).exclude(offered="").exists()
    return {
        "protocol_followed": _yes(all(step.done for step in steps if step.gate)),
        "protocol_explained": "\n".join([*told, *lacking]),
        "protocol_contact": _yes(done.get("contact", False)),
        "protocol_plan": _yes(done.get("affordability", False)),
        "protocol_deductions": _yes(asked_dwp),
        "protocol_benefit": _yes(done.get("benefit_help", False)),
        "mediation": "no",
        "settlement": _yes(offered),
    }


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def notice(notice: Notice | None, services: Sequence[NoticeService]) -> Fields:
    """The last service stands for the notice: then it counted as served on everybody (rulebook SRV-2)."""
    if notice is None or not services:
        return {"notice_served": "no"}
    last = services[-1]
    method = claim_fields.court_method(last.method)
    return {
        "notice_served": "yes",
        "notice_method": method,
        "notice_served_on": last.done_on.isoformat(),
        "notice_served_at": last.done_at.isoformat("minutes") if last.done_at else "",
        "notice_handed_to": last.handed_to or (str(last.person) if method == "hand" else ""),
        "notice_how": last.get_method_display() if method == "other" else "",
        "notice_copy": _yes(notice.document_id is not None),
    }


def rent(tenancy: Tenancy, facts: AccountFacts) -> Fields:
    """Rent for a rent period, and for a day where the court has a sum for it (rulebook 4.1)."""
    period = Period(tenancy.rent_period)
    weeks = RentYear.objects.charge_weeks(on=facts.as_of)
    rent = rent_of_period(facts.charge_week, period, charge_weeks=weeks)
    daily = claim_schedule.daily_rate(rent=rent, frequency=period)
    return {
        "rent_amount": str(rent),
        "rent_frequency": "other" if period == Period.FOUR_WEEKLY else period.value,
        "daily_rate": str(daily) if daily is not None else "",
    }


def drafted(
    tenancy: Tenancy,
    notice: Notice | None,
    services: Sequence[NoticeService],
    *,
    facts: AccountFacts,
    by: User,
    on: date,
) -> Fields:
    """What the officer will mostly leave as it is, and may write otherwise."""
    certified = bool(services) and all(each.certificate_id for each in services)
    documents = ["rent_statement"]
    documents += ["notice"] if notice and notice.document_id else []
    documents += ["certificate_of_service"] if certified else []
    return {
        "steps_taken": _steps_taken(tenancy, notice, services, facts=facts),
        "money_judgment": "yes",
        "defendant_circumstances": _circumstances(tenancy, on=on)[:950],
        "suspend_right_to_buy": "no",
        "demotion": "no",
        "costs": "yes",
        "others_entitled": "no",
        "documents": documents,
        "truth_by": "claimant",
        "truth_name": by.name,
    }


def _steps_taken(
    tenancy: Tenancy, notice: Notice | None, services: Sequence[NoticeService], *, facts: AccountFacts
) -> str:
    """The notice, earlier claims with their numbers, agreements that were broken; as many sentences as the court's box
    takes (rulebook 4.1)."""
    told = []
    if notice and services:
        owed = f" for {pounds(notice.arrears_stated)}" if notice.arrears_stated else ""
        days = {each.done_on for each in services}
        told.append(
            f"{notice.get_kind_display()}{owed}, served {'by' if len(days) > 1 else 'on'} {long_day(max(days))}."
        )
    claims = PossessionClaim.objects.filter(tenancy=tenancy, not_sent_since=None).order_by("-issued_on", "-pk")
    told += [
        f"Claim{f' {each.claim_number}' if each.claim_number else ''} of {long_day(each.issued_on)}: "
        f"{each.get_status_display().lower()}."
        for each in claims
    ]
    if facts.broken_plans:
        told.append(f"{counted(facts.broken_plans, 'repayment agreement')} broken in two years.")
    said = ""
    for each in told:
        said = longer if len(longer := f"{said} {each}".strip()) <= MOST_STEPS else said
    return said


def _circumstances(tenancy: Tenancy, *, on: date) -> str:
    """Benefit and direct payments, which the court asks about; of needs and health nothing is put in by itself."""
    live = BenefitClaim.objects.filter(account__tenancy=tenancy, not_sent_since=None, from_on__lte=on).filter(
        Q(last_day=None) | Q(last_day__gte=on)
    )
    told = []
    for each in live.exclude(status__in=["ended", "refused"]).order_by("pk"):
        paid = ", paid to the landlord" if each.managed_payment or each.kind == BenefitClaim.Kind.HB else ""
        taken = f", with {pounds(each.deduction)} deducted for arrears" if each.deduction else ""
        told.append(f"{each.get_kind_display()}: {each.get_status_display().lower()}{paid}{taken}.")
    return " ".join(told) or "No benefit for housing is known."
