"""Income and expenditure in the Standard Financial Statement's categories (rulebook 10)."""

from django.db import models
from django.db.models import Q

from staff.history import keep_history
from staff.models import User
from tenancies.models import Person, RentAccount


@keep_history
class IncomeAndExpenditure(models.Model):
    """One household's income and spending on a day, as they told us. Kept as it was: a new one is made for a change."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="budgets")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    quick = models.BooleanField(default=False, help_text="From three questions, not the whole form.")
    adults = models.PositiveSmallIntegerField(default=1)
    children_under_16 = models.PositiveSmallIntegerField(default=0)
    children_16_to_18 = models.PositiveSmallIntegerField(default=0)
    vehicles = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=1000, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="welfare_budget_newest", fields=["account", "-on", "-id"])]
        constraints = [models.CheckConstraint(name="welfare_budget_adults", condition=Q(adults__gte=1))]


class BudgetLine(models.Model):
    """One line: an amount as it is paid, never below nil."""

    budget = models.ForeignKey(IncomeAndExpenditure, on_delete=models.PROTECT, related_name="lines")
    category = models.CharField(max_length=30, help_text="A code of budget.toml.")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    frequency = models.CharField(max_length=12, help_text="weekly, fortnightly, four_weekly or monthly.")
    evidence = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_budget_line_once", fields=["budget", "category"]),
            models.CheckConstraint(name="welfare_budget_line_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="welfare_budget_line_frequency",
                condition=Q(frequency__in=["weekly", "fortnightly", "four_weekly", "monthly"]),
            ),
        ]


@keep_history
class SpendingGuideline(models.Model):
    """A monthly figure of the licensed spending guidelines, entered by the council: none is shipped."""

    category = models.CharField(max_length=30)
    part = models.CharField(
        max_length=14,
        choices=[
            ("adult", "First adult"), ("extra_adult", "Each further adult"), ("child_under_16", "Each child under 16"),
            ("child_16_18", "Each child of 16 to 18"), ("vehicle", "Each vehicle"),
        ],
    )  # fmt: skip
    monthly = models.DecimalField(max_digits=12, decimal_places=2)
    from_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="welfare_guideline_once", fields=["category", "part", "from_on"]),
            models.CheckConstraint(name="welfare_guideline_amount", condition=Q(monthly__gte=0)),
        ]
