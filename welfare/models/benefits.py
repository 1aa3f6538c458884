"""What the household is entitled to."""

from django.db import models
from django.db.models import F, Q

from staff.history import keep_history
from tenancies.models import Person, RentAccount, SourceRow


@keep_history
class BenefitClaim(SourceRow):
    """Help with housing costs towards one account: Housing Benefit or Universal Credit."""

    class Kind(models.TextChoices):
        HB = "hb", "Housing Benefit"
        UC = "uc", "Universal Credit"

    class Status(models.TextChoices):
        CLAIMED = "claimed", "Decision awaited"
        LIVE = "live", "Live"
        SUSPENDED = "suspended", "Suspended"
        ENDED = "ended", "Ended"
        REFUSED = "refused", "Refused"

    source_ref = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="benefits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="benefits")
    kind = models.CharField(max_length=2, choices=Kind)
    status = models.CharField(max_length=9, choices=Status)
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    weekly_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    housing_element = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="For one assessment period."
    )
    element_confirmed = models.BooleanField(null=True, blank=True)
    period_start_day = models.PositiveSmallIntegerField(null=True, blank=True)
    managed_payment = models.BooleanField(null=True, blank=True)
    deduction = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    paid_up_to = models.DateField(null=True, blank=True, help_text="Last day that the latest payment covers.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="welfare_benefit_ends_after_start", condition=Q(last_day=None) | Q(last_day__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="welfare_benefit_hb_amount",
                condition=~Q(kind="hb") | Q(weekly_amount__gte=0, pay_weeks__isnull=False),
            ),
        ]
