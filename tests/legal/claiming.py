"""A household whose notice has run and whose protocol is done, and claims of it, for tests.

The notice was handed over on Monday 7 September 2026 and gives Monday 5 October: a claim may be issued from 6 October
2026 to 5 October 2027.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from caseload.legal.claims import acts
from legal.claim_issue import Issued
from legal.models import ClaimPack, DecisionRecord, LegalRequest, Notice, NoticeService, PossessionClaim, ProtocolStep
from legal.rules import equality
from staff.models import Role, User
from tests.factories.people import Household, OfficerFactory, household
from welfare.models import NeedsAsked

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))
SERVED = date(2026, 9, 7)
AFTER = date(2026, 10, 12)
OF_EACH = ["contact", "vulnerability", "debt_advice", "protocol_sent"]
OF_ALL = ["affordability", "offer", "statement", "dwp", "benefit_help"]
# What the record cannot say of a claim.
TYPED = {
    "agreement_copy": "no", "agreement_why_not": "Lost in a fire", "claimant_circumstances": "A council that houses",
    "truth_position": "Income officer", "schedule_sent_on": MONDAY, "notice_copy": "no",
    "notice_why_not": "Held by the housing system",
}  # fmt: skip


def ready(*people: dict[str, Any], owes: str = "209.00", **account: Any) -> Household:
    """Everything before a claim is done, and the decision record approved."""
    home = household(*people, owes=Decimal(owes), **account)
    tenancy = home.account.tenancy
    notice = Notice.objects.create(
        tenancy=tenancy, kind="nosp", prepared_on=SERVED, specified_on=date(2026, 10, 5), status="served",
        arrears_stated=Decimal("104.50"), grounds="1",
    )  # fmt: skip
    for tenant in home.tenants:
        NoticeService.objects.create(
            notice=notice, person=tenant, method="hand", done_on=SERVED, done_at=time(10, 15), evidence="Signed for"
        )
        NeedsAsked.objects.create(
            account=home.account, person=tenant, on=date(2026, 11, 2), at=NOON, channel="phone", answer="none",
            by=home.officer,
        )  # fmt: skip
        for code in OF_EACH:
            step(home, code, person=tenant)
        for day in (AFTER, date(2026, 10, 19)):
            step(home, "post_notice_try", person=tenant, on=day)
    for code in OF_ALL:
        step(home, code)
    weighed(home)
    return home


def step(home: Household, code: str, *, on: date = AFTER, person: Any = None) -> ProtocolStep:
    return ProtocolStep.objects.create(
        tenancy=home.account.tenancy, person=person, step=code, done_on=on, how="By letter", by=home.officer, at=NOON
    )


def weighed(home: Household) -> DecisionRecord:
    return DecisionRecord.objects.create(
        tenancy=home.account.tenancy, stage="claim", full=True, on=date(2026, 11, 16), at=NOON, author=home.officer,
        answers={each.code: "Weighed" for each in equality.questions("claim")},
        approved_by=OfficerFactory(name="Mabel Osei", role=Role.TEAM_LEADER), approved_on=date(2026, 11, 17),
    )  # fmt: skip


def manager_of(home: Household) -> User:
    user: User = OfficerFactory(name="Pat Walker", role=Role.INCOME_MANAGER, patches=[home.account.tenancy.home.patch])
    return user


def known(by: User, **more: Any) -> dict[str, Any]:
    return {"by": by, "on": MONDAY, "at": NOON} | more


def begun(home: Household) -> ClaimPack:
    return acts.prepare(tenancy=home.account.tenancy, **known(home.officer))


def entered(home: Household, *, route: str = "pcol", **typed: Any) -> ClaimPack:
    """A pack with all that is asked; `typed` changes it."""
    return acts.enter(pack=begun(home), typed=TYPED | typed, route=route, by=home.officer, on=MONDAY)


def asked(home: Household, **typed: Any) -> LegalRequest:
    return acts.ask(pack=entered(home, **typed), note="Nothing else has worked", legal="", **known(home.officer))


def approved(home: Household, *, by: User | None = None, **typed: Any) -> ClaimPack:
    return acts.approve(asked=asked(home, **typed), said="Agreed", **known(by or manager_of(home)))


def told(**changes: Any) -> Issued:
    """The court's notice. From 24 November 28 clear days end on 22 December; Monday 4 January 2027 is listed."""
    usual: dict[str, Any] = {
        "claim_number": "M50WX111", "court": "County Court at Ottersby", "issued_on": date(2026, 11, 24),
        "fee": Decimal("415.00"), "fixed_costs": Decimal("69.50"), "hearing_on": date(2027, 1, 4),
        "hearing_at": time(10, 30),
    }  # fmt: skip
    return Issued(**usual | changes)


def issued(home: Household, **changes: Any) -> PossessionClaim:
    """Issued on Tuesday 24 November, the day after the yes."""
    tuesday = date(2026, 11, 24)
    return acts.issue(pack=approved(home), told=told(**changes), by=home.officer, on=tuesday, at=NOON)
