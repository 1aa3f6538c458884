"""Sweeps, what they recommend, and what officers made of it."""

from django.db import models
from django.db.models import Q

from staff.models import User
from tenancies.models import RentAccount


class SweepRun(models.Model):
    """One night's look at every account."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    as_of = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    why = models.CharField(max_length=300, blank=True)
    policy_number = models.PositiveIntegerField(default=0, help_text="0: the shipped policy.")
    accounts = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    lapsed = models.PositiveIntegerField(default=0)
    buckets = models.JSONField(default=dict)
    failures = models.JSONField(default=list, help_text="Accounts that could not be decided, each with its reason.")
    alarms = models.JSONField(default=list)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="caseload_sweep_one_running", fields=["state"], condition=Q(state="running"))
        ]


class SweepChunk(models.Model):
    """A span of tenancies for one worker: first_id <= tenancy id <= last_id. A lease that runs out is sent again."""

    run = models.ForeignKey(SweepRun, on_delete=models.CASCADE, related_name="chunks")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    decided = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    lapsed = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_chunk_once", fields=["run", "first_id"])]


class Bucket(models.TextChoices):
    """Where every account is each morning: the first that applies."""

    FAILED = "failed", "Could not be decided"
    DECEASED = "deceased", "Tenant has died"
    INSOLVENCY = "insolvency", "Insolvency"
    BREATHING_SPACE = "breathing_space", "Breathing space"
    CRISIS_OR_HELD = "crisis_or_held", "Crisis or held"
    LEGAL_WAIT = "legal_wait", "Waiting for a legal date"
    AGREEMENT_KEPT = "agreement_kept", "Agreement kept"
    RECOMMENDED = "recommended", "Next step recommended"
    IN_CREDIT_OR_CLEAR = "in_credit_or_clear", "In credit or clear"
    UNDER_THRESHOLD = "under_threshold", "Under the threshold"


class Recommendation(models.Model):
    """What the sweep decided for one account: one open row each, with an action or with none.

    Only the sweep writes here. What an officer made of it is a Step.
    """

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="recommendations", db_index=False)
    first_on = models.DateField(help_text="The day it was first decided so.")
    action = models.CharField(max_length=30, help_text="'none' where nothing is due.")
    rule = models.CharField(max_length=60)
    bucket = models.CharField(max_length=20, choices=Bucket)
    urgency = models.PositiveSmallIntegerField(help_text="1 cannot wait; 9 can.")
    minutes = models.PositiveSmallIntegerField()
    also_fired = models.JSONField(default=list)
    facts = models.JSONField(default=dict, help_text="The figures it rests on.")
    fingerprint = models.CharField(max_length=32)
    next_look_on = models.DateField()
    lapsed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="caseload_recommendation_one_open", fields=["account"], condition=Q(lapsed_on=None)
            )
        ]
        indexes = [
            models.Index(name="caseload_recommendation_acct", fields=["account", "-id"]),
            models.Index(
                name="caseload_recommendation_due",
                fields=["urgency", "action"],
                condition=Q(lapsed_on=None) & ~Q(action="none"),
            ),
            models.Index(name="caseload_recommendation_new", fields=["first_on"], condition=~Q(action="none")),
            models.Index(
                name="caseload_recommendation_lapsed",
                fields=["lapsed_on"],
                condition=Q(lapsed_on__isnull=False) & ~Q(action="none"),
            ),
        ]


class Step(models.Model):
    """What an officer made of a recommendation. A fact that tomorrow's sweep reads."""

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        OVERRIDDEN = "overridden", "Not this"
        DEFERRED = "deferred", "Put off"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="steps", db_index=False)
    action = models.CharField(max_length=30)
    rule = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    until = models.DateField(null=True, help_text="The action is not suggested again before this day.")
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="Taken back: tomorrow's sweep does not see it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseload_step_override_has_reason",
                condition=~Q(outcome="overridden") | ~Q(reason=""),
            )
        ]
        indexes = [
            models.Index(name="caseload_step_newest", fields=["account", "-on", "-id"]),
            models.Index(name="caseload_step_day", fields=["on"]),
        ]
