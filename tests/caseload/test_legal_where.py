"""Since when a case is at its stage."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from caseload.legal.where import Where
from legal.models import ClaimPack
from tenancies.models import RentAccount


def test_a_pack_begun_after_midnight_in_london_counts_from_that_day() -> None:
    nothing: dict[str, Any] = defaultdict(lambda: None)
    pack = ClaimPack(made_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))  # half past midnight on 1 July, in summer time
    case = Where(
        account=RentAccount(), on=date(2026, 7, 3), law=nothing, shortfall=None, draft=None, request=None, pack=pack,
        order=None, notice=None,
    )  # fmt: skip

    assert (case.stage, case.since, case.days) == ("approval", date(2026, 7, 1), 2)
