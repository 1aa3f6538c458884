"""Rent accounts, what they are charged, and who owns their ledger."""

import datetime as dt
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from staff.asking import records_where
from staff.history import keep_history
from staff.models import ESTATE_ROLES, WHOLE_BOROUGH_ROLES, PatchAssignment, Role, User
from tenancies.models.access import AccountAccess
from tenancies.models.choices import (
    AccountKind,
    ChargeKind,
    Fund,
    LedgerOwner,
    PaymentFrequency,
    PaymentMethod,
)
from tenancies.models.people import Property, SourceRow, Tenancy


class AccountKindSetting(models.Model):
    """What the council has settled for one kind of account: who owns its ledger, and in what order debts come."""

    kind = models.CharField(max_length=18, choices=AccountKind, primary_key=True)
    ledger_owner = models.CharField(max_length=10, choices=LedgerOwner, default=LedgerOwner.SOURCE)
    priority = models.PositiveSmallIntegerField(help_text="1 leads: which account of a household speaks first.")
    is_main = models.BooleanField(help_text="The main account of a home or pitch.")
    counts_for_possession = models.BooleanField(
        help_text="Whether this debt may stand in a notice or claim as rent lawfully due. Court costs never do."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancies_kind_costs_never_rent",
                condition=~Q(kind=AccountKind.COURT_COSTS) | Q(counts_for_possession=False),
            )
        ]


# Whose accounts: asked several times by every page, and Django is slow at putting such selects together.
PATCHES_OF = "SELECT patch_id FROM staff_patchassignment WHERE user_id = %s AND ends_on IS NULL"
GIVEN_TO = """
SELECT account_id FROM tenancies_handover WHERE ended_at IS NULL AND (to_id = %s OR to_id IN (
    SELECT absent_id FROM staff_cover WHERE covering_id = %s AND running))
"""
HANDED_OVER = "SELECT account_id FROM tenancies_handover WHERE ended_at IS NULL"
# Of homes in those patches; and what advisors see besides: see LEAVING.
_WITH_HOME = """
SELECT a.id FROM tenancies_rentaccount AS a
JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id JOIN tenancies_property AS h ON h.id = t.home_id
"""
OF_PATCHES = f"{_WITH_HOME} WHERE h.patch_id IN ({PATCHES_OF})"
OF_LEAVING = f"{_WITH_HOME} WHERE a.kind = 'former_tenant' OR t.last_day IS NOT NULL"
RESTRICTED = "SELECT tenancy_id FROM tenancies_accountrestriction WHERE lifted_at IS NULL"

OPENED_BY = (
    "SELECT account_id FROM tenancies_accountaccess WHERE user_id = %(user)s AND ends_at > statement_timestamp()"
)
NOTHING = "SELECT NULL::bigint WHERE false"


def visible_sql(user: User) -> str:
    """`visible_to` as a select of ids for a statement that asks for many things; %(user)s in it is this person's."""
    if user.role in WHOLE_BOROUGH_ROLES:
        return "SELECT id FROM tenancies_rentaccount"
    ways = _selects_of(user)
    return " UNION ALL ".join(ways).replace("%s", "%(user)s") if ways else NOTHING


def closed_sql(user: User) -> str:
    """The same of `closed_to`."""
    if user.role in WHOLE_BOROUGH_ROLES:
        return NOTHING
    restricted = f"SELECT id FROM tenancies_rentaccount WHERE tenancy_id IN ({RESTRICTED})"  # noqa: S608
    return f"{restricted} EXCEPT ({visible_sql(user)})"


def inside_sql(
    user: User, *, account: str = "tenancies_rentaccount", tenancy: str = "tenancy", home: str = "tenancy_home"
) -> str:
    """Whether an account is in this person's lists (`visible_to`), as a condition on it and on what is joined to it.

    The tables are named as the statement names them, unless told otherwise as in staff/joining.py; %(user)s in it is
    this person's id.
    """
    if user.role in WHOLE_BOROUGH_ROLES:
        return "true"
    if user.role not in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER}:
        return "false"
    ways = [f"{home}.patch_id IN ({PATCHES_OF})", f"{account}.id IN ({GIVEN_TO})"]
    if user.role == Role.INCOME_ADVISOR:
        ways.append(f"{account}.kind = 'former_tenant' OR {tenancy}.last_day IS NOT NULL")
    return f"({' OR '.join(ways)})".replace("%s", "%(user)s")


def openable_sql(user: User, *, account: str = "tenancies_rentaccount", **names: str) -> str:
    """The same of `openable_by`."""
    inside = inside_sql(user, account=account, **names)
    if inside in {"true", "false"}:
        return inside
    opened = f"{account}.id IN ({OPENED_BY}) AND {account}.tenancy_id NOT IN ({RESTRICTED})"
    return f"({inside} OR {opened})"


def _selects_of(user: User) -> list[str]:
    """The ways by which an account comes into the lists of somebody who sees a part of the borough, as selects."""
    if user.role not in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER}:
        return []
    return [OF_PATCHES, GIVEN_TO, *([OF_LEAVING] if user.role == Role.INCOME_ADVISOR else [])]


class RentAccountQuerySet(models.QuerySet["RentAccount"]):
    def visible_to(self, user: User) -> Self:
        """The accounts in this person's lists: their patches and what was handed over to them; some roles all.

        Advisors see former accounts everywhere. Administrators see no case data. See also `openable_by`, `owned_by`.
        """
        if user.role in WHOLE_BOROUGH_ROLES:
            return self
        if not (ways := _selects_of(user)):
            return self.none()
        # A union of keys: PostgreSQL starts from the patches, where an OR would make it look at every account.
        return self.filter(pk__in=RawSQL(" UNION ALL ".join(ways), [user.pk] * 3))

    def openable_by(self, user: User) -> Self:
        """The accounts this person may open and act on: those in her lists, and those she opened with a reason.

        For accounts already named by their key, of which it asks each; lists use `visible_to`. A restricted account
        is never opened from outside, and closes to whoever had opened it.
        """
        if user.role in WHOLE_BOROUGH_ROLES:
            return self
        if not (ways := _in_lists_of(user)):
            return self.none()
        return self.filter(reduce(or_, ways) | (_opened_by(user) & ~_restricted()))

    def main(self) -> Self:
        """The main accounts of homes and pitches."""
        return self.filter(kind__in=AccountKindSetting.objects.filter(is_main=True).values("kind"))

    def on_estate_of(self, user: User) -> Self:
        """The main accounts of the homes that a neighbourhood officer looks after, restricted tenancies left out.

        They are not `visible_to` her: she sees the people and what is asked of her, never the money.
        """
        if user.role not in ESTATE_ROLES:
            return self.none()
        hers = PatchAssignment.objects.filter(user=user, ends_on=None).values("patch")
        return self.main().filter(~_restricted(), tenancy__home__patch__in=hers)

    def with_reach(self, user: User) -> Self:
        """Adds `inside`, whether it is in this person's lists (`visible_to`), and `restricted`."""
        ways = _in_lists_of(user)
        inside = reduce(or_, ways) if ways else Value(user.role in WHOLE_BOROUGH_ROLES)
        return self.annotate(
            inside=ExpressionWrapper(inside, output_field=models.BooleanField()),
            restricted=ExpressionWrapper(_restricted(), output_field=models.BooleanField()),
        )

    def closed_to(self, user: User) -> Self:
        """The restricted accounts outside this person's lists: nothing of them is shown to her, whoever asked her."""
        if user.role in WHOLE_BOROUGH_ROLES:
            return self.none()
        ways = _in_lists_of(user)
        return self.filter(_restricted() & ~reduce(or_, ways)) if ways else self.filter(_restricted())

    def owned_by(self, user: User, *, on: dt.date) -> Self:
        """The accounts whose next step is this person's work on a day.

        An officer's are the current accounts of her patches, of those she covers, and what was handed over to her;
        former accounts are the advisors' workstream, or the officer's where nobody is an advisor. Whoever leads or
        reads has all that they may see.
        """
        mine = self.visible_to(user)
        if user.role not in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR}:
            return mine
        given = _given_to(user)
        mine = mine.filter(given | ~Q(pk__in=RawSQL(HANDED_OVER, [])))
        if user.role == Role.INCOME_ADVISOR:
            officer = PatchAssignment.objects.filter(
                patch=OuterRef("tenancy__home__patch"), ends_on=None, cover=None, user__role=Role.INCOME_OFFICER
            )
            return mine.filter(former(on=on) | ~Exists(officer) | given)
        advisors = User.objects.filter(role=Role.INCOME_ADVISOR, is_active=True)
        return mine.filter(~former(on=on) | given | ~Exists(advisors))

    def for_list(self) -> Self:
        return self.select_related("tenancy__home__patch", "position")


def former(*, on: dt.date) -> Q:
    """Former accounts on a day: the tenancy has ended, and it is not a charge for staying on. See also gather.SCOPE."""
    ended = Q(tenancy__last_day__lt=on) & ~Q(kind=AccountKind.USE_AND_OCCUPATION)
    return Q(kind=AccountKind.FORMER_TENANT) | ended


# Former or about to be: what an advisor may open.
LEAVING = Q(kind=AccountKind.FORMER_TENANT) | Q(tenancy__last_day__isnull=False)


def _in_lists_of(user: User) -> list[Q]:
    """The ways by which an account comes into the lists of somebody who sees a part of the borough."""
    if user.role not in {Role.INCOME_OFFICER, Role.INCOME_ADVISOR, Role.TEAM_LEADER}:
        return []
    ways = [Q(tenancy__home__patch__in=RawSQL(PATCHES_OF, [user.pk])), _given_to(user)]
    return [*ways, LEAVING] if user.role == Role.INCOME_ADVISOR else ways


def _given_to(user: User) -> Q:
    """Handed over to this person, or to somebody they cover."""
    return Q(pk__in=RawSQL(GIVEN_TO, [user.pk, user.pk]))


def _opened_by(user: User) -> Q:
    """From outside, with a reason, for the time being."""
    return Q(pk__in=AccountAccess.objects.filter(user=user, ends_at__gt=Now()).values("account"))


def _restricted() -> Q:
    return Q(tenancy__in=RawSQL(RESTRICTED, []))


@keep_history
class RentAccount(SourceRow):
    """One account with a ledger: rent, a garage, court costs, a pitch fee … Debts of different kinds never mix."""

    account_ref = models.CharField(max_length=40, unique=True)
    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=18, choices=AccountKind)
    property = models.ForeignKey(
        Property, on_delete=models.PROTECT, null=True, blank=True, help_text="Only where it is not the home: a garage."
    )
    fund = models.CharField(max_length=3, choices=Fund)
    payment_method = models.CharField(max_length=16, choices=PaymentMethod, blank=True)
    payment_frequency = models.CharField(max_length=12, choices=PaymentFrequency, blank=True)
    payment_day = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = RentAccountQuerySet.as_manager()

    inside: bool  # these two only by `with_reach`
    restricted: bool

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenancies_account_closes_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="tenancies_account_payment_method",
                condition=~Q(payment_method=PaymentMethod.SYSTEM),
            ),
            models.CheckConstraint(
                name="tenancies_account_payment_day",
                condition=Q(payment_day=None) | Q(payment_day__range=(1, 31)),
            ),
        ]

    def __str__(self) -> str:
        return self.account_ref

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("account", args=[self.pk])

    def owes_now(self) -> Decimal:
        """Its balance: positive is owed, 0.00 where nothing was ever posted. Load `position` with it."""
        return self.position.balance if hasattr(self, "position") else Decimal("0.00")


@keep_history
class ChargeRate(SourceRow):
    """What one charge week costs, from a day to a last day. Not the yearly sum spread over 52."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="charge_rates")
    kind = models.CharField(max_length=18, choices=ChargeKind)
    weekly_amount = models.DecimalField(max_digits=12, decimal_places=2)
    from_on = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    benefit_eligible = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tenancies_chargerate_once", fields=["account", "kind", "from_on"]),
            models.CheckConstraint(name="tenancies_chargerate_not_negative", condition=Q(weekly_amount__gte=0)),
            models.CheckConstraint(
                name="tenancies_chargerate_ends_after_start",
                condition=Q(last_day=None) | Q(last_day__gte=F("from_on")),
            ),
        ]


class RentYearQuerySet(models.QuerySet["RentYear"]):
    def free_weeks(self, *, around: dt.date) -> frozenset[dt.date]:
        """The Mondays that name rent-free weeks, of six years before a day (an order may run so long) and the next."""
        years = records_where(
            self.model,
            "starts_on BETWEEN %(first)s AND %(last)s",
            order="starts_on",
            first=around - dt.timedelta(days=2562),
            last=around + dt.timedelta(days=371),
        )
        return frozenset(dt.date.fromisoformat(monday) for year in years for monday in year.rent_free_weeks)

    def of(self, *, on: dt.date) -> "RentYear | None":
        return self.filter(starts_on__lte=on).order_by("-starts_on").first()

    def charge_weeks(self, *, on: dt.date) -> int:
        """How many weeks of the year of a day carry a charge; 52 where no year is known."""
        year = self.of(on=on)
        return year.charge_weeks if year else 52


@keep_history
class RentYear(SourceRow):
    """A rent year: 52 or 53 rent weeks, of which 48 to 53 carry a charge."""

    starts_on = models.DateField(unique=True)
    weeks = models.PositiveSmallIntegerField()
    charge_weeks = models.PositiveSmallIntegerField()
    rent_free_weeks = models.JSONField(default=list, help_text="First days of the weeks without a charge, ISO dates.")

    objects = RentYearQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenancies_rentyear_weeks", condition=Q(weeks__in=[52, 53])),
            models.CheckConstraint(
                name="tenancies_rentyear_charge_weeks",
                condition=Q(charge_weeks__gte=48, charge_weeks__lte=F("weeks")),
            ),
        ]


class SourceBalance(models.Model):
    """The balance that the housing system last stated for an account, at the end of a day."""

    account = models.OneToOneField(
        RentAccount, on_delete=models.PROTECT, primary_key=True, related_name="source_balance"
    )
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    as_at = models.DateField()


class Handover(models.Model):
    """An account given to one person, whoever has its patch, until it is ended. What was promised goes along."""

    account = models.ForeignKey(RentAccount, on_delete=models.PROTECT, related_name="handovers")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handed_over")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tenancies_handover_one_running", fields=["account"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="tenancies_handover_has_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(name="tenancies_handover_to", fields=["to"], condition=Q(ended_at=None))]
