"""What is typed about needs, representatives and risks. A form checks what was typed; what may be is for the acts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from django import forms

from caseload.care import markers as marking
from caseload.care import needs as caring
from caseload.care.frame import will_not_go
from caseload.case_file import LANGUAGES
from caseload.colleagues import colleagues_of
from caseload.forms import choice_field, day_field, line_field
from caseload.forms_reminders import People, colleague_field
from staff.models import User
from staff.ui import words
from tenancies.models import Channel, FormatNeeded, Person, RentAccount
from welfare.models import NeedsAsked, PersonNeeds, Representative
from welfare.needs import UNSAFE, WAYS_TO_ASK, Told
from welfare.protection import LONGEST_RISK, RISKS
from welfare.rules.needs import needs

HOME = "home"
LETTERS = [("none", "No letters"), ("copy", "A copy"), ("instead", "Instead of the person")]


@dataclass(frozen=True, kw_only=True)
class About:
    """What a form is about: the account, its living people, who fills it in, and what the address asked for."""

    account: RentAccount
    people: list[Person]
    user: User
    on: dt.date
    asked: str = ""  # what was chosen first; posted, since an address never tells a need
    person: str = ""  # chosen in the address
    kept: dict[str, str] = field(default_factory=dict)  # of a notice that was typed before the account was found

    @property
    def who(self) -> list[tuple[str, str]]:
        return [(str(person.pk), str(person)) for person in self.people]

    def named(self, pk: str) -> Person:
        return next(person for person in self.people if str(person.pk) == pk)


class CareForm(forms.Form):
    """One thing to record. `pick`: choose one of these first, each code with its words."""

    title: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    button: ClassVar[str] = "Record it"
    pick: Sequence[tuple[str, str]] = ()

    def __init__(self, *args: Any, about: About, record: Any = None, **kwargs: Any) -> None:
        self.about, self.of = about, record
        super().__init__(*args, **kwargs)
        self.add_fields()

    def add_fields(self) -> None:
        """The fields that depend on whom the form is about."""

    @property
    def notes(self) -> Sequence[str]:
        """What to read before it is filled in."""
        return ()

    def common(self) -> dict[str, Any]:
        return {"account": self.about.account, "by": self.about.user, "on": self.about.on}

    def record(self, *, at: dt.datetime) -> str:
        """Do it, and answer what to say. Raises CannotCare."""
        raise NotImplementedError

    def ask_person(self, label: str = "Who") -> None:
        chosen = self.about.person or (self.about.who[0][0] if len(self.about.who) == 1 else None)
        self.fields["person"] = radios(label, self.about.who, missing=f"Choose {label.lower()}.", initial=chosen)

    @property
    def chosen(self) -> Person:
        return self.about.named(self.cleaned_data["person"])


def radios(label: str, choices: Sequence[tuple[str, str]], *, missing: str, initial: str | None = None) -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def ticks(label: str, choices: Sequence[tuple[str, str]], *, required: bool = False, missing: str = "") -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": missing, "invalid_choice": missing or "Choose from the list."},
    )


class AskedForm(CareForm):
    title = "Ask about needs"
    intro = (
        "“Before we talk about rent: is there anything about your health, your home or your life just now that we "
        "should know, so that we deal with you in a way that works for you? You need not tell us, and you can tell us "
        "later.”"
    )
    button = "Record what they said"

    def add_fields(self) -> None:
        self.ask_person("Who was asked")
        ways = [(way.value, way.label) for way in WAYS_TO_ASK]
        self.fields["channel"] = radios("How", ways, missing="Choose how you asked.", initial=Channel.PHONE)
        answers = [("none", "They have none"), ("needs", "They have needs"), ("no_answer", "No answer")]
        self.fields["answer"] = radios("What they said", answers, missing="Choose what they said.")
        self.fields["asked_on"] = day_field("When", missing="Enter the day you asked, such as 20 November 2026.")
        self.fields["asked_on"].initial = words.long_day(self.about.on)

    def record(self, *, at: dt.datetime) -> str:
        data = self.cleaned_data
        caring.ask(
            person=self.chosen, channel=data["channel"], answer=data["answer"], asked_on=data["asked_on"],
            at=at, **self.common(),
        )  # fmt: skip
        if data["answer"] == NeedsAsked.Answer.NEEDS:
            return f"It is recorded that {self.chosen} has needs. Now add each, with what would help."
        if data["answer"] == NeedsAsked.Answer.NO_ANSWER:
            return "The try is recorded. Tries on two days, one of them a visit, count as asked without answer."
        return f"It is recorded that {self.chosen} was asked and has none."


def _told(label: str, choices: Sequence[tuple[str, str]]) -> Any:
    """One of a menu that begins with not having been told."""
    return choice_field(label, [("", "Not told us"), *choices], required=False, chosen=True)


class ToldForm(CareForm):
    title = "How they want to be reached"
    intro = "What they tell us stands before what the housing system holds. It is asked about again in a year."
    button = "Keep it"

    def add_fields(self) -> None:
        self.ask_person("Whom it is about")
        now = PersonNeeds.objects.filter(person=self._initial_person()).first()
        languages = [("en", "English"), *sorted(LANGUAGES.items(), key=lambda pair: pair[1])]
        self.fields |= {
            "format_needed": _told("Format of letters", FormatNeeded.choices),
            "preferred_channel": _told("How they like to be reached", Channel.choices),
            "language": _told("Language", languages),
            "interpreter": forms.BooleanField(label="Needs an interpreter", required=False),
            "helper_name": line_field("Who helps them, and may be spoken with", length=120),
            "helper_contact": line_field("How the helper is reached", length=200),
            "helper_agreed_on": day_field(
                "When they agreed to that", required=False, missing="Enter a day such as 20 November 2026."
            ),
        }
        if now:
            told = {name: getattr(now, name) for name in Told.__dataclass_fields__}
            agreed_on = words.long_day(now.helper_agreed_on) if now.helper_agreed_on else ""
            self.initial = {**told, "helper_agreed_on": agreed_on, **self.initial}

    def _initial_person(self) -> Person | None:
        pk = self.about.person or (self.about.who[0][0] if self.about.who else "")
        return next((person for person in self.about.people if str(person.pk) == pk), None)

    def record(self, *, at: dt.datetime) -> str:
        known = {name: self.cleaned_data[name] for name in Told.__dataclass_fields__}
        caring.tell(person=self.chosen, told=Told(**known), at=at, **self.common())
        return f"How {self.chosen} wants to be reached is kept. Letters and contact follow it from now on."


class NeedForm(CareForm):
    title = "Add a need"
    button = "Add it, with what was chosen"

    def add_fields(self) -> None:
        need = needs().get(self.about.asked)
        if need is None:
            self.pick = [(code, each.name) for code, each in needs().items()]
            return
        self.need = need
        self.fields["of"] = forms.CharField(initial=need.code, widget=forms.HiddenInput)
        self.ask_person("Whose need")
        offered = [
            (each.code, f"{each.name} ({each.changes})" if each.changes else each.name) for each in need.adjustments
        ]
        self.fields["codes"] = ticks("What would help: choose with them", offered)
        self.fields["evidence"] = line_field(
            "How we know",
            length=200,
            missing="Say how we know of the need.",
            hint="They told me, a letter, a colleague.",
        )

    @property
    def notes(self) -> Sequence[str]:
        if self.about.asked not in needs():
            return ()
        return (f"{self.need.name}.", f"Who else can help: {self.need.route}", f"Why we ask: {self.need.source}.")

    def record(self, *, at: dt.datetime) -> str:
        data = self.cleaned_data
        _, made = caring.add_need(
            person=self.chosen, need=self.need.code, codes=data["codes"], evidence=data["evidence"],
            at=at, **self.common(),
        )  # fmt: skip
        return (
            f"The need is recorded with {words.counted(len(made), 'adjustment')}. Who else can help: {self.need.route}"
        )


class SafeContactForm(CareForm):
    title = "Safe contact"
    intro = "What is unsafe is blocked from this second, and what waits to go that way is withdrawn."
    button = "Block it now"

    def add_fields(self) -> None:
        self.ask_person("Whose contact")
        self.fields["ways"] = ticks(
            "What is unsafe", list(UNSAFE.items()), required=True, missing="Choose which contact is unsafe."
        )
        self.fields["evidence"] = line_field("What they asked for", length=200, missing="Say what they asked for.")
        self.fields["review_on"] = day_field("Look at it again on", missing="Enter a day after today.")
        self.fields["review_on"].initial = words.long_day(self.about.on + timedelta(days=91))

    def record(self, *, at: dt.datetime) -> str:
        data = self.cleaned_data
        withdrawn = caring.set_unsafe(
            person=self.chosen, ways=data["ways"], evidence=data["evidence"], review_on=data["review_on"],
            at=at, **self.common(),
        )  # fmt: skip
        return f"It is blocked. {will_not_go(len(withdrawn))}"


class RepresentativeForm(CareForm):
    title = "Somebody who acts for them"
    intro = (
        "An adviser with authority, an appointee, an attorney, an executor. Letters can go to them as well, or instead."
    )

    def add_fields(self) -> None:
        self.ask_person("For whom")
        self.fields["kind"] = radios("What they are", Representative.Kind.choices, missing="Choose what they are.")
        self.fields["name"] = line_field(
            "Name, and organisation if there is one", length=120, missing="Enter their name."
        )
        self.fields["address"] = line_field(
            "Address", length=300, hint="On one line, parts between commas. Needed where letters go."
        )
        self.fields["phone"] = line_field("Telephone", length=30)
        self.fields["email"] = forms.EmailField(
            label="E-mail", required=False, widget=forms.TextInput(attrs={"class": "govuk-input"}),
            error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
        )  # fmt: skip
        self.fields["evidence"] = line_field("What shows their authority", length=200, missing="Say what shows it.")
        self.fields["authority_on"] = day_field(
            "Day of the authority", required=False, missing="Enter a day such as 20 November 2026."
        )
        self.fields["letters"] = radios("Letters", LETTERS, missing="Choose what is sent to them.", initial="none")
        self.fields["last_day"] = day_field(
            "Until, if it ends", required=False, missing="Enter a day such as 20 November 2026."
        )
        self.fields["hold_until"] = day_field(
            "Let the account rest for their advice until", required=False, missing="Enter a day, or leave it empty."
        )

    def record(self, *, at: dt.datetime) -> str:
        data = dict(self.cleaned_data)
        hold_until = data.pop("hold_until")
        data.pop("person")
        data["address"] = " / ".join(part.strip() for part in data["address"].split(",") if part.strip())
        given = Representative(person=self.chosen, from_on=self.about.on, by=self.about.user, **data)
        kept = caring.add_representative(representative=given, hold_until=hold_until, at=at, **self.common())
        rest = (
            f" The account rests until {words.long_day(hold_until)}; you are asked the day after." if hold_until else ""
        )
        return f"{kept.name} may act for {kept.person}.{rest}"


class RiskForm(CareForm):
    title = "Mark a risk"
    intro = (
        "Only on evidence, and never for ever: a risk has an owner, an end and a review. One of a person goes with "
        "them when they move; one of the home stays there."
    )
    button = "Mark it"

    def add_fields(self) -> None:
        who = [*self.about.who, (HOME, "The home, whoever lives there")]
        self.fields["person"] = radios("Of whom or what", who, missing="Choose whom or what it is about.")
        self.fields["detail"] = radios("What", list(RISKS.items()), missing="Choose what the risk is.")
        self.fields["evidence"] = line_field(
            "Evidence", length=200, missing="Say what it rests on: who saw or heard what, and when."
        )
        self.fields["review_on"] = day_field("Review on", missing="Enter the day on which it is looked at again.")
        self.fields["review_on"].initial = words.long_day(self.about.on + timedelta(days=91))
        self.fields["last_day"] = day_field(
            "Ends on", missing=f"Enter its last day, by {words.long_day(self.about.on + LONGEST_RISK)}."
        )

    def record(self, *, at: dt.datetime) -> str:
        data = self.cleaned_data
        person = None if data["person"] == HOME else self.chosen
        marking.mark_risk(
            person=person, detail=data["detail"], evidence=data["evidence"], last_day=data["last_day"],
            review_on=data["review_on"], at=at, **self.common(),
        )  # fmt: skip
        review = words.long_day(data["review_on"])
        return f"The risk is marked for {person or 'the home'}. You are asked to review it on {review}."


class InterestForm(CareForm):
    title = "I know this household"
    intro = (
        "A relative, a friend, a neighbour, somebody you owe or who owes you. From now on you do nothing on this "
        "account, and a colleague takes it over. Nobody holds it against you."
    )
    button = "Declare it"

    def add_fields(self) -> None:
        self.fields["what"] = line_field(
            "How you know them, in a few words", length=300, missing="Say how you know them."
        )
        self.fields["to"] = colleague_field(
            "Hand it over to", People(colleagues_of(self.about.user)), missing="Choose a colleague.", required=False
        )
        self.fields["to"].help_text = "Leave it empty, and your team leader gives it to somebody."

    def record(self, *, at: dt.datetime) -> str:
        data = self.cleaned_data
        return marking.declare_interest(what=data["what"], to=data["to"], at=at, **self.common())
