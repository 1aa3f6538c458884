"""The living page of components: one visual language, shown as it is."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staff.http import StaffRequest


class SampleForm(forms.Form):
    """Fields as every form has them; nothing is ever sent."""

    day = forms.CharField(
        label="Until the end of",
        initial="6 December 2026",
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10"}),
    )
    amount = forms.CharField(
        label="Amount promised",
        initial="50.00",
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal"}),
    )
    read_out = forms.BooleanField(label="The letter was read out", required=False)
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2})
    )
    why = forms.ChoiceField(
        label="Why",
        choices=[("benefit", "Waiting for benefit"), ("hardship", "Illness or hardship"), ("other", "Another reason")],
        initial="benefit",
        widget=forms.RadioSelect,
    )


class FailedForm(forms.Form):
    last_day = forms.CharField(
        label="To",
        error_messages={"required": "Enter the last day, such as 22 November 2026."},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10"}),
    )


MARKS = [
    ("stop", "Breathing space", "forbids something: no chasing, no call, no letter"),
    ("warn", "Needs known", "changes how something is done"),
    ("good", "Kept", "as agreed"),
    ("ask", "Needs: never asked", "nobody knows yet: not the same as none"),
    ("quiet", "Live", "for knowing"),
]


@require_safe
def components(request: StaffRequest) -> HttpResponse:
    """Every component with its class and when to use it, for whoever builds or judges a page."""
    context = {"form": SampleForm(), "failed": FailedForm({}), "marks": MARKS}
    return render(request, "staff/components.html", context)
