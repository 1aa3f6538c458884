"""Campaigns: whom they reach and whom never, the lot, a second person's yes, sending, and results beside the lot."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from caseload.campaigns import audience, build, results, sending
from caseload.campaigns.build import CannotChange, Plan
from recovery.models import Campaign, CampaignMember, OutboxMessage
from recovery.rules import compare
from staff.models import PatchAssignment, Role, User
from tenancies.models import AccountEvent, EntryKind
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory
from welfare.models import Hold, Marker

pytestmark = pytest.mark.django_db
MOBILE = {"mobile": "07700 900123"}


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY, settings.SENDS_TEXTS = MONDAY, True
    with time_machine.travel(NOON, tick=True):
        yield


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


FLAGGED = {
    crisis: "Somebody is in crisis",
    breathing_space: "Breathing space",
    unsafe: "Contact must be safe",
    capacity: "Mental capacity is in doubt",
    held: "Held",
    died: "A tenant has died",
    braille: "Needs another format or language",
    prefers_post: "Asked to be written to another way",
    no_mobile: "No mobile number that can be used",
}


@pytest.mark.parametrize("flag", FLAGGED, ids=lambda flag: flag.__name__)
def test_s1_14_who_is_flagged_is_excluded_by_its_reason_and_never_receives_it(flag: Any) -> None:
    plain, flagged = owing(MOBILE), owing(MOBILE)
    by = officer(plain, flagged)
    flag(flagged)

    campaign = sent(plain, by)

    assert excluded(campaign) == {FLAGGED[flag]: 1}
    assert list(OutboxMessage.objects.values_list("account", flat=True)) == [plain.account.pk]
    assert campaign.members.get(account=flagged.account).reason == FLAGGED[flag]


def test_s1_14_who_is_flagged_after_it_was_queued_does_not_get_it_either() -> None:
    from recovery import outbox

    home = owing(MOBILE)
    sent(home, home.officer)
    crisis(home)
    message = OutboxMessage.objects.get()
    with time_machine.travel(NOON + timedelta(minutes=15)):
        outbox.release(message.pk, on=MONDAY, now=NOON + timedelta(minutes=15))
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.WITHDRAWN


def test_who_was_contacted_lately_and_the_second_account_of_a_household_are_left_in_peace() -> None:
    from recovery.models import ContactAttempt
    from tests.factories.tenancies import RentAccountFactory

    home, lately = owing(MOBILE), owing(MOBILE)
    by = officer(home, lately)
    RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    ContactAttempt.objects.create(
        tenancy=lately.account.tenancy, at=NOON, on=MONDAY - timedelta(days=6), channel="phone", direction="out",
        purpose="general", outcome="no_answer",
    )  # fmt: skip
    campaign = tried(by, audience="")
    assert excluded(campaign) == {audience.TWIN: 1, audience.CONTACTED: 1}


def test_the_parts_add_up_to_the_audience_and_the_lot_is_the_same_whenever_it_is_drawn() -> None:
    homes = [owing(MOBILE) for _ in range(12)]
    by = officer(*homes)
    died(homes[0])
    campaign = tried(by, control_percent=50, other_text="Call us: we can help with rent before Christmas.")
    assert campaign.job is not None
    first = campaign.job.result
    parts = first["treated"] + first["treated_2"] + first["control"] + sum(excluded(campaign).values())
    assert parts == campaign.job.total == 12

    again = sending.ask_trial(campaign, by=by, on=MONDAY, at=NOON)
    sending.work(again.pk, on=MONDAY)
    again.refresh_from_db()
    assert again.result == first


def test_the_lot_keeps_back_about_as_many_as_asked_and_is_drawn_anew_for_each_campaign() -> None:
    drawn = [audience.lot("control", campaign_id=1, account_id=account) < 20 for account in range(2_000)]
    assert 320 < sum(drawn) < 480
    other = [audience.lot("control", campaign_id=2, account_id=account) < 20 for account in range(2_000)]
    assert drawn != other


def test_s0_31_messages_of_each_wording_reconcile_to_the_list_of_who_was_written_to() -> None:
    homes = [owing(MOBILE) for _ in range(10)]
    campaign = sent(homes[0], officer(*homes), other_text="Call us: we can help with rent before Christmas.")
    treated = campaign.members.filter(arm=CampaignMember.Arm.TREATED)
    first, second = treated.filter(wording=1), treated.filter(wording=2)
    assert {each.message.text for each in first if each.message} == {campaign.text}
    assert {each.message.text for each in second if each.message} == {campaign.other_text}
    groups = results.results(campaign, on=MONDAY).groups
    assert [group.accounts for group in groups] == [first.count(), second.count()]
    assert first.count() + second.count() == OutboxMessage.objects.count() == 10
    assert AccountEvent.objects.filter(what=AccountEvent.What.MESSAGE_QUEUED).count() == 10


def test_it_is_sent_once_whoever_works_on_it_and_goes_on_after_a_worker_died() -> None:
    homes = [owing(MOBILE) for _ in range(3)]
    by = officer(*homes)
    scheduled(homes[0], by)
    [job] = sending.start_due(on=MONDAY, at=NOON)
    assert sending.start_due(on=MONDAY, at=NOON) == [job]  # it waits for a worker, and is not made twice
    assert sending._go_on(job, on=MONDAY)  # then the worker dies
    late = NOON + timedelta(minutes=10)
    assert sending.start_due(on=MONDAY, at=late) == [job]
    sending.work(job, on=MONDAY)
    sending.work(job, on=MONDAY)
    assert OutboxMessage.objects.count() == 3
    assert Campaign.objects.get().state == Campaign.State.SENT


def test_nothing_goes_before_its_day_nor_without_a_second_person() -> None:
    home = owing(MOBILE)
    campaign = tried(home.officer)
    build.submit(campaign, send_on=MONDAY + timedelta(days=2), by=home.officer, on=MONDAY)
    assert sending.start_due(on=MONDAY + timedelta(days=3), at=NOON) == []
    with pytest.raises(CannotChange, match="team leader or the income manager"):
        build.approve(campaign, by=home.officer, on=MONDAY, at=NOON)
    build.approve(campaign, by=leader(home), on=MONDAY, at=NOON)
    assert sending.start_due(on=MONDAY + timedelta(days=1), at=NOON) == []


def test_a_leader_does_not_approve_her_own() -> None:
    home = owing(MOBILE)
    lead = leader(home)
    campaign = tried(lead)
    build.submit(campaign, send_on=MONDAY, by=lead, on=MONDAY)
    with pytest.raises(CannotChange, match="somebody else approves it"):
        build.approve(campaign, by=lead, on=MONDAY, at=NOON)


def test_other_words_are_tried_out_anew_before_they_are_submitted() -> None:
    home = owing(MOBILE)
    campaign = tried(home.officer)
    build.change(campaign, plan(text="Other words."), by=home.officer)
    with pytest.raises(CannotChange, match="Try it out first"):
        build.submit(campaign, send_on=MONDAY, by=home.officer, on=MONDAY)


def test_results_are_beside_those_whom_the_lot_left_out_to_the_penny() -> None:
    homes = [owing(MOBILE) for _ in range(8)]
    campaign = sent(homes[0], officer(*homes), control_percent=50)
    treated = campaign.members.filter(arm="treated").select_related("account")
    control = campaign.members.filter(arm="control").select_related("account")
    assert treated
    assert control
    pay(treated[0], "25.00", days=3)
    pay(treated[0], "10.10", days=28)
    pay(treated[0], "99.00", days=29)  # after four weeks: it does not count
    pay(control[0], "7.00", days=1)
    pay(control[0], "50.00", days=0)  # on the day itself: nobody had read it yet
    found = results.results(campaign, on=MONDAY + timedelta(days=40))
    written, left_out = found.groups
    assert (written.received, written.paid) == (Decimal("35.10"), 1)
    assert (left_out.received, left_out.paid) == (Decimal("7.00"), 1)
    assert found.final
    assert found.until == MONDAY + timedelta(days=28)
    assert found.difference is None
    assert "Too few to tell" in found.said


def pay(member: CampaignMember, amount: str, *, days: int) -> None:
    day = MONDAY + timedelta(days=days)
    LedgerEntryFactory(
        account=member.account, kind=EntryKind.PAYMENT, amount=-Decimal(amount), posted_on=day, effective_on=day
    )


def test_the_difference_says_how_sure_it_is() -> None:
    """30 that paid 10 and 20 in turn, 30 that paid nothing: 15.00 more; s² = 750/29, so ±1.96 × √(25.862/30) = 1.82."""
    treated = [Decimal(10), Decimal(20)] * 15
    found = compare.difference(treated, [Decimal(0)] * 30)
    assert found is not None
    assert (found.mean, found.low, found.high) == (Decimal("15.00"), Decimal("13.18"), Decimal("16.82"))
    assert not found.may_be_chance
    assert compare.difference(treated, [Decimal(0)] * 29) is None
    same = compare.difference(treated, treated)
    assert same is not None
    assert same.may_be_chance
    assert "This may be chance" in results.told(same, compared=30)


# ---------------------------------------------------------------------------------------------------------- the pages


def test_a_campaign_from_a_ready_start_to_its_approval_over_the_pages(client: Client) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    start = client.get(reverse("campaign_new"), {"start": "christmas"})
    assert "Before Christmas" in start.content.decode()
    asked = {"name": "Winter", "purpose": "Rent", "channel": "sms", "text": "Please call us.", "control_percent": "0",
             "money": "arrears"}  # fmt: skip
    made = client.post(reverse("campaign_new"), asked, follow=True)
    campaign = Campaign.objects.get()
    assert "Whom it reaches" in made.content.decode()
    assert campaign.audience == "money=arrears"
    client.post(reverse("campaign_act", args=[campaign.pk]), {"do": "submit", "send_on": "23 November 2026"})
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.SUBMITTED

    lead = leader(home)
    sign_in(client, lead)
    waiting = client.get(reverse("approvals")).content.decode()
    assert "Campaign: Winter" in waiting
    page = client.get(reverse("approval", args=["campaign", campaign.pk]))
    seen = page.context["seen"]
    client.post(reverse("decide", args=["campaign", campaign.pk]), {"do": "approve", "seen": seen})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by) == (Campaign.State.SCHEDULED, lead)
    assert "Nothing waiting" in client.get(reverse("approvals")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Write the message."),
        ({"text": "x" * 460}, "1 character too long"),
        ({"other_text": "Please call us."}, "two wordings are the same"),
        ({"control_percent": "51"}, "from 0 to 50"),
        ({"name": ""}, "Give the campaign a name."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_all_that_was_typed(client: Client, wrong: Any, says: str) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    asked = {"name": "Winter", "purpose": "Rent", "channel": "sms", "text": "Please call us.", "control_percent": "0"}
    answer = client.post(reverse("campaign_new"), asked | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Rent" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_of_those_excluded_only_accounts_of_ones_own_lists_are_named(client: Client) -> None:
    home, other = owing(MOBILE), owing(MOBILE, tenancy__home__patch=PatchFactory(code="P99"))
    by = officer(home, other)
    died(other)
    campaign = tried(by)
    sign_in(client, OfficerFactory(username="third", patches=[home.account.tenancy.home.patch]))
    page = client.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert "A tenant has died: 1" in page
    assert other.account.account_ref not in page


def test_the_list_of_campaigns_asks_the_same_of_the_database_however_many_there_are(
    client: Client, django_assert_num_queries: Any
) -> None:
    home = owing(MOBILE)
    sign_in(client, home.officer)
    build.make(plan(), by=home.officer, at=NOON)
    client.get(reverse("campaigns"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("campaigns"))
    for _ in range(19):
        build.make(plan(), by=home.officer, at=NOON)
    with django_assert_num_queries(len(one)):
        client.get(reverse("campaigns"))
