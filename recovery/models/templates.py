"""The words of letters, texts and e-mails that staff edit, leaflets, and the stages that are stopped."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from recovery.models.outbox import OutboxMessage
from staff.history import keep_history
from staff.models import User


@keep_history
class Template(models.Model):
    """The wording of one step in one channel and variant. Without an approved version the shipped wording goes."""

    class Variant(models.TextChoices):
        STANDARD = "standard", "Standard"
        LARGE_PRINT = "large_print", "Large print"
        EASY_READ = "easy_read", "Easy read"
        TRANSLATION = "translation", "Another language"

    action = models.CharField(max_length=30, help_text="The step of a policy that it carries out; or a use by hand.")
    channel = models.CharField(max_length=6, choices=OutboxMessage.OutboxChannel)
    variant = models.CharField(max_length=11, choices=Variant, default=Variant.STANDARD)
    language = models.CharField(max_length=40, blank=True, help_text="Of a translation.")
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    leaflets: "models.ManyToManyField[Leaflet, Any]" = models.ManyToManyField(
        "Leaflet", blank=True, related_name="+", help_text="Go with each such letter."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_template_one", fields=["action", "channel", "variant", "language"]),
            models.CheckConstraint(
                name="recovery_template_language",
                condition=Q(variant="translation") & ~Q(language="") | ~Q(variant="translation") & Q(language=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keep_history
class TemplateVersion(models.Model):
    """One state of a template's words. Approved by a second person it goes from a day on, and never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waits for approval"
        APPROVED = "approved", "Approved"
        SENT_BACK = "sent_back", "Sent back"

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    contentious = models.BooleanField(default=False, help_text="A second person reads each letter before it goes.")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    in_force_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_version_number", fields=["template", "number"]),
            models.CheckConstraint(
                name="recovery_version_by_another",
                condition=~Q(state="approved")
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, in_force_from__isnull=False)
                    & ~Q(decided_by=F("made_by"))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="approved"),
            ),
        ]


@keep_history
class Leaflet(models.Model):
    """Words kept ready to go with a letter, or an offer: a scheme that people may join. An expired one goes no more."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", "Leaflet"
        OFFER = "offer", "Offer or scheme"

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.LEAFLET)
    title = models.CharField(max_length=120, unique=True)
    text = models.TextField()
    link = models.URLField(blank=True)
    for_whom = models.CharField(max_length=300, blank=True, help_text="Who qualifies, of an offer.")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    starts_on = models.DateField(null=True, blank=True, help_text="Before this day it does not go yet.")
    expires_on = models.DateField(null=True, blank=True, help_text="From this day it goes no more.")

    def __str__(self) -> str:
        return self.title


class StoppedStage(models.Model):
    """A letter stage that a leader stopped: nothing of it goes until it is started again."""

    action = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_stopped_once", fields=["action"], condition=Q(started_at=None)),
            models.CheckConstraint(name="recovery_stopped_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="recovery_stopped_started_by_someone",
                condition=Q(started_at=None, started_by=None) | Q(started_at__isnull=False, started_by__isnull=False),
            ),
        ]


class AutoSend(models.Model):
    """A low-risk step that goes without a press: asked for by one person, switched on by another. Gates unchanged."""

    action = models.CharField(max_length=30)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    on_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on_at = models.DateTimeField(null=True, blank=True)
    off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    off_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="Why it was refused or switched off.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_autosend_once", fields=["action"], condition=Q(off_at=None)),
            models.CheckConstraint(
                name="recovery_autosend_by_another",
                condition=Q(on_by=None, on_at=None)
                | (Q(on_by__isnull=False, on_at__isnull=False) & ~Q(on_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="recovery_autosend_off_by_someone",
                condition=Q(off_at=None, off_by=None) | Q(off_at__isnull=False, off_by__isnull=False),
            ),
        ]
