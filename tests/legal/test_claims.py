"""The claim: opened by its gates, checked, approved by another, frozen, issued once, corrected, withdrawn."""

from datetime import date
from decimal import Decimal

import pytest

from caseload.legal.claims import acts
from legal.claim_answers import rent
from legal.claim_file import gather, parts_of, schedule_of
from legal.claims import CannotClaim, asking_obstacles, opening_obstacles
from legal.models import ClaimCost, ClaimPack, CourtPaper, Hearing, LegalRequest, Notice, PossessionClaim, ProtocolStep
from legal.notices import particulars_of
from recovery.account_facts import of_account
from staff.models import Role
from tenancies.models import AccountEvent, PendingPosting, RentYear
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.legal.claiming import (
    MONDAY,
    approved,
    asked,
    begun,
    entered,
    issued,
    known,
    manager_of,
    ready,
    told,
)
from tests.recovery.flagged import mark
from welfare.models import BenefitClaim

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)


def file_of(home, pack=None, on=MONDAY):
    return gather(home.account.tenancy, pack=pack, facts=of_account(home.account, as_of=on), by=home.officer, on=on)


def test_where_notice_and_protocol_allow_it_nothing_stands_in_the_way() -> None:
    assert opening_obstacles(file_of(ready())) == []


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 10, 5), "A claim may be issued from 6 October 2026"),
        (date(2027, 10, 6), "The notice has lapsed"),
    ],
)
def test_a_claim_before_the_first_day_of_issue_or_after_the_lapse_is_refused(on: date, says: str) -> None:
    home = ready()

    with pytest.raises(CannotClaim, match=says):
        acts.prepare(tenancy=home.account.tenancy, by=home.officer, on=on, at=known(home.officer)["at"])


def test_a_months_rent_is_a_twelfth_of_the_years_charge_weeks() -> None:
    """Rulebook 4.1, R-3. £104.50 × 50 / 12 = £435.42 a month; by 30.44, £14.30 a day."""
    RentYear.objects.create(
        starts_on=date(2026, 4, 6), weeks=52, charge_weeks=50, rent_free_weeks=["2026-12-21", "2026-12-28"]
    )
    home = ready()
    home.account.tenancy.rent_period = "monthly"

    found = rent(home.account.tenancy, of_account(home.account, as_of=MONDAY))

    assert found == {"rent_amount": "435.42", "rent_frequency": "monthly", "daily_rate": "14.30"}


def test_what_is_missing_of_a_field_is_named_with_where_it_is_entered() -> None:
    home = ready()
    pack = begun(home)

    gaps = {gap.code: (gap.says, gap.where) for gap in file_of(home, pack).gaps}

    assert gaps["truth_position"] == ("Position: not entered.", "The claim pack")
    assert gaps["claimant_address"] == ("Contact address: not entered.", "The settings of the council")
    with pytest.raises(CannotClaim, match="Position: not entered"):
        acts.ask(pack=pack, note="Now", legal="", **known(home.officer))


def test_characters_over_the_limit_are_counted_and_nothing_typed_is_lost(settings) -> None:
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    home = ready()
    pack = entered(home, steps_taken="x" * 512)

    assert pack.fields["steps_taken"] == "x" * 512
    [gap] = [gap for gap in file_of(home, pack).gaps if gap.code == "steps_taken"]
    assert gap.says == "Steps already taken: 500 characters at most, take 12 out."


def test_the_rent_for_a_day_is_the_courts_own_sum() -> None:
    # £104.50 by 7 is £14.9285…, to the penny £14.93.
    assert file_of(ready()).data["daily_rate"] == "14.93"


def test_the_schedule_foots_to_the_ledger_and_begins_with_the_first_default() -> None:
    home = ready(owes="300.00")  # charged on Monday 16 November
    LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-91.00"), effective_on=date(2026, 11, 18))

    found = file_of(home)

    assert found.schedule.from_on == date(2026, 11, 16)
    assert [(row.due, row.paid, row.owed) for row in found.schedule.rows] == [
        (Decimal("300.00"), Decimal("0.00"), Decimal("300.00")),
        (Decimal("0.00"), Decimal("91.00"), Decimal("209.00")),
    ]
    assert found.schedule_faults == []
    assert schedule_of(home.account, on=date(2026, 11, 17)).owed == Decimal("300.00")


def test_the_sum_claimed_is_its_parts_and_what_is_left_out_says_why() -> None:
    home = ready()
    LedgerEntryFactory(
        account=home.account, kind="court_costs", amount=Decimal("50.00"), effective_on=date(2026, 11, 17)
    )
    garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage", account_ref="G1")
    LedgerEntryFactory(account=garage, amount=Decimal("20.00"), effective_on=date(2026, 11, 17))

    facts = of_account(home.account, as_of=MONDAY)
    parts = parts_of(home.account, stated=particulars_of(home.account, facts=facts, on=MONDAY))

    assert [(part.amount, bool(part.why_not)) for part in parts] == [
        (Decimal("209.00"), False),
        (Decimal("50.00"), True),
        (Decimal("20.00"), True),
    ]
    assert "court costs" in parts[1].why_not.lower()
    assert file_of(home).claimed == Decimal("209.00")


def test_possession_claim_online_is_refused_where_it_does_not_take_the_claim() -> None:
    home = ready(tenancy__tenancy_type="licence")

    assert (
        file_of(home, ClaimPack(route="pcol", fields={}))
        .route_obstacles[0]
        .says.startswith("It does not take a licence")
    )


def test_a_defendant_under_18_goes_on_paper_and_needs_a_litigation_friend() -> None:
    home = ready({"born_on": date(2009, 3, 2)})  # 17 on the Monday

    says = [each.says for each in file_of(home, ClaimPack(route="pcol", fields={})).route_obstacles]

    assert "It does not take a claim against a child or a protected party." in says
    assert "A defendant is under 18 and has no litigation friend." in says
    with_friend = ClaimPack(route="paper", fields={"litigation_friend": "Ann Yusuf"})
    assert file_of(home, with_friend).route_obstacles == []


def test_a_tenants_other_address_is_not_told_where_contact_must_be_safe() -> None:
    home = ready({"correspondence_address": "2 Refuge Road / Ottersby / OT9 9ZZ"})
    assert file_of(home).data["defendants"][0]["address"] == "2 Refuge Road, Ottersby, OT9 9ZZ"

    mark(home, "safe_contact", "letter_unsafe")

    assert file_of(home).data["defendants"][0]["address"] == ""
    assert file_of(home).data["defendants"][0]["address_known"] == "no"


@pytest.mark.parametrize(
    ("paid", "deductions", "told"),
    [
        pytest.param(
            {"kind": "hb", "weekly_amount": 60, "pay_weeks": 52},
            "no",
            "Housing Benefit is paid to the rent account, on a claim from 6 April 2026.",
            id="housing benefit",
        ),
        pytest.param(
            {"kind": "uc", "managed_payment": True},
            "yes",
            "Universal Credit is paid to the rent account, on a claim from 6 April 2026.",
            id="managed payment",
        ),
    ],
)
def test_only_what_was_asked_of_the_dwp_or_is_deducted_is_told_as_a_deduction(paid, deductions, told) -> None:
    home = ready()
    ProtocolStep.objects.filter(step="dwp").delete()
    BenefitClaim.objects.create(
        source_ref="B1", account=home.account, person=home.tenants[0], status="live", from_on=date(2026, 4, 6), **paid
    )

    data = file_of(home).data

    assert data["protocol_deductions"] == deductions
    assert f"Payment from benefit considered. {told}" in data["protocol_explained"]
    assert "Asked" not in data["protocol_explained"]
    assert "Another way than court. Not done." in data["protocol_explained"]


def test_the_steps_already_taken_name_the_notice_and_earlier_claims_within_the_courts_box() -> None:
    home = ready()
    usual = {"tenancy": home.account.tenancy, "route": "pcol", "arrears_at_issue": 500, "status": "struck_out"}
    PossessionClaim.objects.create(claim_number="K1ZZ001", issued_on=date(2024, 6, 3), **usual)

    said = file_of(home).data["steps_taken"]

    assert said == (
        "Notice of seeking possession for £104.50, served on 7 September 2026. "
        "Claim K1ZZ001 of 3 June 2024: struck out."
    )
    for number in range(20):
        PossessionClaim.objects.create(claim_number=f"K1ZZ1{number:02}", issued_on=date(2024, 6, 3), **usual)
    full = file_of(home).data["steps_taken"]
    assert len(full) <= 500
    assert full.endswith("struck out.")


def test_our_own_next_day_is_not_told_to_the_court() -> None:
    told = file_of(ready()).data["protocol_explained"]

    assert "Rent statement within 13 weeks. Sent 12 October 2026." in told
    assert "next one is due" not in told


@pytest.fixture
def address(settings) -> None:
    settings.COUNCIL_ADDRESS = "Town Hall / Ottersby"
    settings.COUNCIL_NAME = "Ottersby Council"


@pytest.mark.usefixtures("address")
class TestApproval:
    def test_a_complete_pack_has_nothing_left(self) -> None:
        home = ready()

        assert [str(each) for each in asking_obstacles(file_of(home, entered(home)))] == []

    def test_it_waits_for_a_decision_record_that_another_approved(self) -> None:
        home = ready()
        pack = entered(home)
        home.account.tenancy.decision_records.update(approved_by=None, approved_on=None)

        with pytest.raises(CannotClaim, match="Nobody else has approved the record"):
            acts.ask(pack=pack, note="Now", legal="", **known(home.officer))

    def test_the_yes_freezes_the_pack_and_issues_nothing(self) -> None:
        home = ready()

        pack = approved(home)
        LedgerEntryFactory(account=home.account, amount=Decimal("104.50"), effective_on=MONDAY)

        pack = ClaimPack.objects.get(pk=pack.pk)
        assert (pack.state, pack.snapshot["data"]["arrears_total"]) == ("approved", "209.00")
        assert pack.document
        assert pack.document.template == "claim_pack"
        assert not PossessionClaim.objects.exists()

    def test_only_an_income_manager_decides_and_never_on_their_own(self) -> None:
        home = ready()
        request = asked(home)
        leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
        with pytest.raises(CannotClaim, match="The income manager decides"):
            acts.approve(asked=request, said="", **known(leader))

        manager = manager_of(home)
        ClaimPack.objects.update(made_by=manager)
        with pytest.raises(CannotClaim, match="Nobody approves their own claim"):
            acts.approve(asked=request, said="", **known(manager))

    def test_sent_back_it_is_a_draft_again_with_the_reason(self) -> None:
        home = ready()
        request = asked(home)

        acts.send_back(asked=request, why="Try the DWP first", **known(manager_of(home)))

        assert ClaimPack.objects.get().state == "draft"
        assert LegalRequest.objects.get().said == "Try the DWP first"

    def test_a_step_that_went_missing_since_stops_the_yes(self) -> None:
        home = ready()
        request = asked(home)
        ProtocolStep.objects.filter(step="protocol_sent").delete()

        with pytest.raises(CannotClaim, match="Copy of the protocol sent: not done"):
            acts.approve(asked=request, said="", **known(manager_of(home)))


@pytest.mark.usefixtures("address")
class TestIssue:
    def test_it_is_issued_with_number_court_fee_day_and_hearing(self) -> None:
        claim = issued(ready())

        assert (claim.claim_number, claim.status, claim.route) == ("M50WX111", "listed", "pcol")
        assert (claim.hearing_on, claim.arrears_at_issue) == (date(2027, 1, 4), Decimal("209.00"))
        assert [(each.kind, each.on) for each in Hearing.objects.all()] == [("first", date(2027, 1, 4))]
        assert ClaimPack.objects.get().claim == claim
        assert AccountEvent.objects.get(what="claim").summary.startswith("Claim M50WX111 issued at County Court")

    def test_its_costs_are_claimed_apart_from_the_balance(self) -> None:
        home = ready()
        before = of_account(home.account, as_of=TUESDAY).balance

        issued(home)

        assert [(each.kind, each.amount, each.state) for each in ClaimCost.objects.order_by("pk")] == [
            ("issue_fee", Decimal("415.00"), "claimed"),
            ("fixed_costs", Decimal("69.50"), "claimed"),
        ]
        assert of_account(home.account, as_of=TUESDAY).balance == before
        assert not PendingPosting.objects.exists()

    def test_each_defendant_is_to_be_served_22_days_before_the_hearing(self) -> None:
        issued(ready({}, {"first_names": "Omar"}))

        # Monday 4 January 2027 less 22 days: Sunday 13 December 2026.
        assert set(CourtPaper.objects.values_list("due_by", "is_claim_form")) == {(date(2026, 12, 13), True)}
        assert CourtPaper.objects.count() == 2

    def test_what_cannot_be_is_refused_in_words(self) -> None:
        home = ready()
        pack = approved(home)

        for changes, says in (
            ({"hearing_on": date(2026, 12, 25)}, "is a bank holiday: no court sits"),
            ({"hearing_on": date(2027, 1, 3)}, "is at the weekend: no court sits"),
            ({"hearing_on": date(2062, 1, 4)}, "4 January 2062 is more than two years away: check the year"),
            # 24 November and 28 clear days: Wednesday 23 December 2026 is the first.
            ({"hearing_on": date(2026, 12, 22)}, "23 December 2026 or later"),
            ({"claim_number": " "}, "Enter the claim number and the court"),
            ({"issued_on": date(2026, 11, 25)}, "must be today or earlier"),
            ({"issued_on": date(2026, 11, 20)}, "approved on 23 November 2026"),
            ({"issued_on": MONDAY}, "full schedule has not gone to the defendants"),
        ):
            with pytest.raises(CannotClaim, match=says):
                acts.issue(pack=pack, told=told(**changes), **known(home.officer, on=TUESDAY))

    def test_a_schedule_that_went_after_the_yes_counts_by_its_day(self) -> None:
        claim = issued(ready(), issued_on=MONDAY, schedule_sent_on=date(2026, 11, 20))

        assert claim.issued_on == MONDAY

    def test_a_hearing_that_the_court_brought_forward_is_taken_with_its_order(self) -> None:
        claim = issued(ready(), hearing_on=date(2026, 12, 21), sooner="Order of DJ Ash, 24 November")

        assert claim.hearing_on == date(2026, 12, 21)

    def test_a_claim_that_is_not_approved_is_not_issued(self) -> None:
        home = ready()

        with pytest.raises(CannotClaim, match="not approved"):
            acts.issue(pack=entered(home), told=told(), **known(home.officer, on=TUESDAY))

    def test_a_number_that_another_case_has_is_read_again(self) -> None:
        issued(ready())

        with pytest.raises(CannotClaim, match="Another claim on record has this number"):
            issued(ready())

    def test_the_second_who_records_it_is_told_by_whom_it_was(self) -> None:
        home = ready()
        issued(home)

        with pytest.raises(CannotClaim, match="Nadia Rahman has recorded this claim already: M50WX111"):
            acts.issue(pack=ClaimPack.objects.get(), told=told(), **known(home.officer, on=TUESDAY))

    def test_a_wrong_number_is_corrected_and_both_stay_in_the_history(self) -> None:
        home = ready()
        claim = issued(home)
        typed = {"claim_number": "M50WX112", "court": claim.court, "issued_on": claim.issued_on, "why": "Misread"}

        acts.correct(claim=claim, typed=typed, **known(home.officer, on=TUESDAY))

        claim = PossessionClaim.objects.get()
        assert claim.claim_number == "M50WX112"
        assert [each.claim_number for each in claim.history.all()] == ["M50WX111"]
        assert AccountEvent.objects.filter(summary__contains="was M50WX111").exists()

    def test_a_withdrawn_claim_is_off_the_diary_and_another_may_be_prepared(self) -> None:
        home = ready()
        claim = issued(home)
        acts.ask_withdrawal(claim=claim, note="Paid in full", **known(home.officer, on=TUESDAY))
        request = LegalRequest.objects.get(step="withdraw")

        acts.answer_withdrawal(asked=request, agrees=True, said="", **known(manager_of(home), on=TUESDAY))

        assert PossessionClaim.objects.get().status == "withdrawn"
        assert Hearing.objects.get().cancelled_on == TUESDAY
        assert begun(home).state == "draft"

    def test_a_notice_with_a_claim_on_it_stays(self) -> None:
        issued(ready())

        assert Notice.objects.get().claims.count() == 1
