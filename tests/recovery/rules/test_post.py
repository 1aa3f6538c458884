"""The council's policy of its post: what collects, what sheets and postage cost, and what is refused in words."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from recovery.rules.actions import Action
from recovery.rules.policy import DEFAULT_POLICY, WrongPolicy, default_policy, read
from recovery.rules.post import Post, Price, cost, read_post

APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)


def test_the_shipped_policy_collects_until_half_past_four_and_invents_no_prices() -> None:
    post = default_policy().post

    assert (post.collect, post.cut_off, post.same_again_days) == (True, time(16, 30), 7)
    assert post.low_risk == {Action.REMINDER}
    assert post.price_on(date(2026, 11, 20)) is None


def test_a_policy_that_says_nothing_of_the_post_has_the_shipped_one() -> None:
    text = DEFAULT_POLICY.read_text("utf-8")
    before, _, rest = text.partition("[post]")
    without = before + rest[rest.index("[timetable]") :]

    assert read(without, number=1).post == Post()


def test_prices_count_from_their_day() -> None:
    post = read_post(
        {
            "prices": [
                {"from": APRIL, "second": "0.70", "first": "1.50", "sheet": "0.02"},
                {"from": OCTOBER, "second": "0.80", "first": ""},
            ]
        }
    )

    assert post.price_on(date(2026, 3, 31)) is None
    assert post.price_on(date(2026, 9, 30)) == Price(
        since=APRIL, second=Decimal("0.70"), first=Decimal("1.50"), sheet=Decimal("0.02")
    )
    assert post.price_on(OCTOBER) == Price(since=OCTOBER, second=Decimal("0.80"))


@pytest.mark.parametrize(
    ("price", "postage", "expected"),
    [
        pytest.param(None, "second", None, id="no prices"),
        pytest.param(Price(since=APRIL, second=Decimal("0.70")), "first", None, id="not for this class"),
        pytest.param(Price(since=APRIL, second=Decimal("0.70")), "second", Decimal("42.00"), id="postage alone"),
        pytest.param(
            Price(since=APRIL, second=Decimal("0.70"), sheet=Decimal("0.02")),
            "second",
            Decimal("44.40"),
            id="and paper",
        ),
    ],
)
def test_a_batch_of_sixty_letters_on_120_sheets_costs(
    price: Price | None, postage: str, expected: Decimal | None
) -> None:
    assert cost(price, postage=postage, letters=60, sheets=120) == expected


def test_half_a_penny_of_postage_is_rounded_up() -> None:
    # 3 sheets at 1.5p are 4.5p.
    price = Price(since=APRIL, second=Decimal("0.70"), sheet=Decimal("0.015"))

    assert cost(price, postage="second", letters=0, sheets=3) == Decimal("0.05")


@pytest.mark.parametrize(("pages", "two_sided", "sheets"), [(1, True, 1), (2, True, 1), (3, True, 2), (3, False, 3)])
def test_sheets_of_a_letter(pages: int, two_sided: bool, sheets: int) -> None:
    assert Post(two_sided=two_sided).sheets(pages) == sheets


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param({"colour": True}, "there is no setting ‘colour’", id="unknown"),
        pytest.param({"collect": "yes"}, "‘collect’ is true or false", id="no yes or no"),
        pytest.param({"at_once": ["visit"]}, "there is no letter visit", id="no letter"),
        pytest.param({"low_risk": "reminder"}, "‘low_risk’ is a list of letters", id="no list"),
        pytest.param({"cut_off": "teatime"}, "‘cut_off’ is a time of day", id="no time"),
        pytest.param({"same_again_days": -1}, "a number of days from 0 to 91", id="days below nothing"),
        pytest.param({"same_again_days": 1.5}, "a number of days from 0 to 91", id="half a day"),
        pytest.param({"prices": [{"second": "1"}]}, "each price needs ‘from’", id="no day"),
        pytest.param({"prices": [{"from": APRIL, "second": "a lot"}]}, "is no sum of money", id="no sum"),
        pytest.param({"prices": [{"from": APRIL, "sheet": "-1"}]}, "is no price of a letter or sheet", id="negative"),
    ],
)
def test_a_policy_with_such_a_post_is_refused_in_words(given: dict[str, Any], why: str) -> None:
    text = DEFAULT_POLICY.read_text("utf-8")
    lines = "\n".join(f"{name} = {toml(value)}" for name, value in given.items())
    before, _, rest = text.partition("[post]")

    with pytest.raises(WrongPolicy, match=f"The post: .*{why}"):
        read(f"{before}[post]\n{lines}\n{rest[rest.index('[timetable]') :]}", number=1)


def toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(toml(each) for each in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, date):
        return value.isoformat()
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
