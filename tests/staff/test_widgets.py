"""The drop-down that is drawn in one go says what Django's own says."""

from django import forms

from staff.ui.widgets import PlainSelect

CHOICES = [("", "Choose"), (7, "Nadia <Rahman>"), (8, "Tom Fenwick")]


class Sample(forms.Form):
    to = forms.ChoiceField(choices=CHOICES, widget=PlainSelect)


def test_it_holds_each_choice_the_one_chosen_and_escapes_names() -> None:
    drawn = str(Sample({"to": "8"})["to"])

    assert drawn == (
        '<select class="govuk-select" id="id_to" name="to" required><option value="">Choose</option>'
        '<option value="7">Nadia &lt;Rahman&gt;</option><option value="8" selected>Tom Fenwick</option></select>'
    )


def test_a_value_that_is_no_choice_chooses_nothing() -> None:
    assert "selected" not in str(Sample({"to": "99"})["to"])
