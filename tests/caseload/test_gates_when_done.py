"""Gates of work at the desk that hands a debt on (product 7.2, agency and write-off), and nudges that are passed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from caseload import desk
from caseload.explain import explain
from caseload.models import Step
from caseload.sweep import decide_now
from recovery.models import ContactAttempt, OutboxMessage
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from tenancies.models import AccountEvent
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint, mark_done, press
from tests.caseload.reading import text
from tests.factories.people import Household, household
from tests.recovery.flagged import asked, mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def unanswered(*, agency_considered: bool = False) -> Household:
    """A garage whose letters had no answer: a collection agency is the next way, then a write-off."""
    home = household(kind="garage", owes=Decimal("300.00"))
    asked(home, "none")
    for number, (purpose, days) in enumerate([("reminder", 120), ("letter_1", 90), ("letter_2", 60)]):
        ContactAttempt.objects.create(
            source_ref=f"C{number}", tenancy=home.account.tenancy, account=home.account, channel="letter",
            direction="out", purpose=purpose, outcome="sent", at=NOON - timedelta(days=days),
            on=MONDAY - timedelta(days=days),
        )  # fmt: skip
    ContactAttempt.objects.create(
        source_ref="CALL", tenancy=home.account.tenancy, account=home.account, channel="phone", direction="out",
        purpose="general", outcome="no_answer", at=NOON - timedelta(days=40), on=MONDAY - timedelta(days=40),
    )  # fmt: skip
    if agency_considered:
        Step.objects.create(
            account=home.account, action="agency_review", rule="agency", outcome="overridden", reason="Too small",
            on=MONDAY - timedelta(days=7), until=MONDAY + timedelta(days=21), by=home.officer,
        )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)
    return home


def step_of(home: Household) -> Action:
    return explain(home.account, as_of=MONDAY).action


def test_a_debt_is_not_passed_to_an_agency_where_needs_are_known(client: Client) -> None:
    home = unanswered()
    mark(home, "vulnerability", "sensory")
    decide_now([home.account.pk], as_of=MONDAY)
    assert step_of(home) == Action.AGENCY_REVIEW

    with pytest.raises(Refused):
        mark_done(home, note="To the agency on Friday")

    assert not Step.objects.exists()
    sign_in(client, home.officer)
    page = text(client.get(home.account.get_absolute_url()))
    assert "What you may do instead" in page
    assert "Record as done" not in page


def test_an_agency_wants_a_reason_while_benefit_is_decided_and_the_words_are_kept() -> None:
    home = unanswered()
    mark(home, "complaint", "stage_1", of_tenancy=True)  # a nudge for an agency
    decide_now([home.account.pk], as_of=MONDAY)
    assert step_of(home) == Action.AGENCY_REVIEW

    mark_done(home, note="Placed with Fairway")

    assert Step.objects.get().reason == "Placed with Fairway"
    assert "Collection agency: reminded. A complaint" in AccountEvent.objects.get(what="gate").summary


def test_a_write_off_is_not_passed_on_where_needs_were_never_asked() -> None:
    home = unanswered(agency_considered=True)
    assert step_of(home) == Action.WRITE_OFF_REVIEW
    home.account.tenancy.people.get().person.needs_asked.all().delete()
    decide_now([home.account.pk], as_of=MONDAY)
    assert step_of(home) == Action.WRITE_OFF_REVIEW

    with pytest.raises(Refused, match="never asked about needs"):
        mark_done(home, note="Uneconomic")

    assert Step.objects.filter(action="write_off_review").count() == 0


def test_who_says_no_to_an_agency_sets_the_review_aside_with_a_reason() -> None:
    home = unanswered()
    mark(home, "vulnerability", "sensory")
    decide_now([home.account.pk], as_of=MONDAY)

    desk.override(
        account=home.account, fingerprint=fingerprint(home), reason="He is deaf: we visit", by=home.officer, on=MONDAY
    )

    assert Step.objects.get().outcome == "overridden"


# --------------------------------------------------------------------------------------------------------------- nudges


def nudges(home: Household) -> list[str]:
    return list(AccountEvent.objects.filter(account=home.account, what="gate").values_list("summary", flat=True))


def test_the_nudge_that_the_card_showed_is_written_down_when_the_letter_is_pressed(client: Client) -> None:
    home = owing()
    sign_in(client, home.officer)
    assert "Somebody here was never asked about needs" in text(client.get(home.account.get_absolute_url()))

    press(home)

    [said] = nudges(home)
    assert said.startswith("Letter: reminded. Somebody here was never asked about needs.")
    event = AccountEvent.objects.get(what="gate")
    assert (event.by, event.on) == (home.officer, MONDAY)


def test_it_is_shown_and_written_once_in_28_days(client: Client) -> None:
    home = owing()
    press(home)
    OutboxMessage.objects.update(state="withdrawn", why="Taken back", ended_at=NOON)
    Step.objects.all().delete()
    decide_now([home.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)
    assert "qd-card__gate" not in client.get(home.account.get_absolute_url()).text

    press(home)

    assert len(nudges(home)) == 1


def test_a_letter_that_is_refused_leaves_no_nudge_behind() -> None:
    home = owing()
    mark(home, "dispute", "balance", of_tenancy=True)

    with pytest.raises((Refused, desk.Changed, desk.NothingToDo)):
        press(home, fingerprint="another")

    assert nudges(home) == []
