"""The text on a tenant's pay day: who has no rent to pay any more gets none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from recovery import pay_days
from recovery.models import OutboxMessage
from tests.factories.people import Household, household
from tests.recovery.messages import BY_TEXT, MONDAY, NOON

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PAY_DAY = date(2026, 11, 30)  # day 31 in a shorter month


@pytest.fixture(autouse=True)
def texts_folder(settings: Any, tmp_path: Any) -> None:
    settings.TEXTS_FOLDER = str(tmp_path)


def planned() -> Household:
    home = household(BY_TEXT)
    pay_days.keep(
        account=home.account, person=home.tenants[0], month_day=31, amount=Decimal("452.83"), explained=True,
        reminds=True, by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip
    return home


def test_while_they_live_there_it_goes() -> None:
    planned()

    assert pay_days.send_due(on=PAY_DAY, at=NINE) == 1


def test_it_goes_on_the_tenancys_last_day_and_not_after_it() -> None:
    stays, left = planned(), planned()
    for home, last_day in ((stays, PAY_DAY), (left, date(2026, 11, 29))):
        home.account.tenancy.last_day, home.account.tenancy.end_reason = last_day, "transfer"
        home.account.tenancy.save()

    assert pay_days.send_due(on=PAY_DAY, at=NINE) == 1
    assert OutboxMessage.objects.get().account == stays.account


def test_a_closed_account_is_not_asked_for_rent() -> None:
    home = planned()
    home.account.closed_on = PAY_DAY
    home.account.save()

    assert pay_days.send_due(on=PAY_DAY, at=NINE) == 0
