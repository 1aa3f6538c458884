"""Events, walkabouts, surveys, consultations and ideas: outreach that is not a message about money.

Every total is counted from the linked contacts, so that the two cannot differ (duty S2-04).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from caseload.campaigns.build import CannotChange, may_work
from recovery.models import Campaign, Engagement, EngagementContact
from staff.models import User
from tenancies.models import Person, RentAccount, TenancyPerson

Kind = Engagement.Kind
STATUSES = ["New", "Being tried", "Taken up", "Not taken up"]
MOST_ANSWERS = 8


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Counted from the contacts. `answered` of a survey adds up to its contacts that gave an answer."""

    contacts: int
    accounts: int
    helped: int
    anonymous: int
    consents: int
    answered: list[tuple[str, int]]  # each answer that could be given, with how often it was
    asked: int | None

    @property
    def answers(self) -> int:
        return sum(number for _, number in self.answered)

    @property
    def rate(self) -> int | None:
        """Of a hundred asked, how many answered, rounded down; None where it is not known how many were asked."""
        return 100 * self.answers // self.asked if self.asked else None


def totals(engagement: Engagement) -> Totals:
    found = engagement.contacts.aggregate(
        contacts=Count("pk"),
        accounts=Count("account", distinct=True),
        helped=Count("pk", filter=~Q(helped="")),
        anonymous=Count("pk", filter=Q(account=None, person=None)),
        consents=Count("pk", filter=Q(consents=True)),
    )
    given = dict(engagement.contacts.exclude(answer="").order_by().values_list("answer").annotate(Count("pk")))
    answered = [(answer, given.get(answer, 0)) for answer in engagement.answers]
    return Totals(**found, answered=answered, asked=engagement.asked)


def listed() -> QuerySet[Engagement]:
    """All of them, the newest first, with how many took part."""
    found = Engagement.objects.select_related("owner", "campaign").annotate(took_part=Count("contacts"))
    return found.order_by("-on", "-pk")


@transaction.atomic
def make(
    *,
    kind: str,
    name: str,
    on: date,
    place: str = "",
    question: str = "",
    answers: Sequence[str] = (),
    note: str = "",
    asked: int | None = None,
    helpers: Sequence[User] = (),
    by: User,
    at: datetime,
) -> Engagement:
    """Raises CannotChange, PermissionDenied."""
    if not may_work(by):
        raise PermissionDenied("Events and surveys are kept by the income team.")
    given = list(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
    if kind == Kind.SURVEY:
        if not question.strip():
            raise CannotChange("Write the question of the survey.")
        if not 2 <= len(given) <= MOST_ANSWERS:
            raise CannotChange(f"Write 2 to {MOST_ANSWERS} answers, each on its own line.")
        if not place.strip():
            raise CannotChange("Name the estate that the survey is about.")
        if any(len(answer) > 60 for answer in given):
            raise CannotChange("Write no answer longer than 60 characters.")
    made = Engagement.objects.create(
        kind=kind,
        name=name.strip(),
        on=on,
        place=place.strip(),
        question=question.strip(),
        answers=given if kind == Kind.SURVEY else [],
        note=note.strip(),
        status=STATUSES[0] if kind == Kind.IDEA else "",
        asked=asked,
        owner=by,
        made_at=at,
    )
    made.helpers.set(helpers)
    return made


def change(
    engagement: Engagement, *, result: str, status: str, asked: int | None, campaign: Campaign | None, by: User
) -> None:
    """What came of it, and what becomes of an idea. Raises CannotChange, PermissionDenied."""
    if not may_work(by):
        raise PermissionDenied("Events and surveys are kept by the income team.")
    if engagement.kind == Kind.IDEA and status not in STATUSES:
        raise CannotChange("Choose what becomes of the idea.")
    if asked is not None and asked < totals(engagement).answers:
        raise CannotChange("More have answered than that. Enter how many were asked.")
    engagement.result, engagement.asked = result.strip(), asked
    if engagement.kind == Kind.IDEA:
        engagement.status, engagement.campaign = status, campaign
    engagement.save(update_fields=["result", "asked", "status", "campaign"])


def add(
    engagement: Engagement,
    *,
    reference: str,
    anonymous: bool,
    consents: bool,
    answer: str,
    helped: str,
    by: User,
    at: datetime,
) -> EngagementContact:
    """Somebody who took part, by the reference of an account of one's lists; or an anonymous answer, which keeps
    nothing of who gave it. Raises CannotChange, PermissionDenied."""
    if not may_work(by):
        raise PermissionDenied("Events and surveys are kept by the income team.")
    if engagement.kind == Kind.SURVEY and answer not in engagement.answers:
        raise CannotChange("Choose one of the answers.")
    account: RentAccount | None = None
    person: Person | None = None
    if not anonymous:
        account = RentAccount.objects.visible_to(by).filter(account_ref=reference.strip()).first()
        if account is None:
            raise CannotChange("No account of your lists has this reference. Check it, or record it as anonymous.")
        people = TenancyPerson.objects.filter(
            tenancy=account.tenancy_id, role="tenant", not_sent_since=None, last_day=None
        )
        first = people.select_related("person").order_by("pk").first()
        person = first.person if first else None
        if engagement.kind == Kind.SURVEY and engagement.contacts.filter(account=account).exists():
            raise CannotChange("This household has answered already.")
    elif consents:
        raise CannotChange("An anonymous answer leaves nobody to ask again. Name the account, or take the tick out.")
    return EngagementContact.objects.create(
        engagement=engagement,
        account=account,
        person=person,
        consents=consents,
        answer=answer if engagement.kind == Kind.SURVEY else "",
        helped=helped.strip() if not anonymous else "",
        at=at,
        by=by,
    )


def interested(*, user: User) -> QuerySet[EngagementContact]:
    """Who agreed to be asked again, of one's lists, each household once: the newest yes (duties S2-19, S2-61)."""
    agreed = EngagementContact.objects.filter(
        consents=True, account__in=RentAccount.objects.visible_to(user), person__isnull=False
    )
    return agreed.select_related("account", "person", "engagement").order_by("account", "-at").distinct("account")
