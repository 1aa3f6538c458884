"""The pages of warrants and evictions, as an officer, a manager and a reader see and press them."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.legal.evictions import acts
from caseload.tasks import every_minute
from legal.eviction_end import Ended
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from tenancies.models import AccountEvent, RentAccount
from tests.caseload.desk import sign_in
from tests.factories.people import OfficerFactory
from tests.legal.enforcing import (
    ANSWERS,
    BY_HAND,
    DAY,
    MORNING,
    RISKS,
    Enforced,
    arranged,
    asked,
    booked,
    broken,
    issued,
    ready,
    weighed,
)
from welfare.models import Marker

pytestmark = pytest.mark.django_db


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.fixture
def found() -> Enforced:
    return broken()


@pytest.fixture
def on_the_day(settings: Any) -> None:
    settings.TRAINING_DAY = DAY


@pytest.fixture
def officer(client: Client, found: Enforced, monday: None) -> Client:
    sign_in(client, found.officer)
    return client


def press(client: Client, found: Enforced, do: str, **typed: object) -> object:
    return client.post(reverse("warrant_act", args=[found.account.pk]), {"do": do, **typed}, follow=True)


def test_a_warrant_from_its_page_to_the_managers_yes(officer: Client, found: Enforced) -> None:
    weighed(found)
    press(officer, found, "begin")
    page = words(officer.get(reverse("warrant", args=[found.account.pk])))
    assert "No homelessness referral was made." in page
    assert "short since 20 July 2026, and not every tenant was warned of it." in page
    note = {"person": found.home.tenants[0].pk, "channel": "visit", "warned_on": "2 November 2026"}
    warn = reverse("warn_order", args=[found.order.pk])
    answer = officer.post(warn, note | {"do": "note"})
    assert (answer.status_code, "Write what they were told" in words(answer)) == (422, True)
    page = words(officer.post(warn, note | {"do": "note", "said": "Nothing came in."}, follow=True))
    assert "warned on 2 November 2026. </li><li>They had until 16 November 2026." in page.replace(".</li>", ". </li>")
    press(officer, found, "refer", code="homelessness", why="They agree")
    for code in BY_HAND:
        press(officer, found, "check", code=code, how="Looked at")
    press(
        officer,
        found,
        "risks",
        panel_on="23 November 2026",
        people="One child",
        **{f"risk_{code}": said for code, said in ANSWERS.items()},
    )

    page = words(press(officer, found, "ask", note="Nothing was paid"))

    assert "Waits for the income manager" in page
    manager = Client()
    sign_in(manager, found.manager)
    request = LegalRequest.objects.get(step="warrant")
    shown = words(manager.get(reverse("approval", args=["warrant", request.pk])))
    assert "Warrant: the income manager’s yes" in shown
    assert "£2,080.50 fell due under the order" in shown
    assert reverse("warrant_paper", args=[found.account.pk]) in shown
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    manager.post(reverse("decide", args=["warrant", request.pk]), {"do": "approve", "seen": seen, "said": ""})
    assert WarrantRequest.objects.get().state == "approved"


def test_the_warning_goes_by_letter_from_the_orders_page(officer: Client, found: Enforced) -> None:
    page = words(officer.post(reverse("warn_order", args=[found.order.pk]), {"do": "letter"}, follow=True))

    assert "1 letter in today’s batch." in page
    assert "The letter waits in the print room: it counts once it goes." in page
    assert "Write the warning to every tenant" not in page


def test_what_changed_since_it_was_asked_is_highlighted(found: Enforced, client: Client, monday: None) -> None:
    request = asked(found)
    LegalRequest.objects.filter(pk=request.pk).update(was=request.was | {"balance": "150.00"})
    sign_in(client, found.manager)

    shown = words(client.get(reverse("approval", args=["warrant", request.pk])))

    assert "The balance was £150.00 and is £209.00" in shown


def test_the_data_sheet_follows_the_courts_form_with_its_statement(officer: Client, found: Enforced) -> None:
    issued(found)

    text = pdf_words(officer.get(reverse("warrant_paper", args=[found.account.pk])).content)

    assert "N325A" in text
    assert "Dangerous animals A large dog" in text
    assert "Name and address are right Yes" in text
    assert "Legal costs £404.00" in text
    assert "Repayments made since the order £0.00" in text
    assert "The order is a suspended one Yes" in text
    assert "Full name Nadia Rahman" in text
    assert "NOT ANSWERED" not in text
    assert text.index("What is certified") < text.index("Risks") < text.index("Statement of payments due and made")
    assert "20 July 2026 Due under the order £109.50" in text


def test_what_the_court_asks_is_named_on_the_page_until_it_is_answered(officer: Client, found: Enforced) -> None:
    press(officer, found, "begin")
    answers = {f"risk_{code}": said for code, said in ANSWERS.items() if code != "truth_name"}

    page = words(press(officer, found, "risks", people="x" * 6_801, **answers))
    assert "In what way they are vulnerable: 6,800 characters at most, take 1 out." in page
    assert not WarrantRequest.objects.get().risks
    page = words(press(officer, found, "risks", people="x" * 6_800, **answers))

    assert "Full name: not entered." in page
    assert "Position: not entered." not in page


def test_nothing_is_booked_says_so(officer: Client) -> None:
    assert "None booked" in words(officer.get(reverse("evictions")))


def test_an_appointment_is_booked_and_stands_in_the_calendar(officer: Client, found: Enforced) -> None:
    issued(found)
    typed = {"on": "8 December 2026", "at": "10:00", "notice_delivered_on": "23 November 2026"}

    officer.post(reverse("book_eviction", args=[found.account.pk]), typed)

    page = words(officer.get(reverse("evictions")))
    assert "Tuesday 8 December 2026" in page
    assert "Nobody is named to attend" in page


def test_what_is_missing_is_named_and_nothing_is_booked(officer: Client, found: Enforced) -> None:
    answer = officer.post(reverse("book_eviction", args=[found.account.pk]), {"on": "8 December 2026"})

    assert answer.status_code == 422
    assert "No warrant was approved and issued." in words(answer)
    assert not Eviction.objects.exists()


def test_every_part_of_the_page_of_an_eviction_can_be_pressed(officer: Client, found: Enforced) -> None:
    eviction = booked(found)
    act = reverse("eviction_act", args=[eviction.pk])

    officer.post(act, {"do": "arrange", "attends": found.officer.pk, "locksmith": "Keys Ltd", "at": "10:00"})
    officer.post(act, {"do": "attend"})
    officer.post(act, {"do": "check", "code": "terms", "how": "Read again"})
    officer.post(act, {"do": "ask", "note": "Nothing else is left"})
    officer.post(act, {"do": "cost", "supplier": "Keys Ltd", "amount": "85.00", "cost_on": "23 November 2026"})
    refused = officer.post(act, {"do": "ready"})

    assert refused.status_code == 422
    assert "It is not approved." in words(refused)
    page = words(officer.get(reverse("eviction", args=[eviction.pk])))
    assert "Nadia Rahman confirmed on" in page
    assert "Waits for the income manager" in page
    assert "Keys Ltd" in words(officer.get(reverse("evictions")))
    told = AccountEvent.objects.get(about__startswith="legal.claimcost:")
    assert told.summary == "Cost of the eviction: £85.00 to Keys Ltd, 23 November 2026"


def test_what_was_typed_stays_when_a_press_on_the_warrant_is_refused(officer: Client, found: Enforced) -> None:
    weighed(found)
    press(officer, found, "begin")
    answers = {f"risk_{code}": "Not that we know" for code in RISKS}

    page = words(press(officer, found, "risks", panel_on="next Monday", people="A child of four", **answers))
    referred = words(press(officer, found, "refer", code="elsewhere", why="They agree", refused="on"))

    assert "Enter the day, such as 16 November 2026." in page
    assert page.count('value="Not that we know"') == len(RISKS)
    assert "A child of four</textarea>" in page
    assert "Nothing was done" in referred


def test_what_was_typed_stays_when_a_press_on_the_eviction_is_refused(officer: Client, found: Enforced) -> None:
    act = reverse("eviction_act", args=[booked(found).pk])

    arranging = words(officer.post(act, {"do": "arrange", "locksmith": "Keys Ltd", "at": "noon"}))
    stopping = words(officer.post(act, {"do": "stop", "why": " ", "cancelled": "on"}))
    checking = words(officer.post(act, {"do": "check", "code": "terms", "how": "x" * 301}))

    assert 'value="Keys Ltd"' in arranging
    assert 'value="noon"' in arranging
    assert 'name="cancelled" id="id_cancelled" checked' in stopping
    assert "x" * 301 in checking


def test_the_page_of_a_stopped_one_asks_to_tell_court_and_bailiff(officer: Client, found: Enforced) -> None:
    eviction = booked(found)
    act = reverse("eviction_act", args=[eviction.pk])

    officer.post(act, {"do": "stop", "why": "All was paid", "cancelled": "on"})
    officer.post(act, {"do": "told", "whom": "bailiff"})

    page = words(officer.get(reverse("eviction", args=[eviction.pk])))
    assert "The court is to be told today." in page
    assert "The bailiff was told on" in page
    assert PossessionOrder.objects.get(pk=found.order.pk).eviction_outcome == "cancelled"
    text = pdf_words(officer.get(reverse("eviction_letter", args=[eviction.pk, "stopped"])).content)
    assert "Please do not carry out the warrant" in text


def test_the_day_pack_holds_contacts_risks_inventory_and_the_notice(officer: Client, found: Enforced) -> None:
    eviction = arranged(found, booked(found))

    text = pdf_words(officer.get(reverse("eviction_pack", args=[eviction.pk])).content)

    assert "Locksmith Keys Ltd" in text
    assert "Dangerous animals: A large dog" in text
    assert "What was left behind" in text
    assert "Notice about belongings left here" in text


def test_an_outcome_is_pressed_on_the_sheet(client: Client, found: Enforced, on_the_day: None) -> None:
    eviction = ready(found)
    sign_in(client, found.officer)
    page = words(client.get(reverse("eviction_day", args=[eviction.pk])))
    assert "A large dog" in page
    key = page.partition('name="key" value="')[2].partition('"')[0]

    client.post(reverse("eviction_day", args=[eviction.pk]), {"key": key, "outcome": "possession"})

    assert Eviction.objects.get().outcome == "possession"
    text = pdf_words(client.get(reverse("eviction_letter", args=[eviction.pk, "belongings"])).content)
    assert "Torts (Interference with Goods) Act 1977" in text


def test_an_outcome_kept_on_a_device_is_synced_once(found: Enforced, client: Client, on_the_day: None) -> None:
    eviction = ready(found)
    sign_in(client, found.officer)
    kept = {"kind": "eviction", "target": eviction.pk, "key": str(uuid4()), "outcome": "possession"}

    answers = [client.post(reverse("offline_sync"), kept).json() for _ in range(2)]

    assert [answer["saved"] for answer in answers] == [True, True]
    other = client.post(reverse("offline_sync"), kept | {"key": str(uuid4()), "outcome": "nobody_came"}).json()
    assert not other["saved"]
    assert "has recorded this already: Possession given" in other["says"]


def test_legal_reads_and_does_not_act(found: Enforced, client: Client, monday: None) -> None:
    eviction = booked(found)
    sign_in(client, OfficerFactory(role="legal"))

    assert client.get(reverse("eviction", args=[eviction.pk])).status_code == 200
    assert client.post(reverse("eviction_act", args=[eviction.pk]), {"do": "ready"}).status_code == 403


def test_the_case_leads_to_its_warrant_and_its_eviction(officer: Client, found: Enforced) -> None:
    booked(found)

    page = words(officer.get(reverse("legal_case", args=[found.account.pk])))

    assert "Warrant W12345, issued on 23 November 2026" in page
    assert "8 December 2026 at 10:00" in page


def test_the_minute_run_stops_it(found: Enforced, monday: None) -> None:
    arranged(found, booked(found))
    Marker.objects.create(
        kind="breathing_space", detail="standard", person=found.home.tenants[0], from_on=date(2026, 11, 23),
        last_day=date(2027, 1, 21), owner=found.officer,
    )  # fmt: skip

    every_minute()

    assert Eviction.objects.get().state == "stopped"


def test_a_second_press_on_the_sheet_is_told_what_stands(found: Enforced, client: Client, on_the_day: None) -> None:
    eviction = ready(found)
    acts.record_outcome(
        eviction=eviction, ended=Ended(outcome="nobody_came", key=uuid4()), **found.manages(DAY, MORNING)
    )
    sign_in(client, found.officer)

    answer = client.post(reverse("eviction_day", args=[eviction.pk]), {"key": str(uuid4()), "outcome": "possession"})

    assert answer.status_code == 409
    assert "Jo Hall has recorded this already: Bailiff did not come" in words(answer)


def test_the_days_before_it_stand_on_the_board_of_deadlines(officer: Client, found: Enforced) -> None:
    eviction = booked(found)

    page = words(officer.get(reverse("legal_deadlines")))

    # Tuesday 8 December: five days before is the 3rd, the working day before is Monday.
    assert "3 December 2026" in page
    assert "Name who attends the eviction" in page
    assert "7 December 2026" in page
    assert reverse("eviction", args=[eviction.pk]) in page


@pytest.mark.parametrize("kind", ["rent", "pitch_fee", "use_and_occupation"])
def test_an_eviction_that_only_the_housing_system_booked_is_listed_to_be_prepared(
    officer: Client, found: Enforced, kind: str
) -> None:
    RentAccount.objects.filter(pk=found.account.pk).update(kind=kind)
    PossessionOrder.objects.update(source_ref="O9", eviction_outcome="booked", eviction_on=date(2026, 12, 8))

    page = words(officer.get(reverse("evictions")))

    assert "Booked in the housing system, not prepared here" in page
    assert reverse("book_eviction", args=[found.account.pk]) in page
