"""Homes, people and tenancies."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import Patch
from tenancies.models.choices import (
    Channel,
    EndReason,
    FormatNeeded,
    Fund,
    LandlordKind,
    PropertyType,
    RentPeriod,
    TenancyRole,
    TenancyType,
    Weekday,
)


class SourceRow(models.Model):
    """A record that the nightly extract sends. Absent from a snapshot, it is flagged, never deleted."""

    not_sent_since = models.DateField(null=True, blank=True, help_text="As-at day of the first extract without it.")

    class Meta:
        abstract = True


@keep_history
class Property(SourceRow):
    """Anything that is let: a home, a garage, a pitch."""

    property_ref = models.CharField(max_length=40, unique=True)
    uprn = models.BigIntegerField(null=True, blank=True)
    address_1 = models.CharField(max_length=100)
    address_2 = models.CharField(max_length=100, blank=True)
    address_3 = models.CharField(max_length=100, blank=True)
    town = models.CharField(max_length=60)
    postcode = models.CharField(max_length=10)
    estate = models.CharField(max_length=60, blank=True)
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="properties")
    property_type = models.CharField(max_length=12, choices=PropertyType)
    bedrooms = models.PositiveSmallIntegerField(null=True, blank=True)
    fund = models.CharField(max_length=3, choices=Fund)

    class Meta:
        indexes = [models.Index(F("postcode"), name="tenancies_property_postcode")]

    def __str__(self) -> str:
        return ", ".join(self.address_lines())

    def address_lines(self) -> list[str]:
        """Lines as they stand on an envelope, the postcode last."""
        return [
            line for line in (self.address_1, self.address_2, self.address_3, self.town, self.postcode) if line.strip()
        ]


@keep_history
class Person(SourceRow):
    """A tenant, household member or representative. Health and bank details are not held here."""

    person_ref = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=20, blank=True)
    first_names = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80)
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    email = models.CharField(max_length=120, blank=True)
    mobile = models.CharField(max_length=30, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    preferred_channel = models.CharField(
        max_length=6, choices=Channel, blank=True, help_text="Blank: never asked how they like to be reached."
    )
    correspondence_address = models.TextField(
        blank=True, help_text="Where to write if it is not the home: lines parted by ' / ', postcode last."
    )
    language = models.CharField(max_length=12, blank=True, help_text="Language tag; blank: never asked.")
    format_needed = models.CharField(max_length=14, choices=FormatNeeded, blank=True, help_text="Blank: never asked.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancies_person_dies_after_birth",
                condition=Q(born_on=None) | Q(died_on=None) | Q(died_on__gte=F("born_on")),
            )
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.first_names, self.last_name) if part)


@keep_history
class Tenancy(SourceRow):
    """A tenancy, licence or pitch agreement, running or ended."""

    tenancy_ref = models.CharField(max_length=40, unique=True)
    home = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="tenancies")
    tenancy_type = models.CharField(max_length=12, choices=TenancyType)
    landlord_kind = models.CharField(max_length=20, choices=LandlordKind, default=LandlordKind.LOCAL_AUTHORITY)
    starts_on = models.DateField()
    last_day = models.DateField(null=True, blank=True, help_text="Last day of the tenancy; blank while it runs.")
    end_reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    rent_week_start = models.CharField(max_length=3, choices=Weekday, default=Weekday.MON)
    rent_period = models.CharField(max_length=12, choices=RentPeriod, default=RentPeriod.WEEKLY)
    rent_period_anchor_on = models.DateField(
        null=True, blank=True, help_text="A day on which a rent period begins; blank: weekly by the rent week."
    )
    trial_last_day = models.DateField(null=True, blank=True, help_text="Last day of the trial as first set.")
    trial_extended_last_day = models.DateField(null=True, blank=True)
    fixed_term_last_day = models.DateField(null=True, blank=True)
    flexible_clause = models.CharField(
        max_length=10,
        blank=True,
        choices=[("none", "None"), ("break", "Break clause"), ("forfeiture", "Forfeiture clause")],
    )
    written_statement_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tenancies"
        constraints = [
            models.CheckConstraint(
                name="tenancies_tenancy_ends_after_start",
                condition=Q(last_day=None) | Q(last_day__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="tenancies_tenancy_end_has_reason",
                condition=Q(last_day=None, end_reason="") | (Q(last_day__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="tenancies_tenancy_period_has_anchor",
                condition=Q(rent_period=RentPeriod.WEEKLY) | Q(rent_period_anchor_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.tenancy_ref


class TenancyPersonQuerySet(models.QuerySet["TenancyPerson"]):
    def tenants(self, *, on: dt.date) -> Self:
        """The tenants on a day. Of a tenancy that has ended, those of its last day (see tenancies/facts.py)."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on), role=TenancyRole.TENANT, from_on__lte=on)


@keep_history
class TenancyPerson(SourceRow):
    """A person belongs to a tenancy in one role, from a day to a last day."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenancies")
    role = models.CharField(max_length=14, choices=TenancyRole)
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = TenancyPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenancies_tenancyperson_once", fields=["tenancy", "person", "role", "from_on"]
            ),
            models.CheckConstraint(
                name="tenancies_tenancyperson_ends_after_start",
                condition=Q(last_day=None) | Q(last_day__gte=F("from_on")),
            ),
        ]
