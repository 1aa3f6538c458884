"""Concerns, incidents and referrals that few may read, plans for difficult contact, and declared interests."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount


@keep_history
class SafetyConcern(models.Model):
    """A safeguarding concern, an incident or a suspicion of fraud: for who reports, who leads and managers."""

    class Kind(models.TextChoices):
        SAFEGUARDING_ADULT = "safeguarding_adult", "Safeguarding: an adult"
        SAFEGUARDING_CHILD = "safeguarding_child", "Safeguarding: a child"
        THREAT = "threat", "Threat or abuse of staff"
        HAZARD = "hazard", "Hazard at a home"
        FRAUD = "fraud", "Fraud"
        CONFERENCE = "conference", "Case conference"

    kind = models.CharField(max_length=18, choices=Kind)
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="concerns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    happened_at = models.DateTimeField()
    said = models.TextField(help_text="Restricted: opened only with a reason.")
    indicators = models.JSONField(default=list, help_text="Of a suspicion of fraud: what was seen, from a closed list.")
    danger_now = models.BooleanField(default=False)
    route = models.CharField(max_length=120, help_text="Where it is sent: the council's own team or line.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="concerns_led")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    follow_up_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="welfare_concern_said", condition=~Q(said="")),
            models.CheckConstraint(
                name="welfare_concern_acknowledged",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__gte=F("at"), acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="welfare_concern_closed_with_outcome", condition=Q(closed_at=None) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="welfare_concern_closed_by_someone",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    @property
    def waited(self) -> timedelta | None:
        """From the report to its acknowledgement; None while nobody has acknowledged it."""
        return self.acknowledged_at - self.at if self.acknowledged_at else None


@keep_history
class ConcernAction(models.Model):
    """What one colleague is asked to do by a concern or a case conference; she sees this alone, not its notes."""

    concern = models.ForeignKey(SafetyConcern, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=500, help_text="Restricted: opened only with a reason.")
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="concern_actions")
    due_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="welfare_concern_action_what", condition=~Q(what=""))]


@keep_history
class CrisisPlan(models.Model):
    """How somebody in crisis is contacted again, safely, and who leads until it is lifted."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="crisis_plans")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    next_contact_on = models.DateField()
    how = models.CharField(max_length=300)
    urgent_contacts = models.CharField(max_length=300, blank=True)
    debriefed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True, db_default="", help_text="How it ended, by whoever leads.")
    signed_off_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_crisis_plan_one", fields=["account"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="welfare_crisis_plan_signed_off_with_outcome", condition=Q(signed_off_at=None) | ~Q(outcome="")
            ),
        ]


@keep_history
class ContactPlan(models.Model):
    """How a person who is unreasonably persistent, or easily distressed, is dealt with: shown before each contact."""

    class Kind(models.TextChoices):
        PERSISTENT = "persistent", "Unreasonably persistent"
        ABUSIVE = "abusive", "Abusive or threatening"
        DISTRESSED = "distressed", "Easily distressed"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_plans")
    kind = models.CharField(max_length=10, choices=Kind)
    single_contact = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    limits = models.CharField(max_length=500)
    told_on = models.DateField(null=True, blank=True, help_text="When the person was told of it.")
    from_on = models.DateField()
    last_day = models.DateField()
    review_on = models.DateField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_contact_plan_one", fields=["person"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="welfare_contact_plan_dates",
                condition=Q(last_day__gte=F("from_on"), review_on__gte=F("from_on"), review_on__lte=F("last_day")),
            ),
        ]


@keep_history
class DeclaredInterest(models.Model):
    """A member of staff who knows the household: that person does nothing here, and the work is handed over."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="interests")
    what = models.CharField(max_length=300)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="welfare_interest_once", fields=["user", "account"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="welfare_interest_ended_by_another",
                condition=Q(ended_at=None, ended_by=None) | (Q(ended_by__isnull=False) & ~Q(ended_by=F("user"))),
            ),
        ]
