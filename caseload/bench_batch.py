"""The release of a batch against its floor: bare WeasyPrint on the same pages, in as many processes, in one run."""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils import timezone

from caseload.bench_letters import bare, load_council, page_of, queue_letters, storage_apart
from caseload.benching import AS_OF, scratch_database
from recovery import batches, releases
from recovery.models import BatchPaper, OutboxMessage
from staff.models import Job, Role, User

PROCESSES = 2  # as the worker of a small council runs
ACCOUNTS_A_LETTER = 4  # about one account in three owes and may be written to
WARM_UP = 4
fork = multiprocessing.get_context("fork")


def bench(letters: int) -> dict[str, float]:
    """Seconds to release a batch of so many letters, joined and counted, and of the floor; the ratio of their rates.

    Each process does what a worker's task does: the next part, until nothing waits.
    """
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database(), storage_apart(Path(made)):
        load_council(Path(made) / "extract", letters * ACCOUNTS_A_LETTER + 200)
        queued = queue_letters(letters + WARM_UP)
        pages = [page_of(message) for message in queued]
        _release(queued[:WARM_UP])
        bare(pages[:WARM_UP])
        seconds = _release(queued[WARM_UP:])
        floor_seconds = _bare_side_by_side(pages[WARM_UP:])
        sent = OutboxMessage.objects.filter(state="sent", document__isnull=False).count()
        paper = BatchPaper.objects.filter(kind="letters").latest("pk")
        if sent != len(queued) or paper.letters != letters:
            raise RuntimeError(f"Only {sent} of {len(queued)} letters went, {paper.letters} of them to the printer.")
    return {
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor_seconds, 2),
        "ratio": round(floor_seconds / seconds, 2),
        "letters_per_second": round(letters / seconds, 1),
        "processes": PROCESSES,
        "megabytes_to_print": round(paper.size / 1_000_000, 1),
    }


def _release(queued: list[OutboxMessage]) -> float:
    """Collect them, read the proofs, release, and let the processes work until it is done."""
    by = User.objects.filter(role=Role.INCOME_MANAGER).order_by("pk")[0]
    now = timezone.now()
    tray = batches.join(queued[0].action, at=now)
    if tray is None:
        raise RuntimeError("The policy lets these letters leave at once.")
    OutboxMessage.objects.filter(pk__in=[message.pk for message in queued]).update(batch=tray)
    batches.proofed(batch=tray, by=by, at=timezone.now())
    tray.refresh_from_db()
    began = time.perf_counter()
    gone = releases.release(batch=tray, postage="second", read_at=tray.proofed_at, by=by, on=AS_OF, now=timezone.now())
    assert gone.job is not None  # a release has one
    _side_by_side(_work, gone.job.pk)
    seconds = time.perf_counter() - began
    if Job.objects.get(pk=gone.job.pk).state != Job.State.DONE:
        raise RuntimeError("The release did not end.")
    return seconds


def _work(job_id: int, _: int) -> None:
    while releases.part(job_id, on=AS_OF):
        pass


def _bare_side_by_side(pages: list[str]) -> float:
    began = time.perf_counter()
    _side_by_side(lambda many, turn: bare(many[turn::PROCESSES]), pages)
    return time.perf_counter() - began


def _side_by_side(work: Callable[[Any, int], object], what: object) -> None:
    """Do it in processes of their own, each with a connection of its own. Raises RuntimeError where one fails."""
    connections.close_all()

    def run(turn: int) -> None:
        connections.close_all()
        work(what, turn)
        connections.close_all()

    started = [fork.Process(target=run, args=(turn,)) for turn in range(PROCESSES)]
    for process in started:
        process.start()
    for process in started:
        process.join()
    if any(process.exitcode for process in started):
        raise RuntimeError(f"A process of {os.getpid()} failed; its output says why.")
