"""A night's run: chunks under a lease, so that a killed worker loses nothing and two runs double nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from caseload import search
from caseload.models import Bucket, ExtractLoad, Recommendation, SweepChunk, SweepRun
from caseload.sweep import Swept, decide_now, decide_span
from recovery import policies
from tenancies.models import AccountChange, RentAccount
from tenancies.rules import freshness

CHUNK = 8_000
LEASE = timedelta(minutes=5)
MOST_TRIES = 5
ODD_SHARE = 0.25  # a bucket that grows or shrinks by more than this, and by 20 accounts, is an alarm
ODD_COUNT = 20


class SweepRefused(Exception):
    """The sweep may not run on what is loaded. The message says why and what to do."""


def feed_trouble(*, as_of: date) -> str:
    """Why the data cannot be trusted for decisions on a day; blank when it can.

    Only where a feed is configured, that is where an extract was ever loaded, can it be stale.
    """
    if not RentAccount.objects.exists():
        return "There are no accounts. Load an extract first."
    newest = ExtractLoad.objects.filter(state=ExtractLoad.State.LOADED).order_by("-as_at", "-pk").first()
    return freshness.trouble(newest.as_at if newest else None, as_of=as_of)


def start(*, as_of: date) -> SweepRun:
    """Start a day's run, or join the one that runs; a run of an earlier day, never finished, makes room.

    Raises SweepRefused for an empty or stale feed, and for a policy that names what is no longer kept; on the record.
    """
    if trouble := feed_trouble(as_of=as_of) or policies.trouble(policies.number_in_force(on=as_of)):
        now = timezone.now()
        SweepRun.objects.create(as_of=as_of, state=SweepRun.State.REFUSED, why=trouble, started_at=now, ended_at=now)
        raise SweepRefused(trouble)
    SweepRun.objects.filter(state=SweepRun.State.RUNNING, as_of__lt=as_of).update(
        state=SweepRun.State.REFUSED, why="It was not finished when the next day's began.", ended_at=timezone.now()
    )
    try:
        with transaction.atomic():
            run = SweepRun.objects.create(
                as_of=as_of,
                started_at=timezone.now(),
                policy_number=policies.in_force(on=as_of).number,
                accounts=RentAccount.objects.count(),
            )
            _cut_into_chunks(run)
            return run
    except IntegrityError:  # one runs, or has ended since we asked
        return SweepRun.objects.exclude(state=SweepRun.State.REFUSED).latest("pk")


def _cut_into_chunks(run: SweepRun) -> None:
    SweepChunk.objects.bulk_create(SweepChunk(run=run, first_id=first, last_id=last) for first, last in _edges())


def spans() -> Iterator[list[int]]:
    """All tenancies with accounts, in spans of about 8,000 accounts each."""
    for first, last in _edges():
        within = RentAccount.objects.filter(tenancy_id__gte=first, tenancy_id__lte=last)
        yield list(within.order_by("tenancy_id").values_list("tenancy_id", flat=True).distinct())


def _edges() -> list[tuple[int, int]]:
    """The first and last tenancy of spans with about 8,000 accounts each: a household is never cut."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(tenancy_id), max(tenancy_id)
            FROM (
                SELECT tenancy_id, (sum(count(*)) OVER (ORDER BY tenancy_id) - count(*))::bigint / %s AS chunk
                FROM tenancies_rentaccount GROUP BY tenancy_id
            ) AS household
            GROUP BY chunk ORDER BY chunk
            """,
            [CHUNK],
        )
        return list(cursor.fetchall())


def work(run: SweepRun) -> bool:
    """Take one free chunk of a run, decide it and mark it done. False when no chunk is free."""
    chunk = _lease(run)
    if chunk is None:
        return False
    try:
        with transaction.atomic():
            swept = decide_span(chunk.first_id, chunk.last_id, as_of=run.as_of)
            # A worker whose lease ran out may find another has done it: what is written is the same either way.
            SweepChunk.objects.filter(pk=chunk.pk, done_at=None).update(
                done_at=timezone.now(),
                decided=swept.decided,
                written=swept.written,
                lapsed=swept.lapsed,
                failures=swept.failures,
            )
    except Exception:
        SweepChunk.objects.filter(pk=chunk.pk).update(lease_until=None)
        raise
    return True


def _lease(run: SweepRun) -> SweepChunk | None:
    """The first chunk that nobody holds, held for five minutes from now."""
    now = timezone.now()
    with transaction.atomic():
        chunk = (
            run.chunks.filter(Q(lease_until=None) | Q(lease_until__lt=now), done_at=None, tries__lt=MOST_TRIES)
            .filter(run__state=SweepRun.State.RUNNING)
            .order_by("pk")
            .select_for_update(of=["self"], skip_locked=True)
            .first()
        )
        if chunk is not None:
            chunk.lease_until = now + LEASE
            chunk.tries += 1
            chunk.save(update_fields=["lease_until", "tries"])
    return chunk


def finish(run: SweepRun) -> SweepRun:
    """Close a run whose chunks are all done: totals, buckets, alarms. Does nothing while a chunk is open."""
    with transaction.atomic():
        run = SweepRun.objects.select_for_update().get(pk=run.pk)
        if run.state != SweepRun.State.RUNNING or run.chunks.filter(done_at=None, tries__lt=MOST_TRIES).exists():
            return run
        total = Swept()
        for chunk in run.chunks.order_by("pk"):
            total.add(Swept(decided=chunk.decided, written=chunk.written, lapsed=chunk.lapsed, failures=chunk.failures))
        run.decided, run.written, run.lapsed, run.failures = total.decided, total.written, total.lapsed, total.failures
        run.buckets = buckets()
        run.alarms = _alarms(run)
        run.state = SweepRun.State.DONE
        run.ended_at = timezone.now()
        run.save()
    return run


def buckets() -> dict[str, int]:
    """How many accounts stand in each bucket now, every bucket named."""
    found = Recommendation.objects.filter(lapsed_on=None).values_list("bucket").annotate(Count("pk")).order_by()
    return {bucket.value: 0 for bucket in Bucket} | dict(found)


def _alarms(run: SweepRun) -> list[str]:
    """What a team leader should look at this morning."""
    alarms = []
    if missing := run.accounts - sum(run.buckets.values()):
        alarms.append(f"{missing} accounts are in no bucket.")
    if run.failures:
        alarms.append(f"{len(run.failures)} accounts could not be decided.")
    if stuck := run.chunks.filter(done_at=None).count():
        alarms.append(f"{stuck} parts of the sweep failed {MOST_TRIES} times.")
    before = SweepRun.objects.filter(state=SweepRun.State.DONE, pk__lt=run.pk).order_by("-pk").first()
    for bucket in Bucket:
        was, now = (before.buckets.get(bucket.value, 0) if before else 0), run.buckets[bucket.value]
        if before and abs(now - was) > max(ODD_COUNT, ODD_SHARE * was):
            alarms.append(f"{bucket.label}: {now} accounts, {was} the time before.")
    return alarms


def decide_changed(*, as_of: date, most: int = 2_000) -> Swept:
    """The minute run: find and decide anew the accounts marked as changed, oldest marks first."""
    account_ids = set(AccountChange.objects.order_by("pk").values_list("account_id", flat=True)[:most])
    search.index_accounts(account_ids, on=as_of)
    return decide_now(account_ids, as_of=as_of)


def left_behind(run: SweepRun) -> int:
    """How many chunks of a running sweep nobody works on: never sent out, given up, or held by a worker that died."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return run.chunks.filter(free, done_at=None, tries__lt=MOST_TRIES).count()
