"""Duties S1-05, S2-62 and S4-04: pitches, leases and other kinds of debt have a path of their own."""

from decimal import Decimal
from itertools import product

import pytest
from django.test import Client

from caseload import debt_types
from recovery.documents import preview_html
from recovery.rules import gates, letters
from recovery.rules.actions import Action
from recovery.rules.policy import KINDS, Rule, default_policy
from tenancies.models import AccountKind, AccountKindSetting
from tests.caseload.desk import owing
from tests.caseload.desk_acts import press
from tests.caseload.estate_desk import at
from tests.factories.facts import account_facts
from tests.factories.people import Household
from tests.factories.tenancies import RentAccountFactory, TenancyFactory
from tests.recovery.rules.test_policy import POLICY, unanswered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
LEGAL_STEPS = {
    Action.SERVE_NOTICE, Action.REFER_TO_COURT, Action.REQUEST_WARRANT, Action.NOTICE_LAPSING, Action.EVICTION_CHECKS,
}  # fmt: skip


def test_s2_62_a_leasehold_account_cannot_take_a_tenancy_notice() -> None:
    for kind, weeks in product(["rent", "service_charge", "garage"], [4, 20]):
        facts = account_facts(
            kind=kind, tenancy_type="leasehold", balance=Decimal("104.50") * weeks, weekly_charge=Decimal("104.50")
        )
        steps = {step.action for step in unanswered(facts, POLICY, days=420)}
        assert not steps & LEGAL_STEPS
        stops = gates.blocking(
            gates.account_gates(action=Action.SERVE_NOTICE, facts=facts), reason_given="They owe a lot"
        )
        assert "no tenancy notice" in gates.sentence(stops[0])


def test_s2_62_a_leaseholder_is_written_to_in_words_of_their_own() -> None:
    lease = owing(kind="service_charge", tenancy=TenancyFactory(tenancy_type="leasehold"), owes="400.00")

    [message] = press(lease)

    letter = letters.from_json(message.letter)
    assert (letter.is_lease, letter.apart_from_rent, letter.possession) == (True, False, False)
    words = preview_html(letter)
    assert "Your lease asks you to pay this" in words
    assert "First-tier Tribunal" in words
    assert "apart from your rent" not in words


def test_s4_04_each_type_has_its_rule_path_priority_and_legal_limits(client: Client, home: Household) -> None:
    register = {each.code: each for each in debt_types.register()}

    assert set(AccountKind.values) <= set(register)
    for each in register.values():
        assert all([each.path, each.limits, each.source, each.priority])
    assert [each.priority for each in debt_types.register()] == list(range(1, len(register) + 1))
    assert register["rent"].priority == AccountKindSetting.objects.get(kind="rent").priority == 1
    shown = at(client, "/help/kinds-of-debt/", home.officer)
    assert all(each.name in shown for each in register.values())
    assert 'href="/help/kinds-of-debt/#rent"' in client.get(home.account.get_absolute_url()).content.decode()


def test_s4_04_each_kind_of_debt_has_its_order_its_legal_limit_and_a_ladder() -> None:
    """Eight kinds of the register; rechargeable repairs and overpaid Housing Benefit are not in the extract."""
    settings = {setting.kind: setting for setting in AccountKindSetting.objects.all()}
    policy = default_policy()

    assert settings.keys() == set(AccountKind.values)
    assert set(AccountKind.values) == set(KINDS)
    assert len({setting.priority for setting in settings.values()}) > 1
    assert [kind for kind in KINDS if settings[kind].counts_for_possession and kind in {"court_costs", "water"}] == []
    for kind in set(KINDS) - {"former_tenant"}:
        assert policy.ladder_of(kind=kind, tenure="secure", former=False).rules


def test_s1_05_a_pitch_has_a_route_of_its_own_and_no_secure_tenancys_notice() -> None:
    policy = default_policy()

    def notices(tenure: str, kind: str) -> list[Rule]:
        ladder = policy.ladder_of(kind=kind, tenure=tenure, former=False)
        return [rule for rule in ladder.rules if rule.action == Action.SERVE_NOTICE]

    for kind in ("rent", "pitch_fee"):
        [notice] = notices("pitch", kind)
        assert notice.code == "remedy_notice"
        assert notice.cites.startswith("Mobile Homes Act 1983")
    [secure] = notices("secure", "rent")
    assert secure.cites.startswith("Housing Act 1985, s.83")


def test_s2_62_a_charge_that_is_no_rent_of_a_home_leads_to_no_tenancy_notice() -> None:
    """Leasehold charges come as service charge accounts: their ladder ends with an agency, never with a notice."""
    policy = default_policy()
    account = RentAccountFactory(kind="service_charge")

    ladder = policy.ladder_of(kind=account.kind, tenure="secure", former=False)

    assert not {rule.action for rule in ladder.rules} & {
        Action.SERVE_NOTICE,
        Action.PRE_NOTICE,
        Action.REFER_TO_COURT,
        Action.REQUEST_WARRANT,
    }
