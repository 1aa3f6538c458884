"""Who works here, what they may see, and what work is running."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from staff.history import keep_history


class Role(models.TextChoices):
    """What a person may do. Roles are data; an extract creates people but never changes a role."""

    INCOME_OFFICER = "income_officer", "Income officer"
    INCOME_ADVISOR = "income_advisor", "Income advisor"
    TEAM_LEADER = "team_leader", "Team leader"
    INCOME_MANAGER = "income_manager", "Income manager"
    LEGAL = "legal", "Legal"
    FINANCE = "finance", "Finance"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    NEIGHBOURHOOD_OFFICER = "neighbourhood_officer", "Neighbourhood officer"


# Who works accounts, who sees every account, who may load extracts.
CASEWORK_ROLES = {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER, Role.INCOME_MANAGER}
WHOLE_BOROUGH_ROLES = {Role.INCOME_MANAGER, Role.LEGAL, Role.FINANCE, Role.AUDITOR}
LOADING_ROLES = {Role.ADMINISTRATOR, Role.FINANCE}
LEADING_ROLES = {Role.TEAM_LEADER, Role.INCOME_MANAGER}
# Who looks after the homes of a patch, beside its income officer: people, safety and tasks, never money.
ESTATE_ROLES = {Role.NEIGHBOURHOOD_OFFICER}


class Team(models.Model):
    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Patch(models.Model):
    """A set of homes looked after together."""

    code = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.code


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save()
        return user


@keep_history
class User(AbstractBaseUser):
    """A member of staff. Without a role a person can sign in and see nothing."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80, help_text="As it should appear on letters.")
    role = models.CharField(max_length=25, choices=Role, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    email = models.EmailField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True, help_text="Work telephone, printed on letters.")
    is_active = models.BooleanField(default=True)
    from_extract = models.BooleanField(default=False, help_text="Whether an extract has sent this person.")
    not_sent_since = models.DateField(null=True, blank=True, help_text="First extract that no longer held this person.")

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="staff_user_role_known", condition=Q(role__in=["", *Role.values])),
            models.CheckConstraint(name="staff_user_username_lower_case", condition=Q(username=Lower("username"))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.username

    @property
    def is_staff(self) -> bool:
        """Django's own admin is not part of Quarterday; nobody enters it."""
        return False


class PatchAssignmentQuerySet(models.QuerySet["PatchAssignment"]):
    def running(self, *, on: dt.date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


@keep_history
class Cover(models.Model):
    """A colleague looks after an absent person's patches: starts_on <= day < ends_on, or until it is ended early."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covered_by")
    covering = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=500, blank=True, help_text="What the colleague should know.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    running = models.BooleanField(default=False, help_text="Whether it runs, as staff.cover.keep last found it.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="staff_cover_by_another", condition=~Q(absent=models.F("covering"))),
            models.CheckConstraint(name="staff_cover_ends_after_start", condition=Q(ends_on__gt=models.F("starts_on"))),
        ]

    @property
    def last_day(self) -> dt.date:
        return self.ends_on - dt.timedelta(days=1)


class PatchAssignment(models.Model):
    """A person looks after a patch for a time: starts_on <= day < ends_on. A leader's patches are scope."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="patch_assignments")
    patch = models.ForeignKey(Patch, on_delete=models.PROTECT, related_name="assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    from_extract = models.BooleanField(default=False)
    cover = models.ForeignKey(
        Cover,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        help_text="The cover it is part of: the patch stays the absent officer's.",
    )

    objects = PatchAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="staff_assignment_one_running", fields=["user", "patch"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="staff_assignment_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]


class AccessLog(models.Model):
    """Who opened what they do not own, and why."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=60, help_text="The record's reference.")
    reason = models.CharField(max_length=200)


class Job(models.Model):
    """Work that takes over two seconds: how far it is, what failed, and how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list, help_text="What failed, each with its reason.")
    result = models.JSONField(default=dict)
    input = models.JSONField(default=dict)
    cancel_asked = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
