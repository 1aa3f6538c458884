"""The protocol sheet from the record: each tenant apart, gaps named, steps by hand, an override (rulebook 3)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from legal import protocol_sheet, protocol_steps
from legal.models import DecisionRecord, OtherWay, ProtocolStep
from legal.protocol_steps import CannotRecord
from legal.rules import protocol
from legal.rules.checks import Step
from recovery.models import ContactAttempt, ProposedAgreement, RepaymentAgreement
from staff.models import Role
from tenancies.models import Person
from tests.factories.people import Household, OfficerFactory
from tests.legal.noticing import MONDAY, NOW, facts_of, leader_of, owing, weighed
from welfare.models import IncomeAndExpenditure

pytestmark = pytest.mark.django_db
SERVED = date(2026, 10, 5)
JOINT: Any = ({"last_name": "Yusuf"}, {"last_name": "Okafor", "first_names": "Ben", "title": "Mr"})


def contact(home: Household, person: Person | None, on: date, **known: Any) -> ContactAttempt:
    usual: dict[str, Any] = {"channel": "letter", "direction": "out", "purpose": "letter_1", "outcome": "sent"}
    return ContactAttempt.objects.create(
        tenancy=home.account.tenancy, account=home.account, person=person, at=NOW, on=on, **usual | known
    )


def sheet(home: Household, *, served_on: date | None = SERVED, mandatory: bool = False) -> dict[str, Step]:
    found = protocol_sheet.sheet(
        home.account.tenancy, facts=facts_of(home), served_on=served_on, mandatory=mandatory, on=MONDAY
    )
    return {step.code: step for step in found}


def by_hand(home: Household, step: str, person: Person | None = None, on: date = MONDAY) -> ProtocolStep:
    return protocol_steps.record_step(
        home.account.tenancy, step=step, person=person, done_on=on, how="By post.", by=home.officer, on=MONDAY, at=NOW
    )


def whole(home: Household) -> None:
    """Everything that the protocol asks of a household of one, done."""
    person = home.tenants[0]
    contact(home, person, date(2026, 9, 1))
    contact(home, None, date(2026, 9, 2), purpose="statement")
    contact(home, person, date(2026, 10, 8), channel="phone", purpose="general", outcome="no_answer")
    contact(home, person, date(2026, 10, 15), purpose="pre_court")
    IncomeAndExpenditure.objects.create(account=home.account, on=date(2026, 9, 3), by=home.officer, at=NOW)
    by_hand(home, "dwp_why_not")
    by_hand(home, "protocol_sent", person, date(2026, 10, 6))


def test_what_is_on_record_fills_the_sheet_and_the_rest_is_by_hand() -> None:
    home = owing()

    whole(home)

    assert protocol.issue_obstacles(list(sheet(home).values())) == []


def test_a_broken_agreement_is_warned_of_tenant_by_tenant() -> None:
    """P-2.9. Broken since the first payments of July 2026; warned on 12 October and, by hand, on 19 October: fourteen
    days from the last end on 2 November. What came back, or was of the agreement before, warns nobody."""
    home = owing(*JOINT)
    ann, ben = home.tenants
    RepaymentAgreement.objects.create(
        source_ref="A1", account=home.account, made_on=date(2026, 7, 6), first_due_on=date(2026, 7, 13),
        frequency="weekly", rent_amount=Decimal("104.50"), instalment_amount=5, opening_arrears=500, status="live",
        kind="informal",
    )  # fmt: skip
    warn = {"purpose": "agreement_warn"}
    contact(home, ann, date(2026, 10, 12), **warn)
    contact(home, ben, date(2026, 6, 1), **warn)
    contact(home, ben, date(2026, 10, 12), outcome="returned_mail", **warn)

    step = sheet(home)["agreement_warned"]
    assert (step.done, step.rule) == (False, "P-2.9")
    assert step.do == f"Warn {ben} too, and give a clear day by which to put it right."

    by_hand(home, "agreement_warned", ben, date(2026, 10, 19))

    step = sheet(home)["agreement_warned"]
    assert step.done
    assert step.evidence == (f"{ann}: warned 12 October 2026", f"{ben}: warned 19 October 2026")
    early = facts_of(home, date(2026, 11, 2))
    told = {
        each.code: each
        for each in protocol_sheet.sheet(
            home.account.tenancy, facts=early, served_on=SERVED, mandatory=False, on=date(2026, 11, 2)
        )
    }
    assert told["agreement_warned"].do.startswith("The tenant has until 2 November 2026")


def test_an_offer_counts_on_the_day_it_was_here() -> None:
    """23:30 in UTC on 30 June is half past midnight on 1 July in London."""
    home = owing()
    asked_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    ProposedAgreement.objects.create(
        account=home.account, typed={}, said="£5.00 a week", why="They asked", above="£4.00", asked_by=home.officer,
        asked_at=asked_at,
    )  # fmt: skip

    assert sheet(home)["affordability"].evidence == ("Offer 1 July 2026",)


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("post_notice_contact", "Two attempts after the notice: not done."),
        ("statement", "Rent statement within 13 weeks: not done."),
        ("affordability", "Affordable repayment tried: not done."),
        ("protocol_sent", "Copy of the protocol sent: not done."),
    ],
)
def test_one_step_missing_holds_the_claim_and_is_named(gone: str, says: str) -> None:
    home = owing()
    whole(home)
    {
        "post_notice_contact": lambda: ContactAttempt.objects.filter(purpose="pre_court").delete(),
        "statement": lambda: ContactAttempt.objects.filter(purpose="statement").delete(),
        "affordability": lambda: IncomeAndExpenditure.objects.all().delete(),
        "protocol_sent": lambda: ProtocolStep.objects.filter(step="protocol_sent").delete(),
    }[gone]()

    assert [each.says for each in protocol.issue_obstacles(list(sheet(home).values()))] == [says]


def test_joint_tenants_are_judged_apart() -> None:
    home = owing(*JOINT)
    contact(home, home.tenants[0], date(2026, 9, 1))
    contact(home, None, date(2026, 9, 1))

    assert sheet(home)["contact"].do == "Write to Mr Ben Okafor separately."


def test_a_letter_that_came_back_reached_nobody() -> None:
    home = owing()
    contact(home, home.tenants[0], date(2026, 9, 1), outcome="returned_mail")

    assert not sheet(home)["contact"].done


def test_what_names_nobody_counts_for_a_sole_tenant() -> None:
    home = owing()
    contact(home, None, date(2026, 9, 1))

    assert sheet(home)["contact"].done


def test_part_3_is_asked_of_a_mandatory_claim_with_time_to_answer() -> None:
    """Rulebook P-3: weighed before the fourteen days have run, it does not count."""
    home = owing(tenure="non_secure")
    assert not sheet(home, mandatory=True)["part3_invited"].done
    by_hand(home, "part3_invited", on=date(2026, 11, 2))
    by_hand(home, "part3_considered", on=date(2026, 11, 10))
    assert not sheet(home, mandatory=True)["part3_considered"].done

    by_hand(home, "part3_considered", on=date(2026, 11, 16))

    assert sheet(home, mandatory=True)["part3_considered"].done


def test_another_way_than_court_comes_from_its_log() -> None:
    home = owing()
    OtherWay.objects.create(tenancy=home.account.tenancy, offered="Mediation", offered_on=MONDAY, by=home.officer)

    assert sheet(home)["adr"].evidence == ("Weighed 23 November 2026",)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"step": "shouting"}, "Choose the step"),
        ({"step": "protocol_sent", "person": None}, "Choose the tenant"),
        ({"done_on": MONDAY + timedelta(days=1)}, "today or earlier"),
        ({"done_on": date(2020, 4, 5)}, "The tenancy began on 6 April 2020"),
        ({"how": " "}, "Say how it was done"),
    ],
)
def test_a_step_that_cannot_be_is_refused(known: dict[str, Any], said: str) -> None:
    home = owing()
    usual: dict[str, Any] = {"step": "dwp", "person": None, "done_on": MONDAY, "how": "By post."}

    with pytest.raises(CannotRecord, match=said):
        protocol_steps.record_step(home.account.tenancy, **usual | known, by=home.officer, on=MONDAY, at=NOW)


def test_a_step_taken_back_counts_for_nothing() -> None:
    home = owing()
    made = by_hand(home, "dwp")
    assert sheet(home)["dwp"].done

    protocol_steps.take_back_step(made, by=home.officer, on=MONDAY, at=NOW)

    assert not sheet(home)["dwp"].done


def test_the_income_manager_sets_steps_aside_with_a_reason_but_never_a_stop() -> None:
    """Rulebook PAP_ISSUE_OK."""
    home = owing()
    found = list(sheet(home).values())
    with pytest.raises(CannotRecord, match="The income manager alone"):
        protocol_steps.override(
            home.account.tenancy, found=found, reason="Abroad.", by=leader_of(home), on=MONDAY, at=NOW
        )
    manager = leader_of(home, Role.INCOME_MANAGER)
    with pytest.raises(CannotRecord, match="Write the reason"):
        protocol_steps.override(home.account.tenancy, found=found, reason="", by=manager, on=MONDAY, at=NOW)

    protocol_steps.override(home.account.tenancy, found=found, reason="Abroad.", by=manager, on=MONDAY, at=NOW)

    passed = protocol_steps.override_of(home.account.tenancy)
    assert protocol.issue_obstacles(found, override=passed) == []


def test_a_decision_record_answers_every_question_of_its_depth() -> None:
    """Rulebook EQ-1, EQ-3: light for a notice, full for a claim; another person approves."""
    home = owing()
    with pytest.raises(CannotRecord, match=r"Answer every question; still open: .*proportionate"):
        protocol_steps.write_decision(
            home.account.tenancy, stage="notice", answers={"disability": "None known."}, review_on=None,
            by=home.officer, on=MONDAY, at=NOW,
        )  # fmt: skip
    same = dict.fromkeys(("disability", "link", "support", "proportionate"), "None known.")
    with pytest.raises(CannotRecord, match="the same words stand elsewhere too: Why is it proportionate all the same"):
        protocol_steps.write_decision(
            home.account.tenancy, stage="notice", answers=same, review_on=None, by=home.officer, on=MONDAY, at=NOW
        )
    weighed(home)
    weighed(home, stage="claim")
    light, full = DecisionRecord.objects.order_by("pk")
    assert (light.full, full.full) == (False, True)
    assert "aim" in full.answers
    assert "aim" not in light.answers

    for person in [home.officer, OfficerFactory()]:
        with pytest.raises(CannotRecord, match="Another person approves"):
            protocol_steps.approve_decision(full, by=person, on=MONDAY, at=NOW)
    assert protocol_steps.approve_decision(full, by=leader_of(home), on=MONDAY, at=NOW).approved_on == MONDAY
