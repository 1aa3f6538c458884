"""The hearings of a claim: what makes one ready, what the court is told before it."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from caseload.legal.claims.ready import checklist
from caseload.models import Act
from legal.models import Hearing
from recovery.models import ContactAttempt, RepaymentAgreement
from tests.caseload.claims.pages import page
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.legal.claiming import MONDAY, NOON, issued, ready, step
from welfare.models import Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


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


def test_a_hearing_says_for_how_long_the_court_listed_it(client: Client, mine: Household) -> None:
    issued(mine)
    typed = {"kind": "application", "hearing_on": "7 December 2026", "hearing_at": "10:00"}
    refused = client.post(page(mine, "add_hearing"), typed | {"minutes": "half an hour"})
    assert "Enter the minutes that the court’s notice gives, such as 30." in refused.content.decode()

    shown = text(client.post(page(mine, "add_hearing"), typed | {"minutes": "30"}, follow=True))

    assert "7 December 2026 at 10:00. Listed for 30 minutes." in shown
    made = Hearing.objects.get(kind="application")
    pdf = PdfReader(io.BytesIO(client.get(reverse("court_brief", args=[f"h{made.pk}"])).content))
    assert "Monday 7 December 2026 at 10:00, for 30 minutes." in " ".join(pdf.pages[0].extract_text().split())


def test_a_hearing_just_added_may_be_taken_back(client: Client, mine: Household) -> None:
    client.post(page(mine, "add_hearing"), {"kind": "tribunal", "hearing_on": "7 December 2026"})
    act = Act.objects.get(kind="hearing_added")

    client.post(reverse("undo_act", args=[act.pk]))

    assert Hearing.objects.get().cancelled_on == MONDAY
