"""Court day at the desk: the list, the brief, an outcome with all that follows, taken back, sent from a phone."""

from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from caseload import undo
from caseload.legal.court import diary, recording
from caseload.models import Act, Reminder
from legal.models import Hearing, PossessionClaim, PossessionOrder
from recovery.models import OutboxMessage, RepaymentAgreement
from staff.models import Role
from tenancies.models import AccountEvent
from tests.caseload.desk import owing, sign_in
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.legal.hearings import STEPS, TUESDAY, claimed, hearing_of, suspended
from tests.recovery import agreeing

pytestmark = pytest.mark.django_db


def chosen(outcome: str, **typed: Any) -> dict[str, Any]:
    """What the form holds when a chip is pressed and nothing else is changed."""
    usual = {
        "arrears": "209.00", "costs": "415.00", "instalment_amount": "5.00", "frequency": "weekly",
        "first_due_on": "30 November 2026", "possession_on": "22 December 2026", "current_rent": "on",
        "restore_by": "24 November 2027", "key": str(uuid4()),
    }  # fmt: skip
    return {**usual, "outcome": outcome, **typed}


def page(client: Client, hearing: Hearing) -> str:
    return text(client.get(reverse("court_hearing", args=[diary.key_of(hearing)])))


def save(client: Client, hearing: Hearing, outcome: str, **typed: Any) -> Any:
    with zeal_ignore():
        return client.post(
            reverse("court_hearing", args=[diary.key_of(hearing)]), chosen(outcome, **typed), follow=True
        )


def test_the_list_is_in_running_order_and_the_housing_systems_own_hearings_are_on_it(
    client: Client, home: Household, hearing: Hearing
) -> None:
    other = owing({"last_name": "Bello"}, tenancy__home=home.account.tenancy.home)
    claimed(other, hearing_at=time(10, 0), claim_number="K1ZZ002")

    read = text(client.get("/court/"))

    assert read.index("10:00 · Ms Amina Bello") < read.index("10:30 · Ms Amina Yusuf")
    assert "£209.00 at 10:40" in read
    assert "None received" in read


def test_a_day_without_hearings_says_so(client: Client, home: Household) -> None:
    assert "No hearings." in text(client.get("/court/on/2026-12-01/"))
    assert client.get("/court/on/soon/").status_code == 404


def test_the_list_asks_as_much_for_one_case_as_for_three(
    client: Client, home: Household, claim: PossessionClaim, django_assert_max_num_queries: Any
) -> None:
    client.get("/court/")
    with django_assert_max_num_queries(90) as one:
        client.get("/court/")
    for number in (2, 3):
        other = owing(tenancy__home=home.account.tenancy.home)
        claimed(other, claim_number=f"K1ZZ00{number}")
    with django_assert_max_num_queries(len(one.captured_queries) + 2):
        client.get("/court/")


def test_a_suspended_order_makes_agreement_letter_diary_and_review(
    client: Client, home: Household, hearing: Hearing
) -> None:
    answer = text(save(client, hearing, "suspended"))

    assert "Suspended possession order, possession on 22 December 2026" in answer
    order = PossessionOrder.objects.get()
    agreement = RepaymentAgreement.objects.get()
    # £209.00 and £415.00 of costs, with no account of their own for these, at £5.00: 125 payments.
    assert (order.agreement, agreement.kind, agreement.opening_arrears) == (agreement, "court", Decimal("624.00"))
    assert agreement.rent_amount == Decimal("104.50")
    letter = OutboxMessage.objects.get()
    assert letter.action == "hearing_result"
    assert "You must pay your rent and £5.00 a week" in " ".join(letter.letter["told"]["plan"])
    assert Reminder.objects.get().due_on == date(2026, 12, 3)  # three days after the first payment
    assert AccountEvent.objects.filter(what="hearing").count() == 1


def test_an_agreement_that_runs_gives_way_and_comes_back_when_it_is_taken_back(
    client: Client, home: Household, hearing: Hearing
) -> None:
    before = agreeing.agree(home, on=agreeing.MONDAY)
    save(client, hearing, "suspended")
    before.refresh_from_db()
    assert before.status == "cancelled"

    act = Act.objects.get(kind=recording.KIND)
    with zeal_ignore():
        undo.take_back(act, by=home.officer, on=TUESDAY, at=STEPS)

    before.refresh_from_db()
    hearing.refresh_from_db()
    assert (before.status, hearing.outcome) == ("live", "")
    assert not PossessionOrder.objects.exists()
    assert OutboxMessage.objects.get().state == "withdrawn"
    assert Reminder.objects.get().withdrawn_at is not None


def test_it_may_be_taken_back_until_five(home: Household, hearing: Hearing) -> None:
    with zeal_ignore():
        recording.record_outcome(
            hearing=hearing, account=home.account, decided=suspended(), by=home.officer, on=TUESDAY, at=STEPS
        )
    act = Act.objects.get(kind=recording.KIND)
    assert act.undo_until is not None
    assert act.undo_until.isoformat() == "2026-11-24T17:00:00+00:00"

    with zeal_ignore(), pytest.raises(undo.CannotUndo, match="over"):
        undo.take_back(act, by=home.officer, on=TUESDAY, at=act.undo_until)


@pytest.mark.parametrize(
    ("outcome", "typed", "status"),
    [
        ("adjourned_to_date", {"hearing_on": "12 January 2027"}, "adjourned_to_date"),
        ("adjourned_generally", {}, "adjourned_generally"),
        ("adjourned_on_terms", {}, "adjourned_on_terms"),
        ("outright", {}, "order_made"),
        ("postponed", {}, "order_made"),
        ("money_only", {}, "order_made"),
        ("consent", {}, "order_made"),
        ("dismissed", {"cause": "papers"}, "dismissed"),
        ("struck_out", {"cause": "papers"}, "struck_out"),
        ("withdrawn", {"cause": "paid"}, "withdrawn"),
        ("stayed", {"cause": "advice"}, "stayed"),
    ],
)
def test_every_outcome_can_be_saved(
    client: Client, hearing: Hearing, outcome: str, typed: dict[str, str], status: str
) -> None:
    answer = save(client, hearing, outcome, **typed)

    assert answer.status_code == 200, text(answer)
    hearing.refresh_from_db()
    assert hearing.outcome == outcome
    assert PossessionClaim.objects.get().status == status


@pytest.mark.parametrize("owes", ["0.00", "-30.00"])
def test_nothing_owed_and_a_credit_are_recorded_all_the_same(client: Client, home: Household, owes: str) -> None:
    other = owing(owes="10.00", tenancy__home=home.account.tenancy.home)
    agreeing.pay(other.account, str(Decimal("10.00") - Decimal(owes)), on=date(2026, 11, 20))
    hearing = hearing_of(claimed(other), by=home.officer.pk)
    read = page(client, hearing)
    assert ("in credit" in read) == (owes == "-30.00")

    save(client, hearing, "suspended", arrears="0.00", costs="0.00", instalment_amount="0.00")

    hearing.refresh_from_db()
    assert hearing.outcome == "suspended"


def test_terms_that_end_before_they_start_are_refused_at_their_field(client: Client, hearing: Hearing) -> None:
    answer = save(client, hearing, "suspended", first_due_on="1 November 2026")

    assert answer.status_code == 422
    assert "The first payment cannot be due before the order was made." in text(answer)
    assert not PossessionOrder.objects.exists()


def test_the_second_of_two_people_sees_what_was_recorded(client: Client, home: Household, hearing: Hearing) -> None:
    save(client, hearing, "adjourned_generally")
    other = Client()
    sign_in(other, OfficerFactory(name="Jo Hall", patches=[home.account.tenancy.home.patch]))

    answer = save(other, hearing, "suspended")

    assert answer.status_code == 409
    assert "Nadia Rahman has recorded this hearing already: Adjourned generally" in text(answer)
    assert not PossessionOrder.objects.exists()


def test_no_suspension_is_offered_where_section_89_binds(client: Client, home: Household) -> None:
    other = owing(tenancy__home=home.account.tenancy.home, tenancy__tenancy_type="non_secure")
    hearing = hearing_of(claimed(other, kind="ntq", grounds=""), by=home.officer.pk)

    read = page(client, hearing)

    assert "Outright order" in read
    assert "Suspended possession order" not in read
    assert save(client, hearing, "suspended").status_code == 422


def test_legal_reads_and_does_not_record(client: Client, hearing: Hearing) -> None:
    legal = OfficerFactory(role=Role.LEGAL)
    other = Client()
    sign_in(other, legal)

    assert "The income team records it" in page(other, hearing)
    assert save(other, hearing, "suspended").status_code == 403


# ------------------------------------------------------------------------------------------------ without a connection


def sync(client: Client, target: str, **typed: Any) -> dict[str, Any]:
    with zeal_ignore():
        sent = client.post(
            reverse("offline_sync"), {**chosen("suspended"), "kind": "hearing", "target": target, **typed}
        )
    answer: dict[str, Any] = sent.json()
    return answer


def test_an_outcome_kept_on_a_phone_is_saved_once_however_often_it_is_sent(
    client: Client, home: Household, claim: PossessionClaim
) -> None:
    key, target = str(uuid4()), f"c{claim.pk}-2026-11-24"

    first = sync(client, target, key=key)
    second = sync(client, target, key=key)

    assert (first["saved"], second["saved"]) == (True, True)
    assert Hearing.objects.get().outcome_key is not None
    assert PossessionOrder.objects.count() == 1


def test_what_cannot_be_saved_comes_back_with_why(client: Client, home: Household, hearing: Hearing) -> None:
    target = diary.key_of(hearing)
    assert "cannot be due before" in sync(client, target, first_due_on="1 November 2026")["says"]
    assert "moved to another day" in sync(client, "c999-2026-11-24")["says"]
    assert sync(client, target, kind="other")["saved"] is False
    assert sync(client, target, key="none")["saved"] is False
    save(client, hearing, "adjourned_generally")
    said = sync(client, target)
    assert said["saved"] is False
    assert "has recorded this hearing already" in said["says"]


def test_the_service_worker_stands_at_the_root_with_a_strict_policy(client: Client) -> None:
    answer = Client().get("/sw.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_signing_out_empties_a_browser_that_kept_a_day(client: Client, home: Household) -> None:
    client.get("/court/")

    left = client.post(reverse("account_logout"))

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_hearing_without_a_claim_comes_to_no_order(client: Client, home: Household) -> None:
    panel = Hearing.objects.create(
        tenancy=home.account.tenancy, kind="review_panel", on=TUESDAY, made_by=home.officer, made_at=STEPS
    )

    read = page(client, panel)

    assert "That the decision to seek possession is upheld." in read
    assert "Adjourned to a date" in read
    assert "Suspended possession order" not in read
    save(client, panel, "dismissed", cause="notice")
    panel.refresh_from_db()
    assert (panel.outcome, panel.our_fault) == ("dismissed", True)
