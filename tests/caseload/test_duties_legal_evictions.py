"""The duties that warrants and evictions make true, each by its number."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.evictions import acts, page
from caseload.models import Reminder
from caseload.safety import alerts
from legal import evictions
from legal.court_costs import award
from legal.enforcing import CannotEnforce
from legal.eviction_end import Ended
from legal.evictions import Appointment
from legal.models import Eviction, PossessionClaim, WarrantRequest
from tests.caseload.desk import sign_in
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import RentAccountFactory
from tests.legal.enforcing import DAY, MONDAY, MORNING, Enforced, booked, broken, issued, ready
from welfare.models import Referral, StaffAlert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def given_possession(found: Enforced) -> Eviction:
    ended = Ended(outcome="possession", key=uuid4())
    return acts.record_outcome(eviction=ready(found), ended=ended, **found.by(DAY, MORNING))[0]


@pytest.mark.parametrize("duty", ["S0-28", "S2-15", "S4-32"])
@pytest.mark.parametrize("missing", ["approval", "welfare check", "homelessness referral"])
def test_s0_28_s2_15_s4_32_no_booking_without_approval_welfare_check_and_referral(duty: str, missing: str) -> None:
    found = broken()
    warrant = issued(found)
    if missing == "approval":
        WarrantRequest.objects.filter(pk=warrant.pk).update(state="draft", approved_by=None, approved_at=None)
    elif missing == "welfare check":
        old = {"on": "2026-10-25", "by": "Nadia Rahman", "how": "Nobody under 18"}
        WarrantRequest.objects.filter(pk=warrant.pk).update(checks=warrant.checks | {"children": old})
    else:
        Referral.objects.all().delete()

    with pytest.raises(CannotEnforce):
        acts.book(order=found.order, when=Appointment(on=DAY, notice_delivered_on=MONDAY), **found.by())

    assert not Eviction.objects.exists(), duty


def test_s0_29_the_outcome_takes_at_most_five_taps_and_is_synced_once(client: Client, settings: object) -> None:
    found = broken()
    eviction = ready(found)
    settings.TRAINING_DAY = DAY
    sign_in(client, found.officer)
    sheet = client.get(reverse("eviction_day", args=[eviction.pk])).content.decode()
    # Open the sheet, a chip, what was left, the note, Save: the two fields between are optional.
    assert sheet.count('type="radio"') == sheet.count(" required>") == 5
    assert 'data-offline="eviction"' in sheet
    kept = {"kind": "eviction", "target": eviction.pk, "key": str(uuid4()), "outcome": "possession"}

    for _ in range(2):
        assert client.post(reverse("offline_sync"), kept).json()["saved"]

    assert Reminder.objects.filter(text__startswith="Keys").count() == 1


def test_s0_30_possession_given_creates_the_whole_task_set_once_only() -> None:
    found = broken()
    eviction = ready(found)
    ended = Ended(outcome="possession", key=uuid4())

    for _ in range(3):
        acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING))

    texts = Reminder.objects.filter(account=found.account, made_at=MORNING).values_list("text", flat=True)
    assert sorted(text.partition(":")[0] for text in texts) == [
        "Belongings", "Costs", "End of tenancy", "Final letter", "Former tenant", "Keys", "Void",
    ]  # fmt: skip


def test_s1_43_nobody_named_is_flagged_five_days_before(client: Client, settings: object) -> None:
    found = broken()
    eviction = booked(found)
    sign_in(client, found.officer)

    assert evictions.flag_of(eviction, on=date(2026, 12, 2)) == ""
    settings.TRAINING_DAY = date(2026, 12, 3)
    assert "Nobody is named to attend." in client.get(reverse("evictions")).content.decode()


def test_s1_44_spend_per_supplier_is_the_costs_entered_and_what_of_them_was_posted() -> None:
    found = broken()
    eviction = booked(found)
    RentAccountFactory(tenancy=found.account.tenancy, kind="court_costs")
    for amount in ("85.00", "40.00"):
        acts.enter_cost(eviction=eviction, supplier="Keys Ltd", amount=Decimal(amount), cost_on=MONDAY, **found.by())
    claim = PossessionClaim.objects.get()

    spent = {each.supplier: each for each in page.calendar(found.officer, on=MONDAY)["spent"]}
    assert (spent["Keys Ltd"].total, spent["Keys Ltd"].times, spent["Keys Ltd"].posted) == (Decimal("125.00"), 2, 0)

    # £148.00 of the warrant and £125.00: awarded in full, and asked for as one posting.
    done = award(claim, amount=Decimal("273.00"), on=MONDAY, asked_on=MONDAY, by=found.officer)
    assert done["posting"]
    posted = sum(each.posted for each in page.calendar(found.officer, on=MONDAY)["spent"])
    assert posted == Decimal("273.00")


def test_s2_46_a_debrief_is_offered_and_the_manager_sees_only_that_it_is_due(client: Client) -> None:
    found = broken()
    leader = OfficerFactory(role="team_leader", patches=[found.account.tenancy.home.patch])

    given_possession(found)

    mine = alerts.debrief_of(found.officer)
    assert mine is not None
    assert (mine.text, mine.account) == ("You were at an eviction.", None)
    [due] = alerts.debriefs_due(leader)
    assert due.name == found.officer.name
    assert StaffAlert.objects.filter(kind="debrief").count() == 1
    sign_in(client, found.officer)
    assert reverse("council_contacts") + "#wellbeing" in client.get(reverse("today")).content.decode()
