"""manage.py explain: why, and why not, for every account, as others read it."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from caseload.models import Bucket
from tenancies.models import RentAccount
from tests.caseload.sweeping import (
    MONDAY,
    answer,
    break_the_gather,
    pay,
    promise,
    publish_a_rule_that_compares_a_day_with_a_number,
    sweep,
)
from tests.factories.people import household
from tests.factories.tenancies import RentAccountFactory
from welfare.models import Marker

pytestmark = pytest.mark.django_db
FACTS = {
    "balance",
    "gross_arrears",
    "technical_arrears",
    "collectable_arrears",
    "weeks_owed",
    "last_payment_on",
    "last_payment_amount",
    "agreement_state",
    "agreement_shortfall",
    "notice_in_force",
    "may_contact",
}


def explained(*arguments: str, as_of: str = "2026-11-23") -> list[dict[str, Any]]:
    out = StringIO()
    call_command("explain", *arguments, "--as-of", as_of, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_answer_has_the_keys_that_others_read() -> None:
    account = household().account
    pay(account, "50.00")

    [found] = explained(account.account_ref)

    assert {"account", "as_of", "facts", "action", "rule", "why", "why_not", "next_look_on"} <= set(found)
    assert set(found["facts"]) >= FACTS
    assert (found["account"], found["as_of"]) == (account.account_ref, "2026-11-23")
    assert (found["action"], found["rule"], found["next_look_on"]) == ("reminder", "reminder", "2026-11-30")
    facts = found["facts"]
    assert (facts["balance"], facts["gross_arrears"], facts["collectable_arrears"]) == ("159.00", "159.00", "159.00")
    assert (facts["technical_arrears"], facts["agreement_shortfall"]) == ("0.00", "0.00")
    assert facts["weeks_owed"] == "1.52"  # 159.00 / 104.50
    assert (facts["last_payment_on"], facts["last_payment_amount"]) == ("2026-11-22", "50.00")
    assert (facts["agreement_state"], facts["notice_in_force"], facts["may_contact"]) == (None, False, True)


def test_why_and_why_not_are_at_most_sixty_words_for_every_account() -> None:
    home = household(owes=Decimal("900.00"))
    RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    household(owes=Decimal("0.01"))

    found = explained("--all")

    assert {each["account"] for each in found} == set(RentAccount.objects.values_list("account_ref", flat=True))
    for each in found:
        assert 0 < len(each["why"].split()) <= 60
        assert 0 < len(each["why_not"].split()) <= 60


def test_the_same_question_has_the_same_answer_and_the_sweeps() -> None:
    home = household()
    sweep()

    first, second = explained(home.account.account_ref), explained(home.account.account_ref)

    assert first == second
    assert (first[0]["action"], first[0]["rule"], first[0]["bucket"]) == (
        answer(home.account).action,
        answer(home.account).rule,
        answer(home.account).bucket,
    )


def test_the_ledger_counts_up_to_the_end_of_the_day_asked_about() -> None:
    account = household().account
    pay(account, "209.00", on=MONDAY)

    assert explained(account.account_ref, as_of="2026-11-22")[0]["facts"]["balance"] == "209.00"
    assert explained(account.account_ref, as_of="2026-11-23")[0]["facts"]["balance"] == "0.00"
    assert explained(account.account_ref, as_of="2026-11-22")[0]["action"] == "letter_1"


def test_where_nobody_may_be_contacted_it_says_so() -> None:
    home = household()
    Marker.objects.create(
        source_ref="M1", kind="breathing_space", detail="standard", person=home.tenants[0], from_on=MONDAY
    )

    [found] = explained(home.account.account_ref)

    assert (found["facts"]["may_contact"], found["action"]) == (False, "none")


def test_an_account_that_cannot_be_decided_is_explained_all_the_same(client: Client) -> None:
    odd, fine = household(), household()
    publish_a_rule_that_compares_a_day_with_a_number()
    promise(odd)
    sweep()

    found = {each["account"]: each for each in explained("--all")}

    assert found[fine.account.account_ref]["action"] == "letter_1"
    failed = found[odd.account.account_ref]
    assert (failed["action"], failed["rule"], failed["bucket"]) == ("none", "failed", Bucket.FAILED)
    assert "could not be decided ('>' not supported" in failed["why"]
    client.force_login(odd.officer)
    assert client.get(odd.account.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["NOBODY"], "There is no account NOBODY"), ([], "Name the accounts, or say --all"), (["A1", "--all"], "Name")],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        explained(*arguments)


def test_explain_names_a_household_whose_facts_cannot_be_gathered_and_answers_for_the_others() -> None:
    homes = [household() for _ in range(3)]
    break_the_gather(homes[1].account.tenancy)

    answers = {each["account"]: each for each in explained("--all")}

    assert "facts cannot be gathered" in answers[homes[1].account.account_ref]["error"]
    assert {answers[home.account.account_ref].get("action") for home in (homes[0], homes[2])} == {"letter_1"}
