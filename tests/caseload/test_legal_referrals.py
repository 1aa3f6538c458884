"""Who else is told before a household loses its home: on the page of the case and the board of deadlines."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal.case import case_of
from caseload.legal.evictions import acts
from legal import enforcing, evictions
from legal.models import PossessionOrder
from tests.caseload.desk import sign_in
from tests.caseload.reading import text
from tests.legal.enforcing import MONDAY, NOON, Enforced, booked, broken
from welfare.models import IncomeAndExpenditure, Referral

pytestmark = pytest.mark.django_db


def page(client: Client, found: Enforced) -> str:
    sign_in(client, found.officer)
    return text(client.get(reverse("legal_case", args=[found.account.pk])))


def children_live_here(found: Enforced) -> None:
    IncomeAndExpenditure.objects.filter(account=found.account).delete()
    IncomeAndExpenditure.objects.create(
        account=found.account, on=MONDAY, children_under_16=2, by=found.officer, at=NOON
    )


def test_after_a_broken_order_the_case_asks_for_both_referrals_and_keeps_one(client: Client) -> None:
    """SAF-1, HOM-2: a suspended order that is broken."""
    found = broken()
    IncomeAndExpenditure.objects.filter(account=found.account).delete()
    assert "Children’s services told: Not done Ask who lives there." in page(client, found)
    children_live_here(found)
    said = page(client, found)
    assert "Children’s services told: Not done Refer to children’s services." in said
    assert "Homelessness referral offered: Not done Offer a referral: refer, or record the refusal." in said

    typed = {"do": "refer", "code": "homelessness", "why": "They do not want it", "refused": "on"}
    client.post(reverse("warrant_act", args=[found.account.pk]), typed)

    assert "Homelessness referral offered: Done Advised 9 March 2026. Refused" in page(client, found)


def test_while_the_terms_of_an_order_are_kept_no_homelessness_referral_is_offered(client: Client) -> None:
    """HOM-2."""
    found = broken()
    PossessionOrder.objects.update(instalment_amount=None, first_due_on=None, frequency="")

    assert "Homelessness referral" not in page(client, found)


def test_children_are_told_of_again_once_a_warrant_is_prepared() -> None:
    """SAF-1: referred on 20 November; the warrant is begun on the 23rd."""
    found = broken()
    children_live_here(found)
    enforcing.refer(found.account, code="children", why="Two children", **found.by())
    Referral.objects.update(at=NOON - timedelta(days=3))
    assert enforcing.not_told(found.order, account=found.account, on=MONDAY) == []

    acts.begin_warrant(order=found.order, **found.by())
    assert [each.rule for each in enforcing.not_told(found.order, account=found.account, on=MONDAY)] == ["SAF-1"]

    Referral.objects.filter(prompted_by="children").update(at=NOON)
    assert enforcing.not_told(found.order, account=found.account, on=MONDAY) == []


def test_56_days_before_an_eviction_a_homelessness_referral_is_due_and_stops_it(client: Client) -> None:
    """HOM-1, HOM-2: 56 days before 8 December 2026 is 13 October."""
    found = broken()
    eviction = booked(found)
    asks = "Refer for help with homelessness, or record the refusal"
    assert asks not in [each.what for each in case_of(found.account, on=MONDAY).deadlines]

    Referral.objects.filter(prompted_by="homelessness").delete()

    assert [each.on for each in case_of(found.account, on=MONDAY).deadlines if each.what == asks] == [
        date(2026, 10, 13)
    ]
    said = page(client, found)
    assert "Threatened with homelessness from 13 October 2026, 56 days before the eviction." in said
    assert "Homelessness referral: Not done Refer, or record the refusal." in said
    facts = case_of(found.account, on=MONDAY).facts
    obstacles = evictions.ready_obstacles(eviction, account=found.account, facts=facts, on=MONDAY)
    assert "No homelessness referral was made." in [each.says for each in obstacles]


def test_who_refers_on_the_page_of_the_case_comes_back_to_it(client: Client) -> None:
    found = broken()
    sign_in(client, found.officer)
    case, act = (reverse(name, args=[found.account.pk]) for name in ("legal_case", "warrant_act"))
    typed = {"do": "refer", "code": "homelessness", "from": "case"}
    assert 'name="from" value="case"' in client.get(case).content.decode()

    refused = client.post(act, {**typed, "why": " ", "refused": "on"})
    kept = client.post(act, {**typed, "why": "They agree"})

    assert (refused.status_code, "<h1>Legal case</h1>" in refused.content.decode()) == (422, True)
    assert 'id="refer-refused" name="refused" value="on" checked' in refused.content.decode()
    assert kept["Location"] == f"{case}#referrals"
