"""What is typed about warrants and evictions. What is allowed the verbs say."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from caseload.colleagues import casework
from caseload.forms import choice_field, day_field, line_field, money_field, text_field, time_field
from caseload.legal.claims.answers import choices_of
from caseload.legal.forms_claim import TIME
from legal.enforcing import ONLY_ON_RECORD, CannotEnforce
from legal.eviction_end import Ended
from legal.eviction_work import Arranged
from legal.evictions import Appointment, Outcome
from legal.models import Eviction, WarrantRequest
from legal.rules import fees
from legal.rules.claim_fields import Field
from legal.rules.enforcement import CHECKS, RISKS
from legal.warrant_answers import typed_fields
from staff.models import User
from staff.ui.widgets import PlainSelect
from staff.ui.words import long_day

LONGEST = 20_000  # characters; what the court takes the verb says
TICKED = [(code, name) for code, name, _ in CHECKS if code not in ONLY_ON_RECORD]


def typed_in(form: forms.Form) -> dict[str, object]:
    """What was typed, where all of it can be read. Raises CannotEnforce with what is wrong."""
    if not form.is_valid():
        said = [error for errors in form.errors.values() for error in errors]
        raise CannotEnforce(" ".join(dict.fromkeys(map(str, said))))
    return form.cleaned_data


class CheckForm(forms.Form):
    """One check as made today: how, and what was found."""

    code = forms.ChoiceField(choices=TICKED, error_messages={"required": "Choose the check."})
    how = line_field("How, and what was found", length=300)


class RisksForm(forms.Form):
    """The court's questions about risk and the rest, who is vulnerable, and the day of the panel. 'No' is an answer.
    Nothing is required yet: what is missing is named before the manager is asked."""

    people = text_field("Vulnerable adults and children, and how", rows=4, length=LONGEST)
    panel_on = day_field("Day of the panel", missing="Enter the day, such as 16 November 2026.", required=False)

    def __init__(self, data: QueryDict | None = None, *, warrant: WarrantRequest) -> None:
        kept = {"risk_legal_costs": warrant.order.costs, "risk_truth_by": "claimant"}  # mostly right, until answered
        kept |= {"people": warrant.vulnerable, **{f"risk_{code}": said for code, said in warrant.risks.items()}}
        kept |= {"panel_on": long_day(warrant.panel_on)} if warrant.panel_on else {}
        super().__init__(data, initial=kept)
        for code, asks in RISKS.items():
            self.fields[f"risk_{code}"] = line_field(asks, length=500)
        for field in typed_fields():
            self.fields[f"risk_{field.code}"] = _asked(field)

    @property
    def questions(self) -> list[Any]:
        return [self[f"risk_{code}"] for code in RISKS]

    @property
    def others(self) -> list[Any]:
        return [self[f"risk_{field.code}"] for field in typed_fields()]

    @property
    def answers(self) -> dict[str, str]:
        """What was typed, by the codes of the court's form; blank: not answered."""
        typed = {name.removeprefix("risk_"): said for name, said in self.cleaned_data.items() if "risk_" in name}
        return {code: "" if said is None else str(said) for code, said in typed.items()}


def _asked(field: Field) -> forms.Field:
    if field.choices:
        return choice_field(field.name, choices_of(field), required=False)
    if field.kind == "money":
        return money_field(field.name, required=False, least=Decimal(0))
    return line_field(field.name, length=120)


class ReferForm(forms.Form):
    why = text_field("What was told and asked", length=500)
    refused = forms.BooleanField(required=False, label="They do not want to be referred")


class NoteForm(forms.Form):
    note = text_field("Why it is right now", rows=3, length=1000)


class SentForm(forms.Form):
    sent_on = day_field("Day it was sent", missing="Enter the day it went to the court.")


class IssuedForm(forms.Form):
    issued_on = day_field("Day of issue", missing="Enter the day on which the court issued it.")
    number = line_field("Number of the warrant", length=20)
    fee = money_field("Fee", least=Decimal(0))

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            known = fees.fee("warrant", on=on)
        except fees.NoFee as unknown:
            self.fields["fee"].help_text = str(unknown)
        else:
            self.fields["fee"].initial = known.amount
            self.fields["fee"].help_text = f"{known.source}." if known.must_check else ""


class WhyForm(forms.Form):
    why = line_field("Why", length=300)


class BookForm(forms.Form):
    """The appointment as the court gave it."""

    on = day_field("Day of the eviction", missing="Enter the day that the court gave.")
    at = time_field("Time", missing=TIME)
    bailiff = line_field("Bailiff, and how to reach them", length=120)
    notice_delivered_on = day_field(
        "Notice of eviction (N54) delivered on", missing="Enter the day, such as 16 November 2026.", required=False
    )
    dispensed = line_field("If the court shortened or dispensed with the notice: its words", length=300)

    def appointment(self) -> Appointment:
        return Appointment(**self.cleaned_data)


class ArrangeForm(forms.Form):
    """Who goes and what is there."""

    attends = forms.ModelChoiceField(
        label="Who attends", queryset=User.objects.none(), required=False, empty_label="Nobody yet",
        error_messages={"invalid_choice": "Choose somebody of the income team."},
        widget=PlainSelect,
    )  # fmt: skip
    attends_too = forms.ModelChoiceField(
        label="Who goes along", queryset=User.objects.none(), required=False, empty_label="Nobody",
        error_messages={"invalid_choice": "Choose somebody of the income team."},
        widget=PlainSelect,
    )  # fmt: skip
    bailiff = line_field("Bailiff, and how to reach them", length=120)
    locksmith = line_field("Locksmith, and how to reach them", length=120)
    storage = line_field("Storage", length=200)
    at = time_field("Time", missing=TIME)
    notice_delivered_on = day_field(
        "Notice of eviction (N54) delivered on", missing="Enter the day, such as 16 November 2026.", required=False
    )

    def __init__(self, data: QueryDict | None = None, *, eviction: Eviction) -> None:
        names = ["attends", "attends_too", "bailiff", "locksmith", "storage"]
        kept: dict[str, Any] = {name: getattr(eviction, name) for name in names}
        kept["at"] = f"{eviction.at:%H:%M}" if eviction.at else ""
        kept["notice_delivered_on"] = long_day(eviction.notice_delivered_on) if eviction.notice_delivered_on else ""
        super().__init__(data, initial=kept)
        for name in names[:2]:
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = casework()

    def arranged(self) -> Arranged:
        return Arranged(**self.cleaned_data)


class StopForm(forms.Form):
    why = line_field("Why it is stopped", length=300)
    cancelled = forms.BooleanField(required=False, label="We give it up: paid, or agreed")


class EndedForm(forms.Form):
    """The outcome on the doorstep. The key is made by the page, or on the device that was without a connection."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "Open the page again and press Save."})
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened.", "invalid_choice": "Choose what happened."},
    )
    note = text_field("Note", rows=2, length=4000)
    belongings = text_field("What was left behind", rows=2, length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()

    def ended(self) -> Ended:
        return Ended(**self.cleaned_data)


class CostForm(forms.Form):
    supplier = line_field("Who was paid", length=120)
    amount = money_field("Cost", least=Decimal(0))
    cost_on = day_field("Day", missing="Enter the day of the invoice.")
