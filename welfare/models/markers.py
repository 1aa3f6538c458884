"""Facts that change what may be done, and an officer's pause."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount, Tenancy


class MarkerQuerySet(models.QuerySet["Marker"]):
    def live(self, *, on: dt.date) -> Self:
        """Those that protect somebody on a day. See also tenants.LIVE_MARKER."""
        runs = Q(last_day=None) | Q(last_day__gte=on)
        return self.filter(runs, Q(lifted_on=None) | Q(lifted_on__gt=on), from_on__lte=on)


@keep_history
class Marker(models.Model):
    """A fact that changes what may be done: a need, a risk, breathing space, insolvency, a dispute."""

    class Kind(models.TextChoices):
        VULNERABILITY = "vulnerability", "Need"
        BREATHING_SPACE = "breathing_space", "Breathing space"
        CRISIS = "crisis", "Crisis"
        RISK = "risk", "Risk"
        DISPUTE = "dispute", "Dispute"
        INSOLVENCY = "insolvency", "Insolvency"
        SAFE_CONTACT = "safe_contact", "Safe contact"
        CAPACITY = "capacity", "Mental capacity"
        COMPLAINT = "complaint", "Complaint"
        ASB = "asb", "Anti-social behaviour case"
        COMPASSION = "compassion", "Compassion"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    detail = models.CharField(max_length=30)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="markers")
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, null=True, blank=True, related_name="markers")
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True, help_text="Blank: no end known, so it is live.")
    review_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True, help_text="From this day it is live no more. Ours alone.")
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="markers_lifted")
    lifted_why = models.CharField(max_length=500, blank=True, db_default="")

    objects = MarkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_marker_source", fields=["source_ref"], condition=~Q(source_ref="")),
            models.CheckConstraint(
                name="welfare_marker_follows_someone", condition=Q(person__isnull=False) | Q(tenancy__isnull=False)
            ),
            models.CheckConstraint(
                name="welfare_marker_ends_after_start", condition=Q(last_day=None) | Q(last_day__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="welfare_marker_ours_has_owner",
                condition=~Q(source_ref="") | Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="welfare_marker_ours_risk_reviewed",
                condition=~Q(source_ref="", kind="risk")
                | (~Q(evidence="") & Q(last_day__isnull=False, review_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="welfare_marker_lifted_by_another",
                condition=Q(lifted_on=None, lifted_by=None, lifted_why="")
                | (
                    Q(lifted_on__isnull=False, lifted_by__isnull=False, source_ref="")
                    & (~Q(kind__in=["crisis", "capacity"]) | ~Q(lifted_by=F("owner")))
                    & ~Q(lifted_why="")
                ),
            ),
        ]


class Hold(models.Model):
    """An officer's pause on an account: no step is suggested until the day after its last day."""

    class Reason(models.TextChoices):
        BENEFIT = "benefit", "Waiting for benefit"
        DISPUTE = "dispute", "Balance disputed"
        PAYMENT_PROMISED = "payment_promised", "Payment promised"
        HARDSHIP = "hardship", "Illness or hardship"
        REPAIR = "repair", "Repair or complaint open"
        ADVICE = "advice", "With a debt adviser"
        OTHER = "other", "Another reason"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    from_on = models.DateField()
    last_day = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holds_set")
    set_at = models.DateTimeField(auto_now_add=True)
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="holds_lifted")

    class Meta:
        constraints = [
            models.CheckConstraint(name="welfare_hold_ends_after_start", condition=Q(last_day__gte=F("from_on"))),
            models.CheckConstraint(
                name="welfare_hold_lifted_by_someone",
                condition=Q(lifted_on=None, lifted_by=None) | Q(lifted_on__isnull=False, lifted_by__isnull=False),
            ),
        ]
