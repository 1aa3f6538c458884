"""Two exports at the same time: each request is in one file."""

import csv
from decimal import Decimal
from pathlib import Path

from tenancies import actions
from tenancies.models import EntryKind, PendingPosting
from tests.at_once import at_once
from tests.caseload.desk_acts import NOON
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
            at=NOON,
        )

    def export(name: str) -> int:
        return actions.export_postings(to=tmp_path / name, at=NOON)

    written = at_once(lambda: export("a.csv"), lambda: export("b.csv"))

    assert sorted(written) == [0, 5]
    rows = [
        row["request"]
        for name in ("a.csv", "b.csv")
        for row in csv.DictReader((tmp_path / name).read_text().splitlines())
    ]
    assert sorted(rows) == sorted(str(key) for key in PendingPosting.objects.values_list("pk", flat=True))
    assert set(PendingPosting.objects.values_list("state", flat=True)) == {"exported"}
