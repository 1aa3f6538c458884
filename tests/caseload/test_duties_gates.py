"""Duties that the gates keep, each tested by its number; S2-54 is in tests/recovery/test_care_facts.py."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.sweep import decide_now
from recovery import gatekeeping
from recovery.account_facts import of_account
from recovery.gatekeeping import Brings
from recovery.models import OutboxMessage
from recovery.rules.gates import Act, Refused
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint
from tests.factories.people import Household, OfficerFactory
from tests.recovery.flagged import asked, mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def notice(home: Household, **brings: Any) -> None:
    facts = of_account(home.account, as_of=MONDAY)
    gatekeeping.pass_gates(
        act=Act.NOTICE, account=home.account, facts=facts, brings=Brings(**brings), by=home.officer, on=MONDAY, at=NOON
    )


def test_s0_08_never_asked_is_a_list_of_exactly_those_and_no_notice_passes(client: Client) -> None:
    never, none, known, tried = owing(), owing(), owing(), owing()
    asked(none, "none")
    mark(known, "vulnerability", "sensory")
    asked(tried, "no_answer", on=MONDAY)
    asked(tried, "no_answer", channel="visit")
    manager = OfficerFactory(role="income_manager")
    homes = [never, none, known, tried]
    decide_now([home.account.pk for home in homes], as_of=MONDAY)
    sign_in(client, manager)

    def listed(needs: str) -> set[str]:
        page = client.get(reverse("accounts"), {"needs": needs}).content.decode()
        return {home.account.account_ref for home in homes if f">{home.account.account_ref}<" in page}

    assert listed("never_asked") == {never.account.account_ref}
    assert listed("asked_no_answer") == {tried.account.account_ref}
    assert listed("known") == {known.account.account_ref}
    assert listed("none") == {none.account.account_ref}
    with pytest.raises(Refused, match="never asked about needs"):
        notice(never, reason="It cannot wait", manager=manager)
    notice(tried)


def test_s2_47_no_letters_means_none_is_queued_for_that_person_and_the_other_is_written_to(client: Client) -> None:
    home = owing({"first_names": "Amina"}, {"title": "Mr", "first_names": "Idris"})
    mark(home, "safe_contact", "letter_unsafe")
    decide_now([home.account.pk], as_of=MONDAY)
    sign_in(client, home.officer)

    client.post(
        reverse("send_letter", args=[home.account.pk]),
        {"fingerprint": fingerprint(home), "press": "00000000-0000-0000-0000-000000000001"},
    )

    assert [message.person for message in OutboxMessage.objects.all()] == [home.tenants[1]]


def test_s0_36_nothing_goes_to_a_tenant_who_has_died_by_any_way(client: Client) -> None:
    home = owing({"mobile": "07700 900123", "email": "amina@example.com"})
    card = fingerprint(home)
    home.tenants[0].died_on = MONDAY
    home.tenants[0].save()
    sign_in(client, home.officer)

    client.post(
        reverse("send_letter", args=[home.account.pk]),
        {"fingerprint": card, "press": "00000000-0000-0000-0000-000000000001"},
    )
    page = client.get(reverse("what_may_be_done", args=[home.account.pk])).content.decode()

    assert not OutboxMessage.objects.exists()
    assert page.count("Ms Amina Yusuf has died") == 4  # a letter, text, e-mail and call to her
    assert page.count("Every tenant has died") == 6  # a visit, and what is done to the household
