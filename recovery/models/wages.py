"""Deductions from wages, by the worker's signed authority (Employment Rights Act 1996, ss.13-14; rulebook R-13)."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount


@keep_history
class Employer(models.Model):
    """Who pays wages, and whom to write to there."""

    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=300)
    contact = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


@keep_history
class WageDeduction(models.Model):
    """An authority to deduct from wages; the tenant may revoke it at any time."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="wage_deductions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="deductions")
    payroll_ref = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    frequency = models.CharField(max_length=12, help_text="As an agreement's.")
    authority_signed_on = models.DateField()
    first_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_wages_one_running", fields=["account", "person"], condition=Q(stopped_on=None)
            ),
            models.CheckConstraint(name="recovery_wages_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="recovery_wages_signed_first", condition=Q(first_on__gte=F("authority_signed_on"))
            ),
            models.CheckConstraint(name="recovery_wages_stop_told", condition=Q(stopped_on=None) | ~Q(stopped_why="")),
        ]


class Remittance(models.Model):
    """What an employer sent in one payment, with its list of people."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="remittances")
    paid_on = models.DateField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_remittance_once", fields=["employer", "paid_on"]),
        ]


class RemittanceLine(models.Model):
    """One worker on the list; without a deduction nobody here matches."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="lines")
    payroll_ref = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    deduction = models.ForeignKey(WageDeduction, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_remittance_person", fields=["remittance", "payroll_ref"]),
            models.CheckConstraint(name="recovery_remittance_amount", condition=Q(amount__gt=0)),
        ]
