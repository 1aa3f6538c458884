"""A letter made by hand, in a format that cannot be printed here, passes the gates of any letter."""

import pytest

from recovery import actions
from recovery.models import ContactAttempt
from recovery.rules.gates import Refused
from tests.factories.people import Household, household
from tests.recovery.flagged import NOON
from tests.recovery.rows import facts, mark
from welfare.models import DeclaredInterest

pytestmark = pytest.mark.django_db


def made(home: Household) -> ContactAttempt:
    return actions.log_letter_made_by_hand(
        account=home.account, facts=facts(home), note="Sent by the transcription service", by=home.officer, at=NOON
    )


def test_it_is_the_ladders_next_letter() -> None:
    home = household({"format_needed": "braille"})

    assert (made(home).purpose, facts(home).stage) == ("reminder", 1)


def test_it_is_refused_where_a_printed_one_would_be() -> None:
    home = household({"format_needed": "braille"})
    mark("compassion", "bereavement", tenancy=home.account.tenancy)

    with pytest.raises(Refused, match="Compassion is shown here"):
        made(home)

    assert not ContactAttempt.objects.exists()


def test_whoever_declared_an_interest_records_none() -> None:
    home = household({"format_needed": "braille"})
    DeclaredInterest.objects.create(user=home.officer, account=home.account, what="My cousin", at=NOON)

    with pytest.raises(Refused, match="You declared an interest"):
        made(home)
