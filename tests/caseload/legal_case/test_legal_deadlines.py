"""The board of deadlines: what the law and the council ask by when, and what leaves it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.deadlines import of_terms, of_trials
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import where_all
from caseload.views import legal_case
from legal import witness
from legal.models import (
    CourtPaper,
    Eviction,
    WitnessStatement,
)
from recovery.models import ContactAttempt
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.legal_case.records import claim, order
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.legal.noticing import NOW, owing, served
from welfare.models import Marker

PACK = "Statement and benefit position to the tenant and the court"
WITNESSES = "Witness statements filed and served"
NOTICE_OF_EVICTION = "Last day for the bailiff’s notice of eviction"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def board(home: Household, on: date = MONDAY) -> list[str]:
    """What stands on the board of deadlines."""
    return [each.what for each in of_cases(where_all([home.account], on=on), on=on)]


def test_a_notice_that_ran_out_in_a_breathing_space_is_shown_to_legal() -> None:
    """BS-4. Lapsed after 21 December 2027; the breathing space ends on 7 January 2028, eight weeks before 3 March.
    Her joint tenant's ended a week before: one day is shown, the later."""
    mine = owing({}, {})
    served(mine)
    for person, last_day in zip(mine.tenants, [date(2028, 1, 7), date(2027, 12, 31)], strict=True):
        Marker.objects.create(
            kind="breathing_space", person=person, from_on=date(2027, 11, 9), last_day=last_day, owner=mine.officer
        )

    def held_up(on: date) -> list[date]:
        return [each.on for each in of_cases(where_all([mine.account], on=on), on=on) if each.rule == "BS-4"]

    assert held_up(date(2027, 12, 21)) == []
    assert held_up(date(2028, 1, 10)) == held_up(date(2028, 3, 3)) == [date(2028, 3, 3)]
    assert held_up(date(2028, 3, 4)) == []


def test_a_month_before_the_lapse_stands_in_amber_and_the_last_day_in_red(mine: Household) -> None:
    served(mine)

    found = of_cases(where_all([mine.account], on=MONDAY), on=MONDAY)

    # A month before Tuesday 21 December 2027 is Sunday 21 November: the Friday before it.
    assert [(each.on, each.statutory) for each in found] == [(date(2027, 11, 19), False), (date(2027, 12, 21), True)]


def test_the_days_before_a_hearing_come_from_the_rules(mine: Household) -> None:
    claim(mine, hearing_on=date(2027, 1, 12))

    found = of_cases(where_all([mine.account], on=MONDAY), on=MONDAY)

    # Twenty-one clear days before Tuesday 12 January 2027: Monday 21 December 2026.
    served_by = next(each for each in found if each.statutory and "served with the claim" in each.what)
    assert served_by.on == date(2026, 12, 21)


def test_each_defendant_to_be_served_stands_on_the_board_once(mine: Household) -> None:
    of = claim(mine, hearing_on=date(2027, 1, 12), status="listed")
    CourtPaper.objects.create(claim=of, title="Claim form", is_claim_form=True, due_by=date(2026, 12, 21))

    assert [what for what in board(mine) if "erved" in what] == [
        "Served, with proof: Claim form",
        WITNESSES,
    ]


def test_what_is_done_before_a_hearing_leaves_the_board(mine: Household) -> None:
    claim(mine, hearing_on=date(2027, 1, 12), status="listed")
    assert WITNESSES in board(mine)
    assert PACK in board(mine)

    statement = WitnessStatement.objects.create(
        tenancy=mine.account.tenancy, witness=mine.officer, text="1. I say", made_at=NOW
    )
    witness.sign(statement, pdf=b"%PDF-", signed_on=MONDAY, by=mine.officer, at=NOW)
    ContactAttempt.objects.create(
        tenancy=mine.account.tenancy, on=MONDAY, at=NOW, channel="letter", direction="out", purpose="statement",
        outcome="sent",
    )  # fmt: skip

    assert not {WITNESSES, PACK} & set(board(mine))


@pytest.mark.parametrize("status", ["in_force", "executed"])
def test_after_an_order_or_an_eviction_nobody_waits_for_proofs_of_before(mine: Household, status: str) -> None:
    made = order(mine, status=status)
    for is_claim_form in (True, False):
        CourtPaper.objects.create(
            claim=made.claim, title="Paper", is_claim_form=is_claim_form, due_by=MONDAY - timedelta(days=7)
        )

    assert not any("Served" in what for what in board(mine))


def test_a_paper_due_after_the_order_is_waited_for(mine: Household) -> None:
    made = order(mine)
    CourtPaper.objects.create(claim=made.claim, title="Application", due_by=MONDAY + timedelta(days=7))

    assert "Served, with proof: Application" in board(mine)


def test_once_the_notice_of_eviction_is_delivered_its_last_day_is_not_waited_for(mine: Household) -> None:
    on = date(2026, 12, 15)
    made = order(mine, warrant_issued_on=MONDAY, eviction_on=on, eviction_outcome="booked")
    booked = Eviction.objects.create(order=made, on=on, made_by=mine.officer, made_at=NOW)
    assert NOTICE_OF_EVICTION in board(mine)

    booked.notice_delivered_on = MONDAY
    booked.save()

    assert NOTICE_OF_EVICTION not in board(mine)


def test_a_flexible_term_is_warned_of_three_months_before_the_last_day_to_tell_its_end(client: Client) -> None:
    """FLX-2: a term to 23 August 2027 is told of by 23 February; three months before is Monday 23 November 2026."""
    home = owing(tenure="flexible", fixed_term_last_day=date(2027, 8, 23), flexible_clause="break")

    sign_in(client, home.officer)
    page = text(client.get(reverse("legal_case", args=[home.account.pk])))
    assert "the tenant must be told in writing by 23 February 2027" in page
    assert "no form here for the notices at the end of a term: ask legal to write and serve them" in page
    [found] = of_terms(home.officer, on=MONDAY)

    assert (found.on, found.statutory, found.rule) == (date(2027, 2, 23), True, "FLX-2")
    assert of_terms(home.officer, on=MONDAY - timedelta(days=1)) == []
    assert len(of_terms(home.officer, on=date(2027, 2, 23))) == 1
    assert of_terms(home.officer, on=date(2027, 2, 24)) == []


def test_an_introductory_trial_is_warned_of_28_days_before_the_last_day_to_extend_it(client: Client) -> None:
    # The trial ends on Monday 15 February 2027: eight weeks before is Monday 21 December, 28 days before it the 23rd.
    home = owing(tenure="introductory", starts_on=date(2026, 2, 16), trial_last_day=date(2027, 2, 15))

    found = of_trials(home.officer, on=MONDAY)
    before = of_trials(home.officer, on=MONDAY - timedelta(days=1))

    assert [(each.on, each.statutory) for each in found] == [(date(2026, 12, 21), True), (date(2026, 12, 20), False)]
    assert before == []


def test_the_deadlines_page_says_when_there_is_none(mine: Household, client: Client) -> None:
    page = client.get(reverse("legal_deadlines")).content.decode()
    assert "No day is set." in page

    served(mine)
    page = client.get(reverse("legal_deadlines")).content.decode()
    assert "21 December 2027" in page


def test_days_are_shown_page_by_page_and_every_one_is_counted(
    mine: Household, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six papers: two days have passed, four are to come. A page has three."""
    monkeypatch.setattr(legal_case, "A_PAGE", 3)
    of = claim(mine)
    for number, days in enumerate((-2, -1, 5, 6, 7, 8), start=1):
        CourtPaper.objects.create(claim=of, title=f"Paper {number}", due_by=MONDAY + timedelta(days=days))

    def page(asked: str) -> tuple[list[str], str]:
        shown = text(client.get(reverse("legal_deadlines"), {"page": asked} if asked else {}))
        assert "To come: 4" in shown
        return [name for name in (f"Paper {number}" for number in range(1, 7)) if name in shown], shown

    first, said = page("")
    assert first == ["Paper 1", "Paper 2", "Paper 3"]
    assert "Passed and still open: 2" in said
    assert "Page 1 of 2" in said
    second, said = page("2")
    assert second == ["Paper 4", "Paper 5", "Paper 6"]
    assert "Passed" not in said
    assert page("99")[0] == second  # an old address still opens
    assert page("-1")[0] == page("soon")[0] == first
