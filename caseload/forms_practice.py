"""What is typed for bulletins, reviews, contacts, card payments, the continuity pack and a file of reminders."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from caseload.card_payments import LEAST, MOST
from caseload.forms import NumberField, day_field, line_field, text_field
from caseload.models import ContactNote
from staff.models import Patch
from staff.ui.widgets import PlainSelect

LONGEST_FILE = 200_000  # bytes


class BulletinForm(forms.Form):
    title = line_field("Title", length=120, missing="Give it a title.")
    text = text_field("What changes, in plain words", rows=6, length=5000, missing="Write what changes.", required=True)
    from_on = day_field("From which day", missing="Enter the day such as 6 April 2027.")
    source = line_field(
        "Where it comes from", length=200, missing="Name the source: a circular, a regulation, a letter."
    )
    view = forms.ChoiceField(
        label="Accounts that it bears on",
        required=False,
        error_messages={"invalid_choice": "Choose one of your lists, or none."},
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, views: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        view = self.fields["view"]
        assert isinstance(view, forms.ChoiceField)
        view.choices = [("", "None in particular"), *views]


class ReviewForm(forms.Form):
    text = text_field("Your note", rows=4, length=2000, missing="Write the note.", required=True)


class ReviewAnswerForm(forms.Form):
    answer = text_field("Answer", rows=2, length=1000, missing="Write the answer.", required=True)


class ContactForm(forms.Form):
    """Whoever it was and by whatever way: the same fields."""

    organisation = forms.ChoiceField(
        label="Who it was with",
        choices=[("", "Choose"), *ContactNote.Organisation.choices],
        error_messages={"required": "Choose who it was with.", "invalid_choice": "Choose who it was with."},
        widget=PlainSelect,
    )
    name = line_field("Name, if you have it", length=80)
    channel = forms.ChoiceField(
        label="How",
        choices=[("", "Choose"), *ContactNote.Channel.choices],
        error_messages={"required": "Choose how.", "invalid_choice": "Choose how."},
        widget=PlainSelect,
    )
    text = text_field("What was said", rows=4, length=2000, missing="Write what was said.", required=True)
    promise = line_field("What you promised, if anything", length=400)
    due_on = day_field("By which day", missing="Enter the day such as 7 December 2026.", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "due_on" not in self.errors and bool(data.get("promise")) != bool(data.get("due_on")):
            self.add_error(
                "due_on" if data.get("promise") else "promise",
                "Enter the day by which you promised it." if data.get("promise") else "Write what you promised.",
            )
        return data


class CardPaymentForm(forms.Form):
    amount = NumberField(
        label="Sum",
        min_value=LEAST,
        max_value=MOST,
        decimal_places=2,
        error_messages={
            "required": "Enter the sum, such as 104.50.",
            "invalid": "Enter the sum in pounds, such as 104.50.",
            "min_value": "Enter a sum above nothing.",
            "max_value": "Enter a sum up to £20,000.00.",
            "max_decimal_places": "Enter pounds and whole pence.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, owed: Decimal = Decimal(0), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"amount": f"{owed:.2f}"} if 0 < owed <= MOST else {}


class PackForm(forms.Form):
    reason = line_field(
        "What it is for",
        length=200,
        missing="Say what the pack is for: it is kept.",
        hint="Such as: exercise on 4 December, or the network is down.",
    )
    patch = forms.ModelChoiceField(
        label="Patch",
        queryset=Patch.objects.none(),
        required=False,
        empty_label="All",
        error_messages={"invalid_choice": "Choose one of the patches."},
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, patches: QuerySet[Patch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        patch = self.fields["patch"]
        assert isinstance(patch, forms.ModelChoiceField)
        patch.queryset = patches


class FileForm(forms.Form):
    """A file chosen, or, once it was shown, its text."""

    file = forms.FileField(
        label="The changed file (CSV)",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if not given:
            raise forms.ValidationError("Choose the file.")
        if given.size > LONGEST_FILE:
            raise forms.ValidationError("The file is too long for a list of reminders. Send up to 500 lines.")
        try:
            text: str = given.read().decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text. Save it from the spreadsheet as CSV (UTF-8).") from None
        if not text:
            raise forms.ValidationError("The file is empty. Take your reminders out again.")
        return text
