"""What a leader writes when something goes back stands where who asked for it looks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseload.approvals.changed import since_asked
from caseload.approvals.item import Item
from caseload.safety import concerns
from recovery import stages
from recovery.models import AutoSend
from recovery.rules.post import Post
from staff.models import Role, User
from tests.caseload.desk import MONDAY, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import submitted
from tests.caseload.reading import text
from tests.factories.people import Household, OfficerFactory
from tests.factories.tenancies import LedgerEntryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
JUNE_NIGHT = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)  # half past midnight of the 16th in London


@pytest.fixture
def manager() -> User:
    return OfficerFactory(name="Pia Walker", role=Role.INCOME_MANAGER)


def test_a_policy_that_goes_back_says_why_to_who_wrote_it(client: Client, leader: User, manager: User) -> None:
    draft = submitted(leader)
    sign_in(client, manager)

    client.post(reverse("decide", args=["policy", draft.pk]), {"do": "back", "said": "Try it on the court cases first"})

    draft.refresh_from_db()
    assert (draft.state, draft.answer) == ("draft", "Try it on the court cases first")
    sign_in(client, leader)
    assert "Sent back Try it on the court cases first" in text(client.get(reverse("policy_draft", args=[draft.pk])))


def test_a_letter_that_may_not_go_without_a_press_says_why_to_who_asked(
    client: Client, leader: User, manager: User
) -> None:
    asked = stages.ask_automatic(action="reminder", policy=Post(low_risk=frozenset({"reminder"})), by=leader, at=NOON)
    sign_in(client, manager)

    client.post(reverse("decide", args=["automatic", asked.pk]), {"do": "back", "said": "Wait until January"})

    assert AutoSend.objects.get().answer == "Wait until January"
    sign_in(client, leader)
    assert "Pia Walker said no: Wait until January" in text(client.get(reverse("letters")))


def test_what_was_posted_on_the_day_it_was_asked_is_not_news_whatever_the_hour(home: Household) -> None:
    item = Item(
        kind="override", pk=1, title="T", why="", asked_by=home.officer, asked_at=JUNE_NIGHT, page="",
        account=home.account,
    )  # fmt: skip
    for day in (16, 17):
        LedgerEntryFactory(
            account=home.account, kind="payment", amount=Decimal(-day), effective_on=date(2026, 6, day),
            posted_on=date(2026, 6, day),
        )  # fmt: skip

    said = [line for line in since_asked(item) if "June" in line]

    assert said == ["17 June 2026: Payment £17.00"]


def test_what_happened_today_is_kept_as_today_in_a_summer_night(home: Household) -> None:
    made = concerns.report(
        account=home.account, kind="threat", said="He threw a cup", happened_on=date(2026, 6, 16), by=home.officer,
        on=date(2026, 6, 16), at=JUNE_NIGHT,
    )  # fmt: skip

    assert timezone.localdate(made.happened_at) == date(2026, 6, 16)
    assert made.happened_at <= JUNE_NIGHT
    assert made.follow_up_on < MONDAY
