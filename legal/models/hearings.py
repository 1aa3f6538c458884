"""Hearings, who may speak at them, and what came of each."""

from django.db import models
from django.db.models import Q

from legal.models.claims import PossessionClaim
from staff.history import keep_history
from staff.models import User
from tenancies.models import Tenancy

USUAL_MINUTES = 5  # of a list of rent arrears


@keep_history
class RightOfAudience(models.Model):
    """Who may speak for the council at hearings of a kind, by whose authority, and until when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rights_of_audience")
    authorised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)


@keep_history
class Hearing(models.Model):
    """One hearing of a case, before any forum, with its outcome. A case has as many as it takes."""

    class Kind(models.TextChoices):
        FIRST = "first", "First hearing"
        ADJOURNED = "adjourned", "Adjourned hearing"
        SUSPENSION = "suspension", "Tenant’s application to stay or suspend"
        APPLICATION = "application", "Another application"
        SET_ASIDE = "set_aside", "Application to set aside"
        APPEAL = "appeal", "Appeal"
        REVIEW_PANEL = "review_panel", "Housing review panel"
        TRIBUNAL = "tribunal", "Tribunal"
        MAGISTRATES = "magistrates", "Magistrates’ court"

    class Outcome(models.TextChoices):
        ADJOURNED_ON_TERMS = "adjourned_on_terms", "Adjourned on terms"
        ADJOURNED_TO_DATE = "adjourned_to_date", "Adjourned to a date"
        ADJOURNED_GENERALLY = "adjourned_generally", "Adjourned generally"
        SUSPENDED = "suspended", "Suspended order"
        POSTPONED = "postponed", "Postponed order"
        OUTRIGHT = "outright", "Outright order"
        MONEY_ONLY = "money_only", "Money judgment"
        CONSENT = "consent", "Consent order"
        STAYED = "stayed", "Stayed"
        DISMISSED = "dismissed", "Dismissed"
        STRUCK_OUT = "struck_out", "Struck out"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REFUSED = "refused", "Application refused"

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="hearings")
    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="hearings")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=USUAL_MINUTES, db_default=USUAL_MINUTES)
    court = models.CharField(max_length=80, blank=True)
    room = models.CharField(max_length=40, blank=True)
    order_sought = models.CharField(max_length=300, blank=True)
    advocate = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=19, choices=Outcome, blank=True)
    outcome_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_key = models.UUIDField(null=True, blank=True, unique=True, help_text="Made on the device: saved once.")
    terms = models.JSONField(default=dict, help_text="What was ordered or agreed, as it was recorded.")
    why = models.CharField(max_length=300, blank=True, help_text="Why it was lost, struck out or adjourned.")
    our_fault = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_hearing_outcome",
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False, outcome_by__isnull=False, outcome_key__isnull=False)),
            ),
            models.UniqueConstraint(
                name="legal_hearing_once",
                fields=["claim", "on", "kind"],
                condition=Q(cancelled_on=None, claim__isnull=False),
            ),
        ]
