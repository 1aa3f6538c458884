"""Duties of claims, each tested by its number: button, sheet, papers, solicitors, remedies, hearings, appeals."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.bundles import contents
from caseload.legal.bundles.kinds import CONTENTS, OF_HEARING
from caseload.legal.case import case_of
from caseload.legal.claims import acts, answers, paper, ready
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import where_all
from legal import bundles
from legal.claim_file import gather
from legal.models import (
    Bundle,
    ClaimPack,
    CourtPaper,
    Hearing,
    Instruction,
    LegalRequest,
    PossessionOrder,
    ProtocolStep,
)
from legal.rules import claim_fields
from recovery.account_facts import of_account
from tenancies.models import TenancyPerson
from tests.caseload.desk import sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, PersonFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.legal.bundling import came_in
from tests.legal.claiming import AFTER, MONDAY, NOON, asked, entered, issued, known, manager_of, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def url(home: Household, name: str) -> str:
    return reverse(name, args=[home.account.pk])


def add_hearing(client: Client, home: Household, **typed: str) -> Hearing:
    answer = client.post(url(home, "add_hearing"), {"hearing_on": "7 December 2026", **typed}, follow=True)
    assert answer.status_code == 200
    return Hearing.objects.latest("pk")


@pytest.mark.parametrize("page_of", ["legal_claim", "legal_case"])
def test_s0_22_the_claim_button_is_replaced_by_the_missing_step_and_opens_once_it_is_done(
    client: Client, mine: Household, page_of: str
) -> None:
    ProtocolStep.objects.filter(step="protocol_sent").delete()
    shut = text(client.get(url(mine, page_of)))
    assert "Copy of the protocol sent: not done. Send Ms Amina Yusuf a copy of the protocol." in shut
    assert reverse("prepare_claim", args=[mine.account.pk]) not in client.get(url(mine, page_of)).content.decode()

    step(mine, "protocol_sent", person=mine.tenants[0])

    assert reverse("prepare_claim", args=[mine.account.pk]) in client.get(url(mine, page_of)).content.decode()


def test_s0_24_what_was_offered_instead_of_court_is_logged_and_an_empty_log_fails_the_bundle(
    client: Client, mine: Household
) -> None:
    entries = contents.entries_for(mine.account, kind="first_hearing", on=MONDAY)
    bundle = bundles.start(
        account=mine.account, kind="first_hearing", hearing=None, entries=entries, by=mine.officer, at=NOON
    )
    said = "No other way than the court was offered"
    assert said in text(client.get(reverse("bundle", args=[bundle.pk])))

    client.post(url(mine, "other_ways"), {"offered_on": "23 November 2026", "offered": "£5.00 a week by card"})
    client.post(
        url(mine, "other_ways"),
        {
            "do": "reply",
            "way": mine.account.tenancy.other_ways.get().pk,
            "replied_on": "23 November 2026",
            "reply": "No",
        },
    )

    shown = text(client.get(url(mine, "other_ways")))
    assert "Offered: £5.00 a week by card" in shown
    assert "Answered 23 November 2026: No" in shown
    assert said not in text(client.get(reverse("bundle", args=[bundle.pk])))


def test_s1_30_each_claim_shows_stage_next_date_fees_and_costs(client: Client, mine: Household) -> None:
    claim = issued(mine)

    shown = text(client.get(reverse("claim_record", args=[claim.pk])))

    for words in ("Claim M50WX111 Listed", "Hearing on 4 January 2027 at 10:30", "Fee of the claim", "£415.00",
                  "Claimed: £484.50. Awarded: £0.00."):  # fmt: skip
        assert words in shown


def test_s1_31_instructions_hold_an_index_of_all_papers_and_their_acknowledgement_is_logged(
    client: Client, mine: Household
) -> None:
    client.post(url(mine, "solicitors"), {"firm": "Ash and Elm", "asks": "Issue and appear"})
    made = Instruction.objects.get()
    assert made.document
    assert "Not acknowledged yet" in text(client.get(url(mine, "solicitors")))

    client.post(
        url(mine, "solicitors"),
        {"do": "write", "instruction": made.pk, "said_on": "23 November 2026", "from_them": "on", "text": "We act"},
    )

    assert "Acknowledged 23 Nov 2026" in text(client.get(url(mine, "solicitors")))
    assert made.messages.get().text == "We act"


@pytest.mark.parametrize("duty", ["S1-32", "S2-16"])
def test_s1_32_s2_16_the_sheet_follows_the_online_form_and_nothing_is_looked_up_elsewhere(
    client: Client, mine: Household, duty: str
) -> None:
    """Every question that is asked has its answer on the sheet, in the form's order, ready to copy."""
    pack = entered(mine)
    file = gather(
        mine.account.tenancy, pack=pack, facts=of_account(mine.account, as_of=MONDAY), by=mine.officer, on=MONDAY
    )

    blocks = answers.online(file.data, gaps=file.gaps)
    shown = client.get(url(mine, "legal_claim")).content.decode()

    codes = [row.code for block in blocks for row in block.rows]
    assert codes == [field.code for field in claim_fields.fields() if field.is_asked(file.data)]
    assert all(row.copy for block in blocks for row in block.rows)
    assert file.gaps == []
    assert shown.count("data-copy=") == len(codes)


def test_s1_34_a_paper_without_proof_of_service_shows_red_before_the_hearing(client: Client, mine: Household) -> None:
    claim = issued(mine)
    CourtPaper.objects.update(due_by=date(2026, 11, 20))
    assert "qd-claim-paper--red" in client.get(reverse("claim_record", args=[claim.pk])).content.decode()
    [where] = where_all([mine.account], on=MONDAY)
    assert any(each.late(MONDAY) and "Served on Ms Amina Yusuf" in each.what for each in of_cases([where], on=MONDAY))

    CourtPaper.objects.update(method="court", done_on=MONDAY, deemed_on=date(2026, 11, 18), by=mine.officer)

    assert "qd-claim-paper--red" not in client.get(reverse("claim_record", args=[claim.pk])).content.decode()


def test_s1_40_a_hearing_is_added_in_four_presses_at_most_and_the_bundle_follows_its_kind(
    client: Client, mine: Household
) -> None:
    """The link on the case, the kind, and the button: three presses beside the day that is typed."""
    presses = [url(mine, "legal_case")]
    assert url(mine, "add_hearing") in client.get(presses[0]).content.decode()

    made = add_hearing(client, mine, kind="tribunal")

    assert made.kind == "tribunal"
    client.post(url(mine, "new_bundle"), {"hearing": made.pk, "kind": OF_HEARING[made.kind]})
    assert Bundle.objects.get().kind == "tribunal"


def test_s1_46_search_by_claim_number_finds_the_account(client: Client, mine: Household) -> None:
    issued(mine)

    answer = client.post(reverse("find"), {"words": "M50WX111"}, follow=True)

    assert mine.account.account_ref in text(answer)


def test_s1_49_the_total_claimed_is_its_listed_parts_and_what_is_left_out_says_why(
    client: Client, mine: Household
) -> None:
    garage = RentAccountFactory(tenancy=mine.account.tenancy, kind="garage", account_ref="G1")
    LedgerEntryFactory(account=garage, amount=Decimal("20.00"), effective_on=date(2026, 11, 17))
    pack = entered(mine)
    facts = of_account(mine.account, as_of=MONDAY)
    snapshot = paper.frozen(gather(mine.account.tenancy, pack=pack, facts=facts, by=mine.officer, on=MONDAY))

    shown = text(client.get(url(mine, "legal_claim")))

    # £209.00 of arrears, the fee of £415.00 and fixed costs of £69.50; the garage's £20.00 is left out.
    assert paper.total_claimed(snapshot) + paper.total_costs(snapshot) == Decimal("693.50")
    assert "Asked for in all £693.50" in shown
    assert "Garage, G1 Left out It is no rent under this tenancy" in shown


@pytest.mark.parametrize("duty", ["S1-53", "S4-05"])
def test_s1_53_s4_05_every_remedy_is_listed_and_one_that_is_not_open_says_why(
    client: Client, mine: Household, duty: str
) -> None:
    shown = text(client.get(url(mine, "other_ways")))

    for words in ("Possession", "Money judgment", "Attachment of earnings", "Deduction from benefit",
                  "Not open There is no money judgment yet.", "Not open There is no Universal Credit"):  # fmt: skip
        assert words in shown


def test_s2_38_the_panels_report_is_built_in_one_press_and_late_risk_shows_five_days_ahead(
    client: Client, mine: Household
) -> None:
    made = add_hearing(client, mine, kind="review_panel", hearing_on="4 December 2026")
    shown = text(client.get(reverse("hearing", args=[made.pk])))
    assert "11 days left." in shown
    assert "Build the panel’s report" in shown

    # Five days before is Sunday 29 November, so Friday 27 November; five days ahead of that is Sunday 22 November.
    def late(day: date) -> list[bool]:
        return [each.late for each in ready.checklist(made, on=day) if "report is built" in each.what]

    assert (late(date(2026, 11, 21)), late(date(2026, 11, 22))) == ([False], [True])

    client.post(url(mine, "new_bundle"), {"hearing": made.pk, "kind": "panel", "build": "1"})

    assert Bundle.objects.get().kind == "panel"


def test_s4_27_the_approver_sees_one_page_with_the_protocols_proof_and_sends_it_back_with_a_reason(
    client: Client, mine: Household
) -> None:
    request = asked(mine)
    sign_in(client, manager_of(mine))
    shown = client.get(reverse("approval", args=["claim", request.pk]))
    assert "Ms Amina Yusuf: sent 12 October 2026" in text(shown)
    assert "Nothing else has worked" in text(shown)

    client.post(
        reverse("decide", args=["claim", request.pk]),
        {"seen": shown.context["seen"], "do": "back", "said": "Ask the DWP again first"},
    )

    assert LegalRequest.objects.get().said == "Ask the DWP again first"
    assert ClaimPack.objects.get().state == "draft"
    sign_in(client, mine.officer)
    assert "Sent back by Pat Walker: Ask the DWP again first" in text(client.get(url(mine, "legal_claim")))


def test_s4_28_the_instruction_pack_says_whether_it_is_complete(client: Client, mine: Household) -> None:
    assert "Not complete" in text(client.get(url(mine, "solicitors")))
    acts.log_other_way(
        tenancy=mine.account.tenancy,
        typed={"offered": "A plan", "not_suitable": "", "offered_on": AFTER, "claim": None},
        **known(mine.officer),
    )
    came_in(mine, b"%PDF-1.7", name="Tenancy audit")
    assert [each.what for each in ready.instruction_index(mine.account, on=MONDAY) if each.missing] == [
        "Tenancy agreement"
    ]
    came_in(mine, b"%PDF-1.7", name="Scan 1", what="agreement")

    assert [each.what for each in ready.instruction_index(mine.account, on=MONDAY) if each.missing] == []
    assert "What goes with instructions Complete" in text(client.get(url(mine, "solicitors")))


def test_s4_28_what_is_missing_is_named_a_step_of_the_protocol_and_a_tenant_who_was_not_served(
    client: Client, mine: Household
) -> None:
    ProtocolStep.objects.filter(step="protocol_sent").delete()
    idle, tenancy = PersonFactory.create(last_name="Idle"), mine.account.tenancy
    TenancyPerson.objects.create(tenancy=tenancy, person=idle, role="tenant", from_on=tenancy.starts_on)

    page = text(client.get(url(mine, "solicitors")))
    assert "Copy of the protocol sent: not done." in page
    assert "Proof of service on every tenant: No proof for Ms Amina Idle." in page


def test_s4_30_the_last_day_to_appeal_shows_from_the_order_and_the_pack_builds(client: Client, mine: Household) -> None:
    claim = issued(mine)
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 11, 16), kind="outright", status="in_force")

    # 16 November and 21 days: Monday 7 December.
    assert "An appeal must be made by 7 December 2026." in text(client.get(reverse("order_appeal", args=[order.pk])))
    days = case_of(mine.account, on=MONDAY).deadlines
    assert (date(2026, 12, 7), "Last day to appeal the order") in [(each.on, each.what) for each in days]
    client.post(url(mine, "new_bundle"), {"kind": "appeal", "build": "1"})
    assert Bundle.objects.get().kind == "appeal"


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("tribunal", "The tribunal’s directions are read and their days entered"),
        ("magistrates", "The summons is served, and its proof at hand"),
        ("review_panel", "The tenant is told the day, five days before or more"),
    ],
)
def test_s4_44_each_forum_has_its_own_checklist_and_its_own_pack(
    client: Client, mine: Household, kind: str, item: str
) -> None:
    made = add_hearing(client, mine, kind=kind)

    assert item in text(client.get(reverse("hearing", args=[made.pk])))
    assert CONTENTS[Bundle.Kind(OF_HEARING[kind])] != CONTENTS[Bundle.Kind.FIRST_HEARING]


def test_s1_02_a_hearing_at_which_nobody_authorised_speaks_is_flagged_two_weeks_ahead(
    client: Client, mine: Household
) -> None:
    claim = issued(mine)
    hearing = claim.hearings.get()  # Monday 4 January 2027
    said = "A hearing at which nobody authorised speaks"

    def flagged(on: date) -> bool:
        return said in [each.what for each in of_cases(where_all([mine.account], on=on), on=on)]

    assert (flagged(date(2026, 12, 20)), flagged(date(2026, 12, 21))) == (False, True)
    Hearing.objects.filter(pk=hearing.pk).update(on=date(2026, 12, 7), at=time(10, 0))
    assert "Nobody authorised speaks" in text(client.get(url(mine, "legal_case")))
