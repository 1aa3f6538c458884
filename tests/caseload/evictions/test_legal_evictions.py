"""The pages of an eviction: booked, prepared, stopped, its day and its outcome."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.evictions import acts
from caseload.tasks import every_minute
from legal.eviction_end import Ended
from legal.models import Eviction, LegalRequest, PossessionOrder, WarrantRequest
from tenancies.models import AccountEvent, IssuedDocument, RentAccount
from tests.caseload.desk import sign_in
from tests.caseload.evictions.pages import pdf_words, words
from tests.factories.people import OfficerFactory
from tests.legal.enforcing import (
    DAY,
    MORNING,
    Enforced,
    approved,
    arranged,
    booked,
    issued,
    ready,
)
from welfare.models import Marker, Referral

pytestmark = pytest.mark.django_db


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
    text = pdf_words(officer.get(reverse("eviction_letter", args=[eviction.pk])).content)
    assert "Please do not carry out the warrant" in text
    assert "Send it by e-mail or by hand, then record that they were told." in page
    kept = [words(officer.post(act, {"do": "issue"}, follow=True)) for _ in range(2)]
    assert "Keep the letter as it goes out" not in kept[0]
    assert IssuedDocument.objects.filter(template="eviction_stopped").count() == 1


def test_the_letter_to_court_and_bailiff_needs_no_warrant_made_here(officer: Client, found: Enforced) -> None:
    outside = Eviction.objects.create(order=found.order, on=DAY, state="stopped", stopped_why="Paid",
                                      made_by=found.officer, made_at=MORNING)  # fmt: skip

    letter = officer.get(reverse("eviction_letter", args=[outside.pk]))

    assert "Warrant not on record" in pdf_words(letter.content)


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


def test_the_case_names_what_is_missing_before_the_eviction_until_it_is_confirmed_ready(
    client: Client, found: Enforced, on_the_day: None
) -> None:
    sign_in(client, found.officer)
    case = reverse("legal_case", args=[found.account.pk])
    eviction = arranged(found, booked(found))
    Eviction.objects.update(attendance_confirmed_at=None)
    assert "Nadia Rahman has not confirmed." in words(client.get(case))

    acts.confirm_attendance(eviction=eviction, **found.by(DAY, MORNING))
    acts.confirm_ready(eviction=eviction, **found.by(DAY, MORNING))

    assert "Nothing stands in the way of the next step." in words(client.get(case))


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


def test_a_training_site_shows_its_own_day_on_referrals_and_approvals(officer: Client, found: Enforced) -> None:
    """Its day stands still on Monday 23 November; the machine's goes on."""
    approved(found)
    later = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    Referral.objects.update(at=later)
    LegalRequest.objects.update(asked_at=later, decided_at=later)
    WarrantRequest.objects.update(approved_at=later)

    page = words(officer.get(reverse("warrant", args=[found.account.pk])))

    assert "25 November" not in page
    assert "Referred on 23 November 2026 by Nadia Rahman" in page
    assert "Asked by Nadia Rahman on 23 November 2026, 09:30" in page


def test_who_may_only_read_is_offered_nothing_to_press(found: Enforced, client: Client, on_the_day: None) -> None:
    sign_in(client, OfficerFactory(role="finance"))

    def read(name: str, pk: int) -> str:
        return words(client.get(reverse(name, args=[pk]))).partition("<main")[2].partition("</main>")[0]

    said = {
        "warrant": "No warrant was prepared.",
        "book_eviction": "None booked.",
        "bundles": "No bundle is begun.</p>",
    }
    pages = {name: read(name, found.account.pk) for name in said}
    assert [name for name in said if said[name] not in pages[name]] == []
    eviction = ready(found)
    pages |= {name: read(name, eviction.pk) for name in ("eviction", "eviction_day")}

    assert "Not recorded yet." in pages["eviction_day"]
    assert [name for name, page in pages.items() if "<form" in page or not page] == []
