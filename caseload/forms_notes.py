"""What is typed for a note."""

from django import forms

from caseload.models.records import LONGEST_NOTE


class NoteForm(forms.Form):
    """How long a note may be is for the action to say: it names the length that was typed."""

    text = forms.CharField(
        label="Note",
        help_text=f"Up to {LONGEST_NOTE:,} characters. It stays on record.",
        error_messages={"required": "Write the note.", "null_characters_not_allowed": "Type the note again."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
    )
    sensitive = forms.BooleanField(label="Sensitive: shown only to somebody who says why", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why you need to read it",
        max_length=200,
        error_messages={"required": "Say why you need to read it.", "max_length": "Write no more than 200 characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )
