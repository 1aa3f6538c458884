"""From notice to eviction, as the housing system recorded it and as Quarterday will."""

from django.db import models
from django.db.models import Q

from recovery.models import RepaymentAgreement
from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, Tenancy


@keep_history
class Notice(models.Model):
    """A notice prepared or served. Whether it is good is worked out from its service, never taken from a file."""

    class Kind(models.TextChoices):
        NOSP = "nosp", "Notice of seeking possession"
        S128 = "s128", "Introductory notice (s.128)"
        S143E = "s143e", "Demoted notice (s.143E)"
        S8 = "s8", "Assured notice (s.8)"
        NTQ = "ntq", "Notice to quit"
        NOTICE_TO_REMEDY = "notice_to_remedy", "Notice to remedy"
        TRIAL_EXTENSION = "trial_extension", "Extension of trial"
        FLEXIBLE_NON_RENEWAL = "flexible_non_renewal", "Flexible: no renewal"
        FLEXIBLE_POSSESSION = "flexible_possession", "Flexible: possession"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SERVED = "served", "Served"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    prepared_on = models.DateField()
    specified_on = models.DateField(null=True, blank=True)
    arrears_stated = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    arrears_struck_on = models.DateField(null=True, blank=True)
    grounds = models.CharField(max_length=40, blank=True, help_text="Ground numbers parted by '|'.")
    status = models.CharField(max_length=10, choices=Status)
    review_requested_on = models.DateField(null=True, blank=True)
    review_outcome = models.CharField(
        max_length=10, blank=True, choices=[("upheld", "Upheld"), ("overturned", "Overturned")]
    )
    review_notified_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_notice_source", fields=["source_ref"], condition=~Q(source_ref=""))
        ]


@keep_history
class NoticeService(models.Model):
    """How a notice reached one tenant. A joint tenancy has one for each."""

    class Method(models.TextChoices):
        HAND = "hand", "Handed over"
        LEFT_AT_HOME = "left_at_home", "Left at the home"
        FIRST_CLASS = "first_class", "First-class post"
        SECOND_CLASS = "second_class", "Second-class post"
        SIGNED_FOR = "signed_for", "Signed-for post"
        EMAIL = "email", "E-mail"
        OTHER = "other", "Other"

    not_sent_since = models.DateField(null=True, blank=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="services")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    method = models.CharField(max_length=12, choices=Method)
    done_on = models.DateField()
    done_at = models.TimeField(null=True, blank=True)
    served_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="legal_service_once", fields=["notice", "person"])]


@keep_history
class PossessionClaim(models.Model):
    """A claim to the court, for possession or money."""

    class Route(models.TextChoices):
        PCS_ONLINE = "pcs_online", "Possession service online"
        PCOL = "pcol", "Possession Claim Online"
        PAPER = "paper", "Paper"
        MONEY_CLAIM = "money_claim", "Money claim"

    class Status(models.TextChoices):
        ISSUED = "issued", "Issued"
        LISTED = "listed", "Listed"
        ADJOURNED_GENERALLY = "adjourned_generally", "Adjourned generally"
        ADJOURNED_TO_DATE = "adjourned_to_date", "Adjourned to a date"
        ADJOURNED_ON_TERMS = "adjourned_on_terms", "Adjourned on terms"
        ORDER_MADE = "order_made", "Order made"
        DISMISSED = "dismissed", "Dismissed"
        STRUCK_OUT = "struck_out", "Struck out"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CLOSED = "closed", "Closed"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="claims")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    claim_number = models.CharField(max_length=20, blank=True)
    route = models.CharField(max_length=11, choices=Route)
    court = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    arrears_at_issue = models.DecimalField(max_digits=12, decimal_places=2)
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    hearing_at = models.TimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_claim_source", fields=["source_ref"], condition=~Q(source_ref=""))
        ]


@keep_history
class PossessionOrder(models.Model):
    """An order, with the warrant and eviction that enforce it."""

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", "Suspended possession order"
        POSTPONED = "postponed", "Postponed possession order"
        OUTRIGHT = "outright", "Outright order"
        MONEY_ONLY = "money_only", "Money judgment only"
        ADJOURNED_ON_TERMS = "adjourned_on_terms", "Adjourned on terms"
        CONSENT = "consent", "Consent order"

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "In force"
        DISCHARGED = "discharged", "Discharged"
        EXECUTED = "executed", "Executed"
        SET_ASIDE = "set_aside", "Set aside"

    class EvictionOutcome(models.TextChoices):
        BOOKED = "booked", "Booked"
        EXECUTED = "executed", "Carried out"
        SUSPENDED = "suspended", "Suspended"
        CANCELLED = "cancelled", "Cancelled"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, related_name="orders")
    made_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    possession_on = models.DateField(null=True, blank=True)
    arrears = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    costs = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rent_terms = models.CharField(
        max_length=12, blank=True, choices=[("current_rent", "Current rent plus the instalment"), ("none", "None")]
    )
    instalment_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    frequency = models.CharField(max_length=12, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status)
    warrant_requested_on = models.DateField(null=True, blank=True)
    warrant_issued_on = models.DateField(null=True, blank=True)
    warrant_number = models.CharField(max_length=20, blank=True)
    eviction_on = models.DateField(null=True, blank=True)
    eviction_at = models.TimeField(null=True, blank=True)
    eviction_outcome = models.CharField(max_length=9, choices=EvictionOutcome, blank=True)
    agreement = models.OneToOneField(
        RepaymentAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="court_order",
        help_text="The instalments it orders, watched as an agreement.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_order_source", fields=["source_ref"], condition=~Q(source_ref=""))
        ]
