"""What the court decided, told to the tenant in plain words: the paragraphs of the letter after a hearing."""

from legal.decided import Decided
from legal.models import Hearing
from legal.rules.outcomes import Outcome
from recovery.rules.plans import EVERY
from staff.ui.words import long_day, pounds

MEANS = {
    Outcome.ADJOURNED_ON_TERMS: "The court has put the case off. It will not go on as long as you pay as it asked.",
    Outcome.ADJOURNED_TO_DATE: "The court has put the case off to another day. Please come to the next hearing.",
    Outcome.ADJOURNED_GENERALLY: "The court has put the case off without a new day. We can ask it to go on later.",
    Outcome.SUSPENDED: "The court made a possession order and suspended it. You can stay in your home as long as you "
    "keep to the payments below.",
    Outcome.POSTPONED: "The court made a possession order without a day for it. You can stay in your home as long as "
    "you keep to the payments below.",
    Outcome.OUTRIGHT: "The court made a possession order. It says that you must leave your home by the day below. "
    "Please call me at once: there may still be something that we can do together.",
    Outcome.MONEY_ONLY: "The court decided how much you owe. It made no order about your home.",
    Outcome.CONSENT: "The court made the order that you and we agreed on.",
    Outcome.STAYED: "The court has stopped the case for now. Nothing more happens until the court says so.",
    Outcome.DISMISSED: "The court refused what was asked of it.",
    Outcome.STRUCK_OUT: "The court ended this case.",
    Outcome.WITHDRAWN: "This case was withdrawn.",
    Outcome.REFUSED: "The court refused what was asked of it. What it ordered before still counts.",
}
BROKEN = {
    Outcome.SUSPENDED: "If a payment is missed, we can ask the court for a bailiff. Call me before that happens.",
    Outcome.POSTPONED: "If a payment is missed, we can ask the court for a day on which you must leave. Call me before "
    "that happens.",
    Outcome.ADJOURNED_ON_TERMS: "If a payment is missed, we can ask the court to go on with the case. Call me before "
    "that happens.",
}


def paragraphs(hearing: Hearing, decided: Decided) -> tuple[str, ...]:
    """What it decided, what to pay, when, and what happens if it is not kept."""
    where = f" at {hearing.court}" if hearing.court else ""
    found = [f"There was a hearing on {long_day(hearing.on)}{where}. {MEANS[decided.outcome]}"]
    if decided.possession_on and not decided.has_terms:
        found.append(f"The day is {long_day(decided.possession_on)}.")
    if decided.has_terms and decided.first_due_on:
        found.append(_payments(decided))
    if decided.arrears:
        costs = f", and costs of {pounds(decided.costs)}" if decided.costs else ""
        found.append(f"The court put the rent owed at {pounds(decided.arrears)}{costs}.")
    elif decided.costs:
        found.append(f"The court ordered costs of {pounds(decided.costs)}.")
    if decided.hearing_on:
        at = f" at {decided.hearing_at:%H:%M}" if decided.hearing_at else ""
        found.append(f"The next hearing is on {long_day(decided.hearing_on)}{at}{where}.")
    if decided.words.strip():
        found.append(f"The court also said: {decided.words.strip()}")
    if decided.has_terms and decided.outcome in BROKEN:
        found.append(BROKEN[decided.outcome])
    return tuple(found)


def _payments(decided: Decided) -> str:
    assert decided.first_due_on is not None
    rent = "your rent and " if decided.current_rent else ""
    sum_each = f"{pounds(decided.instalment_amount)} {EVERY[decided.frequency]}"
    return f"You must pay {rent}{sum_each} off what you owe, from {long_day(decided.first_due_on)}."
