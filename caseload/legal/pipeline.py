"""The pipeline: every case of this person's lists on its rung, with time in stage and the next lawful step."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from caseload.handover import owners_in
from caseload.legal.where import STAGES, Standing, Where, accounts_of, begun_cases, with_records
from staff.http import number_in
from staff.models import Patch, User
from staff.ui.widgets import PlainSelect
from tenancies.models import RentAccount
from tenancies.tenants import names_of

NOBODY = "none"
MOST = 25  # rows of a stage where every stage is shown
A_PAGE = 100  # where one is chosen


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case as it is counted, filtered and sorted."""

    case: Standing
    patch: str
    owner: User | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One rung: its cases, the longest there first, of which a part is shown. `enters`: what brings a case onto it."""

    code: str
    name: str
    enters: str
    rows: list[Row]
    part: range
    address: str  # of its table alone

    @property
    def shown(self) -> list[Row]:
        return self.rows[self.part.start : self.part.stop]

    @property
    def left(self) -> int:
        """How many come after those shown."""
        return max(len(self.rows) - self.part.stop, 0)

    @property
    def first(self) -> int:
        return self.part.start + 1

    @property
    def last(self) -> int:
        return self.part.start + len(self.shown)

    @property
    def usual_days(self) -> int | None:
        """Half of its cases have been there for so many days or longer."""
        days = [row.case.days for row in self.rows if row.case.days is not None]
        return round(median(days)) if days else None


class PipelineForm(forms.Form):
    """Which cases are shown."""

    stage = forms.ChoiceField(label="Stage", required=False, widget=PlainSelect)
    patch = forms.ChoiceField(label="Patch", required=False, widget=PlainSelect)
    officer = forms.ChoiceField(label="Officer", required=False, widget=PlainSelect)

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        patches = sorted({row.patch for row in rows} - {""})
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
    page: int  # of that table, from 1

    @property
    def total(self) -> int:
        return sum(len(column.rows) for column in self.columns)

    @cached_property
    def tables(self) -> list[tuple[Column, list[tuple[Where, Row, list[str]]]]]:
        """The stages that are shown, each with its cases on this page and the tenants’ names of each."""
        shown = [column for column in self.columns if not self.chosen or column.code == self.chosen]
        rows = [row for column in shown for row in column.shown]
        cases = [row.case for row in rows]
        accounts = accounts_of(cases, among=RentAccount.objects.select_related("tenancy__home"))
        found = {case.account.pk: case for case in with_records(cases, accounts)}
        names = names_of(account.tenancy_id for account in accounts)
        tables: list[tuple[Column, list[tuple[Where, Row, list[str]]]]] = []
        for column in shown:
            theirs = [(found[row.case.law["account_id"]], row) for row in column.shown]
            tables.append((column, [(case, row, names[case.account.tenancy_id]) for case, row in theirs]))
        return tables


def pipeline(user: User, *, on: dt.date, asked: dict[str, str]) -> Pipeline:
    """What is asked for and cannot be is left out: an old address still opens."""
    cases = begun_cases(user, on=on)
    owners = owners_in({case.law["account_id"]: case.law["patch_id"] for case in cases})
    patches = dict(Patch.objects.values_list("pk", "code"))
    rows = [
        Row(
            case=case,
            patch=patches.get(case.law["patch_id"], ""),
            owner=owners.get(case.law["account_id"]),
        )
        for case in cases
    ]
    form = PipelineForm(asked or None, rows=rows)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked_for = {name: said for name, said in chosen.items() if said}
    stage = chosen.get("stage", "")
    by_stage: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if _fits(row, chosen):
            by_stage[row.case.stage].append(row)
    pages = max(-(-len(by_stage[stage]) // A_PAGE), 1)
    page = min(max(number_in(asked.get("page", "")) or 1, 1), pages)
    part = range((page - 1) * A_PAGE, page * A_PAGE) if stage else range(MOST)
    columns = [
        Column(
            code=code,
            name=name,
            enters=enters,
            rows=sorted(by_stage[code], key=_longest_first),
            part=part,
            address=f"{reverse('legal')}?{urlencode({**asked_for, 'stage': code})}",
        )
        for code, (name, enters) in STAGES.items()
    ]
    return Pipeline(form=form, columns=columns, chosen=stage, page=page)


def _fits(row: Row, chosen: dict[str, Any]) -> bool:
    if (patch := chosen.get("patch")) and row.patch != patch:
        return False
    officer = chosen.get("officer")
    return not officer or (str(row.owner.pk) if row.owner else NOBODY) == officer


def _longest_first(row: Row) -> tuple[int, str]:
    return (-(row.case.days or 0), row.case.law["account_ref"])
