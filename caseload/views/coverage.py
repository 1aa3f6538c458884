"""Coverage (K17): every account is somewhere, the parts add up to the ledger, and nobody is long unseen."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload import coverage as board
from caseload import places, saved_views, session
from caseload.filters import places_of
from caseload.matching import listed
from caseload.models import Bucket, Recommendation
from caseload.views.account import ADVANCED
from caseload.views.acts import account_to_work, advance
from caseload.views.guards import for_who_sees_accounts
from staff.clock import today
from staff.http import StaffRequest
from staff.models import CASEWORK_ROLES, WHOLE_BOROUGH_ROLES, Patch
from staff.ui.paging import page
from tenancies.models import RentAccount
from tenancies.models.accounts import RentAccountQuerySet

BAR = 240
MOST_TILES = 2_000
ACROSS = 50  # tiles in a row
STEP = 18  # from one tile to the next; 2.5.8 asks for spacing, not size, where a table serves as well


@require_safe
@for_who_sees_accounts
def coverage_page(request: StaffRequest) -> HttpResponse:
    on = today()
    places.remember(request, "Coverage")
    accounts = RentAccount.objects.visible_to(request.user)
    context = _sums(request) | {
        "bar": BAR,
        "sample": board.quiet_sample(accounts, on=on),
        "patches": _patches(request),
        "may_work": request.user.role in CASEWORK_ROLES,
        "idle": _idle(request),
        "on": on,
    }
    return render(request, "caseload/coverage.html", context)


@require_POST
def sweep(request: StaffRequest) -> HttpResponse:
    """A session through the accounts of one's lists that nobody has looked at for longest."""
    _workers_only(request)
    oldest = board.longest_unseen(RentAccount.objects.visible_to(request.user))[: board.OLDEST]
    keys = [account.pk for account in oldest]
    try:
        begun = session.sweep(user=request.user, accounts=keys, on=today(), at=timezone.now(), back=reverse("coverage"))
    except session.NothingWaits as nothing:
        messages.warning(request, str(nothing))
        return redirect("coverage")
    assert begun.now_at is not None  # the first of them
    request.session[ADVANCED] = True
    return redirect(begun.now_at)


@require_POST
def looked_at(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has looked, and nothing is to be done: the next account comes up."""
    account = account_to_work(request, pk)
    board.looked_at(account, by=request.user, on=today(), at=timezone.now())
    return advance(request, account, f"{account} is looked at.")


def _idle(request: StaffRequest) -> int:
    """How many debts lie idle: the list that the page links to (duty S3-07)."""
    view = saved_views.find("idle", user=request.user, on=today())
    return listed(view.filter, user=request.user, on=today()).count() if view else 0


def _workers_only(request: StaffRequest) -> None:
    if request.user.role not in CASEWORK_ROLES:
        raise PermissionDenied("The income team goes through the accounts.")


def _sums(request: StaffRequest) -> dict[str, Any]:
    found = board.coverage(request.user)
    most = max([*found.buckets.values(), 1])
    whole = request.user.role in WHOLE_BOROUGH_ROLES
    return {
        "coverage": found,
        "buckets": [
            {
                "name": name,
                "label": Bucket(name).label,
                "count": count,
                "balance": found.balances.get(name, Decimal(0)),
                "width": round(BAR * count / most, 1),
            }
            for name, count in found.buckets.items()
        ],
        "whole": whole,
        "control": board.control_total() if whole else None,
    }


@require_safe
@for_who_sees_accounts
def certificate(request: StaffRequest) -> HttpResponse:
    """One printed page: the sums of the day, to sign and file."""
    return render(request, "caseload/coverage_certificate.html", _sums(request) | {"on": today()})


@require_safe
@for_who_sees_accounts
def bucket(request: StaffRequest, bucket: str) -> HttpResponse:
    """The accounts of one part. 'missing' are those that no sweep has decided yet."""
    if bucket != "missing" and bucket not in Bucket.values:
        raise Http404
    open_ones = Recommendation.objects.filter(account=OuterRef("pk"), lapsed_on=None)
    here = ~Exists(open_ones) if bucket == "missing" else Exists(open_ones.filter(bucket=bucket))
    label = "Not decided yet" if bucket == "missing" else Bucket(bucket).label
    return _list(request, RentAccount.objects.visible_to(request.user).filter(here), label)


@require_safe
@for_who_sees_accounts
def unowned(request: StaffRequest) -> HttpResponse:
    """Accounts in a patch that no income officer looks after."""
    found = board.unowned(RentAccount.objects.visible_to(request.user))
    return _list(request, found, "No officer looks after the patch")


def _list(request: StaffRequest, accounts: RentAccountQuerySet, label: str) -> HttpResponse:
    shown = page(accounts.for_list(), by=["account_ref", "pk"], mark=request.GET.get("after"))
    places.remember(request, f"Coverage: {label.lower()}")
    return render(request, "caseload/coverage_bucket.html", {"label": label, "page": shown})


# ---------------------------------------------------------------------------------------------------------- the mosaic


@dataclass(frozen=True)
class Placed:
    """A tile and where it stands."""

    tile: board.Tile
    x: int
    y: int


@require_safe
@for_who_sees_accounts
def tiles(request: StaffRequest) -> HttpResponse:
    """Every account of a patch as a tile, by how long ago anybody looked, and the same as a table."""
    on = today()
    patches = _patches(request)
    code = request.GET.get("patch") or next(iter(patches), "")
    if not code:
        return render(request, "caseload/coverage_tiles.html", {"patches": {}})
    if code not in patches:
        raise Http404
    accounts = RentAccount.objects.visible_to(request.user).filter(tenancy__home__patch=int(code))
    dated = accounts.annotate(last_seen_on=board.last_seen())
    shown = page(dated, by=["account_ref", "pk"], mark=request.GET.get("after"), size=MOST_TILES)
    found = board.tiles(shown.rows, on=on)
    places.remember(request, "Coverage mosaic")
    context = {
        "patches": patches,
        "patch": code,
        "name": patches[code],
        "tiles": [Placed(tile, n % ACROSS * STEP, n // ACROSS * STEP) for n, tile in enumerate(found)],
        "width": ACROSS * STEP,
        "height": (len(found) + ACROSS - 1) // ACROSS * STEP,
        "size": STEP - 3,
        "legend": _legend(found),
        "held": sum(tile.held for tile in found),
        "unsafe": sum(tile.unsafe for tile in found),
        "finding": _finding(found, on=on),
        "oldest_first": sorted(found, key=lambda tile: (tile.seen_on or date.min, tile.ref)),
        "next_mark": shown.next_mark,
    }
    return render(request, "caseload/coverage_tiles.html", context)


def _patches(request: StaffRequest) -> dict[str, str]:
    """The patches this person may look at: id and code."""
    codes = [code for code in places_of(request.user, on=today()) if code.startswith("patch-")]
    keys = [int(code.partition("-")[2]) for code in codes]
    return {str(pk): name for pk, name in Patch.objects.filter(pk__in=keys).order_by("code").values_list("pk", "code")}


def _legend(found: list[board.Tile]) -> list[dict[str, Any]]:
    return [
        {"age": age, "label": label, "count": sum(tile.age == age for tile in found)}
        for age, label in board.AGES.items()
    ]


def _finding(found: list[board.Tile], *, on: date) -> str:
    """The mosaic's title: what it shows."""
    if not found:
        return "No account is in this patch."
    long_ago = sum(tile.age in {"never", "old"} for tile in found)
    if not long_ago:
        return f"All {len(found):,} accounts were looked at in the last 60 days."
    return f"{long_ago:,} of {len(found):,} accounts were not looked at in the last 60 days."
