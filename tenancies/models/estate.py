"""What goes with a home and its site: complex cases, metered electricity and water, homes moved between patches."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import Patch, User
from staff.triggers import append_only
from tenancies.models.accounts import RentAccount
from tenancies.models.ledger import PendingPosting
from tenancies.models.people import Property


@keep_history
class ComplexCase(models.Model):
    """An account that needs more than its share of an officer's week: a plan, and a day on which a panel looks on."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="complex_cases")
    plan = models.CharField(max_length=1000, help_text="What is done, by whom, and what would end it.")
    panel_on = models.DateField(help_text="The day on which the panel next looks at it.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenancies_complex_one_running", fields=["account"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="tenancies_complex_has_plan", condition=~Q(plan="")),
            models.CheckConstraint(
                name="tenancies_complex_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
            ),
        ]


class MeteredCharge(models.Model):
    """Electricity or water of a pitch between two readings of its meter: units times the rate. Never changed.

    The sum is a request to the housing system (`posting`), or our own posting where we keep the ledger (`entry_id`).
    A mistake is met by a posting against it.
    """

    class Utility(models.TextChoices):
        ELECTRICITY = "electricity", "Electricity"
        WATER = "water", "Water"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="metered_charges")
    utility = models.CharField(max_length=11, choices=Utility)
    meter = models.CharField(max_length=30, help_text="Its number, as it stands on the meter.")
    first_on = models.DateField()
    first_reading = models.DecimalField(max_digits=12, decimal_places=3)
    last_on = models.DateField()
    last_reading = models.DecimalField(max_digits=12, decimal_places=3)
    unit_rate = models.DecimalField(max_digits=8, decimal_places=4, help_text="Pounds a unit, as it is charged.")
    bought_at = models.DecimalField(
        max_digits=8, decimal_places=4, help_text="Pounds a unit, as the council pays: the most that may be charged."
    )
    limit_source = models.CharField(max_length=300, help_text="Where the limit on the rate comes from.")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    posting = models.OneToOneField(PendingPosting, on_delete=models.PROTECT, null=True, related_name="metered_charge")
    entry_id = models.BigIntegerField(null=True, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenancies_metered_days_in_order", condition=Q(last_on__gt=F("first_on"))),
            models.CheckConstraint(
                name="tenancies_metered_readings_rise",
                condition=Q(first_reading__gte=0, last_reading__gt=F("first_reading")),
            ),
            models.CheckConstraint(
                name="tenancies_metered_within_resale_limit",
                condition=Q(unit_rate__gt=0, unit_rate__lte=F("bought_at"), amount__gt=0),
            ),
            models.CheckConstraint(
                name="tenancies_metered_asked_or_posted",
                condition=Q(posting__isnull=False, entry_id=None) | Q(posting=None, entry_id__isnull=False),
            ),
        ]
        triggers = [*append_only()]

    @property
    def units(self) -> Decimal:
        return self.last_reading - self.first_reading


class PatchMove(models.Model):
    """A home moved to another patch from a day, until the next move of it. It outlives what the extract says.

    `applied_at` is when the home's patch was changed: for a later day, on its morning.
    """

    home = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="patch_moves")
    from_patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="+")
    to_patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Replaced by another move, or taken back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tenancies_move_one_running", fields=["home"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="tenancies_move_elsewhere", condition=~Q(from_patch=F("to_patch"))),
            models.CheckConstraint(name="tenancies_move_has_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(name="tenancies_move_to_apply", fields=["from_on"], condition=Q(applied_at=None))]
