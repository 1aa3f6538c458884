"""Duties S2-62 and S4-04: leases and other kinds of debt have a path of their own."""

from decimal import Decimal
from itertools import product

import pytest
from django.test import Client

from caseload import debt_types
from recovery.documents import preview_html
from recovery.rules import gates, letters
from recovery.rules.actions import Action
from tenancies.models import AccountKind, AccountKindSetting
from tests.caseload.desk import owing
from tests.caseload.desk_acts import press
from tests.caseload.estate_desk import at
from tests.factories.facts import account_facts
from tests.factories.people import Household
from tests.factories.tenancies import TenancyFactory
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
