"""What a team tells each other: bulletins, who has read what, reviews; contact with others, and card payments."""

from django.db import models
from django.db.models import Q

from caseload.models.day import Reminder
from caseload.models.sweep import Step
from staff.models import User
from tenancies.models import PendingPosting, RentAccount


class Bulletin(models.Model):
    """News for everybody, such as a change of benefit: it stands on Today until each has read it."""

    title = models.CharField(max_length=120)
    text = models.TextField(max_length=5000)
    source = models.CharField(max_length=200, help_text="Where it comes from, in words.")
    from_on = models.DateField(help_text="The day from which the change holds.")
    query = models.CharField(max_length=500, blank=True, help_text="Accounts that it bears on: a filter's words.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="caseload_bulletin_says_what", condition=~Q(title="") & ~Q(text=""))]


class Reading(models.Model):
    """Somebody confirmed having read one thing in one version: a policy, a guidance card, a bulletin."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    what = models.CharField(max_length=60, help_text="policy:3, card:letter_1:2, bulletin:7")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_read_once", fields=["user", "what"])]
        indexes = [models.Index(name="caseload_reading_what", fields=["what"])]


class ReviewNote(models.Model):
    """What a leader writes to an officer about one step of an account, closed or still open; the officer answers."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="review_notes")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="review_notes")
    action = models.CharField(max_length=30, blank=True, help_text="The step that it is about.")
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews_written")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When the leader saw the answer.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="caseload_review_of_another", condition=~Q(by=models.F("to"))),
            models.CheckConstraint(name="caseload_review_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="caseload_review_answered_in_words",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [
            models.Index(name="caseload_review_unanswered", fields=["to"], condition=Q(answered_at=None)),
            models.Index(
                name="caseload_review_unseen", fields=["by"], condition=Q(answered_at__isnull=False, seen_at=None)
            ),
        ]


class ContactNote(models.Model):
    """What was said, whoever it was with and by whatever way: the tenant, or an organisation that acts for them."""

    class Organisation(models.TextChoices):
        TENANT = "tenant", "The tenant"
        ADVICE = "advice", "Advice bureau or debt adviser"
        BENEFITS = "benefits", "Housing benefit team"
        DWP = "dwp", "Jobcentre or DWP"
        COUNCIL_TAX = "council_tax", "Council tax team"
        SUPPORT = "support", "Support or social worker"
        HOUSING = "housing", "Housing or repairs team"
        COURT = "court", "Court or solicitor"
        OTHER = "other", "Somebody else"

    class Channel(models.TextChoices):
        FACE = "face", "Face to face"
        PHONE = "phone", "By telephone"
        LETTER = "letter", "By letter"
        EMAIL = "email", "By e-mail"
        TEXT = "text", "By text"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="contact_notes")
    organisation = models.CharField(max_length=11, choices=Organisation)
    name = models.CharField(max_length=80, blank=True, help_text="Whom we spoke or wrote with.")
    channel = models.CharField(max_length=6, choices=Channel)
    text = models.CharField(max_length=2000)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reminder = models.OneToOneField(
        Reminder, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="What was promised."
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="caseload_contact_says_what", condition=~Q(text=""))]
        indexes = [models.Index(name="caseload_contact_day", fields=["on"], condition=Q(taken_back_at=None))]


class CardPayment(models.Model):
    """A card payment handed to the council's own service, and what became of it. No card is ever known here."""

    class State(models.TextChoices):
        ASKED = "asked", "Handed over"
        PAID = "paid", "Paid"
        FAILED = "failed", "Not paid"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="card_payments")
    reference = models.CharField(max_length=20, unique=True, help_text="Ours, by which the service answers.")
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=40, blank=True, help_text="The service's receipt number.")
    posting = models.OneToOneField(PendingPosting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="caseload_card_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="caseload_card_settled_at",
                condition=Q(state="asked", settled_at=None) | (~Q(state="asked") & Q(settled_at__isnull=False)),
            ),
        ]
