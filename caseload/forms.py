"""What an officer types on a card. Forms check what was typed; what is allowed is for the actions to say."""

import datetime as dt
from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from caseload.capacity import DAYS
from caseload.models import WorkingWeek
from recovery.models import ContactAttempt
from recovery.rules.facts import TenantFacts
from staff.http import amount_in, number_in
from staff.ui import words
from staff.ui.widgets import PlainSelect
from welfare.models import Hold

DAY_FORMATS = ["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"]
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2099, 12, 31)  # of what is typed: any other is a slip of the hand
TIME_FORMATS = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I.%M %p", "%I %p"]
MOST_MONEY = Decimal(1_000_000)
HOLD_DAYS = 14
LATER = {1: "Tomorrow", 3: "In 3 days", 7: "In a week"}

Outcome = ContactAttempt.Outcome
CALL_OUTCOMES = [
    Outcome.PROMISED,
    Outcome.SPOKE,
    Outcome.NO_ANSWER,
    Outcome.MESSAGE_LEFT,
    Outcome.WRONG_NUMBER,
    Outcome.THIRD_PARTY,
]
REASONS_NOT_THIS = [
    "Already agreed with the tenant",
    "Payment is on its way",
    "Wrong moment for this household",
    "Another step comes first",
    "The figures look wrong",
]


def day_field(label: str, *, missing: str, required: bool = True) -> forms.DateField:
    out_of_range = f"Enter a day from {FIRST_DAY.year} to {LAST_DAY.year}."
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAY_FORMATS,
        error_messages={"required": missing, "invalid": missing},
        validators=[MinValueValidator(FIRST_DAY, out_of_range), MaxValueValidator(LAST_DAY, out_of_range)],
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10", "autocomplete": "off"}),
    )


def line_field(label: str, *, length: int, missing: str = "", hint: str = "") -> forms.CharField:
    """A line of text. `missing`: what is said where it is left empty; without it, it may be."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=length,
        error_messages={"required": missing, "max_length": f"Write no more than {length} characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off", "maxlength": False}),
    )


def text_field(label: str, *, rows: int = 2, length: int = 500, missing: str = "", required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        error_messages={"required": missing, "max_length": f"Write no more than {length} characters."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": rows, "maxlength": False}),
    )


class NumberField(forms.DecimalField):
    """A number as people write it: digits, with or without £, commas between thousands and a point."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField itself
        if isinstance(value, str) and value.strip():
            value = amount_in(value.strip())
            if value is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def money_field(
    label: str, *, required: bool = True, hint: str = "", missing: str = "", least: Decimal | None = None
) -> NumberField:
    """A sum in pounds and pence. Without a `least`, less than nothing is for the rules to refuse in their own words."""
    wrong = f"{label}: enter pounds and pence, such as 12.50."
    return NumberField(
        label=label,
        required=required,
        help_text=hint,
        min_value=-MOST_MONEY if least is None else least,
        max_value=MOST_MONEY,
        decimal_places=2,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_decimal_places"], wrong)
        | {"max_value": f"{label}: enter {words.pounds(MOST_MONEY)} at most.", "required": missing or wrong},
        widget=forms.TextInput(
            attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal", "autocomplete": "off"}
        ),
    )


class ClockField(forms.TimeField):
    """A time of day as people type it: 14:30, 14.30, 1430, 2:30pm; and 14 alone is two in the afternoon."""

    def to_python(self, value: Any) -> dt.time | None:
        typed = value.strip() if isinstance(value, str) else value
        if isinstance(typed, str) and typed.isdecimal():
            typed = f"{typed}:00" if len(typed) <= 2 else f"{typed[:-2]}:{typed[-2:]}"
        return super().to_python(typed)


def time_field(label: str, *, missing: str, required: bool = False) -> ClockField:
    return ClockField(
        label=label,
        required=required,
        input_formats=TIME_FORMATS,
        error_messages=dict.fromkeys(["required", "invalid"], missing),
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "autocomplete": "off"}),
    )


def choice_field(
    label: str, choices: Sequence[tuple[Any, str]], *, required: bool = True, chosen: bool = False, coerce: Any = str
) -> forms.TypedChoiceField:
    """One of a menu. `chosen`: its first is chosen already; else nothing is."""
    return forms.TypedChoiceField(
        label=label,
        required=required,
        coerce=coerce,
        choices=choices if chosen else [("", "–"), *choices],
        error_messages={"required": f"{label}: choose one.", "invalid_choice": f"{label}: choose one of the list."},
        widget=PlainSelect,
    )


class CardForm(forms.Form):
    """Names the decision that the card showed, so that a stale card is known for one. The page writes it."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)


class LetterForm(CardForm):
    press = forms.UUIDField(widget=forms.HiddenInput)
    reason_given = text_field("Why this letter should go now", length=300)


class NotThisForm(CardForm):
    reason = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)  # a button of the page
    more = text_field("What you know", rows=2, length=400)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = [part for part in (data.get("reason"), data.get("more")) if part]
        if not said and "more" not in self.errors:
            self.add_error("more", "Choose a reason, or write one.")
        data["said"] = ": ".join(said)
        return data


class HoldForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why",
        choices=Hold.Reason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why the account is held."),
    )
    last_day = day_field("Until the end of", missing="Enter the last day of the hold, such as 6 December 2026.")
    note = text_field("Note", rows=2)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["last_day"].initial = words.long_day(on + dt.timedelta(days=HOLD_DAYS))

    def clean_last_day(self) -> dt.date:
        last_day: dt.date = self.cleaned_data["last_day"]
        if last_day < self.on:
            raise forms.ValidationError("The last day of the hold must be today or later.")
        return last_day


class CallForm(forms.Form):
    person = forms.TypedChoiceField(
        label="Who was called",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who was called.", "invalid_choice": "Choose who was called."},
    )
    outcome = forms.ChoiceField(
        label="How it went",
        choices=[(o.value, o.label) for o in CALL_OUTCOMES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how the call went."),
    )
    note = text_field("Note", rows=2)
    promised_amount = NumberField(
        label="Amount promised",
        required=False,
        min_value=Decimal("0.01"),
        max_value=MOST_MONEY,
        decimal_places=2,
        error_messages={
            "invalid": "Enter the amount in pounds, such as 50 or 50.25.",
            "min_value": "The amount promised must be more than nothing.",
            "max_value": f"The amount promised may be {words.pounds(MOST_MONEY)} at most.",
            "max_decimal_places": "Enter the amount in pounds and whole pence.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal"}),
    )
    promised_on = day_field("By", missing="Enter the day of the promise, such as 6 December 2026.", required=False)

    def __init__(
        self, *args: Any, on: dt.date, tenants: Sequence[TenantFacts], refused: Container[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        callable_ones = [tenant for tenant in tenants if tenant.person_id not in refused]
        person = self.fields["person"]
        assert isinstance(person, forms.TypedChoiceField)
        person.choices = [(tenant.person_id, tenant.name) for tenant in callable_ones]
        if callable_ones:
            person.initial = callable_ones[0].person_id
        if len(callable_ones) == 1:
            person.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        promised_on = data.get("promised_on")
        if data.get("outcome") == Outcome.PROMISED and "promised_on" not in self.errors and promised_on is None:
            self.add_error("promised_on", "Enter the day by which they will pay.")
        if promised_on and promised_on < self.on:
            self.add_error("promised_on", "The day of the promise must be today or later.")
        return data


def after_today(until: dt.date, *, on: dt.date) -> dt.date:
    """The day itself. Raises ValidationError where it is not after `on`."""
    if until <= on:
        raise forms.ValidationError("Choose a day after today.")
    return until


class LaterForm(forms.Form):
    """One step put off; skipped until tomorrow where no day is named."""

    days = forms.TypedChoiceField(choices=list(LATER.items()), coerce=int, required=False)
    why = line_field("Why, if it is worth a word", length=200)


class PutOffForm(forms.Form):
    """Several accounts to a later day: those ticked, or all that the page shows."""

    ticked = forms.TypedMultipleChoiceField(coerce=int, required=False)
    shown = forms.TypedMultipleChoiceField(coerce=int, required=False)
    until = day_field("Put off to", missing="Enter the day to put them off to, such as 7 December 2026.")
    why = line_field("Why", length=200, missing="Say why they are put off.")
    every = forms.BooleanField(required=False)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["until"].initial = words.long_day(on + dt.timedelta(days=7))
        for name in ("ticked", "shown"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = [(key, key) for key in self._numbers(name)]

    def _numbers(self, name: str) -> list[str]:
        given = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        return [key for key in given if number_in(key)]

    def ticked_ones(self) -> set[int]:
        """The accounts ticked, whatever else is amiss."""
        return {int(key) for key in self._numbers("ticked")}

    def clean_until(self) -> dt.date:
        return after_today(self.cleaned_data["until"], on=self.on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["chosen"] = data.get("shown") if data.get("every") else data.get("ticked")
        if not data["chosen"]:
            self.add_error("ticked", "Tick the accounts to put off.")
        return data


class WorkingWeekForm(forms.Form):
    """Hours of casework on each weekday, kept as minutes."""

    def __init__(self, data: QueryDict | None = None, *, week: WorkingWeek) -> None:
        super().__init__(data)
        self.week = week
        wrong = "Enter the hours of casework, from 0 to 10, such as 5 or 5.5."
        for day in DAYS:
            self.fields[day] = NumberField(
                label=day.capitalize(),
                min_value=0,
                max_value=10,
                max_digits=4,
                decimal_places=2,
                initial=f"{getattr(week, day) / 60:g}",
                error_messages=dict.fromkeys(
                    ["required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places"], wrong
                ),
                widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-3", "inputmode": "decimal"}),
            )

    def save(self) -> None:
        for day in DAYS:
            setattr(self.week, day, round(self.cleaned_data[day] * 60))
        self.week.save()
