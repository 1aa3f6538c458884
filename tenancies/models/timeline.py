"""The one timeline, the marks that an account changed, issued documents, and data faults."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from staff.models import User
from staff.triggers import append_only
from tenancies.models.accounts import RentAccount
from tenancies.models.people import Person


class IssuedDocument(models.Model):
    """A document exactly as it went out. The bytes lie in document storage under their hash."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="documents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=120)
    template = models.CharField(max_length=60)
    template_version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    media_type = models.CharField(max_length=40, default="application/pdf")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenancies_document_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$"))
        ]
        triggers = [
            *append_only(),
        ]

    def storage_name(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"


class AccountEvent(models.Model):
    """Something that happened on an account: the one timeline. Append-only."""

    class What(models.TextChoices):
        LETTER_QUEUED = "letter_queued", "Letter queued"
        LETTER_SENT = "letter_sent", "Letter sent"
        LETTER_WITHDRAWN = "letter_withdrawn", "Letter withdrawn"
        CONTACT = "contact", "Contact"
        CALL = "call", "Telephone call"
        NOTE = "note", "Note"
        HOLD = "hold", "Hold"
        HOLD_LIFTED = "hold_lifted", "Hold lifted"
        STEP_OVERRIDDEN = "step_overridden", "Suggested step not taken"
        STEP_DEFERRED = "step_deferred", "Step put off"
        STEP_DONE = "step_done", "Step done"
        AGREEMENT = "agreement", "Repayment agreement"
        NOTICE = "notice", "Notice"
        NOTICE_SERVED = "notice_served", "Notice served"
        CLAIM = "claim", "Possession claim"
        ORDER = "order", "Court order"
        MARKER = "marker", "Marker"
        POSTING_ASKED = "posting_asked", "Posting asked for"
        POSTING_MATCHED = "posting_matched", "Posting came back"
        DATA_FAULT = "data_fault", "Data fault"
        OPENED_FROM_OUTSIDE = "opened_from_outside", "Opened from outside the patch"
        MESSAGE_QUEUED = "message_queued", "Message queued"
        MESSAGE_SENT = "message_sent", "Message sent"
        MESSAGE_NOT_SENT = "message_not_sent", "Message not sent"
        NOT_DELIVERED = "not_delivered", "Message did not arrive"
        CRISIS = "crisis", "Worried about someone"
        REMINDER = "reminder", "Reminder"
        REMINDER_DONE = "reminder_done", "Reminder done"
        ASKED = "asked", "Question asked"
        ANSWERED = "answered", "Question answered"
        LOOKS_WRONG = "looks_wrong", "Suggestion questioned"
        HANDED_OVER = "handed_over", "Handed over"
        RESTRICTED = "restricted", "Restricted"
        UNRESTRICTED = "unrestricted", "Restriction lifted"
        OFFER = "offer", "Offer"
        ADVICE = "advice", "Advice given"
        CAUSE = "cause", "Why they fell behind"
        BUDGET = "budget", "Income and expenditure"
        WAGES = "wages", "Deduction from wages"
        NEEDS = "needs", "Needs and adjustments"
        SUPPORT = "support", "Support plan"
        REFERRAL = "referral", "Referral"
        CONCERN = "concern", "Concern reported"
        PROTECTION = "protection", "Protection recorded"
        RECEIVED = "received", "Document received"
        INTEREST = "interest", "Interest declared"
        CAMPAIGN = "campaign", "Campaign"
        TAKEN_BACK = "taken_back", "Taken back"
        COMPLEX_CASE = "complex_case", "Complex case"
        METERED = "metered", "Meter read"
        PATCH_MOVED = "patch_moved", "Moved to another patch"
        GATE = "gate", "Gate passed"
        PROTOCOL = "protocol", "Before action"
        HEARING = "hearing", "Hearing"
        WARRANT = "warrant", "Warrant"
        EVICTION = "eviction", "Eviction"
        BUNDLE = "bundle", "Bundle"
        LEGAL = "legal", "Legal step"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="events")
    on = models.DateField()
    at = models.DateTimeField(help_text="When it happened, as near as is known.")
    what = models.CharField(max_length=20, choices=What)
    summary = models.CharField(max_length=600, help_text="One line for the officer.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    by_system = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True)
    about = models.CharField(max_length=80, blank=True, help_text="The record it is about, as app.model:id.")

    class Meta:
        indexes = [models.Index(name="tenancies_event_newest", fields=["account", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="tenancies_event_has_author", condition=Q(by__isnull=False) | Q(by_system=True)
            ),
            models.UniqueConstraint(
                name="tenancies_event_once", fields=["account", "what", "about"], condition=~Q(about="")
            ),
        ]
        triggers = [
            *append_only(),
        ]


class AccountChange(models.Model):
    """A mark that an account changed and wants deciding again. The minute run takes the marks."""

    account = models.ForeignKey(RentAccount, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    at = models.DateTimeField(auto_now_add=True, db_default=Now())


class DataFault(models.Model):
    """Something in the data that stops right decisions, shown to whoever can mend it."""

    class Kind(models.TextChoices):
        BALANCE_MISMATCH = "balance_mismatch", "Balance differs from the ledger"
        REJECTED_ROW = "rejected_row", "A row of the extract was rejected"
        NO_TENANT = "no_tenant", "No tenant is named"
        NO_CHARGE = "no_charge", "No current charge"
        NO_OFFICER = "no_officer", "No officer looks after the patch"
        NOT_SENT = "not_sent", "No longer in the extract"
        UNDECIDED = "undecided", "Could not be decided"

    kind = models.CharField(max_length=20, choices=Kind)
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, null=True, related_name="faults")
    reference = models.CharField(max_length=120, help_text="The record's reference, or file and key.")
    detail = models.CharField(max_length=400)
    found_on = models.DateField()
    mended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenancies_fault_one_open", fields=["kind", "reference"], condition=Q(mended_on=None)
            )
        ]
        indexes = [models.Index(name="tenancies_fault_open", fields=["account"], condition=Q(mended_on=None))]


class ReceivedDocument(models.Model):
    """A paper that came in and was kept as it came: proof of payment, evidence, a signed authority."""

    class Kind(models.TextChoices):
        PROOF_OF_PAYMENT = "proof_of_payment", "Proof of payment"
        EVIDENCE = "evidence", "Evidence"
        AGREEMENT = "agreement", "Tenancy agreement"
        AUTHORITY = "authority", "Authority"
        FORM = "form", "Form"
        OTHER = "other", "Another paper"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="received")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=120, help_text="As the officer calls it.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    content_type = models.CharField(max_length=80)
    restricted = models.BooleanField(default=False, help_text="Opened only with a reason.")
    received_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(name="tenancies_received_newest", fields=["account", "-at", "-id"])]
