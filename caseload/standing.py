"""Where an account stands, in lines: the agreement, promises, the first payments of a new tenancy, the gaps."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from caseload.on_record import OnRecord
from caseload.story import OUR_SHARE, Money
from recovery.account_facts import TOLERANCE
from recovery.agreement_watch import schedule_of
from recovery.models import ContactAttempt
from recovery.rules.facts import ZERO, AccountFacts, AgreementState, NeedsState, TenantFacts
from recovery.rules.instalments import due_by
from staff.ui.words import counted, long_day, pounds
from tenancies.models import RentAccount, RentYear

NEW = dt.timedelta(weeks=6)  # how long a tenancy counts as new
MOST_PROMISES = 4


@dataclass(frozen=True, kw_only=True)
class AgreementLine:
    """What was agreed and how it stands. `weight` is that of the mark which holds the state."""

    agreed: str
    state: str
    weight: str
    lines: list[str]


def agreement_line(record: OnRecord, *, facts: AccountFacts) -> AgreementLine | None:
    """The agreement that runs; None without one. What has fallen due counts once its days of grace have run."""
    agreement = record.agreement
    if agreement is None or facts.agreement_state is None:
        return None
    dues = schedule_of(agreement)
    fallen_by = facts.as_of - TOLERANCE.grace
    due = due_by(dues, fallen_by)
    rent = agreement.rent_amount
    on_top = f"on top of {pounds(rent)} rent" if rent else "with benefit paying the rent"
    lines = [f"Made {long_day(agreement.made_on)} to clear {pounds(agreement.opening_arrears)}"]
    if dues[0].due_on <= fallen_by:
        short = facts.agreement_shortfall
        came = f"{pounds(due - short)} came in, {pounds(short)} short" if short else "all of it came in"
        lines.append(f"Due so far {pounds(due)}: {came}")
    else:
        lines.append("Nothing has fallen due yet")
    if facts.agreement_last_missed_on:
        lines.append(f"Last missed {long_day(facts.agreement_last_missed_on)}")
    if facts.agreement_next_due_on:
        lines.append(f"Next {pounds(facts.agreement_next_amount)} on {long_day(facts.agreement_next_due_on)}")
    lines.append(f"Ends {long_day(dues[-1].due_on)} if it is kept")
    state = facts.agreement_state
    return AgreementLine(
        agreed=f"{pounds(agreement.instalment_amount)} {agreement.get_frequency_display().lower()} {on_top}",
        state=state.value.capitalize(),
        weight={AgreementState.KEPT: "good", AgreementState.SLIPPING: "warn"}.get(state, "stop"),
        lines=lines,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A tenant's promise to pay, and what became of it."""

    text: str
    state: str
    weight: str


def promises(record: OnRecord, *, money: Sequence[Money], on: dt.date) -> list[Promise]:
    """What the tenants promised, the newest first. What we promised them is in the reminders."""
    promised = [c for c in record.contacts if c.outcome == ContactAttempt.Outcome.PROMISED and c.promised_on]
    return [_promise(contact, money=money, on=on) for contact in reversed(promised[-MOST_PROMISES:])]


def _promise(contact: ContactAttempt, *, money: Sequence[Money], on: dt.date) -> Promise:
    """Kept once what came in from the tenant, from the day of the promise to its day, is what was promised."""
    until = contact.promised_on
    assert until is not None
    came = sum((m.amount for m in money if m.source in OUR_SHARE and contact.on <= m.on <= until), ZERO)
    wanted = contact.promised_amount or Decimal("0.01")
    amount = pounds(contact.promised_amount) if contact.promised_amount else "a payment"
    if came >= wanted:
        state, weight = "Kept", "good"
    else:
        state, weight = ("Not yet due", "quiet") if until >= on else ("Missed", "stop")
    return Promise(text=f"{amount} by {long_day(until)}", state=state, weight=weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One thing that should be posted on a new account."""

    on: dt.date
    what: str
    amount: Decimal


def first_payments(account: RentAccount, *, facts: AccountFacts) -> list[Expected]:
    """The next four charges and the first benefit of a new tenancy; nothing for one that has run a while."""
    if facts.is_former or facts.tenancy_started_on + NEW < facts.as_of or not facts.weekly_charge:
        return []
    free = RentYear.objects.free_weeks(around=facts.as_of)
    days = (max(facts.next_charge_on, facts.tenancy_started_on) + dt.timedelta(weeks=n) for n in range(8))
    charges = [day for day in days if day - dt.timedelta(days=day.weekday()) not in free][:4]  # named by their Mondays
    rows = [Expected(on=day, what="Rent charged", amount=facts.weekly_charge) for day in charges]
    if facts.next_benefit_on and facts.next_benefit_amount:
        rows.append(Expected(on=facts.next_benefit_on, what="Benefit expected", amount=-facts.next_benefit_amount))
    return sorted(rows, key=lambda row: row.on)


def gaps(
    account: RentAccount, *, facts: AccountFacts, tenants: Sequence[TenantFacts], phones: dict[int, list[str]]
) -> list[str]:
    """What is not known, said plainly: nothing missing is hidden."""
    found = []
    for tenant in (t for t in tenants if not t.died_on):
        missing = [] if phones.get(tenant.person_id) or tenant.phone_unsafe else ["no phone number"]
        missing += [] if tenant.email else ["no e-mail address"]
        missing += [] if tenant.preferred_channel else ["never asked how to be reached"]
        missing += [] if tenant.language else ["language not known"]
        missing += [] if tenant.format_needed else ["never asked about large print or other formats"]
        missing += ["no address known"] if tenant.must_trace or not tenant.address_lines else []
        if missing:
            found.append(f"{tenant.name}: {', '.join(missing)}")
    if not tenants:
        found.append("No tenant is named")
    if facts.needs == NeedsState.NEVER_ASKED:
        found.append("Needs never asked about")
    if facts.needs == NeedsState.ASKED_NO_ANSWER:
        found.append("Needs asked about, no answer yet")
    if not facts.is_former and not account.payment_method:
        found.append("How they pay is not known")
    if facts.no_officer:
        found.append("No officer looks after this patch")
    if not facts.weekly_charge and not facts.is_former:
        found.append("No current charge is known")
    if facts.tenants > 1 and facts.tenants_living < facts.tenants:
        found.append(f"{counted(facts.tenants - facts.tenants_living, 'tenant')} has died: who inherits may be open")
    return found
