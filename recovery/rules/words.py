"""Why, and why not, in plain words: deterministic from the trace, at most 60 words each."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from recovery.rules.actions import Action
from recovery.rules.decide import Checked, Decision
from recovery.rules.facts import PENNY, AccountFacts
from recovery.rules.gates import FORMATS_MADE_BY_HAND, INSOLVENCY_NAMES
from recovery.rules.policy import Condition, Policy
from staff.ui.words import long_day

MOST_WORDS = 60

# Steps that must be settled before anything stronger is looked at.
COMES_FIRST = {Action.ESTATE, Action.INSOLVENCY_REVIEW, Action.DISPUTE_REVIEW, Action.FIX_DATA}

ACCOUNT_NAMES = {
    "rent": "rent",
    "garage": "garage rent",
    "service_charge": "service charge",
    "court_costs": "court costs",
    "water": "water charge",
    "heating": "heating charge",
    "former_tenant": "a former tenancy",
    "use_and_occupation": "use and occupation",
    "pitch_fee": "pitch fee",
    "electricity": "electricity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One account's answer in words. `why_not` says why nothing is due, or why nothing stronger is."""

    facts: AccountFacts
    decision: Decision
    why: str
    why_not: str
    would_change: str
    cannot_see: str
    also_fired: tuple[tuple[str, str], ...]
    policy_number: int

    @property
    def action(self) -> Action:
        return self.decision.action

    @property
    def rule(self) -> str:
        return self.decision.rule.code

    @property
    def rule_name(self) -> str:
        return self.decision.rule.name

    @property
    def citation(self) -> str:
        return self.decision.rule.cites

    @property
    def next_look_on(self) -> date:
        return self.decision.next_look_on

    @property
    def bucket(self) -> str:
        return self.decision.bucket


def explain(facts: AccountFacts, decision: Decision, policy: Policy) -> Explanation:
    """The words for a decision made with its trace."""
    names = {rule.code: rule.name for ladder in policy.ladders for rule in ladder.rules}
    return Explanation(
        facts=facts,
        decision=decision,
        why=shortened(why(facts, decision)),
        why_not=shortened(why_not(facts, decision)),
        would_change=shortened(would_change(facts, decision)),
        cannot_see=cannot_see(facts),
        also_fired=tuple((code, names[code]) for code in decision.also_fired),
        policy_number=policy.number,
    )


def why(facts: AccountFacts, decision: Decision) -> str:
    """What is suggested, what is owed and since when, then what the rule says."""
    if not facts.balance and decision.rule.code == "clear":
        return f"{decision.action.label}. Nothing is owed."
    return f"{decision.action.label}. {owes(facts)} {because(facts, decision)}."


def why_not(facts: AccountFacts, decision: Decision) -> str:
    """Why no step is due and when the account is next looked at; for a step, why nothing stronger is."""
    if decision.action == Action.NONE:
        return f"No step: {lower_first(because(facts, decision))}. Next looked at {day(decision.next_look_on)}."
    if decision.action in COMES_FIRST:
        return "Nothing else is suggested until this is settled."
    stronger = next((check for check in decision.trace if check.rule.action == Action.SERVE_NOTICE), None)
    if stronger is None:
        return "Nothing stronger is open on this account."
    if stronger.rule.code in (decision.rule.code, *decision.also_fired):
        return "Nothing stronger than a notice is open before one is served."
    if facts.notice_in_force:
        return "Not a notice because one is in force already."
    missing = [in_words(condition, value, facts) for condition, value, met in stronger.conditions if not met]
    if not missing:
        return "Not a notice because an earlier rule comes first."
    return f"Not a notice because {' and '.join(missing[:2])}."


def would_change(facts: AccountFacts, decision: Decision) -> str:
    """What would make the answer another one: the money first, then what else can be done."""
    if decision.action == Action.NONE:
        return ""
    won = next((check for check in decision.trace if check.rule.code == decision.rule.code), None)
    amount = money_to_stop(facts, won)
    parts = [f"{money(amount)} paid"] if amount else []
    if decision.action.chases and facts.agreement_state is None:
        parts.append("a repayment agreement")
    return (" or ".join(parts) + ".").capitalize() if parts else ""


def money_to_stop(facts: AccountFacts, check: Checked | None) -> Decimal | None:
    """How much, paid now, would keep the winning rule from firing; None where money does not decide it."""
    for condition, value, _ in check.conditions if check else ():
        if condition.fact == "weeks_collectable" and condition.comparison == ">=" and value is not None:
            # Weeks are rounded half up: half a hundredth of a week under the threshold rounds below it.
            limit = (Decimal(condition.value) - Decimal("0.005")) * facts.charge_week
            return (facts.collectable_arrears - limit).quantize(PENNY, ROUND_FLOOR) + PENNY
        if condition.fact in {"collectable_arrears", "gross_arrears"} and condition.comparison == ">":
            return facts.collectable_arrears
        if condition.fact in {"agreement_state", "order_shortfall"}:
            return facts.order_shortfall if condition.fact == "order_shortfall" else facts.agreement_shortfall
    return None


def cannot_see(facts: AccountFacts) -> str:
    """What Quarterday has no sight of, where that matters."""
    return "the Universal Credit journal" if facts.next_benefit_on or facts.benefit_pending else ""


def owes(facts: AccountFacts) -> str:
    """One or two sentences: what is owed for what, less benefit still to come, and the last payment."""
    if facts.balance < 0:
        return f"{money(-facts.balance)} in credit."
    if not facts.balance:
        return "Nothing is owed."
    what = ACCOUNT_NAMES[facts.kind]
    weeks = facts.weeks_collectable
    about = f", about {weeks_in_words(weeks)}," if weeks is not None and weeks >= 1 else ""
    less = (
        f" after leaving out {money(facts.technical_arrears)} of benefit still to come"
        if facts.technical_arrears
        else ""
    )
    text = f"Owes {money(facts.collectable_arrears)} for {what}{about}{less}".rstrip(",") + "."
    if facts.last_payment_on:
        return f"{text} Last payment {money(facts.last_payment_amount)} on {day(facts.last_payment_on)}."
    return f"{text} No payment is on record."


# The letter that reached each rung.
LETTERS = {0: "No letter", 1: "The reminder", 2: "Letter 1", 3: "Letter 2", 4: "The letter before notice"}


def because(facts: AccountFacts, decision: Decision) -> str:
    """The rule's own sentence, its facts filled in."""
    return decision.rule.because.format_map(_Words(facts))


def _not_asked_for(facts: AccountFacts) -> str:
    """Why nobody is asked for what is owed, where nothing of it is left to collect."""
    if not facts.covered_arrears:
        return "benefit that has not come in yet"
    covered = "covered by a moratorium or insolvency"
    return f"{covered}, or benefit that has not come in yet" if facts.technical_arrears else covered


class _Words(dict[str, str]):
    """The facts a rule's sentence may name, each as an officer reads it."""

    def __init__(self, facts: AccountFacts) -> None:
        super().__init__()
        self.facts = facts

    def __missing__(self, name: str) -> str:
        facts = self.facts
        match name:
            case "agreement_next":
                return (
                    f"; the next payment is due {day(facts.agreement_next_due_on)}"
                    if facts.agreement_next_due_on
                    else ""
                )
            case "breathing_space_end":
                return f" until {day(facts.breathing_space_until)}" if facts.breathing_space_until else ""
            case "not_asked_for":
                return _not_asked_for(facts)
            case "hearing":
                return f"; the hearing is on {day(facts.claim_hearing_on)}" if facts.claim_hearing_on else ""
            case "insolvency":
                return INSOLVENCY_NAMES.get(facts.insolvency, facts.insolvency)
            case "format_to_make":
                return FORMATS_MADE_BY_HAND.get(facts.format_to_make, facts.format_to_make)
            case "held_why":
                return facts.held_why
            case "credit":
                return money(-facts.balance)
            case "last_contact":
                return f"on {day(facts.last_contact_on)}" if facts.last_contact_on else "some time ago"
            case "last_letter":
                paid = f", {money(facts.paid_since_stage)} was paid since" if facts.tone < facts.stage else ""
                return f"{LETTERS[facts.stage]} went on {day(facts.stage_on)}{paid}"
            case "debit_trouble":
                if facts.reversed_payment_on:
                    return f"A payment came back unpaid on {day(facts.reversed_payment_on)}"
                return f"The direct debit was cancelled about {day(facts.debit_stopped_on)}"
        if not hasattr(facts, name):
            return "not known"  # a published sentence outlives a fact that it names
        value = getattr(facts, name)
        if name.startswith("weeks_"):
            return f"{value.normalize():f}" if value is not None else "no"
        if value is None or isinstance(value, date):
            return day(value)
        return money(value) if isinstance(value, Decimal) else str(value)


# A condition that is not met, said so that it can be put right. The figure found follows where there is one.
NOT_MET = {
    "weeks_collectable": "{found} weeks are owed, under {wanted}",
    "tone": "the letter before notice has not gone",
    "needs": "needs were never asked about",
    "last_contact_on": "the last contact was under {wanted} days ago",
    "benefit_pending": "a benefit claim is being decided",
    "spoke_on": "nobody has spoken with them",
    "called_on": "no call was tried",
    "visited_on": "no visit was made",
}


def in_words(condition: Condition, found: object, facts: AccountFacts) -> str:
    """Why a condition is not met, in an officer's words."""
    if condition.fact == "tone" and facts.stage == max(LETTERS):
        return f"{money(facts.paid_since_stage)} came in after the letter before notice"
    pattern = NOT_MET.get(condition.fact, f"{condition.fact.replace('_', ' ')} does not allow it")
    number = f"{found.normalize():f}" if isinstance(found, Decimal) else found
    return pattern.format(found="no" if number is None else number, wanted=condition.value)


def weeks_in_words(weeks: Decimal) -> str:
    """About how many weeks, to the nearest whole one."""
    whole = int(weeks.quantize(Decimal(1)))
    return "a week" if whole == 1 else f"{whole} weeks"


def shortened(text: str) -> str:
    """The text, cut at a sentence so that it stays within 60 words."""
    while len(text.split()) > MOST_WORDS and ". " in text.rstrip(". "):
        text = text.rstrip(". ").rsplit(". ", 1)[0] + "."
    return text


def day(value: date | None) -> str:
    return long_day(value) if value else "a day not recorded"


def money(value: Decimal) -> str:
    return f"-£{-value:,.2f}" if value < 0 else f"£{value:,.2f}"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
