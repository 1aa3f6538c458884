"""What the law asks about a tenancy: its road to possession, its rent periods, its living tenants."""

from datetime import date

from dateutil.relativedelta import relativedelta

from legal.models import PossessionClaim
from legal.rules.notice_dates import Service, days_touched
from legal.rules.periods import RentPeriod, weekly
from legal.rules.routes import Home
from tenancies import bank_holidays
from tenancies.models import Person, Tenancy, TenancyPerson
from tenancies.models import RentPeriod as Period

Status = PossessionClaim.Status
DISPOSED = {Status.DISMISSED, Status.STRUCK_OUT, Status.WITHDRAWN, Status.CLOSED}
MONEY = PossessionClaim.Route.MONEY_CLAIM
ADULT = relativedelta(years=18)


def home_of(tenancy: Tenancy) -> Home:
    """What decides the road of a tenancy, with the claim for possession that is not yet disposed of."""
    claims = PossessionClaim.objects.filter(tenancy=tenancy, not_sent_since=None).exclude(status__in=DISPOSED)
    begun = claims.exclude(route=MONEY).order_by("issued_on").values_list("issued_on", flat=True).first()
    return home_with(tenancy, claim_begun_on=begun)


def home_with(tenancy: Tenancy, *, claim_begun_on: date | None) -> Home:
    """The same where the claim is known already. Asks no database."""
    return Home(
        tenure=tenancy.tenancy_type,
        trial_last_day=tenancy.trial_extended_last_day or tenancy.trial_last_day,
        claim_begun_on=claim_begun_on,
        fixed_term_last_day=tenancy.fixed_term_last_day,
        flexible_clause=tenancy.flexible_clause,
        written_statement_on=tenancy.written_statement_on,
    )


def period_of(tenancy: Tenancy) -> RentPeriod:
    """Its rent periods: weekly by the rent week, longer ones by a day on which one begins."""
    if tenancy.rent_period == Period.WEEKLY:
        return weekly(tenancy.rent_week_start)
    assert tenancy.rent_period_anchor_on is not None  # a constraint of the database
    return RentPeriod(kind=tenancy.rent_period, begins_on=tenancy.rent_period_anchor_on)


def trial_last_day_for(tenancy: Tenancy, *, kind: str) -> date | None:
    """As extended; for a notice that extends it, as first set."""
    extended = None if kind == "trial_extension" else tenancy.trial_extended_last_day
    return extended or tenancy.trial_last_day


def living_tenants(tenancy: Tenancy, *, on: date) -> list[Person]:
    """Each tenant who must be served, resident or not, in the order of the record (rulebook SRV-2). See also
    legal/facts.py, which counts the same ones."""
    day = min(on, tenancy.last_day or on)
    names = TenancyPerson.objects.filter(tenancy=tenancy).tenants(on=day).filter(not_sent_since=None)
    found = names.exclude(person__died_on__lte=on).exclude(person__estate__died_on__lte=on)
    people = {each.person_id: each.person for each in found.select_related("person").order_by("pk")}
    return list(people.values())


def is_child(person: Person, *, on: date) -> bool:
    """Under 18 on a day: sued only with a litigation friend (CPR 21). Not so where the birthday is not known."""
    return person.born_on is not None and person.born_on + ADULT > on


def holidays_for(services: list[Service], *, specified_on: date | None, trial_last_day: date | None) -> frozenset[date]:
    """The bank holidays of every year that the dates of a notice may touch."""
    first, last = days_touched(services, specified_on=specified_on, trial_last_day=trial_last_day)
    return bank_holidays.between(first, last)
