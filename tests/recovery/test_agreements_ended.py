"""Agreements varied, ended, completed and taken back."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from caseload import tasks, undo
from caseload.models import Act
from recovery import agreement_nights, agreements
from recovery.account_facts import of_account
from recovery.agreement_watch import agreements_of
from recovery.agreements import CannotAgree
from recovery.models import OutboxMessage, RepaymentAgreement
from tenancies.models import AccountEvent
from tests.factories.people import Household, household
from tests.recovery.agreeing import MONDAY, NOON, agree, beside, day, given, pay, terms

pytestmark = pytest.mark.django_db


def test_varied_terms_replace_the_old_ones_and_both_stay_on_record() -> None:
    home = household()
    old = agree(home)

    new = agreements.vary(old, **given(home, terms(instalment_amount="5.00")), why="Hours were cut")

    old.refresh_from_db()
    assert (old.status, old.ended_on, old.ended_why, old.ended_by) == (
        "superseded", MONDAY, "Hours were cut", home.officer,
    )  # fmt: skip
    assert new.replaces == old
    assert of_account(home.account, as_of=MONDAY).agreement_id == new.pk
    assert list(agreements_of(home.account)) == [new, old]
    assert old.instalments.count() == 24


def test_an_agreement_ends_with_a_reason_and_another_may_be_made() -> None:
    home = household()
    made = agree(home)

    with pytest.raises(CannotAgree, match="Say why"):
        agreements.end(made, broken=True, why=" ", by=home.officer, on=MONDAY, at=NOON)
    agreements.end(made, broken=True, why="Nothing was paid", by=home.officer, on=MONDAY, at=NOON)
    with pytest.raises(CannotAgree, match="no longer live: broken"):
        agreements.end(made, broken=False, why="Again", by=home.officer, on=MONDAY, at=NOON)

    found = of_account(home.account, as_of=MONDAY)
    assert (found.agreement_state, found.broken_plans) == (None, 1)
    assert agree(home).status == RepaymentAgreement.Status.LIVE


def test_the_housing_systems_agreement_is_ended_there() -> None:
    home = household()
    theirs = RepaymentAgreement.objects.create(
        source_ref="AG1", account=home.account, made_on=MONDAY, first_due_on=MONDAY, frequency="weekly",
        rent_amount=0, instalment_amount=5, opening_arrears=50, status="live",
    )  # fmt: skip

    with pytest.raises(CannotAgree, match="End it there"):
        agreements.end(theirs, broken=False, why="Mistake", by=home.officer, on=MONDAY, at=NOON)


def test_taking_one_back_lets_the_one_before_run_on() -> None:
    home = household()
    old = agree(home)
    new = agreements.vary(old, **given(home, terms(instalment_amount="5.00")), why="Hours were cut")

    agreements.take_back(new, by=home.officer, at=NOON)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.ended_on, new.status) == ("live", None, "cancelled")
    assert of_account(home.account, as_of=MONDAY).agreement_id == old.pk
    with pytest.raises(CannotAgree, match="live agreement already"):
        agree(home)


def test_the_terms_before_do_not_run_on_where_another_agreement_has_one_of_their_accounts() -> None:
    home = household()
    garage = beside(home, kind="garage", owes="31.00")
    both = [(home.account, Decimal("209.00")), (garage, Decimal("31.00"))]
    old = agree(home, terms(total="240.00"), covers=both)
    new = agreements.vary(old, **given(home), why="Hours were cut")
    agree(home, terms(total="31.00", rent_amount="0.00"), covers=[(garage, Decimal("31.00"))])

    with pytest.raises(CannotAgree, match="has a live agreement already"):
        agreements.take_back(new, by=home.officer, at=NOON)

    new.refresh_from_db()
    assert new.status == "live"


class TestCompleted:
    """£18.00 at £9.00 a week with £104.50 rent: £113.50 on 30 November and on 7 December."""

    @pytest.mark.parametrize(
        ("paid", "on", "done"),
        [
            pytest.param(["113.50", "113.50"], date(2026, 12, 9), 0, id="paid, but the grace still runs"),
            pytest.param(["113.50", "113.50"], date(2026, 12, 10), 1, id="paid and over"),
            pytest.param(["113.50", "112.50"], date(2026, 12, 10), 1, id="a pound short is overlooked"),
            pytest.param(["113.50", "112.49"], date(2026, 12, 10), 0, id="a penny more is not"),
        ],
    )
    def test_when_the_schedule_has_run_and_nothing_is_short(self, paid: list[str], on: date, done: int) -> None:
        home = household()
        made = agree(home, terms(total="18.00"), covers=[(home.account, Decimal("18.00"))])
        for number, pounds in enumerate(paid):
            pay(home.account, pounds, on=date(2026, 11, 30) + timedelta(weeks=number))

        assert agreement_nights.complete_paid(on=on, at=NOON) == done
        assert agreement_nights.complete_paid(on=on, at=NOON) == 0

        made.refresh_from_db()
        assert made.status == ("completed" if done else "live")
        assert made.covers.get().live is not bool(done)

    def test_early_once_the_arrears_were_covered_for_a_whole_month(self) -> None:
        home = household()
        agree(home)
        pay(home.account, "209.00", on=date(2026, 11, 25))
        for week in range(7):
            pay(home.account, "104.50", on=date(2026, 11, 30) + timedelta(weeks=week))

        # Covered from 25 November: 31 days later is 26 December.
        assert agreement_nights.complete_paid(on=date(2026, 12, 25), at=NOON) == 0
        assert agreement_nights.complete_paid(on=date(2026, 12, 26), at=NOON) == 1

    def test_not_because_a_months_rent_was_paid_ahead(self) -> None:
        """£522.50 on 30 November is five weeks' rent: for a while it covers the £209.00 as well."""
        home = household()
        agree(home)
        pay(home.account, "522.50", on=date(2026, 11, 30))

        assert [n for n in range(60) if agreement_nights.complete_paid(on=day(n), at=NOON)] == []


def test_the_night_ends_what_is_paid_before_it_decides(empty_broker: None) -> None:
    home = household()
    made = agree(home, terms(total="9.00"), covers=[(home.account, Decimal("9.00"))])
    pay(home.account, "113.50", on=date(2026, 11, 30))

    tasks.nightly_sweep(as_of="2026-12-03")

    made.refresh_from_db()
    assert (made.status, made.ended_on, made.ended_by) == ("completed", date(2026, 12, 3), None)
    assert AccountEvent.objects.filter(what=AccountEvent.What.AGREEMENT, by_system=True).count() == 1


class TestTakenBackOnTheDesk:
    """The undo list: an agreement until the letter that confirms it leaves."""

    def remembered(self, home: Household, made: RepaymentAgreement, *, letter: OutboxMessage | None = None) -> Act:
        about = f"recovery.repaymentagreement:{made.pk}"
        return undo.remember(
            user=home.officer, account=home.account, kind="agreement", summary="Agreement to pay £113.50 a week.",
            about=f"{about} recovery.outboxmessage:{letter.pk}" if letter else about, at=NOON,
            undo_until=undo.end_of_day(NOON),
        )  # fmt: skip

    def letter(self, home: Household, *, state: str) -> OutboxMessage:
        return OutboxMessage.objects.create(
            account=home.account, person=home.tenants[0], channel="email", action="", purpose="agreement", state=state,
            queued_at=NOON, queued_by=home.officer, send_after=NOON, press=uuid4(), text="Your agreement",
        )  # fmt: skip

    def test_with_its_letter_that_waits(self) -> None:
        home = household()
        made = agree(home)
        letter = self.letter(home, state="queued")

        undo.take_back(self.remembered(home, made, letter=letter), by=home.officer, on=MONDAY, at=NOON)

        made.refresh_from_db()
        letter.refresh_from_db()
        assert (made.status, letter.state) == ("cancelled", "withdrawn")
        assert of_account(home.account, as_of=MONDAY).agreement_state is None

    def test_not_once_the_letter_has_left(self) -> None:
        home = household()
        made = agree(home)
        act = self.remembered(home, made, letter=self.letter(home, state="sending"))

        with pytest.raises(undo.CannotUndo, match="Vary the agreement or end it"):
            undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)

        made.refresh_from_db()
        assert made.status == "live"

    def test_not_twice_nor_after_it_was_ended(self) -> None:
        home = household()
        made = agree(home)
        act = self.remembered(home, made)
        agreements.end(made, broken=True, why="Nothing came", by=home.officer, on=MONDAY, at=NOON)

        with pytest.raises(undo.CannotUndo, match="no longer live: broken"):
            undo.take_back(act, by=home.officer, on=MONDAY, at=NOON)
