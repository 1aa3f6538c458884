"""What is typed about an event, a survey or an idea, and about who took part."""

from typing import Any

from django import forms

from caseload.campaigns.forms import SHORT
from caseload.campaigns.outreach import STATUSES
from caseload.forms import day_field, line_field, text_field
from recovery.models import Campaign, Engagement
from staff.models import CASEWORK_ROLES, ESTATE_ROLES, User

HOW_MANY = "Enter a whole number."


def _number(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs=SHORT),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], HOW_MANY),
    )


class EngagementForm(forms.Form):
    name = line_field("Name", length=120, missing="Give it a name.")
    on = day_field("Day", missing="Enter the day, such as 1 December 2026.")
    place = line_field("Estate or place", length=120)
    question = line_field("Question", length=300)
    answers = text_field("Answers, each on its own line", rows=4, length=600)
    asked = _number("How many were asked")
    helpers = forms.ModelMultipleChoiceField(
        label="Who helps",
        queryset=User.objects.filter(role__in=CASEWORK_ROLES | ESTATE_ROLES, is_active=True).order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = text_field("Note", rows=3, length=1000)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        survey, idea = kind == Engagement.Kind.SURVEY, kind == Engagement.Kind.IDEA
        for name in ("question", "answers") if not survey else ():
            del self.fields[name]
        for name in ("helpers", "asked", "place") if idea else ():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["answers"] = (data.get("answers") or "").splitlines()
        return data


class TookPartForm(forms.Form):
    reference = line_field("Account reference", length=40)
    anonymous = forms.BooleanField(label="Anonymous: nothing is kept of who it was", required=False)
    consents = forms.BooleanField(label="Agrees to be asked again", required=False)
    answer = forms.ChoiceField(label="Answer", required=False, widget=forms.RadioSelect)
    helped = line_field("What they were helped with", length=300)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if engagement.kind == Engagement.Kind.SURVEY:
            answer = self.fields["answer"]
            assert isinstance(answer, forms.ChoiceField)
            answer.choices = [(each, each) for each in engagement.answers]
        else:
            del self.fields["answer"]


class CameOfItForm(forms.Form):
    result = text_field("What came of it", rows=2, length=500)
    status = forms.ChoiceField(
        label="What becomes of the idea", choices=[(each, each) for each in STATUSES], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    asked = _number("How many were asked")
    campaign = forms.ModelChoiceField(
        label="Tried out by the campaign",
        queryset=Campaign.objects.order_by("-pk"),
        required=False,
        empty_label="none",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        idea = engagement.kind == Engagement.Kind.IDEA
        for name in ("asked",) if idea else ("status", "campaign"):
            del self.fields[name]
