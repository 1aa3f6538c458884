"""Proof that nobody is forgotten: every account stands in one bucket, and the buckets add up to the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import MD5, Cast, Concat, Greatest

from caseload.at_work import at_work
from caseload.models import Bucket, ExtractLoad, Recommendation
from recovery.models import ContactAttempt
from staff.models import PatchAssignment, Role, User
from tenancies import timeline
from tenancies.models import AccountEvent, AccountPosition, RentAccount, TenancyPerson
from tenancies.models.accounts import RentAccountQuerySet
from welfare.models import Hold, Marker

OLDEST = 20
SAMPLE = 10
QUIET = [Bucket.IN_CREDIT_OR_CLEAR, Bucket.UNDER_THRESHOLD]
UNSAFE = [Marker.Kind.SAFE_CONTACT, Marker.Kind.CRISIS, Marker.Kind.RISK]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Where the accounts stand that this person may see; without a person, all of them."""

    accounts: int
    buckets: dict[str, int]
    balances: dict[str, Decimal]  # what the accounts of each bucket owe, credits taken off
    balance: Decimal  # of all of them, straight from the ledger's positions
    unowned: int  # in a patch without an income officer
    oldest_unseen: list[RentAccount]  # each with last_seen_on, None: nobody ever

    @property
    def missing(self) -> int:
        """Accounts in no bucket: 0 is the proof."""
        return self.accounts - sum(self.buckets.values())

    @property
    def unaccounted(self) -> Decimal:
        """What the ledger holds beyond the buckets: 0.00 is the proof."""
        return self.balance - sum(self.balances.values(), Decimal(0))


def coverage(user: User | None) -> Coverage:
    accounts = RentAccount.objects.all() if user is None else RentAccount.objects.visible_to(user)
    found = list(
        Recommendation.objects.filter(lapsed_on=None, account__in=accounts)
        .order_by()
        .values_list("bucket")
        .annotate(Count("pk"), Sum("account__position__balance", default=Decimal(0)))
    )
    ledger = AccountPosition.objects.filter(account__in=accounts).aggregate(balance=Sum("balance"))
    return Coverage(
        accounts=accounts.count(),
        buckets={bucket.value: 0 for bucket in Bucket} | {bucket: count for bucket, count, _ in found},
        balances={bucket: owed for bucket, _, owed in found},
        balance=ledger["balance"] or Decimal(0),
        unowned=unowned(accounts).count(),
        oldest_unseen=list(longest_unseen(accounts)[:OLDEST]),
    )


def control_total() -> tuple[Decimal, date] | None:
    """The sum of balances that the housing system last stated, and its day; None where no extract was loaded."""
    load = ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).order_by("-as_at", "-pk").first()
    stated = load.control_totals.get("accounts.balance") if load else None
    return (Decimal(stated), load.as_at) if load and load.as_at and stated is not None else None


HAS_OFFICER = Exists(
    PatchAssignment.objects.filter(
        patch=OuterRef("tenancy__home__patch"),
        ends_on=None,
        cover=None,
        user__role=Role.INCOME_OFFICER,
        user__is_active=True,
    )
)


def last_seen() -> Greatest:
    """The last day on which a member of staff did anything on an account, or went out to its household; none: never."""
    touched = AccountEvent.objects.filter(account=OuterRef("pk"), by__isnull=False)
    went_out = ContactAttempt.objects.filter(
        tenancy=OuterRef("tenancy"), direction="out", taken_back_at=None, not_sent_since=None
    )
    return Greatest(
        Subquery(touched.order_by("-at", "-pk").values("on")[:1]),
        Subquery(went_out.order_by("-on", "-pk").values("on")[:1]),
    )


def looked_at(account: RentAccount, *, by: User, on: date, at: datetime) -> None:
    """Note that somebody has looked and nothing is to be done. Raises what at_work raises."""
    with at_work(account, by=by, on=on) as locked:
        what = AccountEvent.What.NOTE
        timeline.record(account=locked, what=what, on=on, by=by, at=at, summary="Looked at: nothing to do.")


def longest_unseen(accounts: QuerySet[RentAccount]) -> QuerySet[RentAccount]:
    """Accounts that owe something, those first that no member of staff has looked at for longest."""
    return (
        accounts.filter(position__balance__gt=0)
        .annotate(last_seen_on=last_seen())
        .select_related("tenancy__home", "position")
        .order_by(F("last_seen_on").asc(nulls_first=True), "-position__balance", "pk")
    )


def quiet_sample(accounts: QuerySet[RentAccount], *, on: date) -> QuerySet[RentAccount]:
    """Ten accounts with nothing due, picked by chance: the same all day, others tomorrow (duty S1-17)."""
    nothing_due = Recommendation.objects.filter(account=OuterRef("pk"), lapsed_on=None, bucket__in=QUIET)
    by_chance = MD5(Concat(Cast("pk", CharField()), Value(on.isoformat())))
    sample = accounts.filter(Exists(nothing_due)).order_by(by_chance, "pk")[:SAMPLE]
    return (
        RentAccount.objects.filter(pk__in=list(sample.values_list("pk", flat=True)))
        .annotate(last_seen_on=last_seen())
        .for_list()
        .order_by("account_ref")
    )


def unowned(accounts: RentAccountQuerySet) -> RentAccountQuerySet:
    """In a patch that no income officer looks after for good: whoever covers does not count (duty S4-26)."""
    return accounts.exclude(HAS_OFFICER)


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One account on the mosaic: how long unseen, whether held, whether somebody is unsafe to reach or in crisis."""

    pk: int
    ref: str
    seen_on: date | None
    age: str  # never, old, month, weeks or week: see AGES
    held: bool
    unsafe: bool


AGES = {
    "never": "Never looked at",
    "old": "More than 60 days ago",
    "month": "31 to 60 days ago",
    "weeks": "8 to 30 days ago",
    "week": "In the last 7 days",
}


def age(seen_on: date | None, *, on: date) -> str:
    """Which band of AGES a last look falls into."""
    if seen_on is None:
        return "never"
    days = (on - seen_on).days
    return "week" if days <= 7 else "weeks" if days <= 30 else "month" if days <= 60 else "old"


def tiles(accounts: Iterable[RentAccount], *, on: date) -> list[Tile]:
    """The tiles of accounts that carry `last_seen_on`; holds and unsafe households in one query each."""
    accounts = list(accounts)
    keys = [account.pk for account in accounts]
    held = set(
        Hold.objects.filter(account__in=keys, lifted_on=None, from_on__lte=on, last_day__gte=on).values_list(
            "account", flat=True
        )
    )
    unsafe = _unsafe({account.tenancy_id for account in accounts}, on=on)
    seen: dict[int, date | None] = {each.pk: each.last_seen_on for each in accounts}  # type: ignore[attr-defined]  # see last_seen
    return [
        Tile(
            pk=account.pk,
            ref=account.account_ref,
            seen_on=seen[account.pk],
            age=age(seen[account.pk], on=on),
            held=account.pk in held,
            unsafe=account.tenancy_id in unsafe,
        )
        for account in accounts
    ]


def _unsafe(tenancies: set[int], *, on: date) -> set[int]:
    """Tenancies on which somebody may not be reached safely, is in crisis, or where a visitor is at risk."""
    markers = Marker.objects.live(on=on).filter(kind__in=UNSAFE)
    people = TenancyPerson.objects.filter(
        tenancy__in=tenancies, not_sent_since=None, person__in=markers.values("person")
    )
    of_tenancy = markers.filter(tenancy__in=tenancies).values_list("tenancy", flat=True)
    return set(people.values_list("tenancy", flat=True)) | {key for key in of_tenancy if key is not None}
