"""The claim: its pack before it is issued, the claim itself, its costs, defences, papers and messages."""

from django.db import models
from django.db.models import Q

from legal.models.notices import Notice
from staff.history import keep_history
from staff.models import User
from staff.triggers import append_only
from tenancies.models import IssuedDocument, PendingPosting, Person, ReceivedDocument, Tenancy


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
        STAYED = "stayed", "Stayed"
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

    # Of a claim recorded here.
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    litigation_friend = models.CharField(
        max_length=120, blank=True, db_default="", help_text="For a child or protected party."
    )
    restore_by = models.DateField(null=True, blank=True, help_text="Adjourned generally: the long stop.")
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_claim_source", fields=["source_ref"], condition=~Q(source_ref="")),
            models.CheckConstraint(
                name="legal_claim_issued_with_number", condition=Q(made_by=None) | ~Q(claim_number="")
            ),
        ]


@keep_history
class ClaimPack(models.Model):
    """A claim as it is prepared. Approved, it is frozen and printed; issued, it has its claim."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        ASKED = "asked", "Waiting for approval"
        APPROVED = "approved", "Approved"
        ISSUED = "issued", "Issued"
        DROPPED = "dropped", "Dropped"

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="claim_packs")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    route = models.CharField(max_length=11, choices=PossessionClaim.Route)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    fields = models.JSONField(default=dict, help_text="What the officer entered, by the name of the court's field.")
    snapshot = models.JSONField(default=dict, help_text="Everything as it stood when the pack was made.")
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    claim = models.OneToOneField(PossessionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="pack")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_pack_one_open", fields=["tenancy"], condition=Q(state__in=["draft", "asked", "approved"])
            ),
            models.CheckConstraint(
                name="legal_pack_approved",
                condition=~Q(state__in=["approved", "issued"])
                | Q(approved_by__isnull=False, approved_at__isnull=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_pack_issued_has_claim",
                condition=Q(state="issued", claim__isnull=False) | (~Q(state="issued") & Q(claim=None)),
            ),
        ]


@keep_history
class ClaimCost(models.Model):
    """A cost of the claim. Claimed, it stands apart from the balance; only an order awards it."""

    class Kind(models.TextChoices):
        ISSUE_FEE = "issue_fee", "Fee of the claim"
        FIXED_COSTS = "fixed_costs", "Fixed costs"
        APPLICATION_FEE = "application_fee", "Fee of an application"
        WARRANT_FEE = "warrant_fee", "Fee of the warrant"
        OTHER = "other", "Another cost"

    class State(models.TextChoices):
        CLAIMED = "claimed", "Claimed"
        AWARDED = "awarded", "Awarded"
        REFUSED = "refused", "Not awarded"

    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, related_name="case_costs")
    kind = models.CharField(max_length=15, choices=Kind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.CLAIMED)
    decided_on = models.DateField(null=True, blank=True)
    posting = models.ForeignKey(PendingPosting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="legal_cost_above_nothing", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="legal_cost_posted_when_awarded", condition=Q(posting=None) | Q(state="awarded")
            ),
            models.CheckConstraint(
                name="legal_cost_decided", condition=Q(state="claimed") | Q(decided_on__isnull=False)
            ),
        ]


@keep_history
class Defence(models.Model):
    """What the tenant answered to the claim, and what we answered to that."""

    class Kind(models.TextChoices):
        DEFENCE = "defence", "Defence"
        COUNTERCLAIM = "counterclaim", "Counterclaim"
        ADMISSION = "admission", "Admission"

    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, related_name="defences")
    kind = models.CharField(max_length=12, choices=Kind)
    received_on = models.DateField()
    says = models.TextField()
    disrepair = models.BooleanField(default=False)
    paper = models.ForeignKey(ReceivedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


@keep_history
class CourtPaper(models.Model):
    """A paper that somebody must be served with in proceedings, and the proof of it."""

    class Method(models.TextChoices):
        FIRST_CLASS = "first_class", "First-class post"
        HAND = "hand", "Handed over"
        LEFT = "left", "Left at the address"
        EMAIL = "email", "E-mail"
        COURT = "court", "By the court"

    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=120)
    is_claim_form = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_by = models.DateField(null=True, blank=True)
    method = models.CharField(max_length=11, choices=Method, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_at = models.TimeField(null=True, blank=True)
    deemed_on = models.DateField(null=True, blank=True)
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    evidence = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_paper_proof",
                condition=Q(done_on=None) | (Q(deemed_on__isnull=False, by__isnull=False) & ~Q(method="")),
            )
        ]


@keep_history
class Instruction(models.Model):
    """The case handed to a solicitor, with its pack, and what was said since."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="instructions")
    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    firm = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    asks = models.TextField(help_text="What they are asked to do.")
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    acknowledged_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="legal_instruction_asks", condition=~Q(asks="") & ~Q(firm=""))]


class InstructionMessage(models.Model):
    """One message to or from the solicitor. Append-only: a wrong one is met by another."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="messages")
    on = models.DateField()
    from_them = models.BooleanField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()
