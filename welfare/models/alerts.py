"""Who is told at once, whom the council itself calls on, and where each kind of concern goes."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import RentAccount


class StaffAlert(models.Model):
    """Something that cannot wait for a list: it stands on every page of one colleague until she acknowledges it.

    It lives in the database alone, so that it is told while the broker and the workers are down. A debrief is the quiet
    kind: on her own Today, and for a manager only that it is due.
    """

    class Kind(models.TextChoices):
        CRISIS = "crisis", "Worried about someone"
        INCIDENT = "incident", "Incident"
        CONCERN = "concern", "Concern"
        DEBRIEF = "debrief", "Debrief"

    kind = models.CharField(max_length=8, choices=Kind)
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="alerts")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=300, help_text="Names no tenant, and says nothing of what was heard.")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="welfare_alert_acknowledged_after",
                condition=Q(acknowledged_at=None) | Q(acknowledged_at__gte=F("raised_at")),
            ),
        ]
        indexes = [
            models.Index(
                name="welfare_alert_open", fields=["for_user", "raised_at"], condition=Q(acknowledged_at=None)
            ),
        ]


@keep_history
class CouncilContact(models.Model):
    """A line, team or partner of the council's own list. Once it holds any for a purpose, the shipped ones go."""

    class Purpose(models.TextChoices):
        CRISIS = "crisis", "Crisis card: who helps at once"
        SAFEGUARDING_ADULT = "safeguarding_adult", "Safeguarding: an adult"
        SAFEGUARDING_CHILD = "safeguarding_child", "Safeguarding: a child"
        THREAT = "threat", "Threat or abuse of staff"
        HAZARD = "hazard", "Hazard at a home"
        FRAUD = "fraud", "Fraud"
        CONFERENCE = "conference", "Case conference"
        PARTNER = "partner", "Partner for referrals"
        WELLBEING = "wellbeing", "Support for staff"

    purpose = models.CharField(max_length=18, choices=Purpose)
    name = models.CharField(max_length=120)
    reach = models.CharField(max_length=200, help_text="Telephone, e-mail or address, as it is read out.")
    note = models.CharField(max_length=300, blank=True)
    lead = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who is told and leads."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="welfare_contact_reached", condition=~Q(name="") & ~Q(reach="")),
            models.UniqueConstraint(
                name="welfare_contact_once", fields=["purpose", "name"], condition=Q(ended_at=None)
            ),
        ]
