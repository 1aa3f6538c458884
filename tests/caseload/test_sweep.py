"""Deciding every account and writing only what differs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caseload import runs
from caseload.models import Recommendation
from caseload.sweep import decide_now, decide_span, write
from recovery.models import ContactAttempt
from tenancies.models import AccountChange, RentAccount
from tests.caseload.sweeping import (
    MONDAY,
    answer,
    break_the_gather,
    pay,
    promise,
    publish,
    publish_a_rule_that_compares_a_day_with_a_number,
    sweep,
)
from tests.factories.people import household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from welfare.models import Hold, Marker

pytestmark = pytest.mark.django_db


def test_every_account_gets_exactly_one_open_recommendation() -> None:
    owing = household()
    clear = household(owes=Decimal("0.01"))
    pay(clear.account, "0.01")
    garage = RentAccountFactory(tenancy=owing.account.tenancy, kind="garage")  # never posted to

    run = sweep()

    assert (run.accounts, run.decided, run.written, run.lapsed) == (3, 3, 3, 0)
    assert Recommendation.objects.count() == 3
    assert (answer(owing.account).action, answer(owing.account).bucket) == ("letter_1", "recommended")
    assert (answer(clear.account).action, answer(clear.account).bucket) == ("none", "in_credit_or_clear")
    assert (answer(garage).action, answer(garage).bucket) == ("none", "in_credit_or_clear")


def test_a_step_carries_the_figures_that_it_rests_on() -> None:
    home = household()

    sweep()

    facts = answer(home.account).facts
    assert (facts["balance"], facts["collectable_arrears"], facts["weekly_charge"]) == ("209.00", "209.00", "104.50")
    assert facts["weeks_collectable"] == "2.00"  # 209.00 / 104.50


def test_a_second_run_of_the_same_day_writes_nothing() -> None:
    for _ in range(3):
        household()
    sweep()
    before = list(Recommendation.objects.order_by("pk").values_list("pk", "fingerprint", "first_on"))

    again = sweep()

    assert (again.decided, again.written, again.lapsed) == (3, 0, 0)
    assert list(Recommendation.objects.order_by("pk").values_list("pk", "fingerprint", "first_on")) == before


def test_the_next_day_rewrites_no_account_that_only_waits() -> None:
    clear = household(owes=Decimal("50.00"))  # under one week: no step
    sweep()

    next_day = sweep(MONDAY + timedelta(days=1))

    assert next_day.written == 0
    assert answer(clear.account).first_on == MONDAY


def test_a_changed_account_changes_its_own_row_and_no_other() -> None:
    changed, other = household(owes=Decimal("250.00")), household()
    sweep()
    row, others = answer(changed.account).pk, answer(other.account)
    pay(changed.account, "10.00")  # 240.00 is left: 2.30 weeks, still letter 1

    run = sweep()

    assert (run.written, run.lapsed) == (1, 0)
    assert answer(changed.account).pk == row
    assert answer(changed.account).facts["balance"] == "240.00"
    assert answer(other.account).fingerprint == others.fingerprint


def test_another_step_lapses_the_old_row_and_opens_a_new_one() -> None:
    home = household()
    sweep()
    old = answer(home.account)
    pay(home.account, "209.00")

    run = sweep(MONDAY + timedelta(days=1))

    assert (run.written, run.lapsed) == (1, 1)
    old.refresh_from_db()
    assert old.lapsed_on == MONDAY + timedelta(days=1)
    assert answer(home.account).action == "none"
    assert answer(home.account).first_on == MONDAY + timedelta(days=1)


def test_a_household_that_cannot_be_decided_is_named_with_its_reason_and_the_others_are_decided() -> None:
    odd, fine = household(), household()
    garage = RentAccountFactory(tenancy=odd.account.tenancy, kind="garage")
    publish_a_rule_that_compares_a_day_with_a_number()
    promise(odd)

    run = sweep()

    assert run.decided == 1
    assert sorted(failure["account"] for failure in run.failures) == sorted(
        [odd.account.account_ref, garage.account_ref]
    )
    assert all("'>' not supported" in failure["reason"] for failure in run.failures)
    assert (answer(odd.account).bucket, answer(odd.account).action) == ("failed", "none")
    assert "'>' not supported" in answer(garage).facts["reason"]
    assert answer(fine.account).action == "letter_1"
    assert run.buckets["failed"] == 2
    assert sum(run.buckets.values()) == run.accounts == 3
    assert "2 accounts could not be decided." in run.alarms


@pytest.mark.parametrize("kind", ["hold", "breathing_space", "promise"])
def test_no_end_known_written_as_the_last_day_of_the_calendar_is_decided_like_any_other(
    kind: str, client: Client
) -> None:
    """Housing systems write 31 December 9999; there is no day after it."""
    home = household()
    match kind:
        case "hold":
            Hold.objects.create(
                account=home.account, reason="other", from_on=MONDAY, last_day=date.max, set_by=home.officer
            )
        case "breathing_space":
            Marker.objects.create(
                source_ref="M1",
                kind="breathing_space",
                detail="mental_health",
                person=home.tenants[0],
                from_on=MONDAY,
                last_day=date.max,
            )
        case "promise":
            promise(home, by=date.max)

    run = sweep()

    assert run.failures == []
    assert answer(home.account).action == "none"
    client.force_login(home.officer)
    assert client.get(home.account.get_absolute_url()).status_code == 200


def test_a_household_that_can_be_decided_again_leaves_the_failed() -> None:
    odd = household()
    publish_a_rule_that_compares_a_day_with_a_number()
    promise(odd)
    assert sweep().failures
    ContactAttempt.objects.update(not_sent_since=MONDAY)  # the housing system took it back

    run = sweep()

    assert run.failures == []
    assert answer(odd.account).action == "letter_1"


def test_a_gather_that_fails_is_narrowed_down_to_the_one_tenancy() -> None:
    homes = [household() for _ in range(5)]
    odd = homes[3]
    break_the_gather(odd.account.tenancy)

    run = sweep()

    assert run.decided == 4
    assert [failure["account"] for failure in run.failures] == [odd.account.account_ref]
    assert "facts cannot be gathered" in run.failures[0]["reason"]
    assert {answer(home.account).action for home in homes if home is not odd} == {"letter_1"}
    assert answer(odd.account).bucket == "failed"


def test_a_tenancy_whose_facts_cannot_be_gathered_is_written_down_though_it_is_marked() -> None:
    odd = household()
    AccountChange.objects.create(account=odd.account)
    break_the_gather(odd.account.tenancy)

    run = sweep()

    assert answer(odd.account).bucket == "failed"
    assert sum(run.buckets.values()) == 1
    assert not AccountChange.objects.exists()  # else the minute run would fail on it every minute


def test_an_account_moves_when_the_council_publishes_a_policy() -> None:
    home = household()
    sweep()
    publish('["weeks_collectable", ">=", 2]', '["weeks_collectable", ">=", 3]', number=101)

    run = sweep()

    assert run.policy_number == 101
    assert answer(home.account).action == "reminder"


def test_the_marks_of_decided_accounts_are_taken() -> None:
    home, other = household(), household()
    AccountChange.objects.create(account=home.account)
    AccountChange.objects.create(account=home.account)
    AccountChange.objects.create(account=other.account)

    decide_now([home.account.pk], as_of=MONDAY)

    assert [mark.account for mark in AccountChange.objects.all()] == [other.account]


def test_an_account_marked_after_its_facts_were_gathered_is_left_for_the_minute_run() -> None:
    home, other = household(), household()
    sweep()
    rows = [
        (home.account.pk, "none", "clear", "in_credit_or_clear", 5, 5, "[]", "{}", "gathered before", MONDAY),
        (other.account.pk, "none", "clear", "in_credit_or_clear", 5, 5, "[]", "{}", "gathered before", MONDAY),
    ]
    AccountChange.objects.create(account=home.account)  # something happened meanwhile

    written, lapsed = write(rows, as_of=MONDAY)

    assert (written, lapsed) == (1, 1)
    assert answer(home.account).action == "letter_1"
    assert answer(other.account).action == "none"


def test_the_minute_run_decides_the_marked_accounts_and_only_those() -> None:
    home, other = household(), household()
    sweep()
    pay(home.account, "209.00")
    pay(other.account, "209.00")
    AccountChange.objects.create(account=home.account)

    swept = runs.decide_changed(as_of=MONDAY)

    assert (swept.decided, swept.written, swept.lapsed) == (1, 1, 1)
    assert answer(home.account).action == "none"
    assert answer(other.account).action == "letter_1"
    assert runs.decide_changed(as_of=MONDAY).decided == 0


def test_deciding_one_account_decides_its_whole_household() -> None:
    home = household()
    garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
    LedgerEntryFactory(account=garage, amount=Decimal("60.00"), effective_on=date(2026, 11, 16))

    decide_now([home.account.pk], as_of=MONDAY)

    assert (answer(home.account).action, answer(garage).action) == ("letter_1", "none")
    assert answer(garage).rule == "with_lead"  # one contact a household: rent comes before the garage


def test_only_the_tenancies_of_the_span_are_decided_both_ends_included() -> None:
    homes = [household() for _ in range(4)]
    ids = [home.account.tenancy_id for home in homes]

    swept = decide_span(ids[1], ids[2], as_of=MONDAY)

    assert swept.decided == 2
    assert set(Recommendation.objects.values_list("account_id", flat=True)) == {
        homes[1].account.pk,
        homes[2].account.pk,
    }


def test_nothing_is_asked_of_an_empty_span() -> None:
    household()

    assert decide_span(900_000, 900_001, as_of=MONDAY).decided == 0
    assert decide_now([], as_of=MONDAY).decided == 0


def test_twenty_households_take_as_many_queries_as_one() -> None:
    household()
    with CaptureQueriesContext(connection) as one:
        decide_now(RentAccount.objects.values_list("pk", flat=True), as_of=MONDAY)
    for _ in range(19):
        household()
    with CaptureQueriesContext(connection) as twenty:
        decide_now(RentAccount.objects.values_list("pk", flat=True), as_of=MONDAY)

    assert Recommendation.objects.count() == 20
    assert len(twenty) == len(one)


def test_the_database_allows_one_open_recommendation_an_account() -> None:
    home = household()
    sweep()
    fields: dict[str, Any] = Recommendation.objects.values().get()

    with pytest.raises(IntegrityError, match="caseload_recommendation_one_open"):
        Recommendation.objects.create(**{**fields, "id": None, "account_id": home.account.pk})
