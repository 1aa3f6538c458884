"""A secure tenancy from the first steps of the protocol to the eviction, over the pages, on the days of secure_walk.

What `looking` takes is walked again in a browser by tests/journeys/legal/.
"""

from datetime import date
from decimal import Decimal

import pytest

from caseload.models import Reminder
from legal.models import ClaimCost, Eviction, PossessionClaim, PossessionOrder, WarrantRequest
from recovery.models import OutboxMessage, RepaymentAgreement
from tenancies import storage
from tenancies.models import IssuedDocument
from tests.caseload import secure_walk as walked
from tests.caseload.reading import words_of
from tests.caseload.secure_walk import Case, Looking, said

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("ottersby")]


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
        walked.to_warrant(walk)
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
    walked.to_claim(walk)
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
    walked.to_claim(walk)
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        page = walk.press("Save", status=422, outcome="suspended", first_due_on="1 February 2027")

    assert "The first payment cannot be due before the order was made." in page
    assert not PossessionOrder.objects.exists()


def test_the_notice_of_eviction_is_delivered_fourteen_clear_days_before(walk: Case) -> None:
    walked.to_order(walk)
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
