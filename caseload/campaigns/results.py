"""What came of a campaign after four weeks: money in, answers and contacts, beside those whom the lot left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from caseload.campaigns.audience import RESULT, Arm
from caseload.matching import contacts
from caseload.reach import REACHED
from recovery.models import Campaign, CampaignMember, ContactAttempt
from recovery.rules.compare import LEAST, Difference, difference, mean
from staff.ui.words import pounds
from tenancies.models import EntryKind, LedgerEntry


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group that the lot made. `paid`: how many tenants paid anything themselves, reversals taken off."""

    label: str
    accounts: int
    gone: int  # messages that left
    paid: int
    received: Decimal
    mean: Decimal
    responded: int  # got in touch, or answered when we tried
    contacted: int  # heard from the council besides the campaign


@dataclass(frozen=True, kw_only=True)
class Results:
    groups: list[Group]
    until: date  # the last day that counts
    final: bool
    difference: Difference | None
    said: str


def results(campaign: Campaign, *, on: date) -> Results:
    """As they stand on a day; final after 28 days. Who was drawn to be written to counts as such, even where the
    message was withdrawn as it left: the lot alone makes the groups alike."""
    assert campaign.sent_on is not None
    until = min(on, campaign.sent_on + RESULT)
    members = list(campaign.members.exclude(arm=Arm.EXCLUDED).select_related("message", "account"))
    paid = _paid([each.account_id for each in members], after=campaign.sent_on, until=until)
    tenancies = [each.account.tenancy_id for each in members]
    answered = _answered(tenancies, after=campaign.sent_on, until=until)
    contacted = _contacted(tenancies, after=campaign.sent_on, until=until)
    parts = {
        "First wording" if campaign.other_text else "Written to": [_treated(each, 1) for each in members],
        "Second wording": [_treated(each, 2) for each in members],
        "Compared with, not written to": [each.arm == Arm.CONTROL for each in members],
    }
    groups = []
    for label, which in parts.items():
        chosen = [each for each, mine in zip(members, which, strict=True) if mine]
        if chosen:
            groups.append(_group(label, chosen, paid=paid, answered=answered, contacted=contacted))
    treated = [paid.get(each.account_id, Decimal(0)) for each in members if each.arm == Arm.TREATED]
    control = [paid.get(each.account_id, Decimal(0)) for each in members if each.arm == Arm.CONTROL]
    found = difference(treated, control)
    return Results(
        groups=groups,
        until=until,
        final=on >= campaign.sent_on + RESULT,
        difference=found,
        said=told(found, compared=len(control)),
    )


def told(found: Difference | None, *, compared: int) -> str:
    """The finding in a sentence that claims no more than is known."""
    if not compared:
        return "Nobody was left out to compare with, so what the campaign itself brought cannot be told."
    if found is None:
        return f"Too few to tell: each group needs {LEAST} accounts or more."
    more = "more" if found.mean >= 0 else "less"
    lead = f"Those written to paid {pounds(abs(found.mean))} {more} an account than those compared with"
    between = f"the truth most likely lies between {_signed(found.low)} and {_signed(found.high)}"
    chance = "This may be chance." if found.may_be_chance else "Chance alone seldom does that."
    return f"{lead}; {between}. {chance}"


def _signed(amount: Decimal) -> str:
    return f"{pounds(abs(amount))} {'more' if amount >= 0 else 'less'}"


def _treated(member: CampaignMember, wording: int) -> bool:
    return member.arm == Arm.TREATED and member.wording == wording


def _group(
    label: str,
    members: list[CampaignMember],
    *,
    paid: Mapping[int, Decimal],
    answered: set[int],
    contacted: Mapping[int, int],
) -> Group:
    amounts = [paid.get(each.account_id, Decimal(0)) for each in members]
    return Group(
        label=label,
        accounts=len(members),
        gone=sum(each.message is not None and each.message.state == "sent" for each in members),
        paid=sum(amount > 0 for amount in amounts),
        received=sum(amounts, Decimal(0)),
        mean=mean(amounts),
        responded=sum(each.account.tenancy_id in answered for each in members),
        contacted=sum(
            contacted.get(each.account.tenancy_id, 0) > (each.message is not None and each.message.state == "sent")
            for each in members
        ),
    )


def _paid(accounts: list[int], *, after: date, until: date) -> dict[int, Decimal]:
    """Pounds that tenants paid themselves, positive, on the days after it was sent; reversed payments taken off."""
    entries = LedgerEntry.objects.filter(account__in=accounts, effective_on__gt=after, effective_on__lte=until)
    own = entries.filter(kind=EntryKind.PAYMENT) | entries.filter(
        kind=EntryKind.REVERSAL, reverses__kind=EntryKind.PAYMENT, reverses__effective_on__gt=after
    )
    return {account: -amount for account, amount in own.order_by().values_list("account").annotate(Sum("amount"))}


def _answered(tenancies: list[int], *, after: date, until: date) -> set[int]:
    """Households that got in touch, or answered when they were tried, on those days."""
    found = ContactAttempt.objects.filter(
        tenancy__in=tenancies, on__gt=after, on__lte=until, taken_back_at=None, not_sent_since=None
    )
    got_in_touch = found.filter(direction="in") | found.filter(outcome__in=REACHED)
    return set(got_in_touch.values_list("tenancy", flat=True))


def _contacted(tenancies: list[int], *, after: date, until: date) -> dict[int, int]:
    """How often each household heard from the council from the day it was sent on."""
    found = contacts().filter(tenancy__in=tenancies, on__gte=after, on__lte=until)
    return dict(found.order_by().values_list("tenancy").annotate(Count("pk")))
