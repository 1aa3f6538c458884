"""Proof that nobody is forgotten: every account stands in one bucket, and the buckets add up to the ledger."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from caseload.models import Bucket, Recommendation
from staff.models import PatchAssignment, Role, User
from tenancies.models import AccountEvent, RentAccount

OLDEST = 20


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Where the accounts stand that this person may see; without a person, all of them."""

    accounts: int
    buckets: dict[str, int]
    unowned: int  # in a patch without an income officer
    oldest_unseen: list[RentAccount]  # each with last_seen_on, None: nobody ever

    @property
    def missing(self) -> int:
        """Accounts in no bucket: 0 is the proof."""
        return self.accounts - sum(self.buckets.values())


def coverage(user: User | None) -> Coverage:
    accounts = RentAccount.objects.all() if user is None else RentAccount.objects.visible_to(user)
    found = (
        Recommendation.objects.filter(lapsed_on=None, account__in=accounts)
        .order_by()
        .values_list("bucket")
        .annotate(Count("pk"))
    )
    return Coverage(
        accounts=accounts.count(),
        buckets={bucket.value: 0 for bucket in Bucket} | dict(found),
        unowned=accounts.exclude(HAS_OFFICER).count(),
        oldest_unseen=list(longest_unseen(accounts)[:OLDEST]),
    )


HAS_OFFICER = Exists(
    PatchAssignment.objects.filter(
        patch=OuterRef("tenancy__home__patch"), ends_on=None, user__role=Role.INCOME_OFFICER, user__is_active=True
    )
)


def longest_unseen(accounts: QuerySet[RentAccount]) -> QuerySet[RentAccount]:
    """Accounts that owe something, those first that no member of staff has touched for longest."""
    last_touch = (
        AccountEvent.objects.filter(account=OuterRef("pk"), by__isnull=False).order_by("-at", "-pk").values("at")[:1]
    )
    return (
        accounts.filter(position__balance__gt=0)
        .annotate(last_seen_on=Subquery(last_touch))
        .select_related("tenancy__home", "position")
        .order_by(F("last_seen_on").asc(nulls_first=True), "-position__balance", "pk")
    )
