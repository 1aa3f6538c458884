"""What is typed about deductions from wages: the employer, the signed authority, the stop, an employer's list."""

from typing import Any

from django import forms

from caseload.agreements.forms import OfPerson
from caseload.forms import day_field, line_field, money_field, text_field
from recovery.models import Employer, RepaymentAgreement
from staff.ui.widgets import PlainSelect

MOST_BYTES = 2_000_000


class EmployerForm(forms.Form):
    name = line_field("Name of the employer", length=120, missing="Enter the name of the employer.")
    address = text_field("Address", rows=3, length=300, required=True, missing="Enter the address to write to.")
    contact = line_field("Who to write to there", length=120)
    phone = line_field("Telephone", length=30)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as payroll@example.com."},
        widget=forms.EmailInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if Employer.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(f"{name} is on the list already.")
        return name


class AuthorityForm(OfPerson):
    person = forms.TypedChoiceField(
        label="Whose wages", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Choose whose wages."}
    )
    employer = forms.ModelChoiceField(
        Employer.objects.order_by("name", "pk"),
        label="Employer",
        empty_label="Choose",
        widget=PlainSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose the employer, or add them first."),
    )
    payroll_ref = line_field("Payroll number", length=40, missing="Enter the payroll number.")
    amount = money_field("Deduction each time", missing="Enter the deduction, such as 20.00.")
    frequency = forms.ChoiceField(
        label="How often wages are paid",
        choices=RepaymentAgreement.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often wages are paid."},
    )
    authority_signed_on = day_field("Authority signed on", missing="Enter the day on which they signed.")
    first_on = day_field("First deduction on", missing="Enter the day of the first deduction.")


class StopForm(forms.Form):
    why = text_field("Why it stops", length=300, required=True, missing="Say why the deduction stops.")


class RemittanceForm(forms.Form):
    employer = forms.ModelChoiceField(
        Employer.objects.order_by("name", "pk"),
        label="Employer",
        empty_label="Choose",
        widget=PlainSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose who sent the list."),
    )
    paid_on = day_field("Paid on", missing="Enter the day of the payment.")
    total = money_field("Paid in all", missing="Enter what was paid in all, such as 240.00.")
    list = forms.FileField(
        label="The list, as CSV",
        required=False,
        help_text="Its first line names the columns payroll_ref and amount.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_BYTES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("list")
        if file and file.size > MOST_BYTES:
            self.add_error("list", "The file is larger than 2 MB. Load it in parts.")
        elif file:
            data["content"] = file.read()
        elif data.get("text"):
            data["content"] = data["text"].encode()
        elif "list" not in self.errors:
            self.add_error("list", "Choose the employer's list.")
        return data
