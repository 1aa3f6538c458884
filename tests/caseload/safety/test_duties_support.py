"""The duties of support, each named by its id: plans for contact, compassion, support plans, referrals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload import causes
from caseload.models import Reminder
from caseload.safety import plans, referrals, support
from recovery.account_facts import of_account
from recovery.models import RepaymentAgreement
from recovery.rules.gates import Act as Does
from recovery.rules.gates import Level, gates_for
from staff.models import Role, User
from tenancies.models import AccountEvent, PendingPosting
from tests.caseload.desk import MONDAY, owing
from tests.caseload.reading import text
from tests.caseload.safety_desk import TUESDAY, as_, moment, worry
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from welfare.models import Referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_noon")]


# ------------------------------------------------------------------------------------------------- plans for contact


def contact_plan(home: Household, kind: str = "persistent", **changes: Any) -> Any:
    known: dict[str, Any] = {
        "account": home.account, "person": home.tenants[0], "kind": kind, "limits": "One call a week, on Tuesdays",
        "single_contact": home.officer, "told_on": MONDAY, "review_on": date(2027, 2, 22),
        "last_day": date(2027, 5, 24),
    }  # fmt: skip
    return plans.make_contact_plan(**{**known, **moment(home.officer), **changes})


def test_s2_37_the_plan_is_shown_before_a_call_and_its_review_comes_back(
    client: Client, home: Household, leader: User
) -> None:
    plan = contact_plan(home)
    as_(client, home.officer)
    for page in ("", "call-in/"):
        shown = text(client.get(f"/accounts/{home.account.pk}/{page}"))
        assert "One call a week, on Tuesdays" in shown
        assert f"Deals with {home.officer.name} alone." in shown
    assert Reminder.objects.get(for_user=home.officer).due_on == date(2027, 2, 22)
    [due] = plans.contact_plans(home.account, on=date(2027, 2, 22))
    assert due.due
    assert plans.contact_plans(home.account, on=date(2027, 5, 25)) == []
    assert not plans.in_force(plan)

    with pytest.raises(plans.CannotPlan, match="A team leader or the income manager"):
        plans.approve(account=home.account, plan=plan, **moment(home.officer))
    plans.approve(account=home.account, plan=plan, **moment(leader))

    plan.refresh_from_db()
    assert plans.in_force(plan)


def test_s2_37_a_plan_that_eases_contact_counts_at_once_and_one_runs_at_a_time(home: Household) -> None:
    contact_plan(home)

    eased = contact_plan(home, kind="distressed", limits="Short calls, in the morning")

    assert plans.in_force(eased)
    assert [plan.pk for plan in plans.contact_plans(home.account, on=MONDAY)] == [eased.pk]


@pytest.mark.parametrize("changes", [{"review_on": MONDAY}, {"last_day": date(2027, 1, 1)}, {"limits": " "}])
def test_s2_37_a_plan_has_a_review_before_its_end_and_says_what_it_is(home: Household, changes: dict[str, Any]) -> None:
    with pytest.raises(plans.CannotPlan):
        contact_plan(home, **changes)


# ------------------------------------------------------------------------------------------------------- compassion


def compassion(home: Household, **changes: Any) -> Any:
    known = {"why": "terminal_illness", "evidence": "Her daughter rang", "review_on": date(2027, 1, 18)}
    return plans.show_compassion(account=home.account, **{**known, **changes}, **moment(home.officer))


def test_compassion_stops_the_ladder_even_where_nobody_can_be_asked_for_a_plan(client: Client, home: Household) -> None:
    address = f"/accounts/{home.account.pk}/compassion/"
    typed = {"why": "bereavement", "evidence": "Her son called", "review_on": "20 January 2027"}

    said = text(as_(client, home.officer).post(address, typed, follow=True))  # no leader, no manager

    assert "The ladder has stopped here. Nobody could be asked for a plan: speak with a manager." in said
    marker = plans.compassion_of(home.account, on=MONDAY)
    assert marker is not None


def test_s2_49_compassion_stops_escalation_and_asks_for_a_managers_plan(home: Household, leader: User) -> None:
    _, asked = compassion(home)

    assert asked == [leader]
    question = Reminder.objects.get(kind="question")
    assert question.text == "Terminal illness: what is the plan here? Think of writing the debt down."
    after = of_account(home.account, as_of=date(2027, 1, 19))  # the hold is over, the marker is not
    assert after.held_until is None
    for act in (Does.LETTER, Does.NOTICE, Does.CLAIM, Does.WARRANT, Does.AGENCY):
        stops = {g.flag for g in gates_for(act, facts=after) if g.level == Level.STOP}
        assert "compassion" in stops, act
    helps = gates_for(Does.LETTER, facts=after, escalates=False)
    assert "compassion" not in {g.flag for g in helps if g.level == Level.STOP}


def test_s2_49_a_write_down_waits_as_a_posting_that_was_asked_for(client: Client) -> None:
    home = owing({"format_needed": "none"})  # they were asked about needs: else nothing is written off
    leads = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    compassion(home)
    address = f"/accounts/{home.account.pk}/compassion/"
    assert "Ask for a write-down" not in text(as_(client, home.officer).get(address))
    assert "Ask for a write-down" in text(as_(client, leads).get(address))

    typed = {"kind": "write_off", "amount": "209.00", "narrative": "Terminal illness"}
    client.post(reverse("ask_posting", args=[home.account.pk]), typed)

    asked = PendingPosting.objects.get()
    assert (asked.kind, asked.state, asked.asked_by) == ("write_off", "asked", leads)
    assert of_account(home.account, as_of=MONDAY).balance == Decimal("209.00")  # until it comes back


def test_s2_49_another_leader_ends_it_with_a_reason(home: Household, leader: User) -> None:
    compassion(home)

    with pytest.raises(plans.CannotPlan, match="A team leader"):
        plans.end_compassion(account=home.account, why="Better", **moment(home.officer))
    with pytest.raises(plans.CannotPlan, match="Say what happens instead"):
        plans.end_compassion(account=home.account, why="", **moment(leader))
    plans.end_compassion(account=home.account, why="The estate pays", **moment(leader))

    assert not of_account(home.account, as_of=TUESDAY).compassion


# ------------------------------------------------------------------------------------------------ support, referrals


def test_s2_12_other_teams_see_their_steps_and_nothing_about_money(client: Client, home: Household) -> None:
    account = home.account
    support.begin(account=account, goal="Clear £900 of debt", review_on=date(2027, 2, 22), **moment(home.officer))
    step = {"account": account, "who": "Estate team", "due_on": None, **moment(home.officer)}
    support.add_step(what="Mend the lock", about_money=False, shared_with="neighbourhood_officer", **step)
    support.add_step(what="Apply for the £50 fund", about_money=True, shared_with="", **step)
    support.add_step(what="Talk about the tenancy", about_money=False, shared_with="", **step)
    with pytest.raises(support.CannotSupport, match="stays with the income team"):
        support.add_step(what="Budget", about_money=True, shared_with="neighbourhood_officer", **step)
    neighbour = OfficerFactory(role=Role.NEIGHBOURHOOD_OFFICER, patches=[account.tenancy.home.patch])

    hers = text(as_(client, neighbour).get(f"/accounts/{account.pk}/support/"))
    assert "Mend the lock" in hers
    for hidden in ("£50", "£900", "Talk about the tenancy"):
        assert hidden not in hers
    whole = text(as_(client, home.officer).get(f"/accounts/{account.pk}/support/"))
    for shown in ("Mend the lock", "£50", "£900", "Talk about the tenancy"):
        assert shown in whole


def refer(home: Household, **changes: Any) -> Referral:
    known = {"partner": "Ottersby Advice", "why": "Three debts", "consent": "given", "due_on": date(2026, 12, 7)}
    return referrals.refer(account=home.account, **{**known, **changes}, **moment(home.officer))


def test_s0_05_a_referral_has_partner_consent_day_and_outcome_on_the_timeline_and_in_the_counts(
    client: Client, home: Household
) -> None:
    made = refer(home)
    assert AccountEvent.objects.get(what="referral").summary == (
        "To Ottersby Advice. They agree. Answer by 7 December 2026."
    )
    [row] = referrals.directory(home.officer, on=date(2026, 12, 8))
    assert (row.partner, row.made, row.open, row.overdue, row.closed) == ("Ottersby Advice", 1, 1, 1, 0)

    known = {"account": home.account, "referral": made, **moment(home.officer)}
    referrals.answer(accepted=True, outcome="", **known)
    with pytest.raises(referrals.CannotRefer, match="Say what came of it"):
        referrals.answer(accepted=False, outcome=" ", **known)
    referrals.answer(accepted=False, outcome="A debt relief order is made", **known)

    assert AccountEvent.objects.filter(what="referral", summary__contains="A debt relief order is made").exists()
    [row] = referrals.directory(home.officer, on=date(2026, 12, 8))
    assert (row.made, row.open, row.overdue, row.closed) == (1, 0, 0, 1)
    assert "Ottersby Advice" in text(as_(client, home.officer).get("/partners/"))
    assert referrals.directory(OfficerFactory(patches=[PatchFactory(code="P09")]), on=MONDAY) == []


def test_s0_05_nobody_is_sent_who_does_not_agree(home: Household) -> None:
    with pytest.raises(referrals.CannotRefer, match="They do not agree"):
        refer(home, consent="refused")
    assert not Referral.objects.exists()


def broken(home: Household, many: int) -> None:
    for _ in range(many):
        RepaymentAgreement.objects.create(
            account=home.account, made_on=date(2026, 1, 5), first_due_on=date(2026, 1, 12), frequency="weekly",
            rent_amount=Decimal("80.00"), instalment_amount=Decimal("5.00"), opening_arrears=Decimal("100.00"),
            status="broken", ended_on=date(2026, 3, 2), ended_why="Nothing came", explained_how="letter",
        )  # fmt: skip


def prompts(home: Household, on: date = MONDAY) -> list[str]:
    facts = of_account(home.account, as_of=on)
    return [each.code for each in referrals.prompts(home.account, facts=facts, on=on)]


def test_s0_20_the_second_broken_plan_prompts_a_referral_and_refusing_wants_a_reason(
    client: Client, home: Household
) -> None:
    broken(home, 1)
    assert prompts(home) == []
    broken(home, 1)
    assert prompts(home) == ["broken_plans_2"]
    address = f"/accounts/{home.account.pk}/referrals/"

    answer = as_(client, home.officer).post(f"{address}refuse/", {"prompt": "broken_plans_2", "why": ""}, follow=True)
    assert "Say why no referral is made" in text(answer)
    assert prompts(home) == ["broken_plans_2"]
    client.post(f"{address}refuse/", {"prompt": "broken_plans_2", "why": "They are with an adviser already"})

    assert prompts(home) == []
    assert Referral.objects.get().why == "They are with an adviser already"
    broken(home, 1)
    assert prompts(home) == ["broken_plans_3"]  # the next break asks again


def test_a_prompt_is_chosen_by_its_place_and_no_address_says_what_is_known(client: Client, home: Household) -> None:
    worry(home)
    assert prompts(home) == ["crisis"]
    address = f"/accounts/{home.account.pk}/referrals/"
    page = as_(client, home.officer).get(address).content.decode()
    assert 'href="?prompt=1#id_partner"' in page
    assert "?prompt=crisis" not in page + client.get(f"/accounts/{home.account.pk}/safety/").content.decode()

    assert client.get(address, {"prompt": "1"}).context["form"].initial["prompted_by"] == "crisis"
    assert "prompted_by" not in client.get(address, {"prompt": "2"}).context["form"].initial


def test_s0_20_causes_and_flags_prompt_too(home: Household) -> None:
    causes.record_cause(account=home.account, code="other_debts", **moment(home.officer))
    worry(home)
    assert prompts(home) == ["cause_other_debts", "crisis"]

    refer(home, prompted_by="cause_other_debts")

    assert prompts(home) == ["crisis"]
