"""Duties of court days, each tested by its number: briefs, outcomes, who speaks, why hearings are lost, orders."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from zeal import zeal_ignore

from caseload import undo
from caseload.legal.court import diarise, diary, orders, recording
from caseload.legal.court.brief import brief_of
from caseload.legal.court.known import known_of
from caseload.models import Act, Reminder
from legal.decided import Decided
from legal.models import Hearing, PossessionClaim, PossessionOrder, RightOfAudience
from legal.rules.outcomes import Outcome
from recovery.models import ContactAttempt
from staff.models import Role
from tests.caseload.desk import owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of, suspended
from tests.recovery import agreeing

pytestmark = pytest.mark.django_db


def read_pdf(client: Client, address: str) -> PdfReader:
    with zeal_ignore():
        answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("duty", ["S0-25", "S2-14", "S4-08", "S4-29"])
def test_the_brief_prints_on_one_page_with_the_ledgers_figures_of_the_minute(
    client: Client, home: Household, hearing: Hearing, duty: str
) -> None:
    address = reverse("court_brief", args=[diary.key_of(hearing)])
    before = words(read_pdf(client, address))
    assert "Owed now £209.00" in before
    assert "Figures of 10:40 on 24 November 2026" in before

    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-50.00"), effective_on=TUESDAY)
    after = read_pdf(client, address)

    assert len(after.pages) == 1
    assert (float(after.pages[0].mediabox.width), float(after.pages[0].mediabox.height)) == pytest.approx(
        (595.3, 841.9), abs=0.5
    )
    read = words(after)
    assert "Owed now £159.00" in read
    assert "Order sought: A possession order suspended on terms" in read
    assert "Where it is weak" in read


def test_s0_25_the_court_set_is_one_press_list_briefs_and_a_slip_for_each(
    client: Client, home: Household, hearing: Hearing
) -> None:
    other = owing({"last_name": "Bello"}, tenancy__home=home.account.tenancy.home)
    claimed(other, hearing_at=time(10, 0), claim_number="K1ZZ002")
    assert "Print court set" in text(client.get("/court/"))

    pdf = read_pdf(client, "/court/on/2026-11-24/set.pdf")

    assert len(pdf.pages) == 4  # the list, two briefs, a page of slips
    read = words(pdf)
    assert read.index("Court list, Tuesday 24 November 2026") < read.index("What judges ask")
    assert read.count("Outcome: Ms Amina") == 2


def test_no_word_of_the_court_list_is_broken(client: Client, home: Household, hearing: Hearing) -> None:
    other = owing(
        {"title": "Mr", "last_name": "Jabłońska"}, account_ref="00005641K", tenancy__home=home.account.tenancy.home
    )
    claimed(other, court="County Court at Harrowmere", claim_number="H18ZZ482")

    read = words(read_pdf(client, "/court/on/2026-11-24/set.pdf")).partition("What judges ask")[0]

    for whole in ("Jabłońska", "00005641K", "Harrowmere", "H18ZZ482", "Page 1 of 4"):
        assert whole in read


def test_s2_18_five_facts_that_judges_ask_each_with_its_source(client: Client, hearing: Hearing) -> None:
    with zeal_ignore():
        brief = brief_of(known_of(hearing, on=TUESDAY), struck_at=datetime(2026, 11, 24, 10, 40, tzinfo=UTC))

    assert [each.question for each in brief.asked] == [
        "How much is owed, and is it rent?",
        "Is current rent being paid?",
        "What of benefit?",
        "What can they afford, and was it offered?",
        "Was notice good, and the protocol kept?",
    ]
    assert all(each.answer and each.source for each in brief.asked)
    # £500.00 at issue, £209.00 now.
    assert brief.asked[0].answer == "£209.00, £291.00 less than at issue. Costs are not in it."


def test_s1_35_the_brief_says_what_came_of_trying_to_see_them(
    client: Client, home: Household, hearing: Hearing
) -> None:
    def line() -> str:
        with zeal_ignore():
            brief = brief_of(known_of(hearing, on=TUESDAY), struck_at=datetime(2026, 11, 24, 10, 40, tzinfo=UTC))
        return dict(brief.lines)["Seen before court"]

    assert line() == "Nobody has tried yet."
    tried: dict[str, Any] = {
        "tenancy": home.account.tenancy, "channel": "visit", "direction": "out", "purpose": "visit",
        "officer": home.officer, "at": STEPS,
    }  # fmt: skip
    ContactAttempt.objects.create(**tried, on=date(2026, 11, 12), outcome="not_in")
    ContactAttempt.objects.create(**tried, on=date(2026, 11, 17), outcome="not_in")
    assert line() == "Not reached after 2 tries."
    ContactAttempt.objects.create(
        **tried, on=date(2026, 11, 19), outcome="seen", person=home.tenants[0], note="Offers £5.00 a week"
    )
    assert line() == "Spoke with Ms Amina Yusuf on 19 November 2026 (visit): Offers £5.00 a week"


def test_s1_35_the_visit_and_the_other_days_before_a_hearing_come_by_themselves_once(home: Household) -> None:
    claimed(home, hearing_on=date(2026, 12, 17))

    made = diarise.diarise(on=TUESDAY, at=STEPS)

    assert made == 4
    # A fortnight before; ten clear days, back to a working day; three days, and one, before Thursday 17 December.
    assert list(Reminder.objects.order_by("due_on").values_list("due_on", flat=True)) == [
        date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 14), date(2026, 12, 16),
    ]  # fmt: skip
    assert diarise.diarise(on=TUESDAY, at=STEPS) == 0


def test_s1_02_a_hearing_without_an_authorised_officer_is_flagged_two_weeks_ahead(
    client: Client, home: Household, claim: PossessionClaim
) -> None:
    hearing = hearing_of(claim, by=home.officer.pk, on=date(2026, 12, 8))
    assert "Nobody authorised is named" in text(client.get("/court/"))

    RightOfAudience.objects.create(user=home.officer, authorised_by=OfficerFactory(), from_on=date(2026, 1, 1))
    PossessionClaim.objects.update(hearing_on=date(2026, 12, 8))
    client.post(reverse("court_speaks", args=[diary.key_of(hearing)]))

    assert Hearing.objects.get().advocate == home.officer
    assert "Nobody authorised is named" not in text(client.get("/court/"))


def test_s1_37_an_outcome_with_terms_and_costs_takes_a_chip_and_save(
    client: Client, home: Household, hearing: Hearing
) -> None:
    """Open, chip, Save: three presses. What Save sends is what the page filled in."""
    agreeing.agree(home)
    page = client.get(reverse("court_hearing", args=[diary.key_of(hearing)]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert sent["instalment_amount"] == "9.00"  # the terms agreed
    assert sent["first_due_on"] == "30 November 2026"
    assert (sent["arrears"], sent["costs"]) == ("209.00", "415.00")
    sent = {name: value for name, value in sent.items() if value not in {None, "", False}} | {"outcome": "suspended"}

    with zeal_ignore():
        client.post(reverse("court_hearing", args=[diary.key_of(hearing)]), sent)

    order = PossessionOrder.objects.get()
    assert (order.instalment_amount, order.costs, order.first_due_on) == (
        Decimal("9.00"), Decimal("415.00"), date(2026, 11, 30),
    )  # fmt: skip
    assert order.agreement is not None


def test_s0_27_adjournments_by_our_fault_are_counted_in_the_chart(
    client: Client, home: Household, hearing: Hearing, leader: Any
) -> None:
    adjourned = Decided(outcome=Outcome.ADJOURNED_GENERALLY, key=uuid4(), cause="figures")
    other = owing(tenancy__home=home.account.tenancy.home)
    second = hearing_of(claimed(other, claim_number="K1ZZ002"), by=home.officer.pk)
    with zeal_ignore():
        for each, decided in (
            (hearing, adjourned),
            (second, Decided(outcome=Outcome.DISMISSED, key=uuid4(), cause="paid")),
        ):
            _, account = diary.hearing_of(home.officer, diary.key_of(each))
            recording.record_outcome(
                hearing=each, account=account, decided=decided, by=home.officer, on=TUESDAY, at=STEPS
            )
    sign_in(client, leader)

    read = text(client.get("/team/hearings/"))

    assert "1 of 2 by what we did." in read
    assert "Our figures were wrong or not explained Ours 1" in read
    assert "The arrears were paid Not ours 1" in read


# ---------------------------------------------------------------------------------------- the order as it lives


def order_of(home: Household, hearing: Hearing) -> PossessionOrder:
    with zeal_ignore():
        saved = recording.record_outcome(
            hearing=hearing, account=home.account, decided=suspended(), by=home.officer, on=TUESDAY, at=STEPS
        )
    assert saved.recorded.order is not None
    return saved.recorded.order


def test_s1_37_the_order_is_watched_on_its_own_dates(client: Client, home: Household, hearing: Hearing) -> None:
    order = order_of(home, hearing)

    # £104.50 rent and £5.00 fell due on Monday 30 November; £100.00 came.
    agreeing.pay(home.account, "100.00", on=date(2026, 11, 30))
    shown = orders.view(order, home.account, on=date(2026, 12, 1))

    assert shown.means == ("broken", "stop")
    assert shown.statement.standing is not None
    assert shown.statement.standing.short == Decimal("9.50")
    assert "£9.50 short, since 30 November 2026." in shown.statement.standing.says
    [row] = orders.broken(home.officer, on=date(2026, 12, 1))
    assert (row.order, row.facts.order_shortfall) == (order, Decimal("9.50"))
    agreeing.pay(home.account, "9.50", on=date(2026, 12, 1))
    assert orders.broken(home.officer, on=date(2026, 12, 1)) == []


def test_s1_37_an_old_order_says_when_a_warrant_needs_permission(home: Household, hearing: Hearing) -> None:
    order = order_of(home, hearing)

    # Made on 24 November 2026: warned from 24 May 2032, permission from 24 November 2032.
    assert "until 24 November 2032" in orders.view(order, home.account, on=date(2032, 5, 23)).days[1]
    assert "decide before then" in orders.view(order, home.account, on=date(2032, 5, 24)).days[1]
    assert "Six years passed" in orders.view(order, home.account, on=date(2032, 11, 24)).days[1]


def test_s1_37_a_postponed_order_says_how_it_comes_by_a_day(home: Household, hearing: Hearing) -> None:
    """ORD-13. Written to on Monday 30 November: from 14 December to 28 February, three months on."""
    order = order_of(home, hearing)
    order.kind, order.possession_on = "postponed", None

    assert (
        orders.view(order, home.account, on=date(2026, 11, 30))
        .days[0]
        .endswith("the court may be asked for one from 14 December 2026 to 28 February 2027 (PD 55A, para 10).")
    )


def test_s1_37_an_order_set_aside_lets_the_claim_go_on_and_its_agreement_ends(
    client: Client, home: Household, hearing: Hearing, claim: PossessionClaim
) -> None:
    order = order_of(home, hearing)
    address = reverse("end_order", args=[order.pk])

    wrong = client.post(address, {"how": "set_aside", "ended_on": "1 November 2026", "why": "They were in hospital"})
    assert "The day must be from 24 November 2026" in text(wrong)
    client.post(address, {"how": "set_aside", "ended_on": "24 November 2026", "why": "They were in hospital"})

    order.refresh_from_db()
    claim.refresh_from_db()
    assert (order.status, order.ended_why, claim.status) == ("set_aside", "They were in hospital", "issued")
    assert order.agreement is not None
    assert order.agreement.status == "cancelled"


def test_the_pages_of_orders_and_lists_can_be_read_by_legal(home: Household, hearing: Hearing) -> None:
    order = order_of(home, hearing)
    legal = Client()
    sign_in(legal, OfficerFactory(role=Role.LEGAL))

    assert "No order is broken" in text(legal.get("/court/orders/"))
    with zeal_ignore():
        assert "Due and paid" in text(legal.get(reverse("court_order", args=[order.pk])))
    assert legal.post(reverse("end_order", args=[order.pk])).status_code == 403


def test_an_order_ended_by_mistake_is_in_force_again_with_its_agreement(
    client: Client, home: Household, hearing: Hearing, claim: PossessionClaim
) -> None:
    order = order_of(home, hearing)
    with zeal_ignore():
        orders.end(
            order=order, how="discharged", ended_on=TUESDAY, why="All is paid", by=home.officer, on=TUESDAY, at=STEPS
        )
        undo.take_back(Act.objects.get(kind=orders.KIND), by=home.officer, on=TUESDAY, at=STEPS)

    order.refresh_from_db()
    claim.refresh_from_db()
    assert (order.status, order.ended_on, claim.status) == ("in_force", None, "order_made")
    assert order.agreement is not None
    assert order.agreement.status == "live"
