"""A claim that the court put off goes on again, and a tenant's application to stay that comes with its hearing."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from caseload import undo
from caseload.legal.bundles import history
from caseload.legal.claims import acts, due
from caseload.legal.court import recording
from caseload.legal.evictions import stops
from caseload.legal.where import where_all
from caseload.models import Act, Reminder
from legal import court
from legal.appeals import CannotApply
from legal.decided import Decided
from legal.models import Hearing, OrderApplication, PossessionClaim
from legal.rules.outcomes import Outcome
from legal.rules.routes import Power
from tests.caseload.desk import sign_in
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.legal.enforcing import NOON, Enforced, booked, broken, warned
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_tuesday")]
ASKS = {"received_on": TUESDAY, "says": "Nothing was paid since."}
JANUARY = date(2027, 1, 12)


@pytest.fixture
def on_tuesday(settings: Any) -> None:
    settings.TRAINING_DAY = TUESDAY


@pytest.fixture
def claim(home: Household) -> PossessionClaim:
    return claimed(home)


def known(home: Household) -> dict[str, Any]:
    return {"by": home.officer, "on": TUESDAY, "at": STEPS}


def put_off(home: Household, claim: PossessionClaim, **decided: Any) -> Hearing:
    """The outcome of the first hearing, on the Tuesday; adjourned generally unless told otherwise."""
    usual: dict[str, Any] = {"outcome": Outcome.ADJOURNED_GENERALLY, "key": uuid4()}
    hearing = hearing_of(claim, by=home.officer.pk)
    done = recording.record_outcome(
        hearing=hearing, account=home.account, decided=Decided(**usual | decided), **known(home)
    )
    claim.refresh_from_db()
    return done.recorded.hearing


def board(home: Household) -> list[tuple[date, bool]]:
    return [(each.on, each.statutory) for each in due.of_restoring(where_all([home.account], on=TUESDAY), TUESDAY)]


# ------------------------------------------------------------------------------------------------------- restoring


def test_no_claim_is_restored_while_a_tenant_is_in_breathing_space(home: Household, claim: PossessionClaim) -> None:
    put_off(home, claim)
    space = Marker.objects.create(kind="breathing_space", person=home.tenants[0], from_on=TUESDAY, owner=home.officer)

    with pytest.raises(CannotApply, match="breathing space"):
        acts.restore(claim=claim, typed=dict(ASKS), **known(home))

    space.delete()
    acts.restore(claim=claim, typed=dict(ASKS), **known(home))


def test_a_claim_adjourned_generally_is_restored_listed_and_heard(home: Household, claim: PossessionClaim) -> None:
    put_off(home, claim)
    # The council's long stop, twelve months on.
    assert board(home) == [(date(2027, 11, 24), False)]

    asked = acts.restore(claim=claim, typed=dict(ASKS), **known(home))
    assert board(home) == []
    assert Reminder.objects.get().withdrawn_at is not None
    said = "The court was asked to restore the claim: Nothing was paid since."
    assert (TUESDAY, said) in [(row["on"], row["what"]) for row in history.chronology(home.account, until=TUESDAY)]
    listed = acts.list_appeal(
        application=asked, typed={"hearing_on": JANUARY, "hearing_at": None, "court": "Ottersby"}, **known(home)
    )

    claim.refresh_from_db()
    assert (claim.status, claim.hearing_on, listed.kind) == ("listed", JANUARY, "adjourned")
    court.record(
        listed, Decided(outcome=Outcome.ADJOURNED_GENERALLY, key=uuid4()), power=Power.SECURE, by=home.officer,
        on=JANUARY, at=STEPS,
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.outcome, asked.decided_on) == ("granted", JANUARY)  # it was heard again, whatever came of it


def test_the_courts_own_day_is_red_and_after_it_the_request_is_out_of_time(
    client: Client, home: Household, claim: PossessionClaim
) -> None:
    put_off(home, claim, restore_by=date(2026, 12, 31), words="Not restored by then, it is struck out.")
    assert board(home) == [(date(2026, 12, 31), True)]
    PossessionClaim.objects.update(restore_by=date(2026, 11, 23))
    sign_in(client, home.officer)
    address = reverse("restore_claim", args=[claim.pk])
    assert "The court also said: Not restored by then, it is struck out." in text(client.get(address))

    page = text(
        client.post(address, {"do": "restore", "received_on": "24 November 2026", "says": "He was ill"}, follow=True)
    )

    assert "Out of time it needs permission" in page


def test_over_the_pages_it_is_asked_listed_and_the_case_leads_there(
    client: Client, home: Household, claim: PossessionClaim
) -> None:
    put_off(home, claim)
    sign_in(client, home.officer)
    address = reverse("restore_claim", args=[claim.pk])
    case = text(client.get(reverse("legal_case", args=[home.account.pk])))
    assert "The court put the claim off: restore it, or settle it. Restore the claim" in case
    assert address in client.get(reverse("claim_record", args=[claim.pk])).content.decode()
    wrong = client.post(address, {"do": "restore", "received_on": "25 November 2026", "says": "x"})
    assert (wrong.status_code, "The day must be from 24 November 2026 to today." in text(wrong)) == (422, True)

    client.post(address, {"do": "restore", "received_on": "24 November 2026", "says": "Nothing was paid"})
    pk = OrderApplication.objects.get().pk
    holiday = client.post(address, {"do": "list", "application": pk, "hearing_on": "25 December 2026"})
    assert (holiday.status_code, "bank holiday" in text(holiday)) == (422, True)
    client.post(address, {"do": "list", "application": pk, "hearing_on": "12 January 2027"})

    claim.refresh_from_db()
    assert (claim.status, claim.hearing_on) == ("listed", JANUARY)
    assert "There is nothing to restore" not in text(client.get(address))


def test_refused_on_paper_it_may_be_asked_again_and_granted_it_waits_for_its_day(
    home: Household, claim: PossessionClaim
) -> None:
    put_off(home, claim)
    first = acts.restore(claim=claim, typed=dict(ASKS), **known(home))
    with pytest.raises(CannotApply, match="asked already"):
        acts.restore(claim=claim, typed=dict(ASKS), **known(home))

    acts.close_appeal(application=first, outcome="refused", decided_on=TUESDAY, **known(home))
    assert board(home) == [(date(2027, 11, 24), False)]
    again = acts.restore(claim=claim, typed=dict(ASKS), **known(home))
    acts.close_appeal(application=again, outcome="granted", decided_on=TUESDAY, **known(home))

    claim.refresh_from_db()
    assert claim.status == "issued"


def test_a_hearing_that_the_court_lists_by_itself_restores_the_claim(home: Household, claim: PossessionClaim) -> None:
    put_off(home, claim)

    typed = {"kind": "adjourned", "hearing_on": JANUARY, "hearing_at": None, "claim": claim}
    acts.add_hearing(tenancy=home.account.tenancy, typed=typed, **known(home))

    claim.refresh_from_db()
    assert claim.status == "listed"


def test_a_claim_that_goes_on_is_not_restored(home: Household, claim: PossessionClaim) -> None:
    with pytest.raises(CannotApply, match="listed: there is nothing to restore"):
        acts.restore(claim=claim, typed=dict(ASKS), **known(home))


def test_terms_that_are_kept_leave_the_claim_adjourned(home: Household, claim: PossessionClaim) -> None:
    terms = {"instalment_amount": 5, "frequency": "weekly", "first_due_on": date(2026, 11, 30), "arrears": 209}
    put_off(home, claim, outcome=Outcome.ADJOURNED_ON_TERMS, **terms)

    with pytest.raises(CannotApply, match="are kept"):
        acts.restore(claim=claim, typed=dict(ASKS), **known(home))


def test_terms_that_are_broken_are_warned_of_before_the_claim_is_restored() -> None:
    """Pre-Action Protocol 2.12; the terms are short since 20 July, and 2 November and fourteen days are the 16th."""
    found = broken(kind="adjourned_on_terms")
    claim = found.order.claim
    claim.status = "adjourned_on_terms"
    claim.save()

    with pytest.raises(CannotApply, match="not every tenant was warned"):
        acts.restore(claim=claim, typed=dict(ASKS), **found.by(TUESDAY))
    warned(found)

    assert acts.restore(claim=claim, typed=dict(ASKS), **found.by(TUESDAY)).claim == claim


# ------------------------------------------------------------------------------ a tenant's application to stay (ORD-11)


def stays(found: Enforced, **typed: Any) -> Hearing:
    usual = {"kind": "suspension", "hearing_on": date(2026, 12, 2), "hearing_at": None, "claim": found.order.claim}
    return acts.add_hearing(tenancy=found.account.tenancy, typed=usual | typed, **found.by(TUESDAY, NOON))


def test_a_hearing_to_stay_records_the_application_and_the_appointment_stands() -> None:
    found = broken()
    eviction = booked(found)

    with pytest.raises(CannotApply, match="Enter when the tenant’s application came"):
        stays(found)
    assert not Hearing.objects.exists()
    made = stays(found, received_on=TUESDAY, says="She has found work")

    application = OrderApplication.objects.get()
    assert (application.kind, application.by_tenant, application.hearing) == ("stay", True, made)
    stops.keep(on=TUESDAY, at=STEPS)
    eviction.refresh_from_db()
    assert eviction.state == "booked"
    asked = list(Reminder.objects.order_by("pk").values_list("text", flat=True))
    for task in ("Do not cancel the bailiff.", "Attend the hearing.", "Make the pack"):
        assert any(task in text for text in asked)


def test_a_hearing_to_stay_is_that_of_the_application_on_record() -> None:
    found = broken()
    asked = OrderApplication.objects.create(
        order=found.order, kind="stay", by_tenant=True, received_on=TUESDAY, says="Time", by=found.officer
    )

    made = stays(found)

    asked.refresh_from_db()
    assert (asked.hearing, OrderApplication.objects.count()) == (made, 1)


def test_taken_out_of_the_diary_the_application_waits_for_another_day() -> None:
    found = broken()
    stays(found, received_on=TUESDAY, says="She has found work")

    undo.take_back(Act.objects.get(kind="hearing_added"), **found.by(TUESDAY))

    assert OrderApplication.objects.get().hearing is None


def test_put_off_to_another_day_it_is_still_pending_and_heard_there() -> None:
    found = broken()
    made = stays(found, hearing_on=TUESDAY, received_on=TUESDAY, says="She has found work")
    decided = Decided(outcome=Outcome.ADJOURNED_TO_DATE, key=uuid4(), hearing_on=JANUARY, cause="papers")

    done = court.record(made, decided, power=Power.SECURE, by=found.officer, on=TUESDAY, at=STEPS)

    application = OrderApplication.objects.get()
    assert (application.outcome, application.hearing) == ("", done.following)
    court.take_back(done.hearing, by=found.officer, on=TUESDAY)
    assert OrderApplication.objects.get().hearing == made


def test_the_page_asks_for_the_application(client: Client) -> None:
    found = broken()
    sign_in(client, found.officer)
    address, typed = (
        reverse("add_hearing", args=[found.account.pk]),
        {"kind": "suspension", "hearing_on": "2 December 2026"},
    )
    assert client.post(address, typed).status_code == 422

    client.post(address, typed | {"received_on": "24 November 2026", "says": "She has found work"})

    assert OrderApplication.objects.get().hearing is not None
