"""At the desk: the ladder goes on with newer rent, and the locked letter of breathing space (rulebook 6.1, INS-3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from caseload.explain import explain
from caseload.sweep import decide_now
from recovery import documents, wordings
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules import letters
from recovery.rules.actions import Action
from tests.caseload.agreeing import agree
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.flagged import asked
from welfare import solvency
from welfare.models import BreathingSpace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
DAY = date(2026, 10, 26)  # £400.00 was owed the day before


@pytest.fixture
def insolvent() -> Household:
    """£400.00 is frozen; four weeks of £104.50 have fallen due since, £418.00."""
    home = household(owes=Decimal("400.00"), on=date(2026, 10, 19))
    asked(home, "none")
    for on in (date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)):
        LedgerEntryFactory(account=home.account, kind="rent_debit", amount=Decimal("104.50"), effective_on=on)
    solvency.record_insolvency(
        person=home.tenants[0], kind="dro", reference="R1", effective_on=DAY, ends_on=None, practitioner="",
        practitioner_contact="", accounts=[home.account], by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)
    return home


@pytest.fixture
def resting(client: Client) -> Household:
    """In breathing space since Saturday; £209.00 was owed before."""
    home = household(owes=Decimal("209.00"))
    asked(home, "none")
    solvency.record_breathing_space(
        person=home.tenants[0], kind="standard", reference="BS-1", notified_on=date(2026, 11, 20),
        starts_on=date(2026, 11, 21), ends_on=date(2027, 1, 19), adviser="Ottersby Advice", adviser_contact="",
        accounts=[home.account], by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)
    return home


def address(home: Household) -> str:
    return f"/accounts/{home.account.pk}/care/current-rent/{BreathingSpace.objects.get().pk}/"


def test_the_ladder_goes_on_with_what_fell_due_since(client: Client, insolvent: Household) -> None:
    found = explain(insolvent.account, as_of=MONDAY)

    assert found.facts.collectable_arrears == Decimal("418.00")
    assert found.action.channel in {"letter", "call"}
    sign_in(client, insolvent.officer)
    page = text(client.get(insolvent.account.get_absolute_url()))
    assert "Speak only of what has fallen due after 25 October 2026: £418.00 is owed of that." in page


def test_an_agreement_on_the_newer_rent_begins_with_it_and_its_letter_names_no_frozen_sum(
    client: Client, insolvent: Household
) -> None:
    sign_in(client, insolvent.officer)
    pk = insolvent.account.pk

    page = client.get(f"/accounts/{pk}/agreement/")
    agree(client, insolvent, **{f"arrears_{pk}": "418.00"})

    assert page.context["form"][f"arrears_{pk}"].value() == "418.00"
    assert RepaymentAgreement.objects.get().opening_arrears == Decimal("418.00")
    letter = documents.preview_html(letters.from_json(OutboxMessage.objects.get().letter or {}))
    assert "£418.00" in letter
    for frozen in ("£400.00", "£818.00"):
        assert frozen not in letter


def test_where_all_that_is_owed_is_covered_nothing_is_agreed_and_the_card_says_why(
    client: Client, insolvent: Household
) -> None:
    LedgerEntryFactory(account=insolvent.account, kind="payment", amount=Decimal("-418.00"), effective_on=MONDAY)
    decide_now([insolvent.account.pk], as_of=MONDAY)
    sign_in(client, insolvent.officer)

    page = text(client.get(f"/accounts/{insolvent.account.pk}/agreement/"))

    assert "£400.00 is covered by a moratorium or insolvency: there is nothing to agree." in page
    card = text(client.get(insolvent.account.get_absolute_url()))
    assert "All that is owed is covered by a moratorium or insolvency." in card


def test_before_the_split_is_on_record_the_insolvency_is_reviewed_first(insolvent: Household) -> None:
    insolvent.account.covered_debts.all().delete()
    decide_now([insolvent.account.pk], as_of=MONDAY)

    assert explain(insolvent.account, as_of=MONDAY).action == Action.INSOLVENCY_REVIEW


def test_in_breathing_space_the_locked_letter_names_the_weeks_rent_alone(client: Client, resting: Household) -> None:
    assert "Write about the current rent" in text(client.get(f"/accounts/{resting.account.pk}/care/"))

    told = text(client.post(address(resting), follow=True))

    assert "1 letter to go by the print room. It names the week’s rent alone." in told
    message = OutboxMessage.objects.get()
    shown = documents.preview_html(letters.from_json(message.letter))
    assert "Your rent is £104.50 a week." in shown
    assert "209" not in shown
    assert "arrears" not in shown


def test_such_a_letter_does_not_go_twice_nor_from_another_account(client: Client, resting: Household) -> None:
    client.post(address(resting))
    assert "waits in the print room already" in text(client.post(address(resting)))
    garage = RentAccountFactory(tenancy=resting.account.tenancy, kind="garage")
    space = BreathingSpace.objects.get()

    refused = client.post(f"/accounts/{garage.pk}/care/current-rent/{space.pk}/")

    assert refused.status_code == 422
    assert "This account has no current rent of their home." in text(refused)
    assert OutboxMessage.objects.count() == 1


def test_its_words_are_locked() -> None:
    lead = OfficerFactory(role="team_leader")

    with pytest.raises(wordings.CannotChangeWords, match="fixed by law"):
        wordings.begin(
            action=Action.CURRENT_RENT, channel="letter", variant="standard", language="", name="Rent", by=lead, at=NOON
        )
