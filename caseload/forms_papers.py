"""From when to when a statement runs; a paper that came in."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms

from caseload.forms import day_field
from staff.ui import words
from tenancies import received

MOST_YEARS = 2  # what a page lays out in under two seconds


class StatementForm(forms.Form):
    first = day_field("From", missing="Enter the first day, such as 6 April 2026.")
    last = day_field("To", missing="Enter the last day, such as 22 November 2026.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["first"].initial = words.long_day(on - relativedelta(months=12) + dt.timedelta(days=1))
        self.fields["last"].initial = words.long_day(on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be the first day or later.")
        elif last and last > self.on:
            self.add_error("last", "The last day must be today or earlier.")
        elif first and last and last > first + relativedelta(years=MOST_YEARS):
            self.add_error("first", f"Choose at most {MOST_YEARS} years for one statement. Make another for the rest.")
        return data


class PaperField(forms.FileField):
    """What came in on paper, looked at before it is kept; None where nothing was chosen."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            allow_empty_file=True,
            max_length=200,
            help_text=f"A PDF, JPEG or PNG of up to {received.MOST_BYTES // 1_000_000} MB.",
            widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".pdf,.jpg,.jpeg,.png"}),
        )

    def clean(self, data: Any, initial: Any = None) -> received.Paper | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return received.look_at(upload)
        except received.CannotReceive as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
