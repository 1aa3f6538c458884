"""Which letter carries out which step, and what a letter says: frozen fields that its template draws.

Contents follow the Pre-Action Protocol for Possession Claims by Social Landlords, paragraphs 2.1 to 2.7: each named
tenant apart, what is owed and why, time limits in writing, help with benefit, free debt advice (rulebook 3, PAP).
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from recovery.rules.actions import Action
from recovery.rules.facts import ZERO
from recovery.rules.told import Invoiced, Told, invoiced_from, told_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One letter: its template, and the heading that the tenant reads."""

    title: str  # for the officer
    heading: str  # for the tenant, in the markup of wording.py; {account} is such as 'rent account'
    purpose: str  # of the contact that it makes, as in ContactAttempt.Purpose
    reply_days: int  # the time limit that the letter gives, from its date
    version: int = 1  # of the wording; goes up with every change of the template


KINDS = {
    Action.REMINDER: Kind(
        title="Reminder", heading="A reminder about your {account}", purpose="reminder", reply_days=7
    ),
    Action.LETTER_1: Kind(
        title="Letter 1", heading="Your {account} is behind: how we can help", purpose="letter_1", reply_days=7
    ),
    Action.LETTER_2: Kind(
        title="Letter 2", heading="Your {account} is still behind: please talk to us", purpose="letter_2", reply_days=7
    ),
    Action.PRE_NOTICE: Kind(
        title="Letter before notice",
        heading="Please contact us before we take a legal step",
        purpose="pre_notice",
        reply_days=7,
    ),
    Action.AGREEMENT_SLIPPING: Kind(
        title="Reminder of the agreement",
        heading="Your repayment agreement: a payment is behind",
        purpose="agreement",
        reply_days=7,
    ),
    Action.AGREEMENT_BROKEN: Kind(
        title="Broken agreement letter",
        heading="Your repayment agreement: let us put it right",
        purpose="agreement_warn",
        reply_days=14,  # as long as a claim waits after it (rulebook P-2.9)
    ),
    Action.AGREEMENT_MADE: Kind(
        title="Agreement letter", heading="Your repayment agreement", purpose="agreement_made", reply_days=14
    ),
    Action.FORMER_LETTER_1: Kind(
        title="First former tenant letter",
        heading="What is left to pay from your former tenancy",
        purpose="former_tenant",
        reply_days=14,
    ),
    Action.FORMER_LETTER_2: Kind(
        title="Second former tenant letter",
        heading="What is left to pay from your former tenancy: please talk to us",
        purpose="former_tenant",
        reply_days=14,
    ),
    Action.ESTATE_LETTER: Kind(title="Estate letter", heading="About the tenancy", purpose="general", reply_days=28),
    Action.ESTATE_COPY: Kind(
        title="Estate letter, copy",
        heading="Copy of a letter to the personal representatives of {late}",
        purpose="general",
        reply_days=28,
    ),
    Action.EXECUTOR_LETTER: Kind(
        title="Executor letter", heading="About the tenancy of {late}, who has died", purpose="general", reply_days=28
    ),
    Action.SURVIVOR_LETTER: Kind(title="Survivor letter", heading="Your tenancy", purpose="general", reply_days=28),
    Action.DISPUTE_ANSWER: Kind(
        title="Answer about the balance",
        heading="Thank you for telling us that the balance is wrong",
        purpose="general",
        reply_days=14,
    ),
    Action.CONTACT_PLAN: Kind(
        title="Letter about a contact plan",
        heading="How we will be in touch from now on",
        purpose="general",
        reply_days=14,
    ),
    Action.HEARING_RESULT: Kind(
        title="Letter after a hearing", heading="What the court decided", purpose="hearing_letter", reply_days=14
    ),
    Action.ORDER_WARNING: Kind(
        title="Warning about a court order",
        heading="The court’s order: let us put it right",
        purpose="agreement_warn",
        reply_days=14,
    ),
    Action.EVICTION_DATE: Kind(
        title="The date of the eviction", heading="The date of your eviction", purpose="general", reply_days=14
    ),
    Action.EVICTION_BELONGINGS: Kind(  # a reasonable time: Torts (Interference with Goods) Act 1977, Sch. 1, para. 6
        title="Notice about belongings left behind",
        heading="Your belongings: notice before they are sold or thrown away",
        purpose="general",
        reply_days=28,
    ),
    Action.EVICTION_FINAL: Kind(
        title="Final letter", heading="The end of your tenancy", purpose="general", reply_days=14
    ),
    Action.INVOICE: Kind(
        title="Invoice", heading="Invoice {invoice_number} for your {account}", purpose="statement", reply_days=14
    ),
    Action.CURRENT_RENT: Kind(
        title="Letter about the current rent", heading="Your rent from now on", purpose="general", reply_days=14
    ),
    Action.CAMPAIGN: Kind(
        title="Letter of a campaign", heading="About your {account}", purpose="general", reply_days=14
    ),
}
# Those whose words the council keeps as templates: a campaign brings its own, and those about the rent of somebody in
# breathing space are locked (rulebook 6.1).
LOCKED = {Action.CURRENT_RENT}
TEMPLATED = [action for action in KINDS if action not in LOCKED | {Action.CAMPAIGN}]

# What a tenant does alone; benefit that is paid to the council is not theirs to choose in a letter.
WAYS_TO_PAY = {
    "direct_debit": "by Direct Debit",
    "standing_order": "by standing order",
    "bank_transfer": "by bank transfer",
    "card": "by bank card",
    "payment_card": "with your payment card",
    "cash": "in cash",
    "cheque": "by cheque",
    "wage_deduction": "from your wages",
}

ACCOUNT_NAMES = {
    "rent": "rent account",
    "garage": "garage account",
    "service_charge": "service charge account",
    "court_costs": "court costs account",
    "water": "water account",
    "heating": "heating account",
    "former_tenant": "former tenant account",
    "use_and_occupation": "use and occupation account",
    "pitch_fee": "pitch fee account",
    "electricity": "electricity account",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAccount:
    """Another account of the household on which money is owed: one letter names them all."""

    name: str
    reference: str
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedDue:
    """One payment of an agreement, as its letter lists it."""

    due_on: date
    rent: Decimal
    arrears: Decimal

    @property
    def amount(self) -> Decimal:
        return self.rent + self.arrears


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the letter that confirms an agreement says of it. `dues` leaves out the like ones of a long agreement."""

    agreement_id: int
    made_on: date
    terms: str  # £113.50 a week: £104.50 for rent and £9.00 off the arrears
    total: Decimal
    ends_on: date
    dues: tuple[AgreedDue, ...]
    left_out: int  # payments between the last but one listed and the last
    accounts: tuple[OtherAccount, ...]  # that it covers, in the order in which they are cleared
    people: tuple[str, ...]  # who agreed
    paid_by: str  # how it is paid, as in a sentence
    explained: str  # how the consequences were explained, and by whom
    ordered: bool  # by the court


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The council's own words for a letter, as a second person approved them. They go with it and never change."""

    version: int | None  # which TemplateVersion; None: a campaign’s, approved with it
    number: int
    heading: str
    body: str
    contentious: bool = False  # a second person reads each letter before it goes
    easy_read: bool = False
    language: str = ""  # its code, of a translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A leaflet that goes with a letter, with its words of the day it was queued."""

    title: str
    text: str
    link: str
    expires_on: date | None  # from this day it goes no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one letter to one tenant says. Money is GBP, positive is owed; the figures are of the end of `as_of`."""

    action: Action
    version: int
    purpose: str
    large_print: bool
    council: str
    officer_name: str
    officer_phone: str
    officer_email: str
    dated: date  # the day it goes; put right when it is released
    reference: str
    account_name: str  # as in a sentence: rent account
    is_pitch: bool
    is_lease: bool = False
    on_behalf_of: str = ""  # the tenant for whom the addressee acts; blank: the tenant is the addressee
    is_copy: bool = False  # the tenant has the same letter
    interpreter_line: str = ""  # in their language, for who needs an interpreter
    apart_from_rent: bool  # a garage, court costs, heating …: rent comes first
    possession: bool  # whether this debt may stand in a notice about the home
    about: str  # the home, garage or pitch that the account is for
    addressee: str
    address_lines: tuple[str, ...]
    joint: bool  # another living tenant is named on the tenancy
    as_of: date
    balance: Decimal
    technical: Decimal
    collectable: Decimal
    weekly_charge: Decimal
    weeks_collectable: Decimal | None  # what is left to pay, in weeks of charge, as on the card
    last_payment_on: date | None
    last_payment_amount: Decimal
    next_charge_on: date | None
    agreement_shortfall: Decimal
    agreement_payment: Decimal
    agreement_next_due_on: date | None
    agreement_next_amount: Decimal = Decimal(0)
    other_accounts: tuple[OtherAccount, ...]
    pays_by: str = ""  # how they pay, or asked to, as the ledger names it; blank: not known
    agreed: Agreed | None = None  # of the letter that confirms an agreement alone
    told: Told | None = None  # of a letter outside the ladder
    invoice: Invoiced | None = None
    covered: Decimal = ZERO  # of the balance, by a moratorium or insolvency: never named, never asked for
    covered_until: date | None = None  # the last day of it; None: nothing is
    wording: Wording | None = None  # None: the words that come with Quarterday
    cover: str = ""  # what the e-mail says that carries it; blank: as it comes
    lines: tuple[str, ...] = ()  # the council's standard lines in the tenant's language
    lines_in: str = ""  # that language's code
    leaflets: tuple[Enclosure, ...] = ()

    @property
    def kind(self) -> Kind:
        return KINDS[self.action]

    @property
    def owed(self) -> Decimal:
        """What the letter calls owed: the balance without what is covered. Only this is shown (rulebook INS-3)."""
        return self.balance - self.covered

    @property
    def newer_from(self) -> date | None:
        """The first day of what the letter asks for, where older rent is covered."""
        return self.covered_until + timedelta(days=1) if self.covered_until and self.covered else None

    @property
    def ways_to_pay(self) -> list[str]:
        """As they stand in a sentence, the one that they prefer first."""
        preferred = WAYS_TO_PAY.get(self.pays_by, "")
        usual = [WAYS_TO_PAY[way] for way in ("direct_debit", "standing_order", "card")]
        return [preferred, *(way for way in usual if way != preferred)] if preferred else usual

    @property
    def dear(self) -> str:
        return (self.told and self.told.dear) or self.addressee

    @property
    def language(self) -> str:
        return self.wording.language if self.wording else ""

    @property
    def easy_read(self) -> bool:
        return self.wording is not None and self.wording.easy_read

    @property
    def enclosed(self) -> tuple[Enclosure, ...]:
        """The leaflets that go with it on its day: one that has expired by then does not."""
        return tuple(each for each in self.leaflets if not each.expires_on or each.expires_on > self.dated)

    @property
    def reply_by(self) -> date:
        """Last day of the time limit, counted from the letter's date (PAP 2.2)."""
        return self.dated + timedelta(days=self.kind.reply_days)

    @property
    def place(self) -> str:
        return "pitch" if self.is_pitch else "home"

    def dated_on(self, day: date) -> "Letter":
        return replace(self, dated=day)


MONEY = (
    "covered",
    "balance",
    "technical",
    "collectable",
    "weekly_charge",
    "weeks_collectable",
    "last_payment_amount",
    "agreement_shortfall",
    "agreement_payment",
    "agreement_next_amount",
)
DAYS = ("dated", "as_of", "last_payment_on", "next_charge_on", "agreement_next_due_on", "covered_until")


def to_json(letter: Letter) -> dict[str, Any]:
    """The fields as JSON can hold them: money as text with its pence, days as ISO dates."""
    return {name: _plain(value) for name, value in asdict(letter).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, (Decimal, date)) else value


def told_in(stored: dict[str, Any]) -> dict[str, Any]:
    """What a stored letter says that was agreed, recorded or invoiced: however often it is written, that stays."""
    return {
        "agreed": _agreed(stored["agreed"]) if stored.get("agreed") else None,
        "told": told_from(stored["told"]) if stored.get("told") else None,
        "invoice": invoiced_from(stored["invoice"]) if stored.get("invoice") else None,
    }


def from_json(stored: dict[str, Any]) -> Letter:
    """The same letter again: `from_json(to_json(letter)) == letter`."""
    before = {"covered": "0.00", "covered_until": None, "agreement_next_amount": stored["agreement_payment"]}
    stored = before | stored  # letters that waited before these were kept
    money = {name: None if stored[name] is None else Decimal(stored[name]) for name in MONEY}
    days = {name: stored[name] and date.fromisoformat(stored[name]) for name in DAYS}
    others = tuple(
        OtherAccount(name=other["name"], reference=other["reference"], balance=Decimal(other["balance"]))
        for other in stored["other_accounts"]
    )
    lines = tuple(stored["address_lines"])
    fields = {
        "action": Action(stored["action"]),
        "other_accounts": others,
        "address_lines": lines,
        **told_in(stored),
        "wording": Wording(**stored["wording"]) if stored.get("wording") else None,
        "lines": tuple(stored.get("lines", ())),
        "leaflets": tuple(
            Enclosure(**{**each, "expires_on": each["expires_on"] and date.fromisoformat(each["expires_on"])})
            for each in stored.get("leaflets", ())
        ),
    }
    return Letter(**{**stored, **money, **days, **fields})


def _agreed(stored: dict[str, Any]) -> Agreed:
    dues = (
        AgreedDue(due_on=date.fromisoformat(due["due_on"]), rent=Decimal(due["rent"]), arrears=Decimal(due["arrears"]))
        for due in stored["dues"]
    )
    accounts = (OtherAccount(**{**each, "balance": Decimal(each["balance"])}) for each in stored["accounts"])
    fields = {
        "made_on": date.fromisoformat(stored["made_on"]),
        "ends_on": date.fromisoformat(stored["ends_on"]),
        "total": Decimal(stored["total"]),
        "dues": tuple(dues),
        "accounts": tuple(accounts),
        "people": tuple(stored["people"]),
    }
    return Agreed(**{**stored, **fields})
