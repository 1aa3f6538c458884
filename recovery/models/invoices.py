"""Invoices: what was open on an account on a day, under a number of its own."""

import pgtrigger
from django.db import models
from django.db.models import Q

from staff.models import User
from tenancies.models import RentAccount


class Invoice(models.Model):
    """One invoice as it was asked for. Whether its letters went stands in the outbox; it never changes."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="invoices")
    as_at = models.DateField(help_text="The end of the day whose open items it asks for.")
    total = models.DecimalField(max_digits=12, decimal_places=2, help_text="Pounds: the sum of its items.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="recovery_invoice_asks", condition=Q(total__gt=0))]
        triggers = [pgtrigger.Protect(name="invoice_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """INV-000012: never given twice."""
        return f"INV-{self.pk:06d}"
