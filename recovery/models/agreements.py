"""Repayment agreements, and the ways in which they are paid."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import RentAccount


@keep_history
class RepaymentAgreement(models.Model):
    """A promise to clear arrears by instalments on top of the tenant's own share of the rent."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Weekly"
        FORTNIGHTLY = "fortnightly", "Fortnightly"
        FOUR_WEEKLY = "four_weekly", "Four-weekly"
        MONTHLY = "monthly", "Monthly"

    class Status(models.TextChoices):
        LIVE = "live", "Live"
        COMPLETED = "completed", "Completed"
        BROKEN = "broken", "Broken"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="agreements")
    made_on = models.DateField()
    first_due_on = models.DateField()
    frequency = models.CharField(max_length=12, choices=Frequency)
    rent_amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="The tenant's own share of rent.")
    instalment_amount = models.DecimalField(max_digits=12, decimal_places=2)
    opening_arrears = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_agreement_source", fields=["source_ref"], condition=~Q(source_ref="")
            ),
            models.UniqueConstraint(
                name="recovery_agreement_one_live", fields=["account"], condition=Q(status="live", source_ref="")
            ),
            models.CheckConstraint(
                name="recovery_agreement_amounts",
                condition=Q(rent_amount__gte=0, instalment_amount__gt=0, opening_arrears__gt=0),
            ),
            models.CheckConstraint(name="recovery_agreement_first_due", condition=Q(first_due_on__gte=F("made_on"))),
        ]
