"""A claim on its page: prepared, asked for, approved, issued; who may do what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.case import case_of
from caseload.legal.claims import acts
from legal.claim_issue import CLAIM_FORM
from legal.models import ClaimPack, Hearing, LegalRequest, PossessionClaim, ProtocolStep, RightOfAudience
from staff.models import Role
from tests.caseload.claims.pages import page
from tests.caseload.desk import sign_in
from tests.caseload.reading import queries_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.legal.claiming import MONDAY, TYPED, asked, begun, issued, known, manager_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_the_pack_begins_with_one_press_where_nothing_is_missing(client: Client, mine: Household) -> None:
    assert "Prepare the claim" in text(client.get(page(mine)))

    told = text(client.post(page(mine, "prepare_claim"), follow=True))

    assert ClaimPack.objects.get().state == "draft"
    assert "Claim sheet In the order of Possession Claims Online" in told


def test_each_missing_answer_is_named_with_a_link_to_where_it_is_entered(client: Client, mine: Household) -> None:
    begun(mine)

    shown = client.get(page(mine)).content.decode()

    assert "Position: not entered." in shown
    assert 'href="#id_truth_position"' in shown
    assert 'id="id_truth_position"' in shown


def test_what_is_typed_is_kept_over_its_limit_too_and_counted(client: Client, mine: Household) -> None:
    begun(mine)

    told = client.post(page(mine), {"route": "pcol", "claimant_circumstances": "y" * 960}, follow=True)

    assert "950 characters at most, take 10 out." in text(told)
    assert ClaimPack.objects.get().fields["claimant_circumstances"] == "y" * 960


def test_what_the_record_answers_is_not_frozen_by_keeping_the_form(client: Client, mine: Household) -> None:
    begun(mine)

    client.post(page(mine), {"route": "pcol", "truth_name": "Nadia Rahman", "truth_position": "Officer"})

    assert ClaimPack.objects.get().fields == {"truth_position": "Officer"}


def test_asking_an_incomplete_pack_says_what_is_missing_and_keeps_the_words(client: Client, mine: Household) -> None:
    begun(mine)

    answer = client.post(page(mine, "ask_claim"), {"note": "Now is right"})

    assert answer.status_code == 422
    assert "Position: not entered." in text(answer)
    assert "Now is right" in answer.content.decode()
    assert not LegalRequest.objects.exists()


def test_the_manager_sees_one_page_and_the_yes_makes_the_pack(client: Client, mine: Household) -> None:
    request = asked(mine)
    sign_in(client, manager_of(mine))
    address = reverse("approval", args=["claim", request.pk])
    shown = client.get(address)
    for words in ("Arrears claimed", "£209.00", "Two attempts after the notice", "Why it is proportionate"):
        assert words in text(shown)
    assert reverse("claim_pdf", args=[mine.account.pk]) in shown.content.decode()

    client.post(reverse("decide", args=["claim", request.pk]), {"seen": shown.context["seen"], "do": "approve"})

    pack = ClaimPack.objects.get()
    assert (pack.state, pack.approved_by.name if pack.approved_by else "") == ("approved", "Pat Walker")


def test_what_changed_since_it_was_asked_is_shown_to_the_manager(client: Client, mine: Household) -> None:
    request = asked(mine)
    LedgerEntryFactory(account=mine.account, kind="payment", amount=Decimal("-9.00"), effective_on=MONDAY)
    sign_in(client, manager_of(mine))

    shown = text(client.get(reverse("approval", args=["claim", request.pk])))

    assert "The balance was £209.00 and is £200.00" in shown


def test_a_leader_has_no_claim_among_her_approvals(client: Client, mine: Household) -> None:
    asked(mine)
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[mine.account.tenancy.home.patch])
    sign_in(client, leader)

    assert "Possession claim" not in text(client.get(reverse("approvals")))


def test_a_hearing_on_a_bank_holiday_is_refused_and_all_that_was_typed_stays(client: Client, mine: Household) -> None:
    acts.approve(asked=asked(mine, schedule_sent_on=date(2026, 11, 20)), said="", **known(manager_of(mine)))
    typed = {
        "claim_number": "M50WX111", "court": "Ottersby", "issued_on": "23 November 2026", "fee": "415.00",
        "fixed_costs": "69.50", "hearing_on": "25 December 2026",
    }  # fmt: skip

    answer = client.post(page(mine, "issue_claim"), typed)

    assert answer.status_code == 422
    assert "Friday 25 December 2026 is a bank holiday: no court sits." in text(answer)
    assert 'value="M50WX111"' in answer.content.decode()
    assert not PossessionClaim.objects.exists()

    client.post(page(mine, "issue_claim"), typed | {"hearing_on": "4 January 2027"})
    assert PossessionClaim.objects.get().hearing_on == date(2027, 1, 4)


def test_the_days_of_a_claim_issued_online_are_marked_provisional(client: Client, mine: Household) -> None:
    """Rulebook 4.1: the time and service rules of the Online Procedure Rules are not assumed to be those of the CPR."""
    claim = issued(mine, hearing_on=date(2027, 1, 4))
    record = reverse("claim_record", args=[claim.pk])
    board = [each.what for each in case_of(mine.account, on=date(2026, 11, 25)).deadlines]
    assert "Witness statements filed and served" in board
    assert "provisional" not in text(client.get(record))

    PossessionClaim.objects.update(route="pcs_online")

    hearing = reverse("hearing", args=[claim.hearings.get().pk])
    assert "the days below are provisional: check the court’s notice." in text(client.get(hearing))
    assert "The days of service, evidence and defence below are provisional: check the court’s notice." in text(
        client.get(record)
    )
    board = [each.what for each in case_of(mine.account, on=date(2026, 11, 25)).deadlines]
    assert "Witness statements filed and served (provisional: check the court’s notice)" in board
    assert [what for what in board if what.startswith("Served")] == [
        f"Served on {mine.tenants[0]}, with proof: {CLAIM_FORM} (provisional: check the court’s notice)"
    ]


def test_a_paper_without_proof_is_red_once_its_day_has_come(client: Client, mine: Household) -> None:
    claim = issued(mine)
    claim.papers.update(due_by=MONDAY - timedelta(days=1))

    shown = client.get(reverse("claim_record", args=[claim.pk])).content.decode()

    assert "qd-claim-paper--red" in shown
    assert "No proof" in shown
    assert "No proof of service" in text(client.get(reverse("legal_case", args=[mine.account.pk])))


def test_an_error_leads_to_its_own_box_and_what_was_typed_stays_in_it_alone(client: Client, mine: Household) -> None:
    claim = issued(mine)
    other, first = claim.papers.create(title="Witness statement"), claim.papers.get(is_claim_form=True)
    typed = {"do": "serve", "paper": other.pk, "method": "hand", "done_on": "32 December", "evidence": "A receipt"}

    shown = client.post(reverse("claim_record", args=[claim.pk]), typed).content.decode()

    assert f'href="#id_serve_{other.pk}_done_on"' in shown
    assert (shown.count('value="32 December"'), shown.count('value="A receipt"')) == (1, 1)
    assert f'id="id_serve_{first.pk}_done_on"' in shown


def test_the_legal_role_enters_answers_and_approves_nothing(client: Client, mine: Household) -> None:
    begun(mine)
    legal = OfficerFactory(name="Lee Byrne", role=Role.LEGAL)
    sign_in(client, legal)

    client.post(page(mine), {"route": "pcol", **{k: str(v) for k, v in TYPED.items()}})

    assert ClaimPack.objects.get().fields["truth_position"] == "Income officer"
    assert client.get(reverse("approvals")).status_code == 403


def test_a_stranger_finds_no_claim(client: Client, mine: Household) -> None:
    claim = issued(mine)
    sign_in(client, OfficerFactory())

    assert client.get(reverse("claim_record", args=[claim.pk])).status_code == 404
    assert client.get(page(mine)).status_code == 404
    assert client.post(page(mine, "issue_claim")).status_code == 404


def test_a_leader_authorises_who_speaks_and_an_officer_may_not(client: Client, mine: Household) -> None:
    typed = {"user": mine.officer.pk, "from_on": "23 November 2026"}
    assert client.post(reverse("speakers"), typed).status_code == 403

    sign_in(client, OfficerFactory(role=Role.TEAM_LEADER, patches=[mine.account.tenancy.home.patch]))
    client.post(reverse("speakers"), typed)

    assert RightOfAudience.objects.get().user == mine.officer


def test_pages_take_the_same_number_of_queries_whatever_hangs_on_the_case(client: Client, mine: Household) -> None:
    claim = issued(mine)
    few, _ = queries_of(client, reverse("claim_record", args=[claim.pk]))
    for number in range(6):
        claim.papers.create(title=f"Paper {number}")
        Hearing.objects.create(tenancy=claim.tenancy, claim=claim, kind="adjourned", on=date(2027, 2, 1 + number),
                               made_by=mine.officer, made_at=claim.made_at)  # fmt: skip

    many, _ = queries_of(client, reverse("claim_record", args=[claim.pk]))

    assert many <= few


def test_the_case_names_what_is_missing_and_links_to_the_rest(client: Client, mine: Household) -> None:
    ProtocolStep.objects.filter(step__in=["dwp", "statement"]).delete()

    shown = text(client.get(reverse("legal_case", args=[mine.account.pk])))

    assert "No claim yet." in shown
    assert "All that holds it back" in shown
