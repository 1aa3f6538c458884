"""The income and expenditure form: a sum, how often, what shows it and a note for each line; or three questions."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property

from caseload.agreements.forms import number_field
from caseload.forms import day_field, line_field, money_field, text_field
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO
from staff.ui.widgets import PlainSelect
from welfare.models import SpendingGuideline
from welfare.rules import budget as rules
from welfare.rules.budget import Category, HouseholdSize, Line

FREQUENCIES = RepaymentAgreement.Frequency.choices
EVIDENCE = [("", "Not shown"), *((each, each) for each in rules.EVIDENCE)]


class BudgetForm(forms.Form):
    """`quick`: three questions and the rent. An empty sum is no line; the frequency of a new form is the month.

    `share` is their own share of rent by the week: it stands for a rent that is left empty, so that none is forgotten.
    """

    on = day_field("Told us on", missing="Enter the day on which they told us, such as 20 November 2026.")
    adults = number_field("Adults", required=True, most=20, initial=1)
    children_under_16 = number_field("Children under 16", most=20, initial=0)
    children_16_to_18 = number_field("Children of 16 to 18", most=20, initial=0)
    vehicles = number_field("Vehicles", most=20, initial=0)
    signed_on = day_field("Signed on", missing="Enter the day such as 20 November 2026.", required=False)
    note = text_field("Note", length=1000)

    def __init__(
        self,
        data: Any = None,
        *,
        quick: bool,
        today: dt.date,
        share: Decimal = ZERO,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.quick, self.today, self.share = quick, today, share
        for each in self.lines_asked:
            self.fields[f"{each.code}_amount"] = money_field(each.name, required=False, hint=each.hint)
            self.fields[f"{each.code}_every"] = forms.ChoiceField(
                label=f"{each.name}: how often",
                choices=FREQUENCIES,
                initial="monthly",
                required=False,
                widget=PlainSelect,
            )
            if not quick:
                self.fields[f"{each.code}_shown"] = forms.ChoiceField(
                    label=f"{each.name}: what shows it",
                    choices=EVIDENCE,
                    required=False,
                    widget=PlainSelect,
                )
                self.fields[f"{each.code}_note"] = line_field(f"{each.name}: note", length=200)

    @cached_property
    def lines_asked(self) -> list[Category]:
        every = rules.categories()
        if self.quick:
            return [every["quick_income"], every["quick_spending"], every[rules.RENT], every["quick_debts"]]
        return [each for each in every.values() if not each.quick]

    @property
    def parts(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The lines with their fields, part by part."""
        return [
            (name, [self._row(each) for each in self.lines_asked if each.group == group])
            for group, name in rules.groups().items()
        ]

    def _row(self, each: Category) -> dict[str, Any]:
        fields = {name: self[f"{each.code}_{name}"] for name in ("amount", "every")}
        if not self.quick:
            fields |= {name: self[f"{each.code}_{name}"] for name in ("shown", "note")}
        return {"name": each.name, "hint": each.hint, "code": each.code, **fields}

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day must be today or earlier.")
        return on

    def lines(self) -> list[Line]:
        """What was told, empty lines left out but for the rent."""
        data = self.cleaned_data
        told = [
            Line(
                category=each.code,
                amount=data[f"{each.code}_amount"],
                frequency=data.get(f"{each.code}_every") or "monthly",
                evidence=data.get(f"{each.code}_shown", ""),
                note=data.get(f"{each.code}_note", ""),
            )
            for each in self.lines_asked
            if data.get(f"{each.code}_amount") is not None
        ]
        if self.share and data.get(f"{rules.RENT}_amount") is None:
            told.append(Line(category=rules.RENT, amount=self.share, frequency="weekly"))
        return told

    def size(self) -> HouseholdSize:
        data = self.cleaned_data
        names = ("adults", "children_under_16", "children_16_to_18", "vehicles")
        return HouseholdSize(**{name: data.get(name) or 0 for name in names})

    def field_of(self, category: str) -> str | None:
        """Where an error about a line stands."""
        for name in (category, f"{category}_amount"):
            if name in self.fields:
                return name
        return None


def asked_before(lines: list[Line], size: HouseholdSize) -> dict[str, Any]:
    """What the last form said, to begin the next one with."""
    initial: dict[str, Any] = {
        "adults": size.adults,
        "children_under_16": size.children_under_16,
        "children_16_to_18": size.children_16_to_18,
        "vehicles": size.vehicles,
    }
    for line in lines:
        initial |= {
            f"{line.category}_amount": f"{line.amount:.2f}",
            f"{line.category}_every": line.frequency,
            f"{line.category}_shown": line.evidence,
            f"{line.category}_note": line.note,
        }
    return initial


class SignedForm(forms.Form):
    signed_on = day_field("They signed it on", missing="Enter the day of signing, such as 20 November 2026.")


class GuidelineForm(forms.Form):
    """Monthly figures of the licensed guidelines, by line and part of the household. Empty: none is entered."""

    from_on = day_field("From", missing="Enter the day from which they hold: the first Monday in April, mostly.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.lines_asked:
            for part, label in SpendingGuideline._meta.get_field("part").choices or []:
                self.fields[f"{each.code}-{part}"] = money_field(f"{each.name}: {label}", required=False)

    @property
    def lines_asked(self) -> list[Category]:
        return [each for each in rules.categories().values() if each.guideline]

    @property
    def heads(self) -> list[str]:
        return [str(label) for _, label in SpendingGuideline._meta.get_field("part").choices or []]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """Each line with its fields, each beside whom it is for."""
        return [
            (each.name, list(zip(self.heads, [self[f"{each.code}-{part}"] for part in rules.PARTS], strict=True)))
            for each in self.lines_asked
        ]

    def figures(self) -> dict[tuple[str, str], Any]:
        return {
            (each.code, part): amount
            for each in self.lines_asked
            for part in rules.PARTS
            if (amount := self.cleaned_data.get(f"{each.code}-{part}")) is not None
        }
