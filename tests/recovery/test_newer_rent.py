"""Rent that fell due after an insolvency, at the action: the ledger split, what goes and what it says (INS-3)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from recovery import actions, calls, documents, messages, outbox, postings
from recovery.account_facts import of_account, tenants_of
from recovery.agreements import CannotAgree
from recovery.models import OutboxMessage
from recovery.rules import letters
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.gates import Refused, for_letter, for_text
from tenancies.models import AccountEvent, EntryKind
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.recovery.agreeing import agree, terms
from tests.recovery.flagged import MONDAY, NOON, asked, mark
from welfare import solvency
from welfare.models import CoveredDebt, Marker, NeedsAsked

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 9)  # the order took effect: £400.00 was owed on the day before


def insolvent(kind: str = "dro", *, covers: bool = True) -> Household:
    """£400.00 of 2 November is frozen; £104.50 of 9 November and £4.50 of 16 November are newer: £509.00 in all."""
    home = household({"mobile": "07700 900123"}, owes=Decimal("400.00"), on=date(2026, 11, 2))
    asked(home, "none")
    for amount, on in (("104.50", DAY), ("4.50", date(2026, 11, 16))):
        LedgerEntryFactory(account=home.account, kind="rent_debit", amount=Decimal(amount), effective_on=on)
    solvency.record_insolvency(
        person=home.tenants[0], kind=kind, reference="R1", effective_on=DAY, ends_on=None, practitioner="",
        practitioner_contact="", accounts=[home.account] if covers else [], by=home.officer, on=MONDAY, at=NOON,
    )  # fmt: skip
    return home


def facts(home: Household, on: date = MONDAY) -> AccountFacts:
    return of_account(home.account, as_of=on)


def write(home: Household, action: Action = Action.LETTER_1) -> list[OutboxMessage]:
    return actions.queue_letter(
        account=home.account, action=action, facts=facts(home), tenants=tenants_of(home.account, as_of=MONDAY),
        by=home.officer, on=MONDAY, press=uuid4(), reason_given="", now=NOON,
    )  # fmt: skip


def text_them(home: Household, words: str) -> OutboxMessage:
    return messages.queue_message(
        account=home.account, person=home.tenants[0], channel="sms", purpose="general", text=words, facts=facts(home),
        by=home.officer, on=MONDAY, press=uuid4(), reason_given="", now=NOON,
    )  # fmt: skip


class TestTheLedgerSplit:
    def test_it_is_known_where_what_is_covered_of_the_account_is_on_record(self) -> None:
        found = facts(insolvent())

        assert found.ledger_split
        assert (found.covered_debt, found.covered_until) == (Decimal("400.00"), date(2026, 11, 8))
        assert (found.covered_arrears, found.collectable_arrears) == (Decimal("400.00"), Decimal("109.00"))
        assert found.letter_possible

    def test_it_is_not_where_the_account_owed_but_was_not_among_those_covered(self) -> None:
        found = facts(insolvent(covers=False))

        assert not found.ledger_split
        assert not found.letter_possible

    def test_it_is_where_nothing_was_owed_before_its_day(self) -> None:
        home = insolvent(covers=False)
        beside = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
        LedgerEntryFactory(account=beside, amount=Decimal("12.00"), effective_on=DAY)

        found = of_account(beside, as_of=MONDAY)

        assert found.ledger_split
        assert found.collectable_arrears == Decimal("12.00")

    def test_a_marker_of_the_extract_alone_tells_nothing_of_what_is_covered(self) -> None:
        home = household(on=date(2026, 11, 16))
        mark(home, "insolvency", "dro")

        assert not facts(home).ledger_split

    def test_when_it_is_over_what_it_covered_is_discharged_and_the_newer_rent_alone_is_asked_for(self) -> None:
        """Rulebook INS-2, INS-3: frozen, no demands, written off at discharge."""
        home = insolvent()
        Marker.objects.update(last_day=MONDAY - timedelta(days=1))

        assert (facts(home).ledger_split, facts(home).collectable_arrears) == (False, Decimal("109.00"))
        [message] = write(home)
        shown = documents.preview_html(letters.from_json(message.letter))
        assert "£109.00" in shown
        assert "£509.00" not in shown
        assert "£400.00" not in shown


def test_what_was_discharged_is_written_off_whoever_was_asked_about_needs_and_no_penny_more() -> None:
    """Rulebook INS-3: £400.00 was covered; nobody here was ever asked about needs."""
    home = insolvent()
    Marker.objects.update(last_day=MONDAY - timedelta(days=1))
    NeedsAsked.objects.all().delete()
    leader = OfficerFactory(role="team_leader", patches=[home.account.tenancy.home.patch])
    given: dict[str, Any] = {
        "account": home.account, "kind": EntryKind.WRITE_OFF, "narrative": "Discharged", "by": leader, "on": MONDAY,
        "at": NOON,
    }  # fmt: skip

    with pytest.raises(Refused, match=r"never asked about needs.*Ask now, and record the answer"):
        postings.ask_or_post(amount=Decimal("400.01"), **given)

    assert postings.ask_or_post(amount=Decimal("400.00"), **given).amount == Decimal("-400.00")


class TestWhatGoes:
    @pytest.mark.parametrize("kind", ["bankruptcy", "dro", "iva"])
    def test_a_letter_goes_and_names_the_newer_sum_alone(self, kind: str) -> None:
        [message] = write(insolvent(kind))

        shown = documents.preview_html(letters.from_json(message.letter))
        assert "Fell due since 9 November 2026 and owed on 23 November 2026" in shown
        assert shown.count("£109.00") >= 2  # in the table, and to pay
        assert "£509.00" not in shown
        assert "£400.00" not in shown
        assert "It asks for nothing older." in shown
        events = " ".join(AccountEvent.objects.values_list("summary", flat=True))
        assert "509" not in events

    def test_nothing_goes_where_it_is_not_known_what_is_covered(self) -> None:
        with pytest.raises((Refused, actions.CannotSendLetter), match="may cover this debt"):
            write(insolvent(covers=False))

    def test_nothing_goes_where_only_frozen_debt_is_left(self) -> None:
        home = insolvent()
        LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-109.00"), effective_on=MONDAY)

        with pytest.raises(actions.CannotSendLetter, match="Nothing is left to pay"):
            write(home)

    def test_other_accounts_of_the_household_are_not_named(self) -> None:
        home = insolvent()
        garage = RentAccountFactory(tenancy=home.account.tenancy, kind="garage")
        LedgerEntryFactory(account=garage, amount=Decimal("77.00"), effective_on=date(2026, 11, 2))

        [message] = write(home)

        assert "77.00" not in documents.preview_html(letters.from_json(message.letter))

    def test_what_waits_is_judged_again_when_it_leaves(self) -> None:
        home = insolvent()
        [message] = write(home)
        CoveredDebt.objects.update(amount=Decimal("450.00"))

        _, why_not = outbox.check(message, letters.from_json(message.letter), on=MONDAY)

        assert why_not == "What a moratorium or insolvency covers has changed since the letter was written"

    def test_a_text_in_ones_own_words_names_no_frozen_sum(self) -> None:
        home = insolvent()
        for words in ("You owe £509.00", "What about the £400?"):
            with pytest.raises(messages.CannotSendMessage, match=r"£109\.00 is owed of that\. Ask for nothing older\."):
                text_them(home, words)

        assert text_them(home, "£109.00 has fallen due since. Please ring").state == "queued"

    def test_a_text_that_waits_is_read_again_when_it_leaves(self) -> None:
        home = household({"mobile": "07700 900123"}, owes=Decimal("509.00"), on=date(2026, 11, 2))
        asked(home, "none")
        message = text_them(home, "£509.00 is owed")
        solvency.record_insolvency(
            person=home.tenants[0], kind="dro", reference="R1", effective_on=date(2026, 11, 16), ends_on=None,
            practitioner="", practitioner_contact="", accounts=[home.account], by=home.officer, on=MONDAY, at=NOON,
        )  # fmt: skip

        _, why_not = outbox.check(message, None, on=MONDAY)

        assert why_not.startswith("£509.00 is in the message")

    def test_a_call_records_no_promise_of_frozen_debt(self) -> None:
        home = insolvent()
        given: dict[str, Any] = {
            "account": home.account, "facts": facts(home), "person": home.tenants[0], "outcome": "promised",
            "note": "", "promised_on": MONDAY, "by": home.officer, "at": NOON,
        }  # fmt: skip

        with pytest.raises(calls.CannotRecordCall, match="Debt that is covered is not asked for"):
            calls.log_contact(promised_amount=Decimal("400.00"), **given)
        made = calls.log_contact(promised_amount=Decimal("109.00"), **given)

        assert made.promised_amount == Decimal("109.00")


class TestAJointTenantWhomNothingCovers:
    """Rulebook INS-3: a joint tenant not insolvent stays liable for all; 6.1: who is in no moratorium is pursued."""

    @staticmethod
    def one_of_two(kind: str = "dro") -> Household:
        """Amina's order of 9 November covers the £400.00 of 2 November; £109.00 fell due since. Idris has none."""
        home = household(
            {"mobile": "07700 900123"}, {"first_names": "Idris", "title": "Mr", "mobile": "07700 900124"},
            owes=Decimal("400.00"), on=date(2026, 11, 2),
        )  # fmt: skip
        LedgerEntryFactory(account=home.account, kind="rent_debit", amount=Decimal("109.00"), effective_on=DAY)
        for person in home.tenants:
            NeedsAsked.objects.create(
                account=home.account, person=person, on=MONDAY, at=NOON, channel="phone", answer="none", by=home.officer
            )
        solvency.record_insolvency(
            person=home.tenants[0], kind=kind, reference="R1", effective_on=DAY, ends_on=None, practitioner="",
            practitioner_contact="", accounts=[home.account], by=home.officer, on=MONDAY, at=NOON,
        )  # fmt: skip
        return home

    def test_the_ladder_runs_on_all_of_it_and_nothing_of_it_is_discharged(self) -> None:
        found = facts(self.one_of_two())

        assert (found.covered_debt, found.covered_of_one) == (0, Decimal("400.00"))
        assert found.collectable_arrears == Decimal("509.00")

    def test_each_is_asked_for_what_is_theirs(self) -> None:
        home = self.one_of_two()

        sent = {message.person: documents.preview_html(letters.from_json(message.letter)) for message in write(home)}

        hers, his = (sent[person] for person in home.tenants)
        assert "£109.00" in hers
        assert "£509.00" not in hers
        assert "£400.00" not in hers
        assert "£509.00" in his
        assert "It asks for nothing older." not in his

    def test_what_waits_still_goes_to_both(self) -> None:
        home = self.one_of_two()

        waiting = [outbox.check(each, letters.from_json(each.letter), on=MONDAY)[1] for each in write(home)]

        assert waiting == ["", ""]

    def test_where_all_that_is_owed_is_covered_of_one_the_other_alone_is_written_to(self) -> None:
        home = self.one_of_two()
        LedgerEntryFactory(account=home.account, kind="payment", amount=Decimal("-109.00"), effective_on=MONDAY)

        [message] = write(home)

        assert message.person == home.tenants[1]
        hers, his = tenants_of(home.account, as_of=MONDAY)
        [stop] = for_letter(action=Action.LETTER_1, facts=facts(home), tenant=hers)
        assert stop.reason.startswith("All that is owed here is covered by a moratorium or insolvency of ")
        assert for_text(chases=True, facts=facts(home), tenant=hers) == [stop]
        assert for_letter(action=Action.LETTER_1, facts=facts(home), tenant=his) == []

    def test_once_he_is_insolvent_too_only_what_covers_both_is_frozen_for_good(self) -> None:
        """His order of 16 November covers all £509.00; of the two the lesser, £400.00, is asked of nobody."""
        home = self.one_of_two()
        solvency.record_insolvency(
            person=home.tenants[1], kind="dro", reference="R2", effective_on=date(2026, 11, 16), ends_on=None,
            practitioner="", practitioner_contact="", accounts=[home.account], by=home.officer, on=MONDAY, at=NOON,
        )  # fmt: skip

        assert (facts(home).covered_debt, facts(home).covered_of_one) == (Decimal("400.00"), Decimal("509.00"))
        assert facts(home).collectable_arrears == Decimal("109.00")

    def test_when_who_was_not_covered_has_died_nobody_is_left_to_ask(self) -> None:
        home = self.one_of_two()
        home.tenants[1].died_on = date(2026, 11, 20)
        home.tenants[1].save()

        assert facts(home).covered_debt == Decimal("400.00")

    def test_he_may_agree_on_all_of_it_and_she_on_the_newer_rent_alone(self) -> None:
        home = self.one_of_two()
        wanted = terms(total="509.00", instalment_amount="50.00")

        with pytest.raises(CannotAgree, match=r"£400.00 of what is owed.*Agree on £109.00 at most"):
            agree(home, wanted)
        assert agree(home, wanted, people=home.tenants[1:]).status == "live"
