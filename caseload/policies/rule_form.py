"""One rule as a form: its words, its step, its numbers. Its conditions are rows beside it (conditions.py)."""

from typing import Any

from django import forms

from caseload.models import Bucket
from caseload.policies.conditions import with_facts, with_words
from caseload.policies.forms import SAYS_SOMETHING
from caseload.policies.shown import WAYS
from recovery.rules.actions import Action
from recovery.rules.policy import Rule
from recovery.rules.policy_checks import LONGEST_MINUTES, LONGEST_REST
from recovery.rules.policy_text import Data
from recovery.rules.texts import LIGHT

USUAL = {each.name: each.default for each in Rule.__dataclass_fields__.values()}
NUMBERS = {"urgency": (1, 9), "minutes": (0, LONGEST_MINUTES), "rest_days": (1, LONGEST_REST)}


def _number(label: str, name: str, help_text: str) -> forms.IntegerField:
    least, most = NUMBERS[name]
    says = f"Enter a whole number from {least} to {most}."
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input govuk-input--width-4"}),
        error_messages={"required": says, "invalid": says, "min_value": says, "max_value": says},
    )


class RuleForm(forms.Form):
    """What a rule is called, suggests and says."""

    name = forms.CharField(
        label="Name",
        max_length=60,
        validators=[SAYS_SOMETHING],
        error_messages={"required": "Give the rule a name.", "max_length": "Use 60 letters at most."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )
    action = forms.ChoiceField(
        label="It suggests",
        choices=[(action.value, action.label) for action in Action if action.suggested],
        error_messages={"required": "Choose the step.", "invalid_choice": "Choose a step from the list."},
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    way = forms.ChoiceField(
        label="How it goes",
        required=False,
        choices=list(WAYS.items()),
        help_text="Only reminders can go as a text. Who prefers e-mail, or told us to write, still gets that.",
        error_messages={"invalid_choice": "Choose from the list."},
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    because = forms.CharField(
        label="It says why",
        max_length=300,
        help_text="One sentence. A fact stands in square brackets and is filled in: [the arrears].",
        error_messages={"required": "Write why this is suggested.", "max_length": "Use 300 letters at most."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2}),
    )
    waits = forms.ChoiceField(
        label="Where no step is suggested, the morning counts the account under",
        required=False,
        choices=[("", "What its figures say"), *Bucket.choices],
        error_messages={"invalid_choice": "Choose from the list."},
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    urgency = _number("Urgency", "urgency", "1 cannot wait, 9 can.")
    minutes = _number("Minutes it takes", "minutes", "For the capacity line.")
    rest_days = _number("Days it rests once answered", "rest_days", "It is not suggested again before.")
    cites = forms.CharField(
        label="Law or policy it rests on",
        required=False,
        max_length=200,
        help_text="Left blank: the council’s own policy.",
        error_messages={"max_length": "Use 200 letters at most."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )
    owner = forms.CharField(
        label="Who answers for it",
        required=False,
        max_length=80,
        help_text="A job, not a person. Left blank: the income manager.",
        error_messages={"max_length": "Use 80 letters at most."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )

    def clean_because(self) -> str:
        try:
            return with_facts(" ".join(self.cleaned_data["because"].split()).rstrip("."))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("way") and given.get("action") not in set(LIGHT):
            self.add_error("way", "Only a reminder can go as a text. Let this step go as the tenant prefers.")
        if given.get("waits") and given.get("action") not in {None, Action.NONE.value}:
            self.add_error("waits", "Only a rule without a step chooses this. Leave it at what the figures say.")
        return given

    def rule(self) -> Data:
        """What was typed, as the policy writes it; what is usual is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value != USUAL.get(name)}


def initial(rule: Data) -> dict[str, Any]:
    """A rule for the form."""
    shown = {name: rule.get(name, USUAL[name]) for name in RuleForm.base_fields if name in USUAL}
    return shown | {"because": with_words(rule.get("because", ""))}


NEW: Data = {"name": "", "action": Action.NONE.value, "because": "", "urgency": 5, "minutes": 5, "rest_days": 28}
