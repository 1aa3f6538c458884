"""Campaigns as tests make, try and send them on a Monday at noon, and what speaks against writing to a household."""

from datetime import date, timedelta
from typing import Any

from caseload.campaigns import build, sending
from caseload.campaigns.build import Plan
from recovery.models import Campaign
from staff.models import PatchAssignment, Role, User
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household, OfficerFactory
from welfare.models import Hold, Marker


def officer(home: Household, *more: Household) -> User:
    """The officer of the first home, who looks after the patches of the others too."""
    for each in more:
        patch = each.account.tenancy.home.patch
        PatchAssignment.objects.get_or_create(user=home.officer, patch=patch, starts_on=date(2020, 1, 1))
    return home.officer


def leader(home: Household) -> User:
    return OfficerFactory(username="lead", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])


def plan(**changes: Any) -> Plan:
    usual = {
        "name": "Before Christmas",
        "purpose": "Rent stays paid over the holiday",
        "audience": "money=arrears",
        "channel": "sms",
        "text": "Please call us if paying rent is hard before Christmas.",
        "other_text": "",
        "control_percent": 0,
    }
    return Plan(**(usual | changes))


def tried(by: User, **changes: Any) -> Campaign:
    made = build.make(plan(**changes), by=by, at=NOON)
    job = sending.ask_trial(made, by=by, on=MONDAY, at=NOON)
    sending.work(job.pk, on=MONDAY)
    return Campaign.objects.get(pk=made.pk)


def scheduled(home: Household, by: User, **changes: Any) -> Campaign:
    made = tried(by, **changes)
    build.submit(made, send_on=MONDAY, by=by, on=MONDAY)
    return build.approve(made, by=leader(home), on=MONDAY, at=NOON)


def sent(home: Household, by: User, **changes: Any) -> Campaign:
    made = scheduled(home, by, **changes)
    for job in sending.start_due(on=MONDAY, at=NOON):
        sending.work(job, on=MONDAY)
    return Campaign.objects.get(pk=made.pk)


def excluded(campaign: Campaign) -> dict[str, int]:
    assert campaign.job is not None
    return {reason: len(some) for reason, some in campaign.job.result["excluded"].items()}


def mark(home: Household, kind: str, **more: Any) -> Marker:
    known = {"kind": kind, "person": home.tenants[0], "from_on": MONDAY, "owner": home.officer}
    return Marker.objects.create(**(known | more))


def crisis(home: Household) -> None:
    mark(home, "crisis")


def breathing_space(home: Household) -> None:
    mark(home, "breathing_space", last_day=MONDAY + timedelta(days=30))


def unsafe(home: Household) -> None:
    mark(home, "safe_contact", detail="phone_unsafe")


def capacity(home: Household) -> None:
    mark(home, "capacity", detail="in_doubt")


def held(home: Household) -> None:
    Hold.objects.create(
        account=home.account, reason="other", note="x", from_on=MONDAY, last_day=MONDAY + timedelta(days=9),
        set_by=home.officer, set_at=NOON,
    )  # fmt: skip


def died(home: Household) -> None:
    home.tenants[0].died_on = MONDAY
    home.tenants[0].save()


def braille(home: Household) -> None:
    home.tenants[0].format_needed = "braille"
    home.tenants[0].save()


def prefers_post(home: Household) -> None:
    home.tenants[0].preferred_channel = "letter"
    home.tenants[0].save()


def no_mobile(home: Household) -> None:
    home.tenants[0].mobile = ""
    home.tenants[0].save()
