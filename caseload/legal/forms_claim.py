"""What is typed about a claim, its hearings, its papers and its solicitors."""

from decimal import Decimal
from typing import Any

from django import forms

from caseload.forms import choice_field, day_field, line_field, money_field, text_field, time_field
from caseload.legal.claims.answers import DOCUMENTS, choices_of
from legal import appeals
from legal.models import CourtPaper, Defence, Hearing, PossessionClaim
from legal.rules import claim_fields
from legal.rules.claim_fields import Field
from legal.rules.issue_routes import Route
from staff.models import User
from staff.ui.widgets import PlainSelect
from tenancies.models import Person

HERE = "The claim pack"
ALSO_ASKED = {"protocol_explained", "mediation", "settlement", "notice_copy"}  # drafted from the record, ours to word
LONG = {"protocol_explained", "steps_taken", "claimant_circumstances", "defendant_circumstances"}
LONGEST = 8000
TIME = "Enter a time such as 10:15."
LONGEST_HEARING = 5 * 8 * 60  # minutes: five days
MINUTES = "Enter the minutes that the court’s notice gives, such as 30."
ROUTES = [(route.value, PossessionClaim.Route(route.value).label) for route in Route]


def is_entered(field: Field) -> bool:
    return field.kind != "list" and (field.where == HERE or field.code in ALSO_ASKED)


class ClaimForm(forms.Form):
    """What the record does not answer. Nothing is required: what is missing is named, and all that is typed is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"] = choice_field("How the claim is issued", ROUTES)
        for field in claim_fields.fields():
            if is_entered(field):
                self.fields[field.code] = _asked(field)
            elif field.code == "documents":
                self.fields["documents"] = forms.MultipleChoiceField(
                    label="Documents that go with it",
                    required=False,
                    choices=list(DOCUMENTS.items()),
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={"invalid_choice": "Choose documents from the list."},
                )
        self.fields["litigation_friend"] = line_field(
            "Litigation friend",
            length=120,
            hint="For a defendant under 18, or one without capacity to conduct the case.",
        )
        self.fields["schedule_sent_on"] = day_field(
            "The full schedule went to the defendants on", missing="Enter the day, such as 20 November 2026.",
            required=False,
        )  # fmt: skip

    @property
    def boxes(self) -> list[Any]:
        """The bound fields that are typed or chosen, in the court's order."""
        return [self[name] for name in self.fields if name not in {"route", "documents"}]

    @property
    def answers(self) -> dict[str, Any]:
        return {code: value for code, value in self.cleaned_data.items() if code != "route"}


def _asked(field: Field) -> Any:
    hint = f"{field.limit:,} characters at most." if field.limit else ""
    if field.choices:
        return choice_field(field.name, choices_of(field), required=False)
    if field.code in LONG:
        made = text_field(field.name, rows=6 if field.code == "protocol_explained" else 4, length=LONGEST)
        made.help_text = hint
        return made
    return line_field(field.name, length=200, hint=hint)


class AskForm(forms.Form):
    note = text_field("Why the claim is right", rows=3, length=1000, required=True,
                      missing="Say why the claim is right: the income manager reads it, and it is kept.")  # fmt: skip
    legal = text_field("Legal’s advice, where a gate wants it", rows=2, length=1000)


class WhyForm(forms.Form):
    """One reason, which is kept."""

    why = text_field("Why", rows=2, length=500, required=True, missing="Say why: it is kept.")


class AnswerForm(forms.Form):
    """Our answer to a defence."""

    answer = text_field("What we answer", rows=3, length=4000, required=True, missing="Write what we answer.")


class PressForm(forms.Form):
    """A press with nothing to type."""


class IssuedForm(forms.Form):
    claim_number = line_field("Claim number", length=20, missing="Enter the claim number from the court’s notice.")
    court = line_field("Court", length=80, missing="Enter the court, such as County Court at Ottersby.")
    issued_on = day_field("Issued on", missing="Enter the day of issue, such as 20 November 2026.")
    fee = money_field("Court fee", least=Decimal(0))
    fixed_costs = money_field("Fixed costs asked for", least=Decimal(0))
    hearing_on = day_field(
        "Hearing on, if it is listed", missing="Enter the day such as 4 January 2027.", required=False
    )
    hearing_at = time_field("at", missing=TIME)
    room = line_field("Room", length=40)
    schedule_sent_on = day_field(
        "The full schedule went to the defendants on", missing="Enter the day, such as 20 November 2026.",
        required=False,
    )  # fmt: skip
    sooner = line_field("If sooner than 28 clear days: the order that shortens it", length=120)


class CorrectForm(forms.Form):
    claim_number = line_field("Claim number", length=20, missing="Enter the claim number.")
    court = line_field("Court", length=80, missing="Enter the court.")
    issued_on = day_field("Issued on", missing="Enter the day of issue, such as 20 November 2026.")
    why = line_field("What was wrong", length=300, missing="Say what was wrong: it is kept with the claim.")


class DefenceForm(forms.Form):
    kind = choice_field("What came", Defence.Kind.choices)
    received_on = day_field("Received on", missing="Enter the day it came, such as 20 November 2026.")
    says = text_field("What it says", rows=3, length=4000, required=True, missing="Write what it says.")
    disrepair = forms.BooleanField(label="It is about disrepair", required=False)


class PaperForm(forms.Form):
    title = line_field("Which paper", length=120, missing="Say which paper it is, such as Witness statement.")
    person = forms.ModelChoiceField(
        label="To be served on", queryset=Person.objects.none(), required=False, empty_label="The court",
        widget=PlainSelect,
    )  # fmt: skip
    due_by = day_field("By, at the latest", missing="Enter the day such as 4 January 2027.", required=False)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])


class ServedForm(forms.Form):
    method = choice_field("How", CourtPaper.Method.choices)
    done_on = day_field("Done on", missing="Enter the day it was posted, handed over or left.")
    done_at = time_field("at", missing=TIME)
    deemed_on = day_field("The court’s own day of service", missing="Enter the court’s day.", required=False)
    evidence = line_field("What proves it", length=300, missing="Write what proves it: a certificate, a receipt.")


class OtherWayForm(forms.Form):
    offered_on = day_field("On", missing="Enter the day, such as 20 November 2026.")
    offered = line_field("What was offered", length=500)
    not_suitable = line_field("Or why nothing else is suitable", length=500)


class ReplyForm(forms.Form):
    replied_on = day_field("Answered on", missing="Enter the day, such as 20 November 2026.")
    reply = line_field("What they answered", length=500, missing="Write what they answered, or that no answer came.")


class HearingForm(forms.Form):
    kind = choice_field("Hearing", Hearing.Kind.choices)
    hearing_on = day_field("On", missing="Enter the day of the hearing, such as 4 January 2027.")
    hearing_at = time_field("At", missing=TIME)
    minutes = forms.IntegerField(
        label="Listed for, in minutes", required=False, min_value=1, max_value=LONGEST_HEARING,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], MINUTES),
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip
    court = line_field("Where", length=80)
    room = line_field("Room", length=40)
    order_sought = line_field("What we ask for", length=300)
    received_on = day_field("The tenant’s application came on", missing="Enter the day it came.", required=False)
    says = text_field("What it asks, and why", rows=2, length=4000)


class ListedForm(forms.Form):
    """The hearing of an application."""

    hearing_on = day_field("Hearing on", missing="Enter the day of the hearing, such as 4 January 2027.")
    hearing_at = time_field("at", missing=TIME)
    court = line_field("Where", length=80)


class RestoreForm(forms.Form):
    """The court is asked to go on with a claim that it put off."""

    received_on = day_field("Asked on", missing="Enter the day on which the court was asked.")
    says = text_field(
        "Why the claim should go on", rows=3, length=4000, required=True, missing="Write why: what is owed, what broke."
    )


class PersonForm(forms.Form):
    """One of some colleagues."""

    user = forms.ModelChoiceField(
        label="Who speaks for the council", queryset=User.objects.none(), empty_label="–",
        error_messages={"required": "Choose who speaks.", "invalid_choice": "Choose one of the list."},
        widget=PlainSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = among


class RightForm(PersonForm):
    from_on = day_field("From", missing="Enter the first day, such as 20 November 2026.")
    last_day = day_field("Last day, where it ends", missing="Enter the last day.", required=False)
    note = line_field("By which authority", length=200)


class InstructForm(forms.Form):
    firm = line_field("Solicitors", length=120, missing="Enter whom you instruct.")
    contact = line_field("Who there, and how to reach them", length=120)
    asks = text_field("What they are asked to do", rows=4, length=4000, required=True,
                      missing="Write what they are asked to do.")  # fmt: skip


class MessageForm(forms.Form):
    said_on = day_field("On", missing="Enter the day, such as 20 November 2026.")
    from_them = forms.BooleanField(label="It came from them", required=False)
    text = text_field("What was said", rows=3, length=4000, required=True, missing="Write what was said.")


class AppealForm(forms.Form):
    kind = choice_field("What", [(kind.value, kind.label) for kind in appeals.KINDS])
    by_tenant = forms.TypedChoiceField(
        label="Whose", choices=[("yes", "The tenant’s"), ("no", "Ours")], coerce=lambda said: said == "yes",
        error_messages={"required": "Choose whose it is.", "invalid_choice": "Choose whose it is."},
        widget=PlainSelect,
    )  # fmt: skip
    received_on = day_field("Received or sent on", missing="Enter the day, such as 20 November 2026.")
    says = text_field(
        "What it asks, and why", rows=3, length=4000, required=True, missing="Write what it asks, and why."
    )
