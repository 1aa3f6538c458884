"""Duties of the weekly contract, approvals and coverage, each tested by its number.

S1-17 and S4-26 have tests in test_views_coverage.py too.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from caseload import drafts, messages, presence, questions, reminders, undo
from caseload.coverage import coverage, quiet_sample, unowned
from caseload.models import Recommendation, Reminder, SignedWeek, Step, WorkSession
from caseload.weekly import signing
from caseload.weekly.evidence import week_of
from caseload.weekly.signing import CannotSign
from recovery.models import Campaign, OutboxMessage
from recovery.rules.actions import Action
from staff.models import Role, User
from tenancies.models import AccountEvent, AccountRestriction, RentAccount
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, override, press
from tests.caseload.reading import rows_of
from tests.factories.people import Household, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
FRIDAY = MONDAY + timedelta(days=4)


def leader(home: Household, **known: Any) -> User:
    patches = [home.account.tenancy.home.patch]
    return OfficerFactory(
        **({"username": "lead", "name": "M Osei", "role": Role.TEAM_LEADER, "patches": patches} | known)
    )


# --------------------------------------------------------------------------------------------- the weekly contract


def test_s2_42_each_recommendation_of_the_week_has_one_answer_and_what_is_open_is_listed_by_name() -> None:
    done, not_taken, still = owing(), owing(), owing()
    officer = done.officer
    for home in (not_taken, still):
        home.account.tenancy.home.patch = done.account.tenancy.home.patch
        home.account.tenancy.home.save()
    press(done)
    override(Household(not_taken.account, not_taken.tenants, officer))
    week = week_of(officer, monday=MONDAY, on=MONDAY)
    answers = {(line.ref, line.answer) for line in week.lines}
    assert (done.account.account_ref, "done") in answers
    assert (not_taken.account.account_ref, "overridden") in answers
    assert still.account.account_ref in {line.ref for line in week.open}
    assert len(week.open) == week.totals["open"]
    assert [day for day, _ in week.days] == [MONDAY + timedelta(days=number) for number in range(5)]
    assert week.days[0][1] == {"done": 1, "overridden": 1, "deferred": 0, "held": 0, "lapsed": 0}  # open: on no day yet


def test_s2_43_the_pack_totals_the_weeks_recommendations_with_time_who_and_why(client: Client) -> None:
    home = owing()
    override(home, reason="Paid at the office")
    week = week_of(home.officer, monday=MONDAY, on=FRIDAY)
    mine = RentAccount.objects.owned_by(home.officer, on=FRIDAY)
    generated = Recommendation.objects.filter(account__in=mine, first_on__gte=MONDAY).exclude(action=Action.NONE)
    assert sum(week.totals.values()) == len(week.lines) == generated.count()
    sign_in(client, leader(home))
    address = [MONDAY.isoformat(), home.officer.pk]
    [head, line, *_] = rows_of(client.get(reverse("week_csv", args=address)))
    told = dict(zip(head, line, strict=True))
    assert (told["Answer"], told["By"], told["Reason"]) == ("Overridden", home.officer.name, "Paid at the office")
    assert told["Time"]
    pdf = client.get(reverse("week_pdf", args=address))
    assert pdf.content.startswith(b"%PDF-")


def test_s2_43_a_signed_week_stays_as_it_was_is_signed_once_and_never_by_the_officer(client: Client) -> None:
    home = owing()
    lead, manager = leader(home), OfficerFactory(role=Role.INCOME_MANAGER, name="P Walker")
    given = {"monday": MONDAY, "on": FRIDAY, "at": NOON}
    with pytest.raises(CannotSign, match="from its Friday on"):
        signing.sign(home.officer, note="", by=lead, **(given | {"on": MONDAY}))
    with pytest.raises(CannotSign, match="open without a reason"):
        signing.sign(home.officer, note="", by=lead, **given)
    with pytest.raises(CannotSign, match="team leader or the income manager"):
        signing.sign(home.officer, note="", by=home.officer, **given)
    with pytest.raises(CannotSign, match="your own week"):
        signing.sign(lead, note="", by=lead, **given)
    signing.sign(home.officer, note="Done on Monday", by=lead, **given)
    with pytest.raises(CannotSign, match="M Osei has signed this week already"), transaction.atomic():
        signing.sign(home.officer, note="Me too", by=manager, **given)

    override(home)
    signed = SignedWeek.objects.get()
    shown = signing.shown(home.officer, monday=MONDAY, on=FRIDAY, signed=signed)
    assert (shown.totals["open"], shown.totals["overridden"]) == (1, 0)


# --------------------------------------------------------------------------------------------- approvals (K21)


def beyond(home: Household) -> Reminder:
    step = Recommendation.objects.get(account=home.account, lapsed_on=None).action
    question, _ = questions.ask(
        account=home.account, text="They paid me", sets_aside=step, by=home.officer, on=MONDAY, at=NOON
    )
    return question


def test_s2_33_an_override_beyond_the_officers_range_is_approved_and_done_in_two_presses(client: Client) -> None:
    home = owing()
    lead = leader(home)
    question = beyond(home)
    sign_in(client, lead)
    assert "Approvals" in client.get(reverse("approvals")).content.decode()
    page = client.get(reverse("approval", args=["override", question.pk]))  # the first press
    assert "Nothing has changed since it was asked" in page.content.decode()
    decide = reverse("decide", args=["override", question.pk])
    client.post(decide, {"do": "approve", "seen": page.context["seen"]})  # the second, which does it
    step = Step.objects.get(account=home.account)
    assert (step.outcome, step.by) == (Step.Outcome.OVERRIDDEN, lead)
    assert "Nothing waiting" in client.get(reverse("approvals")).content.decode()


def test_s2_33_what_changed_while_a_leader_looked_is_shown_again_and_nothing_is_done(client: Client) -> None:
    home = owing()
    lead = leader(home)
    question = beyond(home)
    sign_in(client, lead)
    page = client.get(reverse("approval", args=["override", question.pk]))
    AccountEvent.objects.create(
        account=home.account, on=MONDAY, at=NOON + timedelta(minutes=9), what="note", summary="Rang: in hospital",
        by=home.officer, by_system=False,
    )  # fmt: skip
    decide = reverse("decide", args=["override", question.pk])
    again = client.post(decide, {"do": "approve", "seen": page.context["seen"]})
    assert again.status_code == 422
    assert "Rang: in hospital" in again.content.decode()
    assert not Step.objects.exists()


def test_s4_15_a_doubt_is_referred_in_one_press_and_sent_back_the_answer_heads_the_list(client: Client) -> None:
    home = owing()
    lead = leader(home)
    question = beyond(home)
    sign_in(client, lead)
    decide = reverse("decide", args=["override", question.pk])
    assert client.post(decide, {"do": "back"}).status_code == 422  # a reason is wanted
    client.post(decide, {"do": "back", "said": "Call them first"})
    question.refresh_from_db()
    assert (question.answer, question.done_by) == ("Call them first", lead)
    assert [each.pk for each in reminders.of(home.officer, on=MONDAY, until=MONDAY).answers] == [question.pk]
    assert not Step.objects.exists()


def test_nobody_approves_her_own_and_asking_leaves_it_waiting(client: Client) -> None:
    home = owing()
    lead = leader(home)
    mine = Campaign.objects.create(
        name="Own", purpose="P", channel="sms", text="T", made_by=lead, made_at=NOON, state="submitted", send_on=MONDAY
    )
    question = beyond(home)
    sign_in(client, lead)
    assert "Own" not in client.get(reverse("approvals")).content.decode()
    gone = client.post(reverse("decide", args=["campaign", mine.pk]), {"do": "approve"}, follow=True)
    assert "does not wait for you" in gone.content.decode()
    client.post(reverse("decide", args=["override", question.pk]), {"do": "ask", "said": "Which office?"})
    task = Reminder.objects.get(kind="task")
    assert (task.for_user, task.text) == (home.officer, "Which office?")
    assert f"/approvals/override/{question.pk}/" in client.get(reverse("approvals")).content.decode()


# --------------------------------------------------------------------------------------------- coverage (K17)


def test_s1_17_sweep_oldest_goes_through_those_longest_unseen_whether_a_step_waits_or_not(client: Client) -> None:
    due, quiet = owing(), owing(owes="5.00")
    quiet.account.tenancy.home.patch = due.account.tenancy.home.patch
    quiet.account.tenancy.home.save()
    sign_in(client, due.officer)
    client.post(reverse("coverage_sweep"))
    begun = WorkSession.objects.get()
    assert sorted(begun.at_start) == sorted([due.account.pk, quiet.account.pk])
    first, second = begun.at_start
    following = client.post(reverse("looked_at", args=[first]))
    assert following["Location"] == f"/accounts/{second}/"
    last = client.post(reverse("looked_at", args=[second]))
    assert last["Location"] == reverse("session_card", args=[begun.pk])
    assert coverage(due.officer).oldest_unseen[0].last_seen_on == MONDAY
    board = coverage(None)
    assert (board.missing, board.accounts) == (0, RentAccount.objects.count())
    assert len(quiet_sample(RentAccount.objects.all(), on=MONDAY)) == 1


def test_s3_07_the_idle_list_equals_its_query_and_says_that_none_is_the_target(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    page = client.get(reverse("coverage"))
    listed = client.get(reverse("accounts"), {"view": "idle"})
    assert page.context["idle"] == listed.context["number"] == 1
    assert "none is the target" in page.content.decode()
    AccountEvent.objects.create(
        account=home.account, on=MONDAY, at=NOON, what="note", summary="Seen", by=home.officer, by_system=False
    )
    assert client.get(reverse("coverage")).context["idle"] == 0


def test_s4_26_the_unowned_list_is_empty_once_each_patch_has_its_officer() -> None:
    home = owing()
    assert not unowned(RentAccount.objects.all()).exists()
    home.officer.is_active = False
    home.officer.save()
    assert list(unowned(RentAccount.objects.all())) == [home.account]


def test_an_officer_without_a_patch_sees_the_mosaic_empty_not_missing(client: Client) -> None:
    sign_in(client, OfficerFactory())
    page = client.get(reverse("coverage_tiles"))
    assert page.status_code == 200
    assert "No patch is yours" in page.content.decode()


# --------------------------------------------------------------------------------------------- mended on the way


def test_the_undo_list_leaves_out_what_was_done_on_an_account_restricted_since() -> None:
    home = owing()
    other = OfficerFactory(patches=[home.account.tenancy.home.patch])
    override(Household(home.account, home.tenants, other))
    assert len(undo.newest(other, at=NOON)) == 1
    other.patch_assignments.all().delete()
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="Knows the family", set_by=home.officer, set_at=NOON
    )
    assert undo.newest(other, at=NOON) == []


def test_a_draft_saved_long_after_its_message_went_does_not_bring_the_text_back() -> None:
    home = owing()
    message = OutboxMessage.objects.create(
        account=home.account, person=home.tenants[0], channel="sms", action="none", text="Please ring", queued_at=NOON,
        queued_by=home.officer, send_after=NOON, press=uuid4(),
    )  # fmt: skip
    typed = QueryDict(mutable=True)
    typed.update({"text": "Please ring", "press": str(message.press)})
    late = NOON + timedelta(minutes=2)
    with pytest.raises(drafts.JustSent):
        drafts.keep(user=home.officer, form="message", account=home.account, typed=typed, at=late)
    typed["press"] = str(uuid4())
    drafts.keep(user=home.officer, form="message", account=home.account, typed=typed, at=late)
    assert "message" in drafts.for_page(home.officer, home.account)


def test_no_message_goes_on_an_account_that_a_colleague_has_taken() -> None:
    home = owing({"mobile": "07700 900123"})
    other = OfficerFactory(name="T Fenwick", patches=[home.account.tenancy.home.patch])
    presence.take(home.account, other, at=NOON)
    with pytest.raises(presence.Taken, match="T Fenwick"):
        messages.send(
            account=home.account, person=home.tenants[0], channel="sms", purpose="general", text="Please ring",
            reason_given="", by=home.officer, on=MONDAY, press=uuid4(),
        )  # fmt: skip
    assert not OutboxMessage.objects.exists()
