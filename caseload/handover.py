"""An account given to one person, whoever has its patch. What is promised and open on it goes along, and comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload import drafts, undo
from caseload.at_work import all_at_work
from caseload.colleagues import colleagues_of
from caseload.models import Act, Reminder
from caseload.reminders import OPEN
from staff.asking import records_where
from staff.models import ESTATE_ROLES, LEADING_ROLES, PatchAssignment, Role, User
from tenancies import timeline
from tenancies.models import AccountEvent, AccountRestriction, Handover, RentAccount


class CannotHandOver(Exception):
    """The account stays where it is. The message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Ownership:
    """Whose work an account is, for its page."""

    owner: User | None  # whom it was handed to, else the officer of its patch
    handover: Handover | None  # the one that runs
    may_hand_over: bool  # whether this person is offered to hand it over; the act looks again
    neighbourhood: list[User]  # who looks after its home and people, whoever was given the patch first leading


def ownership(account: RentAccount, *, user: User) -> Ownership:
    handed = records_where(
        Handover, "account_id = %(account)s AND ended_at IS NULL", order="id", related=["to", "by"], account=account.pk
    )
    running = next(iter(handed), None)
    looking_after = records_where(
        User,
        "a.patch_id = %(patch)s AND a.ends_on IS NULL AND is_active",
        join="JOIN staff_patchassignment AS a ON a.user_id = staff_user.id",
        also="a.cover_id IS NOT NULL AS as_cover",
        order="a.id",
        patch=account.tenancy.home.patch_id,
    )
    officers = [each for each in looking_after if each.role == Role.INCOME_OFFICER and not vars(each)["as_cover"]]
    hers = running.to == user if running else user in looking_after
    return Ownership(
        owner=running.to if running else next(iter(officers), None),
        handover=running,
        may_hand_over=user.role in {*LEADING_ROLES, Role.INCOME_ADVISOR} or hers,
        neighbourhood=[each for each in looking_after if each.role in ESTATE_ROLES],
    )


def hand_over(*, account: RentAccount, to: User, reason: str, by: User, on: date, at: datetime) -> None:
    """Give an account to a colleague. Raises CannotHandOver, and what at_work raises."""
    _, refused = hand_over_many(accounts=[account], to=to, reason=reason, by=by, on=on, at=at)
    if refused:
        raise CannotHandOver(refused[0][1])
    drafts.clear(user=by, form="hand_over", account=account)


def hand_over_many(
    *, accounts: Sequence[RentAccount], to: User, reason: str, by: User, on: date, at: datetime
) -> tuple[list[RentAccount], list[tuple[RentAccount, str]]]:
    """Give several accounts to one colleague; each that stays is named with why.

    Raises CannotHandOver where the colleague takes no accounts or no reason is given, and what at_work raises.
    """
    if not colleagues_of(by).filter(pk=to.pk).exists() and to != by:
        raise CannotHandOver("Choose a colleague who works accounts.")
    if not reason.strip():
        raise CannotHandOver("Say why it is handed over.")
    with all_at_work(accounts, by=by, on=on, despite_interest=True) as all_locked:
        owners = owners_of(all_locked)
        refusals = _refusals(all_locked, owners, to=to, by=by, on=on)
        given = [account for account in all_locked if account.pk not in refusals]
        Handover.objects.filter(account__in=given, ended_at=None).update(ended_at=at)
        made = Handover.objects.bulk_create(
            [Handover(account=account, to=to, reason=reason.strip(), by=by, at=at) for account in given]
        )
        _take_along(given, owners, to=to)
        said = {handover: f"To {to.name}: {handover.reason}" for handover in made}
        _noted(said, kind="hand_over", by=by, on=on, at=at)
    return given, [(account, refusals[account.pk]) for account in all_locked if account.pk in refusals]


def end(*, account: RentAccount, by: User, on: date, at: datetime) -> None:
    """The account goes back to the officer of its patch, with what is open on it. Raises CannotHandOver."""
    with all_at_work([account], by=by, on=on) as [locked]:
        handover = locked.handovers.filter(ended_at=None).select_related("to", "by").first()
        if handover is None:
            raise CannotHandOver("This account is not handed over to anybody.")
        if by.role not in LEADING_ROLES and by not in (handover.to, handover.by):
            raise CannotHandOver(f"{handover.to.name}, {handover.by.name} or a team leader can give it back.")
        back = give_back(handover, at=at)
        summary = f"Back from {handover.to.name} to {back.name if back else 'its patch'}."
        _noted({handover: summary}, kind="give_back", by=by, on=on, at=at)


def give_back(handover: Handover, *, at: datetime) -> User | None:
    """End it, and let what is open go along: to the officer of the patch; None where it has none."""
    handover.ended_at = at
    handover.save(update_fields=["ended_at"])
    owners = owners_of([handover.account])
    if back := owners.get(handover.account_id):
        _take_along([handover.account], {handover.account_id: handover.to}, to=back)
    return back


def owners_of(accounts: Sequence[RentAccount]) -> dict[int, User]:
    """For each account whom it was handed to, else the officer who looks after its patch for good."""
    found = RentAccount.objects.filter(pk__in=[account.pk for account in accounts])
    return owners_in(dict(found.values_list("pk", "tenancy__home__patch")))


def owners_in(patches: Mapping[int, int | None]) -> dict[int, User]:
    """The same where the patch of each account is known, by the accounts' ids."""
    handed = records_where(
        Handover, "account_id = ANY (%(accounts)s) AND ended_at IS NULL", order="id", related=["to"],
        accounts=list(patches),
    )  # fmt: skip
    owners = {handover.account_id: handover.to for handover in handed}
    officers = PatchAssignment.objects.filter(
        patch__in={patch for patch in patches.values() if patch},
        ends_on=None,
        cover=None,
        user__role=Role.INCOME_OFFICER,
        user__is_active=True,
    )
    by_patch: dict[int | None, User] = {}
    for assignment in officers.select_related("user").order_by("pk"):
        by_patch.setdefault(assignment.patch_id, assignment.user)
    for account, patch in patches.items():
        if patch in by_patch:
            owners.setdefault(account, by_patch[patch])
    return owners


def _refusals(
    accounts: Sequence[RentAccount], owners: dict[int, User], *, to: User, by: User, on: date
) -> dict[int, str]:
    """Why an account stays, by its id."""
    keys = [account.pk for account in accounts]
    leads = by.role in LEADING_ROLES
    own = (
        set(keys)
        if leads
        else set(RentAccount.objects.owned_by(by, on=on).filter(pk__in=keys).values_list("pk", flat=True))
    )
    opens = set(RentAccount.objects.visible_to(to).filter(pk__in=keys).values_list("pk", flat=True))
    restricted = set(
        AccountRestriction.objects.filter(
            tenancy__in=[account.tenancy_id for account in accounts], lifted_at=None
        ).values_list("tenancy_id", flat=True)
    )
    refusals = {}
    for account in accounts:
        if owners.get(account.pk) == to:
            refusals[account.pk] = f"It is {to.name}’s work already."
        elif account.pk not in own:
            refusals[account.pk] = "It is not your work. Ask a team leader to hand it over."
        elif account.tenancy_id in restricted and account.pk not in opens:
            refusals[account.pk] = f"It is restricted: {to.name} may not open it. Choose somebody of its patch."
    return refusals


def _take_along(accounts: Iterable[RentAccount], owners: dict[int, User], *, to: User) -> None:
    """What the last owner had promised or was to do goes to the next. A question put to a colleague stays hers."""
    for owner in set(owners.values()):
        theirs = [account.pk for account in accounts if owners.get(account.pk) == owner]
        moving = Reminder.objects.filter(OPEN, account__in=theirs, for_user=owner)
        moving.exclude(kind=Reminder.Kind.QUESTION).update(for_user=to)


def _noted(said: dict[Handover, str], *, kind: str, by: User, on: date, at: datetime) -> None:
    """On each account's timeline and in the list of what can be taken back."""
    acts = [
        Act(
            user=by,
            account=handover.account,
            kind=kind,
            summary=f"Handed over: {summary}",
            about=f"tenancies.handover:{handover.pk}",
            at=at,
            undo_until=undo.end_of_day(at) if kind in undo.UNDO else None,
        )
        for handover, summary in said.items()
    ]
    Act.objects.bulk_create(acts)
    timeline.record_many(
        [
            AccountEvent(
                account=act.account,
                what=AccountEvent.What.HANDED_OVER,
                on=on,
                by=by,
                at=at,
                summary=summary,
                about=f"caseload.act:{act.pk}",
            )
            for act, summary in zip(acts, said.values(), strict=True)
        ]
    )


def _undo(act: Act, *, by: User, on: date, at: datetime) -> None:
    handover = Handover.objects.select_related("to", "account").get(pk=undo.named(act, "tenancies.handover"))
    if handover.ended_at:
        raise undo.CannotUndo("It was handed on since. Hand it over again.")
    give_back(handover, at=at)


undo.UNDO["hand_over"] = _undo
undo.INSTEAD["give_back"] = "Hand the account over again."
