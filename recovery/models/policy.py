"""The policy a council owns: published versions, drafts, and the steps it stopped or lets go by themselves."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User


class PolicyVersion(models.Model):
    """A published policy: the ladder of rules, as data. The newest whose day has come is in force."""

    number = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateField()
    text = models.TextField(help_text="TOML; see recovery/rules/policy.py.")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    written_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Another published it.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recovery_policy_by_another", condition=Q(written_by=None) | ~Q(written_by=F("published_by"))
            )
        ]
        triggers = [pgtrigger.Protect(name="published", operation=pgtrigger.Update | pgtrigger.Delete)]


@keep_history
class PolicyDraft(models.Model):
    """A policy that is being written: a copy of one in force, changed, simulated, then published by somebody else."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waits for a second person"
        PUBLISHED = "published", "Published"
        DISCARDED = "discarded", "Discarded"

    name = models.CharField(max_length=80)
    based_on = models.PositiveIntegerField(help_text="The number of the policy it was copied from; 0 the shipped one.")
    text = models.TextField(help_text="TOML; see recovery/rules/policy.py.")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    in_force_from = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=500, blank=True, help_text="Why it was sent back.")
    published = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recovery_draft_submitted_by_someone",
                condition=~Q(state__in=["submitted", "published"]) | Q(submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_draft_published_is_there",
                condition=Q(state="published", published__isnull=False) | (~Q(state="published") & Q(published=None)),
            ),
        ]
