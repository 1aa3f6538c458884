"""How an order ended, as it is typed."""

from django import forms

from caseload.forms import day_field, text_field
from legal.models import PossessionOrder

Status = PossessionOrder.Status


class EndForm(forms.Form):
    how = forms.ChoiceField(
        label="What became of the order?",
        choices=[(Status.DISCHARGED, "Discharged"), (Status.SET_ASIDE, "Set aside")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose what became of the order."),
    )
    ended_on = day_field("On", missing="Enter the day, such as 24 November 2026.")
    why = text_field("Why", length=300, missing="Write why: the judge’s reason, or that all is paid.", required=True)
