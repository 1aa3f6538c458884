"""How a tenant pays from Universal Credit: what was explained, their day, and the text that reminds them."""

from django.db import models
from django.db.models import Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount


@keep_history
class PayDayPlan(models.Model):
    """The rent is paid from Universal Credit on a day of the month; a text goes on that day unless they opt out."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="pay_day_plans")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    month_day = models.PositiveSmallIntegerField(help_text="Their Universal Credit day; the last in a shorter month.")
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="Of rent each month.")
    reminds = models.BooleanField(default=True, help_text="A text goes on the day.")
    explained_on = models.DateField(help_text="When they were told that rent is paid from Universal Credit.")
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opted_out_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    last_sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recovery_payday_one", fields=["account", "person"], condition=Q(ended_on=None)
            ),
            models.CheckConstraint(
                name="recovery_payday_sane", condition=Q(month_day__gte=1, month_day__lte=31, amount__gt=0)
            ),
        ]
