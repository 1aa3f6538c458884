"""What is typed on the agreement page: forms check what was typed, the rules say whether it makes a plan."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django import forms

from caseload.agreements.making import Asked, made_since
from caseload.agreements.starting import Start
from caseload.forms import day_field, money_field, text_field
from recovery.agreement_watch import schedule_of, terms_of
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO
from recovery.rules.plans import EVERY, Step, Terms, amount_at
from staff.ui.words import long_day, pounds
from tenancies.models import Person

STEPS = {1: "A step from instalment", 2: "A second step from instalment"}
TOO_OFTEN = {"weekly", "fortnightly"}  # for a deduction from benefit, which comes behind and by longer periods
Explained = RepaymentAgreement.Explained
HOW_EXPLAINED = [(how.value, how.label) for how in Explained if how != Explained.COURT]


def number_field(label: str, *, required: bool = False, most: int = 999, initial: int | None = None) -> Any:
    wrong = f"{label}: enter a whole number up to {most}."
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        initial=initial,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], wrong),
        widget=forms.TextInput(
            attrs={"class": "govuk-input govuk-input--width-2", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


def in_pence(amount: Decimal | None) -> str:
    """A sum as somebody would type it; blank for none."""
    return "" if amount is None else f"{amount:.2f}"


class OfPerson(forms.Form):
    """Has a field `person`: one of these people, the first chosen already."""

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.TypedChoiceField)
        person.choices = people
        if people:
            person.initial = people[0][0]


class AgreementForm(forms.Form):
    """Terms, accounts, people, and how it was explained. Begins with what `start` proposes."""

    press = forms.UUIDField(widget=forms.HiddenInput, required=False)
    running = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the agreement that the page showed
    instalment_amount = money_field("Off the arrears each time", missing="Enter what they can pay, such as 12.50.")
    frequency = forms.ChoiceField(
        label="How often",
        choices=RepaymentAgreement.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often they pay.", "invalid_choice": "Choose how often they pay."},
    )
    first_due_on = day_field("First payment on", missing="Enter the day of the first payment, such as 7 December 2026.")
    month_day = number_field("Day of the month, where the first month is shorter", most=31)
    rent_amount = money_field("Their own share of rent each time", required=False)
    lump_sum = money_field("Lump sum first", required=False)
    lump_sum_on = day_field("Lump sum on", missing="Enter the day such as 1 December 2026.", required=False)
    pause_free_weeks = forms.BooleanField(
        label="Instalments wait in rent-free weeks (only if they ask)", required=False
    )
    people = forms.TypedMultipleChoiceField(
        label="Who agreed",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name the tenants who agreed.", "invalid_choice": "Choose from the tenants shown."},
    )
    explained_how = forms.ChoiceField(
        label="How you explained what happens if a payment is missed",
        choices=HOW_EXPLAINED,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you explained it. It cannot be agreed without."},
    )
    paid_by = forms.ChoiceField(
        label="Paid by",
        choices=RepaymentAgreement.PaidBy.choices,
        widget=forms.RadioSelect,
        initial=RepaymentAgreement.PaidBy.TENANT,
        error_messages={"required": "Choose how it is paid."},
    )
    note = text_field("Note")
    why = text_field("Why more is asked than is safe")
    vary_why = text_field(
        "Why the agreement changes", length=300, missing="Say why the agreement changes: both stay on record."
    )

    def __init__(
        self, data: Any = None, *, start: Start, on: dt.date, replaces: RepaymentAgreement | None = None
    ) -> None:
        super().__init__(data)
        self.start, self.on, self.replaces = start, on, replaces
        people = self.fields["people"]
        assert isinstance(people, forms.TypedMultipleChoiceField)
        people.choices = [(tenant.person_id, tenant.name) for tenant in start.tenants]
        for number, label in STEPS.items():
            self.fields[f"step_{number}_from"] = number_field(label)
            self.fields[f"step_{number}_amount"] = money_field("Off the arrears from then on", required=False)
        for place, (account, owed) in enumerate(start.owing, 1):
            covers = account.pk == start.account.pk
            self.fields[f"cover_{account.pk}"] = forms.BooleanField(required=False, initial=covers)
            self.fields[f"arrears_{account.pk}"] = money_field(f"To clear on {account}", required=False)
            self.fields[f"place_{account.pk}"] = number_field(f"Place of {account}", most=99, initial=place)
            self.initial[f"arrears_{account.pk}"] = f"{owed:.2f}"
        self.initial.update(self._of_running() if replaces else self._proposed())
        if replaces is None:
            del self.fields["vary_why"]
        else:
            self.fields["vary_why"].required = True

    def _proposed(self) -> dict[str, Any]:
        start = self.start
        frequency = start.frequency
        return {
            "frequency": frequency,
            "first_due_on": long_day(start.first_due_on),
            "rent_amount": f"{start.share(frequency):.2f}",
            "instalment_amount": in_pence(start.offer(frequency)),
            "people": [tenant.person_id for tenant in start.tenants],
        }

    def _of_running(self) -> dict[str, Any]:
        """A variation begins with what runs, from their next payment on: its accounts, its step, those to come."""
        running = self.replaces
        assert running is not None
        agreed = set(running.people.values_list("person_id", flat=True))
        covered = set(running.covers.values_list("account_id", flat=True))
        dues = schedule_of(running)[1 if running.lump_sum else 0 :]
        coming = next((due for due in dues if due.due_on > self.on), None)
        done = sum(due.arrears_amount > 0 for due in dues if due.due_on <= self.on)
        found: dict[str, Any] = {
            "frequency": running.frequency,
            "first_due_on": long_day(coming.due_on if coming else self.start.first_due_on),
            "month_day": running.month_day,
            "rent_amount": in_pence(running.rent_amount),
            "instalment_amount": in_pence(amount_at(terms_of(running), done + 1)),
            "pause_free_weeks": running.pause_free_weeks,
            "paid_by": running.paid_by,
            "people": [tenant.person_id for tenant in self.start.tenants if tenant.person_id in agreed],
            **{f"cover_{account.pk}": account.pk in covered for account, _ in self.start.owing},
        }
        later = [(number - done, amount) for number, amount in running.steps if number - done > 1]
        if running.lump_sum_on and running.lump_sum_on > self.on:
            found |= {"lump_sum": in_pence(running.lump_sum), "lump_sum_on": long_day(running.lump_sum_on)}
        for place, (number, amount) in zip(STEPS, later, strict=False):
            found |= {f"step_{place}_from": number, f"step_{place}_amount": amount}
        return found

    @property
    def accounts(self) -> list[tuple[Any, Any, Any, Any]]:
        """Each account that owes, with its three fields, for the page."""
        return [
            (account, self[f"cover_{account.pk}"], self[f"arrears_{account.pk}"], self[f"place_{account.pk}"])
            for account, _ in self.start.owing
        ]

    @property
    def steps(self) -> list[tuple[Any, Any]]:
        return [(self[f"step_{number}_from"], self[f"step_{number}_amount"]) for number in STEPS]

    @property
    def proposed(self) -> str:
        """Their share of rent and the offer by how often, for the script: both follow where how often is changed."""
        begun = self.start
        return json.dumps({name: [in_pence(begun.share(name)), in_pence(begun.offer(name))] for name in EVERY})

    @property
    def more_open(self) -> bool:
        """Whether what lies behind ‘More terms’ was used."""
        names = ["lump_sum", "lump_sum_on", "month_day", "pause_free_weeks", *(f"step_{n}_from" for n in STEPS)]
        return any(self[name].value() for name in names) or any(self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.replaces and data.get("running") != self.replaces.pk:
            self.add_error(None, made_since(self.replaces))
        for number in STEPS:
            begins, amount = data.get(f"step_{number}_from"), data.get(f"step_{number}_amount")
            typed = not self.errors.keys() & {f"step_{number}_from", f"step_{number}_amount"}
            if typed and (begins is None) != (amount is None):
                self.add_error(f"step_{number}_from", "A step needs both the instalment it begins with and its amount.")
        if wrong := self._rent_of_another_period(data.get("rent_amount"), data.get("frequency", "")):
            self.add_error("rent_amount", wrong)
        if data.get("paid_by") == RepaymentAgreement.PaidBy.BENEFIT and data.get("frequency") in TOO_OFTEN:
            self.add_error(
                "frequency",
                "Deductions from benefit reach us every four weeks or once a month: choose one of these, so that "
                "nothing counts as missed before it can have come.",
            )
        for account, _ in self.start.owing:
            if data.get(f"cover_{account.pk}") and data.get(f"arrears_{account.pk}") is None:
                self.add_error(f"arrears_{account.pk}", f"Enter what is to be cleared on {account}, such as 209.00.")
        if not any(data.get(f"cover_{account.pk}") for account, _ in self.start.owing):
            self.add_error(None, "Choose at least one account that the agreement covers.")
        return data

    def _rent_of_another_period(self, typed: Decimal | None, frequency: str) -> str:
        """What is said where how often was changed, and the share of rent is still that of before."""
        if typed is None or frequency not in EVERY or typed == (share := self.start.share(frequency)):
            return ""
        other = next((every for name, every in EVERY.items() if self.start.share(name) == typed), "")
        return other and f"{pounds(typed)} is their rent {other}: {EVERY[frequency]} it is {pounds(share)}."

    def covers(self) -> list[tuple[Any, Decimal]]:
        """The accounts ticked with what is to be cleared on each, in the order told."""
        data = self.cleaned_data
        ticked = [
            (data.get(f"place_{account.pk}") or place, place, account, data[f"arrears_{account.pk}"])
            for place, (account, _) in enumerate(self.start.owing, 1)
            if data.get(f"cover_{account.pk}")
        ]
        return [(account, arrears) for _, _, account, arrears in sorted(ticked, key=lambda each: each[:2])]

    def terms(self) -> Terms:
        data = self.cleaned_data
        steps = (
            Step(from_number=data[f"step_{number}_from"], amount=data[f"step_{number}_amount"])
            for number in STEPS
            if data.get(f"step_{number}_from") is not None
        )
        return Terms(
            made_on=self.on,
            first_due_on=data["first_due_on"],
            frequency=data["frequency"],
            rent_amount=data.get("rent_amount") or ZERO,
            instalment_amount=data["instalment_amount"],
            total=sum((arrears for _, arrears in self.covers()), ZERO),
            month_day=data.get("month_day") or None,
            lump_sum=data.get("lump_sum") or ZERO,
            lump_sum_on=data.get("lump_sum_on"),
            steps=tuple(steps),
            pause_free_weeks=data.get("pause_free_weeks", False),
        )

    def asked(self) -> Asked:
        data = self.cleaned_data
        people = Person.objects.in_bulk(data["people"])
        return Asked(
            terms=self.terms(),
            covers=self.covers(),
            people=[people[pk] for pk in data["people"]],
            explained_how=data["explained_how"],
            paid_by=data["paid_by"],
            note=data["note"],
            why=data["why"],
            vary_why=data.get("vary_why", ""),
            varies=data.get("running"),
        )


class PreviewForm(AgreementForm):
    """The same, to see the plan: what is asked only when it is agreed may still be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"people", "explained_how", "paid_by", "vary_why"} & self.fields.keys():
            self.fields[name].required = False


class EndForm(forms.Form):
    broken = forms.ChoiceField(
        label="How it ends",
        choices=[("no", "Called off"), ("yes", "Broken")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ends."},
    )
    why = text_field("Why", length=300, missing="Say why the agreement ends.", required=True)


class NoForm(forms.Form):
    said = text_field("Why not", length=300)
