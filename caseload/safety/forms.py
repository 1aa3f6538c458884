"""What is typed about safety: concerns, incidents, plans, support, referrals, the council's contacts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.forms import day_field, line_field, text_field
from caseload.forms_reminders import People, colleague_field
from caseload.safety import concerns, plans, support
from staff.models import Role
from staff.ui import words
from tenancies.models import Person
from welfare.models import ContactPlan, CouncilContact, Referral, SafetyConcern

Kind = SafetyConcern.Kind
NOBODY = "nobody"


def chips(label: str, choices: Any, *, missing: str, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class ConcernForm(forms.Form):
    """One report. The kinds differ in what they ask first; each asks little."""

    happened_on = day_field("When", missing="Enter the day such as 20 November 2026.")
    said = text_field("", rows=5, length=concerns.LONGEST, missing="Write what you saw or heard.", required=True)

    KINDS: Sequence[tuple[str, str]] = ()
    SAID = "What happened, in plain facts"

    def __init__(self, *args: Any, people: Sequence[Person], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.KINDS:
            self.fields["kind"] = chips("What it is", self.KINDS, missing="Choose what it is.")
        choices = [(NOBODY, "Nobody here by name"), *((str(each.pk), str(each)) for each in people)]
        self.fields["who"] = chips("About whom", choices, missing="Choose about whom it is.", required=False)
        self.fields["who"].initial = NOBODY
        self.fields["said"].label = self.SAID
        self.fields["happened_on"].initial = words.long_day(on)
        self.order_fields(["kind", "danger_now", "who", "indicators", "said", "happened_on"])

    def report(self, people: Sequence[Person]) -> dict[str, Any]:
        """What `concerns.report` is given."""
        data = dict(self.cleaned_data)
        who = data.pop("who", "")
        return {**data, "person": next((each for each in people if str(each.pk) == who), None)}


class SafeguardingForm(ConcernForm):
    KINDS = [(Kind.SAFEGUARDING_ADULT, "An adult"), (Kind.SAFEGUARDING_CHILD, "A child")]
    SAID = "What you saw or heard, in their own words if you can"
    danger_now = forms.BooleanField(label="Somebody is in danger now: 999 was rung", required=False)


class IncidentForm(ConcernForm):
    KINDS = [(Kind.THREAT, "Threat or abuse"), (Kind.HAZARD, "Hazard at the home")]
    SAID = "What happened"


class FraudForm(ConcernForm):
    SAID = "Facts only: what was seen, when, by whom"
    indicators = forms.MultipleChoiceField(
        label="What was seen",
        choices=list(concerns.INDICATORS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what was seen: a referral rests on facts.",
            "invalid_choice": "Choose from the list.",
        },
    )

    def report(self, people: Sequence[Person]) -> dict[str, Any]:
        return {**super().report(people), "kind": Kind.FRAUD}


class ConferenceForm(ConcernForm):
    """Notes, and up to three actions: of each all three parts or none."""

    SAID = "Notes: who was there, what was shared, what was decided"
    ACTIONS = range(1, 4)

    def __init__(self, *args: Any, staff: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in self.ACTIONS:
            self.fields[f"what_{number}"] = line_field(f"Action {number}", length=500)
            self.fields[f"who_{number}"] = colleague_field(
                "Asked of", staff, missing="Choose who is asked.", required=False
            )
            self.fields[f"by_{number}"] = day_field(
                "By", missing="Enter the day such as 27 November 2026.", required=False
            )

    def actions(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"what_{n}"], self[f"who_{n}"], self[f"by_{n}"]) for n in self.ACTIONS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = []
        for number in self.ACTIONS:
            parts: list[Any] = [data.get(f"{part}_{number}") for part in ("what", "who", "by")]
            if any(parts) and not all(parts):
                self.add_error(f"what_{number}", f"Action {number} wants what, of whom, and by when.")
            elif all(parts):
                asked.append(concerns.Asked(what=parts[0], for_user=parts[1], due_on=parts[2]))
        data["asked"] = asked
        return data

    def report(self, people: Sequence[Person]) -> dict[str, Any]:
        kept = {"said", "happened_on", "person", "asked"}
        return {key: value for key, value in super().report(people).items() if key in kept} | {"kind": Kind.CONFERENCE}


class CloseForm(forms.Form):
    outcome = text_field("What came of it", rows=2, missing="Say what came of it.", required=True)


class ContactPlanForm(forms.Form):
    kind = chips("Why", ContactPlan.Kind.choices, missing="Choose why a plan is needed.")
    limits = text_field("What we do and do not do, and why", rows=4, missing="Say what the plan is.", required=True)
    told_on = day_field("They were told of it on", missing="Enter the day such as 20 November 2026.", required=False)
    review_on = day_field("Look again on", missing="Enter the day such as 19 February 2027.")
    last_day = day_field("Until the end of", missing="Enter the day such as 20 May 2027.")

    def __init__(self, *args: Any, people: Sequence[Person], staff: People, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.pk), str(each)) for each in people]
        self.people = {str(each.pk): each for each in people}
        self.fields["person"] = chips("For whom", named, missing="Choose for whom the plan is.")
        self.fields["person"].initial = named[0][0] if len(named) == 1 else None
        self.fields["single_contact"] = colleague_field(
            "The one person they deal with", staff, missing="Choose from the list.", required=False
        )
        self.fields["review_on"].initial = words.long_day(on + dt.timedelta(days=91))
        self.fields["last_day"].initial = words.long_day(on + dt.timedelta(days=182))
        self.order_fields(["person", "kind", "limits", "single_contact", "told_on", "review_on", "last_day"])

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class CompassionForm(forms.Form):
    why = chips("What has happened", list(plans.COMPASSION.items()), missing="Choose what has happened.")
    evidence = text_field("How you know", rows=2, length=200, missing="Say how you know.", required=True)
    review_on = day_field("Look again on", missing="Enter the day such as 20 January 2027.")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_on"].initial = words.long_day(on + dt.timedelta(days=56))


class EndForm(forms.Form):
    why = text_field("What happens instead", rows=2, missing="Say what happens instead.", required=True)


class SupportForm(forms.Form):
    goal = text_field("What the plan is for", rows=2, missing="Say what the plan is for.", required=True)
    review_on = day_field("Look again on", missing="Enter the day such as 19 February 2027.")


class StepForm(forms.Form):
    what = line_field("What is done", length=300, missing="Say what is done.")
    who = line_field("By whom", length=120, missing="Say who does it: a colleague, another team, the tenant.")
    due_on = day_field("By when", missing="Enter the day such as 4 December 2026.", required=False)
    about_money = forms.BooleanField(label="It is about money: for the income team alone", required=False)
    shared_with = forms.ChoiceField(
        label="Another team that sees it",
        required=False,
        choices=[("", "None"), *((role.value, Role(role).label) for role in support.SHARED_WITH)],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choose a team from the list."},
    )


class ReferralForm(forms.Form):
    partner = line_field("To which partner", length=120, missing="Name the partner.")
    why = text_field("What for", rows=2, missing="Say what for.", required=True)
    consent = chips("Do they agree?", Referral.Consent.choices, missing="Choose whether they agree.")
    due_on = day_field("Answer wanted by", missing="Enter the day such as 4 December 2026.")
    prompted_by = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, on: dt.date, partners: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = words.long_day(on + dt.timedelta(days=14))
        self.fields["partner"].help_text = f"The council’s partners: {', '.join(partners)}." if partners else ""


class ContactForm(forms.Form):
    """One line of the council's own list."""

    purpose = forms.ChoiceField(
        label="What for",
        choices=CouncilContact.Purpose.choices,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose what it is for.", "invalid_choice": "Choose what it is for."},
    )
    name = line_field("Name", length=120, missing="Enter the name of the line, team or partner.")
    reach = line_field("Telephone, e-mail or address", length=200, missing="Enter how it is reached.")
    note = line_field("What to know", length=300)

    def __init__(self, *args: Any, staff: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = colleague_field(
            "Who here is told and leads", staff, missing="Choose from the list.", required=False
        )
