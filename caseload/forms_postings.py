"""Asking for a posting, or making one where Quarterday keeps the ledger."""

from decimal import Decimal
from typing import Any

from django import forms

from caseload.forms import NumberField
from tenancies.actions import MOST, POSTABLE
from tenancies.models import EntryKind

ENTER_AMOUNT = "Enter the amount in pounds, such as 50 or 50.25."
CREDIT = "credit"


class PostingForm(forms.Form):
    """Says what it is and how much, above nothing; an adjustment also says which way it goes."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            ("", "Choose"),
            *((kind, kind.label) for kind in POSTABLE if kind != EntryKind.ADJUSTMENT),
            (EntryKind.ADJUSTMENT, "Adjustment: more is owed"),
            (CREDIT, "Adjustment: less is owed"),
        ],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose what it is."},
    )
    amount = NumberField(
        label="Amount",
        min_value=Decimal("0.01"),
        max_value=MOST,
        decimal_places=2,
        error_messages={
            "required": ENTER_AMOUNT,
            "invalid": ENTER_AMOUNT,
            "min_value": "The amount must be more than nothing.",
            "max_value": "The amount may be £100,000.00 at most.",
            "max_decimal_places": "Enter the amount in pounds and whole pence.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "decimal"}),
    )
    narrative = forms.CharField(
        label="What it is for",
        max_length=120,
        error_messages={
            "required": "Say what it is for, as it should read on the account.",
            "max_length": "Write no more than 120 characters.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == CREDIT:
            data["kind"] = EntryKind.ADJUSTMENT
            data["amount"] = -data["amount"] if "amount" in data else None
        return data
