"""A letter's fields from the records: what is owed, by whom, where it goes, and whom to reach."""

from collections.abc import Sequence
from datetime import date, timedelta

from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.letters import ACCOUNT_NAMES, KINDS, Letter, OtherAccount
from staff.council import council_name
from staff.models import User
from tenancies.models import AccountKind, FormatNeeded, RentAccount, RentPeriod, RentYear, TenancyType

APART_FROM_RENT = {
    AccountKind.GARAGE,
    AccountKind.SERVICE_CHARGE,
    AccountKind.COURT_COSTS,
    AccountKind.WATER,
    AccountKind.HEATING,
    AccountKind.ELECTRICITY,
}


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
    """One letter to each of these tenants, with the same figures. `joint`: more than one tenant is living."""
    others = _other_accounts(account)
    next_charge_on = _next_charge_on(account, facts=facts)
    council = council_name()
    return [
        Letter(
            action=action,
            version=KINDS[action].version,
            purpose=KINDS[action].purpose,
            large_print=tenant.format_needed == FormatNeeded.LARGE_PRINT,
            council=council,
            officer_name=by.name,
            officer_phone=by.phone,
            officer_email=by.email,
            dated=on,
            reference=account.account_ref,
            account_name=ACCOUNT_NAMES[account.kind],
            is_pitch=account.tenancy.tenancy_type == TenancyType.PITCH,
            apart_from_rent=account.kind in APART_FROM_RENT,
            possession=facts.counts_for_possession,
            about=str(account.property or account.tenancy.home),
            addressee=tenant.name,
            address_lines=tenant.address_lines,
            joint=joint,
            as_of=facts.as_of,
            balance=facts.balance,
            technical=facts.technical_arrears,
            collectable=facts.collectable_arrears,
            weekly_charge=facts.weekly_charge,
            weeks_collectable=facts.weeks_collectable,
            last_payment_on=facts.last_payment_on,
            last_payment_amount=facts.last_payment_amount,
            next_charge_on=next_charge_on,
            agreement_shortfall=facts.agreement_shortfall,
            agreement_payment=facts.agreement_payment,
            agreement_next_due_on=facts.agreement_next_due_on,
            other_accounts=others,
        )
        for tenant in tenants
    ]


def _other_accounts(account: RentAccount) -> tuple[OtherAccount, ...]:
    """The household's other accounts on which money is owed: one letter names them all."""
    owing = RentAccount.objects.filter(tenancy=account.tenancy_id, position__balance__gt=0).exclude(pk=account.pk)
    return tuple(
        OtherAccount(name=ACCOUNT_NAMES[other.kind], reference=other.account_ref, balance=other.position.balance)
        for other in owing.select_related("position").order_by("account_ref", "pk")
    )


def _next_charge_on(account: RentAccount, *, facts: AccountFacts) -> date | None:
    """The day of the next week's charge, rent-free weeks passed over; None where no week is charged any more."""
    if facts.is_former or account.closed_on or account.tenancy.rent_period != RentPeriod.WEEKLY:
        return None
    year = RentYear.objects.of(on=facts.next_charge_on)
    charge_on = facts.next_charge_on
    while year and charge_on.isoformat() in year.rent_free_weeks:
        charge_on += timedelta(days=7)
    return charge_on
