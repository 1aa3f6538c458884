"""The assistant for dates of notices: what is typed, and every date of the answer with its reasons. Makes no notice."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from caseload.forms import DAY_FORMATS, choice_field, day_field, line_field
from legal import homes
from legal.rules import routes
from legal.rules.given import weekday_of
from legal.rules.notice_dates import Service, days_touched, notice_dates
from legal.rules.notices import BY_RENT_PERIOD
from legal.rules.periods import RentPeriod, weekly
from legal.rules.worked import Worked
from staff.models import User
from staff.ui.words import counted, long_day
from tenancies import bank_holidays
from tenancies.models import RentAccount, Tenancy
from tenancies.models import RentPeriod as Period

KINDS = [
    ("nosp", "Notice of seeking possession"),
    ("s128", "Introductory notice (section 128)"),
    ("s143e", "Demoted notice (section 143E)"),
    ("s8", "Assured notice (section 8)"),
    ("ntq", "Notice to quit"),
    ("trial_extension", "Notice extending a trial"),
    ("notice_to_remedy", "Notice to remedy (pitch)"),
]
METHODS = [
    ("hand", "Handed over"),
    ("left_at_home", "Left at the home"),
    ("first_class", "First-class post"),
    ("second_class", "Second-class post"),
]
LABELS = {
    "service_on": "Counts as served",
    "specified_on": "Earliest date to give in it",
    "first_issue_on": "First day to issue a claim",
    "last_issue_on": "Last day to issue a claim",
    "review_request_by": "Last day to ask for a review",
    "serve_by": "Last day to serve it",
    "extended_ends": "Last day of the trial then",
}
STARTS = {
    Period.WEEKLY: "Enter the weekday on which the rent week begins, such as Monday.",
    Period.FORTNIGHTLY: "Enter a day on which a fortnight begins, such as 7 September 2026.",
    Period.FOUR_WEEKLY: "Enter a day on which four weeks begin, such as 7 September 2026.",
    Period.MONTHLY: "Enter the day of the month on which a period begins, 1 to 31.",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One date as the page shows it; blank where there is none."""

    label: str
    by_law: str
    house: str
    reason: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    rows: list[Row]
    judged: str  # of the date typed, or of an extension: blank where nothing was judged
    will_do: bool
    cautions: list[str]
    about: str  # the tenancy, in a line; blank without one


class DatesForm(forms.Form):
    """A tenancy by its reference, or its rent period and trial as typed."""

    account = line_field("Account or tenancy", length=40, hint="Its reference. Leave it empty to work with no tenancy.")
    kind = choice_field("Notice", KINDS, chosen=True)
    method = choice_field("Served how", METHODS, chosen=True)
    on = day_field("On", missing="Enter the day of service, such as 8 September 2026.")
    other_method = choice_field("Another tenant, served how", METHODS, required=False)
    other_on = day_field("And on", missing="Enter the other tenant’s day, such as 10 September 2026.", required=False)
    specified = day_field(
        "Date in the notice, to see whether it will do",
        missing="Enter the date such as 12 October 2026.",
        required=False,
    )
    period = choice_field("Rent period", Period.choices, required=False)
    starts = line_field(
        "Period begins", length=40, hint="Such as Monday; of a monthly period 1; or a day on which one begins."
    )
    trial_ends = day_field("Last day of the trial", missing="Enter the day such as 12 April 2027.", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.tenancy: Tenancy | None = None
        self.rent_period: RentPeriod | None = None

    def clean_account(self) -> str:
        """Only a tenancy that this person may open is found; any other is as if there were none."""
        typed: str = self.cleaned_data["account"].strip()
        if not typed:
            return ""
        its = Q(account_ref__iexact=typed) | Q(tenancy__tenancy_ref__iexact=typed)
        mine = RentAccount.objects.openable_by(self.user)
        found = mine.filter(its).select_related("tenancy").order_by("pk").first()
        if found is None:
            raise ValidationError("No account that you may open has this reference. Enter another, or leave it empty.")
        self.tenancy = found.tenancy
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("other_method")) != bool(data.get("other_on")) and "other_on" not in self.errors:
            self.add_error("other_on", "Enter both how and when the other tenant was served, or neither.")
        if self.tenancy is not None:
            self.rent_period = homes.period_of(self.tenancy)
            data["trial_ends"] = data.get("trial_ends") or homes.trial_last_day_for(
                self.tenancy, kind=data.get("kind", "")
            )
        elif data.get("kind") in BY_RENT_PERIOD and "starts" not in self.errors:
            self._read_period(data)
        if data.get("kind") == "trial_extension" and not data.get("trial_ends") and "trial_ends" not in self.errors:
            self.add_error("trial_ends", "Enter the last day of the trial as first set, such as 12 April 2027.")
        return data

    def _read_period(self, data: dict[str, Any]) -> None:
        kind, typed = data.get("period") or Period.WEEKLY, (data.get("starts") or "Monday").strip()
        begins = _day(typed)
        if kind == Period.WEEKLY and (weekday := weekday_of(typed)):
            self.rent_period = weekly(weekday)
        elif kind == Period.MONTHLY and typed.isdecimal() and 1 <= int(typed) <= 31:
            self.rent_period = RentPeriod(kind=kind, begins_on=dt.date(2026, 1, int(typed)))
        elif begins:
            self.rent_period = RentPeriod(kind=kind, begins_on=begins)
        else:
            self.add_error("starts", STARTS[kind])


def _day(typed: str) -> dt.date | None:
    try:
        day: dt.date = forms.DateField(input_formats=DAY_FORMATS).clean(typed)
    except ValidationError:
        return None
    return day


def shown(form: DatesForm, *, today: dt.date) -> Shown:
    """The answer to a form that is in order."""
    data = form.cleaned_data
    services = [Service(done_on=data["on"], method=data["method"])]
    if data["other_on"]:
        services.append(Service(done_on=data["other_on"], method=data["other_method"]))
    first, last = days_touched(services, specified_on=data["specified"], trial_last_day=data["trial_ends"])
    found = notice_dates(
        kind=data["kind"],
        services=services,
        bank_holidays=bank_holidays.between(first, last),
        period=form.rent_period if data["kind"] in BY_RENT_PERIOD else None,
        specified_on=data["specified"],
        trial_last_day=data["trial_ends"],
    )
    return Shown(
        rows=[_row(each) for each in found.dates],
        judged=found.judged if found.specified_ok is not None else "",
        will_do=found.specified_ok is True,
        cautions=[*_of_tenancy(form, today=today), *found.cautions],
        about=_about(form),
    )


def _row(worked: Worked) -> Row:
    return Row(
        label=LABELS[worked.name],
        by_law=_with_weekday(worked.strict),
        house=_with_weekday(worked.default),
        reason=worked.reason,
        source=f"{worked.law}; rule {worked.rule}",
    )


def _with_weekday(day: dt.date | None) -> str:
    return f"{day:%A} {long_day(day)}" if day else ""


def _of_tenancy(form: DatesForm, *, today: dt.date) -> list[str]:
    """What the tenancy itself says to this notice (rulebook 1, SRV-2)."""
    if form.tenancy is None:
        return []
    home = homes.home_with(form.tenancy, claim_begun_on=None)
    day = form.cleaned_data["on"]
    said = [f"{each.says} {each.do}" for each in routes.notice_obstacles(home, kind=form.cleaned_data["kind"], on=day)]
    if form.tenancy.last_day and form.tenancy.last_day < today:
        said.append(f"The tenancy ended on {long_day(form.tenancy.last_day)}.")
    tenants = _tenants(form)
    if tenants > 1 + bool(form.cleaned_data["other_on"]):
        said.append(f"There are {tenants} tenants: serve every one of them. The last to be served counts.")
    return said


def _about(form: DatesForm) -> str:
    """The tenancy and its rent periods, or those that were taken without one; blank where neither matters."""
    period = _in_words(form.rent_period) if form.rent_period else ""
    if form.tenancy is None:
        return f"Worked out for {period}." if period else ""
    tenants = counted(_tenants(form), "tenant")
    kind = form.tenancy.get_tenancy_type_display()
    return f"{kind} tenancy {form.tenancy.tenancy_ref}: {tenants}, {period}."


def _in_words(period: RentPeriod) -> str:
    """weekly rent periods from Monday"""
    begins = {
        Period.WEEKLY: f"from {period.begins_on:%A}",
        Period.MONTHLY: f"from day {period.begins_on.day} of the month",
    }.get(Period(period.kind), f"one of them from {long_day(period.begins_on)}")
    return f"{Period(period.kind).label.lower()} rent periods {begins}"


def _tenants(form: DatesForm) -> int:
    assert form.tenancy is not None
    return form.tenancy.people.tenants(on=form.cleaned_data["on"]).values("person").distinct().count()


def empty(*, on: dt.date) -> dict[str, Any]:
    """What the form begins with."""
    return {"kind": "nosp", "method": "hand", "on": long_day(on), "period": "weekly", "starts": "Monday"}
