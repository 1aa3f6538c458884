"""The figures of a night, kept: what Team and Performance are drawn from. caseload/figures.py defines each."""

from django.db import models
from django.db.models import Q

from staff.models import Patch, User
from tenancies.models import RentAccount


def money() -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(max_digits=14, decimal_places=2, default=0)


class WeeksOwed(models.TextChoices):
    """Bands of weeks owed: more than the lower number of weeks, up to and including the upper."""

    UP_TO_1 = "up_to_1", "up to 1 week"
    UP_TO_2 = "up_to_2", "1 to 2 weeks"
    UP_TO_4 = "up_to_4", "2 to 4 weeks"
    UP_TO_7 = "up_to_7", "4 to 7 weeks"
    UP_TO_13 = "up_to_13", "7 to 13 weeks"
    UP_TO_26 = "up_to_26", "13 to 26 weeks"
    OVER_26 = "over_26", "over 26 weeks"
    NO_CHARGE = "no_charge", "nothing charged now"


class Direction(models.TextChoices):
    """Where a balance went in four weeks: by half a week's charge or more, or not."""

    RISING = "rising", "rising"
    STEADY = "steady", "steady"
    FALLING = "falling", "falling"


class Stage(models.TextChoices):
    """How far a tenancy has come between notice and eviction: the furthest that applies."""

    NOTICE = "notice", "Notice in force"
    CLAIM = "claim", "Claim before the court"
    ORDER = "order", "Possession order"
    WARRANT = "warrant", "Warrant issued"
    EVICTION = "eviction", "Eviction booked"


class Sums(models.Model):
    """Money of one account, or of many added up."""

    gross = money()
    technical = money()
    covered = money()
    collectable = money()
    credits = money()
    current_arrears = money()
    former_arrears = money()
    annual_debit = money()
    charged_week = money()
    received_week = money()
    charged_year = money()
    received_year = money()

    class Meta:
        abstract = True


class AccountFigures(Sums):
    """What one account added to the newest snapshot: every figure of a team opens the accounts behind it here."""

    account = models.OneToOneField(RentAccount, on_delete=models.CASCADE, primary_key=True, related_name="figures")
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    weeks_owed = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    trend = models.DecimalField(max_digits=10, decimal_places=2, null=True, help_text="Weeks more than 4 weeks ago.")
    band = models.CharField(max_length=9, choices=WeeksOwed, blank=True, help_text="Blank: not in arrears.")
    direction = models.CharField(max_length=7, choices=Direction, blank=True)
    recommended = models.PositiveSmallIntegerField(default=0, help_text="1 where a step waits; so the next five.")
    overdue = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveSmallIntegerField(default=0)
    evicted = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    overridden = models.PositiveIntegerField(default=0)
    minutes_due = models.PositiveIntegerField(default=0)
    agreement = models.CharField(max_length=8, blank=True, help_text="kept, slipping, broken, or blank: no live one.")
    stage = models.CharField(max_length=8, choices=Stage, blank=True)


class Snapshot(Sums):
    """What one officer's accounts in one patch came to on a day. Added up they give any officer, patch or team.

    Without an officer: accounts that are nobody's alone. Where `whole` is false, the day lies before the first
    snapshot, and only the collection of the week before it is known.
    """

    on = models.DateField()
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    whole = models.BooleanField(default=True)
    accounts = models.PositiveIntegerField(default=0)
    in_arrears = models.PositiveIntegerField(default=0)
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
    warrants = models.PositiveIntegerField(default=0)
    evictions_booked = models.PositiveIntegerField(default=0)
    evictions = models.PositiveIntegerField(default=0, help_text="Carried out in the rent year.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="caseload_snapshot_once", fields=["on", "patch", "officer"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="caseload_snapshot_adds_up",
                condition=Q(gross=models.F("technical") + models.F("covered") + models.F("collectable"))
                & Q(in_arrears__lte=models.F("accounts")),
            ),
        ]
