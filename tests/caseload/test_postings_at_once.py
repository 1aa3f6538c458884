"""Two exports at the same time: each request is in one file."""

import csv
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

from django.db import connection

from tenancies import actions
from tenancies.models import EntryKind, PendingPosting
from tests.caseload.sweeping import MONDAY
from tests.factories.people import OfficerFactory, household


def test_two_exports_at_once_send_each_request_once(own_database: str, tmp_path: Path) -> None:
    account, finance = household().account, OfficerFactory(role="finance")
    for number in range(5):
        actions.ask_posting(
            account=account,
            kind=EntryKind.REFUND,
            amount=Decimal("5.00"),
            narrative=f"Refund {number}",
            by=finance,
            on=MONDAY,
        )
    together = Barrier(2)

    def export(name: str) -> int:
        try:
            together.wait(timeout=20)
            return actions.export_postings(to=tmp_path / name)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = [future.result(timeout=60) for future in [pool.submit(export, name) for name in ("a.csv", "b.csv")]]

    assert sorted(written) == [0, 5]
    rows = [
        row["request"]
        for name in ("a.csv", "b.csv")
        for row in csv.DictReader((tmp_path / name).read_text().splitlines())
    ]
    assert sorted(rows) == sorted(str(key) for key in PendingPosting.objects.values_list("pk", flat=True))
    assert set(PendingPosting.objects.values_list("state", flat=True)) == {"exported"}
