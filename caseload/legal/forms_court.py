"""The outcome of a hearing as it is typed: a chip, and only the fields that this outcome needs."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from caseload.forms import day_field, line_field, money_field, text_field, time_field
from caseload.legal.court.known import Known
from legal.decided import Decided, obstacles
from legal.rules.causes import CAUSES, MAY_HAVE
from legal.rules.outcomes import NEEDS, Outcome
from recovery.models import RepaymentAgreement
from recovery.rules.facts import ZERO

TERMS = ("instalment_amount", "frequency", "first_due_on", "current_rent")
# Fields that an outcome may have beside those it needs.
MORE: dict[Outcome, tuple[str, ...]] = {
    Outcome.ADJOURNED_ON_TERMS: ("arrears",),
    Outcome.ADJOURNED_TO_DATE: ("hearing_at",),
    Outcome.SUSPENDED: ("current_rent",),
    Outcome.POSTPONED: ("current_rent",),
    Outcome.MONEY_ONLY: TERMS,
    Outcome.CONSENT: ("possession_on", *TERMS),
}
NAMED = {"rent_terms": "current_rent"}  # the rule's name of a field, and the form's
MAY_BE_BLANK = {"instalment_amount", "frequency", "first_due_on", "current_rent"}


def fields_of(outcome: Outcome) -> list[str]:
    """The fields that an outcome shows, in the form's order."""
    wanted = {NAMED.get(name, name) for name in NEEDS[outcome]} | set(MORE.get(outcome, ()))
    wanted |= {"cause", "cause_text"} if outcome in MAY_HAVE else set()
    return [name for name in [*OutcomeForm.base_fields] if name in wanted | {"words"}]


class OutcomeForm(forms.Form):
    """Begins with what was offered, claimed and owed, so that mostly a chip and Save are enough."""

    outcome = forms.ChoiceField(
        label="What did the court decide?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the court decided.",
            "invalid_choice": "The court cannot make that here: choose from those shown.",
        },
    )
    cause = forms.ChoiceField(
        label="Why?", widget=forms.RadioSelect, required=False, error_messages={"invalid_choice": "Choose why."}
    )
    cause_text = line_field("More about why", length=200)
    hearing_on = day_field("Next hearing on", missing="Enter the day of the next hearing.", required=False)
    hearing_at = time_field("At", missing="Enter the time such as 10:30.")
    restore_by = day_field("May be restored until", missing="Enter the day such as 24 November 2027.", required=False)
    possession_on = day_field("Possession on", missing="Enter the day of possession.", required=False)
    arrears = money_field("Arrears", required=False)
    costs = money_field("Costs", required=False)
    instalment_amount = money_field("Off the arrears each time", required=False)
    frequency = forms.ChoiceField(
        label="How often", choices=RepaymentAgreement.Frequency.choices, widget=forms.RadioSelect, required=False,
        error_messages={"invalid_choice": "Choose how often."},
    )  # fmt: skip
    first_due_on = day_field("First payment on", missing="Enter the day of the first payment.", required=False)
    current_rent = forms.BooleanField(label="With the current rent", required=False)
    words = text_field("What else the court said", length=600)
    key = forms.UUIDField(
        widget=forms.HiddenInput, required=False,
        error_messages={"invalid": "This page was not whole: open the hearing again, and save once more."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, known: Known, initial: dict[str, Any] | None = None, on: Any) -> None:
        super().__init__(data, initial=(initial or {}) | {"key": uuid4()})
        self.known, self.on = known, on
        outcome, cause = self.fields["outcome"], self.fields["cause"]
        assert isinstance(outcome, forms.ChoiceField)
        assert isinstance(cause, forms.ChoiceField)
        outcome.choices = [(each.value, each.label) for each in known.outcomes]
        cause.choices = [(code, each.label) for code, each in CAUSES.items()]
        self.keys = {each.value: str(number) for number, each in enumerate(known.outcomes[:9], start=1)}

    @property
    def chips(self) -> list[tuple[Any, str]]:
        """Each chip with the key that picks it; blank after the ninth."""
        return [(chip, self.keys.get(chip.data["value"], "")) for chip in self["outcome"]]

    @property
    def shown(self) -> list[tuple[Any, str]]:
        """Each further field with the outcomes that show it, as classes of its box."""
        names = [name for name in self.fields if name not in {"outcome", "key"}]
        return [
            (self[name], " ".join(f"qd-court-for-{each}" for each in Outcome if name in fields_of(each)))
            for name in names
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("outcome"):
            return data
        decided = self.decided()
        for name in self._missing(decided):
            field = self.fields[name]
            self.add_error(name, field.error_messages.get("required") or f"Enter {field.label}.")
        if not self.errors:
            power, insolvency = self.known.power, self.known.facts.insolvency
            found = obstacles(self.known.hearing, decided, power=power, insolvency=insolvency, on=self.on)
            for name, why in found:
                self.add_error(name or None, why)
        return data

    def _missing(self, decided: Decided) -> list[str]:
        """What this outcome needs and was left empty. Terms without a sum off the arrears are no terms."""
        names = [NAMED.get(name, name) for name in NEEDS[decided.outcome]]
        if decided.instalment_amount:
            names += [name for name in ("frequency", "first_due_on") if name in fields_of(decided.outcome)]
        blank = {None, ""}
        may_be = MAY_BE_BLANK if not decided.instalment_amount else {"current_rent"}
        may_be |= {"cause", "restore_by"}  # the rules ask for the cause, and know the long stop
        found = [
            name
            for name in dict.fromkeys(names)
            if name not in may_be and name not in self.errors and self.cleaned_data.get(name) in blank
        ]
        if decided.outcome is Outcome.ADJOURNED_ON_TERMS and not decided.instalment_amount:
            found.append("instalment_amount")
        return [name for name in found if name not in self.errors]

    def decided(self) -> Decided:
        """What was typed, without the fields that this outcome does not have."""
        data, outcome = self.cleaned_data, Outcome(self.cleaned_data["outcome"])
        here = fields_of(outcome)

        def typed(name: str, default: Any = None) -> Any:
            value = data.get(name) if name in here else None
            return default if value in {None, ""} else value

        key: UUID = data.get("key") or uuid4()
        return Decided(
            outcome=outcome,
            key=key,
            cause=typed("cause", ""),
            cause_text=typed("cause_text", ""),
            words=typed("words", ""),
            possession_on=typed("possession_on"),
            arrears=typed("arrears", ZERO),
            costs=typed("costs", ZERO),
            instalment_amount=typed("instalment_amount", ZERO),
            frequency=typed("frequency", "") if typed("instalment_amount") else "",
            first_due_on=typed("first_due_on") if typed("instalment_amount") else None,
            current_rent=bool(typed("current_rent", False)),
            hearing_on=typed("hearing_on"),
            hearing_at=typed("hearing_at"),
            restore_by=typed("restore_by"),
        )
