"""What is typed for templates, their approval and their leaflets."""

import datetime as dt
from typing import Any

from django import forms

from caseload.case_file import LANGUAGES
from caseload.colleagues import casework
from caseload.forms import day_field, text_field
from recovery import wordings
from recovery.models import Leaflet, OutboxMessage, Template
from recovery.rules import texts
from recovery.rules.letters import KINDS, TEMPLATED
from recovery.rules.wording import LONGEST
from staff.models import User
from staff.ui import words

SELECT = {"class": "govuk-select"}
INPUT = {"class": "govuk-input", "autocomplete": "off"}
CHECK = {"class": "govuk-checkboxes__input"}
Channel, Variant = OutboxMessage.OutboxChannel, Template.Variant


def owner_field() -> "forms.ModelChoiceField[User]":
    return forms.ModelChoiceField(
        label="Owner",
        queryset=casework(),
        empty_label="Choose",
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose who looks after it.", "invalid_choice": "Choose somebody from the list."},
    )


class BeginForm(forms.Form):
    """Which words are to be written: a step, a channel, and for whom."""

    action = forms.ChoiceField(
        label="Step",
        choices=[*((action, KINDS[action].title) for action in TEMPLATED), (wordings.LINES, "Standard lines")],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose a step.", "invalid_choice": "Choose a step from the list."},
    )
    channel = forms.ChoiceField(
        label="Goes as",
        choices=[(Channel.LETTER, "Letter"), (Channel.SMS, "Text"), (Channel.EMAIL, "E-mail that carries the letter")],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose how it goes.", "invalid_choice": "Choose how it goes from the list."},
    )
    variant = forms.ChoiceField(
        label="For",
        choices=[
            (Variant.STANDARD, "Everybody"),
            (Variant.LARGE_PRINT, "Large print, in words of its own"),
            (Variant.EASY_READ, "Easy read"),
            (Variant.TRANSLATION, "Another language"),
        ],
        widget=forms.Select(attrs=SELECT),
        error_messages={"required": "Choose for whom.", "invalid_choice": "Choose for whom from the list."},
    )
    language = forms.ChoiceField(
        label="Language, of a translation",
        required=False,
        choices=[("", "None"), *sorted(((k, v) for k, v in LANGUAGES.items() if k != "en"), key=lambda pair: pair[1])],
        widget=forms.Select(attrs=SELECT),
        error_messages={"invalid_choice": "Choose a language from the list."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        translated, language = data.get("variant") == Variant.TRANSLATION, data.get("language")
        if translated and not language:
            self.add_error("language", "Choose the language of the translation.")
        if language and not translated:
            self.add_error("language", "A language is chosen: choose ‘Another language’ as well, or take it out.")
        if data.get("variant") != Variant.STANDARD and data.get("channel") in {Channel.SMS, Channel.EMAIL}:
            self.add_error("variant", "Texts and e-mails have one wording. Large print and the others are for letters.")
        if data.get("channel") == Channel.SMS and data.get("action") not in texts.LIGHT:
            self.add_error("channel", "This step never goes as a text: the protocol wants it in writing.")
        if data.get("action") == wordings.LINES and not (translated and data.get("channel") == Channel.LETTER):
            self.add_error("variant", "Standard lines are for letters, in another language.")
        return data


class WordsForm(forms.Form):
    heading = forms.CharField(
        label="Heading",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"max_length": "Write a heading of no more than 120 characters."},
    )
    body = text_field("Words", rows=24, length=LONGEST)
    contentious = forms.BooleanField(
        label="A second person reads each letter before it goes",
        required=False,
        widget=forms.CheckboxInput(attrs=CHECK),
    )
    account = forms.CharField(
        label="Show it on the account",
        required=False,
        max_length=40,
        error_messages={"max_length": "Enter the account’s reference, such as 00001234A."},
        widget=forms.TextInput(attrs=INPUT | {"class": "govuk-input govuk-input--width-10"}),
    )


class ApproveForm(forms.Form):
    in_force_from = day_field("They go from", missing="Enter the day, such as 1 December 2026.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_force_from"].initial = words.long_day(on)


class KeptForm(forms.Form):
    """Who looks after a template, when it is read again, and what is enclosed."""

    owner = owner_field()
    review_on = day_field("Review on", missing="Enter the day, such as 1 December 2027.")
    leaflets = forms.ModelMultipleChoiceField(
        label="Enclosed with each letter",
        required=False,
        queryset=Leaflet.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=CHECK),
        error_messages={"invalid_choice": "That leaflet cannot be enclosed: it has expired, or has not begun."},
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaflets = self.fields["leaflets"]
        assert isinstance(leaflets, forms.ModelMultipleChoiceField)
        going = [each.pk for each in wordings.leaflets_going(on=on)]
        leaflets.queryset = Leaflet.objects.filter(pk__in=going).order_by("title")


class LeafletForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", choices=Leaflet.Kind.choices, widget=forms.Select(attrs=SELECT))
    title = forms.CharField(
        label="Title",
        max_length=120,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"required": "Give it a title.", "max_length": "Use no more than 120 characters."},
    )
    for_whom = forms.CharField(
        label="Who qualifies, of an offer",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"max_length": "Use no more than 300 characters."},
    )
    text = text_field("Text", rows=10, length=4000, required=True, missing="Write what it says.")
    link = forms.URLField(
        label="Link",
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs=INPUT),
        error_messages={"invalid": "Enter the whole address, such as https://www.ottersby.gov.uk/help."},
    )
    owner = owner_field()
    review_on = day_field("Review on", missing="Enter the day on which it is read again, such as 1 December 2027.")
    starts_on = day_field("Goes from", missing="Enter a day, or nothing.", required=False)
    expires_on = day_field("Expires on", missing="Enter a day, or nothing.", required=False)

    def __init__(self, *args: Any, leaflet: Leaflet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaflet = leaflet
        self.fields["expires_on"].help_text = "From this day it goes no more."

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        others = Leaflet.objects.exclude(pk=self.leaflet.pk) if self.leaflet else Leaflet.objects.all()
        if others.filter(title=title).exists():
            raise forms.ValidationError("There is one with this title already. Change that one, or choose another.")
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, expires = data.get("starts_on"), data.get("expires_on")
        if starts and expires and expires <= starts:
            self.add_error("expires_on", "It expires before it begins. Enter a later day.")
        return data
