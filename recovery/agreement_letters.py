"""The letter that confirms an agreement: what it says, queued to each tenant, withdrawn when the agreement goes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from recovery import told_letters
from recovery.account_facts import tenants_of
from recovery.models import OutboxMessage, RepaymentAgreement
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts
from recovery.rules.letters import ACCOUNT_NAMES, Agreed, AgreedDue, OtherAccount
from recovery.rules.plans import EVERY, Due
from staff.models import User
from staff.ui.words import long_day, pounds

LISTED = 27  # payments that the letter lists: half a year by the week, and the last
PAID_BY = {
    RepaymentAgreement.PaidBy.TENANT: "you pay it yourself, in any of the ways below.",
    RepaymentAgreement.PaidBy.DIRECT_DEBIT: "by Direct Debit, taken on the days below.",
    RepaymentAgreement.PaidBy.WAGES: "from your wages, by the authority that you signed. You may stop it at any time.",
    RepaymentAgreement.PaidBy.BENEFIT: "taken from your benefit and paid to us.",
}
EXPLAINED = {
    RepaymentAgreement.Explained.TELEPHONE: "{by} explained this to you by telephone.",
    RepaymentAgreement.Explained.IN_PERSON: "{by} explained this to you in person.",
    RepaymentAgreement.Explained.INTERPRETER: "{by} explained this to you through an interpreter.",
    RepaymentAgreement.Explained.REPRESENTATIVE: "{by} explained this to the person who acts for you.",
    RepaymentAgreement.Explained.LETTER: "This letter explains it. Please call me if anything is not clear.",
    RepaymentAgreement.Explained.COURT: "The court explained the order.",
}


def terms_in_words(agreement: RepaymentAgreement) -> str:
    """£113.50 a week: £104.50 for rent and £9.00 off the arrears."""
    each = EVERY[agreement.frequency]
    said = f"{pounds(agreement.rent_amount + agreement.instalment_amount)} {each}"
    if agreement.rent_amount:
        said += f": {pounds(agreement.rent_amount)} for rent and {pounds(agreement.instalment_amount)} off the arrears"
    if agreement.lump_sum and agreement.lump_sum_on:
        said = f"{pounds(agreement.lump_sum)} on {long_day(agreement.lump_sum_on)}, then {said}"
    return f"{said}{'; later amounts are in the table' if agreement.steps else ''}."


def agreed_of(agreement: RepaymentAgreement, dues: Sequence[Due]) -> Agreed:
    """What its letter says. `agreement` has its accounts and people at hand."""
    rows = [AgreedDue(due_on=due.due_on, rent=due.rent_amount, arrears=due.arrears_amount) for due in dues]
    shown = rows if len(rows) <= LISTED else [*rows[: LISTED - 1], rows[-1]]
    accounts = agreement.covers.select_related("account").order_by("position")
    by = agreement.explained_by.name if agreement.explained_by else "We"
    how = RepaymentAgreement.Explained(agreement.explained_how)
    return Agreed(
        agreement_id=agreement.pk,
        made_on=agreement.made_on,
        terms=terms_in_words(agreement),
        total=agreement.opening_arrears,
        ends_on=dues[-1].due_on,
        dues=tuple(shown),
        left_out=len(rows) - len(shown),
        accounts=tuple(
            OtherAccount(
                name=ACCOUNT_NAMES[each.account.kind], reference=each.account.account_ref, balance=each.arrears
            )
            for each in accounts
        ),
        people=tuple(str(each.person) for each in agreement.people.select_related("person").order_by("pk")),
        paid_by=PAID_BY[RepaymentAgreement.PaidBy(agreement.paid_by)],
        explained=EXPLAINED[how].format(by=by),
        ordered=agreement.kind == RepaymentAgreement.Kind.COURT,
    )


def queue(
    agreement: RepaymentAgreement,
    dues: Sequence[Due],
    *,
    facts: AccountFacts,
    by: User,
    on: date,
    at: datetime,
    press: UUID,
) -> tuple[list[OutboxMessage], list[str]]:
    """Queue the letter to each tenant who may be written to; and why it does not go to the others.

    An agreement stands whether or not its letter can go: a letter that must be made by hand is work for a person.
    """
    told = agreed_of(agreement, dues)
    return told_letters.queue(
        tenants_of(agreement.account, as_of=on),
        account=agreement.account,
        action=Action.AGREEMENT_MADE,
        fill=lambda letter: replace(letter, agreed=told),
        facts=facts,
        by=by,
        on=on,
        at=at,
        press=press,
    )


def withdraw_waiting(agreement: RepaymentAgreement, *, why: str, by: User, on: date, at: datetime) -> None:
    """Letters that confirm an agreement and still wait are withdrawn: it was ended or changed."""
    told_letters.withdraw_waiting(
        agreement.account,
        Action.AGREEMENT_MADE,
        why=why,
        by=by,
        on=on,
        at=at,
        letter__agreed__agreement_id=agreement.pk,
    )
