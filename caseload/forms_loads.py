"""Choosing an extract: a folder of the inbox, or a zip."""

from typing import Any

from django import forms

from caseload.inbox import waiting


class ChooseExtractForm(forms.Form):
    folder = forms.ChoiceField(
        label="Folder in the inbox",
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "That folder is no longer in the inbox. Choose another."},
    )
    zip = forms.FileField(
        label="Or upload a zip of one extract",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["folder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a folder")] + [
            (each.name, f"{each.name} ({each.manifest.council}, as at {each.manifest.as_at:%-d %B %Y})")
            if each.manifest
            else (each.name, f"{each.name} (no manifest that can be read)")
            for each in waiting()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("folder")) == (data.get("zip") is not None):
            self.add_error("folder", "Choose a folder or a zip: one of the two.")
        return data
