"""What is typed about notices: preparing, asking, serving, withdrawing, reviews. What is allowed the verbs say."""

import datetime as dt
from typing import Any

from django import forms

from caseload.colleagues import casework
from caseload.forms import choice_field, day_field, line_field, text_field, time_field
from caseload.legal.case import Case
from legal.models import Notice
from legal.notices import EXTENSION, WITH_REASONS, Chosen
from legal.rules import routes
from legal.rules.serving import METHODS
from recovery.account_facts import tenants_of
from staff.models import User
from staff.ui.words import long_day
from tenancies.models import FormatNeeded, Person

WAYS = ["left_at_home", "hand", "first_class", "second_class"]
SERVED_WAYS = [*WAYS, "signed_for"]
USUAL_NOTICE = dt.timedelta(days=7)  # time for the leader's yes before the day of service


class NoticeForm(forms.Form):
    """A notice to prepare. Its kind is the tenancy's own; an introductory trial may be extended instead."""

    serve_on = day_field("Day of service", missing="Enter the day, such as 30 November 2026.")
    method = choice_field("How it will be served", [(way, METHODS[way].capitalize()) for way in WAYS], chosen=True)
    specified_on = day_field("Another date", missing="Enter the date, such as 4 January 2027.", required=False)
    override_why = text_field("Why another date", length=300)
    grounds = forms.MultipleChoiceField(
        label="Grounds", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose grounds from the list."},
    )  # fmt: skip
    reasons = text_field("Reasons of the decision, as the tenant will read them", rows=6, length=4000)
    replaces = forms.ChoiceField(
        label="Does it replace the notice in force?",
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", "Yes: it is superseded once this one is served"), ("no", "No: both stay in force")],
    )
    large_print = forms.BooleanField(label="In large print", required=False)

    def __init__(self, *args: Any, case: Case, kind: str, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.kind = case, kind
        grounds: Any = self.fields["grounds"]
        pleaded = routes.grounds_for(case.home, on=on) if kind != EXTENSION else ()
        grounds.choices = [(ground, f"Ground {ground}") for ground in pleaded]
        needs = tenants_of(case.account, as_of=on)
        big = any(tenant.format_needed == FormatNeeded.LARGE_PRINT for tenant in needs)
        self.initial.update({"serve_on": long_day(on + USUAL_NOTICE), "grounds": list(pleaded), "large_print": big})
        self.live = case.notice if case.notice and case.facts.notice_state == "in_force" else None
        self.drop(case, pleaded)

    def drop(self, case: Case, pleaded: tuple[str, ...]) -> None:
        """Only what this notice needs is asked."""
        if not pleaded:
            del self.fields["grounds"]
        if self.kind not in WITH_REASONS:
            del self.fields["reasons"]
        if self.kind == EXTENSION:
            del self.fields["specified_on"], self.fields["override_why"]
        if self.live is None or self.kind == EXTENSION:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "replaces" in self.fields and not data.get("replaces"):
            self.add_error("replaces", "Another notice is in force: say whether this one replaces it.")
        if "reasons" in self.fields and not data.get("reasons"):
            self.add_error("reasons", "Write the reasons of the decision: this notice must give them.")
        return data

    def chosen(self) -> Chosen:
        data = self.cleaned_data
        return Chosen(
            kind=self.kind,
            serve_on=data["serve_on"],
            method=data["method"],
            specified_on=data.get("specified_on"),
            override_why=data.get("override_why", ""),
            grounds=tuple(data.get("grounds", ())),
            reasons=data.get("reasons", ""),
            large_print=data["large_print"],
            replaces=self.live if data.get("replaces") == "yes" else None,
        )


class AskForm(forms.Form):
    note = text_field("Why this notice is right", rows=3, length=1000, required=True,
                      missing="Say why this notice is right: the leader reads it.")  # fmt: skip
    legal = text_field("Legal’s advice, where it is wanted", rows=2, length=500)


class WithdrawForm(forms.Form):
    why = text_field("Why it is withdrawn", rows=2, required=True, missing="Say why it is withdrawn.")


class ServeForm(forms.Form):
    """How one tenant was served, with the evidence that the way needs."""

    method = choice_field("How", [(way, METHODS[way].capitalize()) for way in SERVED_WAYS], chosen=True)
    done_on = day_field("Day", missing="Enter the day of service, such as 30 November 2026.")
    done_at = time_field("Time", missing="Enter the time, such as 14:20.", required=True)
    place = line_field("Where", length=200, missing="Enter where it was served.")
    handed_to = line_field("Into whose hand", length=120, hint="Where it was handed over.")
    photo = forms.FileField(label="Photo at the door", help_text="Where it was left: JPEG or PNG.", required=False)
    evidence = line_field("Receipt or reference", length=200)
    good_by = line_field(
        "Clause that allows this way, or how they were shown to have it", length=300,
        hint="Wanted for a notice to quit that was left or posted, and for signed-for post.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[Person], by: User, home: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = choice_field(
            "Tenant", [(person.pk, str(person)) for person in people], chosen=True, coerce=int
        )
        staff = [(user.pk, user.name) for user in casework()]
        self.fields["served_by"] = choice_field("Served by", staff, chosen=True, coerce=int)
        self.fields["knowing"] = forms.BooleanField(
            label="It was served all the same: record it, though this notice is then no good", required=False
        )
        person = people[0].pk if people else None
        self.initial = {"served_by": by.pk, "person": person, "place": home, **self.initial}


class CorrectForm(ServeForm):
    """The same, put right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["person"], self.fields["knowing"]
        self.fields["why"] = text_field(
            "What was wrong", rows=2, required=True, missing="Say what was wrong with the record."
        )


class ReviewForm(forms.Form):
    """One step of a review: which, by the button that was pressed."""

    requested_on = day_field("Asked for on", missing="Enter the day, such as 30 November 2026.", required=False)
    hearing_wanted = forms.BooleanField(label="They want a hearing", required=False)
    why = text_field("Why", rows=2)
    hearing_on = day_field("Day of the hearing", missing="Enter the day, such as 14 December 2026.", required=False)
    told_on = day_field("The tenant was told on", missing="Enter the day, such as 4 December 2026.", required=False)
    outcome = choice_field("Result", [("upheld", "Upheld"), ("overturned", "Overturned")], required=False)
    reasons = text_field("Reasons, as the tenant will read them", rows=4, length=4000)
    notified_on = day_field(
        "The tenant was told the result on", missing="Enter the day, such as 18 December 2026.", required=False
    )


def first_values(notice: Notice) -> dict[str, Any]:
    """What was prepared, to prepare it again."""
    planned = notice.worked_out.get("planned", {})
    override = notice.worked_out.get("dates", {}).get("specified_on", {}).get("override") or {}
    serve_on = dt.date.fromisoformat(planned["serve_on"]) if planned else None
    given = dt.date.fromisoformat(override["on"]) if override else None
    return {
        "serve_on": long_day(serve_on) if serve_on else "",
        "method": planned.get("method", ""),
        "specified_on": long_day(given) if given else "",
        "override_why": override.get("why", ""),
        "reasons": notice.particulars if notice.kind == EXTENSION else "",
        "large_print": notice.large_print,
    }
