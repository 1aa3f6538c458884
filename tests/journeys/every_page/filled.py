"""Work that fills pages: long names, two tenants, plans, needs, a crisis, lists with many rows, figures to compare."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from caseload.campaigns import affected, build, outreach, sending
from caseload.campaigns.build import Plan
from caseload.safety import plans, referrals, support
from recovery.models import Campaign
from staff.models import Patch, PatchAssignment, User
from tenancies.models import RentAccount
from tests.caseload.agreeing import agree, budget
from tests.caseload.care.records import person, record, space
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import press
from tests.caseload.policies.drafting import draft_by, simulated
from tests.caseload.safety_desk import reported, worry
from tests.factories.people import Household

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
REVIEW = date(2026, 12, 21)
LONG = "She would rather be written to than rung, works nights at the distribution centre, and sleeps until two."


def looks_after_all(user: User) -> None:
    """Every patch of the council is hers, so that her lists are long."""
    for patch in Patch.objects.exclude(assignments__user=user):
        PatchAssignment.objects.create(user=user, patch=patch, starts_on=date(2020, 1, 1))


def busy_household(officer: User, *, account_ref: str, **account: Any) -> Household:
    """Two tenants with long names, at an address of many words."""
    home = owing(
        {"first_names": "Wilhelmina Konstantina", "last_name": "Featherstonehaugh-Abercrombie",
         "mobile": "07700 900123", "email": "wilhelmina.featherstonehaugh-abercrombie@example.com",
         "format_needed": "none"},
        {"first_names": "Idris", "last_name": "Okonkwo", "format_needed": "large_print"},
        owes="1204.50", account_ref=account_ref, tenancy__home__address_1="Flat 12b, The Old Corn Exchange Buildings",
        **account,
    )  # fmt: skip
    return Household(home.account, home.tenants, officer)


def agreed(officer: User) -> RentAccount:
    """An agreement on a budget, a letter that waits, and whatever eases contact."""
    home = busy_household(officer, account_ref="A-AGREED")
    client, by = Client(), {"by": officer, "on": MONDAY, "at": NOON}
    sign_in(client, officer)
    press(home)
    budget(home, left="60.00")
    agree(client, home, **{f"arrears_{home.account.pk}": "1204.50"})
    record(client, home, "asked", person=person(home), channel="phone", answer="told", asked_on="23 November 2026")
    record(client, home, "need", of="mental_health", person=person(home))
    record(client, home, "safe-contact", person=person(home), ways=["phone_unsafe"], evidence="She said so",
           review_on="21 December 2026")  # fmt: skip
    plans.make_contact_plan(
        account=home.account, person=home.tenants[0], kind="distressed", limits=LONG, single_contact=officer,
        told_on=None, review_on=date(2026, 12, 7), last_day=REVIEW, **by,
    )  # fmt: skip
    support.begin(account=home.account, goal="Keeps the home and sleeps again", review_on=REVIEW, **by)
    for what, money in (("Ring the benefit office together about the missing housing costs", True), (LONG, False)):
        support.add_step(account=home.account, what=what, who="Nadia Rahman", due_on=REVIEW, about_money=money,
                         shared_with="", **by)  # fmt: skip
    referrals.refer(
        account=home.account, partner="Ottersby and District Citizens’ Advice", why=LONG, consent="given",
        due_on=REVIEW, **by,
    )  # fmt: skip
    return home.account


def stopped(officer: User) -> RentAccount:
    """A crisis, a concern, breathing space and compassion: all that stops chasing at once."""
    home = busy_household(officer, account_ref="A-STOPPED")
    client, by = Client(), {"by": officer, "on": MONDAY, "at": NOON}
    sign_in(client, officer)
    plans.show_compassion(account=home.account, why="bereavement", evidence="Her sister rang", review_on=REVIEW, **by)
    space(client, home)
    reported(home)
    worry(home, heard=LONG)
    return home.account


def tried_out(leader: User) -> dict[str, int]:
    """A draft of the policy, simulated on every account."""
    draft = draft_by(leader)
    return {"draft": draft.pk, "simulation": simulated(draft, by=leader).pk}


def outreach_of(officer: User) -> dict[str, int]:
    """A campaign that waits for its yes, a list of who is affected, and an event at which people were helped."""
    hers = list(RentAccount.objects.visible_to(officer).order_by("pk")[:12])
    campaign = build.make(
        Plan(name="Rent stays paid over Christmas and into the new year", purpose=LONG, audience="money=arrears",
             channel="sms", text="Please ring us if paying rent is hard before Christmas.",
             other_text="Is rent hard to pay this month? Ring us, we can help.", control_percent=10),
        by=officer, at=NOON,
    )  # fmt: skip
    sending.work(sending.ask_trial(campaign, by=officer, on=MONDAY, at=NOON).pk, on=MONDAY)
    campaign = build.submit(Campaign.objects.get(pk=campaign.pk), send_on=MONDAY, by=officer, on=MONDAY)
    listed = affected.load(
        [each.account_ref for each in hers], name="Benefit cap", purpose=LONG, contact_by=REVIEW, by=officer,
        on=MONDAY, at=NOON,
    )  # fmt: skip
    day = outreach.make(kind="event", name="Money morning at the Old Corn Exchange", on=MONDAY, by=officer, at=NOON)
    for account in hers[:4]:
        outreach.add(day, reference=account.account_ref, anonymous=False, consents=True, answer="", helped=LONG,
                     by=officer, at=NOON)  # fmt: skip
    return {"campaign": campaign.pk, "affected": listed.pk, "engagement_one": day.pk}
