"""The days that a case must not miss: those of the law (red) and the council's own (amber). None lapses unseen.

A day that has passed stays until what it was for is done. Other areas of the case add theirs to SOURCES.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from caseload.legal.where import Where
from legal import notice_reviews
from legal.models import Notice
from legal.rules import evictions, hearings, orders, reviews
from legal.rules.notices import EIGHT_WEEKS
from legal.rules.reviews import ExtensionState, ReviewState
from legal.rules.worked import Worked
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays
from tenancies.models import AccountKindSetting, RentAccount
from tenancies.rules.calendar import working_day_by

LAPSES_SOON = relativedelta(months=1)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One day of one case. `statutory`: the law's own, else the council's."""

    account: RentAccount
    on: dt.date
    what: str
    statutory: bool
    rule: str = ""
    url: str = ""

    def late(self, today: dt.date) -> bool:
        return self.on < today


def of_cases(cases: Sequence[Where], *, on: dt.date) -> list[Deadline]:
    """Every deadline of these cases, the soonest first, the law's before the council's."""
    found = [each for source in SOURCES for each in source(cases, on)]
    return sorted(found, key=lambda each: (each.on, not each.statutory, each.account.pk))


def _link(account: RentAccount, anchor: str = "") -> str:
    return reverse("legal_case", args=[account.pk]) + (f"#{anchor}" if anchor else "")


def _both(case: Where, worked: Worked, what: str, *, anchor: str, warn: str = "") -> Iterator[Deadline]:
    """The law's day, and the council's where it is another."""
    if worked.strict is None:
        return
    url = _link(case.account, anchor)
    yield Deadline(account=case.account, on=worked.strict, what=what, statutory=True, rule=worked.rule, url=url)
    if worked.default and worked.default != worked.strict:
        plan = warn or f"{what}: the council’s day"
        yield Deadline(account=case.account, on=worked.default, what=plan, statutory=False, rule=worked.rule, url=url)


def of_notices(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """The last day to issue on a notice, and a month before; the date to be reached first; what lapsed already
    (rulebook SEC-6, ASD-1, INT-6)."""
    for case in cases:
        last = case.law["notice_last_issue_on"]
        if case.stage not in {"notice", "protocol", "approval"} or last is None or case.draft:
            continue
        if case.law["notice_state"] == "defective":
            continue
        url, rule = _link(case.account, "notices"), "SEC-6"
        said = "The notice has lapsed: a new one must be served" if last < on else "Last day to issue on the notice"
        yield Deadline(account=case.account, on=last, what=said, statutory=True, rule=rule, url=url)
        month = working_day_by(last - LAPSES_SOON, bank_holidays=bank_holidays.around(last))
        if last >= on:
            what = "A month is left on the notice: issue, or decide not to"
            yield Deadline(account=case.account, on=month, what=what, statutory=False, rule=rule, url=url)


def of_reviews(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """By when a review may be asked for, and told (rulebook INT-4, INT-5)."""
    by_tenancy = {case.account.tenancy_id: case for case in cases}
    notices = Notice.objects.filter(
        tenancy__in=by_tenancy, kind__in=notice_reviews.WITH_REVIEW, status="served", not_sent_since=None
    )
    for notice in notices.select_related("tenancy").prefetch_related("services", "requests"):
        case, review = by_tenancy[notice.tenancy_id], notice_reviews.review_of(notice)
        if review is None or case.stage not in {"notice", "protocol", "approval"}:
            continue
        state, url = reviews.review_state(review, on=on), reverse("legal_notice", args=[notice.pk])
        if state == ReviewState.MAY_ASK:
            day = reviews.request_by(served_on=review.served_on)
            what = "Last day for the tenant to ask for a review"
            yield Deadline(account=case.account, on=day, what=what, statutory=True, rule="INT-4", url=url)
        if state in {ReviewState.OPEN, ReviewState.LATE} and review.told_before:
            day = review.told_before - ONE_DAY
            what = "Tell the tenant the result of the review"
            yield Deadline(account=case.account, on=day, what=what, statutory=True, rule="INT-5", url=url)
            plan = working_day_by(day - dt.timedelta(days=3), bank_holidays=bank_holidays.around(day))
            yield Deadline(
                account=case.account, on=plan, what="Decide the review", statutory=False, rule="INT-5", url=url
            )


def of_courts(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Before a hearing: service, pack, evidence; after an order: permission; of a warrant: its last day, the notice of
    eviction (CPR 55.5, 55.8, 83.2, 83.3, 83.8A; rulebook 4.3, ORD-7, ORD-9, ORD-10)."""
    for case in cases:
        law, closed = case.law, bank_holidays.around(on)
        if case.stage == "hearing":
            day = law["claim_hearing_on"]
            closed = bank_holidays.around(day)
            for ask, what in (
                (hearings.serve_by, "Last day for the tenant to be served with the claim"),
                (hearings.pack_by, "Statement and benefit position to the tenant and the court"),
                (hearings.evidence_by, "Witness statements filed and served"),
            ):
                worked = ask(hearing_on=day, bank_holidays=closed)
                if worked.strict and worked.strict >= on - dt.timedelta(days=28):
                    yield from _both(case, worked, what, anchor="hearings")
        if case.stage in {"order", "breach", "warrant"} and case.order:
            from_on = orders.permission_from(kind=case.order.kind, made_on=case.order.made_on)
            alarm = orders.permission_alarm_on(kind=case.order.kind, made_on=case.order.made_on)
            if alarm.default and alarm.default <= on and from_on.strict:
                what = "Last day for a warrant without the court’s permission"
                yield Deadline(
                    account=case.account, on=from_on.strict - ONE_DAY, what=what, statutory=True, rule="ORD-7",
                    url=_link(case.account, "order"),
                )  # fmt: skip
        if case.stage in {"warrant", "eviction"} and law["warrant_issued_on"]:
            worked = evictions.warrant_last_day(issued_on=law["warrant_issued_on"])
            yield from _both(case, worked, "Last day of the warrant", anchor="warrant")
        if case.stage == "eviction":
            worked = evictions.notice_by(eviction_on=law["eviction_on"], bank_holidays=closed)
            yield from _both(case, worked, "Last day for the bailiff’s notice of eviction", anchor="eviction")


SOURCES: list[Callable[[Sequence[Where], dt.date], Iterable[Deadline]]] = [of_notices, of_reviews, of_courts]


def of_trials(user: User, *, on: dt.date) -> list[Deadline]:
    """Introductory tenancies that owe, whose trial must be ended or extended soon: from 28 days before the last day on
    which an extension may be served until the trial ends (rulebook INT-6, INT-7)."""
    main = AccountKindSetting.objects.filter(is_main=True).values("kind")
    near = on + EIGHT_WEEKS + reviews.WARN_BEFORE
    owing = RentAccount.objects.visible_to(user).filter(
        kind__in=main,
        position__balance__gt=0,
        tenancy__tenancy_type="introductory",
        tenancy__last_day=None,
        tenancy__trial_extended_last_day=None,
        tenancy__trial_last_day__range=(on, near),
    )
    found = []
    for account in owing.exclude(
        tenancy__notices__kind="trial_extension", tenancy__notices__status="served"
    ).for_list():
        ends = account.tenancy.trial_last_day
        assert ends is not None  # by the range
        stands = reviews.extension(tenure="introductory", trial_last_day=ends, on=on)
        url = _link(account)
        if stands.state != ExtensionState.TOO_LATE:
            for day, what, statutory in (
                (stands.serve_by, "Last day to serve an extension of the trial", True),
                (stands.plan_for, "Extension of the trial: the council’s day", False),
            ):
                found.append(Deadline(account=account, on=day, what=what, statutory=statutory, rule="INT-7", url=url))
        else:
            what = f"The trial ends: a claim must begin by {long_day(ends)}"
            found.append(Deadline(account=account, on=ends, what=what, statutory=True, rule="INT-6", url=url))
    return found
