"""The pages of a legal case: pipeline, deadlines, the ladder, the protocol sheet, decision records."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.case import case_of
from caseload.legal.deadlines import of_terms, of_trials
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import STAGES, visible_cases, where_all
from legal import notices, witness
from legal.models import (
    ClaimPack,
    CourtPaper,
    DecisionRecord,
    Eviction,
    Notice,
    NoticeService,
    PossessionClaim,
    PossessionOrder,
    ProtocolOverride,
    WitnessStatement,
)
from recovery.models import ContactAttempt
from staff.models import Role
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import PatchFactory
from tests.legal.noticing import NOW, leader_of, owing, prepared, served, weighed
from welfare.models import Marker

PACK = "Statement and benefit position to the tenant and the court"
WITNESSES = "Witness statements filed and served"
NOTICE_OF_EVICTION = "Last day for the bailiff’s notice of eviction"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def stage(home: Household, on: date = MONDAY) -> str:
    [found] = where_all([home.account], on=on)
    return found.stage


def claim(home: Household, **known: Any) -> PossessionClaim:
    usual: dict[str, Any] = {"route": "pcol", "issued_on": MONDAY, "arrears_at_issue": 900, "status": "issued"}
    return PossessionClaim.objects.create(tenancy=home.account.tenancy, **usual | known)


def order(home: Household, **known: Any) -> PossessionOrder:
    usual: dict[str, Any] = {"made_on": MONDAY, "kind": "outright", "status": "in_force"}
    return PossessionOrder.objects.create(claim=claim(home, status="order_made"), **usual | known)


def board(home: Household, on: date = MONDAY) -> list[str]:
    """What stands on the board of deadlines."""
    return [each.what for each in of_cases(where_all([home.account], on=on), on=on)]


@pytest.fixture
def mine(client: Client) -> Household:
    home = owing()
    sign_in(client, home.officer)
    return home


def test_a_case_stands_on_one_rung_at_a_time(mine: Household) -> None:
    assert stage(mine) == ""
    prepared(mine)
    assert stage(mine) == "notice"
    notices.withdraw(prepared(mine), why="Again.", by=mine.officer, on=MONDAY, at=NOW)
    served(mine)
    assert stage(mine) == "notice"
    assert stage(mine, on=date(2026, 12, 21)) == "notice"
    assert stage(mine, on=date(2026, 12, 22)) == "protocol"
    ClaimPack.objects.create(
        tenancy=mine.account.tenancy, route="pcol", made_by=mine.officer, made_at=NOW, state="asked"
    )
    assert stage(mine, on=date(2026, 12, 22)) == "approval"
    made = claim(mine)
    assert stage(mine) == "claim"
    made.hearing_on = date(2027, 1, 12)
    made.save()
    assert stage(mine) == "hearing"
    assert stage(mine, on=date(2027, 1, 13)) == "claim"


@pytest.mark.parametrize(
    ("known", "rung"),
    [
        ({}, "order"),
        ({"warrant_requested_on": MONDAY}, "warrant"),
        ({"warrant_issued_on": MONDAY}, "warrant"),
        ({"warrant_issued_on": MONDAY, "eviction_on": date(2026, 12, 15), "eviction_outcome": "booked"}, "eviction"),
        ({"warrant_issued_on": MONDAY, "eviction_on": date(2026, 12, 15), "eviction_outcome": "cancelled"}, "warrant"),
        (
            {"instalment_amount": 5, "frequency": "weekly", "first_due_on": MONDAY, "kind": "suspended", "arrears": 900,
             "rent_terms": "none"},
            "breach",
        ),
        ({"status": "executed", "eviction_outcome": "executed", "eviction_on": MONDAY}, ""),
    ],
)  # fmt: skip
def test_after_an_order_it_stands_where_the_order_stands(mine: Household, known: dict[str, Any], rung: str) -> None:
    order(mine, **known)

    assert stage(mine) == rung


def test_a_notice_that_lapsed_stays_in_sight_while_something_is_owed(mine: Household) -> None:
    # Handed over on Monday 23 November 2026, it gives 21 December and lapses after 21 December 2027.
    served(mine)
    on = date(2027, 12, 22)

    [found] = where_all([mine.account], on=on)

    assert (found.stage, found.next) == ("notice", "The notice has lapsed: prepare a new one.")
    [deadline] = [each for each in of_cases([found], on=on) if each.rule == "SEC-6"]
    assert (deadline.on, deadline.what) == (date(2027, 12, 21), "The notice has lapsed: a new one must be served")
    assert deadline.late(on)


def test_a_notice_that_ran_out_in_a_breathing_space_is_shown_to_legal(mine: Household) -> None:
    """BS-4. Lapsed after 21 December 2027; the breathing space ends on 7 January 2028, eight weeks before 3 March."""
    served(mine)
    Marker.objects.create(
        kind="breathing_space", person=mine.tenants[0], from_on=date(2027, 11, 9), last_day=date(2028, 1, 7),
        owner=mine.officer,
    )  # fmt: skip

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
    assert "there is no form for them here" in page
    [found] = of_terms(home.officer, on=MONDAY)

    assert (found.on, found.statutory, found.rule) == (date(2027, 2, 23), True, "FLX-2")
    assert of_terms(home.officer, on=MONDAY - timedelta(days=1)) == []
    assert len(of_terms(home.officer, on=date(2027, 2, 23))) == 1
    assert of_terms(home.officer, on=date(2027, 2, 24)) == []


def noticed(home: Household, kind: str, on: date, **known: Any) -> None:
    made = Notice.objects.create(
        tenancy=home.account.tenancy, kind=kind, prepared_on=on, status="served", source_ref=kind, **known
    )
    NoticeService.objects.create(notice=made, person=home.tenants[0], method="hand", done_on=on)


def test_the_end_of_a_flexible_term_shows_its_days_and_holds_the_claim(client: Client) -> None:
    """FLX-2: told on 1 May 2026, a review by the 21st; noticed on 2 November, a claim from 3 January 2027."""
    home = owing(tenure="flexible", fixed_term_last_day=date(2026, 11, 30), flexible_clause="none")
    noticed(home, "flexible_non_renewal", date(2026, 5, 1))
    sign_in(client, home.officer)
    page = text(client.get(reverse("legal_case", args=[home.account.pk])))
    assert "told on 1 May 2026 that it is not renewed. A review may be asked for until 21 May 2026" in page
    assert "The possession notice is given by 30 November 2026. Give it in the term." in page

    noticed(home, "flexible_possession", date(2026, 11, 2))

    assert "A claim may be issued from 3 January 2027." in text(
        client.get(reverse("legal_case", args=[home.account.pk]))
    )
    held = case_of(home.account, on=MONDAY).claim_obstacles
    assert "A claim may be issued from 3 January 2027." in [each.says for each in held]


def test_after_a_notice_to_quit_the_case_says_that_money_is_for_use_and_occupation(client: Client) -> None:
    """NTQ-5: it ran out on Sunday 22 November 2026."""
    home = owing(tenure="non_secure")
    noticed(home, "ntq", date(2026, 10, 5), specified_on=date(2026, 11, 22))
    sign_in(client, home.officer)

    page = text(client.get(reverse("legal_case", args=[home.account.pk])))

    assert "From 23 November 2026 what is charged and paid is for use and occupation" in page


def test_an_introductory_trial_is_warned_of_28_days_before_the_last_day_to_extend_it(client: Client) -> None:
    # The trial ends on Monday 15 February 2027: eight weeks before is Monday 21 December, 28 days before it the 23rd.
    home = owing(tenure="introductory", starts_on=date(2026, 2, 16), trial_last_day=date(2027, 2, 15))

    found = of_trials(home.officer, on=MONDAY)
    before = of_trials(home.officer, on=MONDAY - timedelta(days=1))

    assert [(each.on, each.statutory) for each in found] == [(date(2026, 12, 21), True), (date(2026, 12, 20), False)]
    assert before == []


def test_the_pipeline_shows_every_case_of_ones_lists_and_explains_empty_rungs(mine: Household, client: Client) -> None:
    served(mine)
    elsewhere = owing()
    elsewhere.account.tenancy.home.patch = PatchFactory(code="P09")
    elsewhere.account.tenancy.home.save()
    served(elsewhere)

    page = client.get(reverse("legal")).content.decode()

    assert mine.account.account_ref in page
    assert elsewhere.account.account_ref not in page
    assert "A claim may be issued from 22 December 2026." in page
    for name, (label, enters) in STAGES.items():
        assert label in page
        assert (name == "notice") != (enters in page)


def test_the_pipeline_is_filtered_by_stage_patch_and_officer(mine: Household, client: Client) -> None:
    served(mine)
    patch = mine.account.tenancy.home.patch

    for query, shown in [({"stage": "notice"}, True), ({"stage": "order"}, False), ({"patch": str(patch)}, True),
                         ({"officer": str(mine.officer.pk)}, True), ({"officer": "none"}, True)]:  # fmt: skip
        page = client.get(reverse("legal"), query).content.decode()
        assert (f'legal/">{mine.account.account_ref}' in page) == shown, query


def test_twenty_cases_take_as_many_queries_as_one(mine: Household, django_assert_max_num_queries: Any) -> None:
    served(mine)
    with django_assert_max_num_queries(9) as few:
        visible_cases(mine.officer, on=MONDAY)
    for _ in range(4):
        served(owing())

    with django_assert_max_num_queries(len(few)):
        assert len(visible_cases(mine.officer, on=MONDAY)) == 5


def test_the_page_of_a_case_takes_as_many_queries_with_two_tenants_and_notices(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    alone = owing()
    served(alone)
    two = owing({"last_name": "Yusuf"}, {"last_name": "Okafor"})
    notices.withdraw(served(two), why="Again.", by=two.officer, on=MONDAY, at=NOW)
    served(two)
    with django_assert_max_num_queries(60) as few:
        case_of(alone.account, on=MONDAY)

    with django_assert_max_num_queries(len(few)):
        case_of(two.account, on=MONDAY)


def test_the_page_of_a_case_shows_the_ladder_the_next_step_and_what_is_in_the_way(
    mine: Household, client: Client
) -> None:
    page = client.get(reverse("legal_case", args=[mine.account.pk])).content.decode()
    assert "Prepare the notice of seeking possession" in page
    assert "No notice was prepared yet." in page

    served(mine)
    page = client.get(reverse("legal_case", args=[mine.account.pk])).content.decode()

    assert "Do the steps of the protocol" in page
    assert "A claim may be issued from 22 December 2026." in page
    assert "A claim may be issued from 22 December 2026." in page
    assert "Copy of the protocol sent: not done." in page


def test_the_deadlines_page_says_when_there_is_none(mine: Household, client: Client) -> None:
    page = client.get(reverse("legal_deadlines")).content.decode()
    assert "No day is set." in page

    served(mine)
    page = client.get(reverse("legal_deadlines")).content.decode()
    assert "21 December 2027" in page


def test_a_step_of_the_protocol_is_recorded_and_taken_back(mine: Household, client: Client) -> None:
    url = reverse("protocol_step", args=[mine.account.pk])
    wrong = client.post(url, {"step": "dwp", "done_on": "24 November 2026", "how": "By telephone."})
    assert wrong.status_code == 422
    assert "The day must be today or earlier." in wrong.content.decode()
    assert "By telephone." in wrong.content.decode()

    client.post(url, {"step": "dwp", "done_on": "23 November 2026", "how": "By telephone."})

    made = mine.account.tenancy.protocol_steps.get()
    client.post(reverse("take_back_protocol_step", args=[made.pk]))
    made.refresh_from_db()
    assert made.taken_back_at is not None


def test_a_manager_sets_missing_steps_aside_on_the_page(mine: Household, client: Client) -> None:
    url = reverse("protocol_override", args=[mine.account.pk])
    refused = client.post(url, {"reason": "Abroad."})
    assert "The income manager alone sets steps of the protocol aside." in refused.content.decode()

    sign_in(client, leader_of(mine, Role.INCOME_MANAGER))
    client.post(url, {"reason": "Abroad for a year."})

    assert ProtocolOverride.objects.get().reason == "Abroad for a year."
    page = client.get(reverse("legal_protocol", args=[mine.account.pk])).content.decode()
    assert "Abroad for a year." in page
    assert "The protocol holds nothing back." in page


def test_a_decision_record_is_written_in_full_and_another_person_approves_it(mine: Household, client: Client) -> None:
    url = reverse("legal_decision", args=[mine.account.pk, "claim"])
    open_ones = client.post(url, {"disability": "None known."})
    assert open_ones.status_code == 422
    assert "Answer: Why is it proportionate all the same?" in open_ones.content.decode()
    asks = ["disability", "link", "support", "aim", "alternatives", "impact", "proportionate"]

    client.post(url, dict.fromkeys(asks, "Weighed."))

    record = DecisionRecord.objects.get()
    assert record.full
    sign_in(client, leader_of(mine))
    waits = client.get(reverse("approval", args=["decision", record.pk])).content.decode()
    assert "Weighed." in waits
    client.post(reverse("approve_decision", args=[record.pk]))
    record.refresh_from_db()
    assert record.approved_by is not None


@pytest.mark.parametrize("name", ["legal_case", "legal_protocol", "legal_claim", "warrant", "add_hearing", "bundles"])
def test_the_pages_of_a_case_stand_under_legal(client: Client, mine: Household, name: str) -> None:
    page = client.get(reverse(name, args=[mine.account.pk])).content.decode()

    assert re.findall(r'href="([^"]*)"[^>]*aria-current="page"', page) == [reverse("legal")]


@pytest.mark.parametrize("paper", ["protocol_paper", "trial_paper"])
def test_papers_of_a_case_are_laid_out(client: Client, paper: str) -> None:
    home = owing(tenure="introductory", trial_last_day=date(2027, 6, 1))
    sign_in(client, home.officer)
    weighed(home)

    answer = client.get(reverse(paper, args=[home.account.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_legal_reads_a_case_and_acts_on_none_of_it(mine: Household, client: Client) -> None:
    sign_in(client, OfficerFactory(role=Role.LEGAL))

    assert client.get(reverse("legal_case", args=[mine.account.pk])).status_code == 200
    assert client.get(reverse("legal_notice_new", args=[mine.account.pk])).status_code == 403
