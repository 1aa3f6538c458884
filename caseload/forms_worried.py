"""What is typed on the crisis card."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tenancies.models import Person

EVERYBODY = "everybody"


class WorriedForm(forms.Form):
    """Nothing needs to be filled in: the press counts."""

    who = forms.ChoiceField(label="About whom", required=False, widget=forms.RadioSelect)
    heard = forms.CharField(
        label="What you heard, in their words if you can",
        help_text="You can do this later. It opens only with a reason.",
        required=False,
        error_messages={"null_characters_not_allowed": "Type it again: it holds a sign that cannot be kept."},
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
    )

    def __init__(self, *args: Any, people: Sequence[Person], more: bool, **kwargs: Any) -> None:
        """`more`: a crisis runs already, so nobody further is meant unless chosen."""
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(EVERYBODY, "Everybody here"), *((str(person.pk), str(person)) for person in people)]
        who.label = "Also about" if more else who.label
        who.initial = None if more else EVERYBODY

    def meant(self, people: Sequence[Person]) -> list[Person]:
        """The people who were chosen; nobody where nothing was."""
        who = self.cleaned_data["who"]
        return [person for person in people if who in {EVERYBODY, str(person.pk)}]
