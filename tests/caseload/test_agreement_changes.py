"""An agreement that runs: varied, ended, taken back, made by the court's order; its letter meanwhile."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from zeal import zeal_ignore

from caseload import undo
from caseload.models import Act
from legal.models import PossessionClaim, PossessionOrder
from recovery.account_facts import of_account
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules import letters, still_right
from tests.caseload.agreeing import agree, shown, words
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.factories.people import Household
from tests.recovery.agreeing import beside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
Agreed = RepaymentAgreement.objects


@zeal_ignore()  # one agreement ends and another begins, each noted by itself
def test_an_agreement_is_varied_with_a_reason_and_its_waiting_letter_is_withdrawn(
    client: Client, home: Household
) -> None:
    agree(client, home)
    before = Agreed.get()

    bare = agree(client, home, query="?vary=1", running=before.pk, instalment_amount="5.00")
    agree(
        client, home, query="?vary=1", running=before.pk, instalment_amount="5.00", vary_why="Fewer hours at work"
    )  # fmt: skip

    assert "Say why the agreement changes: both stay on record." in words(bare)
    before.refresh_from_db()
    after = Agreed.get(status="live")
    assert (before.status, before.ended_why, after.replaces) == ("superseded", "Fewer hours at work", before)
    states = list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "queued"]


@zeal_ignore()  # one agreement ends and another begins, each noted by itself
def test_on_a_page_opened_before_a_colleague_agreed_the_second_press_says_so_and_changes_nothing(
    client: Client, home: Household
) -> None:
    """Neither as a first agreement nor as a change of the one that the colleague has changed."""
    agree(client, home)
    first = Agreed.get()
    stale = agree(client, home, instalment_amount="12.00", note="She starts work on Monday")
    agree(client, home, query="?vary=1", running=first.pk, instalment_amount="5.00", vary_why="Fewer hours")
    second = Agreed.get(status="live")

    overtaken = agree(client, home, query="?vary=1", running=first.pk, instalment_amount="8.00", vary_why="More hours")

    said = "Nadia Rahman made an agreement on this account on 23 November 2026, after this page was opened."
    assert said in words(stale)
    assert "She starts work on Monday" in words(stale)
    assert said in words(overtaken)
    assert f'name="running" value="{second.pk}"' in words(overtaken)  # pressed again, it changes that one knowingly
    assert Agreed.get(status="live") == second


def test_a_variation_begins_with_what_runs_from_the_next_payment_on(
    client: Client, home: Household, settings: Any
) -> None:
    """Due on 30 November, 7 and 14 December; from the second on £12.00, from the fourth £20.00; seen on 7 December."""
    garage = beside(home, kind="garage", owes="40.00")
    steps = {"step_1_from": "2", "step_1_amount": "12.00", "step_2_from": "4", "step_2_amount": "20.00"}
    both = {f"cover_{garage.pk}": "on", f"arrears_{garage.pk}": "40.00", f"place_{garage.pk}": "2"}
    lump = {"lump_sum": "20.00", "lump_sum_on": "27 November 2026"}
    agree(client, home, pause_free_weeks="on", **steps, **both, **lump)
    early = shown(client, home, "?vary=1").context["form"]
    settings.TRAINING_DAY = date(2026, 12, 7)

    form = shown(client, home, "?vary=1").context["form"]

    assert (form["first_due_on"].value(), form["instalment_amount"].value()) == ("14 December 2026", "12.00")
    assert (form["step_1_from"].value(), form["step_1_amount"].value()) == (2, "20.00")  # the fourth is now the second
    assert form["step_2_from"].value() is None
    assert not form["lump_sum"].value()  # it fell due on 27 November
    assert (early["first_due_on"].value(), early["lump_sum"].value()) == ("30 November 2026", "20.00")
    assert (early["step_1_from"].value(), early["step_2_from"].value()) == (2, 4)
    assert form["pause_free_weeks"].value()
    assert form[f"cover_{garage.pk}"].value()


def test_an_agreement_ends_with_a_reason_and_the_end_can_be_taken_back(client: Client, home: Household) -> None:
    agree(client, home)
    address = f"/accounts/{home.account.pk}/agreement/end/"

    bare = client.post(address, {"broken": "no"})
    client.post(address, {"broken": "yes", "why": "Nothing came in."})
    ended = Agreed.get()
    act = Act.objects.get(kind="agreement_ended")
    undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)

    assert "Say why the agreement ends." in words(bare)
    assert (ended.status, ended.ended_why) == ("broken", "Nothing came in.")
    assert act.summary == "Agreement broken: Nothing came in."
    assert home.account.events.filter(summary="Agreement broken: Nothing came in.").exists()
    assert Agreed.get().status == "live"
    assert Agreed.get().covers.get().live


def test_an_agreement_is_taken_back_with_its_letter_before_that_leaves(client: Client, home: Household) -> None:
    agree(client, home)

    undo.take_back(Act.objects.get(kind="agreement"), by=home.officer, on=MONDAY, at=NOON)

    assert Agreed.get().status == "cancelled"
    assert OutboxMessage.objects.get().state == "withdrawn"


def test_the_letter_is_right_while_its_agreement_runs_whatever_came_in(client: Client, home: Household) -> None:
    agree(client, home)
    message = OutboxMessage.objects.get()
    letter = letters.from_json(message.letter)

    assert still_right.no_longer_right(letter, facts=of_account(home.account, as_of=date(2026, 11, 24))) == ""
    client.post(f"/accounts/{home.account.pk}/agreement/end/", {"broken": "no", "why": "By mistake"})
    said = still_right.no_longer_right(letter, facts=of_account(home.account, as_of=date(2026, 11, 24)))
    assert said == "The agreement that it confirms was ended or changed"


def test_the_courts_order_makes_its_own_agreement_in_one_press(client: Client, home: Household) -> None:
    claim = PossessionClaim.objects.create(
        tenancy=home.account.tenancy,
        route="pcol",
        issued_on=date(2026, 9, 1),
        arrears_at_issue=Decimal("209.00"),
        status="concluded",
    )
    PossessionOrder.objects.create(
        claim=claim,
        made_on=date(2026, 11, 16),
        kind="suspended",
        rent_terms="current_rent",
        instalment_amount=Decimal("5.00"),
        frequency="weekly",
        first_due_on=date(2026, 11, 30),
        status="in_force",
    )

    page = shown(client, home)
    client.post(f"/accounts/{home.account.pk}/agreement/ordered/")

    assert "Make the agreement that the court ordered" in words(page)
    made = Agreed.get()
    assert (made.kind, made.rent_amount, made.made_on) == ("court", Decimal("104.50"), date(2026, 11, 16))
    assert PossessionOrder.objects.get().agreement == made
    assert "may be chosen" not in words(shown(client, home))
