"""A secure tenancy from the first steps of the protocol to the eviction, over the pages, on the days of secure_walk.

What `looking` takes is walked again in a browser by tests/journeys/legal/.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from caseload.models import Reminder
from legal.models import ClaimCost, Eviction, Hearing, PossessionClaim, PossessionOrder, WarrantRequest
from recovery.models import OutboxMessage, RepaymentAgreement
from tenancies import storage
from tenancies.models import IssuedDocument
from tests.caseload import secure_walk as walked
from tests.caseload.reading import words_of
from tests.caseload.secure_walk import Case, Looking, said

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    """A live council with a name and an address, as a court asks them."""
    settings.COUNCIL_NAME = "Ottersby Council"
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby / OT1 1AA"


@pytest.fixture
def walk() -> Case:
    return walked.begins()


def to_claim(walk: Case) -> None:
    walked.served(walk)
    walked.protocol_done(walk)
    walked.asked_for(walk)
    walked.issued(walk)


def to_order(walk: Case) -> None:
    to_claim(walk)
    walked.suspended(walk)


def to_warrant(walk: Case) -> None:
    walk.case()
    walk.follow("Checks, risks and request of a warrant")


def to_eviction(walk: Case) -> Eviction:
    to_order(walk)
    walked.warranted(walk)
    return walked.booked(walk)


def test_from_the_first_steps_to_possession(walk: Case, looking: Looking) -> None:
    walk = looking(walk)
    notice = walked.served(walk)
    # Four weeks from Monday 23 November are Monday 21 December, on which a rent week begins.
    assert notice.specified_on == date(2026, 12, 21)
    assert notice.arrears_stated == Decimal("1004.50")  # £900.00 and one Monday
    assert IssuedDocument.objects.filter(template="n215").count() == 1

    walked.protocol_done(walk)
    with walk.day(date(2026, 12, 21)):
        page = walk.case()
        assert "A claim may be issued from 22 December 2026" in page
        assert "Prepare the claim" not in walk.buttons

    walked.asked_for(walk)
    with walk.day(walked.CLAIM, walk.leader, at="11:00"):
        assert "Nothing waiting" in walk.goes("Approvals")  # a claim is the income manager's

    walked.issued(walk)
    claim = PossessionClaim.objects.get()
    # £900.00 and five Mondays: 23 and 30 November, 7, 14 and 21 December.
    assert claim.arrears_at_issue == Decimal("1422.50")
    assert {cost.state for cost in ClaimCost.objects.all()} == {"claimed"}

    bundle = walked.bundled(walk)
    assert bundle.document is not None
    read = words_of(storage.read(bundle.document))
    assert "M50WX111" in read
    assert f"1 of {bundle.pages}" in read

    page = walked.suspended(walk)
    order = PossessionOrder.objects.get()
    # £900.00 and twelve Mondays to 8 February; the fee of £415.00 and £69.50.
    assert (order.kind, order.arrears, order.costs) == ("suspended", Decimal("2154.00"), Decimal("484.50"))
    assert "The agreement on these terms runs." in page
    assert order.agreement == RepaymentAgreement.objects.get()
    assert OutboxMessage.objects.get().action == "hearing_result"
    assert {cost.state for cost in ClaimCost.objects.all()} == {"awarded"}

    with walk.day(date(2027, 2, 16)):
        to_warrant(walk)
        walk.press("Prepare a warrant")
        assert "Possession is ordered for 9 March 2027." in walk.words
        assert "Ask the income manager" not in walk.buttons
        walk.press("Cancel it", why="Too soon")

    walked.warranted(walk)
    # Five Mondays from 15 February at £104.50 and £10.00.
    assert "£572.50" in walk.case_on(walked.BREACH)

    walked.booked(walk)
    walked.possession(walk)
    eviction = Eviction.objects.get()
    assert (eviction.state, eviction.outcome) == ("done", "possession")
    order.refresh_from_db()
    assert order.status == "executed"
    tasks = Reminder.objects.filter(made_at=eviction.outcome_at).values_list("text", flat=True)
    assert any("End of tenancy" in text for text in tasks)
    assert any("Void" in text for text in tasks)


# ------------------------------------------------------------------------------------------------- out after the notice


def claims_page(walk: Case, day: date) -> str:
    walk.rent_until(day)
    with walk.day(day):
        page = walk.case()
        assert "Prepare the claim" not in walk.buttons
        return page


def test_paid_in_full_after_the_notice_no_claim_is_prepared(walk: Case, looking: Looking) -> None:
    walked.served(walk)
    walked.protocol_done(walk)
    walk.rent_until(walked.CLAIM)
    walk.posted("-1422.50", on=date(2026, 12, 21))

    page = claims_page(looking(walk), walked.CLAIM)

    assert "Nothing is owed" in page


def agrees(walk: Case, day: date) -> None:
    """Current rent and £20.00 a week from the next Monday, agreed on the account's page."""
    walk.rent_until(day)
    with walk.day(day):
        walk.account()
        walk.follow("Make an agreement")
        walk.press("Agree and confirm", instalment_amount="20.00", explained_how="telephone")


def test_an_agreement_that_is_kept_holds_the_claim_back(walk: Case, looking: Looking) -> None:
    walked.served(walk)
    agrees(looking(walk), date(2026, 11, 25))
    assert RepaymentAgreement.objects.get().status == "live"
    walked.protocol_done(walk)
    for day in (date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)):
        walk.posted("-124.50", on=day)

    page = claims_page(looking(walk), walked.CLAIM)

    assert "Leave it: the tenant keeps to the agreement." in page


def breathes(walk: Case, day: date, *, starts: date) -> str:
    """The notification letter, recorded on the account's page of needs and holds."""
    walk.rent_until(day)
    with walk.day(day):
        walk.account()
        walk.follow("Needs and holds")
        walk.follow("Breathing space")
        return walk.press(
            "Stop chasing now",
            reference="BS-1",
            notified_on=said(day),
            starts_on=said(starts),
            ends_on=said(starts + timedelta(days=59)),
        )


def test_a_breathing_space_on_the_third_day_after_the_notice_holds_the_claim_to_its_end_and_longer(
    walk: Case, looking: Looking
) -> None:
    walked.served(walk)
    # Entered on Wednesday 25 November; it starts on Thursday the 26th and its sixtieth day is 24 January 2027.
    breathes(looking(walk), date(2026, 11, 26), starts=date(2026, 11, 26))
    walked.protocol_done(walk)

    walk = looking(walk)
    page = claims_page(walk, walked.CLAIM)
    assert "a breathing space runs until 24 January 2027" in page
    assert "a breathing space runs until 24 January 2027" in claims_page(walk, date(2027, 1, 24))


# ----------------------------------------------------------------------------------- out between claim and order


def at_court(walk: Case, outcome: str, **typed: str) -> str:
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        return walk.press("Save", outcome=outcome, **typed)


def test_paid_after_issue_the_claim_is_withdrawn_with_the_managers_yes(walk: Case, looking: Looking) -> None:
    to_claim(walk)
    walk = looking(walk)
    walk.rent_until(date(2027, 1, 12))
    walk.posted("-1736.00", on=date(2027, 1, 12))  # £1,422.50 and three Mondays
    with walk.day(date(2027, 1, 13)):
        walk.case()
        walk.follow("M50WX111")
        walk.press("Ask the income manager", why="All is paid.")
        walk.decides(walk.manager, "Withdraw", button="Approve and withdraw it")

    assert PossessionClaim.objects.get().status == "withdrawn"
    assert Hearing.objects.get().cancelled_on == date(2027, 1, 13)


@pytest.mark.parametrize(
    ("outcome", "typed", "says"),
    [
        ("adjourned_generally", {}, "Adjourned generally"),
        ("adjourned_to_date", {"hearing_on": "16 March 2027"}, "16 March 2027"),
        ("stayed", {"cause": "advice"}, "Stayed"),
    ],
)
def test_put_off_at_court_there_is_no_order_and_no_warrant(
    walk: Case, looking: Looking, outcome: str, typed: dict[str, str], says: str
) -> None:
    to_claim(walk)
    walk = looking(walk)

    page = at_court(walk, outcome, **typed)

    assert says in page
    assert not PossessionOrder.objects.exists()
    with walk.day(date(2027, 2, 10)):
        assert says in walk.case()
        assert "Warrant not reached" in walk.words
        assert "request of a warrant" not in walk.words


def test_a_hearing_on_a_bank_holiday_at_a_weekend_or_too_soon_is_not_recorded(walk: Case) -> None:
    walked.served(walk)
    walked.protocol_done(walk)
    walked.asked_for(walk)
    with walk.day(walked.CLAIM, at="14:00"):
        walk.decides(walk.manager, "Possession claim: the yes to issue")
    with walk.day(walked.ISSUED):
        walk.case()
        walk.follow("Claim pack")
        for day, why in (
            (date(2027, 3, 26), "bank holiday"),  # Good Friday
            (date(2027, 1, 23), "weekend"),
            (date(2027, 1, 20), "21 January 2027"),  # the 28 clear days end on it
        ):
            page = walk.press("Record the claim", status=422, **walked.court_says(hearing_on=said(day)))
            assert why in page
        assert not PossessionClaim.objects.exists()
        walk.press("Record the claim", **walked.court_says(hearing_on="21 January 2027"))

    assert PossessionClaim.objects.get().hearing_on == date(2027, 1, 21)


def test_of_two_people_at_court_the_second_sees_what_the_first_recorded(walk: Case) -> None:
    to_claim(walk)
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        mine, where = walk.content, walk.address
        walk.signs_in(walk.leader)
        walk.open(where)
        walk.press("Save", outcome="adjourned_generally")
        walk.signs_in(walk.home.officer)
        walk.content, walk.address = mine, where
        page = walk.press("Save", status=409, outcome="suspended", first_due_on="15 February 2027")

    assert "Mabel Osei has recorded this hearing already" in page
    assert not PossessionOrder.objects.exists()


def test_terms_that_end_before_they_start_are_refused(walk: Case) -> None:
    to_claim(walk)
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        page = walk.press("Save", status=422, outcome="suspended", first_due_on="1 February 2027")

    assert "The first payment cannot be due before the order was made." in page
    assert not PossessionOrder.objects.exists()


# ------------------------------------------------------------------------------------------- out after the order


def test_all_paid_under_the_order_no_warrant_is_asked_for_and_the_order_is_discharged(
    walk: Case, looking: Looking
) -> None:
    to_order(walk)
    walk = looking(walk)
    walk.rent_until(walked.BREACH)
    walk.posted("-3161.00", on=date(2027, 3, 16))  # £2,676.50 of rent and £484.50 of costs
    with walk.day(walked.BREACH):
        to_warrant(walk)
        walk.press("Prepare a warrant")
        assert "The terms of the order are kept." in walk.words
        order = PossessionOrder.objects.get()
        walk.case()
        walk.follow("The order, its payments and its end")
        walk.press("Record the end of the order", how="discharged", ended_on=said(walked.BREACH), why="All is paid.")

    order.refresh_from_db()
    assert order.status == "discharged"


# ----------------------------------------------------------------------------- out before the eviction itself


def test_paid_before_the_eviction_it_is_stopped_the_same_day(walk: Case, looking: Looking) -> None:
    eviction = to_eviction(walk)
    walk = looking(walk)
    # £900.00 and 18 Mondays to 22 March; the costs; the fee of the warrant is not awarded.
    walk.posted("-3265.50", on=date(2027, 3, 24))
    walk.minute(date(2027, 3, 24))

    eviction.refresh_from_db()
    assert eviction.state == "stopped"
    with walk.day(date(2027, 3, 24), at="12:10"):
        walk.goes("Evictions")
        assert "The court is to be told today." in walk.follow("8 April 2027")
        walk.press("The court was told")
        walk.press("The bailiff was told")


def test_a_breathing_space_before_the_eviction_stops_it(walk: Case, looking: Looking) -> None:
    eviction = to_eviction(walk)
    walk = looking(walk)
    breathes(walk, date(2027, 3, 24), starts=date(2027, 3, 24))
    walk.minute(date(2027, 3, 24))

    eviction.refresh_from_db()
    assert eviction.state == "stopped"
    assert "breathing space" in eviction.stopped_why


def test_a_tenants_application_leaves_the_appointment_and_a_stay_stops_it(walk: Case, looking: Looking) -> None:
    eviction = to_eviction(walk)
    walk = looking(walk)
    day = date(2027, 3, 30)
    with walk.day(day):
        walk.case()
        walk.follow("8 April 2027")
        walk.follow("record the application")
        walk.press("Record it", kind="stay", by_tenant="yes", received_on=said(day), says="I have work again.")
    walk.minute(day)
    eviction.refresh_from_db()
    assert eviction.state == "booked"
    with walk.day(day, at="13:00"):
        walk.goes("Evictions")
        assert "Stay pending: the appointment stands" in walk.follow(walk.home.account.account_ref)
        walk.follow("The application and its hearing")
        walk.press("Put it into the diary", hearing_on="6 April 2027", hearing_at="14:00")
    with walk.day(date(2027, 4, 6), at="14:20"):
        walk.goes("Court")
        walk.follow("14:00")
        walk.press("Save", outcome="stayed", cause="advice")
    walk.minute(date(2027, 4, 6))

    eviction.refresh_from_db()
    assert eviction.state == "stopped"


def test_the_notice_of_eviction_is_delivered_fourteen_clear_days_before(walk: Case) -> None:
    to_order(walk)
    walked.warranted(walk)
    walk.rent_until(walked.BOOKED)
    with walk.day(walked.BOOKED):
        walk.case()
        walk.follow("Book the bailiff’s appointment")
        # Delivered on 22 March the fourteen days are 23 March to 5 April, Easter with them.
        page = walk.press("Book it", status=422, on="5 April 2027", at="10:00", notice_delivered_on=said(walked.BOOKED))
        assert "The first day that it allows is 6 April 2027" in page
        walk.press("Book it", on="6 April 2027", at="10:00", notice_delivered_on=said(walked.BOOKED))

    assert Eviction.objects.get().on == date(2027, 4, 6)
    assert WarrantRequest.objects.get().state == "issued"
