"""After issue: papers and their proof, answers of tenants, other ways, hearings of every forum, solicitors, appeals."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from caseload.legal.claims import acts, ready
from legal import appeals, claim_life, hearings
from legal.claim_life import CannotRecord, Served
from legal.hearings import CannotList
from legal.models import CourtPaper, Defence, Hearing, Instruction, PossessionClaim, PossessionOrder, RightOfAudience
from recovery.account_facts import of_account
from staff.models import Role, User
from tenancies.models import AccountEvent
from tests.caseload.desk import owing
from tests.factories.people import Household, OfficerFactory
from tests.legal.claiming import MONDAY, NOON, known
from welfare.models import Marker

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return owing()


@pytest.fixture
def claim(home: Household) -> PossessionClaim:
    """Issued on Monday 2 November 2026, to be heard on Monday 14 December."""
    return PossessionClaim.objects.create(
        tenancy=home.account.tenancy, claim_number="M50WX111", route="pcol", court="County Court at Ottersby",
        issued_on=date(2026, 11, 2), arrears_at_issue=Decimal("209.00"), status="listed", hearing_on=date(2026, 12, 14),
        made_by=home.officer, made_at=NOON,
    )  # fmt: skip


def leader_of(home: Household) -> User:
    user: User = OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER, patches=[home.account.tenancy.home.patch])
    return user


# -------------------------------------------------------------------------------------------------------------- papers


def paper_of(claim: PossessionClaim, **known: Any) -> CourtPaper:
    usual = {"title": "Claim form", "is_claim_form": True, "due_by": date(2026, 11, 22)}
    return CourtPaper.objects.create(claim=claim, **usual | known)


@pytest.mark.parametrize(
    ("is_claim_form", "method", "done_on", "done_at", "counts_from"),
    [
        # CPR 6.14: the second business day after, for a claim form.
        (True, "first_class", date(2026, 11, 5), None, date(2026, 11, 9)),
        (True, "hand", date(2026, 11, 9), time(10, 0), date(2026, 11, 11)),
        # CPR 6.26: handed over before half past four that day, at that time or later on the next business day.
        (False, "hand", date(2026, 11, 9), time(16, 29), date(2026, 11, 9)),
        (False, "hand", date(2026, 11, 9), time(16, 30), date(2026, 11, 10)),
        # By post the second day after, if it is a business day: from Thursday to Saturday, so Monday.
        (False, "first_class", date(2026, 11, 5), None, date(2026, 11, 9)),
    ],
)
def test_a_paper_counts_from_its_deemed_day(
    home: Household, claim: PossessionClaim, is_claim_form: bool, method: str, done_on: date, done_at: time | None,
    counts_from: date,
) -> None:  # fmt: skip
    paper = paper_of(claim, is_claim_form=is_claim_form)
    served = Served(method=method, done_on=done_on, done_at=done_at, evidence="N215 of 10 November")

    assert acts.serve_paper(paper=paper, served=served, **known(home.officer)).deemed_on == counts_from


def test_a_paper_served_by_the_court_counts_from_the_courts_own_day(home: Household, claim: PossessionClaim) -> None:
    paper = paper_of(claim)
    by_court = {"method": "court", "done_on": date(2026, 11, 3), "done_at": None, "evidence": "Notice of issue"}

    with pytest.raises(CannotRecord, match="Enter it from the notice of issue"):
        acts.serve_paper(paper=paper, served=Served(**by_court), **known(home.officer))
    found = acts.serve_paper(
        paper=paper,
        served=Served(**by_court, deemed_on=date(2026, 11, 5)),
        **known(home.officer),
    )

    assert found.deemed_on == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evidence": " "}, "Write what proves it"),
        ({"done_on": date(2026, 11, 24)}, "must be today or earlier"),
        ({"done_on": MONDAY, "done_at": time(12, 1)}, "The time must be 12:00 or earlier"),
        ({"done_on": date(2026, 10, 30)}, "must be 2 November 2026 or later"),
        ({"method": "pigeon"}, "Choose how it was served"),
    ],
)
def test_service_without_proof_or_on_a_day_that_cannot_be_is_refused(
    home: Household, claim: PossessionClaim, changes: dict[str, Any], says: str
) -> None:
    usual: dict[str, Any] = {
        "method": "first_class", "done_on": date(2026, 11, 9), "done_at": None, "evidence": "Receipt"
    }  # fmt: skip

    with pytest.raises(CannotRecord, match=says):
        acts.serve_paper(paper=paper_of(claim), served=Served(**usual | changes), **known(home.officer))


def test_a_defence_is_due_14_days_after_the_last_defendant_was_served(claim: PossessionClaim) -> None:
    paper_of(claim, deemed_on=date(2026, 11, 5))
    second = paper_of(claim)
    assert claim_life.defence_due(claim).strict is None

    CourtPaper.objects.filter(pk=second.pk).update(deemed_on=date(2026, 11, 9))

    assert claim_life.defence_due(PossessionClaim.objects.get()).strict == date(2026, 11, 23)


# ------------------------------------------------------------------------------------------------- the tenant's answer


def test_a_counterclaim_for_disrepair_marks_the_case_so_that_the_next_step_waits(
    home: Household, claim: PossessionClaim
) -> None:
    typed = {"kind": "counterclaim", "received_on": MONDAY, "says": "Damp since May", "disrepair": True}

    acts.record_defence(claim=claim, typed=typed, **known(home.officer))

    assert Marker.objects.get().detail == "disrepair"
    assert of_account(home.account, as_of=MONDAY).complaint_open


def test_an_answer_is_answered_once(home: Household, claim: PossessionClaim) -> None:
    typed = {"kind": "defence", "received_on": MONDAY, "says": "Paid in cash", "disrepair": False}
    defence = acts.record_defence(claim=claim, typed=typed, **known(home.officer))
    acts.answer_defence(defence=defence, answer="No receipt was shown", **known(home.officer))

    with pytest.raises(CannotRecord, match="answered on 23 November 2026"):
        acts.answer_defence(defence=defence, answer="Again", **known(home.officer))
    assert Defence.objects.get().answer == "No receipt was shown"


# ---------------------------------------------------------------------------------------------------------- other ways


@pytest.mark.parametrize(("offered", "not_suitable"), [("", ""), ("A plan", "None suits")])
def test_an_offer_or_why_none_suits_is_written_and_not_both(home: Household, offered: str, not_suitable: str) -> None:
    typed = {"offered": offered, "not_suitable": not_suitable, "offered_on": MONDAY, "claim": None}

    with pytest.raises(CannotRecord, match="one of the two"):
        acts.log_other_way(tenancy=home.account.tenancy, typed=typed, **known(home.officer))


# ------------------------------------------------------------------------------------------------------------ hearings


def add(home: Household, claim: PossessionClaim | None, **changes: Any) -> Hearing:
    typed: dict[str, Any] = {"kind": "adjourned", "hearing_on": date(2026, 12, 7), "hearing_at": time(10, 0),
                             "claim": claim, "court": "Ottersby"} | changes  # fmt: skip
    return acts.add_hearing(tenancy=home.account.tenancy, typed=typed, **known(home.officer))


def test_the_claim_follows_its_next_hearing(home: Household, claim: PossessionClaim) -> None:
    made = add(home, claim)
    assert PossessionClaim.objects.get().hearing_on == date(2026, 12, 7)

    acts.cancel_hearing(hearing=made, why="Vacated", **known(home.officer))

    assert PossessionClaim.objects.get().hearing_on is None
    assert PossessionClaim.objects.get().status == "issued"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hearing_on": date(2026, 12, 28)}, "is a bank holiday: no court sits"),  # for Saturday 26 December
        ({"hearing_on": date(2026, 12, 6)}, "is at the weekend"),
        ({"hearing_on": date(2026, 11, 20)}, "must be today or later"),
        ({"hearing_on": date(2062, 12, 7)}, "7 December 2062 is more than two years away: check the year"),
        # Issued on 2 November: the 28 clear days end on 30 November.
        ({"kind": "first", "hearing_on": date(2026, 11, 30)}, "1 December 2026 or later"),
    ],
)
def test_a_hearing_on_a_day_that_cannot_be_is_refused(
    home: Household, claim: PossessionClaim, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(CannotList, match=says):
        add(home, claim, **changes)


def test_a_hearing_in_court_belongs_to_a_claim_and_a_tribunal_does_not(home: Household) -> None:
    with pytest.raises(CannotList, match="No claim is on record"):
        add(home, None, kind="first")

    assert add(home, None, kind="tribunal").claim is None


def test_the_same_hearing_is_in_the_diary_once(home: Household, claim: PossessionClaim) -> None:
    add(home, claim)

    with pytest.raises(CannotList, match="in the diary already"):
        add(home, claim)


def test_only_somebody_authorised_on_the_day_speaks(home: Household, claim: PossessionClaim) -> None:
    hearing = add(home, claim)
    with pytest.raises(CannotList, match="Nadia Rahman is not authorised to speak on 7 December 2026"):
        acts.name_advocate(hearing=hearing, advocate=home.officer, **known(home.officer))

    hearings.authorise(user=home.officer, from_on=MONDAY, last_day=None, note="", by=leader_of(home))
    acts.name_advocate(hearing=hearing, advocate=home.officer, **known(home.officer))

    assert Hearing.objects.get().advocate == home.officer
    assert hearings.unspoken_for([Hearing.objects.get()], on=MONDAY) == []


def test_nobody_authorises_themselves_and_no_officer_anybody(home: Household) -> None:
    leader = leader_of(home)
    given = {"from_on": MONDAY, "last_day": None, "note": ""}
    with pytest.raises(CannotList, match="Nobody authorises themselves"):
        hearings.authorise(user=leader, by=leader, **given)
    with pytest.raises(CannotList, match="A team leader or the income manager"):
        hearings.authorise(user=leader, by=home.officer, **given)
    assert not RightOfAudience.objects.exists()


# ---------------------------------------------------------------------------------------------- solicitors and appeals


def test_the_solicitors_first_message_acknowledges_the_instructions(home: Household) -> None:
    typed = {"claim": None, "firm": "Ash and Elm", "contact": "", "asks": "Issue and appear", "pdf": b"%PDF-1.7"}
    made = acts.instruct(tenancy=home.account.tenancy, typed=typed, **known(home.officer))

    note = {"text": "Will you act?", "from_them": False, "said_on": MONDAY}
    acts.write_to_solicitor(instruction=made, typed=note, **known(home.officer))
    assert Instruction.objects.get().acknowledged_on is None
    acts.write_to_solicitor(instruction=made, typed=note | {"text": "Yes", "from_them": True}, **known(home.officer))

    assert Instruction.objects.get().acknowledged_on == MONDAY
    assert [each.text for each in made.messages.order_by("pk")] == ["Will you act?", "Yes"]


@pytest.mark.parametrize(
    ("received_on", "late"), [(date(2026, 11, 23), False), (date(2026, 11, 2), False), (date(2026, 11, 24), True)]
)
def test_an_appeal_is_in_time_for_21_days_and_kept_when_late(
    home: Household, claim: PossessionClaim, received_on: date, late: bool
) -> None:
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 11, 2), kind="outright", status="in_force")
    typed = {"order": order, "kind": "appeal", "by_tenant": True, "received_on": received_on, "says": "Wrong in law"}

    made = acts.record_appeal(typed=typed, by=home.officer, on=date(2026, 11, 24), at=NOON)

    # 2 November and 21 days: Monday 23 November.
    assert appeals.appeal_by(order).strict == date(2026, 11, 23)
    assert appeals.is_late(made) is late


@pytest.mark.parametrize(("status", "says"), [("in_force", False), ("executed", True)])
def test_a_tenants_stay_after_the_eviction_is_kept_with_what_it_still_needs(
    home: Household, claim: PossessionClaim, status: str, says: bool
) -> None:
    """ORD-11."""
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 10, 5), kind="outright", status=status)
    typed = {"order": order, "kind": "stay", "by_tenant": True, "received_on": MONDAY, "says": "I can pay now"}

    made = acts.record_appeal(typed=typed, **known(home.officer))

    told = AccountEvent.objects.get(about=f"legal.orderapplication:{made.pk}").summary
    assert ("only if it is set aside, or for fraud, abuse or oppression" in told) is says
    assert told.endswith("I can pay now")


def test_a_listed_appeal_has_its_hearing_and_its_own_checklist(home: Household, claim: PossessionClaim) -> None:
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 11, 2), kind="outright", status="in_force")
    typed = {"order": order, "kind": "appeal", "by_tenant": True, "received_on": MONDAY, "says": "Wrong in law"}
    made = acts.record_appeal(typed=typed, **known(home.officer))

    hearing = acts.list_appeal(
        application=made, typed={"hearing_on": date(2027, 2, 1), "hearing_at": None, "court": "High Court"},
        **known(home.officer),
    )  # fmt: skip

    made.refresh_from_db()
    assert (made.hearing, hearing.kind) == (hearing, "appeal")
    assert "Our answer to the grounds of appeal and the sealed order" in [
        line.what for line in ready.checklist(hearing, on=MONDAY)
    ]


def test_leave_to_enforce_is_asked_for_and_granted_on_paper(home: Household, claim: PossessionClaim) -> None:
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 11, 2), kind="outright", status="in_force")
    typed = {"order": order, "kind": "permission", "by_tenant": False, "received_on": MONDAY, "says": "Six years old"}
    made = acts.record_appeal(typed=typed, **known(home.officer))

    acts.close_appeal(application=made, outcome="granted", decided_on=MONDAY, **known(home.officer))

    made.refresh_from_db()
    assert (made.outcome, made.decided_on) == ("granted", MONDAY)


def test_a_tenants_application_to_stay_is_heard_as_one(home: Household, claim: PossessionClaim) -> None:
    order = PossessionOrder.objects.create(claim=claim, made_on=date(2026, 11, 2), kind="suspended", status="in_force")
    typed = {"order": order, "kind": "stay", "by_tenant": True, "received_on": MONDAY, "says": "I can pay"}
    made = acts.record_appeal(typed=typed, **known(home.officer))

    hearing = acts.list_appeal(
        application=made, typed={"hearing_on": date(2026, 12, 1), "hearing_at": None, "court": ""},
        **known(home.officer),
    )  # fmt: skip

    assert hearing.kind == "suspension"
