"""Since when a case is at its stage."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from caseload.legal.where import Standing, standing
from tests.legal.bundling import posted
from tests.legal.enforcing import MONDAY, broken


def test_a_pack_begun_after_midnight_in_london_counts_from_that_day() -> None:
    law: dict[str, Any] = defaultdict(lambda: None)
    law["pack_made_at"] = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July, in summer time
    case = Standing(on=date(2026, 7, 3), law=law, shortfall=None)

    assert (case.stage, case.since, case.days) == ("approval", date(2026, 7, 1), 2)


@pytest.mark.django_db
def test_a_case_is_in_breach_since_the_oldest_date_of_the_order_that_is_not_covered() -> None:
    """£109.50 fell due on each Monday from 20 July 2026; the first two were paid."""
    found = broken()
    posted(found.home, "-219.00", "payment", date(2026, 7, 27))

    [case] = standing([found.account.pk], on=MONDAY)

    assert (case.stage, case.since) == ("breach", date(2026, 8, 3))
    assert case.days == 112  # from 3 August to 23 November 2026
