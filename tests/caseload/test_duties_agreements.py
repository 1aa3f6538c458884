"""Duties of income officers that the agreement page, wages and ways to pay make true."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from caseload.agreements import making, paying, plan
from caseload.models import Reminder
from caseload.sweep import decide_now
from recovery import documents, pay_days
from recovery.agreement_watch import watch
from recovery.models import (
    ContactAttempt,
    Employer,
    OutboxMessage,
    ProposedAgreement,
    RemittanceLine,
    RepaymentAgreement,
    WageDeduction,
)
from recovery.rules import letters
from staff.models import Role, User
from tenancies.models import AccountEvent, IssuedDocument
from tests.caseload.agreeing import agree, budget, filled, words
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import rows_of, words_of
from tests.factories.people import Household, OfficerFactory
from tests.recovery.agreeing import pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
Agreed = RepaymentAgreement.objects


# ------------------------------------------------------------------------------------------------------- agreements


def test_s0_18_an_offer_above_disposable_income_warns_and_an_agreed_plan_ends_on_its_day_to_the_penny(
    client: Client, home: Household
) -> None:
    budget(home, left="36.00")

    warned = agree(client, home)
    agree(client, home, instalment_amount="8.30")

    assert "£9.00 a week is more than the £8.30 that their income and expenditure leaves." in words(warned)
    made = Agreed.get()
    dues = list(made.instalments.all())
    assert dues[-1].due_on == date(2027, 5, 24)  # 26 Mondays from 30 November: 25 × 8.30 and 1.50
    assert dues[-1].arrears_amount == Decimal("1.50")
    assert sum(due.arrears_amount for due in dues) == Decimal("209.00")


def test_s0_19_it_is_not_agreed_without_how_it_was_explained_and_the_letter_says_amount_dates_and_what_follows(
    client: Client, home: Household
) -> None:
    refused = agree(client, home, explained_how=None)
    agree(client, home)
    letter = letters.from_json(OutboxMessage.objects.get().letter)
    text = words_of(documents.letter_pdf(letter))

    assert "Choose how you explained it. It cannot be agreed without." in words(refused)
    assert "£113.50 a week: £104.50 for rent and £9.00 off the arrears." in text
    assert "30 November 2026 £104.50 £9.00 £113.50" in text
    assert "The last payment is on 10 May 2027." in text
    assert "What happens next" in text
    assert "Nadia Rahman explained this to you by telephone." in text
    assert letters.from_json(letters.to_json(letter)) == letter


def test_s1_19_and_s4_25_the_same_inputs_give_the_same_schedule_on_each_device(client: Client) -> None:
    desk, phone = owing(), owing()

    for each, agent in ((desk, "Mozilla/5.0 (X11; Linux)"), (phone, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)")):
        sign_in(client, each.officer)
        client.post(f"/accounts/{each.account.pk}/agreement/", filled(each), headers={"User-Agent": agent})

    one, other = (
        list(Agreed.get(account=each.account).instalments.values_list("due_on", "rent_amount", "arrears_amount"))
        for each in (desk, phone)
    )
    assert one == other
    assert len(one) == 24


def test_s1_20_late_short_and_missed_payments_get_the_right_state_and_step(client: Client, home: Household) -> None:
    agree(client, home)
    made = Agreed.get()
    pay(home.account, "113.50", on=date(2026, 12, 2))  # two days late, within the days of grace
    kept = watch(made, as_of=date(2026, 12, 4))
    pay(home.account, "100.00", on=date(2026, 12, 7))  # £13.50 short
    slipping = watch(made, as_of=date(2026, 12, 11))
    broken = watch(made, as_of=date(2026, 12, 24))  # nothing on 14 and 21 December

    assert [each.standing.state for each in (kept, slipping, broken)] == ["kept", "slipping", "broken"]
    decide_now([home.account.pk], as_of=date(2026, 12, 11))
    at_slip = home.account.recommendations.get(lapsed_on=None).action
    decide_now([home.account.pk], as_of=date(2026, 12, 24))
    at_break = home.account.recommendations.get(lapsed_on=None).action
    assert (at_slip, at_break) == ("agreement_slipping", "agreement_broken")


def test_s3_12_a_former_tenants_plan_has_no_rent_part(client: Client) -> None:
    home = owing(tenancy__last_day=date(2026, 11, 15), tenancy__end_reason="transfer")
    sign_in(client, home.officer)

    page = client.get(f"/accounts/{home.account.pk}/agreement/")
    refused = agree(client, home)
    agree(client, home, rent_amount=None)

    assert "Their own share of rent" not in words(page)
    assert "No rent falls due on a tenancy that has ended" in words(refused)
    assert {due.rent_amount for due in Agreed.get().instalments.all()} == {Decimal("0.00")}


def test_s3_13_the_drift_chart_is_the_schedule_less_receipts(client: Client, home: Household) -> None:
    agree(client, home)
    pay(home.account, "113.50", on=date(2026, 11, 30))
    pay(home.account, "100.00", on=date(2026, 12, 7))
    found = watch(Agreed.get(), as_of=date(2026, 12, 11))

    chart = plan.drift_chart(found.drift)

    assert [(each.expected, each.received, each.drift) for each in found.drift] == [
        (Decimal("113.50"), Decimal("113.50"), Decimal("0.00")),
        (Decimal("227.00"), Decimal("213.50"), Decimal("13.50")),
    ]
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["30 November 2026: level", "7 December 2026: £13.50 behind"]
    assert chart.said == "£227.00 due and £213.50 received so far: £13.50 behind."


def test_s3_13_the_watch_list_says_how_each_agreement_stands_in_a_sentence(client: Client, home: Household) -> None:
    agree(client, home)
    decide_now([home.account.pk], as_of=MONDAY)

    listed = client.get("/accounts/?plan=any")

    assert "Kept. Nothing has fallen due yet: £113.50 is due on 30 November 2026." in words(listed)


def test_s3_13_how_long_agreements_are_kept_is_drawn_and_tabled(client: Client, home: Household) -> None:
    agree(client, home)

    page = words(client.get(reverse("agreements_kept") + "?by=frequency"))

    assert "1 agreement, none of them watched for half a year yet" in page
    assert "Weekly (1)" in page


def test_s3_13_the_table_of_agreements_kept_is_a_file_too(client: Client, home: Household) -> None:
    agree(client, home)

    file = client.get(reverse("agreements_kept") + "?by=frequency&csv=1")

    assert rows_of(file) == [["Agreements", "Number", "After 13 weeks"], ["Weekly", "1", ""]]


def test_s0_51_a_call_in_which_a_plan_is_agreed_leads_to_it_with_nothing_typed_again(
    client: Client, home: Household
) -> None:
    called = client.post(
        f"/accounts/{home.account.pk}/call/?then=agreement",
        {"person": home.tenants[0].pk, "outcome": "spoke", "note": "Back at work", "spoken_of": ["what happened"]},
    )
    page = client.get(called.url)

    assert ContactAttempt.objects.get(outcome="spoke").note == "Spoke of what happened. Back at work"
    assert called.url == f"/accounts/{home.account.pk}/agreement/?explained=telephone"
    assert page.context["form"]["explained_how"].value() == "telephone"


def test_s4_06_an_offer_above_what_is_safe_stands_on_the_timeline_with_its_answer(
    client: Client, home: Household
) -> None:
    budget(home, left="36.00")
    agree(client, home, do="propose", why="Her sister pays the rest")
    leader = OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    sign_in(client, leader)
    proposal = ProposedAgreement.objects.get()
    client.post(reverse("answer_agreement", args=[home.account.pk, proposal.pk]), {"do": "no", "said": "Too much"})
    client.post(
        reverse("log_offer", args=[home.account.pk]),
        {"who": "tenant", "amount": "5.00", "terms": "a week", "reply": "accepted"},
    )

    said = list(
        AccountEvent.objects.filter(what__in=["asked", "answered"]).order_by("pk").values_list("what", flat=True)
    )
    assert said == ["asked", "answered"]
    assert AccountEvent.objects.filter(what="answered", summary__endswith="Too much").exists()


# ------------------------------------------------------------------------------------------------------------ wages


def test_s1_21_an_authority_makes_the_employers_letter_and_a_missing_line_raises_a_task(
    client: Client, home: Household
) -> None:
    client.post(reverse("employers"), {"name": "Ottersby Bakery", "address": "1 Mill Lane\nOttersby"})
    employer = Employer.objects.get()
    authority = {
        "person": home.tenants[0].pk,
        "employer": employer.pk,
        "payroll_ref": "W1",
        "amount": "20.00",
        "frequency": "weekly",
        "authority_signed_on": "20 November 2026",
        "first_on": "23 November 2026",
    }
    client.post(f"/accounts/{home.account.pk}/wages/", authority)
    deduction = WageDeduction.objects.get()
    letter = IssuedDocument.objects.get(template=f"employer_start_{deduction.pk}")
    text = words_of(client.get(reverse("document", args=[letter.pk])).content)
    sheet = {"employer": employer.pk, "paid_on": "23 November 2026", "total": "15.00"}
    content = b"payroll_ref,amount\nW9,15.00\n"

    shown = client.post(
        reverse("load_remittance"), {**sheet, "do": "show", "list": SimpleUploadedFile("p.csv", content)}
    )
    assert "Missing: each becomes a task" in words(shown)
    assert "Not known here" in words(shown)
    assert not RemittanceLine.objects.exists()
    assert not Reminder.objects.exists()

    client.post(reverse("load_remittance"), {**sheet, "do": "load", "text": content.decode()})
    assert "Deduction £20.00 a week" in text
    assert "signed an authority" in text
    assert RemittanceLine.objects.get().payroll_ref == "W9"
    assert "is missing from Ottersby Bakery's payment of 23 November 2026" in Reminder.objects.get(kind="task").text


def test_s1_21_a_deduction_is_stopped_with_a_notice_to_the_employer(client: Client, home: Household) -> None:
    employer = Employer.objects.create(name="Ottersby Bakery", address="1 Mill Lane")
    deduction = WageDeduction.objects.create(
        account=home.account, person=home.tenants[0], employer=employer, payroll_ref="W1", amount=20,
        frequency="weekly", authority_signed_on=MONDAY, first_on=MONDAY, made_by=home.officer, made_at=NOON,
    )  # fmt: skip

    client.post(reverse("stop_wages", args=[home.account.pk, deduction.pk]), {"why": "She revoked it"})

    notice = IssuedDocument.objects.get(template=f"employer_stop_{deduction.pk}")
    text = words_of(client.get(reverse("document", args=[notice.pk])).content)
    assert "Please make no further deduction after 23 November 2026." in text


# ------------------------------------------------------------------------------------------------------ ways to pay


def keep_plan(home: Household, **changed: Any) -> Any:
    told = {"person": home.tenants[0], "month_day": 31, "amount": Decimal("452.83"), "explained": True,
            "reminds": True}  # fmt: skip
    return paying.keep_plan(account=home.account, by=home.officer, on=MONDAY, at=NOON, **told | changed)


def test_s3_16_the_text_goes_on_their_day_once_and_not_after_they_opt_out(client: Client) -> None:
    home = owing({"mobile": "07700 900111"})
    plan = keep_plan(home)

    before = pay_days.send_due(on=date(2026, 11, 29), at=datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
    sent = pay_days.send_due(on=date(2026, 11, 30), at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    again = pay_days.send_due(on=date(2026, 11, 30), at=datetime(2026, 11, 30, 9, 5, tzinfo=UTC))
    sign_in(client, home.officer)
    client.post(reverse("opt_out_pay_day", args=[home.account.pk, plan.pk]))
    later = pay_days.send_due(on=date(2026, 12, 31), at=datetime(2026, 12, 31, 9, 0, tzinfo=UTC))

    assert (before, sent, again, later) == (0, 1, 0, 0)  # day 31 is the 30th in November
    assert "Please pay your rent of £452.83 from it." in OutboxMessage.objects.get().text


def test_s3_16_it_is_not_kept_before_it_was_explained(client: Client, home: Household) -> None:
    address = reverse("ways_to_pay", args=[home.account.pk])
    typed = {"person": home.tenants[0].pk, "month_day": "14", "amount": "452.83", "reminds": "on"}

    refused = client.post(address, typed)
    client.post(address, {**typed, "explained": "on"})

    assert "Explain first that Universal Credit is paid to them" in words(refused)
    kept = home.account.pay_day_plans.get()
    assert (kept.month_day, kept.explained_on, kept.explained_by) == (14, MONDAY, home.officer)


def test_s4_18_the_way_they_want_to_pay_is_noted_and_switches_are_counted(client: Client, home: Household) -> None:
    address = reverse("ways_to_pay", args=[home.account.pk])

    client.post(address, {"do": "way", "method": "direct_debit", "day": "17"})
    wanted = paying.tracker(home.officer, since=MONDAY)
    home.account.payment_method = "direct_debit"
    home.account.save()
    taken = paying.tracker(home.officer, since=MONDAY)

    [(label, *_)] = wanted
    assert [(label, 1, 0)] == wanted
    assert [(label, 1, 1)] == taken
    assert "any day they choose" in AccountEvent.objects.get(what="advice").summary


def test_a_leader_sees_what_waits_for_her_and_never_her_own(client: Client, home: Household) -> None:
    budget(home, left="36.00")
    agree(client, home, do="propose", why="Her sister pays the rest")
    leader: User = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])

    assert making.waiting_for(leader) == list(ProposedAgreement.objects.all())
    assert making.waiting_for(home.officer) == []
