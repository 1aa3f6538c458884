"""What is typed about bundles, boxes to black out, and witness statements."""

from typing import Any

from django import forms

from caseload.forms import day_field, text_field
from legal.bundles import LONGEST_REASON
from legal.witness import LONGEST


class FiledForm(forms.Form):
    """The day on which a bundle went to the court; why, where it is not complete."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Enter the day it was filed, such as 14 March 2027."
        self.fields["filed_on"] = day_field("The day it was filed", missing=missing)
        self.fields["why"] = text_field("If it is not complete: why it is filed all the same", length=LONGEST_REASON)


def points(label: str) -> forms.FloatField:
    """A distance on a page, in points."""
    said = f"Enter {label.lower()} as a number of points, such as 120."
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=2000,
        error_messages={"required": said, "invalid": said, "min_value": said, "max_value": said},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-4", "inputmode": "decimal"}),
    )


class BoxForm(forms.Form):
    """One box on one page: points from its top left corner."""

    left = points("From the left")
    top = points("From the top")
    width = points("Width")
    height = points("Height")


class StatementForm(forms.Form):
    """A witness's words and exhibits."""

    text = forms.CharField(
        label="What you will say",
        help_text="In numbered paragraphs and your own words: what you know yourself, and where the rest comes from.",
        max_length=LONGEST,
        error_messages={
            "required": "Write what you will say.",
            "max_length": f"Write at most {LONGEST:,} characters.",
        },
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 20, "maxlength": False}),
    )
    exhibits = forms.MultipleChoiceField(
        label="Exhibits: papers that you made or took in",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose exhibits from the list."},
    )

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["exhibits"]
        field.choices = papers
