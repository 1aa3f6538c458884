"""What passed between the household and the council."""

from django.db import models
from django.db.models import Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount, Tenancy


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
        AGREEMENT_MADE = "agreement_made", "Agreement confirmed"  # ours alone, as the next
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
