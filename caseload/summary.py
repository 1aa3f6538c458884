"""A plain-English account of where a case stands, made from its facts: short sentences that anybody can follow."""

from caseload.whole_account import WholeAccount
from recovery.rules.facts import AccountFacts, AgreementState, NeedsState
from recovery.rules.words import ACCOUNT_NAMES, weeks_in_words
from staff.ui.words import listed, long_day, pounds

AGREEMENT = {
    AgreementState.KEPT: "It is being kept.",
    AgreementState.SLIPPING: "It has begun to slip.",
    AgreementState.BROKEN: "It has been broken.",
}
NEEDS = {
    NeedsState.KNOWN: "We know of needs in this household.",
    NeedsState.NONE: "We asked about needs and there are none.",
    NeedsState.NEVER_ASKED: "Nobody has asked about needs yet.",
    NeedsState.ASKED_NO_ANSWER: "We asked about needs and got no answer.",
}


def plain_summary(whole: WholeAccount) -> list[str]:
    """Who, what is owed and why, what was agreed, what the law has done, what comes next. One thought a sentence."""
    facts = whole.facts
    names = listed([tenant.name for tenant in whole.tenants]) or "Nobody that we can name"
    has = "has" if len(whole.tenants) == 1 else "have"
    former = "had a home" if facts.is_former else f"{has} a home"
    sentences = [f"{names} {former} at {whole.account.tenancy.home.address_1}.", *_owed(facts), _paid(facts)]
    if whole.agreement and facts.agreement_state:
        sentences += [f"They agreed to pay {whole.agreement.agreed}.", AGREEMENT[facts.agreement_state]]
    if whole.ladder.begun:
        sentences.append(whole.ladder.next)
    if facts.in_crisis:
        sentences.append("Someone here is in crisis, so we do not chase.")
    if facts.in_breathing_space:
        sentences.append("They are in breathing space, so we do not chase.")
    sentences += [NEEDS[facts.needs], whole.spoken]
    action = whole.explanation.action
    nothing = f"We look again on {long_day(whole.explanation.next_look_on)}."
    sentences.append(nothing if action == "none" else f"The next step is to {_as_deed(action.label)}.")
    return sentences


def _owed(facts: AccountFacts) -> list[str]:
    if facts.balance <= 0:
        return ["Nothing is owed." if not facts.balance else f"The account is {pounds(-facts.balance)} in credit."]
    weeks = facts.weeks_owed
    about = f", about {weeks_in_words(weeks)} of charges" if weeks is not None and weeks >= 1 else ""
    said = [f"They owe {pounds(facts.balance)} for {ACCOUNT_NAMES[facts.kind]}{about}."]
    if facts.technical_arrears:
        said.append(f"{pounds(facts.technical_arrears)} of that is benefit still to come.")
        said.append(f"That leaves {pounds(facts.collectable_arrears)} for them to pay.")
    return said


def _paid(facts: AccountFacts) -> str:
    if not facts.last_payment_on:
        return "No payment is on record."
    return f"They last paid {pounds(facts.last_payment_amount)} on {long_day(facts.last_payment_on)}."


def _as_deed(label: str) -> str:
    return label[:1].lower() + label[1:]
