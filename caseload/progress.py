"""How far a long piece of work is, written beside its transaction so that the page can show it."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from staff.models import Job

EVERY = 0.5  # seconds
LEASE = timedelta(minutes=10)  # longer than any one statement of a load


class Cancelled(Exception):
    """The person who started the job asked for it to stop."""


class JobProgress:
    """Counts what is done into a Job row, over a connection of its own: the work's own is not seen until it ends."""

    def __init__(self, job: Job | None) -> None:
        self.job = job
        self.beside = connection.copy() if job else None
        self.total = self.done = 0
        self.shown_at = 0.0

    def start(self, *, total: int) -> None:
        self.total = total

    def step(self, rows: int) -> None:
        """So many rows more. Raises Cancelled if the job is to stop."""
        self.done += rows
        if self.beside is None or self.job is None or time.monotonic() < self.shown_at + EVERY:
            return
        self.shown_at = time.monotonic()
        with self.beside.cursor() as cursor:
            cursor.execute(
                "UPDATE staff_job SET done = %s, total = %s, lease_until = %s WHERE id = %s RETURNING cancel_asked",
                [min(self.done, self.total), self.total, timezone.now() + LEASE, self.job.pk],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Cancelled("The load was cancelled. Nothing has changed.")

    def close(self) -> None:
        if self.beside is not None:
            self.beside.close()
