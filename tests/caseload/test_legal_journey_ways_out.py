"""The ways out of a case of a secure tenancy: paid, agreed, put off, stayed, a breathing space; days of secure_walk.

What `looking` takes is walked again in a browser by tests/journeys/legal/.
"""

from datetime import date, timedelta

import pytest

from legal.models import Hearing, PossessionClaim, PossessionOrder
from recovery.models import RepaymentAgreement
from tests.caseload import secure_walk as walked
from tests.caseload.secure_walk import Case, Looking, said

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("ottersby")]


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

    assert "See the notice Nothing is owed. Withdraw the notice, or leave it to lapse." in page


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
    walked.to_claim(walk)
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
    walked.to_claim(walk)
    walk = looking(walk)

    page = at_court(walk, outcome, **typed)

    assert says in page
    assert not PossessionOrder.objects.exists()
    with walk.day(date(2027, 2, 10)):
        assert says in walk.case()
        assert "Warrant not reached" in walk.words
        assert "request of a warrant" not in walk.words


# ------------------------------------------------------------------------------------------- out after the order


def test_all_paid_under_the_order_no_warrant_is_asked_for_and_the_order_is_discharged(
    walk: Case, looking: Looking
) -> None:
    walked.to_order(walk)
    walk = looking(walk)
    walk.rent_until(walked.BREACH)
    walk.posted("-3161.00", on=date(2027, 3, 16))  # £2,676.50 of rent and £484.50 of costs
    with walk.day(walked.BREACH):
        walked.to_warrant(walk)
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
    eviction = walked.to_eviction(walk)
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
    eviction = walked.to_eviction(walk)
    walk = looking(walk)
    breathes(walk, date(2027, 3, 24), starts=date(2027, 3, 24))
    walk.minute(date(2027, 3, 24))

    eviction.refresh_from_db()
    assert eviction.state == "stopped"
    assert "breathing space" in eviction.stopped_why


def test_a_tenants_application_leaves_the_appointment_and_a_stay_stops_it(walk: Case, looking: Looking) -> None:
    eviction = walked.to_eviction(walk)
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
