"""What is typed about the protocol and decision records."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from caseload.forms import choice_field, day_field, text_field
from legal.protocol_steps import BY_HAND, LONGEST_ANSWER
from legal.rules import equality
from staff.ui.words import long_day
from tenancies.models import Person


class StepForm(forms.Form):
    """One step that no other record shows: which, with whom, when and how."""

    step = choice_field("Step", [(code, name) for code, (name, _) in BY_HAND.items()], chosen=True)
    done_on = day_field("Day", missing="Enter the day, such as 20 November 2026.")
    how = text_field("How, and what came of it", rows=2, required=True, missing="Say how it was done.")

    def __init__(self, *args: Any, people: Sequence[Person], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(person.pk, str(person)) for person in people]
        self.fields["person"] = choice_field("Tenant", names, required=False, coerce=int)
        self.initial.update({"done_on": long_day(on), "person": people[0].pk if len(people) == 1 else None})
        self.order_fields(["step", "person", "done_on", "how"])


class OverrideForm(forms.Form):
    reason = text_field(
        "Why the claim may go on without them", rows=3, length=2000, required=True,
        missing="Write the reason: it is printed in the bundle.",
    )  # fmt: skip


class DecisionForm(forms.Form):
    """Every question that the step needs; those of the last record stand in it to be gone through again."""

    def __init__(self, *args: Any, stage: str, before: Mapping[str, str], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = equality.questions(stage)
        for question in self.asked:
            field = text_field(
                question.asks, rows=3, length=LONGEST_ANSWER, required=True, missing=f"Answer: {question.asks}"
            )
            field.initial = before.get(question.code, "")
            self.fields[question.code] = field
        self.fields["review_on"] = day_field(
            "To be looked at again on", missing="Enter the day, such as 14 March 2027.", required=False
        )

    def answers(self) -> dict[str, str]:
        return {question.code: self.cleaned_data[question.code] for question in self.asked}
