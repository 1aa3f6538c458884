"""Whom a campaign reaches: each account of its audience is written to, compared with, or excluded with the reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import QuerySet
from django.http import QueryDict

from caseload.filters import Filter, read
from caseload.matching import contacts, listed
from recovery.account_facts import gather_facts, tenants_of_all
from recovery.drafts import address_of
from recovery.models import Campaign, CampaignMember, OutboxMessage
from recovery.rules import gates
from recovery.rules.actions import Action
from recovery.rules.facts import AccountFacts, AgreementState, TenantFacts
from tenancies.models import FormatNeeded, RentAccount

Arm = CampaignMember.Arm
LETTER, SMS = OutboxMessage.OutboxChannel.LETTER, OutboxMessage.OutboxChannel.SMS
PLAIN = {"", FormatNeeded.NONE}
PRINTED = {*PLAIN, FormatNeeded.LARGE_PRINT}  # what any letter can be

LATELY = timedelta(days=7)  # who was written to, called or visited since is left in peace
RESULT = timedelta(days=28)  # after which results count, and an account may be in another campaign

# Why an account is left out, by the flag that stops it; the same words for all, so that they can be counted.
STOPPED_BY = {
    "crisis": "Somebody is in crisis",
    "breathing_space": "Breathing space",
    "deceased": "A tenant has died",
    "disputed": "The balance is disputed",
    "benefit": "A benefit decision is awaited",
    "agreement_kept": "An agreement is being kept",
    "never_asked": "Needs were never asked about",
    "safe_contact": "Contact must be safe",
    "capacity": "Mental capacity is in doubt",
    "case_open": "A complaint, repair or ASB case is open",
    "insolvency": "Insolvency",
    "iva_not_advised": "Insolvency",
    "covered": "A moratorium or insolvency covers what is owed",
    "interest": "Who made the campaign has declared an interest",
    "blackout": "A day on which nobody is written to",
    "stale": "The figures are too old",
    "balance_mismatch": "The balance does not agree with the housing system",
    "held": "Held",
    "format": "Needs another format or language",
    "trace": "No address that can be written to",
}
OTHER_FORMAT = STOPPED_BY["format"]
OPTED_OUT = "Asked to be written to another way"
NO_ADDRESS = {
    "sms": "No mobile number that can be used",
    "email": "No e-mail address that can be used",
    "letter": STOPPED_BY["trace"],
}
NOBODY = "No tenant to write to"
CONTACTED = f"Contacted in the last {LATELY.days} days, or a message waits"
ELSEWHERE = f"In another campaign in the last {RESULT.days} days"
TWIN = "Another account of the household is in it"
GONE = "No longer in the lists of who made the campaign"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the campaign does with one account. `reason` of those excluded; `person_id` of those written to."""

    account: RentAccount
    arm: str
    wording: int = 1
    reason: str = ""
    person_id: int = 0
    facts: AccountFacts | None = None
    tenants: tuple[TenantFacts, ...] = ()


def sentence_of(campaign: Campaign, *, on: date) -> Filter:
    """The audience as a filter of who made the campaign."""
    return read(QueryDict(campaign.audience).dict(), user=campaign.made_by, on=on)[0]


def keys_of(campaign: Campaign, *, on: date) -> tuple[list[int], list[int]]:
    """The accounts of the audience in the order drawn, and those of them that are the second of their household."""
    found: QuerySet[RentAccount] = RentAccount.objects.filter(campaigns__campaign=campaign)
    if not campaign.from_file:
        found = listed(sentence_of(campaign, on=on), user=campaign.made_by, on=on)
    keys, twins, households = [], [], set()
    for pk, tenancy in found.order_by("pk").values_list("pk", "tenancy"):
        keys.append(pk)
        if tenancy in households:
            twins.append(pk)
        households.add(tenancy)
    return drawn(keys, campaign_id=campaign.pk), twins


def drawn(keys: Sequence[int], *, campaign_id: int) -> list[int]:
    """Accounts in the order of their lots: the same whenever they are drawn, and another in any other campaign."""
    return sorted(keys, key=lambda key: sha256(f"{campaign_id}:{key}".encode()).digest())


def deal(found: Sequence[Verdict], *, campaign: Campaign, compared: int, treated: int) -> Iterator[Verdict]:
    """Who of those it reaches is left out to compare with, and who gets which wording, in the order drawn.

    Of every n reached, n × percent / 100 are left out, rounded down; the two wordings get half of the others each, the
    first the odd one. `compared` and `treated` were dealt before.
    """
    for each in found:
        if each.arm == Arm.EXCLUDED:
            yield each
        elif (compared + treated + 1) * campaign.control_percent // 100 > compared:
            compared += 1
            yield replace(each, arm=Arm.CONTROL)
        else:
            treated += 1
            yield replace(each, wording=2 if campaign.other_text and treated % 2 == 0 else 1)


def verdicts(campaign: Campaign, accounts: Sequence[RentAccount], *, twins: Sequence[int], on: date) -> list[Verdict]:
    """Whether each account is reached on a day, asked of the gates at this second. Home and tenancy are read."""
    facts = {
        each.account_id: each
        for each in gather_facts(as_of=on, tenancy_ids=sorted({account.tenancy_id for account in accounts}))
    }
    tenants = tenants_of_all(accounts, as_of=on)
    quiet = _contacted(accounts, on=on)
    elsewhere = _in_another(campaign, accounts, on=on)
    second = set(twins)
    found = []
    for account in accounts:
        if account.pk in second:
            reason, person_id = TWIN, 0
        elif account.pk in elsewhere:
            reason, person_id = ELSEWHERE, 0
        else:
            reason, person_id = judged(campaign, facts=facts[account.pk], tenants=tenants[account.pk])
            if not reason and account.tenancy_id in quiet:
                reason = CONTACTED
        found.append(
            Verdict(
                account=account,
                arm=Arm.EXCLUDED if reason else Arm.TREATED,
                reason=reason,
                person_id=0 if reason else person_id,
                facts=facts[account.pk],
                tenants=tuple(tenants[account.pk]),
            )
        )
    return found


def judged(campaign: Campaign, *, facts: AccountFacts, tenants: Sequence[TenantFacts]) -> tuple[str, int]:
    """Why a household is left out, or which tenant is written to.

    Stricter than an officer's own message: nobody gives a reason for each account, so a gate stops like a stop; and
    what stops one joint tenant stops the household, since a campaign can always wait.
    """
    if not tenants:
        return NOBODY, 0
    if facts.agreement_state == AgreementState.KEPT:
        return STOPPED_BY["agreement_kept"], 0
    formats = PRINTED if campaign.channel == LETTER else PLAIN
    for tenant in tenants:
        if found := _gates(campaign, facts=facts, tenant=tenant):
            return STOPPED_BY.get(found[0].flag, found[0].reason), 0
        if tenant.format_needed not in formats or tenant.interpreter or _other_language(tenant):
            return OTHER_FORMAT, 0
    posted = campaign.channel == LETTER  # an address is asked for by its gates
    reachable = [each for each in tenants if posted or not address_of(campaign.channel, each)[1]]
    if not reachable:
        return NO_ADDRESS[campaign.channel], 0
    willing = [each for each in reachable if each.preferred_channel in {"", campaign.channel}]
    return ("", willing[0].person_id) if willing else (OPTED_OUT, 0)


def _gates(campaign: Campaign, *, facts: AccountFacts, tenant: TenantFacts) -> list[gates.Gate]:
    if campaign.channel == LETTER:
        return gates.for_letter(action=Action.CAMPAIGN, facts=facts, tenant=tenant, user_id=campaign.made_by_id)
    asked = gates.for_text if campaign.channel == SMS else gates.for_email
    return asked(chases=True, facts=facts, tenant=tenant, user_id=campaign.made_by_id)


def _other_language(tenant: TenantFacts) -> bool:
    return bool(tenant.language) and not tenant.language.lower().startswith("en")


def _contacted(accounts: Sequence[RentAccount], *, on: date) -> set[int]:
    """Households that heard from the council lately, or are about to."""
    tenancies = {account.tenancy_id for account in accounts}
    lately = contacts().filter(tenancy__in=tenancies, on__gt=on - LATELY).values_list("tenancy", flat=True)
    waits = OutboxMessage.objects.filter(account__tenancy__in=tenancies, state__in=["queued", "sending"])
    return {*lately, *waits.values_list("account__tenancy", flat=True)}


def _in_another(campaign: Campaign, accounts: Sequence[RentAccount], *, on: date) -> set[int]:
    """Accounts of which another campaign's results are still counted: two at once could not be told apart."""
    others = CampaignMember.objects.filter(
        account__in=accounts, arm__in=[Arm.TREATED, Arm.CONTROL], campaign__sent_on__gt=on - RESULT
    ).exclude(campaign=campaign)
    return set(others.values_list("account", flat=True))
