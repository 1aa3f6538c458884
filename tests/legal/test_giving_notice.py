"""A notice from draft to the yes: its kind, dates, approval. Dates by hand from the rulebook's own table."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from legal import notice_requests, notices
from legal.models import LegalRequest
from legal.notices import CannotGiveNotice
from recovery.rules.gates import Refused
from staff.models import Role
from tenancies.models import LedgerEntry, RentYear
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory
from tests.legal.noticing import (
    MONDAY,
    NOW,
    PDF,
    TUESDAY,
    approved,
    asked,
    facts_of,
    leader_of,
    owing,
    prepared,
    weighed,
)
from welfare.models import BenefitClaim, Marker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("training_site")]


def test_a_notice_keeps_each_date_with_its_workings() -> None:
    # Handed over on Tuesday 24 November: S + 28 is Tuesday 22 December; the period ends on Sunday 27, the next begins
    # on Monday 28 December 2026.
    notice = prepared(owing(), serve_on=TUESDAY)

    dates = notice.worked_out["dates"]
    assert notice.specified_on == date(2026, 12, 28)
    assert dates["specified_on"]["strict"] == "2026-12-27"
    assert dates["specified_on"]["default"] == "2026-12-28"
    assert dates["specified_on"]["rule"] == "SEC-6"
    assert dates["first_issue_on"]["answer"] == "2026-12-29"
    assert dates["last_issue_on"]["answer"] == "2027-12-28"
    assert notice.worked_out["planned"] == {"serve_on": "2026-11-24", "method": "hand"}


def test_a_notice_at_the_end_of_a_flexible_term_is_refused_with_what_to_do() -> None:
    """FLX-2: there is no form for it here."""
    home = owing(tenure="flexible", flexible_clause="break", fixed_term_last_day=date(2028, 3, 31))
    says = "There is no form here for a notice that the term will not be renewed. Ask legal to write and serve it; once"

    with pytest.raises(CannotGiveNotice, match=says):
        prepared(home, kind="flexible_non_renewal", grounds=())


def test_another_date_wants_a_reason_and_is_kept_with_who_gave_it() -> None:
    home = owing()

    with pytest.raises(CannotGiveNotice, match="Say why another one is given"):
        prepared(home, serve_on=TUESDAY, specified_on=date(2027, 1, 4))
    notice = prepared(home, serve_on=TUESDAY, specified_on=date(2027, 1, 4), override_why="The office is closed.")

    assert notice.specified_on == date(2027, 1, 4)
    assert notice.worked_out["dates"]["specified_on"]["override"] == {
        "on": "2027-01-04",
        "by": "Nadia Rahman",
        "why": "The office is closed.",
    }


def test_a_date_before_the_laws_own_is_refused() -> None:
    with pytest.raises(CannotGiveNotice, match="26 December 2026 is too early: not before 27 December 2026"):
        prepared(owing(), serve_on=TUESDAY, specified_on=date(2026, 12, 26), override_why="Sooner.")


@pytest.mark.parametrize("typed", [{"serve_on": date(2062, 11, 24)}, {"specified_on": date(2062, 12, 28)}])
def test_a_year_that_must_be_mistyped_is_asked_about(typed: dict[str, date]) -> None:
    with pytest.raises(CannotGiveNotice, match="2062 is more than two years away: check the year"):
        prepared(owing(), override_why="Later.", **{"serve_on": TUESDAY, **typed})


def test_the_particulars_leave_out_court_costs_and_say_the_day() -> None:
    """Rulebook SEC-5: costs are not rent."""
    home = owing()
    LedgerEntryFactory(
        account=home.account, kind="court_costs", amount=Decimal("69.50"), effective_on=date(2026, 11, 17)
    )

    notice = prepared(home)

    assert notice.arrears_stated == Decimal("900.00")
    assert notice.arrears_struck_on == MONDAY
    assert "On 23 November 2026 the rent owed was £900.00." in notice.particulars
    assert "No payment has been received." in notice.particulars


@pytest.mark.parametrize(
    ("period", "said"),
    [("weekly", "£104.50 a week"), ("four_weekly", "£418.00 every four weeks"), ("monthly", "£452.83 a month")],
)
def test_the_particulars_give_the_rent_of_a_rent_period(period: str, said: str) -> None:
    """Rulebook SEC-5. £104.50 a week, 52 twelfths of it a month: 452.8333."""
    home = owing(rent_period=period, rent_period_anchor_on=None if period == "weekly" else date(2026, 6, 1))

    assert f"The rent is {said}." in prepared(home).particulars


def test_a_months_rent_in_the_particulars_is_a_twelfth_of_the_years_charge_weeks() -> None:
    """Rulebook SEC-5, R-3. £104.50 × 50 / 12 = £435.4166."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )
    home = owing(rent_period="monthly", rent_period_anchor_on=date(2026, 6, 1))

    assert "The rent is £435.42 a month." in prepared(home).particulars


@pytest.mark.parametrize(
    ("due_on", "claimed"),
    [
        pytest.param(date(2020, 11, 16), "900.00", id="more than six years ago"),
        pytest.param(date(2020, 11, 22), "900.00", id="six years and a day ago"),
        pytest.param(date(2020, 11, 23), "1200.00", id="six years ago: its last day"),
    ],
)
def test_rent_that_is_barred_is_left_out(due_on: date, claimed: str) -> None:
    """LIM-1: struck to Monday 23 November 2026."""
    home = owing()
    LedgerEntryFactory(account=home.account, amount=Decimal("300.00"), effective_on=due_on)

    assert prepared(home).arrears_stated == Decimal(claimed)
    assert LedgerEntry.objects.filter(account=home.account).count() == 2


@pytest.mark.parametrize(
    ("tenure", "right"),
    [
        ("secure", "nosp"), ("introductory", "s128"), ("demoted", "s143e"), ("assured", "s8"), ("starter", "s8"),
        ("non_secure", "ntq"), ("licence", "ntq"), ("pitch", "notice_to_remedy"),
    ],
)  # fmt: skip
def test_a_tenancy_takes_its_own_notice_and_no_other(tenure: str, right: str) -> None:
    """Rulebook SEC-1, NTQ-3."""
    home = owing(tenure=tenure, trial_last_day=date(2027, 6, 1), written_statement_on=date(2020, 4, 6))
    grounds = {"nosp": ("1",), "s8": ("8", "10", "11")}
    for kind in ["nosp", "s128", "s143e", "s8", "ntq", "notice_to_remedy"]:
        chosen = {"kind": kind, "grounds": grounds.get(kind, ()), "reasons": "Nothing was paid since June."}
        if kind == right:
            assert prepared(home, **chosen).kind == right
        else:
            with pytest.raises(CannotGiveNotice):
                prepared(home, **chosen)


def test_a_notice_is_never_made_for_a_day_that_has_passed() -> None:
    with pytest.raises(CannotGiveNotice, match="must be today or later"):
        prepared(owing(), serve_on=MONDAY - timedelta(days=1))


def test_a_breathing_space_stops_a_notice_from_being_prepared() -> None:
    home = owing()
    Marker.objects.create(
        kind="breathing_space", person=home.tenants[0], tenancy=home.account.tenancy, from_on=MONDAY, owner=home.officer
    )

    with pytest.raises(Refused, match="reathing space"):
        prepared(home)


def test_no_yes_is_asked_for_until_equality_is_weighed() -> None:
    home = owing()
    notice = prepared(home)

    with pytest.raises(CannotGiveNotice, match="No equality and proportionality record was made"):
        notice_requests.ask(notice, note="Right.", legal="", facts=facts_of(home), by=home.officer, on=MONDAY, at=NOW)
    weighed(home)
    request = notice_requests.ask(
        notice, note="Right.", legal="", facts=facts_of(home), by=home.officer, on=MONDAY, at=NOW
    )

    assert request.decided_at is None


def test_nobody_approves_their_own_notice() -> None:
    home = owing()
    home.officer.role = Role.TEAM_LEADER
    home.officer.save()
    request = asked(home, prepared(home))

    with pytest.raises(CannotGiveNotice, match="Nobody approves their own notice"):
        notice_requests.approve(
            request,
            notice_pdf=PDF,
            statement_pdf=PDF,
            said="",
            facts=facts_of(home),
            by=home.officer,
            on=MONDAY,
            at=NOW,
        )


def test_ground_8_is_not_pleaded_below_eight_weeks_rent() -> None:
    """ASD-3. The rent is £104.50 a week, so £836.00."""
    home = owing(owes="835.99", tenure="assured")

    with pytest.raises(CannotGiveNotice, match=r"£835\.99 owed, £836\.00 needed\. Take Ground 8 out"):
        prepared(home, kind="s8", grounds=("8", "10"))
    assert prepared(home, kind="s8", grounds=("10", "11")).grounds == "10|11"


def test_ground_8_while_benefit_is_late_is_the_income_managers_decision() -> None:
    """ASD-3."""
    home = owing(tenure="assured")
    request = asked(home, prepared(home, kind="s8", grounds=("8", "10", "11")))
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], kind="uc", status="claimed", from_on=MONDAY
    )
    papers: Any = {
        "notice_pdf": PDF,
        "statement_pdf": PDF,
        "said": "",
        "facts": facts_of(home),
        "on": MONDAY,
        "at": NOW,
    }

    with pytest.raises(CannotGiveNotice, match="only the income manager can agree to plead Ground 8"):
        notice_requests.approve(request, by=leader_of(home), **papers)
    notice = notice_requests.approve(request, by=leader_of(home, Role.INCOME_MANAGER), **papers)

    assert notices.is_approved(notice)


def test_an_officer_approves_nothing() -> None:
    home = owing()
    request = asked(home, prepared(home))

    with pytest.raises(CannotGiveNotice, match="A team leader or the income manager decides this"):
        notice_requests.approve(
            request,
            notice_pdf=PDF,
            statement_pdf=PDF,
            said="",
            facts=facts_of(home),
            by=OfficerFactory(),
            on=MONDAY,
            at=NOW,
        )


def test_approved_it_keeps_its_papers_and_is_changed_no_more() -> None:
    home = owing()
    notice = approved(home)

    assert notice.document is not None
    assert notice.statement is not None
    with pytest.raises(CannotGiveNotice, match="Withdraw it with a reason"):
        prepared(home)


def test_what_changed_since_it_was_asked_is_said() -> None:
    home = owing()
    request = asked(home, prepared(home))
    LedgerEntryFactory(account=home.account, kind="payment", method="card", amount=Decimal("-100.00"),
                       effective_on=MONDAY)  # fmt: skip

    assert notice_requests.changed_since(request, facts=facts_of(home)) == ["The balance was £900.00 and is £800.00"]


def test_sent_back_it_can_be_prepared_and_asked_again() -> None:
    home = owing()
    request = asked(home, prepared(home))
    with pytest.raises(CannotGiveNotice, match="Write why it goes back"):
        notice_requests.send_back(request, why=" ", by=leader_of(home), on=MONDAY, at=NOW)

    notice_requests.send_back(request, why="Try a plan first.", by=leader_of(home), on=MONDAY, at=NOW)

    again = asked(home, prepared(home))
    assert again.notice_id == request.notice_id


def test_a_request_can_be_taken_back_to_change_the_notice() -> None:
    home = owing()
    request = asked(home, prepared(home))

    notice_requests.take_back(request, by=home.officer, on=MONDAY, at=NOW)

    assert not LegalRequest.objects.exists()
    prepared(home, large_print=True)


def test_a_form_that_nobody_checked_is_not_served_on_a_live_council(settings: Any) -> None:
    """Rulebook SEC-3."""
    home = owing()
    request = asked(home, prepared(home))
    settings.TRAINING_DAY = None
    settings.COUNCIL_ADDRESS = "Town Hall / Wexmoor"

    with pytest.raises(CannotGiveNotice, match="Nobody has checked the wording of ‘Notice of seeking possession’"):
        notice_requests.approve(
            request,
            notice_pdf=PDF,
            statement_pdf=PDF,
            said="",
            facts=facts_of(home),
            by=leader_of(home),
            on=MONDAY,
            at=NOW,
        )
