"""A household that owes, and its notice as far as a test wants it: prepared, weighed, asked, approved, served."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from legal import notice_requests, notice_service, notices, protocol_steps
from legal.models import LegalRequest, Notice, NoticeService
from legal.notice_service import Given
from legal.notices import Chosen
from legal.rules import equality
from recovery.account_facts import of_account
from recovery.rules.facts import AccountFacts
from staff.models import Role, User
from tenancies.models import Person
from tests.factories.people import Household, OfficerFactory, household
from welfare.models import NeedsAsked

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 a paper"


def owing(*people: dict[str, Any], owes: str = "900.00", tenure: str = "secure", **known: Any) -> Household:
    """A household that owes, whose needs were asked about; `known` are fields of its tenancy."""
    home = household(*people, owes=Decimal(owes))
    tenancy = home.account.tenancy
    tenancy.tenancy_type = tenure
    for name, value in known.items():
        setattr(tenancy, name, value)
    tenancy.save()
    for person in home.tenants:
        NeedsAsked.objects.create(
            account=home.account, person=person, on=date(2026, 11, 2), at=NOW, channel="phone", answer="none",
            by=home.officer,
        )  # fmt: skip
    return home


def facts_of(home: Household, on: date = MONDAY) -> AccountFacts:
    return of_account(home.account, as_of=on)


def leader_of(home: Household, role: str = Role.TEAM_LEADER) -> User:
    user: User = OfficerFactory(name="Mabel Osei", role=role, patches=[home.account.tenancy.home.patch])
    return user


def prepared(home: Household, *, on: date = MONDAY, **chosen: Any) -> Notice:
    usual: dict[str, Any] = {"kind": "nosp", "serve_on": on, "method": "hand", "grounds": ("1",)}
    return notices.prepare(
        account=home.account, chosen=Chosen(**usual | chosen), facts=facts_of(home, on), by=home.officer, on=on, at=NOW
    )


def weighed(home: Household, *, stage: str = "notice", on: date = MONDAY) -> None:
    answers = {question.code: f"Asked, and none is known: {question.code}." for question in equality.questions(stage)}
    protocol_steps.write_decision(
        home.account.tenancy, stage=stage, answers=answers, review_on=None, by=home.officer, on=on, at=NOW
    )


def asked(home: Household, notice: Notice, *, on: date = MONDAY) -> LegalRequest:
    weighed(home, stage=notices.weighed_for(notice.kind), on=on)
    return notice_requests.ask(
        notice, note="No plan was kept.", legal="", facts=facts_of(home, on), by=home.officer, on=on, at=NOW
    )


def approved(home: Household, *, on: date = MONDAY, **chosen: Any) -> Notice:
    notice = prepared(home, on=on, **chosen)
    request = asked(home, notice, on=on)
    return notice_requests.approve(
        request, notice_pdf=PDF, statement_pdf=PDF, said="", facts=facts_of(home, on), by=leader_of(home), on=on, at=NOW
    )


def given(home: Household, **known: Any) -> Given:
    usual: dict[str, Any] = {
        "method": "hand", "done_on": MONDAY, "done_at": time(8, 40), "served_by": home.officer, "place": "3 Mill Lane",
        "handed_to": "Ms Yusuf",
    }  # fmt: skip
    return Given(**usual | known)


def serve(
    home: Household, notice: Notice, person: Person, *, on: date = MONDAY, knowing: bool = False, **known: Any
) -> NoticeService:
    return notice_service.record_service(
        notice, person=person, given=given(home, **{"done_on": on, **known}), knowing=knowing, facts=facts_of(home, on),
        by=home.officer, on=on, at=NOW,
    )  # fmt: skip


def served(home: Household, *, on: date = MONDAY, **chosen: Any) -> Notice:
    """Handed to every tenant on the day on which it was prepared and approved."""
    notice = approved(home, on=on, **chosen)
    for person in home.tenants:
        serve(home, notice, person, on=on)
    notice.refresh_from_db()
    return notice
