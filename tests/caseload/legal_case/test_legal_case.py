"""The page of a legal case: the ladder, the protocol sheet, decision records, papers."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.case import case_of
from legal import notices
from legal.models import (
    DecisionRecord,
    Notice,
    NoticeService,
    PossessionOrder,
    ProtocolOverride,
    ProtocolStep,
)
from staff.models import Role
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.legal_case.records import claim, order
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.legal.bundling import posted
from tests.legal.claiming import ready
from tests.legal.noticing import NOW, leader_of, owing, served, weighed
from welfare.models import BenefitClaim

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


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


def test_where_nothing_is_owed_and_nothing_was_begun_no_notice_is_the_next_step(client: Client) -> None:
    """SEC-5: particulars state what is due."""
    home = owing()
    posted(home, "-900.00", "payment", MONDAY)
    case = case_of(home.account, on=MONDAY)
    assert (case.next_step.label, case.next_step.url, case.blockers) == ("No step", "", [])

    sign_in(client, home.officer)
    page = text(client.get(reverse("legal_case", args=[home.account.pk])))

    assert "Nothing is owed: no notice for arrears is given." in page
    assert "Withdraw the notice" not in page  # there is none


def test_after_an_order_was_carried_out_no_notice_is_the_next_step() -> None:
    """SEC-7: the tenancy ended with it, whatever the housing system still says."""
    home = owing()
    order(home, status="executed", eviction_outcome="executed", eviction_on=MONDAY)

    case = case_of(home.account, on=MONDAY)

    assert (case.next_step.label, case.blockers) == ("No step", [])
    assert case.next_step.says == "The tenancy ended when the order was carried out."


@pytest.mark.parametrize(("weekly", "says"), [("104.50", "Hold: benefit"), ("1.00", "Book the eviction")])
def test_a_breach_that_benefit_already_run_covers_is_held_with_the_warrant_issued(weekly: str, says: str) -> None:
    """ORD-5: £20.00 fell due a week from 2 November 2026 and nothing came in; benefit is three weeks behind."""
    home = owing()
    order(
        home, kind="suspended", made_on=date(2026, 10, 26), first_due_on=date(2026, 11, 2), frequency="weekly",
        instalment_amount=Decimal("20.00"), rent_terms="none", warrant_issued_on=MONDAY,
    )  # fmt: skip
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], kind="hb", status="live",
        from_on=date(2026, 1, 5), weekly_amount=Decimal(weekly), pay_weeks=4, paid_up_to=date(2026, 11, 1),
    )  # fmt: skip

    assert case_of(home.account, on=MONDAY).next_step.says.startswith(says)


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


def test_the_case_and_the_protocol_sheet_count_the_same_steps(client: Client) -> None:
    """Ready but for one step that a claim waits for, and one that the court will see."""
    home = ready()
    ProtocolStep.objects.filter(step="dwp").delete()
    sign_in(client, home.officer)
    pages = [reverse(name, args=[home.account.pk]) for name in ("legal_case", "legal_protocol")]

    for page in pages:
        shown = text(client.get(page))
        assert "1 step holds the claim back: payment from benefit considered." in shown
        assert "Not done, and the court will see it: another way than court." in shown

    sign_in(client, leader_of(home, Role.INCOME_MANAGER))
    client.post(reverse("protocol_override", args=[home.account.pk]), {"reason": "They have work, and no benefit."})
    sign_in(client, home.officer)
    for page in pages:
        shown = text(client.get(page))
        assert "The protocol holds nothing back." in shown
        assert re.search(r"Set aside by [^:]+: payment from benefit considered\.", shown)


def test_the_costs_of_a_claim_that_the_housing_system_holds_are_its_fee_until_an_order_names_them(
    mine: Household, client: Client
) -> None:
    made = claim(mine, fee=Decimal("415.00"), claim_number="K1ZZ001")
    pages = [reverse("legal_case", args=[mine.account.pk]), reverse("claim_record", args=[made.pk])]
    for page in pages:
        assert re.search(r"[Cc]laimed:? £415\.00[,.] [Aa]warded:? £0\.00", text(client.get(page)))

    PossessionOrder.objects.create(
        claim=made, made_on=MONDAY, kind="suspended", status="in_force", costs=Decimal("404.00")
    )

    for page in pages:
        assert re.search(r"[Cc]laimed:? £0\.00[,.] [Aa]warded:? £404\.00", text(client.get(page)))


def test_once_the_protocol_holds_nothing_back_the_next_step_is_the_claim() -> None:
    """What else is missing, here the record of what was weighed, is named below."""
    home = ready()
    DecisionRecord.objects.all().delete()

    case = case_of(home.account, on=MONDAY)

    assert (case.next_step.label, case.next_step.url) == ("Prepare the claim", "")
    assert [each.rule for each in case.blockers] == ["EQ-1"]


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

    same = client.post(url, dict.fromkeys(asks, "Weighed."))
    assert same.status_code == 422
    assert "Give the reasons of this case; the same words stand elsewhere too" in same.content.decode()
    client.post(url, {code: f"Weighed: {code}." for code in asks})

    record = DecisionRecord.objects.get()
    assert record.full
    sign_in(client, leader_of(mine))
    waits = client.get(reverse("approval", args=["decision", record.pk])).content.decode()
    assert "Weighed: impact." in waits
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


@pytest.mark.parametrize(
    ("status", "days", "shown"),
    [("listed", 7, "Make it ready"), ("listed", -7, "Record what came of it"), ("order_made", -7, "")],
)
def test_a_hearing_of_the_housing_system_is_made_ready_before_its_day_alone(
    mine: Household, client: Client, status: str, days: int, shown: str
) -> None:
    listed = claim(mine, status=status, hearing_on=MONDAY + timedelta(days=days), issued_on=MONDAY - timedelta(days=40))

    for address in (reverse("legal_case", args=[mine.account.pk]), reverse("claim_record", args=[listed.pk])):
        page = client.get(address).content.decode()
        assert "as the housing system has it" in page
        offered = [words for words in ("Make it ready", "Record what came of it") if words in page]
        assert offered == ([shown] if shown else []), address
