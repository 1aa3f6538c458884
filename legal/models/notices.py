"""Notices and how they were served, the statutory forms that were checked, and reviews."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import IssuedDocument, Person, ReceivedDocument, Tenancy


@keep_history
class FormSignOff(models.Model):
    """A named person checked the wording of a statutory form. Another wording is another form: `wording` is its hash.

    Until then the form cannot be served on a live council.
    """

    form = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    wording = models.CharField(max_length=64, help_text="SHA-256 of the template.")
    name = models.CharField(max_length=120, help_text="Who checked it: the council's solicitor.")
    position = models.CharField(max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_form_signed_once", fields=["form", "wording"], condition=Q(withdrawn_on=None)
            ),
            models.CheckConstraint(name="legal_form_signed_by_name", condition=~Q(name="") & ~Q(position="")),
        ]


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
    review_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Senior, and not involved."
    )
    review_late_taken = models.BooleanField(
        null=True,
        blank=True,
        help_text="Of a review asked for too late: whether a manager took it. Blank: not decided.",
    )
    review_hearing_wanted = models.BooleanField(default=False, db_default=False)
    review_hearing_on = models.DateField(null=True, blank=True, help_text="Where the tenant asks to be heard.")
    review_hearing_told_on = models.DateField(null=True, blank=True, help_text="When the tenant was told its day.")
    review_reasons = models.TextField(blank=True, db_default="")

    # Of a notice made here.
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=30, blank=True, db_default="", help_text="The statutory form, by its code.")
    form_version = models.CharField(max_length=20, blank=True, db_default="")
    particulars = models.TextField(blank=True, db_default="")
    large_print = models.BooleanField(default=False, db_default=False)
    worked_out = models.JSONField(
        default=dict, db_default={}, help_text="Each date: inputs, rule, version, strict, default, override."
    )
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    statement = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_notice_source", fields=["source_ref"], condition=~Q(source_ref="")),
            models.UniqueConstraint(
                name="legal_notice_one_draft",
                fields=["tenancy", "kind"],
                condition=Q(status="draft", source_ref="", made_by__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_notice_review_by_another",
                condition=Q(review_by=None) | Q(made_by=None) | ~Q(review_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="legal_notice_withdrawn_why",
                condition=Q(withdrawn_by=None) | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]

    @property
    def ground_numbers(self) -> tuple[str, ...]:
        return tuple(ground for ground in self.grounds.split("|") if ground)


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

    # Of service recorded here.
    place = models.CharField(max_length=200, blank=True, db_default="")
    handed_to = models.CharField(max_length=120, blank=True, db_default="")
    good_by = models.CharField(
        max_length=300,
        blank=True,
        db_default="",
        help_text="The clause of the agreement that allows this way, or how the tenant was shown to have it.",
    )
    photo = models.ForeignKey(ReceivedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    certificate = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="legal_service_once", fields=["notice", "person"]),
            models.CheckConstraint(
                name="legal_service_evidence",
                condition=Q(recorded_by=None)
                | (Q(done_at__isnull=False, served_by__isnull=False, recorded_at__isnull=False) & ~Q(place="")),
            ),
        ]
