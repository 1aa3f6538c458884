"""What must be done and thought of before each stage: protocol steps, decision records, requests, other ways tried."""

from django.db import models
from django.db.models import F, Q

from legal.models.claims import ClaimPack, PossessionClaim
from legal.models.notices import Notice
from legal.rules import equality
from staff.history import keep_history
from staff.models import User
from tenancies.models import AccountEvent, IssuedDocument, Person, Tenancy


class Stage(models.TextChoices):
    NOTICE = "notice", "Notice"
    EXTENSION = "extension", "Extension of the trial"
    CLAIM = "claim", "Claim"
    WARRANT = "warrant", "Warrant"
    EVICTION = "eviction", "Eviction"
    PANEL = "panel", "Review panel"


@keep_history
class ProtocolStep(models.Model):
    """A step of the protocol that no other record shows, done for the tenancy or for one tenant."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="protocol_steps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=30, help_text="Its code in legal/rules/protocol.py.")
    done_on = models.DateField()
    how = models.CharField(max_length=500)
    event = models.ForeignKey(AccountEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="legal_step_says_how", condition=~Q(how=""))]


class ProtocolOverride(models.Model):
    """A manager lets a claim go on without steps of the protocol. Its reason is printed in the bundle."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="protocol_overrides")
    missing = models.JSONField(help_text="The codes of the steps.")
    reason = models.TextField()
    manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="legal_override_reason", condition=~Q(reason=""))]


@keep_history
class DecisionRecord(models.Model):
    """Equality and proportionality, weighed before a stage: Equality Act 2010, ss.15, 20, 149; rulebook EQ-1, EQ-3."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="decision_records")
    stage = models.CharField(max_length=9, choices=Stage)
    full = models.BooleanField(help_text="At full depth; else the light one that a notice needs.")
    answers = models.JSONField(help_text="Each question's code and its answer.")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_decision_approved_by_another",
                condition=Q(approved_by=None) | (Q(approved_on__isnull=False) & ~Q(approved_by=F("author"))),
            )
        ]

    @property
    def weighed(self) -> list[tuple[str, str]]:
        """Each question as it was asked, with its answer, in the order of asking."""
        return [(each.asks, self.answers[each.code]) for each in equality.QUESTIONS if each.code in self.answers]


@keep_history
class LegalRequest(models.Model):
    """A legal step that waits for a senior's yes, with the account as it was when it was asked."""

    class Step(models.TextChoices):
        NOTICE = "notice", "Serve the notice"
        EXTENSION = "extension", "Extend the trial"
        CLAIM = "claim", "Issue the claim"
        WARRANT = "warrant", "Ask for the warrant"
        EVICTION = "eviction", "Go ahead with the eviction"
        PAYMENT = "payment", "Money came before the eviction"
        WITHDRAW = "withdraw", "Withdraw the claim"

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="legal_requests")
    step = models.CharField(max_length=9, choices=Step)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    pack = models.ForeignKey(ClaimPack, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    warrant = models.ForeignKey(
        "legal.WarrantRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    eviction = models.ForeignKey(
        "legal.Eviction", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    note = models.CharField(max_length=1000)
    was = models.JSONField(help_text="What was known when it was asked, so that what changed since is shown.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    said = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="legal_request_one_open", fields=["tenancy", "step"], condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                name="legal_request_decided",
                condition=Q(decided_at=None, decided_by=None, approved=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_request_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(name="legal_request_refused_why", condition=~Q(approved=False) | ~Q(said="")),
        ]


@keep_history
class OtherWay(models.Model):
    """Another way than the court, offered or found unsuitable: the log of alternative dispute resolution (PAP 2.10)."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="other_ways")
    claim = models.ForeignKey(PossessionClaim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered = models.CharField(max_length=500, blank=True)
    offered_on = models.DateField()
    reply = models.CharField(max_length=500, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    not_suitable = models.CharField(max_length=500, blank=True, help_text="Why not, where nothing was offered.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="legal_other_way_said", condition=~Q(offered="") | ~Q(not_suitable=""))
        ]
