"""A version's words on an account of the officer's choice, as its tenant will see them. Nothing is kept or sent."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from recovery import agreement_letters, documents, drafts, wordings
from recovery.account_facts import of_account, tenants_of
from recovery.models import OutboxMessage, RepaymentAgreement, TemplateVersion
from recovery.rules import texts, wording
from recovery.rules.actions import CARE, Action
from recovery.rules.letters import Agreed, Letter
from recovery.rules.plans import Due
from recovery.rules.told import Invoiced, Told
from recovery.rules.wording import CannotWrite
from staff.models import User
from tenancies.models import RentAccount
from tenancies.rules.open_items import OpenItem

Channel = OutboxMessage.OutboxChannel


# What a letter outside the ladder is shown with: an example, since it is about an event that has not happened here.
TOLD = Told(
    late="Mr Idris Yusuf",
    died_on=date(2026, 11, 18),
    answer_by=date(2026, 11, 30),
    plan=("We will talk on Tuesdays between 10:00 and 11:00.",),
    single_contact="Marcia Osei",
    review_on=date(2027, 2, 22),
)
INVOICE = Invoiced(
    number="INV-000012",
    items=(OpenItem(due_on=date(2026, 11, 16), what="Rent", amount=Decimal("104.50"), left=Decimal("104.50")),),
)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What one tenant would see; `why_not` says what is missing."""

    account: RentAccount
    html: str = ""
    text: str = ""
    why_not: str = ""


def account_named(typed: str, *, user: User) -> RentAccount | None:
    """The account of this reference, on this person's lists or opened by them."""
    found = RentAccount.objects.openable_by(user).filter(account_ref__iexact=typed.strip())
    return found.select_related("tenancy__home", "property").order_by("pk").first()


def letter_for(version: TemplateVersion, account: RentAccount, *, by: User, on: date) -> Letter:
    """The letter to the first tenant of an account with these words. Raises CannotWrite."""
    facts = of_account(account, as_of=on)
    tenants = [tenant for tenant in tenants_of(account, as_of=on) if tenant.died_on is None]
    if not tenants:
        raise CannotWrite("No living tenant is named on this account. Choose another.")
    action = Action(version.template.action)
    [letter] = drafts.letters_to(
        tenants[:1], account=account, action=action, facts=facts, by=by, on=on, joint=len(tenants) > 1
    )
    if action == Action.AGREEMENT_MADE:
        letter = replace(letter, agreed=_agreed(account))
    elif action == Action.INVOICE:
        letter = replace(letter, invoice=INVOICE)
    elif action in CARE:
        letter = replace(letter, told=TOLD)
    large = version.template.variant == "large_print" or letter.large_print
    return replace(letter, wording=wordings.frozen(version), large_print=large)


def _agreed(account: RentAccount) -> Agreed:
    agreement = RepaymentAgreement.objects.filter(account=account, ended_on=None).order_by("-pk").first()
    if agreement is None or not agreement.instalments.exists():
        raise CannotWrite("This account has no repayment agreement that runs. Choose one that has.")
    rows = agreement.instalments.order_by("number")
    dues = [
        Due(
            number=row.number,
            due_on=row.due_on,
            rent_amount=row.rent_amount,
            arrears_amount=row.arrears_amount,
            payment=row.rent_amount + row.arrears_amount,
        )
        for row in rows
    ]
    return agreement_letters.agreed_of(agreement, dues)


def preview(version: TemplateVersion, account: RentAccount, *, by: User, on: date) -> Preview:
    """What the account's first tenant would see."""
    if version.template.action == wordings.LINES:
        return Preview(account=account, text=version.body)
    try:
        letter = letter_for(version, account, by=by, on=on)
        if version.template.channel == Channel.LETTER:
            return Preview(account=account, html=documents.preview_html(letter))
        text = wording.to_text(version.body, letter)
    except CannotWrite as lacks:
        return Preview(account=account, why_not=str(lacks))
    return Preview(account=account, text=texts.plain(text) if version.template.channel == Channel.SMS else text)


def pdf(version: TemplateVersion, account: RentAccount, *, by: User, on: date) -> bytes:
    """The printed page. Raises CannotWrite."""
    return documents.letter_pdf(letter_for(version, account, by=by, on=on))
