"""Breathing space: what it stops, what it covers, when it ends."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from caseload import search
from caseload.models import Act, Reminder
from recovery.account_facts import of_account
from recovery.models import OutboxMessage
from tests.caseload.care.records import page, space, waiting
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import press
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import BreathingSpace, CoveredDebt, Hold, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def test_a_breathing_space_stops_chasing_lists_what_was_withdrawn_and_makes_its_dates_work(
    client: Client, home: Household
) -> None:
    letter = waiting(home)

    said = space(client, home)

    assert "1 message that waited will not go" in said
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    kept = BreathingSpace.objects.get()
    assert [each["reference"] for each in kept.stopped] == [f"recovery.outboxmessage:{letter.pk}"]
    assert letter.title in page(client, home)
    facts = of_account(home.account, as_of=MONDAY)
    assert facts.in_breathing_space
    assert (facts.covered_debt, facts.collectable_arrears) == (Decimal("209.00"), Decimal("0.00"))
    # Notified on Friday 20 November: five working days to Friday 27; day 25 of 21 November is 15 December.
    due = dict(Reminder.objects.values_list("text", "due_on"))
    assert date(2026, 11, 27) in due.values()
    assert date(2026, 12, 15) in due.values()
    assert date(2027, 1, 20) in due.values()


def test_after_a_breathing_space_five_working_days_rest(client: Client, home: Household) -> None:
    space(client, home)

    # Its last day is Tuesday 19 January 2027: Wednesday to Tuesday, 20 to 26 January.
    rest = Hold.objects.get()
    assert (rest.from_on, rest.last_day) == (date(2027, 1, 20), date(2027, 1, 26))
    assert of_account(home.account, as_of=date(2027, 1, 20)).held_until == date(2027, 1, 26)
    assert of_account(home.account, as_of=MONDAY).held_until is None


def test_the_ladder_stands_at_the_same_step_when_a_breathing_space_has_ended(client: Client, home: Household) -> None:
    before = of_account(home.account, as_of=MONDAY).stage
    space(client, home)

    assert of_account(home.account, as_of=date(2027, 1, 27)).stage == before


def test_a_hold_during_the_breathing_space_leaves_the_rest_after_it(client: Client, home: Household) -> None:
    space(client, home)
    typed = {"reason": "benefit", "last_day": "4 December 2026"}
    client.post(f"/accounts/{home.account.pk}/hold/", typed)

    assert Hold.objects.filter(lifted_on=None).count() == 2


def test_a_last_day_that_is_not_the_sixtieth_is_kept_and_pointed_out(client: Client, home: Household) -> None:
    said = space(client, home, ends_on="20 January 2027")

    assert "The letter gives 61 days; the rule makes 60, to 19 January 2027." in said
    assert BreathingSpace.objects.get().ends_on == date(2027, 1, 20)


def test_a_mental_health_crisis_has_no_end_until_it_is_told(client: Client, home: Household) -> None:
    space(client, home, kind="mental_health", ends_on="")
    kept = BreathingSpace.objects.get()
    assert of_account(home.account, as_of=date(2027, 6, 1)).in_breathing_space

    answer = client.post(
        f"/accounts/{home.account.pk}/care/end-space/{kept.pk}/",
        {"told": "last_day", "last_day": "22 November 2026", "why": "The adviser wrote: it was cancelled"},
    )

    assert answer.status_code == 302
    assert not of_account(home.account, as_of=MONDAY).in_breathing_space
    assert Hold.objects.get().from_on == MONDAY


def test_when_treatment_has_ended_breathing_space_runs_for_thirty_days_more(client: Client, home: Household) -> None:
    """Rulebook BS-1: treatment and 30 days. 22 November and 30 days is 22 December."""
    space(client, home, kind="mental_health", ends_on="")
    kept = BreathingSpace.objects.get()
    address = f"/accounts/{home.account.pk}/care/end-space/{kept.pk}/"
    typed = {"last_day": "22 November 2026", "why": "The adviser wrote: treatment has ended"}

    asked = client.post(address, typed)
    client.post(address, {"told": "treatment_ended", **typed})

    assert "Choose what we were told." in asked.content.decode()
    assert of_account(home.account, as_of=date(2026, 12, 22)).in_breathing_space
    assert not of_account(home.account, as_of=date(2026, 12, 23)).in_breathing_space


def test_a_standard_one_without_a_last_day_is_refused(client: Client, home: Household) -> None:
    letter = waiting(home)

    said = space(client, home, ends_on="")

    assert "Enter the last day that the letter gives." in said
    assert not Marker.objects.exists()
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_notice_for_somebody_else_is_not_recorded_here(client: Client, home: Household) -> None:
    said = space(client, home, person="0")

    assert "This person is not a tenant on this account" in said
    assert not BreathingSpace.objects.exists()


def test_a_notice_for_nobody_we_know_says_so_and_keeps_what_was_typed(client: Client, home: Household) -> None:
    search.index_all(on=MONDAY)

    answer = client.post("/care/notice/", {"who": "Zbigniew Quartz", "reference": "BS-9", "says": "60 days"})

    assert answer.status_code == 422
    assert "Nobody called ‘Zbigniew Quartz’ is a tenant here, so nothing is recorded" in text(answer)
    assert 'value="BS-9"' in answer.content.decode()


def test_what_was_typed_of_a_notice_comes_along_to_the_account(client: Client, home: Household) -> None:
    search.index_all(on=MONDAY)
    client.post("/care/notice/", {"who": "Yusuf", "reference": "BS-9", "says": "From tomorrow, 60 days"})

    form = client.get(f"/accounts/{home.account.pk}/care/breathing-space/").content.decode()

    assert 'value="BS-9"' in form
    assert "From tomorrow, 60 days" in form


def test_a_joint_tenant_outside_the_breathing_space_keeps_their_letter(client: Client) -> None:
    home = owing({"format_needed": "none"}, {"first_names": "Omar", "format_needed": "none"})
    sign_in(client, home.officer)
    press(home)

    space(client, home)

    states = dict(OutboxMessage.objects.values_list("person__first_names", "state"))
    assert states == {"Amina": "withdrawn", "Omar": "queued"}


def test_a_breathing_space_recorded_by_mistake_is_taken_back(client: Client, home: Household) -> None:
    space(client, home)

    answer = client.post(f"/undo/{Act.objects.get(kind='breathing_space').pk}/", follow=True)

    assert "What was withdrawn stays withdrawn" in text(answer)
    assert not of_account(home.account, as_of=MONDAY).in_breathing_space
    assert not Hold.objects.filter(lifted_on=None).exists()


def test_told_late_that_it_ended_the_rest_planned_after_its_old_end_is_gone(client: Client, home: Household) -> None:
    """It ended on 10 November: five working days to the 17th are over, and no other rest follows in January."""
    space(client, home, notified_on="20 October 2026", starts_on="21 October 2026", ends_on="19 December 2026")
    kept = BreathingSpace.objects.get()

    typed = {"last_day": "10 November 2026", "why": "The adviser wrote: it was cancelled"}
    client.post(f"/accounts/{home.account.pk}/care/end-space/{kept.pk}/", typed)

    kept.refresh_from_db()
    assert kept.ends_on == date(2026, 11, 10)
    assert not Hold.objects.filter(lifted_on=None).exists()


def test_the_search_for_further_debts_covers_the_accounts_that_it_found(client: Client, home: Household) -> None:
    garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    LedgerEntryFactory(account=garage, amount=Decimal("30.00"), effective_on=date(2026, 11, 2))
    space(client, home)
    kept = BreathingSpace.objects.get()

    client.post(
        f"/accounts/{home.account.pk}/care/search/{kept.pk}/", {"covers": [str(home.account.pk), str(garage.pk)]}
    )

    kept.refresh_from_db()
    assert kept.searched_on == MONDAY
    assert CoveredDebt.objects.get(account=garage).amount == Decimal("30.00")


def test_the_midway_review_is_refused_before_its_day(client: Client, home: Household) -> None:
    space(client, home)
    address = f"/accounts/{home.account.pk}/care/midway/{BreathingSpace.objects.get().pk}/"

    assert "The midway review is from 15 December 2026, not earlier." in text(client.post(address, {"said": "Paid"}))


def test_the_timeline_shows_what_was_recorded_to_protect_them(client: Client, home: Household) -> None:
    space(client, home)

    account = text(client.get(home.account.get_absolute_url()))

    assert "Breathing space for Ms Amina Yusuf from 21 November 2026 until 19 January 2027." in account


def test_one_that_the_housing_system_marks_does_not_keep_the_letters_own_dates_out(
    client: Client, home: Household
) -> None:
    """The housing system has it to 31 December; the letter says 19 January, and the longer one protects."""
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=home.tenants[0],
        from_on=date(2026, 11, 21), last_day=date(2026, 12, 31),
    )  # fmt: skip

    said = space(client, home)

    assert "Chasing of Ms Amina Yusuf has stopped." in said
    facts = of_account(home.account, as_of=MONDAY)
    assert (facts.breathing_space_until, facts.covered_debt) == (date(2027, 1, 19), Decimal("209.00"))
    assert "is in breathing space already" in space(client, home)
