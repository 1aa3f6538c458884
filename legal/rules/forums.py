"""Hearings of every kind and forum: what is made ready for each, and by when (rulebook 4.3; CPR 52, 39.3)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from legal.rules import hearings
from tenancies.rules.calendar import working_day_by

COURT = "court"
OTHERS = {"review_panel": "panel", "tribunal": "tribunal", "magistrates": "magistrates"}
NEEDS_ADVOCATE = {COURT, "tribunal", "magistrates"}
ADVOCATE_BEFORE = timedelta(days=14)  # council's rule: without one it is flagged from then on
LATE_BEFORE = timedelta(days=5)  # council's rule: papers not ready are flagged from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """One line of a hearing's checklist. `by`: its last day; `rule`: where the law gives it, else the council's own."""

    code: str
    what: str
    by: date
    rule: str = ""


def forum_of(kind: str) -> str:
    """court, panel, tribunal or magistrates."""
    return OTHERS.get(kind, COURT)


def checklist(kind: str, *, on: date, bank_holidays: Set[date]) -> list[Ready]:
    """What is made ready for a hearing of this kind, the earliest day first.

    In court: the tenant's pack ten days before, and each tenant told (Pre-Action Protocol 2.11, 2.12; rulebook P-2.11,
    P-2.12); evidence two clear business days before (CPR 55.8(4)). An appeal has its bundle with the appellant's notice
    (CPR 52); an application to set aside answers why nobody came, promptness and the case (CPR 39.3). Tribunal,
    magistrates and panel set their own days in their directions: those here are the council's.
    """
    forum = forum_of(kind)
    own = {"court": _court, "panel": _panel, "tribunal": _tribunal, "magistrates": _magistrates}[forum]
    rows = own(kind, on, bank_holidays)
    if forum in NEEDS_ADVOCATE:
        rows.append(_council("advocate", "Who speaks for the council, with the right to", on, 14, bank_holidays))
    rows.append(_council("bundle", "The bundle or report is built", on, 5 if forum == "panel" else 7, bank_holidays))
    return sorted(rows, key=lambda row: (row.by, row.code))


def _council(code: str, what: str, on: date, days: int, holidays: Set[date]) -> Ready:
    return Ready(code=code, what=what, by=working_day_by(on - timedelta(days=days), bank_holidays=holidays))


def _court(kind: str, on: date, holidays: Set[date]) -> list[Ready]:
    evidence = hearings.evidence_by(hearing_on=on, bank_holidays=holidays).answer
    applications = hearings.applications_by(hearing_on=on, bank_holidays=holidays).answer
    pack = hearings.pack_by(hearing_on=on, bank_holidays=holidays).answer
    assert evidence  # the day is given
    assert applications
    assert pack
    if kind in {"appeal", "set_aside"}:
        about = (
            "grounds of appeal and the sealed order" if kind == "appeal" else "why they did not come, and their case"
        )
        return [
            Ready(code="answer", what=f"Our answer to the {about}", by=applications, rule="CPR 23.7"),
            Ready(code="evidence", what="Witness statements filed and served", by=evidence, rule="CPR 55.8(4)"),
        ]
    return [
        Ready(code="pack", what="Statement and benefit position sent to the tenant", by=pack, rule="PAP 2.11"),
        Ready(
            code="told_each", what="Each tenant told the day, the order sought and to come", by=pack, rule="PAP 2.12"
        ),
        Ready(code="evidence", what="Witness statements filed and served", by=evidence, rule="CPR 55.8(4)"),
        Ready(code="papers", what="Service of every paper proved", by=evidence, rule="4.3"),
    ]


def _panel(kind: str, on: date, holidays: Set[date]) -> list[Ready]:
    return [
        _council("told", "The tenant is told the day, five days before or more", on, 8, holidays),
        _council("report", "The report is read by a senior", on, 5, holidays),
    ]


def _tribunal(kind: str, on: date, holidays: Set[date]) -> list[Ready]:
    return [
        _council("directions", "The tribunal’s directions are read and their days entered", on, 28, holidays),
        _council("witness", "Witness statements signed and served", on, 14, holidays),
    ]


def _magistrates(kind: str, on: date, holidays: Set[date]) -> list[Ready]:
    return [
        _council("summons", "The summons is served, and its proof at hand", on, 14, holidays),
        _council("witness", "Who gives evidence is warned", on, 7, holidays),
    ]
