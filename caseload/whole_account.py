"""One account with all that is known of it, as its page and its documents tell it: gathered once, the same for all."""

import datetime as dt
from dataclasses import dataclass

from caseload.benefit_clock import BenefitClock, benefit_clock
from caseload.case_file import CaseFile, case_file
from caseload.explain import explain
from caseload.legal_ladder import LegalLadder, legal_ladder
from caseload.on_record import OnRecord, on_record
from caseload.reach import NextTry, Reach, best_reach, last_spoken, next_try
from caseload.standing import AgreementLine, Expected, Promise, agreement_line, first_payments, gaps, promises
from caseload.story import Story, since, tell
from legal.debt_age import DebtAge, age_of
from recovery.account_facts import tenants_of
from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.words import Explanation
from staff.council import ledger_as_at
from staff.models import User
from tenancies.models import RentAccount


@dataclass(frozen=True, kw_only=True)
class WholeAccount:
    account: RentAccount
    on: dt.date
    explanation: Explanation
    tenants: list[TenantFacts]
    record: OnRecord
    file: CaseFile
    story: Story | None
    agreement: AgreementLine | None
    benefit: BenefitClock
    ladder: LegalLadder
    promises: list[Promise]
    reach: Reach
    spoken: str
    next_try: NextTry | None  # the next way, where tries reached nobody
    first_payments: list[Expected]
    gaps: list[str]
    debt_age: DebtAge | None  # of a former tenancy
    as_at: dt.date | None  # of the newest extract; None where none was ever loaded

    @property
    def facts(self) -> AccountFacts:
        return self.explanation.facts


def whole_account(account: RentAccount, *, user: User, on: dt.date, shown: str = "") -> WholeAccount:
    """Everything at the end of a day; `shown` is the span of the story (story.RANGES)."""
    explanation = explain(account, as_of=on)
    facts = explanation.facts
    tenants = tenants_of(account, as_of=on)
    first = since(shown, as_of=on)
    record = on_record(account, person_ids=[t.person_id for t in tenants], since=first, as_of=on)
    file = case_file(account, tenants=tenants, record=record, user=user, as_of=on)
    story = tell(account, facts=facts, record=record, first=first, as_of=on)
    return WholeAccount(
        account=account,
        on=on,
        explanation=explanation,
        tenants=tenants,
        record=record,
        file=file,
        story=story,
        agreement=agreement_line(record, facts=facts),
        benefit=benefit_clock(record, facts=facts),
        ladder=legal_ladder(record, facts=facts, tenancy=account.tenancy),
        promises=promises(record, money=story.money if story else [], on=on),
        reach=best_reach(record.contacts),
        spoken=last_spoken(record.contacts),
        next_try=next_try(record.contacts, shut=_shut(tenants, file)),
        first_payments=first_payments(account, facts=facts),
        gaps=gaps(account, facts=facts, tenants=tenants, phones=file.phones),
        debt_age=age_of(account, facts=facts),
        as_at=ledger_as_at(),
    )


def _shut(tenants: list[TenantFacts], file: CaseFile) -> set[str]:
    """The ways by which none of the living tenants may or can be tried."""
    living = [tenant for tenant in tenants if not tenant.died_on]
    shut = set()
    if not any(file.phones.get(tenant.person_id) and not tenant.phone_unsafe for tenant in living):
        shut |= {"phone", "sms"}
    if not any(tenant.address_lines and not tenant.letter_unsafe and not tenant.must_trace for tenant in living):
        shut |= {"letter"}
    if all(tenant.must_trace for tenant in living):
        shut |= {"visit"}
    return shut
