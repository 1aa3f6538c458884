"""What would go to whom, and how: a letter's fields from the records, by post or e-mail, or a text in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from recovery import policies, wordings
from recovery.models import WAYS, OutboxMessage
from recovery.rules import gates, phones, texts
from recovery.rules.actions import TO_ESTATE, Action
from recovery.rules.facts import AccountFacts, RepresentativeFacts, TenantFacts
from recovery.rules.gates import Gate
from recovery.rules.letters import ACCOUNT_NAMES, KINDS, Letter, OtherAccount
from recovery.ways_to_pay import preferred
from staff.council import council_name
from staff.models import User
from tenancies.models import AccountKind, FormatNeeded, RentAccount, RentPeriod, RentYear, TenancyType
from welfare.rules.languages import interpreter_line

APART_FROM_RENT = {
    AccountKind.GARAGE,
    AccountKind.SERVICE_CHARGE,
    AccountKind.COURT_COSTS,
    AccountKind.WATER,
    AccountKind.HEATING,
    AccountKind.ELECTRICITY,
}

OutboxChannel = OutboxMessage.OutboxChannel


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What goes to one tenant. A text stands for its letter; `note` says why it does not go the way they prefer."""

    tenant: TenantFacts
    letter: Letter
    channel: str
    text: str = ""
    note: str = ""
    words: int | None = None  # the version of the council's own words of a text
    to_representative: str = ""  # by name, where it goes to who acts for the tenant

    @property
    def way(self) -> str:
        return WAYS[self.channel]

    @property
    def contentious(self) -> bool:
        return self.letter.wording is not None and self.letter.wording.contentious

    @property
    def template_version(self) -> int | None:
        """Which version of the council's own words goes; None: the shipped ones."""
        if self.channel == OutboxChannel.SMS:
            return self.words
        return self.letter.wording.version if self.letter.wording else None


def drafts_to(
    tenants: Sequence[TenantFacts],
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    by: User,
    on: date,
    reason_given: str = "",
    by_post: bool = False,
) -> tuple[list[Draft], list[list[Gate]]]:
    """A draft to each of these tenants who may be written to, and for each of the others what stops it.

    Each goes the way the tenant prefers, where that is known and safe. `by_post`: on paper whatever they prefer.
    """
    joint = sum(tenant.died_on is None for tenant in tenants) > 1
    letters = letters_to(tenants, account=account, action=action, facts=facts, by=by, on=on, joint=joint)
    drafts, stopped = [], []
    for tenant, letter in zip(tenants, letters, strict=True):
        text, words, note = "", None, ""
        if _prefers_text(tenant, action, facts, on=on) and not by_post:
            text, words, note = _text(tenant, letter, facts=facts, reason_given=reason_given, on=on)
        if text:
            drafts.append(Draft(tenant=tenant, letter=letter, channel=OutboxChannel.SMS, text=text, words=words))
            drafts += _to_representatives(tenant, letter)
        elif stops := gates.blocking(
            gates.tenant_gates(action=action, facts=facts, tenant=tenant), reason_given=reason_given
        ):
            stopped.append(stops)
        elif acting := [each for each in tenant.representatives if each.letters == "instead"]:
            drafts += [_to_representative(tenant, letter, each) for each in acting]
        else:
            channel = OutboxChannel.LETTER
            if tenant.preferred_channel == "email" and tenant.email and not by_post:
                _, why_not = address_of(OutboxChannel.EMAIL, tenant)
                note = f"{tenant.name} prefers e-mail, but {why_not}." if why_not else ""
                if not why_not and letter.wording and letter.wording.contentious:
                    why_not = "a second person reads this letter before it goes, so it goes by post"
                    note = f"{tenant.name} prefers e-mail, but {why_not}."
                channel = OutboxChannel.LETTER if why_not else OutboxChannel.EMAIL
            drafts.append(Draft(tenant=tenant, letter=letter, channel=channel, note=note))
            drafts += _to_representatives(tenant, letter)
    return drafts, stopped


def _to_representatives(tenant: TenantFacts, letter: Letter) -> list[Draft]:
    """The copies, on paper, for those who act for this tenant."""
    copies = [each for each in tenant.representatives if each.letters == "copy"]
    return [_to_representative(tenant, replace(letter, is_copy=True), each) for each in copies]


def _to_representative(tenant: TenantFacts, letter: Letter, acting: RepresentativeFacts) -> Draft:
    letter = replace(letter, addressee=acting.name, address_lines=acting.address_lines, on_behalf_of=tenant.name)
    return Draft(tenant=tenant, letter=letter, channel=OutboxChannel.LETTER, to_representative=acting.name)


def misaddressed(letter: Letter, tenant: TenantFacts) -> str:
    """Why a letter that waits no longer goes to the right name and address; blank: it does.

    The tenant’s, or that of who acts for them; of somebody who has died, of who deals with the estate.
    """
    if letter.action in TO_ESTATE:
        return _not_of_the_estate(letter, tenant)
    if letter.on_behalf_of:
        letters = "copy" if letter.is_copy else "instead"
        acting = {(each.name, each.address_lines) for each in tenant.representatives if each.letters == letters}
        same = letter.on_behalf_of == tenant.name and (letter.addressee, letter.address_lines) in acting
    else:
        instead = any(each.letters == "instead" for each in tenant.representatives)
        same = not instead and (letter.addressee, letter.address_lines) == (tenant.name, tenant.address_lines)
    return "" if same else "The name or address has changed since the letter was written"


def executors_of(tenant: TenantFacts) -> list[RepresentativeFacts]:
    """Who deals with the estate of somebody who has died, and can be written to."""
    return [each for each in tenant.representatives if each.kind == "executor" and each.address_lines]


def _not_of_the_estate(letter: Letter, tenant: TenantFacts) -> str:
    if tenant.died_on is None:
        return f"The death of {tenant.name} was recorded by mistake"
    known = {(each.name, each.address_lines) for each in executors_of(tenant)}
    if letter.action != Action.EXECUTOR_LETTER:
        return "It is known now who deals with the estate: write to them" if known else ""
    same = (letter.addressee, letter.address_lines) in known
    return "" if same else "Who deals with the estate, or their address, has changed since the letter was written"


def _prefers_text(tenant: TenantFacts, action: Action, facts: AccountFacts, *, on: date) -> bool:
    """Whether a light letter goes as a text: as the tenant told us, else as the policy of the day has it.

    Never where somebody gets the letters instead of the tenant.
    """
    if action not in texts.LIGHT or any(each.letters == "instead" for each in tenant.representatives):
        return False
    if tenant.preferred_channel:
        return tenant.preferred_channel == "sms"
    policy = policies.in_force(on=on)
    ladder = policy.ladder_of(kind=facts.kind, tenure=facts.tenancy_type, former=facts.is_former)
    return any(rule.action == action and rule.way == "sms" for rule in ladder.rules)


def _text(
    tenant: TenantFacts, letter: Letter, *, facts: AccountFacts, reason_given: str, on: date
) -> tuple[str, int | None, str]:
    """The text in place of a letter, with the version of its words; or none, and why."""
    _, why_not = address_of(OutboxChannel.SMS, tenant)
    if why_not:
        return "", None, f"{tenant.name} prefers texts but cannot be texted: {why_not}."
    found = gates.text_gates(action=letter.action, facts=facts, tenant=tenant)
    if stops := gates.blocking(found, reason_given=reason_given):
        return "", None, f"{tenant.name} prefers texts. {stops[0].reason}."
    text, words = wordings.text_for(letter, on=on) if not tenant.letter_unsafe else ("", None)
    if text and texts.size(text).fits and not texts.not_carried(text):
        return text, words, ""
    text = texts.says(letter, discreet=tenant.letter_unsafe)
    return text, None, "" if text else f"{tenant.name} prefers texts, but this one would be too long."


def address_of(channel: str, tenant: TenantFacts) -> tuple[str, str]:
    """Where a text or e-mail reaches this tenant; or nothing, and why it cannot. A letter has its own address."""
    if channel == OutboxChannel.SMS:
        if not settings.SENDS_TEXTS:
            return "", "texts are not set up here"
        mobile = phones.mobile(tenant.mobile, tenant.phone, abroad=settings.TEXTS_ABROAD)
        return mobile.number, mobile.why_not
    if not tenant.email:
        return "", "no e-mail address is known"
    try:
        validate_email(tenant.email)
    except ValidationError:
        return "", f"‘{tenant.email}’ is no e-mail address"
    return tenant.email, ""


def letters_to(
    tenants: Sequence[TenantFacts],
    *,
    account: RentAccount,
    action: Action,
    facts: AccountFacts,
    by: User,
    on: date,
    joint: bool,
) -> list[Letter]:
    """One letter to each of these tenants, with what each is asked for. `joint`: more than one tenant is living."""
    the_same: dict[str, Any] = {
        "council": council_name(),
        "officer_name": by.name,
        "officer_phone": by.phone,
        "officer_email": by.email,
        "dated": on,
        "joint": joint,
        **_about(account),
        "next_charge_on": _next_charge_on(account, facts=facts),
        "other_accounts": _other_accounts(account, facts=facts),
        "pays_by": preferred(account),
    }
    plain = [
        Letter(
            action=action,
            version=KINDS[action].version,
            purpose=KINDS[action].purpose,
            addressee=tenant.name,
            address_lines=tenant.address_lines,
            large_print=tenant.format_needed == FormatNeeded.LARGE_PRINT,
            interpreter_line=interpreter_line(tenant.language, interpreter=tenant.interpreter),
            **_figures(action, facts.of_tenant(tenant)),
            **the_same,
        )
        for tenant in tenants
    ]
    return wordings.dressed(plain, tenants, on=on)


def _about(account: RentAccount) -> dict[str, Any]:
    """The fields of a letter that say which account it is about."""
    is_lease = account.tenancy.tenancy_type == TenancyType.LEASEHOLD
    return {
        "reference": account.account_ref,
        "account_name": ACCOUNT_NAMES[account.kind],
        "is_pitch": account.tenancy.tenancy_type == TenancyType.PITCH,
        "is_lease": is_lease,
        "apart_from_rent": account.kind in APART_FROM_RENT and not is_lease,
        "about": str(account.property or account.tenancy.home),
    }


def _figures(action: Action, facts: AccountFacts) -> dict[str, Any]:
    """The fields of a letter that say what is owed, paid and agreed on the day of the facts."""
    return {
        "as_of": facts.as_of,
        "possession": facts.counts_for_possession,
        "balance": facts.balance,
        "technical": facts.technical_arrears,
        "collectable": facts.collectable_arrears,
        "covered": facts.covered_arrears,
        "covered_until": facts.covered_until,
        "weekly_charge": facts.charge_week if action is Action.CURRENT_RENT else facts.weekly_charge,
        "weeks_collectable": facts.weeks_collectable,
        "last_payment_on": facts.last_payment_on,
        "last_payment_amount": facts.last_payment_amount,
        "agreement_shortfall": facts.agreement_shortfall,
        "agreement_payment": facts.agreement_payment,
        "agreement_next_due_on": facts.agreement_next_due_on,
        "agreement_next_amount": facts.agreement_next_amount,
    }


def _other_accounts(account: RentAccount, *, facts: AccountFacts) -> tuple[OtherAccount, ...]:
    """The household's other accounts on which money is owed: one letter names them all.

    None where somebody here is insolvent or in breathing space: part of those debts may be covered (rulebook INS-3).
    """
    if facts.insolvency or facts.in_breathing_space:
        return ()
    owing = RentAccount.objects.filter(tenancy=account.tenancy_id, position__balance__gt=0).exclude(pk=account.pk)
    return tuple(
        OtherAccount(name=ACCOUNT_NAMES[other.kind], reference=other.account_ref, balance=other.position.balance)
        for other in owing.select_related("position").order_by("account_ref", "pk")
    )


def _next_charge_on(account: RentAccount, *, facts: AccountFacts) -> date | None:
    """The day of the next week's charge, rent-free weeks passed over; None where no week is charged any more."""
    if facts.is_former or account.closed_on or account.tenancy.rent_period != RentPeriod.WEEKLY:
        return None
    charge_on, free_weeks = facts.next_charge_on, RentYear.objects.free_weeks(around=facts.next_charge_on)
    while charge_on - timedelta(days=charge_on.weekday()) in free_weeks:  # named by their Mondays
        charge_on += timedelta(days=7)
    return charge_on
