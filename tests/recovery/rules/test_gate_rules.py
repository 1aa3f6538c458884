"""Each cell of the table of flags, asked of the rules with facts made by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules.facts import AgreementState, NeedsState
from recovery.rules.gates import Act, Gate, Given, Level, Want, blocking, gates_for, sentence
from tests.factories.facts import account_facts, tenant_facts
from tests.recovery.gate_table import Expected, cells

OFFICER = 7
BOTH_UNSAFE = {"letter_unsafe": True, "phone_unsafe": True}
# Each flag raised alone: the account's facts, and the tenant's.
RAISED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Crisis open": ({"in_crisis": True}, {"in_crisis": True}),
    "Breathing space (both kinds)": ({"in_breathing_space": True}, {"in_breathing_space": True}),
    "Deceased": ({"tenants_living": 0}, {"died_on": date(2026, 10, 1)}),
    "Balance disputed, proof received": ({"disputed": True}, {}),
    "Benefit decision pending or stopped": ({"benefit_pending": True}, {}),
    "Agreement being kept": ({"agreement_state": AgreementState.KEPT}, {}),
    "Needs known": ({"needs": NeedsState.KNOWN}, {}),
    "Needs never asked": ({"needs": NeedsState.NEVER_ASKED}, {}),
    "Needs asked, no answer": ({"needs": NeedsState.ASKED_NO_ANSWER}, {}),
    "Domestic abuse, safe contact": ({"contact_must_be_safe": True}, BOTH_UNSAFE),
    "Mental capacity doubt": ({"capacity_in_doubt": True}, {"capacity_in_doubt": True}),
    "Open complaint, disrepair, ASB case": ({"complaint_open": True}, {}),
    "Insolvency: bankruptcy, DRO": ({"insolvency": "dro"}, {"insolvency": "dro"}),
    "Insolvency: IVA until advised": ({"insolvency": "iva"}, {"insolvency": "iva"}),
    "Introductory review open": ({"review_open": True}, {}),
    "Limitation or notice lapse near": (
        {"notice_in_force": True, "notice_last_issue_on": date(2026, 12, 20)}, {}
    ),
    "Risk marker": ({"risk": True}, {}),
    "Officer has declared interest": ({"interest_of": (OFFICER,)}, {}),
    "Blackout dates": ({"blackout_until": date(2027, 1, 1)}, {}),
    "Data stale or ledger import failed": ({"data_as_at": date(2026, 11, 19)}, {}),
}  # fmt: skip
LEVELS = {None: None, "note": Level.NOTE, "nudge": Level.NUDGE, "gate": Level.GATE, "stop": Level.STOP}


def raised(flag: str, act: str) -> list[Gate]:
    account, tenant = RAISED[flag]
    return gates_for(
        Act(act), facts=account_facts(**account), tenant=tenant_facts(**tenant), user_id=OFFICER
    )  # fmt: skip


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell.flag}-{cell.act}")
def test_each_cell_of_the_table(cell: Expected) -> None:
    found = raised(cell.flag, cell.act)

    assert [gate.level for gate in found] == ([LEVELS[cell.level]] if cell.level else [])
    assert {want.value for gate in found for want in gate.wants} == cell.wants


@pytest.mark.parametrize("flag", RAISED)
@pytest.mark.parametrize("act", ["text", "email"])
def test_texts_and_emails_share_the_column_of_letters(flag: str, act: str) -> None:
    if (flag, act) == ("Domestic abuse, safe contact", "email"):
        return  # no marker says that e-mail is unsafe: it has a gate of its own (test_texts.py)

    assert [gate.level for gate in raised(flag, act)] == [gate.level for gate in raised(flag, "letter")]


@pytest.mark.parametrize("act", list(Act))
def test_nothing_stands_in_the_way_where_nothing_is_flagged(act: Act) -> None:
    assert gates_for(act, facts=account_facts(), tenant=tenant_facts(), user_id=OFFICER) == []


@pytest.mark.parametrize("flag", RAISED)
def test_every_gate_says_why_and_offers_two_things_instead(flag: str) -> None:
    for act in Act:
        for gate in raised(flag, act):
            assert gate.reason[0].isupper()
            assert len(gate.instead) == 2
            assert all(offer.endswith(".") for offer in gate.instead)


NOBODY_ENDS_IT = {"Deceased"}
SAID_INSTEAD = {"Data stale or ledger import failed"}  # a newer extract


@pytest.mark.parametrize("flag", [flag for flag in RAISED if flag not in NOBODY_ENDS_IT | SAID_INSTEAD])
def test_a_stop_says_until_when_or_what_ends_it(flag: str) -> None:
    stops = [gate for act in Act for gate in raised(flag, act) if gate.level == Level.STOP]

    assert all(gate.until or gate.ends for gate in stops)
    assert not any(gate.ends for act in Act for gate in raised(flag, act) if gate.level < Level.STOP)


def test_the_officer_who_declared_an_interest_is_stopped_and_no_other() -> None:
    facts = account_facts(interest_of=(OFFICER,))

    assert gates_for(Act.LETTER, facts=facts, tenant=tenant_facts(), user_id=OFFICER + 1) == []


@pytest.mark.parametrize(
    ("wanted", "enough", "too_little"),
    [
        pytest.param({Want.REASON}, Given(reason="Why"), Given(reason="  "), id="a reason"),
        pytest.param({Want.PLAN}, Given(plan="What was agreed"), Given(reason="Why"), id="a plan"),
        pytest.param({Want.PAIR}, Given(second_person=True), Given(reason="Why"), id="a second person"),
        pytest.param(
            {Want.REASON, Want.MANAGER}, Given(reason="Why", manager=True), Given(reason="Why"), id="the manager"
        ),
        pytest.param(
            {Want.REASON, Want.LEGAL}, Given(reason="Why", legal="Covered to May"), Given(reason="Why"), id="legal"
        ),
    ],
)
def test_a_gate_opens_to_all_that_it_wants_and_to_no_less(wanted: set[Want], enough: Given, too_little: Given) -> None:
    gate = Gate(level=Level.GATE, flag="x", reason="Because", wants=frozenset(wanted))

    assert blocking([gate], given=enough) == []
    assert blocking([gate], given=too_little) == [gate]


def test_a_gate_that_wants_a_fact_opens_to_nothing_that_anybody_brings() -> None:
    gate = Gate(level=Level.GATE, flag="x", reason="Because", wants=frozenset({Want.FACT}))
    everything = Given(reason="Why", plan="How", second_person=True, manager=True, legal="Advice")

    assert blocking([gate], given=everything) == [gate]


def test_who_set_it_until_when_what_opens_it_and_what_instead_stand_in_one_line() -> None:
    gate = Gate(
        level=Level.GATE,
        flag="x",
        reason="The balance is disputed",
        until=date(2027, 3, 14),
        set_by="Nadia Rahman",
        instead=("Answer it.", "Ask finance."),
        wants=frozenset({Want.REASON, Want.MANAGER}),
    )

    assert sentence(gate) == (
        "The balance is disputed (set by Nadia Rahman) until 14 March 2027. "
        "It opens only to a reason and the income manager’s yes. Answer it. Ask finance."
    )


def test_what_ends_a_stop_without_a_day_stands_with_its_reason() -> None:
    (stop,) = gates_for(Act.NOTICE, facts=account_facts(disputed=True))

    assert sentence(stop).startswith("The balance is disputed: stopped until the dispute is answered. Answer the")


@pytest.mark.parametrize("needs", [NeedsState.NEVER_ASKED, NeedsState.ASKED_NO_ANSWER])
@pytest.mark.parametrize("act", [Act.AGENCY, Act.WRITE_OFF])
def test_of_an_agency_and_a_write_off_only_an_answer_about_needs_opens_and_the_refusal_says_so(
    act: Act, needs: NeedsState
) -> None:
    """Product 7.2: tries open a notice and a claim, neither of these."""
    [gate] = gates_for(act, facts=account_facts(needs=needs))

    assert gate.level == Level.STOP
    assert gate.instead[0].startswith("Ask")
    assert gate.instead[1] == "Where they cannot be found, have them traced, and ask there."
    assert "Record the tries" not in sentence(gate)
    assert "income manager" not in sentence(gate)


class TestWhereTheCellDependsOnMore:
    @pytest.mark.parametrize("needs", [NeedsState.NEVER_ASKED, NeedsState.ASKED_NO_ANSWER])
    def test_what_an_insolvency_discharged_is_written_off_whoever_was_asked(self, needs: NeedsState) -> None:
        """Rulebook INS-2, INS-3: nothing of it is owed. While the insolvency runs it is not discharged yet."""
        over = account_facts(needs=needs, covered_debt=Decimal("200.00"))
        runs = account_facts(needs=needs, covered_debt=Decimal("200.00"), insolvency="dro", ledger_split=True)

        assert over.discharged_debt == Decimal("200.00")
        assert [gate.level for gate in gates_for(Act.WRITE_OFF, facts=over)] == [Level.NOTE]
        assert runs.discharged_debt == 0
        assert Level.STOP in [gate.level for gate in gates_for(Act.WRITE_OFF, facts=runs)]
        assert [gate.level for gate in gates_for(Act.AGENCY, facts=over)] == [Level.STOP]

    def test_help_may_be_written_to_somebody_in_breathing_space(self) -> None:
        [gate] = gates_for(
            Act.LETTER, facts=account_facts(), tenant=tenant_facts(in_breathing_space=True), chases=False
        )

        assert gate.level == Level.NOTE

    def test_words_that_are_no_rung_of_the_ladder_may_go_while_an_agreement_is_kept(self) -> None:
        facts = account_facts(agreement_state=AgreementState.KEPT)

        [gate] = gates_for(Act.TEXT, facts=facts, tenant=tenant_facts(), escalates=False)

        assert gate.level == Level.NOTE

    def test_a_letter_may_go_where_only_the_telephone_is_unsafe(self) -> None:
        [gate] = gates_for(Act.LETTER, facts=account_facts(), tenant=tenant_facts(phone_unsafe=True))

        assert gate.level == Level.NOTE

    def test_a_joint_tenant_is_written_to_while_the_other_is_in_breathing_space_but_no_notice_is_served(self) -> None:
        facts, free = account_facts(in_breathing_space=True, tenants=2, tenants_living=2), tenant_facts()

        assert gates_for(Act.LETTER, facts=facts, tenant=free) == []
        assert [gate.level for gate in gates_for(Act.NOTICE, facts=facts, tenant=free)] == [Level.STOP]

    def test_one_of_two_tenants_who_has_died_stops_no_notice_to_the_survivor(self) -> None:
        facts = account_facts(tenants=2, tenants_living=1)

        assert gates_for(Act.NOTICE, facts=facts) == []

    def test_an_appointee_settles_a_doubt_about_capacity(self) -> None:
        tenant = tenant_facts(capacity_in_doubt=True, has_appointee=True)

        assert gates_for(Act.LETTER, facts=account_facts(), tenant=tenant) == []

    @pytest.mark.parametrize("kind", ["bankruptcy", "dro", "iva"])
    def test_once_legal_has_said_what_is_covered_a_notice_wants_a_reason_alone(self, kind: str) -> None:
        """Rulebook INS-4: an arrangement waits for legal."""
        [gate] = gates_for(Act.NOTICE, facts=account_facts(insolvency=kind, insolvency_advised=True))

        assert (gate.level, gate.wants) == (Level.GATE, {Want.REASON})

    def test_benefit_that_stopped_says_when(self) -> None:
        [gate] = gates_for(Act.NOTICE, facts=account_facts(benefit_stopped_on=date(2026, 11, 9)))

        assert gate.reason == "Benefit stopped on 9 November 2026"

    @pytest.mark.parametrize(
        ("ended", "near"),
        [
            # 1,825 days: a year and a day or two before the six years of the Limitation Act 1980, s.19, are over.
            pytest.param(date(2021, 11, 24), True, id="1,825 days ago"),
            pytest.param(date(2021, 11, 25), False, id="a day later"),
        ],
    )
    def test_the_debt_of_a_former_tenancy_nears_limitation_a_year_before(self, ended: date, near: bool) -> None:
        facts = account_facts(is_former=True, tenancy_last_day=ended)

        assert bool(gates_for(Act.CLAIM, facts=facts)) is near

    @pytest.mark.parametrize(("last", "near"), [(date(2026, 12, 24), True), (date(2026, 12, 25), False)])
    def test_a_notice_lapses_soon_with_a_month_left(self, last: date, near: bool) -> None:
        facts = account_facts(notice_in_force=True, notice_last_issue_on=last)

        assert bool(gates_for(Act.CLAIM, facts=facts)) is near
