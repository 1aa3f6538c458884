"""What is done with a bundle: begun, chosen, ordered, blacked out, built, filed, supplemented."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from legal.accounts import main_account
from legal.models import Bundle, BundleItem, Hearing
from legal.pdf.redact import Box
from staff.models import CASEWORK_ROLES, Job, Role, User
from staff.ui.words import counted, long_day
from tenancies import timeline
from tenancies.models import AccountEvent, IssuedDocument, ReceivedDocument, RentAccount
from welfare import interests

BUNDLE_ROLES = CASEWORK_ROLES | {Role.LEGAL}
JOB = "bundle"
LONGEST_VIEW, LONGEST_REASON = 6000, 500
MOST_BOXES = 200
STOPPED = "It was stopped. The choice of papers is as it was."
State, Kind = Bundle.State, Bundle.Kind


class CannotBundle(Exception):
    """The bundle stays as it is. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A paper to go into a bundle: one that Quarterday lays out (`part`), one issued, or one received."""

    section: str
    title: str
    part: str = ""
    issued: IssuedDocument | None = None
    received: ReceivedDocument | None = None
    chosen: bool = True


def check_may(account: RentAccount, *, by: User) -> None:
    """Raises PermissionDenied unless this person works bundles, may open the account, and has no interest in it."""
    if by.role not in BUNDLE_ROLES:
        raise PermissionDenied(f"As {by.get_role_display().lower()} you can read bundles but not make them.")
    if not RentAccount.objects.openable_by(by).filter(tenancy_id=account.tenancy_id).exists():
        raise PermissionDenied("You can no longer open this account.")
    if interests.declared_in([account], by=by):
        raise PermissionDenied(interests.HANDS_OFF)


@transaction.atomic
def start(
    *, account: RentAccount, kind: str, hearing: Hearing | None, entries: Iterable[Entry], by: User, at: datetime
) -> Bundle:
    """Begin a bundle with these papers, in this order. Raises CannotBundle, PermissionDenied."""
    check_may(account, by=by)
    if kind not in Kind.values or kind == Kind.SUPPLEMENT:
        raise CannotBundle("Choose what the bundle is for.")
    if hearing and hearing.tenancy_id != account.tenancy_id:
        raise CannotBundle("That hearing is of another case.")
    bundle = Bundle.objects.create(tenancy_id=account.tenancy_id, kind=kind, hearing=hearing, made_by=by, made_at=at)
    _add(bundle, entries)
    return bundle


def _add(bundle: Bundle, entries: Iterable[Entry]) -> None:
    last = bundle.items.aggregate(last=Max("position"))["last"] or 0
    BundleItem.objects.bulk_create(
        BundleItem(
            bundle=bundle,
            position=position,
            section=entry.section,
            title=entry.title[:160],
            part=entry.part,
            issued=entry.issued,
            received=entry.received,
            chosen=entry.chosen,
        )
        for position, entry in enumerate(entries, start=last + 1)
    )


def _to_change(bundle: Bundle, *, by: User) -> Bundle:
    """The bundle, locked and open to change; one that was built is no longer so. Raises CannotBundle."""
    [locked] = Bundle.objects.select_for_update(of=["self"]).select_related("tenancy").filter(pk=bundle.pk)
    check_may(main_account(locked.tenancy_id), by=by)
    if locked.state == State.FILED:
        raise CannotBundle("This bundle is filed and keeps its pages. Make a supplement, or begin another bundle.")
    if locked.state == State.BUILDING:
        raise CannotBundle("This bundle is being built. Wait until that is done.")
    if locked.state == State.BUILT:
        locked.state = State.DRAFT
        locked.document, locked.snapshot, locked.snapshot_hash, locked.pages = None, {}, "", 0
        locked.struck_at = None
        locked.problems = []
    return locked


@transaction.atomic
def add(bundle: Bundle, *, entries: Sequence[Entry], by: User) -> None:
    """Add papers at the end of their sections."""
    locked = _to_change(bundle, by=by)
    _add(locked, entries)
    locked.save()


@transaction.atomic
def choose(
    bundle: Bundle,
    *,
    chosen: Iterable[int],
    view: str,
    right_hand: bool,
    explained: Mapping[str, str],
    hearing: Hearing | None,
    by: User,
) -> None:
    """Tick these papers and no others; what the council says in it. Raises CannotBundle."""
    if len(view) > LONGEST_VIEW:
        raise CannotBundle(f"Write at most {LONGEST_VIEW:,} characters; these are {len(view):,}.")
    locked = _to_change(bundle, by=by)
    if hearing and hearing.tenancy_id != locked.tenancy_id:
        raise CannotBundle("That hearing is of another case.")
    wanted = set(chosen)
    locked.items.filter(pk__in=wanted).update(chosen=True)
    locked.items.exclude(pk__in=wanted).update(chosen=False)
    locked.view, locked.right_hand, locked.hearing = view.strip(), right_hand, hearing
    told = {**locked.explained, **explained}
    locked.explained = {key: words.strip()[:LONGEST_REASON] for key, words in told.items() if words.strip()}
    locked.save()


@transaction.atomic
def move(item: BundleItem, *, up: bool, by: User) -> None:
    """Change places with the paper above or below in its section. At the end of it nothing moves."""
    locked = _to_change(item.bundle, by=by)
    item.refresh_from_db()
    beside = locked.items.filter(section=item.section).exclude(pk=item.pk)
    if up:
        other = beside.filter(position__lt=item.position).order_by("-position").first()
    else:
        other = beside.filter(position__gt=item.position).order_by("position").first()
    if other:
        item.position, other.position = other.position, item.position
        BundleItem.objects.bulk_update([item, other], ["position"])
    locked.save()


@transaction.atomic
def take_out(item: BundleItem, *, by: User) -> None:
    """A paper that was added leaves the bundle; it stays on the account."""
    locked = _to_change(item.bundle, by=by)
    if item.part:
        raise CannotBundle("Untick it instead: Quarterday lays this part out when it is wanted.")
    item.delete()
    locked.save()


@transaction.atomic
def redact(item: BundleItem, *, boxes: Sequence[Box], by: User) -> None:
    """Black these boxes out when the bundle is built. Raises CannotBundle."""
    if item.part:
        raise CannotBundle("This part is laid out from the records: it has nothing to black out yet.")
    if len(boxes) > MOST_BOXES:
        raise CannotBundle(f"At most {MOST_BOXES} boxes fit one paper. Leave the paper out instead.")
    if any(box.width <= 0 or box.height <= 0 or box.page < 1 for box in boxes):
        raise CannotBundle("A box needs a page, and a width and height above nothing.")
    locked = _to_change(item.bundle, by=by)
    item.redactions = [
        {"page": box.page, "left": box.left, "top": box.top, "width": box.width, "height": box.height} for box in boxes
    ]
    item.save(update_fields=["redactions"])
    locked.save()


@transaction.atomic
def begin_build(bundle: Bundle, *, by: User) -> Job:
    """Ask a worker to build it. Raises CannotBundle."""
    locked = _to_change(bundle, by=by)
    if not locked.items.filter(chosen=True).exists():
        raise CannotBundle("Tick at least one paper.")
    job = Job.objects.create(kind=JOB, made_by=by, input={"bundle": locked.pk})
    locked.state, locked.job = State.BUILDING, job
    locked.save()
    return job


@transaction.atomic
def stop_build(bundle: Bundle, *, by: User, at: datetime) -> None:
    """Stop a build: at once where no worker is at it, else at its next step. One that has ended stays as it ended."""
    [locked] = Bundle.objects.select_for_update(of=["self"]).filter(pk=bundle.pk)
    check_may(main_account(locked.tenancy_id), by=by)
    if locked.state != State.BUILDING or locked.job_id is None:
        return
    job = Job.objects.select_for_update(of=["self"]).get(pk=locked.job_id)
    job.cancel_asked = True
    if job.state == Job.State.WAITING or (job.lease_until and job.lease_until < at):
        job.state, job.ended_at, job.failures = Job.State.CANCELLED, at, [STOPPED]
        locked.state = State.DRAFT
        locked.save(update_fields=["state"])
    job.save(update_fields=["cancel_asked", "state", "ended_at", "failures"])


@transaction.atomic
def give_up_build(bundle: Bundle) -> None:
    """The build broke off or was stopped: the choice stays as it was."""
    Bundle.objects.filter(pk=bundle.pk, job=bundle.job_id, state=State.BUILDING).update(state=State.DRAFT)


@dataclass(frozen=True, kw_only=True)
class BuiltFile:
    """What a build made: the file as it is kept, and on which pages each paper stands."""

    sha256: str
    size: int
    pages: int
    snapshot: dict[str, Any]
    snapshot_hash: str
    places: Mapping[int, tuple[int, int]]  # item: first and last page
    problems: Sequence[str]


@transaction.atomic
def keep_built(bundle: Bundle, made: BuiltFile, *, by: User | None, on: date, at: datetime) -> Bundle:
    """The build is done: keep its file as issued, and note it. Raises CannotBundle where it is no longer awaited."""
    [locked] = Bundle.objects.select_for_update(of=["self"]).filter(pk=bundle.pk)
    if locked.state != State.BUILDING or locked.job_id != bundle.job_id:
        raise CannotBundle("This bundle was changed while it was built. Build it again.")
    account = main_account(locked.tenancy_id)
    locked.document = IssuedDocument.objects.create(
        account=account,
        title=f"Bundle: {locked.get_kind_display().lower()}",
        template="bundle",
        template_version=1,
        sha256=made.sha256,
        size=made.size,
        issued_at=at,
        issued_by=by,
    )
    locked.state, locked.pages, locked.struck_at = State.BUILT, made.pages, at
    locked.snapshot, locked.snapshot_hash, locked.problems = made.snapshot, made.snapshot_hash, list(made.problems)
    items = list(locked.items.all())
    for item in items:
        item.first_page, item.last_page = made.places.get(item.pk, (None, None))
    BundleItem.objects.bulk_update(items, ["first_page", "last_page"])
    locked.save()
    timeline.record(
        account=account,
        what=AccountEvent.What.BUNDLE,
        on=on,
        by=by,
        at=at,
        summary=f"{locked.document.title} built, {counted(made.pages, 'page')}.",
        about=f"tenancies.issueddocument:{locked.document.pk}",
        document=locked.document,
    )
    return locked


@transaction.atomic
def file(bundle: Bundle, *, filed_on: date, missing: Sequence[str], why: str, by: User, on: date, at: datetime) -> None:
    """The bundle went to the court: its pages stay. Gaps only for a reason, which is noted. Raises CannotBundle."""
    [locked] = Bundle.objects.select_for_update(of=["self"]).filter(pk=bundle.pk)
    account = main_account(locked.tenancy_id)
    check_may(account, by=by)
    if locked.state != State.BUILT or locked.struck_at is None:
        raise CannotBundle("Build the bundle first: what was filed must be on record.")
    if filed_on > on:
        raise CannotBundle("The day it was filed must be today or earlier.")
    if missing and not why.strip():
        raise CannotBundle(
            f"It is not complete: {'; '.join(missing)}. Mend that, or write why it is filed all the same."
        )
    locked.state, locked.filed_on, locked.filed_by = State.FILED, filed_on, by
    locked.save(update_fields=["state", "filed_on", "filed_by"])
    because = f" Not complete ({'; '.join(missing)}): {why.strip()[:LONGEST_REASON]}" if missing else ""
    timeline.record(
        account=account,
        what=AccountEvent.What.BUNDLE,
        on=on,
        by=by,
        at=at,
        summary=f"Bundle filed on {long_day(filed_on)}, {counted(locked.pages, 'page')}.{because}",
        about=f"legal.bundle:{locked.pk}",
        document=locked.document,
    )


@transaction.atomic
def supplement(bundle: Bundle, *, entries: Iterable[Entry], by: User, at: datetime) -> Bundle:
    """Begin a supplement to a filed bundle: the figures of the day, with a hash of its own. Raises CannotBundle."""
    check_may(main_account(bundle.tenancy_id), by=by)
    if bundle.state != State.FILED:
        raise CannotBundle("Only a filed bundle has supplements. Change this one and build it again.")
    made = Bundle.objects.create(
        tenancy_id=bundle.tenancy_id,
        kind=Kind.SUPPLEMENT,
        supplements=bundle,
        hearing_id=bundle.hearing_id,
        explained=bundle.explained,
        made_by=by,
        made_at=at,
    )
    _add(made, entries)
    return made
