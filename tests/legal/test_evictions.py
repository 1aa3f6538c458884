"""An eviction: nothing goes ahead without every human check, and what happened is written down once (product K09)."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils.html import strip_tags

from caseload.legal.evictions import acts, letters
from caseload.models import Reminder
from legal import evictions
from legal.enforcing import CannotEnforce
from legal.eviction_end import Ended, RecordedBefore
from legal.eviction_work import Arranged
from legal.evictions import Appointment
from legal.models import ClaimCost, Eviction, PossessionOrder, WarrantRequest
from recovery import documents
from recovery.account_facts import of_account
from recovery.models import OutboxMessage
from recovery.rules import still_right
from recovery.rules.gates import Refused
from recovery.rules.letters import from_json
from tenancies.models import Tenancy
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.legal.enforcing import DAY, EVE, MONDAY, MORNING, Enforced, approved, arranged, booked, broken, issued, ready
from welfare.models import Hold, Referral

pytestmark = pytest.mark.django_db


def recorded(found: Enforced, eviction: Eviction, outcome: str = "possession", **known: str) -> Eviction:
    ended = Ended(outcome=outcome, key=uuid4(), **known)
    return acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING))[0]


def test_booked_it_stands_on_the_order_where_the_facts_read_it() -> None:
    found = broken()

    booked(found)

    facts = of_account(found.account, as_of=MONDAY)
    assert (facts.eviction_on, facts.eviction_outcome) == (DAY, "booked")


@pytest.mark.parametrize(
    ("stage", "says"), [(broken, "No warrant was approved"), (approved, "No warrant was approved and issued")]
)
def test_no_appointment_without_an_approved_and_issued_warrant(stage: object, says: str) -> None:
    found = broken()
    if stage is approved:
        approved(found)

    with pytest.raises(CannotEnforce, match=says):
        acts.book(order=found.order, when=Appointment(on=DAY), **found.by())

    assert not Eviction.objects.exists()


def test_no_appointment_without_the_referral_or_its_refusal() -> None:
    found = broken()
    issued(found)
    Referral.objects.all().delete()

    with pytest.raises(CannotEnforce, match="No homelessness referral was made"):
        acts.book(order=found.order, when=Appointment(on=DAY), **found.by())

    acts.refer(order=found.order, code="homelessness", why="She has a sister to go to", refused=True, **found.by())
    assert acts.book(order=found.order, when=Appointment(on=DAY), **found.by()).pk


def test_no_appointment_while_a_welfare_check_is_old() -> None:
    found = broken()
    warrant = issued(found)
    old = {"on": "2026-10-25", "by": "Nadia Rahman", "how": "Nobody under 18"}
    WarrantRequest.objects.filter(pk=warrant.pk).update(checks=warrant.checks | {"children": old})

    with pytest.raises(CannotEnforce, match="Not checked within 28 days: Children in the home looked at"):
        acts.book(order=found.order, when=Appointment(on=DAY), **found.by())


def test_fourteen_clear_days_from_the_notice_unless_the_court_dispensed_with_it() -> None:
    found = broken()
    issued(found)
    too_soon = Appointment(on=EVE, notice_delivered_on=MONDAY)

    with pytest.raises(CannotEnforce, match="The first day that it allows is 8 December 2026"):
        acts.book(order=found.order, when=too_soon, **found.by())

    shortened = Appointment(on=EVE, notice_delivered_on=MONDAY, dispensed="Order of 20 November, para 3")
    assert acts.book(order=found.order, when=shortened, **found.by()).on == EVE


def test_a_day_after_the_warrant_ends_is_refused() -> None:
    found = broken()
    issued(found)

    with pytest.raises(CannotEnforce, match="The warrant ends on 22 November 2027"):
        acts.book(order=found.order, when=Appointment(on=date(2027, 11, 23)), **found.by())


def test_whoever_books_second_is_told_who_was_first() -> None:
    found = broken()
    booked(found)

    with pytest.raises(CannotEnforce, match="Nadia Rahman has booked it already, for 8 December 2026"):
        acts.book(order=found.order, when=Appointment(on=date(2026, 12, 10)), **found.manages())

    assert Eviction.objects.count() == 1


def test_attendance_is_flagged_five_days_before() -> None:
    found = broken()
    eviction = booked(found)

    assert evictions.flag_of(eviction, on=date(2026, 12, 2)) == ""
    assert evictions.flag_of(eviction, on=date(2026, 12, 3)) == "Nobody is named to attend."
    arranged_for = arranged(found, eviction)
    assert evictions.flag_of(arranged_for, on=date(2026, 12, 3)) == ""


def test_only_whoever_is_named_confirms_and_a_new_name_must_confirm_anew() -> None:
    found = broken()
    eviction = arranged(found, booked(found))
    colleague = OfficerFactory(name="Lena Byrne", patches=[found.account.tenancy.home.patch])

    acts.arrange(eviction=eviction, arranged=Arranged(attends=colleague), **found.by())

    with pytest.raises(CannotEnforce, match="Only Lena Byrne can confirm this"):
        acts.confirm_attendance(eviction=eviction, **found.by())
    eviction.refresh_from_db()
    assert (
        evictions.flag_of(Eviction.objects.select_related("attends").get(), on=DAY) == "Lena Byrne has not confirmed."
    )


def test_it_is_confirmed_ready_on_its_morning_with_everything_in_date() -> None:
    eviction = ready(broken())

    assert (eviction.state, eviction.ready_by_id) == ("ready", eviction.made_by_id)


def test_it_is_not_confirmed_ready_days_before() -> None:
    found = broken()
    eviction = arranged(found, booked(found))

    with pytest.raises(CannotEnforce, match="Come back on 7 December 2026"):
        acts.confirm_ready(eviction=eviction, **found.by())


def test_without_the_managers_yes_it_is_not_confirmed_ready() -> None:
    found = broken()
    eviction = booked(found)

    with pytest.raises(CannotEnforce, match=r"It is not approved.*Nobody is named to attend"):
        acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))


def held(found: Enforced) -> None:
    """A hold from the Monday on: one of the gates that nobody's words open for a warrant or an eviction."""
    Hold.objects.create(
        account=found.account, reason="hardship", from_on=MONDAY, last_day=date(2026, 12, 18), set_by=found.officer
    )


HELD = "This account is held"


def test_a_warrant_that_was_approved_does_not_go_to_the_court_past_a_gate() -> None:
    found = broken()
    warrant = approved(found)
    held(found)

    with pytest.raises(Refused, match=HELD):
        acts.warrant_sent(warrant=warrant, sent_on=MONDAY, **found.by())

    warrant.refresh_from_db()
    assert warrant.state == "approved"


def test_no_appointment_past_a_gate() -> None:
    found = broken()
    issued(found)
    held(found)

    with pytest.raises(CannotEnforce, match=HELD):
        acts.book(order=found.order, when=Appointment(on=DAY), **found.by())

    assert not Eviction.objects.exists()


def test_nobody_asks_for_an_eviction_or_agrees_to_it_past_a_gate() -> None:
    found = broken()
    eviction = booked(found)
    request = acts.ask_to_go_ahead(eviction=eviction, note="Nothing else is left", **found.by())
    held(found)

    with pytest.raises(Refused, match=HELD):
        acts.approve_eviction(asked=request, said="Agreed", **found.manages())
    with pytest.raises(CannotEnforce, match="It was asked already"):
        acts.ask_to_go_ahead(eviction=eviction, note="Again", **found.by())

    request.delete()
    with pytest.raises(Refused, match=HELD):
        acts.ask_to_go_ahead(eviction=eviction, note="Nothing else is left", **found.by())


def test_it_is_not_confirmed_ready_past_a_gate() -> None:
    found = broken()
    eviction = arranged(found, booked(found))
    held(found)

    with pytest.raises(CannotEnforce, match=HELD):
        acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))


def test_possession_makes_all_that_follows_once() -> None:
    found = broken()
    eviction = ready(found)
    ended = Ended(outcome="possession", key=uuid4(), belongings="A sofa")

    _, again = acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING))
    _, once_more = acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING))

    assert (again, once_more) == (False, True)
    tasks = Reminder.objects.filter(account=found.account, made_at=MORNING).order_by("pk")
    assert [task.text.partition(":")[0] for task in tasks] == [
        "End of tenancy", "Keys", "Belongings", "Void", "Former tenant", "Final letter", "Costs",
    ]  # fmt: skip
    order = PossessionOrder.objects.get(pk=found.order.pk)
    assert (order.status, order.eviction_outcome, order.ended_on) == ("executed", "executed", DAY)
    assert of_account(found.account, as_of=DAY).order_executed


def test_a_second_outcome_by_another_is_told_the_first() -> None:
    found = broken()
    eviction = ready(found)
    recorded(found, eviction)

    with pytest.raises(RecordedBefore, match="Nadia Rahman has recorded this already: Possession given"):
        recorded(found, eviction, "nobody_came")


def test_no_possession_is_recorded_of_what_was_never_ready() -> None:
    found = broken()
    eviction = arranged(found, booked(found))

    with pytest.raises(CannotEnforce, match="never confirmed ready"):
        recorded(found, eviction)

    assert recorded(found, eviction, "nobody_came").outcome == "nobody_came"


def test_the_bailiff_who_did_not_come_leaves_the_warrant_to_be_booked_again() -> None:
    found = broken()
    recorded(found, ready(found), "nobody_came")

    assert PossessionOrder.objects.get(pk=found.order.pk).eviction_outcome == "cancelled"
    assert Reminder.objects.filter(text__startswith="The bailiff did not come").count() == 1
    again = Appointment(on=DAY + timedelta(days=20), notice_delivered_on=DAY)
    assert acts.book(order=found.order, when=again, **found.by(DAY, MORNING)).state == "booked"


def test_an_outcome_before_the_day_is_refused() -> None:
    found = broken()
    eviction = booked(found)

    with pytest.raises(CannotEnforce, match="recorded from that day on"):
        acts.record_outcome(eviction=eviction, ended=Ended(outcome="cancelled", key=uuid4()), **found.by())


def said(message: OutboxMessage) -> str:
    """The letter's words."""
    return " ".join(strip_tags(documents.preview_html(from_json(message.letter or {}))).split())


def test_the_date_goes_to_each_tenant_through_the_print_room() -> None:
    found = broken({"last_name": "Yusuf"}, {"last_name": "Okafor"})
    eviction = booked(found)

    told = letters.send(eviction=eviction, letter="date", **found.by())

    assert told == "2 letters in today’s batch."
    waiting = OutboxMessage.objects.filter(action="eviction_date").order_by("pk")
    assert [str(each.person).split()[-1] for each in waiting] == ["Yusuf", "Okafor"]
    assert all(each.batch_id for each in waiting)
    assert f"will come to {found.account.tenancy.home} on Tuesday 8 December 2026 at 10:00." in said(waiting[0])
    assert "On 23 November 2026 £209.00 was owed, with any costs that the court awarded." in said(waiting[0])
    with pytest.raises(CannotEnforce, match="on its way, or went already"):
        letters.send(eviction=eviction, letter="date", **found.by())


def test_the_sum_that_stops_an_eviction_counts_court_costs_and_is_not_named_where_an_insolvency_covers_some() -> None:
    found = broken()
    costs = RentAccountFactory(tenancy=found.account.tenancy, kind="court_costs")
    LedgerEntryFactory(account=costs, amount=Decimal("404.00"), kind="court_costs")
    eviction, facts = booked(found), of_account(found.account, as_of=MONDAY)

    asks = letters.LETTERS["date"].says(eviction, facts)[1]
    covered = letters.LETTERS["date"].says(eviction, replace(facts, covered_debt=Decimal("50.00")))

    assert asks.startswith("On 23 November 2026 £613.00 was owed")  # £209.00 of rent and £404.00
    assert len(covered) == 1


def test_a_letter_with_the_day_does_not_go_once_the_eviction_is_moved_or_stopped() -> None:
    found = broken()
    eviction = booked(found)
    letters.send(eviction=eviction, letter="date", **found.by())
    later = Arranged(attends=found.officer, at=time(14, 0), notice_delivered_on=MONDAY)

    acts.arrange(eviction=eviction, arranged=later, **found.by())
    eviction.refresh_from_db()
    assert [each.state for each in OutboxMessage.objects.all()] == ["withdrawn"]

    letters.send(eviction=eviction, letter="date", **found.by())
    letter = from_json(OutboxMessage.objects.get(state="queued").letter or {})
    assert still_right.no_longer_right(letter, facts=of_account(found.account, as_of=MONDAY)) == ""
    PossessionOrder.objects.update(eviction_outcome="suspended")  # as a fact stops it, between two presses
    facts = of_account(found.account, as_of=MONDAY)
    assert still_right.no_longer_right(letter, facts=facts) == "The eviction does not stand in the diary any more"

    acts.stop(eviction=eviction, why="All was paid", cancelled=True, **found.by())
    assert not OutboxMessage.objects.filter(state="queued").exists()


def test_after_possession_the_notice_about_belongings_and_the_final_letter_go() -> None:
    found = broken()
    eviction = recorded(found, ready(found), belongings="A sofa and two boxes")

    with pytest.raises(CannotEnforce, match="does not fit"):
        letters.send(eviction=eviction, letter="date", **found.by(DAY, MORNING))
    for letter in ("belongings", "final"):
        assert letters.send(eviction=eviction, letter=letter, **found.by(DAY, MORNING)) == "1 letter in today’s batch."

    things, end = (said(OutboxMessage.objects.get(action=f"eviction_{name}")) for name in ("belongings", "final"))
    assert "Torts (Interference with Goods) Act 1977" in things
    assert "A sofa and two boxes" in things
    assert "do not collect them by 5 January 2027" in things  # 28 days after Tuesday 8 December
    assert "ended on 8 December 2026, when the court’s bailiff carried out the order of 13 July 2026." in end


def test_where_nothing_was_left_behind_no_notice_about_belongings_goes() -> None:
    found = broken()
    eviction = recorded(found, ready(found))

    with pytest.raises(CannotEnforce, match="does not say what was left behind"):
        letters.send(eviction=eviction, letter="belongings", **found.by(DAY, MORNING))


def test_nobody_is_written_to_where_they_no_longer_live() -> None:
    found = broken()
    eviction = recorded(found, ready(found))
    Tenancy.objects.update(last_day=DAY, end_reason="evicted_arrears")

    with pytest.raises(CannotEnforce, match="Trace them first"):
        letters.send(eviction=eviction, letter="final", **found.by(DAY + timedelta(days=1), MORNING))


def test_a_cost_of_the_eviction_is_claimed_apart() -> None:
    found = broken()
    eviction = booked(found)

    acts.enter_cost(eviction=eviction, supplier="Keys Ltd", amount=Decimal("85.00"), cost_on=MONDAY, **found.by())

    cost = ClaimCost.objects.get(note="Keys Ltd")
    assert (cost.amount, cost.state) == (Decimal("85.00"), "claimed")
    with pytest.raises(CannotEnforce, match="above nothing"):
        acts.enter_cost(eviction=eviction, supplier="Keys Ltd", amount=Decimal(0), cost_on=MONDAY, **found.by())
