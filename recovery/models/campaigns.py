"""Planned outreach with honest results."""

from django.db import models
from django.db.models import F, Q

from recovery.models.outbox import OutboxMessage
from staff.models import Job, User
from tenancies.models import Person, RentAccount


class Campaign(models.Model):
    """One message to an audience, on a day, approved by a second person; some left out by lot to compare with."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waits for approval"
        SCHEDULED = "scheduled", "Scheduled"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=500)
    audience = models.TextField(help_text="The filter's words, as in a list's address.", blank=True)
    from_file = models.BooleanField(default=False, help_text="A file named the accounts, which are its members.")
    contact_by = models.DateField(null=True, blank=True, help_text="By when each account of a file is contacted.")
    channel = models.CharField(max_length=6, choices=OutboxMessage.OutboxChannel)
    text = models.TextField()
    other_text = models.TextField(blank=True, help_text="A second wording, for every other account.")
    control_percent = models.PositiveSmallIntegerField(default=0)
    send_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="Why it was sent back to who made it.")
    sent_on = models.DateField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="recovery_campaign_control", condition=Q(control_percent__lte=50)),
            models.CheckConstraint(
                name="recovery_campaign_by_another",
                condition=~Q(state__in=["scheduled", "sent"])
                | (Q(approved_by__isnull=False, send_on__isnull=False) & ~Q(approved_by=F("made_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignMember(models.Model):
    """One account of the audience: written to, compared with, or excluded with the reason."""

    class Arm(models.TextChoices):
        TREATED = "treated", "Written to"
        CONTROL = "control", "Compared with"
        EXCLUDED = "excluded", "Excluded"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="campaigns")
    arm = models.CharField(max_length=8, choices=Arm)
    wording = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2, help_text="On the day it was sent.")
    message = models.ForeignKey(OutboxMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_campaign_member_once", fields=["campaign", "account"]),
            models.CheckConstraint(name="recovery_campaign_excluded_why", condition=~Q(arm="excluded") | ~Q(reason="")),
        ]


class Engagement(models.Model):
    """An event, survey, consultation or idea: outreach that is not a message about money."""

    class Kind(models.TextChoices):
        EVENT = "event", "Event"
        WALKABOUT = "walkabout", "Walkabout"
        SURVEY = "survey", "Survey"
        CONSULTATION = "consultation", "Consultation"
        IDEA = "idea", "Idea"

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    question = models.CharField(max_length=300, blank=True, help_text="Of a survey.")
    answers = models.JSONField(default=list, help_text="What may be answered.")
    note = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=60, blank=True, help_text="Of an idea: what becomes of it.")
    result = models.CharField(max_length=500, blank=True, help_text="What came of it.")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Tried out by."
    )
    asked = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many were asked: for the share that answered."
    )
    helpers = models.ManyToManyField(User, blank=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class EngagementContact(models.Model):
    """Somebody who took part, or an anonymous answer."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="contacts")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consents = models.BooleanField(default=False, help_text="To be asked again.")
    answer = models.CharField(max_length=60, blank=True)
    helped = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
