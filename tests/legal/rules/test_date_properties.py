"""What holds of every date, whatever is given."""

from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from legal.rules import cpr, evictions, hearings, limitation
from legal.rules.calculations import CALCULATIONS, work_out
from legal.rules.given import CannotReadGiven
from legal.rules.notice_dates import NoticeDates, Service, notice_dates
from legal.rules.notices import BY_RENT_PERIOD
from legal.rules.periods import RentPeriod
from legal.rules.service import BUSINESS_DAYS
from legal.rules.worked import Worked
from tenancies import bank_holidays
from tenancies.rules.calendar import is_working_day

ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
PERIODS = st.builds(
    RentPeriod, kind=st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly"]), begins_on=DAYS
)
METHODS = st.sampled_from(sorted(BUSINESS_DAYS))
SERVICES = st.lists(st.builds(Service, done_on=DAYS, method=METHODS), min_size=1, max_size=4)


def begins(period: RentPeriod, day: date) -> bool:
    """Whether a period begins on a day, told the slow way: by counting from one that is known to."""
    if period.kind == "monthly":
        last_of_month = (day + ONE_DAY).day == 1
        return day.day == period.begins_on.day or (last_of_month and day.day < period.begins_on.day)
    return (day - period.begins_on).days % {"weekly": 7, "fortnightly": 14, "four_weekly": 28}[period.kind] == 0


def values(worked: Worked) -> tuple[date, date]:
    assert worked.strict, worked.name
    assert worked.default, worked.name
    return worked.strict, worked.default


def worked_out(kind: str, services: list[Service], period: RentPeriod) -> NoticeDates:
    latest = max(each.done_on for each in services)
    closed = bank_holidays.around(latest) | frozenset().union(
        *(bank_holidays.around(each.done_on) for each in services)
    )
    return notice_dates(kind=kind, services=services, period=period, bank_holidays=closed)


@given(st.sampled_from(sorted(BY_RENT_PERIOD)), SERVICES, PERIODS)
def test_the_date_specified_is_the_first_that_will_do(kind: str, services: list[Service], period: RentPeriod) -> None:
    """SEC-6, INT-3, NTQ-2: four weeks and one period from service, on the first or last day of a period."""
    dates = worked_out(kind, services, period)

    served, _ = values(dates["service_on"])
    strict, default = values(dates["specified_on"])
    least = served + timedelta(days=28)
    if period.kind == "monthly":
        least = max(least, served + relativedelta(months=1))
    ends_or_begins = [
        day
        for day in (least + timedelta(days=n) for n in range(60))
        if begins(period, day) or begins(period, day + ONE_DAY)
    ]
    assert strict == ends_or_begins[0]
    assert begins(period, default)
    assert timedelta(0) <= default - strict <= ONE_DAY


@given(st.sampled_from(["nosp", "s128", "s143e", "s8", "ntq"]), SERVICES, PERIODS, st.integers(-40, 40))
def test_a_date_before_the_strict_one_is_never_good(
    kind: str, services: list[Service], period: RentPeriod, off: int
) -> None:
    """SEC-6, ASD-2, NTQ-2. A notice to quit moreover needs a day that begins or ends a period."""
    strict, _ = values(worked_out(kind, services, period)["specified_on"])
    tried = strict + timedelta(days=off)
    closed = frozenset().union(*(bank_holidays.around(each.done_on) for each in services))

    judged = notice_dates(kind=kind, services=services, period=period, bank_holidays=closed, specified_on=tried)

    on_a_period_day = begins(period, tried) or begins(period, tried + ONE_DAY)
    assert judged.specified_ok is (off >= 0 and (kind != "ntq" or on_a_period_day))


@given(st.sampled_from(["nosp", "ntq", "s8"]), DAYS, st.integers(0, 60), METHODS, PERIODS)
def test_later_service_never_brings_an_earlier_date(
    kind: str, day: date, later: int, method: str, period: RentPeriod
) -> None:
    first = worked_out(kind, [Service(done_on=day, method=method)], period)
    second = worked_out(kind, [Service(done_on=day + timedelta(days=later), method=method)], period)

    for name in ("service_on", "specified_on", "first_issue_on"):
        (strict, default), (later_strict, later_default) = values(first[name]), values(second[name])
        assert strict <= later_strict
        assert default <= later_default


@given(SERVICES, st.builds(Service, done_on=DAYS, method=METHODS), PERIODS)
def test_one_tenant_more_never_brings_an_earlier_date(
    services: list[Service], more: Service, period: RentPeriod
) -> None:
    """SRV-2."""
    fewer, _ = values(worked_out("nosp", services, period)["specified_on"])
    all_of_them, _ = values(worked_out("nosp", [*services, more], period)["specified_on"])

    assert fewer <= all_of_them


@given(DAYS)
def test_what_must_be_done_by_a_day_can_be_done_on_a_day_when_courts_are_open(day: date) -> None:
    """Rulebook 13: back, never on, to a business day; and never later than the law's own last day."""
    closed = bank_holidays.around(day)
    deadlines = [
        hearings.serve_by(hearing_on=day, bank_holidays=closed),
        hearings.evidence_by(hearing_on=day, bank_holidays=closed),
        hearings.pack_by(hearing_on=day, bank_holidays=closed),
        hearings.applications_by(hearing_on=day, bank_holidays=closed),
        hearings.standard_limit(issued_on=day, bank_holidays=closed),
        evictions.notice_by(eviction_on=day, bank_holidays=closed),
        limitation.last_day_to_claim(due_on=day - relativedelta(years=6), bank_holidays=closed),
    ]

    for strict, default in map(values, deadlines):
        assert default <= strict
        assert is_working_day(default, bank_holidays=closed)


@given(DAYS)
def test_what_may_begin_on_a_day_begins_on_a_day_when_courts_are_open(day: date) -> None:
    """Rulebook 13, 4.3, ORD-9: on, never back."""
    closed = bank_holidays.around(day)
    firsts = [
        hearings.earliest_hearing(issued_on=day, bank_holidays=closed),
        evictions.earliest(notice_delivered_on=day, bank_holidays=closed),
    ]

    for strict, default in map(values, firsts):
        assert default >= strict
        assert is_working_day(default, bank_holidays=closed)


@given(DAYS, st.integers(1, 5))
def test_so_many_business_days_lie_clear_between_act_and_hearing(day: date, days: int) -> None:
    """CPR 2.8(4); rulebook 13: between the two lie so many business days; a day later, one fewer."""
    closed = bank_holidays.around(day)
    act = cpr.last_day_to_act(event_on=day, days=days, bank_holidays=closed)

    def between(start: date) -> int:
        return sum(
            is_working_day(start + timedelta(days=n), bank_holidays=closed) for n in range(1, (day - start).days)
        )

    assert between(act) == days
    assert between(act + ONE_DAY) == days - 1


@given(DAYS, st.sampled_from(sorted(cpr.METHODS)), st.sampled_from(cpr.DOCUMENTS), st.none() | st.times())
def test_court_papers_count_as_served_on_a_business_day_not_before_they_were_sent(
    day: date, method: str, document: str, at: time | None
) -> None:
    """CPR-6.14, CPR-6.26."""
    closed = bank_holidays.around(day)
    deemed = cpr.deemed_on(document=document, method=method, done_on=day, done_at=at, bank_holidays=closed)

    strict, default = values(deemed)
    assert day <= strict <= default
    assert is_working_day(strict, bank_holidays=closed)
    assert is_working_day(default, bank_holidays=closed)


TYPED = {
    "kind": "nosp s128 s143e s8 ntq extension outright suspended money dismissed x",
    "period": "weekly fortnightly four-weekly monthly yearly",
    "period_starts": "monday mo 31 32 2026-01-31",
    "service": "2026-09-08:hand 2026-09-08:hand,2026-12-23:second_class 2026-09-08:email 2026-09-08 2099-12-31:left ,",
    "document": "claim_form other x",
    "method": "hand left first_class second_class email dx x",
    "at": "2026-10-02 2026-10-02T16:30 2026-10-02T15:30Z 2099-12-31T23:59 16:30 soon",
    "procedure": "CPR55 OPR2026 x",
    "s89": "yes no maybe",
    "start": "2026 2099 2100 soon",
}
DATES = "1990-01-01 2026-09-08 2028-02-29 2027-02-29 2026-12-25 2099-12-31 2100-01-01 20260908 soon"
ASKED = st.sampled_from(list(CALCULATIONS.values())).flatmap(
    lambda each: st.tuples(
        st.just(each.name),
        st.fixed_dictionaries(
            {}, optional={key: st.sampled_from([*TYPED.get(key, DATES).split(), ""]) for key in each.keys}
        ),
    )
)


@given(ASKED)
def test_whatever_is_typed_there_is_an_answer_with_its_reasons_or_one_line_that_says_what_will_not_do(
    asked: tuple[str, dict[str, str]],
) -> None:
    name, typed = asked
    refused = None
    try:
        answer = work_out(name, typed, bank_holidays=bank_holidays.between).as_json()
    except CannotReadGiven as refusal:
        refused, answer = refusal, {"reasons": {}}

    missing = [key for key, value in answer.items() if value is None]
    assert all(answer["reasons"][key] in answer["reason"] for key in missing)
    assert refused is None or (refused.key in CALCULATIONS[name].keys and "\n" not in str(refused))
