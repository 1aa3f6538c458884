"""What is typed when something came in from a tenant."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.forms import day_field
from caseload.forms_papers import PaperField
from caseload.printing.replies import LONGEST_TEXT, WAYS, Channel
from staff.ui import words
from tenancies.models import ReceivedDocument, TenancyPerson

SOMEBODY_ELSE = "0"


class ReplyForm(forms.Form):
    """`paper` becomes what the file holds; the form shows why a file is not taken."""

    who = forms.ChoiceField(
        label="Who it is from",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is from.", "invalid_choice": "Choose who it is from."},
    )
    channel = forms.TypedChoiceField(
        label="How it came",
        coerce=Channel,
        choices=[(way, way.label) for way in WAYS],
        initial=Channel.LETTER,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it came.", "invalid_choice": "Choose how it came."},
    )
    text = forms.CharField(
        label="What it says, in a line or two",
        help_text=f"Up to {LONGEST_TEXT} characters. It stays on record.",
        error_messages={"required": "Write in a line what it says."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
    )
    kind = forms.TypedChoiceField(
        label="What the paper is",
        required=False,
        coerce=ReceivedDocument.Kind,
        empty_value=ReceivedDocument.Kind.OTHER,
        choices=ReceivedDocument.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose what the paper is."},
    )
    paper = PaperField("The paper itself, where there is one")

    def __init__(self, *args: Any, people: Sequence[TenancyPerson], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"] = day_field(
            "The day it came", missing="Enter the day it came, such as 14 March 2027."
        )
        self.fields["received_on"].initial = words.long_day(on)
        who: Any = self.fields["who"]
        who.choices = [(str(each.person_id), str(each.person)) for each in people] + [(SOMEBODY_ELSE, "Somebody else")]
        if len(people) == 1:
            who.initial = str(people[0].person_id)
