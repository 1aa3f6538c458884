"""What is on its way to a tenant."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from recovery.models.contacts import ContactAttempt
from recovery.rules.actions import TO_ESTATE, Action
from recovery.rules.letters import KINDS
from staff.models import User
from tenancies.models import IssuedDocument, Person, RentAccount

WAYS = {"letter": "by post", "email": "by e-mail", "sms": "by text"}


class OutboxMessage(models.Model):
    """Something on its way to one tenant. What matters lives here, never only in the broker.

    queued (until send_after) → sending (committed before the call) → sent, failed or unknown. A letter is laid
    out and stored when it is released. Of an unknown one the message service is asked by our reference before it is
    sent again; where nobody can be asked it goes to a person and is never sent again alone.
    """

    class OutboxChannel(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"

    class Delivery(models.TextChoices):
        DELIVERED = "delivered", "Arrived"
        FAILED = "failed", "Did not arrive"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to go"
        SENDING = "sending", "Going"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Not known whether it went"
        WITHDRAWN = "withdrawn", "Withdrawn"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="outbox")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outbox")
    channel = models.CharField(max_length=6, choices=OutboxChannel)
    action = models.CharField(max_length=30, help_text="The step it carries out, as in the policy.")
    letter = models.JSONField(
        null=True, blank=True, help_text="What the letter says: the frozen fields that its template draws."
    )
    text = models.TextField(blank=True, help_text="What a text message, or an e-mail without a letter, says.")
    purpose = models.CharField(max_length=15, choices=ContactAttempt.Purpose, default=ContactAttempt.Purpose.GENERAL)
    reason_given = models.CharField(max_length=300, blank=True, help_text="Why it may go despite a gate.")
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    why = models.CharField(max_length=300, blank=True, help_text="Why it failed, was withdrawn or is not known.")
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT)
    send_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    to_representative = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="Who acts for the person, where it goes to them.",
    )
    provider_ref = models.CharField(max_length=60, blank=True, help_text="The message service's own reference.")
    delivery = models.CharField(max_length=9, choices=Delivery, blank=True, help_text="Blank: not known yet.")
    delivery_at = models.DateTimeField(null=True, blank=True)
    seen_to_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person dealt with one that failed, did not arrive or is not known."
    )
    seen_to_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    template_version = models.ForeignKey(
        "recovery.TemplateVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The council's own wording; blank: the shipped one.",
    )
    batch = models.ForeignKey(
        "recovery.PrintBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        help_text="The batch that it goes with; it waits until that is released.",
    )
    read_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who read a contentious letter before it goes; never who queued it.",
    )
    press = models.UUIDField(help_text="The press of the button that queued it: the same press queues once.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_outbox_one_press", fields=["press", "person", "channel", "to_representative"]
            ),
            models.CheckConstraint(
                name="recovery_outbox_sent_letter_stored",
                condition=~Q(state="sent", channel="letter") | Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_outbox_says_something", condition=Q(letter__isnull=False) | ~Q(text="")
            ),
            models.CheckConstraint(
                name="recovery_outbox_letter_laid_out", condition=~Q(channel="letter") | Q(letter__isnull=False)
            ),
            models.CheckConstraint(
                name="recovery_outbox_read_by_another", condition=Q(read_by=None) | ~Q(read_by=F("queued_by"))
            ),
            models.CheckConstraint(
                name="recovery_outbox_delivery_has_time",
                condition=Q(delivery="", delivery_at=None) | (~Q(delivery="") & Q(delivery_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recovery_outbox_end_has_time",
                condition=Q(state__in=["queued", "sending"], ended_at=None)
                | (~Q(state__in=["queued", "sending"]) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recovery_outbox_seen_to_by_someone",
                condition=Q(seen_to_at=None, seen_to_by=None) | Q(seen_to_at__isnull=False, seen_to_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="recovery_outbox_waiting", fields=["send_after"], condition=Q(state__in=["queued", "sending"])
            ),
            models.Index(
                name="recovery_outbox_to_check",
                fields=["ended_at"],
                condition=Q(seen_to_at=None) & (Q(state__in=["unknown", "failed"]) | Q(delivery="failed")),
            ),
            models.Index(
                name="recovery_outbox_on_its_way",
                fields=["-ended_at"],
                condition=Q(state="sent", delivery="") & ~Q(provider_ref=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="outbox_moves",
                field="state",
                transitions=[
                    ("queued", "sending"),
                    ("queued", "withdrawn"),
                    ("sending", "sent"),
                    ("sending", "failed"),
                    ("sending", "unknown"),
                    ("sending", "withdrawn"),
                    ("sending", "queued"),
                    ("failed", "queued"),
                    ("unknown", "sent"),
                    ("unknown", "failed"),
                    ("unknown", "queued"),
                ],
            )
        ]

    @property
    def title(self) -> str:
        """What it is, for the officer: Letter 1, Text message, E-mail."""
        title = KINDS[Action(self.letter["action"])].title if self.letter else self.get_channel_display()
        through = self.to_representative and self.action not in TO_ESTATE
        return f"{title} (through {self.to_representative})" if through else title

    @property
    def whom(self) -> str:
        """Whose letter it is: the tenant’s, or that of who deals with the estate of one who has died."""
        return self.to_representative if self.action in TO_ESTATE else str(self.person)

    @property
    def way(self) -> str:
        return WAYS[self.channel]

    @property
    def is_letter(self) -> bool:
        """Whether it is laid out as a letter, on paper or with an e-mail. A text, and an officer's words, are not."""
        return self.letter is not None and self.channel != self.OutboxChannel.SMS
