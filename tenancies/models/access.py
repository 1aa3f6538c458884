"""Who may open one account beside whoever looks after its patch."""

from django.db import models
from django.db.models import Q

from staff.models import User
from tenancies.models.people import Tenancy


class AccountAccess(models.Model):
    """Somebody opened an account outside her patches, with a reason. It stays open to her until `ends_at`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("tenancies.RentAccount", on_delete=models.PROTECT, related_name="accesses")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenancies_access_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="tenancies_access_ends", condition=Q(ends_at__gt=models.F("at"))),
        ]
        indexes = [models.Index(name="tenancies_access_open", fields=["user", "account", "-ends_at"])]


class AccountRestriction(models.Model):
    """A tenancy that nobody outside its patch may open, whatever the reason: staff's own homes, people in hiding."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="restrictions")
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenancies_restriction_one_running", fields=["tenancy"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(
                name="tenancies_restriction_lifted_by_someone",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]
