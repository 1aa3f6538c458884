"""What is typed on the crisis card."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.forms import day_field, text_field
from caseload.forms_reminders import People, colleague_field
from staff.models import User
from staff.ui import words
from tenancies.models import Person

EVERYBODY = "everybody"


class WorriedForm(forms.Form):
    """Nothing needs to be filled in: the press counts."""

    who = forms.ChoiceField(label="About whom", required=False, widget=forms.RadioSelect)
    heard = forms.CharField(
        label="What you heard, in their words if you can",
        help_text="You can do this later. It opens only with a reason.",
        required=False,
        error_messages={"null_characters_not_allowed": "Type it again: it holds a sign that cannot be kept."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[Person], colleagues: People, more: bool, **kwargs: Any) -> None:
        """`more`: a crisis runs already, so nobody further is meant unless chosen."""
        super().__init__(*args, **kwargs)
        self.fields["call"] = colleague_field(
            "Call a colleague to you as well", colleagues, missing="Choose the colleague from the list.", required=False
        )
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(EVERYBODY, "Everybody here"), *((str(person.pk), str(person)) for person in people)]
        who.label = "Also about" if more else who.label
        who.initial = None if more else EVERYBODY

    def meant(self, people: Sequence[Person]) -> list[Person]:
        """The people who were chosen; nobody where nothing was."""
        who = self.cleaned_data["who"]
        return [person for person in people if who in {EVERYBODY, str(person.pk)}]


class PlanForm(forms.Form):
    """The next safe contact."""

    next_contact_on = day_field("Next contact by", missing="Enter the day such as 24 November 2026.")
    how = text_field(
        "How, safely", rows=2, length=300, required=True,
        missing="Say how they are contacted safely: which number, by whom, at what time.",
    )  # fmt: skip
    urgent_contacts = text_field("Whom to reach if they do not answer", rows=2, length=300)

    def __init__(self, *args: Any, on: dt.date, leads: People, lead: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Choose who leads until it is lifted."
        self.fields["lead"] = colleague_field("Who leads", leads, missing=missing, required=True)
        self.fields["lead"].initial = lead.pk if lead else None
        self.fields["next_contact_on"].initial = words.long_day(on + dt.timedelta(days=1))
        self.order_fields(["lead", "next_contact_on", "how", "urgent_contacts"])


class SignOffForm(forms.Form):
    outcome = text_field("How it ended", rows=2, length=500, missing="Write how it ended.", required=True)
