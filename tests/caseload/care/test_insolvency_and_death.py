"""Insolvency, deaths, and who deals with the estate."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from zeal import zeal_ignore

from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.caseload.care.records import person, record
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import press
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.print_room import let_go, worked_off
from welfare.models import Estate, Insolvency


def written_and_released() -> list[str]:
    """What the print room sends of all that waits in it."""
    for message in OutboxMessage.objects.filter(state="queued").order_by("pk"):
        worked_off(let_go(message))
    return list(IssuedDocument.objects.order_by("pk").values_list("title", flat=True))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


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


@zeal_ignore()  # each letter joins its batch by itself
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
    assert Estate.objects.get().public_trustee_on is None  # until the copy has gone
    assert written_and_released() == [
        "Letter 1 to Ms Omar Yusuf",  # the survivor's own, which waited already
        "Estate letter to The Personal Representatives of Ms Amina Yusuf",
        "Estate letter, copy to The Public Trustee",
        "Survivor letter to Ms Omar Yusuf",
    ]
    assert Estate.objects.get().public_trustee_on == MONDAY
    letter = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(storage.read(each))).pages)
        for each in IssuedDocument.objects.filter(template="survivor_letter")
    )
    assert "We are very sorry for the death of Ms Amina Yusuf" in " ".join(letter.split())


@zeal_ignore()  # each letter joins its batch by itself
def test_letters_about_a_death_that_was_none_do_not_go(client: Client, home: Household) -> None:
    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026", told_by="X"
    )
    estate = Estate.objects.get()
    client.post(f"/accounts/{home.account.pk}/care/estate-letters/{estate.pk}/", {})
    again = client.post(f"/accounts/{home.account.pk}/care/estate-letters/{estate.pk}/", {})
    assert "wait in the print room already" in again.content.decode()
    client.post(f"/accounts/{home.account.pk}/care/estate-correct/{estate.pk}/", {"why": "Another of that name"})

    assert written_and_released() == []
    withdrawn = OutboxMessage.objects.filter(action__startswith="estate_")
    assert {(each.state, each.why) for each in withdrawn} == {
        ("withdrawn", "The death of Ms Amina Yusuf was recorded by mistake")
    }


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


@zeal_ignore()  # each letter joins its batch by itself
def test_who_deals_with_the_estate_is_written_to_and_nobody_else(client: Client, home: Household) -> None:
    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026", told_by="X"
    )
    record(
        client, home, "representative", person=person(home), kind="executor", name="Mr Sam Yusuf",
        address="9 Hill Road, Ottersby, OT2 2BB", evidence="Grant of probate", letters="none",
    )  # fmt: skip

    client.post(f"/accounts/{home.account.pk}/care/estate-letters/{Estate.objects.get().pk}/", {})

    assert written_and_released() == ["Executor letter to Mr Sam Yusuf"]
    assert Estate.objects.get().public_trustee_on is None
