"""What people need of us, whether they were asked, and the plan that supports them."""

from django.db import models
from django.db.models import Q

from staff.history import keep_history
from staff.models import Role, User
from tenancies.models import Channel, FormatNeeded, Person, RentAccount


class NeedsAsked(models.Model):
    """One dated try to ask somebody about needs. What they answered is in PersonNeeds and the markers."""

    class Answer(models.TextChoices):
        NEEDS = "needs", "Has needs"
        NONE = "none", "Has none"
        NO_ANSWER = "no_answer", "No answer"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="needs_asked")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs_asked")
    on = models.DateField()
    at = models.DateTimeField()
    channel = models.CharField(max_length=6, choices=Channel)
    answer = models.CharField(max_length=9, choices=Answer)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="welfare_asked_newest", fields=["person", "-on", "-id"])]


@keep_history
class PersonNeeds(models.Model):
    """How one person wants to be written to and spoken with, as told to us; it stands before the housing system's."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="needs")
    format_needed = models.CharField(max_length=14, choices=FormatNeeded, blank=True, help_text="Blank: not told us.")
    language = models.CharField(max_length=40, blank=True)
    interpreter = models.BooleanField(default=False)
    preferred_channel = models.CharField(max_length=6, choices=Channel, blank=True)
    helper_name = models.CharField(max_length=120, blank=True, help_text="Who helps them, and may be spoken with.")
    helper_contact = models.CharField(max_length=200, blank=True)
    helper_agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="welfare_needs_helper_agreed", condition=Q(helper_name="") | Q(helper_agreed_on__isnull=False)
            )
        ]


@keep_history
class Adjustment(models.Model):
    """One reasonable adjustment that somebody was promised (Equality Act 2010, s.20), by its code."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adjustments")
    need = models.CharField(max_length=30, help_text="A code of needs.toml.")
    code = models.CharField(max_length=30, help_text="The adjustment, a code of needs.toml.")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="welfare_adjustment_once", fields=["person", "code"], condition=Q(ended_on=None)
            )
        ]


@keep_history
class Representative(models.Model):
    """Who may act for somebody: appointee, attorney, deputy, adviser, personal representative, Official Receiver."""

    class Kind(models.TextChoices):
        ADVISER = "adviser", "Adviser"
        APPOINTEE = "appointee", "Appointee"
        ATTORNEY = "attorney", "Attorney"
        DEPUTY = "deputy", "Deputy"
        EXECUTOR = "executor", "Personal representative"
        PRACTITIONER = "practitioner", "Insolvency practitioner"
        OFFICIAL_RECEIVER = "official_receiver", "Official Receiver"
        OTHER = "other", "Another person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representatives")
    kind = models.CharField(max_length=17, choices=Kind)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    authority_on = models.DateField(null=True, blank=True, help_text="The day of the authority to act.")
    evidence = models.CharField(max_length=200)
    letters = models.CharField(
        max_length=7,
        choices=[("none", "No letters"), ("copy", "A copy"), ("instead", "Instead of the person")],
        default="none",
    )
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="welfare_representative_address", condition=Q(letters="none") | ~Q(address="")),
            models.CheckConstraint(
                name="welfare_representative_authority",
                condition=Q(letters="none") | Q(kind="executor") | Q(authority_on__isnull=False),
            ),
        ]


@keep_history
class SupportPlan(models.Model):
    """What we and others do so that a household copes; one runs at a time."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="support_plans")
    goal = models.CharField(max_length=500)
    review_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_plan_one_running", fields=["account"], condition=Q(ended_on=None))
        ]


@keep_history
class SupportStep(models.Model):
    """One thing somebody does under a support plan."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=120, help_text="A colleague, another team or the tenant.")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    about_money = models.BooleanField(default=False, help_text="Hidden from other teams.")
    shared_with = models.CharField(max_length=22, choices=Role, blank=True, help_text="A role that sees it too.")


@keep_history
class Referral(models.Model):
    """Somebody sent to a partner for help, or the refusal of a prompt to do so, with its reason."""

    class State(models.TextChoices):
        MADE = "made", "Made"
        ACCEPTED = "accepted", "Accepted"
        CLOSED = "closed", "Closed"
        NOT_MADE = "not_made", "Not made"

    class Consent(models.TextChoices):
        GIVEN = "given", "They agree"
        REFUSED = "refused", "They do not agree"
        NOT_NEEDED = "not_needed", "Not needed: safeguarding"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.CharField(max_length=120)
    why = models.CharField(max_length=500)
    prompted_by = models.CharField(max_length=60, blank=True, help_text="What suggested it: second_broken_plan.")
    consent = models.CharField(max_length=10, choices=Consent)
    state = models.CharField(max_length=8, choices=State, default=State.MADE)
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="welfare_referral_consent", condition=Q(state="not_made") | ~Q(consent="refused")
            ),
            models.CheckConstraint(name="welfare_referral_why", condition=~Q(why="")),
        ]
