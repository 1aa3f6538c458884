"""What stands around a warrant and an eviction on record: the order's terms, stops, checks made, referrals.

A check is made by a person, or shown by a record; the newer of the two counts (rulebook 7).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from legal.models import Defence, OrderApplication, PossessionOrder, WarrantRequest
from legal.notices import record_for
from legal.rules import referrals
from legal.rules.checks import Obstacle
from legal.rules.enforcement import CHECKS, FRESH_FOR, Checked, Enforcement
from recovery.models import ContactAttempt, RepaymentAgreement
from recovery.rules.facts import ZERO, AccountFacts
from staff.clock import day_of
from staff.models import User
from staff.ui.words import long_day, pounds
from tenancies import timeline
from tenancies.models import AccountEvent, AccountKind, AccountKindSetting, AccountPosition, RentAccount
from welfare.models import IncomeAndExpenditure, Marker, NeedsAsked, Referral

NAMES = {code: name for code, name, _ in CHECKS}
SIGN_OFF = "sign_off"
ONLY_ON_RECORD = {"equality", "breach", SIGN_OFF}  # nobody ticks these: a record shows them
WELFARE = ("vulnerability", "children", "homelessness")  # before an appointment may be booked
# Whom each referral goes to, by the code that Referral.prompted_by holds.
REFERRALS = {"homelessness": "Homelessness team", "children": "Children’s services"}
BY_QUARTERDAY = "Quarterday"


class CannotEnforce(Exception):
    """It stays as it is. The message says why, and what to do."""


# ------------------------------------------------------------------------------------------------------- what stands


@dataclass(frozen=True, kw_only=True)
class OnRecord:
    """What is recorded around one order: what was applied for in it, what is owed under it, what was agreed since."""

    applications: Sequence[OrderApplication]
    owed: Decimal
    agreed_on: Sequence[date]


def records_of(orders: Collection[PossessionOrder]) -> dict[int, OnRecord]:
    """By order, each with its claim, in three statements however many there are."""
    applications = defaultdict(list)
    for each in OrderApplication.objects.filter(order__in=orders).order_by("pk"):
        applications[each.order_id].append(each)
    tenancies = {order.claim.tenancy_id for order in orders}
    owed, agreed = _owed(tenancies), _agreed(tenancies)
    return {
        order.pk: OnRecord(
            applications=applications[order.pk],
            owed=owed.get(order.claim.tenancy_id, ZERO),
            agreed_on=[day for pk, day in agreed[order.claim.tenancy_id] if pk != order.agreement_id],
        )
        for order in orders
    }


def enforcement(
    order: PossessionOrder,
    *,
    facts: AccountFacts,
    on: date,
    since: WarrantRequest | None = None,
    record: OnRecord | None = None,
) -> Enforcement:
    """What the rules ask about an order and its account. `since`: the warrant that runs; a stay before it is over."""
    record = record or records_of([order])[order.pk]
    short = facts.order_shortfall or ZERO
    applications = record.applications
    stays = [each for each in applications if each.kind == OrderApplication.Kind.STAY]
    asked = next((each for each in stays if each.by_tenant and not each.outcome), None)
    begun = day_of(since.made_at, on=on) if since else on
    agreed_after = max(order.made_on, begun if since else order.made_on)
    return Enforcement(
        on=on,
        order_kind=order.kind,
        order_made_on=order.made_on,
        possession_on=order.possession_on,
        has_terms=bool(order.instalment_amount),
        short=short,
        technical=ZERO < short <= facts.benefit_due,
        permission_given=any(each.kind == "permission" and each.outcome == "granted" for each in applications),
        parties_changed=facts.tenants_living < facts.tenants,
        moratorium_until=facts.breathing_space_until,
        in_moratorium=facts.in_breathing_space,
        in_crisis=facts.in_crisis,
        benefit_pending=facts.benefit_pending,
        agreement_approved=any(made >= agreed_after for made in record.agreed_on),
        cleared=record.owed <= 0,
        stay_asked_on=asked.received_on if asked else None,
        stayed=any(each.outcome == "granted" and each.decided_on and each.decided_on >= begun for each in stays),
    )


def owed_under(order: PossessionOrder) -> Decimal:
    """What is owed on the accounts that count for possession and on that for court costs. A credit pays for nothing."""
    tenancy = order.claim.tenancy_id
    return _owed({tenancy}).get(tenancy, ZERO)


def _owed(tenancies: set[int]) -> dict[int, Decimal]:
    for_possession = AccountKindSetting.objects.filter(counts_for_possession=True).values("kind")
    counted = Q(account__kind=AccountKind.COURT_COSTS) | Q(account__kind__in=for_possession)
    found = AccountPosition.objects.filter(counted, account__tenancy__in=tenancies, balance__gt=0)
    return dict(found.values_list("account__tenancy").annotate(owed=Sum("balance")))


def _agreed(tenancies: set[int]) -> dict[int, list[tuple[int, date]]]:
    """Agreements that run and that no court made: each with the day it was made on."""
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    live = RepaymentAgreement.objects.filter(account__tenancy__in=tenancies, status="live")
    agreed = live.exclude(kind=RepaymentAgreement.Kind.COURT)
    for tenancy, pk, made_on in agreed.values_list("account__tenancy", "pk", "made_on"):
        found[tenancy].append((pk, made_on))
    return found


# ------------------------------------------------------------------------------------------------------------- checks


def checks_of(
    kept: Mapping[str, Any], *, account: RentAccount, order: PossessionOrder, facts: AccountFacts, on: date
) -> dict[str, Checked]:
    """Every check with its newest proof: what somebody wrote down, or a record."""
    found = {code: _by_hand(each) for code, each in kept.items() if code in NAMES}
    for code, each in on_record(account, order=order, facts=facts, on=on):
        if code not in found or found[code].on <= each.on:
            found[code] = each
    return found


def _by_hand(each: Mapping[str, str]) -> Checked:
    return Checked(on=date.fromisoformat(each["on"]), by=each["by"], how=each["how"])


def on_record(
    account: RentAccount, *, order: PossessionOrder, facts: AccountFacts, on: date
) -> Iterator[tuple[str, Checked]]:
    """The checks that records show by themselves."""
    tenancy = account.tenancy_id
    budgets = IncomeAndExpenditure.objects.filter(account__tenancy=tenancy, quick=False, taken_back_at=None, on__lte=on)
    if budget := budgets.select_related("by").order_by("-on", "-pk").first():
        yield "affordability", Checked(on=budget.on, by=budget.by.name, how="Income and expenditure in full")
    asked = NeedsAsked.objects.filter(account__tenancy=tenancy, taken_back_at=None, on__lte=on)
    if needs := asked.select_related("by").order_by("-on", "-pk").first():
        yield (
            "vulnerability",
            Checked(on=needs.on, by=needs.by.name, how=f"Asked: {needs.get_answer_display().lower()}"),
        )
    if contact := _contact(tenancy, on=on):
        yield "contact", contact
    for record in filter(None, (record_for(account.tenancy, stage=stage) for stage in ("warrant", "eviction"))):
        if record.full and record.approver and record.approver != record.author:
            yield "equality", Checked(on=record.on, by=record.author, how=f"Approved by {record.approver}")
    for code in REFERRALS:
        if referral := referral_of(account, code):
            how = "Refused" if referral.state == Referral.State.NOT_MADE else f"Referred to {referral.partner}"
            yield code, Checked(on=day_of(referral.at, on=on), by=referral.by.name, how=how)
    short = facts.order_shortfall
    how = f"{pounds(short)} short of the order" if short is not None else f"{pounds(owed_under(order))} owed"
    yield "breach", Checked(on=on, by=BY_QUARTERDAY, how=how)


def _contact(tenancy: int, *, on: date) -> Checked | None:
    """Two attempts, one of them a visit: as old as the older of the two that show it."""
    tried = ContactAttempt.objects.filter(
        tenancy=tenancy, direction="out", taken_back_at=None, on__lte=on, on__gt=on - 2 * FRESH_FOR
    )
    days = list(tried.order_by("-on", "-pk").values_list("on", "channel", "officer__name"))
    visit = next((each for each in days if each[1] == "visit"), None)
    other = next((each for each in days if each is not visit), None)
    if visit is None or other is None:
        return None
    how = f"Visit on {long_day(visit[0])}, and tried on {long_day(other[0])}"
    return Checked(on=min(visit[0], other[0]), by=visit[2] or "the housing system", how=how)


def check(
    kept: dict[str, Any], *, code: str, how: str, account: RentAccount, facts: AccountFacts, by: User, on: date
) -> None:
    """Write down one check as made today. Raises CannotEnforce for one that a record must show, or a record denies."""
    if code not in NAMES or code in ONLY_ON_RECORD:
        raise CannotEnforce("A record shows this one: nobody ticks it.")
    if not how.strip():
        raise CannotEnforce(f"{NAMES[code]}: say how it was checked, and what was found.")
    if why := _denied(code, account=account, facts=facts):
        raise CannotEnforce(f"{NAMES[code]}: {why}")
    kept[code] = {"on": on.isoformat(), "by": by.name, "how": how.strip()[:300]}


def _denied(code: str, *, account: RentAccount, facts: AccountFacts) -> str:
    """What is on record against ticking a check; blank: nothing."""
    tenancy = account.tenancy_id
    if code == "no_moratorium" and (facts.in_breathing_space or facts.insolvency):
        return "one is on record. It stops this until it ends."
    if code == "no_benefit_pending" and facts.benefit_pending:
        return "a claim awaits its decision. Ask the benefit office."
    if code == "homelessness" and referral_of(account, code) is None:
        return "refer first, or record the refusal."
    if code == "children" and _children(tenancy) and referral_of(account, code) is None:
        return "children live here: refer to children’s services first."
    if code == "disrepair" and _disrepair(tenancy, on=facts.as_of):
        return "one is open on record. Settle it with repairs and legal first."
    return ""


def _children(tenancy: int) -> bool | None:
    """Whether children live here; None where nobody has asked."""
    newest = (
        IncomeAndExpenditure.objects.filter(account__tenancy=tenancy, taken_back_at=None).order_by("-on", "-pk").first()
    )
    return None if newest is None else newest.children_under_16 + newest.children_16_to_18 > 0


def _disrepair(tenancy: int, *, on: date) -> bool:
    counterclaims = Defence.objects.filter(claim__tenancy=tenancy, disrepair=True, answered_on=None)
    return (
        counterclaims.exists()
        or Marker.objects.live(on=on).filter(tenancy=tenancy, kind="dispute", detail="disrepair").exists()
    )


# ---------------------------------------------------------------------------------------------------------- referrals


def referral_of(account: RentAccount, code: str) -> Referral | None:
    """The newest referral for this, made or refused."""
    found = Referral.objects.filter(account__tenancy=account.tenancy_id, prompted_by=code).select_related("by")
    return found.order_by("-at", "-pk").first()


def referred(account: RentAccount, code: str = "homelessness") -> str:
    """made, refused or blank."""
    found = referral_of(account, code)
    return "" if found is None else "refused" if found.state == Referral.State.NOT_MADE else "made"


def household(
    account: RentAccount, *, order: PossessionOrder | None, on: date, advised_on: date | None = None
) -> referrals.HouseholdFacts:
    """Who lives here and who was told of them. `advised_on`: when a notice said where to get help with housing."""
    told, homeless = referral_of(account, "children"), referral_of(account, "homelessness")
    refused = homeless is not None and homeless.state == Referral.State.NOT_MADE
    homeless_on = day_of(homeless.at, on=on) if homeless else None
    begun = WarrantRequest.objects.filter(order=order).exclude(state=WarrantRequest.State.CANCELLED) if order else None
    warrant = begun.order_by("-pk").first() if begun else None
    return referrals.HouseholdFacts(
        children=_children(account.tenancy_id),
        children_referred_on=day_of(told.at, on=on) if told else None,
        homelessness_advised_on=advised_on,
        homelessness_referred_on=None if refused else homeless_on,
        homelessness_refused_on=homeless_on if refused else None,
        order_made_on=order.made_on if order else None,
        warrant_begun_on=day_of(warrant.made_at, on=on) if warrant else None,
    )


def not_told(order: PossessionOrder, *, account: RentAccount, on: date) -> list[Obstacle]:
    """Children who are known to live here, and whose services were not told again for the warrant (rulebook SAF-1)."""
    facts = household(account, order=order, on=on)
    step = referrals.children(facts, stage="warrant")
    if not facts.children or step.done:
        return []
    return [Obstacle(says="Children live here.", do=step.do, rule=step.rule)]


def refer(
    account: RentAccount, *, code: str, why: str, refused: bool = False, by: User, on: date, at: datetime
) -> Referral:
    """Refer the household, or record that they refused it (rulebook HOM-1, HOM-2); for children no consent is asked
    (SAF-1).

    Raises CannotEnforce.
    """
    if code not in REFERRALS:
        raise CannotEnforce("Choose whom to refer to.")
    if not why.strip():
        raise CannotEnforce("Say what was told and asked: it is kept with the referral.")
    if refused and code == "children":
        raise CannotEnforce("Children’s services are told whether or not the tenant agrees.")
    given, not_needed = Referral.Consent.GIVEN, Referral.Consent.NOT_NEEDED
    made = Referral.objects.create(
        account=account,
        partner=REFERRALS[code],
        why=why.strip()[:500],
        prompted_by=code,
        consent=Referral.Consent.REFUSED if refused else not_needed if code == "children" else given,
        state=Referral.State.NOT_MADE if refused else Referral.State.MADE,
        due_on=None if refused else on + timedelta(days=14),
        closed_on=on if refused else None,
        by=by,
        at=at,
    )
    said = f"{made.partner}: {'refused by the tenant' if refused else 'referred'}. {made.why}"
    timeline.record(account=account, what=AccountEvent.What.REFERRAL, on=on, by=by, at=at, summary=said,
                    about=f"welfare.referral:{made.pk}")  # fmt: skip
    return made
