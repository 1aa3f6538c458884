"""Messages that an officer writes herself: what they are about, how they may begin, and what cannot be sent."""

from recovery.rules import texts, wording

LONGEST_EMAIL = 3_000  # characters

# What a message is about, as in ContactAttempt.Purpose. Who is helped is written to where who is chased is not.
ABOUT = {
    "general": "The account",
    "payment_promise": "A promise or payment",
    "benefit_help": "Help with benefit",
    "debt_advice": "Debt advice",
    "welfare": "How they are",
}
HELPS = {"benefit_help", "debt_advice", "welfare"}

# Openings to go on from, by what they are about. {who} is the officer and how to reach her.
OPENINGS = {
    "Please call": ("general", "Please call {who} about your account. "),
    "Thank you for paying": ("payment_promise", "Thank you for your payment. "),
    "Your promise": ("payment_promise", "A reminder of the payment that we agreed when we spoke. "),
    "Benefit": ("benefit_help", "Your help with rent may need something from you. Please call {who}: we can help. "),
    "Debt advice": (
        "debt_advice",
        "StepChange and Citizens Advice give free and confidential debt advice. Please call {who}: we can help. ",
    ),
    "How are you?": ("welfare", "I would like to hear how you are. Please call {who} when it suits you. "),
}


def chases(purpose: str) -> bool:
    """Whether a message of this purpose asks for arrears, and so passes the gates of a letter that does."""
    return purpose not in HELPS


def text_refusal(text: str) -> str:
    """Why this cannot go as a text message, in words for whoever wrote it; blank: it can."""
    if not text:
        return "Write the message."
    if sign := texts.not_carried(text):
        return f"A text message cannot carry ‘{sign}’. Take it out; everything else stays as you wrote it."
    size = texts.size(text)
    if not size.fits:
        over = max(size.units - size.most, 1)
        return f"This is {_many(over)} too long: a text has room for {size.most}. Shorten it, or send it by e-mail."
    return _unfilled(text)


def email_refusal(text: str) -> str:
    """The same for an e-mail."""
    if not text:
        return "Write the message."
    if len(text) > LONGEST_EMAIL:
        return f"This is {_many(len(text) - LONGEST_EMAIL)} too long: an e-mail has room for {LONGEST_EMAIL:,}."
    return _unfilled(text)


def _unfilled(text: str) -> str:
    found = wording.FIELD.search(text) or wording.TAG.search(text)
    if not found:
        return ""
    return f"Only a letter fills in fields: {found[0].strip()} would go as it stands. Write it out, or take it out."


def _many(characters: int) -> str:
    return "1 character" if characters == 1 else f"{characters:,} characters"
