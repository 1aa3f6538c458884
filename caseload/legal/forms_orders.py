"""How an order ended, and who was warned that it is not kept, as it is typed."""

from typing import Any

from django import forms

from caseload.forms import day_field, text_field
from legal.models import PossessionOrder
from legal.order_warnings import OTHERWISE
from staff.ui.widgets import PlainSelect
from tenancies.models import Person

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


class WarnedForm(forms.Form):
    """A tenant was warned otherwise than by Quarterday's letter."""

    person = forms.ModelChoiceField(
        label="Who was warned", queryset=Person.objects.none(), empty_label="–",
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose who was warned."),
        widget=PlainSelect,
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="How", choices=[(way.value, way.label) for way in OTHERWISE],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose how they were warned."),
        widget=PlainSelect,
    )  # fmt: skip
    warned_on = day_field("On", missing="Enter the day, such as 24 November 2026.")
    said = text_field("What they were told", length=500, required=True,
                      missing="Write what they were told: what is short, and by when to put it right.")  # fmt: skip

    def __init__(self, *args: Any, tenants: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "id_warned_%s"})
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in tenants])
