"""Campaigns: whom they reach and whom never, the lot, a second person's yes, sending, and results beside the lot."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from caseload.campaigns import audience, build, results, sending
from caseload.campaigns.audience import Arm, Verdict
from caseload.campaigns.build import CannotChange
from recovery.models import Campaign, CampaignMember, OutboxMessage
from recovery.rules import compare
from tenancies.models import AccountEvent, EntryKind, RentAccount
from tests.caseload.campaigning import (
    braille,
    breathing_space,
    capacity,
    crisis,
    died,
    excluded,
    held,
    leader,
    no_mobile,
    officer,
    plan,
    prefers_post,
    scheduled,
    sent,
    tried,
    unsafe,
)
from tests.caseload.desk import MONDAY, owing
from tests.caseload.desk_acts import NOON
from tests.factories.tenancies import LedgerEntryFactory
from welfare import solvency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
MOBILE = {"mobile": "07700 900123"}


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


def test_the_reason_names_nobody_where_a_moratorium_covers_all_that_one_of_two_owes() -> None:
    plain, covered = owing(MOBILE), owing(MOBILE, {"first_names": "Idris", "mobile": "07700 900124"})
    by = officer(plain, covered)
    solvency.record_insolvency(
        person=covered.tenants[0], kind="dro", reference="R1", effective_on=MONDAY, ends_on=None, practitioner="",
        practitioner_contact="", accounts=[covered.account], by=by, on=MONDAY, at=NOON,
    )  # fmt: skip

    assert excluded(sent(plain, by)) == {"A moratorium or insolvency covers what is owed": 1}


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


@pytest.mark.parametrize(("percent", "left_out"), [(0, 0), (7, 3), (10, 5), (33, 17), (50, 26)])
def test_the_lot_keeps_back_exactly_as_many_as_asked_rounded_down(percent: int, left_out: int) -> None:
    """Of 53 reached: 7 of a hundred are 3.71, 10 are 5.3, 33 are 17.49, 50 are 26.5."""
    campaign = Campaign(pk=1, control_percent=percent, other_text="Call us.")
    found = [Verdict(account=RentAccount(pk=key), arm=Arm.TREATED) for key in range(53)]
    found.insert(4, Verdict(account=RentAccount(pk=99), arm=Arm.EXCLUDED))

    dealt = list(audience.deal(found[:20], campaign=campaign, compared=0, treated=0))  # in parts, as a worker does
    compared = sum(each.arm == Arm.CONTROL for each in dealt)
    treated = sum(each.arm == Arm.TREATED for each in dealt)
    dealt += audience.deal(found[20:], campaign=campaign, compared=compared, treated=treated)

    written = [each.wording for each in dealt if each.arm == Arm.TREATED]
    assert sum(each.arm == Arm.CONTROL for each in dealt) == left_out
    assert [written.count(1), written.count(2)] == [(54 - left_out) // 2, (53 - left_out) // 2]
    assert dealt[4].arm == Arm.EXCLUDED


def test_lots_are_drawn_anew_for_each_campaign_and_never_by_the_accounts_numbers() -> None:
    keys = list(range(200))
    drawn = audience.drawn(keys, campaign_id=1)

    assert sorted(drawn) == keys != drawn
    assert audience.drawn(list(reversed(keys)), campaign_id=1) == drawn
    assert audience.drawn(keys, campaign_id=2) != drawn


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
    assert (len(treated), len(control)) == (4, 4)
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
