"""An officer's day: the session she works through, what she parked, typed, promised, and the lists she keeps."""

from django.db import models
from django.db.models import Q

from staff.models import User
from tenancies.models import Person, RentAccount


class WorkSession(models.Model):
    """A stretch of work from Start to the end card. What waited at its start is kept, so that the end adds up."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="work_sessions")
    on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    group = models.CharField(max_length=20, blank=True, help_text="The kind of work gone through; blank: all.")
    at_start = models.JSONField(default=list, help_text="Ids of the accounts that waited when it was started.")
    now_at = models.ForeignKey(RentAccount, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    back = models.CharField(max_length=300, blank=True, help_text="The page it was started from, to go back to.")
    totals = models.JSONField(default=dict, help_text="The end card's counts, as they stood when it was ended.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="caseload_session_one_open", fields=["user"], condition=Q(ended_at=None))
        ]


class WorkingWeek(models.Model):
    """Minutes of casework that somebody has on each day of a week. Whoever has none set has five hours a day."""

    DAY = 300

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="working_week")
    monday = models.PositiveSmallIntegerField(default=DAY)
    tuesday = models.PositiveSmallIntegerField(default=DAY)
    wednesday = models.PositiveSmallIntegerField(default=DAY)
    thursday = models.PositiveSmallIntegerField(default=DAY)
    friday = models.PositiveSmallIntegerField(default=DAY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseload_working_week_fits_the_day",
                condition=Q(monday__lte=600, tuesday__lte=600, wednesday__lte=600, thursday__lte=600, friday__lte=600),
            )
        ]


class Parked(models.Model):
    """An account put aside half-way, to be taken up at the same place. Taken up, it is deleted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="parked")
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="parked")
    parked_at = models.DateTimeField()
    field = models.CharField(max_length=60, blank=True, help_text="The field that had focus.")

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_parked_once", fields=["user", "account"])]


class Draft(models.Model):
    """What somebody typed and has not sent yet. It lives here, not in the browser, and goes when the form is sent."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=30, help_text="Which form: note, call, not_this …")
    account = models.ForeignKey(RentAccount, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    values = models.JSONField(default=dict, help_text="The fields as typed.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="caseload_draft_once", fields=["user", "form", "account"], nulls_distinct=False
            )
        ]


class Reminder(models.Model):
    """Something to do on an account by a day: for oneself, promised to a tenant, or asked of a colleague.

    A question without a named colleague goes to whoever leads the patch's team. Open until done or withdrawn.
    """

    class Kind(models.TextChoices):
        OWN = "own", "Reminder"
        PROMISE = "promise", "Promised to the tenant"
        CALLBACK = "callback", "Call back"
        TASK = "task", "Asked of a colleague"
        QUESTION = "question", "Question to a senior"

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=500, blank=True)
    work = models.ForeignKey(
        "caseload.WorkType",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        db_index=False,
        help_text="The council's own kind of work; its name stands before the text.",
    )
    due_on = models.DateField()
    due_at = models.TimeField(null=True, blank=True, help_text="London time; blank: some time that day.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders_made")
    made_at = models.DateTimeField()
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    answer = models.CharField(max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer_seen_at = models.DateTimeField(null=True, blank=True, help_text="When who asked saw the answer.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sets_aside = models.CharField(
        max_length=30, blank=True, help_text="The step that the answer may set aside, where an officer may not alone."
    )
    carries_out = models.CharField(
        max_length=30, blank=True, help_text="The step that an income manager's yes records as done, where a gate asks."
    )
    second_person = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who goes along, where the gate of that step asks for one.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseload_reminder_done_by_someone",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="caseload_reminder_for_someone", condition=Q(kind="question") | Q(for_user__isnull=False)
            ),
            models.CheckConstraint(
                name="caseload_reminder_says_what", condition=Q(kind__in=["question", "callback"]) | ~Q(text="")
            ),
            models.CheckConstraint(
                name="caseload_reminder_done_or_withdrawn", condition=Q(done_at=None) | Q(withdrawn_at=None)
            ),
        ]
        indexes = [
            models.Index(
                name="caseload_reminder_open",
                fields=["for_user", "due_on"],
                condition=Q(done_at=None, withdrawn_at=None),
            ),
            models.Index(
                name="caseload_reminder_unread",
                fields=["made_by"],
                condition=Q(kind__in=["task", "question"], done_at__isnull=False, answer_seen_at=None),
            ),
        ]


class SavedView(models.Model):
    """A list of accounts that somebody keeps: the words of its filter, as they stand in the address."""

    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, help_text="The filter as in the address.")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField(default=False, help_text="Whether the owner's team sees it too.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="caseload_view_one_name", fields=["owner", "name"]),
            models.CheckConstraint(name="caseload_view_has_name", condition=~Q(name="")),
        ]


class ViewLook(models.Model):
    """When somebody last looked at a view, and the newest recommendation there was: later ones are new to her."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    view = models.CharField(max_length=40, help_text="A built-in view's name, or 'saved:' and its id.")
    newest = models.BigIntegerField(help_text="The highest recommendation id at that time.")
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="caseload_look_once", fields=["user", "view"])]
