"""Trying a policy before it is published; targets, kinds of work and rates that a council keeps itself."""

from django.db import models
from django.db.models import F, Q

from recovery.models import PolicyDraft
from staff.history import keep_history
from staff.models import Job, Patch, Team, User
from tenancies.models import RentAccount


class Simulation(models.Model):
    """A draft run over the whole caseload for a day, beside the policy in force. The newest of a draft counts."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.CASCADE, related_name="simulations")
    as_of = models.DateField()
    against = models.PositiveIntegerField(help_text="The number of the policy it is compared with.")
    text_hash = models.CharField(max_length=64, help_text="Of the draft's text: changed since, it must be run again.")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    accounts = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict, help_text="By action, officer, stage: before and after, with pounds.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class SimulatedChange(models.Model):
    """One account that the draft would decide otherwise, with the old and the new why."""

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="changes")
    account = models.ForeignKey(RentAccount, on_delete=models.CASCADE, related_name="+", db_index=False)
    action = models.CharField(max_length=30)
    new_action = models.CharField(max_length=30)
    rule = models.CharField(max_length=60)
    new_rule = models.CharField(max_length=60)
    figures = models.JSONField(default=dict)
    new_figures = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_simulated_once", fields=["simulation", "account"])]


class SignedWeek(models.Model):
    """The weekly contract of one officer, signed by a leader with its evidence as it was."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signed_weeks")
    monday = models.DateField()
    figures = models.JSONField()
    note = models.CharField(max_length=1000, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="caseload_signed_week_once", fields=["user", "monday"]),
            models.CheckConstraint(name="caseload_signed_by_another", condition=~Q(user=F("signed_by"))),
            models.CheckConstraint(name="caseload_signed_monday", condition=Q(monday__iso_week_day=1)),
        ]


@keep_history
class Target(models.Model):
    """What a figure should reach, from a day on: old weeks keep the target they had."""

    figure = models.CharField(max_length=40, help_text="As in figures: collection_rate, collectable_share …")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="targets")
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, null=True, blank=True, related_name="targets")
    value = models.DecimalField(max_digits=12, decimal_places=2)
    from_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="caseload_target_once", fields=["figure", "team", "patch", "from_on"], nulls_distinct=False
            ),
            models.CheckConstraint(name="caseload_target_one_scope", condition=Q(team=None) | Q(patch=None)),
        ]


@keep_history
class WorkType(models.Model):
    """A kind of task that the council adds without code: it appears in Today and in reports once published."""

    name = models.CharField(max_length=60, unique=True)
    minutes = models.PositiveSmallIntegerField()
    published_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


@keep_history
class Rate(models.Model):
    """A benefit or fee figure by the day from which it holds: one place to change it."""

    name = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    per = models.CharField(max_length=20, blank=True, help_text="week, month, or blank for once.")
    from_on = models.DateField()
    source = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_rate_once", fields=["name", "from_on"])]
