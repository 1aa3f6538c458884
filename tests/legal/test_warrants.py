"""A warrant: what it needs before it is asked for, who says yes, and what stands on the order (rulebook 5, 7)."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from caseload import undo
from caseload.explain import explain
from caseload.legal.bundles import history
from caseload.legal.court import warning
from caseload.legal.evictions import acts
from caseload.models import Act, Step
from legal import order_warnings
from legal.enforcing import NAMES, CannotEnforce
from legal.models import ClaimCost, PossessionClaim, PossessionOrder, WarrantRequest
from legal.order_statement import statement_of
from legal.order_warnings import CannotWarn
from legal.rules.enforcement import PUT_RIGHT_WITHIN
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules import wording
from recovery.rules.actions import Action
from recovery.rules.letters import KINDS, from_json
from tenancies.models import AccountEvent
from tests.legal.bundling import posted
from tests.legal.enforcing import MONDAY, NOON, approved, asked, broken, issued, prepared, warned
from welfare.models import IncomeAndExpenditure, Marker, Referral

pytestmark = pytest.mark.django_db


def test_the_statement_foots_to_the_terms_of_the_order() -> None:
    found = broken()
    posted(found.home, "-50.00", "payment", date(2026, 8, 3))
    facts = of_account(found.account, as_of=MONDAY)

    stated = statement_of(found.order, account=found.account, facts=facts, on=MONDAY)

    # Mondays from 20 July to 23 November: 19 dates of £104.50 rent and £5.00, £2,080.50; £50.00 came in.
    assert stated.standing is not None
    assert (stated.standing.due, stated.standing.paid) == (Decimal("2080.50"), Decimal("50.00"))
    assert [line.stands for line in stated.lines[:5]] == [
        "short by £109.50", "short by £219.00", "short by £328.50", "short by £278.50", "short by £388.00",
    ]  # fmt: skip
    assert stated.lines[-1].short == stated.standing.short == Decimal("2030.50") == facts.order_shortfall
    assert stated.under_order == Decimal("613.00")  # £209.00 and £404.00; not even the rent was paid


@pytest.mark.parametrize(
    ("without", "says"),
    [
        pytest.param("warning", "short since 20 July 2026, and not every tenant was warned", id="the warning"),
        pytest.param("benefits", "Benefits checked", id="a check"),
        pytest.param("equality", "No equality and proportionality record", id="the decision record"),
        pytest.param("homelessness", "No homelessness referral", id="the referral"),
        pytest.param("risks", "court’s questions are not answered", id="what the court asks"),
    ],
)
def test_a_warrant_is_not_asked_for_while_anything_is_missing(without: str, says: str) -> None:
    found = broken()
    warrant = prepared(found, without=without)

    with pytest.raises(CannotEnforce, match=says):
        acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())

    assert WarrantRequest.objects.get().state == "draft"


def test_a_warrant_waits_until_the_time_after_the_warning_has_passed() -> None:
    """ORD-6: warned on Monday 9 November 2026, fourteen days run up to today, Monday 23 November."""
    found = broken()
    warrant = prepared(found, without="warning")
    warned(found, on=date(2026, 11, 9))

    with pytest.raises(CannotEnforce, match=r"still runs\. The tenant has until 23 November 2026"):
        acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())

    next_day = found.by(date(2026, 11, 24), NOON)
    assert acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **next_day).pk


def test_every_joint_tenant_is_warned() -> None:
    found = broken({}, {"last_name": "Bello"})
    warrant = prepared(found, without="warning")
    ContactAttempt.objects.create(
        tenancy=found.account.tenancy, person=found.home.tenants[0], on=date(2026, 11, 2), at=NOON, channel="letter",
        direction="out", purpose="agreement_warn", outcome="sent",
    )  # fmt: skip

    with pytest.raises(CannotEnforce, match="not every tenant was warned"):
        acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())


def test_a_warning_of_an_earlier_breach_or_one_that_came_back_is_none() -> None:
    """£1,971.00 pay the eighteen dates up to 16 November: what is short fell due on the 23rd."""
    found = broken()
    warrant = prepared(found)
    letter = ContactAttempt.objects.get(purpose="agreement_warn")
    obstacles = partial(order_warnings.obstacles, found.order, account=found.account, on=MONDAY)
    assert obstacles(facts=of_account(found.account, as_of=MONDAY)) == []

    ContactAttempt.objects.filter(pk=letter.pk).update(outcome="returned_mail")
    assert [each.rule for each in obstacles(facts=of_account(found.account, as_of=MONDAY))] == ["ORD-6"]
    ContactAttempt.objects.filter(pk=letter.pk).update(outcome="sent")
    posted(found.home, "-1971.00", "payment", date(2026, 11, 20))

    with pytest.raises(CannotEnforce, match="short since 23 November 2026, and not every"):
        acts.ask_for_warrant(warrant=warrant, note="Again", **found.by())


def test_the_letter_warns_once_it_has_gone_and_may_be_taken_back_before() -> None:
    found = broken()

    said = warning.send(order=found.order, **found.by())

    message = OutboxMessage.objects.get()
    assert said == "1 letter in today’s batch."
    # Nineteen Mondays at £104.50 and £5.00, and nothing came in.
    assert "£2,080.50" in wording.read_out(wording.shipped("order_warning"), from_json(message.letter or {}))
    facts = of_account(found.account, as_of=MONDAY)
    assert order_warnings.obstacles(found.order, account=found.account, facts=facts, on=MONDAY)
    with pytest.raises(CannotWarn, match="waits in the print room already"):
        warning.send(order=found.order, **found.by())

    undo.take_back(Act.objects.get(kind="letter"), **found.by())
    message.refresh_from_db()
    assert message.state == "withdrawn"


def test_the_warning_ticks_off_the_step_of_the_sweep_until_it_is_taken_back() -> None:
    """ORD-6: the step rests for fourteen days, up to 7 December 2026."""
    found = broken()
    PossessionClaim.objects.update(status="order_made")
    assert explain(found.account, as_of=MONDAY).action == Action.ORDER_BREACH

    warning.send(order=found.order, **found.by())

    step = Step.objects.get()
    assert (step.action, step.outcome, step.until) == ("order_breach", "done", date(2026, 12, 7))
    assert explain(found.account, as_of=MONDAY).action != Action.ORDER_BREACH

    undo.take_back(Act.objects.get(kind="letter"), **found.by())
    assert explain(found.account, as_of=MONDAY).action == Action.ORDER_BREACH


def test_of_two_tenants_the_step_waits_for_the_second_warning() -> None:
    found = broken({}, {"last_name": "Bello"})
    PossessionClaim.objects.update(status="order_made")
    first, second = found.home.tenants
    typed = {"channel": "visit", "said": "Nothing came in.", "warned_on": MONDAY}

    warning.note(order=found.order, typed=typed | {"person": first}, **found.by())
    assert not Step.objects.exists()
    warning.note(order=found.order, typed=typed | {"person": second}, **found.by())

    assert Step.objects.get().outcome == "done"


def test_a_warning_noted_as_a_letter_stands_in_the_bundles_chronology_until_it_is_taken_back() -> None:
    found = broken()
    typed = {"person": found.home.tenants[0], "channel": "letter", "said": "£2,080.50 is short.", "warned_on": MONDAY}
    told = "Letter sent: Warned that the order is not kept: £2,080.50 is short."

    def chronology() -> list[str]:
        return [row["what"] for row in history.chronology(found.account, until=MONDAY)]

    warning.note(order=found.order, typed=typed, **found.by())
    assert chronology().count(told) == 1

    undo.take_back(Act.objects.get(kind="order_warned"), **found.by())
    assert told not in chronology()


def test_nobody_is_warned_of_an_order_that_is_not_in_force_any_more() -> None:
    found = broken()
    PossessionOrder.objects.update(status="discharged", ended_on=MONDAY)
    typed = {"person": found.home.tenants[0], "channel": "phone", "said": "Told", "warned_on": MONDAY}

    with pytest.raises(CannotWarn, match="not in force"):
        warning.send(order=found.order, **found.by())
    with pytest.raises(CannotWarn, match="not in force"):
        warning.note(order=found.order, typed=typed, **found.by())


def test_the_letter_gives_the_time_that_the_gate_waits_for() -> None:
    assert KINDS[Action.ORDER_WARNING].reply_days == PUT_RIGHT_WITHIN.days
    assert KINDS[Action.ORDER_WARNING].purpose == order_warnings.WARNING


def test_a_record_shows_what_nobody_may_tick() -> None:
    found = broken()
    warrant = acts.begin_warrant(order=found.order, **found.by())

    with pytest.raises(CannotEnforce, match="nobody ticks it"):
        acts.check_warrant(warrant=warrant, code="equality", how="Yes", **found.by())
    with pytest.raises(CannotEnforce, match="say how"):
        acts.check_warrant(warrant=warrant, code="benefits", how=" ", **found.by())
    with pytest.raises(CannotEnforce, match="refer first"):
        acts.check_warrant(warrant=warrant, code="homelessness", how="Known to them", **found.by())


def test_the_undo_list_names_each_check() -> None:
    found = broken()
    warrant = acts.begin_warrant(order=found.order, **found.by())

    acts.check_warrant(warrant=warrant, code="benefits", how="No claim waits", **found.by())

    assert Act.objects.latest("pk").summary == f"A check before the warrant: {NAMES['benefits']}."


def test_a_check_of_29_days_ago_is_not_fresh_any_more() -> None:
    found = broken()
    warrant = prepared(found)
    WarrantRequest.objects.filter(pk=warrant.pk).update(
        checks=warrant.checks | {"terms": {"on": "2026-10-25", "by": "Nadia Rahman", "how": "Read"}}
    )

    with pytest.raises(CannotEnforce, match="Not checked within 28 days: The order’s terms read again"):
        acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())


def test_nobody_approves_their_own_and_no_leader_does() -> None:
    found = broken()
    request = asked(found)

    with pytest.raises(CannotEnforce, match="The income manager decides"):
        acts.approve_warrant(asked=request, said="", **found.by())
    request.asked_by = found.manager
    request.save(update_fields=["asked_by"])
    with pytest.raises(CannotEnforce, match="Nobody approves their own"):
        acts.approve_warrant(asked=request, said="", **found.manages())


def test_approved_it_is_frozen_and_sent_back_it_is_open_again() -> None:
    found = broken()
    request = asked(found)

    acts.send_warrant_back(asked=request, why="Visit once more", **found.manages())

    warrant = WarrantRequest.objects.get()
    assert warrant.state == "draft"
    again = acts.ask_for_warrant(warrant=warrant, note="Visited again", **found.by())
    done = acts.approve_warrant(asked=again, said="", **found.manages())
    assert done.document is not None
    assert done.document.title == "Warrant: data sheet"
    assert done.checks["sign_off"]["by"] == "Jo Hall"


def test_issued_it_runs_twelve_months_and_its_fee_is_claimed_apart() -> None:
    found = broken()
    balance = found.account.position.balance

    warrant = issued(found)

    order = PossessionOrder.objects.get(pk=found.order.pk)
    assert (order.warrant_requested_on, order.warrant_issued_on, order.warrant_number) == (MONDAY, MONDAY, "W12345")
    # Twelve months from 23 November 2026, with the council's day in hand.
    assert warrant.last_day == date(2027, 11, 22)
    cost = ClaimCost.objects.get(kind="warrant_fee")
    assert (cost.amount, cost.state, cost.posting) == (Decimal("148.00"), "claimed", None)
    found.account.position.refresh_from_db()
    assert found.account.position.balance == balance
    assert of_account(found.account, as_of=MONDAY).warrant_issued_on == MONDAY


def test_cancelled_nothing_of_it_stands_on_the_order() -> None:
    found = broken()
    warrant = issued(found)

    acts.cancel_warrant(warrant=warrant, why="An agreement was made", **found.by())

    order = PossessionOrder.objects.get(pk=found.order.pk)
    assert (order.warrant_requested_on, order.warrant_issued_on, order.warrant_number) == (None, None, "")
    assert AccountEvent.objects.filter(what="warrant", summary__contains="An agreement was made").exists()


def test_a_breathing_space_stops_the_request_and_one_that_was_approved() -> None:
    found = broken()
    warrant = approved(found)
    Marker.objects.create(
        kind="breathing_space", detail="standard", person=found.home.tenants[0], from_on=MONDAY,
        last_day=date(2027, 1, 21), owner=found.officer,
    )  # fmt: skip

    with pytest.raises(CannotEnforce, match="A breathing space runs"):
        acts.warrant_sent(warrant=warrant, sent_on=MONDAY, **found.by())


def test_two_do_not_prepare_one_warrant() -> None:
    found = broken()
    acts.begin_warrant(order=found.order, **found.by())

    with pytest.raises(CannotEnforce, match="is preparing a warrant already"):
        acts.begin_warrant(order=found.order, by=found.manager, on=MONDAY, at=NOON)


def test_children_who_live_here_are_referred_since_the_order() -> None:
    found = broken()
    warrant = prepared(found)
    IncomeAndExpenditure.objects.create(
        account=found.account, on=MONDAY, children_under_16=1, by=found.officer, at=NOON
    )

    with pytest.raises(CannotEnforce, match=r"Children live here. Refer to children’s services"):
        acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by())

    acts.refer(order=found.order, code="children", why="A child of nine", refused=False, **found.by())
    assert acts.ask_for_warrant(warrant=warrant, note="Nothing was paid", **found.by()).pk
    assert Referral.objects.get(prompted_by="children").consent == "not_needed"
