"""Lists of who is affected by a change (duty S1-13): loaded from a file, each contacted by a day, and who is left."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from caseload import reminders
from caseload.campaigns.audience import Arm
from caseload.campaigns.build import CannotChange, may_work
from caseload.models import Reminder
from recovery.models import Campaign, CampaignMember, ContactAttempt
from staff.models import PatchAssignment, Role, User
from tenancies.models import RentAccount

MOST = 20_000  # lines of a file
AT_ONCE = 100  # contacts planned in one press
# Tries that reached nobody: the household still waits to be contacted.
REACHED_NOBODY = ["no_answer", "wrong_number", "returned_mail", "bounced", "not_in"]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a file names, before anything is kept."""

    found: list[RentAccount]
    unknown: list[str]  # not an account of one's lists
    twice: list[str]

    @property
    def owed(self) -> Decimal:
        return sum((each.owes_now() for each in self.found), Decimal(0))


def references(text: str) -> list[str]:
    """The first column of a CSV, or one reference a line; a heading is passed over. Raises CannotChange."""
    try:
        rows = [row[0].strip() for row in csv.reader(StringIO(text, newline="")) if row and row[0].strip()]
    except csv.Error:
        raise CannotChange("The file cannot be read. Save the spreadsheet as CSV and choose that file.") from None
    if rows and not any(letter.isdigit() for letter in rows[0]):
        rows = rows[1:]
    if not rows:
        raise CannotChange("The file names no account. Put one account reference on each line, in the first column.")
    if len(rows) > MOST:
        raise CannotChange(f"The file has {len(rows):,} lines; {MOST:,} are the most at once. Split it.")
    return rows


def decoded(content: bytes) -> str:
    """The file's words. Raises CannotChange where it is no text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CannotChange("This is no CSV. Save the spreadsheet as CSV and choose that file.")


def preview(refs: Sequence[str], *, user: User) -> Preview:
    """What these references come to in one's lists."""
    once = list(dict.fromkeys(refs))
    hers = RentAccount.objects.visible_to(user).filter(account_ref__in=once).select_related("position", "tenancy")
    by_ref = {account.account_ref: account for account in hers}
    return Preview(
        found=[by_ref[ref] for ref in once if ref in by_ref],
        unknown=[ref for ref in once if ref not in by_ref],
        twice=[ref for ref, times in Counter(refs).items() if times > 1],
    )


@transaction.atomic
def load(
    refs: Sequence[str], *, name: str, purpose: str, contact_by: date, by: User, on: date, at: datetime
) -> Campaign:
    """Keep the list. Raises CannotChange, PermissionDenied."""
    if not may_work(by):
        raise PermissionDenied("Lists are loaded by the income team.")
    if contact_by < on:
        raise CannotChange("Choose today or a later day by which each is contacted.")
    found = preview(refs, user=by).found
    if not found:
        raise CannotChange("None of these references is an account of your lists. Check the first column of the file.")
    made = Campaign.objects.create(
        name=name.strip(),
        purpose=purpose.strip(),
        channel="sms",
        from_file=True,
        contact_by=contact_by,
        made_by=by,
        made_at=at,
    )
    CampaignMember.objects.bulk_create(
        CampaignMember(campaign=made, account=each, arm=Arm.TREATED, balance=each.owes_now()) for each in found
    )
    return made


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many of a list were contacted since it was loaded; together with those left they are all of it."""

    accounts: int
    contacted: int

    @property
    def left(self) -> int:
        return self.accounts - self.contacted

    @property
    def percent(self) -> int:
        """Whole points, rounded down: 100 only when nobody is left."""
        return 100 * self.contacted // self.accounts if self.accounts else 100


def reach(campaign: Campaign) -> Reach:
    return reach_of_each([campaign])[campaign.pk]


def reach_of_each(campaigns: Sequence[Campaign]) -> dict[int, Reach]:
    """How far each of these lists is, by campaign: one query for all of them."""
    members = CampaignMember.objects.filter(campaign__in=campaigns).order_by().values_list("campaign")
    counted = members.annotate(accounts=Count("pk"), contacted=Count("pk", filter=contacted()))
    found = {pk: Reach(accounts=accounts, contacted=reached) for pk, accounts, reached in counted}
    return {each.pk: found.get(each.pk, Reach(accounts=0, contacted=0)) for each in campaigns}


def contacted() -> Exists:
    """Of a member: somebody spoke with, visited or wrote to the household since the list was loaded, or it got in
    touch."""
    since = ContactAttempt.objects.filter(
        tenancy=OuterRef("account__tenancy"),
        at__gte=OuterRef("campaign__made_at"),
        taken_back_at=None,
        not_sent_since=None,
    )
    return Exists(since.filter(Q(direction="in") | ~Q(outcome__in=REACHED_NOBODY)))


def left(campaign: Campaign, *, user: User) -> QuerySet[CampaignMember]:
    """Who is left, of one's lists, the largest debt first."""
    members = campaign.members.filter(~contacted(), account__in=RentAccount.objects.visible_to(user))
    return members.select_related("account__tenancy__home__patch", "account__position").order_by("-balance", "account")


def plan_contacts(campaign: Campaign, *, by: User, on: date, at: datetime) -> tuple[int, int]:
    """Ask each account's officer to make contact by the day, once: how many were asked for, how many have nobody.

    What is planned already is passed over; a hundred at once. Raises CannotChange, PermissionDenied.
    """
    if not may_work(by):
        raise PermissionDenied("Contacts are planned by the income team.")
    if campaign.contact_by is None or campaign.contact_by < on:
        raise CannotChange("The day by which each was to be contacted has passed.")
    text = f"Contact about: {campaign.name}"
    planned = set(
        Reminder.objects.filter(reminders.OPEN, text=text, account__campaigns__campaign=campaign).values_list(
            "account", flat=True
        )
    )
    officers = _officers()
    asked = nobody = 0
    for member in left(campaign, user=by):
        if member.account_id in planned:
            continue
        if asked == AT_ONCE:
            break
        officer = officers.get(member.account.tenancy.home.patch_id)
        if officer is None:
            nobody += 1
            continue
        own = officer == by
        reminders.remind(
            account=member.account,
            kind=Reminder.Kind.OWN if own else Reminder.Kind.TASK,
            text=text,
            due_on=campaign.contact_by,
            colleague=None if own else officer,
            by=by,
            on=on,
            at=at,
        )
        asked += 1
    return asked, nobody


def _officers() -> dict[int, User]:
    """The income officer of each patch."""
    found = PatchAssignment.objects.filter(
        ends_on=None, cover=None, user__role=Role.INCOME_OFFICER, user__is_active=True
    ).select_related("user")
    return {each.patch_id: each.user for each in found.order_by("-pk")}
