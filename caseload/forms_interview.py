"""A call with its guide: what was spoken of, why they fell behind, and when to look again; and a visit."""

import datetime as dt
from typing import Any

from django import forms

from caseload import causes, interview
from caseload.forms import CallForm, Outcome, day_field
from caseload.forms_reminders import People, colleague_field
from recovery.models import ContactAttempt
from staff.ui.widgets import PlainSelect

NOTE_LENGTH = ContactAttempt._meta.get_field("note").max_length or 0


class InterviewForm(CallForm):
    spoken_of = forms.MultipleChoiceField(
        label="What you spoke of",
        required=False,
        choices=[(topic, topic[:1].upper() + topic[1:]) for topic in interview.SPOKEN_OF],
        widget=forms.CheckboxSelectMultiple,
    )
    offered = forms.MultipleChoiceField(
        label="What you offered",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That offer has expired, or has not begun: take it out."},
    )
    cause = forms.ChoiceField(
        label="Why they fell behind",
        required=False,
        error_messages={"invalid_choice": "Choose one of the causes."},
        widget=PlainSelect,
    )
    look_again_on = day_field("Look again on", missing="Enter the day such as 7 December 2026.", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = interview.offers(on=self.on)
        offered = self.fields["offered"]
        assert isinstance(offered, forms.MultipleChoiceField)
        offered.choices = [(each.title, each.title) for each in self.offers]
        cause = self.fields["cause"]
        assert isinstance(cause, forms.ChoiceField)
        cause.choices = [("", "Not spoken of"), *((each.code, each.name) for each in causes.causes().values())]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        left = NOTE_LENGTH - len(interview.in_words(data.get("spoken_of", []), data.get("offered", []))) - 1
        if len(data.get("note", "")) > left:
            self.add_error("note", f"Write no more than {left} characters beside what is ticked.")
        return data

    def clean_look_again_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["look_again_on"]
        if day and day < self.on:
            raise forms.ValidationError("Choose today or a later day.")
        return day


class VisitForm(CallForm):
    """A visit to the home: who was seen, what they said, and who went along where nobody goes alone."""

    OUTCOMES = [Outcome.PROMISED, Outcome.SEEN, Outcome.NOT_IN, Outcome.MESSAGE_LEFT, Outcome.THIRD_PARTY]

    outcome = forms.ChoiceField(
        label="How it went",
        choices=[(outcome.value, outcome.label) for outcome in OUTCOMES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how the visit went."),
    )

    def __init__(self, *args: Any, colleagues: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        person.label = "Who was visited"
        person.error_messages |= dict.fromkeys(("required", "invalid_choice"), "Choose who was visited.")
        missing = "Choose who went with you."
        self.fields["second_person"] = colleague_field("Who went with you", colleagues, missing=missing, required=False)
