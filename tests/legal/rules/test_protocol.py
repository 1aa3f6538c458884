"""The protocol's steps: a case with everything done, and each way in which it can be short."""

from dataclasses import replace
from datetime import date

import pytest

from legal.rules import protocol
from legal.rules.checks import StepState
from legal.rules.protocol import Override
from legal.rules.protocol_facts import BenefitFacts, Part3Facts, ProtocolFacts, TenantFacts
from legal.rules.protocol_part_3 import part_3

ON = date(2026, 11, 23)
SERVED = date(2026, 10, 12)
ANN = TenantFacts(
    name="Ann Bell",
    contacted_on=date(2026, 7, 6),
    vulnerability_reviewed_on=date(2026, 7, 6),
    debt_advice_on=date(2026, 7, 6),
    protocol_sent_on=date(2026, 10, 13),
    tries_after_notice=(date(2026, 10, 20), date(2026, 11, 3)),
)
BEN = replace(ANN, name="Ben Bell")


def broken(*warned_on: date | None) -> ProtocolFacts:
    """Everything done, but that the agreement is broken; when Ann and Ben were warned of it."""
    ann, ben = (replace(each, agreement_warned_on=day) for each, day in zip((ANN, BEN), warned_on, strict=True))
    return replace(DONE, tenants=(ann, ben), agreement_state="broken")


DONE = ProtocolFacts(
    tenants=(ANN, BEN),
    served_on=SERVED,
    affordability_on=date(2026, 8, 3),
    statement_on=date(2026, 8, 24),  # 91 days before ON
    dwp_on=date(2026, 8, 3),
    benefit_help_on=date(2026, 7, 6),
    adr_on=date(2026, 9, 1),
)
PART_3 = Part3Facts(
    invited_on=date(2026, 10, 20),
    answer_by=date(2026, 11, 3),
    considered_on=date(2026, 11, 4),
    reasons_sent_on=date(2026, 11, 5),
    in_claim=True,
)


def missing(facts: ProtocolFacts, *, on: date = ON) -> dict[str, str]:
    """Codes of the steps that hold the claim back, with their rules."""
    return {step.code: step.rule for step in protocol.steps(facts, on=on) if step.gate and not step.done}


def one_tenant(**facts: object) -> ProtocolFacts:
    return replace(DONE, tenants=(ANN, replace(BEN, **facts)))


def test_with_every_step_done_the_claim_may_go() -> None:
    """PAP_ISSUE_OK."""
    steps = protocol.steps(DONE, on=ON)

    assert missing(DONE) == {}
    assert protocol.issue_obstacles(steps) == []
    assert all(step.evidence for step in steps if step.code in {"contact", "statement", "dwp", "post_notice_contact"})


@pytest.mark.parametrize(
    ("facts", "code", "rule"),
    [
        pytest.param(one_tenant(vulnerability_reviewed_on=None), "vulnerability", "P-1", id="needs of one never asked"),
        pytest.param(one_tenant(under_18=True), "vulnerability", "P-1", id="a child without a litigation friend"),
        pytest.param(one_tenant(capacity_in_doubt=True), "vulnerability", "P-1", id="capacity in doubt"),
        pytest.param(one_tenant(contacted_on=None), "contact", "P-2.1", id="one tenant never written to"),
        pytest.param(replace(DONE, affordability_on=None), "affordability", "P-2.2", id="no offer, no budget"),
        pytest.param(replace(DONE, statement_on=date(2026, 8, 23)), "statement", "P-2.3", id="92 days ago"),
        pytest.param(replace(DONE, statement_on=None), "statement", "P-2.3", id="no statement"),
        pytest.param(replace(DONE, dwp_on=None), "dwp", "P-2.4", id="benefit not thought of"),
        pytest.param(one_tenant(debt_advice_on=None), "debt_advice", "P-2.7", id="one not told of advice"),
        pytest.param(one_tenant(tries_after_notice=(ON,)), "post_notice_contact", "P-2.8", id="one try only"),
        pytest.param(
            one_tenant(tries_after_notice=(SERVED, ON)), "post_notice_contact", "P-2.8", id="the day of service is none"
        ),
        pytest.param(one_tenant(protocol_sent_on=None), "protocol_sent", "P-2.8", id="no copy to one"),
        pytest.param(
            one_tenant(protocol_sent_on=date(2026, 10, 11)), "protocol_sent", "P-2.8", id="a copy before the notice"
        ),
        pytest.param(replace(DONE, agreement_state="kept"), "agreement", "P-2.9", id="agreement kept"),
        pytest.param(broken(None, None), "agreement_warned", "P-2.9", id="agreement broken, nobody warned"),
        pytest.param(
            broken(date(2026, 11, 2), None), "agreement_warned", "P-2.9", id="agreement broken, one tenant warned"
        ),
        pytest.param(
            broken(date(2026, 11, 2), date(2026, 11, 9)),
            "agreement_warned",
            "P-2.9",
            id="agreement broken, the fourteenth day since the last was warned",
        ),
        pytest.param(replace(DONE, breathing_space=True), "moratorium", "BS-3", id="breathing space"),
        pytest.param(
            replace(
                DONE,
                benefit=BenefitFacts(
                    pending=True, all_evidence_given=True, expected_to_qualify=True, pays_the_rest=True
                ),
            ),
            "pending_benefit",
            "PAP-HB",
            id="benefit pending, and the tenant does what is asked: P-2.6",
        ),
    ],
)
def test_one_step_missing_holds_the_claim_and_says_what_to_do(facts: ProtocolFacts, code: str, rule: str) -> None:
    """Duty S0-22: the missing step stands where the button was."""
    assert missing(facts) == {code: rule}
    [obstacle] = protocol.issue_obstacles(protocol.steps(facts, on=ON))
    assert obstacle.do


@pytest.mark.parametrize("lacks", ["pending", "all_evidence_given", "expected_to_qualify", "pays_the_rest"])
def test_pending_benefit_protects_only_where_all_three_conditions_are_met(lacks: str) -> None:
    """PAP-HB, P-2.6."""
    whole = BenefitFacts(pending=True, all_evidence_given=True, expected_to_qualify=True, pays_the_rest=True)

    assert missing(replace(DONE, benefit=replace(whole, **{lacks: False}))) == {}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(one_tenant(under_18=True, litigation_friend="Mr A Bell, solicitor"), id="a litigation friend"),
        pytest.param(replace(DONE, affordability_on=None, offer_on=date(2026, 8, 3)), id="an offer in writing"),
        pytest.param(replace(DONE, dwp_on=None, dwp_why_not="not on benefit"), id="why the DWP was not asked"),
        pytest.param(replace(DONE, dwp_on=None, hb_paid_from=date(2026, 4, 6)), id="housing benefit is paid to us"),
        pytest.param(broken(date(2026, 11, 2), date(2026, 11, 8)), id="agreement broken, the last warned 15 days ago"),
        pytest.param(replace(DONE, agreement_state="slipping"), id="agreement slipping"),
        pytest.param(replace(DONE, adr_on=None), id="P-2.10 is shown, and does not hold the claim"),
        pytest.param(replace(DONE, benefit_help_on=None), id="P-2.5 likewise"),
    ],
)
def test_what_does_not_hold_the_claim(facts: ProtocolFacts) -> None:
    assert missing(facts) == {}


def test_before_the_notice_the_steps_after_it_wait_for_it() -> None:
    """P-2.8."""
    facts = replace(DONE, served_on=None)

    assert missing(facts) == {"post_notice_contact": "P-2.8", "protocol_sent": "P-2.8"}
    assert {o.do for o in protocol.issue_obstacles(protocol.steps(facts, on=ON))} == {"Serve the notice first."}


def test_part_3_is_asked_only_where_the_court_would_have_to_give_possession() -> None:
    """P-3."""
    asked = {"part3_invited", "part3_considered", "part3_reasons", "part3_summary"}

    assert set(missing(replace(DONE, mandatory=True))) == asked
    assert missing(replace(DONE, mandatory=True, part3=PART_3)) == {}
    assert {s.state for s in part_3(DONE)} == {StepState.NOT_NEEDED}


def test_circumstances_are_weighed_only_once_the_time_to_answer_has_run() -> None:
    """P-3: answer by 3 November; weighed on the 2nd."""
    early = replace(PART_3, considered_on=date(2026, 11, 2))

    assert set(missing(replace(DONE, mandatory=True, part3=early))) == {"part3_considered"}


def test_a_managers_reason_sets_aside_the_steps_it_names_and_no_others() -> None:
    """PAP_ISSUE_OK."""
    short = replace(DONE, statement_on=None, dwp_on=None)
    steps = protocol.steps(short, on=ON)
    both = Override(
        manager="Tess Fenwick", reason="Sent by hand at the visit.", missing=frozenset({"statement", "dwp"})
    )

    assert [step.code for step in protocol.may_override(steps)] == ["statement", "dwp"]
    assert protocol.issue_obstacles(steps, override=both) == []
    assert len(protocol.issue_obstacles(steps, override=replace(both, missing=frozenset({"dwp"})))) == 1
    assert len(protocol.issue_obstacles(steps, override=replace(both, reason="  "))) == 2
    assert len(protocol.issue_obstacles(steps, override=replace(both, manager=""))) == 2
    assert "Tess Fenwick let the claim go on without 2 steps" in protocol.override_in_words(both, on=ON)


@pytest.mark.parametrize(
    "stopped",
    [
        replace(DONE, agreement_state="kept"),
        replace(DONE, breathing_space=True, breathing_space_until=date(2026, 12, 24)),
        replace(
            DONE,
            benefit=BenefitFacts(pending=True, all_evidence_given=True, expected_to_qualify=True, pays_the_rest=True),
        ),
    ],
)
def test_no_reason_sets_aside_a_stop(stopped: ProtocolFacts) -> None:
    """PAP-HB, P-2.9, BS-3."""
    steps = protocol.steps(stopped, on=ON)
    every = Override(manager="Tess Fenwick", reason="Urgent.", missing=frozenset(step.code for step in steps))

    assert protocol.may_override(steps) == []
    assert len(protocol.issue_obstacles(steps, override=every)) == 1


def test_the_next_statement_is_due_thirteen_weeks_after_the_last() -> None:
    """P-2.3: 24 August and 91 days, 7 + 30 + 31 + 23, is 23 November."""
    assert protocol.next_statement_by(last_sent_on=date(2026, 8, 24)).answer == date(2026, 11, 23)


def test_the_sheet_says_by_when_the_next_statement_goes() -> None:
    """P-2.3."""
    sent = protocol.statement(replace(DONE, statement_on=date(2026, 8, 24)), on=date(2026, 11, 23))

    assert sent.done
    assert sent.evidence[-1] == "The next one is due by 23 November 2026"
    assert not protocol.statement(replace(DONE, statement_on=date(2026, 8, 24)), on=date(2026, 11, 24)).done


def test_a_statement_after_the_pack_s_day_is_late() -> None:
    """P-2.11."""
    by = date(2026, 10, 24)

    assert protocol.pack_late(sent_on=by, pack_by=by) == ""
    assert "late, on 25 October 2026" in protocol.pack_late(sent_on=date(2026, 10, 25), pack_by=by)


@pytest.mark.parametrize(
    ("state", "made_on", "kept"),
    [
        ("kept", date(2026, 10, 1), True),
        ("kept", date(2026, 9, 30), False),
        ("broken", date(2026, 10, 5), False),
        ("", None, False),
    ],
)
def test_an_agreement_made_since_the_issue_and_kept_is_a_reason_to_adjourn(
    state: str, made_on: date | None, kept: bool
) -> None:
    """P-2.12: issued on 1 October 2026."""
    issued_on = date(2026, 10, 1)

    assert protocol.kept_since_issue(agreement_state=state, made_on=made_on, issued_on=issued_on) is kept


def test_a_broken_agreement_is_warned_of_with_time_to_put_it_right() -> None:
    """P-2.9, P-2.12."""
    by = date(2026, 11, 22)
    warned = date(2026, 11, 9)

    assert protocol.after_breach(issued=False, warned_on=None, put_right_by=None, on=ON)
    assert "restoring" in protocol.after_breach(issued=True, warned_on=None, put_right_by=None, on=ON)[0].says
    assert protocol.after_breach(issued=False, warned_on=warned, put_right_by=by, on=by)
    assert protocol.after_breach(issued=False, warned_on=warned, put_right_by=by, on=ON) == []
