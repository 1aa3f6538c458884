"""Other tenures over the pages: introductory with review and with extension, joint tenants, Ground 8, pitch, licence.

£900.00 was owed on Monday 16 November 2026, £104.50 falls due every Monday; the notice is of Monday 23 November.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from legal.models import Notice, PossessionClaim, PossessionOrder
from tests.caseload import secure_walk as walked
from tests.caseload.secure_walk import NOTICE, Case, Looking, said

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("ottersby")]
WHY = "Nothing was paid since June, and no offer was answered."


def of_tenure(tenure: str, *people: dict[str, Any], **known: Any) -> Case:
    walk = walked.begins(*people)
    tenancy = walk.home.account.tenancy
    tenancy.tenancy_type = tenure
    for name, value in known.items():
        setattr(tenancy, name, value)
    tenancy.save()
    return walk


def introductory(**known: Any) -> Case:
    """The trial ends on 1 June 2027 unless told otherwise."""
    return of_tenure("introductory", **{"starts_on": date(2026, 6, 2), "trial_last_day": date(2027, 6, 1), **known})


def circumstances(walk: Case) -> None:
    """Part 3 of the protocol: asked for on 24 November, to answer by 8 December, weighed on the 15th."""
    day = date(2026, 12, 15)
    with walk.day(day):
        walk.records("part3_invited", on=date(2026, 11, 24))
        for step in ("part3_considered", "part3_reasons", "part3_summary"):
            walk.records(step, on=day)


# ------------------------------------------------------------------------------------------------ introductory


def test_an_introductory_tenancy_with_its_review_heard_upheld_and_told_in_time_goes_to_court(looking: Looking) -> None:
    client = introductory()
    walk = looking(client)
    notice = walked.served(walk, "s128", reasons=WHY)
    assert notice.specified_on == date(2026, 12, 21)
    url = reverse("legal_notice", args=[notice.pk])
    with walk.day(date(2026, 11, 30)):
        # Fourteen days that begin with 23 November end on 6 December.
        assert "The last day to ask is 6 December 2026." in to(walk, url)
        walk.press("The tenant asked for a review", requested_on="30 November 2026", hearing_wanted="on")
    with walk.day(date(2026, 12, 4)):
        to(walk, url)
        late = walk.press("Set the hearing", status=422, hearing_on="8 December 2026", told_on="4 December 2026")
        assert "The tenant must be told of the hearing by 3 December 2026." in late
        walk.press("Set the hearing", hearing_on="11 December 2026", told_on="4 December 2026")
    walked.protocol_done(client)
    circumstances(client)
    with walk.day(date(2026, 12, 15), walk.leader):
        to(walk, url)
        told = {"outcome": "upheld", "reasons": "A plan was offered twice.", "notified_on": "15 December 2026"}
        # The leader approved the notice.
        assert "A leader who took no part in the decision carries the review out." in walk.words
        assert "Record the result" not in walk.buttons
        walk.signs_in(walk.manager)
        to(walk, url)
        walk.press("Record the result", **told)

    walked.asked_for(client)
    with walk.day(walked.CLAIM, at="11:00"):
        walk.case()
        page = walk.follow("Claim pack")
        assert "It does not take an introductory tenancy." in page
    walked.issued(client)
    assert PossessionClaim.objects.get().route == "paper"
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        assert "Suspended possession order" not in walk.words
        # By section 89 of the Housing Act 1980 not later than 14 days, or six weeks in exceptional hardship.
        page = walk.press("Save", status=422, outcome="outright", possession_on="1 April 2027")
        assert "23 March 2027" in page
        walk.press("Save", outcome="outright", possession_on="23 February 2027")

    assert PossessionOrder.objects.get().kind == "outright"


def test_a_review_told_on_the_day_of_the_notice_is_too_late_for_it() -> None:
    walk = introductory()
    notice = walked.served(walk, "s128", reasons=WHY)
    url = reverse("legal_notice", args=[notice.pk])
    with walk.day(date(2026, 12, 1)):
        walk.open(url)
        walk.press("The tenant asked for a review", requested_on="1 December 2026")
    with walk.day(date(2026, 12, 21), walk.manager):
        walk.open(url)
        walk.press("Record the result", outcome="upheld", reasons="Weighed.", notified_on="21 December 2026")
        assert "The result was told too late: no claim may rest on this notice." in walk.open(url)
    with walk.day(walked.CLAIM):
        assert "told too late for this notice" in walk.open(reverse("legal_claim", args=[walk.key]))


def to(walk: Case, url: str) -> str:
    """By the case's page."""
    walk.case()
    return walk.follow_to(url)


def extends(walk: Case) -> None:
    walk.rent_until(NOTICE)
    with walk.day(NOTICE):
        walk.signs_form_off("trial_extension")
        walk.asks_needs(on=NOTICE)
        walk.case()
        walk.follow("Prepare the notice of extension")


def test_a_trial_is_extended_by_six_months_in_time(looking: Looking) -> None:
    walk = looking(introductory())
    extends(walk)
    with walk.day(NOTICE):
        walk.case()
        walk.follow("Prepare the notice of extension")
        walk.press("Prepare it", serve_on=said(NOTICE), method="hand", reasons=WHY)
        walk.weighs("extension")
        walk.follow("Ask for approval")
        walk.press("Ask a leader", note="A chance to keep to a plan.")
        walk.decides(walk.leader, ": the yes to serve")
        walked.hands_over(walk, walk.home.tenants[0], on=NOTICE)
    with walk.day(NOTICE + timedelta(days=15)):
        page = walk.case()

    # Six months after 1 June 2027.
    walk.home.account.tenancy.refresh_from_db()
    assert "1 December 2027" in page
    assert "The trial is extended by six months." in page


def test_an_extension_less_than_eight_weeks_before_the_trial_ends_is_refused() -> None:
    # Eight weeks before Sunday 17 January 2027: Sunday 22 November 2026, the day before.
    walk = introductory(trial_last_day=date(2027, 1, 17))
    walk.rent_until(NOTICE)
    with walk.day(NOTICE):
        page = walk.case()
        assert "The notice had to be served by 22 November 2026." in page
        assert "Prepare the notice of extension" not in page
        page = walk.open(reverse("legal_notice_new", args=[walk.key]) + "?kind=trial_extension")
        assert "It cannot be given now" in page


# ------------------------------------------------------------------------------------------------ joint tenants


def test_of_joint_tenants_one_is_served_too_late_and_the_page_says_what_to_do_which_works(
    looking: Looking,
) -> None:
    walk = of_tenure("secure", {}, {"first_names": "Sam", "last_name": "Bello", "title": "Mr"})
    walked.approved(walk)
    walk = looking(walk)
    amina, sam = walk.home.tenants
    tuesday = date(2026, 11, 24)
    with walk.day(NOTICE, at="15:00"):
        page = walked.hands_over(walk, amina, on=NOTICE)
        assert "Still to serve: Mr Sam Bello" in page
        assert "No clock runs until every tenant is served." in page
    with walk.day(tuesday, at="15:00"):
        page = walked.hands_over(walk, sam, on=tuesday, status=422)
        # Four weeks from the Tuesday end on 22 December; rent begins on Monday the 28th.
        assert "prepare a new one that gives 28 December 2026 or later" in page
        to(walk, walk.notice_url)
        walk.press("Withdraw it", why="Mr Bello was out on Monday.")
        walk.case()
        walk.follow("Prepare the")
        walk.press("Prepare it", serve_on=said(tuesday), method="hand")
        walk.case()
        walk.follow("Ask for approval")
        walk.press("Ask a leader", note="The first could not be served on both in time.")
        walk.decides(walk.leader, ": the yes to serve")
        for person in (amina, sam):
            walked.hands_over(walk, person, on=tuesday)

    notice = Notice.objects.get(status="served")
    assert notice.specified_on == date(2026, 12, 28)


# ------------------------------------------------------------------------------------------------ assured


def test_ground_8_is_lost_between_notice_and_hearing_and_the_court_may_suspend_again(looking: Looking) -> None:
    walk = of_tenure("assured")
    notice = walked.served(looking(walk), "form_3", grounds=["8", "10", "11"])
    # Two weeks and a day.
    assert notice.specified_on == date(2026, 12, 8)
    walked.protocol_done(walk)
    circumstances(walk)
    walked.asked_for(walk)
    walked.issued(walk)
    walk = looking(walk)
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="09:00"):
        walk.goes("Court")
        walk.follow("10:30")
        assert "Suspended possession order" not in walk.words  # £2,154.00 is more than £836.00, eight weeks' rent
    walk.posted("-1400.00", on=date(2027, 2, 8))
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        page = walk.follow("10:30")
        assert "Ground 8 is lost: £754.00 is owed at the hearing, £836.00 needed." in page
        walk.press(
            "Save", outcome="suspended", possession_on="9 March 2027", instalment_amount="5.00", frequency="weekly",
            first_due_on="15 February 2027",
        )  # fmt: skip

    assert PossessionOrder.objects.get().arrears == Decimal("754.00")


# ------------------------------------------------------------------------------------------------ pitch, licence


def test_a_pitch_takes_a_notice_to_remedy_and_goes_to_court_on_paper(looking: Looking) -> None:
    walk = of_tenure("pitch", written_statement_on=date(2020, 4, 6))
    notice = walked.served(looking(walk), "notice_to_remedy")
    assert notice.kind == "notice_to_remedy"
    assert "the pitch fee owed was £1,004.50" in notice.particulars
    # 28 days after service: Monday 21 December.
    assert notice.specified_on == date(2026, 12, 21)
    walked.protocol_done(walk)
    walk = looking(walk)
    walked.asked_for(walk)
    with walk.day(walked.CLAIM, at="11:00"):
        walk.case()
        page = walk.follow("Claim pack")

    assert "It does not take a pitch tenancy or agreement." in page
    walked.issued(walk)
    assert PossessionClaim.objects.get().route == "paper"


def test_a_pitch_without_a_written_statement_takes_no_notice() -> None:
    walk = of_tenure("pitch")
    walk.rent_until(NOTICE)
    with walk.day(NOTICE):
        page = walk.case()
        assert "No written statement is on record" in page
        assert "It cannot be given now" in walk.open(reverse("legal_notice_new", args=[walk.key]))


def test_a_licence_ends_by_notice_to_quit_and_its_claim_has_no_ground_and_no_suspension(looking: Looking) -> None:
    walk = of_tenure("licence")
    notice = walked.served(looking(walk), "notice_to_quit")
    assert (notice.kind, notice.grounds) == ("ntq", "")
    assert notice.specified_on == date(2026, 12, 21)
    walked.protocol_done(walk)
    circumstances(walk)
    walked.asked_for(walk)
    walked.issued(walk)
    walk = looking(walk)
    assert PossessionClaim.objects.get().route == "paper"
    walk.rent_until(walked.HEARING)
    with walk.day(walked.HEARING, at="11:05"):
        walk.goes("Court")
        walk.follow("10:30")
        assert "Suspended possession order" not in walk.words
        walk.press("Save", outcome="outright", possession_on="23 February 2027")
    assert PossessionOrder.objects.get().kind == "outright"
