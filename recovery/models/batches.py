"""The print room: letters of one kind that go together."""

from django.db import models
from django.db.models import Q

from staff.models import Job, User


class PrintBatch(models.Model):
    """Letters of one kind. They collect in one batch; what somebody has seen proofs of and releases goes in another.

    So a letter that is queued while others are released waits for the next release.
    """

    class State(models.TextChoices):
        COLLECTING = "collecting", "Collecting"
        RELEASING = "releasing", "Being released"
        RELEASED = "released", "Released"

    class Postage(models.TextChoices):
        SECOND = "second", "Second class"
        FIRST = "first", "First class"

    action = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State, default=State.COLLECTING)
    postage = models.CharField(max_length=6, choices=Postage, default=Postage.SECOND)
    opened_at = models.DateTimeField()
    cut_off_at = models.DateTimeField(help_text="Until when it should go.")
    proofed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proofed_at = models.DateTimeField(null=True, blank=True, help_text="When first, last and random ones were read.")
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_batch_one_collecting", fields=["action"], condition=Q(state="collecting")
            ),
            models.CheckConstraint(
                name="recovery_batch_released_by_someone",
                condition=Q(state="collecting") | Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_batch_proofed_by_someone",
                condition=Q(proofed_at=None, proofed_by=None) | Q(proofed_at__isnull=False, proofed_by__isnull=False),
            ),
        ]


class BatchPaper(models.Model):
    """A file of a released batch for the printer, in document storage. The record are the single letters."""

    class Kind(models.TextChoices):
        LETTERS = "letters", "Letters, joined"
        SHEET = "sheet", "Control sheet"
        COPY = "copy", "Letters, marked as a copy"

    batch = models.ForeignKey(PrintBatch, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=7, choices=Kind)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(help_text="Of letters, without the blank backs.")
    sheets = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True, help_text="When it was first taken to be printed.")
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recovery_paper_printed_by_someone",
                condition=Q(printed_at=None, printed_by=None) | Q(printed_at__isnull=False, printed_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                name="recovery_paper_not_printed", fields=["batch"], condition=Q(kind="letters", printed_at=None)
            )
        ]
