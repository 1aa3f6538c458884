"""The print room: letters of one kind that go together."""

from django.db import models
from django.db.models import Q

from staff.models import Job, User
from tenancies.models import IssuedDocument


class PrintBatch(models.Model):
    """Letters of one kind, collected until a person has seen the proofs and releases them."""

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
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="What is printed."
    )
    copies_printed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_batch_one_collecting", fields=["action"], condition=Q(state="collecting")
            ),
            models.CheckConstraint(
                name="recovery_batch_released_by_someone",
                condition=Q(state="collecting") | Q(released_by__isnull=False, released_at__isnull=False),
            ),
        ]
