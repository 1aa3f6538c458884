"""What is typed for reminders, questions, suggestions, hand-over, offers and advice."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property

from caseload.forms import CardForm, NumberField, day_field, line_field, text_field, time_field
from caseload.models import Reminder, WorkType
from caseload.policies import work_types
from staff.asking import answers
from staff.models import Role, User
from staff.ui import words
from staff.ui.widgets import PlainSelect
from tenancies import bank_holidays
from tenancies.rules.calendar import add_working_days, is_working_day

Kind = Reminder.Kind
KINDS = [
    (Kind.OWN, "For me"),
    (Kind.PROMISE, "Promised to the tenant"),
    (Kind.CALLBACK, "Call back"),
    (Kind.TASK, "Ask a colleague"),
]
ROLES = {role.value: role.label.lower() for role in Role}
QUICK = {1: "Tomorrow", 3: "In 3 days", 7: "In a week"}


def quick_days(on: dt.date) -> list[tuple[str, str]]:
    """Days to choose in one press, each with its words; one that is no working day moves to the next that is."""
    holidays = bank_holidays.around(on)
    found: dict[dt.date, str] = {}
    for ahead, label in QUICK.items():
        day = on + dt.timedelta(days=ahead)
        if not is_working_day(day, bank_holidays=holidays):
            day, label = add_working_days(day, 1, bank_holidays=holidays), ""
        found.setdefault(day, label or f"{day:%A} {day.day} {day:%B}")
    return [(day.isoformat(), label) for day, label in found.items()]


class People(BaseChoiceIterator):
    """People as one chooses them in a list: key, name and role. Asked for once, and taken by forms as they are."""

    def __init__(self, people: QuerySet[User]) -> None:
        self.people = people

    @cached_property
    def choices(self) -> list[tuple[int | str, str]]:
        found = self.people.values_list("pk", "name", "role")
        return [("", "Choose"), *((pk, f"{name}, {ROLES[role]}") for pk, name, role in found)]

    def __iter__(self) -> Iterator[tuple[int | str, str]]:
        return iter(self.choices)


def colleague_field(label: str, colleagues: People, *, missing: str, required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=required,
        coerce=lambda key: User.objects.filter(pk=key).first(),
        empty_value=None,
        choices=colleagues,
        error_messages={"required": missing, "invalid_choice": missing},
        widget=PlainSelect,
    )


class KindsOfWork(BaseChoiceIterator):
    """The council's own kinds of work on a day, asked for when they are drawn."""

    def __init__(self, on: dt.date) -> None:
        self.on = on

    @cached_property
    def choices(self) -> list[tuple[int | str, str]]:
        return [("", "None of these"), *answers(_kinds_of_work, self.on)]

    def __iter__(self) -> Iterator[tuple[int | str, str]]:
        return iter(self.choices)


def _kinds_of_work(on: dt.date) -> QuerySet[WorkType, Any]:
    return work_types.offered(on=on).values_list("pk", "name")


def work_field(on: dt.date) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Kind of work",
        required=False,
        coerce=lambda key: work_types.offered(on=on).filter(pk=key).first(),
        empty_value=None,
        choices=KindsOfWork(on),
        error_messages={"invalid_choice": "Choose a kind of work from the list."},
        widget=PlainSelect,
    )


class ReminderForm(forms.Form):
    """What, and by when: a day pressed, or one typed."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, label) for kind, label in KINDS],
        initial=Kind.OWN,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose what it is."},
    )
    text = text_field("What is to be done")
    due_at = time_field("Time, if one was agreed", missing="Enter the time such as 14:30 or 2pm.")
    due = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    due_on = day_field("Another day", missing="Enter the day such as 7 December 2026.", required=False)

    def __init__(self, *args: Any, on: dt.date, colleagues: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.quick = quick_days(on)
        missing = "Choose the colleague who is asked."
        self.fields["colleague"] = colleague_field("Who is asked", colleagues, missing=missing, required=False)
        self.fields["work"] = work_field(on)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pressed, typed = data.pop("due", None), data.get("due_on")
        data["due_on"] = pressed or typed
        if data["due_on"] is None and "due_on" not in self.errors:
            self.add_error("due_on", "Choose a day, or enter one.")
        elif data["due_on"] and data["due_on"] < self.on:
            self.add_error("due_on", "Choose today or a later day.")
        if (
            data.get("kind") != Kind.CALLBACK
            and not data.get("text")
            and not data.get("work")
            and "text" not in self.errors
        ):
            self.add_error("text", "Say what is to be done.")
        if data.get("kind") != Kind.TASK:
            data["colleague"] = None
        elif data.get("colleague") is None and "colleague" not in self.errors:
            self.add_error("colleague", "Choose the colleague who is asked.")
        return data


class AskForm(forms.Form):
    """A question to a senior, or to the colleague who is named."""

    text = text_field("Your question", rows=2)

    def __init__(self, *args: Any, colleagues: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Choose one of the colleagues."
        self.fields["colleague"] = colleague_field("Or somebody who knows", colleagues, missing=missing, required=False)


class AnswerForm(forms.Form):
    """An answer in one press, in words, or both."""

    chip = forms.CharField(required=False, max_length=80)
    agree = forms.BooleanField(required=False)
    answer = text_field("Answer", rows=2, length=900)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pressed = "Yes, set it aside" if data.get("agree") else data.get("chip")
        data["said"] = ". ".join(part for part in (pressed, data.get("answer")) if part)
        return data


class LooksWrongForm(CardForm):
    """What looks wrong on a card: a reason pressed, words, or both."""

    reason = forms.CharField(required=False, max_length=60)
    text = text_field("What you know", rows=2, length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("reason") and not data.get("text") and "text" not in self.errors:
            self.add_error("text", "Choose what looks wrong, or write it.")
        return data


class SuggestForm(forms.Form):
    """A change suggested from any page, with what the page was about."""

    text = text_field(
        "What would you change?", rows=4, length=1000, missing="Write what you would change.", required=True
    )
    page = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    rule = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    account_kind = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=200,
        error_messages={"required": "Say why it is handed over.", "max_length": "Write no more than 200 characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
    )

    def __init__(self, *args: Any, colleagues: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Choose who takes the account."
        self.fields["to"] = colleague_field("To", colleagues, missing=missing, required=True)


class DoneForm(CardForm):
    """What was done; for a visit that needs two, who went along."""

    note = text_field("What was done", rows=2)

    def __init__(self, *args: Any, colleagues: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Choose who went with you."
        self.fields["second_person"] = colleague_field("Who went with you", colleagues, missing=missing, required=False)


class OfferForm(forms.Form):
    """Who offered what, what we said, and until when it stands."""

    REPLIES = {
        "accepted": "Accepted",
        "refused": "Refused",
        "countered": "Another sum asked for",
        "thinking": "To be answered",
    }

    who = line_field("Who made the offer", length=120, missing="Say who made the offer.")
    amount = NumberField(
        label="Offer",
        min_value=0,
        max_digits=9,
        decimal_places=2,
        error_messages={
            "required": "Enter the amount in pounds, such as 50 or 50.25.",
            "invalid": "Enter the amount in pounds, such as 50 or 50.25.",
            "min_value": "The offer must be more than nothing.",
            "max_digits": "Enter the amount in pounds, such as 50 or 50.25.",
            "max_whole_digits": "The offer may be £9,999,999.99 at most.",
            "max_decimal_places": "Enter the amount in pounds and whole pence.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal"}),
    )
    terms = line_field("On what terms", length=200)
    stands_until = day_field("Stands until", missing="Enter the day such as 7 December 2026.", required=False)
    reply = forms.ChoiceField(choices=list(REPLIES.items()), error_messages={"required": "Choose what was answered."})

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_amount(self) -> Any:
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError("The offer must be more than nothing.")
        return self.cleaned_data["amount"]

    def clean_stands_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["stands_until"]
        if day and day < self.on:
            raise forms.ValidationError("An offer stands until today or a later day.")
        return day

    def said(self) -> str:
        """The offer in one line, as the timeline and a bundle say it."""
        data = self.cleaned_data
        until = data["stands_until"]
        return (
            f"{data['who']} offered {words.pounds(data['amount'])}"
            + (f", {data['terms'].rstrip('.')}" if data["terms"] else "")
            + (f". It stands until {words.long_day(until)}" if until else "")
            + f". {self.REPLIES[data['reply']]}."
        )
