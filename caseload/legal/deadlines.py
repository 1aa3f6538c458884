"""The days that a case must not miss: those of the law (red) and the council's own (amber). None lapses unseen.

A day that has passed stays until what it was for is done. Those of the claim and of the eviction are beside them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from caseload.legal.where import Where
from legal import notice_reviews
from legal.accounts import leading
from legal.evictions import LIVE
from legal.homes import DISPOSED
from legal.models import CourtPaper, Eviction, Notice, PossessionClaim, WitnessStatement
from legal.rules import evictions, hearings, orders, reviews
from legal.rules.flexible_end import SIX_MONTHS, non_renewal_by
from legal.rules.issue_routes import Route, provisional
from legal.rules.notices import EIGHT_WEEKS
from legal.rules.reviews import ExtensionState, ReviewState
from legal.rules.worked import Worked
from recovery.models import ContactAttempt
from staff.models import User
from staff.ui.words import long_day
from tenancies import bank_holidays
from tenancies.models import RentAccount
from tenancies.models.accounts import RentAccountQuerySet
from tenancies.rules.calendar import working_day_by

LAPSES_SOON = relativedelta(months=1)
TERM_WARNING = relativedelta(months=3)
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


def lapse_warning_on(last_issue_on: dt.date) -> dt.date:
    """When somebody is warned that a notice lapses: a month before, that working day or the one before it (SEC-6)."""
    return working_day_by(last_issue_on - LAPSES_SOON, bank_holidays=bank_holidays.around(last_issue_on))


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
        if last >= on:
            day, what = lapse_warning_on(last), "A month is left on the notice: issue, or decide not to"
            yield Deadline(account=case.account, on=day, what=what, statutory=False, rule=rule, url=url)


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


def _issued_online(cases: Sequence[Where]) -> dict[int, str]:
    """Tenancies whose claim runs under rules of time that are not settled, each with what is said of its days."""
    waiting = [case.account.tenancy_id for case in cases if case.stage == "hearing"]
    claims = PossessionClaim.objects.filter(tenancy__in=waiting, route=Route.PCS_ONLINE, not_sent_since=None)
    return {each.tenancy_id: provisional(each.route, on=each.issued_on) for each in claims.exclude(status__in=DISPOSED)}


def with_doubt(what: str, unsure: str) -> str:
    """What a day is for, and how sure it is."""
    return f"{what} ({unsure})" if unsure else what


HEARING_DAYS = {
    "served": (hearings.serve_by, "Last day for the tenant to be served with the claim"),
    "pack": (hearings.pack_by, "Statement and benefit position to the tenant and the court"),
    "evidence": (hearings.evidence_by, "Witness statements filed and served"),
}


def of_courts(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """Before a hearing, until each is done: service, pack, evidence (CPR 55.5, 55.8; rulebook 4.3). Provisional where
    the claim was issued online (4.1)."""
    cases = [case for case in cases if case.stage == "hearing"]
    online, done = _issued_online(cases), _done_before_hearing(cases)
    for case in cases:
        tenancy, day = case.account.tenancy_id, case.law["claim_hearing_on"]
        for code, (ask, what) in HEARING_DAYS.items():
            worked = ask(hearing_on=day, bank_holidays=bank_holidays.around(day))
            recent = worked.strict and worked.strict >= on - dt.timedelta(days=28)
            if recent and (tenancy, code) not in done:
                yield from _both(case, worked, with_doubt(what, online.get(tenancy, "")), anchor="hearings")


def _done_before_hearing(cases: Sequence[Where]) -> set[tuple[int, str]]:
    """Tenancies with what is done already. Papers of ours each have a day of their own, with their proof."""
    since = {case.account.tenancy_id: case.law["claim_since"] for case in cases}
    papers = CourtPaper.objects.filter(claim__tenancy__in=since, is_claim_form=True).exclude(claim__status__in=DISPOSED)
    signed = WitnessStatement.objects.filter(tenancy__in=since, signed_on__isnull=False)
    sent = ContactAttempt.objects.filter(tenancy__in=since, purpose="statement", taken_back_at=None)
    found = {(tenancy, "served") for tenancy in papers.values_list("claim__tenancy", flat=True)}
    found |= {(tenancy, "evidence") for tenancy in signed.values_list("tenancy", flat=True)}
    return found | {(tenancy, "pack") for tenancy, day in sent.values_list("tenancy", "on") if day >= since[tenancy]}


def of_orders(cases: Sequence[Where], on: dt.date) -> Iterator[Deadline]:
    """After an order: permission; of a warrant: its last day, and until it is delivered the notice of eviction (CPR
    83.2, 83.3, 83.8A; rulebook ORD-7, ORD-9, ORD-10)."""
    booked = [case.order.pk for case in cases if case.order and case.stage == "eviction"]
    given = Eviction.objects.filter(order__in=booked, state__in=LIVE, notice_delivered_on__isnull=False)
    delivered = set(given.values_list("order", flat=True))
    for case in cases:
        law, order = case.law, case.order
        if case.stage in {"order", "breach", "warrant"} and order:
            from_on = orders.permission_from(kind=order.kind, made_on=order.made_on)
            alarm = orders.permission_alarm_on(kind=order.kind, made_on=order.made_on)
            if alarm.default and alarm.default <= on and from_on.strict:
                what = "Last day for a warrant without the court’s permission"
                yield Deadline(
                    account=case.account, on=from_on.strict - ONE_DAY, what=what, statutory=True, rule="ORD-7",
                    url=_link(case.account, "order"),
                )  # fmt: skip
        if case.stage in {"warrant", "eviction"} and law["warrant_issued_on"]:
            worked = evictions.warrant_last_day(issued_on=law["warrant_issued_on"])
            yield from _both(case, worked, "Last day of the warrant", anchor="warrant")
        if case.stage == "eviction" and order and order.pk not in delivered:
            day = law["eviction_on"]
            worked = evictions.notice_by(eviction_on=day, bank_holidays=bank_holidays.around(day))
            yield from _both(case, worked, "Last day for the bailiff’s notice of eviction", anchor="eviction")


def _owing(user: User) -> RentAccountQuerySet:
    """Those of this person's lists that owe, on tenancies that still run."""
    return leading(RentAccount.objects.visible_to(user)).filter(position__balance__gt=0, tenancy__last_day=None)


def of_trials(user: User, *, on: dt.date) -> list[Deadline]:
    """Introductory tenancies that owe, whose trial must be ended or extended soon: from 28 days before the last day on
    which an extension may be served until the trial ends (rulebook INT-6, INT-7)."""
    near = on + EIGHT_WEEKS + reviews.WARN_BEFORE
    owing = _owing(user).filter(
        tenancy__tenancy_type="introductory",
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


def of_terms(user: User, *, on: dt.date) -> list[Deadline]:
    """Flexible tenancies that owe, from three months before the last day to tell that the term is not renewed until
    that day (rulebook FLX-2). Legal writes that notice: there is no form for it here."""
    last = on + SIX_MONTHS + TERM_WARNING
    owing = _owing(user).filter(
        tenancy__tenancy_type="flexible", tenancy__fixed_term_last_day__range=(on + SIX_MONTHS, last)
    )
    found = []
    for account in owing.exclude(
        tenancy__notices__kind=Notice.Kind.FLEXIBLE_NON_RENEWAL, tenancy__notices__status="served"
    ).for_list():
        ends = account.tenancy.fixed_term_last_day
        assert ends is not None  # by the range
        day = non_renewal_by(term_last_day=ends).strict
        if day and day >= on:
            what = "Last day to tell that the term is not renewed: legal writes the notice"
            url = _link(account)
            found.append(Deadline(account=account, on=day, what=what, statutory=True, rule="FLX-2", url=url))
    return found
