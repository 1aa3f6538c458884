"""Insolvency, deaths, and who deals with the estate."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from zeal import zeal_ignore

from caseload.care import insolvency
from caseload.care.frame import CannotCare
from caseload.explain import explain
from caseload.models import Act, Reminder
from caseload.reminders import OPEN
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from tenancies import storage
from tenancies.models import AccountEvent, IssuedDocument
from tests.caseload.care.records import page, person, record, space
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.print_room import let_go, worked_off
from welfare.models import BreathingSpace, Estate, Hold, Insolvency, Marker


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


def bankrupt(client: Client, home: Household) -> Insolvency:
    """Since 20 November: the £209.00 of 16 November is covered, the £104.50 of 23 November is newer."""
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)
    record(
        client, home, "insolvency", person=person(home), kind="bankruptcy", reference="123 of 2026",
        effective_on="20 November 2026", covers=[str(home.account.pk)],
    )  # fmt: skip
    return Insolvency.objects.get()


def collectable(home: Household) -> Decimal:
    return of_account(home.account, as_of=MONDAY).collectable_arrears


def write_offs() -> list[tuple[str, date]]:
    found = Reminder.objects.filter(OPEN, text__contains="write off")
    return [(each.text, each.due_on) for each in found.order_by("due_on")]


def test_discharged_it_is_never_asked_for_and_its_write_off_is_due_today(client: Client, home: Household) -> None:
    """Rulebook INS-2, INS-3."""
    kept = bankrupt(client, home)
    [(text, due_on)] = write_offs()
    assert due_on == date(2027, 11, 20)  # twelve months run to 19 November 2027

    said = record(
        client, home, f"end-insolvency/{kept.pk}", how="discharged", on_day="23 November 2026",
        why="Certificate of discharge",
    )  # fmt: skip

    assert "£209.00 on" in said
    assert "a task of yours, due today" in said
    facts = of_account(home.account, as_of=MONDAY)
    assert (facts.insolvency, facts.collectable_arrears) == ("", Decimal("104.50"))
    assert write_offs() == [(text, MONDAY)]
    again = record(client, home, f"end-insolvency/{kept.pk}", how="annulled", on_day="23 November 2026", why="X")
    assert "It is ended already." in again


def test_annulled_what_it_covered_is_owed_again_and_nothing_is_written_off(client: Client, home: Household) -> None:
    kept = bankrupt(client, home)

    record(client, home, f"end-insolvency/{kept.pk}", how="annulled", on_day="23 November 2026", why="Court order")

    assert collectable(home) == Decimal("313.50")
    assert write_offs() == []


@pytest.mark.parametrize("day", ["20 November 2026", "24 November 2026"])
def test_a_discharge_comes_after_the_order_and_not_in_the_future(client: Client, home: Household, day: str) -> None:
    kept = bankrupt(client, home)

    said = record(client, home, f"end-insolvency/{kept.pk}", how="discharged", on_day=day, why="Certificate")

    assert "The discharge must be after 20 November 2026" in said
    assert of_account(home.account, as_of=MONDAY).insolvency == "bankruptcy"


def test_an_insolvency_is_never_just_ended_since_what_it_covered_hangs_on_how(client: Client, home: Household) -> None:
    marker = bankrupt(client, home).marker

    said = record(client, home, f"end/{marker.pk}", why="Discharged")

    assert "Say under ‘Discharged, or annulled’ which of the two it is" in said
    assert collectable(home) == Decimal("104.50")


def test_what_an_insolvency_of_the_housing_systems_covers_is_recorded_here(client: Client, home: Household) -> None:
    """Till then nothing is asked for; then the newer rent is. Its end stays the housing system's; the split can go."""
    marker = Marker.objects.create(
        source_ref="M1", kind="insolvency", detail="dro", person=home.tenants[0], from_on=date(2026, 11, 20)
    )
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)
    assert "Which part of the debt it covers is not on record" in page(client, home)
    form = client.get(f"/accounts/{home.account.pk}/care/insolvency/").context["form"]
    assert (form["kind"].value(), form["effective_on"].value()) == ("dro", "20 November 2026")

    record(
        client, home, "insolvency", person=person(home), kind="dro", reference="DRO 5",
        effective_on="20 November 2026", covers=[str(home.account.pk)],
    )  # fmt: skip

    kept = Insolvency.objects.get()
    facts = of_account(home.account, as_of=MONDAY)
    assert (kept.marker, facts.ledger_split, facts.collectable_arrears) == (marker, True, Decimal("104.50"))
    refused = record(client, home, f"end-insolvency/{kept.pk}", how="annulled", on_day="23 November 2026", why="X")
    assert "The housing system sent this one" in refused
    client.post(f"/undo/{Act.objects.get(kind='insolvency').pk}/")
    assert not of_account(home.account, as_of=MONDAY).ledger_split
    assert Marker.objects.live(on=MONDAY).get() == marker


def relieved(client: Client, home: Household, *, kind: str = "dro") -> str:
    return record(
        client, home, "insolvency", person=person(home), kind=kind, reference="DRO 5",
        effective_on="23 November 2026", covers=[str(home.account.pk)],
    )  # fmt: skip


def test_a_debt_relief_order_ends_the_breathing_space_of_who_got_it(client: Client, home: Household) -> None:
    """Rulebook INS-5. The five working days after it run to Monday 30 November."""
    space(client, home)

    relieved(client, home)

    assert AccountEvent.objects.latest("pk").summary.endswith("Their breathing space ended with it.")
    kept = BreathingSpace.objects.get()
    assert (kept.ends_on, kept.marker.last_day) == (MONDAY, MONDAY)
    [rest] = Hold.objects.filter(lifted_on=None)
    assert (rest.from_on, rest.last_day) == (date(2026, 11, 24), date(2026, 11, 30))
    answer = client.post(f"/undo/{Act.objects.get(kind='insolvency').pk}/", follow=True)
    assert "A breathing space that it ended stays ended: record it again." in text(answer)


def test_a_bankruptcy_leaves_the_breathing_space_to_its_letter(client: Client, home: Household) -> None:
    space(client, home)

    relieved(client, home, kind="bankruptcy")

    assert BreathingSpace.objects.get().ends_on == date(2027, 1, 19)


def test_the_page_names_the_joint_tenant_who_still_owes_all_of_it(client: Client) -> None:
    """Rulebook INS-3: a joint tenant not insolvent stays liable for all."""
    home = owing({}, {"first_names": "Omar", "title": "Mr"})
    sign_in(client, home.officer)
    bankrupt(client, home)

    assert f"{home.tenants[1]}, whom it does not cover, owes all of this account still" in page(client, home)
    assert collectable(home) == Decimal("313.50")


def over_and_unrecorded(home: Household) -> None:
    """Of the housing system's, over since yesterday: £209.00 was owed before its day, £104.50 is newer."""
    Marker.objects.create(
        source_ref="M1", kind="insolvency", detail="bankruptcy", person=home.tenants[0],
        from_on=date(2026, 11, 20), last_day=date(2026, 11, 22),
    )  # fmt: skip
    LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)


def decide(client: Client, home: Household, *covers: str) -> str:
    return record(
        client, home, "insolvency", person=person(home), kind="bankruptcy", reference="123 of 2025",
        effective_on="20 November 2026", ends_on="22 November 2026", covers=covers,
    )  # fmt: skip


def test_an_insolvency_that_ended_unrecorded_protects_until_somebody_decides_what_it_covered(
    client: Client, home: Household
) -> None:
    """Rulebook INS-2, INS-3: what it covered may be discharged, so nothing is asked for and the review is a step."""
    over_and_unrecorded(home)

    assert explain(home.account, as_of=MONDAY).decision.action == Action.INSOLVENCY_REVIEW
    [tenant] = tenants_of(home.account, as_of=MONDAY)
    facts = of_account(home.account, as_of=MONDAY)
    stops = gates.for_letter(action=Action.LETTER_1, facts=facts, tenant=tenant)
    assert [(gate.level, gate.reason) for gate in stops] == [
        (gates.Level.STOP, f"{tenant.name}’s insolvency (bankruptcy) may cover this debt")
    ]
    assert "Until somebody decides, nothing is asked for" in page(client, home)


def test_what_an_insolvency_covered_that_ended_in_the_housing_system_can_still_be_recorded(
    client: Client, home: Household
) -> None:
    over_and_unrecorded(home)

    decide(client, home, str(home.account.pk))

    assert collectable(home) == Decimal("104.50")
    assert of_account(home.account, as_of=MONDAY).insolvency == ""
    assert [due_on for _, due_on in write_offs()] == [MONDAY]
    assert "Nobody is asked for what it covered: £209.00 on" in page(client, home)


def test_an_ended_insolvency_that_covered_nothing_here_protects_no_longer(client: Client, home: Household) -> None:
    over_and_unrecorded(home)

    said = decide(client, home, "0")

    assert "It covers nothing here: what is owed is chased as ever." in said
    assert collectable(home) == Decimal("313.50")
    assert of_account(home.account, as_of=MONDAY).insolvency == ""
    assert write_offs() == []
    assert "covers nothing of these debts" in page(client, home)


def test_one_that_runs_is_never_said_to_cover_nothing(client: Client, home: Household) -> None:
    with pytest.raises(CannotCare, match="Choose the accounts"):
        insolvency.record(
            account=home.account, person=home.tenants[0], kind="bankruptcy", reference="1", effective_on=MONDAY,
            ends_on=None, practitioner="", practitioner_contact="", covers=[insolvency.NOTHING], by=home.officer,
            on=MONDAY, at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("from_on", "paid"),
    [
        pytest.param(date(2026, 11, 1), "0.00", id="nothing was owed before its day"),
        pytest.param(date(2026, 11, 20), "209.00", id="all is paid since"),
    ],
)
def test_an_ended_insolvency_with_no_debt_left_from_before_it_stops_nothing(
    client: Client, home: Household, from_on: date, paid: str
) -> None:
    Marker.objects.create(
        source_ref="M1", kind="insolvency", detail="dro", person=home.tenants[0], from_on=from_on,
        last_day=date(2026, 11, 22),
    )  # fmt: skip
    if Decimal(paid):
        LedgerEntryFactory(account=home.account, kind="payment", amount=-Decimal(paid), effective_on=MONDAY)

    assert of_account(home.account, as_of=MONDAY).insolvency == ""
    assert "Nothing from before its day is owed on this account" in page(client, home)


def test_a_new_insolvency_is_not_taken_for_an_old_one_of_the_housing_systems(client: Client, home: Household) -> None:
    Marker.objects.create(
        source_ref="M1", kind="insolvency", detail="bankruptcy", person=home.tenants[0],
        from_on=date(2020, 5, 4), last_day=date(2021, 5, 3),
    )  # fmt: skip

    kept = bankrupt(client, home)

    assert (kept.marker.source_ref, kept.marker.from_on) == ("", date(2026, 11, 20))
    assert of_account(home.account, as_of=MONDAY).insolvency == "bankruptcy"


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


def test_the_page_of_a_dead_sole_tenant_says_what_the_law_asks_before_any_notice(
    client: Client, home: Household
) -> None:
    """DTH-1, DTH-3."""
    record(
        client, home, "death", person=person(home), died_on="18 November 2026", told_on="23 November 2026", told_by="X"
    )

    said = text(client.get(f"/accounts/{home.account.pk}/care/"))

    assert "It is not known whether anybody has a right to succeed." in said
    assert "ask legal to serve a notice to quit on ‘The Personal Representatives of Ms Amina Yusuf’" in said


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
