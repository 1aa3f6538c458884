"""Text messages: how many parts one takes, what it cannot carry, and what it says for a step of the light kind.

A text is cut into parts of 7-bit characters, the alphabet of GSM 03.38, some of which cost two; where a character is
not in it, the whole text is cut into parts of 16-bit units.
"""

from dataclasses import dataclass
from unicodedata import category

from recovery.rules.actions import Action
from recovery.rules.letters import Letter
from recovery.rules.words import money

MOST_PARTS = 3

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€")  # each is sent as an escape and a letter
ONE_GSM, EACH_GSM = 160, 153
ONE_WIDE, EACH_WIDE = 70, 67

# Word processors put these in unasked; one alone would make a text twice as long.
PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\t": " "}
)

# The steps that may go as a text to who prefers texts. Those that the protocol wants in writing, with their time
# limits and advice, are always letters (PAP 2.2, 2.7), and so is all that is legal.
LIGHT = {Action.REMINDER, Action.AGREEMENT_SLIPPING}


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text is as it is sent: its units, its parts, and how many units three parts hold."""

    units: int
    parts: int
    most: int

    @property
    def fits(self) -> bool:
        return self.parts <= MOST_PARTS


def plain(text: str) -> str:
    """The text as it is sent: without the marks of a word processor, one kind of line end, no spaces around it."""
    return text.translate(PLAIN).replace("\r\n", "\n").replace("\r", "\n").strip()


def size(text: str) -> Size:
    """What a text costs. A character of two units is never cut in two."""
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        widths, one, each = [2 if letter in GSM_TWICE else 1 for letter in text], ONE_GSM, EACH_GSM
    else:
        widths, one, each = [2 if ord(letter) > 0xFFFF else 1 for letter in text], ONE_WIDE, EACH_WIDE
    units = sum(widths)
    return Size(units, 1 if units <= one else _parts(widths, each), each * MOST_PARTS)


def _parts(widths: list[int], each: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > each:
            parts, used = parts + 1, 0
        used += width
    return parts


def not_carried(text: str) -> str:
    """The first sign that a text message does not carry, such as an emoji; blank: it carries them all."""
    return next((letter for letter in text if ord(letter) > 0xFFFF or category(letter) == "So"), "")


def says(letter: Letter, *, discreet: bool) -> str:
    """The text that stands for a light letter. Blank where it cannot be said in three parts: then it goes by post.

    `discreet`: somebody else may read it, so it names neither debt nor sum.
    """
    named = letter.officer_name and letter.officer_phone and f"{letter.officer_name} on {letter.officer_phone}"
    for who in (named, letter.officer_phone and f"us on {letter.officer_phone}", "us"):
        if who:
            text = plain(_words(letter, who=who, discreet=discreet))
            if size(text).fits and not not_carried(text):
                return text
    return ""


def _words(letter: Letter, *, who: str, discreet: bool) -> str:
    if discreet:
        return f"{letter.council}: please call {who} when it suits you. Thank you."
    about = f"{letter.council}, {letter.account_name} {letter.reference}"
    help_offered = f"If paying is hard, please call {who}. We can look at what you can afford and what help there is."
    if letter.action == Action.AGREEMENT_SLIPPING:
        return (
            f"{about}: a payment of your repayment agreement has not reached us, {money(letter.agreement_shortfall)} "
            f"so far. If it is on its way, thank you. {help_offered}"
        )
    return (
        f"{about}: {money(letter.collectable)} is left to pay. If you have paid in the last few days, thank you. "
        f"{help_offered}"
    )
