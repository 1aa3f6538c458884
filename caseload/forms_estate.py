"""What is typed about a home: cases, tasks between the two officers, complex cases, meters, moves between patches."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from caseload import complex_cases
from caseload.forms import NumberField, day_field, text_field
from caseload.forms_reminders import People, colleague_field
from staff.models import Patch, User
from staff.ui import words
from tenancies import meters
from tenancies.models import MeteredCharge, RentAccount
from welfare import cases

TASK_DAYS = 7
REVIEW_DAYS = 28


class TaskForm(forms.Form):
    text = text_field("What is asked", rows=2, missing="Say what is asked.", required=True)
    due_on = day_field("By", missing="Enter the day such as 7 December 2026.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = words.long_day(on + dt.timedelta(days=TASK_DAYS))


class AnswerForm(forms.Form):
    text = text_field("Answer", rows=2, missing="Write the answer: it goes back to who asked.", required=True)


class CaseForm(forms.Form):
    case = forms.ChoiceField(
        label="What is open",
        choices=[(code, name) for code, (_, _, name) in cases.CASES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is open.", "invalid_choice": "Choose what is open."},
    )
    evidence = text_field(
        "What shows it", rows=2, length=cases.LONGEST, missing="Say what shows it: a case number, who reported it.",
        required=True,
    )  # fmt: skip
    review_on = day_field("Look again on", missing="Enter the day of review such as 7 December 2026.")

    def __init__(self, *args: Any, on: dt.date, owners: People, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = colleague_field(
            "Who owns it", owners, missing="Choose who owns the case.", required=True
        )
        self.fields["owner"].initial = by.pk
        self.fields["review_on"].initial = words.long_day(on + dt.timedelta(days=REVIEW_DAYS))
        self.order_fields(["case", "evidence", "owner", "review_on"])


class CloseCaseForm(forms.Form):
    outcome = text_field("How it ended", rows=2, length=cases.LONGEST, missing="Say how it ended.", required=True)


class ComplexForm(forms.Form):
    plan = text_field(
        "Plan", rows=4, length=complex_cases.LONGEST_PLAN, missing="Write the plan: what, who, and what would end it.",
        required=True,
    )  # fmt: skip
    panel_on = day_field("The panel looks at it on", missing="Enter the day such as 7 December 2026.")


class EndComplexForm(forms.Form):
    why = text_field(
        "Why it is no longer complex", rows=2, length=complex_cases.LONGEST_WHY, missing="Say why it ends.",
        required=True,
    )  # fmt: skip


def _number(label: str, *, places: int, missing: str, hint: str = "") -> NumberField:
    too_fine = f"Enter no more than {places} digits after the point."
    return NumberField(
        label=label,
        min_value=Decimal(0),
        max_digits=8 if places == 4 else 12,
        decimal_places=places,
        help_text=hint,
        error_messages={
            "required": missing,
            "invalid": missing,
            "min_value": missing,
            "max_digits": "This number is too long: look at it again.",
            "max_whole_digits": "This number is too long: look at it again.",
            "max_decimal_places": too_fine,
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10", "inputmode": "decimal"}),
    )


class MeterForm(forms.Form):
    utility = forms.ChoiceField(
        label="What is metered",
        choices=MeteredCharge.Utility.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose electricity or water.", "invalid_choice": "Choose electricity or water."},
    )
    meter = forms.CharField(
        label="Meter number",
        max_length=30,
        error_messages={
            "required": "Enter the number on the meter.",
            "max_length": "Write no more than 30 characters.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}),
    )
    first_on = day_field("First reading on", missing="Enter the day of the first reading.")
    first_reading = _number("First reading", places=3, missing="Enter the first reading, such as 1204 or 1204.5.")
    last_on = day_field("Second reading on", missing="Enter the day of the second reading.")
    last_reading = _number("Second reading", places=3, missing="Enter the second reading, such as 1310.")
    unit_rate = _number("Charged, pounds a unit", places=4, missing="Enter the rate in pounds, such as 0.245.")
    bought_at = _number(
        "The council pays, pounds a unit",
        places=4,
        missing="Enter what the council pays a unit in pounds, such as 0.245.",
        hint="From the supplier’s bill. No more than this may be charged.",
    )

    def __init__(self, *args: Any, account: RentAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = {"electricity": "electricity", "water": "water"}.get(account.kind)
        last = meters.last_of(account, kind) if kind else account.metered_charges.order_by("-last_on", "-pk").first()
        if kind:
            self.fields["utility"].initial = kind
        if last:
            self.initial = {
                "utility": last.utility,
                "meter": last.meter,
                "first_on": words.long_day(last.last_on),
                "first_reading": last.last_reading.normalize(),
                "unit_rate": last.unit_rate,
                "bought_at": last.bought_at,
            }

    def reading(self) -> meters.Reading:
        data = self.cleaned_data
        return meters.Reading(**{**data, "utility": MeteredCharge.Utility(data["utility"])})


class MoveForm(forms.Form):
    """The homes are ticked in the page's own boxes, by their ids."""

    from_on = day_field("From", missing="Enter the day such as 7 December 2026.")
    reason = text_field("Why", rows=2, length=200, missing="Say why they move.", required=True)

    def __init__(
        self, *args: Any, on: dt.date, patches: list[Patch], homes: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["homes"] = forms.TypedMultipleChoiceField(
            coerce=int,
            choices=homes,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Tick the homes that move.",
                "invalid_choice": "A home that was ticked is not in this patch any more. Look at the list again.",
            },
        )
        self.fields["from_on"].initial = words.long_day(on)
        self.fields["to_patch"] = forms.TypedChoiceField(
            label="To patch",
            coerce=lambda key: next(patch for patch in patches if str(patch.pk) == key),
            choices=[("", "Choose"), *((patch.pk, patch.code) for patch in patches)],
            error_messages={"required": "Choose the patch.", "invalid_choice": "Choose the patch."},
            widget=forms.Select(attrs={"class": "govuk-select"}),
        )
        self.order_fields(["homes", "to_patch", "from_on", "reason"])


class PairForm(forms.Form):
    def __init__(self, *args: Any, officers: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = colleague_field(
            "Neighbourhood officer", officers, missing="Choose a neighbourhood officer.", required=False
        )
