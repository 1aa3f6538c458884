"""The pipeline: every case of this person's lists on its rung, with time in stage and the next lawful step."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django import forms

from caseload.handover import owners_of
from caseload.legal.where import STAGES, Where, visible_cases
from staff.models import User
from staff.ui.widgets import PlainSelect

NOBODY = "none"
MOST = 60  # rows of a stage where every stage is shown
MOST_OF_ONE = 600  # where one is chosen


@dataclass(frozen=True, kw_only=True)
class Row:
    where: Where
    owner: User | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One rung: its cases, the longest there first. `enters`: what brings a case onto it."""

    code: str
    name: str
    enters: str
    rows: list[Row]
    most: int

    @property
    def shown(self) -> list[Row]:
        return self.rows[: self.most]

    @property
    def left(self) -> int:
        """How many more there are than are shown."""
        return len(self.rows) - len(self.shown)

    @property
    def usual_days(self) -> int | None:
        """Half of its cases have been there for so many days or longer."""
        days = [row.where.days for row in self.rows if row.where.days is not None]
        return round(median(days)) if days else None


class PipelineForm(forms.Form):
    """Which cases are shown."""

    stage = forms.ChoiceField(label="Stage", required=False, widget=PlainSelect(attrs={"class": "govuk-select"}))
    patch = forms.ChoiceField(label="Patch", required=False, widget=PlainSelect(attrs={"class": "govuk-select"}))
    officer = forms.ChoiceField(label="Officer", required=False, widget=PlainSelect(attrs={"class": "govuk-select"}))

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        patches = sorted({str(row.where.account.tenancy.home.patch or "") for row in rows} - {""})
        officers = sorted({(row.owner.name, str(row.owner.pk)) for row in rows if row.owner})
        unowned = [(NOBODY, "Nobody")] if any(row.owner is None for row in rows) else []
        self._choose("stage", [(code, name) for code, (name, _) in STAGES.items()])
        self._choose("patch", [(patch, patch) for patch in patches])
        self._choose("officer", [(pk, name) for name, pk in officers] + unowned)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *choices]


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    form: PipelineForm
    columns: list[Column]
    chosen: str  # the stage whose table alone is shown; blank: every one

    @property
    def total(self) -> int:
        return sum(len(column.rows) for column in self.columns)

    @property
    def tables(self) -> list[Column]:
        return [column for column in self.columns if not self.chosen or column.code == self.chosen]


def pipeline(user: User, *, on: dt.date, asked: dict[str, str]) -> Pipeline:
    """What is asked for and cannot be is left out: an old address still opens."""
    cases = visible_cases(user, on=on)
    owners = owners_of([case.account for case in cases])
    rows = [Row(where=case, owner=owners.get(case.account.pk)) for case in cases]
    form = PipelineForm(asked or None, rows=rows)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kept = [row for row in rows if _fits(row, chosen)]
    by_stage: dict[str, list[Row]] = defaultdict(list)
    for row in kept:
        by_stage[row.where.stage].append(row)
    columns = [
        Column(
            code=code,
            name=name,
            enters=enters,
            rows=sorted(by_stage[code], key=_longest_first),
            most=MOST_OF_ONE if chosen.get("stage") == code else MOST,
        )
        for code, (name, enters) in STAGES.items()
    ]
    return Pipeline(form=form, columns=columns, chosen=chosen.get("stage", ""))


def _fits(row: Row, chosen: dict[str, Any]) -> bool:
    if (patch := chosen.get("patch")) and str(row.where.account.tenancy.home.patch or "") != patch:
        return False
    officer = chosen.get("officer")
    return not officer or (str(row.owner.pk) if row.owner else NOBODY) == officer


def _longest_first(row: Row) -> tuple[int, str]:
    return (-(row.where.days or 0), row.where.account.account_ref)
