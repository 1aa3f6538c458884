"""What is typed from a notice of breathing space or insolvency, about a death, and about a balance that is disputed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.care import deaths, disputes, insolvency, solvency
from caseload.care.forms import CareForm, radios, ticks
from caseload.care.frame import will_not_go
from caseload.forms import day_field, line_field, text_field
from caseload.forms_papers import PaperField
from staff.ui import words
from tenancies.models import RentAccount
from welfare.models import BreathingSpace, Insolvency, Marker
from welfare.rules import moratoria
from welfare.solvency import ZERO, accounts_of, second_in_a_year, without_papers

DAY = "Enter a day such as 20 November 2026."
NOT_HERE = "0"
DISCHARGED = "discharged"
HOW_INSOLVENCY_ENDS = [
    (DISCHARGED, "Discharged, or the arrangement is completed: nobody is asked for what it covered, ever"),
    ("annulled", "Annulled, revoked or failed: what it covered is owed again"),
]
TOLD_OF_A_CRISIS = [
    ("treatment_ended", "The day on which treatment ended: breathing space runs for 30 days more"),
    ("last_day", "The last day of breathing space: the notice gives it, or it was cancelled"),
]


def debts(people: Sequence[Any]) -> list[tuple[str, str]]:
    """Every account that any of these people owes on or owed on, to choose those that are covered."""
    found: dict[int, RentAccount] = {}
    for person in people:
        found |= {account.pk: account for account in accounts_of(person).select_related("position")}
    return [
        (str(pk), f"{account.account_ref}, {account.get_kind_display().lower()}{_balance(account)}")
        for pk, account in found.items()
    ]


def _balance(account: RentAccount) -> str:
    position = getattr(account, "position", None)
    return f": {words.owed(position.balance)} today" if position else ""


class BreathingSpaceForm(CareForm):
    title = "Breathing space"
    intro = (
        "From the notification letter, as it gives them. Chasing stops and what waits to go is withdrawn in the same "
        "second; the search for further debts and the midway review become your work."
    )
    button = "Stop chasing now"

    def add_fields(self) -> None:
        who = [*self.about.who, (NOT_HERE, "Somebody who is not listed here")]
        self.fields["person"] = radios("Who is named in the letter", who, missing="Choose who is named in the letter.")
        if len(self.about.who) == 1:
            self.fields["person"].initial = self.about.who[0][0]
        self.fields["kind"] = radios(
            "Kind", BreathingSpace.Kind.choices, missing="Choose the kind.", initial=BreathingSpace.Kind.STANDARD
        )
        self.fields["reference"] = line_field(
            "Reference in the letter", length=40, missing="Enter the letter’s reference."
        )
        self.fields["notified_on"] = day_field("Day of the letter", missing=DAY)
        self.fields["starts_on"] = day_field("It starts on", missing=DAY)
        self.fields["ends_on"] = day_field("Its last day", required=False, missing=DAY)
        self.fields["ends_on"].help_text = "As in the letter. Leave it empty for a mental health crisis without an end."
        self.fields["adviser"] = line_field("Debt adviser", length=120)
        self.fields["adviser_contact"] = line_field("How the adviser is reached", length=200)
        accounts = debts(self.about.people)
        self.fields["covers"] = ticks(
            "Which debts the letter covers", accounts, required=True, missing="Choose the accounts that it covers."
        )
        self.fields["covers"].initial = [str(self.about.account.pk)]
        self.fields["reference"].initial = self.about.kept.get("reference", "")

    @property
    def notes(self) -> Sequence[str]:
        said = self.about.kept.get("says", "")
        return (f"The letter says: {said}",) if said else ()

    def clean_person(self) -> str:
        person: str = self.cleaned_data["person"]
        if person == NOT_HERE:
            raise forms.ValidationError(
                "Nothing is recorded, and what you typed is below. This person is not a tenant on this account: look "
                "for them under ‘A notice came in’, by name, address or reference."
            )
        return person

    def record(self, *, at: dt.datetime) -> str:
        data = dict(self.cleaned_data)
        data.pop("person")
        covers = [int(pk) for pk in data.pop("covers")]
        space = solvency.record_breathing_space(person=self.chosen, covers=covers, at=at, **data, **self.common())
        return " ".join(
            part
            for part in (
                f"Chasing of {self.chosen} has stopped. {will_not_go(_letters(space))}",
                moratoria.odd_end(kind=space.kind, starts_on=space.starts_on, ends_on=space.ends_on),
                "There was another within twelve months: ask the adviser." if second_in_a_year(space) else "",
            )
            if part
        )


def _letters(space: BreathingSpace) -> int:
    return sum(bool(each["reference"]) for each in space.stopped)


class CurrentRentForm(CareForm):
    title = "Letter about the current rent"
    intro = (
        "In breathing space only the rent of the week may be asked for. The words of this letter are fixed: they name "
        "the week’s rent and nothing that was owed before."
    )
    button = "Send the letter"

    def record(self, *, at: dt.datetime) -> str:
        queued = solvency.write_about_current_rent(space=self.of, at=at, **self.common())
        return f"{words.counted(queued, 'letter')} to go by the print room. It names the week’s rent alone."


class SearchForm(CareForm):
    title = "Search for further debts"
    intro = (
        "All accounts of this person, former tenancies and garages too (reg. 14). Tick those the adviser is told of."
    )
    button = "The search is done"

    def add_fields(self) -> None:
        accounts = debts([self.of.marker.person])
        self.fields["covers"] = ticks("Covered", accounts)
        covered = RentAccount.objects.filter(covered_debts__marker=self.of.marker_id)
        self.fields["covers"].initial = [str(pk) for pk in covered.values_list("pk", flat=True)]

    def record(self, *, at: dt.datetime) -> str:
        covers = [int(pk) for pk in self.cleaned_data["covers"]]
        added = solvency.record_search(space=self.of, covers=covers, at=at, **self.common())
        return f"The search is recorded. {words.counted(added, 'account')} added: write to the adviser about them."


class MidwayForm(CareForm):
    title = "Midway review"
    intro = "Is the current rent paid? What the adviser was told or asked. Unpaid rent is a matter for the adviser."
    button = "Record the review"

    def add_fields(self) -> None:
        self.fields["said"] = text_field("What was found", missing="Say what was found.", required=True)

    def record(self, *, at: dt.datetime) -> str:
        solvency.midway(space=self.of, said=self.cleaned_data["said"], at=at, **self.common())
        return "The midway review is recorded."


class EndSpaceForm(CareForm):
    title = "When it ends"
    intro = (
        "Cancelled early, or the end of a crisis was told. Five working days without chasing follow, then fresh "
        "contact; the ladder goes on at the step where it stood."
    )
    button = "Record its last day"

    def add_fields(self) -> None:
        crisis = self.of.kind == BreathingSpace.Kind.MENTAL_HEALTH
        if crisis:
            self.fields["told"] = radios("What we were told", TOLD_OF_A_CRISIS, missing="Choose what we were told.")
        self.fields["last_day"] = day_field("That day" if crisis else "Its last day", missing=DAY)
        self.fields["why"] = line_field("Who told us, and why", length=200, missing="Say who told us, and why.")

    def record(self, *, at: dt.datetime) -> str:
        last_day, why = self.cleaned_data["last_day"], self.cleaned_data["why"]
        if self.cleaned_data.get("told") == "treatment_ended":
            last_day = moratoria.after_treatment(last_day)
        solvency.end_breathing_space(space=self.of, last_day=last_day, why=why, at=at, **self.common())
        return f"It ends on {words.long_day(last_day)}. Nothing is chased for five working days after."


class InsolvencyForm(CareForm):
    title = "Bankruptcy, debt relief order or IVA"
    intro = (
        "The ledger is split at the day it took effect: what was owed before is frozen and not asked for, what falls "
        "due later is paid as ever. A joint tenant who is not insolvent stays liable."
    )
    button = "Split the ledger and stop asking"

    def add_fields(self) -> None:
        self.ask_person("Whose")
        self.fields["kind"] = radios("Kind", Insolvency.Kind.choices, missing="Choose the kind.")
        self.fields["reference"] = line_field("Reference", length=40, missing="Enter the reference of the order.")
        self.fields["effective_on"] = day_field("It took effect on", missing=DAY)
        self.fields["ends_on"] = day_field("Its last day, where the paper gives one", required=False, missing=DAY)
        self.fields["practitioner"] = line_field("Official Receiver or practitioner", length=120)
        self.fields["practitioner_contact"] = line_field("How they are reached", length=200)
        self.fields["covers"] = ticks(
            "Which debts it covers", debts(self.about.people), required=True, missing="Choose the accounts."
        )
        self.fields["covers"].initial = [str(self.about.account.pk)]
        if marked := without_papers(self.about.people, on=self.about.on):
            self._as_marked(marked[0])

    def _as_marked(self, marker: Marker) -> None:
        """What the housing system says of it already."""
        self.fields["person"].initial = str(marker.person_id)
        self.fields["kind"].initial = marker.detail
        self.fields["effective_on"].initial = words.long_day(marker.from_on)
        self.fields["ends_on"].initial = words.long_day(marker.last_day) if marker.last_day else None
        if marker.last_day and marker.last_day < self.about.on:
            none = (str(insolvency.NOTHING), "None: it was annulled, failed or revoked, or these debts were not in it")
            covers: Any = self.fields["covers"]
            covers.choices = [*covers.choices, none]

    def record(self, *, at: dt.datetime) -> str:
        data = dict(self.cleaned_data)
        data.pop("person")
        covers = [int(pk) for pk in data.pop("covers")]
        kept = insolvency.record(person=self.chosen, covers=covers, at=at, **data, **self.common())
        if covers == [insolvency.NOTHING]:
            return "It covers nothing here: what is owed is chased as ever."
        frozen = sum((debt.amount for debt in kept.marker.covered_debts.all()), start=ZERO)
        return f"{words.pounds(frozen)} is frozen and not asked for. Rent from {words.long_day(kept.effective_on)} is."


class AdviceForm(CareForm):
    title = "Legal’s advice on what is covered"
    button = "Record the advice"

    def add_fields(self) -> None:
        self.fields["advised_on"] = day_field("Legal advised on", missing=DAY)

    def record(self, *, at: dt.datetime) -> str:
        insolvency.record_advice(insolvency=self.of, advised_on=self.cleaned_data["advised_on"], at=at, **self.common())
        return "The advice is recorded."


class EndInsolvencyForm(CareForm):
    title = "Discharged, or annulled"
    intro = (
        "Discharged, what it covered is never asked for again, and its write-off becomes your task. Annulled, it is "
        "owed again and chased with the rest."
    )

    def add_fields(self) -> None:
        self.fields["how"] = radios("What the paper says", HOW_INSOLVENCY_ENDS, missing="Choose what the paper says.")
        self.fields["on_day"] = day_field("From which day", missing=DAY)
        self.fields["why"] = line_field(
            "Who told us, and the paper", length=200, missing="Say who told us, and the paper."
        )

    def record(self, *, at: dt.datetime) -> str:
        discharged = self.cleaned_data["how"] == DISCHARGED
        day = self.cleaned_data["on_day"]
        why = self.cleaned_data["why"] if discharged else f"{self.cleaned_data['why']}, from {words.long_day(day)}"
        insolvency.end(insolvency=self.of, discharged_on=day if discharged else None, why=why, at=at, **self.common())
        if discharged:
            return "It is discharged. Ask finance to write off what it covered: that is a task of yours, due today."
        return "It is annulled: what it covered is owed again."


class DeathForm(CareForm):
    title = "A tenant has died"
    intro = (
        "Nothing more is sent in their name, from this second. Please speak gently with whoever told you: nobody is "
        "asked for money today."
    )
    button = "Stop all mail to them"

    def add_fields(self) -> None:
        self.ask_person("Who has died")
        self.fields["died_on"] = day_field("Day of the death", missing=DAY)
        self.fields["told_on"] = day_field("Day we were told", missing=DAY)
        self.fields["told_on"].initial = words.long_day(self.about.on)
        self.fields["told_by"] = line_field("Who told us", length=120, missing="Say who told us.")
        self.fields["evidence"] = line_field("What we have seen, if anything", length=200)

    def record(self, *, at: dt.datetime) -> str:
        data = dict(self.cleaned_data)
        data.pop("person")
        estate, withdrawn = deaths.record_death(person=self.chosen, at=at, **data, **self.common())
        return f"All mail to {estate.person} has stopped. {will_not_go(withdrawn)}"


class EstateLettersForm(CareForm):
    title = "Letters about the estate"
    intro = (
        "Three letters at most: to the personal representatives at the last address, a copy for the Public Trustee, "
        "and one to each joint tenant who lives on, in their own name. They wait in the print room to be released. "
        "With the Public Trustee’s copy goes form NL1 and its fee."
    )
    button = "Make the letters"

    def record(self, *, at: dt.datetime) -> str:
        queued = deaths.write_to_estate(estate=self.of, at=at, **self.common())
        return f"{words.counted(len(queued), 'letter')} to go by the print room. They are listed on this page."


class CorrectDeathForm(CareForm):
    title = "The death was recorded by mistake"
    intro = "Letters may go to them again. What was recorded, and this correction, both stay in the history."
    button = "Correct it"

    def add_fields(self) -> None:
        self.fields["why"] = line_field("How the mistake was found", length=200, missing="Say how it was found.")

    def record(self, *, at: dt.datetime) -> str:
        person = self.of.person
        deaths.correct(estate=self.of, why=self.cleaned_data["why"], at=at, **self.common())
        return f"It is corrected: {person} is living. Tell them, with an apology, before any letter goes."


class DisputeForm(CareForm):
    title = "The balance is disputed"
    intro = (
        "Keep the proof, and in the same press: the account is held, letters stop, finance is asked to check, and an "
        "answer to the tenant goes by the print room."
    )
    button = "Hold, ask finance, and answer"

    def add_fields(self) -> None:
        self.fields["says"] = line_field("What they say", length=200, missing="Write in a line what they say.")
        self.fields["paper"] = PaperField("The proof")
        self.fields["received_on"] = day_field("It came on", missing=DAY)
        self.fields["received_on"].initial = words.long_day(self.about.on)

    def record(self, *, at: dt.datetime) -> str:
        done = disputes.dispute(at=at, **self.cleaned_data, **self.common())
        return " ".join(
            [
                f"Held until {words.long_day(done.hold.last_day)}, and finance is asked.",
                will_not_go(done.withdrawn),
                f"{words.counted(len(done.letters), 'answer')} to go by the print room.",
                *done.not_written,
            ]
        )


class AnswerDisputeForm(CareForm):
    title = "What was found about the balance"
    button = "Answer the dispute"

    def add_fields(self) -> None:
        self.fields["found_it"] = radios(
            "What was found",
            [("yes", "The tenant is right"), ("no", "The balance stands")],
            missing="Choose what was found.",
        )
        self.fields["said"] = text_field(
            "In words that the tenant can be told", length=300, missing="Say what was found.", required=True
        )

    @property
    def notes(self) -> Sequence[str]:
        return (f"They say: {self.of.evidence}",)

    def record(self, *, at: dt.datetime) -> str:
        found_it = self.cleaned_data["found_it"] == "yes"
        said = self.cleaned_data["said"]
        disputes.answer(marker=self.of, found_it=found_it, said=said, at=at, **self.common())
        return "The dispute is answered and the hold is lifted. Whoever recorded it is asked to tell the tenant."
