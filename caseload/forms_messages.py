"""What is typed for a message to one tenant."""

from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.messages import MessagePanel, Way
from recovery.rules.messages import ABOUT


class MessageForm(forms.Form):
    """To whom and how is one choice. What may be sent is for the action to say; nothing typed is cut off here."""

    to = forms.ChoiceField(
        label="To",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it goes to, and how.", "invalid_choice": "Choose who it goes to."},
    )
    purpose = forms.ChoiceField(
        label="What it is about",
        choices=list(ABOUT.items()),
        initial="general",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about.", "invalid_choice": "Choose what it is about."},
    )
    text = forms.CharField(
        label="Message",
        required=False,
        strip=False,
        error_messages={"null_characters_not_allowed": "Type the message again: it holds a sign that cannot be sent."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 5, "aria-describedby": "message-size"}),
    )
    reason_given = forms.CharField(
        label="Why this should go now",
        required=False,
        max_length=300,
        error_messages={"max_length": "Write no more than 300 characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, ways: Sequence[Way] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(way.value, f"{way.how} {way.name}, {way.address}") for way in ways]
        if len({way.person_id for way in ways}) == 1:  # with more than one tenant the officer says to whom
            to.initial = ways[0].value

    @property
    def channel(self) -> str:
        return str(self.cleaned_data["to"]).partition(":")[0]

    @property
    def person_id(self) -> int:
        return int(str(self.cleaned_data["to"]).partition(":")[2])


def message_form(panel: MessagePanel, **given: Any) -> MessageForm:
    """The form with the ways that are open."""
    return MessageForm(ways=panel.open_ways, **given)
