"""Getting paid, fairly: the policy, contacts, messages and repayment agreements."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from recovery.rules.actions import Action
from recovery.rules.letters import KINDS
from staff.history import keep_history
from staff.models import User
from tenancies.models import IssuedDocument, Person, RentAccount, Tenancy

WAYS = {"letter": "by post", "email": "by e-mail", "sms": "by text"}


class PolicyVersion(models.Model):
    """A published policy: the ladder of rules, as data. The newest whose day has come is in force."""

    number = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateField()
    text = models.TextField(help_text="TOML; see recovery/rules/policy.py.")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="published", operation=pgtrigger.Update | pgtrigger.Delete)]


@keep_history
class ContactAttempt(models.Model):
    """A letter, call, visit or message, in or out. Ours have an author; the housing system's a reference."""

    class ContactChannel(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"
        PHONE = "phone", "Telephone"
        VISIT = "visit", "Visit"
        OFFICE = "office", "Office"
        PORTAL = "portal", "Portal"

    class Direction(models.TextChoices):
        OUT = "out", "Out"
        IN = "in", "In"

    class Purpose(models.TextChoices):
        REMINDER = "reminder", "Reminder"
        LETTER_1 = "letter_1", "First letter"
        LETTER_2 = "letter_2", "Second letter"
        PRE_NOTICE = "pre_notice", "Letter before notice"
        PRE_COURT = "pre_court", "Letter before court"
        HEARING_LETTER = "hearing_letter", "Hearing letter"
        STATEMENT = "statement", "Statement"
        AGREEMENT = "agreement", "Agreement"
        AGREEMENT_WARN = "agreement_warn", "Broken agreement"  # ours alone; the housing system sends the others
        BENEFIT_HELP = "benefit_help", "Benefit help"
        DEBT_ADVICE = "debt_advice", "Debt advice"
        WELFARE = "welfare", "Welfare"
        VISIT = "visit", "Visit"
        PAYMENT_PROMISE = "payment_promise", "Payment promise"
        REFUND = "refund", "Refund"
        FORMER_TENANT = "former_tenant", "Former tenant"
        GENERAL = "general", "General"

    class Outcome(models.TextChoices):
        SENT = "sent", "Sent"
        SPOKE = "spoke", "Spoke"
        NO_ANSWER = "no_answer", "No answer"
        MESSAGE_LEFT = "message_left", "Message left"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        THIRD_PARTY = "third_party", "Third party"
        RETURNED_MAIL = "returned_mail", "Returned mail"
        BOUNCED = "bounced", "Bounced"
        SEEN = "seen", "Seen"
        NOT_IN = "not_in", "Not in"
        PROMISED = "promised", "Promised to pay"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    account = models.ForeignKey(
        RentAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        help_text="Blank for the housing system's contacts, which belong to the tenancy.",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    at = models.DateTimeField()
    on = models.DateField(help_text="The local day.")
    channel = models.CharField(max_length=6, choices=ContactChannel)
    direction = models.CharField(max_length=3, choices=Direction)
    purpose = models.CharField(max_length=15, choices=Purpose)
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    promised_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True, help_text="The day by which payment was promised.")
    taken_back_at = models.DateTimeField(
        null=True, blank=True, help_text="Recorded by mistake: it is kept, and counts for nothing."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_contact_source", fields=["source_ref"], condition=~Q(source_ref=""))
        ]
        indexes = [models.Index(name="recovery_contact_newest", fields=["tenancy", "-on", "-id"])]


@keep_history
class RepaymentAgreement(models.Model):
    """A promise to clear arrears by instalments on top of the tenant's own share of the rent."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Weekly"
        FORTNIGHTLY = "fortnightly", "Fortnightly"
        FOUR_WEEKLY = "four_weekly", "Four-weekly"
        MONTHLY = "monthly", "Monthly"

    class Status(models.TextChoices):
        LIVE = "live", "Live"
        COMPLETED = "completed", "Completed"
        BROKEN = "broken", "Broken"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="agreements")
    made_on = models.DateField()
    first_due_on = models.DateField()
    frequency = models.CharField(max_length=12, choices=Frequency)
    rent_amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="The tenant's own share of rent.")
    instalment_amount = models.DecimalField(max_digits=12, decimal_places=2)
    opening_arrears = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_agreement_source", fields=["source_ref"], condition=~Q(source_ref="")
            ),
            models.UniqueConstraint(
                name="recovery_agreement_one_live", fields=["account"], condition=Q(status="live", source_ref="")
            ),
            models.CheckConstraint(
                name="recovery_agreement_amounts",
                condition=Q(rent_amount__gte=0, instalment_amount__gt=0, opening_arrears__gt=0),
            ),
            models.CheckConstraint(name="recovery_agreement_first_due", condition=Q(first_due_on__gte=F("made_on"))),
        ]


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
    provider_ref = models.CharField(max_length=60, blank=True, help_text="The message service's own reference.")
    delivery = models.CharField(max_length=9, choices=Delivery, blank=True, help_text="Blank: not known yet.")
    delivery_at = models.DateTimeField(null=True, blank=True)
    seen_to_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person dealt with one that failed, did not arrive or is not known."
    )
    seen_to_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    press = models.UUIDField(help_text="The press of the button that queued it: the same press queues once.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="recovery_outbox_one_press", fields=["press", "person", "channel"]),
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
        return KINDS[Action(self.letter["action"])].title if self.letter else self.get_channel_display()

    @property
    def way(self) -> str:
        return WAYS[self.channel]

    @property
    def is_letter(self) -> bool:
        """Whether it is laid out as a letter, on paper or with an e-mail. A text, and an officer's words, are not."""
        return self.letter is not None and self.channel != self.OutboxChannel.SMS
