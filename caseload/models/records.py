"""What the desk writes down: acts that can be taken back, notes, suggestions, and the words that search finds."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from staff.history import keep_history
from staff.models import Patch, User
from tenancies.models import RentAccount

LONGEST_NOTE = 10_000

models.TextField.register_lookup(Length)


class Act(models.Model):
    """One press of a member of staff, for the list from which acts are taken back.

    `about` names the records it made as app.model:id, with a space between. Without `undo_until` it stays done.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField()
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=20, help_text="letter, message, call, not_this, done, put_off, hold, note …")
    summary = models.CharField(max_length=300)
    about = models.CharField(max_length=80)
    undo_until = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="caseload_act_newest", fields=["user", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="caseload_act_undone_if_it_may", condition=Q(undone_at=None) | Q(undo_until__isnull=False)
            )
        ]


@keep_history
class Note(models.Model):
    """What an officer wrote about an account. Taken back it stays, marked so; its words never change."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    sensitive = models.BooleanField(default=False, help_text="Collapsed on the page; opened only with a reason.")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="caseload_note_newest", fields=["account", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="caseload_note_length", condition=Q(text__length__gt=0, text__length__lte=LONGEST_NOTE)
            )
        ]


class ArrearsCause(models.Model):
    """Why a household fell behind, as an officer found out. The newest that was not taken back counts."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="causes")
    cause = models.CharField(max_length=30, help_text="A code of causes.toml.")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="caseload_cause_newest", fields=["account", "-at", "-id"], condition=Q(taken_back_at=None)
            )
        ]


class Suggestion(models.Model):
    """‘This looks wrong’ on a card, or ‘suggest a change’ on any page: to the policy's owner, who answers."""

    class Kind(models.TextChoices):
        LOOKS_WRONG = "looks_wrong", "This looks wrong"
        CHANGE = "change", "Suggested change"

    kind = models.CharField(max_length=11, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="suggestions")
    at = models.DateTimeField()
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=30, blank=True)
    rule = models.CharField(max_length=60, blank=True)
    page = models.CharField(max_length=60, blank=True, help_text="The page's name, never its address.")
    account_kind = models.CharField(max_length=18, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="caseload_suggestion_says_what", condition=~Q(reason="") | ~Q(text="")),
            models.CheckConstraint(
                name="caseload_suggestion_answered_by_someone",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]


class SearchDoc(models.Model):
    """The words by which an account is found: one row each, lower case and without accents.

    The patch and whether it is leaving are for the order of what is found; who may open it is for `openable_by`.
    """

    account = models.OneToOneField(RentAccount, on_delete=models.CASCADE, primary_key=True, related_name="search_doc")
    words = models.TextField()
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="+", help_text="Its home's.")
    leaving = models.BooleanField(help_text="A former account, or one of a tenancy that ends.")

    class Meta:
        indexes = [GinIndex(OpClass("words", name="gin_trgm_ops"), name="caseload_search_trigrams")]


class SearchWord(models.Model):
    """Every word of letters that some account is found by: where a misspelt one is looked up. They are few."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="caseload_word_trigrams")]
