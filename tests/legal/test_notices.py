"""Notices: dates worked by hand from the rulebook's table, and the same questions put to Python and to SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from legal.claim_file import gather
from legal.homes import living_tenants
from legal.models import Notice, NoticeService
from legal.notices import of_tenancy, relied_on
from legal.rules import notices
from legal.rules.notices import NoticeState, ServedNotice, earliest_on, first_issue_on, last_issue_on
from legal.rules.periods import WEEKDAYS, RentPeriod, weekly
from legal.rules.service import deemed_on, served_on
from recovery.account_facts import gather_facts
from tenancies import bank_holidays
from tenancies.models import TenancyPerson
from tests.factories.people import OfficerFactory, PersonFactory
from tests.factories.tenancies import RentAccountFactory

HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2026, 4, 3), date(2026, 4, 6)}
BY_RENT_WEEK = ["nosp", "s128", "s143e", "ntq"]
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("method", "done_on", "expected"),
    [
        pytest.param("hand", date(2026, 9, 13), date(2026, 9, 13), id="handed over, on a Sunday"),
        pytest.param("left_at_home", date(2026, 12, 25), date(2026, 12, 25), id="left at the home, at Christmas"),
        pytest.param("first_class", date(2026, 9, 8), date(2026, 9, 10), id="first class, Tuesday to Thursday"),
        pytest.param("first_class", date(2026, 9, 10), date(2026, 9, 14), id="first class over a weekend"),
        pytest.param("first_class", date(2026, 9, 12), date(2026, 9, 15), id="first class, posted on a Saturday"),
        pytest.param("first_class", date(2026, 12, 23), date(2026, 12, 29), id="before Christmas: 24, then Tuesday 29"),
        pytest.param("second_class", date(2026, 12, 23), date(2026, 12, 31), id="second class: 24, 29, 30, 31"),
        pytest.param("second_class", date(2026, 4, 1), date(2026, 4, 9), id="before Easter: 2, 7, 8, 9 April"),
        pytest.param("signed_for", date(2026, 9, 8), date(2026, 9, 10), id="signed for"),
        pytest.param("email", date(2026, 9, 8), None, id="e-mail is no service"),
        pytest.param("other", date(2026, 9, 8), None, id="nor is another way"),
    ],
)
def test_service_counts_from(method: str, done_on: date, expected: date | None) -> None:
    assert deemed_on(method=method, done_on=done_on, bank_holidays=HOLIDAYS) == expected


def test_a_notice_counts_as_served_when_the_last_joint_tenant_was() -> None:
    assert served_on([date(2026, 9, 8), date(2026, 9, 10)]) == date(2026, 9, 10)
    assert served_on([date(2026, 9, 8), None]) is None
    assert served_on([]) is None


@pytest.mark.parametrize("kind", BY_RENT_WEEK)
@pytest.mark.parametrize(
    ("served", "expected"),
    [
        pytest.param(date(2026, 9, 7), date(2026, 10, 5), id="Monday to Monday"),
        pytest.param(date(2026, 9, 8), date(2026, 10, 11), id="Tuesday: on to Sunday"),
        pytest.param(date(2026, 9, 13), date(2026, 10, 11), id="Sunday to Sunday"),
    ],
)
def test_the_strict_earliest_date_for_a_monday_tenancy(kind: str, served: date, expected: date) -> None:
    assert earliest_on(kind=kind, served_on=served, period=weekly("mon")) == expected


def test_the_strict_earliest_date_follows_the_rent_week() -> None:
    # 28 days from Tuesday 8 September is Tuesday 6 October: the day before a Wednesday rent week begins.
    assert earliest_on(kind="nosp", served_on=date(2026, 9, 8), period=weekly("wed")) == date(2026, 10, 6)
    # From Thursday 10 September: Thursday 8 October; Tuesday 13 is the next that will do.
    assert earliest_on(kind="nosp", served_on=date(2026, 9, 10), period=weekly("wed")) == date(2026, 10, 13)


def test_other_notices_have_their_own_earliest_date_or_none() -> None:
    tuesday = date(2026, 9, 8)

    assert earliest_on(kind="s8", served_on=tuesday, period=weekly("mon")) == date(2026, 9, 22)
    assert earliest_on(kind="notice_to_remedy", served_on=tuesday, period=weekly("mon")) == date(2026, 10, 6)
    assert earliest_on(kind="trial_extension", served_on=tuesday, period=weekly("mon")) is None


@pytest.mark.parametrize(
    ("specified", "first", "last"),
    [
        pytest.param(date(2026, 10, 5), date(2026, 10, 6), date(2027, 10, 5), id="Monday 5 October"),
        pytest.param(date(2026, 10, 12), date(2026, 10, 13), date(2027, 10, 12), id="Monday 12 October"),
        pytest.param(date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28), id="a leap day"),
    ],
)
def test_a_claim_on_a_nosp_may_be_issued_from_the_day_after_until_twelve_months(
    specified: date, first: date, last: date
) -> None:
    notice = served(kind="nosp", specified_on=specified, deemed=(date(2026, 9, 7),))

    assert first_issue_on(kind="nosp", specified_on=specified) == first
    assert last_issue_on(notice) == last


def test_a_section_8_notice_runs_from_its_date_to_twelve_months_after_service() -> None:
    notice = served(kind="s8", specified_on=date(2026, 9, 22), deemed=(date(2026, 9, 8),))

    assert first_issue_on(kind="s8", specified_on=date(2026, 9, 22)) == date(2026, 9, 22)
    assert last_issue_on(notice) == date(2027, 9, 8)
    assert notices.state(notice, on=date(2027, 9, 8)) == NoticeState.IN_FORCE
    assert notices.state(notice, on=date(2027, 9, 9)) == NoticeState.EXPIRED


@pytest.mark.parametrize(
    ("served_on_day", "expected"),
    [
        # The trial ends on Monday 12 April 2027; 56 days before is Monday 15 February.
        pytest.param(date(2027, 2, 15), NoticeState.IN_FORCE, id="on the last day"),
        pytest.param(date(2027, 2, 16), NoticeState.DEFECTIVE, id="a day late"),
    ],
)
def test_a_trial_is_extended_by_a_notice_eight_weeks_before_its_end(served_on_day: date, expected: NoticeState) -> None:
    notice = served(kind="trial_extension", deemed=(served_on_day,), trial_last_day=date(2027, 4, 12))

    assert notices.state(notice, on=date(2027, 3, 1)) == expected


def test_an_introductory_notice_lasts_as_long_as_the_trial_as_extended() -> None:
    known: dict[str, Any] = {"kind": "s128", "specified_on": date(2026, 10, 12), "deemed": (date(2026, 9, 8),)}
    plain = served(**known, trial_last_day=date(2027, 4, 12))
    extended = served(**known, trial_last_day=date(2027, 4, 12), trial_extended_last_day=date(2027, 10, 12))

    assert notices.state(plain, on=date(2027, 4, 12)) == NoticeState.IN_FORCE
    assert notices.state(plain, on=date(2027, 4, 13)) == NoticeState.EXPIRED
    assert notices.state(extended, on=date(2027, 10, 12)) == NoticeState.IN_FORCE
    assert notices.state(extended, on=date(2027, 10, 13)) == NoticeState.EXPIRED


def test_a_demoted_notice_is_used_within_the_year_of_the_demotion() -> None:
    """DEM: demoted on Monday 13 April 2026. Afterwards the tenancy is secure, and the notice is not for it."""
    notice = served(
        kind="s143e",
        specified_on=date(2026, 10, 12),
        deemed=(date(2026, 9, 8),),
        trial_last_day=date(2027, 4, 12),
    )

    assert last_issue_on(notice) == date(2027, 4, 12)
    assert notices.state(notice, on=date(2027, 4, 13)) == NoticeState.IN_FORCE


def served(**known: Any) -> ServedNotice:
    return ServedNotice(**{"specified_on": None, "period": weekly("mon"), **known})


@dataclass(frozen=True, kw_only=True)
class Case:
    """A notice as it may come: its tenancy, and how each tenant was served, if at all, and whether they live."""

    kind: str
    period: RentPeriod
    tenants: tuple[tuple[str, date, bool], ...]  # method or blank, day, living
    specified_on: date | None
    tenancy_last_day: date | None = None
    trial_last_day: date | None = None
    trial_extended_last_day: date | None = None


TUESDAY, BEFORE_CHRISTMAS = date(2026, 9, 8), date(2026, 12, 23)
SERVED = {
    "one tenant, by hand": [("hand", TUESDAY, True)],
    "first class before Christmas": [("first_class", BEFORE_CHRISTMAS, True)],
    "second class before Christmas": [("second_class", BEFORE_CHRISTMAS, True)],
    "joint tenants, the second later": [("hand", TUESDAY, True), ("first_class", date(2026, 9, 18), True)],
    "a joint tenant not served": [("hand", TUESDAY, True), ("", TUESDAY, True)],
    "a joint tenant served by e-mail": [("hand", TUESDAY, True), ("email", TUESDAY, True)],
    "a joint tenant who has died": [("hand", TUESDAY, True), ("", TUESDAY, False)],
    "nobody living": [("hand", TUESDAY, False)],
}
KINDS = [kind.value for kind in Notice.Kind]
LONGER_PERIODS = [
    RentPeriod(kind="fortnightly", begins_on=date(2026, 4, 6)),
    RentPeriod(kind="four_weekly", begins_on=date(2027, 4, 5)),
    RentPeriod(kind="monthly", begins_on=date(2025, 1, 1)),
    RentPeriod(kind="monthly", begins_on=date(2027, 1, 31)),
]
NEW_YEAR = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 29), date(2027, 1, 30), date(2027, 1, 31)]
ON = [date(2026, 9, 9), date(2026, 12, 24), date(2027, 1, 31), date(2027, 4, 13), date(2027, 10, 12), date(2028, 3, 1),
      date(2029, 2, 28), date(2029, 3, 1)]  # fmt: skip


def cases() -> Iterator[Case]:
    for kind, period, tenants in product(KINDS, (weekly("mon"), weekly("wed")), SERVED.values()):
        latest = max(
            deemed_on(method="first_class", done_on=day, bank_holidays=HOLIDAYS) or day for _, day, _ in tenants
        )
        earliest = earliest_on(kind=kind, served_on=latest, period=period) or latest
        for specified in (None, earliest - ONE_DAY, earliest, earliest + timedelta(days=6)):
            yield Case(
                kind=kind,
                period=period,
                tenants=tuple(tenants),
                specified_on=specified,
                trial_last_day=date(2027, 2, 20) if kind in {"s128", "s143e", "trial_extension"} else None,
                trial_extended_last_day=date(2027, 10, 12) if kind == "s128" and period == weekly("wed") else None,
            )
    leap = {"tenants": (("hand", date(2028, 1, 3), True),), "specified_on": date(2028, 2, 29)}
    yield Case(kind="nosp", period=weekly("wed"), **leap)
    yield Case(kind="nosp", period=weekly("wed"), tenancy_last_day=date(2028, 2, 29), **leap)
    for kind, period, day in product(("nosp", "ntq"), LONGER_PERIODS, (TUESDAY, *NEW_YEAR)):
        earliest = earliest_on(kind=kind, served_on=day, period=period)
        assert earliest
        for specified in (earliest - ONE_DAY, earliest):
            yield Case(kind=kind, period=period, tenants=(("hand", day, True),), specified_on=specified)


def on_record(case: Case) -> int:
    """The case as rows; the account's key."""
    account = RentAccountFactory(
        tenancy__rent_week_start=WEEKDAYS[case.period.begins_on.weekday()],
        tenancy__rent_period=case.period.kind,
        tenancy__rent_period_anchor_on=case.period.begins_on,
        tenancy__last_day=case.tenancy_last_day,
        tenancy__end_reason="other" if case.tenancy_last_day else "",
        tenancy__trial_last_day=case.trial_last_day,
        tenancy__trial_extended_last_day=case.trial_extended_last_day,
    )
    notice = Notice.objects.create(
        tenancy=account.tenancy,
        kind=case.kind,
        prepared_on=min(day for _, day, _ in case.tenants) - ONE_DAY,
        specified_on=case.specified_on,
        status="served",
    )
    for method, day, living in case.tenants:
        person = PersonFactory(died_on=None if living else date(2026, 9, 8))
        TenancyPerson.objects.create(tenancy=account.tenancy, person=person, role="tenant", from_on=date(2020, 4, 6))
        if method:
            NoticeService.objects.create(notice=notice, person=person, method=method, done_on=day)
    return account.pk


@pytest.mark.django_db
def test_sql_and_python_give_the_same_answer_about_every_notice_on_every_day() -> None:
    grid = {on_record(case): case for case in cases()}
    tenancy_ids = list(Notice.objects.values_list("tenancy_id", flat=True))

    seen = set()
    for on in ON:
        closed = bank_holidays.around(on)
        for facts in gather_facts(as_of=on, tenancy_ids=tenancy_ids):
            case = grid[facts.account_id]
            if min(day for _, day, _ in case.tenants) - ONE_DAY > on:
                continue
            notice = ServedNotice(
                kind=case.kind,
                specified_on=case.specified_on,
                period=case.period,
                deemed=tuple(
                    deemed_on(method=method, done_on=day, bank_holidays=closed) if method and day <= on else None
                    for method, day, living in case.tenants
                    if living
                ),
                trial_last_day=case.trial_last_day,
                trial_extended_last_day=case.trial_extended_last_day,
                tenancy_last_day=case.tenancy_last_day,
            )
            state = notices.state(notice, on=on)
            seen.add((case.kind, state))
            assert facts.notice_in_force == (state == NoticeState.IN_FORCE), (on, case)
            if case.kind not in notices.NO_CLAIM_RESTS_ON:
                assert facts.notice_state == state, (on, case)
            if case.kind not in notices.NO_CLAIM_RESTS_ON and state != NoticeState.DEFECTIVE:
                assert facts.notice_last_issue_on == last_issue_on(notice), (on, case)
                assert facts.notice_first_issue_on == (
                    first_issue_on(kind=case.kind, specified_on=case.specified_on) if case.specified_on else None
                ), (on, case)

    assert {kind for kind, state in seen if state == NoticeState.IN_FORCE} == set(KINDS)
    assert {kind for kind, state in seen if state == NoticeState.DEFECTIVE} == set(KINDS)
    assert {kind for kind, state in seen if state == NoticeState.EXPIRED} == {"nosp", "s8", "s128"}


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "withdrawn", "superseded"])
def test_a_notice_that_is_not_served_is_no_notice(status: str) -> None:
    case = Case(kind="nosp", period=weekly("mon"), tenants=(("hand", TUESDAY, True),), specified_on=date(2026, 10, 12))
    account_id = on_record(case)
    Notice.objects.update(status=status)

    [facts] = gather_facts(as_of=date(2026, 11, 1), tenancy_ids=[Notice.objects.get().tenancy_id])

    assert (facts.account_id, facts.notice_in_force, facts.notice_state) == (account_id, False, "")


@pytest.mark.django_db
def test_of_two_served_notices_the_one_in_force_is_relied_on_by_facts_case_and_claim_alike() -> None:
    """SEC-6: served on 8 September, 12 October 2026 is good; a second one, for 1 October, is too early to be."""
    case = Case(kind="nosp", period=weekly("mon"), tenants=(("hand", TUESDAY, True),), specified_on=date(2026, 10, 12))
    on_record(case)
    good, on = Notice.objects.get(), date(2026, 11, 1)
    tenancy = good.tenancy
    too_early = Notice.objects.create(
        tenancy=tenancy, kind="nosp", prepared_on=TUESDAY, specified_on=date(2026, 10, 1), status="served"
    )
    tenants = living_tenants(tenancy, on=on)
    NoticeService.objects.create(notice=too_early, person=tenants[0], method="hand", done_on=TUESDAY)

    [facts] = gather_facts(as_of=on, tenancy_ids=[tenancy.pk])
    claim = gather(tenancy, pack=None, facts=facts, by=OfficerFactory(), on=on)
    assert facts.notice_first_issue_on == date(2026, 10, 13)
    assert relied_on(of_tenancy(tenancy), tenancy=tenancy, tenants=tenants, on=on) == good
    assert claim.notice == good

    Notice.objects.filter(pk=too_early.pk).update(specified_on=date(2026, 10, 19))
    [facts] = gather_facts(as_of=on, tenancy_ids=[tenancy.pk])
    assert facts.notice_first_issue_on == date(2026, 10, 20)
    assert relied_on(of_tenancy(tenancy), tenancy=tenancy, tenants=tenants, on=on) == too_early


@pytest.mark.django_db
def test_the_non_renewal_of_a_flexible_term_is_a_notice_and_never_the_one_that_a_claim_rests_on() -> None:
    """SEC-6, FLX-2: the notice of 8 September 2026 for 12 October is relied on; the newer one is of another kind."""
    case = Case(kind="nosp", period=weekly("mon"), tenants=(("hand", TUESDAY, True),), specified_on=date(2026, 10, 12))
    on_record(case)
    good, on = Notice.objects.get(), date(2026, 11, 1)
    tenancy = good.tenancy
    tenants = living_tenants(tenancy, on=on)
    told = Notice.objects.create(
        tenancy=tenancy, kind="flexible_non_renewal", prepared_on=date(2026, 10, 6), status="served"
    )
    NoticeService.objects.create(notice=told, person=tenants[0], method="hand", done_on=date(2026, 10, 6))

    [facts] = gather_facts(as_of=on, tenancy_ids=[tenancy.pk])
    assert (facts.notice_id, facts.notice_kind, facts.notice_first_issue_on) == (good.pk, "nosp", date(2026, 10, 13))
    assert relied_on(of_tenancy(tenancy), tenancy=tenancy, tenants=tenants, on=on) == good

    Notice.objects.filter(pk=good.pk).update(status="withdrawn")
    [facts] = gather_facts(as_of=on, tenancy_ids=[tenancy.pk])
    assert (facts.notice_id, facts.notice_kind, facts.notice_state, facts.notice_in_force) == (None, "", "", True)
    assert relied_on(of_tenancy(tenancy), tenancy=tenancy, tenants=tenants, on=on) is None
