"""Who is away, who covers, and for which days."""

import datetime as dt
from typing import Any

from django import forms

from caseload.forms import day_field, text_field
from caseload.forms_reminders import People, colleague_field
from staff.models import User
from staff.ui import words


class CoverForm(forms.Form):
    starts_on = day_field("First day away", missing="Enter the first day, such as 7 December 2026.")
    last_day = day_field("Last day away", missing="Enter the last day, such as 18 December 2026.")
    note = text_field("What your colleague should know", rows=3)

    def __init__(self, *args: Any, on: dt.date, absent: People, colleagues: People, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"] = colleague_field("Who is away", absent, missing="Choose who is away.", required=True)
        self.fields["covering"] = colleague_field("Who covers", colleagues, missing="Choose who covers.", required=True)
        self.order_fields(["absent", "covering", "starts_on", "last_day", "note"])
        self.fields["starts_on"].initial = words.long_day(on)
        if by.pk in dict(absent):
            self.fields["absent"].initial = by.pk
