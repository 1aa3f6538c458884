"""The constraints on what a team tells each other, broken one by one in test_constraints.py."""

from collections.abc import Callable
from typing import Any

from caseload.models import Bulletin, CardPayment, ContactNote, Reading, ReviewNote
from tests.constraints.breaking import DAY, NOW
from tests.factories.people import OfficerFactory


def read_twice(r: Any) -> None:
    for _ in range(2):
        Reading.objects.create(user=r.officer, what="bulletin:7", at=NOW)


def review(r: Any, **known: Any) -> ReviewNote:
    known["to"] = known.get("to") or OfficerFactory()
    return ReviewNote.objects.create(**{"account": r.account, "text": "Well done", "by": r.officer, "at": NOW, **known})


def card(r: Any, **known: Any) -> CardPayment:
    usual = {"account": r.account, "reference": "C1", "amount": 20, "by": r.officer, "at": NOW}
    return CardPayment.objects.create(**{**usual, **known})


BREAKS: dict[str, Callable[[Any], Any]] = {
    "caseload_bulletin_says_what": lambda r: Bulletin.objects.create(
        title="News", text="", source="DWP", from_on=DAY, by=r.officer, at=NOW
    ),
    "caseload_read_once": read_twice,
    "caseload_review_of_another": lambda r: review(r, to=r.officer),
    "caseload_review_says_what": lambda r: review(r, text=""),
    "caseload_review_answered_in_words": lambda r: review(r, answered_at=NOW),
    "caseload_contact_says_what": lambda r: ContactNote.objects.create(
        account=r.account, organisation="tenant", channel="phone", text="", on=DAY, at=NOW, by=r.officer
    ),
    "caseload_card_amount": lambda r: card(r, amount=0),
    "caseload_card_settled_at": lambda r: card(r, state="paid"),
}
