"""What is typed about the post: what collects and until when, what it costs, and the days free of legal steps."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from caseload.forms import NumberField, day_field, text_field
from recovery.rules.blackouts import WrongBlackout, read_blackouts
from recovery.rules.letters import KINDS
from recovery.rules.policy_text import Data
from recovery.rules.post import CLASSES, read_post

LINE = re.compile(r"(?P<name>[^:]+):\s*(?P<first>\d{1,2} \w+)\s+to\s+(?P<last>\d{1,2} \w+)")
SAYS = "Write each on a line of its own, such as: Christmas and new year: 24 December to 1 January."


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput())


def _letters(label: str, *, of_rules: bool) -> forms.MultipleChoiceField:
    choices = [(action.value, kind.title) for action, kind in KINDS.items() if action.suggested or not of_rules]
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick from the list."},
    )


def _price(label: str) -> NumberField:
    says = "Enter pounds and pence, such as 0.87."
    return NumberField(
        label=label,
        required=False,
        min_value=0,
        max_value=Decimal("99.99"),
        decimal_places=3,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-4", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value", "max_decimal_places", "max_digits"], says),
    )


class PostForm(forms.Form):
    """How letters go, and on which days no legal step is taken."""

    collect = _tick("Letters collect in the print room until somebody has read the proofs and releases them")
    at_once = _letters("Leave at once all the same", of_rules=False)
    cut_off = forms.TimeField(
        label="A batch should go by",
        input_formats=["%H:%M", "%H.%M"],
        help_text="On the next day on which people are contacted.",
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input govuk-input--width-5"}),
        error_messages=dict.fromkeys(["required", "invalid"], "Enter a time of day, such as 16:30."),
    )
    same_again_days = forms.IntegerField(
        label="Days before the same letter may go to the same person again",
        min_value=0,
        max_value=91,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], "Enter a whole number from 0 to 91."
        ),
    )
    low_risk = _letters("May be set to go without a press, by two leaders", of_rules=True)
    two_sided = _tick("Printed on both sides, each letter on a sheet of its own")
    price_from = day_field("New prices from", missing="Enter the day, such as 6 April 2027.", required=False)
    second = _price("Second class, each letter")
    first = _price("First class, each letter")
    sheet = _price("Paper and print, each sheet")
    blackouts = text_field("Days of every year on which no legal step is taken", rows=4, length=2000)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        sums = [given.get(name) for name in (*CLASSES, "sheet")]
        if any(each is not None for each in sums) and not given.get("price_from") and "price_from" in given:
            self.add_error("price_from", "Enter the day from which these prices are paid.")
        if given.get("price_from") and all(each is None for each in sums):
            self.add_error("second", "Enter a price, or take out the day.")
        return given

    def clean_blackouts(self) -> list[Data]:
        """As the policy's text has them: name, and month and day of the first and last."""
        found = [_blackout(line.strip()) for line in self.cleaned_data["blackouts"].splitlines() if line.strip()]
        try:
            read_blackouts(found)
        except WrongBlackout:
            raise forms.ValidationError(SAYS) from None
        return found

    def put_into(self, data: Data) -> None:
        """Write what was typed into a draft's data; prices of other days stay."""
        given = self.cleaned_data
        prices = list(data.get("post", {}).get("prices", []))
        if given["price_from"]:
            new = {name: str(given[name]) for name in (*CLASSES, "sheet") if given[name] is not None}
            prices = [each for each in prices if each["from"] != given["price_from"]]
            prices = sorted([*prices, {"from": given["price_from"], **new}], key=lambda each: each["from"])
        data["post"] = {
            "collect": given["collect"],
            "at_once": given["at_once"],
            "cut_off": f"{given['cut_off']:%H:%M}",
            "same_again_days": given["same_again_days"],
            "low_risk": given["low_risk"],
            "two_sided": given["two_sided"],
            "prices": prices,
        }
        data["blackout"] = given["blackouts"]


def _blackout(line: str) -> Data:
    found = LINE.fullmatch(line)
    if found is None:
        raise forms.ValidationError(f"‘{line[:60]}’ cannot be read. {SAYS}")
    return {"name": found["name"].strip(), "from": _month_day(found["first"]), "to": _month_day(found["last"])}


def _month_day(typed: str) -> str:
    """12-24 of ‘24 December’ or ‘24 Dec’. 29 February is a day of some years only, so it is none of every year."""
    try:
        day = forms.DateField(input_formats=["%d %B %Y", "%d %b %Y"]).clean(f"{typed} 2027")
    except forms.ValidationError:
        raise forms.ValidationError(f"‘{typed}’ is no day of every year. {SAYS}") from None
    return f"{day:%m-%d}"


def post_of(data: Data) -> dict[str, Any]:
    """A draft's post and its days free of legal steps, for the form."""
    post = read_post(data.get("post", {}))
    return {
        "collect": post.collect,
        "at_once": sorted(post.at_once),
        "cut_off": post.cut_off,
        "same_again_days": post.same_again_days,
        "low_risk": sorted(post.low_risk),
        "two_sided": post.two_sided,
        "blackouts": "\n".join(f"{each.name}: {each.days}" for each in read_blackouts(data.get("blackout"))),
    }
