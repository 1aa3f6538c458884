"""What is typed about campaigns, lists of who is affected, events and ideas."""

import datetime as dt
from typing import Any

from django import forms

from caseload.campaigns.build import MOST_COMPARED, Plan
from caseload.forms import day_field, line_field, text_field
from staff.ui import words

SHORT = {"class": "govuk-input govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}
PERCENT = f"Enter a whole number from 0 to {MOST_COMPARED}."


class CampaignForm(forms.Form):
    name = line_field("Name", length=80, missing="Give the campaign a name.")
    purpose = line_field("What it is for", length=500, missing="Say what it is for: who approves it reads this.")
    channel = forms.ChoiceField(
        label="How it goes",
        choices=[("sms", "Text message"), ("email", "E-mail"), ("letter", "Letter")],
        widget=forms.RadioSelect,
        initial="sms",
        error_messages={"required": "Choose how it goes."},
    )
    text = text_field("Message", rows=4, length=3000, missing="Write the message.", required=True)
    other_text = text_field("A second wording, to try against the first", rows=4, length=3000)
    control_percent = forms.IntegerField(
        label="Left out by lot, of every hundred, to compare with",
        initial=10,
        min_value=0,
        max_value=MOST_COMPARED,
        widget=forms.TextInput(attrs=SHORT),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], PERCENT),
    )

    def plan(self, *, audience: str) -> Plan:
        return Plan(audience=audience, **self.cleaned_data)


class SendOnForm(forms.Form):
    send_on = day_field("Send on", missing="Enter the day, such as 1 December 2026.")


class AffectedForm(forms.Form):
    name = line_field("Name", length=80, missing="Give the list a name, such as Rent rise April 2027.")
    purpose = line_field("Why each is contacted", length=500, missing="Say why each is contacted.")
    contact_by = day_field("Contact each by", missing="Enter the day, such as 1 December 2026.")
    refs = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label="CSV with the account reference in the first column",
        required=False,
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,.txt,text/csv"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("refs") and not data.get("file"):
            self.add_error("file", "Choose the file.")
        return data


def day_in(days: int, *, on: dt.date) -> str:
    """A day to begin with in a form."""
    return words.long_day(on + dt.timedelta(days=days))
