"""The rung on which each case stands, and the pipeline of all of them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload.legal import pipeline
from caseload.legal.every_deadline import of_cases
from caseload.legal.where import STAGES, visible_cases, where_all
from legal import notices
from legal.models import (
    ClaimPack,
    Notice,
)
from tenancies.models import AccountKindSetting
from tests.caseload.desk import MONDAY
from tests.caseload.legal_case.records import claim, order
from tests.caseload.reading import text
from tests.factories.people import Household
from tests.factories.tenancies import PatchFactory, RentAccountFactory
from tests.legal.noticing import NOW, owing, prepared, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def stage(home: Household, on: date = MONDAY) -> str:
    [found] = where_all([home.account], on=on)
    return found.stage


def test_a_case_stands_on_one_rung_at_a_time(mine: Household) -> None:
    assert stage(mine) == ""
    prepared(mine)
    assert stage(mine) == "notice"
    notices.withdraw(prepared(mine), why="Again.", by=mine.officer, on=MONDAY, at=NOW)
    served(mine)
    assert stage(mine) == "notice"
    assert stage(mine, on=date(2026, 12, 21)) == "notice"
    assert stage(mine, on=date(2026, 12, 22)) == "protocol"
    ClaimPack.objects.create(
        tenancy=mine.account.tenancy, route="pcol", made_by=mine.officer, made_at=NOW, state="asked"
    )
    assert stage(mine, on=date(2026, 12, 22)) == "approval"
    made = claim(mine)
    assert stage(mine) == "claim"
    made.hearing_on = date(2027, 1, 12)
    made.save()
    assert stage(mine) == "hearing"
    assert stage(mine, on=date(2027, 1, 13)) == "claim"


@pytest.mark.parametrize(
    ("known", "rung"),
    [
        ({}, "order"),
        ({"warrant_requested_on": MONDAY}, "warrant"),
        ({"warrant_issued_on": MONDAY}, "warrant"),
        ({"warrant_issued_on": MONDAY, "eviction_on": date(2026, 12, 15), "eviction_outcome": "booked"}, "eviction"),
        ({"warrant_issued_on": MONDAY, "eviction_on": date(2026, 12, 15), "eviction_outcome": "cancelled"}, "warrant"),
        (
            {"instalment_amount": 5, "frequency": "weekly", "first_due_on": MONDAY, "kind": "suspended", "arrears": 900,
             "rent_terms": "none"},
            "breach",
        ),
        ({"status": "executed", "eviction_outcome": "executed", "eviction_on": MONDAY}, ""),
    ],
)  # fmt: skip
def test_after_an_order_it_stands_where_the_order_stands(mine: Household, known: dict[str, Any], rung: str) -> None:
    order(mine, **known)

    assert stage(mine) == rung


def test_a_notice_that_lapsed_stays_in_sight_while_something_is_owed(mine: Household) -> None:
    # Handed over on Monday 23 November 2026, it gives 21 December and lapses after 21 December 2027.
    served(mine)
    on = date(2027, 12, 22)

    [found] = where_all([mine.account], on=on)

    assert (found.stage, found.next) == ("notice", "The notice has lapsed: prepare a new one.")
    [deadline] = [each for each in of_cases([found], on=on) if each.rule == "SEC-6"]
    assert (deadline.on, deadline.what) == (date(2027, 12, 21), "The notice has lapsed: a new one must be served")
    assert deadline.late(on)


def test_the_pipeline_shows_every_case_of_ones_lists_and_explains_empty_rungs(mine: Household, client: Client) -> None:
    served(mine)
    elsewhere = owing()
    elsewhere.account.tenancy.home.patch = PatchFactory(code="P09")
    elsewhere.account.tenancy.home.save()
    served(elsewhere)

    page = client.get(reverse("legal")).content.decode()

    assert mine.account.account_ref in page
    assert elsewhere.account.account_ref not in page
    assert "A claim may be issued from 22 December 2026." in page
    for name, (label, enters) in STAGES.items():
        assert label in page
        assert (name == "notice") != (enters in page)


def test_the_pipeline_is_filtered_by_stage_patch_and_officer(mine: Household, client: Client) -> None:
    served(mine)
    patch = mine.account.tenancy.home.patch

    for query, shown in [({"stage": "notice"}, True), ({"stage": "order"}, False), ({"patch": str(patch)}, True),
                         ({"officer": str(mine.officer.pk)}, True), ({"officer": "none"}, True)]:  # fmt: skip
        page = client.get(reverse("legal"), query).content.decode()
        assert (f'legal/">{mine.account.account_ref}' in page) == shown, query


def test_a_tenancy_with_two_main_kinds_of_account_lists_its_case_once(mine: Household) -> None:
    served(mine)
    pitch = RentAccountFactory(tenancy=mine.account.tenancy, kind="use_and_occupation")
    AccountKindSetting.objects.filter(kind=pitch.kind).update(is_main=True)

    assert [each.account for each in visible_cases(mine.officer, on=MONDAY)] == [mine.account]


def test_the_pipeline_shows_a_part_of_each_stage_and_one_stage_page_by_page(
    mine: Household, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    patch, homes = mine.account.tenancy.home.patch, [mine]
    homes += [owing(tenancy__home__patch=patch) for _ in range(4)]
    for home, day in zip(homes, (23, 20, 19, 18, 17), strict=True):
        Notice.objects.filter(pk=served(home).pk).update(prepared_on=date(2026, 11, day))
    refs = [home.account.account_ref for home in reversed(homes)]  # the longest there first
    monkeypatch.setattr(pipeline, "MOST", 2)
    monkeypatch.setattr(pipeline, "A_PAGE", 2)

    def shown(**asked: str) -> list[str]:
        page = client.get(reverse("legal"), asked).content.decode()
        return [ref for ref in refs if f'legal/">{ref}<' in page]

    assert shown() == refs[:2]
    assert "3 more cases, shorter in this stage" in text(client.get(reverse("legal")))
    assert str(homes[-1].tenants[0]) in text(client.get(reverse("legal")))
    assert shown(stage="notice", page="2") == refs[2:4]
    assert shown(stage="notice", page="9") == shown(stage="notice", page="3") == refs[4:]
    alone = client.get(reverse("legal"), {"stage": "notice"}).content.decode()
    assert 'href="#stage-notice"' in alone
    assert f'href="{reverse("legal")}?stage=order#stage-order"' in alone
    assert "3 to 4 of 5" in text(client.get(reverse("legal"), {"stage": "notice", "page": "2"}))
    with django_assert_max_num_queries(14):
        pipeline.pipeline(mine.officer, on=MONDAY, asked={}).tables  # noqa: B018  it reads the records


def test_twenty_cases_take_as_many_queries_as_one(mine: Household, django_assert_max_num_queries: Any) -> None:
    served(mine)
    with django_assert_max_num_queries(9) as few:
        visible_cases(mine.officer, on=MONDAY)
    for _ in range(4):
        served(owing())

    with django_assert_max_num_queries(len(few)):
        assert len(visible_cases(mine.officer, on=MONDAY)) == 5
