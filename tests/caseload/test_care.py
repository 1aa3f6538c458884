"""Needs, holds, breathing space, insolvency, deaths, disputes and interests: what each stops, and what it becomes."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from caseload import search
from caseload.care.registry import ADDED
from caseload.models import Act, Reminder
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from staff.models import AccessLog, Role, User
from tenancies.models import AccountEvent, IssuedDocument, ReceivedDocument
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import (
    Adjustment,
    BreathingSpace,
    CoveredDebt,
    DeclaredInterest,
    Estate,
    Hold,
    Insolvency,
    Marker,
    NeedsAsked,
    PersonNeeds,
    Representative,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a receipt"


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"format_needed": "none"})
    sign_in(client, home.officer)
    return home


@pytest.fixture
def leader(home: Household) -> User:
    return OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])


def shown(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(client: Client, home: Household) -> str:
    return shown(client.get(f"/accounts/{home.account.pk}/care/"))


def record(client: Client, home: Household, what_is: str, **typed: Any) -> str:
    answer = client.post(f"/accounts/{home.account.pk}/care/{what_is}/", typed, follow=True)
    return shown(answer)


def person(home: Household) -> str:
    return str(home.tenants[0].pk)


def space(client: Client, home: Household, **changes: Any) -> str:
    typed = {
        "person": person(home), "kind": "standard", "reference": "BS-1", "notified_on": "20 November 2026",
        "starts_on": "21 November 2026", "ends_on": "19 January 2027", "adviser": "Ottersby Advice",
        "covers": [str(home.account.pk)],
    } | changes  # fmt: skip
    return record(client, home, "breathing-space", **typed)


def waiting(home: Household) -> OutboxMessage:
    return press(home)[0]


@pytest.mark.parametrize("what", ADDED)
def test_each_form_opens_and_says_what_is_missing(client: Client, home: Household, what: str) -> None:
    address = f"/accounts/{home.account.pk}/care/{what}/"
    typed = {"of": "mental_health"} if what == "need" else {}

    assert client.get(address).status_code == 200
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "Not yet in force" in shown(answer)


def test_the_page_says_what_is_not_known_and_what_stands_in_the_way(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)

    said = page(client, home)

    assert "Never asked. Ask now" in said
    assert "Somebody here was never asked about needs" in said
    assert "No hold runs." in said


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
        {"last_day": "22 November 2026", "why": "The adviser wrote: treatment has ended"},
    )

    assert answer.status_code == 302
    assert not of_account(home.account, as_of=MONDAY).in_breathing_space
    assert Hold.objects.get().from_on == MONDAY


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
    assert "Nobody called ‘Zbigniew Quartz’ is a tenant here, so nothing is recorded" in shown(answer)
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

    assert "What was withdrawn stays withdrawn" in shown(answer)
    assert not of_account(home.account, as_of=MONDAY).in_breathing_space
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

    assert "The midway review is from 15 December 2026, not earlier." in shown(client.post(address, {"said": "Paid"}))


def test_a_bankruptcy_freezes_what_was_owed_before_its_day_and_no_more(client: Client, home: Household) -> None:
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)

    said = record(
        client, home, "insolvency", person=person(home), kind="bankruptcy", reference="123 of 2026",
        effective_on="20 November 2026", practitioner="Official Receiver, Leeds", covers=[str(home.account.pk)],
    )  # fmt: skip

    assert "£209.00 is frozen and not asked for." in said
    facts = of_account(home.account, as_of=MONDAY)
    assert (facts.gross_arrears, facts.collectable_arrears) == (Decimal("313.50"), Decimal("104.50"))
    # Discharged after twelve months: to 19 November 2027.
    assert Insolvency.objects.get().ends_on == date(2027, 11, 19)


def test_a_death_stops_every_letter_to_them_at_once_and_the_survivor_is_written_to(client: Client) -> None:
    home = owing({"format_needed": "none"}, {"first_names": "Omar", "format_needed": "none"})
    sign_in(client, home.officer)
    press(home)

    said = record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026",
        told_by="Omar Yusuf",
    )  # fmt: skip

    assert "1 message that waited will not go." in said
    assert dict(OutboxMessage.objects.values_list("person__first_names", "state"))["Amina"] == "withdrawn"
    dead = next(tenant for tenant in tenants_of(home.account, as_of=MONDAY) if tenant.died_on)
    assert dead.person_id == home.tenants[0].pk
    client.post(f"/accounts/{home.account.pk}/care/estate-letters/{Estate.objects.get().pk}/", {})
    titles = list(IssuedDocument.objects.order_by("pk").values_list("title", flat=True))
    assert titles[:2] == ["Letter to the personal representatives", "Copy for the Public Trustee"]
    assert titles[2:] == ["Letter to Ms Omar Yusuf"]
    assert Estate.objects.get().public_trustee_on == MONDAY


def test_a_death_recorded_by_mistake_is_corrected_and_both_stay_on_record(client: Client, home: Household) -> None:
    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026", told_by="X"
    )

    client.post(
        f"/accounts/{home.account.pk}/care/estate-correct/{Estate.objects.get().pk}/", {"why": "Another of that name"}
    )

    assert tenants_of(home.account, as_of=MONDAY)[0].died_on is None
    assert AccountEvent.objects.filter(account=home.account, what="protection").count() == 2
    assert not Estate.objects.exists()


def test_a_disputed_balance_with_its_proof_is_held_asked_and_answered_in_one_press(
    client: Client, home: Household, leader: User
) -> None:
    letter = waiting(home)
    proof = SimpleUploadedFile("receipt.pdf", PDF, content_type="application/pdf")

    said = record(client, home, "dispute", says="Paid £209 at the post office", paper=proof,
                  received_on="23 November 2026")  # fmt: skip

    assert "1 answer made" in said
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    facts = of_account(home.account, as_of=MONDAY)
    assert facts.disputed
    assert facts.held_until == date(2026, 11, 30)  # five working days
    assert ReceivedDocument.objects.get().kind == "proof_of_payment"
    finance = OfficerFactory(name="Anna Chen", role=Role.FINANCE)
    sign_in(client, finance)
    assert "Paid £209 at the post office" in shown(client.get("/care/disputes/"))

    marker = Marker.objects.get(kind="dispute")
    client.post(
        f"/accounts/{home.account.pk}/care/answer/{marker.pk}/",
        {"found_it": "yes", "said": "It was on another account"},
    )

    facts = of_account(home.account, as_of=MONDAY)
    assert not facts.disputed
    assert facts.held_until is None
    assert Reminder.objects.filter(for_user=home.officer, text__contains="It was on another account").exists()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("receipt.docx", b"PK\x03\x04", "is not a PDF, JPEG or PNG"),
        ("empty.pdf", b"", "is empty"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_and_nothing_is_done(
    client: Client, home: Household, name: str, content: bytes, refusal: str
) -> None:
    paper = SimpleUploadedFile(name, content)

    said = record(client, home, "dispute", says="Paid", paper=paper, received_on="23 November 2026")

    assert refusal in said
    assert "Choose the file again" in said
    assert not Marker.objects.exists()
    assert not Hold.objects.exists()


def test_who_knows_the_household_does_nothing_here_and_hands_it_over(
    client: Client, home: Household, leader: User
) -> None:
    said = record(client, home, "interest", what="My cousin")

    assert "Mabel Osei gives the account to a colleague." in said
    assert Reminder.objects.get(for_user=leader).kind == "task"
    refused = record(client, home, "asked", person=person(home), channel="phone", answer="none",
                     asked_on="23 November 2026")  # fmt: skip
    assert "You declared an interest in this household, so you record nothing here." in refused
    assert not NeedsAsked.objects.exists()


def test_a_declared_interest_is_ended_by_a_leader_never_by_who_declared_it(
    client: Client, home: Household, leader: User
) -> None:
    record(client, home, "interest", what="My cousin")
    address = f"/accounts/{home.account.pk}/care/end-interest/{DeclaredInterest.objects.get().pk}/"
    sign_in(client, leader)

    client.post(address, {})

    assert DeclaredInterest.objects.get().ended_by == leader


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


def test_who_deals_with_the_estate_is_written_to_and_nobody_else(client: Client, home: Household) -> None:
    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026", told_by="X"
    )
    record(
        client, home, "representative", person=person(home), kind="executor", name="Mr Sam Yusuf",
        address="9 Hill Road, Ottersby, OT2 2BB", evidence="Grant of probate", letters="none",
    )  # fmt: skip

    client.post(f"/accounts/{home.account.pk}/care/estate-letters/{Estate.objects.get().pk}/", {})

    assert list(IssuedDocument.objects.values_list("title", flat=True)) == ["Letter to Mr Sam Yusuf"]
    assert Estate.objects.get().public_trustee_on is None


def test_who_declared_an_interest_is_stopped_at_the_action(client: Client, home: Household, leader: User) -> None:
    record(client, home, "interest", what="My cousin")

    with pytest.raises(PermissionDenied, match="You declared an interest in this household"):
        press(home)

    assert not OutboxMessage.objects.exists()


def test_a_risk_from_the_housing_system_is_reviewed_there(client: Client, home: Household) -> None:
    marker = Marker.objects.create(
        source_ref="M1", kind="risk", detail="dog", tenancy=home.account.tenancy, from_on=MONDAY, owner=home.officer,
        review_on=MONDAY,
    )  # fmt: skip

    assert "from the housing system: review it there" in shown(client.get("/care/due/"))
    said = client.post(
        f"/accounts/{home.account.pk}/care/review/{marker.pk}/",
        {"said": "Still there", "review_on": "1 March 2027", "last_day": "22 May 2027"},
    )

    assert "The housing system sent this one: review it there" in shown(said)


def test_who_knows_the_household_gives_it_to_a_colleague_in_the_same_press(client: Client, home: Household) -> None:
    colleague = OfficerFactory(name="Tom Fenwick")

    said = record(client, home, "interest", what="My cousin", to=str(colleague.pk))

    assert "It is declared, and the account is with Tom Fenwick." in said
    assert home.account.handovers.get(ended_at=None).to == colleague


def test_the_timeline_shows_what_was_recorded_to_protect_them(client: Client, home: Household) -> None:
    space(client, home)

    account = shown(client.get(home.account.get_absolute_url()))

    assert "Breathing space for Ms Amina Yusuf from 21 November 2026 until 19 January 2027." in account
