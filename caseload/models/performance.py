"""The figures of a night, kept: what Team and Performance are drawn from."""

from django.db import models
from django.db.models import Q

from staff.models import Patch, User


def money() -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(max_digits=14, decimal_places=2, default=0)


class Snapshot(models.Model):
    """One patch's, one officer's or everybody's figures at the end of a day. docs/glossary.md defines each.

    Neither patch nor officer: the whole council. An officer's are those of the accounts that were hers that day.
    """

    on = models.DateField()
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accounts = models.PositiveIntegerField(default=0)
    in_arrears = models.PositiveIntegerField(default=0)
    gross = money()
    technical = money()
    collectable = money()
    credits = money()
    annual_debit = money()
    charged_week = money()
    received_week = money()
    charged_year = money()
    received_year = money()
    by_weeks_owed = models.JSONField(default=dict, help_text="Accounts in arrears by band of weeks owed.")
    recommended = models.PositiveIntegerField(default=0)
    minutes_due = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    overridden = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    agreements_kept = models.PositiveIntegerField(default=0)
    agreements_slipping = models.PositiveIntegerField(default=0)
    agreements_broken = models.PositiveIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)
    evictions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="caseload_snapshot_once", fields=["on", "patch", "officer"], nulls_distinct=False
            ),
            models.CheckConstraint(name="caseload_snapshot_one_scope", condition=Q(patch=None) | Q(officer=None)),
        ]
