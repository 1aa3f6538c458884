"""The post and the days free of legal steps, changed in the editor; and targets of the figures on Team's page."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseload import snapshots
from caseload.models import Target
from caseload.performance import Scope
from caseload.policies import targets
from recovery.models import PolicyDraft
from recovery.rules.actions import Action
from recovery.rules.policy import read
from recovery.rules.policy_text import text_hash
from staff.models import User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.policies.drafting import draft_by
from tests.caseload.reading import text
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]
TYPED: dict[str, Any] = {
    "collect": "on",
    "at_once": ["pre_notice"],
    "cut_off": "15:00",
    "same_again_days": "14",
    "low_risk": ["reminder", "agreement_slipping"],
    "price_from": "6 April 2027",
    "second": "0.91",
    "first": "1.75",
    "sheet": "0.035",
    "blackouts": "Christmas: 20 December to 2 January\nMourning: 8 September to 19 Sep",
}


def posted(client: Client, draft: PolicyDraft, **changes: Any) -> Any:
    seen = {"seen": text_hash(PolicyDraft.objects.get(pk=draft.pk).text)}
    return client.post(reverse("policy_post", args=[draft.pk]), {**TYPED, **seen, **changes})


def test_the_post_its_prices_and_the_quiet_days_are_changed_in_plain_words(client: Client, leader: User) -> None:
    draft = draft_by(leader)
    sign_in(client, leader)
    page = client.get(reverse("policy_post", args=[draft.pk]))
    assert "Christmas and new year: 24 December to 1 January" in page.text

    assert posted(client, draft).status_code == 302

    policy = read(PolicyDraft.objects.get(pk=draft.pk).text, number=0)
    post = policy.post
    assert post.collects("letter_1")
    assert not post.collects("pre_notice")
    assert (post.cut_off, post.same_again_days, post.two_sided) == (dt.time(15, 0), 14, False)
    assert post.low_risk == {Action.REMINDER, Action.AGREEMENT_SLIPPING}
    price = post.price_on(dt.date(2027, 4, 6))
    assert price is not None
    assert (price.second, price.first, price.sheet) == (Decimal("0.91"), Decimal("1.75"), Decimal("0.035"))
    assert policy.blackout_until(dt.date(2026, 12, 31)) == dt.date(2027, 1, 2)
    assert policy.blackout_until(dt.date(2027, 9, 19)) == dt.date(2027, 9, 19)
    assert policy.blackout_until(dt.date(2027, 9, 20)) is None
    shown = text(client.get(reverse("policy_draft", args=[draft.pk])))
    assert "from 6 April 2027 second class £0.91, first class £1.75 and each sheet £0.035" in shown
    assert "Mourning, 8 September to 19 September" in shown


def test_prices_of_a_day_take_the_place_of_those_of_that_day_and_no_others(client: Client, leader: User) -> None:
    draft = draft_by(leader)
    sign_in(client, leader)
    posted(client, draft)
    posted(client, draft, price_from="5 April 2028", second="1.00")
    posted(client, draft, second="0.95", blackouts="")

    policy = read(PolicyDraft.objects.get(pk=draft.pk).text, number=0)

    assert [(each.since, each.second) for each in policy.post.prices] == [
        (dt.date(2027, 4, 6), Decimal("0.95")),
        (dt.date(2028, 4, 5), Decimal("1.00")),
    ]
    assert policy.blackouts == ()  # taken out: not Christmas, as without any word of them


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cut_off": "half four"}, "Enter a time of day, such as 16:30."),
        ({"same_again_days": "92"}, "Enter a whole number from 0 to 91."),
        ({"second": "free"}, "Enter pounds and pence, such as 0.87."),
        ({"price_from": ""}, "Enter the day from which these prices are paid."),
        ({"second": "", "first": "", "sheet": ""}, "Enter a price, or take out the day."),
        ({"blackouts": "Christmas"}, "‘Christmas’ cannot be read."),
        ({"blackouts": "Leap: 29 February to 1 March"}, "‘29 February’ is no day of every year."),
        ({"low_risk": ["invoice"]}, "Tick from the list."),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_nothing_typed_is_lost(
    client: Client, leader: User, wrong: dict[str, Any], says: str
) -> None:
    draft = draft_by(leader)
    sign_in(client, leader)

    answer = posted(client, draft, **wrong)

    assert answer.status_code == 422
    assert says in text(answer)
    assert "Mourning: 8 September" in answer.text or "blackouts" in wrong
    assert PolicyDraft.objects.get(pk=draft.pk).text == draft.text


def test_only_who_began_a_draft_changes_its_post(client: Client, leader: User, manager: User) -> None:
    draft = draft_by(leader)
    sign_in(client, manager)
    assert "Save" not in text(client.get(reverse("policy_post", args=[draft.pk]))).split("Quiet days")[1]

    posted(client, draft)

    assert PolicyDraft.objects.get(pk=draft.pk).text == draft.text


# -------------------------------------------------------------------------------------------------------------- targets


def test_s1_54_a_target_stands_beside_its_figure_on_team_and_says_whether_it_is_reached(
    client: Client, manager: User
) -> None:
    owing(owes="500.00")
    snapshots.take(on=MONDAY)
    sign_in(client, manager)
    page = reverse("targets")
    set_it = {"scope": "", "from_on": "23 November 2026"}
    client.post(page, {**set_it, "figure": "gross", "value": "400"})
    client.post(page, {**set_it, "figure": "over_7", "value": "3"})
    refused = client.post(page, {**set_it, "figure": "arrears_share", "value": "201"})

    assert "Enter per cent, 200 at most" in text(refused)
    assert "Gross arrears The whole council 23 November 2026 £400.00" in text(client.get(page))
    team = text(client.get(reverse("team")))
    assert "Target at most £400.00: not reached" in team
    assert "Target at most 3: reached" in team


def test_a_sum_set_for_the_council_says_nothing_of_a_patch_and_a_share_does(manager: User) -> None:
    patch = PatchFactory(code="P81")
    known: dict[str, Any] = {"by": manager, "at": NOON, "from_on": MONDAY}
    Target.objects.create(figure="gross", value=Decimal("400"), **known)
    Target.objects.create(figure="arrears_share", value=Decimal("3.00"), **known)

    figures = {"gross": Decimal("500"), "arrears_share": Decimal("2.50")}
    given: dict[str, Any] = {"user": manager, "on": MONDAY}
    whole = targets.aims(figures, scope=Scope(words="the whole council"), **given)
    of_patch = targets.aims(figures, scope=Scope(words="patch P81", patches=frozenset({patch.pk})), **given)

    assert {name: aim.reached for name, aim in whole.items()} == {"gross": False, "arrears_share": True}
    assert {name: aim.reached for name, aim in of_patch.items()} == {"arrears_share": True}
