"""Every date of one notice, with its workings: service, the date it specifies, issue, lapse, review, extension."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from legal.rules import notices, service, switches
from legal.rules.periods import FOUR_WEEKS, RentPeriod
from legal.rules.worked import Worked
from staff.ui.words import long_day
from tenancies.rules.calendar import ONE_DAY, working_day_by

REVIEW_DAYS = timedelta(days=13)  # fourteen days that begin with the day of service
UNTIL_LAPSED = timedelta(days=500)  # more than from service to the last day of issue
KINDS = ("nosp", "s128", "s143e", "s8", "ntq", "notice_to_remedy", "trial_extension")
LAWS = {
    "nosp": ("SEC-6", "Housing Act 1985, s.83(5)"),
    "s128": ("INT-3", "Housing Act 1996, s.128(5)"),
    "s143e": ("DEM (1.3)", "Housing Act 1996, s.143E"),
    "s8": ("ASD-2", "Housing Act 1988, s.8(4B)"),
    "ntq": ("NTQ-2", "Protection from Eviction Act 1977, s.5"),
    "notice_to_remedy": ("MHA-4", "Mobile Homes Act 1983, Sch. 1"),
    "trial_extension": ("INT-7", "Housing Act 1996, s.125A"),
}
BY_PERIOD = (
    "Once four weeks, or one rent period where that is longer, have run from service: strictly the first day that "
    "begins or ends a rent period; the council waits for one that begins."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How and when one tenant was served. `method` as in service.BUSINESS_DAYS; any other is no service."""

    done_on: date
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDates:
    """The dates of a notice. `specified_ok`: whether the date given in it will do, or an extension was served in time;
    None where there is nothing to judge. `judged`: why."""

    dates: tuple[Worked, ...]
    specified_ok: bool | None
    judged: str
    cautions: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Worked:
        return next(each for each in self.dates if each.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice:
    """What is known of one, as the functions below need it."""

    kind: str
    services: tuple[Service, ...]
    period: RentPeriod | None
    specified_on: date | None
    trial_last_day: date | None
    bank_holidays: Set[date]

    @property
    def deemed(self) -> list[date | None]:
        return [
            service.deemed_on(method=each.method, done_on=each.done_on, bank_holidays=self.bank_holidays)
            for each in self.services
        ]

    @property
    def served_on(self) -> date | None:
        return service.served_on(self.deemed)


def notice_dates(
    *,
    kind: str,
    services: Sequence[Service],
    bank_holidays: Set[date],
    period: RentPeriod | None = None,
    specified_on: date | None = None,
    trial_last_day: date | None = None,
) -> NoticeDates:
    """Every date of a notice with its workings.

    `period` is needed by the kinds in notices.BY_RENT_PERIOD. `trial_last_day`: of an introductory trial, as extended;
    for a notice that extends it, as first set; for a demoted tenancy the last day of its year.
    """
    notice = _Notice(
        kind=kind,
        services=tuple(services),
        period=period,
        specified_on=specified_on,
        trial_last_day=trial_last_day,
        bank_holidays=bank_holidays,
    )
    served = _service_on(notice)
    specified = _specified_on(notice)
    specified_ok, judged = _judge(notice, specified)
    will_do = None if specified_ok is False or specified.strict is None else specified_on or specified.default
    dates = [
        served,
        specified,
        _first_issue_on(notice, will_do, specified, judged),
        _last_issue_on(notice, will_do, judged),
        _review_request_by(notice),
    ]
    if kind == "trial_extension":
        dates += [_serve_by(notice), _extended_ends(notice, in_time=specified_ok)]
    return NoticeDates(
        dates=tuple(dates), specified_ok=specified_ok, judged=judged, cautions=_cautions(notice, tuple(dates))
    )


def days_touched(
    services: Sequence[Service], *, specified_on: date | None, trial_last_day: date | None
) -> tuple[date, date]:
    """The first and the last day that the dates of a notice may fall on: for which bank holidays are wanted."""
    days = [each.done_on for each in services]
    known = [day for day in (*days, specified_on, trial_last_day) if day]
    return min(days), max(known) + UNTIL_LAPSED


def trial_last_day(*, started_on: date) -> date:
    """The last day of a trial as first set, or of the year of a demoted tenancy.

    One year beginning with the later of grant and the right to possession: Housing Act 1996, s.125(2); rulebook INT-1.
    """
    last: date = started_on + relativedelta(years=1) - ONE_DAY
    return last


def _service_on(notice: _Notice) -> Worked:
    """The latest of the tenants' deemed days (rulebook 0.1, 2.1, SRV-2)."""
    known: dict[str, Any] = {
        "name": "service_on",
        "rule": "SRV-2, 2.1",
        "law": "Local Government Act 1972, s.233; Interpretation Act 1978, s.7",
        "inputs": {"services": [f"{each.done_on.isoformat()}:{each.method}" for each in notice.services]},
    }
    served_on = notice.served_on
    if served_on is None:
        return Worked(**known, reason=_not_served(notice))
    reason = (
        "By hand or left at the home counts the same day; first-class post on the second business day after posting, "
        "second-class on the fourth. Of several tenants the latest counts."
    )
    return Worked(**known, strict=served_on, default=served_on, reason=reason)


def _not_served(notice: _Notice) -> str:
    ways = {
        each.method for each in notice.services if each.method not in service.BUSINESS_DAYS
    }  # e-mail and the like, unless the agreement says so
    if not ways:
        return "Nobody is served."
    return f"A tenant is not served: {', '.join(sorted(ways)).replace('_', ' ')} is no service of a notice."


def _specified_on(notice: _Notice) -> Worked:
    """The earliest date that the notice may specify (SEC-6, INT-3, DEM, ASD-2, NTQ-2, MHA-4)."""
    rule, law = LAWS[notice.kind]
    served_on, period = notice.served_on, notice.period
    inputs = {"served_on": served_on, "period": period.kind if period else None}
    inputs["period_begins_on"] = period.begins_on if period else None
    known: dict[str, Any] = {"name": "specified_on", "rule": rule, "law": law, "inputs": inputs}
    if notice.kind == "trial_extension":
        return Worked(**known, reason="A notice extending the trial specifies no date for a claim.")
    if served_on is None:
        return Worked(**known, reason=_not_served(notice))
    if notice.kind == "notice_to_remedy":
        date_given = served_on + FOUR_WEEKS
        reason = "The law asks for a reasonable time; the council gives 28 days."
        return Worked(**known, strict=date_given, default=date_given, reason=reason)
    if notice.kind == "s8":
        changed_on = switches.rra_social_commencement()
        if changed_on and served_on >= changed_on:
            return Worked(**known, reason=f"The law of these notices changed on {long_day(changed_on)}.")
        strict = served_on + notices.TWO_WEEKS
        reason = "Not earlier than two weeks from service; the council adds a day."
        return Worked(**known, strict=strict, default=strict + ONE_DAY, reason=reason)
    assert period is not None
    runs_to = period.notice_runs_to(served_on=served_on)
    strict, default = period.first_or_last_day(from_on=runs_to), period.first_day(from_on=runs_to)
    return Worked(**known, strict=strict, default=default, reason=BY_PERIOD)


def _judge(notice: _Notice, specified: Worked) -> tuple[bool | None, str]:
    """Whether the date in the notice will do, and why; for an extension, whether it was served in time.

    Not before the strict earliest. A notice to quit must also end with a rent period (rulebook NTQ-2, SEC-6); the
    dates of the other notices need only be no earlier than one that does: Housing Act 1985, s.83(5).
    """
    given, served_on = notice.specified_on, notice.served_on
    if notice.kind == "trial_extension":
        last_day = notice.trial_last_day
        if served_on is None or last_day is None:
            return None, _not_served(notice)
        serve_by = last_day - notices.EIGHT_WEEKS
        if served_on <= serve_by:
            return True, f"Served in time: by {long_day(serve_by)}."
        return False, f"Served too late: the last day was {long_day(serve_by)}."
    if specified.strict is None:
        return None, specified.reason
    if given is None:
        return None, "No date was given to judge."
    if given < specified.strict:
        return False, f"{long_day(given)} is too early: not before {long_day(specified.strict)}."
    if notice.kind == "ntq" and notice.period and not notice.period.is_first_or_last_day(given):
        return False, f"{long_day(given)} is neither the first nor the last day of a rent period."
    return True, f"Not before {long_day(specified.strict)}."


def _first_issue_on(notice: _Notice, will_do: date | None, specified: Worked, judged: str) -> Worked:
    """The day after the date specified; of section 8 the date itself (SEC-6, INT-3, ASD-1, NTQ-2).

    With no date given to judge: strictly after the strict one, by default after the default.
    """
    rule, law = LAWS[notice.kind]
    known: dict[str, Any] = {
        "name": "first_issue_on",
        "rule": "ASD-1" if notice.kind == "s8" else rule,
        "law": law,
        "inputs": {"specified_on": will_do},
    }
    if notice.kind == "trial_extension":
        return Worked(**known, reason="No claim is issued on a notice that extends the trial.")
    if will_do is None:
        return Worked(**known, reason=f"No claim may be issued on this notice. {judged}")
    first = notices.first_issue_on(kind=notice.kind, specified_on=will_do)
    strictly = notice.specified_on or specified.strict or will_do
    strict = notices.first_issue_on(kind=notice.kind, specified_on=strictly)
    reason = "Not before the date specified." if notice.kind == "s8" else "After the date specified: from the next day."
    return Worked(**known, strict=strict, default=first, reason=reason)


def _last_issue_on(notice: _Notice, will_do: date | None, judged: str) -> Worked:
    """The last day to issue, included (SEC-6, ASD-1, INT-6, DEM). The council plans to issue on a working day by it."""
    kind, inputs = notice.kind, {"specified_on": will_do, "trial_last_day": notice.trial_last_day}
    rule, law, reason = {
        "nosp": ("SEC-6", "Housing Act 1985, s.83(4)(b)", "Twelve months after the date specified, that day included."),
        "s8": ("ASD-1", "Housing Act 1988, s.8(3)(c)", "Twelve months after service, that day included."),
        "s128": ("INT-6", "Housing Act 1996, s.130", "A claim must begin before the trial ends."),
        "s143e": ("DEM (1.3)", "Housing Act 1996, s.143B", "A claim must begin before the year of demotion ends."),
    }.get(kind, (*LAWS[kind], "A notice of this kind does not lapse."))
    known: dict[str, Any] = {"name": "last_issue_on", "rule": rule, "law": law, "inputs": inputs}
    if kind not in {"nosp", "s8", "s128", "s143e"}:
        return Worked(**known, reason=reason)
    if will_do is None:
        return Worked(**known, reason=f"No claim may be issued on this notice. {judged}")
    last = soonest = notice.trial_last_day
    if kind == "nosp":
        last = soonest = notices.twelve_months_after(will_do)
    elif kind == "s8":
        days = [day for day in notice.deemed if day]
        last, soonest = notices.twelve_months_after(max(days)), notices.twelve_months_after(min(days))
    if last is None or soonest is None:
        return Worked(**known, reason=f"{reason} The day on which the trial began or ends is not given.")
    default = working_day_by(soonest, bank_holidays=notice.bank_holidays)
    return Worked(**known, strict=last, default=default, plans_ahead=True, reason=reason)


def _review_request_by(notice: _Notice) -> Worked:
    """The last day to ask for a review: fourteen days that begin with the day of service (INT-4, INT-7, DEM)."""
    rule, law = {
        "s128": ("INT-4", "Housing Act 1996, s.129"),
        "s143e": ("INT-4, DEM (1.3)", "Housing Act 1996, s.143F"),
        "trial_extension": ("INT-7", "Housing Act 1996, s.125B"),
    }.get(notice.kind, LAWS[notice.kind])
    known: dict[str, Any] = {
        "name": "review_request_by",
        "rule": rule,
        "law": law,
        "inputs": {"served_on": notice.served_on},
    }
    if notice.kind not in {"s128", "s143e", "trial_extension"}:
        return Worked(**known, reason="The law gives no review of this notice.")
    if notice.served_on is None:
        return Worked(**known, reason=_not_served(notice))
    last = notice.served_on + REVIEW_DAYS
    return Worked(**known, strict=last, default=last, reason="Fourteen days that begin with the day of service.")


def _serve_by(notice: _Notice) -> Worked:
    """The last day to serve an extension: eight weeks before the trial as first set ends (INT-7)."""
    assert notice.trial_last_day is not None
    strict = notice.trial_last_day - notices.EIGHT_WEEKS
    return Worked(
        name="serve_by",
        rule="INT-7",
        law="Housing Act 1996, s.125A",
        inputs={"trial_last_day": notice.trial_last_day},
        strict=strict,
        default=strict - ONE_DAY,
        plans_ahead=True,
        reason="At least eight weeks before the trial as first set ends; the council keeps a day in hand.",
    )


def _extended_ends(notice: _Notice, *, in_time: bool | None) -> Worked:
    """The last day of the trial as extended: six months after the day it was first to end (INT-7)."""
    assert notice.trial_last_day is not None
    known: Mapping[str, Any] = {
        "name": "extended_ends",
        "rule": "INT-7",
        "law": "Housing Act 1996, s.125A",
        "inputs": {"trial_last_day": notice.trial_last_day, "served_on": notice.served_on},
    }
    if in_time is None:
        return Worked(**known, reason=_not_served(notice))
    if in_time is False:
        return Worked(**known, reason="The notice was served too late: the trial is not extended.")
    last = notice.trial_last_day + relativedelta(months=6)
    reason = "Six months after the trial was first to end, if no review is asked for or the decision is upheld."
    return Worked(**known, strict=last, default=last, reason=reason)


def _cautions(notice: _Notice, dates: tuple[Worked, ...]) -> tuple[str, ...]:
    """What to look at before relying on the dates (SRV-1, SRV-4, INT-6)."""
    cautions = []
    not_by_hand = any(each.method != "hand" for each in notice.services)
    if notice.kind == "ntq" and not_by_hand:
        cautions.append(
            "A notice to quit must reach the tenant: left at the home or posted it counts only under a term of the "
            "agreement on service, or with proof of receipt (SRV-1)."
        )
    if notice.kind == "s8" and not_by_hand:
        cautions.append("A housing association serves as its tenancy agreement says: check its term (SRV-4).")
    first, last = (
        next(each.answer for each in dates if each.name == name) for name in ("first_issue_on", "last_issue_on")
    )
    if first and last and first > last:
        cautions.append(
            f"There is no day on which to issue: not before {long_day(first)}, and not after {long_day(last)}."
        )
    return tuple(cautions)
