"""The calculations of dates that people ask for by name, on the page of dates and from the shell."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from legal.rules import cpr, evictions, hearings, limitation, moratorium, orders, switches
from legal.rules.given import PERIODS, CannotReadGiven, Given
from legal.rules.notice_dates import KINDS, days_touched, notice_dates, trial_last_day
from legal.rules.notices import BY_RENT_PERIOD
from legal.rules.worked import VERSION, Worked, plain
from staff.ui.words import long_day
from tenancies.rules import rent_years

Holidays = Callable[[date, date], Set[date]]  # England's bank holidays of two days' years and those between and beside
NOTICE_KINDS = {
    "extension" if kind == "trial_extension" else kind: kind for kind in KINDS
}  # as they are typed, to the kinds of the records
BY_TRIAL = frozenset({"s128", "s143e", "trial_extension"})
CPR_METHODS = {
    **{
        method: method for method in (*sorted(cpr.METHODS), "second_class", "text", "portal")
    },  # the last are no service
    "personal": "hand",
    "document_exchange": "dx",
}
ORDER_KINDS = {
    **{kind: kind for kind in sorted(orders.KINDS)},
    "money": "money_only",
    "spo": "suspended",
    "ppo": "postponed",
    "money_judgment": "money_only",
    "money_judgment_only": "money_only",
    "consent_order": "consent",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Dates with their workings, what else was asked, and what to look at before relying on them."""

    dates: tuple[Worked, ...]
    others: Mapping[str, Any] = field(default_factory=dict)  # answers that are no date of their own
    reasons: Mapping[str, str] = field(default_factory=dict)  # of those
    cautions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One object: each answer by its name, then the workings of each date, and the reasons.

        An answer is an ISO date, true or false, a number, or null; `reason` says why those that are null are.
        """
        answers = {**{each.name: plain(each.answer) for each in self.dates}, **plain(self.others)}
        reasons = {**{each.name: each.reason for each in self.dates}, **self.reasons}
        missing = dict.fromkeys(reasons[name] for name, value in answers.items() if value is None and name in reasons)
        return {
            **answers,
            **({"reason": " ".join(missing)} if missing else {}),
            "dates": {each.name: each.as_json() for each in self.dates},
            "reasons": reasons,
            "cautions": list(self.cautions),
            "version": VERSION,
        }


@dataclass(frozen=True, kw_only=True)
class Calculation:
    name: str
    keys: tuple[str, ...]
    work_out: Callable[[Given, Holidays], Answer]


def work_out(name: str, values: Mapping[str, str], *, bank_holidays: Holidays) -> Answer:
    """The answer of a calculation to what was given. Raises CannotReadGiven."""
    if name not in CALCULATIONS:
        trouble = f"‘{name}’ is not known" if name else "not given"
        raise CannotReadGiven("CALC", f"{trouble}. Give one of {', '.join(CALCULATIONS)}.")
    calculation = CALCULATIONS[name]
    return calculation.work_out(Given(values, keys=calculation.keys), bank_holidays)


def _notice(given: Given, bank_holidays: Holidays) -> Answer:
    kind = NOTICE_KINDS[given.choice("kind", NOTICE_KINDS)]
    services, specified_on = given.services(), given.day_if_any("specified")
    trial_ends_on = _trial_last_day(given, kind=kind)
    period = given.rent_period() if kind in BY_RENT_PERIOD or given.has("period_starts") else None
    if given.has("period"):
        given.choice("period", PERIODS)
    first, last = days_touched(services, specified_on=specified_on, trial_last_day=trial_ends_on)
    found = notice_dates(
        kind=kind,
        services=services,
        bank_holidays=bank_holidays(first, last),
        period=period if kind in BY_RENT_PERIOD else None,
        specified_on=specified_on,
        trial_last_day=trial_ends_on,
    )
    specified = found["specified_on"]
    others = {
        "specified_strict": specified.strict,
        "specified_default": specified.default,
        "specified_ok": found.specified_ok,
    }
    reasons = {"specified_strict": specified.reason, "specified_default": specified.reason}
    return Answer(
        dates=found.dates,
        others=others,
        reasons={**reasons, "specified_ok": found.judged},
        cautions=(*found.cautions, *_trial_cautions(given, kind=kind, served_on=found["service_on"].answer)),
    )


def _trial_last_day(given: Given, *, kind: str) -> date | None:
    """The last day of the trial: as given, else a year from its start (INT-1). None where the notice asks for none."""
    started_on, ends_on = given.day_if_any("trial_started"), given.day_if_any("trial_ends")
    if kind == "trial_extension" and not (started_on or ends_on):
        raise CannotReadGiven("trial_started", "not given. Give the day the trial began, or trial_ends, its last day.")
    if started_on and ends_on and ends_on < started_on:
        raise CannotReadGiven("trial_ends", f"the trial cannot end before it starts, on {long_day(started_on)}.")
    if kind not in BY_TRIAL:
        return None
    return ends_on or (trial_last_day(started_on=started_on) if started_on else None)


def _trial_cautions(given: Given, *, kind: str, served_on: date | None) -> list[str]:
    """What does not go together in the days given of a trial (INT-1, INT-7)."""
    started_on, ends_on = given.day_if_any("trial_started"), given.day_if_any("trial_ends")
    if kind not in BY_TRIAL or started_on is None:
        return []
    cautions = []
    if served_on and served_on < started_on:
        cautions.append(f"The notice is served before the trial starts, on {long_day(started_on)}: check both days.")
    first_set = trial_last_day(started_on=started_on)
    if kind == "trial_extension" and ends_on and ends_on > first_set:
        cautions.append(
            f"A trial that starts on {long_day(started_on)} is first set to end on {long_day(first_set)}, and is "
            "extended once only: check trial_ends."
        )
    return cautions


def _cpr_service(given: Given, bank_holidays: Holidays) -> Answer:
    document, method = given.choice("document", cpr.DOCUMENTS), CPR_METHODS[given.choice("method", CPR_METHODS)]
    done_on, done_at = given.moment("at")
    deemed = cpr.deemed_on(
        document=document,
        method=method,
        done_on=done_on,
        done_at=done_at,
        bank_holidays=bank_holidays(done_on, done_on),
    )
    return _under_procedure(given, (deemed,), on=done_on)


def _hearing(given: Given, bank_holidays: Holidays) -> Answer:
    issued_on, hearing_on = given.day_if_any("issued"), given.day_if_any("hearing")
    known = issued_on or hearing_on
    if known is None:
        raise CannotReadGiven("issued", "not given. Give the day of issue, or hearing, the day of the hearing.")
    if issued_on and hearing_on and hearing_on <= issued_on:
        raise CannotReadGiven("hearing", f"give a day after the claim was issued, {long_day(issued_on)}.")
    closed = bank_holidays(known, hearing_on or known)
    dates = (
        hearings.earliest_hearing(issued_on=issued_on, bank_holidays=closed),
        hearings.standard_limit(issued_on=issued_on, bank_holidays=closed),
        hearings.serve_by(hearing_on=hearing_on, bank_holidays=closed),
        hearings.evidence_by(hearing_on=hearing_on, bank_holidays=closed),
        hearings.pack_by(hearing_on=hearing_on, bank_holidays=closed),
        hearings.applications_by(hearing_on=hearing_on, bank_holidays=closed),
    )
    cautions = []
    if hearing_on and (trouble := hearings.hearing_trouble(hearing_on, bank_holidays=closed)):
        cautions.append(trouble)
    first = dates[0].strict
    if hearing_on and first and hearing_on < first:
        cautions.append(f"The hearing is sooner than 28 clear days from issue: not before {long_day(first)}.")
    return _under_procedure(given, dates, on=issued_on or known, cautions=tuple(cautions))


def _under_procedure(given: Given, dates: tuple[Worked, ...], *, on: date, cautions: tuple[str, ...] = ()) -> Answer:
    """The dates, marked provisional under a procedure whose rules of time are not settled (rulebook 0.3, 4.1)."""
    known = switches.procedures()
    procedure = known[given.choice("procedure", known, default="CPR55")]
    if on < procedure.starts_on:
        cautions = (*cautions, f"{procedure.code} is in force only from {long_day(procedure.starts_on)}.")
    if not given.has("procedure") and on >= known["OPR2026"].starts_on:
        since = long_day(known["OPR2026"].starts_on)
        cautions = (
            *cautions,
            f"A claim begun online since {since} may run under the Online Procedure Rules: ask OPR2026.",
        )
    return Answer(
        dates=dates,
        others={"procedure": procedure.code, "provisional": procedure.provisional},
        cautions=(*procedure.uncertain, *cautions),
    )


def _order(given: Given, _bank_holidays: Holidays) -> Answer:
    kind, made_on = ORDER_KINDS[given.choice("kind", ORDER_KINDS)], given.day("made")
    section_89 = given.choice("s89", ("yes", "no")) == "yes"
    dates = (
        orders.possession_by(kind=kind, made_on=made_on, section_89=section_89),
        orders.hardship_max(kind=kind, made_on=made_on, section_89=section_89),
        orders.permission_from(kind=kind, made_on=made_on),
        orders.permission_alarm_on(kind=kind, made_on=made_on),
    )
    cautions: tuple[str, ...] = ()
    if section_89 and kind in {"suspended", "postponed"}:
        cautions = ("Where section 89 binds the court cannot suspend or postpone beyond its limits (ORD-2).",)
    return Answer(dates=dates, cautions=cautions)


def _warrant(given: Given, _bank_holidays: Holidays) -> Answer:
    return Answer(dates=(evictions.warrant_last_day(issued_on=given.day("issued")),))


def _eviction(given: Given, bank_holidays: Holidays) -> Answer:
    eviction_on, delivered_on = given.day_if_any("on"), given.day_if_any("notice_delivered")
    known = eviction_on or delivered_on
    if known is None:
        raise CannotReadGiven("on", "not given. Give the day of the eviction, or notice_delivered, that of its notice.")
    closed = bank_holidays(known, known) | bank_holidays(delivered_on or known, delivered_on or known)
    notice_by = evictions.notice_by(eviction_on=eviction_on, bank_holidays=closed)
    earliest = evictions.earliest(notice_delivered_on=delivered_on, bank_holidays=closed)
    cautions: tuple[str, ...] = ()
    if eviction_on and earliest.strict and eviction_on < earliest.strict:
        cautions = (f"The notice was delivered too late for {long_day(eviction_on)}.",)
    return Answer(dates=(notice_by, earliest), cautions=cautions)


def _breathing_space(given: Given, bank_holidays: Holidays) -> Answer:
    registered_on = given.day("registered")
    closed = bank_holidays(registered_on, registered_on)
    return Answer(
        dates=moratorium.breathing_space(registered_on=registered_on, bank_holidays=closed),
        cautions=("A check only: the dates in the notification letter count (BS-2).",),
    )


def _limitation(given: Given, bank_holidays: Holidays) -> Answer:
    due_on = given.day("due")
    closed = bank_holidays(due_on, due_on.replace(year=due_on.year + 6, day=1))
    return Answer(dates=(limitation.last_day_to_claim(due_on=due_on, bank_holidays=closed),))


def _rent_year(given: Given, _bank_holidays: Holidays) -> Answer:
    year = given.year("start", "year", "start_year")
    day, debits = rent_years.starts_on(year), rent_years.debits(year)
    starts_on = Worked(
        name="starts_on",
        rule="R-1",
        law="Council practice",
        inputs={"year": year},
        strict=day,
        default=day,
        reason="The first Monday in April.",
    )
    reason = (
        f"Mondays from {long_day(day)} until the next rent year starts on {long_day(rent_years.starts_on(year + 1))}."
    )
    return Answer(dates=(starts_on,), others={"debits": debits}, reasons={"debits": reason})


_NOTICE_KEYS = ("kind", "period", "period_starts", "service", "specified", "trial_started", "trial_ends")
CALCULATIONS = {
    each.name: each
    for each in (
        Calculation(name="notice", keys=_NOTICE_KEYS, work_out=_notice),
        Calculation(name="cpr_service", keys=("document", "method", "at", "procedure"), work_out=_cpr_service),
        Calculation(name="hearing", keys=("issued", "hearing", "procedure"), work_out=_hearing),
        Calculation(name="order", keys=("kind", "made", "s89"), work_out=_order),
        Calculation(name="warrant", keys=("issued",), work_out=_warrant),
        Calculation(name="eviction", keys=("on", "notice_delivered"), work_out=_eviction),
        Calculation(name="breathing_space", keys=("registered",), work_out=_breathing_space),
        Calculation(name="limitation", keys=("due",), work_out=_limitation),
        Calculation(name="rent_year", keys=("start", "year", "start_year"), work_out=_rent_year),
    )
}
