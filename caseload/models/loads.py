"""What came in: each night's extract, and the rows that were not taken."""

from django.db import models
from django.db.models import Q

from staff.models import Job, User


class ExtractLoad(models.Model):
    """One night's extract: what was loaded, or why it was refused."""

    class State(models.TextChoices):
        LOADED = "loaded", "Loaded"
        REFUSED = "refused", "Refused"

    extract_id = models.CharField(max_length=80, blank=True)
    council = models.CharField(max_length=120, blank=True)
    as_at = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=State)
    files = models.JSONField(default=dict, help_text="For each file: read, changed, rejected.")
    control_totals = models.JSONField(default=dict)
    refusals = models.JSONField(default=list, help_text="Each reason, its file, the figure stated and the one found.")
    remarks = models.JSONField(default=list, help_text="Reported, but no row was rejected for it.")
    rejected_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    loaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(name="caseload_load_newest", fields=["-as_at", "-id"], condition=Q(state="loaded"))]


class RejectedRow(models.Model):
    """A row of an extract that was not taken, and why."""

    load = models.ForeignKey(ExtractLoad, on_delete=models.CASCADE, related_name="rejected_rows")
    file = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=30)
