"""Days that an order for possession or money sets running (rulebook 5)."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from legal.rules import switches
from legal.rules.worked import Worked

POSSESSION = frozenset({"outright", "suspended", "postponed", "consent"})
MONEY = frozenset({"money_only"})
# Outcomes that order nothing to be enforced.
OTHERS = frozenset(
    {"adjourned_generally", "adjourned_to_date", "adjourned_on_terms", "dismissed", "struck_out", "withdrawn", "stayed"}
)
KINDS = POSSESSION | MONEY | OTHERS
NO_POSSESSION = "This outcome orders no possession."


def possession_by(*, kind: str, made_on: date, section_89: bool) -> Worked:
    """The last day for giving up possession that a mandatory order may set: 14 days after it.

    Housing Act 1980, s.89(1). None where s.89 does not bind, as for secure tenancies and assured ones on discretionary
    grounds: the order names the day (rulebook ORD-2).
    """
    known = _known("possession_by", "ORD-2", "Housing Act 1980, s.89(1)", kind, made_on, section_89)
    if kind not in POSSESSION:
        return Worked(**known, reason=NO_POSSESSION)
    if not section_89:
        return Worked(**known, reason="Section 89 does not bind: the order itself names the day, commonly 28 days on.")
    last = made_on + timedelta(days=switches.section_89_days()[0])
    return Worked(**known, strict=last, default=last, reason="Not later than 14 days after the order is made.")


def hardship_max(*, kind: str, made_on: date, section_89: bool) -> Worked:
    """The last day to which a mandatory order may be put off in exceptional hardship: six weeks after it was made.

    Housing Act 1980, s.89(1); rulebook ORD-2.
    """
    known = _known("hardship_max", "ORD-2", "Housing Act 1980, s.89(1)", kind, made_on, section_89)
    if kind not in POSSESSION:
        return Worked(**known, reason=NO_POSSESSION)
    if not section_89:
        return Worked(**known, reason="Section 89 does not bind: the court may suspend or postpone as it finds right.")
    last = made_on + timedelta(days=switches.section_89_days()[1])
    return Worked(
        **known, strict=last, default=last, reason="In exceptional hardship, not later than six weeks after it."
    )


def permission_from(*, kind: str, made_on: date) -> Worked:
    """The first day on which a warrant needs the court's permission by age alone: six years after the order.

    CPR 83.2(3)(a); rulebook ORD-7, ORD-14.
    """
    rule, law = ("ORD-14", "CPR 83.2(3)(a)") if kind in MONEY else ("ORD-7", "CPR 83.2(3)(a)")
    known = _known("permission_from", rule, law, kind, made_on)
    if kind not in POSSESSION | MONEY:
        return Worked(**known, reason="There is no order to enforce.")
    day = made_on + relativedelta(years=6)
    return Worked(**known, strict=day, default=day, reason="Six years after the order a warrant needs permission.")


def permission_alarm_on(*, kind: str, made_on: date) -> Worked:
    """The day on which the council warns that permission will be needed: five years and six months after the order.

    Council policy; rulebook ORD-7.
    """
    known = _known("permission_alarm_on", "ORD-7", "Council policy", kind, made_on)
    if kind not in POSSESSION | MONEY:
        return Worked(**known, reason="There is no order to enforce.")
    reason = "The council warns five years and six months after the order."
    return Worked(**known, default=made_on + relativedelta(years=5, months=6), reason=reason)


def _known(name: str, rule: str, law: str, kind: str, made_on: date, section_89: bool | None = None) -> dict[str, Any]:
    inputs: dict[str, Any] = {"kind": kind, "made_on": made_on}
    if section_89 is not None:
        inputs["section_89"] = section_89
    return {"name": name, "rule": rule, "law": law, "inputs": inputs}
