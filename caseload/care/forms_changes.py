"""What is typed where something on record is reviewed or ends."""

import datetime as dt
from collections.abc import Sequence

from caseload.care import markers as marking
from caseload.care import needs as caring
from caseload.care.forms import CareForm
from caseload.forms import day_field, text_field
from staff.ui import words


class EndAdjustmentForm(CareForm):
    title = "End an adjustment"
    intro = "They told us that they no longer need it. Letters and contact go back to what they were without it."
    button = "End it"

    def record(self, *, at: dt.datetime) -> str:
        caring.end_adjustment(adjustment=self.of, at=at, **self.common())
        return "The adjustment is ended."


class EndRepresentativeForm(CareForm):
    title = "They no longer act"
    intro = "From today no letter goes to them, and they are not spoken with about this household."
    button = "End it"

    def record(self, *, at: dt.datetime) -> str:
        caring.end_representative(representative=self.of, at=at, **self.common())
        return f"{self.of.name} no longer acts for {self.of.person}."


class ReviewForm(CareForm):
    title = "Review"
    button = "It stays"

    def add_fields(self) -> None:
        self.fields["said"] = text_field("What you found: why it stays", missing="Say why it stays.", required=True)
        self.fields["review_on"] = day_field("Next review", missing="Enter the day of the next review.")
        self.fields["last_day"] = day_field(
            "Ends on", required=self.of.kind == "risk", missing="Enter its last day, within a year."
        )
        if self.of.last_day:
            self.fields["last_day"].initial = words.long_day(self.of.last_day)

    @property
    def notes(self) -> Sequence[str]:
        return (f"{self.of.get_kind_display()}, since {words.long_day(self.of.from_on)}. Evidence: {self.of.evidence}",)

    def record(self, *, at: dt.datetime) -> str:
        marking.review(marker=self.of, at=at, **self.cleaned_data, **self.common())
        return "It was reviewed, and stays."


class EndMarkerForm(CareForm):
    title = "End a marker"
    intro = "It stays on record with your reason, and protects or warns from today no more."
    button = "End it"

    def add_fields(self) -> None:
        self.fields["why"] = text_field("Why it ends", missing="Say why it ends.", required=True)

    def record(self, *, at: dt.datetime) -> str:
        marking.end(marker=self.of, why=self.cleaned_data["why"], at=at, **self.common())
        return "It is ended."


class EndInterestForm(CareForm):
    title = "The interest no longer stands"
    button = "End it"

    def record(self, *, at: dt.datetime) -> str:
        marking.end_interest(interest=self.of, at=at, **self.common())
        return f"{self.of.user.name} may act on this account again."
