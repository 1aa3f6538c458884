"""A work session: from Start, account after account in the order there was, to the end card whose sums are exact."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from caseload import queue
from caseload.models import Parked, Recommendation, Reminder, Step, WorkSession
from recovery.models import ContactAttempt
from recovery.rules.actions import Action
from staff.asking import Select, records_where
from staff.models import User
from tenancies.models import AccountEvent, RentAccount
from welfare.models import Hold

MOST = 500  # accounts in one session: more than a day holds
LIST = "list"  # the group of a session that was started from a list of accounts
SWEEP = "sweep"  # of one through accounts that nobody has looked at for longest, a step due or not
# Steps whose day the law or the court sets. See also desk.statutory_day.
LEGAL_DATES = [Action.PREPARE_HEARING, Action.EVICTION_CHECKS, Action.NOTICE_LAPSING, Action.TRIAL_DECISION]


class NothingWaits(Exception):
    """There is nothing to go through. The message is written for the officer."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the accounts of a session. An account that was done and came up again counts as new as well.

    Always true: at_start + new = done + not_taken + held + put_off + asked + dropped + left.
    """

    at_start: int
    new: int
    done: int
    not_taken: int  # ‘not this’, with a reason
    held: int
    put_off: int
    asked: int  # waiting for a senior
    dropped: int  # no step is wanted any more: money came in, or something else changed
    left: int

    @property
    def closed(self) -> int:
        return self.done + self.not_taken

    @property
    def resting(self) -> int:
        return self.held + self.put_off + self.asked

    @property
    def total(self) -> int:
        return self.at_start + self.new


def current(user: User) -> WorkSession | None:
    """The session this person has open."""
    found = records_where(
        WorkSession, "user_id = %(user)s AND ended_at IS NULL", order="id LIMIT 1", related=["now_at"], user=user.pk
    )
    for each in found:
        each.user = user
    return found[0] if found else None


def of(user: User, pk: int) -> WorkSession | None:
    """One of this person's sessions, open or ended."""
    return WorkSession.objects.filter(pk=pk, user=user).select_related("user").first()


@transaction.atomic
def start(
    *,
    user: User,
    on: date,
    at: datetime,
    group: str = "",
    accounts: Sequence[int] | QuerySet[RentAccount] | None = None,
    back: str = "",
) -> WorkSession:
    """Begin at the first of what waits: all, one group, or these accounts. One that is open is ended.

    `back` is the page to return to. Raises NothingWaits.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # pressed twice at once, the second waits
    found = queue.in_group(queue.queue(user, on=on), "" if group == LIST else group)
    if accounts is not None:
        group, found = LIST, found.filter(account__in=accounts)
    ids = list(found.values_list("account", flat=True)[:MOST])
    if not ids:
        raise NothingWaits("None of these accounts wants a step now.")
    if before := current(user):
        end(before, on=on, at=at)
    return WorkSession.objects.create(
        user=user, on=on, started_at=at, group=group, at_start=ids, now_at_id=ids[0], back=back[:300]
    )


def sweep(*, user: User, accounts: Sequence[int], on: date, at: datetime, back: str) -> WorkSession:
    """Begin to look at these accounts, whether a step waits or not, in this order. One that is open is ended.

    Raises NothingWaits.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        decided = set(_decided(accounts).values_list("account", flat=True))
        ids = [pk for pk in accounts if pk in decided]
        if not ids:
            raise NothingWaits("Every account that owes something was looked at just now.")
        if before := current(user):
            end(before, on=on, at=at)
        return WorkSession.objects.create(
            user=user, on=on, started_at=at, group=SWEEP, at_start=ids, now_at_id=ids[0], back=back[:300]
        )


def _decided(accounts: Sequence[int]) -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(lapsed_on=None, account__in=accounts)


def _unseen(session: WorkSession) -> QuerySet[Recommendation]:
    """Accounts of a sweep on which this person has not done or noted anything since it began."""
    looked = AccountEvent.objects.filter(by=session.user, at__gte=session.started_at).values("account")
    hers = RentAccount.objects.visible_to(session.user)
    return queue.for_list(_decided(session.at_start).filter(account__in=hers).exclude(account__in=looked))


def waiting(session: WorkSession, *, on: date) -> QuerySet[Recommendation]:
    """What still waits of the session's kind of work, what came up since included."""
    if session.group == SWEEP:
        return _unseen(session)
    found = queue.queue(session.user, on=on)
    if session.group == LIST:
        return found.filter(account__in=session.at_start)
    return queue.in_group(found, session.group)


def go_on(session: WorkSession, *, after: RentAccount | None, on: date) -> RentAccount | None:
    """The account that comes up after this one, kept as the session's place; None when nothing else waits.

    After an account that was opened from elsewhere, the session goes on where it stood. What was parked is passed over.
    """
    following = _following(session, after=after, on=on)
    if following is not None:
        session.now_at = following
        session.save(update_fields=["now_at"])
    return following


def _following(session: WorkSession, *, after: RentAccount | None, on: date) -> RentAccount | None:
    order: list[int] = session.at_start
    here = order.index(session.now_at_id) if session.now_at_id in order else 0
    if after is not None and after.pk == session.now_at_id:
        here += 1
    parked = Parked.objects.filter(user=session.user).values("account")
    waits = waiting(session, on=on).exclude(account__in=parked)
    if after is not None:
        waits = waits.exclude(account=after)
    left = {each.account_id: each.account for each in waits.filter(account__in=order)}
    if found := next((left[pk] for pk in order[here:] + order[:here] if pk in left), None):
        return found
    came_since = waits.exclude(account__in=order).first()
    return came_since.account if came_since else None


def stand_at(session: WorkSession, account: RentAccount) -> None:
    """An account of the session that is taken up again is its place; another one is an interruption."""
    if account.pk in session.at_start:
        session.now_at = account
        session.save(update_fields=["now_at"])


def place_of(account: RentAccount, *, open_one: WorkSession | None, line: Select) -> tuple[int, int] | None:
    """The account's place in the session that is open, else in the queue."""
    return place(open_one, account) if open_one else queue.place(line, account)


def place(session: WorkSession, account: RentAccount) -> tuple[int, int] | None:
    """(14, 58): the fourteenth of the 58 that waited at the start. None for one that did not."""
    order: list[int] = session.at_start
    return (order.index(account.pk) + 1, len(order)) if account.pk in order else None


def tally(session: WorkSession, *, on: date) -> Tally:
    """The session's sums now; as they were kept, once it is ended."""
    if session.totals:
        return Tally(**session.totals)
    began = set(session.at_start)
    left = set(waiting(session, on=on).values_list("account", flat=True))
    became = dict.fromkeys(_reached(session) - left, Step.Outcome.DONE.value) | _became(session)
    if session.group in {LIST, SWEEP}:
        became = {pk: what for pk, what in became.items() if pk in began}
    closed = list(became.values())
    return Tally(
        at_start=len(began),
        # Acted on without having waited, come up since, or done and up again with another step
        new=len(became.keys() - began) + len(left - began) + len(left & began & became.keys()),
        done=closed.count(Step.Outcome.DONE),
        not_taken=closed.count(Step.Outcome.OVERRIDDEN),
        put_off=closed.count(Step.Outcome.DEFERRED),
        held=closed.count("held"),
        asked=closed.count("asked"),
        dropped=len(began - became.keys() - left),
        left=len(left),
    )


def _became(session: WorkSession) -> dict[int, str]:
    """By account: what this person made of it since the session began; what was taken back does not count."""
    by, since = session.user, session.started_at
    steps = Step.objects.filter(by=by, at__gte=since, undone_at=None).order_by("pk")
    holds = Hold.objects.filter(set_by=by, set_at__gte=since, lifted_on=None)
    asked = Reminder.objects.filter(
        made_by=by, made_at__gte=since, kind=Reminder.Kind.QUESTION, done_at=None, withdrawn_at=None
    )
    became = dict(steps.values_list("account", "outcome"))
    became |= dict.fromkeys(holds.values_list("account", flat=True), "held")
    return became | dict.fromkeys(asked.values_list("account", flat=True), "asked")


def _reached(session: WorkSession) -> set[int]:
    """Accounts on which this person noted a call since. Where a letter was the step, the call may have settled it."""
    calls = ContactAttempt.objects.filter(officer=session.user, at__gte=session.started_at, taken_back_at=None)
    return set(calls.filter(source_ref="").values_list("account", flat=True))


def end(session: WorkSession, *, on: date, at: datetime) -> Tally:
    """Leave off: the sums are kept as they stand."""
    totals = tally(session, on=on)
    session.totals, session.ended_at = asdict(totals), at
    session.save(update_fields=["totals", "ended_at"])
    return totals


@dataclass(frozen=True)
class OpenByLaw:
    """How many steps whose day the law or the court has set are not taken: those that wait, and those that rest."""

    waiting: int
    resting: int  # put off, or with a senior: their dates run on

    @property
    def total(self) -> int:
        return self.waiting + self.resting


def statutory_open(user: User, *, on: date) -> OpenByLaw:
    """Of this person's accounts."""
    mine = queue.accounts_of(user, on=on)
    waiting = queue.waiting(user, on=on, mine=mine).filter(action__in=LEGAL_DATES)
    asked = queue.with_senior(user, on=on, mine=mine).filter(action__in=LEGAL_DATES)
    newest = Step.objects.filter(account__in=mine, action__in=LEGAL_DATES, undone_at=None)
    newest = newest.order_by("account", "action", "-pk").distinct("account", "action")
    put_off = [step for step in newest if step.outcome == Step.Outcome.DEFERRED and step.until and step.until > on]
    return OpenByLaw(waiting=waiting.count(), resting=asked.count() + len(put_off))


def park(*, user: User, account: RentAccount, field: str, at: datetime) -> Parked:
    """Put an account aside half-way, with the field that had focus. Parked again, the newer place stands."""
    parked, _ = Parked.objects.update_or_create(
        user=user, account=account, defaults={"field": field.replace("\x00", "")[:60], "parked_at": at}
    )
    return parked


def parked_by(user: User) -> list[Parked]:
    """What this person has put aside and may still open, the newest first."""
    newest = "parked_at DESC, caseload_parked.id DESC"
    found = records_where(Parked, "user_id = %(user)s", order=newest, along=["account"], user=user.pk)
    if not found:
        return []
    accounts = RentAccount.objects.openable_by(user).filter(pk__in=[each.account_id for each in found])
    openable = set(accounts.values_list("pk", flat=True))
    return [each for each in found if each.account_id in openable]


def parked(user: User, pk: int) -> Parked | None:
    """One of what this person has put aside."""
    return Parked.objects.filter(pk=pk, user=user).select_related("account").first()


def forget_parked(user: User, account: RentAccount) -> None:
    """An account that was acted on is no longer half-way."""
    Parked.objects.filter(user=user, account=account).delete()
