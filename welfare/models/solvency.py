"""Breathing space, insolvency, death: what each covers, and what it stopped."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount
from welfare.models.markers import Marker


@keep_history
class BreathingSpace(models.Model):
    """A moratorium as its notification letter gives it (Debt Respite Scheme Regulations 2020; rulebook BS-1, BS-4)."""

    class Kind(models.TextChoices):
        STANDARD = "standard", "Standard"
        MENTAL_HEALTH = "mental_health", "Mental health crisis"

    marker = models.OneToOneField(Marker, on_delete=models.PROTECT, related_name="breathing_space")
    kind = models.CharField(max_length=13, choices=Kind)
    reference = models.CharField(max_length=40)
    notified_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; blank: a crisis not yet ended.")
    adviser = models.CharField(max_length=120, blank=True)
    adviser_contact = models.CharField(max_length=200, blank=True)
    midway_reviewed_on = models.DateField(null=True, blank=True)
    midway_said = models.CharField(max_length=500, blank=True)
    searched_on = models.DateField(null=True, blank=True, help_text="When further debts were searched for (reg. 14).")
    stopped = models.JSONField(default=list, help_text="What it stopped: each with its reference and words.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="welfare_moratorium_ends",
                condition=Q(ends_on__gte=F("starts_on")) | Q(ends_on=None, kind="mental_health"),
            )
        ]


@keep_history
class Insolvency(models.Model):
    """Bankruptcy, debt relief order or voluntary arrangement; its day splits the ledger (rulebook INS-1 to INS-4)."""

    class Kind(models.TextChoices):
        BANKRUPTCY = "bankruptcy", "Bankruptcy"
        DRO = "dro", "Debt relief order"
        IVA = "iva", "Individual voluntary arrangement"

    marker = models.OneToOneField(Marker, on_delete=models.PROTECT, related_name="insolvency")
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=40)
    effective_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Discharge, or the last day of the moratorium.")
    practitioner = models.CharField(max_length=120, blank=True)
    practitioner_contact = models.CharField(max_length=200, blank=True)
    advised_on = models.DateField(null=True, blank=True, help_text="When legal said what is covered.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CoveredDebt(models.Model):
    """What a moratorium or insolvency covers of one account: the debt at its day, which is not asked for."""

    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="covered_debts")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="covered_debts")
    as_at = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_covered_once", fields=["marker", "account"]),
            models.CheckConstraint(name="welfare_covered_amount", condition=Q(amount__gt=0)),
        ]


@keep_history
class Estate(models.Model):
    """A tenant who has died, as told to us, and who deals with what they left (rulebook DTH-1 to DTH-3, EST-1)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="estate")
    died_on = models.DateField()
    told_on = models.DateField()
    told_by = models.CharField(max_length=120)
    evidence = models.CharField(max_length=200, blank=True)
    public_trustee_on = models.DateField(null=True, blank=True, help_text="When a copy went to the Public Trustee.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="welfare_estate_died_first", condition=Q(told_on__gte=F("died_on")))]
