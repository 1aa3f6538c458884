"""Pages of the claim: the button or what is missing, the sheet, its papers, the approval, the record of a claim."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.legal.case import case_of
from caseload.legal.claims import acts, paper
from caseload.legal.claims.ready import checklist
from caseload.models import Act
from legal.claim_file import gather
from legal.claim_issue import CLAIM_FORM
from legal.models import ClaimPack, Hearing, LegalRequest, PossessionClaim, ProtocolStep, RightOfAudience
from legal.rules import claim_fields, claim_order
from recovery.account_facts import of_account
from recovery.models import ContactAttempt, RepaymentAgreement
from staff.models import Role
from tests.caseload.desk import sign_in
from tests.caseload.reading import queries_of, text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.legal.claiming import MONDAY, NOON, TYPED, asked, begun, entered, issued, known, manager_of, ready, step
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    settings.COUNCIL_NAME = "Ottersby Council"


@pytest.fixture
def mine(client: Client) -> Household:
    home = ready()
    sign_in(client, home.officer)
    return home


def page(home: Household, name: str = "legal_claim") -> str:
    return reverse(name, args=[home.account.pk])


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


def told_line(hearing: Hearing) -> tuple[date, bool | None]:
    [line] = [each for each in checklist(hearing, on=MONDAY) if each.rule == "PAP 2.12"]
    return line.by, line.done


def test_a_hearing_is_not_ready_until_every_tenant_was_told_of_it() -> None:
    """P-2.12. Listed on 23 November; ten clear days before Monday 4 January 2027 lead to Christmas Eve."""
    home = ready({}, {"last_name": "Okafor", "first_names": "Ben", "title": "Mr"})
    hearing = issued(home).hearings.get()
    first, second = home.tenants

    step(home, "hearing_letter", person=first, on=date(2026, 11, 30))
    step(home, "hearing_letter", person=second, on=date(2026, 11, 1))  # of another hearing
    assert told_line(hearing) == (date(2026, 12, 24), False)

    ContactAttempt.objects.create(
        tenancy=home.account.tenancy, person=second, on=date(2026, 12, 1), at=NOON, channel="letter", direction="out",
        purpose="hearing_letter", outcome="sent",
    )  # fmt: skip
    assert told_line(hearing) == (date(2026, 12, 24), True)


def test_a_statement_that_went_late_before_the_hearing_is_told_to_the_court() -> None:
    """P-2.11: ten days before Monday 4 January 2027 is Christmas Day 2026."""
    home = ready()
    hearing = issued(home).hearings.get()
    sent = ContactAttempt.objects.create(
        tenancy=home.account.tenancy, person=home.tenants[0], on=date(2026, 12, 26), at=NOON, channel="letter",
        direction="out", purpose="statement", outcome="sent",
    )  # fmt: skip
    late = [each.what for each in checklist(hearing, on=date(2026, 12, 28)) if each.rule == "PAP 2.11"]
    assert late == [
        "Statement and benefit position sent to the tenant. It went late, on 26 December 2026: tell the court why"
    ]

    sent.on = date(2026, 12, 25)
    sent.save()
    [line] = [each for each in checklist(hearing, on=date(2026, 12, 28)) if each.rule == "PAP 2.11"]
    assert (line.what, line.done) == ("Statement and benefit position sent to the tenant", True)


def test_an_agreement_made_since_the_issue_and_kept_is_a_reason_to_adjourn() -> None:
    """P-2.12: issued on 24 November 2026; the first instalment falls due a week later."""
    home = ready()
    hearing, on = issued(home).hearings.get(), date(2026, 11, 25)
    asks = "An agreement made since the issue is kept: ask the court to adjourn"
    assert asks not in [each.what for each in checklist(hearing, on=on)]

    made = RepaymentAgreement.objects.create(
        account=home.account, made_on=on, first_due_on=date(2026, 12, 2), frequency="weekly", source_ref="AG1",
        rent_amount=Decimal("0.00"), instalment_amount=Decimal("5.00"), opening_arrears=Decimal("209.00"),
        explained_how="telephone", status="live", made_by=home.officer,
    )  # fmt: skip
    assert checklist(hearing, on=on)[0].what == asks

    made.made_on = date(2026, 11, 23)
    made.save()
    assert asks not in [each.what for each in checklist(hearing, on=on)]


def test_in_a_breathing_space_the_court_is_told_before_the_hearing_and_asked_to_adjourn() -> None:
    """BS-3: it runs to 19 January 2027, past the hearing."""
    home = ready()
    hearing = issued(home).hearings.get()
    assert "BS-3" not in [each.rule for each in checklist(hearing, on=MONDAY)]

    Marker.objects.create(
        kind="breathing_space",
        person=home.tenants[0],
        from_on=date(2026, 11, 21),
        last_day=date(2027, 1, 19),
        owner=home.officer,
    )

    first = checklist(hearing, on=MONDAY)[0]
    assert (first.what, first.by) == ("A breathing space runs: tell the court, and ask to adjourn", MONDAY)
    assert "BS-3" not in [each.rule for each in checklist(hearing, on=date(2027, 1, 20))]


def snapshot_of(home: Household) -> dict[str, Any]:
    pack = entered(home)
    facts = of_account(home.account, as_of=MONDAY)
    return paper.frozen(gather(home.account.tenancy, pack=pack, facts=facts, by=home.officer, on=MONDAY))


def test_the_printed_pack_reads_in_the_order_of_n5_and_n119(mine: Household) -> None:
    snapshot = snapshot_of(mine)

    pdf = PdfReader(io.BytesIO(paper.claim_pdf(snapshot)))
    words = " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)

    order = [
        "Claim form for possession of property (form N5)", "Particulars of claim for possession", "Steps already taken",
        "Statement of truth", "Schedule of rent due and paid", "Pre-action protocol", "Equality and proportionality",
        "Notice and certificates of service",
    ]  # fmt: skip
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "£209.00" in words
    assert paper.claim_pdf(snapshot) == paper.claim_pdf(json.loads(json.dumps(snapshot)))


def test_every_question_of_the_court_stands_once_in_the_printed_order() -> None:
    printed = [code for _, _, codes in claim_order.ORDER for code in codes]

    assert sorted(printed) == sorted(field.code for field in claim_fields.fields())


def test_csv_and_json_say_the_same(client: Client, mine: Household) -> None:
    entered(mine)

    rows = list(csv.reader(io.StringIO(client.get(page(mine, "claim_csv")).content.decode("utf-8-sig"))))
    data = json.loads(client.get(page(mine, "claim_json")).content)

    by_code = {row[1]: row[3] for row in rows if len(row) == 4}
    assert by_code["daily_rate"] == data["data"]["daily_rate"] == "14.93"
    assert by_code["notice_served_on"] == "07/09/2026"
    assert rows[-1] == ["2026-11-16", "Rent", "209.00", "0.00", "209.00"]
    assert data["schedule"]["owed"] == "209.00"


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
    assert "All 2 that are missing" in shown


def test_a_hearing_just_added_may_be_taken_back(client: Client, mine: Household) -> None:
    client.post(page(mine, "add_hearing"), {"kind": "tribunal", "hearing_on": "7 December 2026"})
    act = Act.objects.get(kind="hearing_added")

    client.post(reverse("undo_act", args=[act.pk]))

    assert Hearing.objects.get().cancelled_on == MONDAY
