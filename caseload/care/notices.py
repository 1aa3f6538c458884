"""A notice of breathing space that came in for somebody whose account is not open yet."""

from django import forms

from caseload.forms import line_field, text_field


class NoticeForm(forms.Form):
    who = line_field(
        "Who is named in the letter",
        length=120,
        missing="Enter the name, address or reference in the letter.",
        hint="A name, the first line of an address, or a rent account number.",
    )
    reference = line_field("Reference in the letter", length=40)
    says = text_field("What else it says: dates, adviser", length=500)

    def nobody(self) -> str:
        """Said where nobody is found; nothing that was typed is lost, and nothing is recorded."""
        who = self.cleaned_data["who"]
        return (
            f"Nobody called ‘{who}’ is a tenant here, so nothing is recorded and nothing is stopped. Check the "
            "spelling, or look by address or reference. If nobody is found, tell the debt adviser who wrote: the "
            "moratorium protects people only where we can find them."
        )
