"""What stops an eviction by itself, and what only asks a manager (rulebook ORD-11, ORD-15, BS-3, BS-4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload.legal.evictions import acts, stops
from caseload.models import Reminder
from legal.enforcing import CannotEnforce
from legal.eviction_end import Ended
from legal.models import Eviction, LegalRequest, OrderApplication, PossessionOrder, WarrantRequest
from recovery.models import RepaymentAgreement
from tests.legal.bundling import posted
from tests.legal.enforcing import DAY, MONDAY, MORNING, NOON, Enforced, arranged, booked, broken, issued, ready
from welfare.models import Marker, StaffAlert

pytestmark = pytest.mark.django_db
DAY_3 = MONDAY + timedelta(days=3)
ON_DAY_3 = NOON + timedelta(days=3)


def live(found: Enforced) -> Eviction:
    return arranged(found, booked(found))


def keep(on: date = DAY_3, at: datetime = ON_DAY_3) -> int:
    return stops.keep(on=on, at=at)


def breathing_space(found: Enforced) -> Marker:
    return Marker.objects.create(
        kind="breathing_space", detail="standard", person=found.home.tenants[0], from_on=DAY_3,
        last_day=date(2027, 1, 24), owner=found.officer,
    )  # fmt: skip


def tasks(found: Enforced) -> list[str]:
    return list(
        Reminder.objects.filter(account=found.account, due_on=DAY_3).order_by("pk").values_list("text", flat=True)
    )


def test_nothing_happened_and_nothing_is_stopped() -> None:
    found = broken()
    live(found)

    assert keep() == 0
    assert Eviction.objects.get().state == "booked"


def test_a_moratorium_on_day_three_stops_it_and_tells_everybody_once() -> None:
    found = broken()
    live(found)
    breathing_space(found)

    assert (keep(), keep()) == (1, 0)

    eviction = Eviction.objects.get()
    assert eviction.state == "stopped"
    assert eviction.stopped_why == "A breathing space runs: the warrant may not be carried out."
    assert PossessionOrder.objects.get(pk=found.order.pk).eviction_outcome == "suspended"
    assert tasks(found) == ["Tell the court today.", "Tell the bailiff today.", "Tell everybody named for the day."]
    told = set(StaffAlert.objects.values_list("for_user__name", flat=True))
    assert told == {"Nadia Rahman", "Jo Hall"}
    with pytest.raises(CannotEnforce, match="no longer open: stopped"):
        acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))


def test_court_and_bailiff_are_told_with_the_time_of_each() -> None:
    found = broken()
    live(found)
    breathing_space(found)
    keep()
    eviction = Eviction.objects.select_related("order__claim", "warrant").get()

    acts.told(eviction=eviction, whom="court", **found.by(DAY_3, ON_DAY_3))
    acts.told(eviction=eviction, whom="court", **found.by(DAY_3, ON_DAY_3 + timedelta(hours=1)))

    eviction.refresh_from_db()
    assert (eviction.court_told_at, eviction.bailiff_told_at) == (ON_DAY_3, None)
    assert WarrantRequest.objects.get().state == "issued"  # it lasts: only the execution is stopped


def test_a_moratorium_is_seen_at_the_press_before_the_minute_run() -> None:
    found = broken()
    eviction = live(found)
    breathing_space(found)

    with pytest.raises(CannotEnforce, match="A breathing space runs until 24 January 2027"):
        acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))


def test_a_crisis_stops_it() -> None:
    found = broken()
    live(found)
    Marker.objects.create(
        kind="crisis", detail="worried", tenancy=found.account.tenancy, from_on=DAY_3, owner=found.officer
    )

    keep()

    assert Eviction.objects.get().stopped_why.startswith("Somebody here is in a crisis")


def test_a_payment_that_clears_all_asks_for_cancellation_the_same_day() -> None:
    found = broken()
    live(found)
    posted(found.home, "-209.00", "payment", DAY_3)

    keep()

    eviction = Eviction.objects.select_related("order__claim", "warrant").get()
    assert eviction.stopped_why == "Everything under the order is paid: ask for cancellation today."
    assert PossessionOrder.objects.get(pk=found.order.pk).eviction_outcome == "cancelled"
    assert tasks(found) == ["Ask the court to cancel today.", "Tell the bailiff today.", "Write to the tenant."]
    assert not LegalRequest.objects.filter(step="payment").exists()
    acts.told(eviction=eviction, whom="court", **found.by(DAY_3, ON_DAY_3))
    assert WarrantRequest.objects.get().state == "cancelled"


def test_an_agreement_asks_for_cancellation_too() -> None:
    found = broken()
    live(found)
    RepaymentAgreement.objects.create(
        source_ref="AG1", account=found.account, made_on=DAY_3, first_due_on=DAY_3, frequency="weekly",
        rent_amount=Decimal("104.50"), instalment_amount=Decimal("5.00"), opening_arrears=Decimal("209.00"),
        status="live",
    )  # fmt: skip

    keep()

    assert Eviction.objects.get().stopped_why.startswith("An agreement was approved")


def test_other_money_goes_to_the_named_manager_at_once_and_the_day_stands() -> None:
    found = broken()
    live(found)
    posted(found.home, "-100.00", "payment", DAY_3)

    assert (keep(), keep()) == (0, 0)

    request = LegalRequest.objects.get(step="payment")
    assert request.note == "£100.00 came in; £109.00 is still owed."
    assert StaffAlert.objects.filter(for_user=found.manager).count() == 1
    eviction = Eviction.objects.select_related("order__claim", "warrant", "attends").get()
    assert eviction.state == "booked"
    with pytest.raises(CannotEnforce, match="The manager decides first"):
        acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))


def test_the_manager_lets_it_go_on_and_more_money_asks_again() -> None:
    found = broken()
    live(found)
    posted(found.home, "-100.00", "payment", DAY_3)
    keep()

    acts.decide_payment(
        asked=LegalRequest.objects.get(step="payment"), go_on=True, said="Too little, too late",
        **found.manages(DAY_3, ON_DAY_3),
    )  # fmt: skip
    keep()

    assert LegalRequest.objects.filter(step="payment").count() == 1
    posted(found.home, "-50.00", "payment", DAY_3)
    keep()
    newest = LegalRequest.objects.filter(step="payment").latest("pk")
    assert newest.note == "£50.00 came in; £59.00 is still owed."


def test_the_manager_cancels_and_everybody_is_told() -> None:
    found = broken()
    live(found)
    posted(found.home, "-100.00", "payment", DAY_3)
    keep()

    acts.decide_payment(
        asked=LegalRequest.objects.get(step="payment"), go_on=False, said="She has begun to pay",
        **found.manages(DAY_3, ON_DAY_3),
    )  # fmt: skip

    assert Eviction.objects.get().state == "stopped"
    assert PossessionOrder.objects.get(pk=found.order.pk).eviction_outcome == "cancelled"


def test_the_tenants_application_leaves_the_appointment_standing() -> None:
    found = broken()
    live(found)
    application = OrderApplication.objects.create(
        order=found.order, kind="stay", by_tenant=True, received_on=DAY_3, says="Asks for time", by=found.officer
    )

    assert (keep(), keep()) == (0, 0)

    assert Eviction.objects.get().state == "booked"
    assert tasks(found) == [
        "Do not cancel the bailiff.", "Attend the hearing.", "Make the pack: payments and contact since the order.",
    ]  # fmt: skip
    application.outcome, application.decided_on = "granted", DAY_3
    application.save()
    keep()
    assert Eviction.objects.get().stopped_why == "The court has stayed or suspended it."


def test_a_warrant_without_an_appointment_is_told_of_once() -> None:
    found = broken()
    issued(found)
    breathing_space(found)

    assert (keep(), keep()) == (1, 0)
    assert tasks(found)[0] == "Tell the court today."
    assert WarrantRequest.objects.get().state == "issued"


def test_an_outcome_from_the_door_is_kept_though_a_stop_came_meanwhile() -> None:
    found = broken()
    eviction = ready(found)
    posted(found.home, "-209.00", "payment", DAY)
    keep(on=DAY, at=MORNING)

    ended = Ended(outcome="possession", key=uuid4())
    done, _ = acts.record_outcome(eviction=eviction, ended=ended, **found.by(DAY, MORNING + timedelta(hours=3)))

    assert done.outcome == "possession"


def test_what_runs_is_asked_in_as_many_statements_for_three_as_for_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert keep() == 0
        return len(queries)

    live(broken())
    for_one = asked()
    live(broken())
    issued(broken())

    assert asked() == for_one
