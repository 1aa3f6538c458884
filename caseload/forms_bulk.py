"""What an act on many accounts needs to know."""

import datetime as dt
from typing import Any

from django import forms

from caseload.colleagues import colleagues_of
from caseload.forms import HOLD_DAYS, HoldForm, after_today, day_field, line_field
from caseload.forms_reminders import People, colleague_field
from staff.models import User
from staff.ui import words

PUT_OFF_DAYS = 7
WHY_PUT_OFF = ["Emergency elsewhere", "Benefit run is late", "Payment is on its way", "Someone is away"]
WHY_HAND_OVER = ["Workload", "Leave or sickness", "Knows the household"]


def reason_field(label: str, reasons: list[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[(reason, reason) for reason in reasons],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the reasons, or write your own."},
    )


class ActForm(forms.Form):
    """The values of an act, as a job keeps them."""

    def __init__(self, *args: Any, on: dt.date, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.by = on, by

    def values(self) -> dict[str, Any]:
        return {}

    def defaults(self) -> dict[str, Any]:
        """What the dry run begins with; empty: it has to be asked first."""
        return {}


class WithReason(ActForm):
    more = line_field("Or in your own words", length=150)

    def said(self) -> str:
        said = [part.strip() for part in (self.cleaned_data.get("why", ""), self.cleaned_data.get("more", ""))]
        return ": ".join(part for part in said if part)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.said():
            self.add_error("why", "Choose why, or write it.")
        return data


class PutOffManyForm(WithReason):
    until = day_field("Put off to", missing="Enter the day to put them off to, such as 7 December 2026.")
    why = reason_field("Why", WHY_PUT_OFF)
    field_order = ["until", "why", "more"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = words.long_day(self.on + dt.timedelta(days=PUT_OFF_DAYS))

    def clean_until(self) -> dt.date:
        return after_today(self.cleaned_data["until"], on=self.on)

    def values(self) -> dict[str, Any]:
        return {"until": self.cleaned_data["until"].isoformat(), "why": self.said()}

    def defaults(self) -> dict[str, Any]:
        return {"until": (self.on + dt.timedelta(days=PUT_OFF_DAYS)).isoformat(), "why": ""}


class HoldManyForm(HoldForm):
    def __init__(self, *args: Any, on: dt.date, by: User, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == "other" and not data.get("note", "").strip():
            self.add_error("note", "Say why the accounts are held.")
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"reason": data["reason"], "note": data["note"], "last_day": data["last_day"].isoformat()}

    def defaults(self) -> dict[str, Any]:
        last_day = self.on + dt.timedelta(days=HOLD_DAYS)
        return {"reason": "benefit", "note": "", "last_day": last_day.isoformat()}


class HandOverManyForm(WithReason):
    why = reason_field("Why", WHY_HAND_OVER)
    field_order = ["to", "why", "more"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = People(colleagues_of(self.by))
        self.fields["to"] = colleague_field("To", colleagues, missing="Choose the colleague.", required=True)
        self.order_fields(self.field_order)

    def values(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to"].pk, "why": self.said()}


AnyActForm = ActForm | HoldManyForm

FORMS: dict[str, type[AnyActForm]] = {
    "put_off": PutOffManyForm,
    "hold": HoldManyForm,
    "hand_over": HandOverManyForm,
    "letters": ActForm,
}
