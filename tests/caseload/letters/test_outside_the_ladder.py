"""Letters that people start: an invoice, a contact plan, a campaign's letter; and the way to pay named first."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.campaigns import build, sending
from caseload.campaigns.build import CannotChange, Plan
from caseload.printing import invoices
from recovery import batches, documents
from recovery.models import Campaign, CampaignMember, Invoice, Leaflet, OutboxMessage
from recovery.outbox import letter_of
from staff.models import Role, User
from tenancies import storage
from tenancies.models import AccountEvent
from tenancies.open_items import open_items
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, press
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.recovery.agreeing import agree
from tests.recovery.print_room import let_go, tray, worked_off
from welfare.models import ContactPlan, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def drawn(message: OutboxMessage) -> str:
    letter = letter_of(message, on=MONDAY)
    assert letter
    return " ".join(documents.preview_html(letter).split())


def printed(message: OutboxMessage) -> str:
    message.refresh_from_db()
    assert message.document
    pages = PdfReader(BytesIO(storage.read(message.document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# ------------------------------------------------------------------------------------------------------------- invoices


def charged(home: Household, *weeks: tuple[date, str, str]) -> None:
    for day, kind, amount in weeks:
        LedgerEntryFactory(account=home.account, effective_on=day, kind=kind, amount=Decimal(amount))


def test_the_open_items_are_the_newest_charges_and_add_up_to_the_balance() -> None:
    """Three weeks of £100.00 and a payment of £130.00: the first week is met, £30.00 of the second as well."""
    home = owing(owes="100.00")  # the week of 16 November
    charged(
        home,
        (date(2026, 11, 2), "rent_debit", "100.00"),
        (date(2026, 11, 9), "rent_debit", "100.00"),
        (date(2026, 11, 11), "payment", "-130.00"),
    )

    found = open_items(home.account, balance=Decimal("170.00"), as_at=MONDAY)

    assert [(each.due_on, each.amount, each.left) for each in found] == [
        (date(2026, 11, 9), Decimal("100.00"), Decimal("70.00")),
        (date(2026, 11, 16), Decimal("100.00"), Decimal("100.00")),
    ]
    assert open_items(home.account, balance=Decimal("-5.00"), as_at=MONDAY) == []


def test_s4_24_an_invoice_has_a_number_of_its_own_and_asks_for_the_sum_of_its_open_items(client: Client) -> None:
    home = owing(owes="209.00")
    garage = owing(owes="44.80")
    page = reverse("invoice", args=[home.account.pk])
    sign_in(client, home.officer)
    shown = text(client.get(page))
    assert "£209.00" in shown
    assert reverse("invoice", args=[home.account.pk]) in client.get(reverse("ledger", args=[home.account.pk])).text

    client.post(page, {"press": "6f0d53e4-6c7e-4c39-9f1b-6a3b7f1e7a11"})
    client.post(page, {"press": "6f0d53e4-6c7e-4c39-9f1b-6a3b7f1e7a11"})  # pressed twice
    other = invoices.send(
        account=garage.account, by=garage.officer, on=MONDAY, at=NOON,
        press=uuid4(),
    )  # fmt: skip

    made = Invoice.objects.get(account=home.account)
    assert made.number != other.number
    assert made.total == Decimal("209.00")
    message = OutboxMessage.objects.get(account=home.account, action="invoice")
    worked_off(let_go(message))
    said = printed(message)
    assert f"Invoice {made.number} for your rent account" in said
    assert "To pay £209.00" in said
    assert f"Please always give your reference, {home.account.account_ref}" in said
    after = text(client.get(page))
    assert made.number in after
    assert "went 23 November 2026" in after


def test_an_invoice_is_not_sent_again_nor_where_nothing_may_be_asked_for() -> None:
    home, clear, disputed = owing(), owing(), owing()
    charged(clear, (MONDAY, "payment", "-209.00"))
    known: dict[str, Any] = {"on": MONDAY, "at": NOON}

    def sends(each: Household) -> Invoice:
        return invoices.send(account=each.account, by=each.officer, press=uuid4(), **known)

    sends(home)
    with pytest.raises(invoices.CannotInvoice, match="waits in the print room already"):
        sends(home)
    worked_off(let_go(OutboxMessage.objects.get(action="invoice")))
    with pytest.raises(invoices.CannotInvoice, match="asked for the same sum in the last 7 days"):
        sends(home)
    with pytest.raises(invoices.CannotInvoice, match="Nothing is left to pay"):
        sends(clear)
    Marker.objects.create(
        kind="breathing_space", person=disputed.tenants[0], from_on=MONDAY, last_day=date(2027, 1, 21),
        owner=disputed.officer,
    )  # fmt: skip
    with pytest.raises(invoices.CannotInvoice):
        sends(disputed)
    assert Invoice.objects.count() == 1


def test_no_invoice_asks_for_the_whole_of_who_keeps_an_agreement() -> None:
    home = owing()
    agree(home)

    with pytest.raises(invoices.CannotInvoice, match="agreement"):
        invoices.send(account=home.account, by=home.officer, on=MONDAY, at=NOON, press=uuid4())


def test_finance_sends_an_invoice_and_who_only_reads_does_not(client: Client) -> None:
    home = owing()
    page = reverse("invoice", args=[home.account.pk])
    sign_in(client, OfficerFactory(role=Role.AUDITOR))
    assert "Send the invoice" not in client.get(page).text
    assert client.post(page).status_code == 403
    sign_in(client, OfficerFactory(role=Role.FINANCE))

    client.post(page)

    assert Invoice.objects.get().account == home.account


def test_an_invoice_that_is_paid_before_it_leaves_does_not_go() -> None:
    home = owing()
    invoices.send(account=home.account, by=home.officer, on=MONDAY, at=NOON, press=uuid4())
    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-209.00"), effective_on=MONDAY)

    message = OutboxMessage.objects.get(action="invoice")
    worked_off(let_go(message))

    message.refresh_from_db()
    assert (message.state, message.why) == ("withdrawn", "Nothing is left to pay on this account")


# -------------------------------------------------------------------------------------------------------- contact plans


def test_s2_51_who_threatened_staff_is_told_of_the_plan_in_a_letter_and_the_day_it_went_is_kept(
    client: Client,
) -> None:
    home = owing()
    manager = OfficerFactory(role=Role.INCOME_MANAGER)
    plan = ContactPlan.objects.create(
        person=home.tenants[0], kind="abusive", limits="Please write to us.\nWe do not take calls.", from_on=MONDAY,
        last_day=date(2027, 5, 24), review_on=date(2027, 2, 22), single_contact=manager, by=home.officer,
    )  # fmt: skip
    sign_in(client, home.officer)
    address = reverse("tell_contact_plan", args=[home.account.pk, plan.pk])
    assert "A leader says yes to the plan first." in text(client.post(address, follow=True))
    plan.approved_by = manager
    plan.save()
    assert "Send the letter that tells them" in text(client.get(reverse("safety", args=[home.account.pk])))

    client.post(address)

    message = OutboxMessage.objects.get()
    assert message.action == "contact_plan"
    said = drawn(message)
    for words in ("We do not take calls.", f"Please deal with {manager.name} alone", "by 22 February 2027", "danger"):
        assert words in said
    for asked in ("£", "You can pay", "owe"):
        assert asked not in said
    plan.refresh_from_db()
    assert plan.told_on is None
    worked_off(let_go(message))
    plan.refresh_from_db()
    assert plan.told_on == MONDAY


def test_a_plan_that_has_ended_is_not_written_about(client: Client) -> None:
    home = owing()
    plan = ContactPlan.objects.create(
        person=home.tenants[0], kind="distressed", limits="Call her sister first.", from_on=MONDAY,
        last_day=date(2027, 5, 24), review_on=date(2027, 2, 22), by=home.officer,
    )  # fmt: skip
    sign_in(client, home.officer)
    client.post(reverse("tell_contact_plan", args=[home.account.pk, plan.pk]))

    client.post(reverse("end_contact_plan", args=[home.account.pk, plan.pk]))

    message = OutboxMessage.objects.get()
    assert (message.state, message.why) == ("withdrawn", "The plan has ended")


# ------------------------------------------------------------------------------------------------- ways to pay, offers


@pytest.mark.parametrize(
    ("uses", "wants", "first"),
    [
        ("cash", "", "You can pay in cash, by Direct Debit, by standing order, by bank card"),
        ("cash", "standing_order", "You can pay by standing order, by Direct Debit, by bank card"),
        ("housing_benefit", "", "You can pay by Direct Debit, by standing order, by bank card"),
    ],
)
def test_s4_18_the_way_they_prefer_stands_first_in_their_letters(
    client: Client, uses: str, wants: str, first: str
) -> None:
    home = owing(payment_method=uses)
    sign_in(client, home.officer)
    if wants:
        client.post(reverse("ways_to_pay", args=[home.account.pk]), {"do": "way", "method": wants})

    [message] = press(home)

    assert first in drawn(message)


def test_s0_10_an_offer_is_shown_in_the_call_and_noted_and_an_expired_one_is_not(client: Client) -> None:
    home = owing()
    known: dict[str, Any] = {"kind": "offer", "owner": home.officer, "review_on": date(2027, 6, 1)}
    Leaflet.objects.create(title="Free swimming", text="Mondays", for_whom="families", **known)
    Leaflet.objects.create(title="Summer club", text="Over", expires_on=MONDAY, **known)
    sign_in(client, home.officer)
    page = text(client.get(home.account.get_absolute_url()))
    assert "Free swimming, for families: Mondays" in page
    assert "Summer club" not in page

    typed = {"person": home.tenants[0].pk, "outcome": "spoke", "note": "She will go.", "offered": ["Free swimming"]}
    client.post(f"/accounts/{home.account.pk}/call/", typed)
    refused = client.post(f"/accounts/{home.account.pk}/call/", {**typed, "offered": ["Summer club"]})

    assert AccountEvent.objects.get(what="call").summary.endswith("Offered Free swimming. She will go.")
    assert refused.status_code == 422
    assert "That offer has expired" in text(refused)


# ----------------------------------------------------------------------------------------------------- campaign letters


def sent(by: User, text: str = "Dear {name}, come and talk to us before Christmas.", **changes: Any) -> Campaign:
    plan: dict[str, Any] = {
        "name": "Before Christmas", "purpose": "Rent stays paid", "audience": "money=arrears", "channel": "letter",
        "text": text, "other_text": "", "control_percent": 0,
    }  # fmt: skip
    made = build.make(Plan(**plan | changes), by=by, at=NOON)
    trial = sending.ask_trial(made, by=by, on=MONDAY, at=NOON)
    sending.work(trial.pk, on=MONDAY)
    trial.refresh_from_db()
    assert trial.result["treated"], trial.result
    build.submit(made, send_on=MONDAY, by=by, on=MONDAY)
    build.approve(made, by=OfficerFactory(role=Role.TEAM_LEADER), on=MONDAY, at=NOON)
    for job in sending.start_due(on=MONDAY, at=NOON):
        sending.work(job, on=MONDAY)
    return Campaign.objects.get(pk=made.pk)


def test_s1_14_a_campaign_goes_by_letter_to_each_joint_tenant_through_the_print_room() -> None:
    home = owing({"first_names": "Amina"}, {"first_names": "Omar", "format_needed": "large_print"})

    campaign = sent(home.officer)

    messages = OutboxMessage.objects.order_by("pk")
    assert [(each.action, each.state, each.batch is not None) for each in messages] == [
        ("campaign", "queued", True)
    ] * 2
    assert CampaignMember.objects.get(campaign=campaign).message == messages[0]
    assert "come and talk to us before Christmas" in drawn(messages[0])
    assert messages[1].letter
    assert messages[1].letter["large_print"]
    worked_off(let_go(messages[0]))
    assert "Dear Ms Amina Yusuf, come and talk" in printed(messages[0])


def test_s1_14_a_campaigns_letter_leaves_out_who_must_not_get_it_and_the_lot() -> None:
    home = owing()
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="letter_unsafe", person=home.tenants[0], from_on=MONDAY
    )
    made = build.make(
        Plan(
            name="N", purpose="P", audience="money=arrears", channel="letter", text="Come and talk.", other_text="",
            control_percent=0,
        ),
        by=home.officer, at=NOON,
    )  # fmt: skip
    job = sending.ask_trial(made, by=home.officer, on=MONDAY, at=NOON)
    sending.work(job.pk, on=MONDAY)
    job.refresh_from_db()

    assert {reason: len(some) for reason, some in job.result["excluded"].items()} == {"Contact must be safe": 1}


@pytest.mark.parametrize(
    ("words", "why"),
    [("You owe {to_pay}.", "Nothing is left to pay on this account"), ("Come and talk.", "")],
)
def test_a_campaigns_letter_that_names_a_sum_does_not_go_once_it_is_paid_and_another_does(words: str, why: str) -> None:
    home = owing()
    sent(home.officer, words)
    charged(home, (MONDAY, "payment", "-209.00"))

    [found] = batches.standing(list(batches.for_check(batches.waiting(tray("campaign")))), on=MONDAY)

    assert found.why == why


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Pay {colectable}", "There is no field {colectable}"),
        ("[[if joint]] Both", r"\[\[if joint\]\] has no \[\[end\]\]"),
        ("", "Write the words"),
        ("{agreed_total}", "does not belong in this letter"),
    ],
)
def test_a_campaigns_letter_with_odd_words_is_refused(words: str, says: str) -> None:
    with pytest.raises(CannotChange, match=says):
        build.make(
            Plan(
                name="N", purpose="P", audience="", channel="letter", text=words, other_text="", control_percent=0,
            ),
            by=OfficerFactory(), at=NOON,
        )  # fmt: skip
