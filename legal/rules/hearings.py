"""When a possession claim may be heard, and what is done by when before it (rulebook 3, 4.3 and 13)."""

from collections.abc import Set
from datetime import date, timedelta
from typing import Any

from legal.rules.cpr import first_day_after, last_day_to_act
from legal.rules.worked import Worked
from staff.ui.words import long_day
from tenancies.rules.calendar import working_day_by, working_day_from

EIGHT_WEEKS = timedelta(days=56)
LEAST_DAYS = 28  # between issue and hearing
SERVICE_DAYS = 21  # between service and hearing
EVIDENCE_DAYS = 2
APPLICATION_DAYS = 3
PACK_DAYS = 10
NO_ISSUE = "The day of issue is not given."
NO_HEARING = "The day of the hearing is not given."


def earliest_hearing(*, issued_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The first day on which the claim may be heard: not less than 28 clear days from issue. CPR 55.5(3)(a); 4.3.

    The council looks for a day on which courts sit.
    """
    known = _known("earliest_hearing", "4.3", "CPR 55.5(3)(a), 2.8", issued_on=issued_on)
    if issued_on is None:
        return Worked(**known, reason=NO_ISSUE)
    strict = first_day_after(start_on=issued_on, days=LEAST_DAYS)
    default = working_day_from(strict, bank_holidays=bank_holidays)
    reason = "Not less than 28 clear days from issue."
    return Worked(**known, strict=strict, default=default, plans_ahead=True, reason=reason)


def standard_limit(*, issued_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day of the standard period between issue and hearing: eight weeks. CPR 55.5(3)(b); 4.3."""
    known = _known("standard_limit", "4.3", "CPR 55.5(3)(b)", issued_on=issued_on)
    if issued_on is None:
        return Worked(**known, reason=NO_ISSUE)
    strict = issued_on + EIGHT_WEEKS
    default = working_day_by(strict, bank_holidays=bank_holidays)
    reason = "The standard period from issue is not more than eight weeks."
    return Worked(**known, strict=strict, default=default, plans_ahead=True, reason=reason)


def serve_by(*, hearing_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day on which service of the claim may count: not less than 21 clear days before. CPR 55.5(3)(c); 4.3."""
    known = _known("serve_by", "4.3", "CPR 55.5(3)(c), 2.8", hearing_on=hearing_on)
    if hearing_on is None:
        return Worked(**known, reason=NO_HEARING)
    strict = last_day_to_act(event_on=hearing_on, days=SERVICE_DAYS, bank_holidays=bank_holidays)
    default = working_day_by(strict, bank_holidays=bank_holidays)
    reason = "Served not less than 21 clear days before the hearing; if it is later, ask for an adjournment."
    return Worked(**known, strict=strict, default=default, plans_ahead=True, reason=reason)


def evidence_by(*, hearing_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day to file and serve witness statements: two clear business days before. CPR 55.8(4), 2.8(4); 4.3.

    The council goes back to a business day.
    """
    return _short(
        "evidence_by", "CPR 55.8(4), 2.8(4)", EVIDENCE_DAYS, hearing_on=hearing_on, bank_holidays=bank_holidays
    )


def applications_by(*, hearing_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day to serve an application on notice: three clear business days before. CPR 23.7, 2.8(4); 4.3."""
    return _short(
        "applications_by", "CPR 23.7, 2.8(4)", APPLICATION_DAYS, hearing_on=hearing_on, bank_holidays=bank_holidays
    )


def pack_by(*, hearing_on: date | None, bank_holidays: Set[date]) -> Worked:
    """The last day to send the tenant the rent statement and the benefit position: ten days before the hearing.

    Pre-Action Protocol for Possession Claims by Social Landlords, 2.11; rulebook 3. The council counts clear days and
    goes back to a working day.
    """
    known = _known("pack_by", "PAP 2.11", "Pre-Action Protocol, para 2.11", hearing_on=hearing_on)
    if hearing_on is None:
        return Worked(**known, reason=NO_HEARING)
    clear = last_day_to_act(event_on=hearing_on, days=PACK_DAYS, bank_holidays=bank_holidays)
    return Worked(
        **known,
        strict=hearing_on - timedelta(days=PACK_DAYS),
        default=working_day_by(clear, bank_holidays=bank_holidays),
        reason="Not later than ten days before the hearing; the council counts clear days, back to a working day.",
    )


def _short(name: str, law: str, days: int, *, hearing_on: date | None, bank_holidays: Set[date]) -> Worked:
    known = _known(name, "4.3, 13", law, hearing_on=hearing_on)
    if hearing_on is None:
        return Worked(**known, reason=NO_HEARING)
    strict = last_day_to_act(event_on=hearing_on, days=days, bank_holidays=bank_holidays)
    default = working_day_by(strict, bank_holidays=bank_holidays)
    reason = f"{days} clear business days before the hearing, and then back to a business day."
    return Worked(**known, strict=strict, default=default, reason=reason)


def _known(name: str, rule: str, law: str, **inputs: date | None) -> dict[str, Any]:
    return {"name": name, "rule": rule, "law": law, "inputs": inputs}


def hearing_trouble(day: date, *, bank_holidays: Set[date]) -> str:
    """Why no court sits on a day, in words; blank where one may."""
    if day.weekday() > 4:
        return f"{day:%A} {long_day(day)} is at the weekend: no court sits."
    if day in bank_holidays:
        return f"{day:%A} {long_day(day)} is a bank holiday: no court sits."
    return ""
