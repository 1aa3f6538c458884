"""What is typed to open an account from outside, to restrict one, and when somebody rings or comes in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.access import REASONS
from caseload.forms import CallForm, day_field, line_field, text_field
from recovery.models import ContactAttempt
from tenancies.models import TenancyPerson, TenancyRole

LONGEST_REASON = 200
Outcome = ContactAttempt.Outcome
OUTCOMES = [(each.value, each.label) for each in (Outcome.SPOKE, Outcome.PROMISED, Outcome.THIRD_PARTY)]
MESSAGE_OUTCOMES = [(Outcome.THIRD_PARTY.value, "Message taken")]


class OpenForm(forms.Form):
    """A chip is one press; another reason is written."""

    reason = forms.CharField(required=False)
    other = line_field("Another reason", length=LONGEST_REASON)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") in REASONS:
            data["said"] = data["reason"]
        elif data.get("other"):
            data["said"] = data["other"]
        elif "other" not in self.errors:
            self.add_error("other", "Choose a reason, or write one.")
        return data


class RestrictForm(forms.Form):
    why = line_field("Why", length=LONGEST_REASON, missing="Say why, such as ‘a colleague’s own home’.")


SOMEBODY_ELSE = "0"


class CheckForm(forms.Form):
    """Who it is, and whether that was checked. Nobody hears of the account before this."""

    speaking_to = forms.ChoiceField(
        label="Who are you speaking to?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is.", "invalid_choice": "Choose who it is."},
    )
    checked = forms.ChoiceField(
        choices=[("yes", "Identity checked"), ("no", "Not checked"), ("message", "Only a message")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Press one of the buttons below."),
    )
    because = line_field("Not checked, because", length=LONGEST_REASON)

    def __init__(self, *args: Any, people: Sequence[TenancyPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chips = [(str(each.person_id), _called(each)) for each in people]
        speaking_to = self.fields["speaking_to"]
        assert isinstance(speaking_to, forms.ChoiceField)
        speaking_to.choices = [*chips, (SOMEBODY_ELSE, "Somebody else")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        checked = data.get("checked")
        if checked == "no" and not data.get("because") and "because" not in self.errors:
            self.add_error("because", "Say why it was not checked, or what authority you have seen.")
        if checked == "yes" and data.get("speaking_to") == SOMEBODY_ELSE:
            self.add_error(
                "speaking_to",
                "Nobody else may be told about the account without the tenant’s authority. "
                "Say below what authority you have seen, or take a message.",
            )
        return data


def _called(each: TenancyPerson) -> str:
    return str(each.person) if each.role == TenancyRole.TENANT else f"{each.person}, {each.get_role_display().lower()}"


class IncomingForm(forms.Form):
    channel = forms.ChoiceField(
        label="How",
        choices=[("phone", "On the telephone"), ("office", "Here in person")],
        initial="phone",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they came to you.", "invalid_choice": "Choose how they came to you."},
    )
    note = text_field("Note", rows=2)
    promised_amount = CallForm.base_fields["promised_amount"]
    promised_on = day_field("By", missing="Enter the day of the promise, such as 6 December 2026.", required=False)
    outcome = forms.ChoiceField(
        label="How it went",
        error_messages={"required": "Choose how it went.", "invalid_choice": "Choose how it went."},
    )

    def __init__(self, *args: Any, message_only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = MESSAGE_OUTCOMES if message_only else OUTCOMES
