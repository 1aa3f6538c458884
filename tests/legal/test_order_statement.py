"""The statement of payments under an order: what counts as paid since it was made."""

from datetime import date
from decimal import Decimal

import pytest

from legal.order_statement import statement_of
from recovery.account_facts import of_account
from tests.legal.bundling import posted
from tests.legal.enforcing import MONDAY, broken

pytestmark = pytest.mark.django_db


def test_a_payment_from_before_the_order_that_bounced_after_it_is_not_short_under_the_order() -> None:
    found = broken()  # ordered on 13 July
    before = posted(found.home, "-50.00", "payment", date(2026, 7, 6))
    posted(found.home, "50.00", "reversal", date(2026, 7, 20), reverses=before)
    since = posted(found.home, "-30.00", "payment", date(2026, 8, 3))
    posted(found.home, "30.00", "reversal", date(2026, 8, 10), reverses=since)
    posted(found.home, "-20.00", "payment", date(2026, 8, 17))
    facts = of_account(found.account, as_of=MONDAY)

    stated = statement_of(found.order, account=found.account, facts=facts, on=MONDAY)

    # Nineteen Mondays of £109.50 fell due, £2,080.50; £20.00 stayed.
    assert stated.standing is not None
    assert (stated.standing.paid, stated.standing.short) == (Decimal("20.00"), Decimal("2060.50"))
    assert facts.order_shortfall == stated.lines[-1].short == stated.standing.short
