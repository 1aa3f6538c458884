"""What is typed about the policy apart from its rules: the day it begins, what holds for everybody, a ladder's name."""

import datetime as dt
from itertools import pairwise
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from caseload.forms import NumberField, day_field
from caseload.policies import targets
from caseload.policies.shown import DAY_NAMES, threshold_words
from recovery.rules.known_facts import CHOICES
from recovery.rules.policy import TENURES, WEEK
from recovery.rules.policy_text import Data
from staff.ui import words

MOST_PER_CENT = 200
NUMBER = {"inputmode": "numeric", "class": "govuk-input govuk-input--width-4", "autocomplete": "off"}
SAYS_SOMETHING = RegexValidator(r"\w", "Use letters or numbers: others read it in lists.")


class PublishForm(forms.Form):
    in_force_from = day_field("In force from", missing="Enter the day, such as 1 December 2026.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_force_from"].initial = words.long_day(on + dt.timedelta(days=1))
        self.fields["in_force_from"].help_text = "From tomorrow on. That night’s sweep is the first to go by it."


def _whole(label: str, *, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    says = f"Enter a whole number from {least} to {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], says),
    )


def _decimal(label: str, *, most: int, says: str, help_text: str = "") -> NumberField:
    return NumberField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=2,
        help_text=help_text,
        widget=forms.TextInput(attrs={**NUMBER, "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits"], says
        ),
    )


def _time(label: str) -> forms.TimeField:
    says = "Enter a time of day, such as 08:00."
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input govuk-input--width-5"}),
        error_messages={"required": says, "invalid": says},
    )


class SettingsForm(forms.Form):
    """What holds on every ladder."""

    pounds = _decimal("Pounds overlooked of an agreement", most=100, says="Enter pounds and pence, such as 1.00.")
    days = _whole("Days overlooked of an agreement", least=0, most=28)
    weekdays = forms.MultipleChoiceField(
        label="Days on which people are contacted",
        choices=list(zip(WEEK, DAY_NAMES, strict=True)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick one day at least.", "invalid_choice": "Tick days of the week."},
    )
    opens = _time("Not before")
    closes = _time("Not after")
    cannot_wait = _whole("Days to answer a step that cannot wait", least=1, most=28, help_text="Urgency 1.")
    today = _whole("Days to answer today’s steps", least=1, most=28, help_text="Urgency 2 to 4.")
    others = _whole("Days to answer the others", least=1, most=91)
    below_weeks = _decimal(
        "Weeks of arrears under which they are low-level",
        most=52,
        says="Enter a number of weeks, such as 3.",
        help_text="The income advisors’ work. 0: there is no such work.",
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("opens") and given.get("closes") and given["opens"] >= given["closes"]:
            self.add_error("closes", "Enter a time later than the one before it.")
        times = [(name, given[name]) for name in ("cannot_wait", "today", "others") if name in given]
        for (_, sooner), (name, later) in pairwise(times):
            if later < sooner:
                self.add_error(name, f"Enter {sooner} or more: what is more urgent is answered sooner.")
        return given

    def put_into(self, data: Data) -> None:
        """Write what was typed into a draft's data; its other sections stay as they are."""
        given = self.cleaned_data
        data["tolerance"] = {"pounds": str(given["pounds"]), "days": given["days"]}
        days = [day for day in WEEK if day in given["weekdays"]]
        data["contact"] = {
            **data["contact"], "days": days, "from": f"{given['opens']:%H:%M}", "to": f"{given['closes']:%H:%M}",
        }  # fmt: skip
        data["timetable"] = {name: given[name] for name in ("cannot_wait", "today", "others")}
        data["low_level"] = {"below_weeks": str(given["below_weeks"])}


def settings_of(data: Data) -> dict[str, Any]:
    """A draft's settings for the form."""
    timetable: dict[str, Any] = {"cannot_wait": 1, "today": 3, "others": 7} | data.get("timetable", {})
    return timetable | {
        "pounds": data["tolerance"]["pounds"],
        "days": data["tolerance"]["days"],
        "weekdays": data["contact"]["days"],
        "opens": data["contact"]["from"],
        "closes": data["contact"]["to"],
        "below_weeks": data.get("low_level", {}).get("below_weeks", "0"),
    }


def name_field(label: str, missing: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=60,
        required=required,
        validators=[SAYS_SOMETHING],
        error_messages={"required": missing, "max_length": "Use 60 letters at most."},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}),
    )


class LadderForm(forms.Form):
    """A ladder's name and thresholds."""

    name = name_field("Name", "Give the ladder a name.")

    def __init__(self, *args: Any, ladder: Data, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ladder = ladder
        self.fields["name"].initial = ladder["name"]
        for threshold, value in ladder.get("thresholds", {}).items():
            field = _decimal(
                f"{threshold_words(threshold)} (weeks)", most=104, says="Enter a number of weeks, such as 4."
            )
            field.initial = value
            self.fields[threshold] = field

    def thresholds(self) -> dict[str, Any]:
        found = {}
        for name in self.ladder.get("thresholds", {}):
            value = self.cleaned_data[name]
            found[name] = int(value) if value == int(value) else value
        return found


class OwnLadderForm(forms.Form):
    """Some of a ladder's tenures, or of its kinds of account, for a ladder of their own."""

    own_name = name_field("Name of the new ladder", "Give the new ladder a name.")

    def __init__(self, *args: Any, ladder: Data, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, known in (
            ("tenures", "For these tenures", ladder.get("tenures") or list(TENURES)),
            ("kinds", "Or for these kinds of account", ladder["kinds"]),
        ):
            said = dict(CHOICES["tenancy_type" if name == "tenures" else "kind"])
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=[(each, said[each].capitalize()) for each in known],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Tick from the list."},
            )


class RateForm(forms.Form):
    """A figure from a day on."""

    name = name_field("What it is", "Name the figure.")
    amount = _decimal("Pounds", most=1_000_000, says="Enter pounds and pence, such as 92.40.")
    per = forms.ChoiceField(
        label="For each",
        required=False,
        choices=[("", "Once"), ("week", "Week"), ("month", "Month"), ("year", "Year"), ("hour", "Hour")],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choose from the list."},
    )
    from_on = day_field("From", missing="Enter the day, such as 6 April 2027.")
    source = forms.CharField(
        label="Where it comes from",
        max_length=200,
        error_messages={"required": "Say where it comes from.", "max_length": "Use 200 letters at most."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )


class TargetForm(forms.Form):
    """A target, for whom, and from which day."""

    figure = forms.ChoiceField(
        label="Figure",
        choices=list(targets.FIGURES.items()),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose the figure.", "invalid_choice": "Choose the figure from the list."},
    )
    value = _decimal(
        "Per cent, pounds or accounts",
        most=9_999_999_999,
        says="Enter a number, such as 98.5.",
    )
    scope = forms.ChoiceField(
        label="For",
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choose from the list."},
    )
    from_on = day_field("From", missing="Enter the day, such as 5 April 2027.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("figure") in targets.PER_CENT and (given.get("value") or 0) > MOST_PER_CENT:
            self.add_error("value", f"Enter per cent, {MOST_PER_CENT} at most, such as 98.5.")
        return given

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].widget.attrs["class"] = "govuk-input govuk-input--width-10"
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [("", "The whole council"), *scopes]


class WorkTypeForm(forms.Form):
    """A kind of work of the council's own."""

    name = name_field("Kind of work", "Give the kind of work a name.")
    minutes = _whole("Minutes it takes", least=1, most=480)
