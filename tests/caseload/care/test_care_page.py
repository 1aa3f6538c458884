"""The care page: needs and whether they were asked for, risks, copies, and who may record."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from caseload.care.registry import ADDED
from caseload.models import Act
from recovery.account_facts import of_account
from staff.models import AccessLog, Role
from tenancies.models import AccountEvent
from tests.caseload.care.records import page, person, record
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from welfare.models import Adjustment, Marker, NeedsAsked, PersonNeeds, Representative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


@pytest.mark.parametrize("what", ADDED)
def test_each_form_opens_and_says_what_is_missing(client: Client, home: Household, what: str) -> None:
    address = f"/accounts/{home.account.pk}/care/{what}/"
    typed = {"of": "mental_health"} if what == "need" else {}

    assert client.get(address).status_code == 200
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "Not yet in force" in text(answer)


def test_the_page_says_what_is_not_known_and_what_stands_in_the_way(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    said = page(client, home)

    assert "Never asked. Ask now" in said
    assert "Somebody here was never asked about needs" in said
    assert "No hold runs." in said


def test_a_need_that_only_the_housing_system_holds_is_named(client: Client) -> None:
    home = owing({"format_needed": "large_print"})
    sign_in(client, home.officer)

    shown = page(client, home)

    assert "Needs are known." in shown
    assert "Format: large print, from the housing system" in shown


def test_tries_on_two_days_with_a_visit_among_them_become_asked_without_answer(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    typed = {"person": person(home), "answer": "no_answer"}

    record(client, home, "asked", channel="phone", asked_on="16 November 2026", **typed)
    assert of_account(home.account, as_of=MONDAY).needs == "never_asked"
    record(client, home, "asked", channel="visit", asked_on="19 November 2026", **typed)

    assert of_account(home.account, as_of=MONDAY).needs == "asked_no_answer"
    assert "Asked without answer: tries on two days, one of them a visit" in page(client, home)


def test_a_try_that_was_a_mistake_is_taken_back(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    record(client, home, "asked", person=person(home), channel="phone", answer="none", asked_on="23 November 2026")
    assert of_account(home.account, as_of=MONDAY).needs == "none"

    client.post(f"/undo/{Act.objects.get().pk}/")

    assert NeedsAsked.objects.get().taken_back_at
    assert of_account(home.account, as_of=MONDAY).needs == "never_asked"


def test_a_day_to_come_is_refused_and_what_was_typed_stays(client: Client, home: Household) -> None:
    said = record(
        client, home, "asked", person=person(home), channel="phone", answer="none", asked_on="24 November 2026"
    )

    assert "The day you asked must be today or earlier." in said
    assert not NeedsAsked.objects.exists()


def test_who_may_only_read_records_nothing(client: Client, home: Household) -> None:
    sign_in(client, OfficerFactory(name="Kay Gill", role=Role.AUDITOR))

    assert client.get(f"/accounts/{home.account.pk}/care/").status_code == 200
    assert client.get(f"/accounts/{home.account.pk}/care/risk/").status_code == 403
    assert client.post(f"/accounts/{home.account.pk}/care/print/", {"reason": "Look"}).status_code == 403


def test_a_record_of_another_household_is_not_found_here(client: Client, home: Household) -> None:
    other = owing()
    marker = Marker.objects.create(
        kind="vulnerability", detail="sensory", person=other.tenants[0], from_on=MONDAY, owner=other.officer
    )

    assert client.post(f"/accounts/{home.account.pk}/care/end/{marker.pk}/", {"why": "X"}).status_code == 404


def test_a_copy_for_a_conference_is_made_only_for_a_reason_and_logged(client: Client, home: Household) -> None:
    address = f"/accounts/{home.account.pk}/care/print/"
    assert client.post(address, {}).status_code == 422
    assert not AccessLog.objects.exists()

    answer = client.post(address, {"reason": "Case conference of 24 November"})

    assert answer["Content-Type"] == "application/pdf"
    assert AccessLog.objects.get().reason == "Case conference of 24 November"


def test_what_is_recorded_of_a_need_is_not_told_on_the_timeline(client: Client, home: Household) -> None:
    client.post(
        f"/accounts/{home.account.pk}/care/need/",
        {"of": "substance_use", "person": person(home), "codes": ["one_officer"], "evidence": "She told me"},
    )

    event = AccountEvent.objects.get(account=home.account, what="needs")
    assert event.summary == "A need of Ms Amina Yusuf was recorded, with 1 adjustment."
    assert Adjustment.objects.get().code == "one_officer"
    assert PersonNeeds.objects.count() == 0
    assert Representative.objects.count() == 0
    assert event.at >= datetime(2026, 11, 23, tzinfo=UTC)


def test_a_risk_from_the_housing_system_is_reviewed_there(client: Client, home: Household) -> None:
    marker = Marker.objects.create(
        source_ref="M1", kind="risk", detail="dog", tenancy=home.account.tenancy, from_on=MONDAY, owner=home.officer,
        review_on=MONDAY,
    )  # fmt: skip

    assert "from the housing system: review it there" in text(client.get("/care/due/"))
    said = client.post(
        f"/accounts/{home.account.pk}/care/review/{marker.pk}/",
        {"said": "Still there", "review_on": "1 March 2027", "last_day": "22 May 2027"},
    )

    assert "The housing system sent this one: review it there" in text(said)
