"""What staff may write into a letter, text or e-mail: the one list of merge fields, parts and conditions.

All come from the frozen fields of one letter: nothing else of an account can be reached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recovery.rules.actions import CARE, OF_EVICTION, TO_ESTATE, Action
from recovery.rules.letters import Agreed, Letter
from recovery.rules.told import Invoiced, Told
from recovery.rules.words import day, money

MADE = frozenset({Action.AGREEMENT_MADE})
AGREED = frozenset({Action.AGREEMENT_MADE, Action.AGREEMENT_SLIPPING, Action.AGREEMENT_BROKEN})
BEHIND = AGREED | {Action.ORDER_WARNING}
OF_DEATH = frozenset({*TO_ESTATE, Action.SURVIVOR_LETTER})
OF_DISPUTE = frozenset({Action.DISPUTE_ANSWER})
OF_PLAN = frozenset({Action.CONTACT_PLAN})
OF_HEARING = frozenset({Action.HEARING_RESULT})
OF_INVOICE = frozenset({Action.INVOICE})


@dataclass(frozen=True, kw_only=True)
class Field:
    """A word that each letter fills in. `needs`: the condition without which some accounts lack it."""

    name: str
    meaning: str
    example: str
    value: Callable[[Letter], str]
    needs: str = ""
    only: frozenset[Action] = frozenset()  # the letters that have it; empty: all
    english: bool = False  # it prints English words, so a translation cannot use it
    asks: bool = False  # it names a sum to pay: no letter has it that asks for nothing

    def stands_in(self, action: str) -> bool:
        return action in self.only if self.only else not (self.asks and action in CARE)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a letter that Quarterday draws, on a line of its own, in English.

    A translation says in its own words what a part says; only what was written for this one person (`own`) stands in
    it as it is.
    """

    name: str
    meaning: str
    only: frozenset[Action] = frozenset()
    asks: bool = False  # as of a field
    own: bool = False

    def stands_in(self, action: str) -> bool:
        return action in self.only if self.only else not (self.asks and action in CARE)


@dataclass(frozen=True, kw_only=True)
class Test:
    """What a section may depend on: [[if joint]] … [[end]], or [[if not joint]] … [[end]]."""

    name: str
    meaning: str
    true: Callable[[Letter], bool]


def _on(value: date | None, letter: Letter) -> str:
    """14 March 2027; in a translation 14/03/2027, which reads in every language."""
    return f"{value:%d/%m/%Y}" if value and letter.language else day(value)


def _agreed(letter: Letter) -> Agreed:
    if letter.agreed is None:
        raise ValueError("Only the letter that confirms an agreement says what was agreed.")
    return letter.agreed


def _told(letter: Letter) -> Told:
    if letter.told is None:
        raise ValueError("Only a letter about a death, a dispute or a contact plan says this.")
    return letter.told


def _invoice(letter: Letter) -> Invoiced:
    if letter.invoice is None:
        raise ValueError("Only an invoice says this.")
    return letter.invoice


def reach_me(letter: Letter) -> str:
    """How the tenant may reach the officer, as it stands in a sentence."""
    ways = [letter.officer_phone and f"call me on {letter.officer_phone}"]
    ways += [letter.officer_email and f"write to me at {letter.officer_email}"]
    return f"please {' or '.join(way for way in ways if way) or 'contact us'}"


def who_to_call(letter: Letter) -> str:
    """Whom a text asks to be called, as short as what is known allows."""
    if letter.officer_name and letter.officer_phone:
        return f"{letter.officer_name} on {letter.officer_phone}"
    return f"us on {letter.officer_phone}" if letter.officer_phone else "us"


def about_weeks(letter: Letter) -> str:
    weeks = max(1, round(letter.weeks_collectable or 0))
    return f"{weeks} week{'' if weeks == 1 else 's'}"


def _sum(name: str, meaning: str, example: str, of: Callable[[Letter], Decimal], **known: Any) -> Field:
    """A sum of money of the letter."""
    return Field(name=name, meaning=meaning, example=example, value=lambda letter: money(of(letter)), **known)


def _day(name: str, meaning: str, example: str, of: Callable[[Letter], date | None], **known: Any) -> Field:
    """A day of the letter."""
    return Field(name=name, meaning=meaning, example=example, value=lambda letter: _on(of(letter), letter), **known)


FIELDS = {
    field.name: field
    for field in (
        Field(
            name="name", meaning="The tenant’s name", example="Ms Amina Yusuf", value=lambda letter: letter.addressee
        ),
        Field(name="reference", meaning="The account’s reference", example="A0001", value=lambda x: x.reference),
        Field(
            name="account",
            meaning="The kind of account, as in a sentence",
            example="rent account",
            value=lambda letter: letter.account_name,
            english=True,
        ),
        Field(
            name="home",
            meaning="The address that the account is for",
            example="3 Mill Lane, Ottersby, OT1 2AB",
            value=lambda letter: letter.about,
        ),
        Field(
            name="place", meaning="‘home’, or ‘pitch’ on a site", example="home", value=lambda x: x.place, english=True
        ),
        Field(name="council", meaning="The council", example="Ottersby Borough Council", value=lambda x: x.council),
        Field(name="officer", meaning="Who writes", example="Nadia Rahman", value=lambda letter: letter.officer_name),
        Field(
            name="officer_phone",
            meaning="Their telephone number",
            example="01632 960010",
            value=lambda letter: letter.officer_phone,
            needs="telephone",
        ),
        Field(
            name="officer_email",
            meaning="Their e-mail address",
            example="nrahman@example.com",
            value=lambda letter: letter.officer_email,
            needs="email",
        ),
        Field(
            name="reach_me",
            meaning="How to reach them, as in a sentence",
            example="please call me on 01632 960010",
            value=reach_me,
            english=True,
        ),
        Field(
            name="who_to_call",
            meaning="Whom a text asks to be called",
            example="Nadia Rahman on 01632 960010",
            value=who_to_call,
            english=True,
        ),
        _day("letter_date", "The day the letter goes", "23 November 2026", lambda letter: letter.dated),
        _day("reply_by", "The last day to answer", "30 November 2026", lambda letter: letter.reply_by),
        _day("figures_of", "The day of the figures", "22 November 2026", lambda letter: letter.as_of),
        _sum("balance", "All that is owed", "£1,204.50", lambda letter: letter.owed, asks=True),
        _sum(
            "to_pay",
            "What is left to pay after benefit still to come",
            "£1,000.00",
            lambda letter: letter.collectable,
            asks=True,
        ),
        _sum(
            "benefit_to_come",
            "Benefit that is expected and not here yet",
            "£204.50",
            lambda letter: letter.technical,
            asks=True,
        ),
        Field(
            name="weeks",
            meaning="What is left to pay, in weeks of charge",
            example="10 weeks",
            value=about_weeks,
            english=True,
            asks=True,
        ),
        _sum("weekly_charge", "One week’s charge", "£104.50", lambda letter: letter.weekly_charge),
        _sum("last_paid", "The last payment", "£50.00", lambda letter: letter.last_payment_amount, needs="paid_before"),
        _day(
            "last_paid_on",
            "The day of the last payment",
            "2 September 2026",
            lambda letter: letter.last_payment_on,
            needs="paid_before",
        ),
        _day(
            "next_charge_on",
            "The day of the next weekly charge",
            "30 November 2026",
            lambda letter: letter.next_charge_on,
            needs="next_charge",
        ),
        _sum(
            "behind",
            "How far the agreement, or what the court ordered, is behind",
            "£35.00",
            lambda letter: letter.agreement_shortfall,
            only=BEHIND,
        ),
        _sum(
            "payment", "Each payment of the agreement", "£119.50", lambda letter: letter.agreement_payment, only=AGREED
        ),
        _sum(
            "next_payment",
            "What falls due next: less in a rent-free week, or at the end",
            "£119.50",
            lambda letter: letter.agreement_next_amount,
            needs="next_payment",
            only=AGREED,
        ),
        _day(
            "next_payment_on",
            "The day of the next payment agreed",
            "7 December 2026",
            lambda letter: letter.agreement_next_due_on,
            needs="next_payment",
            only=AGREED,
        ),
        _day(
            "agreed_on",
            "The day of the agreement or order",
            "20 November 2026",
            lambda letter: _agreed(letter).made_on,
            only=MADE,
        ),
        _sum("agreed_total", "What the agreement clears", "£1,204.50", lambda letter: _agreed(letter).total, only=MADE),
        _day(
            "agreed_ends_on",
            "The day of the last payment agreed",
            "14 June 2027",
            lambda letter: _agreed(letter).ends_on,
            only=MADE,
        ),
        Field(
            name="explained",
            meaning="How the consequences were explained, and by whom",
            example="Nadia Rahman explained this to you by telephone.",
            value=lambda letter: _agreed(letter).explained,
            only=MADE,
            english=True,
        ),
        Field(
            name="late",
            meaning="The name of who has died",
            example="Mr Idris Yusuf",
            value=lambda letter: _told(letter).late,
            only=OF_DEATH,
        ),
        _day(
            "died_on", "The day of the death", "18 November 2026", lambda letter: _told(letter).died_on, only=OF_DEATH
        ),
        _day(
            "answer_by",
            "By when they hear what was found",
            "30 November 2026",
            lambda letter: _told(letter).answer_by,
            only=OF_DISPUTE,
        ),
        Field(
            name="single_contact",
            meaning="Who alone deals with them, where the plan says so",
            example="Marcia Osei",
            value=lambda letter: _told(letter).single_contact,
            needs="one_contact",
            only=OF_PLAN,
        ),
        _day(
            "plan_review_on",
            "The day by which the plan is looked at again",
            "22 February 2027",
            lambda letter: _told(letter).review_on,
            only=OF_PLAN,
        ),
        Field(
            name="invoice_number",
            meaning="The number of the invoice",
            example="INV-000012",
            value=lambda letter: _invoice(letter).number,
            only=OF_INVOICE,
        ),
    )
}

PARTS = {
    part.name: part
    for part in (
        Part(name="figures", meaning="What is owed, line by line, with the household’s other accounts", asks=True),
        Part(name="how_to_pay", meaning="The ways to pay", asks=True),
        Part(name="help", meaning="Help with benefit, and free debt advice"),
        Part(name="plan", meaning="What the contact plan says", only=OF_PLAN, own=True),
        Part(name="decided", meaning="What the court decided, and what follows", only=OF_HEARING, own=True),
        Part(
            name="bailiff", meaning="What the bailiff does, or did, on the day", only=frozenset(OF_EVICTION), own=True
        ),
        Part(name="items", meaning="What the invoice is for, item by item, with its sum", only=OF_INVOICE, own=True),
        Part(name="agreement", meaning="The terms agreed", only=MADE),
        Part(name="payments", meaning="The payments agreed, in a table", only=MADE),
    )
}

TESTS = {
    test.name: test
    for test in (
        Test(name="joint", meaning="there is another tenant", true=lambda letter: letter.joint),
        Test(name="possession", meaning="this debt may stand in a notice", true=lambda letter: letter.possession),
        Test(name="pitch", meaning="the home is a pitch", true=lambda letter: letter.is_pitch),
        Test(name="lease", meaning="it is a lease", true=lambda letter: letter.is_lease),
        Test(
            name="apart_from_rent", meaning="the account is apart from rent", true=lambda letter: letter.apart_from_rent
        ),
        Test(name="benefit_expected", meaning="benefit is still to come", true=lambda letter: letter.technical > 0),
        Test(name="other_accounts", meaning="other accounts owe too", true=lambda letter: bool(letter.other_accounts)),
        Test(
            name="paid_before",
            meaning="there was a payment",
            true=lambda letter: letter.last_payment_on is not None,
        ),
        Test(
            name="next_charge",
            meaning="a week is charged next",
            true=lambda letter: letter.next_charge_on is not None,
        ),
        Test(
            name="next_payment",
            meaning="a payment of the agreement is due next",
            true=lambda letter: letter.agreement_next_due_on is not None,
        ),
        Test(name="telephone", meaning="who writes has a telephone", true=lambda letter: bool(letter.officer_phone)),
        Test(name="email", meaning="who writes has an e-mail address", true=lambda letter: bool(letter.officer_email)),
        Test(
            name="by_court",
            meaning="the court ordered the payments",
            true=lambda letter: letter.agreed is not None and letter.agreed.ordered,
        ),
        Test(
            name="one_contact",
            meaning="one person alone deals with them",
            true=lambda letter: letter.told is not None and bool(letter.told.single_contact),
        ),
    )
}
