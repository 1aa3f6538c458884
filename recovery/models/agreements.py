"""Repayment agreements: their terms, the accounts they cover, their schedule, and what became of them."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount


@keep_history
class RepaymentAgreement(models.Model):
    """A promise to clear arrears by instalments on top of the tenant's own share of the rent.

    The housing system's own (with a source_ref) is what its terms say. Ours has a schedule (Instalment), covers one
    account or several (AgreementAccount), and cannot be made without saying how the consequences were explained.
    """

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

    class Kind(models.TextChoices):
        INFORMAL = "informal", "Agreed with the tenant"
        COURT = "court", "Ordered by the court"

    class Explained(models.TextChoices):
        TELEPHONE = "telephone", "By telephone"
        IN_PERSON = "in_person", "In person"
        INTERPRETER = "interpreter", "Through an interpreter"
        REPRESENTATIVE = "representative", "To a representative"
        LETTER = "letter", "In a letter"
        COURT = "court", "By the court"

    class PaidBy(models.TextChoices):
        TENANT = "tenant", "The tenant pays"
        DIRECT_DEBIT = "direct_debit", "Direct debit"
        WAGES = "wages", "From wages"
        BENEFIT = "benefit", "Deduction from benefit"

    source_ref = models.CharField(max_length=40, blank=True)
    not_sent_since = models.DateField(null=True, blank=True)
    account = models.ForeignKey(
        RentAccount, on_delete=models.PROTECT, related_name="agreements", help_text="The account that leads."
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.INFORMAL, db_default=Kind.INFORMAL)
    made_on = models.DateField()
    first_due_on = models.DateField()
    frequency = models.CharField(max_length=12, choices=Frequency)
    month_day = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a monthly one: the day of the month; its last day where it is shorter."
    )
    rent_amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="The tenant's own share of rent.")
    instalment_amount = models.DecimalField(max_digits=12, decimal_places=2)
    lump_sum = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, db_default=0, help_text="Paid first, off the arrears."
    )
    lump_sum_on = models.DateField(null=True, blank=True)
    steps = models.JSONField(
        default=list, db_default=[], help_text="Later amounts: pairs of an instalment's number and its amount as text."
    )
    pause_free_weeks = models.BooleanField(
        default=False, db_default=False, help_text="Instalments wait in rent-free weeks, because the tenant asked."
    )
    opening_arrears = models.DecimalField(max_digits=12, decimal_places=2)
    paid_by = models.CharField(max_length=12, choices=PaidBy, default=PaidBy.TENANT, db_default=PaidBy.TENANT)
    explained_how = models.CharField(max_length=14, choices=Explained, blank=True, db_default="")
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True, db_default="")
    status = models.CharField(max_length=10, choices=Status)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True, db_default="")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", help_text="Varied terms."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                name="recovery_agreement_explained", condition=~Q(source_ref="") | ~Q(explained_how="")
            ),
            models.CheckConstraint(
                name="recovery_agreement_lump_sum",
                condition=Q(lump_sum=0, lump_sum_on=None)
                | Q(lump_sum__gt=0, lump_sum__lte=F("opening_arrears"), lump_sum_on__gte=F("made_on")),
            ),
            models.CheckConstraint(
                name="recovery_agreement_month_day",
                condition=Q(month_day=None) | Q(frequency="monthly", month_day__gte=1, month_day__lte=31),
            ),
            models.CheckConstraint(
                name="recovery_agreement_end_told",
                condition=~Q(source_ref="") | Q(status="live", ended_on=None) | (~Q(status="live") & ~Q(ended_why="")),
            ),
        ]


class AgreementAccount(models.Model):
    """An account that one of our agreements covers, with what is owed on it: money clears `position` 1 first.

    `live` follows the agreement: while it is, the account is covered by no other.
    """

    agreement = models.ForeignKey(RepaymentAgreement, on_delete=models.PROTECT, related_name="covers")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="covered_by")
    position = models.PositiveSmallIntegerField()
    arrears = models.DecimalField(max_digits=12, decimal_places=2)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="recovery_covered_once", fields=["account"], condition=Q(live=True)),
            models.UniqueConstraint(name="recovery_covered_position", fields=["agreement", "position"]),
            models.UniqueConstraint(name="recovery_covered_account", fields=["agreement", "account"]),
            models.CheckConstraint(name="recovery_covered_arrears", condition=Q(arrears__gte=0, position__gte=1)),
        ]


class AgreementPerson(models.Model):
    """A tenant who agreed: joint tenants are each named."""

    agreement = models.ForeignKey(RepaymentAgreement, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="recovery_agreed_once", fields=["agreement", "person"])]


class Instalment(models.Model):
    """One due date of our own agreement: the rent share, and what comes off the arrears; a lump sum is one too."""

    agreement = models.ForeignKey(RepaymentAgreement, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    rent_amount = models.DecimalField(max_digits=12, decimal_places=2)
    arrears_amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="recovery_instalment_number", fields=["agreement", "number"]),
            models.CheckConstraint(
                name="recovery_instalment_amounts",
                condition=Q(number__gte=1, rent_amount__gte=0, arrears_amount__gte=0),
            ),
        ]


@keep_history
class ProposedAgreement(models.Model):
    """An agreement above what is safe to ask, waiting for a leader's yes, which makes it; answered by somebody else."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="proposed_agreements")
    typed = models.JSONField(help_text="The form as it was filled; asked again when it is answered.")
    said = models.CharField(max_length=300, help_text="The terms in a line.")
    why = models.CharField(max_length=500)
    above = models.CharField(max_length=300, help_text="What it is above, as the officer was told.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    agreement = models.OneToOneField(RepaymentAgreement, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_proposed_one_open", fields=["account"], condition=Q(answered_at=None)
            ),
            models.CheckConstraint(
                name="recovery_proposed_answered",
                condition=Q(answered_at=None, answered_by=None, agreement=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_proposed_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")) | Q(agreement=None),
            ),
        ]
