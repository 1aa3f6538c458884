"""The court's order, applications about it, the warrant asked for, and the eviction."""

from django.db import models
from django.db.models import F, Q

from legal.models.claims import PossessionClaim
from legal.models.hearings import Hearing
from recovery.models import RepaymentAgreement
from staff.history import keep_history
from staff.models import User
from tenancies.models import IssuedDocument, ReceivedDocument


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
        VARIED = "varied", "Varied by a later order"

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

    # Of an order recorded here.
    hearing = models.OneToOneField(
        "legal.Hearing", on_delete=models.PROTECT, null=True, blank=True, related_name="order"
    )
    terms = models.TextField(blank=True, db_default="", help_text="What else it orders, in the court's words.")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ended_on = models.DateField(null=True, blank=True, help_text="When it was discharged, varied or set aside.")
    ended_why = models.CharField(max_length=300, blank=True, db_default="")
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_order_source", fields=["source_ref"], condition=~Q(source_ref="")),
            models.CheckConstraint(
                name="legal_order_terms_in_order",
                condition=Q(made_by=None) | Q(first_due_on=None) | Q(first_due_on__gte=F("made_on")),
            ),
            models.CheckConstraint(
                name="legal_order_possession_after",
                condition=Q(made_by=None) | Q(possession_on=None) | Q(possession_on__gte=F("made_on")),
            ),
        ]


@keep_history
class OrderApplication(models.Model):
    """Somebody asks the court to stay, vary, discharge or set aside an order, or for leave to enforce it; or to go on
    with a claim that it put off, which has no order yet."""

    class Kind(models.TextChoices):
        STAY = "stay", "Tenant: stay or suspend"
        VARY = "vary", "Vary the terms"
        SET_ASIDE = "set_aside", "Set aside"
        APPEAL = "appeal", "Appeal"
        PERMISSION = "permission", "Permission to enforce"
        RESTORE = "restore", "Restore the claim"

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    order = models.ForeignKey(
        PossessionOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    claim = models.ForeignKey(
        PossessionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="applications",
        help_text="To be restored; an application about an order has the order's.",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind)
    by_tenant = models.BooleanField()
    received_on = models.DateField()
    says = models.TextField()
    paper = models.ForeignKey(ReceivedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="application")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_application_decided",
                condition=Q(outcome="", decided_on=None) | (~Q(outcome="") & Q(decided_on__isnull=False)),
            ),
            models.UniqueConstraint(
                name="legal_application_one_open", fields=["order", "kind"], condition=Q(outcome="")
            ),
            models.UniqueConstraint(name="legal_restore_one_open", fields=["claim"], condition=Q(outcome="")),
            models.CheckConstraint(
                name="legal_application_of_one",
                condition=Q(kind="restore", order=None, claim__isnull=False)
                | (~Q(kind="restore") & Q(order__isnull=False, claim=None)),
            ),
        ]

    @property
    def of_claim(self) -> PossessionClaim:
        """The claim that it is made in."""
        found = self.order.claim if self.order else self.claim
        assert found is not None  # a constraint of the database
        return found


@keep_history
class WarrantRequest(models.Model):
    """A warrant as it is prepared, approved and asked for. Its dates and number stand on the order once known."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        ASKED = "asked", "Waiting for approval"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Asked for at court"
        ISSUED = "issued", "Issued"
        CANCELLED = "cancelled", "Cancelled"

    order = models.ForeignKey(PossessionOrder, on_delete=models.PROTECT, related_name="warrant_requests")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    checks = models.JSONField(default=dict, help_text="Each check's code: on which day, by whom, how.")
    risks = models.JSONField(default=dict, help_text="Each risk question's code and its answer.")
    vulnerable = models.TextField(blank=True, max_length=6800)
    figures = models.JSONField(default=dict, help_text="Due, paid and owed under the order when it was asked for.")
    panel_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=20, blank=True)
    last_day = models.DateField(null=True, blank=True, help_text="Until when it may be executed.")
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    court_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_warrant_one_open",
                fields=["order"],
                condition=Q(state__in=["draft", "asked", "approved", "sent", "issued"]),
            ),
            models.CheckConstraint(
                name="legal_warrant_approved",
                condition=~Q(state__in=["approved", "sent", "issued"])
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="legal_warrant_issued",
                condition=~Q(state="issued") | (Q(issued_on__isnull=False, sent_on__isnull=False) & ~Q(number="")),
            ),
        ]


@keep_history
class Eviction(models.Model):
    """A bailiff's appointment: every check by a person before it, and what came of it."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        READY = "ready", "Confirmed ready"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Outcome recorded"

    class Outcome(models.TextChoices):
        POSSESSION = "possession", "Possession given"
        NOBODY_CAME = "nobody_came", "Bailiff did not come"
        SUSPENDED = "suspended", "Suspended by the court"
        CANCELLED = "cancelled", "Cancelled by us"
        ABANDONED = "abandoned", "Abandoned on the day: not safe"

    order = models.ForeignKey(PossessionOrder, on_delete=models.PROTECT, related_name="evictions")
    warrant = models.ForeignKey(
        WarrantRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="evictions"
    )
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    bailiff = models.CharField(max_length=120, blank=True)
    notice_delivered_on = models.DateField(null=True, blank=True, help_text="Notice of eviction (N54).")
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    state = models.CharField(max_length=7, choices=State, default=State.BOOKED)
    attends = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attends_too = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attendance_confirmed_at = models.DateTimeField(null=True, blank=True)
    locksmith = models.CharField(max_length=120, blank=True)
    storage = models.CharField(max_length=200, blank=True)
    checks = models.JSONField(default=dict, help_text="Each check's code: on which day, by whom, how.")
    ready_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    court_told_at = models.DateTimeField(null=True, blank=True)
    bailiff_told_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    outcome_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_key = models.UUIDField(null=True, blank=True, unique=True, help_text="Made on the device: saved once.")
    outcome_note = models.TextField(blank=True)
    belongings = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_eviction_one_live", fields=["order"], condition=Q(state__in=["booked", "ready"])
            ),
            models.CheckConstraint(
                name="legal_eviction_ready",
                condition=~Q(state="ready") | Q(ready_by__isnull=False, ready_at__isnull=False, attends__isnull=False),
            ),
            models.CheckConstraint(name="legal_eviction_stopped", condition=~Q(state="stopped") | ~Q(stopped_why="")),
            models.CheckConstraint(
                name="legal_eviction_outcome",
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False, outcome_by__isnull=False, outcome_key__isnull=False)),
            ),
        ]
